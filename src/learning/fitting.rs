//! From scored criteria to a model of levels.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::judged::{Judged, majority};
use crate::audit::{LEVELS_FORMAT, LevelModel, Look, NEVER, Regression, SHOWN, most_probable};
use crate::document::PaperId;
use crate::numeric::{descend, sigmoid, softmax};
use crate::rubric::{CriterionId, Rubric};

/// Suggestions are made where they are right at least this often on papers left out.
const DECIDED_AGREEMENT: f32 = 0.85;
/// How many times papers are left out to measure and to set the threshold.
const PARTS: usize = 9;
/// What an example whose evidence was taken away counts, beside one as it is. More makes levels follow the
/// evidence more closely, and agree less with readers on papers as they are.
const TAKEN_AWAY: f64 = 0.05;
/// Strength of the pull of weights towards zero, over all examples.
const RIDGE: f64 = 33.0;
/// The same for offsets: how often papers get a level for a criterion is soon known.
const OFFSET_RIDGE: f64 = RIDGE / 9.0;
const STEPS: usize = 400;
const RATE: f64 = 0.05;

/// A scored criterion of a paper, with what the evidence for it looks like.
#[derive(Debug, Clone)]
pub(super) struct LevelExample {
    pub(super) paper: PaperId,
    pub(super) criterion: CriterionId,
    pub(super) look: Look,
    /// What the evidence looks like without the sentences that support the criterion, where that is known;
    /// such a paper would get the lowest level.
    pub(super) without: Option<Look>,
    /// Place of the level on the rubric's scale; `None` where the criterion cannot apply.
    pub(super) level: Option<usize>,
    /// Whether a reader quoted anything.
    pub(super) quoted: bool,
    /// Score of each of the first passages, and whether a reader quoted it.
    pub(super) ranking: Vec<(f32, bool)>,
}

/// Learns a model from all examples, given by paper, and tells every example by a model that saw no example
/// of its paper.
pub(super) fn levels(rubric: &Rubric, examples: &[Vec<LevelExample>]) -> (LevelModel, Vec<Judged>) {
    let parts = PARTS.min(examples.len());
    let told: Vec<Vec<(Judged, Class)>> = (0..parts)
        .into_par_iter()
        .map(|part| {
            let kept = examples.iter().enumerate().filter(|(at, _)| at % parts != part);
            let kept: Vec<&LevelExample> = kept.flat_map(|(_, examples)| examples).collect();
            let model = fit(rubric, &kept);
            let majority = majority(kept.iter().map(|example| (&example.criterion, example.level)));
            let out = examples.iter().enumerate().filter(|(at, _)| at % parts == part);
            out.flat_map(|(_, examples)| examples)
                .filter_map(|example| judge(rubric, &model, &majority, example))
                .collect()
        })
        .collect();
    let mut told = told.concat();
    let decide_from = decide_from(&told);
    for (judged, class) in &mut told {
        judged.decided = class.confidence >= decide_from;
    }
    let all: Vec<&LevelExample> = examples.iter().flatten().collect();
    let model = LevelModel { decide_from, ..fit(rubric, &all) };
    let mut judged: Vec<Judged> = told.into_iter().map(|(judged, _)| judged).collect();
    judged.sort_by(|a, b| a.paper.cmp(&b.paper).then_with(|| a.criterion.cmp(&b.criterion)));
    (model, judged)
}

/// The most probable class of a cell.
#[derive(Debug, Clone, Copy)]
struct Class {
    right: bool,
    confidence: f32,
}

fn judge(
    rubric: &Rubric,
    model: &LevelModel,
    majority: &BTreeMap<CriterionId, usize>,
    example: &LevelExample,
) -> Option<(Judged, Class)> {
    let criterion = rubric.criteria.iter().find(|criterion| criterion.id == example.criterion)?;
    let told = model.told(rubric, criterion, &example.look)?;
    let (guess, share) = most_probable(&told.levels);
    let confidence = share * (1.0 - told.not_applicable);
    let class = if told.not_applicable > confidence {
        Class { right: example.level.is_none(), confidence: told.not_applicable }
    } else {
        Class { right: example.level == Some(guess), confidence }
    };
    let judged = Judged {
        paper: example.paper.clone(),
        criterion: example.criterion.clone(),
        level: example.level,
        guess,
        probabilities: told.levels,
        decided: false,
        majority: majority.get(&example.criterion).copied(),
        quoted: example.quoted,
        first_hit: example.ranking.iter().take(SHOWN).position(|(_, quoted)| *quoted).map(|at| at + 1),
    };
    Some((judged, class))
}

