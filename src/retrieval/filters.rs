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
    /// Only these sentences; `None` means all. No paper is without one.
    pub only: Option<Sentences>,
    /// What all of them say as it is written, where that is known: it narrows what is looked at.
    pub phrases: Vec<String>,
    /// Those of them that stand before all others, wherever they rank; `None` where nothing but the rank counts.
    pub first: Option<Sentences>,
    /// Mixes in what this criterion looks for.
    pub criterion: Option<&'q Query>,
}

impl Filters<'_> {
    /// Whether a sentence is among those that are looked at.
    pub(super) fn allows(&self, paper: &PaperId, sentence: u32) -> bool {
        self.only.as_ref().is_none_or(|only| only.get(paper).is_some_and(|ids| ids.contains(sentence)))
    }

    /// Whether a sentence stands before others.
    pub fn is_first(&self, paper: &PaperId, sentence: u32) -> bool {
        self.first.as_ref().and_then(|first| first.get(paper)).is_some_and(|ids| ids.contains(sentence))
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

/// The sentences that pass, of which nothing was looked for, by paper and in reading order, those that stand first
/// before the others; at most `limit`. They score 0.
pub fn unranked(filters: &Filters<'_>, limit: usize) -> Vec<Hit> {
    let hit = |(paper, sentence): (&PaperId, u32)| Hit {
        paper: paper.clone(),
        sentence,
        score: 0.0,
        parts: Parts::default(),
    };
    let all = || {
        filters
            .only
            .iter()
            .flatten()
            .flat_map(|(paper, ids)| ids.iter().map(move |sentence| (paper, sentence)))
    };
    let is_first = |(paper, sentence): &(&PaperId, u32)| filters.is_first(paper, *sentence);
    let first = all().filter(is_first);
    first.chain(all().filter(|place| !is_first(place))).take(limit).map(hit).collect()
}
