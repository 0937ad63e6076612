//! A page as a viewer shows it: the crop box, turned, at a scale.

use std::fmt;
use std::str::FromStr;

use crate::document::Rect;

/// `[left, top, right, bottom]` in points from the upper left corner of the shown page, y downward.
pub type Frame = [f32; 4];

/// The most pixels a picture may have: a poster of a square meter at 144 pixels an inch. hayro takes some
/// ten bytes for each.
pub const MOST_PIXELS: u64 = 40_000_000;

/// Pixels per point: 1 draws 72 pixels an inch.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Scale(f32);

impl Scale {
    /// The smallest: pages are just recognizable as pages.
    pub const SMALLEST: f32 = 0.1;
    /// The largest: a letter fills the screen.
    pub const LARGEST: f32 = 20.0;

    /// A scale in pixels per point.
    ///
    /// # Errors
    /// [`InvalidScale`] for anything but a number from [`Scale::SMALLEST`] to [`Scale::LARGEST`].
    pub fn new(pixels_per_point: f32) -> Result<Scale, InvalidScale> {
        let known = (Scale::SMALLEST..=Scale::LARGEST).contains(&pixels_per_point);
        known.then_some(Scale(pixels_per_point)).ok_or(InvalidScale)
    }

    /// Pixels per point.
    pub fn get(self) -> f32 {
        self.0
    }
}

impl FromStr for Scale {
    type Err = InvalidScale;

    fn from_str(text: &str) -> Result<Scale, InvalidScale> {
        Scale::new(text.parse().map_err(|_| InvalidScale)?)
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A scale that no picture has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a number from {} to {}", Scale::SMALLEST, Scale::LARGEST)]
pub struct InvalidScale;

/// How often a page is turned clockwise by a right angle when it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turns {
    None,
    Once,
    Twice,
    Thrice,
}

/// A page as shown, in points. What is shown is the page's crop box, turned by its `/Rotate`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// In points, before turning.
    pub(super) width: f32,
    /// In points, before turning.
    pub(super) height: f32,
    pub(super) turns: Turns,
}

impl View {
    /// The width of the page as shown, in points.
    pub fn width(&self) -> f32 {
        if self.is_on_its_side() { self.height } else { self.width }
    }

    /// The height of the page as shown, in points.
    pub fn height(&self) -> f32 {
        if self.is_on_its_side() { self.width } else { self.height }
    }

    fn is_on_its_side(&self) -> bool {
        matches!(self.turns, Turns::Once | Turns::Thrice)
    }

    /// Where a box of the document lies on the shown page: `[left, top, right, bottom]` in points from its
    /// upper left corner, y downward. Boxes of other pages are placed as if they were of this one.
    pub fn place(&self, rect: Rect) -> Frame {
        let (a, b) = (self.point(rect.x0, rect.y0), self.point(rect.x1, rect.y1));
        [a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1)]
    }

    /// The box of page `page` that lies there: the way back from [`View::place`].
    pub fn rect(&self, page: u32, [left, top, right, bottom]: [f32; 4]) -> Rect {
        let (a, b) = (self.point_at(left, top), self.point_at(right, bottom));
        Rect { page, x0: a.0.min(b.0), y0: a.1.min(b.1), x1: a.0.max(b.0), y1: a.1.max(b.1) }
    }

    fn point_at(&self, x: f32, y: f32) -> (f32, f32) {
        match self.turns {
            Turns::None => (x, self.height - y),
            Turns::Once => (y, x),
            Turns::Twice => (self.width - x, y),
            Turns::Thrice => (self.width - y, self.height - x),
        }
    }

    fn point(&self, x: f32, y: f32) -> (f32, f32) {
        match self.turns {
            Turns::None => (x, self.height - y),
            Turns::Once => (y, x),
            Turns::Twice => (self.width - x, y),
            Turns::Thrice => (self.height - y, self.width - x),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_a_number_in_bounds() {
        assert_eq!("2".parse(), Scale::new(2.0));
        assert!("1.5".parse::<Scale>().is_ok());
        for text in ["0", "-1", "21", "NaN", "inf", "two", ""] {
            assert_eq!(text.parse::<Scale>(), Err(InvalidScale), "{text}");
        }
    }

    #[test]
    fn the_lower_left_corner_turns_with_the_page() {
        let corner = Rect { page: 1, x0: 0.0, y0: 0.0, x1: 10.0, y1: 20.0 };
        let placed = |turns| View { width: 300.0, height: 400.0, turns }.place(corner);
        assert_eq!(placed(Turns::None), [0.0, 380.0, 10.0, 400.0]);
        assert_eq!(placed(Turns::Once), [0.0, 0.0, 20.0, 10.0]);
        assert_eq!(placed(Turns::Twice), [290.0, 0.0, 300.0, 20.0]);
        assert_eq!(placed(Turns::Thrice), [380.0, 290.0, 400.0, 300.0]);
    }

    #[test]
    fn a_place_leads_back_to_its_box() {
        let rect = Rect { page: 2, x0: 10.0, y0: 20.0, x1: 110.0, y1: 50.0 };
        for turns in [Turns::None, Turns::Once, Turns::Twice, Turns::Thrice] {
            let view = View { width: 300.0, height: 400.0, turns };
            assert_eq!(view.rect(2, view.place(rect)), rect, "{turns:?}");
        }
    }

    #[test]
    fn a_page_on_its_side_is_as_wide_as_it_was_high() {
        let size = |turns| {
            let view = View { width: 300.0, height: 400.0, turns };
            (view.width(), view.height())
        };
        assert_eq!(size(Turns::None), (300.0, 400.0));
        assert_eq!(size(Turns::Once), (400.0, 300.0));
        assert_eq!(size(Turns::Twice), (300.0, 400.0));
        assert_eq!(size(Turns::Thrice), (400.0, 300.0));
    }
}
