//! Lines become paragraphs, and paragraphs get their kind.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::captions;
use super::geometry::Level;
use super::headings;
use super::lines::{Line, Row};
use super::outline::Entry;
use super::page::PageLines;
use super::paragraph::{Paragraph, ends_sentence};
use super::references;
use super::section_titles::numbered_level;
use crate::document::BlockKind;

static BULLET: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
    Regex::new(r"^(?:[•◦▪■▸‣●○∙⋄✓✗►]|[-–*]\s|\(?(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})[.)]\s|\[[0-9]{1,3}\])")
        .unwrap()
});

/// Groups the lines of all pages and tells what each group is. `body` is the usual font size in points.
pub(super) fn of_pages(pages: Vec<PageLines>, outline: &[Entry], body: f32) -> Vec<Paragraph> {
    let usual = leading(&pages, body).unwrap_or(1.2);
    let mut paragraphs = Vec::new();
    for (number, mut page) in pages.into_iter().enumerate() {
        // Reference lists and appendixes are often set closer than the text.
        let leading = leading(std::slice::from_ref(&page), body).unwrap_or(usual);
        mark_tables(&mut page.lines);
        let levels = std::mem::take(&mut page.levels);
        let numbers = std::mem::take(&mut page.numbers);
        let first = paragraphs.len();
        group(page.lines, number, body, leading, &mut paragraphs);
        captions::give(&mut paragraphs[first..]);
        mark_footnotes(&mut paragraphs[first..], &levels, body, number == 0);
        if !numbers.is_empty() {
            let kind = BlockKind::Furniture;
            paragraphs.push(Paragraph {
                kind,
                page: number,
                lines: numbers,
                level: 0,
                captioned: Vec::new(),
            });
        }
    }
    mark_notices(&mut paragraphs);
    headings::mark(&mut paragraphs, outline, body);
    references::mark(paragraphs, body, usual)
}

/// The usual distance between baselines, as a multiple of the font size; `None` when there are too few
/// lines to tell.
fn leading(pages: &[PageLines], body: f32) -> Option<f32> {
    const FEWEST: usize = 6;
    let mut distances: Vec<f32> = Vec::new();
    for page in pages {
        for pair in page.lines.windows(2) {
            let distance = (pair[0].baseline - pair[1].baseline) / body;
            let usual = |line: &Line| (line.size / body - 1.0).abs() < 0.08 && line.text.len() > 20;
            if pair[0].columns == pair[1].columns
                && usual(&pair[0])
                && usual(&pair[1])
                && (0.8..3.2).contains(&distance)
            {
                distances.push(distance);
            }
        }
    }
    distances.sort_by(f32::total_cmp);
    distances.get(distances.len() / 2).copied().filter(|_| distances.len() >= FEWEST)
}

/// Rows of a table without rules: lines of several cells, one below the other, and short lines between such.
fn mark_tables(lines: &mut [Line]) {
    let mut table = lines.iter().filter_map(|line| line.row).map(|row| row.table).max().unwrap_or(0);
    let row = |line: &Line| line.kind == BlockKind::Body && line.cells >= 2 && line.style.math < 0.5;
    let near = |a: &Line, b: &Line| {
        let distance = (a.y0 - b.y1).max(b.y0 - a.y1);
        distance < 1.5 * a.size.max(b.size) && a.turn == b.turn
    };
    let mut at = 0;
    while at < lines.len() {
        if !row(&lines[at]) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        let mut rows = 1;
        let mut cells = lines[at].cells;
        while end < lines.len() && lines[end].kind == BlockKind::Body && near(&lines[end - 1], &lines[end]) {
            if row(&lines[end]) {
                rows += 1;
                cells += lines[end].cells;
                end += 1;
                continue;
            }
            // A header over several columns or a wrapped cell, if rows go on behind it.
            let resumes = (end + 1..(end + 3).min(lines.len()))
                .find(|next| row(&lines[*next]) && near(&lines[next - 1], &lines[*next]));
            match resumes {
                Some(next) if lines[end].width() < 0.7 * lines[at].width().max(lines[next].width()) => {
                    end = next
                }
                _ => break,
            }
        }
        if rows >= 2 && cells >= rows * 2 + usize::from(rows < 3) {
            table += 1;
            for (line, number) in lines[at..end].iter_mut().zip(1..) {
                line.kind = BlockKind::Table;
                line.row = Some(Row { table, number });
            }
        }
        at = end;
    }
}

fn group(lines: Vec<Line>, page: usize, body: f32, leading: f32, into: &mut Vec<Paragraph>) {
    let first_of_page = into.len();
    let mut lines = lines.into_iter().peekable();
    while let Some(mut line) = lines.next() {
        let open = into[first_of_page..].last();
        let fresh = open.is_none_or(|open| match line.row {
            Some(row) => open.last().is_none_or(|last| last.row != Some(row)),
            None => open.kind == BlockKind::Table || begins(open, &line, lines.peek(), leading),
        });
        if fresh && line.kind == BlockKind::Body && captions::begins(&line, body) {
            line.kind = BlockKind::Caption;
        }
        match into.last_mut() {
            Some(open) if !fresh => open.lines.push(line),
            _ => into.push(Paragraph {
                kind: line.kind,
                page,
                lines: vec![line],
                level: 0,
                captioned: Vec::new(),
            }),
        }
    }
}

