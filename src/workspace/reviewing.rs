//! People decide: what is on the desk, what they say, and how far they are.

use super::Workspace;
use super::about::DraftState;
use super::error::Error;
use crate::audit::DraftAudit;
use crate::document::{Document, PaperId};
use crate::papers::{self, Format};
use crate::picture::{Pages, View};
use crate::review::{
    self, Basis, DecidedEvidence, DecidedScore, Decision, Ledger, Line, Mark, Milestone, Moment, NotReady,
    Reviewer, Standing,
};
use crate::rubric::{Criterion, CriterionId};

/// A paper to be reviewed.
#[derive(Debug)]
pub struct DeskPaper {
    /// Its id.
    pub id: PaperId,
    /// Of the source, in hexadecimal.
    pub sha256: String,
    /// What the source is.
    pub format: Format,
    /// Where the source lies.
    pub path: std::path::PathBuf,
    /// As read.
    pub document: Document,
    /// The stored draft of the rubric in use; `None` without one.
    pub draft: Option<DraftAudit>,
    /// Of the stored draft, in hexadecimal; `None` without one.
    pub draft_sha256: Option<String>,
    /// Whether the draft is of the paper as it is now, by this program.
    pub is_current: bool,
}

/// What a person says of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// A level of the scale, or that it cannot apply.
    Score(DecidedScore),
    /// It stays open on purpose.
    Open,
    /// Back to not decided.
    TakenBack,
}

/// An act of a person.
#[derive(Debug, Clone)]
pub struct Act {
    /// On which criterion.
    pub criterion: CriterionId,
    /// What is said.
    pub choice: Choice,
    /// The quotes it rests on, cut from the document.
    pub evidence: Vec<DecidedEvidence>,
    /// Quotes of the draft that the person does not accept.
    pub dropped: Vec<DecidedEvidence>,
    /// Why; needed where it settles a disagreement.
    pub note: String,
    /// Whether it settles a disagreement.
    pub adjudicates: bool,
    /// Whether the draft's level was hidden.
    pub blind: bool,
    /// The time of the person's last word that was seen (`Some(None)`: none), to notice a second window;
    /// `None` where nobody looked.
    pub seen: Option<Option<Moment>>,
}

