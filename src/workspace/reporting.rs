//! One paper's audit for a reader: what stands, what a draft suggests where nothing does, and where each
//! quote is printed.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::Workspace;
use super::about::{About, DraftState};
use super::error::Error;
use crate::audit::{Cell, DraftAudit};
use crate::document::{Document, PaperId, Rect, ranges};
use crate::evidence::{self, Quote};
use crate::output::exchange::{AuditSheet, CellState, SheetCell, SheetSubject};
use crate::output::reports::paper::{
    DraftedCell, PaperReport, QuoteKind, ReportedCell, ReportedQuote, Stage,
};
use crate::picture::{self, Clipping, Pages, PaintError, Painted, Painter, Piece, Scale, View};
use crate::reading::Format;
use crate::review::{Ledger, Reviewer};
use crate::rubric::Rubric;

/// Pixels per point, the best first: the first at which all pictures together are small enough.
const SCALES: [f32; 4] = [2.0, 1.5, 1.2, 1.0];
/// In bytes of PNG. In a page, they take a third more.
const MOST_PICTURED: usize = 4_300_000;
/// After so many pages that cannot be drawn, no other is tried: each may take all the patience there is.
const MOST_UNDRAWN: usize = 3;
/// Where nothing supports a suggestion, so many of the nearest misses are quoted.
const NEAREST: usize = 2;
/// Of more authors only the first is named.
const MOST_AUTHORS: usize = 3;

impl Workspace {
    /// The audit of a paper for a reader. While several people work who must not see each other's words,
    /// nothing that people decided is in it. Pictures are drawn by processes of `painter`, which is this
    /// program; without it there are none, and neither where pages cannot be drawn.
    ///
    /// # Errors
    /// [`Error::NothingToReport`] or [`Error::OtherRubric`] where there is nothing to show, or that the paper
    /// or what is stored of it cannot be read.
    pub fn report(&self, id: &PaperId, painter: Option<PathBuf>) -> Result<PaperReport, Error> {
        let about = self.about(id)?;
        let ledger = self.ledger(id)?;
        let begun = !ledger.reviewers().is_empty();
        let mut notes = Vec::new();
        let draft = self.draft_to_report(&about, begun, &mut notes)?;
        if draft.is_none() && !begun {
            return Err(Error::NothingToReport { id: id.clone() });
        }
        let is_open = ledger.is_open();
        let subject = SheetSubject {
            id: id.clone(),
            title: about.document.title.clone(),
            sha256: about.sha256.clone(),
        };
        let hidden = Ledger::new(&self.rubric.id, Vec::new());
        let sheet = AuditSheet::new(if is_open { &ledger } else { &hidden }, subject, &self.rubric);
        let by: Vec<Reviewer> = ledger.reviewers().into_iter().cloned().collect();
        let stage = match () {
            () if !is_open => Stage::UnderReview(by),
            () if sheet.confirmed.is_some() => Stage::Confirmed,
            () if sheet.cells.iter().any(|cell| cell.state != CellState::NotDecided) => Stage::Begun(by),
            () => Stage::Draft,
        };
        let views = self.views_to_report(&about, painter.is_some(), &mut notes)?;
        let lines = about.document.sentences.iter().filter(|one| about.document.attachment_of(one).is_none());
        let lines: Vec<Rect> = lines.flat_map(|one| one.boxes.iter().copied()).collect();
        let mut gone = 0;
        let cells = self.rubric.criteria.iter().zip(&sheet.cells).map(|(criterion, cell)| {
            let drafted = draft.as_ref().and_then(|draft| draft.cell(&criterion.id));
            reported(&about.document, &self.rubric, cell, drafted, (&views, &lines), &mut gone)
        });
        let cells: Vec<ReportedCell> = cells.collect();
        if gone > 0 {
            let quotes = if gone == 1 { "1 quote".to_owned() } else { format!("{gone} quotes") };
            notes.push(format!("The paper as it is now does not have {quotes} of the draft: left out."));
        }
        let pieces = picture::pieces(cells.iter().flat_map(|cell| &cell.clippings));
        let pictures = match painter {
            Some(program) => self.painted(program, &about, &pieces, &mut notes)?,
            None => Vec::new(),
        };
        let facts = facts(&about);
        Ok(PaperReport { sheet, rubric: self.rubric.clone(), stage, facts, notes, cells, pictures })
    }

