//! What audits quote, looked up once for as long as neither the paper nor its audit changes.

use std::sync::{Arc, PoisonError};

use super::Workspace;
use super::error::Error;
use super::known::LookedAt;
use crate::document::PaperId;
use crate::index::Contents;
use crate::review::AuditQuotes;

impl Workspace {
    /// What a paper's audit quotes; `None` where the index does not have the paper.
    ///
    /// # Errors
    /// That the decisions or the draft cannot be read.
    pub(super) fn quotes(
        &self,
        id: &PaperId,
        contents: &Contents,
    ) -> Result<Option<Arc<AuditQuotes>>, Error> {
        let Some(looked_at) = self.to_be_looked_at(id, contents)? else { return Ok(None) };
        let known = self.quotes.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, quotes)) = known.get(id).filter(|(before, _)| *before == looked_at) {
            return Ok(Some(Arc::clone(quotes)));
        }
        drop(known);
        let ledger = self.ledger(id)?;
        let draft = self.own_draft(id)?;
        let Some(paper) = self.index.paper(id)? else { return Ok(None) };
        let quotes = Arc::new(AuditQuotes::of(ledger, (id, &paper.document), draft.as_ref(), &self.rubric));
        // What changed while it was read is not known yet.
        if self.to_be_looked_at(id, contents)?.as_ref() == Some(&looked_at) {
            let mut known = self.quotes.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(id.clone(), (looked_at, Arc::clone(&quotes)));
        }
        Ok(Some(quotes))
    }

    fn to_be_looked_at(&self, id: &PaperId, contents: &Contents) -> Result<Option<LookedAt>, Error> {
        let Some(entry) = contents.of(id).map(str::to_owned) else { return Ok(None) };
        let draft = self.papers.draft_sha256(id)?;
        let decisions = self.papers.decisions_sha256(id)?;
        Ok(Some(LookedAt { entry, draft, decisions }))
    }
}
