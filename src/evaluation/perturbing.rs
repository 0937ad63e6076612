//! The trust test: what a draft says of a criterion before and after a paper is changed for it alone.
//!
//! Three changes, after the idea of contrast sets (Gardner et al. 2020): the sentences that support a
//! criterion are cut out, a supporting one is planted, or one that denies the fact in the same words. A
//! tool that reads follows the first two (sensitivity) and is not fooled by the third (specificity).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::PaperId;
use crate::numeric::{interval, resamples};
use crate::rubric::CriterionId;

/// Version of [`Trust`]'s JSON.
pub const TRUST_FORMAT: u32 = 1;

/// A planted sentence must be among the first so many.
pub const PLANTED_WITHIN: usize = 3;

/// How many times the papers are drawn anew for an interval.
const DRAWS: usize = 1_000;
/// What every interval begins its draws from, so that none depends on another.
const SEED: u64 = 0;

/// What was changed in a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Perturbation {
    /// The sentences that support the criterion were cut out.
    Removed,
    /// A sentence that supports the criterion was planted in a paper without one.
    Planted,
    /// A sentence was planted that has the words of a supporting one and denies the fact.
    Denied,
}

impl Perturbation {
    /// Every perturbation, in the order of the declaration.
    pub const ALL: [Perturbation; 3] = [Perturbation::Removed, Perturbation::Planted, Perturbation::Denied];

    /// The name used in files and on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Perturbation::Removed => "removed",
            Perturbation::Planted => "planted",
            Perturbation::Denied => "denied",
        }
    }
}

/// What a draft said of the one criterion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The place of the forced level on the scale.
    pub guess: usize,
    /// The mean place on the scale under the probabilities of the levels.
    pub expected: f32,
    /// Whether a level above the lowest is suggested.
    pub scores: bool,
    /// The rank, from 1, of the planted sentence among the evidence shown; `None` where it is not among it,
    /// or none was planted.
    pub first_planted: Option<usize>,
    /// Whether the evidence shown still has a sentence that was cut out.
    pub kept: bool,
}

/// One criterion of one paper, drafted before and after a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// The paper that was changed.
    pub paper: PaperId,
    /// The criterion it was changed for.
    pub criterion: CriterionId,
    /// How it was changed.
    pub perturbation: Perturbation,
    /// Of the paper as it is.
    pub before: Reading,
    /// Of the changed copy.
    pub after: Reading,
}

/// Whether the draft followed the change as a careful reader would. Sentences cut out: the forced level is
/// lower, or as low as levels go, and none of them is shown any more. A sentence planted: it is among the
/// first [`PLANTED_WITHIN`]. A denial planted: the forced level is not higher, and no level above the
/// lowest is suggested that was not before.
pub fn verdict(trial: &Trial) -> bool {
    let (before, after) = (&trial.before, &trial.after);
    match trial.perturbation {
        Perturbation::Removed => (after.guess < before.guess || after.guess == 0) && !after.kept,
        Perturbation::Planted => after.first_planted.is_some_and(|rank| (1..=PLANTED_WITHIN).contains(&rank)),
        Perturbation::Denied => after.guess <= before.guess && (before.scores || !after.scores),
    }
}

/// How many trials passed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PassRate {
    /// How many papers were changed.
    pub papers: usize,
    /// How many trials were made with them.
    pub trials: usize,
    /// In how many the [`verdict`] is good.
    pub passed: usize,
    /// The share that passed; `None` without trials.
    pub rate: Option<f32>,
    /// The 95 % interval of the rate: percentiles of a bootstrap over papers (Efron 1979), since trials of
    /// one paper are not independent. `None` with fewer than two papers. It has no width where every trial
    /// has the same verdict, however few they are.
    pub interval: Option<[f32; 2]>,
}

/// How the trials of one perturbation went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PerturbationTrust {
    /// How the papers were changed.
    pub perturbation: Perturbation,
    /// How many passed.
    #[serde(flatten)]
    pub passing: PassRate,
    /// The mean change of [`Reading::expected`]; `None` without trials.
    pub mean_change: Option<f32>,
}

/// What the trust test found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trust {
    /// Version of this shape: [`TRUST_FORMAT`].
    pub schema_version: u32,
    /// Every perturbation, in the order of [`Perturbation::ALL`].
    pub perturbations: Vec<PerturbationTrust>,
    /// Of the trials with sentences cut out or planted together: what is there or gone is noticed.
    pub sensitivity: PassRate,
    /// Of the trials with a denial: what only sounds like it is not taken for it.
    pub specificity: PassRate,
}

