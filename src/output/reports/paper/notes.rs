//! What a reader must know of a draft before its suggestions are read.

use crate::audit::{Cell, DraftAudit};
use crate::document::{ranges, told_hidden};
use crate::rubric::Rubric;

/// That a damaged draft is left out.
pub fn damaged_draft(why: &str) -> String {
    format!("What a draft says is left out: {why}.")
}

/// That a draft by another rubric is left out: criteria of two rubrics may share an id and nothing else.
pub fn foreign_draft(draft: &DraftAudit) -> String {
    format!("The draft was made with rubric {} and is left out.", made(draft))
}

/// What is to be said of a draft that is shown. `is_current` tells whether it is of the paper as it is now and by
/// this version of the program; `anew` says how the reader has it made anew where it is not.
pub fn shown_draft(draft: &DraftAudit, is_current: bool, rubric: &Rubric, anew: &str) -> Vec<String> {
    let mut notes = Vec::new();
    if draft.rubric.sha256 != rubric.sha256 {
        notes.push(format!("The draft was made with another text of the rubric ({}); {anew}.", made(draft)));
    }
    if !is_current {
        notes.push(format!(
            "The draft is out of date: it is of another file of the paper, or by another version of the \
             program; {anew}."
        ));
    }
    let is_even = |cell: &Cell| cell.probabilities.windows(2).all(|pair| pair[0] == pair[1]);
    if draft.cells.iter().all(is_even) {
        notes.push(
            "The draft knows nothing of levels, because nothing was learned for this rubric: every level it \
             expects is the middle of the scale."
                .to_owned(),
        );
    }
    if !draft.paper.ocr_pages.is_empty() {
        notes.push(format!(
            "The text of pages {} was made by OCR: check quotes from there against the print.",
            ranges(&draft.paper.ocr_pages)
        ));
    }
    if !draft.paper.unread_pages.is_empty() {
        notes.push(format!(
            "Not all of pages {} could be read: \"nothing found\" does not speak of them.",
            ranges(&draft.paper.unread_pages)
        ));
    }
    if draft.paper.hidden_lines > 0 {
        let told = told_hidden(draft.paper.hidden_lines as usize, &draft.paper.hidden_pages);
        notes.push(format!("The paper’s file carries {told}."));
    }
    notes
}

/// The id and version of the rubric a draft was made with: `medcheck 2025.1`.
pub fn made(draft: &DraftAudit) -> String {
    format!("{} {}", draft.rubric.id, draft.rubric.version)
}
