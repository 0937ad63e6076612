//! CSV (RFC 4180, lines end with LF): a row of heads, then a row a record.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::error::Error;
use super::records::Records;
use super::value::Value;

/// The records as CSV. Fields are quoted where they must be; a text that a spreadsheet would compute is kept from
/// it.
///
/// # Errors
/// [`Error::Csv`], which is not expected.
pub fn csv(records: &Records) -> Result<String, Error> {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    writer.write_record(records.heads.iter().map(|head| guarded(head)))?;
    for row in &records.rows {
        writer.write_record(row.iter().map(field))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    // Fields are texts, so their join is one.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn field(value: &Value) -> String {
    match value {
        Value::Text(text) => guarded(text),
        Value::Number(number) => number.to_string(),
        Value::Numeral(shown) => shown.clone(),
        Value::Absent => String::new(),
    }
}

/// A text that a spreadsheet does not compute: one that begins with `=`, `+`, `-`, `@`, a tab or a line break gets
/// an apostrophe in front.
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize, Default)]
    struct Row {
        text: String,
        more: Option<f64>,
    }

    fn written(text: &str, more: Option<f64>) -> String {
        let records = Records::of(&Row::default(), [Row { text: text.to_owned(), more }]).unwrap();
        let written = csv(&records).unwrap();
        written.strip_prefix("text,more\n").and_then(|row| row.strip_suffix('\n')).unwrap().to_owned()
    }

    #[test]
    fn fields() {
        let check = |value: &str, expect: &str| assert_eq!(written(value, None), format!("{expect},"));
        check("plain", "plain");
        check("", "");
        check("two, \"quoted\"", "\"two, \"\"quoted\"\"\"");
        check("two\nlines", "\"two\nlines\"");
        check("two\rlines", "\"two\rlines\"");
        check(" 'a' ", " 'a' ");
        check("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"");
        check("+1", "'+1");
        check("-1", "'-1");
        check("-1+1", "'-1+1");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("a=1", "a=1");
    }

    #[test]
    fn numbers_are_numbers() {
        let check = |value: f64, expect: &str| assert_eq!(written("", Some(value)), format!(",{expect}"));
        check(-0.25, "-0.25");
        check(3.0, "3");
        check(1e-9, "0.000000001");
    }

    #[test]
    fn records_without_a_row_have_columns() {
        assert_eq!(csv(&Records::of(&Row::default(), []).unwrap()).unwrap(), "text,more\n");
    }
}
