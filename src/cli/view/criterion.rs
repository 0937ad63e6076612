//! One criterion in full: as the rubric has it, and as a draft answers it.

use super::draft::header;
use super::escape::one_line;
use super::layout::{BOLD, DIM, YELLOW, left, paint, wrap, wrap_at_most};
use super::place::place;
use super::suggestion::{NOT_REVIEWED, colored, percent};
use crate::audit::{Cell, Certainty, DraftAudit};
use crate::document::BlockKind;
use crate::evidence::Evidence;
use crate::rubric::{CANNOT_APPLY, Criterion, Cue, Published, PublishedKind, Rubric, Score};

const LABEL: usize = 14;

/// How many near misses are shown; more of them are no help.
const NEAR: usize = 3;

/// A criterion as the rubric has it: question, levels, rule, cues.
pub(in crate::cli) fn criterion(criterion: &Criterion, rubric: &Rubric, columns: usize) -> String {
    let mut page = Sheet::new(columns);
    page.definition(criterion, rubric);
    page.blank();
    page.field("cues", &joined(criterion.cues.iter().map(Cue::to_string)));
    page.finish()
}

/// A criterion as a draft answers it: the definition, the suggestion, every quote, what was searched.
pub(in crate::cli) fn full(
    draft: &DraftAudit,
    cell: &Cell,
    criterion: &Criterion,
    rubric: &Rubric,
    columns: usize,
) -> String {
    let mut page = Sheet::new(columns);
    page.lines.extend(header(draft, columns));
    page.lines.push(paint(YELLOW.bold(), NOT_REVIEWED));
    page.blank();
    page.definition(criterion, rubric);
    page.blank();

    page.field("suggestion", &suggestion(cell, rubric));
    let levels = rubric.scale.iter().zip(&cell.probabilities);
    let levels: Vec<String> =
        levels.map(|(at, &p)| format!("{} {}", rubric.scale.words(Score::Level(at)), percent(p))).collect();
    let mut probabilities = levels.join(" · ");
    if cell.not_applicable > 0.0 {
        let percent = percent(cell.not_applicable);
        probabilities.push_str(&format!(", if it applies · {CANNOT_APPLY} {percent}"));
    }
    page.field("probabilities", &probabilities);
    page.field("rationale", &one_line(&cell.rationale));

    let (evidence, misses) = cell.supporting();
    page.quotes("evidence", 1, evidence.iter());
    // Nobody knows how near they are where nothing was learned.
    let most = if cell.uncalibrated { usize::MAX } else { NEAR };
    // Numbered on, as they are kept by their numbers.
    page.quotes("near misses", 1 + evidence.len(), misses.take(most));

    page.heading("searched");
    page.field("words", &joined(cell.searched.queries.iter()));
    page.field("sections", &joined(cell.searched.sections.iter()));
    page.finish()
}

/// What is suggested and how sure that is; where nothing is, what the draft leans to, or why it does not.
fn suggestion(cell: &Cell, rubric: &Rubric) -> String {
    let certainty = cell.certainty();
    let told = certainty.told(&rubric.scale);
    match certainty {
        Certainty::Sure { .. } | Certainty::NothingFound { .. } => {
            format!("{} sure", colored(certainty, &told, rubric))
        }
        Certainty::Leaning { .. } => format!("none, {told}"),
        Certainty::Open => format!("none, {told}: {}", cell.why_open()),
    }
}

/// One line of many short texts.
fn joined<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> String {
    let texts: Vec<String> = texts.map(|text| one_line(text.as_ref())).collect();
    if texts.is_empty() { "none".to_owned() } else { texts.join(" · ") }
}

/// What a published audit found.
fn published(published: &Published) -> String {
    let kind = match published.kind {
        PublishedKind::NotMet => "not met",
        PublishedKind::MetOrPartial => "met or partial",
    };
    let count = match (published.count, published.of) {
        (Some(count), Some(of)) => format!(" ({count} of {of})"),
        _ => String::new(),
    };
    format!("{kind} in {:.0} % of papers{count}", published.share * 100.0)
}

/// Lines of a full view.
struct Sheet {
    columns: usize,
    lines: Vec<String>,
}

impl Sheet {
    fn new(columns: usize) -> Sheet {
        Sheet { columns, lines: Vec::new() }
    }

    fn finish(mut self) -> String {
        self.blank();
        self.lines.join("\n")
    }

    fn blank(&mut self) {
        self.lines.push(String::new());
    }

    fn heading(&mut self, title: &str) {
        self.blank();
        self.lines.push(paint(BOLD, title));
    }

    /// A label and its text, wrapped beside it. An empty text is left out.
    fn field(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        for (at, line) in wrap(text, self.columns.saturating_sub(LABEL + 4)).into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            self.lines.push(format!("  {}  {line}", paint(DIM, &left(label, LABEL))));
        }
    }

    fn definition(&mut self, criterion: &Criterion, rubric: &Rubric) {
        let phase = rubric.phase(&criterion.phase).map(|phase| one_line(&phase.name)).unwrap_or_default();
        let title = format!("{}  {}", criterion.id, one_line(&criterion.name));
        self.lines.push(format!(
            "{}  {}",
            paint(BOLD, &title),
            paint(DIM, &format!("{} {phase}", criterion.phase))
        ));
        self.lines.extend(wrap(&one_line(&criterion.question), self.columns));
        self.blank();
        for (level, anchor) in criterion.anchors(&rubric.scale) {
            self.field(&rubric.scale.words(Score::Level(level)), &one_line(anchor));
        }
        let optional = |text: &Option<String>| text.as_deref().map(one_line).unwrap_or_default();
        self.field("rule", &optional(&criterion.rule));
        self.field("does not apply", &optional(&criterion.na));
        self.field("published", &criterion.published.as_ref().map(published).unwrap_or_default());
    }

    fn quotes<'a>(&mut self, title: &str, first: usize, quotes: impl Iterator<Item = &'a Evidence>) {
        self.heading(title);
        let before = self.lines.len();
        for (number, evidence) in (first..).zip(quotes) {
            let mut place = place(evidence.quote.source.as_ref(), evidence.quote.page);
            place.extend(evidence.quote.section.as_deref().map(one_line));
            if evidence.kind != BlockKind::Body {
                place.push(evidence.kind.name().to_owned());
            }
            place.push(percent(evidence.score));
            place.retain(|part| !part.is_empty());
            self.lines.push(format!("{number:>3}. {}", paint(DIM, &place.join(" · "))));
            if let Some(caption) = &evidence.caption {
                let caption = format!("row of {}", one_line(caption));
                let shown = wrap_at_most(&caption, self.columns.saturating_sub(5), 1, "…");
                self.lines.extend(shown.iter().map(|line| format!("     {}", paint(DIM, line))));
            }
            let quote = format!("“{}”", one_line(&evidence.quote.text));
            self.lines.extend(
                wrap(&quote, self.columns.saturating_sub(5)).iter().map(|line| format!("     {line}")),
            );
        }
        if self.lines.len() == before {
            self.lines.push("  none".to_owned());
        }
    }
}
