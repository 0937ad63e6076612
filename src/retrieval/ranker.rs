//! A ranking that learned from what readers quoted.
//!
//! For every sentence and criterion there are clues: what the heads say of the sentence and of what
//! stands around it, the words, the meaning, where in the paper it stands and what it is. A conditional
//! logit (McFadden 1974) over the sentences of a paper weighs them: it raises the chance that the sentence
//! picked is one of those quoted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::BlockKind;
use crate::numeric::{descend, exponentials};
use crate::rubric::CriterionId;

/// Version of [`Ranker`]'s JSON.
const FORMAT: u32 = 1;
/// Parts of equal length that a paper is cut into.
const PLACES: usize = 8;
const KINDS: usize = BlockKind::ALL.len();
/// How many clues come from retrievers, and how many with what is known of places and kinds.
pub(super) const CLUES: usize = 12;
const ALL_CLUES: usize = CLUES + 2;
/// How many quotes of all criteria together stand beside a criterion's own.
const LENT: f32 = 3.0;
const RIDGE: f64 = 1e-3;
const STEPS: usize = 200;
const RATE: f64 = 0.1;

/// What there is to say about every candidate sentence of a paper for one criterion.
#[derive(Debug, Clone, Default)]
pub struct Clues {
    pub(super) rows: Vec<[f32; CLUES]>,
    /// Where each stands, in `PLACES` parts of the paper.
    pub(super) places: Vec<u8>,
    pub(super) kinds: Vec<BlockKind>,
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
    /// One per clue; the last two for place and kind.
    weights: Vec<f32>,
    /// Mean and standard deviation of every clue.
    scaling: Vec<(f32, f32)>,
    /// How much likelier than anywhere a quote for the criterion stands in a place (logarithms).
    places: BTreeMap<CriterionId, Vec<f32>>,
    /// The same for kinds of blocks, in the order of [`BlockKind::ALL`].
    kinds: BTreeMap<CriterionId, Vec<f32>>,
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
        let mut ranker = Ranker {
            format: FORMAT,
            weights: vec![0.0; ALL_CLUES],
            scaling: vec![(0.0, 1.0); ALL_CLUES],
            places,
            kinds,
        };
        let mut rows: Vec<(Vec<[f32; ALL_CLUES]>, Vec<bool>)> =
            choices.iter().map(|choice| ranker.quotable_rows(choice)).collect();
        ranker.scaling = scaling(rows.iter().flat_map(|(rows, _)| rows));
        for row in rows.iter_mut().flat_map(|(rows, _)| rows) {
            *row = ranker.scaled(row);
        }
        let mut weights = vec![0.0; ALL_CLUES];
        weights[0] = 1.0;
        descend(&mut weights, STEPS, RATE, |weights, slope| {
            for (rows, quoted) in &rows {
                add_slope(weights, rows, quoted, slope);
            }
            for (slope, weight) in slope.iter_mut().zip(weights) {
                *slope = *slope / rows.len() as f64 + 2.0 * RIDGE * weight;
            }
        });
        ranker.weights = weights.iter().map(|weight| *weight as f32).collect();
        Some(ranker)
    }

    /// One score a candidate, comparable within the criterion and roughly between criteria.
    pub(super) fn scores(&self, criterion: &CriterionId, clues: &Clues) -> Vec<f32> {
        (0..clues.rows.len())
            .map(|at| {
                let scaled = self.scaled(&self.row(criterion, clues, at));
                let weighted = scaled.iter().zip(&self.weights);
                weighted.map(|(clue, weight)| f64::from(*clue) * f64::from(*weight)).sum::<f64>() as f32
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
        if self.format != FORMAT {
            return Err(format!("format {}, not {FORMAT}", self.format));
        }
        if self.weights.len() != ALL_CLUES || self.scaling.len() != ALL_CLUES {
            return Err(format!("{} weights for {ALL_CLUES} clues", self.weights.len()));
        }
        if !long(&self.places, PLACES) || !long(&self.kinds, KINDS) {
            return Err("places or kinds of another number".to_owned());
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
        row
    }

    fn quotable_rows(&self, choice: &Choice) -> (Vec<[f32; ALL_CLUES]>, Vec<bool>) {
        let quotable = (0..choice.clues.rows.len()).filter(|at| choice.clues.quotable[*at]);
        quotable.map(|at| (self.row(&choice.criterion, &choice.clues, at), choice.quoted[at])).unzip()
    }

    fn scaled(&self, row: &[f32; ALL_CLUES]) -> [f32; ALL_CLUES] {
        std::array::from_fn(|at| {
            let (mean, deviation) = self.scaling[at];
            (row[at] - mean) / deviation
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
fn add_slope(weights: &[f64], rows: &[[f32; ALL_CLUES]], quoted: &[bool], slope: &mut [f64]) {
    let scores: Vec<f64> = rows
        .iter()
        .map(|row| row.iter().zip(weights).map(|(clue, weight)| f64::from(*clue) * weight).sum())
        .collect();
    let shares = exponentials(scores);
    let all: f64 = shares.iter().sum();
    let of_quoted: f64 =
        shares.iter().zip(quoted).filter(|(_, quoted)| **quoted).map(|(share, _)| share).sum();
    for ((row, share), quoted) in rows.iter().zip(&shares).zip(quoted) {
        let wanted = if *quoted { share / of_quoted.max(f64::MIN_POSITIVE) } else { 0.0 };
        let pull = share / all - wanted;
        slope.iter_mut().zip(row).for_each(|(slope, clue)| *slope += pull * f64::from(*clue));
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
