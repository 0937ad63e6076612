//! One criterion over all papers: level, best quote, page; what people decided apart from drafts.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use maud::{Markup, html};

use super::query::{CompareQuery, DeskQuery, SearchQuery, compare_path};
use super::words::percent;
use crate::audit::Certainty;
use crate::review::{ComparedPaper, ComparedStanding};
use crate::rubric::{Criterion, Rubric};
use crate::web::error::Refusal;
use crate::web::shell::shell;
use crate::web::site::Site;

/// What a row rests on.
#[derive(Clone, Copy, PartialEq)]
enum Basis {
    Decided,
    Draft,
    Nothing,
}

/// The page that compares one criterion across all papers.
pub(in crate::web) fn compare(
    site: &Site,
    headers: &HeaderMap,
    query: &CompareQuery,
) -> Result<Markup, Refusal> {
    let rubric = site.workspace.rubric();
    let at = match query.criterion.as_str() {
        "" => Some(0),
        id => rubric.criteria.iter().position(|criterion| criterion.id.as_str() == id),
    };
    let found = at.and_then(|at| Some((at, rubric.criteria.get(at)?)));
    let (at, criterion) =
        found.ok_or_else(|| Refusal::NotFound(format!("there is no criterion {}", query.criterion)))?;
    let (rows, failures) = site.workspace.compare(criterion, site.audience(headers))?;
    let beside = |at: Option<usize>, key: &str, text: &str| {
        let other = at.and_then(|at| rubric.criteria.get(at));
        html! { @if let Some(other) = other { a.button href=(compare_path(other.id.as_str())) data-key=(key) title=(other.name) { (text) " " kbd { (key) } } " " } }
    };
    let sought = SearchQuery { criterion: criterion.id.to_string(), ..SearchQuery::default() };
    let is_hidden = rows.iter().any(|row| row.people == Some("under review"));
    let body = html! {
        main.compare {
            div.tools {
                (beside(at.checked_sub(1), "k", "‹"))
                span.count { "criterion " (at + 1) " of " (rubric.criteria.len()) }
                (beside(Some(at + 1), "j", "›"))
                form method="get" action="/compare" {
                    label { "Criterion "
                        select name="criterion" {
                            @for other in &rubric.criteria { option value=(other.id) selected[other.id == criterion.id] { (other.id) " " (other.name) } }
                        }
                    }
                    " " button { "Show" }
                }
                a href=(sought.path()) { "Search what it looks for" }
            }
            h1 { (criterion.id) " " (criterion.name) }
            p { (criterion.question) }
            @if is_hidden { p.small { "Where others work on a paper, their decisions are hidden until all are through, you among them; such rows show your own word, or the draft." } }
            @for failure in &failures {
                p.warning { (failure.path.display()) ": " (failure.message()) @if let Some(hint) = failure.error.hint() { " (" (hint) ")" } }
            }
            @if rows.is_empty() && failures.is_empty() { p { "There is no paper yet: " code { "medcheck add FILE.pdf" } "." } }
            @for (basis, head) in [(Basis::Decided, "Decided by people"), (Basis::Draft, "DRAFT – not reviewed by a person"), (Basis::Nothing, "Neither decided nor drafted")] {
                @let own: Vec<&ComparedPaper> = rows.iter().filter(|row| basis_of(row) == basis).collect();
                @if !own.is_empty() { (table(rubric, criterion, basis, head, &own)) }
            }
        }
    };
    let title = format!("{} {}", criterion.id, criterion.name);
    Ok(shell(&title, Some(site.reviewer.as_str()), &html! {}, &body))
}

fn basis_of(row: &ComparedPaper) -> Basis {
    match row.standing {
        ComparedStanding::Decided { .. } => Basis::Decided,
        ComparedStanding::Draft { .. } => Basis::Draft,
        ComparedStanding::Nothing => Basis::Nothing,
    }
}

