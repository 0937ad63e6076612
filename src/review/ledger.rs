//! All that people said of one paper under one rubric, and what follows from it.

use std::collections::{BTreeMap, BTreeSet};

use super::decision::{Decision, Line, Mark, Milestone};
use super::unfit::UnfitDecision;
use super::{DecidedEvidence, Moment, Reviewer};
use crate::learning::GoldCell;
use crate::rubric::{CriterionId, Rubric, Score};

/// The lines of one paper and rubric, in the order of their time. Lines written at the same moment keep the
/// order of the file, so the order of a merge decides nothing else.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub(super) lines: Vec<Line>,
    pub(super) unfit: Vec<UnfitDecision>,
    pub(super) torn_line: Option<usize>,
}

/// Where a criterion stands for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not looked at, or taken back.
    Untouched,
    /// Looked at and left open.
    LeftOpen,
    /// Given a score.
    Decided(Score),
}

impl Standing {
    fn of(decision: Option<&Decision>) -> Standing {
        match decision {
            Some(Decision { score: Some(score), .. }) => Standing::Decided(*score),
            Some(Decision { unclear: true, .. }) => Standing::LeftOpen,
            _ => Standing::Untouched,
        }
    }
}

/// A criterion that people decided differently.
#[derive(Debug, Clone)]
pub struct Conflict<'l> {
    /// The criterion.
    pub criterion: &'l CriterionId,
    /// The latest word of everybody who decided or left it open, by name.
    pub sides: Vec<&'l Decision>,
    /// What settled it; `None` while it is open.
    pub settled_by: Option<&'l Decision>,
}

/// What everybody together says of a criterion.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Nobody decided.
    Untouched,
    /// Left open on purpose by all who looked, or by whoever settled it.
    LeftOpen,
    /// People differ and nobody settled it.
    Disputed,
    /// Given one score by all who decided, or by whoever settled it.
    Decided(Verdict),
}

/// A criterion's level as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The level.
    pub score: Score,
    /// Who decided so, by name.
    pub by: Vec<Reviewer>,
    /// When the last of them decided.
    pub at: Moment,
    /// Their quotes, each once.
    pub evidence: Vec<DecidedEvidence>,
    /// Their notes, without empty ones.
    pub notes: Vec<String>,
    /// Whether people differed before.
    pub adjudicated: bool,
}

impl Ledger {
    /// Keeps the lines of this rubric and puts them in order.
    pub fn new(rubric: &str, lines: Vec<Line>) -> Ledger {
        let mut lines: Vec<Line> = lines.into_iter().filter(|line| line.rubric() == rubric).collect();
        lines.sort_by_key(Line::at);
        Ledger { lines, ..Ledger::default() }
    }

    /// All lines, the oldest first.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Decisions that the rubric has no place for, which count nowhere.
    pub fn unfit(&self) -> &[UnfitDecision] {
        &self.unfit
    }

    /// The line at the end of the file of which only the beginning was written; nobody was told it is saved.
    pub fn torn_line(&self) -> Option<usize> {
        self.torn_line
    }

    /// The time of the last line; `None` when nobody said anything.
    pub fn last_at(&self) -> Option<Moment> {
        self.lines.last().map(Line::at)
    }

    /// Everybody who has a word that stands, settling disagreements apart. Whoever took everything back is not
    /// waited for.
    pub fn reviewers(&self) -> BTreeSet<&Reviewer> {
        let mut latest: BTreeMap<(&Reviewer, &CriterionId), &Decision> = BTreeMap::new();
        for decision in self.decisions().filter(|decision| !decision.adjudicates) {
            latest.insert((&decision.reviewer, &decision.criterion), decision);
        }
        let standing = latest.into_iter().filter(|(_, last)| Standing::of(Some(last)) != Standing::Untouched);
        standing.map(|((reviewer, _), _)| reviewer).collect()
    }

    pub(super) fn decisions(&self) -> impl DoubleEndedIterator<Item = &Decision> {
        self.lines.iter().filter_map(|line| match line {
            Line::Decision(decision) => Some(decision.as_ref()),
            Line::Mark(_) => None,
        })
    }

    fn marks(&self) -> impl DoubleEndedIterator<Item = &Mark> {
        self.lines.iter().filter_map(|line| match line {
            Line::Mark(mark) => Some(mark),
            Line::Decision(_) => None,
        })
    }

    /// A person's latest word on a criterion, even one that takes an earlier one back; `None` where they never
    /// spoke of it.
    pub fn latest(&self, reviewer: &Reviewer, criterion: &CriterionId) -> Option<&Decision> {
        let own = |decision: &&Decision| {
            decision.reviewer == *reviewer && decision.criterion == *criterion && !decision.adjudicates
        };
        self.decisions().rev().find(own)
    }

    /// Where a criterion stands for a person.
    pub fn standing(&self, reviewer: &Reviewer, criterion: &CriterionId) -> Standing {
        Standing::of(self.latest(reviewer, criterion))
    }

    /// Every word on a criterion, the oldest first; with `only`, of that person.
    pub fn history(&self, criterion: &CriterionId, only: Option<&Reviewer>) -> Vec<&Decision> {
        let wanted = |decision: &&Decision| {
            decision.criterion == *criterion && only.is_none_or(|reviewer| decision.reviewer == *reviewer)
        };
        self.decisions().filter(wanted).collect()
    }

