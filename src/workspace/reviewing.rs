//! People decide: what is on the desk, what they say, and how far they are.

use super::Workspace;
use super::about::DraftState;
use super::error::Error;
use crate::disk::sha256_hex;
use crate::document::PaperId;
use crate::papers;
use crate::picture::{Pages, View};
use crate::reading::Format;
use crate::review::{
    self, Act, Decision, DeskPaper, Entry, Ledger, Line, Mark, Milestone, Moment, Refused, Remaining,
    Reviewer, Settlement, Speaker,
};
use crate::rubric::CriterionId;

impl Workspace {
    /// Who decides: `named`, else the `reviewer` of the workspace's `medcheck.toml`, else the system's user.
    ///
    /// # Errors
    /// A name that nobody can have, or that there is none.
    pub fn reviewer(&self, named: Option<&str>) -> Result<Reviewer, Error> {
        Ok(self.settings.reviewer_or_login(named)?)
    }

    /// What people said of a paper.
    ///
    /// # Errors
    /// That the file cannot be read, or that a line of it is not a decision.
    pub fn ledger(&self, id: &PaperId) -> Result<Ledger, Error> {
        let text = self.papers.read_decisions(id)?.unwrap_or_default();
        self.ledger_of(id, &text)
    }

    fn ledger_of(&self, id: &PaperId, text: &str) -> Result<Ledger, Error> {
        Ledger::read(&self.rubric, text).map_err(|source| Error::DamagedDecisions { id: id.clone(), source })
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
            draft_sha256: text.map(|text| sha256_hex(text.as_bytes())),
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

    /// A text that changes whenever a file of the paper does, except people's decisions.
    ///
    /// # Errors
    /// That the paper is unknown or its folder cannot be read.
    pub fn stamp_of(&self, id: &PaperId) -> Result<String, Error> {
        Ok(self.papers.stamp(id)?)
    }

    /// Writes down what a person decided; it is on the disk when this comes back.
    ///
    /// # Errors
    /// What [`review::act`] refuses, or that the file cannot be written; then nothing is.
    pub fn decide(&self, paper: &DeskPaper, reviewer: &Reviewer, act: &Act) -> Result<Decision, Error> {
        let speaker = Speaker { rubric: &self.rubric, paper, reviewer };
        self.say(&paper.id, |ledger, at| review::act(ledger, speaker, act, at))
    }

    /// Writes down how a disagreement was settled.
    ///
    /// # Errors
    /// What [`review::settle`] refuses, or that the file cannot be written; then nothing is.
    pub fn settle(
        &self,
        paper: &DeskPaper,
        reviewer: &Reviewer,
        settlement: &Settlement,
    ) -> Result<Decision, Error> {
        let speaker = Speaker { rubric: &self.rubric, paper, reviewer };
        self.say(&paper.id, |ledger, at| review::settle(ledger, speaker, settlement, at))
    }

    /// Takes back the person's last word on the paper that was not taken back yet, to what stood before.
    ///
    /// # Errors
    /// What [`review::undo`] refuses, or that the file cannot be written.
    pub fn undo(&self, paper: &PaperId, reviewer: &Reviewer) -> Result<Decision, Error> {
        self.say(paper, |ledger, at| review::undo(ledger, reviewer, at))
    }

    /// Decides again what the person decided on a criterion at the time `said`.
    ///
    /// # Errors
    /// What [`review::restore`] refuses, or that the file cannot be written.
    pub fn restore(
        &self,
        paper: &PaperId,
        reviewer: &Reviewer,
        criterion: &CriterionId,
        said: Moment,
    ) -> Result<Decision, Error> {
        self.say(paper, |ledger, at| review::restore(ledger, reviewer, criterion, said, at))
    }

    /// Writes down how far a person is with a paper.
    ///
    /// # Errors
    /// What [`review::mark`] refuses, or that the file cannot be written.
    pub fn mark(&self, paper: &PaperId, reviewer: &Reviewer, milestone: Milestone) -> Result<Mark, Error> {
        self.say(paper, |ledger, at| review::mark(ledger, &self.rubric, reviewer, milestone, at))
    }

    /// What is left for `reviewer` on a paper; without one, for all.
    ///
    /// # Errors
    /// That the paper is unknown, or somebody's decisions cannot be read.
    pub fn remaining(&self, id: &PaperId, reviewer: Option<&Reviewer>) -> Result<Remaining, Error> {
        self.papers.source_path(id)?;
        Ok(self.ledger(id)?.remaining(&self.rubric, reviewer))
    }

    /// Appends what `entry` makes of what is there, while nobody else can, and gives the word that was said.
    fn say<Word: Clone + Into<Line>>(
        &self,
        paper: &PaperId,
        entry: impl FnOnce(&Ledger, Moment) -> Result<Entry<Word>, Refused>,
    ) -> Result<Word, Error> {
        let mut said = None;
        self.papers.add_decisions(paper, |text| {
            let ledger = self.ledger_of(paper, text)?;
            let entry = entry(&ledger, Moment::now(ledger.last_at()))?;
            let lines = written(&entry.lines())?;
            said = Some(entry.word);
            Ok::<String, Error>(lines)
        })?;
        // The closure ran, or there was an error.
        said.ok_or_else(|| papers::Error::UnknownPaper { id: paper.clone() }.into())
    }
}

/// Lines as they are written to the file of decisions.
pub(super) fn written(lines: &[Line]) -> Result<String, Error> {
    lines.iter().map(|line| line.to_json().map_err(Error::UnwritableDecision)).collect()
}
