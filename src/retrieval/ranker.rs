//! A ranking that learned from what readers quoted.
//!
//! For every sentence and criterion there are clues: what the heads say of the sentence and of what
//! stands around it, the words, the meaning, where in the paper it stands, what it is and how it is written.
//! A conditional logit (McFadden 1974) over the sentences of a paper weighs them: it raises the chance that
//! the sentence picked is one of those quoted. Criteria share their weights, and each may depart from them as
//! far as its own quotes ask for: a link is a poor quote for most, and the best one for the place of the data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form::{FORM, SectionKind};
use crate::document::BlockKind;
use crate::models::PLACES;
use crate::numeric::{descend, exponentials};
use crate::rubric::CriterionId;

/// Version of [`Ranker`]'s JSON.
pub const RANKER_FORMAT: u32 = 2;
const KINDS: usize = BlockKind::ALL.len();
const SECTIONS: usize = SectionKind::ALL.len();
/// How many clues come from retrievers.
pub(super) const RETRIEVED: usize = 12;
/// With those of the sentence's form, and with what is known of places, kinds and sections.
pub(super) const CLUES: usize = RETRIEVED + FORM;
const ALL_CLUES: usize = CLUES + 3;
/// How many quotes of all criteria together stand beside a criterion's own.
const LENT: f32 = 3.0;
const RIDGE: f64 = 1e-3;
/// Strength of the pull of a criterion's own weights towards the shared ones, over all choices.
const OWN_RIDGE: f64 = 20.0;
/// How many sentences of a paper, those that the heads put first, stand against its quotes in learning.
const RIVALS: usize = 100;
const STEPS: usize = 200;
const RATE: f64 = 0.1;

/// What there is to say about every candidate sentence of a paper for one criterion.
#[derive(Debug, Clone, Default)]
pub struct Clues {
    pub(super) rows: Vec<[f32; CLUES]>,
    /// Where each stands, in `PLACES` parts of the paper.
    pub(super) places: Vec<u8>,
    pub(super) kinds: Vec<BlockKind>,
    /// Which sort of section each stands in, in the order of [`SectionKind::ALL`].
    pub(super) sections: Vec<SectionKind>,
    /// Whether each can be a quote: headings and fragments cannot.
    pub(super) quotable: Vec<bool>,
    /// The id of each candidate's sentence.
    pub(super) sentences: Vec<u32>,
}

impl Clues {
    /// The part of the paper that candidate `at` of `count` stands in.
    pub(super) fn place(at: usize, count: usize) -> u8 {
        (at * PLACES / count.max(1)) as u8
    }

    /// The ids of the candidates, in order.
    pub fn sentences(&self) -> &[u32] {
        &self.sentences
    }
}

/// A criterion of a paper that a reader found evidence for.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The criterion.
    pub criterion: CriterionId,
    /// What is known about each candidate sentence of the paper.
    pub clues: Clues,
    /// Which candidates the reader quoted, one entry per candidate.
    pub quoted: Vec<bool>,
}

/// Learned weights of the clues.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranker {
    format: u32,
    /// One per clue; the last three for place, kind and section.
    weights: Vec<f32>,
    /// What a criterion adds to the weights.
    own: BTreeMap<CriterionId, Vec<f32>>,
    /// Mean and standard deviation of every clue.
    scaling: Vec<(f32, f32)>,
    /// How much likelier than anywhere a quote for the criterion stands in a place (logarithms).
    places: BTreeMap<CriterionId, Vec<f32>>,
    /// The same for kinds of blocks, in the order of [`BlockKind::ALL`].
    kinds: BTreeMap<CriterionId, Vec<f32>>,
    /// The same for sorts of sections, in the order of [`SectionKind::ALL`].
    sections: BTreeMap<CriterionId, Vec<f32>>,
}

/// A choice ready for learning: its candidates' scaled clues, which of them are quoted, and the number of its
/// criterion.
struct Rows {
    clues: Vec<[f64; ALL_CLUES]>,
    quoted: Vec<bool>,
    criterion: usize,
}

