//! The pages as HTML.

mod compare;
mod conflicts;
mod criteria;
mod desk;
mod help;
mod history;
mod pane;
mod query;
mod queue;
mod search;
mod sheet;
mod sought;

use axum::http::HeaderMap;
use maud::{DOCTYPE, Markup, html};

use super::Site;
use super::guard::cookie;
use super::terms::Piece;
use crate::audit::Suggestion;
use crate::document::PaperId;
use crate::review::{Audience, Viewer};
use crate::rubric::Rubric;

pub(super) use compare::compare;
pub(super) use conflicts::{conflicts, path as conflicts_path};
pub(super) use desk::desk;
pub(super) use help::help;
pub(super) use history::history;
pub(super) use query::{CompareQuery, DeskQuery, QueueQuery, SearchQuery, own_path, sentence_ids};
pub(super) use queue::queue;
pub(super) use search::search;

impl Site {
    /// Whether a draft's level is hidden until the reviewer has chosen.
    pub(super) fn is_blind(&self, headers: &HeaderMap) -> bool {
        self.blind || cookie(headers, "blind") == Some("1")
    }

    /// The reviewer, as one who looks across papers.
    fn audience(&self, headers: &HeaderMap) -> Audience<'_> {
        Audience::Viewer(Viewer { reviewer: &self.reviewer, blind: self.is_blind(headers) })
    }
}

/// Text as a cookie's value.
pub(super) fn terms_cookie(terms: &str) -> String {
    let short: String = terms.chars().take(400).collect();
    let encoded = serde_urlencoded::to_string([("t", short)]).unwrap_or_default();
    encoded.trim_start_matches("t=").to_owned()
}

/// The reviewer's own terms, as typed.
fn terms(headers: &HeaderMap) -> String {
    let value = cookie(headers, "terms").unwrap_or_default();
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&format!("t={value}")).unwrap_or_default();
    pairs.into_iter().next().map(|(_, terms)| terms).unwrap_or_default()
}

/// A whole page. Text from papers goes into `title` and `body` escaped, as maud does.
fn shell(title: &str, reviewer: Option<&str>, way: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · medcheck" }
                link rel="stylesheet" href="/review.css";
                link rel="icon" href="data:,";
                script src="/review.js" defer {}
            }
            body {
                header {
                    a.home href="/" { "medcheck" }
                    (way)
                    span.space {}
                    @if let Some(reviewer) = reviewer { span.reviewer { "reviewer: " bdi { (reviewer) } } }
                    a href="/search" data-key="f" { "Search" }
                    a href="/help" data-key="?" { "Keys" }
                }
                p #notice role="alert" {}
                (body)
            }
        }
    }
}

/// A page that only says why there is nothing else.
pub(super) fn refusal(why: &str) -> Markup {
    let body = html! { main.plain { h1 { "That did not work" } p.refusal { (why) } p { a href="/" { "To the papers" } } } };
    shell("Not done", None, &html! {}, &body)
}

/// A text whose lit stretches are marked.
fn marked(pieces: &[Piece]) -> Markup {
    html! { @for piece in pieces { @if piece.lit { mark { (piece.text) } } @else { (piece.text) } } }
}

/// What a draft suggests, in words, and how sure that is.
fn suggested(rubric: &Rubric, suggestion: Suggestion) -> (String, Option<f32>) {
    (suggestion.words(&rubric.scale), suggestion.confidence())
}

/// A probability in whole percent.
fn percent(share: f32) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn paper_path(id: &PaperId) -> String {
    // The characters of an id need no escape in an address.
    format!("/paper/{id}")
}
