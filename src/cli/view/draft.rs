//! A draft as a table: the face of the tool.

use super::escape::one_line;
use super::layout::{BOLD, DIM, YELLOW, counted, left, paint, right, width, wrap, wrap_at_most};
use super::place::place;
use super::suggestion::{NOT_REVIEWED, colored, percent};
use crate::audit::{AuditedPaper, Cell, Certainty, DraftAudit, NOTHING_FOUND};
use crate::document::{ranges, told_hidden};
use crate::evidence::Evidence;
use crate::models::ModelRole;
use crate::rubric::{CANNOT_APPLY, Criterion, Rubric, Score};

/// A quote gets two lines in a table; the whole of it is one command away.
const QUOTE_LINES: usize = 2;

/// Of more authors only the first is named.
const MOST_AUTHORS: usize = 3;
/// How many columns a file's name gets beside a quote.
const LONGEST_PLACE: usize = 14;

/// A whole draft, or one phase of it: header, a table per phase, and what to do next.
pub(in crate::cli) fn table(
    draft: &DraftAudit,
    rubric: &Rubric,
    phase: Option<&str>,
    columns: usize,
) -> String {
    let mut lines = header(draft, columns);
    lines.push(paint(YELLOW.bold(), NOT_REVIEWED));
    let counts = [basis(draft)].into_iter().chain(spread(draft, rubric));
    lines.extend(counts.flat_map(|count| wrap(&count, columns)).map(|line| paint(DIM, &line)));
    if !draft.paper.ocr_pages.is_empty() {
        let pages = ranges(&draft.paper.ocr_pages);
        let note =
            format!("The text of pages {pages} was made by OCR: check quotes from there against the print.");
        lines.extend(wrap(&note, columns).iter().map(|line| paint(YELLOW, line)));
    }
    if !draft.paper.unread_pages.is_empty() {
        let pages = ranges(&draft.paper.unread_pages);
        let note =
            format!("Not all of pages {pages} could be read: \"nothing found\" does not speak of them.");
        lines.extend(wrap(&note, columns).iter().map(|line| paint(YELLOW, line)));
    }
    if draft.paper.hidden_lines > 0 {
        let told = told_hidden(draft.paper.hidden_lines as usize, &draft.paper.hidden_pages);
        let note = format!("The file carries {told}.");
        lines.extend(wrap(&note, columns).iter().map(|line| paint(YELLOW, line)));
    }
    let table = Table::new(draft, columns);
    for listed in rubric.phases.iter().filter(|listed| phase.is_none_or(|wanted| wanted == listed.id)) {
        let criteria: Vec<(&Criterion, &Cell)> = rubric
            .criteria_of(&listed.id)
            .filter_map(|criterion| Some((criterion, cell_of(draft, criterion)?)))
            .collect();
        if criteria.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.push(paint(BOLD, &format!("{}  {}", listed.id, one_line(&listed.name))));
        for (criterion, cell) in criteria {
            table.rows(rubric, criterion, cell, &mut lines);
        }
    }
    lines.push(String::new());
    let mut next =
        least_sure(draft).map(|cell| format!(" --criterion {}", cell.criterion)).unwrap_or_default();
    if rubric.sha256 != Rubric::medcheck().sha256 {
        next.push_str(" --rubric FILE");
    }
    lines.push(paint(DIM, "This is a draft, not an audit: nothing in it counts until a person decides."));
    lines.push(paint(DIM, "Next, where it is least sure:"));
    lines.push(format!("  medcheck show {}{next}", draft.paper.id));
    lines.push(String::new());
    lines.join("\n")
}

