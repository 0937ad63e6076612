//! All sentences among some that have words of a query, each with its score.

use rayon::prelude::*;
use tantivy::columnar::StrColumn;
use tantivy::query::{BooleanQuery, ConstScoreQuery, EnableScoring, Occur, Query};
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::best::in_parts;
use super::error::Error;
use super::passing::Sentences;
use super::query::WordQuery;
use super::words::Words;

/// A sentence that has some of the words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The place of its paper among those that were looked at.
    pub paper: u32,
    /// The sentence's id in that paper.
    pub sentence: u32,
    /// BM25 over all papers.
    pub score: f32,
}

/// The part of a segment that one thread looks at.
const PARTS: u32 = 4;

/// An ordinal that is not among the papers that are looked at.
const NONE: u32 = u32::MAX;

impl Words {
    /// Every sentence of `only` that the query finds, by paper and sentence. With `phrases`, which all of `only`
    /// say, nothing else is looked at.
    pub(super) fn matching(
        &self,
        query: &WordQuery,
        only: &Sentences,
        phrases: &[String],
    ) -> Result<Vec<Match>, Error> {
        if query.is_empty() || only.is_empty() {
            return Ok(Vec::new());
        }
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(self.union(query)))];
        for phrase in self.said(phrases) {
            // It narrows, and must not add to the score.
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(phrase, 0.0))));
        }
        let searcher = self.reader.searcher();
        let weight = BooleanQuery::new(clauses).weight(EnableScoring::enabled_from_searcher(&searcher))?;
        let mut matches = Vec::new();
        for segment in searcher.segment_readers() {
            let Some(papers) = segment.fast_fields().str("paper")? else { continue };
            let look = InSegment { places: places(&papers, only)?, sets: only.values().collect(), papers };
            let size = segment.max_doc().div_ceil(PARTS).max(1);
            let part = |part: u32| -> tantivy::Result<Vec<Match>> {
                let begin = part.saturating_mul(size);
                let end = begin.saturating_add(size).min(segment.max_doc());
                look.matches(segment, weight.as_ref(), begin, end)
            };
            let parts: Vec<Vec<Match>> =
                (0..PARTS).into_par_iter().map(part).collect::<tantivy::Result<_>>()?;
            matches.extend(parts.into_iter().flatten());
        }
        matches.par_sort_unstable_by_key(|found| (found.paper, found.sentence));
        Ok(matches)
    }
}

/// For every ordinal of a segment's papers the place among `only`, or [`NONE`]. Both are in the order of ids.
fn places(papers: &StrColumn, only: &Sentences) -> tantivy::Result<Vec<u32>> {
    let mut places = Vec::with_capacity(papers.num_terms());
    let mut wanted = only.keys().zip(0u32..).peekable();
    let mut terms = papers.dictionary().stream()?;
    while terms.advance() {
        while wanted.next_if(|(paper, _)| paper.as_str().as_bytes() < terms.key()).is_some() {}
        let here = wanted.peek().filter(|(paper, _)| paper.as_str().as_bytes() == terms.key());
        places.push(here.map_or(NONE, |(_, place)| *place));
    }
    Ok(places)
}

/// What is looked at of a segment.
struct InSegment<'a> {
    papers: StrColumn,
    places: Vec<u32>,
    sets: Vec<&'a super::sentence_set::SentenceSet>,
}

impl InSegment<'_> {
    fn matches(
        &self,
        segment: &SegmentReader,
        weight: &dyn tantivy::query::Weight,
        begin: DocId,
        end: DocId,
    ) -> tantivy::Result<Vec<Match>> {
        let sentences = segment.fast_fields().u64("sentence")?;
        let alive = segment.alive_bitset();
        let mut found = Vec::new();
        let mut scorer = weight.scorer(segment, 1.0)?;
        let mut doc = scorer.doc();
        if doc < begin {
            doc = scorer.seek(begin);
        }
        while doc < end && doc != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(doc))
                && let Some(paper) = self.papers.term_ords(doc).next()
                && let Some(place) = self.places.get(paper as usize).filter(|place| **place != NONE)
                && let Some(set) = self.sets.get(*place as usize)
                && let Some(sentence) = sentences.first(doc).map(|sentence| sentence as u32)
                && set.contains(sentence)
            {
                found.push(Match { paper: *place, sentence, score: in_parts(scorer.score()) });
            }
            doc = scorer.advance();
        }
        Ok(found)
    }
}
