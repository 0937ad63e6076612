//! Learning from papers that people scored: labels in; heads, a ranking and levels out.
//!
//! Labels are lines of a file ([`Gold`]) or settled decisions. With the paper they speak of they make a
//! [`ScoredPaper`], whose quotes are found in its text; a [`Course`] learns from many of these and says how
//! well it told every scored criterion ([`Judged`]) by models that had not seen its paper.

mod course;
mod denying;
mod fitting;
mod gold;
mod judged;
mod scored;

pub(crate) use course::support;
pub use course::{Course, Learning};
pub use denying::denied;
pub use gold::{Gold, GoldCell, GoldError, Label};
pub use judged::{Judged, majority_of};
pub use scored::{ScoredCell, ScoredPaper};
