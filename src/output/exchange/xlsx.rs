//! A workbook: a sheet of papers that says which audits are confirmed, and a sheet with a row a criterion.
//!
//! Everything is written as text or number, never as formula. The same audits give the same bytes: the
//! workbook's date of creation is fixed.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::text::{COLUMNS, row};
use crate::review::AuditSheet;
use crate::rubric::Score;

/// What the format takes in a cell.
const LONGEST_TEXT: usize = 32_767;

/// The columns of the sheet of papers, with their widths in characters.
const PAPERS: [(&str, f64); 6] =
    [("paper", 20.0), ("title", 50.0), ("audit", 45.0), ("rubric", 20.0), ("criteria", 9.0), ("open", 9.0)];

/// Those of the other, in the order of [`COLUMNS`].
const WIDTHS: [f64; COLUMNS.len()] =
    [20.0, 30.0, 18.0, 7.0, 10.0, 34.0, 12.0, 7.0, 12.0, 18.0, 25.0, 12.0, 50.0, 80.0];

/// What the writer says; a sheet of more than a million criteria, for one.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be made: {0}")]
pub struct Error(#[from] XlsxError);

/// All audits in one workbook.
///
/// # Errors
/// [`Error`], which is not expected of audits.
pub fn xlsx(sheets: &[AuditSheet]) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    papers(workbook.add_worksheet(), sheets)?;
    criteria(workbook.add_worksheet(), sheets)?;
    Ok(workbook.save_to_buffer()?)
}

fn papers(sheet: &mut Worksheet, audits: &[AuditSheet]) -> Result<(), XlsxError> {
    sheet.set_name("Papers")?;
    heads(sheet, &PAPERS)?;
    let (text, warning) = (cell_format(), cell_format().set_bold().set_font_color(Color::RGB(0x008A_1C1C)));
    for (at, audit) in (1..).zip(audits) {
        let rubric = format!("{} {}", audit.rubric.id, audit.rubric.version);
        let title = audit.paper.title.as_deref().unwrap_or_default();
        sheet.write_string_with_format(at, 0, audit.paper.id.as_str(), &text)?;
        sheet.write_string_with_format(at, 1, cut(title), &text)?;
        let format = if audit.confirmed.is_some() { &text } else { &warning };
        sheet.write_string_with_format(at, 2, &audit.state, format)?;
        sheet.write_string_with_format(at, 3, cut(&rubric), &text)?;
        sheet.write_number_with_format(at, 4, audit.criteria as f64, &text)?;
        sheet.write_number_with_format(at, 5, audit.open as f64, &text)?;
    }
    Ok(())
}

fn criteria(sheet: &mut Worksheet, audits: &[AuditSheet]) -> Result<(), XlsxError> {
    sheet.set_name("Criteria")?;
    let columns: Vec<(&str, f64)> = COLUMNS.into_iter().zip(WIDTHS).collect();
    heads(sheet, &columns)?;
    let format = cell_format();
    let rows = audits.iter().flat_map(|audit| audit.cells.iter().map(move |cell| (audit, cell)));
    for (at, (audit, cell)) in (1..).zip(rows) {
        for (column, value) in (0..).zip(row(audit, cell)) {
            match cell.score.and_then(Score::level) {
                Some(level) if COLUMNS[usize::from(column)] == "level" => {
                    sheet.write_number_with_format(at, column, f64::from(level), &format)?
                }
                _ => sheet.write_string_with_format(at, column, cut(&value), &format)?,
            };
        }
    }
    Ok(())
}

fn heads(sheet: &mut Worksheet, columns: &[(&str, f64)]) -> Result<(), XlsxError> {
    let format = Format::new().set_bold();
    for (at, (name, width)) in (0..).zip(columns) {
        sheet.set_column_width(at, *width)?;
        sheet.write_string_with_format(0, at, *name, &format)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn cell_format() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

/// As much of a text as a cell holds; where it is more, the end says so.
pub(crate) fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    // Half as many characters are never too many, whatever planes they are from.
    text.chars().take(LONGEST_TEXT / 2).chain(" … (cut: JSON has all of it)".chars()).collect()
}
