//! The `papers/` folder: every paper's source and what is stored beside it. No other room touches it.
//!
//! ```text
//! papers/<paper-id>/paper.pdf    the source; or paper.txt, paper.md
//! papers/<paper-id>/attachments/  README, web page, supplement: what an audit covers beside the paper
//! papers/<paper-id>/draft.json   the last draft, replaced as a whole
//! papers/<paper-id>/decisions.jsonl  what people decided: lines are only added, see [`decisions`]
//! ```
//!
//! A file is replaced by writing a new one beside it and renaming it over the old one, so that a program
//! killed at any moment leaves either the old content or the new. What else lies in the folder (a README,
//! a paper's sources) is left alone.

mod attachments;
mod decisions;
mod error;
mod fingerprint;
mod folder;
mod hashes;
mod names;
mod outside;
mod source;
#[cfg(test)]
mod tests;

pub use attachments::Attached;
pub use error::Error;
pub use fingerprint::Fingerprint;
pub use folder::{Added, Papers, StoredFile};
pub use hashes::Hashes;
pub use names::MOST_ATTACHMENTS;
pub use outside::{ATTACHMENT_SIZE_LIMIT, Collected, SIZE_LIMIT, collect, read_any, read_file, read_whole};
pub use source::Source;