/// The lowest confidence from which on suggestions are right often enough.
fn decide_from(told: &[(Judged, Class)]) -> f32 {
    let mut sure: Vec<&Class> = told.iter().map(|(_, class)| class).collect();
    sure.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut right = 0;
    let mut from = NEVER;
    for (at, class) in sure.iter().enumerate() {
        right += usize::from(class.right);
        let last_of_equal = sure.get(at + 1).is_none_or(|next| next.confidence < class.confidence);
        if last_of_equal && right as f32 >= DECIDED_AGREEMENT * (at + 1) as f32 {
            from = class.confidence;
        }
    }
    from
}

/// An example ready for a regression.
#[derive(Clone)]
struct Row {
    input: Vec<f32>,
    supported: bool,
    criterion: usize,
    class: usize,
    weight: f64,
}

/// One regression for what sentences support, learned from all papers as they are, and one for what none
/// does, learned from such criteria and from those whose evidence was taken away. In one regression for both,
/// the examples taken away would lower the levels of what is supported.
fn fit(rubric: &Rubric, examples: &[&LevelExample]) -> LevelModel {
    let levels = rubric.scale.size();
    let nothing = Regression { weights: Vec::new(), offsets: BTreeMap::new() };
    let mut model = LevelModel {
        format: LEVELS_FORMAT,
        rubric: rubric.id.clone(),
        levels,
        scaling: scaling(examples),
        usual: BTreeMap::new(),
        supported: nothing,
        unsupported: None,
        evidence: fit_evidence(examples),
        decide_from: NEVER,
    };
    model.usual = usual(&model, examples);
    let may_not_apply: BTreeSet<&CriterionId> = rubric
        .criteria
        .iter()
        .filter(|criterion| criterion.na.is_some())
        .map(|criterion| &criterion.id)
        .collect();
    let criteria: Vec<CriterionId> = model.usual.keys().cloned().collect();
    let classes = |id: &CriterionId| levels + usize::from(may_not_apply.contains(id));
    let allowed: Vec<usize> = criteria.iter().map(classes).collect();
    let row = |example: &LevelExample, look: &Look, class: usize, weight: f64| {
        let criterion = criteria.binary_search(&example.criterion).ok()?;
        let input = model.input(&example.criterion, &look.features);
        (class < allowed[criterion]).then_some(Row {
            input,
            supported: look.supported,
            criterion,
            class,
            weight,
        })
    };
    let intact: Vec<Row> = examples
        .iter()
        .filter_map(|example| row(example, &example.look, example.level.unwrap_or(levels), 1.0))
        .collect();
    let taken_away = examples.iter().filter_map(|example| Some((example, example.without.as_ref()?)));
    let (taken_away, unsupported): (Vec<Row>, Vec<Row>) = taken_away
        .filter_map(|(example, without)| row(example, without, 0, TAKEN_AWAY))
        .partition(|row| row.supported);
    let alone = intact.iter().filter(|row| !row.supported).cloned();
    let unsupported: Vec<Row> = alone.chain(unsupported).collect();
    let supported: Vec<Row> = intact.into_iter().chain(taken_away).collect();
    let regression = |rows: &[Row]| regression(rows, &criteria, &allowed, levels + 1);
    let (supported, unsupported) =
        (regression(&supported), (!unsupported.is_empty()).then(|| regression(&unsupported)));
    LevelModel { supported, unsupported, ..model }
}