/// Why something cannot be said of a paper.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// A level that the rubric does not have.
    #[error("{level} is no level of the rubric ({})", scale.iter().map(u8::to_string).collect::<Vec<_>>().join(", "))]
    NotOnScale {
        /// As asked for.
        level: u8,
        /// Those that are.
        scale: Vec<u8>,
    },
    /// "Cannot apply" where the rubric always applies.
    #[error("criterion {0} always applies")]
    AlwaysApplies(CriterionId),
    /// The same person decided in another window.
    #[error("criterion {criterion} was decided elsewhere at {at}")]
    DecidedElsewhere {
        /// Which.
        criterion: CriterionId,
        /// When.
        at: Moment,
    },
    /// Settling what is not disputed.
    #[error("there is no disagreement on criterion {0} to settle")]
    NothingToSettle(CriterionId),
    /// Settling, or looking, before all are through.
    #[error("others' decisions stay hidden until everybody who began is through with the paper")]
    NotOpen,
    /// Settling without a reason.
    #[error("settling a disagreement takes a reason")]
    NoReason,
    /// Nothing to undo.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// The paper cannot be confirmed or finished yet.
    #[error("the audit is not ready: {0}")]
    NotReady(#[from] NotReady),
    /// A reviewer is not through.
    #[error("neither decided nor left open: {}", review::list(.0))]
    NotThrough(Vec<CriterionId>),
    /// A quote that is not in the paper.
    #[error("the paper does not say: {0:?}")]
    NotInThePaper(String),
    /// A quote that the draft does not have.
    #[error("the draft has {known} quotes for criterion {criterion}, not a quote {number}")]
    NoSuchQuote {
        /// Whose draft.
        paper: PaperId,
        /// Which.
        criterion: CriterionId,
        /// As asked for.
        number: usize,
        /// How many there are; 0 without a draft.
        known: usize,
    },
    /// A quote of a draft that was made of another text.
    #[error("the paper does not say any more what quote {number} of the draft says")]
    QuoteGone {
        /// Whose draft.
        paper: PaperId,
        /// Counted from 1.
        number: usize,
    },
    /// An entry cannot be written.
    #[error("the decision cannot be written: {0}")]
    Unwritable(#[from] serde_json::Error),
}

impl ReviewError {
    /// What to do, where there is something.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            ReviewError::NotOnScale { .. } | ReviewError::AlwaysApplies(_) => {
                "`medcheck rubric show N` shows the levels"
            }
            ReviewError::DecidedElsewhere { .. } => "load the page again and look at the history",
            ReviewError::NothingToSettle(_) => "decide it without settling",
            ReviewError::NotOpen => "every reviewer says to be finished first",
            ReviewError::NoReason => "say in a note why",
            ReviewError::NotReady(NotReady::Unfinished(_)) => {
                "`medcheck decide PAPER --finish --reviewer NAME` says so, for everybody who began"
            }
            ReviewError::NotReady(_) | ReviewError::NotThrough(_) => {
                "`medcheck status PAPER` lists them: decide them, leave them open on purpose, or settle them"
            }
            ReviewError::NotInThePaper(_) => "a quote is copied from the paper, letter by letter",
            ReviewError::NoSuchQuote { paper, criterion, .. } => {
                return Some(format!(
                    "`medcheck show {paper} --criterion {criterion}` lists them, if it is drafted"
                ));
            }
            ReviewError::QuoteGone { paper, .. } => {
                return Some(format!("`medcheck draft {paper}` drafts it anew"));
            }
            ReviewError::NothingToUndo => {
                "only one's own decisions are undone: --reviewer NAME says whose, `medcheck status PAPER` what stands"
            }
            ReviewError::Unwritable(_) => return None,
        };
        Some(hint.to_owned())
    }
}

impl Workspace {
    /// What people said of a paper.
    ///
    /// # Errors
    /// That the file cannot be read, or a line is none.
    pub fn ledger(&self, id: &PaperId) -> Result<Ledger, Error> {
        let text = self.papers.read_decisions(id)?.unwrap_or_default();
        self.ledger_of(id, &text)
    }

    fn ledger_of(&self, id: &PaperId, text: &str) -> Result<Ledger, Error> {
        let lines =
            review::lines(text).map_err(|source| Error::DamagedDecisions { id: id.clone(), source })?;
        Ok(Ledger::new(&self.rubric.id, lines))
    }

    /// A paper with all that reviewing it takes.
    ///
    /// # Errors
    /// As [`Workspace::about`].
    pub fn desk(&self, id: &PaperId) -> Result<DeskPaper, Error> {
        let about = self.about(id)?;
        let is_current = matches!(about.draft, DraftState::Current(_));
        let draft = match about.draft {
            DraftState::Current(draft) | DraftState::Outdated(draft) => {
                Some(*draft).filter(|draft| draft.rubric.id == self.rubric.id)
            }
            DraftState::Absent | DraftState::Damaged(_) => None,
        };
        let text = self.papers.read_draft(id)?.filter(|_| draft.is_some());
        Ok(DeskPaper {
            id: id.clone(),
            path: self.papers.source_path(id)?,
            sha256: about.sha256,
            format: about.format,
            document: about.document,
            draft_sha256: text.map(|text| papers::sha256(text.as_bytes())),
            draft,
            is_current,
        })
    }

    /// How a viewer shows the pages of a paper; none for sources without pages and where they cannot be drawn.
    /// Only the structure of the file is read.
    ///
    /// # Errors
    /// That the paper cannot be read.
    pub fn views(&self, paper: &DeskPaper) -> Result<Vec<View>, Error> {
        if paper.format != Format::Pdf {
            return Ok(Vec::new());
        }
        let pages = Pages::open(self.papers.source(&paper.id)?.bytes).ok();
        let all = |pages: Pages| (1..=pages.count()).filter_map(|number| pages.view(number).ok()).collect();
        let views: Vec<View> = pages.map(all).unwrap_or_default();
        Ok(if views.len() == paper.document.pages.len() { views } else { Vec::new() })
    }

