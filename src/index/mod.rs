//! The `index/` folder: what was computed from the papers and can be computed again.
//!
//! Two things lie in it. `papers/<id>.entry` holds a parsed paper, its sentence vectors and the parser's
//! warnings in one file, replaced as a whole, with a [`Stamp`] of what it was made from. `words/` is a
//! tantivy index with one document per sentence of all papers, for searching the corpus. The entries are
//! the truth: `words/` records which entries it has taken in, so that whatever a kill at any moment
//! leaves behind is put right by the next [`Index::writer`]. The same holds of `codes.json` and its file, the
//! vectors of all papers in a compact form, for searching the corpus by meaning. `hashes.json` has what the
//! papers' files hashed to when they were last read, `refusals.json` which of them cannot be parsed, and
//! `drafts.json` what their drafts say in short. Deleting
//! the folder loses nothing but time.
//!
//! Scores inside one paper come from [`PaperWords`], which knows that paper only.

mod analyzer;
mod best;
mod codes;
mod codes_read;
mod entry;
mod error;
mod folder;
mod indexed;
mod matching;
mod paper_codes;
mod paper_words;
mod passing;
mod product;
mod query;
mod remembered;
mod sentence_set;
mod sketch;
mod words;
mod words_folder;
mod writer;

pub use best::WordHit;
pub use codes_read::Codes;

pub use error::Error;
pub use folder::{Contents, Index, Report};
pub use indexed::{Entry, IndexedPaper, Stamp};
pub use matching::Match;
pub use paper_codes::{PaperCodes, Probe};
pub use paper_words::PaperWords;
pub use passing::{Sentences, Wanted};
pub use query::WordQuery;
pub use remembered::{Refusal, Refusals};
pub use sentence_set::SentenceSet;

pub use writer::Writer;

#[cfg(test)]
mod tests;
