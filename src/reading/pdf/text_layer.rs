//! What the text of a page is: printed, put under a scan by OCR, or missing.

use super::content::PageContent;
use crate::reading::parsed::Warning;

/// Where a page's text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextLayer {
    /// The text is what is printed.
    Printed,
    /// A picture of the page, and a text that OCR made of it.
    Ocr,
    /// A picture, and no text.
    Picture,
    /// Lines and shapes, and no text: letters may be drawn as outlines.
    Drawing,
    /// Text of which not one character is known.
    Unknown,
    /// There is content, which shows next to nothing that could be followed.
    Obscure,
    /// Nothing is shown.
    Blank,
}

/// A scan covers the page, but for margins that the scanner cut off.
const SCANNED_SHARE: f32 = 0.5;
/// Fewer shapes than this are a frame or a rule, not letters.
const MANY_SHAPES: usize = 40;

/// Names under which OCR programs enter themselves as a file's producer or creator, in lower case.
const ENGINES: &[&str] = &[
    "abbyy",
    "abbyyfinereader",
    "finereader",
    "fineprint ocr",
    "ocrmypdf",
    "omnipage",
    "paper capture",
    "readiris",
    "tesseract",
    "clearscan",
    "pdf24 ocr",
    "nuance pdf",
    "scansnap",
    "luradocument",
    "hocr",
];

/// Whether one of the file's tools is an OCR program.
pub(super) fn is_ocr_tool(tool: &str) -> bool {
    let tool = tool.to_lowercase();
    ENGINES.iter().any(|engine| tool.contains(engine))
}

impl TextLayer {
    /// Of a page with the visible box `[x0, y0, x1, y1]`, of which `below_picture` glyphs are not painted or lie
    /// below an image. `by_ocr_tool` tells that the file names an OCR program. A figure on a page of print is
    /// small, so a large picture is wanted in any case; or as many shapes as letters, drawn as outlines.
    pub(super) fn of(
        content: &PageContent,
        [x0, y0, x1, y1]: [f32; 4],
        below_picture: usize,
        by_ocr_tool: bool,
    ) -> TextLayer {
        let page_area = (x1 - x0) * (y1 - y0);
        let scanned = content.image_area >= SCANNED_SHARE * page_area;
        let invisible = below_picture * 2 > content.glyphs.len();
        let outlined = content.shapes >= MANY_SHAPES && content.shapes * 2 >= below_picture;
        if !content.glyphs.is_empty() && (scanned && (invisible || by_ocr_tool) || outlined && invisible) {
            return TextLayer::Ocr;
        }
        TextLayer::Printed.after_hiding(content)
    }

    /// The same when text that is not seen was taken out of the page.
    pub(super) fn after_hiding(self, content: &PageContent) -> TextLayer {
        match (content.glyphs.is_empty(), content.images > 0) {
            (true, _) if content.unmapped > 0 => TextLayer::Unknown,
            (true, true) => TextLayer::Picture,
            (true, false) if content.shapes >= MANY_SHAPES => TextLayer::Drawing,
            (true, false) if content.nonsense > 0 || content.shapes > 0 => TextLayer::Obscure,
            (true, false) => TextLayer::Blank,
            (false, _) => self,
        }
    }

    /// Whether something is shown that cannot be read.
    pub(super) fn is_missing(self) -> bool {
        matches!(self, TextLayer::Picture | TextLayer::Drawing | TextLayer::Unknown | TextLayer::Obscure)
    }

    /// What a reader should know; nothing about printed text and blank pages.
    pub(super) fn warning(self, page: u32) -> Option<Warning> {
        let (message, hint) = match self {
            // That nothing is known of its characters is told with their number.
            TextLayer::Printed | TextLayer::Blank | TextLayer::Unknown => return None,
            TextLayer::Ocr => (
                "has a text layer made by OCR",
                "it is used as it is; check quotes from this page against the picture",
            ),
            TextLayer::Picture => (
                "has no text layer",
                "nothing of it is read; scanned pages need OCR first, for example with OCRmyPDF",
            ),
            TextLayer::Drawing => (
                "has shapes but no text layer",
                "nothing of it is read; if letters are drawn as outlines, they need OCR first",
            ),
            TextLayer::Obscure => (
                "has content but no text",
                "look at the page: if words are printed there, nothing of them is read",
            ),
        };
        Some(Warning { page: Some(page), message: message.to_owned(), hint: Some(hint) })
    }
}

/// That characters have no known text.
pub(super) fn unmapped(page: u32, count: usize) -> Warning {
    let characters = if count == 1 { "character has" } else { "characters have" };
    Warning {
        page: Some(page),
        message: format!("{count} {characters} no known text"),
        hint: Some(
            "their font does not say which letters they are; compare quotes from this page with the print",
        ),
    }
}

/// That characters were left out because they make no words.
pub(super) fn no_language(page: u32, count: usize) -> Warning {
    let characters = if count == 1 { "character makes" } else { "characters make" };
    Warning {
        page: Some(page),
        message: format!("{count} {characters} no words of any language"),
        hint: Some(
            "their font tells other letters than it shows; nothing of them is read or quoted, so look at the page, \
             or have OCR read it as a picture",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools() {
        for tool in
            ["ABBYY FineReader 15", "ocrmypdf 16.1 / Tesseract OCR-PDF 5.3.4", "Adobe Acrobat Paper Capture"]
        {
            assert!(is_ocr_tool(tool), "{tool}");
        }
        for tool in ["pdfTeX-1.40.25", "Adobe PDF Library 10.0.1", "Skia/PDF m106", ""] {
            assert!(!is_ocr_tool(tool), "{tool}");
        }
    }
}
