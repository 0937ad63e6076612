//! From a quote that somebody typed to what the paper says, with its place.

use super::reviewing::{DeskPaper, ReviewError};
use crate::review::DecidedEvidence;
use crate::rubric::CriterionId;

impl DeskPaper {
    /// What the paper says where it says `quote`, as whole sentences; letters and digits alone are compared.
    /// `None` when it does not say so.
    pub fn quoted(&self, quote: &str) -> Option<DecidedEvidence> {
        DecidedEvidence::found(&self.document, &self.document.find_quote(quote)?)
    }

    /// The draft's quote of that number, counted from 1 as `medcheck show` counts them.
    ///
    /// # Errors
    /// [`ReviewError::NoSuchQuote`], or that a draft of an older file quotes what the paper no longer says.
    pub fn drafted_quote(
        &self,
        criterion: &CriterionId,
        number: usize,
    ) -> Result<DecidedEvidence, ReviewError> {
        let cell = self.draft.as_ref().and_then(|draft| draft.cell(criterion));
        let evidence = cell.map(|cell| cell.evidence.as_slice()).unwrap_or_default();
        let Some(kept) = number.checked_sub(1).and_then(|at| evidence.get(at)) else {
            let (criterion, known) = (criterion.clone(), evidence.len());
            return Err(ReviewError::NoSuchQuote { paper: self.id.clone(), criterion, number, known });
        };
        let stands = self.document.text.get(kept.span.range()) == Some(kept.quote.as_str());
        if stands {
            return Ok(kept.into());
        }
        let found = self.quoted(&kept.quote).map(|found| DecidedEvidence { added: false, ..found });
        found.ok_or_else(|| ReviewError::QuoteGone { paper: self.id.clone(), number })
    }
}
