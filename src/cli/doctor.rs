//! `doctor`: what is well and what is not in a workspace.

use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::hints;
use super::options::{Format, Output};
use super::view::escape;
use super::view::json::{self, SCHEMA_VERSION};
use super::view::layout::{GREEN, RED, YELLOW, counted, left, paint, width, wrap};
use super::view::printer::Printer;
use super::view::unfit::{TORN_HINT, UNFIT_HINT, torn_decision, unfit_decision};
use crate::workspace::{Finding, IndexProblem, State};

/// Of attachments more are counted, and not named.
const NAMED: usize = 20;

/// Check the workspace and say what to do
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Checks the folders, the papers, the model's files against their sha256, and the index. Changes \
                  nothing. The exit code is 1 if something is broken.",
    after_long_help = "Examples:\n  medcheck doctor\n  medcheck doctor --workspace ~/audits --format json"
)]
pub(super) struct Args {
    #[command(flatten)]
    output: Output,
}

/// Looks, and prints what was found.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let findings = global.open(true)?.doctor();
    let checks: Vec<Check> = findings.iter().map(Check::of).collect();
    let text = match args.output.format {
        Format::Json => json::line(&DoctorJson { schema_version: SCHEMA_VERSION, checks: &checks })?,
        Format::Text => checked(&checks, printer.width),
    };
    printer.data(&text)?;
    let broken = findings.iter().any(|finding| finding.state() == State::Error);
    Ok(if broken { Exit::InPart } else { Exit::Done })
}

/// `doctor --format json`.
#[derive(Serialize)]
struct DoctorJson<'a> {
    schema_version: u32,
    checks: &'a [Check],
}

/// A finding in words.
#[derive(Serialize)]
struct Check {
    name: &'static str,
    /// `ok`, `warning` or `error`.
    state: &'static str,
    message: String,
    /// What to do, where something should be done.
    hint: Option<String>,
}

impl Check {
    fn of(finding: &Finding) -> Check {
        let state = match finding.state() {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Error => "error",
        };
        Check { name: name(finding), state, message: message(finding), hint: hint(finding) }
    }
}

fn name(finding: &Finding) -> &'static str {
    match finding {
        Finding::Rubric { .. } => "rubric",
        Finding::UnreadablePapers(_) | Finding::Papers { .. } | Finding::StrayFolder(_) => "papers",
        Finding::DamagedDecisions(_) | Finding::UnfitDecision { .. } | Finding::TornDecision { .. } => {
            "decisions"
        }
        Finding::DamagedDraft(_) => "draft",
        Finding::Attachments(_) | Finding::UnreadableAttachments { .. } | Finding::StrayAttachment { .. } => {
            "attachments"
        }
        Finding::Model(_)
        | Finding::DamagedModel(_)
        | Finding::UnusableModel(_)
        | Finding::NoEncoder(_)
        | Finding::NothingLearned(_) => "model",
        Finding::UnreadableIndex(_) | Finding::Index { .. } => "index",
    }
}

fn message(finding: &Finding) -> String {
    let papers = |count: usize| counted(count, "paper", "papers");
    match finding {
        Finding::Rubric { id, version, criteria } => format!("{id} {version}, {criteria} criteria"),
        Finding::UnreadablePapers(error) => error.to_string(),
        Finding::Papers { papers: 0, .. } => "no papers yet".to_owned(),
        Finding::Papers { papers: all, drafted, outdated: 0 } => {
            format!("{}, {drafted} drafted", papers(*all))
        }
        Finding::Papers { papers: all, drafted, outdated } => format!(
            "{}, {drafted} drafted, {outdated} of them before the paper or the program changed",
            papers(*all)
        ),
        Finding::StrayFolder(path) => format!("{} is not a paper", path.display()),
        Finding::DamagedDecisions(error)
        | Finding::DamagedDraft(error)
        | Finding::UnreadableAttachments { error, .. } => error.to_string(),
        Finding::UnfitDecision { paper, unfit } => unfit_decision(paper, unfit),
        Finding::TornDecision { paper, line } => torn_decision(paper, *line),
        Finding::Attachments(names) => {
            let named = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            match names.len().saturating_sub(NAMED) {
                0 => named,
                more => format!("{named} and {more} more"),
            }
        }
        Finding::StrayAttachment { path, .. } => {
            format!("{} is no attachment, no draft covers it", path.display())
        }
        Finding::Model(name) => format!("{name}: every file is as its manifest says"),
        Finding::DamagedModel(error) => error.to_string(),
        Finding::UnusableModel(error) => error.to_string(),
        Finding::NoEncoder(name) => format!("the encoder `{name}` is missing"),
        Finding::NothingLearned(name) => {
            format!("nothing was learned for {name}: every suggestion will be undecided")
        }
        Finding::UnreadableIndex(error) => error.to_string(),
        Finding::Index { papers: indexed, bytes, problem } => {
            let size = format!("{} indexed, {:.1} MB", papers(*indexed), *bytes as f64 / 1e6);
            match problem {
                None => size,
                Some(IndexProblem::Damaged { count, paper, why }) => {
                    format!("{size}; {count} damaged, such as {paper}: {why}")
                }
                Some(IndexProblem::Words(why)) => format!("{size}; words for search: {why}"),
                Some(IndexProblem::Lagging(count)) => {
                    format!("{size}; {count} of the drafted papers missing or out of date")
                }
            }
        }
    }
}

