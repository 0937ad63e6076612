//! What a page paints beside text, as boxes in the order of painting: what text lies on, and what lies on it.

use super::color::Ink;

/// More than the largest scatter plots need; what is painted behind this is not followed.
const MOST_PAINTS: usize = 200_000;

/// `[x0, y0, x1, y1]` in user space, `x0 <= x1` and `y0 <= y1`; empty where they are not.
pub(super) type Area = [f32; 4];

pub(super) const EVERYWHERE: Area = [-1e6, -1e6, 1e6, 1e6];

/// What both have.
pub(super) fn both(a: Area, b: Area) -> Area {
    [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]
}

/// The least area with both.
pub(super) fn joined(a: Area, b: Area) -> Area {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

pub(super) fn is_empty(area: Area) -> bool {
    area[0] > area[2] || area[1] > area[3]
}

pub(super) fn touch(a: Area, b: Area) -> bool {
    !is_empty(both(a, b))
}

pub(super) fn size(area: Area) -> f32 {
    if is_empty(area) { 0.0 } else { (area[2] - area[0]) * (area[3] - area[1]) }
}

pub(super) fn contains(outer: Area, inner: Area) -> bool {
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
}

/// The least area with all the points.
pub(super) fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Area {
    let mut area = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
    for (x, y) in points {
        let (x, y) = (x as f32, y as f32);
        area = [area[0].min(x), area[1].min(y), area[2].max(x), area[3].max(y)];
    }
    area
}

/// Something painted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// It reaches no further.
    pub(super) area: Area,
    pub(super) ink: Ink,
    /// It hides all that lies below the area.
    pub(super) is_opaque: bool,
    pub(super) is_image: bool,
    pub(super) is_text: bool,
}

/// All that is painted, in order.
#[derive(Debug, Default)]
pub(super) struct Paints {
    all: Vec<Paint>,
    /// Places of those that hide what lies below them.
    covers: Vec<u32>,
}

impl Paints {
    pub(super) fn push(&mut self, paint: Paint) {
        let finite = paint.area.iter().all(|value| value.is_finite());
        if finite && !is_empty(paint.area) && !self.is_full() {
            if paint.is_opaque && size(paint.area) > 1.0 {
                self.covers.push(self.all.len() as u32);
            }
            self.all.push(paint);
        }
    }

    /// Whether what is painted from now on is not followed.
    pub(super) fn is_full(&self) -> bool {
        self.all.len() >= MOST_PAINTS
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// What is painted before `at` and touches `area`, the last first.
    pub(super) fn below(&self, at: usize, area: Area) -> Vec<Paint> {
        let before = self.all.get(..at).unwrap_or_default();
        before.iter().rev().filter(|paint| touch(paint.area, area)).copied().collect()
    }

    /// What is painted from `at` on, touches `area` and hides what lies below it.
    pub(super) fn above(&self, at: usize, area: Area) -> Vec<Paint> {
        let covers = self.covers[self.first_cover(at)..].iter().map(|place| self.all[*place as usize]);
        covers.filter(|paint| touch(paint.area, area)).collect()
    }

    /// How many paints hide what lies below them.
    pub(super) fn covers_len(&self) -> usize {
        self.covers.len()
    }

    /// What is painted before `at`, touches `area` and hides what lies below it.
    pub(super) fn covers_below(&self, at: usize, area: Area) -> impl Iterator<Item = &Paint> {
        let covers = self.covers[..self.first_cover(at)].iter().map(|place| &self.all[*place as usize]);
        covers.filter(move |paint| touch(paint.area, area))
    }

    /// Where the covers from `at` on begin.
    fn first_cover(&self, at: usize) -> usize {
        self.covers.partition_point(|place| (*place as usize) < at)
    }

    pub(super) fn all(&self) -> &[Paint] {
        &self.all
    }
}
