//! Audits as they stand, written for other programs: one shape ([`AuditSheet`]), five formats.
//!
//! Every format says in its first words whether the audit is confirmed and how much of it is open, and names
//! every criterion, decided or not. JSON alone is lossless; it is what an import reads.
//!
//! A new format is a file here and a line each in [`AuditFormat`].

pub(super) mod html;
pub(super) mod markdown;
mod format;
mod highlights;
mod json;
mod reading;
mod records;
mod sheet;
#[cfg(test)]
mod tests;

pub use format::{AuditFormat, Error};
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
