//! One paper's audit with what a reader needs beside it: what a draft suggests where nobody decided, where
//! each quote stands on the printed page, and what kept something out.

use std::sync::Arc;

use crate::audit::{Certainty, Searched};
use crate::evidence::Quote;
use crate::output::exchange::{AuditSheet, CellState};
use crate::output::wording::{one_line, people};
use crate::picture::{Clipping, Painted, Piece};
use crate::review::Reviewer;
use crate::rubric::{Rubric, Score};

/// A paper's audit as it stands, and beside it, never mixed with it, its draft.
#[derive(Debug)]
pub struct PaperReport {
    /// What people decided; empty while they must not see each other's words ([`Stage::UnderReview`]).
    pub sheet: AuditSheet,
    /// The rubric it is audited by.
    pub rubric: Rubric,
    /// Who stands behind it.
    pub stage: Stage,
    /// Authors, year, arXiv id, DOI, as far as they were found.
    pub facts: Vec<String>,
    /// What a reader must know of the whole: a draft out of date, pictures that are missing.
    pub notes: Vec<String>,
    /// One for every cell of the sheet, in its order.
    pub cells: Vec<ReportedCell>,
    /// The parts of pages that the clippings show.
    pub pictures: Vec<(Piece, Arc<Painted>)>,
}

/// How far an audit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// A person stands for it.
    Confirmed,
    /// Some criteria or all are decided, by these, and nobody stands for it.
    Begun(Vec<Reviewer>),
    /// These are at work, and not all are through.
    UnderReview(Vec<Reviewer>),
    /// Nobody decided anything.
    Draft,
}

/// A criterion of a report.
#[derive(Debug)]
pub struct ReportedCell {
    /// What the draft says; shown only where people did not decide.
    pub drafted: Option<DraftedCell>,
    /// What is quoted: by people where they decided, else by the draft.
    pub quotes: Vec<ReportedQuote>,
    /// Where the quotes stand; empty for sources without pages.
    pub clippings: Vec<Clipping>,
}

/// What a draft says of a criterion.
#[derive(Debug)]
pub struct DraftedCell {
    /// What it suggests or leans to.
    pub certainty: Certainty,
    /// The mean place on the scale under the draft's probabilities, the lowest level being 0.
    pub expected: f64,
    /// The place the draft ranks first, whether or not it supports anything.
    pub nearest: Option<Quote>,
    /// What was looked for and where.
    pub searched: Searched,
}

/// A quote of a report.
#[derive(Debug)]
pub struct ReportedQuote {
    /// With its place.
    pub quote: Quote,
    /// Who quotes it, and for what.
    pub kind: QuoteKind,
}

/// What a quote is quoted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteKind {
    /// A decision rests on it.
    Decided,
    /// The same, but the paper as it is now does not say it.
    Gone,
    /// The draft's suggestion rests on it.
    Drafted,
    /// The draft found nothing nearer, and it supports nothing.
    Nearest,
}

/// How far a phase is met, over the criteria with a level.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::output) struct Met {
    /// Criteria with a level.
    pub(in crate::output) levels: usize,
    /// Of their places on the scale, each 0 to 1.
    sum: f64,
}

impl Met {
    fn add(&mut self, level: u8, rubric: &Rubric) {
        if let Some(share) = rubric.scale.share(level) {
            self.levels += 1;
            self.sum += share;
        }
    }

    /// 0 to 1; `None` without a level.
    pub(in crate::output) fn share(self) -> Option<f64> {
        (self.levels > 0).then(|| self.sum / self.levels as f64)
    }
}

/// A row of the overview.
pub(in crate::output) struct PhaseFigures {
    pub(in crate::output) name: String,
    pub(in crate::output) criteria: usize,
    /// Decided, with a level or as not applicable.
    pub(in crate::output) decided: usize,
    /// Over what is decided.
    pub(in crate::output) met: Met,
    /// Not decided, and drafted.
    pub(in crate::output) drafted: usize,
    /// Over the levels the draft suggests there.
    pub(in crate::output) suggested: Met,
}

