//! `export`: audits leave for other programs, and PDFs with their quotes marked.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

use super::exit::Exit;
use super::global::Global;
use super::misuse::Misuse;
use super::out::{harmless, is_folder, write};
use super::view::escape;
use super::view::failures::failures;
use super::view::layout::counted;
use super::view::printer::Printer;
use crate::document::PaperId;
use crate::output::exchange::AuditFormat;
use crate::workspace::{Failure, Workspace};

/// Write audits for other programs
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Writes audits as people left them: every criterion with its level, who decided it and when, notes, \
                  and quotes with page and section. Each audit says whether it is confirmed. Suggestions of drafts \
                  are not part of it. JSON also holds all that was ever decided, and can be imported again without \
                  loss. In CSV, a field that a spreadsheet would compute gets an apostrophe in front.",
    after_long_help = "Examples:\n  medcheck export 2009.13081 --format md\n  \
                       medcheck export --format json --out audits.json\n  \
                       medcheck export --format html --out pages/    a file a paper\n  \
                       medcheck export --format xlsx --out audits.xlsx"
)]
pub(super) struct Args {
    /// Papers by id [default: every paper that somebody decided something about; --annotated-pdf asks for names]
    #[arg(value_name = "PAPER")]
    papers: Vec<String>,
    /// How to write it
    #[arg(long, value_name = "FORMAT", value_enum, required_unless_present = "annotated_pdf")]
    format: Option<ExportFormat>,
    /// Write the paper's PDF with the quotes highlighted, each with criterion, level and note
    #[arg(long, conflicts_with = "format", requires = "out", requires = "papers")]
    annotated_pdf: bool,
    /// A file for all, or a folder (that is there, or ends with `/`) for a file a paper [default: print it]
    #[arg(long, value_name = "FILE|DIR")]
    out: Option<PathBuf>,
}

/// How an audit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// An audit a line, with all that was ever decided: `medcheck import` reads it
    Json,
    /// A row a criterion
    Csv,
    /// Markdown
    Md,
    /// One page that loads nothing
    Html,
    /// A workbook
    Xlsx,
}

impl From<ExportFormat> for AuditFormat {
    fn from(format: ExportFormat) -> AuditFormat {
        match format {
            ExportFormat::Json => AuditFormat::Json,
            ExportFormat::Csv => AuditFormat::Csv,
            ExportFormat::Md => AuditFormat::Markdown,
            ExportFormat::Html => AuditFormat::Html,
            ExportFormat::Xlsx => AuditFormat::Xlsx,
        }
    }
}

/// Writes the audits to a file, to a folder, or to stdout.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = &global.open(false)?;
    let Some(format) = args.format else { return annotated(workspace, args, printer) };
    if format == ExportFormat::Xlsx && args.out.is_none() {
        return Err(Misuse {
            message: "a workbook cannot be printed".to_owned(),
            hint: "--out audits.xlsx writes it to a file".to_owned(),
        }
        .into());
    }
    let ids = args.papers.iter().map(|id| PaperId::new(id)).collect::<Result<Vec<_>, _>>()?;
    let (sheets, failed) = workspace.sheets(&ids)?;
    if sheets.is_empty() && failed.is_empty() {
        return Err(Misuse {
            message: "nobody decided anything in this workspace yet".to_owned(),
            hint: "`medcheck decide PAPER CRITERION LEVEL` decides, `medcheck import FILE` takes decisions from \
                   elsewhere"
                .to_owned(),
        }
        .into());
    }
    let format = AuditFormat::from(format);
    match &args.out {
        _ if sheets.is_empty() => {}
        None => {
            let bytes = harmless(format.write(&sheets)?);
            let text = String::from_utf8_lossy(&bytes);
            // A file has line ends of every kind; a terminal would go back on one.
            let is_shown = std::io::stdout().is_terminal();
            printer.data(&if is_shown { escape::lines(&text) } else { text })?;
        }
        Some(out) if is_folder(out) => {
            for sheet in &sheets {
                let path = out.join(format!("{}.{}", sheet.paper.id, format.extension()));
                write(&path, &harmless(format.write(std::slice::from_ref(sheet))?), printer)?;
            }
        }
        Some(out) => write(out, &harmless(format.write(&sheets)?), printer)?,
    }
    failures(&failed, printer);
    // Said once more where nobody can overlook it: a file may be opened by somebody else.
    for sheet in sheets.iter().filter(|sheet| sheet.confirmed.is_none()) {
        printer.status(&format!("{}: {}", sheet.paper.id, sheet.state));
    }
    Ok(Exit::of(sheets.len(), failed.len()))
}

/// Writes the papers with their quotes marked.
fn annotated(workspace: &Workspace, args: &Args, printer: &Printer) -> Result<Exit> {
    let ids = args.papers.iter().map(|id| PaperId::new(id)).collect::<Result<Vec<_>, _>>()?;
    let Some(out) = &args.out else { return Ok(Exit::Error) };
    if ids.len() > 1 && !is_folder(out) {
        return Err(Misuse {
            message: "several PDFs do not fit in one file".to_owned(),
            hint: "--out FOLDER/ writes a file a paper".to_owned(),
        }
        .into());
    }
    let mut failed = Vec::new();
    for id in &ids {
        match workspace.annotated(id) {
            Ok(paper) => {
                let name = format!("{id}.pdf");
                write(&if is_folder(out) { out.join(name) } else { out.clone() }, &paper.bytes, printer)?;
                let unmarked = match paper.unmarked {
                    0 => String::new(),
                    count => format!(", {count} not found on a page of this file"),
                };
                printer
                    .status(&format!("{id}: {} marked{unmarked}", counted(paper.marked, "quote", "quotes")));
            }
            Err(error) => failed.push(Failure::new(id.as_str(), error)),
        }
    }
    failures(&failed, printer);
    Ok(Exit::of(ids.len() - failed.len(), failed.len()))
}
