//! How sure a draft is of what a criterion gets. What it leans to is told apart from what it suggests: a lean is
//! shown, but not accepted with a key and not counted as a suggestion.

use serde::Serialize;

use super::suggestion::{NOTHING_FOUND, Suggestion};
use crate::rubric::{Scale, Score};

/// What is at least this probable is leaned to.
const LEANS_FROM: f32 = 0.5;

/// What people read where a draft leans to nothing.
const OPEN: &str = "open";

/// What a draft knows of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Certainty {
    /// The draft suggests a level, or that the criterion cannot apply.
    Sure {
        /// What is suggested.
        score: Score,
        /// Calibrated probability that a reader says so, too.
        probability: f32,
    },
    /// The draft suggests nothing, but one answer is at least as probable as all others together.
    Leaning {
        /// That answer; the lowest level among them.
        score: Score,
        /// Calibrated probability that a reader says so.
        probability: f32,
    },
    /// No answer is that probable, or nobody knows how probable they are.
    Open,
    /// No sentence supports the criterion, which is not a level.
    NothingFound {
        /// Calibrated probability that a reader finds nothing either.
        probability: f32,
    },
}

impl Certainty {
    /// From what a cell says: `best_guess` is the level of the most probable of `probabilities`, which are those of
    /// the levels if the criterion applies; none of them are given where they are not calibrated.
    pub(super) fn of(
        suggestion: Suggestion,
        best_guess: u8,
        probabilities: &[f32],
        not_applicable: f32,
    ) -> Certainty {
        match suggestion {
            Suggestion::Score { score, confidence } => {
                Certainty::Sure { score: Score::Level(score), probability: confidence }
            }
            Suggestion::NotApplicable { confidence, .. } => {
                Certainty::Sure { score: Score::NotApplicable, probability: confidence }
            }
            Suggestion::NothingFound { confidence } => Certainty::NothingFound { probability: confidence },
            Suggestion::Undecided => {
                let leans = |share: &f32| *share >= LEANS_FROM;
                let mut levels = Certainty::shares(probabilities, not_applicable).skip(1).filter(leans);
                // Of two answers of one half each, neither is leaned to.
                match (levels.next(), levels.next(), leans(&not_applicable)) {
                    (Some(probability), None, false) => {
                        Certainty::Leaning { score: Score::Level(best_guess), probability }
                    }
                    (None, _, true) => {
                        Certainty::Leaning { score: Score::NotApplicable, probability: not_applicable }
                    }
                    _ => Certainty::Open,
                }
            }
        }
    }

    /// The probability of every answer, in hundredths: first that the criterion cannot apply, then of every level that
    /// it applies and gets the level.
    pub(super) fn shares(probabilities: &[f32], not_applicable: f32) -> impl Iterator<Item = f32> {
        let levels = probabilities.iter().map(move |share| hundredths(share * (1.0 - not_applicable)));
        std::iter::once(not_applicable).chain(levels)
    }

    /// The probability of the answer; `None` where there is none.
    pub fn probability(self) -> Option<f32> {
        match self {
            Certainty::Sure { probability, .. }
            | Certainty::Leaning { probability, .. }
            | Certainty::NothingFound { probability } => Some(probability),
            Certainty::Open => None,
        }
    }

    /// Whether it is something that a person could accept as it is.
    pub fn is_suggested(self) -> bool {
        matches!(self, Certainty::Sure { .. } | Certainty::NothingFound { .. })
    }

    /// In files and tables: `sure`, `leaning`, `open`, `nothing_found`.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Sure { .. } => "sure",
            Certainty::Leaning { .. } => "leaning",
            Certainty::Open => OPEN,
            Certainty::NothingFound { .. } => "nothing_found",
        }
    }

    /// For people, without the probability: `1 partial`, `cannot apply`, `nothing found`, `leaning 2`, `open`.
    pub fn words(self, scale: &Scale) -> String {
        match self {
            Certainty::Sure { score, .. } => scale.words(score),
            Certainty::Leaning { score, .. } => format!("leaning {score}"),
            Certainty::Open => OPEN.to_owned(),
            Certainty::NothingFound { .. } => NOTHING_FOUND.to_owned(),
        }
    }

    /// For people, with the probability: `1 partial, 81 %`, `nothing found, 90 %`, `leaning 2 (72 %)`, `open`.
    pub fn told(self, scale: &Scale) -> String {
        let (words, percent) = (self.words(scale), self.probability().map(percent));
        match percent {
            Some(percent) if self.is_suggested() => format!("{words}, {percent}"),
            Some(percent) => format!("{words} ({percent})"),
            None => words,
        }
    }
}