/// The paper: its id, its title, and what is known of who wrote it, when, and where it is kept.
pub(in crate::cli) fn header(draft: &DraftAudit, columns: usize) -> Vec<String> {
    let rule = "─".repeat(columns.saturating_sub(width(draft.paper.id.as_str()) + 4));
    let mut lines =
        vec![format!("{} {} {}", paint(DIM, "──"), paint(BOLD, draft.paper.id.as_str()), paint(DIM, &rule))];
    if let Some(title) = &draft.paper.title {
        lines.extend(wrap_at_most(&one_line(title), columns, 3, "…").iter().map(|line| paint(BOLD, line)));
    }
    let facts = facts(&draft.paper);
    if !facts.is_empty() {
        lines.extend(wrap_at_most(&facts, columns, 3, "…").iter().map(|line| paint(DIM, line)));
    }
    lines
}

/// As `Ada Example et al. · 2024 · arXiv 2401.00001v2 · DOI 10.1000/182`; what was not found is left out.
fn facts(paper: &AuditedPaper) -> String {
    let authors = match paper.authors.as_slice() {
        [first, more @ ..] if more.len() >= MOST_AUTHORS => Some(format!("{first} et al.")),
        authors => Some(authors.join(", ")).filter(|names| !names.is_empty()),
    };
    let facts = [
        authors,
        paper.year.map(|year| year.to_string()),
        paper.arxiv.as_ref().map(|id| format!("arXiv {id}")),
        paper.doi.as_ref().map(|doi| format!("DOI {doi}")),
    ];
    one_line(&facts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// What the draft rests on.
fn basis(draft: &DraftAudit) -> String {
    let mut basis = Vec::new();
    match draft.paper.pages {
        0 => basis.push("no pages".to_owned()),
        pages => basis.push(counted(pages as usize, "page", "pages")),
    }
    match draft.paper.attachments.len() {
        0 => {}
        count => basis.push(counted(count, "attachment", "attachments")),
    }
    basis.push(format!("rubric {} {}", one_line(&draft.rubric.id), one_line(&draft.rubric.version)));
    basis.push(match draft.model(ModelRole::Encoder) {
        None => "from words alone, no model".to_owned(),
        Some(encoder) => format!("from words and {}", one_line(&encoder.name)),
    });
    match draft.warnings.len() {
        0 => {}
        warnings => basis.push(format!("{} in reading it", counted(warnings, "warning", "warnings"))),
    }

    basis.join(" · ")
}

/// How the answers are spread: what is suggested in a line, and what is not in another.
fn spread(draft: &DraftAudit, rubric: &Rubric) -> Vec<String> {
    let known: Vec<Certainty> = draft.cells.iter().map(Cell::certainty).collect();
    let count = |is: &dyn Fn(Certainty) -> bool| known.iter().filter(|known| is(**known)).count();
    let suggested = |known: Certainty| match known {
        Certainty::Sure { score, .. } => Some(score),
        _ => None,
    };
    let levels = rubric.scale.iter().rev().map(Score::Level).map(|level| {
        format!("{} {}", count(&|known| suggested(known) == Some(level)), rubric.scale.name_of(level))
    });
    let levels: Vec<String> = levels.collect();
    let inapplicable = match count(&|known| suggested(known) == Some(Score::NotApplicable)) {
        0 => String::new(),
        count => format!(" · {count} {CANNOT_APPLY}"),
    };
    let first = format!(
        "{} suggested ({}){inapplicable} · {} nothing found",
        count(&|known| suggested(known).is_some_and(|score| score.level().is_some())),
        levels.join(", "),
        count(&|known| matches!(known, Certainty::NothingFound { .. })),
    );
    let undecided = count(&|known| !known.is_suggested());
    let second = match draft.cells.iter().find(|cell| cell.uncalibrated) {
        Some(guessed) => format!("{undecided} undecided: {}", guessed.why_open()),
        None => format!(
            "{undecided} undecided: {} leaning (one answer has 50 % or more), {} open (none has)",
            count(&|known| matches!(known, Certainty::Leaning { .. })),
            count(&|known| known == Certainty::Open),
        ),
    };
    [first].into_iter().chain((undecided > 0).then_some(second)).collect()
}

/// The same on lines of a column: a file's name, shortened, and the page below it.
fn place_lines(evidence: &Evidence) -> Vec<String> {
    let parts = place(evidence.quote.source.as_ref(), evidence.quote.page);
    parts.iter().flat_map(|part| wrap_at_most(part, LONGEST_PLACE, 1, "…")).collect()
}

fn cell_of<'a>(draft: &'a DraftAudit, criterion: &Criterion) -> Option<&'a Cell> {
    draft.cells.iter().find(|cell| cell.criterion == criterion.id)
}

