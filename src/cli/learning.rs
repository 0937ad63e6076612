//! Learning from scored papers, and measuring what that is worth.

use anyhow::Result;

use super::args::{EvalArgs, LabelArgs};
use super::exit::Exit;
use super::printer::Printer;
use super::progress::Progress;
use crate::workspace::{EvaluationRequest, Labels, Workspace};

impl From<&LabelArgs> for Labels {
    fn from(args: &LabelArgs) -> Labels {
        Labels { files: args.gold.clone(), decisions: args.from_decisions }
    }
}

/// Learns, and says how it went on papers left out.
pub(super) fn learn(workspace: &Workspace, labels: &LabelArgs, seed: u64, printer: &Printer) -> Result<Exit> {
    let lesson = workspace.learn(&labels.into(), seed, &Progress::new(printer))?;
    printer.data(&lesson.left_out.text)?;
    printer.status(&format!("written to models/{}", lesson.name));
    Ok(Exit::Done)
}

/// Measures, and prints it.
pub(super) fn eval(workspace: &Workspace, args: &EvalArgs, printer: &Printer) -> Result<Exit> {
    let on = (!args.on.is_empty()).then(|| Labels { files: args.on.clone(), decisions: false });
    let request = EvaluationRequest { labels: (&args.labels).into(), on, folds: args.folds, seed: args.seed };
    let progress = Progress::new(printer);
    if args.curve.is_empty() {
        let evaluation = workspace.evaluate(&request, &progress)?;
        printer.data(&evaluation.text)?;
    } else {
        for point in workspace.learning_curve(&request, &args.curve, &progress)? {
            printer.data(&format!("{} {}", point.papers, point.evaluation.text))?;
        }
    }
    Ok(Exit::Done)
}
