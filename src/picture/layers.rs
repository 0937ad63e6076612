//! What was read from a page, arranged as it lies on the shown page.

use super::view::{Frame, View};
use crate::document::{BlockKind, Document, Span};

/// A stretch of a block that lies together: a paragraph over two columns has two.
#[derive(Debug, PartialEq)]
pub(super) struct Part {
    pub(super) kind: BlockKind,
    /// Around all its lines.
    pub(super) outline: Frame,
    /// Around its first line.
    pub(super) first: Frame,
    /// Around its last line.
    pub(super) last: Frame,
}

/// A sentence, or what of it lies on this page.
#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    /// The sentence's number in the document.
    pub(super) id: u32,
    /// One a line.
    pub(super) lines: Vec<Frame>,
}

/// The layers of a document on one page, both in reading order.
#[derive(Debug, PartialEq)]
pub(super) struct Layers {
    pub(super) parts: Vec<Part>,
    pub(super) marks: Vec<Mark>,
    /// Such as `page 3 of 12`.
    pub(super) title: String,
    /// The font size of the legend in points, smaller on narrow pages.
    pub(super) legend_size: f32,
}

impl Layers {
    pub(super) fn of(document: &Document, number: u32, view: View, count: u32) -> Layers {
        let mut marks: Vec<Mark> = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        let mut blocks = document.blocks.iter();
        let mut block = blocks.next();
        let mut open: Option<Span> = None;
        for sentence in &document.sentences {
            while block.is_some_and(|block| block.span.end <= sentence.span.start) {
                block = blocks.next();
            }
            let lines: Vec<Frame> = sentence
                .boxes
                .iter()
                .filter(|rect| rect.page == number)
                .map(|rect| view.place(*rect))
                .collect();
            if lines.is_empty() {
                continue;
            }
            let span = block.map(|block| block.span);
            for line in &lines {
                match parts.last_mut() {
                    Some(part) if open == span && adjoins(&part.outline, &part.last, line) => {
                        part.push(*line)
                    }
                    _ => {
                        let kind = sentence.kind;
                        parts.push(Part { kind, outline: *line, first: *line, last: *line });
                    }
                }
                open = span;
            }
            marks.push(Mark { id: sentence.id, lines });
        }
        let legend_size = (view.width() / LEGEND_WIDTH).min(LEGEND_SIZE);
        Layers { parts, marks, title: format!("page {number} of {count}"), legend_size }
    }

    /// The height of the legend below the page, in points.
    pub(super) fn legend_height(&self) -> f32 {
        2.5 * self.legend_size
    }
}

/// The usual font size of the legend, in points.
const LEGEND_SIZE: f32 = 9.0;
/// The width of the whole legend, in multiples of its font size.
const LEGEND_WIDTH: f32 = 64.0;

impl Part {
    fn push(&mut self, line: Frame) {
        self.outline = around(self.outline, line);
        self.last = line;
    }
}

