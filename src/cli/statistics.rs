//! `stats`: what the confirmed audits add up to.

use std::path::Path;

use anyhow::Result;

use super::commands::{Misuse, failures};
use super::escape;
use super::exit::Exit;
use super::layout::{BOLD, DIM, left, paint, right, width, wrap, wrap_at_most};
use super::printer::Printer;
use super::review_args::{StatsArgs, StatsFormat};
use crate::output::reports::corpus::{self, Column, Content, Table};
use crate::papers;
use crate::statistics::{Statistics, statistics};
use crate::workspace::{Error, Workspace};

/// A column of words gets at least so much room.
const LEAST_WORDS: usize = 16;

/// Prints a summary, or writes the report.
pub(super) fn stats(workspace: &Workspace, args: &StatsArgs, printer: &Printer) -> Result<Exit> {
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
        (None, StatsFormat::Csv) => printer.data(&escape::lines(&corpus::csv(&statistics)))?,
        (None, StatsFormat::Text) => printer.data(&summary(&statistics, printer.width))?,
    }
    failures(&failed, printer);
    Ok(Exit::of(counted, failed.len()))
}

fn write(statistics: &Statistics, out: &Path, printer: &Printer) -> Result<()> {
    for (name, content) in corpus::files(statistics)? {
        let bytes = match content {
            Content::Json(text) => escape::json(&text).into_owned().into_bytes(),
            Content::Text(text) => escape::lines(&text).into_owned().into_bytes(),
            Content::Bytes(bytes) => bytes,
        };
        let path = out.join(name);
        papers::replace_file(&path, &bytes).map_err(Error::from)?;
        printer.data(&format!("{}\n", escape::one_line(&path.display().to_string())))?;
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