/// The cell to look at first; of several the first.
fn least_sure(draft: &DraftAudit) -> Option<&Cell> {
    draft.cells.iter().min_by(|a, b| a.sureness().total_cmp(&b.sureness()))
}

/// The widths of the columns: id, name, suggestion, confidence, quote, page.
struct Table {
    id: usize,
    name: usize,
    quote: usize,
    page: usize,
}

impl Table {
    const SUGGESTION: usize = NOTHING_FOUND.len();
    const CONFIDENCE: usize = "100 %".len();

    fn new(draft: &DraftAudit, columns: usize) -> Table {
        let id = draft.cells.iter().map(|cell| width(cell.criterion.as_str())).max().unwrap_or(0).max(2);
        let name = (columns / 5).clamp(18, 26);
        let places = draft.cells.iter().flat_map(|cell| cell.evidence.first()).flat_map(place_lines);
        let page = places.map(|line| width(&line)).max().unwrap_or(0);
        let gaps = 2 + 2 + 2 + 1 + 2 + if page > 0 { 2 } else { 0 };
        let taken = id + name + Self::SUGGESTION + Self::CONFIDENCE + page + gaps;
        // A long id takes its room from the line, not from the quote.
        Table { id, name, quote: columns.saturating_sub(taken).max(24), page }
    }

    /// What is suggested and how sure that is, in columns; what is no suggestion, across both.
    fn answer(cell: &Cell, rubric: &Rubric) -> String {
        let certainty = cell.certainty();
        match certainty.probability().filter(|_| certainty.is_suggested()) {
            Some(sure) => {
                let words = colored(certainty, &certainty.words(&rubric.scale), rubric);
                format!("{} {}", left(&words, Self::SUGGESTION), right(&percent(sure), Self::CONFIDENCE))
            }
            None => colored(certainty, &certainty.told(&rubric.scale), rubric),
        }
    }

    fn rows(&self, rubric: &Rubric, criterion: &Criterion, cell: &Cell, lines: &mut Vec<String>) {
        let names = wrap(&one_line(&criterion.name), self.name);
        let (quotes, places) = match cell.evidence.first() {
            // Nothing rests on it.
            Some(nearest) if cell.beyond_near_misses().is_empty() => {
                let quote = format!("nearest: “{}”", one_line(&nearest.quote.text));
                let lines = wrap_at_most(&quote, self.quote, 1, "…”");
                (lines.iter().map(|line| paint(DIM, line)).collect(), place_lines(nearest))
            }
            Some(best) => {
                let quote = format!("“{}”", one_line(&best.quote.text));
                (wrap_at_most(&quote, self.quote, QUOTE_LINES, "…”"), place_lines(best))
            }
            None => (Vec::new(), Vec::new()),
        };
        for at in 0..names.len().max(quotes.len()).max(places.len()) {
            let cell_text = |texts: &[String]| texts.get(at).cloned().unwrap_or_default();
            let first = |text: String| if at == 0 { text } else { String::new() };
            let line = [
                "  ".to_owned(),
                right(&first(cell.criterion.to_string()), self.id),
                "  ".to_owned(),
                left(&cell_text(&names), self.name),
                "  ".to_owned(),
                left(&first(Self::answer(cell, rubric)), Self::SUGGESTION + 1 + Self::CONFIDENCE),
                "  ".to_owned(),
                left(&cell_text(&quotes), self.quote),
                "  ".to_owned(),
                right(&paint(DIM, &cell_text(&places)), self.page),
            ];
            lines.push(line.concat().trim_end().to_owned());
        }
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
