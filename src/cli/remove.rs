//! `remove`: attachments of a paper are taken away.

use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::options::{Format, Output};
use super::view::failures::{FailureJson, failures};
use super::view::json::{self, SCHEMA_VERSION};
use super::view::printer::Printer;
use crate::document::PaperId;
use crate::workspace::Detached;

/// Remove attachments of a paper
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Removes what `medcheck add --to` put beside a paper. The paper stays, and the next `medcheck draft` \
                  drafts it without what was removed. `medcheck doctor` lists all attachments.",
    after_long_help = "Examples:\n  medcheck remove 2009.13081 --attachment README.md\n  \
                       medcheck remove 2009.13081 --attachment a.html --attachment b.pdf"
)]
pub(super) struct Args {
    /// The paper's id
    #[arg(value_name = "PAPER")]
    paper: String,
    /// The attachment's name; may be given several times
    #[arg(long, value_name = "NAME", required = true)]
    attachment: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// Removes them, and names each.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let id = PaperId::new(&args.paper)?;
    let report = global.open(false)?.detach(&id, &args.attachment)?;
    match args.output.format {
        Format::Json => printer.data(&json::line(&RemoveJson::new(&id, &report))?)?,
        Format::Text => {
            let removed = report.names.iter().map(|name| format!("removed  {id}/{name}\n"));
            printer.data(&removed.collect::<String>())?;
        }
    }
    failures(&report.failures, printer);
    if !report.names.is_empty() {
        printer.status(&format!("next: medcheck draft {id}"));
    }
    Ok(Exit::of(report.names.len(), report.failures.len()))
}

/// `remove --format json`.
#[derive(Serialize)]
struct RemoveJson<'a> {
    schema_version: u32,
    paper: &'a str,
    removed: &'a [String],
    failures: Vec<FailureJson>,
}

impl<'a> RemoveJson<'a> {
    fn new(paper: &'a PaperId, report: &'a Detached) -> RemoveJson<'a> {
        RemoveJson {
            schema_version: SCHEMA_VERSION,
            paper: paper.as_str(),
            removed: &report.names,
            failures: report.failures.iter().map(FailureJson::from).collect(),
        }
    }
}