fn around(a: Frame, b: Frame) -> Frame {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// Whether a line goes on where `last` ended: beside what lies above it, no farther than two line heights
/// away. The top of the next column is farther from the end of this one, but for paragraphs of one line.
fn adjoins(outline: &Frame, last: &Frame, next: &Frame) -> bool {
    let size = |frame: &Frame, low: usize| frame[low + 2] - frame[low];
    let gap = |from: &Frame, low: usize| (next[low] - from[low + 2]).max(from[low] - next[low + 2]);
    // On turned pages lines may run down; x and y, as places in a frame, then change roles.
    let runs_across = size(last, 0) + size(next, 0) >= size(last, 1) + size(next, 1);
    let (along, across) = if runs_across { (0, 1) } else { (1, 0) };
    gap(outline, along).max(gap(last, across)) < 2.0 * size(last, across)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Page, Rect, Sentence};
    use crate::picture::view::Turns;

    const VIEW: View = View { width: 600.0, height: 800.0, turns: Turns::None };

    /// The boxes of a sentence, each with its page.
    type Boxes<'a> = &'a [(u32, [f32; 4])];

    /// A document with these blocks; a block is its sentences.
    fn document(blocks: &[&[Boxes]]) -> Document {
        let mut document = Document {
            pages: (1..=2).map(|number| Page { number, width: 600.0, height: 800.0 }).collect(),
            ..Document::default()
        };
        for sentences in blocks {
            let start = document.text.len();
            for boxes in *sentences {
                let at = document.text.len();
                document.text.push_str("x. ");
                let rects = boxes.iter().map(|(page, [x0, y0, x1, y1])| Rect {
                    page: *page,
                    x0: *x0,
                    y0: *y0,
                    x1: *x1,
                    y1: *y1,
                });
                document.sentences.push(Sentence {
                    id: document.sentences.len() as u32,
                    span: Span::new(at, at + 2),
                    kind: BlockKind::Body,
                    section: None,
                    boxes: rects.collect(),
                });
            }
            document
                .blocks
                .push(Block { kind: BlockKind::Body, span: Span::new(start, document.text.len()) });
        }
        document.check().unwrap();
        document
    }

    #[test]
    fn a_block_over_two_columns_has_two_parts() {
        let left = (1, [50.0, 100.0, 290.0, 110.0]);
        let right = [(1, [310.0, 700.0, 550.0, 710.0]), (1, [310.0, 688.0, 400.0, 698.0])];
        let document = document(&[&[&[left, right[0], right[1]]]]);
        let layers = Layers::of(&document, 1, VIEW, 2);
        let outlines: Vec<Frame> = layers.parts.iter().map(|part| part.outline).collect();
        assert_eq!(outlines, [[50.0, 690.0, 290.0, 700.0], [310.0, 90.0, 550.0, 112.0]]);
        assert_eq!(layers.parts[1].last, [310.0, 102.0, 400.0, 112.0]);
        assert_eq!(layers.marks.len(), 1);
        assert_eq!(layers.marks[0].lines.len(), 3);
    }

    #[test]
    fn neighboring_blocks_stay_apart_and_sentences_of_one_block_together() {
        let line = |top: f32| (1, [50.0, top - 10.0, 290.0, top]);
        let document = document(&[&[&[line(700.0)], &[line(688.0)]], &[&[line(676.0)]]]);
        let layers = Layers::of(&document, 1, VIEW, 2);
        assert_eq!(layers.parts.len(), 2);
        assert_eq!(layers.marks.iter().map(|mark| mark.id).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn a_sentence_that_ends_a_line_is_followed_by_the_beginning_of_the_next() {
        let document = document(&[&[
            &[(1, [50.0, 690.0, 200.0, 700.0])],
            &[(1, [203.0, 690.0, 290.0, 700.0]), (1, [50.0, 678.0, 90.0, 688.0])],
        ]]);
        assert_eq!(Layers::of(&document, 1, VIEW, 2).parts.len(), 1);
    }

    #[test]
    fn lines_may_run_down_the_shown_page() {
        let outline = [500.0, 50.0, 510.0, 300.0];
        assert!(adjoins(&outline, &outline, &[488.0, 50.0, 498.0, 90.0]));
        assert!(!adjoins(&outline, &outline, &[440.0, 50.0, 450.0, 300.0]));
    }

    #[test]
    fn only_what_lies_on_the_page_is_shown() {
        let line = |page| (page, [50.0, 690.0, 290.0, 700.0]);
        let document = document(&[&[&[line(1), line(2)]], &[&[line(2)]]]);
        let on = |number| Layers::of(&document, number, VIEW, 2);
        assert_eq!((on(1).parts.len(), on(1).marks.len()), (1, 1));
        assert_eq!((on(2).parts.len(), on(2).marks.len()), (2, 2));
        assert_eq!(on(2).title, "page 2 of 2");
    }

    #[test]
    fn the_legend_fits_a_narrow_page() {
        let narrow = View { width: 64.0, ..VIEW };
        assert_eq!(Layers::of(&document(&[]), 1, narrow, 2).legend_size, 1.0);
    }
}
