//! Statistics written down: a page with charts to read, and tables for papers and programs.
//!
//! The formats for people are made of the same [`Section`]s of tables, so that they say the same; those for
//! programs hold plain numbers. Nothing here counts: every number comes from [`Statistics`]. The same
//! statistics give the same bytes.

mod data;
mod html;
mod markdown;
mod tables;
mod tex;
#[cfg(test)]
mod tests;
mod xlsx;

use crate::statistics::Statistics;

pub use tables::{Column, Section, Table, criteria, groups, headline, phases, sections};

/// What the writers say; none is expected of statistics.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Of JSON.
    #[error("the statistics cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Of the workbook.
    #[error("the workbook cannot be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// Of a chart.
    #[error("the chart cannot be drawn: {0}")]
    Chart(String),
}

/// What a file of the report holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// JSON.
    Json(String),
    /// Any other text.
    Text(String),
    /// No text.
    Bytes(Vec<u8>),
}

/// Every file of the report with its name, sorted by name.
///
/// # Errors
/// [`Error`].
pub fn files(statistics: &Statistics) -> Result<[(&'static str, Content); 6], Error> {
    Ok([
        ("criteria.csv", Content::Text(csv(statistics))),
        ("report.html", Content::Text(html::page(statistics)?)),
        ("statistics.json", Content::Json(json(statistics)?)),
        ("statistics.md", Content::Text(markdown::markdown(statistics))),
        ("statistics.xlsx", Content::Bytes(xlsx::workbook(statistics)?)),
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

/// A row a criterion, of the confirmed audits and then of the drafts; RFC 4180 with lines that end with LF.
pub fn csv(statistics: &Statistics) -> String {
    let sheet = data::criteria(statistics);
    let heads: Vec<String> = sheet.heads.iter().map(|head| crate::output::tables::csv_field(head)).collect();
    let rows = sheet.rows.iter().map(|row| row.iter().map(data::Value::field).collect());
    std::iter::once(heads).chain(rows).map(|fields: Vec<String>| fields.join(",") + "\n").collect()
}
