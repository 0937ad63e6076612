//! What a page shows.

use std::rc::Rc;

use super::super::font::Font;
use super::super::geometry::Turn;

/// One shown character (or ligature) with its box in user space.
#[derive(Debug, Clone, Copy)]
pub(in crate::reading::pdf) struct Glyph {
    /// Range of [`PageContent::text`].
    pub(in crate::reading::pdf) start: u32,
    pub(in crate::reading::pdf) end: u32,
    /// Start of the baseline, in points of user space.
    pub(in crate::reading::pdf) x: f32,
    pub(in crate::reading::pdf) y: f32,
    /// End of the baseline.
    pub(in crate::reading::pdf) x_end: f32,
    pub(in crate::reading::pdf) y_end: f32,
    /// Extent above and below the baseline, in points, at right angles to it.
    pub(in crate::reading::pdf) ascent: f32,
    pub(in crate::reading::pdf) descent: f32,
    /// Font size in points as printed.
    pub(in crate::reading::pdf) size: f32,
    pub(in crate::reading::pdf) turn: Turn,
    /// Index into [`PageContent::fonts`].
    pub(in crate::reading::pdf) font: u16,
    /// White space: it separates words and has no ink.
    pub(in crate::reading::pdf) is_space: bool,
    /// Inside one show operator, moved away from the glyph before it: what TeX sets for a blank.
    pub(in crate::reading::pdf) is_kerned: bool,
}

/// What a page shows.
#[derive(Default)]
pub(in crate::reading::pdf) struct PageContent {
    /// The text of all glyphs, in the order they are shown.
    pub(in crate::reading::pdf) text: String,
    pub(in crate::reading::pdf) glyphs: Vec<Glyph>,
    pub(in crate::reading::pdf) rules: Vec<Rule>,
    pub(in crate::reading::pdf) fonts: Vec<Rc<Font>>,
    /// How many images the page draws.
    pub(in crate::reading::pdf) images: usize,
    /// The area they cover, in square points, each counted in full.
    pub(in crate::reading::pdf) image_area: f32,
    /// How many paths are painted.
    pub(in crate::reading::pdf) shapes: usize,
    /// How many glyphs are shown invisibly, as the text layer of a scan is.
    pub(in crate::reading::pdf) invisible: usize,
    /// How many glyphs have no known text.
    pub(in crate::reading::pdf) unmapped: usize,
    /// How many operators are none.
    pub(in crate::reading::pdf) nonsense: usize,
    /// What could not be followed.
    pub(in crate::reading::pdf) warnings: Vec<String>,
}

/// A thin straight line, in user space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::reading::pdf) struct Rule {
    pub(in crate::reading::pdf) x0: f32,
    pub(in crate::reading::pdf) y0: f32,
    pub(in crate::reading::pdf) x1: f32,
    pub(in crate::reading::pdf) y1: f32,
}

impl PageContent {
    /// What a glyph of this page says.
    pub(in crate::reading::pdf) fn glyph_text(&self, glyph: &Glyph) -> &str {
        &self.text[glyph.start as usize..glyph.end as usize]
    }

    /// Drops what lies outside the visible page, `[x0, y0, x1, y1]` in user space: nobody can read it,
    /// and its box would lie nowhere.
    pub(in crate::reading::pdf) fn keep_inside(&mut self, [x0, y0, x1, y1]: [f32; 4]) {
        self.glyphs.retain(|glyph| {
            let (x, y) = ((glyph.x + glyph.x_end) / 2.0, (glyph.y + glyph.y_end) / 2.0);
            (x0..=x1).contains(&x) && (y0..=y1).contains(&y)
        });
    }
}
