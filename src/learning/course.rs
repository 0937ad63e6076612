//! Learning from scored papers: heads, ranking, levels.
//!
//! What a later step learns from must look as it will look on a new paper, so heads never read the papers
//! they learned from: the papers are dealt into a few parts, and every part is read by heads that learned
//! from the others (stacking, Wolpert 1992). The heads that are kept learn from all.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::fitting::{self, LevelExample};
use super::gold::GoldCell;
use super::judged::Judged;
use super::scored::{ScoredCell, ScoredPaper, quotes_alone};
use crate::audit::{Drafter, Knowledge, SUPPORTS, look};
use crate::evidence;
use crate::models::{self, Heads, Lessons, Vectors, tune};
use crate::numeric::sigmoid;
use crate::retrieval::{Choice, HeadPlaces, Ranked, Ranker};

/// Into how many parts the papers are dealt.
const PARTS: usize = 3;
/// How many passages of every ranking teach what a score is worth.
const RANKS: usize = 8;
/// And so do the first of a ranking.
const SHOWN_FIRST: usize = 3;

/// What is needed to learn, besides papers.
#[derive(Clone, Copy)]
pub struct Course<'c> {
    /// Untaught; without an encoder, words alone are learned from.
    pub drafter: &'c Drafter<'c>,
    /// Labels of papers that are not here: their quotes are examples, too.
    pub elsewhere: &'c [GoldCell],
    /// Decides what is drawn by chance.
    pub seed: u64,
    /// Told how many steps of how many are done of one learning of heads.
    pub progress: &'c (dyn Fn(usize, usize) + Sync),
}

/// What was learned.
#[derive(Debug)]
pub struct Learning {
    /// What a drafter is to be taught. Without an encoder, or without a quote, there are neither heads nor a
    /// ranking.
    pub knowledge: Knowledge,
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
        let rubric = self.drafter.rubric();
        let encoder = self.drafter.encoder()?;
        let elsewhere = encoder.as_ref().map(|encoder| quotes_alone(rubric, encoder, self.elsewhere));
        let elsewhere = elsewhere.transpose()?;
        let parts = PARTS.min(papers.len());
        let part_of = |at: usize| at % parts;
        let others = |part: usize| -> Vec<&ScoredPaper> {
            let kept = papers.iter().enumerate().filter(|(at, _)| part_of(*at) != part);
            kept.map(|(_, paper)| *paper).collect()
        };
        let mut read: Vec<Option<Vectors>> = vec![None; papers.len()];
        for part in 0..parts {
            if let Some((encoder, heads)) =
                encoder.as_ref().zip(self.heads(&others(part), elsewhere.as_ref())?)
            {
                for (at, paper) in papers.iter().enumerate().filter(|(at, _)| part_of(*at) == part) {
                    read[at] = paper.read(encoder, &heads)?;
                }
            }
        }
        let unranked = self.drafter.taught(Knowledge::of_ranking(rubric, None));
        let choices = papers
            .par_iter()
            .zip(&read)
            .map(|(paper, read)| choices(&unranked, paper, read.as_ref()))
            .collect::<Result<Vec<Vec<Choice>>, models::Error>>()?;
        // The ranker of a part learned from the other parts, as the levels will see it on a new paper.
        let ranked: Vec<Drafter<'_>> = (0..parts)
            .into_par_iter()
            .map(|part| {
                let kept = choices.iter().enumerate().filter(|(at, _)| part_of(*at) != part);
                let kept: Vec<&Choice> = kept.flat_map(|(_, choices)| choices).collect();
                self.drafter.taught(Knowledge::of_ranking(rubric, Ranker::learn(&kept)))
            })
            .collect();
        let examples = papers
            .par_iter()
            .zip(&read)
            .enumerate()
            .map(|(at, (paper, read))| examples(&ranked[part_of(at)], paper, read.as_ref()))
            .collect::<Result<Vec<Vec<LevelExample>>, models::Error>>()?;
        let ranker = Ranker::learn(&choices.iter().flatten().collect::<Vec<_>>());
        drop(choices);
        let heads = self.heads(papers, elsewhere.as_ref())?;
        let (levels, left_out) = fitting::levels(rubric, &examples);
        let places = HeadPlaces::learned(rubric);
        let knowledge = Knowledge { heads, places, ranker, levels: Some(levels) };
        Ok(Some(Learning { knowledge, left_out }))
    }

    /// Heads that learned from the papers' quotes and those from elsewhere; `None` without an encoder or
    /// without a quote.
    fn heads(
        &self,
        papers: &[&ScoredPaper],
        elsewhere: Option<&Lessons>,
    ) -> Result<Option<Heads>, models::Error> {
        let Some(encoder) = self.drafter.encoder()? else { return Ok(None) };
        if papers.iter().flat_map(|paper| &paper.cells).all(|cell| cell.quoted.is_empty()) {
            return Ok(None);
        }
        let lessons: Vec<&Lessons> =
            papers.iter().flat_map(|paper| paper.lessons()).chain(elsewhere).collect();
        let names = HeadPlaces::names(self.drafter.rubric());
        let meanings = self.drafter.queries()?.meanings(encoder.dim());
        tune(&encoder, names, &meanings, &lessons, self.seed, self.progress).map(Some)
    }
}

/// The quoted criteria of a paper, for the ranker; none where heads have not read it.
fn choices(
    drafter: &Drafter<'_>,
    paper: &ScoredPaper,
    read: Option<&Vectors>,
) -> Result<Vec<Choice>, models::Error> {
    let open = drafter.open(&paper.document, paper.vectors.as_ref(), read)?;
    let quoted = paper.cells.iter().filter(|cell| !cell.quoted.is_empty());
    let choice = |cell: &ScoredCell| {
        let clues = open.clues(&cell.criterion)?;
        let quoted = clues.sentences().iter().map(|id| cell.quoted.contains(id)).collect();
        Some(Choice { criterion: cell.criterion.clone(), clues, quoted })
    };
    Ok(quoted.filter_map(choice).collect())
}

/// One example a scored cell, with what is left where the evidence can be taken away.
fn examples(
    drafter: &Drafter<'_>,
    paper: &ScoredPaper,
    read: Option<&Vectors>,
) -> Result<Vec<LevelExample>, models::Error> {
    let open = drafter.open(&paper.document, paper.vectors.as_ref(), read)?;
    let example = |cell: &ScoredCell| {
        let ranked = open.ranked(&cell.criterion);
        let passages = evidence::passages(&paper.document, &ranked, RANKS);
        let is_quoted = |passage: &[Ranked]| passage.iter().any(|one| cell.quoted.contains(&one.sentence));
        let ranking: Vec<(f32, bool)> =
            passages.iter().map(|passage| (passage[0].score, is_quoted(passage))).collect();
        let without = (cell.level > Some(0) && !cell.quoted.is_empty()).then(|| {
            let support = support(&ranked, &cell.quoted);
            let left: Vec<Ranked> =
                ranked.iter().filter(|one| !support.contains(&one.sentence)).copied().collect();
            look(&left)
        });
        LevelExample {
            paper: paper.id.clone(),
            criterion: cell.criterion.clone(),
            look: look(&ranked),
            without,
            level: cell.level,
            quoted: !cell.quotes.is_empty(),
            ranking,
        }
    };
    Ok(paper.cells.iter().map(example).collect())
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
