//! Paragraphs become the document: one text with layers of blocks, sections, sentences and boxes.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Line;
use super::paragraph::{Paragraph, ends_sentence};
use crate::document::{
    Block, BlockKind, Document, Page, Rect, Section, Sentence, Span, Table, split_sentences,
};

/// Where a line's bytes went in the document's text.
struct Placed {
    start: usize,
    end: usize,
    page: usize,
    line: Line,
}

/// The visible box of each page in user space, `[x0, y0, x1, y1]`, gives boxes their origin.
pub(super) fn document(paragraphs: Vec<Paragraph>, page_boxes: &[[f32; 4]]) -> Document {
    let words = words(&paragraphs);
    let mut document = Document {
        pages: page_boxes
            .iter()
            .zip(1..)
            .map(|([x0, y0, x1, y1], number)| Page { number, width: x1 - x0, height: y1 - y0 })
            .collect(),
        ..Document::default()
    };
    // Tables by page and number there.
    let mut tables: BTreeMap<(usize, u32), Table> = BTreeMap::new();
    for chain in chains(paragraphs) {
        let row = chain.first().and_then(|paragraph| Some((paragraph.page, paragraph.row()?.table)));
        let captioned: Vec<(usize, u32)> = chain
            .iter()
            .flat_map(|paragraph| paragraph.captioned.iter().map(|table| (paragraph.page, *table)))
            .collect();
        let first = document.sentences.len();
        let Some(span) = push_block(&mut document, chain, &words, page_boxes) else { continue };
        if let Some(row) = row {
            let rows = first as u32..document.sentences.len() as u32;
            tables.entry(row).or_default().rows.extend(rows);
        }
        for table in captioned {
            tables.entry(table).or_default().caption = Some(span);
        }
    }
    document.tables = tables.into_values().filter(|table| !table.rows.is_empty()).collect();
    document.tables.sort_by_key(|table| table.rows[0]);
    if let Some(section) = document.sections.last_mut() {
        section.span.end = document.text.len() as u32;
    }
    document
}

/// Paragraphs in final order; those of one chain are one paragraph that a column, a page or a float
/// divides.
///
/// The order of the page is kept but for one thing: a sentence stays whole. What interrupts it, such as a
/// footnote, a caption or a running head, comes behind it; inside one column, behind the paragraph.
fn chains(paragraphs: Vec<Paragraph>) -> Vec<Vec<Paragraph>> {
    /// No paragraph is interrupted by more than a page of table rows.
    const LONGEST_INTERRUPTION: usize = 120;
    let mut done: Vec<Vec<Paragraph>> = Vec::new();
    let mut open: Option<Vec<Paragraph>> = None;
    let mut between: Vec<Vec<Paragraph>> = Vec::new();
    for mut paragraph in paragraphs {
        let body = paragraph.kind == BlockKind::Body;
        let flows = body || paragraph.kind == BlockKind::Reference;
        let waiting = open.as_mut().filter(|chain| {
            let end = chain.last().and_then(Paragraph::last);
            end.is_some_and(|line| !ends_sentence(&line.text)) && between.len() < LONGEST_INTERRUPTION
        });
        if let Some(chain) = waiting {
            let last = &chain[chain.len() - 1];
            let over_scraps = between.iter().flatten().any(|part| part.kind == BlockKind::Body);
            let below = lies_below(last, &paragraph);
            // Cells in the middle of a column, without a caption, are part of the text.
            let has = |kind| between.iter().flatten().any(|part| part.kind == kind);
            let in_text = below && has(BlockKind::Table) && !has(BlockKind::Caption);
            let goes_on_below = !below
                && between.iter().flatten().any(|part| {
                    part.kind == BlockKind::Body && lies_below(last, part) && part.size() > 0.92 * last.size()
                });
            if flows && !in_text && !goes_on_below && continues(last, &paragraph, over_scraps) {
                // An entry of the reference list is one sentence, so it is taken whole.
                let takes_all = between.is_empty() || below || !body;
                let rest = if takes_all { None } else { behind_sentence(last, &mut paragraph) };
                if below {
                    let (formulas, others): (Vec<_>, Vec<_>) =
                        between.into_iter().partition(|between| stands_between(last, between, &paragraph));
                    between = others;
                    chain.extend(formulas.into_iter().flatten());
                }
                chain.push(paragraph);
                if let Some(rest) = rest {
                    done.extend(open.replace(vec![rest]));
                    done.append(&mut between);
                }
                continue;
            }
            // Formulas and scraps of figures, and all that is not body, may stand between the halves of a
            // sentence.
            let interrupts = if flows { body && is_scrap(&paragraph) } else { true };
            if paragraph.kind != BlockKind::Heading && interrupts {
                between.push(vec![paragraph]);
                continue;
            }
        }
        done.extend(open.take());
        done.append(&mut between);
        if flows {
            open = Some(vec![paragraph]);
        } else {
            done.push(vec![paragraph]);
        }
    }
    done.extend(open);
    done.append(&mut between);
    done
}

