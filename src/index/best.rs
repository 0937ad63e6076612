//! The best matches among the sentences of the corpus.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Weight;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::document::PaperId;

/// A sentence of the corpus that matched.
#[derive(Debug, Clone, PartialEq)]
pub struct WordHit {
    /// The paper it is in.
    pub paper: PaperId,
    /// The sentence's id in that paper.
    pub sentence: u32,
    /// BM25 over all papers.
    pub score: f32,
}

/// Collects the best matches, ties by paper and sentence and not by where tantivy happens to keep them.
pub(super) struct Best {
    pub(super) limit: usize,
    /// Bits of the kinds that are wanted.
    pub(super) kinds: u8,
}

pub(super) struct InSegment {
    papers: Option<StrColumn>,
    sentences: Column<u64>,
    kinds: Column<u64>,
    wanted: u8,
    limit: usize,
    /// The worst on top.
    best: BinaryHeap<Reverse<Place>>,
}

/// A match; the greater the better. Ordinals of papers are in the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// In parts of [`SCORE_PARTS`].
    score: u32,
    paper: Reverse<u64>,
    sentence: Reverse<u32>,
}

/// The order in which tantivy adds the parts of a score depends on how its segments came about; the last
/// bits are cut off so that ties are ties.
const SCORE_PARTS: f32 = 1024.0;

/// A score without its last bits.
pub(super) fn in_parts(score: Score) -> Score {
    // Scores are not negative.
    (score * SCORE_PARTS).round() as u32 as f32 / SCORE_PARTS
}

impl Collector for Best {
    type Fruit = Vec<WordHit>;
    type Child = InSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<InSegment> {
        let fields = segment.fast_fields();
        Ok(InSegment {
            papers: fields.str("paper")?,
            sentences: fields.u64("sentence")?,
            kinds: fields.u64("kind")?,
            wanted: self.kinds,
            limit: self.limit,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        ordinal: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<Vec<WordHit>> {
        let mut collector = self.for_segment(ordinal, segment)?;
        let alive = segment.alive_bitset();
        weight.for_each_pruning(Score::MIN, segment, &mut |doc, score| {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                collector.collect(doc, score);
            }
            collector.threshold()
        })?;
        Ok(collector.harvest())
    }

    fn merge_fruits(&self, fruits: Vec<Vec<WordHit>>) -> tantivy::Result<Vec<WordHit>> {
        let mut hits = fruits.concat();
        hits.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| a.paper.cmp(&b.paper)).then(a.sentence.cmp(&b.sentence))
        });
        hits.truncate(self.limit);
        Ok(hits)
    }
}

impl InSegment {
    /// Only what scores more can be among the best: half a part less than the worst of them, because scores
    /// are rounded, and ties are not broken yet.
    fn threshold(&self) -> Score {
        let worst = self.best.peek().filter(|_| self.best.len() >= self.limit);
        worst.map_or(Score::MIN, |worst| (worst.0.score as f32 - 0.51) / SCORE_PARTS)
    }
}

/// The ids behind the ordinals of a segment, looked up in one go.
pub(super) fn paper_names(papers: &StrColumn, ordinals: BTreeSet<u64>) -> BTreeMap<u64, PaperId> {
    let ordinals: Vec<u64> = ordinals.into_iter().collect();
    let mut ids = Vec::new();
    let read = |id: &[u8]| ids.push(std::str::from_utf8(id).ok().and_then(|id| PaperId::new(id).ok()));
    // An ordinal that is not there would move every id behind it.
    if !matches!(papers.dictionary().sorted_ords_to_term_cb(&ordinals, read), Ok(true)) {
        return BTreeMap::new();
    }
    ordinals.into_iter().zip(ids).filter_map(|(ordinal, id)| Some((ordinal, id?))).collect()
}

impl SegmentCollector for InSegment {
    type Fruit = Vec<WordHit>;

    fn collect(&mut self, doc: DocId, score: Score) {
        // Scores are not negative.
        let score = (score * SCORE_PARTS).round() as u32;
        let worst = if self.best.len() < self.limit { None } else { self.best.peek().map(|worst| worst.0) };
        if worst.is_some_and(|worst| score < worst.score) {
            return;
        }
        if self.kinds.first(doc).is_none_or(|kind| self.wanted >> kind & 1 == 0) {
            return;
        }
        let paper = self.papers.as_ref().and_then(|papers| papers.term_ords(doc).next());
        if let (Some(paper), Some(sentence)) = (paper, self.sentences.first(doc)) {
            let place = Place { score, paper: Reverse(paper), sentence: Reverse(sentence as u32) };
            if worst.is_none_or(|worst| place > worst) {
                self.best.push(Reverse(place));
                if self.best.len() > self.limit {
                    self.best.pop();
                }
            }
        }
    }

    fn harvest(self) -> Vec<WordHit> {
        let ordinals = self.best.iter().map(|place| place.0.paper.0).collect();
        let names = self.papers.as_ref().map(|papers| paper_names(papers, ordinals)).unwrap_or_default();
        let hit = |Reverse(Place { score, paper: Reverse(ord), sentence: Reverse(sentence) })| {
            let paper = names.get(&ord)?.clone();
            Some(WordHit { paper, sentence, score: score as f32 / SCORE_PARTS })
        };
        self.best.into_iter().filter_map(hit).collect()
    }
}