    /// The latest word of a person that was not undone yet, and what stood on its criterion before it;
    /// `None` when there is nothing to undo. Settling a disagreement is not undone this way: others rely on
    /// it.
    pub fn to_undo(&self, reviewer: &Reviewer) -> Option<(&Decision, Option<&Decision>)> {
        let own = || self.decisions().filter(|one| one.reviewer == *reviewer && !one.adjudicates);
        let undone: BTreeSet<Moment> = own().filter_map(|decision| decision.undoes).collect();
        let stands = |decision: &&Decision| decision.undoes.is_none() && !undone.contains(&decision.at);
        let standing: Vec<&Decision> = own().filter(stands).collect();
        let (last, earlier) = standing.split_last()?;
        Some((last, earlier.iter().rev().find(|one| one.criterion == last.criterion).copied()))
    }

    /// Whether a person may decide again what a word says: one of their own that is not their latest on the
    /// criterion, and settled nothing.
    pub fn can_restore(&self, reviewer: &Reviewer, word: &Decision) -> bool {
        let latest = self.latest(reviewer, &word.criterion).map(|latest| latest.at);
        word.reviewer == *reviewer && !word.adjudicates && Some(word.at) != latest
    }

    /// Whether a person said to be through, and did not go on since.
    pub fn is_finished(&self, reviewer: &Reviewer) -> bool {
        let own = self.marks().rev().find(|mark| {
            mark.reviewer == *reviewer && matches!(mark.mark, Milestone::Finished | Milestone::Reopened)
        });
        own.is_some_and(|mark| mark.mark == Milestone::Finished)
    }

    /// The criteria that people see differently, in the rubric's order: different levels, or one left it
    /// open that another decided.
    pub fn conflicts<'l>(&'l self, rubric: &'l Rubric) -> Vec<Conflict<'l>> {
        let ids = rubric.criteria.iter().map(|criterion| &criterion.id);
        ids.filter_map(|id| {
            let sides = self.sides(id);
            let first = Standing::of(sides.first().copied());
            let differ = sides.iter().any(|side| Standing::of(Some(side)) != first);
            differ.then(|| Conflict { criterion: id, settled_by: self.adjudication(id, &sides), sides })
        })
        .collect()
    }

    /// The latest words of all who have one that stands.
    fn sides(&self, criterion: &CriterionId) -> Vec<&Decision> {
        let mut latest: BTreeMap<&Reviewer, &Decision> = BTreeMap::new();
        for decision in self.decisions() {
            if decision.criterion == *criterion && !decision.adjudicates {
                latest.insert(&decision.reviewer, decision);
            }
        }
        latest.into_values().filter(|decision| Standing::of(Some(decision)) != Standing::Untouched).collect()
    }

    /// What settles a criterion, unless a side changed its mind after it.
    fn adjudication(&self, criterion: &CriterionId, sides: &[&Decision]) -> Option<&Decision> {
        let last = self.decisions().rev().find(|one| one.criterion == *criterion && one.adjudicates)?;
        let stands = Standing::of(Some(last)) != Standing::Untouched;
        (stands && sides.iter().all(|side| side.at <= last.at)).then_some(last)
    }

    /// The words that count for a criterion: everybody's latest, or the one that settled it.
    pub(crate) fn counting(&self, criterion: &CriterionId) -> Vec<&Decision> {
        let sides = self.sides(criterion);
        self.adjudication(criterion, &sides).map_or(sides, |settled| vec![settled])
    }

    /// What everybody together says of a criterion.
    pub fn outcome(&self, criterion: &CriterionId) -> Outcome {
        Ledger::outcome_of(&self.counting(criterion))
    }

    /// What a person alone says of a criterion.
    pub fn own_outcome(&self, reviewer: &Reviewer, criterion: &CriterionId) -> Outcome {
        let own = self.latest(reviewer, criterion);
        let own = own.filter(|own| Standing::of(Some(own)) != Standing::Untouched);
        Ledger::outcome_of(own.as_slice())
    }

    /// What these words say together; all of them stand.
    fn outcome_of(standing: &[&Decision]) -> Outcome {
        let Some(first) = standing.first() else { return Outcome::Untouched };
        let all = Standing::of(Some(first));
        if standing.iter().any(|side| Standing::of(Some(side)) != all) {
            return Outcome::Disputed;
        }
        let Standing::Decided(score) = all else { return Outcome::LeftOpen };
        let quotes = standing.iter().flat_map(|decision| &decision.evidence).cloned();
        let notes = standing.iter().map(|decision| decision.note.clone()).filter(|note| !note.is_empty());
        Outcome::Decided(Verdict {
            score,
            by: standing.iter().map(|decision| decision.reviewer.clone()).collect(),
            at: standing.iter().map(|decision| decision.at).max().unwrap_or(first.at),
            evidence: DecidedEvidence::distinct(quotes),
            notes: notes.collect(),
            adjudicated: first.adjudicates,
        })
    }

    /// The criteria that are settled, to learn from: see [`Outcome::Decided`].
    pub fn settled(&self) -> Vec<GoldCell> {
        let criteria: BTreeSet<&CriterionId> = self.decisions().map(|decision| &decision.criterion).collect();
        let cell = |criterion: &CriterionId| {
            let Outcome::Decided(verdict) = self.outcome(criterion) else { return None };
            let evidence = verdict.evidence.into_iter().map(|evidence| evidence.quote.text).collect();
            Some(GoldCell { criterion: criterion.clone(), score: verdict.score, evidence })
        };
        criteria.into_iter().filter_map(cell).collect()
    }

    /// The last mark that the audit is confirmed, if no word was said after it.
    pub fn confirmation(&self) -> Option<&Mark> {
        match self.lines.last()? {
            Line::Mark(mark) if mark.mark == Milestone::Confirmed => Some(mark),
            _ => None,
        }
    }
}
