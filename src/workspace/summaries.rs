//! What drafts say in short, without reading those that did not change.

use std::sync::{Arc, MutexGuard, PoisonError};

use super::error::Error;
use super::known::Known;
use super::{Observer, Workspace};
use crate::audit::{DraftAudit, DraftSummary};
use crate::disk::sha256_hex;
use crate::document::PaperId;

impl Workspace {
    /// What the stored draft of a paper says in short, with the sha256 of its file; `None` without one. A draft
    /// whose file did not change is not read again.
    ///
    /// # Errors
    /// As [`Workspace::load_draft`].
    pub(super) fn summary(&self, id: &PaperId) -> Result<Option<(Arc<DraftSummary>, String)>, Error> {
        self.know_hashes();
        let Some(sha256) = self.papers.draft_sha256(id)? else { return self.none_of(id) };
        let known = self.summaries().as_ref().and_then(|known| known.summaries.get(id, &sha256).cloned());
        if let Some(summary) = known {
            return Ok(Some((summary, sha256)));
        }
        let Some(text) = self.papers.read_draft(id)? else { return self.none_of(id) };
        let draft: DraftAudit =
            serde_json::from_str(&text).map_err(|source| Error::DamagedDraft { id: id.clone(), source })?;
        // Of what was just read: another run may have written the file since it was hashed.
        let sha256 = sha256_hex(text.as_bytes());
        Ok(self.know_summary(id, sha256.clone(), DraftSummary::of(&draft)).zip(Some(sha256)))
    }

    /// The same of a draft by the rubric in use; `None` of one by another.
    ///
    /// # Errors
    /// As [`Workspace::load_draft`].
    pub(super) fn own_summary(&self, id: &PaperId) -> Result<Option<(Arc<DraftSummary>, String)>, Error> {
        Ok(self.summary(id)?.filter(|(draft, _)| draft.rubric().id == self.rubric.id))
    }

    /// Keeps the summary of a draft that was just written.
    pub(super) fn know_summary(
        &self,
        id: &PaperId,
        sha256: String,
        summary: DraftSummary,
    ) -> Option<Arc<DraftSummary>> {
        let mut known = self.summaries();
        let known = known.as_mut()?;
        known.is_new = true;
        Some(known.summaries.put(id, sha256, summary))
    }

    /// Writes down what is known and new, for the next run. A file that cannot be written costs that run time and
    /// nothing else.
    pub(super) fn keep_summaries(&self, observer: &dyn Observer) {
        let mut known = self.summaries();
        let Some(known) = known.as_mut().filter(|known| known.is_new) else { return };
        known.summaries.retain(|id| self.papers.contains(id));
        match self.index.keep_of_drafts(&known.summaries) {
            Ok(()) => known.is_new = false,
            Err(error) => observer.note(&error.to_string()),
        }
    }

    /// Takes over what files hashed to when the last run looked at them.
    pub(super) fn know_hashes(&self) {
        drop(self.summaries());
    }

    fn none_of<T>(&self, id: &PaperId) -> Result<Option<T>, Error> {
        match self.papers.contains(id) {
            true => Ok(None),
            false => Err(crate::papers::Error::UnknownPaper { id: id.clone() }.into()),
        }
    }

    fn summaries(&self) -> MutexGuard<'_, Option<Known>> {
        let mut known = self.summaries.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get_or_insert_with(|| {
            self.papers.know(self.index.hashes());
            Known { summaries: self.index.of_drafts(), is_new: false }
        });
        known
    }
}
