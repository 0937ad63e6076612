//! Where on the printed pages quotes stand: clippings with a few lines around them, and the pieces of pages
//! that together hold all clippings, none twice.

use std::collections::BTreeMap;

use super::view::{Frame, View};
use crate::document::Rect;

/// In points, above and below a quote: lines whose middle lies so near are shown whole.
const CONTEXT: f32 = 20.0;
/// In points: around what is shown.
const MARGIN: [f32; 2] = [6.0, 4.0];
/// In points: boxes that lie so near beside each other stand on one line of one column.
const BESIDE: f32 = 7.0;

/// A place on a page where quotes stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Clipping {
    /// The page's number, from 1.
    pub page: u32,
    /// What to show, in half points.
    pub frame: Frame,
    /// One a printed line of the quotes.
    pub marks: Vec<Frame>,
    /// Which quotes stand here, by their number in what was asked for, ascending.
    pub quotes: Vec<usize>,
}

/// A part of a page that is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// The page's number, from 1.
    pub page: u32,
    /// What to draw, in half points from the upper left corner of the shown page.
    pub frame: Frame,
}

/// Where these quotes stand, page by page and in the order of the quotes; quotes that stand close together share a
/// clipping, and one that runs over columns or pages has several. `lines` are the boxes of all sentences,
/// so that a clipping is as wide as its column and cuts no line in two. Boxes on pages without a view are
/// left out.
pub fn clippings(views: &[View], lines: &[Rect], quotes: &[&[Rect]]) -> Vec<Clipping> {
    let mut places: BTreeMap<u32, Vec<Clipping>> = BTreeMap::new();
    for (number, boxes) in quotes.iter().enumerate() {
        for rect in *boxes {
            let Some(view) = view_of(views, rect.page) else { continue };
            let frame = view.place(*rect);
            let place = Clipping { page: rect.page, frame, marks: vec![frame], quotes: vec![number] };
            places.entry(rect.page).or_default().push(place);
        }
    }
    let mut found = Vec::new();
    for (page, places) in places {
        let Some(view) = view_of(views, page) else { continue };
        let order: Vec<Frame> = places.iter().map(|place| place.frame).collect();
        let on_page = lines.iter().filter(|line| line.page == page).map(|line| view.place(*line));
        let on_page: Vec<Frame> = on_page.collect();
        let joined =
            joined(places, |a, b| overlap(grown(a.frame, [BESIDE, CONTEXT]), grown(b.frame, [0.0, CONTEXT])));
        let mut shown: Vec<Clipping> = joined
            .into_iter()
            .map(|place| Clipping { frame: with_context(place.frame, &on_page, view), ..place })
            .collect();
        // A quote that runs over columns is read from the first to the next.
        let begins = |place: &Clipping| order.iter().position(|frame| place.marks.contains(frame));
        shown.sort_by_key(begins);
        found.extend(shown);
    }
    found
}

/// The pieces of pages that hold all these clippings: what several show is in one piece. Sorted by page.
pub fn pieces<'c>(clippings: impl Iterator<Item = &'c Clipping>) -> Vec<Piece> {
    let mut by_page: BTreeMap<u32, Vec<Clipping>> = BTreeMap::new();
    for clipping in clippings {
        by_page.entry(clipping.page).or_default().push(clipping.clone());
    }
    let joined = by_page.into_values().flat_map(|all| joined(all, |a, b| overlap(a.frame, b.frame)));
    joined.map(|one| Piece { page: one.page, frame: one.frame }).collect()
}

impl Piece {
    /// Whether a clipping lies in it.
    pub fn holds(&self, clipping: &Clipping) -> bool {
        let (outer, inner) = (self.frame, clipping.frame);
        self.page == clipping.page
            && outer[0] <= inner[0]
            && outer[1] <= inner[1]
            && inner[2] <= outer[2]
            && inner[3] <= outer[3]
    }
}

fn view_of(views: &[View], page: u32) -> Option<View> {
    views.get((page as usize).checked_sub(1)?).copied()
}

