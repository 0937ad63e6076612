//! `decide`: what a person says of a criterion, or of a paper.

use std::num::NonZeroUsize;

use anyhow::Result;
use clap::ArgGroup;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::misuse::{Misuse, known_criterion};
use super::options::{Format, Output, Reviewing};
use super::view::place::place;
use super::view::printer::Printer;
use super::view::{escape, json};
use crate::document::PaperId;
use crate::review::{Act, Choice, Decision, LastSeen, Line, Milestone, Reviewer, Settlement};
use crate::rubric::{Criterion, Rubric};
use crate::workspace::Workspace;

/// Decide a criterion, or say how far you are with a paper
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Writes down what a person decided about a criterion, with the quotes it rests on: quotes of the \
                  draft that are kept, and quotes typed from the paper, which are looked up in it and stored as \
                  it has them. A later decision of the same person takes the place of an earlier one; nothing is \
                  removed. Others see a person's decisions when all who began have said --finish.",
    after_long_help = "Examples:\n  medcheck decide 2009.13081 23 0 --keep 1\n  \
                       medcheck decide 2009.13081 23 1 --quote \"We removed duplicates.\" --note \"in part\"\n  \
                       medcheck decide 2009.13081 23 open --note \"the appendix is missing\"\n  \
                       medcheck decide 2009.13081 --finish\n  \
                       medcheck decide 2009.13081 23 1 --adjudicate --note \"section 3 says so\"\n  \
                       medcheck decide 2009.13081 --confirm"
)]
#[command(group = ArgGroup::new("whole_paper").multiple(false).conflicts_with_all(DECISION))]
pub(super) struct Args {
    /// The paper's id
    #[arg(value_name = "PAPER")]
    paper: String,
    /// The criterion's id
    #[arg(value_name = "CRITERION", required_unless_present = "whole_paper")]
    criterion: Option<String>,
    /// A level of the rubric's scale, `na` (cannot apply), `open` (left open on purpose), or `none` (takes an
    /// earlier decision back)
    #[arg(value_name = "LEVEL", required_unless_present = "whole_paper", value_parser = choice)]
    level: Option<Choice>,
    /// A quote from the paper that it rests on; may be given several times
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, value_parser = words)]
    quote: Vec<String>,
    /// Keep this quote of the draft, counted from 1; may be given several times
    #[arg(long, value_name = "N")]
    keep: Vec<NonZeroUsize>,
    /// Why
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, value_parser = words)]
    note: Option<String>,
    /// Settle a disagreement, for everybody; takes a note
    #[arg(long)]
    adjudicate: bool,
    /// Say that you are through with every criterion of the paper
    #[arg(long, group = "whole_paper")]
    finish: bool,
    /// Reopen the paper
    #[arg(long, group = "whole_paper")]
    reopen: bool,
    /// Confirm the audit as it is
    #[arg(long, group = "whole_paper")]
    confirm: bool,
    /// Take back your last decision on the paper
    #[arg(long, group = "whole_paper")]
    undo: bool,
    #[command(flatten)]
    reviewer: Reviewing,
    #[command(flatten)]
    output: Output,
}

/// A text of a person, which may begin with a hyphen as an item of a list does. An option is none.
fn words(text: &str) -> Result<String, String> {
    if text.starts_with("--") && !text.contains(char::is_whitespace) {
        return Err(format!("`{text}` is an option; the text is missing"));
    }
    Ok(text.to_owned())
}

const DECISION: [&str; 6] = ["criterion", "level", "quote", "keep", "note", "adjudicate"];

fn choice(text: &str) -> Result<Choice, &'static str> {
    match text {
        "open" => Ok(Choice::Open),
        "none" => Ok(Choice::TakenBack),
        score => score
            .parse()
            .map(Choice::Score)
            .map_err(|_| "a level is a number of the rubric's scale, `na`, `open` or `none`"),
    }
}

/// `decide --format json`: the line that was written.
#[derive(Serialize)]
struct DecideJson<'a> {
    schema_version: u32,
    paper: &'a PaperId,
    line: &'a Line,
}

