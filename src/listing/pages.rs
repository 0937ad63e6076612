//! Web pages that list papers, as the reader of web pages gives them: paragraphs, with a line for every link that
//! names a paper.

use std::sync::LazyLock;

use regex::Regex;

use super::entry::{Entry, one_line};
use super::form::{Form, Read};
use super::ids::arxiv_ids;
use super::lines::{Field, Line, are_names, line};
use super::prose;
use crate::document::Document;
use crate::document::pattern;

/// The papers of a page.
pub(super) fn page(document: &Document) -> Read {
    let blocks: Vec<&str> = document.blocks.iter().map(|block| document.slice(block.span)).collect();
    if let Some(entries) = arxiv(&blocks) {
        return (Form::ArxivPage, entries, None);
    }
    if let Some(entries) = anthology(&blocks) {
        return (Form::AnthologyPage, entries, None);
    }
    let (entries, doubt) = prose::papers(document);
    let is_open_review =
        |entry: &&Entry| entry.address.as_deref().is_some_and(|at| at.contains("openreview.net/"));
    let is_venue = entries.iter().filter(is_open_review).count() * 2 > entries.len();
    (if is_venue { Form::OpenReviewPage } else { Form::WebPage }, entries, doubt)
}

/// A page of arXiv: a paper begins at its id with its formats in brackets, and nowhere else, for comments and
/// references to journals name other papers.
fn arxiv(blocks: &[&str]) -> Option<Vec<Entry>> {
    static BEGINNING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:\[\d+\]\s*)?arXiv:(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?\s*(?:\([^()]*\)\s*)?\[",
        )
    });
    // A search has them between the id and the title.
    static SUBJECTS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(?:(?:[a-z]+-)?[a-z]+(?:\.[A-Z]{2}|\.[a-z]+-[a-z]+)?(?:\s+|$))+$"));
    let mut entries: Vec<Entry> = Vec::new();
    let mut field: Option<Field> = None;
    for block in blocks {
        if BEGINNING.is_match(block) {
            entries.push(Entry { arxiv: arxiv_ids(block).into_iter().next(), ..Entry::default() });
            field = None;
            continue;
        }
        let Some(entry) = entries.last_mut() else { continue };
        let (label, text) = match line(block) {
            // The line that stands for a link.
            Line::Id(_) | Line::Rule | Line::Linked(..) => continue,
            Line::Labeled(label, text) => (Some(label), text),
            Line::Words(text) => (field.take(), text),
        };
        // A label may stand in a paragraph of its own.
        field = label.filter(|_| text.is_empty());
        match label {
            Some(Field::Title) => entry.title = one_line(text),
            Some(Field::Authors) => entry.authors = one_line(text),
            Some(Field::Abstract) => entry.add_summary(unfolded(text)),
            Some(Field::Other) => {}
            None if entry.title.is_none() && SUBJECTS.is_match(text) => {}
            None if entry.title.is_none() => entry.title = one_line(text),
            None if entry.authors.is_none() && entry.summary.is_empty() && are_names(text) => {
                entry.authors = one_line(text);
            }
            None if entry.summary.is_empty() => entry.add_summary(text),
            None => {}
        }
    }
    (!entries.is_empty()).then(|| entries.into_iter().filter(|entry| entry.title.is_some()).collect())
}

/// A search of arXiv shows the beginning of an abstract, and the whole behind "More".
fn unfolded(text: &str) -> &str {
    let whole = text.split_once("▽ More").map_or(text, |(_, whole)| whole);
    whole.split_once("△ Less").map_or(whole, |(whole, _)| whole).trim()
}

/// A volume of the ACL Anthology: the line of a link to the paper, then its badges, title and names in one
/// paragraph, then its abstract.
fn anthology(blocks: &[&str]) -> Option<Vec<Entry>> {
    static ADDRESS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^https://aclanthology\.org/(?:\d{4}\.[\w-]+\.\d+|[A-Z]\d{2}-\d{4})$"));
    let mut entries: Vec<Entry> = Vec::new();
    let mut is_named = false;
    for block in blocks {
        if ADDRESS.is_match(block) {
            if entries.last().is_none_or(|entry| entry.address.as_deref() != Some(block)) {
                entries.push(Entry { address: Some((*block).to_owned()), ..Entry::default() });
            }
            is_named = true;
            continue;
        }
        let Some(entry) = entries.last_mut().filter(|_| is_named) else { continue };
        match &entry.title {
            None => {
                let mut lines = block.lines();
                let title =
                    lines.by_ref().map(|line| unbadged(line.trim()).to_owned()).find(|line| !line.is_empty());
                entry.title = title.as_deref().and_then(one_line);
                lines.flat_map(|line| line.split('|')).for_each(|name| entry.add_author(name));
            }
            Some(_) if entry.summary.is_empty() => {
                entry.add_summary(block.strip_prefix("Abstract").unwrap_or(block).trim());
                is_named = false;
            }
            Some(_) => {}
        }
    }
    let papers: Vec<Entry> = entries.into_iter().filter(|entry| entry.title.is_some()).collect();
    (!papers.is_empty()).then_some(papers)
}

/// The line without the names of the buttons before a title, which may touch it.
fn unbadged(line: &str) -> &str {
    let mut rest = line;
    for badge in ["pdf", "bib", "abs", "code", "data"] {
        if let Some(behind) = rest.strip_prefix(badge)
            && !behind.starts_with(|c: char| {
                c.is_lowercase() && !behind.starts_with("bib") && !behind.starts_with("abs")
            })
        {
            rest = behind.trim_start();
        }
    }
    rest
}