/// Joins what belongs together until nothing does any more.
fn joined(places: Vec<Clipping>, together: impl Fn(&Clipping, &Clipping) -> bool) -> Vec<Clipping> {
    let mut done: Vec<Clipping> = Vec::new();
    for mut place in places {
        while let Some(at) = done.iter().position(|other| together(other, &place)) {
            let other = done.remove(at);
            place.frame = around(other.frame, place.frame);
            place.marks = other.marks.into_iter().chain(place.marks).collect();
            place.quotes.extend(other.quotes);
            place.quotes.sort_unstable();
            place.quotes.dedup();
        }
        done.push(place);
    }
    done
}

/// The frame with the lines of its column that stand near it, in half points on the page.
fn with_context(place: Frame, lines: &[Frame], view: View) -> Frame {
    let place = whole_line(place, lines);
    let is_across = |line: &&Frame| line[0] < place[2] && place[0] < line[2];
    let is_near = |line: &&Frame| {
        let middle = (line[1] + line[3]) / 2.0;
        (place[1] - CONTEXT..=place[3] + CONTEXT).contains(&middle)
    };
    // What stands beside the place is another column, and a line over both belongs to neither.
    let beside = || lines.iter().filter(|line| !is_across(line) && line[1] < place[3] && place[1] < line[3]);
    let spans = |line: &&Frame| beside().any(|other| line[0] < other[2] && other[0] < line[2]);
    let own = || lines.iter().filter(|line| is_across(line) && !spans(line));
    let shown = own().filter(is_near).fold(place, |frame, line| around(frame, *line));
    // The margin reaches no further than to the next line that is not shown.
    let middle = |line: &Frame| (line[1] + line[3]) / 2.0;
    let above = own().filter(|line| middle(line) < shown[1]).map(|line| line[3].min(shown[1]));
    let above = above.fold(0.0, f32::max);
    let below = own().filter(|line| middle(line) > shown[3]).map(|line| line[1].max(shown[3]));
    let below = below.fold(f32::MAX, f32::min);
    let [left, top, right, bottom] = grown(shown, MARGIN);
    let (top, bottom) = (top.max(above), bottom.min(below));
    let (down, up) = (|value: f32| (value * 2.0).floor() / 2.0, |value: f32| (value * 2.0).ceil() / 2.0);
    [
        down(left).max(0.0),
        down(top).max(0.0),
        up(right).min(view.width().ceil()),
        up(bottom).min(view.height().ceil()),
    ]
}

/// With what stands before and behind on the same line: a sentence may begin and end in the middle of one.
fn whole_line(mut place: Frame, lines: &[Frame]) -> Frame {
    let mut rest: Vec<&Frame> =
        lines.iter().filter(|line| line[1] < place[3] && place[1] < line[3]).collect();
    let joins = |place: &Frame, line: &Frame| {
        let middle = (line[1] + line[3]) / 2.0;
        (place[1]..=place[3]).contains(&middle) && overlap(grown(*place, [BESIDE, 0.0]), *line)
    };
    while let Some(at) = rest.iter().position(|line| joins(&place, line)) {
        let line = rest.swap_remove(at);
        // Only in width: a line of another height may reach into the next.
        place = [place[0].min(line[0]), place[1], place[2].max(line[2]), place[3]];
    }
    place
}

