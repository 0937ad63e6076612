//! Decisions that the rubric has no place for, as a merge by hand brings them, are set apart and counted nowhere.

use super::{
    Choice, Decision, Ledger, Line, NotADecision, Refused, UnfitDecision, check_choice, lines, torn_line,
};
use crate::rubric::Rubric;

impl Ledger {
    /// What a file of decisions says under a rubric. What the rubric has no place for is set apart, unless the
    /// same person decided the criterion anew since.
    ///
    /// # Errors
    /// As [`lines`].
    pub fn read(rubric: &Rubric, text: &str) -> Result<Ledger, NotADecision> {
        Ok(Ledger { torn_line: torn_line(text), ..Ledger::fitting(rubric, lines(text)?) })
    }

    /// The same of lines.
    pub(super) fn fitting(rubric: &Rubric, lines: Vec<Line>) -> Ledger {
        let mut ledger = Ledger::new(&rubric.id, lines);
        let why = |line: &Line| match line {
            Line::Decision(decision) => unfit(rubric, decision),
            Line::Mark(_) => None,
        };
        let (fit, apart): (Vec<Line>, Vec<Line>) =
            std::mem::take(&mut ledger.lines).into_iter().partition(|line| why(line).is_none());
        ledger.lines = fit;
        let mut unfit: Vec<UnfitDecision> = Vec::new();
        for line in &apart {
            let (Line::Decision(decision), Some(why)) = (line, why(line)) else { continue };
            let is_same = |other: &Decision| {
                other.reviewer == decision.reviewer
                    && other.criterion == decision.criterion
                    && other.adjudicates == decision.adjudicates
            };
            let is_replaced = ledger.decisions().any(|later| is_same(later) && later.at > decision.at);
            unfit
                .retain(|known| known.reviewer != decision.reviewer || known.criterion != decision.criterion);
            if !is_replaced {
                let Decision { reviewer, criterion, score, .. } = decision.as_ref().clone();
                unfit.push(UnfitDecision { reviewer, criterion, score, why });
            }
        }
        ledger.unfit = unfit;
        ledger
    }
}

/// Why a decision cannot count; `None` where it can. "Cannot apply" counts where the rubric, as it is now, always
/// applies: another version of it may have allowed that, and what a person decided is not taken away.
fn unfit(rubric: &Rubric, decision: &Decision) -> Option<String> {
    let choice = decision.score.map_or(Choice::TakenBack, Choice::Score);
    match check_choice(rubric, &decision.criterion, choice) {
        Ok(_) | Err(Refused::AlwaysApplies(_)) => None,
        Err(refused) => Some(refused.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::NotReady;

    fn line(reviewer: &str, criterion: &str, score: &str, second: u8) -> String {
        format!(
            "{{\"rubric\":\"medcheck\",\"criterion\":\"{criterion}\",\"reviewer\":\"{reviewer}\",\
             \"at\":\"2026-01-01T09:00:{second:02}.000Z\",\"score\":{score}}}\n"
        )
    }

    #[test]
    fn what_the_rubric_has_no_place_for_counts_nowhere() {
        let rubric = Rubric::medcheck();
        let all: String = (1..=46).map(|n| line("ann", &n.to_string(), "1", 1)).collect();
        let read = |text: &str| Ledger::read(rubric, text).unwrap();
        let ids: Vec<String> = rubric.criteria.iter().map(|criterion| criterion.id.to_string()).collect();
        let all = ids.iter().fold(String::new(), |text, id| {
            if all.contains(&format!("\"criterion\":\"{id}\"")) {
                text + &line("ann", id, "1", 1)
            } else {
                text
            }
        });
        assert_eq!(read(&all).check_ready(rubric), Ok(()));
        for (criterion, score) in [("1", "7"), ("999", "1")] {
            let ledger = read(&(all.clone() + &line("ann", criterion, score, 2)));
            assert_eq!(ledger.unfit().len(), 1, "{criterion} {score}");
            assert_eq!(ledger.lines().len(), ids.len());
            assert!(matches!(ledger.check_ready(rubric), Err(NotReady::Unfit(_))));
        }
        // The rubric may have allowed this once.
        assert!(rubric.criterion("1").is_some_and(|criterion| criterion.na.is_none()));
        assert_eq!(read(&(all.clone() + &line("ann", "1", "\"NA\"", 2))).unfit(), []);
        // Decided anew, it is history.
        let ledger = read(&(all.clone() + &line("ann", "1", "7", 2) + &line("ann", "1", "2", 3)));
        assert_eq!(ledger.unfit(), []);
        assert_eq!(ledger.check_ready(rubric), Ok(()));
    }

    #[test]
    fn a_torn_line_is_told() {
        let whole = line("ann", "1", "1", 1);
        let torn = |text: &str| Ledger::read(Rubric::medcheck(), text).unwrap().torn_line();
        assert_eq!(torn(&whole), None);
        assert_eq!(torn(whole.trim_end()), None);
        assert_eq!(torn(&(whole.clone() + "\n{\"rub")), Some(3));
        assert_eq!(torn("{\"rub"), Some(1));
        assert_eq!(torn(""), None);
    }
}
