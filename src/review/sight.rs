//! Who may see what: what people said of a paper, and what a draft says while it must not sway anybody.

use super::{Conflict, Decision, Ledger, Outcome, Refused, Reviewer, Standing};
use crate::audit::Cell;
use crate::evidence::Evidence;
use crate::rubric::{CriterionId, Rubric};

/// A person who looks across papers and may still have to decide on them. They see what the review page
/// shows them of a paper: everybody's decisions once these are open to them, before that only their own.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'r> {
    /// The person.
    pub reviewer: &'r Reviewer,
    /// Whether a draft's level is hidden until they have decided or left it open.
    pub blind: bool,
}

/// For whom something is shown.
#[derive(Debug, Clone, Copy, Default)]
pub enum Audience<'r> {
    /// Whoever reads it, people who still decide among them.
    #[default]
    Anybody,
    /// One person.
    Viewer(Viewer<'r>),
}

impl Ledger {
    /// Whether a person may see what others decided: when everybody who began, and that person, is through.
    pub fn is_open_to(&self, reviewer: &Reviewer) -> bool {
        self.is_finished(reviewer) && self.reviewers().into_iter().all(|other| self.is_finished(other))
    }

    /// Whether the paper as a whole may tell what people decided: when nobody's work can be swayed by it any
    /// more.
    pub fn is_open(&self) -> bool {
        let reviewers = self.reviewers();
        reviewers.len() < 2 || reviewers.into_iter().all(|one| self.is_finished(one))
    }

    /// Whether it may be said where people differ: to that person, or without one of the paper as a whole.
    pub fn shows_disputes(&self, reviewer: Option<&Reviewer>) -> bool {
        reviewer.map_or_else(|| self.is_open(), |reviewer| self.is_open_to(reviewer))
    }

    /// What a person may see of a criterion: what everybody says once that is open to them, else their own
    /// word alone.
    pub fn outcome_to(&self, reviewer: &Reviewer, criterion: &CriterionId) -> Outcome {
        if self.is_open_to(reviewer) {
            self.outcome(criterion)
        } else {
            self.own_outcome(reviewer, criterion)
        }
    }

    /// Every word on a criterion that a person may see, the oldest first, and whether that is all there is to
    /// see: until everybody is through it is their own.
    pub fn history_to(&self, reviewer: &Reviewer, criterion: &CriterionId) -> (Vec<&Decision>, bool) {
        let is_whole = self.is_open_to(reviewer);
        (self.history(criterion, (!is_whole).then_some(reviewer)), is_whole)
    }

