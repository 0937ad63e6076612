//! The tables that people read, the same in every format.

use super::figures::{bounds, figure, number, percent, points, share};
use crate::output::tables::{Column, Table};
use crate::statistics::{AuditKind, Block, Comparison, Correlation, Rate, Statistics};

/// How many of the strongest correlations are shown; the JSON has all.
const STRONGEST: usize = 12;
/// A correlation over fewer papers is not shown.
const FEWEST_PAPERS: usize = 10;

/// The title of the table with a row a phase.
pub(super) const PHASES: &str = "Mean compliance";
/// The title of the table with a row a criterion.
pub(super) const CRITERIA: &str = "Criteria";
/// How to read what is published.
const PUBLISHED: &str = " Published: the share reported for the rubric's own papers; difference: the share here less the \
                         published, in points, with Newcombe's hybrid score interval.";

/// Tables on one matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What the tables are about.
    pub title: String,
    /// The tables, at least one.
    pub tables: Vec<Table>,
}

/// One line on what was counted.
pub fn headline(statistics: &Statistics) -> String {
    let count = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let mut line = format!(
        "{} · {} {} · intervals 95 %",
        count(statistics.confirmed.papers.len(), "confirmed audit"),
        statistics.rubric.id,
        statistics.rubric.version
    );
    if let Some(drafts) = &statistics.drafts {
        line.push_str(&format!(" · {} apart", count(drafts.papers.len(), "draft")));
    }
    line
}

/// Every table, the confirmed audits first; none of them where none is confirmed.
pub fn sections(statistics: &Statistics) -> Vec<Section> {
    let mut sections = Vec::new();
    if !statistics.confirmed.papers.is_empty() {
        let tables = block(statistics, &statistics.confirmed);
        sections.push(Section { title: "Confirmed audits".to_owned(), tables });
    }
    let people: Vec<Table> = [agreement(statistics), suggestions(statistics), workload(statistics)]
        .into_iter()
        .filter(|table| !table.rows.is_empty())
        .collect();
    if !people.is_empty() {
        sections.push(Section { title: "People and drafts".to_owned(), tables: people });
    }
    let correlations = correlations(statistics);
    if !correlations.rows.is_empty() {
        sections.push(Section { title: "Criteria that go together".to_owned(), tables: vec![correlations] });
    }
    if let Some(drafts) = &statistics.drafts {
        let title = "Drafts: suggestions that no person confirmed".to_owned();
        sections.push(Section { title, tables: block(statistics, drafts) });
    }
    sections
}

fn block(statistics: &Statistics, block: &Block) -> Vec<Table> {
    let mut tables = vec![phases(block), criteria(statistics, block), ranking(block)];
    if !block.groups.groups.is_empty() {
        tables.push(groups(block));
    }
    tables
}

/// `draft: ` in front of whatever no person stands for.
fn title(block: &Block, title: &str) -> String {
    match block.label {
        AuditKind::Confirmed => title.to_owned(),
        AuditKind::Draft => format!("Draft: {title}"),
    }
}

fn head(name: &str, column: Column) -> (String, Column) {
    (name.to_owned(), column)
}

/// Phases and, behind them, all criteria.
fn phases(block: &Block) -> Table {
    let row = |id: &str, name: &str, one: &crate::statistics::Compliance, published: Option<f64>| {
        vec![
            id.to_owned(),
            name.to_owned(),
            figure(one.mean),
            bounds(one.open, one.lower_bound, one.upper_bound),
            published.map_or(String::new(), percent),
        ]
    };
    let mut rows: Vec<Vec<String>> = block
        .phases
        .iter()
        .map(|phase| row(&phase.id, &phase.name, &phase.compliance, phase.published_mean_compliance))
        .collect();
    rows.push(row("all", "all criteria", &block.overall, None));
    Table {
        title: title(block, PHASES),
        is_detail: false,
        note: "Sum of levels over the highest sum, criteria that cannot apply left out; mean of the papers with its \
               bootstrap interval over papers. Bounds: every open cell at the lowest or the highest level."
            .to_owned(),
        heads: vec![
            head("phase", Column::Key),
            head("name", Column::Words),
            head("mean compliance", Column::Number),
            head("bounds", Column::Number),
            head("published", Column::Number),
        ],
        rows,
    }
    .without_empty(&["published"])
}

