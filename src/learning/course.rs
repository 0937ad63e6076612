//! Learning from scored papers: heads, ranking, levels.
//!
//! What a later step learns from must look as it will look on a new paper, so heads never read the papers
//! they learned from: the papers are dealt into a few parts, and every part is read by heads that learned
//! from the others (stacking, Wolpert 1992). The heads that are kept learn from all.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::fitting::{self, LevelExample};
use super::judged::Judged;
use super::scored::{ScoredCell, ScoredPaper};
use crate::audit::{LevelModel, SUPPORTS, look};
use crate::evidence;
use crate::models::{self, Encoder, Heads, Lessons, Vectors, tune};
use crate::numeric::sigmoid;
use crate::retrieval::{Choice, Haystack, HeadPlaces, Learned, Queries, Ranked, Ranker};
use crate::rubric::Rubric;

/// Into so many parts the papers are dealt.
const PARTS: usize = 3;
/// So many passages of every ranking teach what a score is worth.
const RANKS: usize = 8;
/// And so do the first of a ranking.
const SHOWN_FIRST: usize = 3;

/// What is needed to learn, besides papers.
#[derive(Clone, Copy)]
pub struct Course<'c> {
    /// The rubric.
    pub rubric: &'c Rubric,
    /// Its criteria, made ready.
    pub queries: &'c Queries,
    /// Without it, words alone are learned from.
    pub encoder: Option<&'c Encoder>,
    /// Lessons from papers that are not here.
    pub elsewhere: &'c [Lessons],
    /// Decides what is drawn by chance.
    pub seed: u64,
    /// Told how much of one learning of heads is done.
    pub progress: &'c (dyn Fn(usize, usize) + Sync),
}

/// What was learned.
#[derive(Debug)]
pub struct Learning {
    /// `None` without an encoder, or without a quote.
    pub heads: Option<Heads>,
    /// `None` where there are no heads.
    pub ranker: Option<Ranker>,
    /// How evidence tells levels.
    pub levels: LevelModel,
    /// What was said of every scored cell by models that had not seen its paper; for the threshold of
    /// suggestions and as a first measure.
    pub left_out: Vec<Judged>,
}

