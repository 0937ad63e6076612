//! What differs between two moments.

use std::collections::BTreeMap;

use serde::Serialize;

use super::snapshot::{Figures, Noted, PaperState, Snapshot};
use super::stated::Stated;
use crate::document::PaperId;
use crate::models::UsedModel;
use crate::review::Moment;
use crate::rubric::{AppliedRubric, CriterionId};

/// Version of the JSON of differences.
const SCHEMA_VERSION: u32 = 1;

/// Figures that moved by less are the same: sums differ in their last bits.
const SAME: f64 = 1e-9;

/// From one moment to another. Lists are sorted by paper and criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Version of the shape of this JSON.
    pub schema_version: u32,
    /// The earlier moment, as asked for; `None` where there was no snapshot before.
    pub from: Option<Moment>,
    /// The later moment.
    pub to: Moment,
    /// Where another program made it.
    pub program: Option<Change<String>>,
    /// Where it is another rubric, or another text of it.
    pub rubric: Option<Change<AppliedRubric>>,
    /// Where drafts are made with other models.
    pub models: Option<Change<Vec<UsedModel>>>,
    /// Papers that came, went, or changed.
    pub papers: PaperChanges,
    /// Levels of confirmed audits; `None` on a side where the paper was not confirmed.
    pub levels: Vec<LevelChange>,
    /// What drafts suggest, of papers with a draft on both sides. Nobody stands for that.
    pub suggestions: Vec<LevelChange>,
    /// Figures of the confirmed audits.
    pub figures: Vec<FigureChange>,
    /// Figures of the drafts of papers that are not confirmed.
    pub draft_figures: Vec<FigureChange>,
    /// Findings of the confirmed audits that came and went.
    pub findings: FindingChanges,
}

/// What something was, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change<T> {
    /// At the earlier moment.
    pub from: T,
    /// At the later moment.
    pub to: T,
}

/// A paper by its names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    /// The paper's id.
    pub id: PaperId,
    /// `None` where none was found.
    pub title: Option<String>,
}

/// The papers of two moments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PaperChanges {
    /// Papers that are there now and were not before.
    pub added: Vec<Named>,
    /// Papers that were there before and are not now.
    pub removed: Vec<Named>,
    /// Papers whose file has another content.
    pub changed: Vec<Named>,
    /// Papers with a confirmed audit now and none before.
    pub confirmed: Vec<Named>,
    /// Confirmed before, and not any more.
    pub unconfirmed: Vec<Named>,
    /// That have a problem now which they did not have before, with it.
    pub failing: Vec<(Named, String)>,
    /// Papers that had a problem before and have none now.
    pub mended: Vec<Named>,
    /// How many papers were neither added nor removed nor changed.
    pub unchanged: usize,
}

/// A cell of which something else is said. `None`: nothing was said, or the criterion was left open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelChange {
    /// Whose cell it is.
    pub paper: PaperId,
    /// The criterion of the cell.
    pub criterion: CriterionId,
    /// At the earlier moment.
    pub from: Option<Stated>,
    /// At the later moment.
    pub to: Option<Stated>,
}

/// A figure that moved. Shares from 0 to 1; `None` where it is not defined.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureChange {
    /// Which figure moved.
    pub of: FigureOf,
    /// At the earlier moment.
    pub from: Option<f64>,
    /// At the later moment.
    pub to: Option<f64>,
}

/// A figure that is watched over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureOf {
    /// How many papers.
    Papers,
    /// Mean compliance over all criteria.
    Overall,
    /// Mean compliance of a phase.
    Phase(String),
    /// The share of papers at the lowest level of a criterion.
    Lowest(CriterionId),
}

/// Findings that came and went, whatever became of their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FindingChanges {
    /// Findings that are made now and were not before.
    pub appeared: Vec<Noted>,
    /// Findings that were made before and are not now.
    pub gone: Vec<Noted>,
}

impl Difference {
    /// From `old`, or from nothing, to `new`. Levels under another rubric are compared by the ids of criteria.
    pub fn between(old: Option<&Snapshot>, new: &Snapshot) -> Difference {
        fn changed<T: Clone + PartialEq>(from: &T, to: &T) -> Option<Change<T>> {
            (from != to).then(|| Change { from: from.clone(), to: to.clone() })
        }
        let none = Vec::new();
        let (before, after) = (by_id(old.map_or(&none, |old| &old.papers)), by_id(&new.papers));
        let noted = old.map_or(&[][..], |old| &old.findings);
        let missing = |of: &[Noted], there: &[Noted]| -> Vec<Noted> {
            of.iter().filter(|one| !there.iter().any(|other| one.is_same(other))).cloned().collect()
        };
        Difference {
            schema_version: SCHEMA_VERSION,
            from: old.map(|old| old.at),
            to: new.at,
            program: old.and_then(|old| changed(&old.program, &new.program)),
            rubric: old.and_then(|old| changed(&old.rubric, &new.rubric)),
            models: old.and_then(|old| changed(&old.models, &new.models)),
            papers: papers(&before, &after),
            levels: levels(&before, &after, |paper| {
                let confirmed = paper.confirmed.iter().flatten();
                Some(confirmed.filter_map(|(id, level)| Some((id, (*level)?))).collect())
            }),
            suggestions: levels(&before, &after, |paper| {
                Some(paper.suggested.as_ref()?.iter().map(|(id, level)| (id, *level)).collect())
            }),
            figures: figures(old.and_then(|old| old.confirmed.as_ref()), new.confirmed.as_ref()),
            draft_figures: figures(old.and_then(|old| old.drafts.as_ref()), new.drafts.as_ref()),
            findings: FindingChanges {
                appeared: missing(&new.findings, noted),
                gone: missing(noted, &new.findings),
            },
        }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        let PaperChanges { added, removed, changed, confirmed, unconfirmed, failing, mended, .. } =
            &self.papers;
        self.program.is_none()
            && self.rubric.is_none()
            && self.models.is_none()
            && [added, removed, changed, confirmed, unconfirmed, mended].into_iter().all(Vec::is_empty)
            && failing.is_empty()
            && self.levels.is_empty()
            && self.suggestions.is_empty()
            && self.figures.is_empty()
            && self.draft_figures.is_empty()
            && self.findings == FindingChanges::default()
    }
}

