//! Audits as records: a row a criterion, and a row a paper.

use serde::Serialize;

use super::sheet::{AuditSheet, SheetCell};
use crate::output::tables::{Error, Records, Value, Worksheet, csv, workbook};
use crate::output::wording::{one_line, people, place};
use crate::rubric::Score;

/// The column that says whether an audit is confirmed.
const AUDIT: &str = "audit";

/// A criterion of an audit.
#[derive(Serialize, Default)]
struct CriterionRecord<'s> {
    paper: &'s str,
    /// Whether the audit is confirmed, in words.
    audit: &'s str,
    rubric: String,
    phase: &'s str,
    criterion: &'s str,
    name: &'s str,
    state: &'static str,
    /// Absent unless it is decided.
    level: Value,
    level_name: &'s str,
    decided_by: String,
    decided_at: String,
    adjudicated: bool,
    /// Below one another, as the quotes are.
    notes: String,
    /// Each with its place in front.
    quotes: String,
}

/// A paper with its audit.
#[derive(Serialize, Default)]
struct PaperRecord<'s> {
    paper: &'s str,
    title: &'s str,
    /// Whether it is confirmed, in words.
    audit: &'s str,
    rubric: String,
    /// The number of criteria.
    criteria: usize,
    /// The number of criteria without a level.
    open: usize,
}

/// All audits in one table. The column `audit` says in every row whether the audit is confirmed.
///
/// # Errors
/// [`Error::Csv`], which is not expected.
pub fn audits_csv(sheets: &[AuditSheet]) -> Result<String, Error> {
    csv(&criteria(sheets)?)
}

/// All audits in one workbook: a sheet of papers that says which audits are confirmed, and a sheet with a row a
/// criterion.
///
/// # Errors
/// [`Error::Workbook`], which is not expected of audits.
pub fn audits_xlsx(sheets: &[AuditSheet]) -> Result<Vec<u8>, Error> {
    let papers = papers(sheets)?;
    let criteria = criteria(sheets)?;
    let is_unconfirmed = |at: usize| sheets.get(at).is_some_and(|sheet| sheet.confirmed.is_none());
    workbook(&[
        Worksheet {
            name: "Papers",
            records: &papers,
            width: &paper_width,
            wraps: true,
            warns: &|row, column| column == AUDIT && is_unconfirmed(row),
        },
        Worksheet {
            name: "Criteria",
            records: &criteria,
            width: &criterion_width,
            wraps: true,
            warns: &|_, _| false,
        },
    ])
}

fn criteria(sheets: &[AuditSheet]) -> Result<Records, Error> {
    let rows = sheets.iter().flat_map(|sheet| sheet.cells.iter().map(move |cell| criterion(sheet, cell)));
    Records::of(&CriterionRecord::default(), rows)
}

fn criterion<'s>(sheet: &'s AuditSheet, cell: &'s SheetCell) -> CriterionRecord<'s> {
    let quotes = cell.evidence.iter().map(|evidence| &evidence.quote);
    let quotes = quotes.map(|quote| format!("[{}] {}", place(quote), one_line(&quote.text)));
    CriterionRecord {
        paper: sheet.paper.id.as_str(),
        audit: &sheet.state,
        rubric: rubric(sheet),
        phase: &cell.phase,
        criterion: &cell.criterion,
        name: &cell.name,
        state: cell.state.name(),
        level: cell.score.map_or(Value::Absent, |score| match score {
            Score::Level(level) => Value::Number(f64::from(level)),
            Score::NotApplicable => Value::Text(score.to_string()),
        }),
        level_name: cell.level.as_deref().unwrap_or_default(),
        decided_by: people(&cell.by),
        decided_at: cell.at.map(|at| at.to_string()).unwrap_or_default(),
        adjudicated: cell.adjudicated,
        notes: cell.notes.join("\n"),
        quotes: quotes.collect::<Vec<_>>().join("\n"),
    }
}

fn papers(sheets: &[AuditSheet]) -> Result<Records, Error> {
    let rows = sheets.iter().map(|sheet| PaperRecord {
        paper: sheet.paper.id.as_str(),
        title: sheet.paper.title.as_deref().unwrap_or_default(),
        audit: &sheet.state,
        rubric: rubric(sheet),
        criteria: sheet.criteria,
        open: sheet.open,
    });
    Records::of(&PaperRecord::default(), rows)
}

/// The id and version of an audit's rubric.
fn rubric(sheet: &AuditSheet) -> String {
    format!("{} {}", sheet.rubric.id, sheet.rubric.version)
}

/// The width of a column of the sheet of papers, in characters.
fn paper_width(column: &str) -> f64 {
    match column {
        "paper" | "rubric" => 20.0,
        "title" => 50.0,
        AUDIT => 45.0,
        _ => 9.0,
    }
}

/// The width of a column of the sheet of criteria, in characters.
fn criterion_width(column: &str) -> f64 {
    match column {
        "phase" | "level" => 7.0,
        "criterion" => 10.0,
        "state" | "level_name" | "adjudicated" => 12.0,
        "rubric" | "decided_by" => 18.0,
        "paper" => 20.0,
        "decided_at" => 25.0,
        AUDIT => 30.0,
        "name" => 34.0,
        "notes" => 50.0,
        _ => 80.0,
    }
}
