//! From a criterion, or from free text, to ranked sentences.
//!
//! Two retrievers look at every sentence: words (BM25, with the criterion's cues as phrases) and meaning
//! (cosine of sentence vectors). Neither wins alone, so their scores are made comparable inside the paper
//! and added; every partial score is kept beside the sum. Nothing here learns, and a paper's ranking
//! depends on that paper and the query only.

mod error;
mod query;
mod rank;
mod search;

use serde::{Deserialize, Serialize};

pub use error::Error;
pub use query::{Queries, Query};
pub use rank::{Haystack, embed};
pub use search::{Filters, Hit, search};

/// A sentence of one paper with the score that ranked it and what every retriever gave.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// The sentence's id in its document.
    pub sentence: u32,
    /// The fused score; comparable within one criterion of one paper.
    pub score: f32,
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
    /// What the sentences beside it in its paragraph and the heading above it add to the fused score.
    pub context: f32,
}
