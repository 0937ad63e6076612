//! Paragraphs are split into papers.
//!
//! A paper begins at what can only be its beginning: a labeled title, a heading, an id where ids lead, or, in a
//! listing without any of them, a short line above a paragraph. What has neither an id nor an abstract is no
//! paper. Where ids stand now before and now behind titles, it cannot be told whose they are, and none is kept.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::{Entry, MOST_ENTRIES, extend, joined, one_line};
use super::lines::{Field, Line, are_names, line};
use crate::document::{BlockKind, Document};

/// A paragraph of fewer words is a title, a name, or a remark.
const SHORTEST_PROSE: usize = 20;
/// Below a known title, text of at least this many words that ends like a sentence is an abstract.
const SHORTEST_ABSTRACT: usize = 10;
/// The papers of a listing, in its order; at most [`MOST_ENTRIES`]. Empty when there are none. The second part
/// says why their ids were not kept.
pub(super) fn papers(listing: &Document) -> (Vec<Entry>, Option<&'static str>) {
    let (entries, places) = split(listing, Splitter::default());
    if is_clear(&entries, &places) {
        return (entries, None);
    }
    let (entries, _) = split(listing, Splitter { passes_ids_over: true, ..Splitter::default() });
    (entries, Some("it is not clear which paper each arXiv id belongs to: none is taken"))
}

fn split(listing: &Document, mut splitter: Splitter) -> (Vec<Entry>, BTreeSet<IdPlace>) {
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
    (splitter.done, splitter.placed)
}

/// Where an id stands in its paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum IdPlace {
    BeforeTitle,
    BehindTitle,
}

/// Whether every id can only belong to the paper it was given: all stand on the same side of the titles, and none
/// is left over without a paper.
fn is_clear(entries: &[Entry], placed: &BTreeSet<IdPlace>) -> bool {
    let is_left_over = |entry: &Entry| entry.title.is_none() && entry.summary.is_empty();
    placed.len() < 2
        && (entries.len() < 2 || !entries.iter().any(is_left_over) || entries.iter().all(is_left_over))
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
    /// Where the id of the open paper stood, unless a link ties it to the title; and those of the papers before.
    place: Option<IdPlace>,
    placed: BTreeSet<IdPlace>,
    /// Whether ids name nothing, because it is not clear whose they are.
    passes_ids_over: bool,
}

impl Splitter {
    fn close(&mut self) {
        let entry = std::mem::take(&mut self.open);
        (self.is_marked, self.is_titled, self.is_guessed) = (false, false, false);
        self.placed.extend(self.place.take());
        if entry.is_named() || !entry.summary.is_empty() {
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
        if self.is_guessed {
            self.place = Some(IdPlace::BeforeTitle);
        }
        (self.is_marked, self.is_guessed) = (true, false);
        self.open.title = one_line(text);
    }

    fn title(&mut self, text: &str) {
        if self.is_titled || !self.open.summary.is_empty() {
            self.begin();
        }
        if self.is_guessed {
            self.place = Some(IdPlace::BeforeTitle);
        }
        (self.is_marked, self.is_titled, self.is_guessed) = (true, true, false);
        self.open.title = None;
        self.labeled(Field::Title, text);
    }

    fn id(&mut self, id: String) {
        self.field = None;
        if self.passes_ids_over {
            return;
        }
        let has_summary = !self.open.summary.is_empty();
        let leads = *self.ids_lead.get_or_insert(!has_summary);
        let known = [&self.open.arxiv, &self.open.address];
        if known.contains(&&Some(id.clone())) {
            return;
        }
        // Of the next paper, if this id begins one.
        let above = self.above.take();
        let is_free = known == [&None, &None];
        if !is_free || (leads && has_summary) {
            self.begin();
        }
        let is_before = self.open.title.is_none() && above.is_none();
        self.place = Some(if is_before { IdPlace::BeforeTitle } else { IdPlace::BehindTitle });
        // Without another mark, what stands above an id is its title.
        if let (None, Some((title, authors))) = (&self.open.title, above) {
            (self.open.title, self.open.authors) = (Some(title), authors);
            self.is_guessed = true;
        }
        self.is_marked = true;
        let field = if id.contains("://") { &mut self.open.address } else { &mut self.open.arxiv };
        *field = Some(id);
    }

    /// A title that leads to its paper; its abstract may follow on the same line.
    fn linked(&mut self, title: &str, id: String, rest: &str) {
        if self.open.arxiv.as_ref() != Some(&id) || !self.open.summary.is_empty() {
            self.begin();
        }
        (self.is_marked, self.is_titled, self.is_guessed) = (true, true, false);
        (self.open.title, self.open.arxiv) = (one_line(title), Some(id));
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
            Field::Abstract => self.open.add_summary(text),
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
            return self.open.add_summary(&text);
        }
        if self.is_marked && self.open.title.is_some() && !is_complete {
            if self.open.authors.is_none() && are_names(&text) {
                self.open.authors = one_line(&text);
            }
            return;
        }
        let line = one_line(&text);
        self.above = match (self.above.take(), line) {
            (Some((title, None)), Some(line)) if are_names(&line) => Some((title, Some(line))),
            // A capitalized title below another line looked like names; the names are these.
            (Some((_, Some(title))), Some(line)) if are_names(&line) => Some((title, Some(line))),
            (_, line) => line.map(|title| (title, None)),
        };
    }
}

fn count(lines: &[&str]) -> usize {
    lines.iter().map(|line| line.split_whitespace().count()).sum()
}
