//! Rubrics: what an audit asks, level by level, in phases.
//!
//! A rubric is a TOML file with a scale, phases and criteria. MedCheck's 46 criteria are built in
//! ([`Rubric::medcheck`]); any other rubric is read from a file and works the same way, because ids are
//! names, not numbers. A rubric is checked in full when it is read, so that other rooms can rely on
//! every promise written on the fields here.
//!
//! # The file
//!
//! A level's number is a name: what counts is its place on the scale. `met` says what the highest level asks
//! for; the lowest asks for nothing. The levels in between each need a text: `partial` where there is one such
//! level, or `levels`, a table from their numbers to their texts.
//!
//! ```
//! let rubric = medcheck::rubric::Rubric::parse(
//!     r#"
//! id = "handover"                    # with version, in every draft and decision
//! version = "1"
//! title = "Handover check"
//! scale = [0, 1, 2, 3]               # two to nine levels, ascending
//!
//! [[phase]]
//! id = "A"
//! name = "Making"
//!
//! [[criterion]]
//! id = "ties"
//! phase = "A"
//! name = "How ties were settled"
//! question = "Does the paper say how differing answers were settled?"
//! met = "Who settled them, and an agreement, are given."
//! levels = { 1 = "Ties are mentioned.", 2 = "It is said who settled them." }
//! rule = "Agreement alone is level 1."            # how unclear cases are settled; optional
//! na = "Only one person answered every item."     # when it cannot apply; optional
//! cues = ["adjudicated", '/\bkappa\b/']           # words, phrases, regular expressions; optional
//! "#,
//!     "handover.toml",
//! )?;
//! let ties = &rubric.criteria[0];
//! assert_eq!(ties.anchor(1), Some("Ties are mentioned."));
//! assert_eq!(rubric.scale.name(1).as_deref(), Some("partial 1/3"));
//! assert_eq!(rubric.scale.share(3), Some(1.0));
//! # Ok::<(), medcheck::rubric::Error>(())
//! ```

mod contents;
mod criterion;
mod criterion_id;
mod cue;
mod error;
mod parse;
mod scale;
mod score;

pub use contents::{AppliedRubric, Phase, Rubric};
pub use criterion::{Criterion, Published, PublishedKind};
pub use criterion_id::{CriterionId, InvalidCriterionId};
pub use cue::{Cue, Pattern};
pub use error::{Error, Fault, Part};
pub use scale::{NotAScale, Scale};
pub use score::{CANNOT_APPLY, InvalidScore, Score};
