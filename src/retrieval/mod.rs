//! From a criterion, or from free text, to ranked sentences.
//!
//! Two retrievers look at every sentence: words (BM25, with the criterion's cues as phrases) and meaning
//! (cosine of sentence vectors). Neither wins alone, so their scores are made comparable inside the paper
//! and added; every partial score is kept beside the sum. Where papers were scored by people, heads that
//! learned from their quotes ([`crate::models::Heads`]) and a [`Ranker`] of all clues take over. A paper's
//! ranking depends on that paper, the query and what was learned only.

mod alike;
mod asked;
mod denial;
mod error;
mod filters;
mod form;
mod head_places;
mod nearest;
mod query;
mod rank;
mod ranked;
mod ranker;
mod readable;
mod search;
mod within;

pub use alike::{alike, sentence_named};
pub use asked::{Asked, FILTERS, NotAsked, QuoteState};
pub use denial::denies;
pub(crate) use denial::{AUXILIARIES, INNER, has_denial};
pub use error::Error;
pub use filters::{Filters, Hit, unranked};
pub use head_places::HeadPlaces;
pub use query::{Queries, Query};
pub use rank::{Haystack, Learned, embed, embed_and_read, read};
pub use ranked::{Parts, Ranked};
pub use ranker::{Choice, Clues, RANKER_FORMAT, Ranker};
pub(crate) use readable::{Neighbors, Readable, neighbors};
pub use search::{search, word_query};
