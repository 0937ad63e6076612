//! Is everything in place?

use std::path::PathBuf;

use super::{Error, Workspace};
use crate::audit::Drafter;
use crate::document::PaperId;
use crate::models::ENCODER;
use crate::papers::Source;
use crate::review::UnfitDecision;
use crate::{audit, index, models, papers};

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Ok,
    /// Usable, but something should be done.
    Warning,
    /// In the way of work.
    Error,
}

/// What was found about one thing that was looked at.
#[derive(Debug)]
pub enum Finding {
    /// The rubric in use.
    Rubric {
        /// Its id.
        id: String,
        /// Its version.
        version: String,
        /// How many criteria it has.
        criteria: usize,
    },
    /// The folder of papers cannot be read.
    UnreadablePapers(papers::Error),
    /// How many papers there are.
    Papers {
        /// All of them.
        papers: usize,
        /// Those with a draft.
        drafted: usize,
        /// Those whose draft was made before the paper or the program changed.
        outdated: usize,
    },
    /// The decisions on a paper cannot be read.
    DamagedDecisions(Error),
    /// A decision that the rubric has no place for.
    UnfitDecision {
        /// The paper.
        paper: PaperId,
        /// The decision, and why.
        unfit: UnfitDecision,
    },
    /// The last line of a paper's decisions was not written to its end.
    TornDecision {
        /// The paper.
        paper: PaperId,
        /// Counted from 1.
        line: usize,
    },
    /// A draft cannot be read.
    DamagedDraft(Error),
    /// A folder among the papers that holds none.
    StrayFolder(PathBuf),
    /// The files beside all papers, as `paper/name`, sorted. There is at least one.
    Attachments(Vec<String>),
    /// The files beside a paper cannot be read, or are too many.
    UnreadableAttachments {
        /// The paper.
        paper: PaperId,
        /// What is wrong.
        error: Error,
    },
    /// A file among the attachments of a paper that no draft covers.
    StrayAttachment {
        /// The paper.
        paper: PaperId,
        /// The file.
        path: PathBuf,
    },
    /// A model with every file as its manifest says.
    Model(String),
    /// A model, or the folder of models, with something wrong.
    DamagedModel(models::Error),
    /// What was learned for the rubric is sound and cannot be used by this program.
    UnusableModel(audit::Error),
    /// The model of this name that finds sentences by meaning is not there.
    NoEncoder(&'static str),
    /// Nothing was learned for the rubric in use; the name is the one that it would have.
    NothingLearned(String),
    /// The index cannot be read.
    UnreadableIndex(index::Error),
    /// What is in the index.
    Index {
        /// Papers with a sound entry.
        papers: usize,
        /// Of the whole folder.
        bytes: u64,
        /// What is wrong with it; `None` for an index that is as it should be.
        problem: Option<IndexProblem>,
    },
}

/// What is wrong with an index. It can be made anew, so nothing is lost.
#[derive(Debug)]
pub enum IndexProblem {
    /// Entries that cannot be read.
    Damaged {
        /// How many.
        count: usize,
        /// The first of them.
        paper: PaperId,
        /// What is wrong with that one.
        why: String,
    },
    /// The words of the corpus are missing or behind, and why.
    Words(String),
    /// How many of the drafted papers are missing or out of date.
    Lagging(usize),
}

impl Finding {
    /// Whether something should be done about it.
    pub fn state(&self) -> State {
        match self {
            Finding::Rubric { .. }
            | Finding::Attachments(_)
            | Finding::Model(_)
            | Finding::Index { problem: None, .. } => State::Ok,
            Finding::Papers { papers, drafted, outdated }
                if papers == drafted && *outdated == 0 && *papers > 0 =>
            {
                State::Ok
            }
            Finding::Papers { .. }
            | Finding::TornDecision { .. }
            | Finding::DamagedDraft(_)
            | Finding::StrayFolder(_)
            | Finding::StrayAttachment { .. }
            | Finding::NothingLearned(_)
            | Finding::Index { problem: Some(_), .. } => State::Warning,
            Finding::UnreadablePapers(_)
            | Finding::DamagedDecisions(_)
            | Finding::UnfitDecision { .. }
            | Finding::UnreadableAttachments { .. }
            | Finding::DamagedModel(_)
            | Finding::UnusableModel(_)
            | Finding::NoEncoder(_)
            | Finding::UnreadableIndex(_) => State::Error,
        }
    }
}

impl Workspace {
    /// Looks at the rubric, the papers, every model file by its hash, and the index. Changes nothing.
    pub fn doctor(&self) -> Vec<Finding> {
        let (id, version) = (self.rubric.id.clone(), self.rubric.version.clone());
        let mut found = vec![Finding::Rubric { id, version, criteria: self.rubric.criteria.len() }];
        found.extend(self.look_at_papers());
        found.extend(self.look_at_models());
        found.push(self.look_at_index());
        found
    }

