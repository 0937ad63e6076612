//! What may be said of a paper, and the lines that saying it adds to its decisions. Nothing is written here:
//! whoever holds the file's lock asks and appends.

use super::{
    Act, Basis, Choice, DecidedEvidence, Decision, DeskPaper, LastSeen, Ledger, Line, Mark, Milestone,
    Moment, Refused, Reviewer, Settlement, Standing,
};
use crate::rubric::{Criterion, CriterionId, Rubric, Score};

/// A word, and what it adds to the decisions of its paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<Word> {
    /// What was said: a [`Decision`] or a [`Mark`].
    pub word: Word,
    /// That the person is not through any more, where saying more while others still work means so.
    pub reopens: Option<Mark>,
}

impl Entry<Decision> {
    fn of(ledger: &Ledger, decision: Decision) -> Entry<Decision> {
        let reviewer = &decision.reviewer;
        let goes_on = ledger.is_finished(reviewer) && !ledger.is_open_to(reviewer);
        let reopens = goes_on.then(|| Mark {
            rubric: decision.rubric.clone(),
            mark: Milestone::Reopened,
            reviewer: reviewer.clone(),
            at: decision.at,
        });
        Entry { word: decision, reopens }
    }
}

impl<Word: Clone + Into<Line>> Entry<Word> {
    /// The lines to append, in their order.
    pub fn lines(&self) -> Vec<Line> {
        self.reopens.clone().map(Line::Mark).into_iter().chain([self.word.clone().into()]).collect()
    }
}

/// Who speaks of which paper, by which criteria.
#[derive(Debug, Clone, Copy)]
pub struct Speaker<'a> {
    /// The rubric in use.
    pub rubric: &'a Rubric,
    /// The paper as it lies before the person.
    pub paper: &'a DeskPaper,
    /// The person.
    pub reviewer: &'a Reviewer,
}

impl Speaker<'_> {
    fn basis(&self, criterion: &Criterion, blind: bool) -> Basis {
        Basis {
            rubric_version: Some(self.rubric.version.clone()),
            criterion_sha256: Some(criterion.sha256()),
            paper_sha256: Some(self.paper.sha256.clone()),
            draft_sha256: self.paper.draft_sha256.clone(),
            blind,
        }
    }
}

/// The criterion of that id, if it may have what is said of it.
///
/// # Errors
/// [`Refused::UnknownCriterion`], [`Refused::NotOnScale`] or [`Refused::AlwaysApplies`].
pub fn check_choice<'r>(
    rubric: &'r Rubric,
    criterion: &CriterionId,
    choice: Choice,
) -> Result<&'r Criterion, Refused> {
    let known = rubric.criterion(criterion.as_str());
    let known = known.ok_or_else(|| Refused::UnknownCriterion(criterion.clone()))?;
    match choice {
        Choice::Score(Score::Level(level)) => check_level(rubric, level)?,
        Choice::Score(Score::NotApplicable) if known.na.is_none() => {
            return Err(Refused::AlwaysApplies(criterion.clone()));
        }
        Choice::Score(_) | Choice::Open | Choice::TakenBack => {}
    }
    Ok(known)
}

/// Whether the rubric has that level.
///
/// # Errors
/// [`Refused::NotOnScale`].
pub fn check_level(rubric: &Rubric, level: u8) -> Result<(), Refused> {
    if rubric.scale.has(level) {
        return Ok(());
    }
    Err(Refused::NotOnScale { level, scale: rubric.scale.clone() })
}

/// A person's own word at that moment. Who had said to be through, and goes on while others work, is not
/// through any more.
///
/// # Errors
/// What [`check_choice`] refuses, or [`Refused::DecidedElsewhere`].
pub fn act(ledger: &Ledger, speaker: Speaker<'_>, act: &Act, at: Moment) -> Result<Entry<Decision>, Refused> {
    let criterion = check_choice(speaker.rubric, &act.criterion, act.choice)?;
    let latest = ledger.latest(speaker.reviewer, &act.criterion).map(|latest| latest.at);
    if let Some(at) =
        latest.filter(|at| !matches!(act.seen, LastSeen::NotAsked) && act.seen != LastSeen::At(*at))
    {
        return Err(Refused::DecidedElsewhere { criterion: act.criterion.clone(), at });
    }
    let decision = Decision {
        evidence: act.evidence.clone(),
        dropped: act.dropped.clone(),
        note: act.note.trim().to_owned(),
        ..spoken(speaker, criterion, act.choice, act.blind, at)
    };
    Ok(Entry::of(ledger, decision))
}