/// A row a criterion.
fn criteria(statistics: &Statistics, block: &Block) -> Table {
    let lowest = statistics.scale.first().map_or("lowest", |level| level.name.as_str());
    let mut heads = vec![head("", Column::Key), head("criterion", Column::Words)];
    heads.extend(statistics.scale.iter().map(|level| head(&level.name, Column::Number)));
    heads.extend([
        head("NA", Column::Number),
        head("open", Column::Number),
        head(&format!("share {lowest}"), Column::Number),
        head("published", Column::Number),
        head("difference", Column::Number),
    ]);
    let row = |one: &crate::statistics::CriterionFigures| {
        let mut row = vec![one.id.to_string(), one.name.clone()];
        row.extend(one.levels.iter().map(|level| level.share.count.to_string()));
        row.extend([one.not_applicable.count.to_string(), one.open.count.to_string(), share(&one.lowest)]);
        let published = one.published.map(Comparison::of_lowest);
        row.push(published.map_or(String::new(), |published| percent(published.published)));
        row.push(published.map_or(String::new(), |published| {
            points(published.difference, published.low.zip(published.high))
        }));
        row
    };
    Table {
        title: title(block, CRITERIA),
        is_detail: false,
        note: format!(
            "Papers at each level. Share {lowest}: of the papers with a level, with its Wilson interval.{}",
            if block.criteria.iter().any(|one| one.published.is_some()) { PUBLISHED } else { "" }
        ),
        heads,
        rows: block.criteria.iter().map(row).collect(),
    }
    .without_empty(&["published", "difference"])
}

/// Papers by their rate over all criteria, with their rates and ranks for each phase.
fn ranking(block: &Block) -> Table {
    let mut heads = vec![
        head("rank", Column::Number),
        head("paper", Column::Key),
        head("title", Column::Words),
        head("year", Column::Number),
        head("all", Column::Number),
    ];
    heads.extend(block.phases.iter().map(|phase| head(&phase.id, Column::Number)));
    let with_rank = |at: usize, paper: &crate::statistics::PaperFigures, rate: &Rate| {
        let ranked = block.rankings[at].papers.iter().find(|ranked| ranked.paper == paper.id);
        match (rate.value, ranked) {
            (Some(value), Some(ranked)) => format!("{} ({})", percent(value), ranked.rank),
            _ => "–".to_owned(),
        }
    };
    let row = |ranked: &crate::statistics::RankedPaper| {
        let paper = block.papers.iter().find(|paper| paper.id == ranked.paper)?;
        let range = bounds(paper.overall.open, ranked.lower_bound, ranked.upper_bound);
        let overall = if range.is_empty() { String::new() } else { format!(" [{range}]") };
        let mut row = vec![
            ranked.rank.to_string(),
            paper.id.to_string(),
            paper.title.clone().unwrap_or_default(),
            paper.year.map_or(String::new(), |year| year.to_string()),
            format!("{}{overall}", percent(ranked.value)),
        ];
        row.extend((1..).zip(&paper.phases).map(|(at, rate)| with_rank(at, paper, rate)));
        Some(row)
    };
    Table {
        title: title(block, "Papers"),
        is_detail: true,
        note: "Compliance over all criteria, with bounds where cells are open, and for each phase with the rank in \
               it."
        .to_owned(),
        heads,
        rows: block.rankings[0].papers.iter().filter_map(row).collect(),
    }
}

/// Papers put together by what they have in common.
fn groups(block: &Block) -> Table {
    let by = block.groups.by.name();
    let mut heads =
        vec![head(by, Column::Key), head("papers", Column::Number), head("mean compliance", Column::Number)];
    heads.extend(block.phases.iter().map(|phase| head(&phase.id, Column::Number)));
    let row = |group: &crate::statistics::Group| {
        let mut row = vec![group.name.clone(), group.papers.to_string(), figure(group.overall)];
        row.extend(group.phases.iter().map(|phase| phase.value.map_or("–".to_owned(), percent)));
        row
    };
    let mut note = match block.groups.unknown {
        0 => String::new(),
        unknown => format!("Papers without a {by}: {unknown}. "),
    };
    if let Some(trend) = block.trend {
        note.push_str(&format!(
            "Spearman's correlation of year and compliance: {:+.2} over {} papers.",
            trend.rho, trend.papers
        ));
    }
    Table {
        title: title(block, &format!("By {by}")),
        is_detail: false,
        note: note.trim_end().to_owned(),
        heads,
        rows: block.groups.groups.iter().map(row).collect(),
    }
}

