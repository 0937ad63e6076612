//! The command line of what looks across papers: `search`, `compare`, `triage`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::Output;

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
