//! The review page is served.

use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::exit::Exit;
use super::global::Global;
use super::options::Reviewing;
use super::view::printer::Printer;
use crate::web::{self, Settings};

/// Review drafts in the browser
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Serves a page on this machine on which you turn drafts into decisions: the criteria, the PDF with \
                  the evidence lit up, one key per decision. It listens on loopback only; open the link it prints, \
                  which is good for this run. What you decide is on the disk before the page says so, one line \
                  each in `papers/<id>/decisions.jsonl`. Stop it with Ctrl+C.\n\n\
                  One server works for one reviewer; a second person runs a second one, with another name and \
                  port, or elsewhere on a copy. Neither sees the other's decisions on a paper before both are \
                  through with it.",
    after_long_help = "Examples:\n  medcheck review\n  medcheck review --reviewer second --port 8748 --blind"
)]
pub(super) struct Args {
    #[command(flatten)]
    reviewer: Reviewing,
    /// The port on this machine; 0 takes a free one
    #[arg(long, value_name = "P", default_value_t = 8747)]
    port: u16,
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
    /// Hide what the draft says of the level until you have decided
    #[arg(long)]
    blind: bool,
}

/// Serves until it is stopped.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(true)?;
    let reviewer = workspace.reviewer(args.reviewer.reviewer.as_deref())?;
    let program = std::env::current_exe().context("the program does not know where it is")?;
    let settings = Settings { reviewer, port: args.port, blind: args.blind, program };
    let mut printed = Ok(());
    web::serve(workspace, settings, |link, once| {
        printed = printer.data(&format!("{link}\n"));
        printer.status("stop with Ctrl+C");
        if !args.no_open {
            open(once);
        }
    })?;
    printed?;
    Ok(Exit::Done)
}

/// Shows a link in the system's browser; where there is none, the link was printed.
fn open(link: &str) {
    let (program, before): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(before).arg(link).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = command.spawn();
}
