//! Learning from scored papers, and measuring what that is worth.

use anyhow::Result;
use serde::Serialize;

use super::args::{EvalArgs, EvalFormat, LabelArgs};
use super::exit::Exit;
use super::printer::Printer;
use super::progress::Progress;
use super::{escape, evaluation, json, trust};
use crate::papers;
use crate::workspace::{EvaluationRequest, Labels, Measured, Workspace};

impl From<&LabelArgs> for Labels {
    fn from(args: &LabelArgs) -> Labels {
        Labels { files: args.gold.clone(), decisions: args.from_decisions }
    }
}

/// Learns, and says how it went on papers left out.
pub(super) fn learn(workspace: &Workspace, labels: &LabelArgs, seed: u64, printer: &Printer) -> Result<Exit> {
    let lesson = workspace.learn(&labels.into(), seed, &Progress::new(printer))?;
    printer.data(&evaluation::text(&lesson.left_out, printer.width))?;
    printer.status(&format!("learned and written to models/{}", escape::one_line(&lesson.name)));
    Ok(Exit::Done)
}

/// Measures, and prints it.
pub(super) fn eval(workspace: &Workspace, args: &EvalArgs, printer: &Printer) -> Result<Exit> {
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
        return print(args.format, &points, curve, || evaluation::curve_csv(&points), printer);
    }
    let measured = workspace.evaluate(&request, &progress)?;
    drop(progress);
    if let Some(path) = &args.diagram {
        papers::replace_file(path, evaluation::reliability::svg(&measured.evaluation).as_bytes())?;
    }
    let Measured { evaluation, trust } = &measured;
    let text =
        || evaluation::text(evaluation, printer.width) + &trust.as_ref().map(trust::text).unwrap_or_default();
    let csv = || evaluation::csv(evaluation) + &trust.as_ref().map(trust::csv).unwrap_or_default();
    print(args.format, &measured, text, csv, printer)
}

fn print(
    format: EvalFormat,
    object: &impl Serialize,
    text: impl Fn() -> String,
    csv: impl Fn() -> String,
    printer: &Printer,
) -> Result<Exit> {
    printer.data(&match format {
        EvalFormat::Text => text(),
        EvalFormat::Json => json::line(object)?,
        EvalFormat::Csv => csv(),
    })?;
    Ok(Exit::Done)
}
