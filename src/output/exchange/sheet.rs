//! The audit of a paper as people left it, confirmed or not: what every export says, in one value.

use serde::Serialize;

use crate::document::PaperId;
use crate::output::wording::{one_line, people};
use crate::review::{DecidedEvidence, Ledger, Line, Moment, Outcome, Reviewer};
use crate::rubric::{Criterion, Rubric, Score};

/// The version of the shape of [`AuditSheet`] as JSON: what is written, and the newest that is read.
pub const SCHEMA_VERSION: u32 = 1;

/// A paper's audit as it stands. Drafts have no place in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditSheet {
    /// The version of this shape; raised when a field changes its meaning or its name.
    pub schema_version: u32,
    /// The paper that was audited.
    pub paper: SheetSubject,
    /// The rubric it was audited by.
    pub rubric: SheetRubric,
    /// Whether it stands, in words: see `AuditSheet::state`.
    pub state: String,
    /// Who confirmed it; `None` for an audit that is not confirmed.
    pub confirmed: Option<SheetConfirmation>,
    /// How many criteria the rubric has.
    pub criteria: usize,
    /// How many of them have no level.
    pub open: usize,
    /// How far each phase is, in the rubric's order.
    pub phases: Vec<SheetPhase>,
    /// Every criterion, in the rubric's order.
    pub cells: Vec<SheetCell>,
    /// All that was said under this rubric, the oldest first: what an import reads.
    pub lines: Vec<Line>,
}

/// The paper of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetSubject {
    /// The id of the paper.
    pub id: PaperId,
    /// Its title; `None` where none was found.
    pub title: Option<String>,
    /// The SHA-256 of the source, in hexadecimal.
    pub sha256: String,
}

/// The rubric of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetRubric {
    /// The id of the rubric.
    pub id: String,
    /// The version of its text.
    pub version: String,
    /// Its title, for people.
    pub title: String,
    /// The SHA-256 of its text, in hexadecimal.
    pub sha256: String,
}

/// That a person stands for an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetConfirmation {
    /// Who confirmed it.
    pub by: Reviewer,
    /// When it was confirmed.
    pub at: Moment,
}

/// A phase of the rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetPhase {
    /// The id of the phase.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// How many criteria it has.
    pub criteria: usize,
    /// How many of them have a level.
    pub decided: usize,
}

/// What became of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// It has a level, or cannot apply.
    Decided,
    /// Left open on purpose.
    LeftOpen,
    /// People differ and nobody settled it.
    Disputed,
    /// Nobody looked at it.
    NotDecided,
}

impl CellState {
    /// The state in words, for people.
    pub fn name(self) -> &'static str {
        match self {
            CellState::Decided => "decided",
            CellState::LeftOpen => "left open",
            CellState::Disputed => "disputed",
            CellState::NotDecided => "not decided",
        }
    }
}

/// A criterion of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SheetCell {
    /// The id of the criterion.
    pub criterion: String,
    /// A few words for tables.
    pub name: String,
    /// The id of its phase.
    pub phase: String,
    /// What became of it.
    pub state: CellState,
    /// The level, or `NA`; `None` unless it is decided.
    pub score: Option<Score>,
    /// What the level is called; `None` unless it is decided.
    pub level: Option<String>,
    /// Whose words count: who decided, left it open, or differ.
    pub by: Vec<Reviewer>,
    /// When the last of them spoke.
    pub at: Option<Moment>,
    /// Whether people differed before.
    pub adjudicated: bool,
    /// The notes they wrote.
    pub notes: Vec<String>,
    /// What it rests on; empty unless it is decided.
    pub evidence: Vec<DecidedEvidence>,
}

impl SheetPhase {
    /// How much of it is decided: `2 of 10 decided`.
    pub(in crate::output) fn counted(&self) -> String {
        format!("{} of {} decided", self.decided, self.criteria)
    }
}

