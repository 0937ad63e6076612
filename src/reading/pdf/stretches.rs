//! Glyphs become stretches of text: words, and the blanks between them.
//!
//! The order in which a page shows its glyphs is the order its producer wrote them, so it is kept wherever
//! geometry does not contradict it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::iter::once;

use unicode_normalization::UnicodeNormalization;

use super::accents::{accented, combining, dotless, is_spacing_accent};
use super::content::{Glyph, PageContent};
use super::geometry::Turn;
use super::lines::{CELL_GAP, Letter, Line, Style, overlap};
use super::right_to_left;
use super::spacing::{self, Gap};
use crate::document::BlockKind;

/// The stretches of text without a wide gap, of one turn, in the order of showing.
pub(super) fn stretches(page: &PageContent, turn: Turn) -> Vec<Line> {
    let mut done: Vec<Line> = Vec::new();
    let mut open: Option<Stretch> = None;
    for (order, glyph) in right_to_left::in_order_of_the_eye(page, turn) {
        let shown = Shown::new(page, glyph, turn);
        if glyph.is_space {
            if let Some(stretch) = &mut open
                && shown.width() > 0.05 * shown.size
            {
                stretch.space_pending = true;
            }
            continue;
        }
        match &mut open {
            Some(stretch) if stretch.accepts(&shown) => stretch.push(page, glyph, shown),
            _ => {
                finish(open.take(), page, &mut done);
                open = Some(Stretch::begin(page, glyph, shown, order, turn));
            }
        }
    }
    finish(open, page, &mut done);
    done
}

fn finish(stretch: Option<Stretch>, page: &PageContent, done: &mut Vec<Line>) {
    let Some(line) = stretch.and_then(|stretch| stretch.into_line(page)) else { return };
    // Bold faked by printing twice, a hair apart.
    let printed_twice = done.iter().rev().take(4).any(|other| {
        other.text == line.text
            && (other.x0 - line.x0).abs() < 0.3 * line.size
            && (other.y0 - line.y0).abs() < 0.3 * line.size
    });
    if !printed_twice {
        done.push(line);
    }
}

/// A glyph in the frame.
struct Shown<'a> {
    text: &'a str,
    x0: f32,
    x1: f32,
    y0: f32,
    y1: f32,
    baseline: f32,
    size: f32,
}

impl<'a> Shown<'a> {
    fn new(page: &'a PageContent, glyph: &Glyph, turn: Turn) -> Shown<'a> {
        let (ax, ay) = turn.to_frame(glyph.x, glyph.y);
        let (bx, by) = turn.to_frame(glyph.x_end, glyph.y_end);
        let baseline = ay.min(by);
        Shown {
            text: page.glyph_text(glyph),
            x0: ax.min(bx),
            x1: ax.max(bx),
            y0: baseline + glyph.descent,
            y1: ay.max(by) + glyph.ascent,
            baseline,
            size: glyph.size,
        }
    }

    fn width(&self) -> f32 {
        self.x1 - self.x0
    }
}

struct Stretch {
    text: String,
    letters: Vec<Letter>,
    /// Before each letter but the first.
    gaps: Vec<Gap>,
    sizes: Vec<f32>,
    baselines: Vec<f32>,
    bold: usize,
    italic: usize,
    monospace: usize,
    math: usize,
    faces: Vec<u16>,
    starts_bold: bool,
    first_baseline: f32,
    last_baseline: f32,
    last_size: f32,
    space_pending: bool,
    /// Whether the last letter is raised behind a digit, as an exponent is.
    is_raised: bool,
    order: usize,
    turn: Turn,
}

impl Stretch {
    fn begin(page: &PageContent, glyph: &Glyph, shown: Shown<'_>, order: usize, turn: Turn) -> Stretch {
        let mut stretch = Stretch {
            text: String::new(),
            letters: Vec::new(),
            gaps: Vec::new(),
            sizes: Vec::new(),
            baselines: Vec::new(),
            bold: 0,
            italic: 0,
            monospace: 0,
            math: 0,
            faces: Vec::new(),
            starts_bold: page.fonts[usize::from(glyph.font)].is_bold(),
            first_baseline: shown.baseline,
            last_baseline: shown.baseline,
            last_size: shown.size,
            space_pending: false,
            is_raised: false,
            order,
            turn,
        };
        stretch.push(page, glyph, shown);
        stretch
    }

    fn accepts(&self, next: &Shown<'_>) -> bool {
        let Some(last) = self.letters.last() else { return true };
        let size = self.last_size.max(next.size);
        let gap = next.x0 - last.x1;
        // A raised or lowered mark shares part of the height; the next line shares none.
        let level = overlap((last.y0, last.y1), (next.y0, next.y1)) >= 0.3
            && (self.last_baseline - next.baseline).abs() < 0.75 * size;
        let backward = if is_spacing_accent(next.text) || self.ends_with_accent() { 1.0 } else { 0.5 };
        level && gap < CELL_GAP * size && (gap > -backward * size || self.repeats(next))
    }

