//! The command line of what people decide: `review`, `decide`, `status`, `export`, `report`, `stats`,
//! `import`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};

use super::args::Output;
use crate::review::Choice;
use crate::review::DecidedScore;
use crate::statistics::GroupBy;
use crate::workspace::CountedDrafts;

/// Who decides.
#[derive(Debug, Args)]
pub(super) struct ReviewerArg {
    /// Who decides [default: `reviewer` in the workspace's medcheck.toml, else the system's user]
    #[arg(long, value_name = "NAME")]
    pub(super) reviewer: Option<String>,
}

/// How the review page is served.
#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    #[command(flatten)]
    pub(super) reviewer: ReviewerArg,
    /// The port on this machine; 0 takes a free one
    #[arg(long, value_name = "P", default_value_t = 8747)]
    pub(super) port: u16,
    /// Do not open a browser
    #[arg(long)]
    pub(super) no_open: bool,
    /// Hide what the draft says of the level until you have decided
    #[arg(long)]
    pub(super) blind: bool,
}

/// A decision, or how far a person is.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whole_paper").multiple(false).conflicts_with_all(DECISION))]
pub(super) struct DecideArgs {
    /// The paper's id
    #[arg(value_name = "PAPER")]
    pub(super) paper: String,
    /// The criterion's id
    #[arg(value_name = "CRITERION", required_unless_present = "whole_paper")]
    pub(super) criterion: Option<String>,
    /// A level of the rubric's scale, `na` (cannot apply), `open` (left open on purpose), or `none` (takes an
    /// earlier decision back)
    #[arg(value_name = "LEVEL", required_unless_present = "whole_paper", value_parser = choice)]
    pub(super) level: Option<Choice>,
    /// A quote from the paper that it rests on; may be given several times
    #[arg(long, value_name = "TEXT")]
    pub(super) quote: Vec<String>,
    /// Keep this quote of the draft, counted from 1; may be given several times
    #[arg(long, value_name = "N")]
    pub(super) keep: Vec<NonZeroUsize>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,
    /// Settle a disagreement, for everybody; takes a note
    #[arg(long)]
    pub(super) adjudicate: bool,
    /// Say to be through with every criterion of the paper
    #[arg(long, group = "whole_paper")]
    pub(super) finish: bool,
    /// Go on after all
    #[arg(long, group = "whole_paper")]
    pub(super) reopen: bool,
    /// Stand for the audit as it is
    #[arg(long, group = "whole_paper")]
    pub(super) confirm: bool,
    /// Take back your last decision on the paper
    #[arg(long, group = "whole_paper")]
    pub(super) undo: bool,
    #[command(flatten)]
    pub(super) reviewer: ReviewerArg,
    #[command(flatten)]
    pub(super) output: Output,
}

const DECISION: [&str; 6] = ["criterion", "level", "quote", "keep", "note", "adjudicate"];

/// How far the papers are.
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// Only this paper, with its criteria that are left
    #[arg(value_name = "PAPER")]
    pub(super) paper: Option<String>,
    /// How far this person is [default: how far the papers are with all]
    #[arg(long, value_name = "NAME")]
    pub(super) reviewer: Option<String>,
    #[command(flatten)]
    pub(super) output: Output,
}

/// What to export.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Papers by id [default: every paper that somebody decided something about; --annotated-pdf asks for names]
    #[arg(value_name = "PAPER")]
    pub(super) papers: Vec<String>,
    /// How to write it
    #[arg(long, value_name = "FORMAT", value_enum, required_unless_present = "annotated_pdf")]
    pub(super) format: Option<ExportFormat>,
    /// Write the paper's PDF with the quotes highlighted, each with criterion, level and note
    #[arg(long, conflicts_with = "format", requires = "out", requires = "papers")]
    pub(super) annotated_pdf: bool,
    /// A file for all, or a folder (that is there, or ends with `/`) for a file a paper [default: print it]
    #[arg(long, value_name = "FILE|DIR")]
    pub(super) out: Option<PathBuf>,
}

/// How an audit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// An audit a line, with all that was ever decided: `medcheck import` reads it
    Json,
    /// A row a criterion
    Csv,
    /// Markdown
    Md,
    /// One page that loads nothing
    Html,
    /// A workbook
    Xlsx,
}

