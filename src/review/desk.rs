//! A paper on a reviewer's desk, and its quotes: typed by a person, or of the draft by number.

use super::{DecidedEvidence, Refused};
use crate::audit::DraftAudit;
use crate::document::{Document, PaperId};
use crate::evidence;
use crate::reading::Format;
use crate::rubric::CriterionId;

/// A paper to be reviewed.
#[derive(Debug)]
pub struct DeskPaper {
    /// Its id.
    pub id: PaperId,
    /// Of the source, in hexadecimal.
    pub sha256: String,
    /// What the source is.
    pub format: Format,
    /// Where the source lies.
    pub path: std::path::PathBuf,
    /// As read.
    pub document: Document,
    /// The stored draft of the rubric in use; `None` without one.
    pub draft: Option<DraftAudit>,
    /// Of the stored draft, in hexadecimal; `None` without one.
    pub draft_sha256: Option<String>,
    /// Whether the draft is of the paper as it is now, by this program.
    pub is_current: bool,
}

impl DeskPaper {
    /// The quotes that a decision on a criterion is to rest on, each once: those of the draft by their numbers,
    /// then those that were typed.
    ///
    /// # Errors
    /// What [`DeskPaper::drafted_quote`] refuses, or [`Refused::NotInThePaper`].
    pub fn quotes(
        &self,
        criterion: &CriterionId,
        drafted: impl IntoIterator<Item = usize>,
        typed: &[String],
    ) -> Result<Vec<DecidedEvidence>, Refused> {
        let drafted = drafted.into_iter().map(|number| self.drafted_quote(criterion, number));
        let typed =
            typed.iter().map(|quote| self.quoted(quote).ok_or_else(|| Refused::NotInThePaper(quote.clone())));
        Ok(DecidedEvidence::distinct(drafted.chain(typed).collect::<Result<Vec<_>, Refused>>()?))
    }

    /// What the paper says where it says `quote`, as whole sentences; letters and digits alone are compared.
    /// `None` when it does not say so.
    pub fn quoted(&self, quote: &str) -> Option<DecidedEvidence> {
        evidence::quoted(&self.document, quote).map(DecidedEvidence::added)
    }

    /// The draft's quote of that number, counted from 1, the best first.
    ///
    /// # Errors
    /// [`Refused::NoSuchQuote`], or that a draft of an older file quotes what the paper no longer says.
    pub fn drafted_quote(&self, criterion: &CriterionId, number: usize) -> Result<DecidedEvidence, Refused> {
        let cell = self.draft.as_ref().and_then(|draft| draft.cell(criterion));
        let drafted = cell.map(|cell| cell.evidence.as_slice()).unwrap_or_default();
        let Some(kept) = number.checked_sub(1).and_then(|at| drafted.get(at)) else {
            let (criterion, known) = (criterion.clone(), drafted.len());
            return Err(Refused::NoSuchQuote { paper: self.id.clone(), criterion, number, known });
        };
        let standing = evidence::standing(&self.document, &kept.quote).map(DecidedEvidence::kept);
        standing.ok_or_else(|| Refused::QuoteGone { paper: self.id.clone(), number })
    }
}
