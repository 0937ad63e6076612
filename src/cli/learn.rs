//! `learn`: heads, ranking and levels are learned from scored papers.

use anyhow::Result;

use super::exit::Exit;
use super::global::Global;
use super::options::Scored;
use super::view::printer::Printer;
use super::view::progress::Progress;
use super::view::{escape, evaluation};

/// Learn from scored papers
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Learns from papers of the workspace that have been scored: which sentences are evidence for a \
                  criterion, which level they support, and how sure a suggestion may be. Each line of the file is a \
                  JSON object with paper, rubric, criterion, score and evidence (a list of verbatim quotes). Takes \
                  minutes; the same labels and seed give the same bytes.",
    after_long_help = "Examples:\n  medcheck learn --gold scored.jsonl\n  medcheck learn --from-decisions"
)]
pub(super) struct Args {
    #[command(flatten)]
    labels: Scored,
    /// Decides what is drawn by chance
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Learns, and says how it went on papers left out.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(true)?;
    let lesson = workspace.learn(&(&args.labels).into(), args.seed, &Progress::new(printer))?;
    printer.data(&evaluation::text(&lesson.left_out, printer.width))?;
    printer.status(&format!("learned and written to models/{}", escape::one_line(&lesson.name)));
    Ok(Exit::Done)
}
