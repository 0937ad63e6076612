//! The command line: the commands, and the options that all of them take.

use clap::{Parser, Subcommand};

use super::global::Global;
use super::{
    add, bench_encode, compare, decide, diff, doctor, draft, eval, export, import, init, learn, paint_pages,
    parse, refresh, remove, report, review, rubric, search, show, stats, status, triage,
};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "medcheck",
    version,
    about = "Drafts audits of medical AI benchmark papers, for people to confirm",
    long_about = "Reads papers, finds the sentences that speak to each of the 46 MedCheck criteria (or to a rubric of \
                  your own), and drafts an audit with every quote on its page. A draft is a suggestion: an audit \
                  needs a person. Nothing leaves this machine.\n\n\
                  An independent implementation, not affiliated with the authors of MedCheck.",
    after_long_help = "Examples:\n  \
        medcheck draft papers/*.pdf             draft every PDF in a folder\n  \
        medcheck show 2009.13081 --criterion 23 one criterion in full, with its quotes\n  \
        medcheck search \"data leakage\"          find sentences in all papers\n\n\
        Exit codes: 0 done, 1 done in part (some papers failed), 2 error or misuse",
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands; each explains itself in its own file.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Init(init::Args),
    Add(add::Args),
    Remove(remove::Args),
    Parse(parse::Args),
    Draft(draft::Args),
    Show(show::Args),
    Search(search::Args),
    Compare(compare::Args),
    Triage(triage::Args),
    Review(review::Args),
    Decide(decide::Args),
    Status(status::Args),
    Export(export::Args),
    Report(report::Args),
    Stats(stats::Args),
    Import(import::Args),
    Refresh(refresh::Args),
    Diff(diff::Args),
    Rubric(rubric::Args),
    Learn(learn::Args),
    Eval(eval::Args),
    Doctor(doctor::Args),
    BenchEncode(bench_encode::Args),
    PaintPages(paint_pages::Args),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples() {
        for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.starts_with("Examples:\n  medcheck "), "{}", command.get_name());
        }
    }

    #[test]
    fn a_search_needs_words_or_a_criterion() {
        let parse = |line: &str| Cli::try_parse_from(line.split(' ')).is_ok();
        assert!(parse("medcheck search leakage"));
        assert!(parse("medcheck search --criterion 23"));
        assert!(!parse("medcheck search"));
        assert!(parse("medcheck search --evidence-only") && parse("medcheck search --like a:1"));
        assert!(!parse("medcheck search --like a") && !parse("medcheck search --like a:1 --criterion 23"));
        assert!(!parse("medcheck search x --limit 0"));
        assert!(parse("medcheck draft --jobs 2 --no-model a b"));
        assert!(!parse("medcheck -q -v draft"));
        assert!(!parse("medcheck show a --criterion 1 --phase I"));
    }

    #[test]
    fn pictures_take_the_place_of_text() {
        let parse = |line: &str| Cli::try_parse_from(line.split(' ')).is_ok();
        assert!(parse("medcheck parse a.pdf --image a.png --page 3 --scale 1.5"));
        assert!(parse("medcheck parse a.pdf --image pages/"));
        assert!(!parse("medcheck parse a.pdf --image a.png --format json"));
        assert!(!parse("medcheck parse a.pdf --page 3"));
        assert!(!parse("medcheck parse a.pdf --scale 1"));
        assert!(!parse("medcheck parse a.pdf --image a.png --page 0"));
        assert!(!parse("medcheck parse a.pdf --image a.png --scale 0"));
    }

    #[test]
    fn a_decision_is_on_a_criterion_or_on_the_paper() {
        let parse = |line: &str| Cli::try_parse_from(line.split(' ')).is_ok();
        assert!(parse("medcheck decide a 1 2 --quote x --quote y --keep 1 --note z --reviewer ada"));
        assert!(parse("medcheck decide a --finish"));
        assert!(parse("medcheck decide a --undo --reviewer ada"));
        for wrong in [
            "medcheck decide a",
            "medcheck decide a 1",
            "medcheck decide a 1 --finish",
            "medcheck decide a --finish --confirm",
            "medcheck decide a --confirm --note x",
            "medcheck decide a 1 high",
            "medcheck decide a 1 2 --keep 0",
        ] {
            assert!(!parse(wrong), "{wrong}");
        }
    }
}
