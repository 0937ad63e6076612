//! From what the evidence looks like to a level: two multinomial logistic regressions, one for criteria that
//! some sentence of the paper supports and one for those that none does.
//!
//! `score(level) = weights(level) · features + offset(level, criterion)`, and the probabilities are their
//! softmax. Every feature counts twice: as it is, and less its mean for the criterion, because what is a
//! strong match differs between criteria. The offsets carry how often papers get a level for a criterion at
//! all. A rubric the model has not seen has neither, and then nothing is suggested. The model also holds
//! what turns a ranking score into the probability that a reader accepts the sentence, and how sure a
//! suggestion must be to be made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::numeric::{sigmoid, softmax};
use crate::retrieval::Ranked;
use crate::rubric::{Criterion, CriterionId, Rubric};

/// Version of [`LevelModel`]'s JSON.
pub const LEVELS_FORMAT: u32 = 4;

/// Evidence less probable than this is a near miss: nine readers in ten would not accept it.
pub const NEAR_MISS: f32 = 0.1;

/// A sentence supports the criterion where the head for what is quoted gives it this much; it gives more
/// than the share of such sentences that a reader quotes, because a quote weighs more in its learning.
pub(crate) const SUPPORTS: f32 = 0.15;

/// No probability reaches this.
pub(crate) const NEVER: f32 = 2.0;

/// A learned model of levels; `models/<rubric>-<version>/levels.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelModel {
    /// Version of this shape: [`LEVELS_FORMAT`].
    pub format: u32,
    /// The rubric it was learned for; empty where it stands in for what nothing was learned for.
    pub rubric: String,
    /// How many levels the rubric's scale has. The class behind them is "cannot apply".
    pub levels: usize,
    /// Mean and standard deviation of every feature.
    pub scaling: Vec<(f32, f32)>,
    /// Mean of every scaled feature for a criterion.
    pub usual: BTreeMap<CriterionId, Vec<f32>>,
    /// Where a sentence supports the criterion, and where nobody can tell.
    pub supported: Regression,
    /// Where none does; `None` without heads, which are what tells.
    pub unsupported: Option<Regression>,
    /// Weights of score, logarithm of rank and a constant: the probability that a sentence is quoted.
    pub evidence: [f32; 3],
    /// How probable a class must be to be suggested.
    pub decide_from: f32,
}

/// From features to the classes: the levels of the scale and, behind them, "cannot apply".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Regression {
    /// For every class the weights of the features as they are, then of the same less the usual ones.
    pub weights: Vec<Vec<f32>>,
    /// For every criterion how much likelier each class is than the evidence says.
    pub offsets: BTreeMap<CriterionId, Vec<f32>>,
}

/// What the evidence for a criterion looks like.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Look {
    pub(crate) features: Vec<f32>,
    /// Whether the heads say that a reader would quote any of it; true without heads.
    pub(crate) supported: bool,
}

/// What the model makes of a criterion of a paper.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    /// The probability of each level, lowest first, if the criterion applies; they sum to 1.
    pub(crate) levels: Vec<f32>,
    /// The probability that it cannot apply; 0 where the rubric does not allow that.
    pub(crate) not_applicable: f32,
}

impl LevelModel {
    /// The probabilities of the levels of the rubric's scale. `None` when the scale or the evidence is not
    /// of the kind the model learned from: then nothing is known.
    pub(crate) fn told(&self, rubric: &Rubric, criterion: &Criterion, look: &Look) -> Option<Told> {
        if rubric.scale.size() != self.levels || look.features.len() != self.scaling.len() {
            return None;
        }
        let input = self.input(&criterion.id, &look.features);
        let unsupported = self.unsupported.as_ref().filter(|_| !look.supported);
        let Regression { weights, offsets } = unsupported.unwrap_or(&self.supported);
        let offsets = offsets.get(&criterion.id);
        let scores = weights.iter().enumerate().map(|(class, weights)| {
            let offset = offsets.and_then(|offsets| offsets.get(class)).copied().unwrap_or(0.0);
            if class >= self.levels && criterion.na.is_none() {
                return f32::NEG_INFINITY;
            }
            offset + weights.iter().zip(&input).map(|(weight, value)| weight * value).sum::<f32>()
        });
        let mut levels = softmax(scores.collect());
        let not_applicable = levels.split_off(self.levels).iter().sum::<f32>();
        let applies = (1.0 - not_applicable).max(f32::MIN_POSITIVE);
        levels.iter_mut().for_each(|share| *share /= applies);
        Some(Told { levels, not_applicable })
    }