fn hint(finding: &Finding) -> Option<String> {
    let hint = match finding {
        Finding::Rubric { .. }
        | Finding::Attachments(_)
        | Finding::Model(_)
        | Finding::Index { problem: None, .. } => return None,
        Finding::UnreadablePapers(error) => return hints::of_papers(error),
        Finding::DamagedDecisions(error) | Finding::DamagedDraft(error) => return hints::of(error),
        Finding::DamagedModel(error) => return hints::of_models(error),
        Finding::UnusableModel(error) => return hints::of_audit(error),
        Finding::UnreadableIndex(error) => return hints::of_index(error),
        Finding::UnfitDecision { .. } => UNFIT_HINT,
        Finding::TornDecision { .. } => TORN_HINT,
        Finding::Papers { papers: 0, .. } => "`medcheck add PAPER.pdf` adds one",
        Finding::Papers { papers, drafted, .. } if papers > drafted => "`medcheck draft` drafts the rest",
        Finding::Papers { outdated: 0, .. } => return None,
        Finding::Papers { .. } => "`medcheck draft` drafts them anew",
        Finding::StrayFolder(_) => {
            "it holds no paper.pdf, paper.md or paper.txt; move it away or `medcheck add` what it holds"
        }
        Finding::UnreadableAttachments { paper, .. } => {
            return Some(format!(
                "`medcheck remove {paper} --attachment NAME` removes one that is not needed"
            ));
        }
        Finding::StrayAttachment { paper, .. } => {
            return Some(format!(
                "move it away; `medcheck add FILE --to {paper}` attaches .pdf, .txt, .md and .html files"
            ));
        }
        Finding::NoEncoder(_) => {
            "copy the folder from the program's own `models/`, or draft from words alone with --no-model"
        }
        Finding::NothingLearned(_) => "`medcheck learn --gold FILE.jsonl` learns from scored papers",
        Finding::Index { problem: Some(_), .. } => "`medcheck draft` puts it right",
    };
    Some(hint.to_owned())
}

/// What was checked, and what to do.
fn checked(checks: &[Check], columns: usize) -> String {
    let names = checks.iter().map(|check| width(check.name)).max().unwrap_or(0);
    let mut text = String::new();
    for check in checks {
        let style = match check.state {
            "ok" => GREEN,
            "warning" => YELLOW,
            _ => RED.bold(),
        };
        let state = paint(style, &left(check.state, "warning".len()));
        let name = left(check.name, names);
        let indent = " ".repeat("warning".len() + names + 4);
        let room = columns.saturating_sub(indent.len()).max(24);
        let mut lines = wrap(&escape::one_line(&check.message), room);
        let hint = check.hint.as_deref().map(|hint| format!("hint: {}", escape::one_line(hint)));
        lines.extend(hint.iter().flat_map(|hint| wrap(hint, room)));
        for (at, line) in lines.iter().enumerate() {
            let beginning = if at == 0 { format!("{state}  {name}  ") } else { indent.clone() };
            text.push_str(&format!("{beginning}{line}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doctor_says_what_to_do() {
        let check = |name, state, hint: Option<&str>| Check {
            name,
            state,
            message: "as it is".to_owned(),
            hint: hint.map(str::to_owned),
        };
        let checks = [check("papers", "ok", None), check("model", "error", Some("restore it"))];
        let shown = anstream::adapter::strip_str(&checked(&checks, 80)).to_string();
        assert_eq!(
            shown,
            "ok       papers  as it is\nerror    model   as it is\n                 hint: restore it\n"
        );
    }

    #[test]
    fn of_what_is_missing_the_first_step_comes_first() {
        let said = |papers, drafted, outdated| {
            let check = Check::of(&Finding::Papers { papers, drafted, outdated });
            (check.state, check.hint.unwrap_or_default())
        };
        assert_eq!(said(0, 0, 0), ("warning", "`medcheck add PAPER.pdf` adds one".to_owned()));
        assert_eq!(said(2, 1, 1), ("warning", "`medcheck draft` drafts the rest".to_owned()));
        assert_eq!(said(2, 2, 1), ("warning", "`medcheck draft` drafts them anew".to_owned()));
        assert_eq!(said(2, 2, 0), ("ok", String::new()));
    }
}
