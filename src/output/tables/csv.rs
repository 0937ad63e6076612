//! CSV (RFC 4180, lines end with LF).

/// A field, quoted where it must be, and never computed by a spreadsheet.
pub fn csv_field(value: &str) -> String {
    let is_computed = value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let value = if is_computed { format!("'{value}") } else { value.to_owned() };
    if value.contains([',', '"', '\n', '\r']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let check = |value: &str, expect: &str| assert_eq!(csv_field(value), expect);
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
