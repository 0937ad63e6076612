//! Text that a page carries and does not show is set apart, line by line, with the reason.

use std::collections::BTreeMap;

use super::content::{self, Glyph, PageContent};
use crate::document::{HiddenReason, HiddenText, Rect, hidden_lines};
use crate::reading::parsed::Warning;

/// Of a line so much is kept, in bytes; the longest printed ones have 200.
const LONGEST_LINE: usize = 2_000;
/// Glyphs times paints that are compared in a document.
pub(super) const MOST_WORK: usize = 150_000_000;
/// Lines of a document that are kept.
const MOST_LINES: usize = 20_000;

/// Why each glyph of a page is not seen, and whether most of the page's text is that of a picture: made by OCR,
/// and put below it or over it without being painted.
pub(super) struct Sight {
    reasons: Vec<Option<HiddenReason>>,
    /// Too much is painted to tell of all, and the rest counts as seen.
    pub(super) is_partial: bool,
    /// How many glyphs are below the page's pictures, or not painted.
    pub(super) below_picture: usize,
}

impl Sight {
    /// `work` is what may still be compared in the document.
    pub(super) fn of(page: &PageContent, visible: [f32; 4], work: &mut usize) -> Sight {
        let reasons = content::unseen(page, visible, work);
        let is_partial = *work == 0 || page.is_too_full();
        let is_below = |(glyph, reason): (&Glyph, &Option<HiddenReason>)| match reason {
            Some(HiddenReason::Unpainted) => true,
            Some(HiddenReason::Covered) => content::is_below_image(page, glyph),
            _ => false,
        };
        let below_picture = page.glyphs.iter().zip(&reasons).filter(|pair| is_below(*pair)).count();
        Sight { reasons, is_partial, below_picture }
    }

    /// Lets what OCR made of a page's picture count as what the picture shows.
    pub(super) fn trust_ocr(&mut self) {
        for reason in &mut self.reasons {
            let by_way = matches!(
                reason,
                Some(
                    HiddenReason::Unpainted
                        | HiddenReason::Covered
                        | HiddenReason::Color
                        | HiddenReason::Transparent
                )
            );
            if by_way {
                *reason = None;
            }
        }
    }

    /// Takes out of the page what is not seen, as lines. `page_box` gives their boxes an origin.
    pub(super) fn set_apart(
        self,
        page: &mut PageContent,
        number: u32,
        page_box: [f32; 4],
        room: usize,
    ) -> Vec<HiddenText> {
        let mut lines: Vec<HiddenText> = Vec::new();
        let mut last: Option<(Glyph, HiddenReason)> = None;
        for (glyph, reason) in page.glyphs.iter().zip(&self.reasons) {
            let Some(reason) = *reason else { continue };
            let text = page.glyph_text(glyph);
            let before = last.filter(|(before, why)| *why == reason && goes_on(before, glyph));
            last = Some((*glyph, reason));
            if let (Some((before, _)), Some(line)) = (before, lines.last_mut()) {
                if is_apart(&before, glyph) && !line.text.ends_with(' ') {
                    line.text.push(' ');
                }
                if line.text.len() < LONGEST_LINE {
                    line.text.push_str(text);
                }
                grow(&mut line.boxes[0], &rect(glyph, number, page_box));
            } else if lines.len() < MOST_LINES {
                let boxes = vec![rect(glyph, number, page_box)];
                lines.push(HiddenText { page: number, reason, text: text.to_owned(), boxes });
            }
        }
        page.forget_paints();
        let mut reasons = self.reasons.into_iter();
        page.glyphs.retain(|_| reasons.next().flatten().is_none());
        for (glyph, text) in page.false_texts.drain(..) {
            let boxes = vec![rect(&glyph, number, page_box)];
            lines.push(HiddenText { page: number, reason: HiddenReason::FalseActualText, text, boxes });
        }
        lines.iter_mut().for_each(|line| line.text = line.text.trim().to_owned());
        lines.retain(|line| !line.text.is_empty());
        lines.truncate(room);
        lines
    }
}

/// How many more lines are kept behind `lines`.
pub(super) fn room(lines: usize) -> usize {
    MOST_LINES.saturating_sub(lines)
}

/// Says how many lines of a page are hidden, and why.
pub(super) fn warning(lines: &[HiddenText], page: u32) -> Option<Warning> {
    let mut counts: BTreeMap<HiddenReason, usize> = BTreeMap::new();
    lines.iter().for_each(|line| *counts.entry(line.reason).or_default() += 1);
    let reasons: Vec<String> = match counts.len() {
        0 => return None,
        1 => counts.keys().map(|reason| reason.name().to_owned()).collect(),
        _ => counts.iter().map(|(reason, count)| format!("{count} {}", reason.name())).collect(),
    };
    Some(Warning {
        page: Some(page),
        message: format!("{}: {}", hidden_lines(lines.len()), reasons.join(", ")),
        hint: Some("hidden text is set apart: it is not searched and never quoted"),
    })
}

fn frame(glyph: &Glyph) -> ((f32, f32), (f32, f32)) {
    (glyph.turn.to_frame(glyph.x, glyph.y), glyph.turn.to_frame(glyph.x_end, glyph.y_end))
}

/// Whether a glyph stands on the line of the one before it.
fn goes_on(before: &Glyph, glyph: &Glyph) -> bool {
    let size = before.size.max(glyph.size);
    let ((_, end), (start, _)) = (frame(before), frame(glyph));
    before.turn == glyph.turn && (start.1 - end.1).abs() <= 0.7 * size && start.0 > end.0 - 2.0 * size
}

/// Whether a blank divides two glyphs of a line.
fn is_apart(before: &Glyph, glyph: &Glyph) -> bool {
    frame(glyph).0.0 - frame(before).1.0 > 0.2 * glyph.size && !glyph.is_space
}

fn rect(glyph: &Glyph, page: u32, [left, bottom, ..]: [f32; 4]) -> Rect {
    let (start, end) = frame(glyph);
    let corners = [(start.0, start.1 + glyph.descent), (end.0, end.1 + glyph.ascent)];
    let [a, b] = corners.map(|(x, y)| glyph.turn.to_user(x, y));
    Rect {
        page,
        x0: a.0.min(b.0) - left,
        y0: a.1.min(b.1) - bottom,
        x1: a.0.max(b.0) - left,
        y1: a.1.max(b.1) - bottom,
    }
}

fn grow(rect: &mut Rect, other: &Rect) {
    rect.x0 = rect.x0.min(other.x0);
    rect.y0 = rect.y0.min(other.y0);
    rect.x1 = rect.x1.max(other.x1);
    rect.y1 = rect.y1.max(other.y1);
}