impl PaperReport {
    /// Whose word the audit is, in a line for people.
    pub fn state(&self) -> String {
        let has_drafted = self.shows_draft();
        match &self.stage {
            Stage::Confirmed => self.sheet.state.clone(),
            Stage::Begun(by) => {
                let rest = if has_drafted { "; what is open shows what a draft suggests" } else { "" };
                format!("{} · decided by {}{rest}", self.sheet.state, people(by))
            }
            Stage::UnderReview(by) => {
                let rest = if has_drafted { "; until then this is a draft" } else { "" };
                format!(
                    "under review by {}: what they decided is shown when all are through{rest}",
                    people(by)
                )
            }
            Stage::Draft => {
                "draft – not reviewed by a person: nothing in it counts until a person decides".to_owned()
            }
        }
    }

    /// Whether people are at work whose words are not shown.
    pub(in crate::output) fn is_hidden(&self) -> bool {
        matches!(self.stage, Stage::UnderReview(_))
    }

    /// Whether something is shown that only a draft says.
    pub(in crate::output) fn shows_draft(&self) -> bool {
        self.pairs().any(|(cell, reported)| is_open(cell) && reported.drafted.is_some())
    }

    pub(in crate::output) fn pairs(
        &self,
    ) -> impl Iterator<Item = (&crate::output::exchange::SheetCell, &ReportedCell)> {
        self.sheet.cells.iter().zip(&self.cells)
    }

    /// In the rubric's order.
    pub(in crate::output) fn phases(&self) -> Vec<PhaseFigures> {
        let figures = |phase: &crate::output::exchange::SheetPhase| {
            let mut figures = PhaseFigures {
                name: format!("{} {}", phase.id, one_line(&phase.name)),
                criteria: phase.criteria,
                decided: phase.decided,
                met: Met::default(),
                drafted: 0,
                suggested: Met::default(),
            };
            for (cell, reported) in self.pairs().filter(|(cell, _)| cell.phase == phase.id) {
                match (cell.score, &reported.drafted) {
                    (Some(Score::Level(level)), _) => figures.met.add(level, &self.rubric),
                    (None, Some(drafted)) => {
                        figures.drafted += 1;
                        if let Certainty::Sure { score: Score::Level(level), .. } = drafted.certainty {
                            figures.suggested.add(level, &self.rubric);
                        }
                    }
                    _ => {}
                }
            }
            figures
        };
        self.sheet.phases.iter().map(figures).collect()
    }
}

/// Whether a draft's suggestion is shown for the criterion.
pub(in crate::output) fn is_open(cell: &crate::output::exchange::SheetCell) -> bool {
    cell.state != CellState::Decided
}

/// The level, or what became of the criterion; that it is not decided is not said while that is hidden.
pub(in crate::output) fn verdict(cell: &crate::output::exchange::SheetCell, report: &PaperReport) -> String {
    if report.is_hidden() { "under review".to_owned() } else { cell.verdict() }
}

impl DraftedCell {
    /// What it suggests, in words: `1 partial, 61 %`, or `no suggestion, leaning 1 (55 %)`.
    pub(in crate::output) fn words(&self, rubric: &Rubric) -> String {
        let told = self.certainty.told(&rubric.scale);
        if self.certainty.is_suggested() { told } else { format!("no suggestion, {told}") }
    }
}

impl QuoteKind {
    /// What stands before a quote; empty where its heading says enough.
    pub(in crate::output) fn label(self) -> &'static str {
        match self {
            QuoteKind::Decided => "",
            QuoteKind::Gone => "not found in the paper as it is now",
            QuoteKind::Drafted => "quoted by the draft",
            QuoteKind::Nearest => "nearest; nothing rests on it",
        }
    }
}

/// What was looked for and where, in a line.
pub(in crate::output) fn searched(searched: &Searched) -> String {
    let joined = |texts: &[String]| texts.iter().map(|text| one_line(text)).collect::<Vec<_>>().join(" · ");
    let sections = match searched.sections.as_slice() {
        [] => "the whole text".to_owned(),
        sections => joined(sections),
    };
    match searched.queries.as_slice() {
        [] => format!("Searched by the question alone, in: {sections}"),
        queries => format!("Searched for: {}. In: {sections}", joined(queries)),
    }
}
