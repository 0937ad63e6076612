//! `status`: how far the papers are, and what is left of one.

use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::options::{Format, Output};
use super::view::failures::failures;
use super::view::layout::{BOLD, DIM, GREEN, YELLOW, left, paint, right, width, wrap, wrap_at_most};
use super::view::printer::Printer;
use super::view::unfit::{TORN_HINT, UNFIT_HINT, torn_decision, unfit_decision};
use super::view::{escape, json};
use crate::document::PaperId;
use crate::review::{PaperStatus, Remaining, Reviewer};
use crate::rubric::{CriterionId, Rubric};

/// Show how far the papers are
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Shows for every paper how many criteria of each phase are decided, how many are open and disputed, \
                  who is through with it, and whether its audit is confirmed. With a paper, lists the criteria \
                  that are left. What people differ on is shown when all who began are through.",
    after_long_help = "Examples:\n  medcheck status\n  medcheck status 2009.13081\n  \
                       medcheck status --reviewer ada"
)]
pub(super) struct Args {
    /// Only this paper, with its criteria that are left
    #[arg(value_name = "PAPER")]
    paper: Option<String>,
    /// How far this person is [default: how far the papers are with all]
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// The least room that a title gets beside the table; with less there is none.
const LEAST_TITLE: usize = 12;

/// `status --format json`.
#[derive(Serialize)]
struct StatusJson<'a> {
    schema_version: u32,
    rubric: &'a str,
    /// Whose work is counted; `null` for everybody's.
    reviewer: Option<&'a str>,
    papers: &'a [PaperStatus],
    /// Of the one paper that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining: Option<&'a Remaining>,
}

/// Prints how far the papers are; of a single one, also what is left.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(false)?;
    let reviewer = match &args.reviewer {
        Some(name) => Some(workspace.reviewer(Some(name))?),
        None => None,
    };
    let reviewer = reviewer.as_ref();
    let ((papers, failed), remaining) = match &args.paper {
        Some(id) => {
            let id = PaperId::new(id)?;
            let remaining = workspace.remaining(&id, reviewer)?;
            ((vec![workspace.status_of(&id, reviewer)?], Vec::new()), Some(remaining))
        }
        None => (workspace.status(reviewer)?, None),
    };
    let rubric = workspace.rubric();
    printer.data(&match args.output.format {
        Format::Json => json::line(&StatusJson {
            schema_version: 1,
            rubric: &rubric.id,
            reviewer: reviewer.map(Reviewer::as_str),
            papers: &papers,
            remaining: remaining.as_ref(),
        })?,
        Format::Text => {
            let left = remaining.map(|remaining| what_is_left(&remaining, rubric, printer.width));
            table(&papers, rubric, printer.width) + &left.unwrap_or_default()
        }
    })?;
    if papers.is_empty() && failed.is_empty() {
        printer.status("no papers here yet: `medcheck add PAPER.pdf` adds one");
    }
    for paper in &papers {
        for (message, hint) in apart(paper) {
            printer.warning(&message, Some(hint));
        }
    }
    failures(&failed, printer);
    Ok(if failed.is_empty() { Exit::Done } else { Exit::of(papers.len(), failed.len()) })
}

/// What of a paper's decisions counts nowhere, and what to do about it.
fn apart(paper: &PaperStatus) -> Vec<(String, &'static str)> {
    let unfit = paper.unfit.iter().map(|unfit| (unfit_decision(&paper.id, unfit), UNFIT_HINT));
    let torn = paper.torn_line.map(|line| (torn_decision(&paper.id, line), TORN_HINT));
    unfit.chain(torn).collect()
}

