//! `rubric`: the criteria are listed, one is explained, or a file is checked.

use std::path::PathBuf;

use anyhow::Result;

use super::exit::Exit;
use super::global::Global;
use super::misuse::known_criterion;
use super::view;
use super::view::escape;
use super::view::layout::{BOLD, DIM, counted, paint, right, width, wrap};
use super::view::printer::Printer;
use crate::rubric::Rubric;

/// List the criteria, explain one, or check a rubric file
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Without a subcommand, lists the phases and criteria of the rubric in use.",
    after_long_help = "Examples:\n  medcheck rubric\n  medcheck rubric show 23\n  medcheck rubric check mine.toml\n  \
                       medcheck rubric --rubric mine.toml"
)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Subcommand>,
}

/// What can be done with a rubric.
#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// One criterion: question, levels, rule and cues
    Show {
        /// The criterion's id
        #[arg(value_name = "N")]
        criterion: String,
    },
    /// Check a rubric file, with line and field of what is wrong
    Check {
        /// A TOML file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Prints what was asked for.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let text = match &args.command {
        None => listed(&global.rubric_in_use()?, printer.width),
        Some(Subcommand::Show { criterion }) => {
            let rubric = global.rubric_in_use()?;
            view::criterion::criterion(known_criterion(&rubric, criterion)?, &rubric, printer.width)
        }
        Some(Subcommand::Check { file }) => {
            let rubric = Rubric::load(file)?;
            let phases = counted(rubric.phases.len(), "phase", "phases");
            let criteria = counted(rubric.criteria.len(), "criterion", "criteria");
            let (id, version, levels) = (&rubric.id, escape::one_line(&rubric.version), &rubric.scale);
            format!("rubric {id} {version} is sound: {criteria}, {phases}, levels {levels}\n")
        }
    };
    printer.data(&text)?;
    Ok(Exit::Done)
}

/// The phases and criteria of a rubric.
fn listed(rubric: &Rubric, columns: usize) -> String {
    let mut text = format!("{}\n", paint(BOLD, &escape::one_line(&rubric.title)));
    let about = format!(
        "{} {} · {}",
        rubric.id,
        escape::one_line(&rubric.version),
        counted(rubric.criteria.len(), "criterion", "criteria")
    );
    text.push_str(&format!("{}\n", paint(DIM, &about)));
    let ids = rubric.criteria.iter().map(|criterion| width(criterion.id.as_str())).max().unwrap_or(0);
    for phase in &rubric.phases {
        let title = paint(BOLD, &format!("{}  {}", phase.id, escape::one_line(&phase.name)));
        text.push_str(&format!("\n{title}\n"));
        for criterion in rubric.criteria_of(&phase.id) {
            let indent = ids + 4;
            let name = escape::one_line(&criterion.name);
            text.push_str(&format!("  {}  {name}\n", right(criterion.id.as_str(), ids)));
            for line in wrap(&escape::one_line(&criterion.question), columns.saturating_sub(indent).max(24)) {
                text.push_str(&format!("{}{}\n", " ".repeat(indent), paint(DIM, &line)));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rubric_is_listed_by_phase() {
        let shown = anstream::adapter::strip_str(&listed(Rubric::medcheck(), 100)).to_string();
        assert!(shown.contains("\nII  Dataset Construction and Management\n  13  Traceable data sources\n"));
        assert!(shown.lines().all(|line| width(line) <= 100));
    }
}
