//! Markdown (CommonMark).

use super::text::{one_line, percent, place, provenance, title};
use crate::audit::Suggestion;
use crate::output::reports::paper::report::{Met, PaperReport, ReportedCell, is_open, searched, verdict};
use crate::review::{AuditSheet, CellState, DecidedEvidence, SheetCell};

/// All audits below one another, each under a heading of the first level.
pub fn markdown(sheets: &[AuditSheet]) -> String {
    sheets.iter().map(|sheet| audit(sheet, None)).collect::<Vec<_>>().join("\n")
}

/// The report of one paper, without pictures.
pub fn report_markdown(report: &PaperReport) -> String {
    audit(&report.sheet, Some(report))
}

fn audit(sheet: &AuditSheet, report: Option<&PaperReport>) -> String {
    let mut text = head(sheet, report);
    if let Some(report) = report {
        text.push_str(&overview(report));
    }
    for phase in &sheet.phases {
        let counted = match report.is_some_and(PaperReport::is_hidden) {
            true => "under review".to_owned(),
            false => format!("{} of {} decided", phase.decided, phase.criteria),
        };
        text.push_str(&format!(
            "\n## {} {} ({counted})\n",
            escaped(&phase.id),
            escaped(&one_line(&phase.name))
        ));
        for (at, one) in sheet.cells.iter().enumerate().filter(|(_, cell)| cell.phase == phase.id) {
            let reported = report.and_then(|report| Some((report.cells.get(at)?, report)));
            text.push_str(&cell(one, reported));
        }
    }
    text
}

/// What the paper is, and whose word its audit.
pub(in crate::output) fn head(sheet: &AuditSheet, report: Option<&PaperReport>) -> String {
    let state = report.map_or_else(|| sheet.state.clone(), PaperReport::state);
    let mut text = format!("# {}\n\n**{}**\n\n", escaped(&title(sheet)), escaped(&state));
    let rubric = format!("{} ({} {})", sheet.rubric.title, sheet.rubric.id, sheet.rubric.version);
    text.push_str(&format!("- paper: {}\n", escaped(sheet.paper.id.as_str())));
    if let Some(report) = report.filter(|report| !report.facts.is_empty()) {
        text.push_str(&format!("- about: {}\n", escaped(&one_line(&report.facts.join(" · ")))));
    }
    text.push_str(&format!("- rubric: {}\n- sha256: {}\n", escaped(&one_line(&rubric)), sheet.paper.sha256));
    text
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

fn cell(cell: &SheetCell, reported: Option<(&ReportedCell, &PaperReport)>) -> String {
    let (id, name) = (escaped(&cell.criterion), escaped(&one_line(&cell.name)));
    let mut text = format!("\n### {id} {name}\n\n");
    let drafted = reported.and_then(|(reported, report)| Some((reported.drafted.as_ref()?, report)));
    let drafted = drafted.filter(|_| is_open(cell));
    // Of what nobody looked at, the draft alone speaks.
    if drafted.is_none() || cell.state != CellState::NotDecided {
        text.push_str(&format!("**{}**", escaped(&verdict(cell, reported.map(|(_, report)| report)))));
        let provenance = provenance(cell);
        if !provenance.is_empty() {
            text.push_str(&format!(" · {}", escaped(&provenance)));
        }
        text.push('\n');
        if drafted.is_some() {
            text.push('\n');
        }
    }
    if let Some((drafted, report)) = drafted {
        let words = escaped(&drafted.words(&report.rubric));
        text.push_str(&format!("draft: **{words}** · not reviewed by a person\n"));
    }
    for note in &cell.notes {
        text.push_str(&format!("\n{}\n", escaped(&one_line(note))));
    }
    match reported {
        None => cell.evidence.iter().for_each(|quote| text.push_str(&quoted(quote, ""))),
        Some((reported, _)) => reported
            .quotes
            .iter()
            .for_each(|quote| text.push_str(&quoted(&quote.evidence, quote.kind.label()))),
    }
    if let Some((drafted, _)) = drafted
        && matches!(drafted.suggestion, Suggestion::NothingFound { .. })
    {
        text.push_str(&format!("\n{}\n", escaped(&searched(&drafted.searched))));
    }
    text
}

/// A quote; `label` stands before its place where it is not empty.
pub(in crate::output) fn quoted(quote: &DecidedEvidence, label: &str) -> String {
    let said = escaped(&one_line(&quote.quote));
    let label = if label.is_empty() { String::new() } else { format!("{label} · ") };
    format!("\n> “{said}” ({label}{})\n", escaped(&place(quote)))
}

/// A text that is shown as it is: what Markdown or HTML would act on gets a backslash.
pub(crate) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let begins_a_list = at == 0 && matches!(c, '-' | '+' | '=');
        if matches!(c, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '#' | '|' | '&' | '~' | '$')
            || begins_a_list
        {
            shown.push('\\');
        }
        shown.push(c);
    }
    // A number with a point or a bracket begins a list, too.
    let digits = shown.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && shown[digits..].starts_with(['.', ')']) {
        shown.insert(digits, '\\');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shown_as_it_is() {
        let check = |text: &str, expect: &str| assert_eq!(escaped(text), expect);
        check("plain, (text)!", "plain, (text)!");
        check("<img src=x>", r"\<img src=x\>");
        check("[a](http://b) *c* _d_ `e`", r"\[a\](http://b) \*c\* \_d\_ \`e\`");
        check("- a - b", r"\- a - b");
        check("12. May", r"12\. May");
        check("2 met", "2 met");
    }
}
