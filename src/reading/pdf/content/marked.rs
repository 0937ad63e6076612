//! Marked content with `/ActualText`: what a stretch of glyphs stands for (ISO 32000-1, 14.9.4).
//!
//! Producers use it where glyphs have no text of their own, such as ligatures, and to hide what is not
//! text, such as line numbers of listings. Some use it for other things too, so it is believed only where
//! it plausibly is the text of what is printed there.

use unicode_normalization::UnicodeNormalization;

use super::super::geometry::Turn;
use super::shown::{Glyph, PageContent};

/// The longest text of a span that is believed, in characters; a printed line has about a hundred.
const LONGEST: usize = 400;
/// No more glyphs than this vanish with one span: about two lines.
const MOST_VANISHING: usize = 200;
/// A text across line ends is believed for a divided word, not for a paragraph.
const MOST_ACROSS_LINES: usize = 40;

/// Letters that fonts have as one.
const LIGATURES: &[&str] = &["ff", "fi", "fl", "ffi", "ffl", "fj", "ft", "st", "ct", "tt", "th", "ij"];

/// The marked content that is open.
#[derive(Default)]
pub(super) struct Marks {
    /// How many spans are open.
    depth: usize,
    replaced: Option<Replaced>,
}

/// The outermost open span with `/ActualText`; what is inside it is replaced with it.
struct Replaced {
    /// Its place among the open spans, from 1.
    depth: usize,
    text: String,
    /// The page's glyphs when it began.
    first: usize,
    /// The page's count of glyphs without text when it began.
    unmapped: usize,
}

impl Marks {
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Whether glyphs without text are wanted, because the span tells it.
    pub(super) fn wants_unmapped(&self) -> bool {
        self.replaced.is_some()
    }

    /// Begins a span; `text` is its `/ActualText`.
    pub(super) fn begin(&mut self, text: Option<String>, page: &PageContent) {
        self.depth += 1;
        if self.replaced.is_none()
            && let Some(text) = text.and_then(|text| cleaned(&text))
        {
            let (first, unmapped) = (page.glyphs.len(), page.unmapped);
            self.replaced = Some(Replaced { depth: self.depth, text, first, unmapped });
        }
    }

    /// Ends spans until no more than `depth` are open.
    pub(super) fn end_to(&mut self, depth: usize, page: &mut PageContent) {
        if let Some(replaced) = self.replaced.take_if(|replaced| replaced.depth > depth) {
            replaced.apply(page);
        }
        self.depth = self.depth.min(depth);
    }
}

