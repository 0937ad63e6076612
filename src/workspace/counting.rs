//! What statistics are made of, collected from all papers.

use std::sync::Arc;

use super::Workspace;
use super::error::{Error, Failure};
use crate::audit::DraftSummary;
use crate::document::PaperId;
use crate::statistics::{Confirmed, Corpus, Drafted, Facts};

/// Which drafts get figures of their own beside the confirmed audits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedDrafts {
    /// None.
    None,
    /// Those of papers without a confirmed audit.
    Unconfirmed,
    /// Every one, so that drafts and decisions can be compared paper by paper.
    All,
}

/// What one paper adds to a corpus.
#[derive(Default)]
struct Part {
    confirmed: Option<Confirmed>,
    drafted: Option<Drafted>,
    /// Its draft, where that cannot be read.
    damaged: Option<Failure>,
}

impl Workspace {
    /// All confirmed audits and the drafts asked for, and the papers that cannot be read.
    ///
    /// # Errors
    /// That the folder of papers cannot be read.
    pub fn corpus(&self, drafts: CountedDrafts) -> Result<(Corpus, Vec<Failure>), Error> {
        let (parts, mut failures) = self.of_each(|id| self.collect(id, drafts))?;
        let mut corpus = Corpus::default();
        for Part { confirmed, drafted, damaged } in parts {
            corpus.confirmed.extend(confirmed);
            corpus.drafts.extend(drafted);
            failures.extend(damaged);
        }
        failures.sort_by(|a, b| a.path.cmp(&b.path));
        Ok((corpus, failures))
    }

    fn collect(&self, id: &PaperId, drafts: CountedDrafts) -> Result<Part, Error> {
        let ledger = self.ledger(id)?;
        let audit = ledger.confirmed(id, &self.rubric);
        let is_wanted = match drafts {
            CountedDrafts::None => false,
            CountedDrafts::Unconfirmed => audit.is_none(),
            CountedDrafts::All => true,
        };
        if audit.is_none() && !is_wanted {
            return Ok(Part::default());
        }
        // A damaged draft takes no confirmed audit away, but it is said.
        let (draft, damaged) = match self.own_summary(id) {
            Ok(draft) => (draft, None),
            Err(error) if audit.is_some() => (None, Some(Failure::new(id.as_str(), error))),
            Err(error) => return Err(error),
        };
        if audit.is_none() && draft.is_none() {
            return Ok(Part::default());
        }
        let facts = self.facts(id, draft.as_ref().map(|(draft, _)| draft.as_ref()))?;
        let counted = draft.as_ref().filter(|_| is_wanted);
        let drafted = counted.map(|(draft, _)| Drafted { draft: Arc::clone(draft), facts: facts.clone() });
        let confirmed = audit.map(|audit| Confirmed { audit, ledger, draft, facts });
        Ok(Part { confirmed, drafted, damaged })
    }

    /// What the settings say goes before what the draft says, and that before what the paper itself says.
    fn facts(&self, id: &PaperId, draft: Option<&DraftSummary>) -> Result<Facts, Error> {
        let (title, year) = match draft {
            Some(draft) => (draft.paper.title.clone(), draft.paper.year),
            None => {
                let document = self.about(id)?.document;
                (document.title, document.metadata.year.map(|year| year.value))
            }
        };
        let said = self.settings.papers.get(id.as_str()).cloned().unwrap_or_default();
        Ok(Facts { title, year: said.year.or(year), field: said.field, venue: said.venue, tags: said.tags })
    }
}
