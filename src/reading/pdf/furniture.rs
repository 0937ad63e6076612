//! Running heads, page numbers, line numbers and margin stamps: what a page repeats or counts.

use std::collections::BTreeMap;

use super::geometry::Turn;
use super::lines::Line;
use super::page::PageLines;
use crate::document::BlockKind;

/// How many lines from the top and the bottom may be furniture.
const ZONE: usize = 3;

/// Marks the furniture of all pages.
pub(super) fn mark(pages: &mut [PageLines], body: f32) {
    mark_repeated(pages);
    for page in pages.iter_mut() {
        mark_page_numbers(page);
        mark_line_numbers(&mut page.lines, body);
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
    for ((shape, _), places) in seen {
        let mut on: Vec<usize> = places.iter().map(|(page, _)| *page).collect();
        on.dedup();
        let only_digits = shape.chars().all(|c| c == '#');
        if on.len() >= enough && !only_digits {
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

/// The numbered lines of a manuscript: bare, rising numbers one below the other beside the text.
fn mark_line_numbers(lines: &mut [Line], body: f32) {
    let bare = |line: &Line| {
        line.text.len() <= 5 && line.text.chars().all(|c| c.is_ascii_digit()) && line.width() < 3.5 * body
    };
    let mut by_edge: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        if bare(line) {
            by_edge.entry((line.x1 / 6.0).round() as i32).or_default().push(at);
        }
    }
    for numbers in by_edge.into_values() {
        let mut sorted = numbers.clone();
        sorted.sort_by(|a, b| lines[*b].baseline.total_cmp(&lines[*a].baseline));
        let value = |at: usize| lines[at].text.parse::<u32>().unwrap_or(0);
        let rising = sorted.windows(2).filter(|pair| value(pair[1]) == value(pair[0]) + 1).count();
        let edge = lines[sorted[0]].x1;
        let inside = lines.iter().filter(|line| !bare(line) && line.x0 < edge && edge < line.x1).count();
        if sorted.len() >= 12 && rising * 5 >= sorted.len() * 4 && inside * 4 < sorted.len() {
            for at in numbers {
                lines[at].kind = BlockKind::Furniture;
            }
        }
    }
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
    fn shapes_forget_numbers() {
        assert_eq!(shape("Page 12 of 30"), shape("page 3 of 7"));
        assert_ne!(shape("Methods"), shape("Results"));
    }
}
