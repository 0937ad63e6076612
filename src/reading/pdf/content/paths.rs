//! Paths, followed only as far as they make the rules that frame tables and footnotes.

use super::super::geometry::Matrix;
use super::shown::{PageContent, Rule};

const MOST_RULES: usize = 20_000;
/// Painted areas thinner than this, in points, are drawn as lines.
const THINNEST_AREA: f64 = 2.0;

/// The straight parts of the path under construction, in user space.
#[derive(Default)]
pub(super) struct Path {
    start: (f64, f64),
    at: (f64, f64),
    lines: Vec<[f64; 4]>,
    areas: Vec<[f64; 4]>,
}

impl Path {
    /// Runs a path-construction operator with its numbers; `false` when it is no such operator.
    pub(super) fn construct(&mut self, operator: &str, number: impl Fn(usize) -> f64, ctm: &Matrix) -> bool {
        match operator {
            "m" => {
                self.at = ctm.apply(number(0), number(1));
                self.start = self.at;
            }
            "l" => self.line_to(ctm.apply(number(0), number(1))),
            "c" => self.at = ctm.apply(number(4), number(5)),
            "v" | "y" => self.at = ctm.apply(number(2), number(3)),
            "h" => self.line_to(self.start),
            "re" => {
                let (x0, y0) = ctm.apply(number(0), number(1));
                let (x1, y1) = ctm.apply(number(0) + number(2), number(1) + number(3));
                if self.areas.len() < MOST_RULES {
                    self.areas.push([x0, y0, x1, y1]);
                }
                self.at = (x0, y0);
                self.start = (x0, y0);
            }
            _ => return false,
        }
        true
    }

    fn line_to(&mut self, to: (f64, f64)) {
        let from = self.at;
        if self.lines.len() < MOST_RULES {
            self.lines.push([from.0, from.1, to.0, to.1]);
        }
        self.at = to;
    }

    /// Paints the path, with lines of `width` points, and begins the next.
    pub(super) fn paint(&mut self, (stroke, fill): (bool, bool), width: f64, page: &mut PageContent) {
        let path = std::mem::take(self);
        if stroke && width < 4.0 {
            for [x0, y0, x1, y1] in path.lines {
                if (x1 - x0).abs() < 0.5 || (y1 - y0).abs() < 0.5 {
                    rule([x0, y0, x1, y1], page);
                }
            }
        }
        for [x0, y0, x1, y1] in path.areas {
            let thin = (x1 - x0).abs().min((y1 - y0).abs()) < THINNEST_AREA;
            if fill && thin {
                rule([x0, y0, x1, y1], page);
            } else if stroke && !thin {
                rule([x0, y0, x1, y0], page);
                rule([x0, y1, x1, y1], page);
                rule([x0, y0, x0, y1], page);
                rule([x1, y0, x1, y1], page);
            }
        }
    }
}

/// Whether a path-painting operator strokes and whether it fills; `None` for any other.
pub(super) fn painting(operator: &str) -> Option<(bool, bool)> {
    Some(match operator {
        "S" | "s" => (true, false),
        "f" | "F" | "f*" => (false, true),
        "B" | "B*" | "b" | "b*" => (true, true),
        "n" => (false, false),
        _ => return None,
    })
}

fn rule([x0, y0, x1, y1]: [f64; 4], page: &mut PageContent) {
    let finite = [x0, y0, x1, y1].iter().all(|value| value.is_finite() && value.abs() < 100_000.0);
    let length = (x1 - x0).abs().max((y1 - y0).abs());
    if finite && length >= 8.0 && page.rules.len() < MOST_RULES {
        page.rules.push(Rule {
            x0: x0.min(x1) as f32,
            y0: y0.min(y1) as f32,
            x1: x0.max(x1) as f32,
            y1: y0.max(y1) as f32,
        });
    }
}