impl SheetCell {
    fn new(ledger: &Ledger, criterion: &Criterion, rubric: &Rubric) -> SheetCell {
        let counting = ledger.counting(&criterion.id);
        let (state, score, evidence) = match ledger.outcome(&criterion.id) {
            Outcome::Decided(verdict) => (CellState::Decided, Some(verdict.score), verdict.evidence),
            Outcome::LeftOpen => (CellState::LeftOpen, None, Vec::new()),
            Outcome::Disputed => (CellState::Disputed, None, Vec::new()),
            Outcome::Untouched => (CellState::NotDecided, None, Vec::new()),
        };
        let notes = counting.iter().map(|decision| decision.note.clone()).filter(|note| !note.is_empty());
        SheetCell {
            criterion: criterion.id.to_string(),
            name: criterion.name.clone(),
            phase: criterion.phase.clone(),
            state,
            score,
            level: score.map(|score| rubric.scale.name_of(score).into_owned()),
            notes: notes.collect(),
            by: counting.iter().map(|decision| decision.reviewer.clone()).collect(),
            at: counting.iter().map(|decision| decision.at).max(),
            adjudicated: counting.iter().any(|decision| decision.adjudicates),
            evidence,
        }
    }

    /// Whose words count and when: `by ada, bo · 2026-01-01 09:30 UTC · settled after a disagreement`.
    pub(in crate::output) fn provenance(&self) -> String {
        let by = (!self.by.is_empty()).then(|| format!("by {}", people(&self.by)));
        let at = self.at.map(|at| format!("{} UTC", at.to_minute()));
        let settled = self.adjudicated.then(|| "settled after a disagreement".to_owned());
        by.into_iter().chain(at).chain(settled).collect::<Vec<_>>().join(" · ")
    }

    /// The level with its name, or what became of the criterion without one: `2 met`, `left open`.
    pub fn verdict(&self) -> String {
        match (self.score, &self.level) {
            (Some(Score::Level(level)), Some(name)) => format!("{level} {name}"),
            (Some(_), Some(name)) => name.clone(),
            _ => self.state.name().to_owned(),
        }
    }
}

impl AuditSheet {
    /// The audit as the ledger has it.
    pub fn new(ledger: &Ledger, paper: SheetSubject, rubric: &Rubric) -> AuditSheet {
        let confirmed = ledger.confirmed(&paper.id, rubric);
        let confirmed =
            confirmed.map(|audit| SheetConfirmation { by: audit.confirmed_by, at: audit.confirmed_at });
        let cells: Vec<SheetCell> =
            rubric.criteria.iter().map(|criterion| SheetCell::new(ledger, criterion, rubric)).collect();
        let open = cells.iter().filter(|cell| cell.score.is_none()).count();
        let phases = rubric.phases.iter().map(|phase| {
            let of_it = || cells.iter().filter(|cell| cell.phase == phase.id);
            SheetPhase {
                id: phase.id.clone(),
                name: phase.name.clone(),
                criteria: of_it().count(),
                decided: of_it().filter(|cell| cell.score.is_some()).count(),
            }
        });
        AuditSheet {
            schema_version: SCHEMA_VERSION,
            paper,
            rubric: SheetRubric {
                id: rubric.id.clone(),
                version: rubric.version.clone(),
                title: rubric.title.clone(),
                sha256: rubric.sha256.clone(),
            },
            state: AuditSheet::state(confirmed.as_ref(), cells.len(), open),
            confirmed,
            criteria: cells.len(),
            open,
            phases: phases.collect(),
            cells,
            lines: ledger.lines().to_vec(),
        }
    }

    /// The paper as a heading has it: its title, or its id without one.
    pub(in crate::output) fn heading(&self) -> String {
        self.paper.title.as_deref().map_or(self.paper.id.to_string(), one_line)
    }

    /// Whether the audit stands, in a line for people that says how much of it is open.
    fn state(confirmed: Option<&SheetConfirmation>, criteria: usize, open: usize) -> String {
        match confirmed {
            Some(SheetConfirmation { by, at }) => {
                let rest = if open > 0 {
                    format!(", {open} of {criteria} criteria left open")
                } else {
                    String::new()
                };
                format!("confirmed by {by} on {} UTC{rest}", at.to_minute())
            }
            None if open > 0 => format!("not confirmed: {open} of {criteria} criteria open"),
            None => {
                format!("not confirmed: all {criteria} criteria are decided, and nobody stands for it yet")
            }
        }
    }
}
