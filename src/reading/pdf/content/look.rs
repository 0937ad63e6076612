//! How a stretch of text is shown, as far as it tells whether it is seen.

use std::rc::Rc;

use lopdf::{Dictionary, Document as Pdf, Object};

use super::color::{Colors, Ink};
use super::operands::number;
use super::paints::{Area, EVERYWHERE, Paint, both, touch};

/// Less than this of a color is none.
pub(super) const FAINTEST: f32 = 0.03;

/// A soft mask (11.6.5.2): what it paints lets through what is painted with it.
#[derive(Debug)]
pub(super) struct Mask {
    pub(super) paints: Vec<Paint>,
    /// Black hides, as nothing does.
    pub(super) is_luminosity: bool,
}

/// A mask of more paints than this may let through anything; real ones have a picture or a shading.
const MOST_PAINTS: usize = 200;

impl Mask {
    pub(super) fn new(paints: &[Paint], is_luminosity: bool) -> Mask {
        match paints.len() {
            0..=MOST_PAINTS => Mask { paints: paints.to_vec(), is_luminosity },
            _ => Mask::open(),
        }
    }

    /// Lets everything through.
    pub(super) fn open() -> Mask {
        Mask { paints: vec![Veil::default().anything()], is_luminosity: false }
    }

    /// Whether nothing in the area shows.
    pub(super) fn hides(&self, area: Area) -> bool {
        let is_dark = |ink: Ink| ink.is_some_and(|ink| ink.iter().all(|part| *part < FAINTEST));
        let shows = |paint: &Paint| !(self.is_luminosity && is_dark(paint.ink)) && touch(paint.area, area);
        !self.paints.iter().any(shows)
    }
}

/// What a graphics state paints with.
#[derive(Debug, Clone)]
pub(super) struct Veil {
    pub(super) colors: Colors,
    fill_alpha: f32,
    stroke_alpha: f32,
    /// Of the groups that this is painted into.
    group_alpha: f32,
    /// Colors come out as they are, not mixed with those below; white and faint ones vanish as well in those
    /// modes that only darken.
    blends: bool,
    darkens: bool,
    /// Of the groups that this is painted into, and its own.
    outer_masks: Vec<Rc<Mask>>,
    pub(super) mask: Option<Rc<Mask>>,
    /// Lines have gaps.
    pub(super) is_dashed: bool,
    /// Nothing is painted outside.
    pub(super) clip: Area,
    /// Everything is painted that lies inside.
    clip_is_whole: bool,
    /// Stretches of text that are added to the clip.
    pub(super) through: Option<(u32, u32)>,
}

impl Default for Veil {
    fn default() -> Veil {
        Veil {
            colors: Colors::default(),
            fill_alpha: 1.0,
            stroke_alpha: 1.0,
            group_alpha: 1.0,
            blends: false,
            darkens: false,
            outer_masks: Vec::new(),
            mask: None,
            is_dashed: false,
            clip: EVERYWHERE,
            clip_is_whole: true,
            through: None,
        }
    }
}

impl Veil {
    /// Takes what a graphics state dictionary says of alpha and blending; its soft mask is run by the caller.
    pub(super) fn apply(&mut self, entry: &Dictionary, pdf: &Pdf) {
        let alpha = |key: &[u8]| Some(number(entry.get_deref(key, pdf).ok()?)?.clamp(0.0, 1.0) as f32);
        self.fill_alpha = alpha(b"ca").unwrap_or(self.fill_alpha);
        self.stroke_alpha = alpha(b"CA").unwrap_or(self.stroke_alpha);
        if let Ok(mode) = entry.get_deref(b"BM", pdf) {
            let mode = match mode {
                Object::Array(modes) => modes.first().and_then(|mode| mode.as_name().ok()),
                mode => mode.as_name().ok(),
            };
            self.darkens = matches!(mode, Some(b"Multiply" | b"Darken"));
            self.blends = !self.darkens && !matches!(mode, Some(b"Normal" | b"Compatible") | None);
        }
    }

    /// Runs `d`, whose first operand is empty for lines without gaps.
    pub(super) fn set_dash(&mut self, operands: &[Object]) {
        let dashes = operands.first().and_then(|dashes| dashes.as_array().ok());
        self.is_dashed = dashes.is_none_or(|dashes| !dashes.is_empty());
    }

    /// Begins a group that is painted as a whole.
    pub(super) fn begin_group(&mut self) {
        self.group_alpha *= self.fill_alpha;
        (self.fill_alpha, self.stroke_alpha) = (1.0, 1.0);
        self.outer_masks.extend(self.mask.take());
    }

    pub(super) fn clip_to(&mut self, area: Area, is_whole: bool) {
        self.clip = both(self.clip, area);
        self.clip_is_whole &= is_whole;
    }

    /// What comes of painting `area` with `ink`.
    pub(super) fn paint(&self, area: Area, is_whole: bool, ink: Ink, stroke: bool) -> Paint {
        let alpha = self.group_alpha * if stroke { self.stroke_alpha } else { self.fill_alpha };
        let plain = alpha >= 1.0
            && !self.blends
            && !self.darkens
            && self.mask.is_none()
            && self.outer_masks.is_empty();
        Paint {
            area: both(area, self.clip),
            ink: if plain { ink } else { None },
            is_opaque: plain && is_whole && self.clip_is_whole && self.through.is_none(),
            is_image: false,
            is_text: false,
        }
    }

    /// What may be painted anywhere in any color.
    pub(super) fn anything(&self) -> Paint {
        self.paint(EVERYWHERE, false, None, false)
    }

    /// How text of a rendering mode (9.3.6) is shown. `has_colors`: its glyphs may have their own.
    pub(super) fn look(&self, mode: i64, has_colors: bool, in_hidden_layer: bool, below: usize) -> Look {
        let mut inks = Vec::new();
        if matches!(mode, 0 | 2 | 4 | 6) {
            inks.push((self.colors.fill(), self.group_alpha * self.fill_alpha));
        }
        if matches!(mode, 1 | 2 | 5 | 6) {
            inks.push((self.colors.stroke(), self.group_alpha * self.stroke_alpha));
        }
        if !(0..=7).contains(&mode) || has_colors && !inks.is_empty() {
            inks = vec![(None, self.group_alpha * self.fill_alpha)];
        }
        Look {
            masks: self.outer_masks.iter().chain(&self.mask).cloned().collect(),
            blends: self.blends,
            clip: self.clip,
            in_hidden_layer,
            is_clip: mode == 7,
            is_shown_through: false,
            below,
            inks,
        }
    }
}

/// How a stretch of text is shown.
#[derive(Debug)]
pub(super) struct Look {
    /// Colors that it is painted with and how much of each; none in the modes that do not paint.
    pub(super) inks: Vec<(Ink, f32)>,
    pub(super) masks: Vec<Rc<Mask>>,
    /// Its colors are mixed with those below in a way that is not followed.
    pub(super) blends: bool,
    pub(super) clip: Area,
    pub(super) in_hidden_layer: bool,
    /// It is not painted, but something may be painted in its form.
    pub(super) is_clip: bool,
    pub(super) is_shown_through: bool,
    /// How many paints came before.
    pub(super) below: usize,
}