/// A few words that are no sentence: a label in a figure, a stray formula.
fn is_scrap(paragraph: &Paragraph) -> bool {
    let text = paragraph.text();
    paragraph.lines.len() <= 2 && text.len() < 40 && !ends_sentence(&text)
}

/// Whether a paragraph has words, and is not a formula alone.
fn is_prose(paragraph: &Paragraph) -> bool {
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    paragraph.lines.iter().flat_map(|line| line.text.split(' ')).filter(is_word).count() >= 4
}

/// Whether `next` stands further down in the same column.
fn lies_below(last: &Paragraph, next: &Paragraph) -> bool {
    let (Some(end), Some(begin)) = (last.last(), next.first()) else { return false };
    last.page == next.page && end.columns == begin.columns && begin.y1 <= end.y1
}

/// Whether a scrap, such as a displayed formula, is part of the paragraph whose halves stand around it.
fn stands_between(above: &Paragraph, scrap: &[Paragraph], below: &Paragraph) -> bool {
    let (Some(end), Some(begin)) = (above.last(), below.first()) else { return false };
    let middle = |line: &Line| (line.y0 + line.y1) / 2.0;
    // Large brackets reach beyond the lines around them.
    let inside = middle(begin) - 1.5 * begin.size..middle(end) + 1.5 * end.size;
    scrap.iter().flat_map(|part| &part.lines).all(|line| {
        line.kind == BlockKind::Body
            && line.turn == end.turn
            && line.columns == end.columns
            && inside.contains(&middle(line))
    })
}

/// Leaves in `next` what completes the sentence that `last` began, and gives back what follows it.
fn behind_sentence(last: &Paragraph, next: &mut Paragraph) -> Option<Paragraph> {
    let mut text = last.text();
    text.push(' ');
    let seam = text.len();
    let mut starts = Vec::new();
    for line in &next.lines {
        starts.push(text.len());
        text.push_str(&line.text);
        text.push(' ');
    }
    let end = split_sentences(&text).into_iter().map(|sentence| sentence.end).find(|end| *end > seam)?;
    let at = starts.partition_point(|start| *start < end) - 1;
    let inside = end - starts[at];
    let mut lines = Vec::new();
    if inside < next.lines[at].text.trim_end().len() {
        lines.extend(next.lines[at].split_off(inside));
    }
    lines.extend(next.lines.drain(at + 1..));
    let rest = Paragraph { kind: next.kind, page: next.page, lines, level: 0, captioned: Vec::new() };
    (!rest.lines.is_empty()).then_some(rest)
}

/// Whether `next` goes on where the unfinished `last` stopped. `over_scraps` says that short pieces of text
/// stand between them, such as a title: then only a small letter goes on.
fn continues(last: &Paragraph, next: &Paragraph, over_scraps: bool) -> bool {
    let (Some(end), Some(begin)) = (last.last(), next.first()) else { return false };
    let alike = (end.size - begin.size).abs() < 0.08 * end.size && end.turn == begin.turn;
    let long = last.lines.len() >= 2 || end.text.len() >= 40 || end.text.ends_with(HYPHENS);
    if last.kind != next.kind || !alike || !long || !is_prose(last) || is_scrap(next) {
        return false;
    }
    let elsewhere = last.page != next.page || end.columns != begin.columns;
    let mid_word = begin.text.starts_with(char::is_lowercase) || end.text.ends_with(HYPHENS);
    if next.kind == BlockKind::Reference {
        return mid_word && elsewhere; // entries follow one another in a column
    }
    if mid_word {
        return true;
    }
    let moved_on = !over_scraps && elsewhere;
    let right = last.lines.iter().map(|line| line.x1).fold(f32::MIN, f32::max);
    let full = last.lines.len() >= 3 && end.x1 > right - 1.5 * end.size;
    moved_on && full && begin.text.starts_with(|c: char| c.is_alphanumeric() || "(\"“".contains(c))
}

