//! How the headings of a paper look: styles that stand on lines of their own above text.
//!
//! A style is a typeface and a size. Which styles are headings is learned from the paper itself, because a
//! face's name does not tell: a heading may be set in the weight of the text, or smaller than it.

use std::collections::BTreeMap;

use super::lines::Line;
use super::paragraph::Paragraph;
use super::section_titles::{is_known, is_outermost, numbered_level};
use crate::document::BlockKind;

/// A typeface and a size in quarter points.
type Style = (u64, i32);

/// A heading has at most this many words.
pub(super) const MOST_WORDS: usize = 18;

#[derive(Default)]
struct Use {
    /// Paragraphs wholly in the style that look like a title.
    titles: usize,
    /// Those of them above text.
    above_text: usize,
    /// Of those, the headings on other grounds, and the levels that their numbers or the outline tell.
    sure: usize,
    levels: Vec<u8>,
    /// Titles that every paper has on its outermost level.
    outermost: usize,
    /// Lines in the style that belong to anything else.
    other: usize,
}

/// The heading styles of a paper, each with the level it stands for.
pub(super) struct HeadingStyles(BTreeMap<Style, u8>);

impl HeadingStyles {
    /// `sure` are the headings on other grounds, with their level where number or outline tell it.
    pub(super) fn learn(paragraphs: &[Paragraph], sure: &BTreeMap<usize, Option<u8>>) -> HeadingStyles {
        let mut uses: BTreeMap<Style, Use> = BTreeMap::new();
        let mut letters: BTreeMap<Style, usize> = BTreeMap::new();
        for (at, paragraph) in paragraphs.iter().enumerate() {
            for line in paragraph.lines.iter().filter(|_| paragraph.kind == BlockKind::Body) {
                *letters.entry(style(line)).or_default() += line.weight();
            }
            match pure_style(paragraph).filter(|_| is_title_like(paragraph)) {
                Some(style) => {
                    let used = uses.entry(style).or_default();
                    used.titles += 1;
                    used.above_text += usize::from(stands_above_text(paragraphs, at));
                    if let Some(level) = sure.get(&at) {
                        used.sure += 1;
                        used.levels.extend(level);
                        used.outermost += usize::from(is_outermost(&paragraph.text()));
                    }
                }
                None if paragraph.kind == BlockKind::Furniture => {}
                None => {
                    for line in &paragraph.lines {
                        uses.entry(style(line)).or_default().other += 1;
                    }
                }
            }
        }
        let body = letters.into_iter().max_by_key(|(_, count)| *count).map(|(style, _)| style);
        uses.retain(|style, used| {
            Some(*style) != body
                && used.titles >= 2 * used.other
                && ((used.sure > 0 && used.titles >= 2)
                    || (used.titles >= 4 && used.above_text * 10 >= used.titles * 8))
        });
        HeadingStyles(levels(&uses))
    }

    /// The level of a paragraph set like a heading above text; `None` when it is not.
    pub(super) fn level(&self, paragraphs: &[Paragraph], at: usize) -> Option<u8> {
        let paragraph = &paragraphs[at];
        let style = pure_style(paragraph).filter(|_| is_title_like(paragraph))?;
        self.0.get(&style).copied().filter(|_| stands_above_text(paragraphs, at))
    }
}

/// The level of each style: what its numbers and the outline say; else the outermost for the style of titles
/// that every paper has, and one further in for each smaller size.
fn levels(uses: &BTreeMap<Style, Use>) -> BTreeMap<Style, u8> {
    let outermost = uses
        .iter()
        .filter(|(_, used)| used.outermost > 0)
        .max_by_key(|(style, used)| (used.outermost, style.1))
        .map(|(style, _)| *style);
    let mut known: BTreeMap<Style, u8> = BTreeMap::new();
    let mut by_size: Vec<(&Style, &Use)> = uses.iter().collect();
    by_size.sort_by_key(|(style, _)| (std::cmp::Reverse(style.1), Some(**style) != outermost));
    let mut last: Option<(i32, u8)> = None;
    for (style, used) in by_size {
        let level = most_common(&used.levels).unwrap_or_else(|| match (outermost, last) {
            (Some(outermost), _) if style.1 > outermost.1 => 1,
            (Some(outermost), _) if style.1 == outermost.1 && used.outermost > 0 => 1,
            (Some(_), Some((size, level))) if size == style.1 && level > 1 => level,
            (Some(_), Some((_, level))) => (level + 1).min(4),
            (Some(_), None) => 2,
            (None, Some((size, level))) => level + u8::from(size > style.1),
            (None, None) => 1,
        });
        known.insert(*style, level);
        last = Some((style.1, level));
    }
    known
}

fn style(line: &Line) -> Style {
    (line.face, (line.size * 4.0).round() as i32)
}

/// The one style of all its lines.
fn pure_style(paragraph: &Paragraph) -> Option<Style> {
    let first = style(paragraph.first()?);
    paragraph.lines.iter().all(|line| style(line) == first && line.face_share > 0.9).then_some(first)
}

fn is_title_like(paragraph: &Paragraph) -> bool {
    let text = paragraph.text();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let words = text.split_whitespace().count();
    matches!(paragraph.kind, BlockKind::Body | BlockKind::Heading)
        && paragraph.lines.len() <= 3
        && words <= MOST_WORDS
        && letters >= 4
        && letters * 5 > text.chars().count() * 2
        && text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !text.ends_with([',', ';', ':', '-'])
        && !(text.ends_with('.') && words > 6)
        && paragraph.lines.iter().all(|line| line.cells == 1)
}

/// Whether text follows, below in the same column or further on, perhaps under one more heading; labels of
/// a figure have other labels, or nothing, below them.
pub(super) fn stands_above_text(paragraphs: &[Paragraph], at: usize) -> bool {
    const SHORTEST_TEXT: usize = 60;
    let Some(below) = next_below(paragraphs, at) else { return false };
    let next = &paragraphs[below];
    let text = next.text();
    if text.chars().count() >= SHORTEST_TEXT
        || next.kind == BlockKind::Heading
        || numbered_level(&text).is_some()
        || is_known(&text)
    {
        return true;
    }
    let another_heading = is_title_like(next)
        && pure_style(next).is_some_and(|style| Some(style) != pure_style(&paragraphs[at]));
    another_heading
        && next_below(paragraphs, below)
            .is_some_and(|last| paragraphs[last].text().chars().count() >= SHORTEST_TEXT)
}

/// The next paragraph of the text, when it stands close below or in another column or page.
fn next_below(paragraphs: &[Paragraph], at: usize) -> Option<usize> {
    let last = paragraphs[at].last()?;
    let apart = [BlockKind::Furniture, BlockKind::Footnote, BlockKind::Caption, BlockKind::Table];
    let next = (at + 1..paragraphs.len()).find(|next| !apart.contains(&paragraphs[*next].kind))?;
    let first = paragraphs[next].first()?;
    let moved_on = paragraphs[next].page != paragraphs[at].page || first.columns != last.columns;
    let below = first.y1 < last.y1 && last.baseline - first.baseline < 6.0 * first.size.max(last.size);
    (moved_on || below).then_some(next)
}

fn most_common(levels: &[u8]) -> Option<u8> {
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    for level in levels {
        *counts.entry(*level).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(level, count)| (*count, std::cmp::Reverse(*level)))
        .map(|(level, _)| level)
}
