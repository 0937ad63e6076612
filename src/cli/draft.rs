//! `draft`: audits are drafted and shown.

use anyhow::Result;

use super::exit::{Exit, is_closed_pipe};
use super::global::Global;
use super::options::{Format, Output};
use super::view;
use super::view::failures::failures;
use super::view::json;
use super::view::layout::counted;
use super::view::printer::Printer;
use super::view::progress::Progress;
use crate::audit::DraftAudit;

/// Draft audits
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Drafts an audit of each paper: a suggestion per criterion with its confidence, and the quotes it \
                  rests on. Files from outside are added to the workspace first. Papers that have not changed \
                  since their last draft are not worked on again.\n\n\
                  A suggestion is a level, `nothing found` or `cannot apply`: different things. Where the draft is \
                  undecided it suggests none of them, and says what it leans to, as in `leaning 2 (72 %)`, or `open` \
                  where no level has 50 %. Nothing of a draft counts until a person decides.",
    after_long_help = "Examples:\n  medcheck draft                       every paper of the workspace\n  \
                       medcheck draft 2009.13081            one of them\n  \
                       medcheck draft ~/papers more.pdf     files and folders from elsewhere\n  \
                       medcheck draft --format json > drafts.jsonl    one audit a line"
)]
pub(super) struct Args {
    /// Papers by id, files, or folders [default: every paper of the workspace]
    #[arg(value_name = "PAPER|FILE|DIR")]
    targets: Vec<String>,
    /// Work from words alone, without the language model
    #[arg(long)]
    no_model: bool,
    #[command(flatten)]
    output: Output,
}

/// Drafts, prints every draft, and says what failed.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(!args.no_model)?;
    let shown = |draft: DraftAudit| match args.output.format {
        Format::Json => json::line(&draft),
        Format::Text => Ok(view::draft::table(&draft, workspace.rubric(), None, printer.width)),
    };
    let report = workspace.draft_each(&args.targets, &Progress::new(printer), shown)?;
    let (drafted, unchanged, failed) = (report.drafts.len(), report.unchanged, report.failures.len());
    let printed = report.drafts.into_iter().try_for_each(|shown| Ok(printer.data(&shown?)?));
    // What failed is said even to someone who has stopped reading the drafts.
    failures(&report.failures, printer);
    printed.or_else(|error: anyhow::Error| if is_closed_pipe(&error) { Ok(()) } else { Err(error) })?;
    printer.status(&closing(drafted, unchanged, failed));
    Ok(Exit::of(drafted, failed))
}

/// How a run ended, in a line.
fn closing(drafts: usize, unchanged: usize, failed: usize) -> String {
    if drafts + failed == 0 {
        return "no papers here yet: `medcheck add PAPER.pdf` adds one".to_owned();
    }
    let papers = counted(drafts + failed, "paper", "papers");
    format!("{papers}: {} drafted, {unchanged} unchanged, {failed} failed", drafts.saturating_sub(unchanged))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_papers() {
        assert_eq!(closing(1, 0, 0), "1 paper: 1 drafted, 0 unchanged, 0 failed");
        assert_eq!(closing(56, 54, 2), "58 papers: 2 drafted, 54 unchanged, 2 failed");
        assert!(closing(0, 0, 0).contains("medcheck add"));
    }
}
