//! A sentence of a ranking, with every score that placed it there.

use serde::{Deserialize, Serialize};

/// A sentence of one paper with the score that ranked it and what every retriever gave.
#[derive(Debug, Clone, Copy, PartialEq)]
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
