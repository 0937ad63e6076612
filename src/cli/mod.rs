//! The command line: arguments in, words and exit codes out.
//!
//! Data goes to stdout, everything else to stderr, both through one [`printer`]. Text that comes from a
//! paper, a rubric or a file name is escaped before a terminal sees it. A command is one short function in
//! [`commands`]; what it prints is made by a room-mate as a string, so that it can be tested whole.

mod about;
mod args;
mod cell;
mod commands;
mod comparing;
mod deciding;
mod escape;
mod evaluation;
mod exit;
mod exporting;
mod finding_args;
mod json;
mod layout;
mod learning;
mod painting;
mod printer;
mod progress;
mod refreshing;
mod reporting;
mod review_args;
mod reviewing;
mod searching;
mod statistics;
mod status;
mod table;
mod triaging;
mod trust;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use exit::Exit;
use printer::Printer;

/// Runs the program with this process's arguments and streams. The result is 0 when everything was done, 1
/// when a part was, 2 on an error or misuse.
pub fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let printer = Printer::new(cli.global.quiet, cli.global.verbose);
    let exit = commands::run(&cli, &printer).unwrap_or_else(|error| {
        if is_closed_pipe(&error) {
            // The reader (`head`, a pager) has seen enough.
            return Exit::Done;
        }
        printer.error(&commands::message(&error), commands::hint(&error).as_deref());
        Exit::Error
    });
    exit.into()
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
