//! What two people see differently, and how it is settled.

use maud::{Markup, html};

use super::query::{DeskQuery, paper_path};
use crate::document::PaperId;
use crate::review::{Agreement, Conflict, Decision, Ledger, Reviewer, agreement};
use crate::rubric::{CANNOT_APPLY, Rubric, Score};
use crate::web::error::Refusal;
use crate::web::shell::shell;
use crate::web::site::Site;

/// The page of a paper's disagreements; refused while somebody still reads.
pub(in crate::web) fn conflicts(site: &Site, id: &PaperId) -> Result<Markup, Refusal> {
    let ledger = site.workspace.ledger(id)?;
    let desk = site.desks.get(&site.workspace, id)?;
    let rubric = site.workspace.rubric();
    let conflicts = ledger.conflicts_to(&site.reviewer, rubric)?;
    let open = conflicts.iter().filter(|conflict| conflict.settled_by.is_none()).count();
    let title = desk.paper.document.title.as_deref().unwrap_or(id.as_str());
    let body = html! {
        main.plain {
            h1 { "Disagreements" }
            p { bdi { (title) } " · " a href=(paper_path(id)) { "to the desk" } }
            p { (conflicts.len()) " criteria were seen differently, " (open) " of them are open." }
            (agreements(rubric, &ledger))
            @for conflict in &conflicts { (one(id, rubric, conflict)) }
        }
    };
    Ok(shell("Disagreements", Some(site.reviewer.as_str()), &html! {}, &body))
}

fn one(id: &PaperId, rubric: &Rubric, conflict: &Conflict) -> Markup {
    let Some(criterion) = rubric.criterion(conflict.criterion.as_str()) else { return html! {} };
    let desk = DeskQuery::default().with_criterion(conflict.criterion.as_str()).path(id);
    html! {
        section.conflict.settled[conflict.settled_by.is_some()] aria-label={ "Criterion " (criterion.id) } {
            h2 { a href=(desk) { (criterion.id) " " (criterion.name) } }
            p.small { (criterion.question) }
            div.sides { @for side in &conflict.sides { (word(side)) } }
            @if let Some(settled) = conflict.settled_by {
                p.confirmed { "Settled: " b { (verdict(settled)) } " by " bdi { (settled.reviewer) } ", " (settled.at.to_minute()) " UTC: " (settled.note) }
            }
            details open[conflict.settled_by.is_none()] {
                summary { @if conflict.settled_by.is_some() { "Settle it anew" } @else { "Settle it" } }
                form method="post" action={ (paper_path(id)) "/settle" } {
                    input type="hidden" name="criterion" value=(criterion.id);
                    label { "Reason " textarea name="reason" rows="2" required {} }
                    div.levels role="group" aria-label="Settle as" {
                        @for level in rubric.scale.iter() { button name="level" value=(level) { (rubric.scale.words(Score::Level(level))) } }
                        @if criterion.na.is_some() { button name="level" value="na" { (CANNOT_APPLY) } }
                        button name="level" value="open" { "leave open" }
                    }
                }
            }
        }
    }
}

fn word(side: &Decision) -> Markup {
    html! {
        div.side {
            p { bdi { (side.reviewer) } ": " b { (verdict(side)) } span.small { " " (side.at.to_minute()) " UTC" } }
            @if !side.note.is_empty() { p.note { (side.note) } }
            @for quote in side.evidence.iter().map(|evidence| &evidence.quote) {
                blockquote { (quote.text) @if let Some(page) = quote.page { span.small { " p. " (page) } } }
            }
        }
    }
}

/// What was decided, in a word.
pub(super) fn verdict(decision: &Decision) -> String {
    match decision.score {
        Some(score) => score.to_string(),
        None if decision.unclear => "left open".to_owned(),
        None => "taken back".to_owned(),
    }
}

fn agreements(rubric: &Rubric, ledger: &Ledger) -> Markup {
    let reviewers: Vec<&Reviewer> = ledger.reviewers().into_iter().collect();
    let pairs = (0..reviewers.len()).flat_map(|a| (a + 1..reviewers.len()).map(move |b| (a, b)));
    let figures = |agreement: &Agreement| {
        html! {
            td { (agreement.both) }
            td { @if let Some(raw) = agreement.raw() { (format!("{raw:.2}")) } @else { "–" } }
            td { @if let Some(kappa) = agreement.kappa { (format!("{kappa:.2}")) } @else { "–" } }
        }
    };
    html! {
        @for (a, b) in pairs {
            @let (all, phases) = agreement(rubric, &[ledger], reviewers[a], reviewers[b]);
            table.agreement {
                caption { bdi { (reviewers[a]) } " and " bdi { (reviewers[b]) } }
                thead { tr { th scope="col" { "Phase" } th scope="col" { "decided by both" } th scope="col" { "alike" } th scope="col" { "κ, quadratic weights" } } }
                tbody {
                    @for (phase, figure) in rubric.phases.iter().zip(&phases) { tr { th scope="row" { (phase.id) " " (phase.name) } (figures(figure)) } }
                    tr.sum { th scope="row" { "all" } (figures(&all)) }
                }
            }
        }
    }
}
