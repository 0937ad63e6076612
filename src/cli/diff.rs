//! `diff`: what changed between two snapshots.

use anyhow::Result;

use super::exit::Exit;
use super::global::Global;
use super::options::{Format, Output};
use super::view::difference::{SHOWN, told};
use super::view::json;
use super::view::printer::Printer;

/// Tell what changed between two snapshots
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Compares two snapshots that `medcheck refresh` kept: papers that came and went, levels of \
                  confirmed audits, findings and figures; apart from them what drafts suggest.",
    after_long_help = "Examples:\n  medcheck diff                            the last two\n  \
                       medcheck diff 2026-10-01                 from that day's to the last\n  \
                       medcheck diff 2026-10 2026-11 --all --format json"
)]
pub(super) struct Args {
    /// The earlier snapshot: the beginning of its name, or a path [default: the last but one]
    #[arg(value_name = "OLD")]
    old: Option<String>,
    /// The later one [default: the last]
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// Lists in full
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    output: Output,
}

/// Tells what differs between two snapshots.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(false)?;
    let difference = workspace.differences(args.old.as_deref(), args.new.as_deref())?;
    printer.data(&match args.output.format {
        Format::Json => json::line(&difference)?,
        Format::Text => {
            let most = if args.all { None } else { Some(SHOWN) };
            told(&difference, workspace.rubric(), most, printer.width)
        }
    })?;
    Ok(Exit::Done)
}
