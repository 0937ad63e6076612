//! `report`: one paper's audit for a reader, or what is missing in it for its authors.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;

use super::exit::Exit;
use super::global::Global;
use super::misuse::Misuse;
use super::out::{is_folder, write};
use super::view::escape::{self, one_line};
use super::view::layout::{BOLD, DIM, YELLOW, left, paint, wrap};
use super::view::printer::Printer;
use crate::document::PaperId;
use crate::output::reports::authors::{Entry, NOTHING, Present, missing, missing_html, missing_markdown};
use crate::output::reports::paper::{PaperReport, report_html, report_markdown};

/// Write one paper's audit for a reader, or what is missing for its authors
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Writes one paper's audit to read and to print: whose word it is, how far each phase is met, and \
                  for every criterion the level, who decided it, and the quotes, each with a picture of its place \
                  on the printed page. Where nobody decided, it shows what the draft suggests, labeled and never \
                  counted with decisions. The HTML is one file that loads nothing; a browser prints it to PDF on \
                  A4. Markdown has no pictures. While several people review and are not all through, what they \
                  decided is left out.\n\n\
                  With --for-authors, lists what the paper could still report, where most is to be gained first: \
                  the highest level less the level decided, or less the level that the draft expects. It gives the \
                  rubric's words for the next level and the highest, and what was found nearest. It judges what is \
                  reported, not what was done.",
    after_long_help = "Examples:\n  medcheck report 2009.13081 --out audit.html\n  \
                       medcheck report 2009.13081 --format md\n  \
                       medcheck report 2009.13081 --for-authors\n  \
                       medcheck report 2009.13081 --for-authors --format html --out missing.html"
)]
pub(super) struct Args {
    /// The paper's id
    #[arg(value_name = "PAPER")]
    paper: String,
    /// What the paper could still report to gain levels, instead of the audit
    #[arg(long)]
    for_authors: bool,
    /// How to write it [default: html; with --for-authors text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<ReportFormat>,
    /// A file, or a folder (that is there, or ends with `/`) for a file named after the paper [default:
    /// print it]
    #[arg(long, value_name = "FILE|DIR")]
    out: Option<PathBuf>,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// One page that loads nothing, with pictures of the quotes on their pages
    Html,
    /// Markdown, without pictures
    Md,
    /// For the terminal; with --for-authors only
    Text,
}

const LABEL: usize = 13;

/// Prints the report, or writes it to a file.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(false)?;
    let id = PaperId::new(&args.paper)?;
    let format = match args.format {
        Some(ReportFormat::Text) if !args.for_authors => {
            return Err(Misuse {
                message: "a report is not printed as text".to_owned(),
                hint: format!("--format md comes close, and `medcheck show {id}` prints the draft"),
            }
            .into());
        }
        Some(format) => format,
        None if args.for_authors => ReportFormat::Text,
        None => ReportFormat::Html,
    };
    let is_pictured = format == ReportFormat::Html && !args.for_authors;
    let program = || std::env::current_exe().context("the program does not know where it is");
    let anew = format!("`medcheck draft {id}` makes it anew");
    let report = workspace.report(&id, is_pictured.then(program).transpose()?, &anew)?;
    let text = match (args.for_authors, format) {
        (false, ReportFormat::Md) => escape::lines(&report_markdown(&report)).into_owned(),
        (false, _) => escape::lines(&report_html(&report)).into_owned(),
        (true, ReportFormat::Html) => escape::lines(&missing_html(&report)).into_owned(),
        (true, ReportFormat::Md) => escape::lines(&missing_markdown(&report)).into_owned(),
        (true, ReportFormat::Text) => listed(&report, printer.width),
    };
    match &args.out {
        None => printer.data(&text)?,
        Some(out) => {
            let name = format!("{id}.{}", format.extension());
            let plain = anstream::adapter::strip_str(&text).to_string();
            let path = if is_folder(out) { out.join(name) } else { out.clone() };
            write(&path, plain.as_bytes(), printer)?;
        }
    }
    for note in &report.notes {
        printer.warning(&as_warning(note), None);
    }
    // Said once more where nobody can overlook it: a file may be opened by somebody else.
    if args.out.is_some() && report.sheet.confirmed.is_none() {
        printer.status(&format!("{id}: {}", report.state()));
    }
    Ok(Exit::Done)
}

impl ReportFormat {
    fn extension(self) -> &'static str {
        match self {
            ReportFormat::Html => "html",
            ReportFormat::Md => "md",
            ReportFormat::Text => "txt",
        }
    }
}

/// A sentence of the page as a message.
fn as_warning(sentence: &str) -> String {
    let sentence = sentence.strip_suffix('.').unwrap_or(sentence);
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What is missing, the most to be gained first.
fn listed(report: &PaperReport, columns: usize) -> String {
    let missing = missing(report);
    let mut lines = Vec::new();
    let mut say = |text: &str, style| {
        lines.extend(wrap(&one_line(text), columns).iter().map(|line| paint(style, line)));
    };
    say(report.sheet.paper.title.as_deref().unwrap_or(report.sheet.paper.id.as_str()), BOLD);
    say(&report.state(), YELLOW);
    missing.basis.iter().for_each(|sentence| say(sentence, DIM));
    if missing.entries.is_empty() {
        lines.push(NOTHING.to_owned());
    }
    for (number, entry) in (1..).zip(&missing.entries) {
        lines.push(String::new());
        item(number, entry, columns, &mut lines);
    }
    if !missing.left_out.is_empty() {
        lines.push(String::new());
    }
    for sentence in &missing.left_out {
        lines.extend(wrap(&one_line(sentence), columns).iter().map(|line| paint(DIM, line)));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn item(number: usize, entry: &Entry<'_>, columns: usize, lines: &mut Vec<String>) {
    let title = format!("{number}. {}  {}", entry.criterion.id, one_line(&entry.criterion.name));
    lines.push(format!("{}  {}", paint(BOLD, &title), paint(DIM, &one_line(&entry.phase))));
    let mut field = |label: &str, text: &str, is_draft: bool| {
        for (at, line) in wrap(text, columns.saturating_sub(LABEL + 4)).iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            let line = if is_draft { paint(YELLOW, line) } else { line.clone() };
            lines.push(format!("  {}  {line}", paint(DIM, &left(label, LABEL))));
        }
    };
    field("to gain", &entry.gain(), false);
    field("present", &entry.present(), matches!(entry.present, Present::Expected(_)));
    for (level, anchor) in &entry.asks {
        field(&format!("for {level}"), &one_line(anchor), false);
    }
    if let Some((what, quote)) = entry.nearest {
        let place = crate::output::place(quote);
        field(
            if what.starts_with("nearest") { "nearest" } else { "found" },
            &format!("“{}”", one_line(&quote.text)),
            false,
        );
        field("", &format!("{} ({what})", one_line(&place)), false);
    }
    if let Some(searched) = &entry.searched {
        field("nothing near", &one_line(searched), false);
    }
}
