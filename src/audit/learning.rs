//! Learning levels from scored papers, and saying how well it went on papers left out.

use std::collections::{BTreeMap, BTreeSet};

use super::gold::{GoldCell, GoldScore};
use super::levels::{FEATURES, Features, LEVELS_FORMAT, LevelModel, NEVER, features, most_probable, sigmoid};
use super::quotes::Letters;
use crate::document::{Document, PaperId};
use crate::retrieval::{Haystack, Queries, Ranked};
use crate::rubric::{CriterionId, Rubric};

/// Suggestions are made where levels are right at least so often on papers left out.
const DECIDED_AGREEMENT: f32 = 0.80;
/// Strength of the pull of slopes and offsets towards zero, per example.
const RIDGE_SLOPES: f32 = 0.002;
const RIDGE_OFFSETS: f32 = 0.0004;
/// Full-batch steps and their size; the problem is convex, so this is far more than enough.
const STEPS: usize = 1_500;
const STEP_SIZE: f32 = 1.0;
/// So many sentences of every ranking teach what a score is worth.
const RANKS: usize = 10;

/// A scored criterion of a paper, with what the evidence for it looks like.
#[derive(Debug, Clone)]
pub struct Example {
    paper: PaperId,
    criterion: CriterionId,
    features: Features,
    /// Place of the level on the rubric's scale.
    level: usize,
    /// Score of each of the first sentences, and whether a reader quoted it. Empty where no reader quoted
    /// anything.
    ranking: Vec<(f32, bool)>,
}

/// A model and how it did.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Learned from all examples.
    pub model: LevelModel,
    /// Measured with every paper left out in its turn.
    pub left_out: Figures,
}

/// How well levels were told on papers left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Scored papers and criteria.
    pub papers: usize,
    /// Scored cells, those that cannot apply left out.
    pub cells: usize,
    /// Share of cells where the forced level is the reader's.
    pub agreement: f32,
    /// Quadratic-weighted kappa (Cohen 1968) of the forced levels.
    pub kappa: f32,
    /// The same two for the most frequent level of each criterion among the other papers.
    pub majority_agreement: f32,
    /// See above.
    pub majority_kappa: f32,
    /// Share of cells with a suggestion.
    pub decided_share: f32,
    /// Share of those where it is the reader's level.
    pub decided_agreement: f32,
    /// Share of cells with quotes where one stands among the first one, three and five.
    pub hits: [f32; 3],
}

/// The examples one scored paper gives.
pub fn examples(
    paper: &PaperId,
    document: &Document,
    haystack: &Haystack<'_>,
    queries: &Queries,
    rubric: &Rubric,
    cells: &[GoldCell],
) -> Vec<Example> {
    let mut examples = Vec::new();
    for cell in cells {
        let GoldScore::Level(score) = cell.score else { continue };
        let Some(level) = rubric.scale.iter().position(|of| *of == score) else { continue };
        let Some(query) = queries.get(&cell.criterion) else { continue };
        let ranked = haystack.criterion(query);
        let quoted: Vec<Letters> = cell.evidence.iter().map(|quote| Letters::of(quote)).collect();
        let is_quoted = |ranked: &Ranked| {
            let sentence = Letters::of(document.sentence_text(&document.sentences[ranked.sentence as usize]));
            quoted.iter().any(|quote| quote.same(&sentence))
        };
        let ranking = if quoted.is_empty() || level == 0 {
            Vec::new()
        } else {
            ranked.iter().take(RANKS).map(|ranked| (ranked.score, is_quoted(ranked))).collect()
        };
        examples.push(Example {
            paper: paper.clone(),
            criterion: cell.criterion.clone(),
            features: features(document, &ranked),
            level,
            ranking,
        });
    }
    examples
}

/// Learns a model from all examples, and measures the method with every paper left out in its turn.
/// `None` without examples of at least two papers and two levels.
pub fn learn(rubric: &Rubric, with_encoder: bool, examples: &[Example]) -> Option<Lesson> {
    let papers: BTreeSet<&PaperId> = examples.iter().map(|example| &example.paper).collect();
    let levels: BTreeSet<usize> = examples.iter().map(|example| example.level).collect();
    if papers.len() < 2 || levels.len() < 2 {
        return None;
    }
    let mut told: Vec<Told> = Vec::new();
    for paper in &papers {
        let (out, others): (Vec<&Example>, Vec<&Example>) =
            examples.iter().partition(|example| example.paper == **paper);
        let model = fit(rubric, with_encoder, &others);
        let majority = majority(&others);
        for example in out {
            let probabilities = model.probabilities(rubric, &example.criterion, &example.features)?;
            let (guess, confidence) = most_probable(&probabilities);
            let majority = majority.get(&example.criterion).copied();
            told.push(Told { level: example.level, guess, confidence, majority });
        }
    }
    let decide_from: Vec<f32> = (0..rubric.scale.len()).map(|level| decide_from(&told, level)).collect();
    let all: Vec<&Example> = examples.iter().collect();
    let mut model = fit(rubric, with_encoder, &all);
    let left_out = figures(&told, &decide_from, papers.len(), examples);
    model.decide_from = decide_from;
    Some(Lesson { model, left_out })
}

