//! Audits as they stand, written for other programs: one shape ([`AuditSheet`]), five formats.
//!
//! Every format says in its first words whether the audit is confirmed and how much of it is open, and names
//! every criterion, decided or not. JSON alone is lossless; it is what an import reads.
//!
//! A new format is a file here, and a variant of [`AuditFormat`] with its extension and its call.

pub(super) mod html;
pub(super) mod markdown;
mod highlights;
mod json;
mod reading;
mod records;
mod sheet;
#[cfg(test)]
mod tests;

use super::content::Content;
use super::tables;

pub use highlights::highlights;
pub use html::audits_html;
pub use json::audits_json;
pub use markdown::audits_markdown;
pub use reading::{Item, NotRead, Unfit, read};
pub use records::{audits_csv, audits_xlsx};
pub use sheet::{
    AuditSheet, CellState, SCHEMA_VERSION, SheetCell, SheetConfirmation, SheetPhase, SheetRubric,
    SheetSubject,
};

/// What audits are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditFormat {
    /// One audit a line, lossless.
    Json,
    /// A row a criterion.
    Csv,
    /// CommonMark, for readers.
    Markdown,
    /// One page, for readers.
    Html,
    /// A workbook for spreadsheets.
    Xlsx,
}

/// Why audits are not written; none is expected of audits.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the writer of JSON says.
    #[error("the audits cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// What the writers of CSV and workbooks say.
    #[error(transparent)]
    Table(#[from] tables::Error),
}

impl AuditFormat {
    /// What a file of the format ends with, without the point.
    pub fn extension(self) -> &'static str {
        match self {
            AuditFormat::Json => "json",
            AuditFormat::Csv => "csv",
            AuditFormat::Markdown => "md",
            AuditFormat::Html => "html",
            AuditFormat::Xlsx => "xlsx",
        }
    }

    /// All audits in one file.
    ///
    /// # Errors
    /// [`Error`].
    pub fn write(self, sheets: &[AuditSheet]) -> Result<Content, Error> {
        Ok(match self {
            AuditFormat::Json => Content::Json(audits_json(sheets)?),
            AuditFormat::Csv => Content::Text(audits_csv(sheets)?),
            AuditFormat::Markdown => Content::Text(audits_markdown(sheets)),
            AuditFormat::Html => Content::Text(audits_html(sheets)),
            AuditFormat::Xlsx => Content::Bytes(audits_xlsx(sheets)?),
        })
    }
}
