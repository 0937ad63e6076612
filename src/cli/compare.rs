//! `compare`: one criterion across all papers. Decisions and drafts stand in tables of their own.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::misuse::known_criterion;
use super::options::TableFormat;
use super::view::escape::{self, one_line};
use super::view::failures::{FailureJson, failures};
use super::view::json;
use super::view::layout::{BOLD, DIM, YELLOW, counted, left, paint, width, wrap_at_most};
use super::view::place::place;
use super::view::printer::Printer;
use super::view::suggestion::{NOT_REVIEWED, percent};
use crate::audit::{Certainty, UNDECIDED};
use crate::document::{AttachmentName, PaperId};
use crate::output::tables::{Numeral, Records, csv};
use crate::review::{Audience, ComparedPaper, ComparedStanding, Reviewer};
use crate::rubric::{Criterion, Rubric, Score};
use crate::workspace::Failure;

/// Compare one criterion across all papers
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Shows one criterion for every paper: the level, the best quote and its page. Where a decision of \
                  people stands, it is shown; elsewhere the draft's suggestion, apart and labeled as a draft. The \
                  two are never counted together.",
    after_long_help = "Examples:\n  medcheck compare --criterion 23\n  \
                       medcheck compare --criterion 23 --format csv > contamination.csv"
)]
pub(super) struct Args {
    /// The criterion
    #[arg(long, value_name = "N")]
    criterion: String,
    /// For people, for programs, or for spreadsheets
    #[arg(long, value_name = "FORMAT", default_value = "text", value_enum)]
    format: TableFormat,
}

/// A quote gets two lines in a table.
const QUOTE_LINES: usize = 2;

/// `compare --format json`.
#[derive(Serialize)]
struct CompareJson<'a> {
    schema_version: u32,
    rubric: &'a str,
    criterion: &'a str,
    papers: Vec<RowJson<'a>>,
    failures: Vec<FailureJson>,
}

#[derive(Serialize)]
struct RowJson<'a> {
    paper: &'a PaperId,
    title: Option<&'a str>,
    /// `decided`, `draft` or `none`.
    basis: &'static str,
    /// A level or `"NA"`; `null` without one.
    level: Option<Score>,
    /// The level with its name, or what the draft says instead; `null` without either.
    verdict: Option<String>,
    /// Of what a draft suggests.
    confidence: Option<f32>,
    /// What a draft suggests or leans to; `null` without one.
    certainty: Option<Certainty>,
    by: &'a [Reviewer],
    /// What people said where no decision stands.
    people: Option<&'static str>,
    quote: Option<&'a str>,
    source: Option<&'a str>,
    page: Option<u32>,
    section: Option<&'a str>,
    /// Whether the draft was made with another text of the rubric.
    outdated: bool,
}