fn agreement(statistics: &Statistics) -> Table {
    let agreement = &statistics.agreement;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for pair in &agreement.pairs {
        let who = format!("{} and {}", pair.a, pair.b);
        let raw = pair.raw.map_or("–".to_owned(), percent);
        let both = pair.agreement.both.to_string();
        rows.push(vec![format!("{who}: raw agreement"), both.clone(), raw]);
        rows.push(vec![format!("{who}: quadratic-weighted kappa"), both, number(pair.agreement.kappa)]);
    }
    if let Some(fleiss) = agreement.fleiss {
        let name = format!("Fleiss' kappa of {} people", fleiss.raters);
        rows.push(vec![name, fleiss.cells.to_string(), number(fleiss.kappa)]);
    }
    if agreement.cells > 0 {
        let cells = agreement.with_levels.to_string();
        rows.push(vec!["Krippendorff's alpha (ordinal)".to_owned(), cells, number(agreement.alpha)]);
        rows.extend(agreement.phases.iter().map(|phase| {
            let name = format!("Krippendorff's alpha, phase {}", phase.phase);
            vec![name, phase.cells.to_string(), number(phase.alpha)]
        }));
    }
    Table {
        title: "Agreement between reviewers".to_owned(),
        is_detail: false,
        note: "On cells of confirmed audits that at least two people decided, before disagreements were settled."
            .to_owned(),
        heads: vec![
            head("figure", Column::Words),
            head("cells", Column::Number),
            head("value", Column::Number),
        ],
        rows,
    }
}

fn suggestions(statistics: &Statistics) -> Table {
    let found = &statistics.suggestions;
    let shares = [
        ("accepted unchanged, all", &found.unchanged),
        ("accepted unchanged, decided in view of this draft", &found.answered_unchanged),
        ("nothing found, decided at the lowest level", &found.nothing_found_at_lowest),
    ];
    let mut rows: Vec<Vec<String>> = shares
        .iter()
        .filter(|(_, one)| one.of > 0)
        .map(|(name, one)| vec![(*name).to_owned(), one.of.to_string(), share(one)])
        .collect();
    if let Some(kappa) = found.kappa {
        let cells = found.unchanged.of.to_string();
        rows.push(vec!["quadratic-weighted kappa of levels".to_owned(), cells, number(Some(kappa))]);
    }
    Table {
        title: "Draft and decision".to_owned(),
        is_detail: false,
        note: "Decided cells of confirmed audits beside the stored draft.".to_owned(),
        heads: vec![
            head("figure", Column::Words),
            head("cells", Column::Number),
            head("value", Column::Number),
        ],
        rows,
    }
}

fn workload(statistics: &Statistics) -> Table {
    let timed = statistics.workload.iter().filter_map(|one| Some((one, one.per_hour?)));
    let row = |(one, per_hour): (&crate::statistics::Workload, f64)| {
        vec![
            one.reviewer.to_string(),
            one.decisions.to_string(),
            one.timed.to_string(),
            format!("{:.2}", one.hours),
            format!("{per_hour:.0}"),
        ]
    };
    Table {
        title: "Workload".to_owned(),
        is_detail: false,
        note: "Cells per hour of timed decisions; imported ones, and pauses over ten minutes, are not timed."
            .to_owned(),
        heads: vec![
            head("reviewer", Column::Words),
            head("decisions", Column::Number),
            head("timed", Column::Number),
            head("hours", Column::Number),
            head("cells per hour", Column::Number),
        ],
        rows: timed.map(row).collect(),
    }
}

fn correlations(statistics: &Statistics) -> Table {
    let mut strongest: Vec<(&Correlation, f64)> = statistics
        .correlations
        .iter()
        .filter(|one| one.papers >= FEWEST_PAPERS)
        .filter_map(|one| Some((one, one.rho?)))
        .collect();
    strongest.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let name = |id: &crate::rubric::CriterionId| {
        let criterion = statistics.confirmed.criteria.iter().find(|one| one.id == *id);
        format!("{id} {}", criterion.map_or("", |one| one.name.as_str()))
    };
    let row = |(one, rho): &(&Correlation, f64)| {
        vec![name(&one.a), name(&one.b), one.papers.to_string(), format!("{rho:+.2}")]
    };
    Table {
        title: "Strongest correlations".to_owned(),
        is_detail: true,
        note: format!(
            "Spearman's rank correlation of levels over the confirmed audits, of pairs with at least {FEWEST_PAPERS} \
             papers. Out of so many pairs some are strong by chance."
        ),
        heads: vec![
            head("criterion", Column::Words),
            head("criterion", Column::Words),
            head("papers", Column::Number),
            head("rho", Column::Number),
        ],
        rows: strongest.iter().take(STRONGEST).map(row).collect(),
    }
}
