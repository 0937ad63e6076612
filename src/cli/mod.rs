//! The command line: arguments in, words and exit codes out.
//!
//! Every command has a file of its name: its arguments with their help, one call of the library, printing,
//! and the exit code. `args` joins them, and this file runs the one that was asked for. What several print
//! the same way is in `view`. Data goes to stdout, everything else to stderr, both through one
//! `view::printer`. Text that comes from a paper, a rubric or a file name is escaped before a terminal
//! sees it. Libraries name no command and no option; `hints` says what to type about an error.

mod add;
mod args;
mod bench_encode;
mod compare;
mod decide;
mod diff;
mod doctor;
mod draft;
mod eval;
mod exit;
mod export;
mod global;
mod hints;
mod import;
mod init;
mod learn;
mod misuse;
mod options;
mod out;
mod paint_pages;
mod parse;
mod refresh;
mod remove;
mod report;
mod review;
mod rubric;
mod search;
mod show;
mod stats;
mod status;
mod triage;
mod view;

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, Parser};

use args::{Cli, Command};
use exit::{Exit, is_closed_pipe};
use view::printer::Printer;

/// Runs the program with this process's arguments and streams. The result is 0 when everything was done, 1
/// when a part was, 2 on an error or misuse.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let printer = Printer::new(cli.global.quiet, cli.global.verbose);
    let exit = run(&cli, &printer).unwrap_or_else(|error| {
        if is_closed_pipe(&error) {
            // The reader (`head`, a pager) has seen enough.
            return Exit::Done;
        }
        printer.error(&message(&error), hints::hint(&error).as_deref());
        Exit::Error
    });
    exit.into()
}

/// The whole command line as clap has it, with every command, hidden ones too, and all of its help.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs one command.
fn run(cli: &Cli, printer: &Printer) -> Result<Exit> {
    match &cli.command {
        Command::Init(args) => init::run(args, printer),
        Command::Add(args) => add::run(args, &cli.global, printer),
        Command::Remove(args) => remove::run(args, &cli.global, printer),
        Command::Parse(args) => parse::run(args, printer),
        Command::Draft(args) => draft::run(args, &cli.global, printer),
        Command::Show(args) => show::run(args, &cli.global, printer),
        Command::Search(args) => search::run(args, &cli.global, printer),
        Command::Compare(args) => compare::run(args, &cli.global, printer),
        Command::Triage(args) => triage::run(args, &cli.global, printer),
        Command::Review(args) => review::run(args, &cli.global, printer),
        Command::Decide(args) => decide::run(args, &cli.global, printer),
        Command::Status(args) => status::run(args, &cli.global, printer),
        Command::Export(args) => export::run(args, &cli.global, printer),
        Command::Report(args) => report::run(args, &cli.global, printer),
        Command::Stats(args) => stats::run(args, &cli.global, printer),
        Command::Import(args) => import::run(args, &cli.global, printer),
        Command::Refresh(args) => refresh::run(args, &cli.global, printer),
        Command::Diff(args) => diff::run(args, &cli.global, printer),
        Command::Rubric(args) => rubric::run(args, &cli.global, printer),
        Command::Learn(args) => learn::run(args, &cli.global, printer),
        Command::Eval(args) => eval::run(args, &cli.global, printer),
        Command::Doctor(args) => doctor::run(args, &cli.global, printer),
        Command::BenchEncode(args) => bench_encode::run(args, printer),
        Command::PaintPages(_) => paint_pages::run(),
    }
}

/// An error with its causes, as far as its own words do not name them already.
fn message(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| {
        if cause.contains(&said) {
            cause
        } else if said.contains(&cause) {
            said
        } else {
            format!("{said}: {cause}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::PaperId;
    use crate::rubric::Rubric;
    use hints::hint;
    use misuse::{known_criterion, known_phase};

    #[test]
    fn a_cause_is_not_said_twice() {
        let rubric = Rubric::parse("id = \"\"", "r.toml").unwrap_err();
        let error = anyhow::Error::from(rubric);
        assert_eq!(message(&error), "r.toml:1: `id` is empty");
        let error = anyhow::Error::from(std::fmt::Error).context("the table");
        assert!(message(&error).starts_with("the table: an error occurred"));
    }

    #[test]
    fn every_misuse_has_a_hint() {
        let rubric = Rubric::medcheck();
        for misuse in [known_criterion(rubric, "99").unwrap_err(), known_phase(rubric, "VI").unwrap_err()] {
            let error = anyhow::Error::from(misuse);
            assert!(message(&error).contains("rubric medcheck 2026.1 has no "));
            assert!(hint(&error).is_some());
        }
        assert!(hint(&PaperId::new("../x").unwrap_err().into()).is_some());
    }
}
