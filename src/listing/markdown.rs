//! Papers under headings or as items of a list, as reading lists and digests in Markdown have them.
//!
//! A paper has a head (its heading, the first line of its item, or the summary of a fold) and what stands below
//! it up to the next head. Its id is taken from the head or from a line of links, never from running text, which
//! may name another paper; where two ids could be meant, none is taken.

use std::sync::LazyLock;

use regex::Regex;

use super::entry::{Entry, extend, flat, joined, one_line};
use super::ids::{arxiv_ids, bare_arxiv_id, only_arxiv_id, web_address};
use super::lines::{Field, Line, are_names, line};
use super::markup::{bare, links, unfolded};
use crate::document::pattern;

/// Below a known title, text of at least this many words that ends like a sentence is an abstract.
const SHORTEST_ABSTRACT: usize = 10;
/// A line with more words beside its links is running text.
const MOST_WORDS_BESIDE_LINKS: usize = 8;

/// A head with the lines below it.
struct Item<'t> {
    head: &'t str,
    body: Vec<&'t str>,
}

/// What kind of lines heads are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heads {
    /// Headings of this level.
    Headings(usize),
    /// Items of a list that no other holds.
    Items,
    /// Items below items, under a topic each.
    Nested,
    /// Summaries of folds.
    Folds,
}

/// The papers under headings, items or folds, whichever gives the most; `None` when none of them gives papers
/// for most of its heads.
pub(super) fn markdown(text: &str) -> Option<Vec<Entry>> {
    let text = unfolded(text);
    let mut ways: Vec<Heads> = (1..=6).map(Heads::Headings).collect();
    ways.extend([Heads::Items, Heads::Nested, Heads::Folds]);
    let mut best: Option<(usize, Vec<Entry>)> = None;
    for way in ways {
        let items = items(&text, way);
        let papers: Vec<Entry> = items.iter().filter_map(entry).collect();
        // Days and topics stand among the heads, and are no papers.
        let is_list = papers.len() * 2 > items.len()
            && papers.iter().any(|paper| paper.is_named() || !paper.summary.is_empty());
        let weight = papers
            .iter()
            .map(|paper| 1 + usize::from(paper.is_named()) + usize::from(!paper.summary.is_empty()))
            .sum();
        if is_list && best.as_ref().is_none_or(|(most, _)| weight > *most) {
            best = Some((weight, papers));
        }
    }
    best.map(|(_, papers)| papers)
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let marks = line.bytes().take_while(|byte| *byte == b'#').count();
    let title = line.get(marks..)?;
    ((1..=6).contains(&marks) && title.starts_with(' '))
        .then(|| (marks, title.trim().trim_end_matches('#').trim()))
}

/// How far a line of a list is set in, and what stands behind its mark.
fn listed(line: &str) -> Option<(usize, &str)> {
    static MARK: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\s*)(?:[-*+•]|\d{1,4}[.)])\s+(\S.*)$"));
    let found = MARK.captures(line)?;
    let indent = found[1].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    Some((indent, found.get(2)?.as_str()))
}

fn items(text: &str, heads: Heads) -> Vec<Item<'_>> {
    let mut items: Vec<Item<'_>> = Vec::new();
    let mut is_open = false;
    for printed in text.lines() {
        let found = match (heading(printed.trim_start()), listed(printed)) {
            (Some((level, title)), _) => {
                is_open = false;
                (heads == Heads::Headings(level)).then_some(title)
            }
            (None, Some((indent, rest))) => match heads {
                Heads::Items => (indent <= 1).then_some(rest),
                Heads::Nested => {
                    // A topic above them ends the paper before it.
                    is_open &= indent > 1;
                    (2..=4).contains(&indent).then_some(rest)
                }
                Heads::Headings(_) | Heads::Folds => None,
            },
            (None, None) => printed
                .trim()
                .strip_prefix("<summary>")
                .filter(|fold| heads == Heads::Folds && !is_label(fold)),
        };
        match found {
            Some(head) => {
                items.push(Item { head, body: Vec::new() });
                is_open = true;
            }
            None if is_open => {
                let in_list = listed(printed);
                let below = in_list.map_or(printed, |(_, rest)| rest).trim();
                let below = below.strip_prefix("<summary>").map_or(below, str::trim);
                let Some(item) = items.last_mut() else { continue };
                // An item of its own goes on with nothing.
                item.body.extend(in_list.map(|_| ""));
                item.body.push(below);
            }
            None => {}
        }
    }
    items
}

/// Whether a fold hides a part of a paper and not a paper.
fn is_label(fold: &str) -> bool {
    let name = bare(fold).to_lowercase();
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    [
        "abstract",
        "summary",
        "tl;dr",
        "tldr",
        "details",
        "more",
        "show",
        "read more",
        "show abstract",
        "expand",
    ]
    .contains(&name)
}

