//! JSON, which loses nothing.

use super::sheet::AuditSheet;

/// One audit a line, each with its `schema_version` and all lines of decisions it comes from.
///
/// # Errors
/// What the serializer says, which is not expected.
pub fn audits_json(sheets: &[AuditSheet]) -> Result<String, serde_json::Error> {
    sheets.iter().map(|sheet| Ok(serde_json::to_string(sheet)? + "\n")).collect()
}
