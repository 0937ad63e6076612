//! The report of a paper in Markdown, without pictures.

use super::report::{Met, PaperReport, ReportedCell, is_open, searched, verdict};
use crate::audit::Certainty;
use crate::output::exchange::markdown::{
    criterion_heading, head as audit_head, notes, phase_heading, quoted, verdict as said_by_people,
};
use crate::output::exchange::{CellState, SheetCell};
use crate::output::tables::markdown::escaped;
use crate::output::wording::percent;

/// The report of one paper.
pub fn report_markdown(report: &PaperReport) -> String {
    let mut text = head(report) + &overview(report);
    for phase in &report.sheet.phases {
        let counted = if report.is_hidden() { "under review".to_owned() } else { phase.counted() };
        text.push_str(&phase_heading(phase, &counted));
        for (cell, reported) in report.pairs().filter(|(cell, _)| cell.phase == phase.id) {
            text.push_str(&criterion(cell, reported, report));
        }
    }
    text
}

/// What the paper is, and whose word its audit.
pub(in crate::output::reports) fn head(report: &PaperReport) -> String {
    audit_head(&report.sheet, &report.state(), &report.facts)
}

/// What was decided and what a draft suggests, phase by phase, in columns apart.
fn overview(report: &PaperReport) -> String {
    let mut text = String::new();
    for note in &report.notes {
        text.push_str(&format!("\n{}\n", escaped(note)));
    }
    text.push_str(
        "\n| Phase | Decided | Compliance | Draft only | Draft suggests |\n|---|---|---|---|---|\n",
    );
    for phase in report.phases() {
        let share = |met: Met| met.share().map_or("–".to_owned(), percent);
        let suggested = match phase.suggested.levels {
            0 => "–".to_owned(),
            levels => format!("{} of {levels}", share(phase.suggested)),
        };
        let criteria = phase.criteria;
        // What people at work decided is not counted either.
        let decided = match report.is_hidden() {
            true => "under review".to_owned(),
            false => format!("{} of {criteria}", phase.decided),
        };
        text.push_str(&format!(
            "| {} | {decided} | {} | {} of {criteria} | {suggested} |\n",
            escaped(&phase.name),
            share(phase.met),
            phase.drafted,
        ));
    }
    text
}

fn criterion(cell: &SheetCell, reported: &ReportedCell, report: &PaperReport) -> String {
    let mut text = criterion_heading(cell);
    let drafted = reported.drafted.as_ref().filter(|_| is_open(cell));
    // Of what nobody looked at, the draft alone speaks.
    if drafted.is_none() || cell.state != CellState::NotDecided {
        text.push_str(&said_by_people(cell, &verdict(cell, report)));
        if drafted.is_some() {
            text.push('\n');
        }
    }
    if let Some(drafted) = drafted {
        let words = escaped(&drafted.words(&report.rubric));
        let words = if drafted.certainty.is_suggested() { format!("**{words}**") } else { words };
        text.push_str(&format!("draft: {words} · not reviewed by a person\n"));
    }
    text.push_str(&notes(cell));
    for quote in &reported.quotes {
        text.push_str(&quoted(&quote.quote, quote.kind.label()));
    }
    if let Some(drafted) = drafted
        && matches!(drafted.certainty, Certainty::NothingFound { .. })
    {
        text.push_str(&format!("\n{}\n", escaped(&searched(&drafted.searched))));
    }
    text
}
