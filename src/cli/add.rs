//! `add`: files become papers, or attachments of one.

use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::options::{Format, Output};
use super::view::escape;
use super::view::failures::{FailureJson, failures};
use super::view::json::{self, SCHEMA_VERSION};
use super::view::layout::{left, width};
use super::view::printer::Printer;
use super::view::progress::Progress;
use crate::document::{AttachmentName, PaperId};
use crate::papers::Added;
use crate::workspace::{AddReport, AddedPaper};

/// Copy papers into the workspace
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Copies PDFs, text files and Markdown files into `papers/<id>/`. The id is the arXiv id, where the \
                  file's name or first page has one, else the file's name. Adding a file again changes nothing.\n\n\
                  With --to, puts files beside a paper instead: the README of its repository, its web page as \
                  saved by a browser (.html), a supplement. The paper's draft and searches then cover them, and \
                  quotes name the file they come from. `medcheck remove` takes them away again.",
    after_long_help = "Examples:\n  medcheck add ~/Downloads/2009.13081.pdf\n  medcheck add ~/papers       \
                       every paper below a folder\n  medcheck add --replace new-version/2009.13081.pdf\n  \
                       medcheck add README.md page.html supplement.pdf --to 2009.13081"
)]
pub(super) struct Args {
    /// Files, or folders to look through
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Put files beside this paper, as its attachments
    #[arg(long, value_name = "PAPER")]
    to: Option<String>,
    /// Let a changed file take the place of the paper with its id, or of the attachment with its name
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    output: Output,
}

/// Copies the files, and says what became of each.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let to = args.to.as_deref().map(PaperId::new).transpose()?;
    let workspace = global.open(false)?;
    let report = match &to {
        Some(id) => workspace.attach(id, &args.paths, args.replace)?,
        None => workspace.add(&args.paths, args.replace, &Progress::new(printer))?,
    };
    match args.output.format {
        Format::Json => printer.data(&json::line(&AddJson::from(&report))?)?,
        Format::Text => {
            let place = |added: &AddedPaper| match &added.attachment {
                Some(name) => format!("{}/{name}", added.id),
                None => added.id.to_string(),
            };
            let ids = report.papers.iter().map(|added| width(&place(added))).max().unwrap_or(0);
            let mut text = String::new();
            for added in &report.papers {
                let path = escape::one_line(&added.path.display().to_string());
                let outcome = left(outcome(added.outcome), "unchanged".len());
                text.push_str(&format!("{outcome}  {}  {path}\n", left(&place(added), ids)));
            }
            printer.data(&text)?;
        }
    }
    for added in &report.papers {
        if let Some(warning) = &added.warning {
            printer.warning(&format!("{}: {warning}", added.path.display()), warning.hint);
        }
    }
    failures(&report.failures, printer);
    if let Some(id) = to.filter(|_| report.papers.iter().any(|added| added.outcome != Added::Unchanged)) {
        printer.status(&format!("next: medcheck draft {id}"));
    }
    Ok(Exit::of(report.papers.len(), report.failures.len()))
}

/// `add --format json`.
#[derive(Serialize)]
struct AddJson<'a> {
    schema_version: u32,
    papers: Vec<AddedJson<'a>>,
    failures: Vec<FailureJson>,
}

#[derive(Serialize)]
struct AddedJson<'a> {
    paper: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment: Option<&'a str>,
    path: String,
    outcome: &'static str,
}

impl<'a> From<&'a AddReport> for AddJson<'a> {
    fn from(report: &'a AddReport) -> AddJson<'a> {
        let papers = report.papers.iter().map(|added| AddedJson {
            paper: added.id.as_str(),
            attachment: added.attachment.as_ref().map(AttachmentName::as_str),
            path: added.path.display().to_string(),
            outcome: outcome(added.outcome),
        });
        AddJson {
            schema_version: SCHEMA_VERSION,
            papers: papers.collect(),
            failures: report.failures.iter().map(FailureJson::from).collect(),
        }
    }
}

/// What adding a paper did, in a word.
fn outcome(added: Added) -> &'static str {
    match added {
        Added::New => "new",
        Added::Unchanged => "unchanged",
        Added::Replaced => "replaced",
    }
}