/// Descends the negative log-likelihood with a ridge. `allowed` is how many classes each criterion has.
fn regression(rows: &[Row], criteria: &[CriterionId], allowed: &[usize], classes: usize) -> Regression {
    let inputs = rows.first().map_or(0, |row| row.input.len());
    // For every class: weights of the inputs, offsets of the criteria, and one constant.
    let width = inputs + criteria.len() + 1;
    let mut weights = vec![0f64; classes * width];
    let count: f64 = rows.iter().map(|row| row.weight).sum::<f64>().max(1.0);
    descend(&mut weights, STEPS, RATE, |weights, slope| {
        for row in rows {
            let at = |class: usize| class * width;
            let scores: Vec<f32> = (0..allowed[row.criterion])
                .map(|class| {
                    let own = &weights[at(class)..at(class) + width];
                    let told: f64 =
                        row.input.iter().zip(own).map(|(value, weight)| f64::from(*value) * weight).sum();
                    (told + own[inputs + row.criterion] + own[width - 1]) as f32
                })
                .collect();
            for (class, share) in softmax(scores).into_iter().enumerate() {
                let wanted = f64::from(u8::from(class == row.class));
                let pull = row.weight * (f64::from(share) - wanted) / count;
                let own = &mut slope[at(class)..at(class) + width];
                own.iter_mut().zip(&row.input).for_each(|(slope, value)| *slope += pull * f64::from(*value));
                own[inputs + row.criterion] += pull;
                own[width - 1] += pull;
            }
        }
        for (place, (slope, weight)) in slope.iter_mut().zip(weights).enumerate() {
            let ridge = match place % width {
                place if place < inputs => RIDGE,
                place if place < width - 1 => OFFSET_RIDGE,
                _ => 0.0,
            };
            *slope += ridge / count * weight;
        }
    });
    let own = || weights.chunks_exact(width);
    let offsets = |at: usize| own().map(|own| (own[inputs + at] + own[width - 1]) as f32).collect();
    Regression {
        weights: own().map(|own| own[..inputs].iter().map(|weight| *weight as f32).collect()).collect(),
        offsets: criteria.iter().enumerate().map(|(at, id)| (id.clone(), offsets(at))).collect(),
    }
}

fn scaling(examples: &[&LevelExample]) -> Vec<(f32, f32)> {
    let count = examples.len().max(1) as f32;
    let features = examples.first().map_or(0, |example| example.look.features.len());
    (0..features)
        .map(|at| {
            let mean = examples.iter().map(|example| example.look.features[at]).sum::<f32>() / count;
            let variance =
                examples.iter().map(|example| (example.look.features[at] - mean).powi(2)).sum::<f32>()
                    / count;
            (mean, variance.sqrt().max(1e-3))
        })
        .collect()
}

/// For every criterion the mean of its scaled features, with the mean of all, which is 0, counted once.
fn usual(model: &LevelModel, examples: &[&LevelExample]) -> BTreeMap<CriterionId, Vec<f32>> {
    let mut sums: BTreeMap<CriterionId, (Vec<f32>, f32)> = BTreeMap::new();
    for example in examples {
        let scaled = example.look.features.iter().zip(&model.scaling);
        let scaled = scaled.map(|(value, (mean, deviation))| (value - mean) / deviation);
        let (sum, count) = sums
            .entry(example.criterion.clone())
            .or_insert_with(|| (vec![0.0; example.look.features.len()], 1.0));
        sum.iter_mut().zip(scaled).for_each(|(sum, value)| *sum += value);
        *count += 1.0;
    }
    let mean = |(sum, count): (Vec<f32>, f32)| sum.into_iter().map(|sum| sum / count).collect();
    sums.into_iter().map(|(criterion, sums)| (criterion, mean(sums))).collect()
}

