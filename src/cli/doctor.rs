//! `doctor`: what is well and what is not in a workspace.

use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::options::{Format, Output};
use super::view::escape;
use super::view::json::{self, SCHEMA_VERSION};
use super::view::layout::{GREEN, RED, YELLOW, left, paint, width, wrap};
use super::view::printer::Printer;
use crate::workspace::{Check, State};

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

/// Checks, and prints what was found.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let checks = global.open(true)?.doctor();
    let text = match args.output.format {
        Format::Json => json::line(&DoctorJson::from(checks.as_slice()))?,
        Format::Text => checked(&checks, printer.width),
    };
    printer.data(&text)?;
    let broken = checks.iter().any(|check| check.state == State::Error);
    Ok(if broken { Exit::InPart } else { Exit::Done })
}

/// What was checked, and what to do.
fn checked(checks: &[Check], columns: usize) -> String {
    let names = checks.iter().map(|check| width(&check.name)).max().unwrap_or(0);
    let mut text = String::new();
    for check in checks {
        let style = match check.state {
            State::Ok => GREEN,
            State::Warning => YELLOW,
            State::Error => RED.bold(),
        };
        let state = paint(style, &left(name(check.state), "warning".len()));
        let name = left(&escape::one_line(&check.name), names);
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

/// `doctor --format json`.
#[derive(Serialize)]
struct DoctorJson<'a> {
    schema_version: u32,
    checks: Vec<CheckJson<'a>>,
}

#[derive(Serialize)]
struct CheckJson<'a> {
    name: &'a str,
    state: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
}

impl<'a> From<&'a [Check]> for DoctorJson<'a> {
    fn from(checks: &'a [Check]) -> DoctorJson<'a> {
        let check = |check: &'a Check| CheckJson {
            name: &check.name,
            state: name(check.state),
            message: &check.message,
            hint: check.hint.as_deref(),
        };
        DoctorJson { schema_version: SCHEMA_VERSION, checks: checks.iter().map(check).collect() }
    }
}

/// The state of a check, in a word.
fn name(state: State) -> &'static str {
    match state {
        State::Ok => "ok",
        State::Warning => "warning",
        State::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doctor_says_what_to_do() {
        let check = |name: &str, state, hint: Option<&str>| Check {
            name: name.to_owned(),
            state,
            message: "as it is".to_owned(),
            hint: hint.map(str::to_owned),
        };
        let checks = [check("papers", State::Ok, None), check("model", State::Error, Some("restore it"))];
        let shown = anstream::adapter::strip_str(&checked(&checks, 80)).to_string();
        assert_eq!(
            shown,
            "ok       papers  as it is\nerror    model   as it is\n                 hint: restore it\n"
        );
    }
}