/// The level with its name, or what stands in its place.
fn verdict(rubric: &Rubric, row: &ComparedPaper) -> String {
    match &row.standing {
        ComparedStanding::Decided { score, .. } => rubric.scale.words(*score),
        ComparedStanding::Draft { certainty: Some(certainty), .. } => certainty.words(&rubric.scale),
        ComparedStanding::Draft { certainty: None, .. } => "hidden until you decide".to_owned(),
        ComparedStanding::Nothing => String::new(),
    }
}

/// Whether a draft suggests nothing, but says what it leans to or that it leans to nothing.
fn is_lean(row: &ComparedPaper) -> bool {
    match row.standing {
        ComparedStanding::Draft { certainty: Some(certainty), .. } => !certainty.is_suggested(),
        _ => false,
    }
}

fn table(
    rubric: &Rubric,
    criterion: &Criterion,
    basis: Basis,
    head: &str,
    rows: &[&ComparedPaper],
) -> Markup {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.iter().filter(|_| basis != Basis::Nothing) {
        *counts.entry(verdict(rubric, row)).or_default() += 1;
    }
    let class = match basis {
        Basis::Decided => "decided",
        Basis::Draft => "draft",
        Basis::Nothing => "nothing",
    };
    html! {
        table class=(class) {
            caption {
                b { (head) }
                span.small { " " (rows.len()) @if rows.len() == 1 { " paper" } @else { " papers" } @for (verdict, count) in &counts { " · " (verdict) ": " (count) } }
            }
            thead { tr { th scope="col" { "Paper" } th scope="col" { "Level" } th scope="col" { "Best quote" } th scope="col" { "Page" } } }
            tbody { @for row in rows { (one(rubric, criterion, row)) } }
        }
    }
}

fn one(rubric: &Rubric, criterion: &Criterion, row: &ComparedPaper) -> Markup {
    let quote = row.quote();
    let page = quote.filter(|quote| quote.source.is_none()).and_then(|quote| quote.page);
    let desk = DeskQuery::at(&row.sentences, page, Some(criterion.id.as_str()));
    let path = if row.sentences.is_empty() { desk.path(&row.id) } else { desk.path_to_sought(&row.id) };
    let of_criterion = DeskQuery::default().with_criterion(criterion.id.as_str()).path(&row.id);
    html! {
        tr {
            th scope="row" {
                a href=(of_criterion) { bdi { (row.title.as_deref().unwrap_or(row.id.as_str())) } }
                @if row.title.is_some() { div.id { (row.id) } }
            }
            td.level {
                // What a draft only leans to does not look like a level.
                @if is_lean(row) { (verdict(rubric, row)) } @else { b { (verdict(rubric, row)) } }
                (remark(row))
            }
            td {
                @if let Some(quote) = quote {
                    blockquote { a.open href=(path) { (quote.text) } }
                    @if row.sentences.is_empty() { p.warning { "The paper no longer says this, or is not indexed." } }
                }
            }
            td.where {
                @if let Some(quote) = quote {
                    @if let Some(source) = &quote.source { (source) " " }
                    @if let Some(page) = quote.page { "p. " (page) }
                }
            }
        }
    }
}

/// Who decided, or how sure the draft is and what people said so far.
fn remark(row: &ComparedPaper) -> Markup {
    html! {
        div.id {
            @match &row.standing {
                ComparedStanding::Decided { by, .. } => { "by " @for (at, name) in by.iter().enumerate() { @if at > 0 { ", " } bdi { (name) } } },
                ComparedStanding::Draft { certainty, is_outdated, .. } => {
                    "draft"
                    @if let Some(sure) = certainty.and_then(Certainty::probability) { ", " (percent(sure)) @if !is_lean(row) { " sure" } }
                    @if *is_outdated { ", older rubric" }
                },
                ComparedStanding::Nothing => {},
            }
            @if let Some(people) = row.people { " · " (people) }
        }
    }
}