    /// Another text whenever the paper's files changed, except people's decisions.
    ///
    /// # Errors
    /// That the paper is unknown or its folder cannot be read.
    pub fn stamp_of(&self, id: &PaperId) -> Result<String, Error> {
        Ok(self.papers.stamp(id)?)
    }

    /// Writes down what a person decided; it is on the disk when this comes back. Who had said to be
    /// through, and goes on while others work, is not through any more.
    ///
    /// # Errors
    /// [`ReviewError`], an unknown criterion, or that the file cannot be written; then nothing is.
    pub fn decide(&self, paper: &DeskPaper, reviewer: &Reviewer, act: &Act) -> Result<Decision, Error> {
        let criterion = self
            .rubric
            .criterion(act.criterion.as_str())
            .ok_or_else(|| Error::UnknownCriterion(act.criterion.to_string()))?;
        self.check_choice(criterion, act.choice)?;
        self.say(&paper.id, |ledger| {
            if act.adjudicates {
                let disputed =
                    || ledger.conflicts(&self.rubric).iter().any(|one| *one.criterion == act.criterion);
                match () {
                    () if !ledger.is_open_to(reviewer) => return Err(ReviewError::NotOpen.into()),
                    () if !disputed() => {
                        return Err(ReviewError::NothingToSettle(act.criterion.clone()).into());
                    }
                    () if act.note.trim().is_empty() => return Err(ReviewError::NoReason.into()),
                    () => {}
                }
            } else if let Some(seen) = act.seen {
                let latest = ledger.latest(reviewer, &act.criterion).map(|latest| latest.at);
                if let Some(at) = latest.filter(|_| latest != seen) {
                    return Err(ReviewError::DecidedElsewhere { criterion: act.criterion.clone(), at }.into());
                }
            }
            let decision = Decision {
                rubric: self.rubric.id.clone(),
                criterion: act.criterion.clone(),
                reviewer: reviewer.clone(),
                at: Moment::now(ledger.last_at()),
                score: match act.choice {
                    Choice::Score(score) => Some(score),
                    Choice::Open | Choice::TakenBack => None,
                },
                unclear: act.choice == Choice::Open,
                evidence: act.evidence.clone(),
                dropped: act.dropped.clone(),
                note: act.note.trim().to_owned(),
                adjudicates: act.adjudicates,
                undoes: None,
                basis: self.basis(paper, criterion, act.blind),
            };
            Ok((decision.clone(), self.with_reopening(ledger, decision)))
        })
    }

    /// Takes back the person's last word on the paper that was not taken back yet, to what stood before.
    ///
    /// # Errors
    /// [`ReviewError::NothingToUndo`], or that the file cannot be written.
    pub fn undo(&self, paper: &PaperId, reviewer: &Reviewer) -> Result<Decision, Error> {
        self.say(paper, |ledger| {
            let (last, before) = ledger.to_undo(reviewer).ok_or(ReviewError::NothingToUndo)?;
            let nothing = Decision {
                score: None,
                unclear: false,
                evidence: Vec::new(),
                dropped: Vec::new(),
                note: String::new(),
                ..last.clone()
            };
            let undo = Decision {
                at: Moment::now(ledger.last_at()),
                undoes: Some(last.at),
                ..before.cloned().unwrap_or(nothing)
            };
            Ok((undo.clone(), self.with_reopening(ledger, undo)))
        })
    }

