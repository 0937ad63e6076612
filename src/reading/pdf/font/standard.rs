//! Advance widths of the standard 14 fonts, which files may use without saying widths.
//!
//! From the Adobe font metrics (AFM) files; accented letters have the widths of their letters.

/// The advance, in em, of the character `c` in the standard font called `name`, or in the one most like it.
///
/// `None` when the name is not of a family that stands for Helvetica, Times or Courier.
pub(super) fn advance(name: &str, c: char) -> Option<f32> {
    let family = Family::of(name)?;
    let bold = super::style::is_bold(name);
    let italic = super::style::is_italic(name);
    let (ascii, signs) = match (family, bold, italic) {
        (Family::Courier, ..) => return Some(0.6),
        (Family::Symbol, ..) => return Some(0.55),
        (Family::Helvetica, false, _) => (&HELVETICA, &HELVETICA_SIGNS),
        (Family::Helvetica, true, _) => (&HELVETICA_BOLD, &HELVETICA_BOLD_SIGNS),
        (Family::Times, false, false) => (&TIMES, &TIMES_SIGNS),
        (Family::Times, true, false) => (&TIMES_BOLD, &TIMES_BOLD_SIGNS),
        (Family::Times, false, true) => (&TIMES_ITALIC, &TIMES_ITALIC_SIGNS),
        (Family::Times, true, true) => (&TIMES_BOLD_ITALIC, &TIMES_BOLD_ITALIC_SIGNS),
    };
    let ascii_width = |c: char| ascii.get((c as usize).checked_sub(0x20)?);
    let sign_width = |c: char| signs.get(SIGNS.chars().position(|sign| sign == c)?);
    let width = ascii_width(c).or_else(|| sign_width(c)).or_else(|| ascii_width(unaccented(c)?));
    Some(f32::from(width.copied().unwrap_or(500)) / 1000.0)
}

#[derive(Clone, Copy)]
enum Family {
    Helvetica,
    Times,
    Courier,
    Symbol,
}

impl Family {
    fn of(name: &str) -> Option<Family> {
        let starts = |names: &[&str]| names.iter().any(|start| name.starts_with(start));
        if starts(&["Helvetica", "Arial", "NimbusSan"]) {
            Some(Family::Helvetica)
        } else if starts(&["Times", "NimbusRom"]) {
            Some(Family::Times)
        } else if starts(&["Courier", "NimbusMon"]) {
            Some(Family::Courier)
        } else if starts(&["Symbol", "ZapfDingbats"]) {
            Some(Family::Symbol)
        } else {
            None
        }
    }
}

/// The letter under the accent of a Latin-1 letter.
fn unaccented(c: char) -> Option<char> {
    const FROM_C0: &str = "AAAAAA?CEEEEIIII?NOOOOO???UUUUY??aaaaaa?ceeeeiiii?nooooo???uuuuy?y";
    let letter = FROM_C0.chars().nth((c as usize).checked_sub(0xC0)?)?;
    (letter != '?').then_some(letter)
}

const SIGNS: &str = "•–—“”‘’…ßÆæØøŒœÐðÞþ°×÷§©®™±µ†‡·−€";

/// Thousandths of an em from the space to the tilde.
#[rustfmt::skip]
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Thousandths of an em of [`SIGNS`].
#[rustfmt::skip]
const HELVETICA_SIGNS: [u16; 33] = [
    350, 556, 1000, 333, 333, 222, 222, 1000, 611, 1000, 889, 778, 611, 1000, 944, 722, 556, 667, 556,
    400, 584, 584, 556, 737, 737, 1000, 584, 556, 556, 556, 278, 584, 556,
];

#[rustfmt::skip]
const HELVETICA_BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

#[rustfmt::skip]
const HELVETICA_BOLD_SIGNS: [u16; 33] = [
    350, 556, 1000, 500, 500, 278, 278, 1000, 611, 1000, 889, 778, 611, 1000, 944, 722, 611, 667, 611,
    400, 584, 584, 556, 737, 737, 1000, 584, 611, 556, 556, 278, 584, 556,
];

