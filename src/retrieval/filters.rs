//! What a search over the corpus leaves out, and what it gives.

use super::query::Query;
use super::ranked::Parts;
use crate::document::{BlockKind, PaperId};
use crate::index::Sentences;

/// What to leave out of a corpus search. The default leaves out nothing but references and furniture.
#[derive(Debug, Clone, Default)]
pub struct Filters<'q> {
    /// Only these papers; empty means all.
    pub papers: Vec<PaperId>,
    /// Only sentences of these kinds; empty means every kind that can be evidence.
    pub kinds: Vec<BlockKind>,
    /// Only these sentences; `None` means all.
    pub only: Option<Sentences>,
    /// Mixes in what this criterion looks for.
    pub criterion: Option<&'q Query>,
}

impl Filters<'_> {
    /// Whether a sentence is among those that are looked at.
    pub(super) fn allows(&self, paper: &PaperId, sentence: u32) -> bool {
        self.only.as_ref().is_none_or(|only| only.get(paper).is_some_and(|ids| ids.contains(&sentence)))
    }

    /// Whether any sentence of a paper may be among them.
    pub(super) fn allows_paper(&self, paper: &PaperId) -> bool {
        (self.papers.is_empty() || self.papers.contains(paper))
            && self.only.as_ref().is_none_or(|only| only.contains_key(paper))
    }

    /// Those asked for, else all that can be evidence.
    pub fn wanted_kinds(&self) -> Vec<BlockKind> {
        if self.kinds.is_empty() {
            BlockKind::ALL.into_iter().filter(|kind| kind.is_evidence()).collect()
        } else {
            self.kinds.clone()
        }
    }
}

/// A sentence of the corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The paper it is in.
    pub paper: PaperId,
    /// The sentence's id in that paper.
    pub sentence: u32,
    /// The fused score; comparable within one search.
    pub score: f32,
    /// What it was fused from.
    pub parts: Parts,
}

/// Sentences that nothing was looked for in, by paper and in reading order; they score 0.
pub fn unranked(sentences: &Sentences) -> Vec<Hit> {
    let hit = |paper: &PaperId, sentence: u32| Hit {
        paper: paper.clone(),
        sentence,
        score: 0.0,
        parts: Parts::default(),
    };
    sentences.iter().flat_map(|(paper, ids)| ids.iter().map(move |id| hit(paper, *id))).collect()
}