/// Logistic regression of "a reader quoted it" on score and logarithm of rank, where there was something to
/// quote. Newton's method: three weights, so each step solves three equations.
fn fit_evidence(examples: &[&LevelExample]) -> [f32; 3] {
    let rows: Vec<([f64; 3], f64)> = examples
        .iter()
        // Without a quote nothing says which passages a reader would have accepted.
        .filter(|example| example.quoted)
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
            let told = sigmoid(eta);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn look(strength: f32) -> Look {
        Look { features: vec![strength, 1.0], supported: true }
    }

    fn example(paper: usize, criterion: &str, strength: f32, level: Option<usize>) -> LevelExample {
        LevelExample {
            paper: PaperId::new(&format!("p{paper}")).unwrap(),
            criterion: CriterionId::new(criterion).unwrap(),
            look: look(strength),
            without: None,
            level,
            quoted: level > Some(0),
            ranking: vec![(strength, level > Some(0)), (0.0, false)],
        }
    }

    /// Papers in which the level follows the evidence of criterion 1, and criterion 2 is never met.
    fn lessons() -> Vec<Vec<LevelExample>> {
        (0..60)
            .map(|paper| {
                let level = paper % 3;
                vec![example(paper, "1", level as f32 * 3.0, Some(level)), example(paper, "2", 1.0, Some(0))]
            })
            .collect()
    }

    fn agreement(judged: &[Judged]) -> f32 {
        judged.iter().filter(|judged| judged.level == Some(judged.guess)).count() as f32 / judged.len() as f32
    }

    #[test]
    fn what_can_be_learned_is_learned() {
        let (model, left_out) = levels(Rubric::medcheck(), &lessons());
        assert_eq!(model.check(), Ok(()));
        assert_eq!(left_out.len(), 120);
        assert!(agreement(&left_out) > 0.8, "{}", agreement(&left_out));
        let decided: Vec<Judged> = left_out.into_iter().filter(|judged| judged.decided).collect();
        assert!(decided.len() > 60 && agreement(&decided) >= DECIDED_AGREEMENT);
        assert!(model.quoted_probability(6.0, 1) > model.quoted_probability(0.0, 2));
    }

    #[test]
    fn noise_is_not_decided() {
        // A linear congruential generator (Knuth's MMIX constants), read from its high bits.
        let mut state = 7u64;
        let mut die = |sides: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % sides
        };
        let noise: Vec<Vec<LevelExample>> =
            (0..90).map(|paper| vec![example(paper, "1", die(9) as f32, Some(die(3) as usize))]).collect();
        let (_, left_out) = levels(Rubric::medcheck(), &noise);
        let decided = left_out.iter().filter(|judged| judged.decided).count();
        assert!(decided < 18, "{decided}");
    }

    /// How far criterion 3 is met with evidence and without, where only examples whose evidence was taken away
    /// say that it is not always met.
    fn met_by_evidence_and_none(none: &Look) -> [f32; 2] {
        let mut lessons = lessons();
        for (paper, examples) in lessons.iter_mut().enumerate() {
            let strong = example(paper, "3", 4.0, Some(2));
            examples.push(LevelExample { without: Some(none.clone()), ..strong });
        }
        let (model, _) = levels(Rubric::medcheck(), &lessons);
        let third = &Rubric::medcheck().criteria[2];
        [&look(4.0), none].map(|look| model.told(Rubric::medcheck(), third, look).unwrap().levels[2])
    }

    #[test]
    fn evidence_taken_away_lowers_the_level() {
        let [evidence, none] = met_by_evidence_and_none(&look(0.0));
        assert!(evidence > 0.7 && none < evidence - 0.1, "{evidence} {none}");
        // Where it is known that nothing supports it, that goes into a regression of its own.
        let [evidence, none] = met_by_evidence_and_none(&Look { supported: false, ..look(0.0) });
        assert!(evidence > 0.9 && none < 0.1, "{evidence} {none}");
    }

    #[test]
    fn what_cannot_apply_is_told() {
        // Criterion 9 may be said not to apply; here it never does where the evidence is weak.
        let lessons: Vec<Vec<LevelExample>> = (0..40)
            .map(|paper| {
                let applies = paper % 2 == 0;
                vec![example(paper, "9", f32::from(u8::from(applies)) * 4.0, applies.then_some(2))]
            })
            .collect();
        let (model, _) = levels(Rubric::medcheck(), &lessons);
        let ninth =
            Rubric::medcheck().criteria.iter().find(|criterion| criterion.id.as_str() == "9").unwrap();
        assert!(model.told(Rubric::medcheck(), ninth, &look(0.0)).unwrap().not_applicable > 0.6);
        assert!(model.told(Rubric::medcheck(), ninth, &look(4.0)).unwrap().not_applicable < 0.4);
    }
}