impl Ranker {
    /// Learns from choices. `None` when no choice has a quote among its candidates.
    pub fn learn(choices: &[&Choice]) -> Option<Ranker> {
        let choices: Vec<&Choice> = choices.iter().copied().filter(|choice| choice.has_quote()).collect();
        if choices.is_empty() {
            return None;
        }
        let places = likelier(&choices, PLACES, |clues, at| usize::from(clues.places[at]));
        let kinds = likelier(&choices, KINDS, |clues, at| kind_number(clues.kinds[at]));
        let sections = likelier(&choices, SECTIONS, |clues, at| clues.sections[at].number());
        let criteria: Vec<&CriterionId> = places.keys().collect();
        let number = |id: &CriterionId| criteria.binary_search(&id).unwrap_or(0);
        let mut ranker = Ranker {
            format: RANKER_FORMAT,
            weights: vec![0.0; ALL_CLUES],
            own: BTreeMap::new(),
            scaling: vec![(0.0, 1.0); ALL_CLUES],
            places: places.clone(),
            kinds,
            sections,
        };
        let rows: Vec<(Vec<[f32; ALL_CLUES]>, Vec<bool>)> =
            choices.iter().map(|choice| ranker.contest(choice)).collect();
        ranker.scaling = scaling(rows.iter().flat_map(|(rows, _)| rows));
        let rows: Vec<Rows> = rows
            .into_iter()
            .zip(&choices)
            .map(|((rows, quoted), choice)| Rows {
                clues: rows.iter().map(|row| ranker.scaled(row)).collect(),
                quoted,
                criterion: number(&choice.criterion),
            })
            .collect();
        // The shared weights, and behind them those that each criterion adds.
        let mut weights = vec![0.0; ALL_CLUES * (1 + criteria.len())];
        weights[0] = 1.0;
        let count = rows.len() as f64;
        descend(&mut weights, STEPS, RATE, |weights, slope| {
            for rows in &rows {
                add_slope(weights, rows, slope);
            }
            for (at, (slope, weight)) in slope.iter_mut().zip(weights).enumerate() {
                let ridge = if at < ALL_CLUES { RIDGE } else { OWN_RIDGE / count };
                *slope = *slope / count + 2.0 * ridge * weight;
            }
        });
        let single = |weights: &[f64]| weights.iter().map(|weight| *weight as f32).collect::<Vec<f32>>();
        let (shared, own) = weights.split_at(ALL_CLUES);
        ranker.weights = single(shared);
        let own = criteria.iter().zip(own.chunks_exact(ALL_CLUES));
        ranker.own = own.map(|(id, own)| ((*id).clone(), single(own))).collect();
        Some(ranker)
    }

    /// One score a candidate, comparable within the criterion and roughly between criteria.
    pub(super) fn scores(&self, criterion: &CriterionId, clues: &Clues) -> Vec<f32> {
        let own = self.own.get(criterion).map_or(&[][..], Vec::as_slice);
        let own = own.iter().copied().chain(std::iter::repeat(0.0));
        let weights: Vec<f64> =
            self.weights.iter().zip(own).map(|(shared, own)| f64::from(*shared) + f64::from(own)).collect();
        (0..clues.rows.len())
            .map(|at| {
                let scaled = self.scaled(&self.row(criterion, clues, at));
                scaled.iter().zip(&weights).map(|(clue, weight)| clue * weight).sum::<f64>() as f32
            })
            .collect()
    }

    /// The first broken promise, or `Ok`.
    ///
    /// # Errors
    /// A sentence that names the promise; such a ranker is not used.
    pub fn check(&self) -> Result<(), String> {
        let long =
            |table: &BTreeMap<_, Vec<f32>>, length| table.values().all(|row: &Vec<f32>| row.len() == length);
        if self.format != RANKER_FORMAT {
            return Err(format!("format {}, not {RANKER_FORMAT}", self.format));
        }
        if self.weights.len() != ALL_CLUES || self.scaling.len() != ALL_CLUES {
            return Err(format!("{} weights for {ALL_CLUES} clues", self.weights.len()));
        }
        if !long(&self.places, PLACES) || !long(&self.kinds, KINDS) || !long(&self.sections, SECTIONS) {
            return Err("places, kinds or sections of another number".to_owned());
        }
        if !long(&self.own, ALL_CLUES) {
            return Err(format!("not {ALL_CLUES} weights for a criterion"));
        }
        if self.scaling.iter().any(|(_, deviation)| deviation.is_nan() || *deviation <= 0.0) {
            return Err("a clue without spread".to_owned());
        }
        Ok(())
    }

