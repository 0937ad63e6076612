//! Numbers as the tables for people have them: rounded, with their interval.

use crate::numeric::Figure;
use crate::statistics::Share;

/// `91.7 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// `0.71`, or a dash.
pub(super) fn number(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.2}"))
}

fn interval(low: Option<f64>, high: Option<f64>) -> String {
    low.zip(high).map_or(String::new(), |(low, high)| format!(" [{:.1}, {:.1}]", low * 100.0, high * 100.0))
}

/// `91.7 % [78.2, 97.1]`.
pub(super) fn figure(figure: Figure) -> String {
    figure.value.map_or("–".to_owned(), |value| percent(value) + &interval(figure.low, figure.high))
}

/// A share as [`figure`] has it.
pub(super) fn share(share: &Share) -> String {
    figure(Figure { value: share.share, low: share.low, high: share.high })
}

/// Nothing where no cell is open: then the bounds are the value.
pub(super) fn bounds(open: usize, low: Option<f64>, high: Option<f64>) -> String {
    low.zip(high)
        .filter(|_| open > 0)
        .map_or(String::new(), |(low, high)| format!("{:.1}–{:.1}", low * 100.0, high * 100.0))
}

/// `+3.1 [-2.0, +8.2]`, in points; empty where it is not defined.
pub(super) fn points(difference: Option<f64>, interval: Option<(f64, f64)>) -> String {
    let Some(difference) = difference else { return String::new() };
    let interval =
        interval.map_or(String::new(), |(low, high)| format!(" [{:+.1}, {:+.1}]", low * 100.0, high * 100.0));
    format!("{:+.1}{interval}", difference * 100.0)
}
