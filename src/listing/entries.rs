//! A listing is split into its papers.
//!
//! A paper begins at what can only be its beginning: a labeled title, a heading, an id where ids lead, or, in a
//! listing without any of them, a short line above a paragraph. What has neither an id nor an abstract is no
//! paper.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{Field, Line, are_names, line};
use crate::document::{BlockKind, Document};

/// More are not read.
pub const MOST_ENTRIES: usize = 20_000;
/// So many bytes of an abstract are kept; the longest of real ones have a third of it.
const LONGEST_ABSTRACT: usize = 8 << 10;
/// A paragraph of fewer words is a title, a name, or a remark.
const SHORTEST_PROSE: usize = 20;
/// Below a title that is known, so many words that end like a sentence are an abstract.
const SHORTEST_ABSTRACT: usize = 10;
/// Longer ones are no titles.
const LONGEST_TITLE: usize = 300;

/// A paper of a listing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// On one line; `None` where none was found.
    pub title: Option<String>,
    /// As printed, on one line; `None` where they are not plain.
    pub authors: Option<String>,
    /// The arXiv id, without version.
    pub arxiv: Option<String>,
    /// As printed, lines joined; empty where the listing has none.
    pub summary: String,
}

/// The papers of a listing, in its order; at most [`MOST_ENTRIES`]. Empty when there are none.
pub fn entries(listing: &Document) -> Vec<Entry> {
    let mut splitter = Splitter::default();
    let level = level_of_papers(listing);
    let heads: BTreeSet<u32> =
        listing.sections.iter().filter(|one| Some(one.level) == level).map(|one| one.span.start).collect();
    for block in &listing.blocks {
        splitter.field = None;
        let text = listing.slice(block.span);
        match block.kind {
            BlockKind::Heading => splitter.heading(text, heads.contains(&block.span.start)),
            _ => splitter.block(text),
        }
        if splitter.done.len() >= MOST_ENTRIES {
            break;
        }
    }
    splitter.close();
    splitter.done
}

/// Papers have the level that most headings have; the page's own title and the days stand above them.
fn level_of_papers(listing: &Document) -> Option<u8> {
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    for section in &listing.sections {
        *counts.entry(section.level).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(level, count)| (*count, *level)).map(|(level, _)| level)
}

#[derive(Default)]
struct Splitter {
    done: Vec<Entry>,
    open: Entry,
    /// Whether the open paper began at a mark, so that short lines in it are remarks.
    is_marked: bool,
    /// Whether the title of the open paper was labeled.
    is_titled: bool,
    /// Whether that title is but the line that stood above the id.
    is_guessed: bool,
    /// Whether ids stand before abstracts, known from the first id.
    ids_lead: Option<bool>,
    /// The label whose text goes on.
    field: Option<Field>,
    /// A label without text, whose text is the next paragraph.
    awaited: Option<Field>,
    /// A short line that may be a title, and names below it.
    above: Option<(String, Option<String>)>,
}

impl Splitter {
    fn close(&mut self) {
        let entry = std::mem::take(&mut self.open);
        (self.is_marked, self.is_titled, self.is_guessed) = (false, false, false);
        if entry.arxiv.is_some() || !entry.summary.is_empty() {
            self.done.push(entry);
        }
    }

    fn begin(&mut self) {
        self.close();
        self.is_marked = true;
        self.above = None;
    }

    fn heading(&mut self, text: &str, is_of_paper: bool) {
        let text = text.trim_start_matches('#');
        if let Line::Labeled(Field::Title, title) = line(text) {
            return self.title(title);
        }
        if let Line::Id(id) = line(text) {
            return self.id(id);
        }
        if let Line::Linked(title, id, rest) = line(text) {
            return self.linked(title, id, rest);
        }
        if !is_of_paper {
            return;
        }
        // An id above its heading belongs to it.
        if (self.open.title.is_some() && !self.is_guessed) || !self.open.summary.is_empty() {
            self.begin();
        }
        (self.is_marked, self.is_guessed) = (true, false);
        self.open.title = short(text);
    }

    fn title(&mut self, text: &str) {
        if self.is_titled || !self.open.summary.is_empty() {
            self.begin();
        }
        (self.is_marked, self.is_titled) = (true, true);
        self.open.title = None;
        self.labeled(Field::Title, text);
    }

    fn id(&mut self, id: String) {
        self.field = None;
        let has_summary = !self.open.summary.is_empty();
        let leads = *self.ids_lead.get_or_insert(!has_summary);
        if self.open.arxiv.as_ref() == Some(&id) {
            return;
        }
        // Of the next paper, if this id begins one.
        let above = self.above.take();
        match &self.open.arxiv {
            None if !(leads && has_summary) => {}
            _ => self.begin(),
        }
        // Without another mark, what stands above an id is its title.
        if let (None, Some((title, authors))) = (&self.open.title, above) {
            (self.open.title, self.open.authors) = (Some(title), authors);
            self.is_guessed = true;
        }
        self.is_marked = true;
        self.open.arxiv = Some(id);
    }

