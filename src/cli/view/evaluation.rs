//! An evaluation as tables for people.

use super::escape::one_line;
use super::layout::{BOLD, DIM, counted, left, paint, right, width, wrap};
use crate::evaluation::{Evaluation, Point, Summary};
use crate::numeric::Figure;
use crate::output::rounded;

/// Shown where a figure is not defined.
const UNDEFINED: &str = "–";
/// The narrowest column of names.
const NAME: usize = 16;

/// A learning curve: one line a point, with the figures over all criteria.
pub(in crate::cli) fn curve(points: &[Point]) -> String {
    let mut lines = vec![paint(
        BOLD,
        &format!(
            "{:>6}  {:>6} {:>6} {:>6} {:>6}  {:>9} {:>6}",
            "papers", "hit@1", "hit@3", "hit@5", "MRR", "agreement", "kappa"
        ),
    )];
    let shown = |figure: &Figure| figure.value.map_or(UNDEFINED.to_owned(), |value| format!("{value:.3}"));
    for Point { papers, evaluation: Evaluation { overall, .. } } in points {
        let [one, three, five, mrr] =
            [&overall.hit_1, &overall.hit_3, &overall.hit_5, &overall.mrr].map(shown);
        let [agreement, kappa] = [&overall.agreement, &overall.kappa].map(shown);
        lines.push(format!("{papers:>6}  {one:>6} {three:>6} {five:>6} {mrr:>6}  {agreement:>9} {kappa:>6}"));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The figures over all criteria, then a row per phase, then a row per criterion.
pub(in crate::cli) fn text(evaluation: &Evaluation, columns: usize) -> String {
    let mut lines = header(evaluation, columns);
    lines.extend(overall(&evaluation.overall));
    let phases = evaluation.phases.iter().map(|phase| (phase.id.as_str(), &*phase.name, &phase.summary));
    let criteria = (evaluation.criteria.iter())
        .map(|criterion| (criterion.id.as_str(), &*criterion.name, &criterion.summary));
    lines.extend(table("Phase", phases.collect(), columns));
    lines.extend(table("Criterion", criteria.collect(), columns));
    lines.push(String::new());
    lines.join("\n")
}

fn header(evaluation: &Evaluation, columns: usize) -> Vec<String> {
    let mut counts =
        vec![counted(evaluation.papers, "paper", "papers"), counted(evaluation.cells, "cell", "cells")];
    if evaluation.left_out > 0 {
        counts.push(format!("{} left out", evaluation.left_out));
    }
    let rubric = &evaluation.rubric;
    counts.push(format!("rubric {} {}", one_line(&rubric.id), one_line(&rubric.version)));
    let mut notes =
        vec!["Majority level: the most frequent of a criterion in the papers learned from.".to_owned()];
    if evaluation.overall.figures().iter().any(|(_, figure)| figure.low.is_some()) {
        let draws = counted(evaluation.draws, "bootstrap draw", "bootstrap draws");
        notes.push(format!("Ranges: 95 % intervals from {draws} over papers."));
    }
    let bold = wrap(&counts.join(" · "), columns).into_iter().map(|line| paint(BOLD, &line));
    bold.chain(notes.iter().flat_map(|note| wrap(note, columns)).map(|line| paint(DIM, &line))).collect()
}

fn overall(summary: &Summary) -> Vec<String> {
    let row = |name: &str, unit: Unit, figures: &[Figure]| {
        let cells: String = figures.iter().map(|figure| unit.cell(figure)).collect();
        format!("  {}{cells}", left(name, 27)).trim_end().to_owned()
    };
    let heading = |name: &str, cells: usize, kind: &str| {
        format!(
            "{} {}",
            paint(BOLD, name),
            paint(DIM, &format!("({}{kind})", counted(cells, "cell", "cells")))
        )
    };
    let levels = heading("Levels", summary.cells, "");
    vec![
        String::new(),
        heading("Evidence", summary.quoted, " with a reader's quotes"),
        row("hit@1", Unit::Percent, &[summary.hit_1]),
        row("hit@3", Unit::Percent, &[summary.hit_3]),
        row("hit@5", Unit::Percent, &[summary.hit_5]),
        row("mean reciprocal rank", Unit::Hundredths, &[summary.mrr]),
        String::new(),
        format!(
            "{}{}{}",
            left(&levels, 31),
            left(&paint(DIM, "draft"), Unit::CELL),
            paint(DIM, "majority level")
        ),
        row("agreement", Unit::Percent, &[summary.agreement, summary.majority_agreement]),
        row("quadratic-weighted kappa", Unit::Hundredths, &[summary.kappa, summary.majority_kappa]),
        row("expected calibration error", Unit::Thousandths, &[summary.ece]),
        String::new(),
        heading("Decided", summary.decided, ""),
        row("share of cells", Unit::Percent, &[summary.decided_share]),
        row("agreement", Unit::Percent, &[summary.decided_agreement]),
    ]
}

/// How a figure is written.
#[derive(Clone, Copy)]
enum Unit {
    Percent,
    Hundredths,
    Thousandths,
}

impl Unit {
    /// Columns of a value and its interval.
    const CELL: usize = 24;

    fn value(self, value: Option<f64>) -> String {
        match (value, self) {
            (None, _) => UNDEFINED.to_owned(),
            (Some(value), Unit::Percent) => format!("{} %", rounded(value * 100.0, 0)),
            (Some(value), Unit::Hundredths) => rounded(value, 2),
            (Some(value), Unit::Thousandths) => rounded(value, 3),
        }
    }

    /// Empty without an interval.
    fn interval(self, figure: &Figure) -> String {
        let (Some(low), Some(high)) = (figure.low, figure.high) else { return String::new() };
        let (factor, decimals) = match self {
            Unit::Percent => (100.0, 0),
            Unit::Hundredths => (1.0, 2),
            Unit::Thousandths => (1.0, 3),
        };
        format!("{}–{}", rounded(low * factor, decimals), rounded(high * factor, decimals))
    }

    fn cell(self, figure: &Figure) -> String {
        let value = right(&self.value(figure.value), 6);
        left(&format!("{value}  {}", paint(DIM, &self.interval(figure))), Self::CELL)
    }
}

/// One row per id, name and summary; a row with intervals has them on its second line.
fn table(title: &str, rows: Vec<(&str, &str, &Summary)>, columns: usize) -> Vec<String> {
    const FIGURES: [(&str, usize); 6] =
        [("cells", 5), ("hit@3", 6), ("hit@5", 6), ("agreement", 9), ("majority", 8), ("kappa", 10)];
    let taken: usize = FIGURES.iter().map(|(_, columns)| columns + 2).sum();
    let id = rows.iter().map(|(id, ..)| width(id)).max().unwrap_or(0);
    // A long id takes its room from the line, not from the name.
    let name = columns.saturating_sub(2 + id + 2 + taken).clamp(NAME, 52);
    let line = |first: &str, cells: [String; 6]| {
        let cells: String = (cells.iter().zip(FIGURES))
            .map(|(cell, (_, columns))| format!("  {}", right(cell, columns)))
            .collect();
        format!("{first}{cells}").trim_end().to_owned()
    };
    let heading = left(&paint(BOLD, title), 2 + id + 2 + name);
    let mut lines = vec![String::new(), line(&heading, FIGURES.map(|(figure, _)| paint(DIM, figure)))];
    for (of, label, summary) in rows {
        let shares = [summary.hit_3, summary.hit_5, summary.agreement, summary.majority_agreement];
        let [hit_3, hit_5, agreement, majority] = shares.map(|share| Unit::Percent.value(share.value));
        let kappa = Unit::Hundredths.value(summary.kappa.value);
        let values = [summary.cells.to_string(), hit_3, hit_5, agreement, majority, kappa];
        let dim = |text: String| paint(DIM, &text);
        let [hit_3, hit_5, agreement, majority] = shares.map(|share| dim(Unit::Percent.interval(&share)));
        let kappa = dim(Unit::Hundredths.interval(&summary.kappa));
        let intervals = [String::new(), hit_3, hit_5, agreement, majority, kappa];
        let has_intervals = intervals.iter().any(|interval| !interval.is_empty());
        let mut names = wrap(&one_line(label), name);
        if has_intervals && names.len() < 2 {
            names.push(String::new());
        }
        for (at, label) in names.iter().enumerate() {
            let of = if at == 0 { of } else { "" };
            let first = format!("  {}  {}", right(&one_line(of), id), left(label, name));
            lines.push(match at {
                0 => line(&first, values.clone()),
                1 => line(&first, intervals.clone()),
                _ => first.trim_end().to_owned(),
            });
        }
    }
    lines
}

#[cfg(test)]
#[path = "evaluation_tests.rs"]
mod tests;
