//! What statistics are made of, collected from all papers.

use super::Workspace;
use super::error::{Error, Failure};
use crate::audit::DraftAudit;
use crate::disk::sha256_hex;
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

impl Workspace {
    /// All confirmed audits and the drafts asked for, and the papers that cannot be read.
    ///
    /// # Errors
    /// That the folder of papers cannot be read.
    pub fn corpus(&self, drafts: CountedDrafts) -> Result<(Corpus, Vec<Failure>), Error> {
        let (mut corpus, mut failures) = (Corpus::default(), Vec::new());
        for id in self.papers.list()? {
            if let Err(error) = self.collect(&id, drafts, &mut corpus) {
                failures.push(Failure::new(id.as_str(), error));
            }
        }
        Ok((corpus, failures))
    }

    fn collect(&self, id: &PaperId, drafts: CountedDrafts, corpus: &mut Corpus) -> Result<(), Error> {
        let ledger = self.ledger(id)?;
        let audit = ledger.confirmed(id, &self.rubric);
        let is_wanted = match drafts {
            CountedDrafts::None => false,
            CountedDrafts::Unconfirmed => audit.is_none(),
            CountedDrafts::All => true,
        };
        if audit.is_none() && !is_wanted {
            return Ok(());
        }
        // A damaged draft takes no confirmed audit away, but it is said.
        let (draft, damaged) = match self.stored_draft(id) {
            Ok(draft) => (draft, None),
            Err(error) if audit.is_some() => (None, Some(error)),
            Err(error) => return Err(error),
        };
        if audit.is_none() && draft.is_none() {
            return Ok(());
        }
        let facts = self.facts(id, draft.as_ref().map(|(draft, _)| draft))?;
        if let Some((draft, _)) = draft.as_ref().filter(|_| is_wanted) {
            corpus.drafts.push(Drafted { draft: draft.clone(), facts: facts.clone() });
        }
        corpus.confirmed.extend(audit.map(|audit| Confirmed { audit, ledger, draft, facts }));
        damaged.map_or(Ok(()), Err)
    }

    /// The draft under the rubric in use, with the sha256 of its file.
    fn stored_draft(&self, id: &PaperId) -> Result<Option<(DraftAudit, String)>, Error> {
        let Some(text) = self.papers.read_draft(id)? else { return Ok(None) };
        let draft = self.load_draft(id)?;
        Ok((draft.rubric.id == self.rubric.id).then(|| (draft, sha256_hex(text.as_bytes()))))
    }

    /// What the settings say goes before what the draft says, and that before what the paper itself says.
    fn facts(&self, id: &PaperId, draft: Option<&DraftAudit>) -> Result<Facts, Error> {
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