/// Whether `line` begins a new paragraph behind the lines of `open`.
fn begins(open: &Paragraph, line: &Line, next: Option<&Line>, leading: f32) -> bool {
    let Some(last) = open.last() else { return true };
    // The continuation lines of a caption are plain lines.
    let same_kind =
        open.kind == line.kind || (open.kind == BlockKind::Caption && line.kind == BlockKind::Body);
    if !same_kind || last.columns != line.columns || last.turn != line.turn {
        return true;
    }
    let size = last.size.max(line.size);
    if (last.size - line.size).abs() > 0.08 * size && line.weight() > 3 && last.weight() > 3 {
        return true;
    }
    let distance = last.baseline - line.baseline;
    if distance < -0.3 * size || distance > (1.35 * leading).max(1.45) * size {
        return true;
    }
    if open.kind == BlockKind::Caption {
        return false; // its title may be bold, and its last line is often centered
    }
    // A heading in bold above plain text; a run-in heading shares its line with the text.
    if (last.style.bold > 0.9) != (line.style.bold > 0.9) && (last.style.bold - line.style.bold).abs() > 0.5 {
        let bold_paragraph = open.lines.iter().all(|line| line.style.bold > 0.9);
        if bold_paragraph || line.style.bold > 0.9 {
            return true;
        }
    }
    if is_heading_above(open, line) || is_heading_below(last, line, next) {
        return true;
    }
    if BULLET.is_match(&line.text) && (ends_sentence(&last.text) || !is_ambiguous_bullet(&line.text)) {
        return true;
    }
    let left = open.lines.iter().map(|line| line.x0).fold(f32::MAX, f32::min);
    let right = open.lines.iter().map(|line| line.x1).fold(f32::MIN, f32::max);
    let ended_short = last.x1 < right - 0.12 * (right - left) && ends_sentence(&last.text);
    let indented = line.x0 > last.x0 + 0.7 * size && line.x0 < last.x0 + 5.0 * size;
    let comes_back = next.is_none_or(|next| {
        next.columns != line.columns || next.x0 < line.x0 - 0.5 * size || next.baseline > line.baseline
    });
    if indented && comes_back && open.lines.len() >= 2 {
        return true;
    }
    if indented && comes_back && ends_sentence(&last.text) && !BULLET.is_match(&last.text) {
        return true;
    }
    // The end of a hanging item.
    if open.lines.len() >= 2 && line.x0 < last.x0 - 0.7 * size && open.lines[0].x0 < last.x0 - 0.7 * size {
        return true;
    }
    ended_short && open.lines.len() >= 2 && starts_upper(&line.text)
}

/// Whether the lines of `open`, in a face of their own, are a heading above `line`.
fn is_heading_above(open: &Paragraph, line: &Line) -> bool {
    let Some(last) = open.last() else { return false };
    let numbers = |line: &Line| line.style.bold > 0.9 && numbered_level(&line.text).is_some();
    if open.lines.iter().any(numbers) && numbers(line) {
        return true;
    }
    is_set_apart(last, line)
        && open.lines.len() <= 2
        && open.lines.iter().all(|part| part.face == last.face && part.face_share > 0.9)
        && open.first().is_some_and(|first| starts_upper(&first.text))
        && !last.text.ends_with([',', '-', ';'])
        && last.x1 < line.x1 - 2.0 * line.size
}

/// Whether `line`, in a face of its own, is a heading under the end of a paragraph.
fn is_heading_below(last: &Line, line: &Line, next: Option<&Line>) -> bool {
    is_set_apart(line, last)
        && ends_sentence(&last.text)
        && starts_upper(&line.text)
        && !line.text.ends_with(['.', ',', '-', ';'])
        && next.is_some_and(|next| is_set_apart(line, next) && line.x1 < next.x1 - 2.0 * next.size)
}

/// Whether a line is set in one face that is not the one of the text beside it.
fn is_set_apart(line: &Line, text: &Line) -> bool {
    line.face_share > 0.9
        && line.face != text.face
        && line.style.math < 0.5
        && text.style.math < 0.5
        && line.weight() > 3
        && text.weight() > 3
}

fn is_ambiguous_bullet(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '(' | '[' | '-' | '–' | '*'))
}

