//! The desk: criteria at the left, the page in the middle, the criterion at the right.

use axum::http::HeaderMap;
use maud::{Markup, html};

use super::criteria::{criteria, listed};
use super::pane::{Frame, pane};
use super::query::{DeskQuery, conflicts_path, paper_path};
use super::sheet::sheet;
use super::sought::Sought;
use crate::document::PaperId;
use crate::review::{DeskCell, Ledger, Speaker, Standing};
use crate::web::cookies::terms;
use crate::web::desks::Desk;
use crate::web::error::Refusal;
use crate::web::shell::shell;
use crate::web::site::Site;
use crate::web::terms::Terms;

/// The page on which a paper is reviewed.
pub(in crate::web) fn desk(
    site: &Site,
    headers: &HeaderMap,
    id: &PaperId,
    query: &DeskQuery,
) -> Result<Markup, Refusal> {
    let desk = site.desks.get(&site.workspace, id)?;
    let ledger = site.workspace.ledger(id)?;
    let rubric = site.workspace.rubric();
    let blind = site.is_blind(headers);
    let speaker = Speaker { rubric, paper: &desk.paper, reviewer: &site.reviewer };
    let cells = rubric.criteria.iter().map(|criterion| DeskCell::of(criterion, speaker, &ledger, blind));
    let cells: Vec<DeskCell> = cells.collect();
    let shown = listed(&cells, query);
    let named = query.criterion.as_deref();
    let current = match named {
        Some(named) => cells.iter().find(|cell| cell.criterion.id.as_str() == named),
        None => shown.first().copied().or(cells.first()),
    };
    let current = current
        .ok_or_else(|| Refusal::NotFound(format!("there is no criterion {}", named.unwrap_or_default())))?;
    let number = current.criterion.id.as_str();
    let at = shown.iter().position(|cell| cell.criterion.id.as_str() == number);
    let beside = |step: isize| {
        let at = at.map_or(0, |at| at as isize + step);
        let other = usize::try_from(at).ok().and_then(|at| shown.get(at));
        other.map(|cell| cell.criterion.id.as_str()).filter(|other| *other != number)
    };
    let document = &desk.paper.document;
    let quotes = current.quotes();
    let own_terms = terms(headers);
    let lit = Terms::new(current.criterion, &own_terms);
    let first_page =
        quotes.iter().filter(|quote| quote.is_of_paper()).find_map(|quote| quote.said.quote.page);
    let sought = Sought::of(document, query);
    // Who names a criterion wants its quotes.
    let sought_page = sought.page().filter(|_| named.is_none());
    let page =
        query.page.or(sought_page).or(first_page).unwrap_or(1).clamp(1, document.pages.len().max(1) as u32);
    let query = DeskQuery { criterion: Some(number.to_owned()), page: Some(page), ..query.clone() };
    let frame = Frame {
        id,
        query: &query,
        rubric,
        previous: beside(-1),
        next: beside(1),
        blind: site.blind,
        is_blind: blind,
    };
    let title = document.title.as_deref().unwrap_or(id.as_str());
    let body = html! {
        main #desk data-paper=(id) data-criterion=(number) {
            (criteria(id, rubric, &cells, number, &query, &acts(site, id, &ledger, &cells, &query)))
            (sheet(&desk, &query, &quotes, &sought, &lit, &own_terms))
            (pane(&frame, current, &desk, &quotes, &lit))
        }
    };
    Ok(shell(title, Some(site.reviewer.as_str()), &way(&desk, title), &body))
}

fn way(desk: &Desk, title: &str) -> Markup {
    html! {
        span.title { bdi { (title) } }
        span.small { (desk.paper.id) }
        @if desk.paper.draft.is_none() { span.warning { "no draft of this rubric: medcheck draft " (desk.paper.id) } }
        @else if !desk.paper.is_current { span.warning { "the draft is out of date: medcheck draft " (desk.paper.id) } }
    }
}

/// What can be done with the paper as a whole.
fn acts(site: &Site, id: &PaperId, ledger: &Ledger, cells: &[DeskCell], query: &DeskQuery) -> Markup {
    let missing = cells.iter().filter(|cell| cell.standing == Standing::Untouched).count();
    let is_through = ledger.is_finished(&site.reviewer);
    let button = |what: &str, text: &str, key: Option<&str>, disabled: bool| {
        html! { button name="what" value=(what) data-key=[key] disabled[disabled] { (text) @if let Some(key) = key { " " kbd { (key) } } } }
    };
    html! {
        form.acts method="post" action={ (paper_path(id)) "/mark" } {
            input type="hidden" name="back" value=(query.text());
            (button("undo", "Undo", Some("z"), ledger.to_undo(&site.reviewer).is_none()))
            @if is_through { (button("reopened", "Go on reading", None, false)) }
            @else { (button("finished", "I am through", None, missing > 0)) }
            (button("confirmed", "Confirm the audit", None, ledger.check_ready(site.workspace.rubric()).is_err()))
        }
        @if let Some(mark) = ledger.confirmation() {
            p.confirmed { "Confirmed by " bdi { (mark.reviewer) } ", " (mark.at.to_minute()) " UTC" }
        } @else if missing > 0 {
            p.small { (missing) " criteria to decide or to leave open before you are through." }
        } @else if let Err(missing) = ledger.check_ready(site.workspace.rubric()) {
            p.small { "Not ready to confirm: " (missing) "." }
        }
        @if ledger.reviewers().len() > 1 || ledger.is_open_to(&site.reviewer) {
            p { a href=(conflicts_path(id)) { "Disagreements" } }
        }
    }
}
