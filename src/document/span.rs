//! Places: a span of bytes of the text, a rectangle on a page.

use serde::{Deserialize, Serialize};

/// Bytes `start..end` of the document's one text, always on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `start..end`. Documents are far below 4 GiB: the `pdf` room limits their text.
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end);
        Span { start: start as u32, end: end as u32 }
    }

    /// The same bytes as a range, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<(u32, u32)> for Span {
    fn from((start, end): (u32, u32)) -> Span {
        Span { start, end }
    }
}

impl From<Span> for (u32, u32) {
    fn from(span: Span) -> (u32, u32) {
        (span.start, span.end)
    }
}

/// A rectangle on a page, in points of the page's own user space: origin at the bottom left, y upward,
/// before rotation, as PDF annotations use it. Written to JSON as `[page, x0, y0, x1, y1]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "(u32, f32, f32, f32, f32)", into = "(u32, f32, f32, f32, f32)")]
pub struct Rect {
    /// The page it lies on, counted from 1.
    pub page: u32,
    /// The left edge.
    pub x0: f32,
    /// The bottom edge.
    pub y0: f32,
    /// The right edge.
    pub x1: f32,
    /// The top edge.
    pub y1: f32,
}

impl Rect {
    /// The smallest rectangle around both; both must lie on one page.
    pub fn union(self, other: Rect) -> Rect {
        debug_assert_eq!(self.page, other.page);
        Rect {
            page: self.page,
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Rounded to hundredths of a point, so that what is written does not depend on how a sum was
    /// ordered.
    pub fn rounded(self) -> Rect {
        let round = |value: f32| (f64::from(value) * 100.0).round() as f32 / 100.0;
        Rect {
            page: self.page,
            x0: round(self.x0),
            y0: round(self.y0),
            x1: round(self.x1),
            y1: round(self.y1),
        }
    }
}

impl From<(u32, f32, f32, f32, f32)> for Rect {
    fn from((page, x0, y0, x1, y1): (u32, f32, f32, f32, f32)) -> Rect {
        Rect { page, x0, y0, x1, y1 }
    }
}

impl From<Rect> for (u32, f32, f32, f32, f32) {
    fn from(rect: Rect) -> (u32, f32, f32, f32, f32) {
        (rect.page, rect.x0, rect.y0, rect.x1, rect.y1)
    }
}
