//! Markdown (CommonMark).

use super::sheet::{AuditSheet, SheetCell, SheetPhase};
use crate::evidence::Quote;
use crate::output::tables::markdown::escaped;
use crate::output::wording::{one_line, place};

/// All audits below one another, each under a heading of the first level.
pub fn audits_markdown(sheets: &[AuditSheet]) -> String {
    sheets.iter().map(audit).collect::<Vec<_>>().join("\n")
}

fn audit(sheet: &AuditSheet) -> String {
    let mut text = head(sheet, &sheet.state, &[]);
    for phase in &sheet.phases {
        text.push_str(&phase_heading(phase, &phase.counted()));
        for cell in sheet.cells.iter().filter(|cell| cell.phase == phase.id) {
            text.push_str(&criterion_heading(cell));
            text.push_str(&verdict(cell, &cell.verdict()));
            text.push_str(&notes(cell));
            cell.evidence.iter().for_each(|evidence| text.push_str(&quoted(&evidence.quote, "")));
        }
    }
    text
}

/// What the paper is, and whose word its audit; `facts` are of the paper.
pub(in crate::output) fn head(sheet: &AuditSheet, state: &str, facts: &[String]) -> String {
    let mut text = format!("# {}\n\n**{}**\n\n", escaped(&sheet.heading()), escaped(state));
    let rubric = format!("{} ({} {})", sheet.rubric.title, sheet.rubric.id, sheet.rubric.version);
    text.push_str(&format!("- paper: {}\n", escaped(sheet.paper.id.as_str())));
    if !facts.is_empty() {
        text.push_str(&format!("- about: {}\n", escaped(&one_line(&facts.join(" · ")))));
    }
    text.push_str(&format!("- rubric: {}\n- sha256: {}\n", escaped(&one_line(&rubric)), sheet.paper.sha256));
    text
}

/// `counted` says how much of the phase is decided.
pub(in crate::output) fn phase_heading(phase: &SheetPhase, counted: &str) -> String {
    format!("\n## {} {} ({counted})\n", escaped(&phase.id), escaped(&one_line(&phase.name)))
}

/// The id and name of a criterion.
pub(in crate::output) fn criterion_heading(cell: &SheetCell) -> String {
    format!("\n### {} {}\n\n", escaped(&cell.criterion), escaped(&one_line(&cell.name)))
}

/// What people said, `said`, and who they are.
pub(in crate::output) fn verdict(cell: &SheetCell, said: &str) -> String {
    let mut text = format!("**{}**", escaped(said));
    let provenance = cell.provenance();
    if !provenance.is_empty() {
        text.push_str(&format!(" · {}", escaped(&provenance)));
    }
    text + "\n"
}

/// What people wrote.
pub(in crate::output) fn notes(cell: &SheetCell) -> String {
    cell.notes.iter().map(|note| format!("\n{}\n", escaped(&one_line(note)))).collect()
}

/// A quote; `label` stands before its place where it is not empty.
pub(in crate::output) fn quoted(quote: &Quote, label: &str) -> String {
    let said = escaped(&one_line(&quote.text));
    let label = if label.is_empty() { String::new() } else { format!("{label} · ") };
    format!("\n> “{said}” ({label}{})\n", escaped(&place(quote)))
}