    /// A title that leads to its paper; its abstract may follow on the same line.
    fn linked(&mut self, title: &str, id: String, rest: &str) {
        if self.open.arxiv.as_ref() != Some(&id) || !self.open.summary.is_empty() {
            self.begin();
        }
        (self.is_marked, self.is_titled, self.is_guessed) = (true, true, false);
        (self.open.title, self.open.arxiv) = (short(title), Some(id));
        if !rest.is_empty() {
            self.labeled(Field::Abstract, rest);
        }
    }

    fn block(&mut self, text: &str) {
        let mut words: Vec<&str> = Vec::new();
        for printed in text.lines() {
            match line(printed) {
                Line::Words(more) => match self.field {
                    Some(field) => self.labeled(field, more),
                    None => words.push(more),
                },
                other => {
                    self.words(&std::mem::take(&mut words));
                    self.field = None;
                    match other {
                        Line::Id(id) => self.id(id),
                        Line::Linked(title, id, rest) => self.linked(title, id, rest),
                        Line::Labeled(Field::Title, text) => self.title(text),
                        Line::Labeled(field, text) => self.labeled(field, text),
                        Line::Rule | Line::Words(_) => {}
                    }
                }
            }
        }
        self.words(&words);
    }

    fn labeled(&mut self, field: Field, text: &str) {
        self.field = Some(field);
        self.awaited = (text.is_empty() && field != Field::Other).then_some(field);
        match field {
            Field::Title => extend(&mut self.open.title, text),
            Field::Authors => extend(&mut self.open.authors, text),
            Field::Abstract => self.summary(text),
            Field::Other => {}
        }
    }

    /// Lines of a paragraph without a label.
    fn words(&mut self, lines: &[&str]) {
        if lines.is_empty() {
            return;
        }
        if let Some(field) = self.awaited.take() {
            return self.labeled(field, &lines.join(" "));
        }
        // A title and names may stand right above the abstract.
        if let [title, names, rest @ ..] = lines
            && count(rest) >= SHORTEST_PROSE
            && are_names(names)
            && !title.ends_with('.')
        {
            self.words(&[title]);
            self.words(&[names]);
            return self.words(rest);
        }
        let is_complete = self.open.title.is_some() && !self.open.summary.is_empty();
        // So may they above an id, with nothing between.
        if let [title, names] = lines
            && (!self.is_marked || is_complete)
            && are_names(names)
            && !title.ends_with(['.', ','])
        {
            self.words(&[title]);
            return self.words(&[names]);
        }
        let text = lines.iter().fold(String::new(), |text, line| joined(text, line));
        let is_abstract = self.is_marked
            && self.open.title.is_some()
            && self.open.summary.is_empty()
            && count(lines) >= SHORTEST_ABSTRACT
            && text.ends_with(['.', '!', '?']);
        if is_abstract || count(lines) >= SHORTEST_PROSE {
            if let (false, Some((title, authors))) = (self.is_marked, self.above.take()) {
                self.close();
                self.open = Entry { title: Some(title), authors, ..Entry::default() };
            }
            return self.summary(&text);
        }
        if self.is_marked && self.open.title.is_some() && !is_complete {
            if self.open.authors.is_none() && are_names(&text) {
                self.open.authors = short(&text);
            }
            return;
        }
        let line = short(&text);
        self.above = match (self.above.take(), line) {
            (Some((title, None)), Some(line)) if are_names(&line) => Some((title, Some(line))),
            // A capitalized title below another line looked like names; the names are these.
            (Some((_, Some(title))), Some(line)) if are_names(&line) => Some((title, Some(line))),
            (_, line) => line.map(|title| (title, None)),
        };
    }

    fn summary(&mut self, text: &str) {
        let summary = &mut self.open.summary;
        let room = LONGEST_ABSTRACT.saturating_sub(summary.len()).min(text.len());
        *summary = joined(std::mem::take(summary), &text[..text.floor_char_boundary(room)]);
    }
}

/// A line and the next; a word that is written with a hyphen may be broken behind it.
fn joined(mut text: String, more: &str) -> String {
    let is_broken = text.ends_with('-') && !text.ends_with(" -");
    if !text.is_empty() && !more.is_empty() && !is_broken {
        text.push(' ');
    }
    text.push_str(more);
    text
}

fn count(lines: &[&str]) -> usize {
    lines.iter().map(|line| line.split_whitespace().count()).sum()
}

/// On one line; `None` for nothing and for what is too long to be a title.
fn short(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty() && line.len() <= LONGEST_TITLE).then_some(line)
}

fn extend(field: &mut Option<String>, text: &str) {
    let more = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match field {
        _ if more.is_empty() => {}
        None => *field = Some(more),
        // Names of large collaborations go on for pages.
        Some(known) if known.len() <= LONGEST_ABSTRACT => *known = joined(std::mem::take(known), &more),
        Some(_) => {}
    }
}
