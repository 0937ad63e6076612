//! What the numbers say, in words that name them.

use serde::{Deserialize, Serialize};

use super::block::{Block, CriterionFigures, PhaseFigures};
use super::corpus::Confirmed;
use super::published::Comparison;
use crate::document::PaperId;
use crate::rubric::{CriterionId, Rubric, Score};

/// At most this many quotes stand behind a finding, one a paper.
const QUOTES: usize = 6;

/// A sentence and the numbers it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What kind of sentence.
    pub kind: FindingKind,
    /// The sentence for people, with its numbers.
    pub text: String,
    /// What it is about, where that is a criterion.
    pub criterion: Option<CriterionId>,
    /// The phase of the criterion, or the phase it is about.
    pub phase: Option<String>,
    /// Its numbers, shares from 0 to 1.
    pub figures: Vec<NamedFigure>,
    /// What people quoted for the criterion, or for a criterion of the phase, where they saw least of it; one
    /// a paper. Empty where nothing was quoted.
    pub quotes: Vec<FindingQuote>,
}

/// A quote of a confirmed audit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingQuote {
    /// The paper it stands in.
    pub paper: PaperId,
    /// The criterion it was quoted for.
    pub criterion: CriterionId,
    /// The level it was quoted for.
    pub level: u8,
    /// The page it begins on; `None` where it is not known.
    pub page: Option<u32>,
    /// The quote, verbatim.
    pub quote: String,
}

/// What a finding says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Most papers are at the lowest level, and not by chance: the Wilson interval excludes one half.
    SystemicWeakness,
    /// The lowest mean compliance, or an interval wholly below the mean over all criteria.
    WeakPhase,
    /// The share differs from the published one: the interval of the difference excludes zero.
    DiffersFromPublished,
}

/// A number with its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedFigure {
    /// Its name, as JSON has it.
    pub name: &'static str,
    /// The number itself.
    pub value: f64,
}

