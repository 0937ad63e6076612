//! A workbook with a sheet a table, in plain numbers.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::data::{self, Value};
use crate::output::exchange::cut;
use crate::statistics::Statistics;

/// In characters; of the first column of findings, which holds sentences.
const SENTENCE: f64 = 110.0;
const NAME: f64 = 24.0;
/// Longer heads are cut off on the screen.
const NARROWEST: f64 = 9.0;

pub(super) fn workbook(statistics: &Statistics) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Without a date of its own the file would hold the clock's.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let bold = Format::new().set_bold();
    for table in data::sheets(statistics) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(table.name)?;
        for (column, head) in (0..).zip(&table.heads) {
            let width = match head.as_str() {
                "finding" => SENTENCE,
                "name" | "title" | "paper" | "figure" => NAME,
                other => (other.chars().count() as f64 + 1.0).max(NARROWEST),
            };
            sheet.set_column_width(column, width)?;
            sheet.write_string_with_format(0, column, cut(head), &bold)?;
        }
        for (at, row) in (1..).zip(&table.rows) {
            for (column, value) in (0..).zip(row) {
                match value {
                    Value::Text(text) => sheet.write_string(at, column, cut(text))?,
                    Value::Number(number) => sheet.write_number(at, column, *number)?,
                    Value::Absent => continue,
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    workbook.save_to_buffer()
}
