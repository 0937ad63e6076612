//! `init`: a workspace is made.

use std::path::PathBuf;

use anyhow::Result;

use super::exit::Exit;
use super::view::escape;
use super::view::printer::Printer;
use crate::workspace::Workspace;

/// Make a workspace
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Makes a workspace: a folder with `papers/`, `models/` and `index/`. What is there already stays.",
    after_long_help = "Examples:\n  medcheck init           here\n  medcheck init audits    in the folder audits"
)]
pub(super) struct Args {
    /// Where
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// Makes it, and says where it is.
pub(super) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let place = Workspace::init(&args.dir)?;
    let place = escape::one_line(&place.display().to_string());
    printer.status(&format!("workspace {place}\nnext: medcheck add PAPER.pdf, then medcheck draft"));
    Ok(Exit::Done)
}