/// What to report.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The paper's id
    #[arg(value_name = "PAPER")]
    pub(super) paper: String,
    /// What the paper could still report to gain levels, instead of the audit
    #[arg(long)]
    pub(super) for_authors: bool,
    /// How to write it [default: html; with --for-authors text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(super) format: Option<ReportFormat>,
    /// A file, or a folder (that is there, or ends with `/`) for a file named after the paper [default:
    /// print it]
    #[arg(long, value_name = "FILE|DIR")]
    pub(super) out: Option<PathBuf>,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// One page that loads nothing, with pictures of the quotes on their pages
    Html,
    /// Markdown, without pictures
    Md,
    /// For the terminal; with --for-authors only
    Text,
}

/// What to count and how to print it.
#[derive(Debug, Args)]
pub(super) struct StatsArgs {
    /// Write the report and its tables into this folder [default: print a summary]
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    pub(super) out: Option<PathBuf>,
    /// By what to put papers together
    #[arg(long, value_name = "WHAT", default_value = "year", value_enum)]
    pub(super) by: ByArg,
    /// Which drafts to count for themselves
    #[arg(long, value_name = "WHICH", default_value = "exclude", value_enum)]
    pub(super) drafts: DraftsArg,
    /// For people, for programs, or for spreadsheets
    #[arg(long, value_name = "FORMAT", default_value = "text", value_enum)]
    pub(super) format: StatsFormat,
}

/// By what papers are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ByArg {
    /// The year a citation would give
    Year,
    /// What they are about, as medcheck.toml says
    Field,
    /// Where they were published, as medcheck.toml says
    Venue,
    /// Words of medcheck.toml
    Tag,
}

impl From<ByArg> for GroupBy {
    fn from(by: ByArg) -> GroupBy {
        match by {
            ByArg::Year => GroupBy::Year,
            ByArg::Field => GroupBy::Field,
            ByArg::Venue => GroupBy::Venue,
            ByArg::Tag => GroupBy::Tag,
        }
    }
}

/// Which drafts are counted, never together with confirmed audits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DraftsArg {
    /// Those of all papers, confirmed ones too, to compare with the decisions
    Include,
    /// Those of papers without a confirmed audit
    Apart,
    /// None
    Exclude,
}

impl From<DraftsArg> for CountedDrafts {
    fn from(drafts: DraftsArg) -> CountedDrafts {
        match drafts {
            DraftsArg::Include => CountedDrafts::All,
            DraftsArg::Apart => CountedDrafts::Unconfirmed,
            DraftsArg::Exclude => CountedDrafts::None,
        }
    }
}

/// How statistics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StatsFormat {
    /// A summary
    Text,
    /// One object with everything
    Json,
    /// A row a criterion
    Csv,
}

/// What to import.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Exported audits (JSON), decisions.jsonl, or labels
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Whose decisions labels are, such as `silver`
    #[arg(long, value_name = "NAME")]
    pub(super) reviewer: Option<String>,
    /// The paper that a decisions.jsonl is about [default: the one its folder is named after]
    #[arg(long, value_name = "ID")]
    pub(super) paper: Option<String>,
    #[command(flatten)]
    pub(super) output: Output,
}

fn choice(text: &str) -> Result<Choice, &'static str> {
    match text {
        "na" | "NA" => Ok(Choice::Score(DecidedScore::NA)),
        "open" => Ok(Choice::Open),
        "none" => Ok(Choice::TakenBack),
        level => level
            .parse()
            .map(|level| Choice::Score(DecidedScore::Level(level)))
            .map_err(|_| "a level is a number of the rubric's scale, `na`, `open` or `none`"),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::args::Cli;
    use super::*;

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

    #[test]
    fn levels() {
        assert_eq!(choice("2"), Ok(Choice::Score(DecidedScore::Level(2))));
        assert_eq!(choice("na"), Ok(Choice::Score(DecidedScore::NA)));
        assert_eq!(choice("open"), Ok(Choice::Open));
        assert_eq!(choice("none"), Ok(Choice::TakenBack));
        assert!(choice("256").is_err() && choice("").is_err());
    }
}
