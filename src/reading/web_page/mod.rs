//! A web page becomes a document: what a reader sees of it, without pages and boxes.
//!
//! The bytes are decoded, a tokenizer tells tags from text (`reader`), and what a tag means for the text
//! around it stands in one table (`elements`). No tree is built: browsers' rules for mending one take
//! quadratic time and memory on hostile input, and the text needs none of them. Time and memory grow with
//! the size of the page only, nothing nests, and any bytes are allowed.
//!
//! Left out: scripts, styles, navigation, form controls, what has the attribute `hidden`, comments, and
//! everything that a script would have to fetch first. What a style sheet hides is read all the same.
//! At most [`LONGEST_TEXT`] bytes of text are kept.

mod elements;
mod links;
mod page;
mod reader;

use std::sync::LazyLock;

use regex::bytes::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::document::{BlockKind, Document, Layers, decode_leniently};
use crate::reading::parsed::{LONGEST_TEXT, Parsed, Warning};
use page::{Page, Part, Role};

/// A page says how it is encoded at its beginning, if at all.
const BEGINNING: usize = 1024;

/// Reads a page: `h1` to `h6` begin sections, paragraphs, list items and the like are running text (a
/// reference list below a heading such as "References"), `pre` keeps its lines, a row of a table is a line
/// with `|` between its cells. Where there is no `h1`, the page's `<title>` stands in for it. A page without text gives a document without sentences.
pub fn read(bytes: &[u8]) -> Parsed {
    read_with(bytes, false)
}

/// The same for a page that lists papers: what stands only in the address of a link to one is given as a paragraph
/// before the one with the link, as `arXiv:2009.13081`, or for papers of OpenReview and of the ACL Anthology as
/// their address.
pub fn read_listing(bytes: &[u8]) -> Parsed {
    read_with(bytes, true)
}

fn read_with(bytes: &[u8], ids: bool) -> Parsed {
    let (html, note) = decode_leniently(bytes, declared_encoding(bytes));
    let mut notes = Vec::from_iter(note);
    let page = reader::parts(&html, LONGEST_TEXT, ids);
    if page.is_cut {
        notes.push(format!("only the first {} MiB of its text are read", LONGEST_TEXT >> 20));
    }
    let warnings = notes.into_iter().map(Warning::of_file).collect();
    Parsed { document: document(page), warnings }
}

fn declared_encoding(bytes: &[u8]) -> Option<&[u8]> {
    static CHARSET: LazyLock<Regex> = LazyLock::new(|| {
        #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
        Regex::new(r#"(?i-u)\bcharset\s*=\s*["']?\s*([a-z0-9_:.-]+)"#).unwrap()
    });
    let beginning = &bytes[..bytes.len().min(BEGINNING)];
    Some(CHARSET.captures(beginning)?.get(1)?.as_bytes())
}

fn document(page: Page) -> Document {
    let mut parts = page.parts;
    let names_itself = parts.iter().any(|part| part.role == Role::Heading(1));
    if let Some(title) = page.title.as_ref().filter(|_| !names_itself) {
        parts.insert(0, Part { role: Role::Heading(1), text: title.clone() });
    }
    let first_heading = parts.iter().find(|part| part.role == Role::Heading(1));
    let title = page.title.or_else(|| first_heading.map(|part| part.text.clone()));
    let mut text = String::new();
    let mut layers = Layers::default();
    let mut in_table = false;
    for part in parts {
        if !text.is_empty() {
            text.push_str(if in_table && part.role == Role::Row { "\n" } else { "\n\n" });
        }
        in_table = part.role == Role::Row;
        let start = text.len();
        text.extend(part.text.nfc());
        let span = (start, text.len());
        match part.role {
            Role::Heading(level) => layers.heading(&text, span, text[start..].to_owned(), level),
            Role::Paragraph => layers.paragraph(&text, span),
            Role::Row => layers.push(&text, span, BlockKind::Table),
            Role::Caption => layers.push(&text, span, BlockKind::Caption),
        }
    }
    layers.finish(text, title)
}

#[cfg(test)]
mod tests;
