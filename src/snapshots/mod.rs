//! The `snapshots/` folder: what a corpus was at a moment, and what differs between two moments.
//!
//! ```text
//! snapshots/2026-11-21T23-40-05.123Z.json   a snapshot; never changed once written
//! snapshots/taken.json                      what was last taken from files outside, see [`Taken`]
//! snapshots/refresh.log                     a line or more a refresh: lines are only added
//! snapshots/lock                            held by the refresh that is running
//! ```
//!
//! Unlike the index this folder cannot be made again: the corpus of last month is nowhere else. A snapshot
//! holds levels and figures, no quotes and no texts of papers. Of decisions it holds confirmed audits only,
//! so that nobody who reads blind learns here what somebody else decided.

mod difference;
mod error;
mod snapshot;
mod stated;
mod store;
mod taken;
#[cfg(test)]
mod tests;

pub use difference::{
    Change, Difference, FigureChange, FigureOf, FindingChanges, LevelChange, Named, PaperChanges,
};
pub use error::Error;
pub use snapshot::{Figures, Noted, PaperState, SNAPSHOT_SCHEMA, Snapshot};
pub use stated::Stated;
pub use store::{Name, Snapshots};
pub use taken::{Taken, TakenFile};
