//! The list of criteria, at the left of the desk.

use maud::{Markup, html};

use super::query::{DeskQuery, paper_path};
use crate::audit::{Cell, Certainty, NOTHING_FOUND, UNDECIDED};
use crate::document::PaperId;
use crate::review::{DeskCell, Standing};
use crate::rubric::{CANNOT_APPLY, Rubric, Scale, Score};

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
    // What is hidden is undecided, and nobody is told what it leans to.
    let (certainty, wanted) = (cell.certainty(), query.suggestion.as_str());
    let says_so = match (wanted, certainty) {
        ("", _) => true,
        ("undecided", said) => said.is_none_or(|said| !said.is_suggested()),
        ("nothing", said) => matches!(said, Some(Certainty::NothingFound { .. })),
        ("na", Some(Certainty::Sure { score, .. })) => score == Score::NotApplicable,
        (level, Some(Certainty::Sure { score, .. })) => score.to_string() == level,
        (lean, Some(said)) => said.name() == lean,
        (_, None) => false,
    };
    in_phase && in_state && says_so
}

/// How sure the draft is; 0 where that is hidden, and without a draft.
fn surety(cell: &DeskCell) -> f32 {
    cell.drafted.filter(|_| !cell.is_hidden).map_or(0.0, Cell::sureness)
}

/// What the draft says, as a thin bar under the name; for readers who do not see it, the link's title says it.
fn lean(certainty: Certainty) -> Markup {
    let share = certainty.probability().unwrap_or(0.0) * 100.0;
    html! {
        svg class={ "lean " (certainty.name()) } viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true" {
            line x1="0" y1="1" x2=(format!("{share:.0}")) y2="1" {}
        }
    }
}

/// The name in full, which the list may cut, and what the draft says.
fn title(cell: &DeskCell, scale: &Scale) -> String {
    let name = &cell.criterion.name;
    match cell.certainty() {
        Some(certainty) => format!("{name} · draft: {}", certainty.told(scale)),
        None => name.clone(),
    }
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
                a href=(query.with_criterion(cell.criterion.id.as_str()).path(id)) title=(title(cell, &rubric.scale))
                  aria-current=[(cell.criterion.id.as_str() == current).then_some("true")] {
                    span class={ "sign " (words.replace(' ', "-")) } title=(words) { (sign) }
                    span.number { (cell.criterion.id) }
                    span.name { (cell.criterion.name) }
                    @if cell.is_disputed { span.disputed title="people differ" { "≠" } }
                    @if let Some(certainty) = cell.certainty() { (lean(certainty)) }
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
    let mut suggestions = own(&[
        ("", "any"),
        ("undecided", UNDECIDED),
        ("leaning", "undecided, leaning"),
        ("open", "undecided, open"),
        ("nothing", NOTHING_FOUND),
        ("na", CANNOT_APPLY),
    ]);
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
