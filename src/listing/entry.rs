//! A paper of a listing, and how its parts are put on one line.

/// More are not read.
pub const MOST_ENTRIES: usize = 20_000;
/// How many bytes of an abstract are kept; the longest real ones have a third of that.
pub(super) const LONGEST_ABSTRACT: usize = 8 << 10;
/// Longer lines are no titles.
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
    /// Where the paper is, as an address, where the listing gives one and it has no arXiv id.
    pub address: Option<String>,
    /// As printed, lines joined; empty where the listing has none.
    pub summary: String,
}

impl Entry {
    /// Whether there is enough of it to be a paper: a title with anything beside it.
    pub(super) fn is_told(&self) -> bool {
        self.title.is_some() && (self.is_named() || !self.summary.is_empty() || self.authors.is_some())
    }

    /// Whether it can be fetched by what is known of it.
    pub(super) fn is_named(&self) -> bool {
        self.arxiv.is_some() || self.address.is_some()
    }

    /// Adds to the abstract, up to what is kept of one.
    pub(super) fn add_summary(&mut self, text: &str) {
        let room = LONGEST_ABSTRACT.saturating_sub(self.summary.len()).min(text.len());
        self.summary = joined(std::mem::take(&mut self.summary), &text[..text.floor_char_boundary(room)]);
    }

    /// Adds an author to a list.
    pub(super) fn add_author(&mut self, name: &str) {
        let Some(name) = one_line(name) else { return };
        match &mut self.authors {
            None => self.authors = Some(name),
            Some(known) if known.len() <= LONGEST_ABSTRACT => {
                known.push_str(", ");
                known.push_str(&name);
            }
            // Names of large collaborations go on for pages.
            Some(_) => {}
        }
    }
}

/// A line and the next; a word that is written with a hyphen may be broken behind it.
pub(super) fn joined(mut text: String, more: &str) -> String {
    let is_broken = text.ends_with('-') && !text.ends_with(" -");
    if !text.is_empty() && !more.is_empty() && !is_broken {
        text.push(' ');
    }
    text.push_str(more);
    text
}

/// With single blanks instead of line ends and runs of blanks.
pub(super) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A title or name on one line; `None` for nothing and for what is too long to be one.
pub(super) fn one_line(text: &str) -> Option<String> {
    let line = flat(text);
    (!line.is_empty() && line.len() <= LONGEST_TITLE).then_some(line)
}

/// Adds to a title or to a list of authors that goes on.
pub(super) fn extend(field: &mut Option<String>, text: &str) {
    let more = flat(text);
    match field {
        _ if more.is_empty() => {}
        None => *field = Some(more),
        Some(known) if known.len() <= LONGEST_ABSTRACT => *known = joined(std::mem::take(known), &more),
        Some(_) => {}
    }
}
