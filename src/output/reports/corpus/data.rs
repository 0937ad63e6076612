//! Plain numbers in rows: what CSV and the workbook hold.

use crate::output::tables::csv_field;
use crate::statistics::{Block, Share, Statistics};

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Absent,
}

impl Value {
    /// As a field of CSV: a text as [`csv_field`] has it, a number as the shortest text that reads back as the
    /// same.
    pub(super) fn field(&self) -> String {
        match self {
            Value::Text(text) => csv_field(text),
            Value::Number(number) => number.to_string(),
            Value::Absent => String::new(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Value {
        Value::Number(count as f64)
    }
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Value {
        number.map_or(Value::Absent, Value::Number)
    }
}

/// A table.
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Vec<Value>>,
}

/// Every table, in the order of the workbook.
pub(super) fn sheets(statistics: &Statistics) -> [Sheet; 7] {
    [
        findings(statistics),
        criteria(statistics),
        phases(statistics),
        papers(statistics),
        groups(statistics),
        correlations(statistics),
        people(statistics),
    ]
}

fn blocks(statistics: &Statistics) -> impl Iterator<Item = &Block> {
    std::iter::once(&statistics.confirmed).chain(&statistics.drafts)
}

fn heads(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Count, share and interval, under four heads.
fn share(share: &Share) -> [Value; 4] {
    [share.count.into(), share.share.into(), share.low.into(), share.high.into()]
}

fn share_heads(name: &str) -> [String; 4] {
    ["count", "share", "low", "high"].map(|part| format!("{name}_{part}"))
}

pub(super) fn criteria(statistics: &Statistics) -> Sheet {
    let mut names = heads(&["audits", "phase", "criterion", "name", "papers"]);
    names.extend(statistics.scale.iter().flat_map(|level| share_heads(&level.name.replace(' ', "_"))));
    names.extend(["not_applicable", "open"].iter().flat_map(|name| share_heads(name)));
    names.push("with_level".to_owned());
    names.extend(share_heads("lowest"));
    names.extend(heads(&[
        "lowest_lower_bound",
        "lowest_upper_bound",
        "mean_compliance",
        "lower_bound",
        "upper_bound",
        "published_kind",
        "published_share",
        "published_of",
        "share_here",
        "difference",
        "difference_low",
        "difference_high",
    ]));
    let row = |block: &Block, one: &crate::statistics::CriterionFigures| {
        let mut row: Vec<Value> = vec![
            block.label.name().into(),
            one.phase.as_str().into(),
            one.id.as_str().into(),
            one.name.as_str().into(),
            block.papers.len().into(),
        ];
        row.extend(one.levels.iter().flat_map(|level| share(&level.share)));
        row.extend([&one.not_applicable, &one.open].into_iter().flat_map(share));
        row.push(one.lowest.of.into());
        row.extend(share(&one.lowest));
        row.extend(
            [
                one.lowest_lower_bound,
                one.lowest_upper_bound,
                one.mean_compliance,
                one.lower_bound,
                one.upper_bound,
            ]
            .map(Value::from),
        );
        let published = one.published;
        row.push(published.map_or(Value::Absent, |published| published.kind.into()));
        row.extend(
            [
                published.map(|published| published.published),
                published.and_then(|published| published.published_of).map(f64::from),
                published.and_then(|published| published.here.share),
                published.and_then(|published| published.difference),
                published.and_then(|published| published.low),
                published.and_then(|published| published.high),
            ]
            .map(Value::from),
        );
        row
    };
    let rows = blocks(statistics).flat_map(|block| block.criteria.iter().map(move |one| row(block, one)));
    Sheet { name: "Criteria", heads: names, rows: rows.collect() }
}

fn phases(statistics: &Statistics) -> Sheet {
    let names = heads(&[
        "audits",
        "phase",
        "name",
        "papers",
        "mean_compliance",
        "low",
        "high",
        "lower_bound",
        "upper_bound",
        "cells_with_level",
        "cells_not_applicable",
        "cells_open",
        "published_mean_compliance",
    ]);
    let row = |block: &Block, id: &str, name: &str, one: &crate::statistics::Compliance, published| {
        vec![
            block.label.name().into(),
            id.into(),
            name.into(),
            one.papers.into(),
            one.mean.value.into(),
            one.mean.low.into(),
            one.mean.high.into(),
            one.lower_bound.into(),
            one.upper_bound.into(),
            one.scored.into(),
            one.not_applicable.into(),
            one.open.into(),
            Value::from(published),
        ]
    };
    let rows = blocks(statistics).flat_map(|block| {
        let phases = block.phases.iter().map(|phase| {
            row(block, &phase.id, &phase.name, &phase.compliance, phase.published_mean_compliance)
        });
        phases.chain([row(block, "", "all criteria", &block.overall, None)]).collect::<Vec<_>>()
    });
    Sheet { name: "Phases", heads: names, rows: rows.collect() }
}

fn papers(statistics: &Statistics) -> Sheet {
    let mut names = heads(&["audits", "paper", "title", "year", "field", "venue", "tags"]);
    let parts = ["compliance", "lower_bound", "upper_bound", "rank"];
    names.extend(parts.map(str::to_owned));
    let phases = || statistics.confirmed.phases.iter();
    names.extend(phases().flat_map(|phase| parts.map(|part| format!("{}_{part}", phase.id))));
    names.extend(statistics.confirmed.criteria.iter().map(|criterion| criterion.id.to_string()));
    let row = |block: &Block, paper: &crate::statistics::PaperFigures| {
        let mut row: Vec<Value> = vec![
            block.label.name().into(),
            paper.id.as_str().into(),
            paper.title.as_deref().unwrap_or_default().into(),
            paper.year.map(f64::from).into(),
            paper.field.as_deref().unwrap_or_default().into(),
            paper.venue.as_deref().unwrap_or_default().into(),
            paper.tags.join(", ").as_str().into(),
        ];
        for (rate, ranking) in std::iter::once(&paper.overall).chain(&paper.phases).zip(&block.rankings) {
            let rank = ranking.papers.iter().find(|ranked| ranked.paper == paper.id);
            row.extend([rate.value, rate.lower_bound, rate.upper_bound].map(Value::from));
            row.push(rank.map_or(Value::Absent, |ranked| ranked.rank.into()));
        }
        row.extend(paper.cells.iter().map(|cell| match cell {
            Some(score) => score.level().map_or("NA".into(), |level| Value::Number(f64::from(level))),
            None => Value::Absent,
        }));
        row
    };
    let rows = blocks(statistics).flat_map(|block| block.papers.iter().map(move |paper| row(block, paper)));
    Sheet { name: "Papers", heads: names, rows: rows.collect() }
}

fn groups(statistics: &Statistics) -> Sheet {
    let mut names = heads(&["audits", "by", "group", "papers", "mean_compliance", "low", "high"]);
    names.extend(statistics.confirmed.phases.iter().map(|phase| phase.id.clone()));
    let row = |block: &Block, group: &crate::statistics::Group| {
        let mut row: Vec<Value> = vec![
            block.label.name().into(),
            block.groups.by.name().into(),
            group.name.as_str().into(),
            group.papers.into(),
            group.overall.value.into(),
            group.overall.low.into(),
            group.overall.high.into(),
        ];
        row.extend(group.phases.iter().map(|phase| Value::from(phase.value)));
        row
    };
    let rows =
        blocks(statistics).flat_map(|block| block.groups.groups.iter().map(move |group| row(block, group)));
    Sheet { name: "Groups", heads: names, rows: rows.collect() }
}

fn correlations(statistics: &Statistics) -> Sheet {
    let rows = statistics.correlations.iter().map(|one| {
        vec![one.a.as_str().into(), one.b.as_str().into(), one.papers.into(), Value::from(one.rho)]
    });
    Sheet { name: "Correlations", heads: heads(&["a", "b", "papers", "spearman_rho"]), rows: rows.collect() }
}

fn people(statistics: &Statistics) -> Sheet {
    let names = heads(&["figure", "a", "b", "cells", "value"]);
    let agreement = &statistics.agreement;
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for pair in &agreement.pairs {
        let figures = [("raw agreement", pair.raw), ("quadratic-weighted kappa", pair.agreement.kappa)];
        rows.extend(figures.map(|(name, value)| {
            let cells = pair.agreement.both.into();
            vec![name.into(), pair.a.as_str().into(), pair.b.as_str().into(), cells, value.into()]
        }));
    }
    let mut all = |name: &str, cells: usize, value: Option<f64>| {
        rows.push(vec![name.into(), Value::Absent, Value::Absent, cells.into(), value.into()]);
    };
    if let Some(fleiss) = agreement.fleiss {
        all("Fleiss kappa", fleiss.cells, fleiss.kappa);
    }
    all("Krippendorff alpha (ordinal)", agreement.with_levels, agreement.alpha);
    let drafts = &statistics.suggestions;
    all("drafts: accepted unchanged", drafts.unchanged.of, drafts.unchanged.share);
    all("drafts: quadratic-weighted kappa", drafts.unchanged.of, drafts.kappa);
    for one in &statistics.workload {
        let who = one.reviewer.as_str().into();
        rows.push(vec!["cells per hour".into(), who, Value::Absent, one.timed.into(), one.per_hour.into()]);
    }
    Sheet { name: "People and drafts", heads: names, rows }
}

fn findings(statistics: &Statistics) -> Sheet {
    let rows = statistics.findings.iter().map(|finding| {
        let criterion = finding.criterion.as_ref().map_or("", |id| id.as_str());
        vec![
            finding.text.as_str().into(),
            finding.phase.as_deref().unwrap_or_default().into(),
            Value::from(criterion),
        ]
    });
    Sheet { name: "Findings", heads: heads(&["finding", "phase", "criterion"]), rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_and_texts_are_not_computed() {
        assert_eq!(Value::from(Some(-0.25)).field(), "-0.25");
        assert_eq!(Value::from("-1+1").field(), "'-1+1");
        assert_eq!(Value::from(None).field(), "");
    }
}
