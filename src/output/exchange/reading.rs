//! Audits and decisions on their way back in: a file of exported audits, of decisions, or of labels.

use serde::Deserialize;
use serde_json::Value;

use super::sheet::SCHEMA_VERSION;
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

/// Reads a file: a JSON value a line, or one audit set over many lines. What a value is, its fields tell.
///
/// # Errors
/// [`NotRead`] at the first line that is neither an audit nor a label nor a line of decisions.
pub fn read(text: &str) -> Result<Vec<Item>, NotRead> {
    let read = |(line, value)| item(value).map_err(|why| NotRead { line, why });
    values(text)?.into_iter().map(read).collect()
}

/// The JSON values of a file with the lines they begin on.
fn values(text: &str) -> Result<Vec<(usize, Value)>, NotRead> {
    if let Ok(whole @ Value::Object(_)) = serde_json::from_str(text) {
        return Ok(vec![(1, whole)]);
    }
    let written = (1..).zip(text.split_inclusive('\n')).filter(|(_, written)| !written.trim().is_empty());
    let value = |(line, written)| match serde_json::from_str(written) {
        Ok(value) => Ok((line, value)),
        Err(error) => Err(NotRead { line, why: error.into() }),
    };
    written.map(value).collect()
}

fn item(value: Value) -> Result<Item, Unfit> {
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
        // The place it counts is one in the line, or in a value.
        let text = error.to_string();
        Unfit::Other(text.rsplit_once(" at line ").map_or(text.clone(), |(said, _)| said.to_owned()))
    }
}

impl From<InvalidPaperId> for Unfit {
    fn from(error: InvalidPaperId) -> Unfit {
        Unfit::Other(error.to_string())
    }
}
