//! `export` and `import`: audits that leave, and decisions that come.

use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use super::args::Format;
use super::commands::{Misuse, failures};
use super::exit::Exit;
use super::json::FailureJson;
use super::layout::{counted, left, width};
use super::printer::Printer;
use super::review_args::{ExportArgs, ExportFormat, ImportArgs};
use super::{escape, json};
use crate::document::PaperId;
use crate::output::exchange;
use crate::papers;
use crate::review::AuditSheet;
use crate::workspace::{Failure, ImportReport, ImportRequest, Workspace};

impl ExportFormat {
    fn extension(self) -> &'static str {
        match self {
            ExportFormat::Json => "json",
            ExportFormat::Csv => "csv",
            ExportFormat::Md => "md",
            ExportFormat::Html => "html",
            ExportFormat::Xlsx => "xlsx",
        }
    }

    /// The audits in this format, harmless for a terminal: lossless for JSON, as numbers elsewhere.
    fn bytes(self, sheets: &[AuditSheet]) -> Result<Vec<u8>> {
        let harmless = |text: String| escape::lines(&text).into_owned().into_bytes();
        Ok(match self {
            ExportFormat::Json => escape::json(&exchange::json(sheets)?).into_owned().into_bytes(),
            ExportFormat::Csv => harmless(exchange::csv(sheets)),
            ExportFormat::Md => harmless(exchange::markdown(sheets)),
            ExportFormat::Html => harmless(exchange::html(sheets)),
            ExportFormat::Xlsx => exchange::xlsx(sheets)?,
        })
    }
}

/// Writes the audits to a file, to a folder, or to stdout.
pub(super) fn export(workspace: &Workspace, args: &ExportArgs, printer: &Printer) -> Result<Exit> {
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
    match &args.out {
        _ if sheets.is_empty() => {}
        None => printer.data(&String::from_utf8_lossy(&format.bytes(&sheets)?))?,
        Some(out) if is_folder(out) => {
            for sheet in &sheets {
                let path = out.join(format!("{}.{}", sheet.paper.id, format.extension()));
                write(&path, &format.bytes(std::slice::from_ref(sheet))?, printer)?;
            }
        }
        Some(out) => write(out, &format.bytes(&sheets)?, printer)?,
    }
    failures(&failed, printer);
    // Said once more where nobody can overlook it: a file may be opened by somebody else.
    for sheet in sheets.iter().filter(|sheet| sheet.confirmed.is_none()) {
        printer.status(&format!("{}: {}", sheet.paper.id, sheet.state));
    }
    Ok(Exit::of(sheets.len(), failed.len()))
}

/// Writes the papers with their quotes marked.
fn annotated(workspace: &Workspace, args: &ExportArgs, printer: &Printer) -> Result<Exit> {
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
            Err(error) => failed.push(Failure::new(id.as_str(), &error)),
        }
    }
    failures(&failed, printer);
    Ok(Exit::of(ids.len() - failed.len(), failed.len()))
}

pub(super) fn is_folder(out: &Path) -> bool {
    out.is_dir() || out.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

pub(super) fn write(path: &Path, bytes: &[u8], printer: &Printer) -> Result<()> {
    papers::replace_file(path, bytes).map_err(crate::workspace::Error::from)?;
    printer.data(&format!("{}\n", escape::one_line(&path.display().to_string())))?;
    Ok(())
}

/// `import --format json`.
#[derive(Serialize)]
struct ImportJson<'a> {
    schema_version: u32,
    papers: Vec<ImportedJson<'a>>,
    failures: Vec<FailureJson<'a>>,
}

#[derive(Serialize)]
struct ImportedJson<'a> {
    paper: &'a PaperId,
    added: usize,
    known: usize,
    unplaced: usize,
    unconfirmed: bool,
}

impl<'a> From<&'a ImportReport> for ImportJson<'a> {
    fn from(report: &'a ImportReport) -> ImportJson<'a> {
        let imported = report.papers.iter().map(|imported| ImportedJson {
            paper: &imported.id,
            added: imported.added,
            known: imported.known,
            unplaced: imported.unplaced,
            unconfirmed: imported.unconfirmed,
        });
        ImportJson {
            schema_version: 1,
            papers: imported.collect(),
            failures: report.failures.iter().map(FailureJson::from).collect(),
        }
    }
}

/// Takes decisions in, and says how many were new.
pub(super) fn import(workspace: &Workspace, args: &ImportArgs, printer: &Printer) -> Result<Exit> {
    let reviewer = match &args.reviewer {
        Some(name) => Some(workspace.reviewer(Some(name))?),
        None => None,
    };
    let paper = args.paper.as_deref().map(PaperId::new).transpose()?;
    let report = workspace.import(&ImportRequest { files: args.files.clone(), reviewer, paper });
    printer.data(&match args.output.format {
        Format::Json => json::line(&ImportJson::from(&report))?,
        Format::Text => imported(&report),
    })?;
    failures(&report.failures, printer);
    Ok(Exit::of(report.papers.len(), report.failures.len()))
}

fn imported(report: &ImportReport) -> String {
    let ids = report.papers.iter().map(|imported| width(imported.id.as_str())).max().unwrap_or(0);
    let line = |imported: &crate::workspace::ImportedPaper| {
        let counts = format!("{} added, {} known", counted(imported.added, "line", "lines"), imported.known);
        let unplaced = match imported.unplaced {
            0 => String::new(),
            count => format!(", {} not found in the paper", counted(count, "quote", "quotes")),
        };
        let unconfirmed = if imported.unconfirmed { "; not confirmed any more" } else { "" };
        format!("{}  {counts}{unplaced}{unconfirmed}\n", left(imported.id.as_str(), ids))
    };
    report.papers.iter().map(line).collect()
}
