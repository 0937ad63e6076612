//! From what the evidence looks like to a level: a proportional-odds model (McCullagh 1980).
//!
//! `P(level >= k) = sigmoid(slopes · features + offset of the criterion - threshold k)`. The offsets carry
//! how often papers meet a criterion at all; a rubric the model has not seen has none, and then only the
//! slopes speak. The model also holds what turns a ranking score into the probability that a reader
//! accepts the sentence, and how sure a suggestion must be to be made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::retrieval::Ranked;
use crate::rubric::{CriterionId, Rubric};

/// Version of [`LevelModel`]'s JSON.
pub const LEVELS_FORMAT: u32 = 1;

/// Evidence less probable than this is a near miss: nine readers in ten would not accept it.
pub const NEAR_MISS: f32 = 0.1;

/// No probability reaches this.
pub(super) const NEVER: f32 = 2.0;

/// How many features [`features`] gives.
pub(super) const FEATURES: usize = 8;

/// What the evidence for a criterion looks like.
pub(super) type Features = [f32; FEATURES];

/// A learned model of levels; `models/<rubric>-<version>/levels.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelModel {
    /// [`LEVELS_FORMAT`].
    pub format: u32,
    /// The rubric it was learned for.
    pub rubric: String,
    /// Whether sentence vectors took part in the ranking it was learned on.
    pub with_encoder: bool,
    /// Mean and standard deviation of every feature.
    pub scaling: Vec<(f32, f32)>,
    /// One slope a feature.
    pub slopes: Vec<f32>,
    /// One threshold a level above the lowest, ascending.
    pub thresholds: Vec<f32>,
    /// How far a criterion lies above or below the others.
    pub offsets: BTreeMap<CriterionId, f32>,
    /// Weights of score, logarithm of rank and a constant: the probability that a sentence is quoted.
    pub evidence: [f32; 3],
    /// For every level how probable it must be to be suggested; over 1 for a level never suggested.
    pub decide_from: Vec<f32>,
}

impl LevelModel {
    /// The probabilities of the levels of `rubric`'s scale, lowest first. `None` when the scale has
    /// neither two levels nor as many as the model: then nothing is known.
    pub(super) fn probabilities(
        &self,
        rubric: &Rubric,
        criterion: &CriterionId,
        features: &Features,
    ) -> Option<Vec<f32>> {
        let offset = self.offsets.get(criterion).copied().unwrap_or(0.0);
        let slope: f32 = self
            .slopes
            .iter()
            .zip(&self.scaling)
            .zip(features)
            .map(|((slope, (mean, deviation)), value)| slope * (value - mean) / deviation)
            .sum();
        let at_least: Vec<f32> =
            self.thresholds.iter().map(|threshold| sigmoid(slope + offset - threshold)).collect();
        match rubric.scale.len() {
            levels if levels == at_least.len() + 1 => Some(shares(&at_least)),
            2 => at_least.first().map(|any| shares(&[*any])),
            _ => None,
        }
    }

    /// The probability that a reader quotes a sentence of this score at this rank (from 1), if there is
    /// anything to quote.
    pub(super) fn quoted_probability(&self, score: f32, rank: usize) -> f32 {
        let [by_score, by_rank, constant] = self.evidence;
        sigmoid(by_score * score + by_rank * (rank as f32).ln() + constant)
    }

    /// What of this carries over to a rubric nothing was learned for: what a ranking score is worth, and a
    /// guess at levels that is never good enough to be suggested.
    pub fn for_another_rubric(mut self) -> LevelModel {
        // Criteria of two rubrics may share an id and nothing else.
        self.offsets.clear();
        self.decide_from.fill(NEVER);
        self
    }

