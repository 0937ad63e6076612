//! CSV (RFC 4180, lines end with LF): a row of heads, then a row a criterion.

use super::text::{COLUMNS, row};
use crate::review::AuditSheet;

/// All audits in one table. The column `audit` says in every row whether the audit is confirmed. A field
/// that a spreadsheet would compute, because it begins with `=`, `+`, `-`, `@`, a tab or a line break, gets
/// an apostrophe in front.
pub fn csv(sheets: &[AuditSheet]) -> String {
    let mut text = COLUMNS.join(",") + "\n";
    for sheet in sheets {
        for cell in &sheet.cells {
            let fields = row(sheet, cell).map(|value| field(&value));
            text.push_str(&fields.join(","));
            text.push('\n');
        }
    }
    text
}

/// Quoted where it must be.
pub(crate) fn field(value: &str) -> String {
    let is_computed = value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let value = if is_computed { format!("'{value}") } else { value.to_owned() };
    if value.contains([',', '"', '\n', '\r']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let check = |value: &str, expect: &str| assert_eq!(field(value), expect);
        check("plain", "plain");
        check("", "");
        check("two, \"quoted\"", "\"two, \"\"quoted\"\"\"");
        check("two\nlines", "\"two\nlines\"");
        check("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"");
        check("+1", "'+1");
        check("-1", "'-1");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("a=1", "a=1");
    }
}