    /// The draft to show, and what is to be said of it.
    fn draft_to_report(
        &self,
        about: &About,
        begun: bool,
        notes: &mut Vec<String>,
    ) -> Result<Option<DraftAudit>, Error> {
        let id = &about.id;
        let (draft, is_current) = match &about.draft {
            DraftState::Absent => return Ok(None),
            DraftState::Damaged(_) if !begun => return self.load_draft(id).map(Some),
            DraftState::Damaged(why) => {
                notes.push(format!("What a draft says is left out: {why}."));
                return Ok(None);
            }
            DraftState::Current(draft) => (draft, true),
            DraftState::Outdated(draft) => (draft, false),
        };
        let made = format!("{} {}", draft.rubric.id, draft.rubric.version);
        if draft.rubric.id != self.rubric.id {
            // Criteria of two rubrics may share an id and nothing else.
            if !begun {
                return Err(Error::OtherRubric { id: id.clone(), made, used: self.rubric.id.clone() });
            }
            notes.push(format!("The draft was made with rubric {made} and is left out."));
            return Ok(None);
        }
        let anew = format!("`medcheck draft {id}` makes it anew");
        if draft.rubric.sha256 != self.rubric.sha256 {
            notes.push(format!("The draft was made with another text of the rubric ({made}); {anew}."));
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
        Ok(Some(draft.as_ref().clone()))
    }

    /// How the pages look; none where there are no pictures to be.
    fn views_to_report(
        &self,
        about: &About,
        is_wanted: bool,
        notes: &mut Vec<String>,
    ) -> Result<Vec<View>, Error> {
        if !is_wanted || about.format != Format::Pdf {
            return Ok(Vec::new());
        }
        let why = match Pages::open(self.papers.source(&about.id)?.bytes) {
            Ok(pages) if pages.count() as usize == about.document.pages.len() => {
                return Ok((1..=pages.count()).filter_map(|number| pages.view(number).ok()).collect());
            }
            Ok(_) => "it has other pages to draw than to read".to_owned(),
            Err(error) => error.to_string(),
        };
        notes.push(format!("Pictures of pages are left out: {why}."));
        Ok(Vec::new())
    }

    /// The pictures of these pieces, without those that cannot be drawn.
    fn painted(
        &self,
        program: PathBuf,
        about: &About,
        pieces: &[Piece],
        notes: &mut Vec<String>,
    ) -> Result<Vec<(Piece, Arc<Painted>)>, Error> {
        let path = self.papers.source_path(&about.id)?;
        let painter = Painter::new(program);
        let mut undrawn: BTreeSet<u32> = BTreeSet::new();
        let mut why: Option<PaintError> = None;
        let mut pictures = Vec::new();
        for scale in SCALES.into_iter().filter_map(|scale| Scale::new(scale).ok()) {
            pictures.clear();
            for piece in pieces {
                if undrawn.contains(&piece.page) || undrawn.len() >= MOST_UNDRAWN {
                    continue;
                }
                match painter.paint_part(&path, &about.sha256, piece.page, piece.frame, scale) {
                    Ok(painted) => pictures.push((*piece, painted)),
                    Err(error) => {
                        undrawn.insert(piece.page);
                        why = why.or(Some(error));
                    }
                }
            }
            let bytes: usize = pictures.iter().map(|(_, painted)| painted.png.len()).sum();
            if bytes <= MOST_PICTURED {
                break;
            }
        }
        if let Some(why) = why {
            let pages = ranges(&undrawn.iter().copied().collect::<Vec<_>>());
            let given_up = if undrawn.len() >= MOST_UNDRAWN { "; other pages were not tried" } else { "" };
            notes.push(format!("Pictures of page {pages} are left out: {why}{given_up}."));
        }
        Ok(pictures)
    }
}

/// A criterion as it is shown: the quotes of the decision, or where there is none those of the draft.
fn reported(
    document: &Document,
    rubric: &Rubric,
    cell: &SheetCell,
    drafted: Option<&Cell>,
    (views, lines): (&[View], &[Rect]),
    gone: &mut usize,
) -> ReportedCell {
    let mut quotes: Vec<(ReportedQuote, Vec<Rect>)> = Vec::new();
    if cell.state == CellState::Decided {
        quotes.extend(cell.evidence.iter().map(|evidence| decided(document, &evidence.quote)));
    } else if let Some(drafted) = drafted {
        let (supporting, misses) = drafted.supporting();
        let misses = misses.take(if supporting.is_empty() { NEAREST } else { 0 });
        let all = supporting.iter().map(|quote| (QuoteKind::Drafted, quote));
        for (kind, drafted) in all.chain(misses.map(|miss| (QuoteKind::Nearest, miss))) {
            match evidence::standing(document, &drafted.quote) {
                Some(quote) => {
                    // What supports nothing needs no picture.
                    let is_pictured = kind == QuoteKind::Drafted;
                    let boxes = if is_pictured { evidence::printed(document, &quote) } else { Vec::new() };
                    quotes.push((ReportedQuote { quote, kind }, boxes));
                }
                None => *gone += 1,
            }
        }
    }
    let boxes: Vec<&[Rect]> = quotes.iter().map(|(_, boxes)| boxes.as_slice()).collect();
    let clippings: Vec<Clipping> = picture::clippings(views, lines, &boxes);
    let drafted = drafted.map(|drafted| DraftedCell {
        suggestion: drafted.suggestion,
        expected: expected(rubric, drafted),
        nearest: drafted.evidence.first().and_then(|nearest| evidence::standing(document, &nearest.quote)),
        searched: drafted.searched.clone(),
    });
    ReportedCell { drafted, quotes: quotes.into_iter().map(|(quote, _)| quote).collect(), clippings }
}

/// A quote of a decision in the paper's own words, and where it is printed.
fn decided(document: &Document, quote: &Quote) -> (ReportedQuote, Vec<Rect>) {
    match evidence::standing(document, quote) {
        Some(quote) => {
            let boxes = evidence::printed(document, &quote);
            (ReportedQuote { quote, kind: QuoteKind::Decided }, boxes)
        }
        None => (ReportedQuote { quote: quote.clone(), kind: QuoteKind::Gone }, Vec::new()),
    }
}

/// The mean place on the scale under a draft's probabilities, which are rounded and may not sum to 1.
fn expected(rubric: &Rubric, cell: &Cell) -> f64 {
    let shares = || cell.probabilities.iter().take(rubric.scale.size()).map(|share| f64::from(*share));
    let sum: f64 = shares().sum();
    let places: f64 = shares().enumerate().map(|(place, share)| place as f64 * share).sum();
    if sum > 0.0 { places / sum } else { rubric.scale.place(cell.best_guess).unwrap_or(0) as f64 }
}

/// Authors, year, ids, and how many pages.
fn facts(about: &About) -> Vec<String> {
    let metadata = &about.document.metadata;
    let authors = metadata.authors.as_ref().map(|authors| match authors.value.as_slice() {
        [first, more @ ..] if more.len() >= MOST_AUTHORS => format!("{first} et al."),
        few => few.join(", "),
    });
    let pages = match about.document.pages.len() {
        0 => "without pages".to_owned(),
        1 => "1 page".to_owned(),
        pages => format!("{pages} pages"),
    };
    let facts = [
        authors.filter(|authors| !authors.is_empty()),
        metadata.year.as_ref().map(|year| year.value.to_string()),
        metadata.arxiv.as_ref().map(|id| format!("arXiv {}", id.value)),
        metadata.doi.as_ref().map(|doi| format!("DOI {}", doi.value)),
        Some(pages),
    ];
    facts.into_iter().flatten().collect()
}
