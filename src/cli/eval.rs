//! `eval`: drafts are measured on scored papers that nothing was learned from.

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::options::Scored;
use super::view::printer::Printer;
use super::view::progress::Progress;
use super::view::{escape, evaluation, json, trust};
use crate::evaluation::Measured;
use crate::output::page::reliability_diagram;
use crate::output::reports::evaluation as written;
use crate::output::tables;
use crate::workspace::{EvaluationRequest, Labels};
use crate::{disk, workspace};

/// Measure drafts on scored papers that nothing was learned from
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Leaves out some of the scored papers at a time, learns from the others, drafts those left out and \
                  compares with what people decided. What is learned is not kept.",
    after_long_help = "Examples:\n  medcheck eval --gold scored.jsonl\n  medcheck eval --gold scored.jsonl --on others.jsonl"
)]
pub(super) struct Args {
    #[command(flatten)]
    labels: Scored,
    /// Measure on these scored papers, instead of leaving some out in turn
    #[arg(long, value_name = "FILE")]
    on: Vec<PathBuf>,
    /// Leave out the papers in so many parts
    #[arg(long, value_name = "N", default_value = "6", value_parser = clap::value_parser!(u16).range(2..), conflicts_with = "on")]
    folds: u16,
    /// Learn from so many of the papers, one measurement each
    #[arg(long, value_name = "N,N,…", value_delimiter = ',', requires = "on")]
    curve: Vec<usize>,
    /// Decides what is drawn by chance
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Also the trust test: change copies of the papers for one criterion at a time and draft it again
    #[arg(long, conflicts_with = "curve")]
    perturb: bool,
    /// Also draw how often a confidence is right, as SVG
    #[arg(long, value_name = "FILE", conflicts_with = "curve")]
    diagram: Option<PathBuf>,
    /// Words alone
    #[arg(long)]
    no_model: bool,
    /// For people, for programs, or for spreadsheets
    #[arg(long, value_name = "FORMAT", default_value = "text", value_enum)]
    format: Format,
}

/// How figures are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Text,
    /// One object
    Json,
    /// A row for the whole, for every phase and every criterion
    Csv,
}

/// Measures, and prints it.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(!args.no_model)?;
    let on = (!args.on.is_empty()).then(|| Labels { files: args.on.clone(), decisions: false });
    let request = EvaluationRequest {
        labels: (&args.labels).into(),
        on,
        folds: usize::from(args.folds),
        seed: args.seed,
        perturb: args.perturb,
    };
    let progress = Progress::new(printer);
    if !args.curve.is_empty() {
        let points = workspace.learning_curve(&request, &args.curve, &progress)?;
        drop(progress);
        let curve = || evaluation::curve(&points);
        let csv = || written::curve_csv(points.iter().map(|point| (point.papers, &point.evaluation)));
        return print(args.format, &points, curve, csv, printer);
    }
    let measured = workspace.evaluate(&request, &progress)?;
    drop(progress);
    if let Some(path) = &args.diagram {
        let diagram = reliability_diagram(&measured.evaluation);
        disk::replace(path, escape::lines(&diagram).as_bytes()).map_err(workspace::Error::from)?;
    }
    let Measured { evaluation, trust } = &measured;
    let text =
        || evaluation::text(evaluation, printer.width) + &trust.as_ref().map(trust::text).unwrap_or_default();
    let csv = || {
        let trust = trust.as_ref().map(written::trust_csv).transpose()?;
        Ok(written::evaluation_csv(evaluation)? + &trust.unwrap_or_default())
    };
    print(args.format, &measured, text, csv, printer)
}

fn print(
    format: Format,
    object: &impl Serialize,
    text: impl Fn() -> String,
    csv: impl Fn() -> Result<String, tables::Error>,
    printer: &Printer,
) -> Result<Exit> {
    printer.data(&match format {
        Format::Text => text(),
        Format::Json => json::line(object)?,
        Format::Csv => escape::lines(&csv()?).into_owned(),
    })?;
    Ok(Exit::Done)
}
