//! What a workspace keeps in memory of drafts and of what audits quote, for as long as it is open.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::audit::DraftSummaries;
use crate::document::PaperId;
use crate::review::AuditQuotes;

/// The summaries of drafts that are known; read from the index at the first question.
#[derive(Debug, Default)]
pub(super) struct Summaries(pub(super) Mutex<Option<Known>>);

/// Summaries of drafts.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) summaries: DraftSummaries,
    /// Whether there are some that the index does not have.
    pub(super) is_new: bool,
}

/// The quotes of audits that were looked up, by their papers.
#[derive(Debug, Default)]
pub(super) struct KnownQuotes(pub(super) Mutex<BTreeMap<PaperId, (LookedAt, Arc<AuditQuotes>)>>);

/// What was looked at: the same again gives the same quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LookedAt {
    /// The index's name for the paper's entry.
    pub(super) entry: String,
    /// The sha256 of the draft; `None` without one.
    pub(super) draft: Option<String>,
    /// The sha256 of the file of decisions; `None` without one.
    pub(super) decisions: Option<String>,
}
