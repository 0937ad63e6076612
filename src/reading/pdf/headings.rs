//! Headings and their level, and the paper's title.

use std::collections::BTreeMap;

use super::looks::{HeadingStyles, MOST_WORDS, stands_above_text};
use super::outline::Entry;
use super::paragraph::Paragraph;
use super::section_titles::{
    NUMBERED, bare_title, is_known, is_reference_list, numbered_level, plausible_number,
};
use super::title::letters;
use super::watermarks;
use crate::document::BlockKind;

/// Marks headings, gives them levels, and marks the title (level 0).
///
/// A heading is known by its number and print, by its title, by the file's outline, or by a style that
/// only headings have.
pub(super) fn mark(paragraphs: &mut [Paragraph], outline: &[Entry], body: f32) {
    watermarks::set_apart(paragraphs, body);
    mark_title(paragraphs, body);
    mark_first_head(paragraphs);
    let outlined = outlined(paragraphs, outline);
    let mut candidates: Vec<usize> = (0..paragraphs.len())
        .filter(|at| outlined.contains_key(at) || is_heading(paragraphs, *at, body))
        .collect();
    drop_bylines(paragraphs, &mut candidates);
    drop_labels(paragraphs, &mut candidates);
    let told = |at: usize| numbered_level(&paragraphs[at].text()).or(outlined.get(&at).copied());
    let sure: BTreeMap<usize, Option<u8>> = candidates.iter().map(|at| (*at, told(*at))).collect();
    let styles = HeadingStyles::learn(paragraphs, &sure);
    add_styled(paragraphs, &styles, &mut candidates);
    drop_labels(paragraphs, &mut candidates);
    // What numbered headings look like tells the level of those in no style.
    let examples: Vec<(f32, u8)> = candidates
        .iter()
        .filter_map(|at| Some((paragraphs[*at].size(), numbered_level(&paragraphs[*at].text())?)))
        .collect();
    let level = |at: usize| {
        let known = || is_known(&paragraphs[at].text()).then_some(1);
        told(at)
            .or_else(|| styles.level(paragraphs, at))
            .or_else(known)
            .unwrap_or_else(|| level_by_size(paragraphs[at].size(), &examples, body))
    };
    let levels: Vec<(usize, u8)> = candidates.iter().map(|at| (*at, level(*at))).collect();
    for (at, level) in levels {
        paragraphs[at].level = level;
        paragraphs[at].kind = BlockKind::Heading;
    }
}

/// Adds what is set like a heading, but in the reference list, whose entries have styles of their own.
fn add_styled(paragraphs: &[Paragraph], styles: &HeadingStyles, candidates: &mut Vec<usize>) {
    let Some(first) = candidates.first().copied() else { return };
    let mut in_references = false;
    let mut all = Vec::new();
    for at in first..paragraphs.len() {
        if candidates.binary_search(&at).is_ok() {
            in_references = is_reference_list(&paragraphs[at].text());
            all.push(at);
        } else if !in_references
            && paragraphs[at].kind == BlockKind::Body
            && styles.level(paragraphs, at).is_some()
        {
            all.push(at);
        }
    }
    *candidates = all;
}

/// The paragraphs that are titles of the outline, with its depths: the longest run of matches in the order of
/// both, because a title may stand in several places.
fn outlined(paragraphs: &[Paragraph], outline: &[Entry]) -> BTreeMap<usize, u8> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.kind == BlockKind::Body && paragraph.lines.len() <= 4 {
            let text = paragraph.text();
            let (whole, bare) = (letters(&text), letters(&bare_title(&text)));
            if bare != whole {
                places.entry(bare).or_default().push(at);
            }
            places.entry(whole).or_default().push(at);
        }
    }
    // `best[n]` ends the run of n + 1 matches that ends earliest; each match remembers the one before it.
    let mut matches: Vec<(usize, u8, Option<usize>)> = Vec::new();
    let mut best: Vec<usize> = Vec::new();
    for entry in outline {
        let found =
            places.get(&letters(&entry.title)).or_else(|| places.get(&letters(&bare_title(&entry.title))));
        // From the last place backward, so that one entry is not matched twice in a run.
        for at in found.into_iter().flatten().rev() {
            let length = best.partition_point(|end| matches[*end].0 < *at);
            let before = length.checked_sub(1).map(|last| best[last]);
            matches.push((*at, entry.depth, before));
            best.truncate(best.len().max(length + 1));
            match best.get_mut(length) {
                Some(end) => *end = matches.len() - 1,
                None => best.push(matches.len() - 1),
            }
        }
    }
    let mut run = BTreeMap::new();
    let mut next = best.last().copied();
    while let Some((at, depth, before)) = next.map(|at| matches[at]) {
        run.insert(at, depth);
        next = before;
    }
    run
}

/// Between the title and the first section stand authors and affiliations: often in large print, and in
/// columns that look like a table.
fn drop_bylines(paragraphs: &mut [Paragraph], candidates: &mut Vec<usize>) {
    let opens = |at: &usize| {
        let text = paragraphs[*at].text();
        is_known(&text) || NUMBERED.is_match(&text)
    };
    let Some(first) = candidates.iter().copied().find(opens).filter(|at| paragraphs[*at].page <= 1) else {
        return;
    };
    candidates.retain(|at| *at >= first);
    for paragraph in paragraphs[..first].iter_mut().filter(|paragraph| paragraph.page == 0) {
        if paragraph.kind == BlockKind::Table {
            paragraph.kind = BlockKind::Body;
        }
    }
}

