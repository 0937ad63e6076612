//! One paper's audit for a reader: the draft, the decisions and the file are fetched, and put together elsewhere.

use std::path::PathBuf;

use super::Workspace;
use super::about::{About, DraftState};
use super::error::Error;
use crate::audit::DraftAudit;
use crate::document::PaperId;
use crate::output::exchange::SheetSubject;
use crate::output::reports::paper::{self, Material, PaperReport};
use crate::picture::Painter;
use crate::reading::Format;

impl Workspace {
    /// The audit of a paper for a reader. While several people work who must not see each other's words,
    /// nothing that people decided is in it. Pictures are drawn by processes of `painter`, which is this
    /// program; without it there are none, and neither where pages cannot be drawn.
    ///
    /// Notes on a draft that is out of date end with `anew`: how the reader has it made anew.
    ///
    /// # Errors
    /// [`Error::NothingToReport`] or [`Error::OtherRubric`] where there is nothing to show, or that the paper
    /// or what is stored of it cannot be read.
    pub fn report(&self, id: &PaperId, painter: Option<PathBuf>, anew: &str) -> Result<PaperReport, Error> {
        let about = self.about(id)?;
        let ledger = self.ledger(id)?;
        let begun = !ledger.reviewers().is_empty();
        let (draft, mut notes) = self.draft_to_report(&about, begun, anew)?;
        if draft.is_none() && !begun {
            return Err(Error::NothingToReport { id: id.clone() });
        }
        let mut views = Vec::new();
        if painter.is_some() && about.format == Format::Pdf {
            match paper::views(self.papers.source(id)?.bytes, &about.document) {
                Ok(found) => views = found,
                Err(note) => notes.push(note),
            }
        }
        let mut report = PaperReport::new(Material {
            rubric: &self.rubric,
            paper: SheetSubject {
                id: id.clone(),
                title: about.document.title.clone(),
                sha256: about.sha256.clone(),
            },
            document: &about.document,
            ledger: &ledger,
            draft: draft.as_ref(),
            views: &views,
            notes,
        });
        if let Some(program) = painter {
            report.paint(&Painter::new(program), &self.papers.source_path(id)?);
        }
        Ok(report)
    }

    /// The draft to show, and what is to be said of it.
    fn draft_to_report(
        &self,
        about: &About,
        begun: bool,
        anew: &str,
    ) -> Result<(Option<DraftAudit>, Vec<String>), Error> {
        let id = &about.id;
        let (draft, is_current) = match &about.draft {
            DraftState::Absent => return Ok((None, Vec::new())),
            DraftState::Damaged(_) if !begun => return Ok((Some(self.load_draft(id)?), Vec::new())),
            DraftState::Damaged(why) => return Ok((None, vec![paper::damaged_draft(why)])),
            DraftState::Current(draft) => (draft, true),
            DraftState::Outdated(draft) => (draft, false),
        };
        if draft.rubric.id == self.rubric.id {
            return Ok((
                Some(draft.as_ref().clone()),
                paper::shown_draft(draft, is_current, &self.rubric, anew),
            ));
        }
        if begun {
            return Ok((None, vec![paper::foreign_draft(draft)]));
        }
        let (made, used) = (paper::made(draft), self.rubric.id.clone());
        Err(Error::OtherRubric { id: id.clone(), made, used })
    }
}
