//! Draft audits: one suggestion per criterion, with the evidence it rests on.
//!
//! A draft is a machine's reading for people to check. It says one of four different things about a
//! criterion: a level, that nothing was found, that it cannot apply, or that it does not know; and it always
//! shows what was searched and what came nearest. Where it does not know, [`Certainty`] says what it leans to.
//!
//! [`Drafter`] holds everything a draft is made with, and is the one place that turns a paper and a criterion
//! into ranked sentences, quotes and a level. Whoever drafts, learns, measures or searches goes through it.

mod certainty;
mod draft;
mod drafter;
mod drafting;
mod error;
mod knowledge;
mod levels;
mod suggestion;
mod summary;

pub use certainty::Certainty;
pub use draft::{AuditedAttachment, AuditedPaper, Cell, DraftAudit, Searched, program};
pub use drafter::{Drafter, OpenPaper};
pub(crate) use drafting::SHOWN;
pub use error::Error;
pub use knowledge::{Knowledge, folder_of};
pub use levels::{LEVELS_FORMAT, LevelModel, NEAR_MISS, Regression};
pub(crate) use levels::{Look, NEVER, SUPPORTS, look, most_probable};
pub use suggestion::{NOTHING_FOUND, Suggestion, UNDECIDED};
pub use summary::{DraftSummaries, DraftSummary};
