//! Records of tagged lines: RIS, and MEDLINE as PubMed gives it (`.nbib`).
//!
//! A line is a tag, a hyphen and a value; a line without a tag goes on with the value before it. Only tags that
//! speak of the paper itself are read: a note or a "comment in" may name another one.

use std::sync::LazyLock;

use regex::Regex;

use super::entry::{Entry, extend, one_line};
use super::ids::{doi_address, only_arxiv_id, web_address};
use crate::document::pattern;

static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([A-Z][A-Z0-9]{1,3}) {0,2}-(?: (.*))?$"));

/// The papers of a RIS file; `None` when the text is none.
pub(super) fn ris(text: &str) -> Option<Vec<Entry>> {
    let records = records(text, "TY")?;
    Some(records.iter().map(|record| ris_entry(record)).filter(Entry::is_told).collect())
}

/// The papers of a MEDLINE file; `None` when the text is none.
pub(super) fn medline(text: &str) -> Option<Vec<Entry>> {
    let records = records(text, "PMID")?;
    Some(records.iter().map(|record| medline_entry(record)).filter(Entry::is_told).collect())
}

/// Tags with their values, lines joined, one list a record; `None` when the first tag of the text is another.
fn records(text: &str, first: &str) -> Option<Vec<Vec<(String, String)>>> {
    let mut records: Vec<Vec<(String, String)>> = Vec::new();
    let begins = text.lines().find_map(|line| TAG.captures(line.trim_end()));
    begins.filter(|found| &found[1] == first)?;
    for line in text.lines() {
        match TAG.captures(line.trim_end()) {
            Some(found) => {
                let value = found.get(2).map_or("", |value| value.as_str()).trim().to_owned();
                if &found[1] == first {
                    records.push(Vec::new());
                }
                if let Some(record) = records.last_mut() {
                    record.push((found[1].to_owned(), value));
                }
            }
            None => {
                if let Some((_, value)) = records.last_mut().and_then(|record| record.last_mut()) {
                    let mut whole = Some(std::mem::take(value)).filter(|value| !value.is_empty());
                    extend(&mut whole, line);
                    *value = whole.unwrap_or_default();
                }
            }
        }
    }
    Some(records)
}

/// The first value of the first of these tags that has one.
fn first<'r>(record: &'r [(String, String)], tags: &[&str]) -> Option<&'r str> {
    tags.iter().find_map(|tag| all(record, &[tag]).find(|value| !value.is_empty()))
}

fn all<'r>(record: &'r [(String, String)], tags: &[&str]) -> impl Iterator<Item = &'r str> {
    record.iter().filter(move |(tag, _)| tags.contains(&tag.as_str())).map(|(_, value)| value.as_str())
}

fn ris_entry(record: &[(String, String)]) -> Entry {
    let title = first(record, &["TI", "T1", "CT"]).and_then(one_line);
    let mut entry = Entry { title, ..Entry::default() };
    all(record, &["AU", "A1"]).for_each(|name| entry.add_author(name));
    entry.add_summary(first(record, &["AB", "N2"]).unwrap_or_default());
    let names = || all(record, &["UR", "L1", "L2", "LK", "DO", "AN", "M3"]);
    entry.arxiv = names().find_map(only_arxiv_id);
    if entry.arxiv.is_none() {
        entry.address = first(record, &["DO"])
            .and_then(doi_address)
            .or_else(|| all(record, &["UR", "L1", "LK"]).find_map(web_address));
    }
    entry
}

fn medline_entry(record: &[(String, String)]) -> Entry {
    let mut entry = Entry { title: first(record, &["TI"]).and_then(one_line), ..Entry::default() };
    let names = if first(record, &["FAU"]).is_some() { "FAU" } else { "AU" };
    all(record, &[names]).for_each(|name| entry.add_author(name));
    entry.add_summary(first(record, &["AB"]).unwrap_or_default());
    let dois = || all(record, &["LID", "AID"]).filter(|value| value.contains("[doi]"));
    entry.arxiv = dois().find_map(only_arxiv_id);
    if entry.arxiv.is_none() {
        entry.address = dois().find_map(doi_address);
    }
    entry
}