impl<'a> RowJson<'a> {
    fn new(row: &'a ComparedPaper, rubric: &Rubric) -> RowJson<'a> {
        let quote = row.quote();
        let certainty = match row.standing {
            ComparedStanding::Draft { certainty, .. } => certainty,
            _ => None,
        };
        let suggested = certainty.filter(|certainty| certainty.is_suggested());
        RowJson {
            paper: &row.id,
            title: row.title.as_deref(),
            basis: row.basis(),
            level: match (&row.standing, certainty) {
                (ComparedStanding::Decided { score, .. }, _) => Some(*score),
                (_, Some(Certainty::Sure { score: score @ Score::Level(_), .. })) => Some(score),
                _ => None,
            },
            verdict: match certainty {
                Some(certainty) if !certainty.is_suggested() => Some(UNDECIDED.to_owned()),
                _ => row.verdict(rubric),
            },
            confidence: suggested.and_then(Certainty::probability),
            certainty,
            by: match &row.standing {
                ComparedStanding::Decided { by, .. } => by,
                _ => &[],
            },
            people: row.people,
            quote: quote.map(|quote| quote.text.as_str()),
            source: quote.and_then(|quote| quote.source.as_ref()).map(AttachmentName::as_str),
            page: quote.and_then(|quote| quote.page),
            section: quote.and_then(|quote| quote.section.as_deref()),
            outdated: matches!(row.standing, ComparedStanding::Draft { is_outdated: true, .. }),
        }
    }
}

/// A row of `compare --format csv`.
#[derive(Serialize, Default)]
struct RowRecord {
    paper: String,
    title: Option<String>,
    criterion: String,
    /// `decided`, `draft` or `none`.
    basis: &'static str,
    level: Option<Numeral>,
    /// The level with its name, or what the draft says instead; `null` without either.
    verdict: Option<String>,
    /// Of what a draft suggests.
    confidence: Option<Numeral>,
    by: String,
    /// What people said where no decision stands.
    people: Option<&'static str>,
    quote: Option<String>,
    source: Option<String>,
    page: Option<u32>,
    section: Option<String>,
    /// `yes` where the draft was made with another text of the rubric.
    outdated: Option<&'static str>,
    /// Of a draft: `sure`, `leaning`, `open` or `nothing_found`.
    certainty: Option<&'static str>,
    /// A level or `NA`: what a draft leans to and does not suggest.
    leaning: Option<Numeral>,
    /// Of what it leans to.
    leaning_probability: Option<Numeral>,
}

impl RowRecord {
    fn new(row: &RowJson<'_>, criterion: &Criterion) -> RowRecord {
        let by: Vec<&str> = row.by.iter().map(Reviewer::as_str).collect();
        let leaning = row.certainty.and_then(|certainty| match certainty {
            Certainty::Leaning { score, probability } => Some((score, probability)),
            _ => None,
        });
        let share = |share: f32| Numeral::new(format!("{share:.2}"));
        RowRecord {
            paper: row.paper.to_string(),
            title: row.title.map(str::to_owned),
            criterion: criterion.id.to_string(),
            basis: row.basis,
            level: row.level.map(|level| Numeral::new(level.to_string())),
            verdict: row.verdict.clone(),
            confidence: row.confidence.map(share),
            by: by.join("; "),
            people: row.people,
            quote: row.quote.map(str::to_owned),
            source: row.source.map(str::to_owned),
            page: row.page,
            section: row.section.map(str::to_owned),
            outdated: row.outdated.then_some("yes"),
            certainty: row.certainty.map(Certainty::name),
            leaning: leaning.map(|(score, _)| Numeral::new(score.to_string())),
            leaning_probability: leaning.map(|(_, probability)| share(probability)),
        }
    }
}

impl ComparedPaper {
    fn basis(&self) -> &'static str {
        match self.standing {
            ComparedStanding::Decided { .. } => "decided",
            ComparedStanding::Draft { .. } => "draft",
            ComparedStanding::Nothing => "none",
        }
    }

    /// The level with its name, or what stands in its place.
    fn verdict(&self, rubric: &Rubric) -> Option<String> {
        match &self.standing {
            ComparedStanding::Decided { score, .. } => Some(rubric.scale.words(*score)),
            ComparedStanding::Draft { certainty, .. } => {
                certainty.map(|certainty| certainty.words(&rubric.scale))
            }
            ComparedStanding::Nothing => None,
        }
    }
}

/// Compares, and prints a table for people, for programs or for spreadsheets.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(false)?;
    let rubric = workspace.rubric();
    let criterion = known_criterion(rubric, &args.criterion)?;
    let (rows, failed) = workspace.compare(criterion, Audience::Anybody)?;
    printer.data(&match args.format {
        TableFormat::Json => json::line(&as_json(&rows, &failed, rubric, criterion))?,
        TableFormat::Csv => as_csv(&rows, rubric, criterion)?,
        TableFormat::Text => as_text(&rows, rubric, criterion, printer.width),
    })?;
    failures(&failed, printer);
    if rows.is_empty() && failed.is_empty() {
        printer.status("no papers here yet: `medcheck add PAPER.pdf` adds one");
    }
    Ok(Exit::of(rows.len(), failed.len()))
}

fn as_json<'a>(
    rows: &'a [ComparedPaper],
    failed: &'a [Failure],
    rubric: &'a Rubric,
    criterion: &'a Criterion,
) -> CompareJson<'a> {
    CompareJson {
        schema_version: 1,
        rubric: &rubric.id,
        criterion: criterion.id.as_str(),
        papers: rows.iter().map(|row| RowJson::new(row, rubric)).collect(),
        failures: failed.iter().map(FailureJson::from).collect(),
    }
}

