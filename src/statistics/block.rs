//! The figures of one set of papers, confirmed or drafted.

use std::collections::BTreeMap;

use serde::Serialize;

use super::bootstrap;
use super::grid::{Compliance, Rate, Row, mean_of};
use super::interval::Share;
use super::published::Comparison;
use crate::document::PaperId;
use crate::numeric::Figure;
use crate::numeric::spearman;
use crate::rubric::Score;
use crate::rubric::{Criterion, CriterionId, Rubric};

/// Whether people stand for the audits of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// People stand for every one of the audits.
    Confirmed,
    /// Nobody stands for anything in it.
    Draft,
}

impl AuditKind {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            AuditKind::Confirmed => "confirmed",
            AuditKind::Draft => "draft",
        }
    }
}

/// By what papers are grouped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// The year a citation would give.
    #[default]
    Year,
    /// What they are about, such as radiology.
    Field,
    /// Where they were published.
    Venue,
    /// Words of the workspace's settings; a paper may have several.
    Tag,
}

impl GroupBy {
    /// In heads of tables.
    pub fn name(self) -> &'static str {
        match self {
            GroupBy::Year => "year",
            GroupBy::Field => "field",
            GroupBy::Venue => "venue",
            GroupBy::Tag => "tag",
        }
    }
}

/// The figures of a set of papers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Block {
    /// Whether its papers are confirmed audits or drafts.
    pub label: AuditKind,
    /// Every paper, sorted by id.
    pub papers: Vec<PaperFigures>,
    /// Every criterion, in the rubric's order.
    pub criteria: Vec<CriterionFigures>,
    /// Every phase, in the rubric's order.
    pub phases: Vec<PhaseFigures>,
    /// Compliance over all criteria.
    pub overall: Compliance,
    /// Papers by their rate: over all criteria, then for each phase.
    pub rankings: Vec<Ranking>,
    /// The papers in groups, with the figures of each.
    pub groups: Groups,
    /// Whether papers get better with the years; `None` where fewer than three have a year, or all the same.
    pub trend: Option<Trend>,
}

/// The figures of a paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PaperFigures {
    /// The paper's id.
    pub id: PaperId,
    /// Its title; `None` where none was found.
    pub title: Option<String>,
    /// Its year; `None` where none was found.
    pub year: Option<u16>,
    /// What it is about; `None` where the settings do not say.
    pub field: Option<String>,
    /// Where it was published; `None` where the settings do not say.
    pub venue: Option<String>,
    /// Its tags, as the settings have them.
    pub tags: Vec<String>,
    /// Every criterion in the rubric's order: a level, `NA`, or open.
    pub cells: Vec<Option<Score>>,
    /// How far it meets all criteria together.
    pub overall: Rate,
    /// How far it meets each phase, in the rubric's order.
    pub phases: Vec<Rate>,
}

/// The figures of a criterion over the papers of a block.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriterionFigures {
    /// The criterion's id.
    pub id: CriterionId,
    /// The id of its phase.
    pub phase: String,
    /// The criterion's name.
    pub name: String,
    /// Papers at each level, of all papers; in the order of the scale.
    pub levels: Vec<LevelFigures>,
    /// Papers to which it cannot apply, of all papers.
    pub not_applicable: Share,
    /// Papers in which it is open, of all papers.
    pub open: Share,
    /// Papers at the lowest level, of those with a level.
    pub lowest: Share,
    /// [`CriterionFigures::lowest`] if every open cell turned out above the lowest level.
    pub lowest_lower_bound: Option<f64>,
    /// The same if every open cell turned out at the lowest level.
    pub lowest_upper_bound: Option<f64>,
    /// How far the papers with a level meet it on average, 0 to 1: the mean of [`crate::rubric::Scale::share`].
    pub mean_compliance: Option<f64>,
    /// The same if every open cell turned out at the lowest level.
    pub lower_bound: Option<f64>,
    /// The same if every open cell turned out at the highest level.
    pub upper_bound: Option<f64>,
    /// The share beside the published one; `None` where nothing is published.
    pub published: Option<Comparison>,
}