#[rustfmt::skip]
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

#[rustfmt::skip]
const TIMES_SIGNS: [u16; 33] = [
    350, 500, 1000, 444, 444, 333, 333, 1000, 500, 889, 667, 722, 500, 889, 722, 722, 500, 556, 500,
    400, 564, 564, 500, 760, 760, 980, 564, 500, 500, 500, 250, 564, 500,
];

#[rustfmt::skip]
const TIMES_BOLD: [u16; 95] = [
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667,
    611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722,
    722, 667, 333, 278, 333, 581, 500, 333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556,
    278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
];

#[rustfmt::skip]
const TIMES_BOLD_SIGNS: [u16; 33] = [
    350, 500, 1000, 500, 500, 333, 333, 1000, 556, 1000, 722, 778, 500, 1000, 722, 722, 500, 611, 556,
    400, 570, 570, 500, 747, 747, 1000, 570, 556, 500, 500, 250, 570, 500,
];

#[rustfmt::skip]
const TIMES_ITALIC: [u16; 95] = [
    250, 333, 420, 500, 500, 833, 778, 214, 333, 333, 500, 675, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 333, 333, 675, 675, 675, 500, 920, 611, 611, 667, 722, 611,
    611, 722, 722, 333, 444, 667, 556, 833, 667, 722, 611, 722, 611, 500, 556, 722, 611, 833, 611,
    556, 556, 389, 278, 389, 422, 500, 333, 500, 500, 444, 500, 444, 278, 500, 500, 278, 278, 444,
    278, 722, 500, 500, 500, 500, 389, 389, 278, 500, 444, 667, 444, 444, 389, 400, 275, 400, 541,
];

#[rustfmt::skip]
const TIMES_ITALIC_SIGNS: [u16; 33] = [
    350, 500, 889, 556, 556, 333, 333, 889, 500, 889, 667, 722, 500, 944, 667, 722, 500, 611, 500,
    400, 675, 675, 500, 760, 760, 980, 675, 500, 500, 500, 250, 675, 500,
];

#[rustfmt::skip]
const TIMES_BOLD_ITALIC: [u16; 95] = [
    250, 389, 555, 500, 500, 833, 778, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 832, 667, 667, 667, 722, 667,
    667, 722, 778, 389, 500, 667, 611, 889, 722, 722, 611, 722, 667, 556, 611, 722, 667, 889, 667,
    611, 611, 333, 278, 333, 570, 500, 333, 500, 500, 444, 500, 444, 333, 500, 556, 278, 278, 500,
    278, 778, 556, 500, 500, 500, 389, 389, 278, 556, 444, 667, 500, 444, 389, 348, 220, 348, 570,
];

#[rustfmt::skip]
const TIMES_BOLD_ITALIC_SIGNS: [u16; 33] = [
    350, 500, 1000, 500, 500, 333, 333, 1000, 500, 944, 722, 722, 500, 944, 722, 722, 500, 611, 500,
    400, 570, 570, 500, 747, 747, 1000, 570, 576, 500, 500, 250, 606, 500,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, c: char, expect: Option<f32>) {
        assert_eq!(advance(name, c), expect, "{name} {c}");
    }

    #[test]
    fn widths_of_the_metrics_files() {
        check("Helvetica", 'A', Some(0.667));
        check("Helvetica-Bold", 'a', Some(0.556));
        check("Helvetica-Oblique", '~', Some(0.584));
        check("ArialMT", 'é', Some(0.556));
        check("Times-Roman", ' ', Some(0.25));
        check("Times-Roman", '—', Some(1.0));
        check("TimesNewRomanPS-BoldItalicMT", 'µ', Some(0.576));
        check("Times-Italic", 'Ø', Some(0.722));
        check("Courier", '中', Some(0.6));
        check("Helvetica", '中', Some(0.5));
        check("Garamond", 'A', None);
    }
}