impl Course<'_> {
    /// Learns from all papers. `None` with fewer than two papers or two levels: then nothing can be told.
    ///
    /// # Errors
    /// What the encoder gives.
    pub fn learn(&self, papers: &[&ScoredPaper]) -> Result<Option<Learning>, models::Error> {
        let levels: BTreeSet<usize> =
            papers.iter().flat_map(|paper| &paper.cells).filter_map(|cell| cell.level).collect();
        if papers.len() < 2 || levels.len() < 2 {
            return Ok(None);
        }
        let parts = PARTS.min(papers.len());
        let part_of = |at: usize| at % parts;
        let others = |part: usize| -> Vec<&ScoredPaper> {
            let kept = papers.iter().enumerate().filter(|(at, _)| part_of(*at) != part);
            kept.map(|(_, paper)| *paper).collect()
        };
        let mut read: Vec<Option<Vectors>> = vec![None; papers.len()];
        for part in 0..parts {
            if let Some((encoder, heads)) = self.encoder.zip(self.heads(&others(part))?) {
                for (at, paper) in papers.iter().enumerate().filter(|(at, _)| part_of(*at) == part) {
                    read[at] = paper.read(encoder, &heads)?;
                }
            }
        }
        let choices: Vec<Vec<Choice>> =
            papers.par_iter().zip(&read).map(|(paper, read)| self.choices(paper, read.as_ref())).collect();
        // The ranker of a part learned from the other parts, as the levels will see it on a new paper.
        let rankers: Vec<Option<Ranker>> = (0..parts)
            .into_par_iter()
            .map(|part| {
                let kept = choices.iter().enumerate().filter(|(at, _)| part_of(*at) != part);
                Ranker::learn(&kept.flat_map(|(_, choices)| choices.iter().cloned()).collect::<Vec<_>>())
            })
            .collect();
        let examples: Vec<Vec<LevelExample>> = papers
            .par_iter()
            .zip(&read)
            .enumerate()
            .map(|(at, (paper, read))| {
                let ranker = rankers[part_of(at)].as_ref();
                self.examples(paper, read.as_ref(), ranker)
            })
            .collect();
        let ranker = Ranker::learn(&choices.concat());
        let heads = self.heads(papers)?;
        let (levels, left_out) = fitting::levels(self.rubric, &examples);
        Ok(Some(Learning { heads, ranker, levels, left_out }))
    }

    /// Heads that learned from the papers' quotes; `None` without an encoder or without a quote.
    fn heads(&self, papers: &[&ScoredPaper]) -> Result<Option<Heads>, models::Error> {
        let Some(encoder) = self.encoder else { return Ok(None) };
        if papers.iter().flat_map(|paper| &paper.cells).all(|cell| cell.quoted.is_empty()) {
            return Ok(None);
        }
        let lessons: Vec<&Lessons> =
            papers.iter().flat_map(|paper| paper.lessons()).chain(self.elsewhere).collect();
        let names = HeadPlaces::names(self.rubric);
        let meanings = self.queries.meanings(encoder.dim());
        tune(encoder, names, &meanings, &lessons, self.seed, self.progress).map(Some)
    }

    /// The quoted criteria of a paper, for the ranker; none where heads have not read it.
    fn choices(&self, paper: &ScoredPaper, read: Option<&Vectors>) -> Vec<Choice> {
        let places = HeadPlaces::learned(self.rubric);
        let haystack = self.haystack(paper, read, &places, None);
        let quoted = paper.cells.iter().filter(|cell| !cell.quoted.is_empty());
        let choice = |cell: &ScoredCell| {
            let clues = haystack.clues(self.queries.get(&cell.criterion)?)?;
            let quoted = clues.sentences().iter().map(|id| cell.quoted.contains(id)).collect();
            Some(Choice { criterion: cell.criterion.clone(), clues, quoted })
        };
        quoted.filter_map(choice).collect()
    }

    fn haystack<'p>(
        &self,
        paper: &'p ScoredPaper,
        read: Option<&'p Vectors>,
        places: &'p HeadPlaces,
        ranker: Option<&'p Ranker>,
    ) -> Haystack<'p> {
        let learned = read.map(|logits| Learned { logits, places, ranker });
        Haystack::new(&paper.document, paper.vectors.as_ref()).with_learned(learned)
    }

    /// One example a scored cell, and one more where the evidence can be taken away.
    fn examples(
        &self,
        paper: &ScoredPaper,
        read: Option<&Vectors>,
        ranker: Option<&Ranker>,
    ) -> Vec<LevelExample> {
        let places = HeadPlaces::learned(self.rubric);
        let haystack = self.haystack(paper, read, &places, ranker);
        let example = |cell: &ScoredCell| {
            let ranked = haystack.criterion(self.queries.get(&cell.criterion)?);
            let passages = evidence::passages(&paper.document, &ranked, RANKS);
            let is_quoted =
                |passage: &[Ranked]| passage.iter().any(|one| cell.quoted.contains(&one.sentence));
            let ranking: Vec<(f32, bool)> =
                passages.iter().map(|passage| (passage[0].score, is_quoted(passage))).collect();
            let without = (cell.level > Some(0) && !cell.quoted.is_empty()).then(|| {
                let support = support(&ranked, &cell.quoted);
                let left: Vec<Ranked> =
                    ranked.iter().filter(|one| !support.contains(&one.sentence)).copied().collect();
                look(&left)
            });
            Some(LevelExample {
                paper: paper.id.clone(),
                criterion: cell.criterion.clone(),
                look: look(&ranked),
                without,
                level: cell.level,
                quoted: !cell.quotes.is_empty(),
                ranking,
            })
        };
        paper.cells.iter().filter_map(example).collect()
    }
}

/// The sentences that support a criterion: what a reader quoted, what would be shown first, and what the
/// heads say a reader would quote.
pub(crate) fn support(ranked: &[Ranked], quoted: &BTreeSet<u32>) -> BTreeSet<u32> {
    let would_quote = |ranked: &&Ranked| ranked.parts.read.is_some_and(|[read, _]| sigmoid(read) >= SUPPORTS);
    let shown = ranked.iter().take(SHOWN_FIRST);
    shown
        .chain(ranked.iter().filter(would_quote))
        .map(|ranked| ranked.sentence)
        .chain(quoted.iter().copied())
        .collect()
}
