//! Running heads, page numbers and margin stamps: what a page repeats or counts.

use std::collections::{BTreeMap, BTreeSet};

use super::captions;
use super::geometry::Turn;
use super::lines::Line;
use super::page::PageLines;
use crate::document::BlockKind;

/// How many lines from the top and the bottom may be furniture.
const ZONE: usize = 3;

/// Marks the furniture of all pages.
pub(super) fn mark(pages: &mut [PageLines]) {
    mark_repeated(pages);
    for page in pages.iter_mut() {
        mark_page_numbers(page);
        mark_margin_stamps(&mut page.lines);
    }
}

/// Indices of the outermost upright lines, from the edge inward: the top ones, then the bottom ones.
fn zones(page: &PageLines) -> [Vec<usize>; 2] {
    let mut upright: Vec<usize> =
        (0..page.lines.len()).filter(|at| page.lines[*at].turn == page.turn).collect();
    upright.sort_by(|a, b| page.lines[*b].y1.total_cmp(&page.lines[*a].y1));
    // Lines on one baseline are one row: a head often has a left and a right part.
    let rows = |order: &mut dyn Iterator<Item = usize>| {
        let mut taken: Vec<usize> = Vec::new();
        let mut rows = 0;
        let mut last: Option<f32> = None;
        for at in order {
            let y = page.lines[at].baseline;
            if last.is_none_or(|last| (last - y).abs() > 3.0) {
                rows += 1;
                last = Some(y);
            }
            if rows > ZONE {
                break;
            }
            taken.push(at);
        }
        taken
    };
    [rows(&mut upright.iter().copied()), rows(&mut upright.iter().rev().copied())]
}

/// A line that stands at the same height, same but for its digits, on several pages.
fn mark_repeated(pages: &mut [PageLines]) {
    let mut seen: BTreeMap<(String, i32), Vec<(usize, usize)>> = BTreeMap::new();
    for (number, page) in pages.iter().enumerate() {
        for zone in zones(page) {
            for at in zone {
                let line = &page.lines[at];
                let shape = shape(&line.text);
                if !shape.is_empty() {
                    // Two keys, half a step apart, so that a height near a border is not torn apart.
                    let height = line.baseline / 8.0;
                    for step in [height.floor() as i32 * 2, (height + 0.5).floor() as i32 * 2 + 1] {
                        seen.entry((shape.clone(), step)).or_default().push((number, at));
                    }
                }
            }
        }
    }
    let enough = if pages.len() <= 4 { 2 } else { 3 };
    let repeats = |places: &[(usize, usize)]| {
        let mut on: Vec<usize> = places.iter().map(|(page, _)| *page).collect();
        on.dedup();
        on.len() >= enough
    };
    seen.retain(|(shape, _), places| !shape.chars().all(|c| c == '#') && repeats(places));
    let all: BTreeSet<(usize, usize)> = seen.values().flatten().copied().collect();
    let of_blocks = parts_of_blocks(pages, &all);
    for mut places in seen.into_values() {
        let texts: Vec<(usize, &str)> =
            places.iter().map(|(page, at)| (*page, pages[*page].lines[*at].text.as_str())).collect();
        if !counts_pages(&texts) {
            continue;
        }
        places.retain(|place| !of_blocks.contains(place));
        if repeats(&places) {
            // The title is set larger than the running head that repeats it.
            let smallest =
                places.iter().map(|(page, at)| pages[*page].lines[*at].size).fold(f32::MAX, f32::min);
            for (page, at) in places {
                let line = &mut pages[page].lines[at];
                if page > 0 || line.size < 1.15 * smallest {
                    line.kind = BlockKind::Furniture;
                }
            }
        }
    }
}

/// Those of the lines, each the index of a page and of a line there, that belong to the text: rows of tables, and
/// what is as near to the next line inward as lines of a paragraph are, unless that is no part of the text either.
fn parts_of_blocks(pages: &[PageLines], lines: &BTreeSet<(usize, usize)>) -> BTreeSet<(usize, usize)> {
    let mut parts = BTreeSet::new();
    for (number, page) in pages.iter().enumerate() {
        let own: Vec<usize> = lines.range((number, 0)..(number + 1, 0)).map(|(_, at)| *at).collect();
        if own.is_empty() {
            continue;
        }
        let usual = usual_distance(&page.lines);
        let middle = (page.top + page.bottom) / 2.0;
        // From the middle of the page to its edges: a line is judged after its inner neighbor.
        let mut inward = own.clone();
        let far = |at: usize| (page.lines[at].baseline - middle).abs();
        inward.sort_by(|a, b| far(*a).total_cmp(&far(*b)));
        for at in inward {
            let line = &page.lines[at];
            let is_next = |(other, next): &(usize, &Line)| {
                let distance = (line.baseline - next.baseline) * (line.baseline - middle).signum();
                (0.5 * line.size..1.12 * usual).contains(&distance)
                    && (next.size - line.size).abs() < 0.05 * line.size
                    && next.turn == line.turn
                    && next.x0 < line.x1
                    && line.x0 < next.x1
                    && (!own.contains(other) || parts.contains(&(number, *other)))
            };
            if line.row.is_some()
                || page.lines.iter().enumerate().any(|(other, next)| is_next(&(other, next)))
            {
                parts.insert((number, at));
            }
        }
    }
    parts
}