/// The paper of a head; `None` when it is none, as a day or a topic.
fn entry(item: &Item<'_>) -> Option<Entry> {
    let mut entry = Entry::default();
    let head = undated(item.head);
    let (title, rest) = title(&head)?;
    entry.title = Some(title);
    let mut labeled: Option<Field> = None;
    let mut prose = String::new();
    let mut candidates: Vec<String> = Vec::new();
    let (rest_names, rest_prose) = split_names(&rest);
    entry.authors = rest_names;
    if is_prose(&rest_prose) {
        prose = rest_prose;
    }
    for printed in &paragraphs(&item.body) {
        let text = bare(printed);
        match line(printed.trim_start_matches(['_', ' '])) {
            _ if text.is_empty() => continue,
            Line::Rule => labeled = None,
            Line::Labeled(Field::Title, _) => return None,
            Line::Labeled(Field::Other, rest) => {
                labeled = Some(Field::Other);
                if is_of_links(printed, rest) {
                    candidates.push(printed.clone());
                }
            }
            Line::Labeled(field, rest) => {
                labeled = Some(field);
                fill(&mut entry, field, &bare(rest));
            }
            _ if is_label(&text) => labeled = Some(Field::Abstract),
            Line::Words(_) | Line::Id(_) | Line::Linked(..) => match labeled {
                _ if is_of_links(printed, printed) => candidates.push(printed.clone()),
                Some(field @ (Field::Abstract | Field::Authors)) => fill(&mut entry, field, &text),
                _ if entry.authors.is_none() && prose.is_empty() && are_names(&text) => {
                    entry.authors = one_line(&text)
                }
                _ if is_prose(&text)
                    || !prose.is_empty() && text.split_whitespace().count() >= SHORTEST_ABSTRACT =>
                {
                    prose = joined(prose, &text);
                }
                _ => {}
            },
        }
    }
    if entry.summary.is_empty() {
        entry.add_summary(&prose);
    }
    name(&mut entry, &head, &candidates);
    // A topic is a word or two, with a remark below it.
    let is_topic =
        entry.title.as_ref().is_some_and(|title| title.split_whitespace().count() < 2) && !entry.is_named();
    (entry.is_told() && !is_topic).then_some(entry)
}

/// Lines of running text joined, each label, link and line of names for itself.
fn paragraphs(lines: &[&str]) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut goes_on = false;
    for printed in lines {
        let is_text = matches!(line(printed), Line::Words(_)) && !is_of_links(printed, printed);
        let is_label = is_label(printed);
        match paragraphs.last_mut().filter(|_| goes_on && is_text && !is_label) {
            Some(paragraph) => *paragraph = joined(std::mem::take(paragraph), printed),
            None if printed.is_empty() => {}
            None => paragraphs.push((*printed).to_owned()),
        }
        goes_on = !printed.is_empty()
            && (is_text && !is_label && !are_names(&bare(printed))
                || matches!(line(printed), Line::Labeled(..)));
    }
    paragraphs
}

fn fill(entry: &mut Entry, field: Field, text: &str) {
    match field {
        Field::Authors => extend(&mut entry.authors, text),
        Field::Abstract => entry.add_summary(text),
        Field::Title | Field::Other => {}
    }
}

/// Takes the id from the head, else from the lines of links below it.
fn name(entry: &mut Entry, head: &str, candidates: &[String]) {
    let linked = links(head).into_iter().find(|link| is_title(link.text));
    let bracketed = || head.strip_prefix('[').and_then(|head| bare_arxiv_id(head.split_once(']')?.0));
    entry.arxiv = linked
        .and_then(|link| only_arxiv_id(link.address))
        .or_else(|| only_arxiv_id(head))
        .or_else(bracketed);
    if entry.arxiv.is_none() && arxiv_ids(head).is_empty() {
        entry.arxiv = only_arxiv_id(&candidates.join(" "));
    }
    if entry.arxiv.is_none()
        && arxiv_ids(head).is_empty()
        && candidates.iter().all(|line| arxiv_ids(line).is_empty())
    {
        entry.address = linked.and_then(|link| web_address(link.address)).or_else(|| {
            let of_paper =
                |line: &&String| line.to_lowercase().contains("paper") || line.to_lowercase().contains("pdf");
            candidates.iter().find(of_paper).and_then(|line| web_address(line))
        });
    }
}