/// Writes one paragraph; the bytes it takes, or `None` when it has no text.
fn push_block(
    document: &mut Document,
    chain: Vec<Paragraph>,
    words: &BTreeSet<String>,
    page_boxes: &[[f32; 4]],
) -> Option<Span> {
    let first = chain.first()?;
    let (kind, level) = (first.kind, first.level);
    if !document.text.is_empty() {
        document.text.push('\n');
    }
    let start = document.text.len();
    let mut placed: Vec<Placed> = Vec::new();
    for paragraph in chain {
        for line in paragraph.lines {
            join_line(&mut document.text, start, &line.text, words, &mut placed);
            let at = document.text.len();
            document.text.push_str(line.text.trim_end());
            placed.push(Placed { start: at, end: document.text.len(), page: paragraph.page, line });
        }
    }
    let span = Span::new(start, document.text.len());
    if span.is_empty() {
        document.text.truncate(start.saturating_sub(1));
        return None;
    }
    if kind == BlockKind::Heading && level > 0 {
        if let Some(section) = document.sections.last_mut() {
            section.span.end = span.start;
        }
        document.sections.push(Section { title: document.slice(span).to_owned(), level, span });
    }
    let section = document.sections.len().checked_sub(1).map(|at| at as u32);
    document.blocks.push(Block { kind, span });
    let whole =
        matches!(kind, BlockKind::Heading | BlockKind::Table | BlockKind::Reference | BlockKind::Furniture);
    let text = &document.text[start..];
    let ranges = if whole { std::iter::once(0..text.len()).collect() } else { split_sentences(text) };
    for range in ranges {
        let span = Span::new(start + range.start, start + range.end);
        let boxes = boxes(span, &placed, page_boxes);
        let id = document.sentences.len() as u32;
        document.sentences.push(Sentence { id, span, kind, section, boxes });
    }
    Some(span)
}

/// Ends the previous line: a blank, or nothing where a hyphen divides a word.
fn join_line(text: &mut String, start: usize, next: &str, words: &BTreeSet<String>, placed: &mut [Placed]) {
    if text.len() == start {
        return;
    }
    let block = &text[start..];
    let hyphen = block.chars().next_back().filter(|c| HYPHENS.contains(c));
    let Some(hyphen) = hyphen else {
        let wide = |c: Option<char>| c.is_some_and(|c| ('\u{3000}'..='\u{9fff}').contains(&c));
        let in_url = block
            .rsplit(' ')
            .next()
            .is_some_and(|word| word.contains("://") && word.ends_with(['/', '_', '=']));
        if !(in_url || wide(block.chars().next_back()) && wide(next.chars().next())) {
            text.push(' ');
        }
        return;
    };
    let stem = &block[..block.len() - hyphen.len_utf8()];
    let before = stem.chars().next_back();
    if !before.is_some_and(char::is_alphanumeric) {
        text.push(' '); // a dash between words
        return;
    }
    if !next.starts_with(char::is_lowercase) || !before.is_some_and(char::is_alphabetic) {
        return; // `GPT-` + `4`, `Chain-of-` + `Thought`: the hyphen belongs to the word
    }
    let head = stem.rsplit(|c: char| !is_word(c)).next().unwrap_or(stem);
    let head = head.replace(HYPHENS, "-").to_lowercase();
    let tail: String = next.chars().take_while(|c| is_word(*c)).collect();
    let tail = tail.replace(HYPHENS, "-").to_lowercase();
    let tail_stem = tail.trim_end_matches('-');
    let whole = words.contains(&format!("{head}{tail_stem}"));
    let compound = words.contains(&format!("{head}-{tail_stem}"));
    // A word that the paper itself writes with this hyphen keeps it; so does a compound of three parts, and
    // two words that the paper knows when it does not know them as one.
    let two_words = || {
        let known = |word: &str| word.len() >= 4 && words.contains(word);
        known(&head) && known(tail_stem) && !PREFIXES.contains(&head.as_str())
    };
    if !whole && (compound || head.contains('-') || two_words()) {
        return;
    }
    text.truncate(text.len() - hyphen.len_utf8());
    if let Some(last) = placed.last_mut() {
        last.end = text.len();
    }
}

/// Words that are the beginning of others more often than a word before a hyphen.
const PREFIXES: &[&str] = &[
    "over", "under", "inter", "super", "trans", "with", "some", "every", "counter", "fore", "here", "there",
    "where",
];

