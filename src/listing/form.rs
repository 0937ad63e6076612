//! What form a listing has.

use super::entry::Entry;

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
    /// Its papers, in its order; at most [`super::MOST_ENTRIES`], and empty when there are none.
    pub entries: Vec<Entry>,
    /// What was doubtful, in lower case.
    pub notes: Vec<String>,
}

/// A form, its papers and what was doubtful about them.
pub(super) type Read = (Form, Vec<Entry>, Option<&'static str>);
