//! Highlights with notes, written into a PDF as annotations that any viewer shows and lists
//! (ISO 32000-1, 12.5.6.10).
//!
//! A sound file keeps its bytes and gets the highlights in an incremental update behind them. One whose
//! cross-references had to be mended is written anew, because an update would refer to the broken ones.
//! Annotations that are there stay, before the new ones. There is no date in what is written: the same
//! inputs give the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Document as Pdf, IncrementalDocument, Object, ObjectId, Stream, dictionary, text_string};

use super::error::Error;
use super::loading::MOST_PAGES;
use super::page_box::visible_box;
use super::{content, loading};
use crate::document::Rect;

/// How much of the color is laid over the paper.
const OPACITY: f32 = 0.4;
/// The annotation flag that lets it be printed.
const PRINTED: i64 = 4;

/// A passage to be marked, with a note.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Highlight {
    /// One per printed line, as a sentence has them. On each of their pages the note is there once. What
    /// lies outside the visible page is cut off; without a box on a page there is nothing to see.
    pub boxes: Vec<Rect>,
    /// What the note is about, in a few words; its subject, and the first line of its text.
    pub title: String,
    /// The text of the note; may be empty.
    pub contents: String,
    /// Who says so, as viewers show it above the note.
    pub author: String,
    /// Red, green and blue, each from 0 to 1.
    pub color: [f32; 3],
}

/// The PDF with these highlights on its pages; the same bytes when there is nothing to mark.
///
/// # Errors
/// Those of [`super::parse`] but [`Error::NoText`]; [`Error::NoSuchPage`] for boxes made for another file.
/// A PDF that is encrypted but opens without a password is [`Error::Locked`]: whoever locked it against changes
/// had a reason, and encrypting takes random numbers.
pub fn annotated(bytes: &[u8], highlights: &[Highlight]) -> Result<Vec<u8>, Error> {
    loading::recognize(bytes)?;
    loading::apart(bytes, || annotate(bytes, highlights))
}

fn annotate(bytes: &[u8], highlights: &[Highlight]) -> Result<Vec<u8>, Error> {
    let mut pdf = loading::load(bytes)?;
    if loading::is_locked(&pdf) {
        return Err(Error::Locked);
    }
    let pages: Vec<ObjectId> = pdf.page_iter().take(MOST_PAGES).collect();
    if pages.is_empty() {
        return Err(Error::NoPages);
    }
    let mut update = Pdf::new_from_prev(&pdf);
    let added = add(&pdf, &pages, highlights, &mut update)?;
    if added.is_empty() {
        return Ok(bytes.to_vec());
    }
    for (page, annotations) in added {
        let mut dictionary = pdf.get_dictionary(page).map_err(damaged)?.clone();
        // A list of its own, because pages may share one that is referred to.
        let old = dictionary.get_deref(b"Annots", &pdf).and_then(Object::as_array);
        let mut all = old.cloned().unwrap_or_default();
        all.extend(annotations);
        dictionary.set("Annots", all);
        update.set_object(page, dictionary);
    }
    let mut written = Vec::new();
    let is_sound = pdf.xref_recovery.is_none() && bytes.starts_with(loading::HEADER);
    let outcome = if is_sound {
        let mut incremental = IncrementalDocument::create_from(bytes.to_vec(), pdf);
        incremental.new_document = update;
        incremental.save_to(&mut written)
    } else {
        pdf.max_id = update.max_id;
        pdf.objects.extend(update.objects);
        pdf.save_to(&mut written)
    };
    outcome.map_err(damaged)?;
    Ok(written)
}

fn damaged(error: impl std::fmt::Display) -> Error {
    Error::Damaged(error.to_string())
}

/// Adds an annotation for every highlight and page of it; they are still to be listed by their pages.
fn add(
    pdf: &Pdf,
    pages: &[ObjectId],
    highlights: &[Highlight],
    update: &mut Pdf,
) -> Result<BTreeMap<ObjectId, Vec<Object>>, Error> {
    let mut added: BTreeMap<ObjectId, Vec<Object>> = BTreeMap::new();
    // One for all, made for the first.
    let mut paint: Option<ObjectId> = None;
    for highlight in highlights {
        let mut by_page: BTreeMap<u32, Vec<Rect>> = BTreeMap::new();
        for rect in &highlight.boxes {
            by_page.entry(rect.page).or_default().push(*rect);
        }
        for (number, rects) in by_page {
            let at = (number as usize).checked_sub(1);
            let missing = Error::NoSuchPage { page: number, pages: pages.len() };
            let page = *at.and_then(|at| pages.get(at)).ok_or(missing)?;
            let visible = visible_box(pdf, page);
            let areas: Vec<Area> = rects.iter().filter_map(|rect| Area::on(visible, *rect)).collect();
            let Some(bounds) = areas.iter().copied().reduce(Area::union) else { continue };
            let paint = *paint.get_or_insert_with(|| {
                update.add_object(dictionary! { "Type" => "ExtGState", "BM" => "Multiply", "ca" => OPACITY })
            });
            let color = highlight
                .color
                .map(|part| if part.is_finite() { hundredths(part.clamp(0.0, 1.0)) } else { 0.0 });
            let appearance = update.add_object(appearance(&areas, bounds, color, paint));
            let corners = areas.iter().flat_map(|area| area.corners(turns(pdf, page)));
            let annotation = dictionary! {
                "Type" => "Annot",
                "Subtype" => "Highlight",
                "P" => page,
                "Rect" => numbers(bounds.0),
                "QuadPoints" => numbers(corners),
                "C" => numbers(color),
                "CA" => OPACITY,
                "F" => PRINTED,
                "T" => text_string(&highlight.author),
                "Subj" => text_string(&highlight.title),
                "Contents" => text_string(&note(highlight)),
                "AP" => dictionary! { "N" => appearance },
            };
            added.entry(page).or_default().push(update.add_object(annotation).into());
        }
    }
    Ok(added)
}

