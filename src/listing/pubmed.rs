//! Abstracts as PubMed saves them for people: numbered citations, each with its parts as paragraphs.

use std::sync::LazyLock;

use regex::Regex;

use super::entry::{Entry, flat, one_line};
use super::ids::{doi_address, only_arxiv_id};
use crate::document::pattern;

/// A paragraph of fewer words is no part of an abstract.
const SHORTEST_PROSE: usize = 12;

/// The papers of such a file; `None` when the text is none: numbers from 1 upward lead, and every paper ends in
/// its PMID.
pub(super) fn pubmed(text: &str) -> Option<Vec<Entry>> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d+)\. \S"));
    static PMID: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^PMID: \d+"));
    let text = text.replace("\r\n", "\n");
    let mut records: Vec<Vec<&str>> = Vec::new();
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let number = NUMBER.captures(paragraph).and_then(|found| found[1].parse::<usize>().ok());
        if number == Some(records.len() + 1) {
            records.push(Vec::new());
        }
        records.last_mut()?.push(paragraph);
    }
    let is_ended = |record: &Vec<&str>| record.iter().any(|paragraph| PMID.is_match(paragraph));
    if records.is_empty() || !records.iter().all(is_ended) {
        return None;
    }
    Some(records.iter().map(|record| entry(record)).filter(Entry::is_told).collect())
}

fn entry(record: &[&str]) -> Entry {
    static MARKS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\(\d+\)"));
    static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^(?:Author information:|Collaborators:|Comment (?:in|on)|Update (?:in|of)|Erratum|Republished|©|Copyright|",
            r"Conflict of interest|DOI:|PMID:|PMCID:|\(\d+\))"
        ))
    });
    let mut entry = Entry::default();
    let mut parts = record.iter().skip(1).filter(|part| !ASIDE.is_match(part));
    entry.title =
        parts.next().and_then(|title| one_line(title)).map(|title| title.trim_end_matches('.').to_owned());
    if let Some(names) = parts.next() {
        let is_prose = names.split_whitespace().count() >= SHORTEST_PROSE
            && !MARKS.is_match(names)
            && !names.contains(", ");
        match is_prose {
            true => entry.add_summary(&flat(names)),
            false => entry.authors = one_line(MARKS.replace_all(names, "").trim_end_matches('.')),
        }
    }
    parts
        .filter(|part| part.split_whitespace().count() >= SHORTEST_PROSE)
        .for_each(|part| entry.add_summary(&flat(part)));
    let named = record.iter().filter(|part| part.starts_with("DOI:")).chain(record.first());
    let named: Vec<&&str> = named.collect();
    entry.arxiv = named.iter().find_map(|part| only_arxiv_id(part));
    if entry.arxiv.is_none() {
        entry.address = named.iter().find_map(|part| doi_address(part));
    }
    entry
}