/// Hundredths are all that is known, and print the same everywhere.
pub(super) fn hundredths(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn percent(probability: f32) -> String {
    format!("{:.0} %", f64::from(probability) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an undecided draft of a scale of three levels leans to.
    fn leans(probabilities: &[f32], not_applicable: f32) -> String {
        let best = probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        let best_guess = best.map_or(0, |(place, _)| place as u8);
        let scale = Scale::new((0..3).collect()).unwrap();
        Certainty::of(Suggestion::Undecided, best_guess, probabilities, not_applicable).told(&scale)
    }

    #[test]
    fn a_level_of_one_half_or_more_is_leaned_to() {
        assert_eq!(leans(&[0.1, 0.18, 0.72], 0.0), "leaning 2 (72 %)");
        assert_eq!(leans(&[0.5, 0.3, 0.2], 0.0), "leaning 0 (50 %)");
        assert_eq!(leans(&[0.49, 0.31, 0.2], 0.0), "open");
        assert_eq!(leans(&[0.5, 0.5], 0.0), "open", "neither of two");
        assert_eq!(leans(&[1.0 / 3.0; 3], 0.0), "open");
        assert_eq!(leans(&[], 0.0), "open", "nothing is known");
    }

    #[test]
    fn what_may_not_apply_takes_from_the_levels() {
        assert_eq!(leans(&[0.1, 0.1, 0.8], 0.3), "leaning 2 (56 %)");
        assert_eq!(leans(&[0.1, 0.1, 0.8], 0.4), "open", "48 %, and 40 % that it cannot apply");
        assert_eq!(leans(&[0.1, 0.1, 0.8], 0.62), "leaning NA (62 %)");
        assert_eq!(leans(&[0.0, 0.0, 1.0], 0.5), "open", "neither of two");
    }

    #[test]
    fn what_is_suggested_is_sure_or_nothing_found_whatever_the_levels_say() {
        let scale = Scale::new((0..3).collect()).unwrap();
        let of = |suggestion| Certainty::of(suggestion, 0, &[0.9, 0.05, 0.05], 0.2);
        let told = [
            (Suggestion::Score { score: 2, confidence: 0.81 }, "2 met, 81 %", "sure"),
            (Suggestion::NotApplicable { score: (), confidence: 0.7 }, "cannot apply, 70 %", "sure"),
            (Suggestion::NothingFound { confidence: 0.9 }, "nothing found, 90 %", "nothing_found"),
        ];
        for (suggestion, words, name) in told {
            assert_eq!((of(suggestion).told(&scale).as_str(), of(suggestion).name()), (words, name));
            assert!(of(suggestion).is_suggested());
        }
        let undecided = of(Suggestion::Undecided);
        assert!(!undecided.is_suggested() && !Certainty::Open.is_suggested(), "shown, never accepted");
        assert_eq!(undecided.told(&scale), "leaning 0 (72 %)");
    }

    #[test]
    fn json_has_stable_words() {
        let json = |certainty: Certainty| serde_json::to_string(&certainty).unwrap();
        let score = Score::Level(2);
        assert_eq!(
            json(Certainty::Leaning { score, probability: 0.72 }),
            r#"{"kind":"leaning","score":2,"probability":0.72}"#
        );
        assert_eq!(
            json(Certainty::Sure { score: Score::NotApplicable, probability: 0.9 }),
            r#"{"kind":"sure","score":"NA","probability":0.9}"#
        );
        assert_eq!(json(Certainty::Open), r#"{"kind":"open"}"#);
        assert_eq!(
            json(Certainty::NothingFound { probability: 0.8 }),
            r#"{"kind":"nothing_found","probability":0.8}"#
        );
    }
}
