//! What differs between two snapshots, in words.

use super::escape;
use super::layout::{BOLD, DIM, left, paint, right, width, wrap, wrap_at_most};
use crate::rubric::{CriterionId, Rubric, Score};
use crate::snapshots::{Difference, FigureChange, FigureOf, LevelChange, Named, Noted, Stated};

/// A list is cut behind so many, unless everything is asked for.
pub(in crate::cli) const SHOWN: usize = 12;

/// A difference in words; of every list at most `most`.
pub(in crate::cli) fn told(
    difference: &Difference,
    rubric: &Rubric,
    most: Option<usize>,
    columns: usize,
) -> String {
    let Difference { papers, findings, .. } = difference;
    // Of nothing before, every single figure would be new.
    let sums = |changes: &[FigureChange]| -> Vec<FigureChange> {
        let is_told = |change: &&FigureChange| difference.from.is_some() || is_sum(change);
        changes.iter().filter(is_told).cloned().collect()
    };
    let since = match difference.from {
        Some(from) => format!("from {} to {} UTC", from.to_minute(), difference.to.to_minute()),
        None => format!("{} UTC, nothing before", difference.to.to_minute()),
    };
    let mut text = format!("{} {}\n", paint(BOLD, "What changed"), paint(DIM, &since));
    if difference.is_empty() {
        text.push_str("nothing\n");
        return text;
    }
    // The first snapshot has none before it to be compared with.
    let whole = if difference.from.is_some() { ", see medcheck diff --all" } else { "" };
    let mut list = |title: &str, lines: Vec<String>| text.push_str(&listed(title, &lines, most, whole));
    list("Made with", made_with(difference));
    let mut lines = Vec::new();
    let marks = [
        ("+", "new", &papers.added),
        ("-", "gone", &papers.removed),
        ("~", "another file", &papers.changed),
        ("✓", "confirmed", &papers.confirmed),
        ("✗", "no longer confirmed", &papers.unconfirmed),
        ("✓", "can be used again", &papers.mended),
    ];
    for (mark, what, papers) in marks {
        lines.extend(papers.iter().map(|paper| named(mark, what, paper, columns)));
    }
    for (paper, problem) in &papers.failing {
        lines.push(format!("!  {}  {}", paper.id, escape::one_line(problem)));
    }
    list("Papers", lines);
    list("Levels of confirmed audits", levels(&difference.levels, rubric, columns));
    list("Findings", noted(&findings.appeared, &findings.gone, columns));
    list("Figures of confirmed audits", figures(&sums(&difference.figures), rubric));
    list("Suggestions of drafts, which nobody stands for", levels(&difference.suggestions, rubric, columns));
    list("Figures of drafts, which nobody stands for", figures(&sums(&difference.draft_figures), rubric));
    text
}

/// A title and its lines; nothing without lines. A line may have breaks of its own. `whole` says where all are.
fn listed(title: &str, lines: &[String], most: Option<usize>, whole: &str) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let shown = most.map_or(lines.len(), |most| lines.len().min(most));
    let mut text = format!("\n{}\n", paint(BOLD, title));
    for line in &lines[..shown] {
        text.push_str(&format!("{line}\n"));
    }
    if shown < lines.len() {
        let more = format!("… and {} more{whole}", lines.len() - shown);
        text.push_str(&format!("{}\n", paint(DIM, &more)));
    }
    text
}

fn made_with(difference: &Difference) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(change) = &difference.program {
        lines.push(format!("{} → {}", escape::one_line(&change.from), escape::one_line(&change.to)));
    }
    if let Some(change) = &difference.rubric {
        let name = |rubric: &crate::rubric::AppliedRubric| {
            let sha256: String = rubric.sha256.chars().take(8).collect();
            format!(
                "{} {} ({})",
                escape::one_line(&rubric.id),
                escape::one_line(&rubric.version),
                escape::one_line(&sha256)
            )
        };
        lines.push(format!("rubric {} → {}", name(&change.from), name(&change.to)));
    }
    if let Some(change) = &difference.models {
        let names = |models: &[crate::models::UsedModel]| {
            let name = |model: &crate::models::UsedModel| {
                let sha256: String = model.sha256.chars().take(8).collect();
                escape::one_line(&format!("{} ({sha256})", model.name))
            };
            let names: Vec<String> = models.iter().map(name).collect();
            if names.is_empty() { "words alone".to_owned() } else { names.join(" + ") }
        };
        lines.push(format!("models {} → {}", names(&change.from), names(&change.to)));
    }
    lines
}

