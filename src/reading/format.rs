//! The formats that are read.

use std::path::Path;

/// What a file holds, by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A PDF, `.pdf`.
    Pdf,
    /// Markdown, `.md`.
    Markdown,
    /// Plain text, `.txt`.
    Text,
    /// A web page, `.html` or `.htm`: beside a paper, never a paper itself.
    Html,
}

impl Format {
    /// The formats of papers; where a folder holds one paper in several, the first is the paper.
    pub const OF_PAPERS: [Format; 3] = [Format::Pdf, Format::Markdown, Format::Text];
    /// The formats of attachments, which are all that are read.
    pub const ALL: [Format; 4] = [Format::Pdf, Format::Markdown, Format::Text, Format::Html];

    /// The format a file's extension names, in either case; `None` for any other.
    pub fn of(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?;
        if extension.eq_ignore_ascii_case("htm") {
            return Some(Format::Html);
        }
        Format::ALL.into_iter().find(|format| extension.eq_ignore_ascii_case(format.extension()))
    }

    /// Whether a paper can be of this format.
    pub fn is_of_papers(self) -> bool {
        Format::OF_PAPERS.contains(&self)
    }

    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Markdown => "md",
            Format::Text => "txt",
            Format::Html => "html",
        }
    }
}