    /// The features in units of their spread, and again less what is usual for the criterion.
    pub(crate) fn input(&self, criterion: &CriterionId, features: &[f32]) -> Vec<f32> {
        let scaled = || {
            features.iter().zip(&self.scaling).map(|(value, (mean, deviation))| (value - mean) / deviation)
        };
        match self.usual.get(criterion) {
            Some(usual) => scaled().chain(scaled().zip(usual).map(|(value, usual)| value - usual)).collect(),
            None => scaled().chain(scaled()).collect(),
        }
    }

    /// The probability that a reader quotes a sentence of this score at this rank (from 1), if there is
    /// anything to quote.
    pub(crate) fn quoted_probability(&self, score: f32, rank: usize) -> f32 {
        let [by_score, by_rank, constant] = self.evidence;
        sigmoid(by_score * score + by_rank * (rank as f32).ln() + constant)
    }

    /// The part of this that carries over to a rubric nothing was learned for: what a ranking score is worth,
    /// and a guess at levels that is never good enough to be suggested.
    pub fn for_another_rubric(mut self) -> LevelModel {
        self.rubric.clear();
        // Criteria of two rubrics may share an id and nothing else.
        self.supported.offsets.clear();
        self.unsupported.iter_mut().for_each(|regression| regression.offsets.clear());
        self.usual.clear();
        self.decide_from = NEVER;
        self
    }

    /// The first broken promise, or `Ok`.
    ///
    /// # Errors
    /// A sentence that names the promise; such a model is not used.
    pub fn check(&self) -> Result<(), String> {
        let features = self.scaling.len();
        if self.format != LEVELS_FORMAT {
            return Err(format!("format {}, not {LEVELS_FORMAT}", self.format));
        }
        for Regression { weights, .. } in [&self.supported].into_iter().chain(&self.unsupported) {
            if self.levels < 2 || weights.len() != self.levels + 1 {
                return Err(format!("{} classes for {} levels", weights.len(), self.levels));
            }
            if weights.iter().any(|weights| weights.len() != 2 * features) {
                return Err(format!("not two weights a class for {features} features"));
            }
        }
        if self.usual.values().any(|usual| usual.len() != features) {
            return Err("usual features of another number".to_owned());
        }
        if self.scaling.iter().any(|(_, deviation)| deviation.is_nan() || *deviation <= 0.0) {
            return Err("a feature without spread".to_owned());
        }
        Ok(())
    }
}

/// The most probable level's place on the scale, and its probability; the lower of two equal ones.
pub(crate) fn most_probable(probabilities: &[f32]) -> (usize, f32) {
    let levels = probabilities.iter().copied().enumerate();
    levels.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).unwrap_or((0, 0.0))
}

