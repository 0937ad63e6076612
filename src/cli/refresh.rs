//! `refresh`: the workspace is brought up to date.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::options::{Format, Output};
use super::view::difference::{SHOWN, told};
use super::view::failures::{FailureJson, failures};
use super::view::json;
use super::view::layout::counted;
use super::view::printer::Printer;
use super::view::progress::Progress;
use crate::snapshots::Difference;
use crate::workspace::Refreshed;

/// Bring everything up to date and tell what changed
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Takes papers that lie loose in `papers/` or in watched folders (`watch = [\"a/folder\"]` in \
                  medcheck.toml), reads and drafts what is new or changed, recomputes the statistics, tells what \
                  changed since the last time (papers, levels, findings, figures) and keeps a dated snapshot of \
                  it in `snapshots/`. What did not change is not done again, and without a change there is no new \
                  snapshot. A file that changed replaces the paper it was taken from; decisions stay.\n\n\
                  One refresh runs at a time. With --quiet nothing is printed but errors; every run adds to \
                  `snapshots/refresh.log`. Stopped at any moment, the next one goes on.",
    after_long_help = "Examples:\n  medcheck refresh\n  medcheck refresh --watch ~/Downloads/papers\n  \
                       0 6 * * * medcheck refresh --quiet --workspace ~/audits      every morning, in a crontab"
)]
pub(super) struct Args {
    /// Also take papers from this file or folder; medcheck.toml can name some with `watch`
    #[arg(long, value_name = "PATH")]
    watch: Vec<PathBuf>,
    /// Work from words alone, without the language model
    #[arg(long)]
    no_model: bool,
    #[command(flatten)]
    output: Output,
}

/// `refresh --format json`.
#[derive(Serialize)]
struct RefreshJson<'a> {
    schema_version: u32,
    snapshot: Option<&'a Path>,
    papers: usize,
    taken: usize,
    drafted: usize,
    difference: &'a Difference,
    failures: Vec<FailureJson>,
}

/// Brings the workspace up to date and tells what changed.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(!args.no_model)?;
    let done = workspace.refresh(&args.watch, &Progress::new(printer))?;
    let Refreshed { difference, kept, papers, taken, drafted, .. } = &done;
    // A job that nobody watches says nothing when all is well; the log has it.
    if !printer.is_quiet() {
        printer.data(&match args.output.format {
            Format::Json => json::line(&RefreshJson {
                schema_version: 1,
                snapshot: kept.as_deref(),
                papers: *papers,
                taken: *taken,
                drafted: *drafted,
                difference,
                failures: done.failures.iter().map(FailureJson::from).collect(),
            })?,
            Format::Text => told(difference, workspace.rubric(), Some(SHOWN), printer.width),
        })?;
    }
    failures(&done.failures, printer);
    let snapshot = kept.as_ref().map_or("no new snapshot".to_owned(), |path| path.display().to_string());
    printer.status(&format!(
        "{}: {taken} taken in, {drafted} drafted, {} failed; {snapshot}",
        counted(*papers, "paper", "papers"),
        done.failures.len()
    ));
    // Papers without a change are done, too.
    Ok(if done.failures.is_empty() { Exit::Done } else { Exit::InPart })
}
