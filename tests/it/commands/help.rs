//! Help, version, and command lines that make no sense.

use clap::Command;

use crate::workspace::{Scratch, shows};

/// Commands that other programs run; `--help` does not list them.
const HIDDEN: [&str; 2] = ["bench-encode", "paint-pages"];

#[test]
fn every_command_explains_itself() {
    let scratch = Scratch::bare();
    shows!("help", scratch, ["--help"]);
    shows!("help_short", scratch, ["-h"]);
    let (hidden, shown): (Vec<Command>, Vec<Command>) =
        medcheck::cli::command().get_subcommands().cloned().partition(Command::is_hide_set);
    let hidden: Vec<&str> = hidden.iter().map(Command::get_name).collect();
    assert_eq!(hidden, HIDDEN, "only what no person types is hidden");
    shown.iter().for_each(|command| explains_itself(&scratch, command, &[]));
}

/// The command's help, and that of the commands below it.
fn explains_itself(scratch: &Scratch, command: &Command, above: &[&str]) {
    let path = [above, &[command.get_name()]].concat();
    assert!(command.get_about().is_some(), "{path:?} says nothing of itself");
    let arguments = [path.as_slice(), &["--help"]].concat();
    shows!(format!("help_{}", path.join("_")), scratch, arguments);
    command.get_subcommands().for_each(|below| explains_itself(scratch, below, &path));
}

#[test]
fn the_version_is_one_line() {
    shows!("version", Scratch::bare(), ["--version"]);
}

#[test]
fn without_a_command_the_commands_are_listed() {
    shows!("no_command", Scratch::bare(), []);
}

#[test]
fn misuse_says_how_it_is_done() {
    let scratch = Scratch::bare();
    shows!("misuse_unknown_command", scratch, ["drafts"]);
    shows!("misuse_unknown_option", scratch, ["draft", "--modle"]);
    shows!("misuse_add_nothing", scratch, ["add"]);
    shows!("misuse_remove_no_attachment", scratch, ["remove", "2009.13081"]);
    shows!("misuse_parse_nothing", scratch, ["parse"]);
    shows!("misuse_show_nothing", scratch, ["show"]);
    shows!("misuse_learn_nothing", scratch, ["learn"]);
    shows!("misuse_search_nothing", scratch, ["search"]);
    shows!("misuse_limit_0", scratch, ["search", "leakage", "--limit", "0"]);
    shows!("misuse_jobs_0", scratch, ["draft", "--jobs", "0"]);
    shows!("misuse_jobs_many", scratch, ["draft", "--jobs", "many"]);
    shows!("misuse_format", scratch, ["parse", "a.md", "--format", "xml"]);
    shows!("misuse_quiet_and_verbose", scratch, ["draft", "--quiet", "--verbose"]);
    shows!("misuse_criterion_and_phase", scratch, ["show", "a", "--criterion", "1", "--phase", "I"]);
}
