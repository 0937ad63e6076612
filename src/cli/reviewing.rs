//! The review page is served.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

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
    let mut opened = None;
    web::serve(workspace, settings, |link| {
        printed = printer.data(&format!("{link}\n"));
        printer.status("stop with Ctrl C");
        if !args.no_open {
            opened = page_to(link).ok();
            opened.iter().for_each(|page| open(page.path()));
        }
    })?;
    printed?;
    Ok(Exit::Done)
}

/// A page that only this user can read and that leads to the link: on a command line, where a browser is
/// started, everybody on the machine could read the token.
fn page_to(link: &str) -> std::io::Result<NamedTempFile> {
    let mut page = tempfile::Builder::new().prefix("medcheck-").suffix(".html").tempfile()?;
    writeln!(
        page,
        "<!DOCTYPE html><meta http-equiv=\"refresh\" content=\"0; url={link}\"><a href=\"{link}\">medcheck</a>"
    )?;
    page.flush()?;
    Ok(page)
}

/// Shows a page in the system's browser; where there is none, the link was printed.
fn open(page: &Path) {
    let (program, before): (&str, &[&str]) = match () {
        () if cfg!(target_os = "macos") => ("open", &[]),
        () if cfg!(target_os = "windows") => ("cmd", &["/C", "start", ""]),
        () => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(before).arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = command.spawn();
}