    /// Says again what the person said of a criterion at a time.
    ///
    /// # Errors
    /// [`ReviewError::NothingToUndo`] where nothing was said then, or that the file cannot be written.
    pub fn restore(
        &self,
        paper: &PaperId,
        reviewer: &Reviewer,
        criterion: &CriterionId,
        at: Moment,
    ) -> Result<Decision, Error> {
        self.say(paper, |ledger| {
            let old = ledger.history(criterion, Some(reviewer)).into_iter().find(|old| old.at == at);
            let old = old.ok_or(ReviewError::NothingToUndo)?;
            let restored = Decision {
                at: Moment::now(ledger.last_at()),
                undoes: None,
                adjudicates: false,
                ..old.clone()
            };
            Ok((restored.clone(), self.with_reopening(ledger, restored)))
        })
    }

    /// Writes down how far a person is with a paper.
    ///
    /// # Errors
    /// [`ReviewError::NotThrough`] when something is missing for "finished", [`ReviewError::NotReady`] for
    /// "confirmed", or that the file cannot be written.
    pub fn mark(&self, paper: &PaperId, reviewer: &Reviewer, milestone: Milestone) -> Result<Mark, Error> {
        self.say(paper, |ledger| {
            match milestone {
                Milestone::Finished => {
                    let missing = |criterion: &&Criterion| {
                        ledger.standing(reviewer, &criterion.id) == Standing::Untouched
                    };
                    let missing: Vec<CriterionId> =
                        self.rubric.criteria.iter().filter(missing).map(|one| one.id.clone()).collect();
                    if !missing.is_empty() {
                        return Err(ReviewError::NotThrough(missing).into());
                    }
                }
                Milestone::Confirmed => ledger.check_ready(&self.rubric).map_err(ReviewError::from)?,
                Milestone::Reopened => {}
            }
            let mark = Mark {
                rubric: self.rubric.id.clone(),
                mark: milestone,
                reviewer: reviewer.clone(),
                at: Moment::now(ledger.last_at()),
            };
            Ok((mark.clone(), vec![Line::Mark(mark)]))
        })
    }

    /// Adds what `lines` makes of what is there, while nobody else can add.
    fn say<T>(
        &self,
        paper: &PaperId,
        lines: impl FnOnce(&Ledger) -> Result<(T, Vec<Line>), Error>,
    ) -> Result<T, Error> {
        let mut made = None;
        self.papers.add_decisions(paper, |text| {
            let (value, lines) = lines(&self.ledger_of(paper, text)?)?;
            made = Some(value);
            let json = |line: &Line| line.to_json().map_err(|error| Error::from(ReviewError::from(error)));
            lines.iter().map(json).collect::<Result<String, Error>>()
        })?;
        // The closure ran, or there was an error.
        made.ok_or_else(|| papers::Error::UnknownPaper { id: paper.clone() }.into())
    }

    fn with_reopening(&self, ledger: &Ledger, decision: Decision) -> Vec<Line> {
        let reviewer = &decision.reviewer;
        let goes_on = ledger.is_finished(reviewer) && !ledger.is_open_to(reviewer);
        let reopened = goes_on.then(|| {
            Line::Mark(Mark {
                rubric: self.rubric.id.clone(),
                mark: Milestone::Reopened,
                reviewer: reviewer.clone(),
                at: decision.at,
            })
        });
        reopened.into_iter().chain([Line::Decision(Box::new(decision))]).collect()
    }

    pub(super) fn check_choice(&self, criterion: &Criterion, choice: Choice) -> Result<(), ReviewError> {
        match choice {
            Choice::Score(DecidedScore::Level(level)) if !self.rubric.scale.contains(&level) => {
                Err(ReviewError::NotOnScale { level, scale: self.rubric.scale.clone() })
            }
            Choice::Score(DecidedScore::NotApplicable(_)) if criterion.na.is_none() => {
                Err(ReviewError::AlwaysApplies(criterion.id.clone()))
            }
            _ => Ok(()),
        }
    }

    fn basis(&self, paper: &DeskPaper, criterion: &Criterion, blind: bool) -> Basis {
        Basis {
            rubric_version: Some(self.rubric.version.clone()),
            criterion_sha256: Some(criterion.sha256()),
            paper_sha256: Some(paper.sha256.clone()),
            draft_sha256: paper.draft_sha256.clone(),
            blind,
        }
    }
}
