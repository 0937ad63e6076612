//! What every request can use, and how much of a draft a reviewer sees.

use std::sync::Mutex;

use axum::http::HeaderMap;

use super::cookies::cookie;
use super::desks::Desks;
use crate::picture::Painter;
use crate::review::{Audience, Reviewer, Viewer};
use crate::workspace::Workspace;

/// What every request can use.
pub(super) struct Site {
    pub(super) workspace: Workspace,
    pub(super) reviewer: Reviewer,
    pub(super) blind: bool,
    pub(super) token: String,
    /// Opens the page once: it stands on the command line of a browser, where everybody on the machine can
    /// read it.
    pub(super) once: Mutex<Option<String>>,
    pub(super) port: u16,
    pub(super) painter: Painter,
    pub(super) desks: Desks,
}

impl Site {
    /// Whether a draft's level is hidden until the reviewer has chosen.
    pub(super) fn is_blind(&self, headers: &HeaderMap) -> bool {
        self.blind || cookie(headers, "blind") == Some("1")
    }

    /// The reviewer, as one who looks across papers.
    pub(super) fn audience(&self, headers: &HeaderMap) -> Audience<'_> {
        Audience::Viewer(Viewer { reviewer: &self.reviewer, blind: self.is_blind(headers) })
    }
}
