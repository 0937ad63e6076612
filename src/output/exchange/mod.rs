//! Audits as they stand, written for other programs: one shape ([`AuditSheet`]), five formats.
//!
//! Every format says in its first words whether the audit is confirmed and how much of it is open, and names
//! every criterion, decided or not. JSON alone is lossless; it is what an import reads. Where a text comes
//! from a paper or a person, each format escapes it as the format demands; characters that a terminal would
//! act on are left to whoever prints the text there.

mod csv;
pub(super) mod html;
pub(super) mod markdown;
pub(super) mod text;
mod xlsx;
#[cfg(test)]
mod tests;

use crate::review::AuditSheet;

pub use csv::csv;
pub use html::{html, report_html};
pub(crate) use markdown::escaped;
pub use markdown::{markdown, report_markdown};
pub(crate) use text::{one_line, place};
pub(crate) use xlsx::cut;
pub use xlsx::{Error, xlsx};

/// One audit a line, each with its `schema_version` and all lines of decisions it comes from.
///
/// # Errors
/// What the serializer says, which is not expected.
pub fn json(sheets: &[AuditSheet]) -> Result<String, serde_json::Error> {
    sheets.iter().map(|sheet| Ok(serde_json::to_string(sheet)? + "\n")).collect()
}
