//! The JSON of commands that print no stored format of their own. Every shape carries its version.

use std::collections::BTreeMap;

use serde::Serialize;

use super::about::{kinds, section_page, section_source};
use super::escape;
use crate::document::{AttachmentName, BlockKind, Document, Metadata, Page, PaperId, Rect, Span, Table};
use crate::papers::Added;
use crate::pdf::Warning;
use crate::workspace::{About, AddReport, Check, Detached, DraftState, Failure, Reading, State};

const SCHEMA_VERSION: u32 = 1;

/// One line of JSON with its line break, harmless for a terminal.
///
/// # Errors
/// What serde says; none of the shapes here can fail.
pub(super) fn line(value: &impl Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string(value)?;
    Ok(format!("{}\n", escape::json(&text)))
}

/// `parse --format json`.
#[derive(Serialize)]
pub(super) struct ParseJson<'a> {
    schema_version: u32,
    paper: PaperJson<'a>,
    pages: &'a [Page],
    text: &'a str,
    sections: Vec<SectionJson<'a>>,
    sentences: Vec<SentenceJson<'a>>,
    tables: &'a [Table],
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct PaperJson<'a> {
    id: &'a str,
    title: Option<&'a str>,
    sha256: &'a str,
    pages: usize,
    metadata: &'a Metadata,
}

impl<'a> PaperJson<'a> {
    fn new(id: &'a PaperId, sha256: &'a str, document: &'a Document) -> PaperJson<'a> {
        PaperJson {
            id: id.as_str(),
            title: document.title.as_deref(),
            sha256,
            pages: document.pages.len(),
            metadata: &document.metadata,
        }
    }
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
            warnings: reading.parsed.warnings.iter().map(ToString::to_string).collect(),
        }
    }
}

/// `parse --warnings --format json`.
#[derive(Serialize)]
pub(super) struct WarningsJson<'a> {
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

/// `show --about --format json`.
#[derive(Serialize)]
pub(super) struct AboutJson<'a> {
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

/// `add --format json`.
#[derive(Serialize)]
pub(super) struct AddJson<'a> {
    schema_version: u32,
    papers: Vec<AddedJson<'a>>,
    failures: Vec<FailureJson<'a>>,
}

#[derive(Serialize)]
struct AddedJson<'a> {
    paper: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment: Option<&'a str>,
    path: String,
    outcome: &'static str,
}

#[derive(Serialize)]
pub(super) struct FailureJson<'a> {
    path: String,
    message: &'a str,
    hint: Option<&'a str>,
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

impl<'a> From<&'a Failure> for FailureJson<'a> {
    fn from(failure: &'a Failure) -> FailureJson<'a> {
        FailureJson {
            path: failure.path.display().to_string(),
            message: &failure.message,
            hint: failure.hint.as_deref(),
        }
    }
}

/// `remove --format json`.
#[derive(Serialize)]
pub(super) struct RemoveJson<'a> {
    schema_version: u32,
    paper: &'a str,
    removed: &'a [String],
    failures: Vec<FailureJson<'a>>,
}

impl<'a> RemoveJson<'a> {
    pub(super) fn new(paper: &'a PaperId, report: &'a Detached) -> RemoveJson<'a> {
        RemoveJson {
            schema_version: SCHEMA_VERSION,
            paper: paper.as_str(),
            removed: &report.names,
            failures: report.failures.iter().map(FailureJson::from).collect(),
        }
    }
}

/// What adding a paper did, in a word.
pub(super) fn outcome(added: Added) -> &'static str {
    match added {
        Added::New => "new",
        Added::Unchanged => "unchanged",
        Added::Replaced => "replaced",
    }
}

/// `doctor --format json`.
#[derive(Serialize)]
pub(super) struct DoctorJson<'a> {
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
            state: state(check.state),
            message: &check.message,
            hint: check.hint.as_deref(),
        };
        DoctorJson { schema_version: SCHEMA_VERSION, checks: checks.iter().map(check).collect() }
    }
}

/// The state of a check, in a word.
pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Ok => "ok",
        State::Warning => "warning",
        State::Error => "error",
    }
}