type ById<'s> = BTreeMap<&'s PaperId, &'s PaperState>;

fn by_id(papers: &[PaperState]) -> ById<'_> {
    papers.iter().map(|paper| (&paper.id, paper)).collect()
}

fn papers(before: &ById, after: &ById) -> PaperChanges {
    let mut changes = PaperChanges::default();
    let named = |paper: &PaperState| Named { id: paper.id.clone(), title: paper.title.clone() };
    for (id, paper) in before.iter().filter(|(id, _)| !after.contains_key(*id)) {
        changes.removed.push(Named { id: (*id).clone(), title: paper.title.clone() });
    }
    for (id, paper) in after {
        let old = before.get(id);
        let mut is_listed = true;
        match old {
            None => changes.added.push(named(paper)),
            Some(old) if old.sha256 != paper.sha256 => changes.changed.push(named(paper)),
            Some(_) => is_listed = false,
        }
        let was_confirmed = old.is_some_and(|old| old.confirmed.is_some());
        match (was_confirmed, paper.confirmed.is_some()) {
            (false, true) => changes.confirmed.push(named(paper)),
            (true, false) => changes.unconfirmed.push(named(paper)),
            (true, true) | (false, false) => {}
        }
        match (old.and_then(|old| old.problem.as_ref()), &paper.problem) {
            (Some(_), None) => changes.mended.push(named(paper)),
            (old, Some(problem)) if old != Some(problem) => {
                changes.failing.push((named(paper), problem.clone()));
            }
            _ => {}
        }
        changes.unchanged += usize::from(!is_listed);
    }
    changes
}

/// Cells of papers on both sides of which something else is said; a paper of which `said` knows nothing on
/// one side is passed over.
fn levels<'s>(
    before: &ById<'s>,
    after: &ById<'s>,
    said: impl Fn(&'s PaperState) -> Option<BTreeMap<&'s CriterionId, Stated>>,
) -> Vec<LevelChange> {
    let mut changes = Vec::new();
    for (id, paper) in after {
        let Some(old) = before.get(id) else { continue };
        let Some((from, to)) = said(old).zip(said(paper)) else { continue };
        let mut criteria: Vec<&CriterionId> = from.keys().chain(to.keys()).copied().collect();
        criteria.sort();
        criteria.dedup();
        for criterion in criteria {
            let (from, to) = (from.get(criterion).copied(), to.get(criterion).copied());
            if from != to {
                changes.push(LevelChange { paper: (*id).clone(), criterion: criterion.clone(), from, to });
            }
        }
    }
    changes
}

fn figures(old: Option<&Figures>, new: Option<&Figures>) -> Vec<FigureChange> {
    let list = |figures: &Figures| -> Vec<(FigureOf, Option<f64>)> {
        let phases = figures.phases.iter().map(|(id, value)| (FigureOf::Phase(id.clone()), *value));
        let lowest = figures.lowest.iter().map(|(id, value)| (FigureOf::Lowest(id.clone()), *value));
        let papers = (FigureOf::Papers, Some(figures.papers as f64));
        [papers, (FigureOf::Overall, figures.overall)].into_iter().chain(phases).chain(lowest).collect()
    };
    let (old, new) = (old.map(list).unwrap_or_default(), new.map(list).unwrap_or_default());
    let value = |of: &FigureOf, figures: &[(FigureOf, Option<f64>)]| {
        figures.iter().find(|(other, _)| other == of).and_then(|(_, value)| *value)
    };
    let gone = old.iter().filter(|(of, _)| !new.iter().any(|(other, _)| other == of));
    let change = |(of, _): &(FigureOf, Option<f64>)| {
        let (from, to) = (value(of, &old), value(of, &new));
        let is_same = match (from, to) {
            (Some(from), Some(to)) => (from - to).abs() < SAME,
            (from, to) => from == to,
        };
        (!is_same).then(|| FigureChange { of: of.clone(), from, to })
    };
    new.iter().chain(gone).filter_map(change).collect()
}
