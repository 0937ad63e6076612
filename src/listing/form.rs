//! What form a listing has, and its papers.

use std::path::Path;

use super::entry::{Entry, MOST_ENTRIES};
use super::feed::{FeedKind, feed};
use super::table::{markdown_table, tabbed};
use super::{bibtex::bibtex, mail::mail, markdown::markdown, pages, prose, pubmed::pubmed, tagged};
use crate::document::{Document, decode};
use crate::reading::{self, Format};

/// Extensions of files that may be listings, besides those of [`Format`].
const EXTENSIONS: [&str; 14] = [
    "xml", "atom", "rss", "rdf", "ris", "nbib", "medline", "bib", "bibtex", "tsv", "tab", "eml", "mbox",
    "markdown",
];

/// How a listing is built, as far as this program knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A page of arXiv: new, recent, or found by a search.
    ArxivPage,
    /// arXiv's daily mail.
    ArxivMail,
    /// A page of a volume of the ACL Anthology.
    AnthologyPage,
    /// A page of submissions to a venue on OpenReview.
    OpenReviewPage,
    /// Any other web page.
    WebPage,
    /// An Atom feed, as arXiv's API answers.
    Atom,
    /// An RSS feed.
    Rss,
    /// Abstracts as PubMed saves them for people.
    Pubmed,
    /// MEDLINE records (`.nbib`).
    Medline,
    /// RIS records.
    Ris,
    /// BibTeX.
    Bibtex,
    /// A Markdown table with a paper a row.
    MarkdownTable,
    /// Markdown with a paper a heading, item or fold.
    Markdown,
    /// Text between tabs.
    Tabbed,
    /// Titles, ids and abstracts as paragraphs, with or without labels.
    Paragraphs,
}

impl Form {
    /// For people, without an article.
    pub fn name(self) -> &'static str {
        match self {
            Form::ArxivPage => "arXiv page",
            Form::ArxivMail => "arXiv mail",
            Form::AnthologyPage => "ACL Anthology page",
            Form::OpenReviewPage => "OpenReview page",
            Form::WebPage => "web page",
            Form::Atom => "Atom feed",
            Form::Rss => "RSS feed",
            Form::Pubmed => "PubMed abstracts",
            Form::Medline => "MEDLINE records",
            Form::Ris => "RIS records",
            Form::Bibtex => "BibTeX",
            Form::MarkdownTable => "Markdown table",
            Form::Markdown => "Markdown list",
            Form::Tabbed => "tab-separated table",
            Form::Paragraphs => "paragraphs",
        }
    }

    /// For programs.
    pub fn key(self) -> &'static str {
        match self {
            Form::ArxivPage => "arxiv_page",
            Form::ArxivMail => "arxiv_mail",
            Form::AnthologyPage => "acl_anthology_page",
            Form::OpenReviewPage => "openreview_page",
            Form::WebPage => "web_page",
            Form::Atom => "atom",
            Form::Rss => "rss",
            Form::Pubmed => "pubmed_abstracts",
            Form::Medline => "medline",
            Form::Ris => "ris",
            Form::Bibtex => "bibtex",
            Form::MarkdownTable => "markdown_table",
            Form::Markdown => "markdown_list",
            Form::Tabbed => "tsv",
            Form::Paragraphs => "paragraphs",
        }
    }
}

/// A listing that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// How it is built.
    pub form: Form,
    /// Its papers, in its order; at most [`MOST_ENTRIES`], and empty when there are none.
    pub entries: Vec<Entry>,
    /// What was doubtful, in lower case.
    pub notes: Vec<String>,
}

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
        let parsed = reading::read_listing(bytes, Format::Html)?;
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

/// A form, its papers and what was doubtful about them.
pub(super) type Read = (Form, Vec<Entry>, Option<&'static str>);

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
