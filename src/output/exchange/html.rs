//! One page of HTML.

use maud::{Markup, html};

use super::sheet::{AuditSheet, CellState, SheetCell, SheetPhase};
use crate::output::page::{AUDIT_STYLE, Policy, page, quoted};
use crate::output::wording::{one_line, place};

/// All audits on one page.
pub fn audits_html(sheets: &[AuditSheet]) -> String {
    let title = match sheets {
        [one] => format!("Audit of {}", one.paper.id),
        _ => format!("{} audits", sheets.len()),
    };
    page(&title, AUDIT_STYLE, Policy::Nothing, &html! { @for sheet in sheets { (audit(sheet)) } })
}

fn audit(sheet: &AuditSheet) -> Markup {
    html! {
        article {
            (head(sheet, sheet.confirmed.is_some(), &sheet.state, &[]))
            @for phase in &sheet.phases {
                (phase_heading(phase, &phase.counted()))
                @for cell in sheet.cells.iter().filter(|cell| cell.phase == phase.id) { (criterion(cell)) }
            }
        }
    }
}

fn criterion(cell: &SheetCell) -> Markup {
    html! {
        section {
            (criterion_heading(cell))
            (verdict(cell, &cell.verdict()))
            @for note in &cell.notes { p.note { (note) } }
            @for evidence in &cell.evidence { (quoted(&evidence.quote.text, "", &place(&evidence.quote))) }
        }
    }
}

/// What the paper is, and whose word its audit; `facts` are of the paper.
pub(in crate::output) fn head(
    sheet: &AuditSheet,
    is_confirmed: bool,
    state: &str,
    facts: &[String],
) -> Markup {
    let stands = if is_confirmed { "state confirmed" } else { "state unconfirmed" };
    html! {
        h1 { (sheet.heading()) }
        p class=(stands) { (state) }
        p.about {
            @if !facts.is_empty() {
                (one_line(&facts.join(" · ")))
                br;
            }
            (sheet.paper.id) " · " (one_line(&sheet.rubric.title)) " (" (sheet.rubric.id) " " (sheet.rubric.version) ")"
            br;
            "sha256 " code { (sheet.paper.sha256) }
        }
    }
}

/// `counted` says how much of the phase is decided.
pub(in crate::output) fn phase_heading(phase: &SheetPhase, counted: &str) -> Markup {
    html! { h2 { (phase.id) " " (one_line(&phase.name)) " " small { (counted) } } }
}

/// The id and name of a criterion.
pub(in crate::output) fn criterion_heading(cell: &SheetCell) -> Markup {
    html! { h3 { (cell.criterion) " " (one_line(&cell.name)) } }
}

/// What people said, `said`, and who they are.
pub(in crate::output) fn verdict(cell: &SheetCell, said: &str) -> Markup {
    let class = match cell.state {
        CellState::Decided => "verdict",
        CellState::LeftOpen | CellState::Disputed | CellState::NotDecided => "verdict open",
    };
    let provenance = cell.provenance();
    html! {
        p {
            strong class=(class) { (said) }
            @if !provenance.is_empty() { " · " (provenance) }
        }
    }
}