    /// Whether a glyph is the last one printed again a hair apart: bold faked glyph by glyph. Two letters of a
    /// word never overlap by as much.
    fn repeats(&self, next: &Shown<'_>) -> bool {
        self.letters.last().is_some_and(|last| {
            let narrower = (last.x1 - last.x0).min(next.width());
            // Marks such as daggers are set close.
            next.text.chars().all(char::is_alphanumeric)
                && &self.text[last.at as usize..] == next.text
                && (last.x0 - next.x0).abs() < 0.55 * narrower
                && (last.x0 - next.x0).abs() < 0.25 * next.size
                && (self.last_baseline - next.baseline).abs() < 0.1 * next.size
        })
    }

    /// Whether a glyph is raised behind a digit, which it would otherwise be read with as one number.
    fn raises(&self, next: &Shown<'_>) -> bool {
        if self.is_raised {
            return (self.last_baseline - next.baseline).abs() < 0.05 * self.last_size
                && (self.last_size - next.size).abs() < 0.05 * self.last_size;
        }
        next.size < 0.85 * self.last_size
            && next.baseline > self.last_baseline + 0.15 * self.last_size
            && self.text.ends_with(|c: char| c.is_ascii_digit())
            && next.text.starts_with(|c: char| spacing::superscript(c).is_some())
    }

    fn ends_with_accent(&self) -> bool {
        self.text.chars().next_back().is_some_and(|c| combining(c).is_some())
    }

    fn push(&mut self, page: &PageContent, glyph: &Glyph, shown: Shown<'_>) {
        if let Some(last) = self.letters.last().copied() {
            let covered = last.x1.min(shown.x1) - last.x0.max(shown.x0);
            let narrower = (last.x1 - last.x0).min(shown.width()).max(0.01);
            if covered > 0.4 * narrower && !self.space_pending && self.compose_accent(&shown, last) {
                return;
            }
            let is_covered = covered > 0.8 * narrower
                && &self.text[last.at as usize..] == shown.text
                && (self.last_baseline - shown.baseline).abs() < 0.1 * shown.size;
            if is_covered || self.repeats(&shown) {
                return; // printed twice
            }
            self.is_raised = self.raises(&shown);
            let gap = shown.x0 - last.x1;
            let wider = (last.x1 - last.x0).max(shown.width()) / shown.size.max(0.01);
            let divides = self.space_pending || gap > word_gap(wider, glyph.is_kerned) * shown.size;
            self.gaps.push(Gap { width: gap / shown.size.max(0.01), is_blank: self.space_pending, divides });
            if divides {
                self.text.push(' ');
                self.is_raised = false;
            }
        }
        self.space_pending = false;
        self.letters.push(Letter {
            at: self.text.len() as u32,
            x0: shown.x0,
            x1: shown.x1,
            y0: shown.y0,
            y1: shown.y1,
        });
        if self.is_raised {
            let raised = |c| spacing::superscript(c).unwrap_or(c);
            push_clean(&shown.text.chars().map(raised).collect::<String>(), &mut self.text);
        } else {
            push_clean(shown.text, &mut self.text);
        }
        let font = &page.fonts[usize::from(glyph.font)];
        self.bold += usize::from(font.is_bold());
        self.italic += usize::from(font.is_italic());
        self.monospace += usize::from(font.is_monospace());
        self.math += usize::from(font.is_math());
        self.faces.push(glyph.font);
        self.sizes.push(shown.size);
        self.baselines.push(shown.baseline);
        self.last_baseline = shown.baseline;
        self.last_size = shown.size;
    }

    /// TeX prints `é` as an accent and a letter on the same spot, in either order.
    fn compose_accent(&mut self, shown: &Shown<'_>, last: Letter) -> bool {
        let before = self.text[last.at as usize..].chars().next();
        let now = shown.text.chars().next();
        let (Some(before), Some(now)) = (before, now) else { return false };
        let whole = match (combining(before), combining(now)) {
            (Some(accent), None) => accented(dotless(now), accent),
            (None, Some(accent)) => accented(dotless(before), accent),
            _ => None,
        };
        let Some(whole) = whole else { return false };
        self.text.truncate(last.at as usize);
        self.text.push(whole);
        if let Some(letter) = self.letters.last_mut() {
            letter.x0 = letter.x0.min(shown.x0);
            letter.x1 = letter.x1.max(shown.x1);
            letter.y0 = letter.y0.min(shown.y0);
            letter.y1 = letter.y1.max(shown.y1);
        }
        true
    }

