//! What people decided about papers: lines that are only ever added.
//!
//! A line of `papers/<id>/decisions.jsonl` is a [`Decision`] on one criterion, or a [`Mark`] on how far a
//! person got. A later line of the same person about the same criterion takes the place of an earlier one;
//! nothing is removed, so the history of every cell is there. Two copies of a file merge by putting their
//! lines together in any order: time orders them, and a line that is there twice counts once.
//!
//! People do not see each other's decisions on a paper before all who began are through
//! ([`Ledger::is_open_to`]). Where they differ, a criterion stays open until a third act settles it.

mod act;
mod agreement;
mod cell;
mod compared;
mod confirmed;
mod deciding;
mod decision;
mod desk;
mod fitting;
mod ledger;
mod incoming;
mod moment;
mod progress;
mod quoted;
mod refused;
mod remaining;
mod reviewer;
mod sight;
mod unfit;
#[cfg(test)]
mod tests;

pub use act::{Act, Choice, LastSeen, Settlement};
pub use agreement::{Agreement, agreement};
pub use cell::{Change, DeskCell, DeskQuote, QuoteMark};
pub use compared::{ComparedPaper, ComparedStanding};
pub(crate) use confirmed::list;
pub use confirmed::{ConfirmedAudit, ConfirmedCell, NotReady};
pub use deciding::{Entry, Speaker, act, check_choice, check_level, mark, restore, settle, undo};
pub use decision::{Basis, DecidedEvidence, Decision, Line, Mark, Milestone, NotADecision, lines, torn_line};
pub use desk::DeskPaper;
pub use incoming::{Incoming, TakenIn, check_incoming, take_in};
pub use ledger::{Conflict, Ledger, Outcome, Standing, Verdict};
pub use moment::{InvalidMoment, Moment};
pub use progress::{PaperStatus, PhaseStatus};
pub use quoted::{AuditQuotes, QuotedFor};
pub use refused::Refused;
pub use remaining::Remaining;
pub use reviewer::{InvalidReviewer, Reviewer};
pub use sight::{Audience, Viewer};
pub use unfit::UnfitDecision;