/// Counts trials, in whatever order they come.
pub fn trust(trials: &[Trial]) -> Trust {
    let of = |wanted: &[Perturbation]| {
        let wanted = |trial: &&Trial| wanted.contains(&trial.perturbation);
        trials.iter().filter(wanted).collect::<Vec<&Trial>>()
    };
    let perturbations = Perturbation::ALL.map(|perturbation| {
        let trials = of(&[perturbation]);
        let passing = pass_rate(&trials);
        PerturbationTrust { perturbation, passing, mean_change: mean_change(&trials) }
    });
    Trust {
        schema_version: TRUST_FORMAT,
        perturbations: perturbations.into(),
        sensitivity: pass_rate(&of(&[Perturbation::Removed, Perturbation::Planted])),
        specificity: pass_rate(&of(&[Perturbation::Denied])),
    }
}

fn mean_change(trials: &[&Trial]) -> Option<f32> {
    let change = |trial: &&Trial| f64::from(trial.after.expected) - f64::from(trial.before.expected);
    let mut changes: Vec<f64> = trials.iter().map(change).collect();
    // A sum depends on its order.
    changes.sort_by(f64::total_cmp);
    (!changes.is_empty()).then(|| (changes.iter().sum::<f64>() / changes.len() as f64) as f32)
}

/// Passed trials and trials of one paper or of several.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    passed: usize,
    trials: usize,
}

impl Count {
    fn rate(self) -> f64 {
        self.passed as f64 / self.trials as f64
    }
}

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Count>>(counts: I) -> Count {
        counts.fold(Count::default(), |sum, count| Count {
            passed: sum.passed + count.passed,
            trials: sum.trials + count.trials,
        })
    }
}

fn pass_rate(trials: &[&Trial]) -> PassRate {
    let mut papers: BTreeMap<&PaperId, Count> = BTreeMap::new();
    for trial in trials {
        let count = papers.entry(&trial.paper).or_default();
        count.trials += 1;
        count.passed += usize::from(verdict(trial));
    }
    let papers: Vec<Count> = papers.into_values().collect();
    let all: Count = papers.iter().copied().sum();
    PassRate {
        papers: papers.len(),
        trials: all.trials,
        passed: all.passed,
        rate: (all.trials > 0).then(|| all.rate() as f32),
        interval: if papers.len() > 1 { rates(&papers) } else { None },
    }
}

