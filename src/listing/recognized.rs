//! The bytes of a listing are read by the rules of its form.

use std::path::Path;

use super::entry::{Entry, MOST_ENTRIES};
use super::feed::{FeedKind, feed};
use super::form::{Form, Listing, Read};
use super::table::{markdown_table, tabbed};
use super::{bibtex::bibtex, mail::mail, markdown::markdown, pages, prose, pubmed::pubmed, tagged};
use crate::document::{Document, decode};
use crate::reading::{self, Format};

/// Extensions of files that may be listings, besides those of [`Format`].
const EXTENSIONS: [&str; 14] = [
    "xml", "atom", "rss", "rdf", "ris", "nbib", "medline", "bib", "bibtex", "tsv", "tab", "eml", "mbox",
    "markdown",
];

/// Whether a file's name says that it may be a listing.
pub fn may_be_listing(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    Format::of(path).is_some_and(|format| format != Format::Pdf)
        || EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Reads the bytes of a listing. Its form is told by its content, web pages also by the name of the file.
///
/// # Errors
/// [`reading::Error`] when there is no text to be had.
pub fn read_listing(bytes: &[u8], path: &Path) -> Result<Listing, reading::Error> {
    if Format::of(path) == Some(Format::Html) || begins_as_page(bytes) {
        let parsed = reading::read_listing_page(bytes)?;
        let warnings = parsed.warnings.iter().map(ToString::to_string).collect();
        return Ok(listing(pages::page(&parsed.document), warnings));
    }
    let text = decode(bytes)?;
    // One reading of the whole bounds its length, tells a blank one, and serves where no form is known.
    let parsed = reading::read(bytes, Format::Markdown)?;
    let warnings = parsed.warnings.iter().map(ToString::to_string).collect();
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    Ok(listing(of_text(&text, &parsed.document), warnings))
}

fn begins_as_page(bytes: &[u8]) -> bool {
    let beginning = bytes.trim_ascii_start();
    let begins =
        |with: &[u8]| beginning.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    begins(b"<!doctype html") || begins(b"<html")
}

fn listing((form, mut entries, doubt): Read, mut notes: Vec<String>) -> Listing {
    notes.extend(doubt.map(str::to_owned));
    if entries.len() >= MOST_ENTRIES {
        entries.truncate(MOST_ENTRIES);
        notes.push(format!("only the first {MOST_ENTRIES} papers are read"));
    }
    Listing { form, entries, notes }
}

/// The first form, from the strictest down, that the text has.
fn of_text(text: &str, document: &Document) -> Read {
    let feed = || {
        let begins = text.trim_start().starts_with('<');
        let (kind, entries) = feed(text).filter(|_| begins)?;
        Some((if kind == FeedKind::Atom { Form::Atom } else { Form::Rss }, entries))
    };
    let of = |form: Form, entries: Option<Vec<Entry>>| entries.map(|entries| (form, entries));
    let known = feed()
        .or_else(|| of(Form::Ris, tagged::ris(text)))
        .or_else(|| of(Form::Medline, tagged::medline(text)))
        .or_else(|| of(Form::Bibtex, bibtex(text)))
        .or_else(|| of(Form::ArxivMail, mail(text)))
        .or_else(|| of(Form::Pubmed, pubmed(text)))
        .or_else(|| of(Form::Tabbed, tabbed(text)))
        .or_else(|| of(Form::MarkdownTable, markdown_table(text)))
        .or_else(|| of(Form::Markdown, markdown(text)));
    match known {
        Some((form, entries)) => (form, entries, None),
        None => {
            let (entries, doubt) = prose::papers(document);
            (Form::Paragraphs, entries, doubt)
        }
    }
}