/// The usual distance of baselines on a page; 0 for a page of less than a few lines.
fn usual_distance(lines: &[Line]) -> f32 {
    let mut distances: Vec<f32> = lines
        .windows(2)
        .filter(|pair| pair[0].columns == pair[1].columns && pair[0].turn == pair[1].turn)
        .map(|pair| pair[0].baseline - pair[1].baseline)
        .filter(|distance| (4.0..60.0).contains(distance))
        .collect();
    distances.sort_by(f32::total_cmp);
    distances.get(distances.len() / 2).copied().filter(|_| distances.len() >= 4).unwrap_or(0.0)
}

/// Whether texts of one shape, each with the index of its page, differ in nothing or in the number of the page.
/// Captions and heads of tables count something else.
fn counts_pages(texts: &[(usize, &str)]) -> bool {
    let numbers = |text: &str| -> Vec<i64> {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
    };
    let all: Vec<(i64, Vec<i64>)> = texts.iter().map(|(page, text)| (*page as i64, numbers(text))).collect();
    let Some((_, first)) = all.first() else { return true };
    if all.iter().all(|(_, numbers)| numbers == first) {
        return true;
    }
    if texts.iter().any(|(_, text)| captions::is_numbered(text)) {
        return false;
    }
    (0..first.len()).any(|nth| {
        let mut offsets: Vec<i64> =
            all.iter().filter_map(|(page, numbers)| Some(numbers.get(nth)? - page)).collect();
        offsets.sort_unstable();
        let most = offsets.chunk_by(|a, b| a == b).map(<[i64]>::len).max();
        most.is_some_and(|most| most > 1 && most * 3 > all.len() * 2)
    })
}

/// Lower case, digits as `#`, no blanks: what stays the same from page to page.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if c.is_ascii_digit() {
            if !shape.ends_with('#') {
                shape.push('#');
            }
        } else {
            shape.extend(c.to_lowercase());
        }
    }
    shape
}

/// A number alone at the top or bottom edge of the page, apart from the text.
fn mark_page_numbers(page: &mut PageLines) {
    for zone in zones(page) {
        for (nth, at) in zone.iter().enumerate() {
            let line = &page.lines[*at];
            if line.kind == BlockKind::Furniture {
                continue;
            }
            let outermost = zone[..nth].iter().all(|outer| {
                page.lines[*outer].kind == BlockKind::Furniture
                    || (page.lines[*outer].baseline - line.baseline).abs() < 3.0
            });
            let near_edge = line.y1 > page.top - 0.1 * (page.top - page.bottom)
                || line.y0 < page.bottom + 0.1 * (page.top - page.bottom);
            if outermost && near_edge && is_page_number(&line.text) {
                page.lines[*at].kind = BlockKind::Furniture;
                break;
            }
        }
    }
}

fn is_page_number(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "-–—|[]().".contains(c)).to_lowercase();
    let text = text.strip_prefix("page").unwrap_or(&text).trim();
    let number = |part: &str| {
        !part.is_empty()
            && part.len() <= 5
            && (part.chars().all(|c| c.is_ascii_digit()) || part.chars().all(|c| "ivxl".contains(c)))
    };
    number(text)
        || text.split_once("of").is_some_and(|(a, b)| number(a.trim()) && number(b.trim()))
        || text.split_once('/').is_some_and(|(a, b)| number(a.trim()) && number(b.trim()))
}

/// Sideways lines on a page of upright text, such as the stamp of a preprint server.
fn mark_margin_stamps(lines: &mut [Line]) {
    fn weight(lines: &[Line], turn: Turn) -> usize {
        lines.iter().filter(|line| line.turn == turn).map(Line::weight).sum()
    }
    let upright = weight(lines, Turn::Upright);
    for turn in [Turn::Left, Turn::Right, Turn::UpsideDown, Turn::Oblique] {
        if weight(lines, turn) * 5 < upright {
            let few = lines.iter().filter(|line| line.turn == turn).count() <= 4;
            for line in lines.iter_mut().filter(|line| line.turn == turn) {
                let stamp =
                    line.text.contains("arXiv:") || line.text.contains("Preprint") || turn == Turn::Oblique;
                if few || stamp {
                    line.kind = BlockKind::Furniture;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers() {
        for text in ["7", "- 12 -", "Page 3", "page 3 of 20", "3/20", "xiv", "[4]"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["", "Table 3", "3.5 points", "123456", "civil"] {
            assert!(!is_page_number(text), "{text}");
        }
    }

    #[test]
    fn what_differs_by_the_page_counts_pages() {
        assert!(counts_pages(&[(0, "Ward QA"), (3, "Ward QA")]));
        assert!(counts_pages(&[(2, "Ward QA 2021 | 13"), (4, "Ward QA 2021 | 15")]));
        assert!(!counts_pages(&[(2, "Model 2019"), (3, "Model 2021"), (4, "Model 2024")]));
        assert!(!counts_pages(&[(2, "Table 1: Scores"), (3, "Table 2: Scores")]));
    }

    #[test]
    fn shapes_forget_numbers() {
        assert_eq!(shape("Page 12 of 30"), shape("page 3 of 7"));
        assert_ne!(shape("Methods"), shape("Results"));
    }
}
