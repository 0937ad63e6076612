//! A shown character becomes a glyph with its box.

use super::super::font::Font;
use super::super::geometry::Matrix;
use super::look::Veil;
use super::paints::{Paint, around};
use super::shown::{Glyph, PageContent};

/// Where and how a character is shown.
pub(super) struct Place<'a> {
    /// From the glyph space of one em to the user space of the page.
    pub(super) to_user: &'a Matrix,
    /// In ems.
    pub(super) advance: f64,
    pub(super) font: u16,
    pub(super) look: u32,
    pub(super) kerned: bool,
}

/// A glyph narrowed to less than this share of its height shows nothing.
const NARROWEST: f64 = 0.01;

impl PageContent {
    /// Adds a glyph, and says whether it did: not beyond `most`, nor where no page can be.
    pub(super) fn place(&mut self, text: &str, font: &Font, place: &Place<'_>, most: usize) -> bool {
        if self.glyphs.len() > most {
            return false;
        }
        let (to_user, advance) = (place.to_user, place.advance);
        let (ascent, descent) = (f64::from(font.ascent()), f64::from(font.descent()));
        let along = if font.is_vertical() { (0.0, advance) } else { (advance, 0.0) };
        let (x, y) = to_user.apply(0.0, 0.0);
        let (x_end, y_end) = to_user.apply(along.0, along.1);
        let height = to_user.vertical_scale();
        let [a, b, ..] = to_user.0;
        // Coordinates beyond any real page (14,400 points) come from broken matrices.
        let numbers = [x, y, x_end, y_end, height];
        if numbers.iter().any(|value| !value.is_finite() || value.abs() > 100_000.0) || height <= 0.0 {
            return false;
        }
        let extent = (ascent - descent) * height;
        let size = if (0.3..=3.0).contains(&(ascent - descent)) { height } else { extent };
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.glyphs.push(Glyph {
            start,
            end: self.text.len() as u32,
            x: x as f32,
            y: y as f32,
            x_end: x_end as f32,
            y_end: y_end as f32,
            ascent: (ascent * height) as f32,
            descent: (descent * height) as f32,
            size: size as f32,
            turn: to_user.turn(),
            font: place.font,
            is_space: text.chars().all(char::is_whitespace),
            is_kerned: place.kerned,
            is_flat: a.hypot(b) < NARROWEST * height,
            look: place.look,
        });
        true
    }

    /// Adds an image, which fills the unit square. `is_opaque`: all of it.
    pub(super) fn image(&mut self, ctm: &Matrix, veil: &Veil, is_opaque: bool) {
        let [a, b, c, d, ..] = ctm.0;
        self.images += 1;
        self.image_area += (a * d - b * c).abs() as f32;
        let area = around([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| ctm.apply(x, y)));
        let paint = veil.paint(area, is_opaque && ctm.is_upright(), None, false);
        self.lay(Paint { is_image: true, ..paint }, veil);
    }
}