/// What divides a word at the end of a line: the hyphen of ASCII, the soft one, and that of Unicode.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '\u{2010}'];

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || HYPHENS.contains(&c)
}

/// The words of the paper as printed inside lines, in lower case, with and without hyphens: what a word
/// divided at a line end is compared with.
fn words(paragraphs: &[Paragraph]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for line in paragraphs.iter().flat_map(|paragraph| &paragraph.lines) {
        let mut inside = line.text.split(|c: char| !is_word(c)).filter(|word| word.len() > 2).peekable();
        while let Some(word) = inside.next() {
            let divided = inside.peek().is_none() && word.ends_with(HYPHENS);
            if !divided {
                words.insert(word.trim_matches(HYPHENS).replace(HYPHENS, "-").to_lowercase());
            }
        }
    }
    words
}

/// One box per line the span covers, in points from the lower left corner of the visible page.
fn boxes(span: Span, placed: &[Placed], page_boxes: &[[f32; 4]]) -> Vec<Rect> {
    let mut boxes = Vec::new();
    for line in
        placed.iter().filter(|line| line.start < span.end as usize && (span.start as usize) < line.end)
    {
        let from = (span.start as usize).saturating_sub(line.start) as u32;
        let to = (span.end as usize - line.start).min(line.line.text.len()) as u32;
        // A hyphen left out of the text at the end of the line is still part of what is printed.
        let to = if span.end as usize >= line.end { u32::MAX } else { to };
        let letters = &line.line.letters;
        // A letter's text may be longer than the span, so the last that begins before it counts too.
        let start =
            letters.iter().map(|letter| letter.at).take_while(|at| *at <= from).last().unwrap_or(from);
        let inside = letters.iter().filter(|letter| (start..to).contains(&letter.at));
        let frame = inside
            .map(|letter| [letter.x0, letter.y0, letter.x1, letter.y1])
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        let (Some(frame), Some(page)) = (frame, page_boxes.get(line.page)) else { continue };
        let a = line.line.turn.to_user(frame[0], frame[1]);
        let b = line.line.turn.to_user(frame[2], frame[3]);
        let (width, height) = (page[2] - page[0], page[3] - page[1]);
        let rect = Rect {
            page: line.page as u32 + 1,
            x0: (a.0.min(b.0) - page[0]).clamp(0.0, width),
            y0: (a.1.min(b.1) - page[1]).clamp(0.0, height),
            x1: (a.0.max(b.0) - page[0]).clamp(0.0, width),
            y1: (a.1.max(b.1) - page[1]).clamp(0.0, height),
        };
        boxes.push(rect.rounded());
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentences of paragraphs, one line each, given as kind, page and text.
    fn sentences(parts: &[(BlockKind, usize, &str)]) -> Vec<String> {
        let paragraphs = parts
            .iter()
            .enumerate()
            .map(|(order, (kind, page, text))| {
                let line = Line::printed(text, 50.0, 700.0 - 12.0 * order as f32, order);
                Paragraph { kind: *kind, page: *page, lines: vec![line], level: 0, captioned: Vec::new() }
            })
            .collect();
        let document = document(paragraphs, &[[0.0, 0.0, 1000.0, 800.0]; 2]);
        document.sentences.iter().map(|sentence| document.sentence_text(sentence).to_owned()).collect()
    }

    #[test]
    fn what_interrupts_a_sentence_comes_behind_it() {
        let found = sentences(&[
            (BlockKind::Body, 0, "The porters sorted every slip of the week and then"),
            (BlockKind::Furniture, 0, "3"),
            (BlockKind::Body, 1, "went home. The kitchen stayed open for another hour."),
        ]);
        let whole = "The porters sorted every slip of the week and then went home.";
        assert_eq!(found, [whole, "3", "The kitchen stayed open for another hour."]);
    }

    #[test]
    fn an_entry_of_the_reference_list_stays_whole() {
        let found = sentences(&[
            (BlockKind::Reference, 0, "O. Quay and T. Quay. On the slips that porters carry in the eve-"),
            (BlockKind::Furniture, 0, "9"),
            (BlockKind::Reference, 1, "ning. Journal of Trays, 2020. To appear."),
        ]);
        let entry = "O. Quay and T. Quay. On the slips that porters carry in the evening. Journal of Trays, \
                     2020. To appear.";
        assert_eq!(found, [entry, "9"]);
    }
}
