//! The areas of a path: what it fills at most, and where that is all of a rectangle.

use super::paints::{Area, around, contains, touch};

/// In a path of more parts than this none is taken to fill all of its rectangle.
const MOST_COMPARED: usize = 64;
const MOST_PARTS: usize = 20_000;
/// A rectangle has four round corners.
const MOST_BENDS: usize = 5;

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
    /// Around the curves among them.
    bends: Vec<Area>,
    is_curved: bool,
}

impl Shape {
    pub(super) fn begin(&mut self, at: (f64, f64)) {
        self.end_part();
        self.points.push(at);
    }

    pub(super) fn line(&mut self, to: (f64, f64)) {
        self.add(to);
    }

    /// A curve stays inside its control points.
    pub(super) fn curve(&mut self, points: [(f64, f64); 3]) {
        self.is_curved = true;
        if self.bends.len() < MOST_BENDS {
            self.bends.push(around(self.points.last().copied().into_iter().chain(points)));
        }
        points.into_iter().for_each(|point| self.add(point));
    }

    fn add(&mut self, point: (f64, f64)) {
        // Of a long outline only the extent is kept.
        if self.points.len() >= 64 {
            let [x0, y0, x1, y1] = around(self.points.drain(..)).map(f64::from);
            self.is_curved = true;
            self.bends.clear();
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
            let bands = if self.bends.len() == 4 { bands(&self.points, &self.bends, area) } else { None };
            self.parts.push(Part { area, is_whole, bands });
        }
        self.points.clear();
        self.bends.clear();
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
fn bands(points: &[(f64, f64)], bends: &[Area], area: Area) -> Option<[Area; 2]> {
    let near = |a: f32, b: f32| (a - b).abs() < 0.05;
    let [x0, y0, x1, y1] = area;
    // Where all points lie on the sides, no line goes through the inside but from one side to another.
    let sides = |&(x, y): &(f64, f64)| {
        let (x, y) = (x as f32, y as f32);
        [near(x, x0), near(y, y0), near(x, x1), near(y, y1)]
    };
    let share = |a, b| sides(a).into_iter().zip(sides(b)).any(|(a, b)| a && b);
    let is_bend = |a: &(f64, f64), b: &(f64, f64)| {
        let line = around([*a, *b]);
        bends.iter().any(|bend| contains(*bend, line))
    };
    let closed = points.windows(2).map(|pair| (&pair[0], &pair[1])).chain(points.last().zip(points.first()));
    if !closed.into_iter().all(|(a, b)| is_bend(a, b) || share(a, b)) {
        return None;
    }
    let (mut across, mut up) = (area, area);
    for [left, bottom, right, top] in bends.iter().copied() {
        match (near(left, x0), near(right, x1)) {
            (true, false) => up[0] = up[0].max(right),
            (false, true) => up[2] = up[2].min(left),
            _ => return None,
        }
        match (near(bottom, y0), near(top, y1)) {
            (true, false) => across[1] = across[1].max(top),
            (false, true) => across[3] = across[3].min(bottom),
            _ => return None,
        }
    }
    Some([across, up])
}