    /// The criteria that people see differently, for a person to settle.
    ///
    /// # Errors
    /// [`Refused::NotOpen`] until everybody is through.
    pub fn conflicts_to<'l>(
        &'l self,
        reviewer: &Reviewer,
        rubric: &'l Rubric,
    ) -> Result<Vec<Conflict<'l>>, Refused> {
        if self.is_open_to(reviewer) { Ok(self.conflicts(rubric)) } else { Err(Refused::NotOpen) }
    }

    /// What people said of a criterion, as far as the audience may see it. To anybody nothing stands while
    /// people work who must not sway each other.
    pub fn outcome_for(&self, audience: Audience<'_>, criterion: &CriterionId) -> Outcome {
        match audience {
            Audience::Viewer(viewer) => self.outcome_to(viewer.reviewer, criterion),
            Audience::Anybody if self.is_open() => self.outcome(criterion),
            Audience::Anybody => Outcome::Untouched,
        }
    }

    /// Whether the audience is to be told that more was said of a criterion than it may see. A viewer is told
    /// that others work on the paper, whether or not they spoke of this criterion: that would tell whether
    /// people differ.
    pub fn hides_words(&self, audience: Audience<'_>, criterion: &CriterionId) -> bool {
        match audience {
            Audience::Viewer(Viewer { reviewer, .. }) => {
                !self.is_open_to(reviewer) && self.reviewers().iter().any(|one| *one != reviewer)
            }
            Audience::Anybody => !self.is_open() && self.outcome(criterion) != Outcome::Untouched,
        }
    }

    /// Whether what a draft says of the level is hidden from a person.
    pub fn hides_draft(&self, viewer: Viewer<'_>, criterion: &CriterionId) -> bool {
        viewer.blind && self.standing(viewer.reviewer, criterion) == Standing::Untouched
    }

    /// The same for any audience: nothing is hidden where there is nobody to be swayed.
    pub fn hides_drafted(&self, audience: Audience<'_>, criterion: &CriterionId) -> bool {
        match audience {
            Audience::Viewer(viewer) => self.hides_draft(viewer, criterion),
            Audience::Anybody => false,
        }
    }

    /// The draft's quotes that may be shown, best first, and whether its level may not. What supports a level
    /// tells of the level, so where that is hidden all quotes are given.
    pub fn drafted_for<'c>(&self, audience: Audience<'_>, cell: &'c Cell) -> (&'c [Evidence], bool) {
        let is_hidden = self.hides_drafted(audience, &cell.criterion);
        (if is_hidden { &cell.evidence } else { cell.supporting().0 }, is_hidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Searched, Suggestion};
    use crate::document::BlockKind;
    use crate::evidence::Quote;
    use crate::retrieval::Parts;
    use crate::review::lines;

    fn ledger(text: &str) -> Ledger {
        Ledger::new("r", lines(text).unwrap())
    }

    fn word(reviewer: &str, second: u8, level: u8) -> String {
        format!(
            "{{\"rubric\":\"r\",\"criterion\":\"1\",\"reviewer\":\"{reviewer}\",\
             \"at\":\"2026-01-01T00:00:{second:02}Z\",\"score\":{level}}}\n"
        )
    }

    fn through(reviewer: &str, second: u8) -> String {
        format!(
            "{{\"rubric\":\"r\",\"mark\":\"finished\",\"reviewer\":\"{reviewer}\",\
             \"at\":\"2026-01-01T00:00:{second:02}Z\"}}\n"
        )
    }

    /// What is seen: the level, `-` for nothing, `?` for a dispute.
    fn seen(text: &str, reviewer: Option<&str>) -> String {
        let reviewer = reviewer.map(|name| Reviewer::new(name).unwrap());
        let viewer = |reviewer| Audience::Viewer(Viewer { reviewer, blind: false });
        let audience = reviewer.as_ref().map_or(Audience::Anybody, viewer);
        match ledger(text).outcome_for(audience, &CriterionId::new("1").unwrap()) {
            Outcome::Decided(verdict) => verdict.score.to_string(),
            Outcome::Disputed => "?".to_owned(),
            Outcome::Untouched | Outcome::LeftOpen => "-".to_owned(),
        }
    }

    #[test]
    fn others_are_seen_once_all_are_through() {
        let (ada, bo) = (word("ada", 1, 1), word("bo", 2, 2));
        let alone = &ada;
        assert_eq!([seen(alone, None), seen(alone, Some("ada")), seen(alone, Some("bo"))], ["1", "1", "-"]);
        let both = ada.clone() + &bo;
        assert_eq!([seen(&both, None), seen(&both, Some("ada")), seen(&both, Some("bo"))], ["-", "1", "2"]);
        let half = both.clone() + &through("ada", 3);
        assert_eq!([seen(&half, None), seen(&half, Some("ada")), seen(&half, Some("bo"))], ["-", "1", "2"]);
        let all = half + &through("bo", 4);
        assert_eq!([seen(&all, None), seen(&all, Some("ada")), seen(&all, Some("cy"))], ["?", "?", "-"]);
    }

    #[test]
    fn a_hidden_level_does_not_show_in_its_quotes() {
        let evidence = |score: f32| Evidence {
            quote: Quote::default(),
            kind: BlockKind::Body,
            caption: None,
            score,
            sentences: Vec::new(),
            parts: Parts::default(),
        };
        let cell = |suggestion| Cell {
            criterion: CriterionId::new("1").unwrap(),
            suggestion,
            best_guess: 0,
            probabilities: Vec::new(),
            not_applicable: 0.0,
            uncalibrated: false,
            rationale: String::new(),
            evidence: vec![evidence(0.9), evidence(0.01)],
            searched: Searched::default(),
            near_misses: Vec::new(),
        };
        let [nothing, met] = [
            cell(Suggestion::NothingFound { confidence: 0.9 }),
            cell(Suggestion::Score { score: 2, confidence: 0.9 }),
        ];
        let ada = Reviewer::new("ada").unwrap();
        let shown = |cell: &Cell, text: &str, blind: bool| {
            let viewer = Audience::Viewer(Viewer { reviewer: &ada, blind });
            let ledger = ledger(text);
            let (evidence, is_hidden) = ledger.drafted_for(viewer, cell);
            (evidence.len(), is_hidden)
        };
        assert_eq!([shown(&nothing, "", false), shown(&met, "", false)], [(0, false), (1, false)]);
        assert_eq!([shown(&nothing, "", true), shown(&met, "", true)], [(2, true), (2, true)]);
        let said = word("ada", 1, 1);
        assert_eq!([shown(&nothing, &said, true), shown(&met, &said, true)], [(0, false), (1, false)]);
        let others = word("bo", 1, 1);
        assert_eq!(shown(&met, &others, true), (2, true), "another's word does not uncover it");
    }
}
