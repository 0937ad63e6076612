//! The HTML page that everything stands on, its style sheets, and the charts on it. Nothing is loaded and nothing
//! runs; a page is readable in light, in dark and in print. Texts are escaped by maud, and by nothing else.

pub(super) mod charts;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::tables::{Column, Table};
use super::wording::one_line;

pub use charts::{ChartError, reliability_diagram};

/// The style sheet of audits.
pub(super) const AUDIT_STYLE: &str = include_str!("audit.css");
/// The style sheet of what the report of a paper has beside its audit; it stands behind [`AUDIT_STYLE`].
pub(super) const PAPER_STYLE: &str = include_str!("paper.css");
/// The style sheet of the report of a corpus.
pub(super) const CORPUS_STYLE: &str = include_str!("corpus.css");

/// What a browser may load for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    /// A browser loads nothing at all.
    Nothing,
    /// A browser shows pictures that lie in the page itself, and loads nothing.
    OwnPictures,
}

impl Policy {
    fn header(self) -> &'static str {
        match self {
            Policy::Nothing => "default-src 'none'; style-src 'unsafe-inline'",
            Policy::OwnPictures => "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        }
    }
}

/// A whole page.
pub(super) fn page(title: &str, style: &str, policy: Policy, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy.header());
                title { (title) }
                style { (PreEscaped(style)) }
            }
            body { (body) }
        }
    };
    page.into_string() + "\n"
}

/// A quote; `label` stands before its place where it is not empty.
pub(super) fn quoted(quote: &str, label: &str, place: &str) -> Markup {
    html! {
        blockquote {
            p { "“" (one_line(quote)) "”" }
            footer { @if !label.is_empty() { (label) " · " } (place) }
        }
    }
}

/// A table below its title and its note. A row is led to by what `row_id` makes of its first cell.
pub(super) fn table(table: &Table, row_id: impl Fn(&str) -> Option<String>) -> Markup {
    let class = |column: Column| match column {
        Column::Key => "key",
        Column::Words => "words",
        Column::Number => "number",
    };
    html! {
        h3 { (table.title) }
        @if !table.note.is_empty() { p.about { (table.note) } }
        div.wide {
            table {
                thead { tr { @for (name, column) in &table.heads { th.(class(*column)) scope="col" { (name) } } } }
                tbody {
                    @for row in &table.rows {
                        tr id=[row.first().and_then(|key| row_id(key))] {
                            @for (cell, (_, column)) in row.iter().zip(&table.heads) {
                                td.(class(*column)) { (one_line(cell)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
