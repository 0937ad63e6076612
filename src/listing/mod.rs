//! A listing of abstracts, such as a page of daily papers or of arXiv saved to disk: which of the papers
//! introduce a medical benchmark or mainly evaluate on a medical task, and what their abstracts speak of.
//!
//! Rules of words and no model: every verdict names the words that decided it ([`Verdict`]), so that a person
//! can see at a glance where it is wrong. An abstract is no audit; [`preview`] gives quotes and never a level.
//! Everything takes time in proportion to the listing, and any text is allowed.

mod bibtex;
mod entry;
mod evaluating;
mod feed;
mod form;
mod ids;
mod lines;
mod mail;
mod markdown;
mod markup;
mod medical;
mod pages;
mod preview;
mod prose;
mod pubmed;
mod recognized;
mod seen;
mod table;
mod tagged;
mod triaged;
mod verdict;

pub use entry::{Entry, MOST_ENTRIES};
pub use form::{Form, Listing};
pub use preview::{Mention, preview};
pub use recognized::{may_be_listing, read_listing};
pub use seen::{Place, Seen};
pub use triaged::{TriagedPaper, queue};
pub use verdict::{Kind, Verdict, verdict};

#[cfg(test)]
mod tests;
