//! Audits and decisions on their way back in: a file of exported audits, of decisions, or of labels.

use serde::Deserialize;
use serde_json::Value;

use super::sheet::SCHEMA_VERSION;
use crate::disk::{NotJson, json_values, wrong_with_json};
use crate::document::{InvalidPaperId, PaperId};
use crate::learning::Label;
use crate::review::Line;

/// One audit, label or line of decisions.
#[derive(Debug, Clone)]
pub enum Item {
    /// An exported audit.
    Audit {
        /// The paper that was audited.
        paper: PaperId,
        /// The SHA-256 of its source, in hexadecimal.
        sha256: String,
        /// All that was said under its rubric.
        lines: Vec<Line>,
    },
    /// A line of a label file.
    Label {
        /// The paper it is about.
        paper: PaperId,
        /// What it says.
        label: Label,
    },
    /// A line of decisions, which does not name its paper.
    Line(Line),
}

/// A line that is nothing that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: Unfit,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// An export of a later program, with this `schema_version`.
    Newer(u64),
    /// Anything else, in words.
    Other(String),
}

/// What an import needs of an exported audit.
#[derive(Debug, Deserialize)]
struct Exported {
    paper: ExportedPaper,
    lines: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct ExportedPaper {
    id: String,
    sha256: String,
}

/// Reads a file: a JSON value a line, values set over many lines, or a list of them. What a value is, its fields tell.
///
/// # Errors
/// [`NotRead`] at the first line that is neither an audit nor a label nor a line of decisions.
pub fn read(text: &str) -> Result<Vec<Item>, NotRead> {
    let values =
        json_values(text).map_err(|NotJson { line, why }| NotRead { line, why: Unfit::Other(why) })?;
    let read = |(line, value)| item(value).map_err(|why| NotRead { line, why });
    values.into_iter().map(read).collect()
}

fn item(value: Value) -> Result<Item, Unfit> {
    if !value.is_object() {
        return Err(Unfit::Other("it is no JSON object".to_owned()));
    }
    if value.get("lines").is_some() {
        let version = value.get("schema_version").and_then(Value::as_u64).unwrap_or_default();
        if version > u64::from(SCHEMA_VERSION) {
            return Err(Unfit::Newer(version));
        }
        let Exported { paper, lines } = serde_json::from_value(value)?;
        let lines = lines.into_iter().map(Line::from_json).collect::<Result<Vec<Line>, _>>()?;
        return Ok(Item::Audit { paper: PaperId::new(&paper.id)?, sha256: paper.sha256, lines });
    }
    if value.get("paper").is_some() && value.get("reviewer").is_none() {
        let label: Label = serde_json::from_value(value)?;
        return Ok(Item::Label { paper: label.id()?, label });
    }
    Ok(Item::Line(Line::from_json(value)?))
}

impl From<serde_json::Error> for Unfit {
    fn from(error: serde_json::Error) -> Unfit {
        Unfit::Other(wrong_with_json(&error))
    }
}

impl From<InvalidPaperId> for Unfit {
    fn from(error: InvalidPaperId) -> Unfit {
        Unfit::Other(error.to_string())
    }
}
