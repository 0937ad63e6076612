//! One HTML page: nothing is loaded, nothing runs, readable in light, in dark and in print.

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::text::{one_line, place, provenance, title};
use crate::review::{AuditSheet, CellState, SheetCell};

const STYLE: &str = include_str!("audit.css");

/// All audits on one page.
pub fn html(sheets: &[AuditSheet]) -> String {
    let head = match sheets {
        [one] => format!("Audit of {}", one.paper.id),
        _ => format!("{} audits", sheets.len()),
    };
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (head) }
                style { (PreEscaped(STYLE)) }
            }
            body { @for sheet in sheets { (audit(sheet)) } }
        }
    };
    page.into_string() + "\n"
}

fn audit(sheet: &AuditSheet) -> Markup {
    let stands = if sheet.confirmed.is_some() { "state confirmed" } else { "state unconfirmed" };
    markup! {
        article {
            h1 { (title(sheet)) }
            p class=(stands) { (sheet.state) }
            p.about {
                (sheet.paper.id) " · " (one_line(&sheet.rubric.title)) " (" (sheet.rubric.id) " " (sheet.rubric.version) ")"
                br;
                "sha256 " code { (sheet.paper.sha256) }
            }
            @for phase in &sheet.phases {
                h2 {
                    (phase.id) " " (one_line(&phase.name)) " "
                    small { (phase.decided) " of " (phase.criteria) " decided" }
                }
                @for cell in sheet.cells.iter().filter(|cell| cell.phase == phase.id) { (criterion(cell)) }
            }
        }
    }
}

fn criterion(cell: &SheetCell) -> Markup {
    let class = match cell.state {
        CellState::Decided => "verdict",
        CellState::LeftOpen | CellState::Disputed | CellState::NotDecided => "verdict open",
    };
    let provenance = provenance(cell);
    markup! {
        section {
            h3 { (cell.criterion) " " (one_line(&cell.name)) }
            p {
                strong class=(class) { (cell.verdict()) }
                @if !provenance.is_empty() { " · " (provenance) }
            }
            @for note in &cell.notes { p.note { (note) } }
            @for quote in &cell.evidence {
                blockquote {
                    p { "“" (one_line(&quote.quote)) "”" }
                    footer { (place(quote)) }
                }
            }
        }
    }
}
