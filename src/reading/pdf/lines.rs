//! Printed lines: their words, letters and looks.
//!
//! All of this is in the frame of one [`Turn`], where text runs left to right and y points up.

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
