//! A report is put together: what is shown of a criterion, and which parts of pages show it.

use super::report::{DraftedCell, PaperReport, QuoteKind, ReportedCell, ReportedQuote, Stage};
use crate::audit::{Cell, DraftAudit};
use crate::document::{Document, Rect};
use crate::evidence::{self, Quote};
use crate::output::exchange::{AuditSheet, CellState, SheetCell, SheetSubject};
use crate::output::wording::counted;
use crate::picture::{self, Clipping, View};
use crate::review::{Ledger, Reviewer};
use crate::rubric::Rubric;

/// Where nothing supports a suggestion, how many of the nearest misses are quoted.
const NEAREST: usize = 2;
/// Of more authors only the first is named.
const MOST_AUTHORS: usize = 3;

/// What a report is made of.
#[derive(Debug)]
pub struct Material<'m> {
    /// The rubric the paper is audited by.
    pub rubric: &'m Rubric,
    /// The paper's id, title and hash.
    pub paper: SheetSubject,
    /// The paper as it is now.
    pub document: &'m Document,
    /// What people said.
    pub ledger: &'m Ledger,
    /// What a draft by the same rubric says, where there is one.
    pub draft: Option<&'m DraftAudit>,
    /// How the pages look, the first page first; empty where nothing is to be pictured.
    pub views: &'m [View],
    /// What a reader must know of the whole.
    pub notes: Vec<String>,
}

impl PaperReport {
    /// The report without its pictures. While several people work who must not see each other's words, nothing that
    /// people decided is in it.
    pub fn new(of: Material<'_>) -> PaperReport {
        let Material { rubric, paper, document, ledger, draft, views, mut notes } = of;
        let is_open = ledger.is_open();
        let hidden = Ledger::new(&rubric.id, Vec::new());
        let sheet = AuditSheet::new(if is_open { ledger } else { &hidden }, paper, rubric);
        let by: Vec<Reviewer> = ledger.reviewers().into_iter().cloned().collect();
        let stage = if !is_open {
            Stage::UnderReview(by)
        } else if sheet.confirmed.is_some() {
            Stage::Confirmed
        } else if sheet.cells.iter().any(|cell| cell.state != CellState::NotDecided) {
            Stage::Begun(by)
        } else {
            Stage::Draft
        };
        let lines = document.sentences.iter().filter(|one| document.attachment_of(one).is_none());
        let lines: Vec<Rect> = lines.flat_map(|one| one.boxes.iter().copied()).collect();
        let mut gone = 0;
        let cells = rubric.criteria.iter().zip(&sheet.cells).map(|(criterion, cell)| {
            let drafted = draft.and_then(|draft| draft.cell(&criterion.id));
            reported(document, rubric, cell, drafted, (views, &lines), &mut gone)
        });
        let cells: Vec<ReportedCell> = cells.collect();
        if gone > 0 {
            let quotes = counted(gone, "quote", "quotes");
            notes.push(format!("The paper as it is now does not have {quotes} of the draft: left out."));
        }
        let facts = facts(document);
        PaperReport { sheet, rubric: rubric.clone(), stage, facts, notes, cells, pictures: Vec::new() }
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
        certainty: drafted.certainty(),
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
fn facts(document: &Document) -> Vec<String> {
    let metadata = &document.metadata;
    let authors = metadata.authors.as_ref().map(|authors| match authors.value.as_slice() {
        [first, more @ ..] if more.len() >= MOST_AUTHORS => format!("{first} et al."),
        few => few.join(", "),
    });
    let pages = match document.pages.len() {
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