fn as_csv(rows: &[ComparedPaper], rubric: &Rubric, criterion: &Criterion) -> Result<String> {
    let rows = rows.iter().map(|row| RowRecord::new(&RowJson::new(row, rubric), criterion));
    let records = Records::of(&RowRecord::default(), rows)?;
    Ok(escape::lines(&csv(&records)?).into_owned())
}

/// A table of decisions, one of drafts, and the papers that have neither.
fn as_text(rows: &[ComparedPaper], rubric: &Rubric, criterion: &Criterion, columns: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let name = format!("{}  {}", criterion.id, one_line(&criterion.name));
    let mut text = format!("{}\n", paint(BOLD, &name));
    let groups = [
        ("decided", paint(BOLD, "Decided by people")),
        ("draft", paint(YELLOW.bold(), NOT_REVIEWED)),
        ("none", paint(BOLD, "Neither decided nor drafted")),
    ];
    for (basis, head) in groups {
        let of_it: Vec<&ComparedPaper> = rows.iter().filter(|row| row.basis() == basis).collect();
        if !of_it.is_empty() {
            let papers = counted(of_it.len(), "paper", "papers");
            let counts = std::iter::once(papers).chain(counts(&of_it, rubric));
            let counts = paint(DIM, &counts.collect::<Vec<_>>().join(" · "));
            text.push_str(&format!("\n{head}\n{counts}\n"));
            text.push_str(&group(&of_it, rubric, columns));
        }
    }
    text
}

fn counts(rows: &[&ComparedPaper], rubric: &Rubric) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for verdict in rows.iter().filter_map(|row| row.verdict(rubric)) {
        *counts.entry(verdict).or_default() += 1;
    }
    counts.into_iter().map(|(verdict, count)| format!("{verdict}: {count}")).collect()
}

/// A row a paper: id, level, who or how sure, quote and page.
fn group(rows: &[&ComparedPaper], rubric: &Rubric, columns: usize) -> String {
    let verdict = |row: &ComparedPaper| row.verdict(rubric).unwrap_or_default();
    let ids = rows.iter().map(|row| width(row.id.as_str())).max().unwrap_or(0);
    let verdicts = rows.iter().map(|row| width(&verdict(row))).max().unwrap_or(0);
    let remarks = rows.iter().map(|row| width(&remark(row))).max().unwrap_or(0).min(24);
    let indent = ids + verdicts + remarks + 6;
    let mut text = String::new();
    for row in rows {
        let remark = wrap_at_most(&remark(row), remarks, 1, "…").concat();
        let beginning = format!(
            "{}  {}  {}",
            left(row.id.as_str(), ids),
            left(&verdict(row), verdicts),
            left(&remark, remarks)
        );
        let mut shown = Vec::new();
        if let Some(quote) = row.quote() {
            let place = place(quote.source.as_ref(), quote.page).join(" · ");
            let room = columns.saturating_sub(indent).max(24);
            shown = wrap_at_most(&format!("“{}”", one_line(&quote.text)), room, QUOTE_LINES, "…”");
            shown.extend((!place.is_empty()).then(|| paint(DIM, &place)));
        }
        let first = shown.first().cloned().unwrap_or_default();
        text.push_str(format!("{beginning}  {first}").trim_end());
        text.push('\n');
        for line in shown.iter().skip(1) {
            text.push_str(&format!("{}{line}\n", " ".repeat(indent)));
        }
    }
    text
}

/// Who decided, or how sure the draft is and what people said so far.
fn remark(row: &ComparedPaper) -> String {
    match &row.standing {
        ComparedStanding::Decided { by, .. } => {
            let names: Vec<String> = by.iter().map(|name| one_line(name.as_str())).collect();
            format!("by {}", names.join(", "))
        }
        ComparedStanding::Draft { certainty, is_outdated, .. } => {
            let sure = certainty.and_then(Certainty::probability).map(percent);
            let old = is_outdated.then(|| "older rubric".to_owned());
            let parts: Vec<String> = ["draft".to_owned()]
                .into_iter()
                .chain(sure)
                .chain(old)
                .chain(row.people.map(str::to_owned))
                .collect();
            parts.join(", ")
        }
        ComparedStanding::Nothing => row.people.unwrap_or_default().to_owned(),
    }
}
