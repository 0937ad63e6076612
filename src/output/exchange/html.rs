//! One HTML page: nothing is loaded, nothing runs, readable in light, in dark and in print.

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::text::{one_line, place, provenance, title};
use crate::output::reports::paper::html as paper_html;
use crate::output::reports::paper::report::{PaperReport, ReportedCell, Stage};
use crate::review::{AuditSheet, CellState, SheetCell};

const STYLE: &str = include_str!("audit.css");

/// All audits on one page.
pub fn html(sheets: &[AuditSheet]) -> String {
    let head = match sheets {
        [one] => format!("Audit of {}", one.paper.id),
        _ => format!("{} audits", sheets.len()),
    };
    let body = markup! { @for sheet in sheets { (audit(sheet, None)) } };
    page(&head, STYLE, "default-src 'none'; style-src 'unsafe-inline'", &body)
}

/// The report of one paper on one page, with its pictures in it.
pub fn report_html(report: &PaperReport) -> String {
    let head = format!("Audit of {}", report.sheet.paper.id);
    let style = [STYLE, paper_html::STYLE, &paper_html::page_style(report, "audit")].concat();
    let body = markup! { (audit(&report.sheet, Some(report))) (paper_html::pictures(report)) };
    page(&head, &style, paper_html::POLICY, &body)
}

/// A whole page; `policy` says what a browser may load for it.
pub(in crate::output) fn page(head: &str, style: &str, policy: &str, body: &Markup) -> String {
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy);
                title { (head) }
                style { (PreEscaped(style)) }
            }
            body { (body) }
        }
    };
    page.into_string() + "\n"
}

/// An audit, and with a report what it has beside it.
fn audit(sheet: &AuditSheet, report: Option<&PaperReport>) -> Markup {
    let cells = |phase: &str| -> Vec<(&SheetCell, Option<&ReportedCell>)> {
        let reported = |at: usize| report.and_then(|report| report.cells.get(at));
        let cells = sheet.cells.iter().enumerate().filter(|(_, cell)| cell.phase == phase);
        cells.map(|(at, cell)| (cell, reported(at))).collect()
    };
    markup! {
        article {
            (head(sheet, report))
            @if let Some(report) = report { (paper_html::overview(report)) }
            @for phase in &sheet.phases {
                h2 {
                    (phase.id) " " (one_line(&phase.name)) " "
                    small {
                        @if report.is_some_and(PaperReport::is_hidden) { "under review" }
                        @else { (phase.decided) " of " (phase.criteria) " decided" }
                    }
                }
                @for (cell, reported) in cells(&phase.id) {
                    (criterion(cell, reported.zip(report)))
                }
            }
        }
    }
}

/// What the paper is, and whose word its audit.
pub(in crate::output) fn head(sheet: &AuditSheet, report: Option<&PaperReport>) -> Markup {
    let is_confirmed = match report {
        Some(report) => report.stage == Stage::Confirmed,
        None => sheet.confirmed.is_some(),
    };
    let stands = if is_confirmed { "state confirmed" } else { "state unconfirmed" };
    markup! {
        h1 { (title(sheet)) }
        p class=(stands) { @match report { Some(report) => (report.state()), None => (sheet.state) } }
        p.about {
            @if let Some(report) = report.filter(|report| !report.facts.is_empty()) {
                (one_line(&report.facts.join(" · ")))
                br;
            }
            (sheet.paper.id) " · " (one_line(&sheet.rubric.title)) " (" (sheet.rubric.id) " " (sheet.rubric.version) ")"
            br;
            "sha256 " code { (sheet.paper.sha256) }
        }
    }
}

fn criterion(cell: &SheetCell, reported: Option<(&ReportedCell, &PaperReport)>) -> Markup {
    let class = match cell.state {
        CellState::Decided => "verdict",
        CellState::LeftOpen | CellState::Disputed | CellState::NotDecided => "verdict open",
    };
    let provenance = provenance(cell);
    let verdict = markup! {
        p {
            strong class=(class) { (crate::output::reports::paper::report::verdict(cell, reported.map(|(_, report)| report))) }
            @if !provenance.is_empty() { " · " (provenance) }
        }
    };
    let Some((reported, report)) = reported else {
        return markup! {
            section {
                h3 { (cell.criterion) " " (one_line(&cell.name)) }
                (verdict)
                @for note in &cell.notes { p.note { (note) } }
                @for quote in &cell.evidence { (quoted(&quote.quote, "", &place(quote))) }
            }
        };
    };
    markup! {
        section.criterion {
            header {
                h3 { (cell.criterion) " " (one_line(&cell.name)) }
                (paper_html::verdict(cell, &verdict, reported, report))
            }
            @for note in &cell.notes { p.note { (note) } }
            (paper_html::evidence(cell, reported, report))
        }
    }
}

/// A quote; `label` stands before it where it is not empty.
pub(in crate::output) fn quoted(quote: &str, label: &str, place: &str) -> Markup {
    markup! {
        blockquote {
            p { "“" (one_line(quote)) "”" }
            footer { @if !label.is_empty() { (label) " · " } (place) }
        }
    }
}