fn starts_upper(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// Small print at the foot of a column, from the first marked paragraph down.
///
/// Small is what is smaller than most of the page: an abstract may fill page 1 in smaller print.
fn mark_footnotes(paragraphs: &mut [Paragraph], levels: &[Level], body: f32, first_page: bool) {
    let mut columns: Vec<(u8, u8)> =
        paragraphs.iter().filter_map(|paragraph| paragraph.first()).map(|line| line.columns).collect();
    columns.sort_unstable();
    columns.dedup();
    let body = body.min(usual_size(paragraphs));
    for column in columns {
        let mut inside: Vec<usize> = (0..paragraphs.len())
            .filter(|at| {
                let paragraph = &paragraphs[*at];
                paragraph.kind == BlockKind::Body
                    && paragraph.first().is_some_and(|line| line.columns == column)
            })
            .collect();
        inside.sort_by(|a, b| paragraphs[*a].bottom().total_cmp(&paragraphs[*b].bottom()));
        let small: Vec<usize> = inside
            .iter()
            .copied()
            .filter(|at| paragraphs[*at].size() < 0.93 * body && is_at_foot(paragraphs, *at, body))
            .collect();
        if small.len() == inside.len() && inside.len() > 6 {
            continue; // a page set small throughout
        }
        // From the bottom up to the highest paragraph that carries a mark or stands below a rule.
        let top = small.iter().rposition(|at| {
            let Some(line) = paragraphs[*at].first() else { return false };
            let below_rule = levels.iter().any(|level| {
                let gap = level.y - line.y1;
                (-0.3 * body..1.3 * body).contains(&gap)
                    && (level.x0 - line.x0).abs() < 3.0 * body
                    && (level.x1 - level.x0) < 0.9 * line.width().max(20.0 * body)
            });
            line.starts_raised || starts_with_mark(&line.text) || below_rule || first_page
        });
        if let Some(top) = top {
            for at in &small[..=top] {
                paragraphs[*at].kind = BlockKind::Footnote;
            }
        }
    }
}

/// The size most letters of running text are set in; infinite when there is none.
fn usual_size(paragraphs: &[Paragraph]) -> f32 {
    let mut letters: BTreeMap<u32, usize> = BTreeMap::new();
    for line in paragraphs.iter().filter(|part| part.kind == BlockKind::Body).flat_map(|part| &part.lines) {
        *letters.entry((line.size * 4.0).round() as u32).or_default() += line.weight();
    }
    let most = letters.into_iter().max_by_key(|(size, count)| (*count, *size));
    most.map_or(f32::INFINITY, |(size, _)| size as f32 / 4.0)
}

/// Whether no text of the usual size stands further down in the columns a paragraph lies in; the small
/// print below a title has the whole paper under it.
fn is_at_foot(paragraphs: &[Paragraph], at: usize, body: f32) -> bool {
    let Some(line) = paragraphs[at].first() else { return false };
    let below = |other: &Paragraph| {
        other.kind == BlockKind::Body
            && other.size() >= 0.93 * body
            && other.first().is_some_and(|first| {
                first.y1 < line.y0
                    && first.turn == line.turn
                    && first.columns.0 <= line.columns.1
                    && line.columns.0 <= first.columns.1
                    && first.x0 < line.x1
                    && line.x0 < first.x1
            })
    };
    !paragraphs.iter().any(below)
}

fn starts_with_mark(text: &str) -> bool {
    if text.starts_with(['*', '†', '‡', '§', '¶', '∗', '⋆', '♠', '♣']) {
        return true;
    }
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    (1..=2).contains(&digits)
        && text[digits..].trim_start().starts_with(|c: char| c.is_uppercase() || "hw\"“(".contains(c))
}

/// A notice on page 1 that the running heads repeat, such as where the paper appears: furniture too. The
/// title, which they often repeat as well, is set larger.
fn mark_notices(paragraphs: &mut [Paragraph]) {
    const SHORTEST: usize = 20;
    let letters = |text: String| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    let heads: BTreeMap<String, f32> = paragraphs
        .iter()
        .filter(|paragraph| paragraph.kind == BlockKind::Furniture)
        .map(|paragraph| (letters(paragraph.text()), paragraph.size()))
        .filter(|(head, _)| head.len() >= SHORTEST)
        .collect();
    for paragraph in paragraphs.iter_mut().filter(|paragraph| paragraph.page == 0) {
        let plain = paragraph.kind == BlockKind::Body && paragraph.lines.len() <= 4;
        let head = heads.get(&letters(paragraph.text()));
        if plain && head.is_some_and(|size| paragraph.size() < 1.15 * size) {
            paragraph.kind = BlockKind::Furniture;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets() {
        for text in ["• one", "(a) two", "1. three", "[12] four", "– five"] {
            assert!(BULLET.is_match(text), "{text}");
        }
        for text in ["one", "2.5 points", "-5 degrees", "e.g. six"] {
            assert!(!BULLET.is_match(text), "{text}");
        }
    }

    #[test]
    fn marks() {
        for text in ["1 https://example.org", "2We thank", "∗ Equal contribution", "†Work done"] {
            assert!(starts_with_mark(text), "{text}");
        }
        for text in ["We thank", "2020 was", "12 patients"] {
            assert!(!starts_with_mark(text), "{text}");
        }
    }
}
