//! `show`: a stored draft, one criterion of it, or the paper itself.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::misuse::{Misuse, known_criterion, known_phase};
use super::options::{Format, Output};
use super::view;
use super::view::json::{self, PaperJson, SCHEMA_VERSION};
use super::view::paper::{kinds, section_page, section_source};
use super::view::printer::Printer;
use crate::audit::DraftAudit;
use crate::document::{AttachmentName, PaperId};
use crate::workspace::{About, DraftState};

/// Show a draft, one criterion of it in full, or what is known about the paper
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Shows the stored draft of a paper. With --criterion, shows one criterion in full: the question, \
                  what each level asks for, the suggestion or what the draft leans to, every quote with page and \
                  section, the nearest misses, and what was searched. With --about, shows the paper instead: title, authors, year, arXiv \
                  id and DOI with where each was found, pages, sections, warnings, files, and whether its \
                  draft is up to date; it need not be drafted for that.",
    after_long_help = "Examples:\n  medcheck show 2009.13081\n  medcheck show 2009.13081 --phase II\n  \
                       medcheck show 2009.13081 --criterion 23\n  medcheck show 2009.13081 --about"
)]
pub(super) struct Args {
    /// The paper's id
    #[arg(value_name = "PAPER")]
    paper: String,
    /// Only this criterion, in full
    #[arg(long, value_name = "N")]
    criterion: Option<String>,
    /// Only this phase
    #[arg(long, value_name = "PHASE", conflicts_with = "criterion")]
    phase: Option<String>,
    /// The paper itself instead of its draft
    #[arg(long, conflicts_with_all = ["criterion", "phase"])]
    about: bool,
    #[command(flatten)]
    output: Output,
}

/// Prints what was asked for.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    if args.about {
        return about(args, global, printer);
    }
    let (paper, criterion, phase) = (args.paper.as_str(), args.criterion.as_deref(), args.phase.as_deref());
    let workspace = global.open(false)?;
    let rubric = workspace.rubric();
    let mut draft: DraftAudit = workspace.load_draft(&PaperId::new(paper)?)?;
    if draft.rubric.sha256 != rubric.sha256 {
        let made = format!("{} {}", draft.rubric.id, draft.rubric.version);
        let shown = format!("{} {}", rubric.id, rubric.version);
        let message = if made == shown {
            format!("the draft of `{paper}` was made with another text of rubric {made}")
        } else {
            format!("the draft of `{paper}` was made with rubric {made}, not with {shown}")
        };
        let hint = format!("--rubric FILE shows it with its own, `medcheck draft {paper}` drafts it anew");
        if draft.rubric.id != rubric.id {
            // Criteria of two rubrics may share an id and nothing else.
            return Err(Misuse { message, hint }.into());
        }
        printer.warning(&message, Some(&hint));
    }
    if let Some(phase) = phase {
        known_phase(rubric, phase)?;
        draft.cells.retain(|cell| {
            rubric.criterion(cell.criterion.as_str()).is_some_and(|criterion| criterion.phase == phase)
        });
    }
    if let Some(id) = criterion {
        known_criterion(rubric, id)?;
        draft.cells.retain(|cell| cell.criterion.as_str() == id);
    }
    let text = match (args.output.format, criterion) {
        (Format::Json, _) => json::line(&draft)?,
        (Format::Text, None) => view::draft::table(&draft, rubric, phase, printer.width),
        (Format::Text, Some(id)) => match draft.cells.first() {
            Some(cell) => {
                view::criterion::full(&draft, cell, known_criterion(rubric, id)?, rubric, printer.width)
            }
            None => return Err(not_drafted(paper, id).into()),
        },
    };
    printer.data(&text)?;
    Ok(Exit::Done)
}

fn about(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let about = global.open(false)?.about(&PaperId::new(&args.paper)?)?;
    printer.data(&match args.output.format {
        Format::Json => json::line(&AboutJson::from(&about))?,
        Format::Text => view::paper::paper(&about, printer.width),
    })?;
    Ok(Exit::Done)
}

fn not_drafted(paper: &str, id: &str) -> Misuse {
    Misuse {
        message: format!("the draft of `{paper}` does not have criterion `{id}`"),
        hint: format!("`medcheck draft {paper}` drafts it with the rubric in use"),
    }
}

/// `show --about --format json`.
#[derive(Serialize)]
struct AboutJson<'a> {
    schema_version: u32,
    paper: PaperJson<'a>,
    format: &'static str,
    sections: Vec<OutlineJson<'a>>,
    /// By kind; kinds that do not occur are left out.
    sentences: BTreeMap<&'static str, usize>,
    warnings: &'a [String],
    indexed: bool,
    /// `absent`, `current`, `outdated` or `damaged`.
    draft: &'static str,
    files: Vec<FileJson<'a>>,
}

#[derive(Serialize)]
struct OutlineJson<'a> {
    title: &'a str,
    level: u8,
    /// The attachment it is in; absent for the paper's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    page: Option<u32>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    name: &'a str,
    bytes: u64,
}

impl<'a> From<&'a About> for AboutJson<'a> {
    fn from(about: &'a About) -> AboutJson<'a> {
        let document = &about.document;
        let sections = document.sections.iter().enumerate().map(|(at, section)| OutlineJson {
            title: &section.title,
            level: section.level,
            source: section_source(document, at).map(AttachmentName::as_str),
            page: section_page(document, at),
        });
        AboutJson {
            schema_version: SCHEMA_VERSION,
            paper: PaperJson::new(&about.id, &about.sha256, document),
            format: about.format.extension(),
            sections: sections.collect(),
            sentences: kinds(document).map(|(kind, count)| (kind.name(), count)).collect(),
            warnings: &about.warnings,
            indexed: about.is_indexed,
            draft: match about.draft {
                DraftState::Absent => "absent",
                DraftState::Current(_) => "current",
                DraftState::Outdated(_) => "outdated",
                DraftState::Damaged(_) => "damaged",
            },
            files: about.files.iter().map(|file| FileJson { name: &file.name, bytes: file.bytes }).collect(),
        }
    }
}