fn around(a: Frame, b: Frame) -> Frame {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

fn grown([left, top, right, bottom]: Frame, [x, y]: [f32; 2]) -> Frame {
    [left - x, top - y, right + x, bottom + y]
}

fn overlap(a: Frame, b: Frame) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[cfg(test)]
mod tests {
    use super::super::view::Turns;
    use super::*;

    fn views() -> Vec<View> {
        vec![View { width: 600.0, height: 800.0, turns: Turns::None }; 2]
    }

    /// A line of a page of two columns, counted from the top.
    fn line(page: u32, column: u32, number: u32) -> Rect {
        let (x0, y1) = (50.0 + 260.0 * column as f32, 780.0 - 12.0 * number as f32);
        Rect { page, x0, y0: y1 - 10.0, x1: x0 + 240.0, y1 }
    }

    fn all() -> Vec<Rect> {
        let lines = (0..60).flat_map(|number| (0..2).map(move |column| line(1, column, number)));
        lines.collect()
    }

    #[test]
    fn a_clipping_shows_whole_lines_of_its_column() {
        let half = Rect { x0: 100.0, x1: 150.0, ..line(1, 0, 10) };
        let [clipping] = &clippings(&views(), &all(), &[&[half]])[..] else { panic!() };
        // Two lines above and below, up to the next; the other column is not there.
        assert_eq!(clipping.frame, [44.0, 114.0, 296.0, 176.0]);
        assert_eq!(clipping.marks, [[100.0, 140.0, 150.0, 150.0]]);
    }

    #[test]
    fn a_line_over_both_columns_belongs_to_neither() {
        let caption = Rect { x1: 550.0, ..line(1, 0, 9) };
        let lines: Vec<Rect> =
            all().into_iter().filter(|one| one.y1 != caption.y1).chain([caption]).collect();
        let [clipping] = &clippings(&views(), &lines, &[&[line(1, 0, 10)]])[..] else { panic!() };
        assert_eq!((clipping.frame[0], clipping.frame[2]), (44.0, 296.0));
        // Where there is one column, it is.
        let narrow = [caption, line(1, 0, 10)];
        let [clipping] = &clippings(&views(), &narrow, &[&[line(1, 0, 10)]])[..] else { panic!() };
        assert_eq!(clipping.frame[2], 556.0);
    }

    #[test]
    fn a_quote_inside_a_line_is_shown_with_the_line() {
        let (begins, quoted) = (Rect { x1: 150.0, ..line(1, 0, 10) }, Rect { x0: 154.0, ..line(1, 0, 10) });
        let rest = all().into_iter().filter(|one| *one != line(1, 0, 10));
        let lines: Vec<Rect> = rest.chain([begins, quoted]).collect();
        let [clipping] = &clippings(&views(), &lines, &[&[quoted]])[..] else { panic!() };
        assert_eq!(clipping.frame, [44.0, 114.0, 296.0, 176.0]);
    }

    #[test]
    fn quotes_close_together_share_and_others_do_not() {
        let (a, b, far) = (line(1, 0, 10), line(1, 0, 12), line(1, 0, 40));
        let beside = line(1, 1, 11);
        let found = clippings(&views(), &all(), &[&[a], &[b, far], &[beside]]);
        let quotes: Vec<&[usize]> = found.iter().map(|one| one.quotes.as_slice()).collect();
        assert_eq!(quotes, [&[0, 1][..], &[1], &[2]]);
        assert_eq!(found[0].marks.len(), 2);
    }

    #[test]
    fn a_quote_over_two_pages_has_two_places() {
        let found = clippings(&views(), &all(), &[&[line(1, 1, 59), line(2, 0, 0)], &[line(3, 0, 0)]]);
        assert_eq!(found.iter().map(|one| one.page).collect::<Vec<_>>(), [1, 2]);
        assert!(found[1].frame[1] >= 0.0 && found[0].frame[3] <= 800.0);
    }

    #[test]
    fn a_quote_over_two_columns_begins_at_the_foot_of_the_first() {
        let found = clippings(&views(), &all(), &[&[line(1, 0, 59), line(1, 1, 0)]]);
        assert_eq!(found.iter().map(|one| one.frame[0]).collect::<Vec<_>>(), [44.0, 304.0]);
    }

    #[test]
    fn no_slice_of_the_next_line_is_shown_where_lines_reach_into_each_other() {
        let high: Vec<Rect> = all().iter().map(|one| Rect { y0: one.y0 - 3.0, ..*one }).collect();
        let [clipping] = &clippings(&views(), &high, &[&[high[20]]])[..] else { panic!() };
        assert_eq!(clipping.frame, [44.0, 116.0, 296.0, 177.0]);
    }

    #[test]
    fn pieces_hold_every_clipping_and_do_not_overlap() {
        let of = |rect: Rect| clippings(&views(), &all(), &[&[rect]]);
        let found = [of(line(1, 0, 10)), of(line(1, 0, 11)), of(line(1, 0, 40)), of(line(1, 1, 10))].concat();
        let pieces = pieces(found.iter());
        assert_eq!(pieces.len(), 3);
        for clipping in &found {
            assert_eq!(pieces.iter().filter(|piece| piece.holds(clipping)).count(), 1, "{clipping:?}");
        }
    }
}
