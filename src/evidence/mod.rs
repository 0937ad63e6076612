//! Evidence: what the paper itself says about a criterion, cut from the document by span.
//!
//! A [`Quote`] is never typed and never written by a model: [`Quote::of_sentences`] takes the bytes of one
//! sentence, or of a few side by side, out of the document's one text, with the page and the boxes they are
//! printed in, and the attachment they come from, if it is not the paper itself. [`cut`] does so for the
//! sentences of a ranking, [`quoted`] for words that a person copied.
//!
//! The other way round, [`locate()`] is the one search for a quote in a text, and [`standing`] the one answer
//! to whether the paper still says it. Which sentences count as the quoted ones when drafts are measured and
//! heads learn is another question, with the rule of the scoring script: [`SentenceLetters`].

mod labeled;
mod locate;
mod passages;
mod quote;

pub use labeled::SentenceLetters;
pub use locate::{Located, Match, locate, printed, quoted, standing};
pub use passages::{Evidence, Passage, cut, passages};
pub use quote::Quote;
