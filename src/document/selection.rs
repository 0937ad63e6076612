//! From places on a page, as a person drags over them, to the sentences that are meant.

use super::paper::Document;
use super::parts::{BlockKind, Sentence};
use super::span::Rect;

/// What share of a line's height must be covered: neighboring lines' boxes may overlap by less.
const SHARE_OF_LINE: f32 = 1.0 / 3.0;
/// In points: less of a line's width is a slip at its edge.
const SOME_WIDTH: f32 = 3.0;
/// In points: what is dragged over less than this, across and along, is a click.
const CLICK: f32 = 3.0;

impl Document {
    /// The ids of the paper's sentences under the areas, in reading order; empty when there are none. Areas
    /// are measured as [`Sentence::boxes`] are, and their corners may be the other way round.
    ///
    /// A sentence is meant when an area covers a third of the height of one of its lines (or lies on the
    /// line with a third of its own) and some of its width, or when it stands between two that are, in their
    /// lines and their column. A click means the sentence whose line it is in. Furniture and sentences of
    /// attachments, which have pages of their own, are never meant.
    pub fn sentences_at(&self, areas: &[Rect]) -> Vec<u32> {
        let areas: Vec<Rect> = areas.iter().filter_map(|area| upright(*area)).collect();
        let mut ids: Vec<u32> = Vec::new();
        let mut pages: Vec<u32> = areas.iter().map(|area| area.page).collect();
        pages.sort_unstable();
        pages.dedup();
        for page in pages {
            let areas: Vec<Rect> = areas.iter().copied().filter(|area| area.page == page).collect();
            ids.extend(self.selected(page, &areas));
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The sentences under areas of one page.
    fn selected(&self, page: u32, areas: &[Rect]) -> Vec<u32> {
        let lines: Vec<(u32, Rect)> = self
            .sentences
            .iter()
            .filter(|sentence| self.is_selectable(sentence))
            .flat_map(|sentence| sentence.boxes.iter().map(|line| (sentence.id, *line)))
            .filter(|(_, line)| line.page == page)
            .collect();
        let mut touched: Vec<(u32, Rect)> = Vec::new();
        for area in areas {
            if area.x1 - area.x0 < CLICK && area.y1 - area.y0 < CLICK {
                touched.extend(clicked(&lines, *area));
            } else {
                touched.extend(lines.iter().copied().filter(|(_, line)| covers(*area, *line)));
            }
        }
        let all = |a: Rect, b: Rect| a.union(b);
        let (Some(column), Some(dragged)) =
            (touched.iter().map(|(_, line)| *line).reduce(all), areas.iter().copied().reduce(all))
        else {
            return Vec::new();
        };
        let ids = || touched.iter().map(|(id, _)| *id);
        let (first, last) = (ids().min().unwrap_or_default(), ids().max().unwrap_or_default());
        let is_between = |id: u32, line: Rect| {
            let (x, y) = center(line);
            first < id
                && id < last
                && (column.x0..=column.x1).contains(&x)
                && (dragged.y0..=dragged.y1).contains(&y)
        };
        let between = lines.iter().filter(|(id, line)| is_between(*id, *line)).map(|(id, _)| *id);
        ids().chain(between).collect()
    }

    fn is_selectable(&self, sentence: &Sentence) -> bool {
        sentence.kind != BlockKind::Furniture
            && self.attachment_of(sentence).is_none()
            && !self.sentence_text(sentence).trim().is_empty()
    }
}

/// Of the lines that a click is in, the one whose middle is nearest.
fn clicked(lines: &[(u32, Rect)], click: Rect) -> Option<(u32, Rect)> {
    let (x, y) = center(click);
    let is_in = |line: &Rect| (line.x0..=line.x1).contains(&x) && (line.y0..=line.y1).contains(&y);
    let distance = |line: &Rect| (center(*line).1 - y).abs();
    let hit = lines.iter().copied().filter(|(_, line)| is_in(line));
    hit.min_by(|(a, at), (b, to)| distance(at).total_cmp(&distance(to)).then(a.cmp(b)))
}

fn covers(area: Rect, line: Rect) -> bool {
    let shorter = |a: (f32, f32), b: (f32, f32)| (a.1 - a.0).min(b.1 - b.0);
    let overlap = |a: (f32, f32), b: (f32, f32)| a.1.min(b.1) - a.0.max(b.0);
    let (across, along) =
        ([area, line].map(|rect| (rect.x0, rect.x1)), [area, line].map(|rect| (rect.y0, rect.y1)));
    overlap(across[0], across[1]) >= shorter(across[0], across[1]).min(SOME_WIDTH)
        && overlap(along[0], along[1]) >= shorter(along[0], along[1]) * SHARE_OF_LINE
}

fn center(rect: Rect) -> (f32, f32) {
    ((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0)
}

/// The same area with its lower left corner first; `None` if it has no corners.
fn upright(Rect { page, x0, y0, x1, y1 }: Rect) -> Option<Rect> {
    let upright = Rect { page, x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) };
    [x0, y0, x1, y1].iter().all(|value| value.is_finite()).then_some(upright)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{AttachmentName, Page};

    fn rect(page: u32, [x0, y0, x1, y1]: [f32; 4]) -> Rect {
        Rect { page, x0, y0, x1, y1 }
    }

    /// Lines 10 points high and 9 apart: a left column of sentences 0 to 3, 6 and 8, with 5 and 7 to the
    /// right of it, 4 as a page number below, and 9 and 10 on the next page.
    fn paper() -> Document {
        let words = [
            "Zero.", "One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven.", "Eight.", "Nine.", "Ten.",
        ];
        let mut paper = Document::from_plain(&words.join(" "));
        let boxes: [&[[f32; 4]]; 11] = [
            &[[50.0, 700.0, 100.0, 710.0]],
            &[[100.0, 700.0, 150.0, 710.0], [50.0, 691.0, 80.0, 701.0]],
            &[[80.0, 691.0, 100.0, 701.0]],
            &[[100.0, 691.0, 150.0, 701.0]],
            &[[50.0, 20.0, 100.0, 30.0]],
            &[[200.0, 691.0, 300.0, 701.0]],
            &[[50.0, 682.0, 150.0, 692.0], [50.0, 673.0, 90.0, 683.0]],
            &[[200.0, 673.0, 300.0, 683.0]],
            &[[90.0, 673.0, 150.0, 683.0]],
            &[[50.0, 700.0, 100.0, 710.0]],
            &[[100.0, 700.0, 150.0, 710.0]],
        ];
        for ((sentence, boxes), at) in paper.sentences.iter_mut().zip(boxes).zip(0..) {
            let page = if at < 9 { 1 } else { 2 };
            sentence.boxes = boxes.iter().map(|it| rect(page, *it)).collect();
        }
        paper.sentences[4].kind = BlockKind::Furniture;
        paper.pages = (1..=2).map(|number| Page { number, width: 400.0, height: 800.0 }).collect();
        assert_eq!(paper.check(), Ok(()));
        paper
    }

    #[test]
    fn sentences_under_areas() {
        let paper = paper();
        let check = |name: &str, areas: &[[f32; 4]], expect: &[u32]| {
            let areas: Vec<Rect> = areas.iter().map(|it| rect(1, *it)).collect();
            assert_eq!(paper.sentences_at(&areas), expect, "{name}");
        };
        check("nothing", &[], &[]);
        check("an empty place", &[[160.0, 600.0, 190.0, 650.0]], &[]);
        check("one sentence", &[[52.0, 701.0, 98.0, 709.0]], &[0]);
        check("from right to left, upward", &[[98.0, 709.0, 52.0, 701.0]], &[0]);
        check("a slip over the edge", &[[52.0, 698.5, 102.0, 709.0]], &[0]);
        check("a word across two sentences", &[[90.0, 701.0, 120.0, 709.0]], &[0, 1]);
        check("a stroke along a line", &[[85.0, 694.0, 140.0, 694.0]], &[2, 3]);
        check("a stroke down a margin", &[[52.0, 675.0, 52.0, 709.0]], &[0, 1, 2, 3, 6]);
        check("half a line", &[[60.0, 706.0, 90.0, 730.0]], &[0]);
        check("less than a third of a line", &[[60.0, 708.0, 90.0, 730.0]], &[]);
        check("both columns", &[[40.0, 670.0, 310.0, 715.0]], &[0, 1, 2, 3, 5, 6, 7, 8]);
        check("not the other column", &[[45.0, 670.0, 155.0, 715.0]], &[0, 1, 2, 3, 6, 8]);
        check("furniture", &[[40.0, 15.0, 110.0, 35.0]], &[]);
        check(
            "two areas in any order",
            &[[85.0, 692.0, 95.0, 700.0], [60.0, 702.0, 70.0, 709.0]],
            &[0, 1, 2],
        );
        check("a click", &[[81.0, 695.0, 81.0, 695.0]], &[2]);
        check("a click where lines overlap", &[[60.0, 700.8, 60.0, 700.8]], &[0]);
        check("a click beside", &[[160.0, 695.0, 160.0, 695.0]], &[]);
        check("no numbers", &[[f32::NAN; 4], [f32::INFINITY; 4]], &[]);
    }

    #[test]
    fn over_the_end_of_a_page() {
        let areas =
            [rect(2, [45.0, 698.0, 95.0, 712.0]), rect(1, [95.0, 674.0, 150.0, 682.0]), rect(9, [0.0; 4])];
        assert_eq!(paper().sentences_at(&areas), [8, 9]);
    }

    #[test]
    fn pages_of_attachments_are_others() {
        let mut document = Document::from_plain("No boxes.");
        document.attach(AttachmentName::new("s.pdf").unwrap(), paper());
        assert_eq!(document.sentences_at(&[rect(1, [0.0, 0.0, 400.0, 800.0])]), Vec::<u32>::new());
    }

    fn areas() -> impl Strategy<Value = Vec<Rect>> {
        let area = (1..3u32, [40.0..310.0f32, 660.0..720.0f32, 40.0..310.0f32, 660.0..720.0f32]);
        prop::collection::vec(area.prop_map(|(page, corners)| rect(page, corners)), 0..4)
    }

    proptest! {
        #[test]
        fn more_areas_never_mean_less(some in areas(), more in areas()) {
            let paper = paper();
            let few = paper.sentences_at(&some);
            let all = [more, some].concat();
            let many = paper.sentences_at(&all);
            prop_assert!(few.iter().all(|id| many.contains(id)));
            prop_assert!(many.is_sorted_by(|a, b| a < b) && !many.contains(&4));
            let turned: Vec<Rect> = all
                .iter()
                .rev()
                .map(|it| Rect { page: it.page, x0: it.x1, y0: it.y1, x1: it.x0, y1: it.y0 })
                .collect();
            prop_assert_eq!(paper.sentences_at(&turned), many);
        }

        #[test]
        fn a_sentence_lies_under_its_own_boxes(at in 0..11usize) {
            let paper = paper();
            let sentence = &paper.sentences[at];
            let found = paper.sentences_at(&sentence.boxes);
            prop_assert_eq!(found.contains(&sentence.id), sentence.kind != BlockKind::Furniture);
        }
    }
}
