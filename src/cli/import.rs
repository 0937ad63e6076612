//! `import`: decisions come from elsewhere.

use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::options::{Format, Output};
use super::view::failures::{FailureJson, failures};
use super::view::json;
use super::view::layout::{counted, left, width};
use super::view::printer::Printer;
use crate::document::PaperId;
use crate::workspace::{ImportReport, ImportRequest, ImportedPaper};

/// Take decisions from elsewhere
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Adds decisions to the papers of the workspace: from audits that `medcheck export --format json` \
                  wrote, from a decisions.jsonl, or from label files (a JSON object a line with paper, rubric, \
                  criterion, score and evidence). What is there already is passed over. A paper is imported as a \
                  whole or not at all.",
    after_long_help = "Examples:\n  medcheck import audits.json\n  \
                       medcheck import ../other/papers/2009.13081/decisions.jsonl\n  \
                       medcheck import labels.jsonl --reviewer silver"
)]
pub(super) struct Args {
    /// Exported audits (JSON), decisions.jsonl, or labels
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Whose decisions labels are, such as `silver`
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    /// The paper that a decisions.jsonl is about [default: the one its folder is named after]
    #[arg(long, value_name = "ID")]
    paper: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// `import --format json`.
#[derive(Serialize)]
struct ImportJson<'a> {
    schema_version: u32,
    papers: Vec<ImportedJson<'a>>,
    failures: Vec<FailureJson>,
}

#[derive(Serialize)]
struct ImportedJson<'a> {
    paper: &'a PaperId,
    added: usize,
    known: usize,
    unplaced: usize,
    unconfirmed: bool,
}

impl<'a> From<&'a ImportReport> for ImportJson<'a> {
    fn from(report: &'a ImportReport) -> ImportJson<'a> {
        let imported = report.papers.iter().map(|imported| ImportedJson {
            paper: &imported.id,
            added: imported.added,
            known: imported.known,
            unplaced: imported.unplaced,
            unconfirmed: imported.unconfirmed,
        });
        ImportJson {
            schema_version: 1,
            papers: imported.collect(),
            failures: report.failures.iter().map(FailureJson::from).collect(),
        }
    }
}

/// Takes decisions in, and says how many were new.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(false)?;
    let reviewer = match &args.reviewer {
        Some(name) => Some(workspace.reviewer(Some(name))?),
        None => None,
    };
    let paper = args.paper.as_deref().map(PaperId::new).transpose()?;
    let report = workspace.import(&ImportRequest { files: args.files.clone(), reviewer, paper });
    printer.data(&match args.output.format {
        Format::Json => json::line(&ImportJson::from(&report))?,
        Format::Text => imported(&report),
    })?;
    failures(&report.failures, printer);
    Ok(Exit::of(report.papers.len(), report.failures.len()))
}

fn imported(report: &ImportReport) -> String {
    let ids = report.papers.iter().map(|imported| width(imported.id.as_str())).max().unwrap_or(0);
    let line = |imported: &ImportedPaper| {
        let counts = format!("{} added, {} known", counted(imported.added, "line", "lines"), imported.known);
        let unplaced = match imported.unplaced {
            0 => String::new(),
            count => format!(", {} not found in the paper", counted(count, "quote", "quotes")),
        };
        let unconfirmed = if imported.unconfirmed { "; no longer confirmed" } else { "" };
        format!("{}  {counts}{unplaced}{unconfirmed}\n", left(imported.id.as_str(), ids))
    };
    report.papers.iter().map(line).collect()
}
