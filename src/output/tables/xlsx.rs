//! Workbooks. Everything is written as text or number, never as formula. The same records give the same bytes:
//! the workbook's date of creation is fixed.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use super::error::Error;
use super::records::Records;
use super::value::Value;

/// What the format takes in a cell, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;

/// Records as a sheet of a workbook.
pub struct Worksheet<'r> {
    /// What the sheet is called.
    pub name: &'static str,
    /// What is on it.
    pub records: &'r Records,
    /// The width of a column by its name, in characters.
    pub width: &'r dyn Fn(&str) -> f64,
    /// Whether long texts are broken into lines, and cells begin at the top.
    pub wraps: bool,
    /// Whether the cell, by its row (counted from 0) and the name of its column, is set as a warning.
    pub warns: &'r dyn Fn(usize, &str) -> bool,
}

/// A workbook of these sheets, in their order, each with its first row frozen.
///
/// # Errors
/// [`Error::Workbook`], which is not expected of sheets with fewer than a million rows.
pub fn workbook(sheets: &[Worksheet<'_>]) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    // Without a date of its own the file would hold the clock's.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for sheet in sheets {
        fill(workbook.add_worksheet(), sheet)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn fill(sheet: &mut rust_xlsxwriter::Worksheet, of: &Worksheet<'_>) -> Result<(), XlsxError> {
    sheet.set_name(of.name)?;
    let bold = Format::new().set_bold();
    for (column, head) in (0..).zip(&of.records.heads) {
        sheet.set_column_width(column, (of.width)(head))?;
        sheet.write_string_with_format(0, column, cut(head), &bold)?;
    }
    let top = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let warning = top.clone().set_bold().set_font_color(Color::RGB(0x008A_1C1C));
    for (at, row) in of.records.rows.iter().enumerate() {
        // Below the heads; the writer refuses rows that are too many.
        let below = u32::try_from(at + 1).unwrap_or(u32::MAX);
        for ((column, value), head) in (0..).zip(row).zip(&of.records.heads) {
            let format = if (of.warns)(at, head) { Some(&warning) } else { of.wraps.then_some(&top) };
            write(sheet, (below, column), value, format)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn write(
    sheet: &mut rust_xlsxwriter::Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    let number = match value {
        Value::Number(number) => Some(*number),
        Value::Numeral(shown) => shown.parse().ok(),
        Value::Text(_) | Value::Absent => None,
    };
    match (value, number, format) {
        (_, Some(number), Some(format)) => sheet.write_number_with_format(row, column, number, format)?,
        (_, Some(number), None) => sheet.write_number(row, column, number)?,
        (Value::Text(text) | Value::Numeral(text), None, Some(format)) => {
            sheet.write_string_with_format(row, column, cut(text), format)?
        }
        (Value::Text(text) | Value::Numeral(text), None, None) => {
            sheet.write_string(row, column, cut(text))?
        }
        (Value::Absent | Value::Number(_), None, Some(format)) => sheet.write_blank(row, column, format)?,
        (Value::Absent | Value::Number(_), None, None) => sheet,
    };
    Ok(())
}

/// Behind what of a text is not all of it.
const CUT: &str = " … (cut: JSON has all of it)";

/// As much of a text as a cell holds; where it is more, the end says so.
fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    // Both are counted as the format counts them, in units of UTF-16.
    let mut room = LONGEST_TEXT - CUT.encode_utf16().count();
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    text.chars().take_while(fits).chain(CUT.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_fits_a_cell_whatever_it_is_made_of() {
        for text in ["a", "é", "𝒙", "a𝒙"].map(|unit| unit.repeat(40_000)) {
            let cut = cut(&text);
            let units = cut.encode_utf16().count();
            assert!((LONGEST_TEXT - 1..=LONGEST_TEXT).contains(&units), "{units}");
            assert!(cut.ends_with(CUT));
        }
        assert_eq!(cut("short"), "short");
    }
}