fn figures(named: &[(&'static str, Option<f64>)]) -> Vec<NamedFigure> {
    named.iter().filter_map(|(name, value)| Some(NamedFigure { name, value: (*value)? })).collect()
}

/// A share as people read it: `91.7 %`.
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn between(low: Option<f64>, high: Option<f64>) -> String {
    match low.zip(high) {
        Some((low, high)) => format!("95 % interval {:.1} to {:.1} %", low * 100.0, high * 100.0),
        None => "no interval".to_owned(),
    }
}

/// Systemic weaknesses first, the worst ahead; then weak phases; then differences to what is published.
pub(super) fn findings(rubric: &Rubric, block: &Block, confirmed: &[&Confirmed]) -> Vec<Finding> {
    let mut found = systemic(rubric, block);
    found.extend(weak_phases(block));
    found.extend(differences(block));
    for finding in &mut found {
        finding.quotes = quotes(rubric, finding, confirmed);
    }
    found
}

/// The lowest levels first, then by paper and by the rubric's order.
fn quotes(rubric: &Rubric, finding: &Finding, confirmed: &[&Confirmed]) -> Vec<FindingQuote> {
    let is_meant = |id: &CriterionId| match &finding.criterion {
        Some(criterion) => id == criterion,
        None => rubric.criterion(id.as_str()).is_some_and(|one| Some(&one.phase) == finding.phase.as_ref()),
    };
    let of_paper = |paper: &&Confirmed| {
        let cells = paper.audit.cells.iter().filter(|cell| is_meant(&cell.criterion));
        let quoted = cells.filter_map(|cell| {
            let level = cell.score.and_then(Score::level)?;
            Some((level, cell, cell.evidence.first()?))
        });
        // The first of the lowest: `min_by_key` gives the first of equals.
        let (level, cell, evidence) = quoted.min_by_key(|(level, ..)| *level)?;
        Some(FindingQuote {
            paper: paper.audit.paper.clone(),
            criterion: cell.criterion.clone(),
            level,
            page: evidence.quote.page,
            quote: evidence.quote.text.clone(),
        })
    };
    let mut quotes: Vec<FindingQuote> = confirmed.iter().filter_map(of_paper).collect();
    quotes.sort_by_key(|quote| quote.level);
    quotes.truncate(QUOTES);
    quotes
}

fn systemic(rubric: &Rubric, block: &Block) -> Vec<Finding> {
    let lowest_name = rubric.scale.name_of(Score::Level(rubric.scale.lowest()));
    let mut weak: Vec<_> =
        block.criteria.iter().filter(|one| one.lowest.low.is_some_and(|low| low > 0.5)).collect();
    weak.sort_by(|a, b| b.lowest.share.unwrap_or(0.0).total_cmp(&a.lowest.share.unwrap_or(0.0)));
    let finding = |one: &&CriterionFigures| {
        let lowest = one.lowest;
        let text = format!(
            "{} {} is {lowest_name} in {} of {} papers with a level ({}, {}).",
            one.id,
            one.name,
            lowest.count,
            lowest.of,
            percent(lowest.share.unwrap_or(0.0)),
            between(lowest.low, lowest.high)
        );
        Finding {
            kind: FindingKind::SystemicWeakness,
            text,
            criterion: Some(one.id.clone()),
            phase: Some(one.phase.clone()),
            figures: figures(&[
                ("count", Some(lowest.count as f64)),
                ("of", Some(lowest.of as f64)),
                ("share", lowest.share),
                ("low", lowest.low),
                ("high", lowest.high),
            ]),
            quotes: Vec::new(),
        }
    };
    weak.iter().map(finding).collect()
}

fn weak_phases(block: &Block) -> Vec<Finding> {
    let Some(overall) = block.overall.mean.value else { return Vec::new() };
    let mut phases: Vec<_> =
        block.phases.iter().filter_map(|phase| Some((phase.compliance.mean.value?, phase))).collect();
    phases.sort_by(|a, b| a.0.total_cmp(&b.0));
    if phases.len() < 2 {
        return Vec::new();
    }
    let is_weak = |(at, (_, phase)): &(usize, &(f64, &PhaseFigures))| {
        *at == 0 || phase.compliance.mean.high.is_some_and(|high| high < overall)
    };
    let finding = |(at, (value, phase)): (usize, &(f64, &PhaseFigures))| {
        let mean = phase.compliance.mean;
        let what = if at == 0 { "is the weakest phase" } else { "is weak, too" };
        let text = format!(
            "{} {} {what}: its mean compliance is {} ({}), over all criteria it is {}.",
            phase.id,
            phase.name,
            percent(*value),
            between(mean.low, mean.high),
            percent(overall)
        );
        Finding {
            kind: FindingKind::WeakPhase,
            text,
            criterion: None,
            phase: Some(phase.id.clone()),
            figures: figures(&[
                ("mean_compliance", Some(*value)),
                ("low", mean.low),
                ("high", mean.high),
                ("overall", Some(overall)),
            ]),
            quotes: Vec::new(),
        }
    };
    phases.iter().enumerate().filter(is_weak).map(finding).collect()
}

fn differences(block: &Block) -> Vec<Finding> {
    let differing = block.criteria.iter().filter_map(|one| {
        let published = one.published.filter(Comparison::differs)?;
        Some((one, published, published.difference?, published.here.share?))
    });
    let finding = |(one, published, difference, here): (&CriterionFigures, Comparison, f64, f64)| {
        let what = if published.kind == "not_met" { "at the lowest level" } else { "above the lowest level" };
        let text = format!(
            "{} {}: {} of the papers with a level are {what}, {} in the published audit (difference {:+.1} points, \
             95 % interval {:+.1} to {:+.1}).",
            one.id,
            one.name,
            percent(here),
            percent(published.published),
            difference * 100.0,
            published.low.unwrap_or(difference) * 100.0,
            published.high.unwrap_or(difference) * 100.0
        );
        Finding {
            kind: FindingKind::DiffersFromPublished,
            text,
            criterion: Some(one.id.clone()),
            phase: Some(one.phase.clone()),
            figures: figures(&[
                ("share", Some(here)),
                ("published", Some(published.published)),
                ("difference", Some(difference)),
                ("low", published.low),
                ("high", published.high),
            ]),
            quotes: Vec::new(),
        }
    };
    differing.map(finding).collect()
}