    /// Joins letters that are set apart to words.
    fn join_tracked(&mut self) {
        let ends = self.letters.iter().skip(1).map(|letter| letter.at as usize).chain([self.text.len()]);
        let letters: Vec<&str> = self
            .letters
            .iter()
            .zip(ends)
            .map(|(letter, end)| self.text[letter.at as usize..end].trim())
            .collect();
        let Some(divides) = spacing::divided(&letters, &self.gaps) else { return };
        let mut text = String::with_capacity(self.text.len());
        let mut places = Vec::with_capacity(letters.len());
        for (at, letter) in letters.iter().enumerate() {
            if at > 0 && divides[at - 1] {
                text.push(' ');
            }
            places.push(text.len() as u32);
            text.push_str(letter);
        }
        self.text = text;
        self.letters.iter_mut().zip(places).for_each(|(letter, at)| letter.at = at);
    }

    fn into_line(mut self, page: &PageContent) -> Option<Line> {
        self.join_tracked();
        let count = self.letters.len() as f32;
        let first = self.letters.first()?;
        let size = most_common_size(&self.sizes);
        let middle = self.baselines.len() / 2;
        let baseline = *self.baselines.select_nth_unstable_by(middle, f32::total_cmp).1;
        let mut faces: BTreeMap<u16, usize> = BTreeMap::new();
        for face in &self.faces {
            *faces.entry(*face).or_default() += 1;
        }
        let (font, in_face) = faces.into_iter().max_by_key(|(_, letters)| *letters)?;
        let share = |letters: usize| letters as f32 / count;
        Some(Line {
            x0: self.letters.iter().map(|letter| letter.x0).fold(first.x0, f32::min),
            x1: self.letters.iter().map(|letter| letter.x1).fold(first.x1, f32::max),
            y0: self.letters.iter().map(|letter| letter.y0).fold(first.y0, f32::min),
            y1: self.letters.iter().map(|letter| letter.y1).fold(first.y1, f32::max),
            baseline,
            size,
            style: Style {
                bold: share(self.bold),
                italic: share(self.italic),
                monospace: share(self.monospace),
                math: share(self.math),
            },
            face: face_number(page.fonts[usize::from(font)].face()),
            face_share: share(in_face),
            starts_bold: self.starts_bold,
            starts_raised: self.sizes.first().is_some_and(|first| *first < 0.85 * size)
                && self.letters.len() > 2
                && self.last_baseline < self.first_baseline - 0.1 * size,
            cells: 1,
            order: self.order,
            turn: self.turn,
            columns: (0, 0),
            kind: BlockKind::Body,
            row: None,
            text: self.text,
            letters: self.letters,
        })
    }
}

/// How wide a gap between two letters must be to separate words, in ems, by the width of the wider
/// letter: the rule of pdfium's text page, which narrow letters need a relatively wider gap in, and letters
/// of one show operator a smaller one.
fn word_gap(wider: f32, is_kerned: bool) -> f32 {
    let [narrow, middle, wide] = if is_kerned { [0.3, 0.5, 0.7] } else { [0.4, 0.7, 0.8] };
    let divisor = match wider {
        w if w < narrow => 2.0,
        w if w < middle => 4.0,
        w if w < wide => 5.0,
        _ => 6.0,
    };
    (wider / divisor).clamp(0.08, 0.2)
}

fn face_number(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Appends a glyph's text: composed (NFC), one kind of blank, letters instead of their shapes inside words,
/// nothing that has no width or controls a terminal.
fn push_clean(text: &str, into: &mut String) {
    if text.is_ascii() {
        into.extend(text.chars().map(|c| if c.is_ascii_control() { ' ' } else { c }));
        return;
    }
    for c in text.nfc() {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {}
            c if c.is_control() || c.is_whitespace() => into.push(' '),
            c if right_to_left::is_shape(c) => into.extend(once(c).nfkc().filter(|c| *c != ' ')),
            c => into.push(c),
        }
    }
}

fn most_common_size(sizes: &[f32]) -> f32 {
    let mut sorted: Vec<i32> = sizes.iter().map(|size| (size * 4.0).round() as i32).collect();
    sorted.sort_unstable();
    let mut best = (0, 0);
    let mut run = 0;
    for (at, size) in sorted.iter().enumerate() {
        run = if at > 0 && sorted[at - 1] == *size { run + 1 } else { 1 };
        // Of equally common sizes the larger: a raised mark is not the size of its line.
        if run >= best.0 {
            best = (run, *size);
        }
    }
    (best.1 as f32 / 4.0).max(0.25)
}
