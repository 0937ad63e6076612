//! `stats`: what the confirmed audits add up to.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::ValueEnum;

use super::exit::Exit;
use super::global::Global;
use super::misuse::Misuse;
use super::out;
use super::view::escape;
use super::view::failures::failures;
use super::view::layout::{BOLD, DIM, left, paint, right, width, wrap, wrap_at_most};
use super::view::printer::Printer;
use crate::output::reports::corpus;
use crate::output::tables::{Column, Table};
use crate::statistics::{GroupBy, Statistics, statistics};
use crate::workspace::CountedDrafts;

/// Count what confirmed audits say
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Counts the confirmed audits of the workspace: how many papers meet each criterion and how far each \
                  phase is met, with 95 % intervals, beside what is published for MedCheck's own papers; which \
                  papers are best, how far people agree with each other and with the drafts, and in words what \
                  is lacking. With --out, writes a report to read and tables for papers and programs. The same \
                  audits give the same bytes.\n\n\
                  Drafts do not count. With --drafts, they get figures of their own, labeled as drafts. Field, \
                  venue and tags of papers, and years that were read wrongly, are set in the workspace's medcheck.toml: \
                  [papers.\"2009.13081\"], field = \"…\", venue = \"…\", tags = [\"…\"].",
    after_long_help = "Examples:\n  medcheck stats\n  medcheck stats --out report\n  \
                       medcheck stats --by venue --drafts apart\n  medcheck stats --format csv > criteria.csv"
)]
pub(super) struct Args {
    /// Write the report and its tables into this folder [default: print a summary]
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    out: Option<PathBuf>,
    /// By what to put papers together
    #[arg(long, value_name = "WHAT", default_value = "year", value_enum)]
    by: ByArg,
    /// Which drafts to count for themselves
    #[arg(long, value_name = "WHICH", default_value = "exclude", value_enum)]
    drafts: DraftsArg,
    /// For people, for programs, or for spreadsheets
    #[arg(long, value_name = "FORMAT", default_value = "text", value_enum)]
    format: StatsFormat,
}

/// By what papers are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArg {
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
enum DraftsArg {
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
enum StatsFormat {
    /// A summary
    Text,
    /// One object with everything
    Json,
    /// A row a criterion
    Csv,
}

/// The least room that a column of words gets.
const LEAST_WORDS: usize = 16;

/// Prints a summary, or writes the report.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(false)?;
    let (corpus, failed) = workspace.corpus(args.drafts.into())?;
    if corpus.confirmed.is_empty() && corpus.drafts.is_empty() {
        failures(&failed, printer);
        return Err(Misuse {
            message: "no audit is confirmed in this workspace yet".to_owned(),
            hint: "`medcheck review` turns drafts into decisions, and `medcheck decide PAPER --confirm` stands for \
                   an audit"
                .to_owned(),
        }
        .into());
    }
    let counted = corpus.confirmed.len() + corpus.drafts.len();
    let statistics = statistics(workspace.rubric(), &corpus, args.by.into());
    match (&args.out, args.format) {
        (Some(out), _) => write(&statistics, out, printer)?,
        (None, StatsFormat::Json) => printer.data(&escape::json(&corpus::json(&statistics)?))?,
        (None, StatsFormat::Csv) => printer.data(&escape::lines(&corpus::csv(&statistics)?))?,
        (None, StatsFormat::Text) => printer.data(&summary(&statistics, printer.width))?,
    }
    failures(&failed, printer);
    Ok(Exit::of(counted, failed.len()))
}

fn write(statistics: &Statistics, folder: &Path, printer: &Printer) -> Result<()> {
    for (name, content) in corpus::files(statistics)? {
        out::write(&folder.join(name), &out::harmless(content), printer)?;
    }
    Ok(())
}

/// What was counted, the short tables, and behind those of the confirmed audits what is lacking.
fn summary(statistics: &Statistics, columns: usize) -> String {
    let mut text = format!("{}\n", paint(BOLD, &escape::one_line(&corpus::headline(statistics))));
    for (at, section) in corpus::sections(statistics).iter().enumerate() {
        for table in section.tables.iter().filter(|table| !table.is_detail) {
            text.push_str(&aligned(table, columns));
        }
        if at == 0 && !statistics.findings.is_empty() {
            text.push_str(&format!("\n{}\n", paint(BOLD, "Findings")));
            for finding in &statistics.findings {
                for (at, line) in wrap(&escape::one_line(&finding.text), columns - 2).iter().enumerate() {
                    text.push_str(&format!("{}{line}\n", if at == 0 { "- " } else { "  " }));
                }
            }
        }
    }
    text
}

/// A title and a table whose columns of words share what room is left; words are broken into lines.
fn aligned(table: &Table, columns: usize) -> String {
    let cells = |row: &[String]| row.iter().map(|cell| escape::one_line(cell)).collect::<Vec<_>>();
    let heads: Vec<String> = table.heads.iter().map(|(name, _)| name.clone()).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| cells(row)).collect();
    let widest = |at: usize| rows.iter().chain([&heads]).map(|row| width(&row[at])).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..heads.len()).map(widest).collect();
    let words: Vec<usize> = (0..heads.len()).filter(|at| table.heads[*at].1 == Column::Words).collect();
    let fixed: usize = (0..heads.len()).filter(|at| !words.contains(at)).map(|at| widths[at]).sum();
    let room = columns.saturating_sub(fixed + 2 * (heads.len() - 1)) / words.len().max(1);
    for at in &words {
        widths[*at] = widths[*at].min(room.max(LEAST_WORDS));
    }
    let line = |row: &[String]| {
        let cells = row.iter().enumerate().map(|(at, cell)| match table.heads[at].1 {
            Column::Key => left(cell, widths[at]),
            Column::Words => left(&wrap_at_most(cell, widths[at], 1, "…").concat(), widths[at]),
            Column::Number => right(cell, widths[at]),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let mut text =
        format!("\n{}\n{}", paint(BOLD, &escape::one_line(&table.title)), paint(DIM, &line(&heads)));
    rows.iter().for_each(|row| text.push_str(&line(row)));
    text
}
