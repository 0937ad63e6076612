//! Large print laid across the text of pages: `ACCEPTED MANUSCRIPT`, a reader's name, a company's.
//!
//! It is no title, however large it is.

use super::lines::Line;
use super::paragraph::Paragraph;
use super::title::{is_stamp, letters};
use crate::document::BlockKind;

/// A watermark is at least this much larger than the text, as a share.
const LARGER: f32 = 1.12;
/// Braces and ornaments have fewer letters.
const FEWEST: usize = 4;
/// Lines that have fewer letters are marks and numbers beside the print.
const LEAST_TEXT: usize = 15;
/// Places on two pages are the same within this, in points.
const SAME_PLACE: f32 = 2.0;

/// Makes furniture of large print that stands over lines of text, that says what only a stamp does, or that
/// stands in one place on most pages. `body` is the usual font size in points.
pub(super) fn set_apart(paragraphs: &mut [Paragraph], body: f32) {
    let is_large = |paragraph: &Paragraph| {
        matches!(paragraph.kind, BlockKind::Body | BlockKind::Table) && paragraph.size() >= LARGER * body
    };
    let pages = paragraphs.last().map_or(0, |last| last.page + 1);
    let marks: Vec<String> = paragraphs
        .iter()
        .filter(|paragraph| paragraph.page == 0 && is_large(paragraph))
        .filter(|paragraph| {
            is_stamp(&paragraph.text())
                || crosses_text(paragraph, paragraphs)
                || is_on_most(paragraph, paragraphs, pages)
        })
        .map(|paragraph| letters(&paragraph.text()))
        .filter(|text| text.chars().count() >= FEWEST)
        .collect();
    for paragraph in paragraphs.iter_mut().filter(|paragraph| is_large(paragraph)) {
        if marks.contains(&letters(&paragraph.text())) {
            paragraph.kind = BlockKind::Furniture;
        }
    }
}

/// Whether the middles of two or more smaller lines lie inside one of its lines.
fn crosses_text(paragraph: &Paragraph, all: &[Paragraph]) -> bool {
    let on_page = || all.iter().take_while(|other| other.page == 0).flat_map(|other| &other.lines);
    paragraph.lines.iter().any(|line| {
        let is_under = |other: &&Line| {
            let middle = (other.y0 + other.y1) / 2.0;
            let common = line.x1.min(other.x1) - line.x0.max(other.x0);
            other.turn == line.turn
                && other.weight() >= LEAST_TEXT
                && other.size < 0.8 * line.size
                && (line.y0..line.y1).contains(&middle)
                && common > 0.5 * line.width().min(other.width())
        };
        on_page().filter(is_under).count() >= 2
    })
}

/// Whether it stands in one place on most pages; a title comes again on a second page at most.
fn is_on_most(paragraph: &Paragraph, all: &[Paragraph], pages: usize) -> bool {
    let (Some(first), own) = (paragraph.first(), letters(&paragraph.text())) else { return false };
    let again = all.iter().filter(|other| {
        other.page > 0
            && other.first().is_some_and(|line| {
                (line.x0 - first.x0).abs() < SAME_PLACE && (line.y0 - first.y0).abs() < SAME_PLACE
            })
            && letters(&other.text()) == own
    });
    let again = again.count();
    again >= 2 && (again + 1) * 2 > pages
}