/// The papers at a level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LevelFigures {
    /// The level's number.
    pub level: u8,
    /// The papers at it, of all papers.
    #[serde(flatten)]
    pub share: Share,
}

/// The figures of a phase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhaseFigures {
    /// The phase's id.
    pub id: String,
    /// The phase's name.
    pub name: String,
    /// How many criteria it has.
    pub criteria: usize,
    /// Compliance over its criteria.
    #[serde(flatten)]
    pub compliance: Compliance,
    /// The mean compliance that a published audit reports, 0 to 1; `None` where none does.
    pub published_mean_compliance: Option<f64>,
}

/// Papers by their rate, the best first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranking {
    /// Over which phase; `None` is over all criteria.
    pub phase: Option<String>,
    /// The papers, the best first; those without a rate are left out.
    pub papers: Vec<RankedPaper>,
}

/// A paper's place in a ranking.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankedPaper {
    /// From 1; papers that are as good share the better place.
    pub rank: usize,
    /// The paper's id.
    pub paper: PaperId,
    /// Its rate, 0 to 1.
    pub value: f64,
    /// See [`Rate::lower_bound`].
    pub lower_bound: Option<f64>,
    /// See [`Rate::upper_bound`].
    pub upper_bound: Option<f64>,
}

/// Papers grouped by what they have in common.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Groups {
    /// By what they are grouped.
    pub by: GroupBy,
    /// Papers of which that is not known.
    pub unknown: usize,
    /// The groups, sorted by name.
    pub groups: Vec<Group>,
}

/// Papers that have something in common.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// What they have in common, such as the year.
    pub name: String,
    /// How many papers.
    pub papers: usize,
    /// Over all criteria, with the bootstrap interval over the group's papers.
    pub overall: Figure,
    /// The same for each phase, in the rubric's order.
    pub phases: Vec<Figure>,
}

/// Spearman's correlation of the year and the rate over all criteria.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trend {
    /// Papers with a year and a rate.
    pub papers: usize,
    /// Above 0 where later papers are better.
    pub rho: f64,
}

impl Block {
    pub(super) fn new(rubric: &Rubric, label: AuditKind, rows: &[Row], by: GroupBy) -> Block {
        let papers: Vec<PaperFigures> = rows.iter().map(|row| paper(rubric, row)).collect();
        // The phases, and everything behind them.
        let means = bootstrap::means(&papers.iter().map(rates).collect::<Vec<_>>(), rubric.phases.len() + 1);
        let phases = rubric.phases.iter().enumerate().map(|(at, phase)| PhaseFigures {
            id: phase.id.clone(),
            name: phase.name.clone(),
            criteria: rubric.criteria_of(&phase.id).count(),
            compliance: Compliance::new(
                &papers.iter().map(|paper| paper.phases[at]).collect::<Vec<_>>(),
                means[at],
            ),
            published_mean_compliance: phase.published_mean_compliance,
        });
        let rankings = std::iter::once(None).chain((0..rubric.phases.len()).map(Some)).map(|at| Ranking {
            phase: at.map(|at| rubric.phases[at].id.clone()),
            papers: ranked(&papers, |paper| at.map_or(paper.overall, |at| paper.phases[at])),
        });
        let overall: Vec<Rate> = papers.iter().map(|paper| paper.overall).collect();
        let years: Vec<(f64, f64)> =
            papers.iter().filter_map(|paper| Some((f64::from(paper.year?), paper.overall.value?))).collect();
        Block {
            label,
            criteria: rubric
                .criteria
                .iter()
                .enumerate()
                .map(|(at, one)| criterion(rubric, one, at, rows))
                .collect(),
            phases: phases.collect(),
            overall: Compliance::new(&overall, means[rubric.phases.len()]),
            rankings: rankings.collect(),
            groups: groups(&papers, by, rubric.phases.len()),
            trend: spearman(&years).map(|rho| Trend { papers: years.len(), rho }),
            papers,
        }
    }
}

