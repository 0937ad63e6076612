//! Which glyphs of a page are seen.
//!
//! A glyph counts as seen unless it is plain that no pixel shows it: whatever is not followed (patterns,
//! shadings, blend modes, clips and fills that are no rectangles, too many paints) speaks for it.

use super::color::Ink;
use super::look::{FAINTEST, Look};
use super::paints::{Area, Paint, around, both, contains, joined, size};
use super::shown::{Glyph, PageContent};
use crate::document::HiddenReason;

/// Text below this size, in points, is a gray dot on paper and on screens; on small pages, this share of the
/// page's height.
const SMALLEST: f32 = 0.4;
const SMALLEST_SHARE: f32 = 0.0005;
/// What meets less than this share of a glyph is a rule or a frame beside it.
const LEAST_SHARE: f32 = 0.1;

/// Why each glyph of a page with the visible box `[x0, y0, x1, y1]` is not seen, in their order; `None` for those
/// that are. `work` says how many paints may still be compared with glyphs; what is left then is seen.
pub(in crate::reading::pdf) fn unseen(
    page: &PageContent,
    visible: Area,
    work: &mut usize,
) -> Vec<Option<HiddenReason>> {
    let height = visible[3] - visible[1];
    let smallest = (SMALLEST / page.user_unit.max(1.0)).min(SMALLEST_SHARE * height);
    let mut reasons = Vec::with_capacity(page.glyphs.len());
    for glyphs in page.glyphs.chunk_by(|a, b| a.look == b.look) {
        let around = glyphs.iter().map(ink_box).reduce(joined);
        let look = page.looks.get(glyphs[0].look as usize);
        let text = around.zip(look).map(|(around, look)| Run::of(page, look, around, work));
        let is_plain = text.as_ref().is_none_or(Run::is_seen);
        let first = reasons.len();
        for glyph in glyphs {
            let outside = || {
                let (x, y) = ((glyph.x + glyph.x_end) / 2.0, (glyph.y + glyph.y_end) / 2.0);
                !((visible[0]..=visible[2]).contains(&x) && (visible[1]..=visible[3]).contains(&y))
            };
            let is_tiny = glyph.is_flat || glyph.size < smallest;
            reasons.push(match &text {
                _ if outside() => Some(HiddenReason::OutsidePage),
                Some(run) if run.look.in_hidden_layer => Some(HiddenReason::LayerOff),
                _ if is_tiny => Some(HiddenReason::Tiny),
                _ if is_plain => None,
                Some(run) if spend(work, run.cost()) => {
                    reason(glyph, ink_box(glyph), run.look, run.below.as_deref(), &run.above)
                }
                _ => None,
            });
        }
        let found = &mut reasons[first..];
        let is_unpainted = |reason: &Option<HiddenReason>| {
            matches!(reason, Some(HiddenReason::Unpainted | HiddenReason::Transparent))
        };
        if let Some(run) = text.as_ref().filter(|_| found.contains(&Some(HiddenReason::Color))) {
            run.hide_over_text(glyphs, found);
        }
        if let Some(run) = text
            && found.iter().any(is_unpainted)
            && run.is_drawn(page, glyphs, work)
        {
            found.iter_mut().filter(|reason| is_unpainted(reason)).for_each(|reason| *reason = None);
        }
    }
    with_blanks(page, &mut reasons);
    reasons
}

/// A blank is hidden with the text that it follows.
fn with_blanks(page: &PageContent, reasons: &mut [Option<HiddenReason>]) {
    let mut last = None;
    for (glyph, reason) in page.glyphs.iter().zip(reasons) {
        match (glyph.is_space, *reason) {
            (true, None | Some(HiddenReason::OutsidePage)) => {}
            (true, Some(_)) => *reason = last,
            (false, reason) => last = reason,
        }
    }
}

/// Takes from what may be compared; `false` when that is spent.
fn spend(work: &mut usize, cost: usize) -> bool {
    *work = work.saturating_sub(cost);
    *work > 0
}

/// Glyphs that are shown together, with what may hide them.
struct Run<'a> {
    look: &'a Look,
    around: Area,
    /// Only where it may have the ink of the glyphs.
    below: Option<Vec<Paint>>,
    above: Vec<Paint>,
}

