//! Glyphs become words and lines.
//!
//! All of this happens in the frame of one [`Turn`], where text runs left to right and y points up. The
//! order in which a page shows its glyphs is the order its producer wrote them, so it is kept wherever
//! geometry does not contradict it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use super::content::{Glyph, PageContent};
use super::geometry::Turn;
use crate::document::BlockKind;

/// A gap wider than this, in ems, separates the cells of a table rather than words.
pub(super) const CELL_GAP: f32 = 1.3;

/// A letter's place: where its text begins in the line, and its box in the frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub(super) at: u32,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y0: f32,
    pub(super) y1: f32,
}

/// How letters look, as shares of the letters of a line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    pub(super) bold: f32,
    pub(super) italic: f32,
    pub(super) monospace: f32,
    pub(super) math: f32,
}

/// The row of a table that a line belongs to, both counted on the page from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) table: u32,
    pub(super) number: u32,
}

/// A printed line: the words on one baseline of one column.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) letters: Vec<Letter>,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y0: f32,
    pub(super) y1: f32,
    /// The height of the baseline most of its letters stand on.
    pub(super) baseline: f32,
    /// The font size most of its letters have, in points.
    pub(super) size: f32,
    pub(super) style: Style,
    /// The typeface most of its letters are set in, as a number that the same face always has.
    pub(super) face: u64,
    /// Share of its letters in that face.
    pub(super) face_share: f32,
    /// Whether its first letter is set in bold: a run-in heading has only its first words so.
    pub(super) starts_bold: bool,
    /// Whether its first letter is a raised mark, as of a footnote.
    pub(super) starts_raised: bool,
    /// How many stretches wide gaps divide it into.
    pub(super) cells: usize,
    /// Its place in the order of showing.
    pub(super) order: usize,
    pub(super) turn: Turn,
    /// First and last column it lies in.
    pub(super) columns: (u8, u8),
    /// What it is on the page, as far as one line can tell.
    pub(super) kind: BlockKind,
    /// For a cell of a table.
    pub(super) row: Option<Row>,
}

impl Line {
    pub(super) fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    pub(super) fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// Share of the smaller one's height that both have in common.
    pub(super) fn overlap(&self, other: &Line) -> f32 {
        overlap((self.y0, self.y1), (other.y0, other.y1))
    }

    /// Number of letters and digits.
    pub(super) fn weight(&self) -> usize {
        self.text.chars().filter(|c| c.is_alphanumeric()).count()
    }

    /// Keeps the text before byte `at` and gives back what follows it; nothing when that has no letters.
    pub(super) fn split_off(&mut self, at: usize) -> Option<Line> {
        let first = self.letters.partition_point(|letter| (letter.at as usize) < at);
        let start = self.letters.get(first)?.at as usize;
        let mut rest =
            Line { text: self.text.split_off(start), letters: self.letters.split_off(first), ..self.clone() };
        self.text.truncate(self.text.trim_end().len());
        rest.letters.iter_mut().for_each(|letter| letter.at -= start as u32);
        rest.starts_raised = false;
        for line in [self, &mut rest] {
            line.x0 = line.letters.iter().map(|letter| letter.x0).fold(f32::MAX, f32::min);
            line.x1 = line.letters.iter().map(|letter| letter.x1).fold(f32::MIN, f32::max);
        }
        Some(rest)
    }

    /// Puts `right`, which lies to the right on the same baseline, behind this one.
    pub(super) fn append(&mut self, right: Line) {
        let gap = right.x0 - self.x1;
        let size = self.size.max(right.size);
        let (mine, theirs) = (self.letters.len() as f32, right.letters.len() as f32);
        if !self.text.ends_with(' ') && gap > -0.3 * size {
            self.text.push(' ');
        }
        let shift = self.text.len() as u32;
        self.text.push_str(&right.text);
        self.letters.extend(right.letters.iter().map(|letter| Letter { at: letter.at + shift, ..*letter }));
        let same_face = self.face == right.face;
        let in_face = [self.face_share * mine, right.face_share * theirs];
        if theirs > mine {
            self.size = right.size;
            self.baseline = right.baseline;
            self.face = right.face;
        }
        let most = if same_face { in_face[0] + in_face[1] } else { in_face[usize::from(theirs > mine)] };
        self.face_share = most / (mine + theirs).max(1.0);
        let mix = |a: f32, b: f32| (a * mine + b * theirs) / (mine + theirs).max(1.0);
        self.style = Style {
            bold: mix(self.style.bold, right.style.bold),
            italic: mix(self.style.italic, right.style.italic),
            monospace: mix(self.style.monospace, right.style.monospace),
            math: mix(self.style.math, right.style.math),
        };
        self.cells += right.cells - usize::from(gap <= CELL_GAP * size);
        self.x0 = self.x0.min(right.x0);
        self.x1 = self.x1.max(right.x1);
        self.y0 = self.y0.min(right.y0);
        self.y1 = self.y1.max(right.y1);
        self.order = self.order.min(right.order);
        self.columns = (self.columns.0.min(right.columns.0), self.columns.1.max(right.columns.1));
    }
}