/// A word at that moment that settles for everybody what people see differently. It rests on the quotes of
/// the sides that said the same, and on those it brings.
///
/// # Errors
/// What [`check_choice`] refuses, [`Refused::NotOpen`], [`Refused::NothingToSettle`] or [`Refused::NoReason`].
pub fn settle(
    ledger: &Ledger,
    speaker: Speaker<'_>,
    settlement: &Settlement,
    at: Moment,
) -> Result<Entry<Decision>, Refused> {
    let criterion = check_choice(speaker.rubric, &settlement.criterion, settlement.choice)?;
    let conflicts = ledger.conflicts_to(speaker.reviewer, speaker.rubric)?;
    let conflict = conflicts.iter().find(|conflict| *conflict.criterion == settlement.criterion);
    let conflict = conflict.ok_or_else(|| Refused::NothingToSettle(settlement.criterion.clone()))?;
    let reason = settlement.reason.trim();
    if reason.is_empty() {
        return Err(Refused::NoReason);
    }
    let agreeing =
        conflict.sides.iter().filter(|side| side.score.map(Choice::Score) == Some(settlement.choice));
    let quotes = agreeing.flat_map(|side| &side.evidence).chain(&settlement.evidence).cloned();
    let decision = Decision {
        evidence: DecidedEvidence::distinct(quotes),
        note: reason.to_owned(),
        adjudicates: true,
        ..spoken(speaker, criterion, settlement.choice, false, at)
    };
    Ok(Entry::of(ledger, decision))
}

/// A decision that says no more than a choice.
fn spoken(speaker: Speaker<'_>, criterion: &Criterion, choice: Choice, blind: bool, at: Moment) -> Decision {
    Decision {
        rubric: speaker.rubric.id.clone(),
        criterion: criterion.id.clone(),
        reviewer: speaker.reviewer.clone(),
        at,
        score: match choice {
            Choice::Score(score) => Some(score),
            Choice::Open | Choice::TakenBack => None,
        },
        unclear: choice == Choice::Open,
        evidence: Vec::new(),
        dropped: Vec::new(),
        note: String::new(),
        adjudicates: false,
        undoes: None,
        basis: speaker.basis(criterion, blind),
    }
}

/// Takes back the person's last word on the paper that was not taken back yet, to what stood before.
///
/// # Errors
/// [`Refused::NothingToUndo`].
pub fn undo(ledger: &Ledger, reviewer: &Reviewer, at: Moment) -> Result<Entry<Decision>, Refused> {
    let (last, before) = ledger.to_undo(reviewer).ok_or(Refused::NothingToUndo)?;
    let nothing = Decision {
        score: None,
        unclear: false,
        evidence: Vec::new(),
        dropped: Vec::new(),
        note: String::new(),
        ..last.clone()
    };
    let undo = Decision { at, undoes: Some(last.at), ..before.cloned().unwrap_or(nothing) };
    Ok(Entry::of(ledger, undo))
}

/// Says again what the person said of a criterion at the time `said`.
///
/// # Errors
/// [`Refused::NothingToUndo`] where nothing was said then.
pub fn restore(
    ledger: &Ledger,
    reviewer: &Reviewer,
    criterion: &CriterionId,
    said: Moment,
    at: Moment,
) -> Result<Entry<Decision>, Refused> {
    let old = ledger.history(criterion, Some(reviewer)).into_iter().find(|old| old.at == said);
    let old = old.ok_or(Refused::NothingToUndo)?;
    let restored = Decision { at, undoes: None, adjudicates: false, ..old.clone() };
    Ok(Entry::of(ledger, restored))
}

/// How far a person is with a paper.
///
/// # Errors
/// [`Refused::NotThrough`] when something is missing for "finished", [`Refused::NotReady`] for "confirmed".
pub fn mark(
    ledger: &Ledger,
    rubric: &Rubric,
    reviewer: &Reviewer,
    milestone: Milestone,
    at: Moment,
) -> Result<Entry<Mark>, Refused> {
    match milestone {
        Milestone::Finished => {
            let ids = rubric.criteria.iter().map(|criterion| &criterion.id);
            let missing = ids.filter(|id| ledger.standing(reviewer, id) == Standing::Untouched);
            let missing: Vec<CriterionId> = missing.cloned().collect();
            if !missing.is_empty() {
                return Err(Refused::NotThrough(missing));
            }
        }
        Milestone::Confirmed => ledger.check_ready(rubric)?,
        Milestone::Reopened => {}
    }
    let word = Mark { rubric: rubric.id.clone(), mark: milestone, reviewer: reviewer.clone(), at };
    Ok(Entry { word, reopens: None })
}

#[cfg(test)]
#[path = "deciding_tests.rs"]
mod tests;