    /// The first broken promise, or `Ok`.
    ///
    /// # Errors
    /// A sentence that names the promise; such a model is not used.
    pub fn check(&self) -> Result<(), String> {
        if self.format != LEVELS_FORMAT {
            return Err(format!("format {}, not {LEVELS_FORMAT}", self.format));
        }
        if self.slopes.len() != FEATURES || self.scaling.len() != FEATURES {
            return Err(format!("{} slopes for {FEATURES} features", self.slopes.len()));
        }
        if self.scaling.iter().any(|(_, deviation)| deviation.is_nan() || *deviation <= 0.0) {
            return Err("a feature without spread".to_owned());
        }
        if self.decide_from.len() != self.thresholds.len() + 1 {
            return Err(format!("{} levels can be decided", self.decide_from.len()));
        }
        if self.thresholds.is_empty() || self.thresholds.windows(2).any(|pair| pair[0] > pair[1]) {
            return Err("thresholds out of order".to_owned());
        }
        Ok(())
    }
}

/// From `P(level >= k)` to the probability of each level.
fn shares(at_least: &[f32]) -> Vec<f32> {
    let upper = std::iter::once(1.0).chain(at_least.iter().copied());
    let lower = at_least.iter().copied().chain(std::iter::once(0.0));
    upper.zip(lower).map(|(upper, lower)| (upper - lower).max(0.0)).collect()
}

/// The most probable level's place on the scale, and its probability; the lower of two equal ones.
pub(super) fn most_probable(probabilities: &[f32]) -> (usize, f32) {
    let levels = probabilities.iter().copied().enumerate();
    levels.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).unwrap_or((0, 0.0))
}

pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// What the evidence looks like: how far the best sentences stand out, how many cues they carry and the
/// paper holds, how near the nearest is in meaning, and how long the paper is.
pub(super) fn features(document: &Document, ranked: &[Ranked]) -> Features {
    let best = |value: fn(&Ranked) -> f32| ranked.iter().map(value).fold(0.0f32, f32::max);
    let top = |count: usize| {
        let top = &ranked[..ranked.len().min(count)];
        top.iter().map(|ranked| ranked.score).sum::<f32>() / (top.len().max(1) as f32)
    };
    let with_cue = ranked.iter().filter(|ranked| ranked.parts.cues > 0).count();
    let cues_on_top = ranked.iter().take(5).map(|ranked| ranked.parts.cues).max().unwrap_or(0);
    [
        top(1),
        top(5),
        best(|ranked| ranked.parts.words),
        best(|ranked| ranked.parts.meaning.unwrap_or(0.0)),
        cues_on_top as f32,
        (with_cue as f32).ln_1p(),
        f32::from(u8::from(with_cue > 0)),
        (document.sentences.len() as f32).ln_1p(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn model() -> LevelModel {
        LevelModel {
            format: LEVELS_FORMAT,
            rubric: "medcheck".to_owned(),
            with_encoder: true,
            scaling: vec![(0.0, 1.0); FEATURES],
            slopes: vec![1.0; FEATURES],
            thresholds: vec![-1.0, 1.0],
            offsets: BTreeMap::new(),
            evidence: [1.0, -0.5, 0.0],
            decide_from: vec![0.7; 3],
        }
    }

    #[test]
    fn probabilities_sum_to_one_and_follow_the_evidence() {
        let rubric = Rubric::medcheck();
        let id = &rubric.criteria[0].id;
        let weak = model().probabilities(rubric, id, &[-1.0; FEATURES]).unwrap();
        let strong = model().probabilities(rubric, id, &[1.0; FEATURES]).unwrap();
        for probabilities in [&weak, &strong] {
            assert_eq!(probabilities.len(), 3);
            assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
        assert!(weak[0] > 0.9 && strong[2] > 0.9);
    }

    #[test]
    fn a_broken_model_is_not_used() {
        assert_eq!(model().check(), Ok(()));
        assert!(LevelModel { format: 99, ..model() }.check().is_err());
        assert!(LevelModel { slopes: vec![1.0], ..model() }.check().is_err());
        assert!(LevelModel { thresholds: vec![1.0, -1.0], ..model() }.check().is_err());
        assert!(LevelModel { scaling: vec![(0.0, 0.0); FEATURES], ..model() }.check().is_err());
    }
}