pub(super) fn overlap(a: (f32, f32), b: (f32, f32)) -> f32 {
    let common = a.1.min(b.1) - a.0.max(b.0);
    let smaller = (a.1 - a.0).min(b.1 - b.0);
    if smaller <= 0.0 { 0.0 } else { (common / smaller).max(0.0) }
}

/// The stretches of text without a wide gap, of one turn, in the order of showing.
pub(super) fn stretches(page: &PageContent, turn: Turn) -> Vec<Line> {
    let mut done: Vec<Line> = Vec::new();
    let mut open: Option<Stretch> = None;
    for (order, glyph) in page.glyphs.iter().enumerate().filter(|(_, glyph)| glyph.turn == turn) {
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
    order: usize,
    turn: Turn,
}

impl Stretch {
    fn begin(page: &PageContent, glyph: &Glyph, shown: Shown<'_>, order: usize, turn: Turn) -> Stretch {
        let mut stretch = Stretch {
            text: String::new(),
            letters: Vec::new(),
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
        level && gap > -backward * size && gap < CELL_GAP * size
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
            if covered > 0.8 * narrower
                && &self.text[last.at as usize..] == shown.text
                && (self.last_baseline - shown.baseline).abs() < 0.1 * shown.size
            {
                return; // printed twice
            }
            let gap = shown.x0 - last.x1;
            let wider = (last.x1 - last.x0).max(shown.width()) / shown.size.max(0.01);
            if self.space_pending || gap > word_gap(wider, glyph.is_kerned) * shown.size {
                self.text.push(' ');
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
        push_clean(shown.text, &mut self.text);
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

    fn into_line(mut self, page: &PageContent) -> Option<Line> {
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

fn is_spacing_accent(text: &str) -> bool {
    let mut chars = text.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if combining(c).is_some())
}

/// The combining form of an accent printed as a character of its own.
fn combining(accent: char) -> Option<char> {
    Some(match accent {
        '`' | '\u{2cb}' => '\u{300}',
        '\u{b4}' | '\u{2ca}' => '\u{301}',
        '^' | '\u{2c6}' => '\u{302}',
        '~' | '\u{2dc}' => '\u{303}',
        '\u{af}' | '\u{2c9}' => '\u{304}',
        '\u{2d8}' => '\u{306}',
        '\u{2d9}' => '\u{307}',
        '\u{a8}' => '\u{308}',
        '\u{2da}' => '\u{30a}',
        '\u{2dd}' => '\u{30b}',
        '\u{2c7}' => '\u{30c}',
        '\u{b8}' => '\u{327}',
        '\u{2db}' => '\u{328}',
        c if ('\u{300}'..='\u{36f}').contains(&c) => c,
        _ => return None,
    })
}

/// The letter with the accent; strokes through letters have no canonical composition in Unicode.
fn accented(letter: char, accent: char) -> Option<char> {
    match (letter, accent) {
        ('L', '\u{335}' | '\u{337}' | '\u{338}') => Some('Ł'),
        ('l', '\u{335}' | '\u{337}' | '\u{338}') => Some('ł'),
        ('O', '\u{337}' | '\u{338}') => Some('Ø'),
        ('o', '\u{337}' | '\u{338}') => Some('ø'),
        _ => compose(letter, accent),
    }
}

fn dotless(letter: char) -> char {
    match letter {
        'ı' => 'i',
        'ȷ' => 'j',
        other => other,
    }
}

/// Appends a glyph's text: composed (NFC), one kind of blank, nothing that has no width or controls a
/// terminal.
fn push_clean(text: &str, into: &mut String) {
    if text.is_ascii() {
        into.extend(text.chars().map(|c| if c.is_ascii_control() { ' ' } else { c }));
        return;
    }
    for c in text.nfc() {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {}
            c if c.is_control() || c.is_whitespace() => into.push(' '),
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

#[cfg(test)]
impl Line {
    /// A line in one face of 10 points, letters 5 points wide, its baseline at `y`.
    pub(super) fn printed(text: &str, x: f32, y: f32, order: usize) -> Line {
        let letters: Vec<Letter> = text
            .char_indices()
            .enumerate()
            .filter(|(_, (_, c))| *c != ' ')
            .map(|(nth, (at, _))| {
                let x0 = x + 5.0 * nth as f32;
                Letter { at: at as u32, x0, x1: x0 + 5.0, y0: y - 2.0, y1: y + 7.0 }
            })
            .collect();
        Line {
            x0: x,
            x1: x + 5.0 * text.chars().count() as f32,
            y0: y - 2.0,
            y1: y + 7.0,
            baseline: y,
            size: 10.0,
            style: Style::default(),
            face: 0,
            face_share: 1.0,
            starts_bold: false,
            starts_raised: false,
            cells: 1,
            order,
            turn: Turn::Upright,
            columns: (0, 0),
            kind: BlockKind::Body,
            row: None,
            text: text.to_owned(),
            letters,
        }
    }
}