fn named(mark: &str, what: &str, paper: &Named, columns: usize) -> String {
    let line = format!("{mark}  {}  {}", paper.id, paint(DIM, what));
    let Some(title) = &paper.title else { return line };
    let room = columns.saturating_sub(width(&line) + 2).max(24);
    format!("{line}  {}", wrap_at_most(&escape::one_line(title), room, 1, "…").concat())
}

/// Where a criterion stands in the rubric; behind all where it does not.
fn place(rubric: &Rubric, criterion: &CriterionId) -> usize {
    rubric.criteria.iter().position(|one| one.id == *criterion).unwrap_or(usize::MAX)
}

/// A line a paper, with its criteria.
fn levels(changes: &[LevelChange], rubric: &Rubric, columns: usize) -> Vec<String> {
    let level = |level: Option<Stated>| level.map_or("open".to_owned(), |level| level.to_string());
    let ids = changes.iter().map(|change| width(change.paper.as_str())).max().unwrap_or(0);
    changes
        .chunk_by(|a, b| a.paper == b.paper)
        .map(|of_paper| {
            let mut of_paper: Vec<&LevelChange> = of_paper.iter().collect();
            of_paper.sort_by_key(|change| place(rubric, &change.criterion));
            let cells: Vec<String> = of_paper
                .iter()
                .map(|change| format!("{}: {} → {}", change.criterion, level(change.from), level(change.to)))
                .collect();
            let lines = wrap(&cells.join(", "), columns.saturating_sub(ids + 2).max(24));
            let indent = format!("\n{}", " ".repeat(ids + 2));
            format!("{}  {}", left(of_paper[0].paper.as_str(), ids), lines.join(&indent))
        })
        .collect()
}

fn noted(appeared: &[Noted], gone: &[Noted], columns: usize) -> Vec<String> {
    let line = |mark: &str, finding: &Noted| {
        let lines = wrap(&escape::one_line(&finding.text), columns.saturating_sub(3));
        format!("{mark}  {}", lines.join("\n   "))
    };
    let appeared = appeared.iter().map(|finding| line("+", finding));
    appeared.chain(gone.iter().map(|finding| line("-", finding))).collect()
}

/// Whether a figure is of more than one criterion.
fn is_sum(change: &FigureChange) -> bool {
    !matches!(change.of, FigureOf::Lowest(_))
}

/// The few that sum everything up, then the criteria that moved most.
fn figures(changes: &[FigureChange], rubric: &Rubric) -> Vec<String> {
    let moved = |change: &FigureChange| match change.from.zip(change.to) {
        Some((from, to)) => (to - from).abs(),
        None => 1.0,
    };
    let (sums, mut single): (Vec<&FigureChange>, Vec<_>) = changes.iter().partition(|change| is_sum(change));
    let order = |change: &FigureChange| match &change.of {
        FigureOf::Lowest(criterion) => place(rubric, criterion),
        _ => 0,
    };
    single.sort_by(|a, b| moved(b).total_cmp(&moved(a)).then(order(a).cmp(&order(b))));
    let name = |of: &FigureOf| match of {
        FigureOf::Papers => "papers".to_owned(),
        FigureOf::Overall => "mean compliance".to_owned(),
        FigureOf::Phase(id) => format!("mean compliance, phase {}", escape::one_line(id)),
        FigureOf::Lowest(id) => {
            let lowest = rubric.scale.name_of(Score::Level(rubric.scale.lowest()));
            let name = rubric.criterion(id.as_str()).map_or("", |criterion| criterion.name.as_str());
            format!("{} {}, {}", id, escape::one_line(name), escape::one_line(&lowest)).replace(" ,", ",")
        }
    };
    let value = |of: &FigureOf, value: Option<f64>| match (of, value) {
        (_, None) => "none".to_owned(),
        (FigureOf::Papers, Some(papers)) => format!("{papers}"),
        (_, Some(share)) => format!("{:.1} %", share * 100.0),
    };
    let ordered: Vec<&FigureChange> = sums.into_iter().chain(single).collect();
    let names = ordered.iter().map(|change| width(&name(&change.of))).max().unwrap_or(0);
    let line = |change: &&FigureChange| {
        let (from, to) = (value(&change.of, change.from), value(&change.of, change.to));
        format!("{}  {} → {to}", left(&name(&change.of), names), right(&from, 7))
    };
    ordered.iter().map(line).collect()
}
