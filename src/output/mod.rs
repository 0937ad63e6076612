//! How things leave the program: [tables], [pages](page) with their charts, [audits for exchange](exchange),
//! and the [reports] that people read.
//!
//! Where a text comes from a paper or a person, each format escapes it as the format demands; characters
//! that a terminal would act on are left to whoever prints the text there. The same input gives the same
//! bytes: no clock, no order of a hash map.

// From the ground up: each uses only those above it.
mod content;
mod wording;
pub mod tables;
pub mod page;
pub mod exchange;
pub mod reports;

pub use content::Content;
pub(crate) use wording::{place, rounded};
