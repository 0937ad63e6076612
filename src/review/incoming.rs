//! What files from elsewhere say of a paper, and which of it is taken in.
//!
//! Lines that are there already are passed over, so that taking in the same file again also completes what a
//! power cut left half written. What was said elsewhere is history: it is checked against the rubric, and not
//! against what may be said here and now.

use super::{Basis, Choice, DecidedEvidence, Decision, DeskPaper, Ledger, Line, Moment, Refused, Reviewer};
use crate::evidence::Quote;
use crate::learning::GoldCell;
use crate::rubric::Rubric;

/// What files from elsewhere say of one paper, by the rubric in use.
#[derive(Debug, Clone, Default)]
pub struct Incoming {
    /// Lines of decisions, with who spoke and when.
    pub lines: Vec<Line>,
    /// Labels, which say neither.
    pub labels: Vec<GoldCell>,
}

/// What is taken in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TakenIn {
    /// The lines to append.
    pub lines: Vec<Line>,
    /// How many lines and labels were there already.
    pub known: usize,
    /// How many quotes of labels the paper does not say; they are kept without a place.
    pub unplaced: usize,
    /// Whether the audit was confirmed, and is not any more.
    pub unconfirmed: bool,
}

/// Whether the rubric has all criteria and levels that are spoken of.
///
/// # Errors
/// What [`super::check_choice`] refuses, at the first that it does not have.
pub fn check_incoming(rubric: &Rubric, incoming: &Incoming) -> Result<(), Refused> {
    let decisions = incoming.lines.iter().filter_map(|line| match line {
        Line::Decision(decision) => Some((&decision.criterion, decision.score)),
        Line::Mark(_) => None,
    });
    let labels = incoming.labels.iter().map(|label| (&label.criterion, Some(label.score)));
    for (criterion, score) in decisions.chain(labels) {
        super::check_choice(rubric, criterion, score.map_or(Choice::TakenBack, Choice::Score))?;
    }
    Ok(())
}

/// What is new beside the lines `there`. Labels become decisions of `reviewer` at the moment `now` or just
/// after what is said already, and are passed over without one.
pub fn take_in(
    there: &[Line],
    rubric: &Rubric,
    paper: &DeskPaper,
    incoming: &Incoming,
    reviewer: Option<&Reviewer>,
    now: Moment,
) -> TakenIn {
    let with = |new: &[Line]| Ledger::fitting(rubric, there.iter().chain(new).cloned().collect());
    let is_confirmed = |ledger: &Ledger| ledger.confirmed(&paper.id, rubric).is_some();
    let mut taken = TakenIn::default();
    for line in &incoming.lines {
        if there.contains(line) || taken.lines.contains(line) {
            taken.known += 1;
        } else {
            taken.lines.push(line.clone());
        }
    }
    let ledger = with(&taken.lines);
    for (label, reviewer) in incoming.labels.iter().filter_map(|label| Some((label, reviewer?))) {
        let last = taken.lines.iter().map(Line::at).max().max(ledger.last_at());
        let (decision, unplaced) = decision(paper, rubric, label, reviewer, now.after(last));
        // Labels have no time: what the reviewer ever said is not said again.
        let says_so = |old: &Decision| {
            old.reviewer == decision.reviewer
                && old.criterion == decision.criterion
                && old.score == decision.score
                && old.evidence.len() == decision.evidence.len()
                && old.evidence.iter().zip(&decision.evidence).all(|(old, new)| old.agrees(new))
        };
        let is_said = |line: &Line| matches!(line, Line::Decision(old) if says_so(old));
        if ledger.lines().iter().chain(&taken.lines).any(is_said) {
            taken.known += 1;
        } else {
            taken.unplaced += unplaced;
            taken.lines.push(decision.into());
        }
    }
    taken.unconfirmed = is_confirmed(&with(&[])) && !is_confirmed(&with(&taken.lines));
    taken
}

/// A label as a decision, and how many of its quotes the paper does not say.
fn decision(
    paper: &DeskPaper,
    rubric: &Rubric,
    label: &GoldCell,
    reviewer: &Reviewer,
    at: Moment,
) -> (Decision, usize) {
    let mut unplaced = 0;
    let evidence = label.evidence.iter().map(|quote| {
        paper.quoted(quote).unwrap_or_else(|| {
            unplaced += 1;
            DecidedEvidence::added(Quote::unplaced(quote))
        })
    });
    let decision = Decision {
        rubric: rubric.id.clone(),
        criterion: label.criterion.clone(),
        reviewer: reviewer.clone(),
        at,
        score: Some(label.score),
        unclear: false,
        evidence: evidence.collect(),
        dropped: Vec::new(),
        note: String::new(),
        adjudicates: false,
        undoes: None,
        // What the reader of a label file had in front of them is not known.
        basis: Basis::default(),
    };
    (decision, unplaced)
}