    fn row(&self, criterion: &CriterionId, clues: &Clues, at: usize) -> [f32; ALL_CLUES] {
        let told = |table: &BTreeMap<CriterionId, Vec<f32>>, number: usize| {
            table.get(criterion).and_then(|row| row.get(number)).copied().unwrap_or(0.0)
        };
        let mut row = [0.0; ALL_CLUES];
        row[..CLUES].copy_from_slice(&clues.rows[at]);
        row[CLUES] = told(&self.places, usize::from(clues.places[at]));
        row[CLUES + 1] = told(&self.kinds, kind_number(clues.kinds[at]));
        row[CLUES + 2] = told(&self.sections, clues.sections[at].number());
        row
    }

    /// The candidates of a choice that learning looks at: what is quoted, and what the heads put first.
    fn contest(&self, choice: &Choice) -> (Vec<[f32; ALL_CLUES]>, Vec<bool>) {
        let clues = &choice.clues;
        let mut order: Vec<usize> = (0..clues.rows.len()).filter(|at| clues.quotable[*at]).collect();
        order.sort_by(|a, b| clues.rows[*b][0].total_cmp(&clues.rows[*a][0]).then(a.cmp(b)));
        let kept = order.iter().enumerate().filter(|(rank, at)| *rank < RIVALS || choice.quoted[**at]);
        kept.map(|(_, at)| (self.row(&choice.criterion, clues, *at), choice.quoted[*at])).unzip()
    }

    fn scaled(&self, row: &[f32; ALL_CLUES]) -> [f64; ALL_CLUES] {
        std::array::from_fn(|at| {
            let (mean, deviation) = self.scaling[at];
            f64::from((row[at] - mean) / deviation)
        })
    }
}

impl Choice {
    fn has_quote(&self) -> bool {
        self.quoted.iter().zip(&self.clues.quotable).any(|(quoted, quotable)| *quoted && *quotable)
    }
}

fn kind_number(kind: BlockKind) -> usize {
    BlockKind::ALL.iter().position(|of| *of == kind).unwrap_or(0)
}

/// For every criterion the logarithm of how much more often its quotes are of a class than sentences are;
/// drawn towards what all criteria's quotes are.
fn likelier(
    choices: &[&Choice],
    classes: usize,
    class: impl Fn(&Clues, usize) -> usize,
) -> BTreeMap<CriterionId, Vec<f32>> {
    let mut anywhere = vec![1f32; classes];
    let mut quoted = vec![0.5f32; classes];
    let mut own: BTreeMap<&CriterionId, Vec<f32>> = BTreeMap::new();
    for choice in choices {
        let row = own.entry(&choice.criterion).or_insert_with(|| vec![0.5; classes]);
        for (at, is_quoted) in choice.quoted.iter().enumerate() {
            let class = class(&choice.clues, at);
            anywhere[class] += 1.0;
            if *is_quoted {
                quoted[class] += 1.0;
                row[class] += 1.0;
            }
        }
    }
    let shares = |counts: &[f32]| {
        let sum: f32 = counts.iter().sum();
        counts.iter().map(|count| count / sum).collect::<Vec<f32>>()
    };
    let (anywhere, quoted) = (shares(&anywhere), shares(&quoted));
    let told = |mut row: Vec<f32>| {
        row.iter_mut().zip(&quoted).for_each(|(count, share)| *count += LENT * share);
        shares(&row).iter().zip(&anywhere).map(|(own, all)| (own / all).ln()).collect()
    };
    own.into_iter().map(|(criterion, row)| (criterion.clone(), told(row))).collect()
}

fn scaling<'r>(rows: impl Iterator<Item = &'r [f32; ALL_CLUES]>) -> Vec<(f32, f32)> {
    let (mut count, mut sums, mut squares) = (0f64, [0f64; ALL_CLUES], [0f64; ALL_CLUES]);
    for row in rows {
        count += 1.0;
        for at in 0..ALL_CLUES {
            sums[at] += f64::from(row[at]);
            squares[at] += f64::from(row[at]).powi(2);
        }
    }
    (0..ALL_CLUES)
        .map(|at| {
            let mean = sums[at] / count.max(1.0);
            let variance = (squares[at] / count.max(1.0) - mean * mean).max(0.0);
            (mean as f32, (variance.sqrt() as f32).max(1e-3))
        })
        .collect()
}

