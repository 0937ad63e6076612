//! What there is to know about one paper, short of its audit.

use super::Workspace;
use super::error::Error;
use super::naming::other_id;
use crate::audit::DraftAudit;
use crate::document::{Document, PaperId};
use crate::papers::StoredFile;
use crate::reading::Format;

/// A paper of the workspace, as it is now.
#[derive(Debug)]
pub struct About {
    /// Its id.
    pub id: PaperId,
    /// Of the source, in hexadecimal.
    pub sha256: String,
    /// What the source is.
    pub format: Format,
    /// The paper, its metadata completed with what its id says.
    pub document: Document,
    /// What was doubtful in reading it, page by page.
    pub warnings: Vec<String>,
    /// Whether the index has it as it is now.
    pub is_indexed: bool,
    /// What became of its draft.
    pub draft: DraftState,
    /// What lies in its folder, sorted by name.
    pub files: Vec<StoredFile>,
}

/// What is stored as a paper's draft.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftState {
    /// Nothing.
    Absent,
    /// A draft of this paper as it is now, by this program.
    Current(Box<DraftAudit>),
    /// A draft of another file, or by another program; drafting makes it anew.
    Outdated(Box<DraftAudit>),
    /// A file that is no draft, with the reason.
    Damaged(String),
}

impl Workspace {
    /// Looks a paper up. What the index has is used; a paper that is not indexed is read for the occasion,
    /// and nothing is stored.
    ///
    /// # Errors
    /// That the paper is unknown, cannot be read, or has no text.
    pub fn about(&self, id: &PaperId) -> Result<About, Error> {
        let source = self.papers.source(id)?;
        let fingerprint = source.fingerprint();
        let is_indexed = self.is_indexed(&fingerprint, None)?;
        let entry = if is_indexed { self.index.paper(id)? } else { None };
        let is_indexed = entry.is_some();
        let (mut document, mut warnings) = match entry {
            Some(paper) => (paper.document, paper.warnings),
            None => {
                let parsed = self.read_with_attachments(&source)?;
                let warnings = parsed.warnings.iter().map(ToString::to_string).collect();
                (parsed.document, warnings)
            }
        };
        warnings.extend(other_id(id, &document.metadata).map(|warning| warning.to_string()));
        document.metadata = std::mem::take(&mut document.metadata).with_file_name(id.as_str());
        let draft = match self.load_draft(id) {
            Ok(draft) if draft.is_current(&fingerprint) => DraftState::Current(Box::new(draft)),
            Ok(draft) => DraftState::Outdated(Box::new(draft)),
            Err(Error::NoDraft { .. }) => DraftState::Absent,
            Err(error @ Error::DamagedDraft { .. }) => DraftState::Damaged(error.to_string()),
            Err(error) => return Err(error),
        };
        let files = self.papers.files(id)?;
        let (sha256, format) = (source.sha256, source.format);
        Ok(About { id: id.clone(), sha256, format, document, warnings, is_indexed, draft, files })
    }
}