/// What was told of a cell of a paper left out.
struct Told {
    level: usize,
    guess: usize,
    confidence: f32,
    majority: Option<usize>,
}

fn majority(examples: &[&Example]) -> BTreeMap<CriterionId, usize> {
    let mut votes: BTreeMap<CriterionId, BTreeMap<usize, usize>> = BTreeMap::new();
    for example in examples {
        *votes.entry(example.criterion.clone()).or_default().entry(example.level).or_default() += 1;
    }
    let winner = |votes: BTreeMap<usize, usize>| {
        votes.into_iter().max_by_key(|(_, count)| *count).map(|(level, _)| level)
    };
    votes.into_iter().filter_map(|(criterion, votes)| Some((criterion, winner(votes)?))).collect()
}

/// Gradient descent on the negative log-likelihood with a ridge.
fn fit(rubric: &Rubric, with_encoder: bool, examples: &[&Example]) -> LevelModel {
    let mut model = LevelModel {
        format: LEVELS_FORMAT,
        rubric: rubric.id.clone(),
        with_encoder,
        scaling: scaling(examples),
        slopes: vec![0.0; FEATURES],
        thresholds: (1..rubric.scale.len())
            .map(|level| level as f32 - 0.5 * rubric.scale.len() as f32)
            .collect(),
        offsets: rubric.criteria.iter().map(|criterion| (criterion.id.clone(), 0.0)).collect(),
        evidence: fit_evidence(examples),
        decide_from: vec![NEVER; rubric.scale.len()],
    };
    let criteria: Vec<CriterionId> = model.offsets.keys().cloned().collect();
    let mut offsets = vec![0.0f32; criteria.len()];
    let rows: Vec<([f32; FEATURES], usize, usize)> = examples
        .iter()
        .filter_map(|example| {
            let criterion = criteria.binary_search(&example.criterion).ok()?;
            let mut scaled = [0.0; FEATURES];
            for (at, value) in scaled.iter_mut().enumerate() {
                *value = (example.features[at] - model.scaling[at].0) / model.scaling[at].1;
            }
            Some((scaled, criterion, example.level))
        })
        .collect();
    let count = rows.len().max(1) as f32;
    let mut shown = vec![0.0f32; criteria.len()];
    rows.iter().for_each(|(_, criterion, _)| shown[*criterion] += 1.0);
    for _ in 0..STEPS {
        let mut slope_gradient = [0.0f32; FEATURES];
        let mut offset_gradient = vec![0.0f32; offsets.len()];
        let mut threshold_gradient = vec![0.0f32; model.thresholds.len()];
        for (scaled, criterion, level) in &rows {
            let eta = offsets[*criterion]
                + scaled.iter().zip(&model.slopes).map(|(x, slope)| x * slope).sum::<f32>();
            // P(level) is the difference of two sigmoids; each boundary pulls with its density.
            let upper = if *level == 0 { 1.0 } else { sigmoid(eta - model.thresholds[level - 1]) };
            let lower = model.thresholds.get(*level).map_or(0.0, |threshold| sigmoid(eta - threshold));
            let share = (upper - lower).max(1e-6);
            let (upper_density, lower_density) = (upper * (1.0 - upper), lower * (1.0 - lower));
            let pull = (upper_density - lower_density) / share;
            for (gradient, x) in slope_gradient.iter_mut().zip(scaled) {
                *gradient += pull * x;
            }
            offset_gradient[*criterion] += pull;
            if *level > 0 {
                threshold_gradient[level - 1] -= upper_density / share;
            }
            if let Some(gradient) = threshold_gradient.get_mut(*level) {
                *gradient += lower_density / share;
            }
        }
        for (slope, gradient) in model.slopes.iter_mut().zip(slope_gradient) {
            *slope += STEP_SIZE * (gradient / count - RIDGE_SLOPES * *slope);
        }
        for ((offset, gradient), shown) in offsets.iter_mut().zip(offset_gradient).zip(&shown) {
            // A criterion has few of the examples, so its gradient is small; a step of its own size keeps
            // pace, and stays stable for a rubric of a single criterion.
            *offset += STEP_SIZE * (gradient - RIDGE_OFFSETS * count * *offset) / shown.max(1.0);
        }
        for (threshold, gradient) in model.thresholds.iter_mut().zip(threshold_gradient) {
            *threshold += STEP_SIZE * gradient / count;
        }
        model.thresholds.sort_by(f32::total_cmp);
    }
    model.offsets = criteria.into_iter().zip(offsets).collect();
    model
}

