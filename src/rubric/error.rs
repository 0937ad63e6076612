//! What can be wrong with a rubric, and what to do about it.

use std::fmt;
use std::path::PathBuf;

/// Why there is no rubric.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// The file that was to be read.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The text is not TOML.
    #[error("{origin}:{line}: not valid TOML: {message}")]
    Syntax {
        /// Where the text came from.
        origin: String,
        /// The line of the fault, counted from 1.
        line: usize,
        /// What the TOML parser says, on one line.
        message: String,
    },
    /// The text is TOML but no rubric.
    #[error("{origin}:{line}: {part}{fault}")]
    Invalid {
        /// Where the text came from.
        origin: String,
        /// The line of the fault, counted from 1.
        line: usize,
        /// The part of the rubric.
        part: Part,
        /// What is wrong with it.
        #[source]
        fault: Fault,
    },
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Unreadable { .. } => Some("a rubric is a TOML file in UTF-8".to_owned()),
            Error::Syntax { .. } => None,
            Error::Invalid { fault, .. } => fault.hint(),
        }
    }
}

/// The part of a rubric that an error speaks of. Shown as a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The rubric as a whole.
    Rubric,
    /// A phase by its id.
    Phase(String),
    /// A phase without usable id, counted from 1.
    NthPhase(usize),
    /// A criterion by its id.
    Criterion(String),
    /// A criterion without usable id, counted from 1.
    NthCriterion(usize),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Rubric => Ok(()),
            Part::Phase(id) => write!(f, "phase {id}: "),
            Part::NthPhase(n) => write!(f, "phase entry no. {n}: "),
            Part::Criterion(id) => write!(f, "criterion {id}: "),
            Part::NthCriterion(n) => write!(f, "criterion entry no. {n}: "),
        }
    }
}

/// What is wrong with a part of a rubric.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// A required field is not there.
    #[error("`{field}` is missing")]
    Missing {
        /// The field's name, as a rubric writes it.
        field: &'static str,
    },
    /// A field is there without content.
    #[error("`{field}` is empty")]
    Empty {
        /// The field's name, as a rubric writes it.
        field: &'static str,
    },
    /// A field of another type.
    #[error("`{field}` is {found}, not {expected}")]
    WrongType {
        /// The field's name, as a rubric writes it.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
        /// What it is, in TOML's words.
        found: &'static str,
    },
    /// A field that no rubric has.
    #[error("unknown field `{field}`")]
    UnknownField {
        /// The field, as written.
        field: String,
        /// The fields that are known here.
        known: Vec<&'static str>,
    },
    /// An id with characters that ids do not have.
    #[error("`{id}` cannot be an id")]
    BadId {
        /// The id, as written.
        id: String,
    },
    /// Two parts with one id.
    #[error("the id is already used on line {first_line}")]
    DuplicateId {
        /// Where it was used first.
        first_line: usize,
    },
    /// A criterion in a phase that is not defined.
    #[error("`phase` names `{phase}`, which is not defined")]
    UnknownPhase {
        /// The phase, as written.
        phase: String,
        /// The ids of the phases that are defined.
        defined: Vec<String>,
    },
    /// A number outside what the field allows.
    #[error("`{field}` is {value}, not {expected}")]
    OutOfRange {
        /// The field's name, as a rubric writes it.
        field: &'static str,
        /// The value, as written.
        value: String,
        /// What is allowed.
        expected: &'static str,
    },
    /// One level, or more than nine.
    #[error("`scale` has {levels} level(s), not two to nine")]
    ScaleSize {
        /// How many levels it has.
        levels: usize,
    },
    /// Levels out of order, or one that is there twice.
    #[error("`scale` does not ascend: {next} follows {level}")]
    ScaleOrder {
        /// A level.
        level: u8,
        /// The level after it.
        next: u8,
    },
    /// A `partial` where no level lies between the lowest and the highest.
    #[error("`partial` describes a middle level, but the scale has two levels")]
    NoMiddleLevel,
    /// A `partial` where several levels lie between the lowest and the highest.
    #[error("`partial` describes a middle level, but the scale has {} of them", between.len())]
    ManyMiddleLevels {
        /// The levels between the lowest and the highest.
        between: Vec<u8>,
    },
    /// A text for what is not a level between the lowest and the highest.
    #[error("`levels` describes `{level}`, which is not a level between the lowest and the highest")]
    NotBetween {
        /// The key in `levels`, as written.
        level: String,
        /// The levels between the lowest and the highest.
        between: Vec<u8>,
    },
    /// Two texts for one level.
    #[error("level {level} is described twice")]
    DescribedTwice {
        /// The level's number.
        level: u8,
    },
    /// A level between the lowest and the highest without a text.
    #[error("`levels` does not describe level {level}")]
    UndescribedLevel {
        /// The level's number.
        level: u8,
    },
    /// A published kind of another name.
    #[error("`kind` is `{kind}`, not `not_met` or `met_or_partial`")]
    UnknownKind {
        /// The kind, as written.
        kind: String,
    },
    /// A cue whose regular expression does not compile.
    #[error("cue `/{pattern}/` is no regular expression: {}", last_line(error))]
    BadPattern {
        /// The pattern without its slashes.
        pattern: String,
        /// What the compiler says, over several lines; not a `source`, because its last line is above.
        error: regex::Error,
    },
    /// A cue whose regular expression matches every sentence.
    #[error("cue `/{pattern}/` matches empty text, so it would match every sentence")]
    MatchesNothing {
        /// The pattern without its slashes.
        pattern: String,
    },
}

