//! `decide`: what a person says of a criterion, or of a paper.

use anyhow::Result;
use serde::Serialize;

use super::args::Format;
use super::commands::Misuse;
use super::exit::Exit;
use super::printer::Printer;
use super::review_args::DecideArgs;
use super::{escape, json};
use crate::document::PaperId;
use crate::review::{
    Act, Choice, DecidedEvidence, Decision, LastSeen, Line, Milestone, Refused, Reviewer, Settlement,
};
use crate::rubric::{Criterion, Rubric};
use crate::workspace::Workspace;

/// `decide --format json`: the line that was written.
#[derive(Serialize)]
struct DecideJson<'a> {
    schema_version: u32,
    paper: &'a PaperId,
    line: &'a Line,
}

/// Writes down what was asked for, and says what is written now.
pub(super) fn decide(workspace: &Workspace, args: &DecideArgs, printer: &Printer) -> Result<Exit> {
    let paper = PaperId::new(&args.paper)?;
    let reviewer = workspace.reviewer(args.reviewer.reviewer.as_deref())?;
    let is_confirmed = || anyhow::Ok(workspace.status_of(&paper, None)?.is_confirmed);
    let was_confirmed = is_confirmed()?;
    let line = match (&args.criterion, args.level) {
        (Some(criterion), Some(choice)) => {
            let criterion = super::commands::known_criterion(workspace.rubric(), criterion)?;
            Line::Decision(Box::new(on_criterion(workspace, &paper, &reviewer, (criterion, choice), args)?))
        }
        _ if args.undo => Line::Decision(Box::new(workspace.undo(&paper, &reviewer)?)),
        _ => {
            let milestone = match () {
                () if args.finish => Milestone::Finished,
                () if args.confirm => Milestone::Confirmed,
                () => Milestone::Reopened,
            };
            Line::Mark(workspace.mark(&paper, &reviewer, milestone)?)
        }
    };
    printer.data(&match args.output.format {
        Format::Json => json::line(&DecideJson { schema_version: 1, paper: &paper, line: &line })?,
        Format::Text => said(&paper, &line, workspace.rubric()),
    })?;
    if matches!(line, Line::Decision(_)) && was_confirmed && !is_confirmed()? {
        printer.status(&format!("{paper} is not confirmed any more: `medcheck decide {paper} --confirm`"));
    }
    Ok(Exit::Done)
}

fn on_criterion(
    workspace: &Workspace,
    paper: &PaperId,
    reviewer: &Reviewer,
    (criterion, choice): (&Criterion, Choice),
    args: &DecideArgs,
) -> Result<Decision> {
    if choice == Choice::TakenBack && !(args.quote.is_empty() && args.keep.is_empty()) {
        return Err(Misuse {
            message: "a decision that is taken back rests on no quotes".to_owned(),
            hint: "leave out --quote and --keep, or decide a level".to_owned(),
        }
        .into());
    }
    let desk = workspace.desk(paper)?;
    let mut evidence: Vec<DecidedEvidence> = Vec::new();
    let kept = args.keep.iter().map(|number| desk.drafted_quote(&criterion.id, number.get()));
    let typed = args
        .quote
        .iter()
        .map(|quote| desk.quoted(quote).ok_or_else(|| Refused::NotInThePaper(quote.clone())));
    for quote in kept.chain(typed) {
        let quote = quote.map_err(crate::workspace::Error::from)?;
        if evidence.iter().all(|known| known.quote != quote.quote) {
            evidence.push(quote);
        }
    }
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
        for quote in &decision.evidence {
            let place = super::table::place(quote.source.as_ref(), quote.page).join(" · ");
            let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
            text.push_str(&format!("  “{}”{place}\n", escape::one_line(&quote.quote)));
        }
    }
    text
}

fn level(decision: &Decision, rubric: &Rubric) -> String {
    match decision.score {
        Some(score) => match score.level().and_then(|level| rubric.level_name(level)) {
            Some(name) => format!("{score} {name}"),
            None => "cannot apply".to_owned(),
        },
        None if decision.unclear => "left open".to_owned(),
        None => "not decided".to_owned(),
    }
}
