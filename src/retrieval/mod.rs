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
mod head_places;
mod nearest;
mod query;
mod rank;
mod ranker;
mod search;

use serde::{Deserialize, Serialize};

pub use alike::alike;
pub use asked::{Asked, FILTERS, NotAsked, QuoteState};
pub use denial::denies;
pub(crate) use denial::{AUXILIARIES, INNER, has_denial};
pub use error::Error;
pub use head_places::HeadPlaces;
pub use query::{Queries, Query};
pub use rank::{Haystack, Learned, embed, embed_and_read, read};
pub use ranker::{Choice, Clues, Ranker};
pub use search::{Filters, Hit, search, word_query};

/// A sentence of one paper with the score that ranked it and what every retriever gave.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// The sentence's id in its document.
    pub sentence: u32,
    /// The number of the block it lies in.
    pub block: usize,
    /// The fused score; comparable within one criterion of one paper.
    pub score: f32,
    /// Whether it can be a quote: a heading or a fragment of one or two words cannot.
    pub quotable: bool,
    /// Whether its main clause denies its fact; then it shows where one is spoken of, not that it holds.
    pub denied: bool,
    /// What it was fused from.
    pub parts: Parts,
}

/// Every partial score of a ranked sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    /// BM25 of name, question, highest anchor and cues, with the statistics of this paper.
    pub words: f32,
    /// How many of the criterion's cues (phrases and patterns) the sentence contains.
    pub cues: u32,
    /// Mean cosine of the sentence and the criterion's query texts; `None` without a model.
    pub meaning: Option<f32>,
    /// Logits of the heads that learned what is quoted for the criterion: at all, and for its highest
    /// level; `None` where nothing was learned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<[f32; 2]>,
    /// What the sentences beside it in its paragraph and the heading above it add to the fused score.
    pub context: f32,
}
