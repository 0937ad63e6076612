//! CSV (RFC 4180, lines end with LF): a row of heads, then a row a criterion.

use super::text::{COLUMNS, row};
use crate::output::tables::csv_field;
use crate::review::AuditSheet;

/// All audits in one table. The column `audit` says in every row whether the audit is confirmed. A field
/// that a spreadsheet would compute, because it begins with `=`, `+`, `-`, `@`, a tab or a line break, gets
/// an apostrophe in front.
pub fn csv(sheets: &[AuditSheet]) -> String {
    let mut text = COLUMNS.join(",") + "\n";
    for sheet in sheets {
        for cell in &sheet.cells {
            let fields = row(sheet, cell).map(|value| csv_field(&value));
            text.push_str(&fields.join(","));
            text.push('\n');
        }
    }
    text
}
