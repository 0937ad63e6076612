//! What a reader sees of a page.

use lopdf::{Document as Pdf, ObjectId};

use super::content;

/// What a viewer shows of a page before rotation: the crop box inside the media box, in user space.
/// Pages without usable boxes are US Letter, as viewers assume.
pub(super) fn visible_box(pdf: &Pdf, page: ObjectId) -> [f32; 4] {
    let read = |key: &[u8]| -> Option<[f32; 4]> {
        let array = content::inherited(pdf, page, key)?.as_array().ok()?;
        let mut values = [0.0f32; 4];
        if array.len() < 4 {
            return None;
        }
        for (value, object) in values.iter_mut().zip(array) {
            *value = pdf.dereference(object).ok()?.1.as_float().ok()?;
        }
        let [a, b, c, d] = values;
        let rect = [a.min(c), b.min(d), a.max(c), b.max(d)];
        let sane = rect.iter().all(|value| value.is_finite() && value.abs() < 50_000.0)
            && rect[2] - rect[0] > 1.0
            && rect[3] - rect[1] > 1.0;
        sane.then_some(rect)
    };
    let media = read(b"MediaBox").unwrap_or([0.0, 0.0, 612.0, 792.0]);
    let Some(crop) = read(b"CropBox") else { return media };
    let both = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
    if both[2] - both[0] > 1.0 && both[3] - both[1] > 1.0 { both } else { media }
}