/// The text with blanks for control characters; `None` when it is too long, or formula source.
fn cleaned(text: &str) -> Option<String> {
    let plausible = text.chars().take(LONGEST + 1).count() <= LONGEST && !text.contains('\\');
    plausible.then(|| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
}

impl Replaced {
    fn apply(self, page: &mut PageContent) {
        let shown = page.glyphs.get(self.first..).unwrap_or_default();
        match (shown.first().copied(), self.is_believed(page, shown)) {
            (Some(first), true) => {
                let whole = joined(first, shown);
                page.glyphs.truncate(self.first);
                page.unmapped = self.unmapped;
                if !self.text.is_empty() {
                    let start = page.text.len() as u32;
                    page.text.push_str(&self.text);
                    page.glyphs.push(Glyph {
                        start,
                        end: page.text.len() as u32,
                        is_space: self.text.chars().all(char::is_whitespace),
                        ..whole
                    });
                }
            }
            // The glyphs without text were kept for this only.
            _ => {
                if self.is_lie(page, shown)
                    && let Some(first) = shown.first().copied()
                {
                    let whole = joined(first, shown);
                    page.false_texts.push((whole, self.text));
                }
                let shown = page.glyphs.split_off(self.first.min(page.glyphs.len()));
                page.glyphs.extend(shown.into_iter().filter(|glyph| glyph.start < glyph.end));
            }
        }
    }

    /// Whether it says something else than is printed, as far as letters tell. Signs, letters with accents and
    /// ligatures are given by plainer ones, and what has no text of its own may say anything.
    fn is_lie(&self, page: &PageContent, shown: &[Glyph]) -> bool {
        let letters = |text: &str| -> String {
            text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let printed: String = shown.iter().map(|glyph| page.glyph_text(glyph)).collect();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c.is_ascii_punctuation() || c == ' ';
        let told = letters(&self.text);
        let is_known = shown.iter().all(|glyph| glyph.start < glyph.end);
        // A ligature may have the code of other letters.
        let is_ligature = shown.len() <= 2 && LIGATURES.contains(&told.as_str());
        is_known
            && !told.is_empty()
            && !is_ligature
            && printed.chars().all(is_plain)
            && printed.contains(|c: char| c.is_ascii_alphanumeric())
            && letters(&printed) != told
    }

    fn is_believed(&self, page: &PageContent, shown: &[Glyph]) -> bool {
        if self.text.is_empty() {
            return shown.len() <= MOST_VANISHING;
        }
        if self.is_lie(page, shown) {
            return false;
        }
        let letters = |text: &str| -> String {
            let hyphens = |c| if matches!(c, '\u{2010}' | '\u{2011}') { '-' } else { c };
            text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).map(hyphens).collect()
        };
        let printed: String = shown.iter().map(|glyph| page.glyph_text(glyph)).collect();
        // Glyphs that say the same have better boxes, and the case and hyphen that are printed.
        if shown.iter().all(|glyph| glyph.start < glyph.end) && letters(&printed) == letters(&self.text) {
            return false;
        }
        let length = self.text.chars().count();
        if !shown.iter().all(|glyph| on_one_line(&shown[0], glyph)) {
            return shown.len() <= MOST_ACROSS_LINES && length <= shown.len() + 3;
        }
        // One glyph may stand for a word, many for about as many letters.
        length <= 3 * shown.len() + 12
    }
}

fn frame(glyph: &Glyph) -> ((f32, f32), (f32, f32)) {
    (glyph.turn.to_frame(glyph.x, glyph.y), glyph.turn.to_frame(glyph.x_end, glyph.y_end))
}

fn on_one_line(first: &Glyph, other: &Glyph) -> bool {
    let apart = (frame(first).0.1 - frame(other).0.1).abs();
    first.turn == other.turn && (first.turn == Turn::Oblique || apart < 0.75 * first.size.max(other.size))
}

/// `first` with a box around all of `shown` that stand on its line.
fn joined(first: Glyph, shown: &[Glyph]) -> Glyph {
    let mut whole = first;
    let (start, mut end) = frame(&first);
    for glyph in shown.iter().filter(|glyph| on_one_line(&first, glyph)) {
        let (_, glyph_end) = frame(glyph);
        if glyph_end.0 > end.0 {
            // On a slope the far end is another height.
            end = if first.turn == Turn::Oblique { glyph_end } else { (glyph_end.0, end.1) };
        }
        whole.ascent = whole.ascent.max(glyph.ascent);
        whole.descent = whole.descent.min(glyph.descent);
    }
    (whole.x, whole.y) = first.turn.to_user(start.0, start.1);
    (whole.x_end, whole.y_end) = first.turn.to_user(end.0, end.1);
    whole
}

#[cfg(test)]
mod tests {
    use lopdf::{Dictionary, Document, Object, Stream, dictionary};

    use super::super::{Shared, run_page};

    /// What a page with this content shows, glyphs divided by bars, and the first glyph's width in points.
    fn shown(content: &str) -> (String, f32) {
        let mut pdf = Document::new();
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier" };
        let differences: Vec<Object> = vec![1.into(), "g7".into()];
        let unknown = dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Odd", "FirstChar" => 1, "Widths" => vec![600.into()],
            "Encoding" => dictionary! { "Differences" => differences },
        };
        let named = pdf.add_object(dictionary! { "ActualText" => Object::string_literal("named") });
        let resources = dictionary! {
            "Font" => dictionary! { "F1" => font, "F2" => unknown },
            "Properties" => dictionary! { "P1" => named },
        };
        let content = pdf.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
        let page = pdf.add_object(dictionary! { "Contents" => content, "Resources" => resources });
        let page = run_page(&pdf, page, &mut Shared::default(), 10_000);
        let texts: Vec<&str> = page.glyphs.iter().map(|glyph| page.glyph_text(glyph)).collect();
        (texts.join("|"), page.glyphs.first().map_or(0.0, |glyph| glyph.x_end - glyph.x))
    }

    fn check(content: &str, expect: &str) {
        assert_eq!(shown(&format!("BT /F1 10 Tf {content} ET")).0, expect, "{content}");
    }

    #[test]
    fn a_span_is_one_glyph_with_a_box_around_all() {
        check("(a) Tj /Span <</ActualText (ffi)>> BDC (xy) Tj EMC (b) Tj", "a|ffi|b");
        let (text, width) = shown("BT /F1 10 Tf /Span <</ActualText (ffi)>> BDC (xy) Tj EMC ET");
        assert_eq!((text.as_str(), width.round()), ("ffi", 12.0));
    }

    #[test]
    fn text_in_every_encoding_and_by_name() {
        check("/Span <</ActualText <FEFF00660069>>> BDC (x) Tj EMC", "fi");
        check("/F2 10 Tf /Span /P1 BDC <01> Tj EMC", "named");
        check("/Span /P2 BDC (x) Tj EMC", "x");
        check("/Span <</ActualText <0A>>> BDC (x) Tj EMC", " ");
        check("/Span <</ActualText <FEFFD800>>> BDC (x) Tj EMC", "x");
    }

    #[test]
    fn glyphs_without_text_get_one_only_here() {
        check("/F2 10 Tf <01> Tj /Span <</ActualText (fi)>> BDC <01> Tj EMC <01> Tj", "fi");
        check("/F2 10 Tf /Span <</MCID 0>> BDC <01> Tj EMC", "");
        check("/F2 10 Tf /Span <</ActualText (\\\\alpha)>> BDC <01> Tj EMC", "");
    }

    #[test]
    fn spans_nest_and_the_outermost_counts() {
        check(
            "/F2 10 Tf /A <</ActualText (whole)>> BDC <01> Tj /B <</ActualText (part)>> BDC <01> Tj EMC <01> Tj EMC \
             /F1 10 Tf (a) Tj",
            "whole|a",
        );
        check("/A BMC /B <</ActualText (fl)>> BDC (x) Tj EMC (y) Tj EMC EMC EMC (z) Tj", "fl|y|z");
        check("/F2 10 Tf /A <</ActualText (never ended)>> BDC <01> Tj", "never ended");
        check("/A <</ActualText (19)>> BDC (81) Tj EMC", "8|1");
    }

    #[test]
    fn an_empty_text_hides() {
        check("(a) Tj /Span <</ActualText ()>> BDC (17) Tj EMC (b) Tj", "a|b");
        check(&format!("/Span <</ActualText ()>> BDC ({}) Tj EMC", "x".repeat(201)), &["x"; 201].join("|"));
    }

    #[test]
    fn what_is_not_the_printed_text_is_not_believed() {
        check("/Span <</ActualText (research)>> BDC (Res) Tj (earch) Tj EMC", "R|e|s|e|a|r|c|h");
        check(&format!("/Span <</ActualText ({})>> BDC (x) Tj EMC", "long ".repeat(20)), "x");
        check("/Span <</ActualText (\\\\(x^2\\\\))>> BDC (x2) Tj EMC", "x|2");
        check("/Span <</ActualText (example)>> BDC (exam-) Tj 0 -12 Td (ple) Tj EMC", "example");
        let lines = "(One line of many) Tj 0 -12 Td ".repeat(3);
        let text = "Something else altogether. ".repeat(3);
        let kept = ["O|n|e| |l|i|n|e| |o|f| |m|a|n|y"; 3].join("|");
        check(&format!("/P <</ActualText ({text})>> BDC {lines} EMC"), &kept);
    }
}