/// How far the best sentences stand out, how well they fit the words and how many cues they carry; and, where
/// heads were learned, what they say of the best and of all together, beside how many there are. Denials are
/// left out, for they raise no level. How near sentences are in meaning, and without heads how many there
/// are, made levels of papers left out worse.
pub(crate) fn look(ranked: &[Ranked]) -> Look {
    let quotable = || ranked.iter().filter(|ranked| ranked.quotable && !ranked.denied);
    let best = |value: fn(&Ranked) -> f32| quotable().map(value).fold(f32::MIN, f32::max).max(-99.0);
    let mean = |count: usize, value: fn(&Ranked) -> f32| {
        let top = quotable().take(count);
        top.clone().map(value).sum::<f32>() / (top.count().max(1) as f32)
    };
    let first = |value: fn(&Ranked) -> f32| quotable().next().map_or(0.0, value);
    let cues_on_top = quotable().take(5).map(|ranked| ranked.parts.cues).max().unwrap_or(0);
    let score = |ranked: &Ranked| ranked.score;
    let words = |ranked: &Ranked| ranked.parts.words;
    let highest = best(score);
    let mut features = vec![
        highest,
        mean(5, score),
        quotable().map(|ranked| (ranked.score - highest).exp()).sum::<f32>().max(1.0).ln(),
        best(words),
        first(words),
        cues_on_top as f32,
    ];
    if ranked.first().is_none_or(|ranked| ranked.parts.read.is_none()) {
        return Look { features, supported: true };
    }
    let with_cue = quotable().filter(|ranked| ranked.parts.cues > 0).count() as f32;
    let quoted = |ranked: &Ranked| ranked.parts.read.map_or(0.0, |read| read[0]);
    let fully = |ranked: &Ranked| ranked.parts.read.map_or(0.0, |read| read[1]);
    let expected = |value: fn(&Ranked) -> f32| {
        (quotable().map(|ranked| sigmoid(value(ranked))).sum::<f32>() + 1e-3).ln()
    };
    let among_five = |value: fn(&Ranked) -> f32| quotable().take(5).map(value).fold(-99.0, f32::max);
    features.extend([
        with_cue.ln_1p(),
        (quotable().count() as f32).ln_1p(),
        best(quoted),
        best(fully),
        expected(quoted),
        expected(fully),
        first(quoted),
        first(fully),
        mean(3, quoted),
        mean(3, fully),
        among_five(fully) - among_five(quoted),
    ]);
    Look { features, supported: sigmoid(best(quoted)) >= SUPPORTS }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> LevelModel {
        LevelModel {
            format: LEVELS_FORMAT,
            rubric: "medcheck".to_owned(),
            levels: 3,
            scaling: vec![(0.0, 1.0); 2],
            usual: BTreeMap::new(),
            supported: Regression {
                weights: vec![vec![-1.0; 4], vec![0.0; 4], vec![1.0; 4], vec![0.0; 4]],
                offsets: BTreeMap::new(),
            },
            unsupported: None,
            evidence: [1.0, -0.5, 0.0],
            decide_from: 0.7,
        }
    }

    fn supported<const N: usize>(features: [f32; N]) -> Look {
        Look { features: features.into(), supported: true }
    }

    #[test]
    fn probabilities_sum_to_one_and_follow_the_evidence() {
        let rubric = Rubric::medcheck();
        for criterion in &rubric.criteria {
            let weak = model().told(rubric, criterion, &supported([-1.0; 2])).unwrap();
            let strong = model().told(rubric, criterion, &supported([1.0; 2])).unwrap();
            for told in [&weak, &strong] {
                assert_eq!(told.levels.len(), 3);
                assert!((told.levels.iter().sum::<f32>() - 1.0).abs() < 1e-5);
                assert_eq!(told.not_applicable > 0.0, criterion.na.is_some());
            }
            assert!(weak.levels[0] > 0.8 && strong.levels[2] > 0.8);
        }
        assert!(model().told(rubric, &rubric.criteria[0], &supported([0.0; 3])).is_none(), "other features");
    }

    #[test]
    fn what_nothing_supports_has_a_regression_of_its_own() {
        let rubric = Rubric::medcheck();
        let told = |model: &LevelModel, supported| {
            let look = Look { features: vec![1.0; 2], supported };
            model.told(rubric, &rubric.criteria[0], &look).unwrap().levels
        };
        let mut turned = model().supported;
        turned.weights.swap(0, 2);
        let both = LevelModel { unsupported: Some(turned), ..model() };
        assert!(told(&both, true)[2] > 0.8 && told(&both, false)[0] > 0.8);
        assert_eq!(told(&model(), true), told(&model(), false), "nobody can tell");
    }

    #[test]
    fn what_is_usual_for_a_criterion_counts_as_nothing() {
        let id = CriterionId::new("1").unwrap();
        let model = LevelModel { usual: [(id.clone(), vec![2.0, 1.0])].into(), ..model() };
        assert_eq!(model.input(&id, &[2.0, 1.0]), [2.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn another_rubric_is_never_decided() {
        let lent = model().for_another_rubric();
        assert!(lent.decide_from > 1.0 && lent.supported.offsets.is_empty() && lent.usual.is_empty());
        assert!(lent.rubric.is_empty(), "so that nobody takes its probabilities for calibrated ones");
    }

    #[test]
    fn a_broken_model_is_not_used() {
        assert_eq!(model().check(), Ok(()));
        assert!(LevelModel { format: 99, ..model() }.check().is_err());
        let short = || Regression { weights: vec![vec![1.0]; 4], offsets: BTreeMap::new() };
        assert!(LevelModel { supported: short(), ..model() }.check().is_err());
        assert!(LevelModel { unsupported: Some(short()), ..model() }.check().is_err());
        assert!(LevelModel { levels: 2, ..model() }.check().is_err());
        assert!(LevelModel { scaling: vec![(0.0, 0.0); 2], ..model() }.check().is_err());
        assert!(
            LevelModel { usual: [(CriterionId::new("1").unwrap(), vec![])].into(), ..model() }
                .check()
                .is_err()
        );
    }
}
