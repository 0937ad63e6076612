//! The command line of what looks across papers: `search`, `compare`, `triage`, `refresh`, `diff`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::{Output, at_least_one};
use crate::document::PaperId;
use crate::workspace::sentence_named;

/// How a table is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// For people
    Text,
    /// For programs, with a schema_version
    Json,
    /// For spreadsheets
    Csv,
}

/// What to search for.
#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// Words to look for, and filters
    #[arg(
        value_name = "QUERY",
        required_unless_present_any = ["criterion", "like", "evidence_only"],
        default_value = "",
        hide_default_value = true
    )]
    pub(super) query: String,
    /// Look for what this criterion asks
    #[arg(long, value_name = "N", conflicts_with = "like")]
    pub(super) criterion: Option<String>,
    /// Look for sentences nearest in meaning to this one; JSON and CSV tell the numbers of sentences
    #[arg(long, value_name = "PAPER:SENTENCE", value_parser = sentence_named)]
    pub(super) like: Option<(PaperId, u32)>,
    /// Only in this paper
    #[arg(long, value_name = "ID")]
    pub(super) paper: Option<String>,
    /// Only quotes of audits: of what people decided, and elsewhere of drafts; decisions first
    #[arg(long)]
    pub(super) evidence_only: bool,
    /// Put the sentences of a paper together
    #[arg(long)]
    pub(super) group: bool,
    /// How many sentences
    #[arg(long, value_name = "K", default_value = "10", value_parser = at_least_one)]
    pub(super) limit: NonZeroUsize,
    /// Work from words alone, without the language model
    #[arg(long)]
    pub(super) no_model: bool,
    /// For people, for programs, or for spreadsheets
    #[arg(long, value_name = "FORMAT", default_value = "text", value_enum)]
    pub(super) format: TableFormat,
}

/// Where to look for papers.
#[derive(Debug, Args)]
pub(super) struct RefreshArgs {
    /// Also take papers from this file or folder; medcheck.toml can name some with `watch`
    #[arg(long, value_name = "PATH")]
    pub(super) watch: Vec<PathBuf>,
    /// Work from words alone, without the language model
    #[arg(long)]
    pub(super) no_model: bool,
    #[command(flatten)]
    pub(super) output: Output,
}

/// What to compare.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The earlier snapshot: the beginning of its name, or a path [default: the last but one]
    #[arg(value_name = "OLD")]
    pub(super) old: Option<String>,
    /// The later one [default: the last]
    #[arg(value_name = "NEW")]
    pub(super) new: Option<String>,
    /// Lists in full
    #[arg(long)]
    pub(super) all: bool,
    #[command(flatten)]
    pub(super) output: Output,
}

/// What to compare.
#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// The criterion
    #[arg(long, value_name = "N")]
    pub(super) criterion: String,
    /// For people, for programs, or for spreadsheets
    #[arg(long, value_name = "FORMAT", default_value = "text", value_enum)]
    pub(super) format: TableFormat,
}

/// What to look through.
#[derive(Debug, Args)]
pub(super) struct TriageArgs {
    /// Listings saved to disk: .html, .txt or .md
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Write what to fetch to a file, in place of what is there: arXiv id (or `-`), tab, title
    #[arg(long, value_name = "FILE")]
    pub(super) queue: Option<PathBuf>,
    #[command(flatten)]
    pub(super) output: Output,
}