/// Adds the derivative of `-log(sum over quoted of exp score / sum over all of exp score)`.
fn add_slope(weights: &[f64], rows: &Rows, slope: &mut [f64]) {
    let from = ALL_CLUES * (1 + rows.criterion);
    let (shared, own) = (&weights[..ALL_CLUES], &weights[from..from + ALL_CLUES]);
    let weights: [f64; ALL_CLUES] = std::array::from_fn(|at| shared[at] + own[at]);
    let scores: Vec<f64> = rows
        .clues
        .iter()
        .map(|row| row.iter().zip(&weights).map(|(clue, weight)| clue * weight).sum())
        .collect();
    let shares = exponentials(scores);
    let all: f64 = shares.iter().sum();
    let of_quoted: f64 =
        shares.iter().zip(&rows.quoted).filter(|(_, quoted)| **quoted).map(|(share, _)| share).sum();
    let mut sum = [0.0; ALL_CLUES];
    for ((row, share), quoted) in rows.clues.iter().zip(&shares).zip(&rows.quoted) {
        let wanted = if *quoted { share / of_quoted.max(f64::MIN_POSITIVE) } else { 0.0 };
        let pull = share / all - wanted;
        sum.iter_mut().zip(row).for_each(|(sum, clue)| *sum += pull * clue);
    }
    for (at, pull) in sum.into_iter().enumerate() {
        slope[at] += pull;
        slope[from + at] += pull;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A paper of ten candidates; candidate `best` is quoted, and clue 0 says so with this strength.
    fn choice(best: usize, strength: f32) -> Choice {
        let count = 10;
        let clues = Clues {
            rows: (0..count)
                .map(|at| {
                    let mut row = [0.0; CLUES];
                    row[0] = if at == best { strength } else { (at % 3) as f32 * 0.1 };
                    row[3] = (at * 7 % 5) as f32;
                    row
                })
                .collect(),
            places: (0..count).map(|at| Clues::place(at, count)).collect(),
            kinds: vec![BlockKind::Body; count],
            sections: vec![SectionKind::Other; count],
            quotable: (0..count).map(|at| at != 9).collect(),
            sentences: (0..count as u32).collect(),
        };
        let quoted = (0..count).map(|at| at == best).collect();
        Choice { criterion: CriterionId::new("1").unwrap(), clues, quoted }
    }

    #[test]
    fn the_clue_that_tells_is_followed() {
        let choices: Vec<Choice> = (0..8).map(|at| choice(at, 2.0)).collect();
        let ranker = Ranker::learn(&choices.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(ranker.check(), Ok(()));
        let new = choice(4, 1.5);
        let scores = ranker.scores(&new.criterion, &new.clues);
        let best = (0..10).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        assert_eq!(best, Some(4), "{scores:?}");
    }

    #[test]
    fn where_quotes_stand_is_remembered() {
        let choices: Vec<Choice> = (0..8).map(|_| choice(1, 0.1)).collect();
        let ranker = Ranker::learn(&choices.iter().collect::<Vec<_>>()).unwrap();
        let places = &ranker.places[&CriterionId::new("1").unwrap()];
        assert!(places[0] > 0.0 && places[0] > places[5], "{places:?}");
    }

    #[test]
    fn without_a_quote_nothing_is_learned() {
        assert!(Ranker::learn(&[]).is_none());
        assert!(Ranker::learn(&[&choice(9, 1.0)]).is_none(), "a heading or a fragment is no quote");
    }

    #[test]
    fn a_broken_ranker_is_not_used() {
        let sound = Ranker::learn(&[&choice(1, 1.0), &choice(2, 1.0)]).unwrap();
        assert!(Ranker { format: 9, ..sound.clone() }.check().is_err());
        assert!(Ranker { weights: vec![1.0], ..sound.clone() }.check().is_err());
        assert!(Ranker { scaling: vec![(0.0, 0.0); ALL_CLUES], ..sound }.check().is_err());
    }

    #[test]
    fn places_cover_the_paper() {
        let places: Vec<u8> = (0..16).map(|at| Clues::place(at, 16)).collect();
        assert_eq!(places, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]);
    }
}