fn scaling(examples: &[&Example]) -> Vec<(f32, f32)> {
    let count = examples.len().max(1) as f32;
    (0..FEATURES)
        .map(|at| {
            let mean = examples.iter().map(|example| example.features[at]).sum::<f32>() / count;
            let variance =
                examples.iter().map(|example| (example.features[at] - mean).powi(2)).sum::<f32>() / count;
            (mean, variance.sqrt().max(1e-3))
        })
        .collect()
}

/// Logistic regression of "a reader quoted it" on score and logarithm of rank, where there was something to
/// quote. Newton's method: three weights, so each step solves three equations.
fn fit_evidence(examples: &[&Example]) -> [f32; 3] {
    let rows: Vec<([f64; 3], f64)> = examples
        .iter()
        .flat_map(|example| {
            let ranked = example.ranking.iter().zip(1u32..);
            ranked.map(|((score, quoted), rank)| {
                ([f64::from(*score), f64::from(rank).ln(), 1.0], f64::from(u8::from(*quoted)))
            })
        })
        .collect();
    let mut weights = [0.0f64; 3];
    for _ in 0..25 {
        // A pinch of ridge keeps the equations solvable when the examples say nothing.
        let mut gradient = weights.map(|weight| -weight);
        let mut curvature = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        for (row, quoted) in &rows {
            let eta: f64 = row.iter().zip(&weights).map(|(x, weight)| x * weight).sum();
            let told = 1.0 / (1.0 + (-eta).exp());
            for i in 0..3 {
                gradient[i] += (quoted - told) * row[i];
                for j in 0..3 {
                    curvature[i][j] += told * (1.0 - told) * row[i] * row[j];
                }
            }
        }
        for (weight, step) in weights.iter_mut().zip(solve(curvature, gradient)) {
            *weight += step;
        }
    }
    weights.map(|weight| weight as f32)
}