impl Fault {
    fn hint(&self) -> Option<String> {
        match self {
            Fault::UnknownField { known, .. } => Some(format!("known here: {}", known.join(", "))),
            Fault::UnknownPhase { defined, .. } => Some(format!("defined phases: {}", defined.join(", "))),
            Fault::BadId { .. } => {
                Some("an id has letters, digits, `.`, `_` and `-`, at most 80 in all".to_owned())
            }
            Fault::DuplicateId { .. } => Some("decisions name criteria by id: give each its own".to_owned()),
            Fault::Missing { field: "partial" } => {
                Some("a scale of three levels needs an anchor for the middle one".to_owned())
            }
            Fault::Missing { field: "levels" } | Fault::UndescribedLevel { .. } => Some(
                "every level between the lowest and the highest needs its text: `levels = { 1 = \"…\", 2 = \"…\" }`"
                    .to_owned(),
            ),
            Fault::ScaleSize { .. } => {
                Some("write `scale = [0, 1]`, `scale = [0, 1, 2]`, or up to nine levels".to_owned())
            }
            Fault::ManyMiddleLevels { between } => {
                let texts: Vec<String> = between.iter().map(|level| format!("{level} = \"…\"")).collect();
                Some(format!("write `levels = {{ {} }}` instead of `partial`", texts.join(", ")))
            }
            Fault::NotBetween { between, .. } if between.is_empty() => {
                Some("remove `levels`: `met` describes the highest level, and the lowest needs no text".to_owned())
            }
            Fault::NotBetween { between, .. } => {
                let levels: Vec<String> = between.iter().map(u8::to_string).collect();
                Some(format!(
                    "described here: {}; `met` describes the highest level, and the lowest needs no text",
                    levels.join(", ")
                ))
            }
            Fault::DescribedTwice { .. } => {
                Some("a level is described by `levels`, or, where it is the only middle one, by `partial`".to_owned())
            }
            Fault::NoMiddleLevel => Some("remove `partial`, or add a level to `scale`".to_owned()),
            Fault::BadPattern { .. } => {
                Some("a cue between slashes is a regular expression; without them it is a phrase".to_owned())
            }
            _ => None,
        }
    }
}

/// The compiler draws the pattern over several lines and says what is wrong on the last.
fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().next_back().unwrap_or_default();
    last.trim().trim_start_matches("error: ").to_owned()
}
