//! `parse`: what is read from a file, as text, as JSON, or drawn on its pages.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

use super::exit::Exit;
use super::options::{Format, Output};
use super::view::failures::failures;
use super::view::json::{self, PaperJson, SCHEMA_VERSION};
use super::view::layout::{BOLD, DIM, counted, left, paint, right, wrap};
use super::view::printer::Printer;
use super::view::{escape, paper};
use crate::document::{BlockKind, Document, HiddenText, Page, Rect, Span, Table};
use crate::picture::{InvalidScale, Scale};
use crate::reading::Warning;
use crate::workspace::{self, PictureRequest, Reading};

/// Show what is read from a file
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Reads one file and prints its sections and sentences, with page and kind. With --warnings, prints \
                  what is doubtful instead, page by page: pages without text, text made by OCR, characters \
                  without meaning. With --image, draws what was read. Needs no workspace and stores nothing.",
    after_long_help = "Examples:\n  medcheck parse paper.pdf\n  medcheck parse paper.pdf --warnings\n  \
                       medcheck parse paper.pdf --format json | jq -r .text\n  \
                       medcheck parse paper.pdf --page 3 --image page.png    that page, with what was read from it\n  \
                       medcheck parse paper.pdf --image pages/               every page, a file each"
)]
pub(super) struct Args {
    /// A .pdf, .txt, .md or .html file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only what is doubtful, page by page
    #[arg(long, conflicts_with = "image")]
    warnings: bool,
    /// Draw pages of a PDF with blocks, sentences and reading order over them, instead of printing: to
    /// a .png file, or to a folder
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "format")]
    image: Option<PathBuf>,
    /// Draw this page only
    #[arg(long, value_name = "N", requires = "image", value_parser = page_number)]
    page: Option<NonZeroU32>,
    /// How large to draw, in pixels per point
    #[arg(long, value_name = "X", requires = "image", default_value = "2", value_parser = scale)]
    scale: Scale,
    #[command(flatten)]
    output: Output,
}

/// Reads the file, and prints or draws what was read.
pub(super) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let file = &args.file;
    if let Some(target) = &args.image {
        let page = args.page.map(NonZeroU32::get);
        return pictures(file, &PictureRequest { page, scale: args.scale, target: target.clone() }, printer);
    }
    let reading = workspace::parse(file).with_context(|| file.display().to_string())?;
    match args.output.format {
        Format::Json if args.warnings => printer.data(&json::line(&WarningsJson::from(&reading))?)?,
        Format::Text if args.warnings => printer.data(&paper::warnings(&reading, printer.width))?,
        Format::Json => printer.data(&json::line(&ParseJson::from(&reading))?)?,
        Format::Text => {
            printer.data(&parsed(&reading, printer.width))?;
            for warning in &reading.parsed.warnings {
                printer.warning(&warning.to_string(), warning.hint);
            }
        }
    }
    Ok(Exit::Done)
}

fn pictures(file: &Path, request: &PictureRequest, printer: &Printer) -> Result<Exit> {
    let report = workspace::picture(file, request)?;
    let line = |path: &PathBuf| format!("{}\n", escape::one_line(&path.display().to_string()));
    printer.data(&report.written.iter().map(line).collect::<String>())?;
    failures(&report.failures, printer);
    Ok(Exit::of(report.written.len(), report.failures.len()))
}

/// The sections and sentences of a paper.
fn parsed(reading: &Reading, columns: usize) -> String {
    let document: &Document = &reading.parsed.document;
    let mut text = format!("{}\n", paint(BOLD, reading.id.as_str()));
    if let Some(title) = &document.title {
        text.push_str(&format!("{}\n", paint(BOLD, &escape::one_line(title))));
    }
    let counts = [
        counted(document.pages.len(), "page", "pages"),
        counted(document.sections.len(), "section", "sections"),
        counted(document.sentences.len(), "sentence", "sentences"),
    ];
    text.push_str(&format!("{}\n\n", paint(DIM, &counts.join(" · "))));
    for sentence in &document.sentences {
        let page = sentence.page().map(|page| format!("p. {page}")).unwrap_or_default();
        let place = format!("{}  {}", right(&page, 6), left(sentence.kind.name(), 9));
        for (at, line) in
            wrap(&escape::one_line(document.sentence_text(sentence)), columns - 19).iter().enumerate()
        {
            let place = if at == 0 { paint(DIM, &place) } else { " ".repeat(17) };
            text.push_str(&format!("{place}  {line}\n"));
        }
    }
    text
}

/// `parse --format json`.
#[derive(Serialize)]
struct ParseJson<'a> {
    schema_version: u32,
    paper: PaperJson<'a>,
    pages: &'a [Page],
    text: &'a str,
    sections: Vec<SectionJson<'a>>,
    sentences: Vec<SentenceJson<'a>>,
    tables: &'a [Table],
    /// What no pixel shows.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    hidden: &'a [HiddenText],
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct SectionJson<'a> {
    title: &'a str,
    level: u8,
    span: Span,
}

#[derive(Serialize)]
struct SentenceJson<'a> {
    id: u32,
    span: Span,
    kind: BlockKind,
    section: Option<u32>,
    boxes: &'a [Rect],
}

impl<'a> From<&'a Reading> for ParseJson<'a> {
    fn from(reading: &'a Reading) -> ParseJson<'a> {
        let document = &reading.parsed.document;
        ParseJson {
            schema_version: SCHEMA_VERSION,
            paper: PaperJson::new(&reading.id, &reading.sha256, document),
            pages: &document.pages,
            text: &document.text,
            sections: document
                .sections
                .iter()
                .map(|section| SectionJson {
                    title: &section.title,
                    level: section.level,
                    span: section.span,
                })
                .collect(),
            sentences: document
                .sentences
                .iter()
                .map(|sentence| SentenceJson {
                    id: sentence.id,
                    span: sentence.span,
                    kind: sentence.kind,
                    section: sentence.section,
                    boxes: &sentence.boxes,
                })
                .collect(),
            tables: &document.tables,
            hidden: &document.hidden,
            warnings: reading.parsed.warnings.iter().map(ToString::to_string).collect(),
        }
    }
}

/// `parse --warnings --format json`.
#[derive(Serialize)]
struct WarningsJson<'a> {
    schema_version: u32,
    paper: PaperJson<'a>,
    warnings: Vec<WarningJson<'a>>,
}

#[derive(Serialize)]
struct WarningJson<'a> {
    page: Option<u32>,
    message: &'a str,
    hint: Option<&'a str>,
}

impl<'a> From<&'a Reading> for WarningsJson<'a> {
    fn from(reading: &'a Reading) -> WarningsJson<'a> {
        let warning = |warning: &'a Warning| WarningJson {
            page: warning.page,
            message: &warning.message,
            hint: warning.hint,
        };
        WarningsJson {
            schema_version: SCHEMA_VERSION,
            paper: PaperJson::new(&reading.id, &reading.sha256, &reading.parsed.document),
            warnings: reading.parsed.warnings.iter().map(warning).collect(),
        }
    }
}

fn page_number(text: &str) -> Result<NonZeroU32, &'static str> {
    text.parse().map_err(|_| "pages are counted from 1")
}

fn scale(text: &str) -> Result<Scale, InvalidScale> {
    text.parse()
}