    fn look_at_papers(&self) -> Vec<Finding> {
        let papers = match self.papers.list() {
            Ok(papers) => papers,
            Err(error) => return vec![Finding::UnreadablePapers(error)],
        };
        let (mut drafted, mut outdated, mut found) = (0, 0, Vec::new());
        for id in &papers {
            found.extend(self.look_at_decisions(id));
            match self.load_draft(id) {
                Ok(draft) => {
                    drafted += 1;
                    let is_current = |source: &Source| draft.is_current(&source.fingerprint());
                    outdated += usize::from(!self.papers.source(id).is_ok_and(|source| is_current(&source)));
                }
                Err(Error::NoDraft { .. }) => {}
                Err(error) => found.push(Finding::DamagedDraft(error)),
            }
        }
        found.insert(0, Finding::Papers { papers: papers.len(), drafted, outdated });
        found.extend(self.look_at_attachments(&papers));
        found.extend(self.papers.strays().unwrap_or_default().into_iter().map(Finding::StrayFolder));
        found
    }

    fn look_at_decisions(&self, paper: &PaperId) -> Vec<Finding> {
        let ledger = match self.ledger(paper) {
            Ok(ledger) => ledger,
            Err(error) => return vec![Finding::DamagedDecisions(error)],
        };
        let unfit =
            |unfit: &UnfitDecision| Finding::UnfitDecision { paper: paper.clone(), unfit: unfit.clone() };
        let torn = ledger.torn_line().map(|line| Finding::TornDecision { paper: paper.clone(), line });
        ledger.unfit().iter().map(unfit).chain(torn).collect()
    }

    /// What lies beside the papers; nothing is said where nothing does.
    fn look_at_attachments(&self, papers: &[PaperId]) -> Vec<Finding> {
        let (mut names, mut found) = (Vec::new(), Vec::new());
        for paper in papers {
            match self.papers.attachments(paper) {
                Ok(attached) => {
                    names.extend(attached.iter().map(|attached| format!("{paper}/{}", attached.name)));
                }
                Err(error) => {
                    let (paper, error) = (paper.clone(), error.into());
                    found.push(Finding::UnreadableAttachments { paper, error });
                }
            }
            let strays = self.papers.stray_attachments(paper).unwrap_or_default();
            found.extend(
                strays.into_iter().map(|path| Finding::StrayAttachment { paper: paper.clone(), path }),
            );
        }
        if !names.is_empty() {
            found.insert(0, Finding::Attachments(names));
        }
        found
    }

    fn look_at_models(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for models in self.models.folders() {
            let reports = match models.verify() {
                Ok(reports) => reports,
                Err(error) => {
                    found.push(Finding::DamagedModel(error));
                    continue;
                }
            };
            for report in reports {
                // What the workspace has goes before what the program brings.
                if seen.contains(&report.name) {
                    continue;
                }
                seen.push(report.name.clone());
                let problem = report.manifest.err().or_else(|| report.problems.into_iter().next());
                found.push(problem.map_or(Finding::Model(report.name), Finding::DamagedModel));
            }
        }
        if !seen.iter().any(|name| name == ENCODER) {
            found.push(Finding::NoEncoder(ENCODER));
        }
        let learned = audit::folder_of(&self.rubric);
        if !seen.contains(&learned) {
            found.push(Finding::NothingLearned(learned));
        }
        if found.iter().all(|finding| finding.state() != State::Error) {
            let drafter = Drafter::load(&self.models, &self.rubric, true);
            found.extend(drafter.err().map(Finding::UnusableModel));
        }
        found
    }

    fn look_at_index(&self) -> Finding {
        let report = match self.index.check() {
            Ok(report) => report,
            Err(error) => return Finding::UnreadableIndex(error),
        };
        // A paper that was never drafted need not be there.
        let drafted =
            self.papers.list().unwrap_or_default().into_iter().filter(|id| self.load_draft(id).is_ok());
        let sources = drafted.filter_map(|id| self.papers.source(&id).ok());
        let lagging =
            sources.filter(|source| !self.is_indexed(&source.fingerprint(), None).unwrap_or(false)).count();
        let count = report.damaged.len();
        let problem = match (report.damaged.into_iter().next(), report.words) {
            (Some((paper, why)), _) => Some(IndexProblem::Damaged { count, paper, why }),
            (None, Some(why)) => Some(IndexProblem::Words(why)),
            (None, None) => (lagging > 0).then_some(IndexProblem::Lagging(lagging)),
        };
        Finding::Index { papers: report.papers.len(), bytes: report.bytes, problem }
    }
}