/// Cramer's rule; the matrix is positive definite.
fn solve(matrix: [[f64; 3]; 3], right: [f64; 3]) -> [f64; 3] {
    let determinant = |m: &[[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = determinant(&matrix);
    std::array::from_fn(|column| {
        let mut replaced = matrix;
        for (row, value) in replaced.iter_mut().zip(right) {
            row[column] = value;
        }
        determinant(&replaced) / whole
    })
}

/// The lowest confidence from which on guesses of this level are right often enough. Each level has its
/// own, so that one easily told does not vouch for another.
fn decide_from(told: &[Told], level: usize) -> f32 {
    let mut sure: Vec<&Told> = told.iter().filter(|told| told.guess == level).collect();
    sure.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut right = 0;
    let mut from = NEVER;
    for (at, told) in sure.iter().enumerate() {
        right += usize::from(told.guess == told.level);
        let last_of_equal = sure.get(at + 1).is_none_or(|next| next.confidence < told.confidence);
        if last_of_equal && right as f32 >= DECIDED_AGREEMENT * (at + 1) as f32 {
            from = told.confidence;
        }
    }
    from
}

fn figures(told: &[Told], decide_from: &[f32], papers: usize, examples: &[Example]) -> Figures {
    let share = |part: usize, of: usize| part as f32 / of.max(1) as f32;
    let agree = |pairs: &[(usize, usize)]| share(pairs.iter().filter(|(a, b)| a == b).count(), pairs.len());
    let forced: Vec<(usize, usize)> = told.iter().map(|told| (told.level, told.guess)).collect();
    let majority: Vec<(usize, usize)> =
        told.iter().filter_map(|told| Some((told.level, told.majority?))).collect();
    let decided: Vec<(usize, usize)> = told
        .iter()
        .filter(|told| told.confidence >= decide_from[told.guess])
        .map(|told| (told.level, told.guess))
        .collect();
    let rankings: Vec<&Vec<(f32, bool)>> =
        examples.iter().map(|example| &example.ranking).filter(|ranking| !ranking.is_empty()).collect();
    let hit = |count: usize| {
        let found = rankings.iter().filter(|ranking| ranking.iter().take(count).any(|(_, quoted)| *quoted));
        share(found.count(), rankings.len())
    };
    Figures {
        papers,
        cells: told.len(),
        agreement: agree(&forced),
        kappa: quadratic_kappa(&forced),
        majority_agreement: agree(&majority),
        majority_kappa: quadratic_kappa(&majority),
        decided_share: share(decided.len(), told.len()),
        decided_agreement: agree(&decided),
        hits: [hit(1), hit(3), hit(5)],
    }
}

/// Quadratic-weighted kappa (Cohen 1968); 0 when chance alone explains everything.
fn quadratic_kappa(pairs: &[(usize, usize)]) -> f32 {
    let count = pairs.len() as f64;
    let square = |a: usize, b: usize| (a as f64 - b as f64).powi(2);
    let seen: f64 = pairs.iter().map(|(a, b)| square(*a, *b)).sum::<f64>() / count.max(1.0);
    let levels = pairs.iter().map(|(a, b)| a.max(b) + 1).max().unwrap_or(0);
    let mut rows = vec![0f64; levels];
    let mut columns = vec![0f64; levels];
    for (a, b) in pairs {
        rows[*a] += 1.0;
        columns[*b] += 1.0;
    }
    let mut chance = 0.0;
    for (a, row) in rows.iter().enumerate() {
        for (b, column) in columns.iter().enumerate() {
            chance += row * column * square(a, b) / count / count;
        }
    }
    if chance > 0.0 { (1.0 - seen / chance) as f32 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(paper: &str, criterion: &str, strength: f32, level: usize) -> Example {
        let features = [strength, strength, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
        Example {
            paper: PaperId::new(paper).unwrap(),
            criterion: CriterionId::new(criterion).unwrap(),
            features,
            level,
            ranking: vec![(strength, level > 0), (0.0, false)],
        }
    }

    /// Ten papers in which the level follows the evidence of criterion 1, and criterion 2 is never met.
    fn lessons() -> Vec<Example> {
        (0..10)
            .flat_map(|paper| {
                let level = paper % 3;
                let name = format!("p{paper}");
                [example(&name, "1", level as f32 * 3.0, level), example(&name, "2", 1.0, 0)]
            })
            .collect()
    }

    #[test]
    fn what_can_be_learned_is_learned() {
        let lesson = learn(Rubric::medcheck(), true, &lessons()).unwrap();
        assert_eq!(lesson.model.check(), Ok(()));
        assert!(lesson.left_out.agreement > 0.9, "{:?}", lesson.left_out);
        assert!(lesson.left_out.kappa > lesson.left_out.majority_kappa);
        assert!(lesson.left_out.decided_agreement >= DECIDED_AGREEMENT);
        assert!(lesson.model.quoted_probability(6.0, 1) > lesson.model.quoted_probability(0.0, 2));
    }

    #[test]
    fn noise_is_not_decided() {
        // A linear congruential generator (Knuth's MMIX constants), read from its high bits.
        let mut state = 7u64;
        let mut die = |sides: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % sides
        };
        let noise: Vec<Example> =
            (0..90).map(|paper| example(&format!("p{paper}"), "1", die(9) as f32, die(3) as usize)).collect();
        let lesson = learn(Rubric::medcheck(), true, &noise).unwrap();
        assert!(lesson.left_out.decided_share < 0.2, "{:?}", lesson.left_out);
    }

    #[test]
    fn too_little_teaches_nothing() {
        assert!(learn(Rubric::medcheck(), true, &[]).is_none());
        assert!(learn(Rubric::medcheck(), true, &[example("p", "1", 1.0, 1)]).is_none());
    }

    /// Worked by hand: seen disagreement 0.25, expected 1.0.
    #[test]
    fn kappa_of_a_worked_example() {
        let pairs = [(0, 0), (0, 0), (2, 2), (2, 1)];
        let chance =
            (2.0 * 2.0 * 0.0 + 2.0 * 1.0 * 1.0 + 2.0 * 1.0 * 4.0 + 2.0 * 2.0 * 4.0 + 2.0 * 1.0 * 1.0) / 16.0;
        assert!((quadratic_kappa(&pairs) - (1.0 - 0.25 / chance) as f32).abs() < 1e-6);
        assert_eq!(quadratic_kappa(&[(1, 1), (1, 1)]), 0.0);
    }
}
