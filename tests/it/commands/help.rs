//! Help, version, and command lines that make no sense.

use crate::workspace::{Scratch, shows};

#[test]
fn every_command_explains_itself() {
    let scratch = Scratch::bare();
    shows!("help", scratch, ["--help"]);
    shows!("help_short", scratch, ["-h"]);
    for command in [
        "init", "add", "remove", "parse", "draft", "show", "search", "decide", "status", "export", "report",
        "stats", "import", "rubric", "learn", "doctor", "compare", "triage", "refresh", "diff",
    ] {
        shows!(format!("help_{command}"), scratch, [command, "--help"]);
    }
    shows!("help_rubric_show", scratch, ["rubric", "show", "--help"]);
    shows!("help_rubric_check", scratch, ["rubric", "check", "--help"]);
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
