//! Rubrics: what an audit asks, level by level, in phases.
//!
//! A rubric is a TOML file with a scale, phases and criteria. MedCheck's 46 criteria are built in
//! ([`Rubric::medcheck`]); any other rubric is read from a file and works the same way, because ids are
//! names, not numbers. A rubric is checked in full when it is read, so that the rooms below can rely on
//! every promise written on the fields here.

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
