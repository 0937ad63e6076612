//! Options that several commands take, and the values they have in common.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::workspace::Labels;

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs, with a schema_version
    Json,
}

/// The option of every command that reports.
#[derive(Debug, clap::Args)]
pub(super) struct Output {
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", value_enum)]
    pub(super) format: Format,
}

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

/// The option that says who decides.
#[derive(Debug, clap::Args)]
pub(super) struct Reviewing {
    /// Who decides [default: `reviewer` in the workspace's medcheck.toml, else the system's user]
    #[arg(long, value_name = "NAME")]
    pub(super) reviewer: Option<String>,
}

/// Where scored papers come from.
#[derive(Debug, clap::Args)]
pub(super) struct Scored {
    /// Scored papers, one criterion of one paper a line; may be given several times
    #[arg(long, value_name = "FILE", required_unless_present = "from_decisions")]
    pub(super) gold: Vec<PathBuf>,
    /// What people decided in the workspace; it stands above what a file says
    #[arg(long)]
    pub(super) from_decisions: bool,
}

impl From<&Scored> for Labels {
    fn from(args: &Scored) -> Labels {
        Labels { files: args.gold.clone(), decisions: args.from_decisions }
    }
}

/// Reads a number of at least 1. Its complaint is in words a person would use; the standard library speaks of
/// zero for a non-zero type.
pub(super) fn at_least_one(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "not a whole number of at least 1")
}
