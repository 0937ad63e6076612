//! The pictures of a report: parts of pages, as sharp as one file can hold.

use std::collections::BTreeSet;
use std::path::Path;

use super::report::PaperReport;
use crate::document::{Document, ranges};
use crate::picture::{self, Pages, PaintError, Painter, Scale, View};

/// Pixels per point, the best first: the first at which all pictures together are small enough.
const SCALES: [f32; 4] = [2.0, 1.5, 1.2, 1.0];
/// In bytes of PNG. In a page, they take a third more.
const MOST_PICTURED: usize = 4_300_000;
/// After this many pages that cannot be drawn, no other is tried: each may take all the patience there is.
const MOST_UNDRAWN: usize = 3;

/// How the pages of a PDF look, the first page first.
///
/// # Errors
/// A note on why there are no pictures: the file cannot be drawn, or has other pages to draw than `document`.
pub fn views(bytes: Vec<u8>, document: &Document) -> Result<Vec<View>, String> {
    let why = match Pages::open(bytes) {
        Ok(pages) if pages.count() as usize == document.pages.len() => {
            return Ok((1..=pages.count()).filter_map(|number| pages.view(number).ok()).collect());
        }
        Ok(_) => "it has other pages to draw than to read".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(format!("Pictures of pages are left out: {why}."))
}

impl PaperReport {
    /// Draws the parts of pages that the clippings show from the PDF at `path`; what cannot be drawn is noted.
    pub fn paint(&mut self, painter: &Painter, path: &Path) {
        let pieces = picture::pieces(self.cells.iter().flat_map(|cell| &cell.clippings));
        let mut undrawn: BTreeSet<u32> = BTreeSet::new();
        let mut why: Option<PaintError> = None;
        for scale in SCALES.into_iter().filter_map(|scale| Scale::new(scale).ok()) {
            self.pictures.clear();
            for piece in &pieces {
                if undrawn.contains(&piece.page) || undrawn.len() >= MOST_UNDRAWN {
                    continue;
                }
                match painter.paint_part(path, &self.sheet.paper.sha256, piece.page, piece.frame, scale) {
                    Ok(painted) => self.pictures.push((*piece, painted)),
                    Err(error) => {
                        undrawn.insert(piece.page);
                        why = why.or(Some(error));
                    }
                }
            }
            let bytes: usize = self.pictures.iter().map(|(_, painted)| painted.png.len()).sum();
            if bytes <= MOST_PICTURED {
                break;
            }
        }
        if let Some(why) = why {
            let pages = ranges(&undrawn.iter().copied().collect::<Vec<_>>());
            let given_up = if undrawn.len() >= MOST_UNDRAWN { "; other pages were not tried" } else { "" };
            self.notes.push(format!("Pictures of page {pages} are left out: {why}{given_up}."));
        }
    }
}