/// What a viewer shows when asked for the note. Few show the subject, so it is here too.
fn note(highlight: &Highlight) -> String {
    let parts = [highlight.title.as_str(), highlight.contents.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The areas as a form to be drawn, for viewers that draw only what they are given. All are filled at once,
/// so that it is no darker where lines overlap.
fn appearance(areas: &[Area], bounds: Area, [red, green, blue]: [f32; 3], paint: ObjectId) -> Stream {
    let mut content = format!("/Paint gs {red} {green} {blue} rg\n");
    for Area([x0, y0, x1, y1]) in areas {
        // Writing to a string never fails.
        let _ = writeln!(content, "{x0} {y0} m {x1} {y0} l {x1} {y1} l {x0} {y1} l h");
    }
    content.push('f');
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => numbers(bounds.0),
        "Resources" => dictionary! { "ExtGState" => dictionary! { "Paint" => paint } },
    };
    Stream::new(form, content.into_bytes())
}

/// A rectangle in user space, `[x0, y0, x1, y1]`, in hundredths of a point.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Area([f32; 4]);

impl Area {
    /// What a box of the document covers of the visible page; `None` if that is nothing.
    fn on(visible: [f32; 4], rect: Rect) -> Option<Area> {
        let [left, bottom, right, top] = visible;
        let area = [
            (left + rect.x0).max(left),
            (bottom + rect.y0).max(bottom),
            (left + rect.x1).min(right),
            (bottom + rect.y1).min(top),
        ];
        let is_place = [rect.x0, rect.y0, rect.x1, rect.y1].iter().all(|value| value.is_finite());
        (is_place && area[0] < area[2] && area[1] < area[3]).then_some(Area(area.map(hundredths)))
    }

    fn union(self, other: Area) -> Area {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Area([a.min(e), b.min(f), c.max(g), d.max(h)])
    }

    /// Upper left, upper right, lower left, lower right as the reader sees them on a page turned so often.
    /// The standard says counterclockwise, but this is the order that viewers write and expect.
    fn corners(self, turns: i64) -> [f32; 8] {
        let [x0, y0, x1, y1] = self.0;
        match turns {
            1 => [x0, y0, x0, y1, x1, y0, x1, y1],
            2 => [x1, y0, x0, y0, x1, y1, x0, y1],
            3 => [x1, y1, x1, y0, x0, y1, x0, y0],
            _ => [x0, y1, x1, y1, x0, y0, x1, y0],
        }
    }
}

/// How often a page is turned clockwise by a right angle when it is shown, 0 to 3.
fn turns(pdf: &Pdf, page: ObjectId) -> i64 {
    let degrees = content::inherited(pdf, page, b"Rotate").and_then(|rotate| rotate.as_float().ok());
    (degrees.unwrap_or(0.0) as i64).rem_euclid(360) / 90
}

/// Rounded, so that what is written does not depend on how a sum was ordered.
fn hundredths(value: f32) -> f32 {
    (f64::from(value) * 100.0).round() as f32 / 100.0
}

fn numbers(values: impl IntoIterator<Item = f32>) -> Object {
    Object::Array(values.into_iter().map(Object::Real).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_moved_to_user_space_and_cut() {
        let check = |[x0, y0, x1, y1]: [f32; 4], expect: Option<[f32; 4]>| {
            let area = Area::on([100.0, -50.0, 300.0, 250.0], Rect { page: 1, x0, y0, x1, y1 });
            assert_eq!(area, expect.map(Area));
        };
        check([10.0, 20.0, 30.004, 40.0], Some([110.0, -30.0, 130.0, -10.0]));
        check([-10.0, -10.0, 900.0, 900.0], Some([100.0, -50.0, 300.0, 250.0]));
        check([200.0, 10.0, 240.0, 20.0], None);
        check([30.0, 10.0, 20.0, 20.0], None);
        check([f32::NAN, 10.0, 20.0, 20.0], None);
        check([0.0, 0.0, f32::INFINITY, 20.0], None);
    }

    #[test]
    fn corners_are_in_the_reader_s_order() {
        let area = Area([1.0, 2.0, 3.0, 4.0]);
        assert_eq!(area.corners(0), [1.0, 4.0, 3.0, 4.0, 1.0, 2.0, 3.0, 2.0]);
        assert_eq!(area.corners(1), [1.0, 2.0, 1.0, 4.0, 3.0, 2.0, 3.0, 4.0]);
        assert_eq!(area.corners(2), [3.0, 2.0, 1.0, 2.0, 3.0, 4.0, 1.0, 4.0]);
        assert_eq!(area.corners(3), [3.0, 4.0, 3.0, 2.0, 1.0, 4.0, 1.0, 2.0]);
    }

    #[test]
    fn turns_of_a_page() {
        let check = |rotate: Object, expect: i64| {
            let mut pdf = Pdf::new();
            let tree = pdf.add_object(dictionary! { "Type" => "Pages", "Rotate" => rotate.clone() });
            let page = pdf.add_object(dictionary! { "Type" => "Page", "Parent" => tree });
            assert_eq!(turns(&pdf, page), expect, "{rotate:?}");
        };
        check(0.into(), 0);
        check(90.into(), 1);
        check(450.into(), 1);
        check((-90).into(), 3);
        check(180.0.into(), 2);
        check("north".into(), 0);
    }
}
