//! All papers, and how far the reviewer is with each.

use maud::{Markup, html};

use super::query::{QueueQuery, conflicts_path, paper_path};
use crate::review::{PaperStatus, PhaseStatus};
use crate::web::error::Refusal;
use crate::web::shell::shell;
use crate::web::site::Site;

const STATES: [(&str, &str); 6] = [
    ("", "all"),
    ("todo", "not begun"),
    ("begun", "begun"),
    ("through", "through"),
    ("disputed", "disputed"),
    ("confirmed", "confirmed"),
];

/// How far the reviewer is with a paper, by the name of a filter.
fn state(paper: &PaperStatus) -> &'static str {
    let sum = |count: fn(&PhaseStatus) -> usize| paper.phases.iter().map(count).sum::<usize>();
    let (all, done) = (sum(|phase| phase.criteria), sum(|phase| phase.decided + phase.left_open));
    if paper.is_confirmed {
        "confirmed"
    } else if paper.disputed.is_some_and(|disputed| disputed > 0) {
        "disputed"
    } else if done == 0 {
        "todo"
    } else if done < all {
        "begun"
    } else {
        "through"
    }
}

/// The first page: all papers.
pub(in crate::web) fn queue(site: &Site, query: &QueueQuery) -> Result<Markup, Refusal> {
    let (papers, failures) = site.workspace.status(Some(&site.reviewer))?;
    let words: Vec<String> = query.find.split_whitespace().map(str::to_lowercase).collect();
    let wanted = |paper: &&PaperStatus| {
        let text = format!("{} {}", paper.id, paper.title.as_deref().unwrap_or_default()).to_lowercase();
        let is_state = STATES.iter().all(|(name, _)| *name != query.state || name.is_empty());
        words.iter().all(|word| text.contains(word)) && (is_state || state(paper) == query.state)
    };
    let mut shown: Vec<&PaperStatus> = papers.iter().filter(wanted).collect();
    // What was begun first, then what is new, what is done last.
    let rank = |paper: &PaperStatus| {
        ["disputed", "begun", "todo", "through", "confirmed"].iter().position(|name| *name == state(paper))
    };
    shown.sort_by_key(|paper| rank(paper));
    let phases = &site.workspace.rubric().phases;
    let body = html! {
        main.queue {
            h1 { "Papers" }
            form.filters method="get" action="/" role="search" {
                label { "Find " input name="find" value=(query.find) data-key="/"; }
                label { "State "
                    select name="state" {
                        @for (value, name) in STATES { option value=(value) selected[value == query.state] { (name) } }
                    }
                }
                button { "Show" }
                span.count { (shown.len()) " of " (papers.len()) }
            }
            @for failure in &failures {
                p.notice { bdi { (failure.path.display()) } ": " (failure.message()) }
            }
            @if papers.is_empty() && failures.is_empty() {
                p { "There is no paper yet: " code { "medcheck add FILE.pdf" } ", then " code { "medcheck draft" } "." }
            }
            table {
                thead { tr { th scope="col" { "Paper" } @for phase in phases { th scope="col" { abbr title=(phase.name) { (phase.id) } } } th scope="col" { "State" } } }
                tbody {
                    @for paper in shown {
                        tr {
                            th scope="row" {
                                a href=(paper_path(&paper.id)) { bdi { (paper.title.as_deref().unwrap_or(paper.id.as_str())) } }
                                div.id { (paper.id) @if !paper.has_draft { " · no draft" } }
                            }
                            @for phase in &paper.phases { (progress(phase)) }
                            td {
                                (STATES.iter().find(|(name, _)| *name == state(paper)).map_or("", |(_, name)| name))
                                @if let Some(disputed @ 1..) = paper.disputed {
                                    " · " a href=(conflicts_path(&paper.id)) { (disputed) " disputed" }
                                }
                                @for (reviewer, through) in paper.reviewers.iter().filter(|(one, _)| *one != site.reviewer) {
                                    div.id { bdi { (reviewer) } @if *through { " is through" } @else { " is reading" } }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(shell("Papers", Some(site.reviewer.as_str()), &html! {}, &body))
}

/// A phase as a bar: decided, left open, the rest; of the rest, what the draft cannot tell.
fn progress(phase: &PhaseStatus) -> Markup {
    let width = |count: usize| (100 * count) as f32 / phase.criteria.max(1) as f32;
    let done = format!(
        "{} of {} decided, {} left open, {} undecided in the draft",
        phase.decided, phase.criteria, phase.left_open, phase.undecided_in_draft
    );
    html! {
        td title=(done) {
            svg.bar viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=(done) {
                rect.all width="100" height="8" {}
                rect.decided width=(width(phase.decided)) height="8" {}
                rect.open x=(width(phase.decided)) width=(width(phase.left_open)) height="8" {}
            }
            span.small { (phase.decided + phase.left_open) "/" (phase.criteria) }
        }
    }
}