/// The interval of the rate of as many papers, drawn with replacement. Every paper has a trial.
fn rates(papers: &[Count]) -> Option<[f32; 2]> {
    let rate = |draw: Vec<usize>| draw.into_iter().map(|paper| papers[paper]).sum::<Count>().rate();
    let (low, high) = interval(resamples(papers.len(), DRAWS, SEED).map(rate).collect())?;
    Some([low as f32, high as f32])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(guess: usize) -> Reading {
        Reading { guess, expected: guess as f32, scores: guess > 0, ..Reading::default() }
    }

    fn trial(paper: &str, perturbation: Perturbation, before: Reading, after: Reading) -> Trial {
        let criterion = CriterionId::new("1").unwrap();
        Trial { paper: PaperId::new(paper).unwrap(), criterion, perturbation, before, after }
    }

    /// A denial that fools, or does not.
    fn denial(paper: &str, passes: bool) -> Trial {
        trial(paper, Perturbation::Denied, reading(0), reading(usize::from(!passes)))
    }

    #[test]
    fn verdicts() {
        let check = |perturbation, before, after, expect: bool| {
            let trial = trial("a", perturbation, before, after);
            assert_eq!(verdict(&trial), expect, "{trial:?}");
        };
        let kept = |guess| Reading { kept: true, ..reading(guess) };
        check(Perturbation::Removed, reading(2), reading(1), true);
        check(Perturbation::Removed, reading(2), reading(0), true);
        check(Perturbation::Removed, reading(0), reading(0), true);
        check(Perturbation::Removed, reading(2), reading(2), false);
        check(Perturbation::Removed, reading(1), reading(2), false);
        check(Perturbation::Removed, reading(0), reading(1), false);
        check(Perturbation::Removed, reading(2), kept(0), false);
        check(Perturbation::Removed, reading(0), kept(0), false);

        let ranked = |rank| Reading { first_planted: rank, ..reading(0) };
        check(Perturbation::Planted, reading(0), ranked(Some(1)), true);
        check(Perturbation::Planted, reading(0), ranked(Some(3)), true);
        check(Perturbation::Planted, reading(0), ranked(Some(4)), false);
        check(Perturbation::Planted, reading(0), ranked(Some(0)), false);
        check(Perturbation::Planted, reading(0), ranked(None), false);

        let scores = |guess, scores| Reading { scores, ..reading(guess) };
        check(Perturbation::Denied, reading(0), ranked(Some(1)), true);
        check(Perturbation::Denied, reading(1), reading(1), true);
        check(Perturbation::Denied, reading(2), reading(1), true);
        check(Perturbation::Denied, reading(1), reading(2), false);
        check(Perturbation::Denied, scores(1, false), scores(1, true), false);
        check(Perturbation::Denied, scores(1, true), scores(1, true), true);
    }

    /// By hand: of removed 1 of 2 passes (−2 and 0), of planted 1 of 1 (+1), of denied 2 of 3 (0, 0, +1).
    #[test]
    fn counts_and_means() {
        let planted = Reading { first_planted: Some(2), ..reading(1) };
        let trials = [
            trial("a", Perturbation::Removed, reading(2), reading(0)),
            trial("b", Perturbation::Removed, reading(2), reading(2)),
            trial("a", Perturbation::Planted, reading(0), planted),
            denial("a", true),
            denial("b", true),
            denial("b", false),
        ];
        let trust = trust(&trials);
        let [removed, planted, denied] = &trust.perturbations[..] else { panic!("{trust:?}") };
        let counted = |rate: &PassRate| (rate.papers, rate.trials, rate.passed);
        assert_eq!(counted(&removed.passing), (2, 2, 1));
        assert_eq!((removed.passing.rate, removed.mean_change), (Some(0.5), Some(-1.0)));
        assert_eq!(counted(&planted.passing), (1, 1, 1));
        assert_eq!((planted.passing.interval, planted.mean_change), (None, Some(1.0)));
        assert_eq!(counted(&denied.passing), (2, 3, 2));
        assert_eq!((denied.passing.rate, denied.mean_change), (Some(2.0 / 3.0), Some(1.0 / 3.0)));
        assert_eq!(counted(&trust.sensitivity), (2, 3, 2));
        assert_eq!(trust.specificity, denied.passing);
        // Two papers, 1 of 1 and 1 of 2: drawn are 2 of 2, 2 of 3 or 2 of 4, each far above one in forty.
        assert_eq!(trust.specificity.interval, Some([0.5, 1.0]));

        let mut turned = trials;
        turned.reverse();
        assert_eq!(super::trust(&turned), trust);
    }

    /// The mean of 40 papers, half of which pass, is spread with a deviation of sqrt(0.25 / 40) = 0.079, so
    /// the interval is 0.5 ± 0.155.
    #[test]
    fn an_interval_is_as_wide_as_theory_says() {
        let trials: Vec<Trial> = (0..40).map(|at| denial(&format!("p{at}"), at % 2 == 0)).collect();
        let [low, high] = trust(&trials).specificity.interval.unwrap();
        assert!((low - 0.345).abs() < 0.04 && (high - 0.655).abs() < 0.04, "{low} {high}");
        // Ten trials a paper, all alike, are no more than one.
        let more: Vec<Trial> = trials.iter().flat_map(|trial| vec![trial.clone(); 10]).collect();
        assert_eq!(trust(&more).specificity.interval, Some([low, high]));
    }

    #[test]
    fn nothing_tried_is_nothing_said() {
        let trust = trust(&[]);
        assert_eq!(trust.perturbations.len(), 3);
        assert_eq!(trust.sensitivity, PassRate::default());
        assert_eq!(trust.perturbations[2].mean_change, None);
    }

    #[test]
    fn names_in_json_stay() {
        let written = serde_json::to_string(&trust(&[denial("a", true), denial("b", true)])).unwrap();
        let none = r#""papers":0,"trials":0,"passed":0,"rate":null,"interval":null"#;
        let all = r#""papers":2,"trials":2,"passed":2,"rate":1.0,"interval":[1.0,1.0]"#;
        let expect = format!(
            r#"{{"schema_version":1,"perturbations":[{{"perturbation":"removed",{none},"mean_change":null}},{{"perturbation":"planted",{none},"mean_change":null}},{{"perturbation":"denied",{all},"mean_change":0.0}}],"sensitivity":{{{none}}},"specificity":{{{all}}}}}"#
        );
        assert_eq!(written, expect);
        let read: Trust = serde_json::from_str(&written).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), written);
        for perturbation in Perturbation::ALL {
            let name = serde_json::to_string(&perturbation).unwrap();
            assert_eq!(name, format!("\"{}\"", perturbation.name()));
        }
    }
}
