//! Lines of a page that belong together.

use super::lines::{Line, Row};
use crate::document::BlockKind;

/// Lines that belong together, on one page.
pub(super) struct Paragraph {
    pub(super) kind: BlockKind,
    /// Index of the page, from 0.
    pub(super) page: usize,
    pub(super) lines: Vec<Line>,
    /// For headings: 1 is a section. The paper's title has level 0.
    pub(super) level: u8,
    /// For captions: the tables of this page that it tells about, by [`Row::table`].
    pub(super) captioned: Vec<u32>,
}

impl Paragraph {
    /// Its words, lines joined by blanks.
    pub(super) fn text(&self) -> String {
        let texts: Vec<&str> = self.lines.iter().map(|line| line.text.as_str()).collect();
        texts.join(" ")
    }

    pub(super) fn size(&self) -> f32 {
        self.lines.first().map_or(0.0, |line| line.size)
    }

    pub(super) fn first(&self) -> Option<&Line> {
        self.lines.first()
    }

    pub(super) fn last(&self) -> Option<&Line> {
        self.lines.last()
    }

    /// The row it is, when it is one of a table.
    pub(super) fn row(&self) -> Option<Row> {
        self.first().filter(|_| self.kind == BlockKind::Table).and_then(|line| line.row)
    }

    /// `[x0, y0, x1, y1]` in the frame.
    pub(super) fn frame(&self) -> [f32; 4] {
        let empty = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        self.lines.iter().fold(empty, |frame, line| {
            [frame[0].min(line.x0), frame[1].min(line.y0), frame[2].max(line.x1), frame[3].max(line.y1)]
        })
    }

    /// The height of its lowest line in the frame.
    pub(super) fn bottom(&self) -> f32 {
        self.lines.iter().map(|line| line.y0).fold(f32::MAX, f32::min)
    }

    /// Share of letters set in bold.
    pub(super) fn bold(&self) -> f32 {
        let letters: usize = self.lines.iter().map(|line| line.letters.len()).sum();
        let bold: f32 = self.lines.iter().map(|line| line.style.bold * line.letters.len() as f32).sum();
        bold / (letters.max(1) as f32)
    }
}

/// Whether a text ends as a sentence does, quotation marks and brackets behind the stop aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['"', '\'', '”', '’', ')', ']']);
    text.ends_with(['.', '!', '?', ':', ';', '。'])
}
