//! How the formats for people say the same things.

use crate::review::{AuditSheet, DecidedEvidence, Reviewer, SheetCell};

/// On one line: line breaks in a quote are the print's.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a quote stands: the attachment, the page and the section, as far as they are known.
pub(crate) fn place(quote: &DecidedEvidence) -> String {
    let source = quote.source.as_ref().map(|name| name.as_str().to_owned());
    let page = quote.page.map(|page| format!("p. {page}"));
    let section = quote.section.as_deref().map(one_line);
    let parts: Vec<String> = source.into_iter().chain(page).chain(section).collect();
    if parts.is_empty() { "place not known".to_owned() } else { parts.join(" · ") }
}

/// Whose words count and when: `by ada, bo · 2026-01-01 09:30 UTC · settled after a disagreement`.
pub(in crate::output) fn provenance(cell: &SheetCell) -> String {
    let by = (!cell.by.is_empty()).then(|| format!("by {}", names(cell)));
    let at = cell.at.map(|at| format!("{} UTC", at.to_minute()));
    let settled = cell.adjudicated.then(|| "settled after a disagreement".to_owned());
    by.into_iter().chain(at).chain(settled).collect::<Vec<_>>().join(" · ")
}

pub(in crate::output) fn names(cell: &SheetCell) -> String {
    people(&cell.by)
}

pub(in crate::output) fn people(reviewers: &[Reviewer]) -> String {
    reviewers.iter().map(Reviewer::as_str).collect::<Vec<_>>().join(", ")
}

/// A share in whole percent.
pub(in crate::output) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// The paper as a heading has it.
pub(in crate::output) fn title(sheet: &AuditSheet) -> String {
    sheet.paper.title.as_deref().map_or(sheet.paper.id.to_string(), one_line)
}

/// The columns of the tables, one row a criterion.
pub(in crate::output) const COLUMNS: [&str; 14] = [
    "paper",
    "audit",
    "rubric",
    "phase",
    "criterion",
    "name",
    "state",
    "level",
    "level_name",
    "decided_by",
    "decided_at",
    "adjudicated",
    "notes",
    "quotes",
];

/// The cells of such a row. Quotes stand below one another, each with its place in front.
pub(in crate::output) fn row(sheet: &AuditSheet, cell: &SheetCell) -> [String; COLUMNS.len()] {
    let quotes = cell.evidence.iter().map(|quote| format!("[{}] {}", place(quote), one_line(&quote.quote)));
    [
        sheet.paper.id.to_string(),
        sheet.state.clone(),
        format!("{} {}", sheet.rubric.id, sheet.rubric.version),
        cell.phase.clone(),
        cell.criterion.clone(),
        cell.name.clone(),
        cell.state.name().to_owned(),
        cell.score.map(|score| score.to_string()).unwrap_or_default(),
        cell.level.clone().unwrap_or_default(),
        names(cell),
        cell.at.map(|at| at.to_string()).unwrap_or_default(),
        if cell.adjudicated { "yes" } else { "no" }.to_owned(),
        cell.notes.join("\n"),
        quotes.collect::<Vec<_>>().join("\n"),
    ]
}
