//! How good drafts are, as CSV: measures, the learning curve, and the trust test. What is not defined is empty.

use serde::Serialize;

use crate::evaluation::{Evaluation, PassRate, Summary, Trust};
use crate::numeric::Figure;
use crate::output::tables::{Columns, Error, Numeral, Records, Value, csv};
use crate::output::wording::{one_line, rounded};

/// The digits of a figure behind the point.
const DECIMALS: usize = 6;

/// The figures of a set of cells.
#[derive(Serialize, Default)]
struct SummaryRecord<'e> {
    /// `overall`, `phase` or `criterion`.
    scope: &'static str,
    /// Of the phase or criterion.
    id: &'e str,
    name: String,
    cells: usize,
    quoted: usize,
    decided: usize,
    /// Each figure with the ends of its interval.
    #[serde(flatten)]
    figures: Columns,
}

/// A row for all criteria, then one per phase, then one per criterion.
///
/// # Errors
/// [`Error`], which is not expected.
pub fn evaluation_csv(evaluation: &Evaluation) -> Result<String, Error> {
    let row = |scope, id, name: &str, summary: &Summary| SummaryRecord {
        scope,
        id,
        name: one_line(name),
        cells: summary.cells,
        quoted: summary.quoted,
        decided: summary.decided,
        figures: figures(summary, |value| Value::Numeral(rounded(value, DECIMALS))),
    };
    let phases = evaluation.phases.iter().map(|phase| row("phase", &phase.id, &phase.name, &phase.summary));
    let criteria = (evaluation.criteria.iter())
        .map(|criterion| row("criterion", criterion.id.as_str(), &criterion.name, &criterion.summary));
    let overall = || row("overall", "", "", &evaluation.overall);
    csv(&Records::of(&overall(), std::iter::once(overall()).chain(phases).chain(criteria))?)
}

/// A point of a learning curve.
#[derive(Serialize)]
struct CurveRecord {
    /// How many were learned from.
    papers: usize,
    #[serde(flatten)]
    figures: Columns,
}

/// A learning curve: a row a point, with the figures over all criteria after learning from that many papers.
///
/// # Errors
/// [`Error`], which is not expected.
pub fn curve_csv<'e>(points: impl IntoIterator<Item = (usize, &'e Evaluation)>) -> Result<String, Error> {
    let row = |(papers, evaluation): (usize, &Evaluation)| CurveRecord {
        papers,
        figures: figures(&evaluation.overall, Value::Number),
    };
    let rows: Vec<CurveRecord> = points.into_iter().map(row).collect();
    let Some(first) = rows.first() else { return Ok(String::new()) };
    csv(&Records::of(&first, &rows)?)
}

/// Every figure under its name, with the ends of its interval behind it.
fn figures(summary: &Summary, number: impl Fn(f64) -> Value) -> Columns {
    let mut columns = Columns::new();
    for (name, Figure { value, low, high }) in summary.figures() {
        for (name, value) in
            [(name.to_owned(), value), (format!("{name}_low"), low), (format!("{name}_high"), high)]
        {
            columns.push(name, value.map_or(Value::Absent, &number));
        }
    }
    columns
}

/// How many trials of a perturbation passed.
#[derive(Serialize, Default)]
struct TrustRecord {
    /// The perturbation, or what several are taken together for.
    name: &'static str,
    papers: usize,
    trials: usize,
    passed: usize,
    rate: Option<Numeral>,
    low: Option<Numeral>,
    high: Option<Numeral>,
    /// Of the expected level.
    mean_change: Option<Numeral>,
}

/// The trust test: a row per perturbation, one for sensitivity and one for specificity.
///
/// # Errors
/// [`Error`], which is not expected.
pub fn trust_csv(trust: &Trust) -> Result<String, Error> {
    let number = |value: f32| Numeral::new(format!("{value:.4}"));
    let row = |name, passing: &PassRate, change: Option<f32>| TrustRecord {
        name,
        papers: passing.papers,
        trials: passing.trials,
        passed: passing.passed,
        rate: passing.rate.map(number),
        low: passing.interval.map(|[low, _]| number(low)),
        high: passing.interval.map(|[_, high]| number(high)),
        mean_change: change.map(number),
    };
    let perturbations = trust.perturbations.iter();
    let rows = perturbations
        .map(|one| row(one.perturbation.name(), &one.passing, one.mean_change))
        .chain([row("sensitivity", &trust.sensitivity, None), row("specificity", &trust.specificity, None)]);
    csv(&Records::of(&TrustRecord::default(), rows)?)
}
