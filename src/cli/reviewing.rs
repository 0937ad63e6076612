//! The review page is served.

use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::exit::Exit;
use super::printer::Printer;
use super::review_args::ReviewArgs;
use crate::web::{self, Settings};
use crate::workspace::Workspace;

/// Serves until it is stopped.
pub(super) fn review(workspace: Workspace, args: &ReviewArgs, printer: &Printer) -> Result<Exit> {
    let reviewer = workspace.reviewer(args.reviewer.reviewer.as_deref())?;
    let program = std::env::current_exe().context("the program does not know where it is")?;
    let settings = Settings { reviewer, port: args.port, blind: args.blind, program };
    let mut printed = Ok(());
    web::serve(workspace, settings, |link, once| {
        printed = printer.data(&format!("{link}\n"));
        printer.status("stop with Ctrl C");
        if !args.no_open {
            open(once);
        }
    })?;
    printed?;
    Ok(Exit::Done)
}

/// Shows a link in the system's browser; where there is none, the link was printed.
fn open(link: &str) {
    let (program, before): (&str, &[&str]) = match () {
        () if cfg!(target_os = "macos") => ("open", &[]),
        () if cfg!(target_os = "windows") => ("cmd", &["/C", "start", ""]),
        () => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(before).arg(link).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = command.spawn();
}
