//! The areas of a path: what it fills at most, and where that is all of a rectangle.

use super::paints::{Area, around, touch};

/// In a path of more parts than this none is taken to fill all of its rectangle.
const MOST_COMPARED: usize = 64;
const MOST_PARTS: usize = 20_000;
/// Edges of a rectangle with round corners, of up to ten curves each.
const MOST_EDGES: usize = 48;

/// A part of a path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) area: Area,
    /// It is this rectangle, not something inside it.
    pub(super) is_whole: bool,
    /// Of a rectangle with round corners: what it fills from left to right, and from bottom to top.
    pub(super) bands: Option<[Area; 2]>,
}

impl Part {
    /// Something of it may be a hole.
    fn doubt(&mut self) {
        self.is_whole = false;
        self.bands = None;
    }
}

/// The path under construction, in user space.
#[derive(Debug, Default)]
pub(super) struct Shape {
    parts: Vec<Part>,
    points: Vec<(f64, f64)>,
    /// Around each line and curve between them.
    edges: Vec<Area>,
    is_curved: bool,
}

impl Shape {
    pub(super) fn begin(&mut self, at: (f64, f64)) {
        self.end_part();
        self.points.push(at);
    }

    pub(super) fn line(&mut self, to: (f64, f64)) {
        self.edge([to]);
        self.add(to);
    }

    /// A curve stays inside its control points.
    pub(super) fn curve(&mut self, points: [(f64, f64); 3]) {
        self.is_curved = true;
        self.edge(points);
        points.into_iter().for_each(|point| self.add(point));
    }

    fn edge<const N: usize>(&mut self, points: [(f64, f64); N]) {
        if self.edges.len() <= MOST_EDGES {
            self.edges.push(around(self.points.last().copied().into_iter().chain(points)));
        }
    }

    fn add(&mut self, point: (f64, f64)) {
        // Of a long outline only the extent is kept.
        if self.points.len() >= 160 {
            let [x0, y0, x1, y1] = around(self.points.drain(..)).map(f64::from);
            self.is_curved = true;
            self.points.extend([(x0, y0), (x1, y1)]);
        }
        self.points.push(point);
    }

    pub(super) fn rectangle(&mut self, corners: [(f64, f64); 4]) {
        self.end_part();
        self.points.extend(corners);
        self.end_part();
    }

    fn end_part(&mut self) {
        if self.points.len() > 1 && self.parts.len() < MOST_PARTS {
            let area = around(self.points.iter().copied());
            let is_whole = !self.is_curved && is_rectangle(&self.points);
            let bands = if self.is_curved { bands(&self.points, &self.edges, area) } else { None };
            self.parts.push(Part { area, is_whole, bands });
        }
        self.points.clear();
        self.edges.clear();
        self.is_curved = false;
    }

    /// The parts of the whole path.
    pub(super) fn finish(&mut self) -> Vec<Part> {
        self.end_part();
        let mut parts = std::mem::take(&mut self.parts);
        // Where parts lie over one another, the inner may be a hole.
        if parts.len() > MOST_COMPARED {
            parts.iter_mut().for_each(Part::doubt);
        } else {
            for at in 0..parts.len() {
                for other in at + 1..parts.len() {
                    if touch(parts[at].area, parts[other].area) {
                        parts[at].doubt();
                        parts[other].doubt();
                    }
                }
            }
        }
        parts
    }
}

/// Whether the points go around a rectangle with upright sides.
fn is_rectangle(points: &[(f64, f64)]) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < 0.05;
    let (a, b, c, d) = match *points {
        [a, b, c, d] => (a, b, c, d),
        [a, b, c, d, end] if near(a.0, end.0) && near(a.1, end.1) => (a, b, c, d),
        _ => return false,
    };
    let upright = near(a.0, b.0) && near(b.1, c.1) && near(c.0, d.0) && near(d.1, a.1);
    let level = near(a.1, b.1) && near(b.0, c.0) && near(c.1, d.1) && near(d.0, a.0);
    upright || level
}

/// What a path fills for certain that goes around `area` with four round corners: all that is beside none of them.
fn bands(points: &[(f64, f64)], edges: &[Area], area: Area) -> Option<[Area; 2]> {
    let near = |a: f32, b: f32| (a - b).abs() < 0.05;
    if !(7..=MOST_EDGES).contains(&edges.len()) {
        return None;
    }
    let closing = points.first().zip(points.last()).map(|(first, last)| around([*first, *last]));
    let edges = || edges.iter().copied().chain(closing);
    let [x0, y0, x1, y1] = area;
    // What the longest line on a side reaches along it, from the axis `at`.
    let side = |at: usize, of: f32| {
        let on = edges().filter(|edge| near(edge[1 - at], of) && near(edge[3 - at], of));
        on.map(|edge| (edge[at], edge[at + 2])).max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
    };
    let ((a, b), (c, d)) = (side(0, y0)?, side(0, y1)?);
    let (left, right) = (a.max(c), b.min(d));
    let ((a, b), (c, d)) = (side(1, x0)?, side(1, x1)?);
    let (bottom, top) = (a.max(c), b.min(d));
    let in_corner = |edge: &Area| {
        (edge[2] <= left + 0.05 || edge[0] >= right - 0.05)
            && (edge[3] <= bottom + 0.05 || edge[1] >= top - 0.05)
    };
    let on_side = |edge: &Area| {
        [(0, y0), (0, y1), (1, x0), (1, x1)]
            .iter()
            .any(|(at, of)| near(edge[1 - at], *of) && near(edge[3 - at], *of))
    };
    let is_round = left < right && bottom < top && edges().all(|edge| on_side(&edge) || in_corner(&edge));
    is_round.then_some([[x0, bottom, x1, top], [left, y0, right, y1]])
}
