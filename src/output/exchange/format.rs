//! The formats, each with its extension and its writer.

use super::html::audits_html;
use super::json::audits_json;
use super::markdown::audits_markdown;
use super::records::{audits_csv, audits_xlsx};
use super::sheet::AuditSheet;
use crate::output::Content;
use crate::output::tables;

/// What audits are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditFormat {
    /// One audit a line, lossless.
    Json,
    /// A row a criterion.
    Csv,
    /// For readers.
    Markdown,
    /// For readers, one page.
    Html,
    /// A workbook.
    Xlsx,
}

/// Why audits are not written; none is expected of audits.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Of JSON.
    #[error("the audits cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Of CSV and workbooks.
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
