//! Paths, followed only as far as they make the rules that frame tables and footnotes, lie under text or over
//! it, and clip it.

use super::super::geometry::Matrix;
use super::look::Veil;
use super::paints::{Area, around};
use super::shape::{Part, Shape};
use super::shown::{PageContent, Rule};

const MOST_RULES: usize = 20_000;
/// Painted areas thinner than this, in points, are drawn as lines.
const THINNEST_AREA: f64 = 2.0;
/// Straight lines of this width, in points, may cover print.
const THINNEST_BAND: f32 = 3.0;

/// The straight parts of the path under construction, in user space.
#[derive(Default)]
pub(super) struct Path {
    start: (f64, f64),
    at: (f64, f64),
    lines: Vec<[f64; 4]>,
    areas: Vec<[f64; 4]>,
    shape: Shape,
    curves: Vec<Area>,
    clips: bool,
}

impl Path {
    /// Runs a path-construction operator with its numbers; `false` when it is no such operator.
    pub(super) fn construct(&mut self, operator: &str, number: impl Fn(usize) -> f64, ctm: &Matrix) -> bool {
        match operator {
            "m" => {
                self.at = ctm.apply(number(0), number(1));
                self.start = self.at;
                self.shape.begin(self.at);
            }
            "l" => {
                let to = ctm.apply(number(0), number(1));
                self.shape.line(to);
                self.line_to(to);
            }
            "c" | "v" | "y" => {
                let last = if operator == "c" { 4 } else { 2 };
                let to = ctm.apply(number(last), number(last + 1));
                let points = [ctm.apply(number(0), number(1)), ctm.apply(number(2), number(3)), to];
                self.shape.curve(points);
                if self.curves.len() < MOST_RULES {
                    self.curves.push(around([self.at].into_iter().chain(points)));
                }
                self.at = to;
            }
            "h" => self.line_to(self.start),
            "W" | "W*" => self.clips = true,
            "re" => {
                let (x0, y0) = ctm.apply(number(0), number(1));
                let (x1, y1) = ctm.apply(number(0) + number(2), number(1) + number(3));
                if self.areas.len() < MOST_RULES {
                    self.areas.push([x0, y0, x1, y1]);
                }
                self.shape.rectangle([
                    (x0, y0),
                    ctm.apply(number(0) + number(2), number(1)),
                    (x1, y1),
                    ctm.apply(number(0), number(1) + number(3)),
                ]);
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

    /// Paints the path, with lines of `width` points, clips what follows to it, and begins the next.
    pub(super) fn paint(
        &mut self,
        (stroke, fill): (bool, bool),
        width: f64,
        veil: &mut Veil,
        page: &mut PageContent,
    ) {
        let mut path = std::mem::take(self);
        let parts = path.shape.finish();
        path.lay(&parts, (stroke, fill), width as f32, veil, page);
        if path.clips && !parts.is_empty() {
            let corners = parts.iter().flat_map(|part| {
                let [x0, y0, x1, y1] = part.area.map(f64::from);
                [(x0, y0), (x1, y1)]
            });
            veil.clip_to(around(corners), parts.len() == 1 && parts[0].is_whole);
        }
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

    /// Paints the areas of what is filled and stroked.
    fn lay(
        &self,
        parts: &[Part],
        (stroke, fill): (bool, bool),
        width: f32,
        veil: &Veil,
        page: &mut PageContent,
    ) {
        if fill {
            // A pattern has gaps.
            let ink = veil.colors.fill();
            for part in parts {
                page.lay(veil.paint(part.area, part.is_whole && ink.is_some(), ink, false), veil);
                for band in part.bands.into_iter().flatten().filter(|_| ink.is_some()) {
                    page.lay(veil.paint(band, true, ink, false), veil);
                }
            }
        }
        if stroke {
            let (half, ink) = (width / 2.0, veil.colors.stroke());
            let edges = self.areas.iter().flat_map(|[x0, y0, x1, y1]| {
                [[*x0, *y0, *x1, *y0], [*x0, *y1, *x1, *y1], [*x0, *y0, *x0, *y1], [*x1, *y0, *x1, *y1]]
            });
            let lines = self.lines.iter().copied().chain(edges);
            let lines = lines.map(|[x0, y0, x1, y1]| around([(x0, y0), (x1, y1)]));
            for [x0, y0, x1, y1] in lines.chain(self.curves.iter().copied()) {
                let is_solid = !veil.is_dashed && ink.is_some();
                let is_band = width >= THINNEST_BAND && is_solid && ((x0 == x1) != (y0 == y1));
                let (across, up) = match is_band {
                    true if y0 == y1 => (0.0, half),
                    true => (half, 0.0),
                    false => (half, half),
                };
                let area = [x0 - across, y0 - up, x1 + across, y1 + up];
                page.lay(veil.paint(area, is_band, ink, true), veil);
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