/// A row a paper: decided of all for every phase, what is open and disputed, and who is through.
fn table(papers: &[PaperStatus], rubric: &Rubric, columns: usize) -> String {
    if papers.is_empty() {
        return String::new();
    }
    let phases = rubric.phases.iter().map(|phase| phase.id.clone());
    let heads: Vec<String> = ["paper".to_owned()]
        .into_iter()
        .chain(phases)
        .chain(["open", "disputed", "state", "title"].map(str::to_owned))
        .collect();
    let rows: Vec<Vec<String>> = papers.iter().map(cells).collect();
    let widest = |at: usize| {
        let cells = rows.iter().chain([&heads]).map(|row| width(&row[at]));
        cells.max().unwrap_or(0)
    };
    let (state, title) = (heads.len() - 2, heads.len() - 1);
    let widths: Vec<usize> = (0..title).map(widest).collect();
    let room = columns.saturating_sub(widths.iter().sum::<usize>() + 2 * title);
    let line = |row: &[String]| {
        let mut text = String::new();
        for (at, cell) in row.iter().enumerate().take(title) {
            let is_word = at == 0 || at == state;
            text.push_str(&if is_word { left(cell, widths[at]) } else { right(cell, widths[at]) });
            text.push_str("  ");
        }
        if room >= LEAST_TITLE {
            text.push_str(&wrap_at_most(&row[title], room, 1, "…").concat());
        }
        text.trim_end().to_owned()
    };
    let mut text = paint(DIM, &line(&heads)) + "\n";
    for (row, paper) in rows.iter().zip(papers) {
        let shown = line(row);
        text.push_str(&if paper.is_confirmed { paint(GREEN, &shown) } else { shown });
        text.push('\n');
    }
    text
}

/// The cells of a row, in the order of the heads.
fn cells(paper: &PaperStatus) -> Vec<String> {
    let open: usize = paper.phases.iter().map(|phase| phase.criteria - phase.decided).sum();
    let people = paper.reviewers.iter().map(|(reviewer, is_finished)| {
        let name = escape::one_line(reviewer.as_str());
        if *is_finished { format!("{name} finished") } else { format!("{name} began") }
    });
    let state = if paper.is_confirmed {
        "confirmed".to_owned()
    } else if paper.reviewers.is_empty() {
        "not begun".to_owned()
    } else {
        people.collect::<Vec<_>>().join(", ")
    };
    let phases = paper.phases.iter().map(|phase| format!("{}/{}", phase.decided, phase.criteria));
    [paper.id.to_string()]
        .into_iter()
        .chain(phases)
        .chain([
            open.to_string(),
            paper.disputed.map_or("–".to_owned(), |disputed| disputed.to_string()),
            state,
            escape::one_line(paper.title.as_deref().unwrap_or_default()),
        ])
        .collect()
}

/// The criteria of one paper that are left, by what became of them.
fn what_is_left(remaining: &Remaining, rubric: &Rubric, columns: usize) -> String {
    let groups = [
        ("disputed", remaining.disputed.as_deref().unwrap_or_default(), YELLOW),
        ("not decided", &remaining.missing, BOLD),
        ("left open", &remaining.left_open, BOLD),
    ];
    let ids = rubric.criteria.iter().map(|criterion| width(criterion.id.as_str())).max().unwrap_or(0);
    let mut text = String::new();
    for (head, criteria, style) in groups {
        if criteria.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{}\n", paint(style, head)));
        for id in criteria {
            text.push_str(&named(id, rubric, ids, columns));
        }
    }
    text
}

fn named(id: &CriterionId, rubric: &Rubric, ids: usize, columns: usize) -> String {
    let name = rubric.criterion(id.as_str()).map(|criterion| escape::one_line(&criterion.name));
    let lines = wrap(&name.unwrap_or_default(), columns.saturating_sub(ids + 4).max(24));
    let line = |(at, line): (usize, &String)| {
        let id = if at == 0 { right(id.as_str(), ids) } else { " ".repeat(ids) };
        format!("  {id}  {line}\n")
    };
    lines.iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::PhaseStatus;

    fn paper(title: &str, name: &str) -> PaperStatus {
        let phases = Rubric::medcheck().phases.iter().map(|phase| PhaseStatus {
            phase: phase.id.clone(),
            criteria: 12,
            decided: 3,
            ..PhaseStatus::default()
        });
        PaperStatus {
            id: PaperId::new("2009.13081").unwrap(),
            title: Some(title.to_owned()),
            has_draft: true,
            phases: phases.collect(),
            reviewers: vec![(Reviewer::new(name).unwrap(), false)],
            disputed: None,
            is_confirmed: false,
            unfit: Vec::new(),
            torn_line: None,
        }
    }

    #[test]
    fn titles_are_harmless_and_every_line_fits() {
        let papers = [paper(&"A\u{1b}[2J Long Title ".repeat(20), "ada"), paper("Short", "bo")];
        for columns in 80..=120 {
            let shown =
                anstream::adapter::strip_str(&table(&papers, Rubric::medcheck(), columns)).to_string();
            assert!(shown.lines().all(|line| width(line) <= columns), "{shown}");
            assert!(!shown.contains('\u{1b}'));
        }
    }
}
