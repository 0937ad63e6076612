//! What statistics are made of.

use std::sync::Arc;

use crate::audit::DraftSummary;
use crate::review::{ConfirmedAudit, Ledger};

/// What is known of a paper beside its audit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its title; `None` where none was found.
    pub title: Option<String>,
    /// Its year, as a citation would give it; `None` where none was found.
    pub year: Option<u16>,
    /// What it is about, as the workspace's settings say.
    pub field: Option<String>,
    /// Where it was published, as the workspace's settings say.
    pub venue: Option<String>,
    /// Its tags, as the workspace's settings have them.
    pub tags: Vec<String>,
}

/// A paper whose audit people stand for.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// What they stand for.
    pub audit: ConfirmedAudit,
    /// All that was said on the way.
    pub ledger: Ledger,
    /// The stored draft under the same rubric, with the sha256 of its file.
    pub draft: Option<(Arc<DraftSummary>, String)>,
    /// What is known of the paper.
    pub facts: Facts,
}

/// A paper of which only the draft is looked at.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// The draft.
    pub draft: Arc<DraftSummary>,
    /// What is known of the paper.
    pub facts: Facts,
}

/// What statistics are made of.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// The confirmed audits; without one, no figure says anything.
    pub confirmed: Vec<Confirmed>,
    /// The drafts to count for themselves; none where drafts are not asked for.
    pub drafts: Vec<Drafted>,
}
