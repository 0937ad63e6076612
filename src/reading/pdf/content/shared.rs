//! What the pages of a document share: fonts, layers, and how much may still be run.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document as Pdf, Object, Stream};

use super::super::font::Font;
use super::layers::Layers;

/// Bytes of all the content that a document's pages run, a form as often as it is drawn. A paper of
/// scatter plots has 100 MB.
const MOST_CONTENT: usize = 320 << 20;
/// Bytes that the streams of one font may have, times the fonts before it: a document has a few large
/// fonts or many small ones.
const MOST_FONT_BYTES: usize = 128 << 20;
const LEAST_FONT_BYTES: usize = 256 << 10;
/// Fonts of a document. Papers with a plot on every page have a few hundred.
const MOST_FONTS: usize = 2_000;

/// What the pages of one document share.
pub(in crate::reading::pdf) struct Shared {
    /// By the place of the font's dictionary, which stays where it is as long as the document.
    fonts: BTreeMap<*const Dictionary, Rc<Font>>,
    /// Bytes of content that may still be run.
    content_left: usize,
    layers: Option<Rc<Layers>>,
}

impl Default for Shared {
    fn default() -> Shared {
        Shared { fonts: BTreeMap::new(), content_left: MOST_CONTENT, layers: None }
    }
}

impl Shared {
    pub(super) fn layers(&mut self, pdf: &Pdf) -> Rc<Layers> {
        Rc::clone(self.layers.get_or_insert_with(|| Rc::new(Layers::of(pdf))))
    }

    /// Decodes a stream of up to `limit` bytes, and pays for it from what the document may run.
    pub(super) fn read(&mut self, stream: &Stream, limit: usize) -> lopdf::Result<Vec<u8>> {
        let limit = limit.min(self.content_left);
        let read = stream.get_plain_content_with_limit(limit);
        // What could not be read was as much work as its limit.
        let bytes = read.as_ref().map_or(limit, Vec::len);
        self.content_left -= bytes;
        read
    }

    /// The font of a dictionary, read when it is first asked for.
    pub(super) fn font(
        &mut self,
        pdf: &Pdf,
        object: &Object,
        limit: usize,
        warnings: &mut Vec<String>,
    ) -> Option<Rc<Font>> {
        let dictionary = pdf.dereference(object).ok()?.1.as_dict().ok()?;
        let key = std::ptr::from_ref(dictionary);
        let before = self.fonts.len();
        if let Some(font) = self.fonts.get(&key) {
            return Some(Rc::clone(font));
        }
        if before >= MOST_FONTS {
            warnings.push("the document has too many fonts; one is left out".to_owned());
            return None;
        }
        let limit = (MOST_FONT_BYTES / (before + 1)).max(LEAST_FONT_BYTES).min(limit);
        let font = Rc::new(Font::load(pdf, dictionary, limit, warnings).named_at_least(before));
        self.fonts.insert(key, Rc::clone(&font));
        Some(font)
    }
}
