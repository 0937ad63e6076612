//! The reference list, one paragraph an entry.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::Line;
use super::paragraph::Paragraph;
use super::section_titles::is_reference_list;
use crate::document::BlockKind;

static NUMBERED_REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
    Regex::new(r"^(?:\[[^\s\[\]+]{1,12}\+?[0-9]{0,4}\]|[0-9]{1,3}\.?\s+\p{Lu})").unwrap()
});

/// Everything behind the heading of the reference list, up to the next heading, is references, one
/// paragraph an entry.
pub(super) fn mark(paragraphs: Vec<Paragraph>, body: f32, leading: f32) -> Vec<Paragraph> {
    let mut marked = Vec::with_capacity(paragraphs.len());
    let mut inside = false;
    let unheaded = unheaded_list(&paragraphs);
    for (at, mut paragraph) in paragraphs.into_iter().enumerate() {
        if paragraph.kind == BlockKind::Heading && paragraph.level > 0 {
            inside = is_reference_list(&paragraph.text());
        }
        let listed = matches!(paragraph.kind, BlockKind::Body | BlockKind::Footnote | BlockKind::Table);
        if (inside || unheaded.contains(&at)) && listed && paragraph.size() < 1.15 * body {
            paragraph.kind = BlockKind::Reference;
            split_entries(paragraph, leading, &mut marked);
        } else {
            marked.push(paragraph);
        }
    }
    marked
}

/// Some journals print the reference list without a heading: paragraphs numbered on and on from 1, a few of
/// them when the numbers stand in brackets. Empty when
/// there is a heading, or no such run.
fn unheaded_list(paragraphs: &[Paragraph]) -> std::ops::Range<usize> {
    const FEWEST: u32 = 12;
    const FEWEST_IN_BRACKETS: u32 = 3;
    /// Entries stand one after the other, but for what floats between them.
    const FARTHEST: usize = 5;
    let headed =
        |paragraph: &Paragraph| paragraph.kind == BlockKind::Heading && is_reference_list(&paragraph.text());
    if paragraphs.iter().any(headed) {
        return 0..0;
    }
    let mut run = 0..0;
    let mut count = 0;
    let mut fewest = FEWEST;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let text =
            paragraph.first().filter(|_| matches!(paragraph.kind, BlockKind::Body | BlockKind::Footnote));
        let numbered = text
            .and_then(|line| line.text.split_once(' '))
            .filter(|(_, entry)| entry.starts_with(char::is_alphabetic))
            .map(|(number, _)| number.trim_end_matches(['.', ')']));
        let Some(numbered) = numbered else { continue };
        let bare = numbered.strip_prefix('[').and_then(|number| number.strip_suffix(']'));
        let Ok(next) = bare.unwrap_or(numbered).parse::<u32>() else { continue };
        if count > 0 && next == count + 1 && at < run.end + FARTHEST {
            count = next;
            run.end = at + 1;
        } else if next == 1 && count < fewest {
            count = 1;
            run = at..at + 1;
            fewest = if bare.is_some() { FEWEST_IN_BRACKETS } else { FEWEST };
        }
    }
    if count >= fewest { run } else { 0..0 }
}

/// Entries are told apart by their number, or by a line that hangs out to the left.
fn split_entries(paragraph: Paragraph, leading: f32, into: &mut Vec<Paragraph>) {
    let left = paragraph.lines.iter().map(|line| line.x0).fold(f32::MAX, f32::min);
    let hangs = |line: &Line| line.x0 < left + 0.4 * line.size;
    let hanging = paragraph.lines.iter().filter(|line| !hangs(line)).count() * 4 >= paragraph.lines.len();
    let numbered = paragraph.lines.first().is_some_and(|line| NUMBERED_REFERENCE.is_match(&line.text));
    let (page, kind) = (paragraph.page, paragraph.kind);
    let first = into.len();
    for line in paragraph.lines {
        let begins = if numbered {
            NUMBERED_REFERENCE.is_match(&line.text) && (!hanging || hangs(&line))
        } else {
            hanging && hangs(&line)
        };
        let apart = into[first..].last().and_then(Paragraph::last).is_some_and(|last| {
            last.columns != line.columns || last.baseline - line.baseline > 1.25 * leading * line.size
        });
        match into[first..].last_mut() {
            Some(open) if !begins && !apart => open.lines.push(line),
            _ => into.push(Paragraph { kind, page, lines: vec![line], level: 0, captioned: Vec::new() }),
        }
    }
}