/// What stands above the title on page 1 is where the paper appears: a running head that comes once.
fn mark_first_head(paragraphs: &mut [Paragraph]) {
    const LONGEST: usize = 240;
    let title = paragraphs
        .iter()
        .filter(|paragraph| paragraph.kind == BlockKind::Heading && paragraph.page == 0)
        .flat_map(|paragraph| &paragraph.lines)
        .map(|line| (line.turn, line.y1))
        .reduce(|a, b| (a.0, a.1.max(b.1)));
    let Some((turn, top)) = title else { return };
    for paragraph in paragraphs.iter_mut().filter(|paragraph| paragraph.page == 0) {
        let above = paragraph.lines.iter().all(|line| line.turn == turn && line.y0 > top);
        if above && paragraph.kind == BlockKind::Body && paragraph.text().len() < LONGEST {
            paragraph.kind = BlockKind::Furniture;
        }
    }
}

/// Headings have no number and come once; what comes three times, same but for digits, labels the parts
/// of a figure or of an example.
fn drop_labels(paragraphs: &[Paragraph], candidates: &mut Vec<usize>) {
    let shape = |at: usize| -> String {
        bare_title(&paragraphs[at].text())
            .chars()
            .filter(|c| !c.is_ascii_digit() && !c.is_whitespace())
            .collect()
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for at in candidates.iter() {
        *counts.entry(shape(*at)).or_default() += 1;
    }
    candidates.retain(|at| {
        NUMBERED.is_match(&paragraphs[*at].text()) || counts.get(&shape(*at)).is_none_or(|count| *count < 3)
    });
}

fn level_by_size(size: f32, examples: &[(f32, u8)], body: f32) -> u8 {
    // The deepest level whose numbered headings are set at least as large; smaller print is deeper.
    let mut levels: Vec<(f32, u8)> = examples.to_vec();
    levels.sort_by(|a, b| a.1.cmp(&b.1).then(b.0.total_cmp(&a.0)));
    for level in 1..=4 {
        let mut sizes: Vec<f32> =
            levels.iter().filter(|(_, of)| *of == level).map(|(size, _)| *size).collect();
        sizes.sort_by(f32::total_cmp);
        if let Some(usual) = sizes.get(sizes.len() / 2)
            && size >= usual - 0.3
        {
            return level;
        }
    }
    match (examples.is_empty(), size / body) {
        (true, ratio) if ratio > 1.12 => 1,
        (true, _) => 2,
        (false, _) => 3,
    }
}

/// The largest print in the upper half of page 1.
fn mark_title(paragraphs: &mut [Paragraph], body: f32) {
    let on_first: Vec<usize> = (0..paragraphs.len())
        .filter(|at| {
            let paragraph = &paragraphs[*at];
            paragraph.page == 0
                && matches!(paragraph.kind, BlockKind::Body | BlockKind::Table)
                && paragraph.text().chars().filter(|c| c.is_alphabetic()).count() >= 8
        })
        .take(12)
        .collect();
    let Some(largest) = on_first.iter().map(|at| paragraphs[*at].size()).max_by(f32::total_cmp) else {
        return;
    };
    if largest < 1.12 * body {
        return;
    }
    let mut marked = 0;
    for at in on_first {
        let same = paragraphs[at].size() > largest - 0.6;
        let text = paragraphs[at].text();
        let is_section = marked > 0 && (NUMBERED.is_match(&text) || is_known(&text));
        if same && marked < 3 && !is_section {
            paragraphs[at].kind = BlockKind::Heading;
            paragraphs[at].level = 0;
            marked += 1;
        } else if marked > 0 {
            break;
        }
    }
}

fn is_heading(paragraphs: &[Paragraph], at: usize, body: f32) -> bool {
    let paragraph = &paragraphs[at];
    if paragraph.kind != BlockKind::Body || paragraph.lines.len() > 3 {
        return false;
    }
    let text = paragraph.text();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let words = text.split_whitespace().count();
    if letters < 3 || words > MOST_WORDS || text.len() > 150 || letters * 5 < text.chars().count() * 2 {
        return false;
    }
    if paragraph.lines.iter().any(|line| line.cells > 1 && NUMBERED.captures(&line.text).is_none()) {
        return false;
    }
    let large = paragraph.size() > 1.08 * body;
    let small = paragraph.size() < 0.9 * body;
    // A run-in heading shares its line with the first words of the text.
    let bold = paragraph.bold() > 0.97;
    let capitals = text.chars().filter(|c| c.is_lowercase()).count() * 4 < letters;
    if is_known(&text) && (bold || large || capitals || words <= 4) {
        // An appendix may begin with figures only.
        return is_reference_list(&text)
            || text.to_lowercase().starts_with("append")
            || stands_above_text(paragraphs, at);
    }
    let numbered = NUMBERED.is_match(&text);
    if (small && !(numbered && bold)) || text.ends_with([',', ';', '-']) {
        return false;
    }
    let subsection = numbered_level(&text).is_some_and(|level| level > 1);
    let sentence_like = text.ends_with('.') && words > 6 && !(bold && subsection);
    if numbered {
        // A citation behind the title is set like the text.
        let starts_bold = paragraph.first().is_some_and(|line| line.starts_bold)
            && subsection
            && stands_above_text(paragraphs, at);
        return (bold || large || capitals || is_italic(paragraph) || starts_bold)
            && !sentence_like
            && plausible_number(&text);
    }
    let starts_upper = text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
    let stands_alone = paragraph.lines.len() == 1 && words <= 12;
    (bold || large)
        && starts_upper
        && stands_alone
        && !text.ends_with(['.', '?', '!', ':'])
        && letters >= 4
        && stands_above_text(paragraphs, at)
}

fn is_italic(paragraph: &Paragraph) -> bool {
    paragraph.lines.iter().all(|line| line.style.italic > 0.8)
}