/// Writes down what was asked for, and says what is written now.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = &global.open(false)?;
    let paper = PaperId::new(&args.paper)?;
    let reviewer = workspace.reviewer(args.reviewer.reviewer.as_deref())?;
    let is_confirmed = || anyhow::Ok(workspace.status_of(&paper, None)?.is_confirmed);
    let was_confirmed = is_confirmed()?;
    let line = match (&args.criterion, args.level) {
        (Some(criterion), Some(choice)) => {
            let criterion = known_criterion(workspace.rubric(), criterion)?;
            Line::Decision(Box::new(on_criterion(workspace, &paper, &reviewer, (criterion, choice), args)?))
        }
        _ if args.undo => Line::Decision(Box::new(workspace.undo(&paper, &reviewer)?)),
        _ => {
            let milestone = if args.finish {
                Milestone::Finished
            } else if args.confirm {
                Milestone::Confirmed
            } else {
                Milestone::Reopened
            };
            Line::Mark(workspace.mark(&paper, &reviewer, milestone)?)
        }
    };
    printer.data(&match args.output.format {
        Format::Json => json::line(&DecideJson { schema_version: 1, paper: &paper, line: &line })?,
        Format::Text => said(&paper, &line, workspace.rubric()),
    })?;
    if matches!(line, Line::Decision(_)) && was_confirmed && !is_confirmed()? {
        printer.status(&format!("{paper} is no longer confirmed: `medcheck decide {paper} --confirm`"));
    }
    Ok(Exit::Done)
}

fn on_criterion(
    workspace: &Workspace,
    paper: &PaperId,
    reviewer: &Reviewer,
    (criterion, choice): (&Criterion, Choice),
    args: &Args,
) -> Result<Decision> {
    if choice == Choice::TakenBack && !(args.quote.is_empty() && args.keep.is_empty()) {
        return Err(Misuse {
            message: "a decision that is taken back rests on no quotes".to_owned(),
            hint: "leave out --quote and --keep, or decide a level".to_owned(),
        }
        .into());
    }
    let desk = workspace.desk(paper)?;
    let drafted = args.keep.iter().map(|number| number.get());
    let evidence = desk.quotes(&criterion.id, drafted, &args.quote).map_err(crate::workspace::Error::from)?;
    let criterion = criterion.id.clone();
    let note = args.note.clone().unwrap_or_default();
    if args.adjudicate {
        let settlement = Settlement { criterion, choice, evidence, reason: note };
        return Ok(workspace.settle(&desk, reviewer, &settlement)?);
    }
    let (dropped, seen) = (Vec::new(), LastSeen::NotAsked);
    let act = Act { criterion, choice, evidence, dropped, note, blind: false, seen };
    Ok(workspace.decide(&desk, reviewer, &act)?)
}

/// What a line says, for people.
fn said(paper: &PaperId, line: &Line, rubric: &Rubric) -> String {
    let reviewer = escape::one_line(line.reviewer().as_str());
    let what = match line {
        Line::Mark(mark) => match mark.mark {
            Milestone::Finished => "finished".to_owned(),
            Milestone::Reopened => "reopened".to_owned(),
            Milestone::Confirmed => "confirmed".to_owned(),
        },
        Line::Decision(decision) => {
            let name = rubric.criterion(decision.criterion.as_str()).map(|one| escape::one_line(&one.name));
            let level = level(decision, rubric);
            let settled = if decision.adjudicates { "settled as " } else { "" };
            let undone = if decision.undoes.is_some() { "undone, now " } else { "" };
            format!("{}  {}  {undone}{settled}{level}", decision.criterion, name.unwrap_or_default())
        }
    };
    let mut text = format!("{paper}  {what}  by {reviewer}\n");
    if let Line::Decision(decision) = line {
        for quote in decision.evidence.iter().map(|evidence| &evidence.quote) {
            let place = place(quote.source.as_ref(), quote.page).join(" · ");
            let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
            text.push_str(&format!("  “{}”{place}\n", escape::one_line(&quote.text)));
        }
    }
    text
}

fn level(decision: &Decision, rubric: &Rubric) -> String {
    match decision.score {
        Some(score) => rubric.scale.words(score),
        None if decision.unclear => "left open".to_owned(),
        None => "not decided".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::Score;

    #[test]
    fn levels() {
        assert_eq!(choice("2"), Ok(Choice::Score(Score::Level(2))));
        assert_eq!(choice("na"), Ok(Choice::Score(Score::NotApplicable)));
        assert_eq!(choice("open"), Ok(Choice::Open));
        assert_eq!(choice("none"), Ok(Choice::TakenBack));
        assert!(choice("256").is_err() && choice("").is_err());
    }
}
