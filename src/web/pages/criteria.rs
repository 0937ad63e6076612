//! The list of criteria, at the left of the desk.

use maud::{Markup, html};

use super::query::{DeskQuery, paper_path};
use crate::audit::{NOTHING_FOUND, Suggestion, UNDECIDED};
use crate::document::PaperId;
use crate::review::{DeskCell, Standing};
use crate::rubric::{CANNOT_APPLY, Rubric};

/// The criteria that the filters leave, in the order asked for.
pub(super) fn listed<'v, 'd>(cells: &'v [DeskCell<'d>], query: &DeskQuery) -> Vec<&'v DeskCell<'d>> {
    let mut listed: Vec<&DeskCell> = cells.iter().filter(|cell| is_wanted(cell, query)).collect();
    if query.order == "unsure" {
        // By the draft as it is, decided or not, so that the order stays while deciding.
        listed.sort_by(|a, b| surety(a).total_cmp(&surety(b)));
    }
    listed
}

fn is_wanted(cell: &DeskCell, query: &DeskQuery) -> bool {
    let in_phase = query.phase.is_empty() || cell.criterion.phase == query.phase;
    let in_state = match query.state.as_str() {
        "todo" => cell.standing == Standing::Untouched,
        "decided" => matches!(cell.standing, Standing::Decided(_)),
        "open" => cell.standing == Standing::LeftOpen,
        "disputed" => cell.is_disputed,
        _ => true,
    };
    let suggested = match cell.suggestion() {
        Some(Suggestion::Score { score, .. }) => score.to_string(),
        Some(Suggestion::NothingFound { .. }) => "nothing".to_owned(),
        Some(Suggestion::NotApplicable { .. }) => "na".to_owned(),
        Some(Suggestion::Undecided) | None => "undecided".to_owned(),
    };
    in_phase && in_state && (query.suggestion.is_empty() || query.suggestion == suggested)
}

/// The confidence of the draft's suggestion; 0 where it is undecided, hidden or absent.
fn surety(cell: &DeskCell) -> f32 {
    cell.suggestion().and_then(Suggestion::confidence).unwrap_or(0.0)
}

/// Where a criterion stands: a sign of one character, and words.
pub(super) fn standing(cell: &DeskCell) -> (String, &'static str) {
    match cell.standing {
        Standing::Decided(score) => (score.to_string(), "decided"),
        Standing::LeftOpen => ("?".to_owned(), "left open"),
        Standing::Untouched => ("·".to_owned(), "not decided"),
    }
}

/// The left of the desk: filters, the criteria they leave, and what can be done with the paper.
pub(super) fn criteria(
    id: &PaperId,
    rubric: &Rubric,
    cells: &[DeskCell],
    current: &str,
    query: &DeskQuery,
    acts: &Markup,
) -> Markup {
    let listed = listed(cells, query);
    let count = |wanted: fn(&DeskCell) -> bool| cells.iter().filter(|cell| wanted(cell)).count();
    let decided = count(|cell| matches!(cell.standing, Standing::Decided(_)));
    let open = count(|cell| cell.standing == Standing::LeftOpen);
    let item = |cell: &DeskCell| {
        let (sign, words) = standing(cell);
        html! {
            li.current[cell.criterion.id.as_str() == current] {
                a href=(query.with_criterion(cell.criterion.id.as_str()).path(id))
                  aria-current=[(cell.criterion.id.as_str() == current).then_some("true")] {
                    span class={ "sign " (words.replace(' ', "-")) } title=(words) { (sign) }
                    span.number { (cell.criterion.id) }
                    span.name { (cell.criterion.name) }
                    @if cell.is_disputed { span.disputed title="people differ" { "≠" } }
                }
            }
        }
    };
    html! {
        nav.criteria aria-label="Criteria" {
            p.count { (decided) " of " (cells.len()) " decided" @if open > 0 { ", " (open) " left open" } }
            (filters(id, rubric, query))
            @if listed.is_empty() { p { "No criterion passes these filters." } }
            @if query.order == "unsure" {
                ol { @for cell in &listed { (item(cell)) } }
            } @else {
                @for phase in &rubric.phases {
                    @let own: Vec<&&DeskCell> = listed.iter().filter(|cell| cell.criterion.phase == phase.id).collect();
                    @if !own.is_empty() {
                        h2 { (phase.id) " " (phase.name) }
                        ol { @for cell in own { (item(cell)) } }
                    }
                }
            }
            (acts)
        }
    }
}

fn filters(id: &PaperId, rubric: &Rubric, query: &DeskQuery) -> Markup {
    let select = |name: &str, label: &str, value: &str, options: &[(String, String)]| {
        html! {
            label { (label) " "
                select name=(name) {
                    @for (option, text) in options { option value=(option) selected[option == value] { (text) } }
                }
            }
        }
    };
    let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect()
    };
    let mut phases = own(&[("", "all")]);
    phases
        .extend(rubric.phases.iter().map(|phase| (phase.id.clone(), format!("{} {}", phase.id, phase.name))));
    let mut suggestions =
        own(&[("", "any"), ("undecided", UNDECIDED), ("nothing", NOTHING_FOUND), ("na", CANNOT_APPLY)]);
    suggestions.extend(rubric.scale.iter().map(|level| (level.to_string(), format!("level {level}"))));
    let is_set = *query
        != DeskQuery {
            criterion: query.criterion.clone(),
            page: query.page,
            find: query.find.clone(),
            sentence: query.sentence.clone(),
            ..DeskQuery::default()
        };
    html! {
        details.filters open[is_set] {
            summary { "Order and filters" }
            form method="get" action=(paper_path(id)) {
                @if !query.sentence.is_empty() { input type="hidden" name="sentence" value=(query.sentence); }
                (select("order", "Order", &query.order, &own(&[("", "as in the rubric"), ("unsure", "least sure first")])))
                (select("phase", "Phase", &query.phase, &phases))
                (select("state", "State", &query.state, &own(&[("", "any"), ("todo", "not decided"), ("decided", "decided"), ("open", "left open"), ("disputed", "disputed")])))
                (select("suggestion", "Draft says", &query.suggestion, &suggestions))
                button { "Show" }
            }
        }
    }
}