/// Whether a line holds links or ids and hardly a word beside them; what a label such as "Comments" says may name
/// another paper.
fn is_of_links(printed: &str, rest: &str) -> bool {
    static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^[\W_]*(?:comments?|journal-ref|note|related|see also|code|repository|github|project|dataset|data|cites?|follow-up|extends)\b",
        )
    });
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\S*://\S*|(?i)\barxiv:\s?\S+"));
    let shown = bare(rest);
    let beside = ADDRESS.replace_all(&shown, " ");
    let has_link = rest.contains("://") || !arxiv_ids(rest).is_empty();
    has_link
        && !OTHERS.is_match(&bare(printed))
        && beside.split_whitespace().count() <= MOST_WORDS_BESIDE_LINKS
}

/// The head without a date, a number or a mark before it.
fn undated(head: &str) -> String {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:[\[(*`_\s]*\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?(?:[\])*`_\s:|,–—-]+|$)|\d{1,4}[.)]\s+|\[\d{1,4}\]\s+|\[[ xX]\]\s+)+",
        )
    });
    BEFORE.replace(head, "").trim_start_matches(['-', '–', '—', ':', '|', ' ']).to_owned()
}

/// Whether a link's text can be a title: links such as "[PDF]" and "[2009.13081]" are none.
fn is_title(text: &str) -> bool {
    let shown = bare(text);
    shown.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count() > 2
}

/// The title of a head, and what stands behind it without links and ids.
fn title(head: &str) -> Option<(String, String)> {
    static BOLD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\[\s]*(?:\*\*|__)(.+?)(?:\*\*|__)"));
    if let Line::Labeled(field, _) = line(head) {
        // An item such as "Authors: …" belongs to a paper, and is none.
        return (field == Field::Title).then(|| line(head)).and_then(|found| match found {
            Line::Labeled(_, rest) => Some((one_line(&bare(rest))?, String::new())),
            _ => None,
        });
    }
    if let Some(link) = links(head).into_iter().find(|link| is_title(link.text) && link.span.0 <= 12) {
        return Some((one_line(&bare(link.text))?, plain(&head[link.span.1..])));
    }
    if let Some(bold) = BOLD.captures(head)
        && is_title(&bold[1])
    {
        let whole = bold.get(0)?;
        return Some((one_line(bare(&bold[1]).trim_end_matches(['.', ':']))?, plain(&head[whole.end()..])));
    }
    let shown = plain(head);
    // "Title. A. Author, B. Author."
    let ends = shown.match_indices(". ").map(|(at, _)| at);
    for end in ends {
        let (title, rest) = (&shown[..end], &shown[end + 2..]);
        let is_initial = title.rsplit([' ', '.']).next().is_some_and(|word| word.chars().count() == 1);
        if !is_initial && title.split_whitespace().count() > 2 && split_names(rest).0.is_some() {
            return Some((one_line(title)?, rest.to_owned()));
        }
    }
    let title = one_line(shown.trim_end_matches(['.', ':']))?;
    (!are_only_figures(&title)).then_some((title, String::new()))
}

/// A day or a number of papers is no title.
fn are_only_figures(title: &str) -> bool {
    let long = title.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 3);
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "week",
    ];
    long.filter(|word| !MONTHS.contains(&word.to_lowercase().as_str())).count() == 0
}

/// A line without links to look at, ids and what brackets them.
fn plain(text: &str) -> String {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\[\d{4}\.\d{4,5}(?:v\d+)?\]|[\[(]*\s*\barxiv:\s?[\w./-]+(?:\s*\[[\w.-]+\])?\s*[\])]*|\S*://\S*",
        )
    });
    let mut shown = text.to_owned();
    for link in links(text).into_iter().rev().filter(|link| !is_title(link.text)) {
        shown.replace_range(link.span.0..link.span.1, " ");
    }
    let shown = NAMED.replace_all(&shown, " ").into_owned();
    let shown = bare(&shown).replace("[]", " ").replace("[ ]", " ").replace("()", " ");
    flat(shown.trim_matches(|c: char| " |,;:–—-".contains(c)))
}

/// Names that a text begins with or is, and the prose behind them.
fn split_names(text: &str) -> (Option<String>, String) {
    let text = text.trim().trim_start_matches(['.', ',', ':', '-', '–', '—', ' ', '(', '|']).trim();
    let names = text.trim_end_matches(['.', ')', ' ', '|']);
    let names = names.strip_prefix("by ").unwrap_or(names);
    if names.split_whitespace().count() > 1 && are_names(names) {
        return (one_line(names), String::new());
    }
    (None, text.to_owned())
}

fn is_prose(text: &str) -> bool {
    text.split_whitespace().count() >= SHORTEST_ABSTRACT
        && text.trim_end_matches(['*', '_', ')', '”', '"']).ends_with(['.', '!', '?', '…'])
}