impl<'a> Run<'a> {
    fn of(page: &PageContent, look: &'a Look, around: Area, work: &mut usize) -> Run<'a> {
        let paints = &page.paints;
        if !spend(work, paints.covers_len()) {
            return Run { look, around, below: None, above: Vec::new() };
        }
        let above = paints.above(look.below, around);
        // What is painted before the page is full is known.
        let is_known = look.below < paints.len() || !paints.is_full();
        let is_plain = is_known && !look.blends && !look.is_clip && !look.inks.is_empty();
        let is_alike = |other: Ink| {
            other.is_some_and(|other| {
                look.inks.iter().all(|(ink, alpha)| ink.is_some_and(|ink| alike(ink, other, *alpha)))
            })
        };
        // Black print on white paper needs no more.
        let may_vanish = is_plain
            && (is_alike(Some([1.0; 3]))
                || paints.covers_below(look.below, around).any(|paint| is_alike(paint.ink)));
        let below = (may_vanish && spend(work, look.below)).then(|| paints.below(look.below, around));
        Run { look, around, below, above }
    }

    /// Whether nothing is there that hides any of it.
    fn is_seen(&self) -> bool {
        let look = self.look;
        let is_painted = look.inks.iter().any(|(_, alpha)| *alpha >= FAINTEST) && !look.is_clip;
        let is_free = look.masks.is_empty() && self.below.is_none() && self.above.is_empty();
        is_painted && is_free && !look.in_hidden_layer && contains(look.clip, self.around)
    }

    /// How much a glyph of it is compared with.
    fn cost(&self) -> usize {
        let masks: usize = self.look.masks.iter().map(|mask| mask.paints.len()).sum();
        1 + masks + self.below.as_ref().map_or(0, Vec::len) + 25 * self.above.len()
    }

    /// Where most of the letters have the color of what they stand on, those that meet other print have it, too: they
    /// spoil that print, and are not read.
    fn hide_over_text(&self, glyphs: &[Glyph], reasons: &mut [Option<HiddenReason>]) {
        let letters = || glyphs.iter().zip(&*reasons).filter(|(glyph, _)| !glyph.is_space);
        let lost = letters().filter(|(_, reason)| **reason == Some(HiddenReason::Color)).count();
        let Some(below) = self.below.as_ref().filter(|_| 2 * lost >= letters().count()) else { return };
        let below: Vec<Paint> = below.iter().copied().filter(|paint| !paint.is_text).collect();
        for (glyph, reason) in glyphs.iter().zip(reasons).filter(|(_, reason)| reason.is_none()) {
            if is_blank(self.look, glyph, &below) {
                *reason = Some(HiddenReason::Color);
            }
        }
    }

    /// Whether most of the letters are drawn where they stand: figures have outlines or pictures of them, with text
    /// that is not painted for the search.
    fn is_drawn(&self, page: &PageContent, glyphs: &[Glyph], work: &mut usize) -> bool {
        let size_of_letters = glyphs.iter().map(|glyph| glyph.size).fold(0.0, f32::max);
        if self.look.is_clip && page.is_too_full() || !spend(work, page.paints.len()) {
            return true;
        }
        let [x0, y0, x1, y1] = self.around;
        let room = size_of_letters;
        let around = [x0 - room, y0 - room, x1 + room, y1 + room];
        let drawn = page.paints.all().iter().filter(|paint| {
            let [x0, y0, x1, y1] = paint.area;
            let is_letter = x1 - x0 <= size_of_letters && y1 - y0 <= size_of_letters;
            // What fills a rectangle may be the ground of a label.
            let may_be_text = is_letter || paint.is_image || !paint.is_opaque;
            !paint.is_text && may_be_text && contains(around, paint.area)
        });
        let drawn: Vec<Area> = drawn.map(|paint| paint.area).collect();
        let letters = || glyphs.iter().filter(|glyph| !glyph.is_space).map(ink_box);
        let count = letters().count();
        if !spend(work, count * drawn.len()) {
            return true;
        }
        let is_drawn = |area: &Area| {
            // Low lines may lie below the box.
            let area = [area[0], area[1] - 0.15 * size_of_letters, area[2], area[3]];
            let least = |shape: Area| 0.3 * size(shape).min(size(area)).max(1e-6);
            drawn.iter().any(|shape| size(both(*shape, area)) >= least(*shape))
        };
        2 * letters().filter(is_drawn).count() >= count.max(1)
    }
}

fn reason(
    glyph: &Glyph,
    area: Area,
    look: &Look,
    below: Option<&[Paint]>,
    above: &[Paint],
) -> Option<HiddenReason> {
    if look.inks.is_empty() && !look.is_shown_through {
        return Some(HiddenReason::Unpainted);
    }
    if is_clipped(glyph, area, look.clip) {
        return Some(HiddenReason::Clipped);
    }
    // Accents and signs without width are judged with what they stand on.
    let transparent = look.inks.iter().all(|(_, alpha)| *alpha < FAINTEST);
    if !look.is_clip && transparent || look.masks.iter().any(|mask| mask.hides(area)) {
        return Some(HiddenReason::Transparent);
    }
    if below.is_some_and(|below| is_blank(look, glyph, below)) {
        return Some(HiddenReason::Color);
    }
    is_covered(area, above).then_some(HiddenReason::Covered)
}

/// The box of a glyph's ink at most, but for what fonts draw far below their baseline.
fn ink_box(glyph: &Glyph) -> Area {
    let size = glyph.size;
    glyph_box(glyph, glyph.ascent.clamp(0.4 * size, size), glyph.descent.clamp(-0.3 * size, 0.0))
}

/// The box of small letters: what lies there lies below a glyph, not beside its line.
fn core_box(glyph: &Glyph) -> Area {
    glyph_box(glyph, 0.5 * glyph.size, 0.0)
}

fn glyph_box(glyph: &Glyph, up: f32, down: f32) -> Area {
    if glyph.y == glyph.y_end && glyph.x < glyph.x_end {
        return [glyph.x, glyph.y + down, glyph.x_end, glyph.y + up];
    }
    let (x, y, x_end, y_end) =
        (f64::from(glyph.x), f64::from(glyph.y), f64::from(glyph.x_end), f64::from(glyph.y_end));
    let (dx, dy) = (x_end - x, y_end - y);
    let length = dx.hypot(dy);
    let (along_x, along_y) = if length > 0.0 { (dx / length, dy / length) } else { (1.0, 0.0) };
    let heights = [f64::from(up), f64::from(down)];
    around(
        [(x, y), (x_end, y_end)]
            .into_iter()
            .flat_map(|(x, y)| heights.map(|height| (x - along_y * height, y + along_x * height))),
    )
}

/// Whether nothing of a glyph lies inside the clip, with room for ink outside its box.
fn is_clipped(glyph: &Glyph, area: Area, clip: Area) -> bool {
    let room = 0.25 * glyph.size;
    let area = [area[0] - room, area[1] - room, area[2] + room, area[3] + room];
    let [x0, y0, x1, y1] = both(area, clip);
    // Through a slit nothing is read.
    (x1 - x0).min(y1 - y0) < 0.02 * glyph.size
}

/// Whether a glyph has the color of all that it lies on.
fn is_blank(look: &Look, glyph: &Glyph, below: &[Paint]) -> bool {
    let core = core_box(glyph);
    look.inks.iter().all(|(ink, alpha)| ink.is_some_and(|ink| is_lost(ink, *alpha, core, below)))
}

/// Whether so much of an ink cannot be told from another.
fn alike(ink: [f32; 3], other: [f32; 3], alpha: f32) -> bool {
    ink.iter().zip(other).all(|(part, other)| (part - other).abs() * alpha < FAINTEST)
}

/// Whether an ink cannot be told from all it lies on.
fn is_lost(ink: [f32; 3], alpha: f32, area: Area, below: &[Paint]) -> bool {
    let is_alike = |other| alike(ink, other, alpha);
    for paint in below {
        // A rule that only touches is no background; one that a glyph lies on in part may be.
        if size(both(paint.area, area)) < LEAST_SHARE * size(area) {
            continue;
        }
        if !paint.ink.is_some_and(is_alike) {
            return false;
        }
        if paint.is_opaque && contains(paint.area, area) {
            return true;
        }
    }
    is_alike([1.0; 3])
}

/// Whether every part of a glyph lies below something opaque.
fn is_covered(area: Area, above: &[Paint]) -> bool {
    const SAMPLES: [f32; 5] = [0.02, 0.25, 0.5, 0.75, 0.98];
    if above.is_empty() {
        return false;
    }
    let [x0, y0, x1, y1] = area;
    SAMPLES.iter().all(|along| {
        let x = x0 + along * (x1 - x0);
        SAMPLES.iter().all(|up| {
            let y = y0 + up * (y1 - y0);
            above.iter().any(|paint| contains(paint.area, [x, y, x, y]))
        })
    })
}

/// Whether something that is painted over a glyph is an image.
pub(in crate::reading::pdf) fn is_below_image(page: &PageContent, glyph: &Glyph) -> bool {
    let area = ink_box(glyph);
    let below = page.looks.get(glyph.look as usize).map_or(0, |look| look.below);
    page.paints.above(below, area).iter().any(|paint| paint.is_image)
}

/// The box of a run of glyphs, as something that other text may lie on.
pub(super) fn run_box(glyphs: &[Glyph]) -> Option<Area> {
    let inked = glyphs.iter().filter(|glyph| !glyph.is_space).map(core_box);
    inked.reduce(joined)
}