fn paper(rubric: &Rubric, row: &Row) -> PaperFigures {
    let phase = |phase: &crate::rubric::Phase| row.rate(|at| rubric.criteria[at].phase == phase.id);
    PaperFigures {
        id: row.paper.clone(),
        title: row.facts.title.clone(),
        year: row.facts.year,
        field: row.facts.field.clone(),
        venue: row.facts.venue.clone(),
        tags: row.facts.tags.clone(),
        cells: row.cells.clone(),
        overall: row.rate(|_| true),
        phases: rubric.phases.iter().map(phase).collect(),
    }
}

/// Of each phase, then over all criteria.
fn rates(paper: &PaperFigures) -> Vec<Option<f64>> {
    paper.phases.iter().chain([&paper.overall]).map(|rate| rate.value).collect()
}

fn criterion(rubric: &Rubric, criterion: &Criterion, at: usize, rows: &[Row]) -> CriterionFigures {
    let count = |wanted: Option<Score>| rows.iter().filter(|row| row.cells[at] == wanted).count();
    let levels: Vec<LevelFigures> = rubric
        .scale
        .iter()
        .map(|level| LevelFigures { level, share: Share::new(count(Some(Score::Level(level))), rows.len()) })
        .collect();
    let open = count(None);
    let scored: usize = levels.iter().map(|level| level.share.count).sum();
    let lowest = Share::new(levels.first().map_or(0, |level| level.share.count), scored);
    let all = scored + open;
    let over_all = |count: usize| (all > 0).then(|| count as f64 / all as f64);
    let met: Vec<f64> = rows.iter().filter_map(|row| row.met[at]).collect();
    let sum: f64 = met.iter().sum();
    CriterionFigures {
        id: criterion.id.clone(),
        phase: criterion.phase.clone(),
        name: criterion.name.clone(),
        levels,
        not_applicable: Share::new(count(Some(Score::NotApplicable)), rows.len()),
        open: Share::new(open, rows.len()),
        lowest,
        lowest_lower_bound: over_all(lowest.count),
        lowest_upper_bound: over_all(lowest.count + open),
        mean_compliance: mean_of(met.into_iter()),
        lower_bound: (all > 0).then(|| sum / all as f64),
        upper_bound: (all > 0).then(|| (sum + open as f64) / all as f64),
        published: Comparison::new(rubric, criterion, lowest),
    }
}

fn ranked(papers: &[PaperFigures], rate: impl Fn(&PaperFigures) -> Rate) -> Vec<RankedPaper> {
    let mut rated: Vec<(f64, &PaperFigures)> =
        papers.iter().filter_map(|paper| Some((rate(paper).value?, paper))).collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let place = |value: f64| 1 + rated.iter().filter(|(other, _)| *other > value).count();
    let ranked = |(value, paper): &(f64, &PaperFigures)| {
        let Rate { lower_bound, upper_bound, .. } = rate(paper);
        RankedPaper { rank: place(*value), paper: paper.id.clone(), value: *value, lower_bound, upper_bound }
    };
    rated.iter().map(ranked).collect()
}

fn groups(papers: &[PaperFigures], by: GroupBy, phases: usize) -> Groups {
    let names = |paper: &PaperFigures| -> Vec<String> {
        match by {
            GroupBy::Year => paper.year.iter().map(u16::to_string).collect(),
            GroupBy::Field => paper.field.iter().cloned().collect(),
            GroupBy::Venue => paper.venue.iter().cloned().collect(),
            GroupBy::Tag => paper.tags.clone(),
        }
    };
    let mut members: BTreeMap<String, Vec<Vec<Option<f64>>>> = BTreeMap::new();
    let mut unknown = 0;
    for paper in papers {
        let names = names(paper);
        unknown += usize::from(names.is_empty());
        for name in names {
            members.entry(name).or_default().push(rates(paper));
        }
    }
    let group = |(name, rates): (String, Vec<Vec<Option<f64>>>)| {
        let mut figures = bootstrap::means(&rates, phases + 1);
        let overall = figures.pop().unwrap_or_default();
        Group { name, papers: rates.len(), overall, phases: figures }
    };
    Groups { by, unknown, groups: members.into_iter().map(group).collect() }
}
