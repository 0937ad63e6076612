//! The papers on the desk: the last few are kept, so that a key need not read a paper again.

use std::sync::{Arc, Mutex, PoisonError};

use super::error::Refusal;
use crate::document::PaperId;
use crate::picture::View;
use crate::review::DeskPaper;
use crate::workspace::Workspace;

/// How many papers are kept; a long one takes some megabytes.
const KEPT: usize = 3;

/// The papers that were asked for last, the latest at the end.
#[derive(Default)]
pub(super) struct Desks {
    open: Mutex<Vec<Arc<Desk>>>,
}

/// A paper and how its pages look.
pub(super) struct Desk {
    pub(super) paper: DeskPaper,
    /// The pages as a viewer shows them; empty for sources without pages and where they cannot be drawn.
    pub(super) views: Vec<View>,
    /// Changes when the files of the paper do ([`Workspace::stamp_of`]).
    pub(super) stamp: String,
}

impl Desks {
    /// The paper as its files are now: from memory unless they changed.
    pub(super) fn get(&self, workspace: &Workspace, id: &PaperId) -> Result<Arc<Desk>, Refusal> {
        let stamp = workspace.stamp_of(id)?;
        let found = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.retain(|desk| desk.paper.id != *id || desk.stamp == stamp);
            let at = open.iter().position(|desk| desk.paper.id == *id);
            at.map(|at| {
                let desk = open.remove(at);
                open.push(Arc::clone(&desk));
                desk
            })
        };
        if let Some(desk) = found {
            return Ok(desk);
        }
        let paper = workspace.desk(id)?;
        let views = workspace.views(&paper)?;
        let desk = Arc::new(Desk { paper, views, stamp });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.push(Arc::clone(&desk));
        if open.len() > KEPT {
            open.remove(0);
        }
        Ok(desk)
    }
}
