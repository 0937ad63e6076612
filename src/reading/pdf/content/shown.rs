//! What a page shows.

use std::rc::Rc;

use super::super::font::Font;
use super::super::geometry::Turn;
use super::look::{Look, Veil};
use super::paints::{Area, Paint, Paints, both, touch};

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
    /// Narrowed to nothing.
    pub(in crate::reading::pdf) is_flat: bool,
    /// Index into [`PageContent::looks`].
    pub(super) look: u32,
}

/// Stretches of text that are compared with what is clipped to them on a page; real ones need a few thousand.
const MOST_CLIP_WORK: usize = 20_000_000;

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
    /// Points of print in one unit of user space.
    pub(super) user_unit: f32,
    /// How the glyphs are shown, one for every show operator's strings.
    pub(super) looks: Vec<Look>,
    /// What lies below and above them.
    pub(super) paints: Paints,
    /// How many stretches of text have been compared with what is clipped to them.
    pub(super) clip_work: usize,
    /// What is given as the text of glyphs that say something else, with the first of these.
    pub(in crate::reading::pdf) false_texts: Vec<(Glyph, String)>,
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

    /// Whether more is painted than is followed.
    pub(in crate::reading::pdf) fn is_too_full(&self) -> bool {
        self.paints.is_full() || self.clip_work > MOST_CLIP_WORK
    }

    /// Ends the last stretch of text, which begins with the glyph `first`: one without glyphs has no look, and of what
    /// is clipped to one nothing is painted outside its box, `clip`.
    pub(super) fn end_stretch(&mut self, first: usize, clip: Option<Area>) {
        if first >= self.glyphs.len() {
            self.looks.pop();
        } else if let (Some(clip), Some(look)) = (clip, self.looks.last_mut()) {
            look.clip = both(look.clip, clip);
        }
    }

    /// Drops what only tells whether glyphs are seen.
    pub(in crate::reading::pdf) fn forget_paints(&mut self) {
        (self.looks, self.paints) = (Vec::new(), Paints::default());
    }

    /// Adds a paint; stretches of text that it is clipped to are seen where it is.
    pub(super) fn lay(&mut self, paint: Paint, veil: &Veil) {
        self.paints.push(paint);
        let Some((first, last)) = veil.through else { return };
        self.clip_work += (last - first) as usize;
        if self.is_too_full() {
            return;
        }
        let looks = self.looks.get_mut(first as usize..last as usize).unwrap_or_default();
        looks.iter_mut().for_each(|look| look.is_shown_through |= touch(look.clip, paint.area));
    }
}
