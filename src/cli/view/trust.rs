//! What the trust test found, as a table.

use super::layout::{BOLD, DIM, counted, left, paint, right, width, wrap};
use super::suggestion::percent;
use crate::evaluation::{PassRate, Trust};

/// Lines of prose are no wider; the tables are narrower anyway.
const COLUMNS: usize = 80;

/// The names of the last rows.
const SENSITIVITY: &str = "sensitivity";
const SPECIFICITY: &str = "specificity";

/// The trust test for people: a row per perturbation, then sensitivity and specificity.
pub(in crate::cli) fn text(trust: &Trust) -> String {
    let trials = trust.sensitivity.trials + trust.specificity.trials;
    let mut lines = vec![
        format!(
            "{}  {}",
            paint(BOLD, "Trust test"),
            counted(
                trials,
                "copy of a paper, changed in one thing",
                "copies of papers, each changed in one thing"
            ),
        ),
        String::new(),
    ];
    let mut rows = vec![["", "passed", "rate", "95 % interval", "level"].map(str::to_owned)];
    for row in &trust.perturbations {
        let change = row.mean_change.map_or("–".to_owned(), signed);
        rows.push(cells(row.perturbation.name(), &row.passing, change));
    }
    rows.push(cells(SENSITIVITY, &trust.sensitivity, String::new()));
    rows.push(cells(SPECIFICITY, &trust.specificity, String::new()));

    let widths: [usize; 5] =
        std::array::from_fn(|at| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0));
    for (at, row) in rows.iter().enumerate() {
        if at == 1 + trust.perturbations.len() {
            lines.push(String::new());
        }
        let [name, others @ ..] = row;
        let others =
            others.iter().zip(&widths[1..]).map(|(cell, width)| format!("  {}", right(cell, *width)));
        let line = format!("  {}{}", left(name, widths[0]), others.collect::<String>());
        let line = line.trim_end();
        lines.push(match at {
            0 => paint(DIM, line),
            at if at > trust.perturbations.len() => paint(BOLD, line),
            _ => line.to_owned(),
        });
    }
    lines.push(String::new());
    let about = "removed: without its supporting sentences a level falls. planted: a supporting sentence is \
                 among the first three. denied: a sentence that denies it in the same words raises nothing. \
                 level: mean change of the expected level. Intervals are a bootstrap over papers.";
    lines.extend(wrap(about, COLUMNS).iter().map(|line| paint(DIM, line)));
    lines.push(String::new());
    lines.join("\n")
}

fn cells(name: &str, passing: &PassRate, change: String) -> [String; 5] {
    let none = || "–".to_owned();
    [
        name.to_owned(),
        format!("{} of {}", passing.passed, passing.trials),
        passing.rate.map_or_else(none, percent),
        passing.interval.map_or_else(none, |[low, high]| format!("{} – {}", percent(low), percent(high))),
        change,
    ]
}

/// With its sign, to hundredths: `−0.42`.
fn signed(change: f32) -> String {
    let hundredths = format!("{:.2}", change.abs());
    match change {
        _ if hundredths == "0.00" => hundredths,
        change if change < 0.0 => format!("−{hundredths}"),
        _ => format!("+{hundredths}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::{Perturbation, PerturbationTrust};

    fn found() -> Trust {
        let rate = |papers, trials, passed: usize, interval| PassRate {
            papers,
            trials,
            passed,
            rate: (trials > 0).then(|| passed as f32 / trials as f32),
            interval,
        };
        let line =
            |perturbation, passing, mean_change| PerturbationTrust { perturbation, passing, mean_change };
        Trust {
            schema_version: 1,
            perturbations: vec![
                line(Perturbation::Removed, rate(10, 60, 45, Some([0.61, 0.86])), Some(-0.416)),
                line(Perturbation::Planted, rate(0, 0, 0, None), None),
                line(Perturbation::Denied, rate(10, 100, 99, Some([0.97, 1.0])), Some(-0.001)),
            ],
            sensitivity: rate(10, 60, 45, Some([0.61, 0.86])),
            specificity: rate(10, 100, 99, Some([0.97, 1.0])),
        }
    }

    #[test]
    fn a_table_for_people() {
        let plain = anstream::adapter::strip_str(&text(&found())).to_string();
        let expect = "\
Trust test  160 copies of papers, each changed in one thing

                  passed  rate  95 % interval  level
  removed       45 of 60  75 %    61 % – 86 %  −0.42
  planted         0 of 0     –              –      –
  denied       99 of 100  99 %   97 % – 100 %   0.00

  sensitivity   45 of 60  75 %    61 % – 86 %
  specificity  99 of 100  99 %   97 % – 100 %

removed: without its supporting sentences a level falls. planted: a supporting
sentence is among the first three. denied: a sentence that denies it in the same
words raises nothing. level: mean change of the expected level. Intervals are a
bootstrap over papers.
";
        assert_eq!(plain, expect);
    }

    #[test]
    fn rows_for_programs() {
        let expect = "\
name,papers,trials,passed,rate,low,high,mean_change
removed,10,60,45,0.7500,0.6100,0.8600,-0.4160
planted,0,0,0,,,,
denied,10,100,99,0.9900,0.9700,1.0000,-0.0010
sensitivity,10,60,45,0.7500,0.6100,0.8600,
specificity,10,100,99,0.9900,0.9700,1.0000,
";
        assert_eq!(crate::output::reports::evaluation::trust_csv(&found()).unwrap(), expect);
    }
}
