//! The files of the report, and what is printed of it for programs.

use super::error::Error;
use super::{html, markdown, records, tex};
use crate::output::Content;
use crate::output::tables;
use crate::statistics::Statistics;

/// Every file of the report with its name, sorted by name.
///
/// # Errors
/// [`Error`].
pub fn files(statistics: &Statistics) -> Result<[(&'static str, Content); 6], Error> {
    Ok([
        ("criteria.csv", Content::Text(csv(statistics)?)),
        ("report.html", Content::Text(html::page(statistics)?)),
        ("statistics.json", Content::Json(json(statistics)?)),
        ("statistics.md", Content::Text(markdown::markdown(statistics))),
        ("statistics.xlsx", Content::Bytes(records::workbook(statistics)?)),
        ("tables.tex", Content::Text(tex::tables(statistics))),
    ])
}

/// Everything, as one object on one line.
///
/// # Errors
/// [`Error::Json`].
pub fn json(statistics: &Statistics) -> Result<String, Error> {
    Ok(serde_json::to_string(statistics)? + "\n")
}

/// A row a criterion, of the confirmed audits and then of the drafts.
///
/// # Errors
/// [`Error::Table`].
pub fn csv(statistics: &Statistics) -> Result<String, Error> {
    Ok(tables::csv(&records::criteria(statistics)?)?)
}
