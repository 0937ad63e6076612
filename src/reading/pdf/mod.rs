//! PDF bytes become a [`Document`](crate::document::Document).
//!
//! The way: `loading` gets lopdf's document; `content` runs a page's content stream and yields glyphs
//! with boxes, decoded by `font`; `stretches` makes words of them (with `accents`, `spacing` and `right_to_left`),
//! `line_numbers` sets apart the `numbers` of a manuscript's lines, `tables` takes out the rows of tables,
//! `columns` joins words to `lines` in reading order; `furniture`, `blocks`, `captions`, `headings`
//! (with `section_titles`, `looks` and the file's `outline`) and `references` tell what each is; `assemble` writes the
//! one text and its layers. `hidden` sets apart what no pixel shows. `text_layer` tells printed pages from scanned
//! ones; `title`, `authors` and `metadata` find what the paper is. The other way round, `annotate` writes highlights
//! into a PDF.
//!
//! Nothing here touches a file. Any bytes are allowed: what cannot be read at all is an [`Error`], what
//! cannot be read in part is a [`Warning`], nothing panics and no nesting overflows the stack. Limits:
//! [`MOST_PAGES`] pages, `LARGEST_STREAM` bytes of one decompressed stream, and bounds on the nesting,
//! operations and glyphs of a page's content, and on the content, fonts and glyphs of a document. Not read:
//! text in images, encrypted files that need a password, forms' field values, annotations.
//!
//! # Where the text differs from pdfium's
//!
//! pdfium gives characters in the order the page shows them; so does this room, but for the following.
//! - A sentence that a column, a page or a float divides is made whole, and what divides it comes behind it:
//!   running heads, footnotes and captions move by a sentence. This is most of the difference.
//! - The cells of a table's row come from left to right, each with all its lines.
//! - A page whose prose is shown upward or from right to left is put in order by geometry.
//! - Words divided at a line end are joined; pdfium marks the place with U+FFFE.
//! - An accent printed over its letter is one character, and what is printed twice to look bold comes once.
//! - Fonts without ToUnicode are read by glyph names: TeX's `′` is a prime, `⟨x⟩` has angle brackets. pdfium
//!   gives `0` and `hxi`, the characters that have these codes in a text font.
//! - Letters that are set apart are words: `DATA AVAILABILITY` where pdfium has a blank behind every letter. Digits
//!   that are raised behind a digit are superscripts: `10⁻⁸`, not `10-8`.
//! - Right-to-left text is in the order of reading, however it is shown. The columns of such a page are not turned.
//! - Turned margin text keeps the order it is shown in, where pdfium orders some of it by position.
//!
//! # Why two libraries know PDF
//!
//! lopdf reads here, and hayro paints in [`picture`](crate::picture) with a parser of its own, hayro-syntax. Could
//! that one load files, walk pages and give content for both? It could; it was measured with lopdf 0.47 and
//! hayro-syntax 0.9, and lopdf stays:
//! - There is no time to be gained: loading and unpacking the pages of 33 papers takes lopdf 0.19 s and hayro-syntax
//!   0.04 s of the 6.8 s that reading them takes. A draft never has both parse a file; a picture does, once.
//! - The content is the same, byte by byte but for white space, on all 742 pages of those papers.
//! - hayro-syntax unpacks a stream of 0.4 MB to 400 MB without asking; lopdf stops at `LARGEST_STREAM`, without
//!   which a small file fills the memory.
//! - lopdf would stay a dependency for `annotate`, which writes, and 19 files from fonts to metadata hold its
//!   objects, which own what they say, where hayro-syntax's borrow.
//!
//! What speaks for it is damage: of 1,050 damaged copies of seven papers lopdf finds pages in 799, and hayro-syntax in
//! these and 40 more. A second attempt by it, once it has a bound on streams, is where to begin.

mod accents;
mod annotate;
mod assemble;
mod authors;
mod blocks;
mod captions;
mod columns;
mod content;
mod encryption;
mod error;
mod font;
mod furniture;
mod geometry;
mod headings;
mod hidden;
mod language;
mod line_numbers;
mod lines;
mod loading;
mod looks;
mod metadata;
mod numbers;
mod outline;
mod page;
mod page_box;
mod paragraph;
mod references;
mod right_to_left;
mod section_titles;
mod spacing;
mod streams;
mod stretches;
mod tables;
mod text_layer;
mod title;
mod watermarks;

use std::collections::BTreeMap;

use lopdf::ObjectId;

use crate::reading::parsed::{Parsed, Warning};
use content::{PageContent, Shared};
use hidden::Sight;
use loading::LARGEST_STREAM;
use page::{PageLines, PageStretches};
use page_box::visible_box;
use text_layer::TextLayer;

pub use annotate::{Highlight, annotated};
pub use error::Error;
pub use loading::MOST_PAGES;

/// Glyphs of a whole document: a dense page has 8,000, a book a million.
const MOST_GLYPHS: usize = 4_000_000;

/// Reads a PDF.
///
/// # Errors
/// [`Error`] when there is no text to be had; everything less is a warning of the result.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Error> {
    loading::recognize(bytes)?;
    loading::apart(bytes, || parse_pdf(bytes))
}

fn parse_pdf(bytes: &[u8]) -> Result<Parsed, Error> {
    let pdf = loading::load(bytes)?;
    let mut warnings: Vec<Warning> = Vec::new();
    if pdf.xref_recovery.is_some() {
        let hint = "pages may be missing; download it again if it looks incomplete";
        let hint = Some(hint);
        warnings.push(Warning { hint, ..Warning::of_file("cross-references were damaged and rebuilt") });
    }
    let page_ids: Vec<ObjectId> = pdf.page_iter().take(MOST_PAGES + 1).collect();
    if page_ids.is_empty() {
        return Err(Error::NoPages);
    }
    if page_ids.len() > MOST_PAGES {
        let hint = "split the file to read the rest";
        let only = Warning::of_file(format!("only the first {MOST_PAGES} pages are read"));
        warnings.push(Warning { hint: Some(hint), ..only });
    }
    let mut shared = Shared::default();
    let mut contents: Vec<PageContent> = Vec::new();
    let mut page_boxes: Vec<[f32; 4]> = Vec::new();
    let (mut glyphs, mut unmapped) = (0, 0);
    let facts = metadata::read(&pdf);
    let by_ocr_tool = facts.tools.iter().any(|tool| text_layer::is_ocr_tool(tool));
    let (mut ocr_pages, mut textless_pages) = (Vec::new(), Vec::new());
    let (mut hidden_text, mut work) = (Vec::new(), hidden::MOST_WORK);
    for (id, number) in page_ids.into_iter().take(MOST_PAGES).zip(1..) {
        let mut warn = |message: String| warnings.push(Warning { page: Some(number), message, hint: None });
        let page_box = visible_box(&pdf, id);
        let mut content = if glyphs <= MOST_GLYPHS {
            content::run_page(&pdf, id, &mut shared, LARGEST_STREAM)
        } else {
            warn("the document is too large; this page is left out".to_owned());
            PageContent::default()
        };
        glyphs += content.glyphs.len();
        let mut sight = Sight::of(&content, page_box, &mut work);
        let layer = TextLayer::of(&content, page_box, sight.below_picture, by_ocr_tool);
        if layer == TextLayer::Ocr {
            sight.trust_ocr();
        }
        let sight_is_partial = sight.is_partial;
        let lines = sight.set_apart(&mut content, number, page_box, hidden::room(hidden_text.len()));
        content.warnings.sort();
        content.warnings.dedup();
        content.warnings.drain(..).for_each(&mut warn);
        if sight_is_partial {
            warn("too much is painted to tell whether all of its text is seen".to_owned());
        }
        let layer = layer.after_hiding(&content);
        if content.unmapped > 0 {
            warnings.push(text_layer::unmapped(number, content.unmapped));
        }
        warnings.extend(layer.warning(number));
        warnings.extend(hidden::warning(&lines, number));
        hidden_text.extend(lines);
        ocr_pages.extend((layer == TextLayer::Ocr).then_some(number));
        textless_pages.extend(layer.is_missing().then_some(number));
        unmapped += content.unmapped;
        contents.push(content);
        page_boxes.push(page_box);
    }
    let mut garbled_pages = Vec::new();
    for (number, dropped) in (1..).zip(language::drop_no_language(&mut contents)) {
        if dropped > 0 {
            glyphs -= dropped;
            unmapped += dropped;
            garbled_pages.push(number);
            warnings.push(text_layer::no_language(number, dropped));
        }
    }
    warnings.sort_by_key(|warning| warning.page);
    let no_text = || match unmapped {
        0 if has_form(&pdf) => Error::FormOnly,
        0 => Error::NoText { pages: page_boxes.len() },
        _ => Error::Unreadable { pages: page_boxes.len() },
    };
    if glyphs == 0 {
        return Err(no_text());
    }
    let mut stretches: Vec<PageStretches> =
        contents.into_iter().map(|content| PageStretches::new(&content)).collect();
    let body = body_size(&stretches);
    page::set_line_numbers_apart(&mut stretches, body);
    let mut pages: Vec<PageLines> = stretches
        .into_iter()
        .zip(&page_boxes)
        .map(|(stretches, page_box)| stretches.into_lines(*page_box, body))
        .collect();
    furniture::mark(&mut pages);
    let paragraphs = blocks::of_pages(pages, &outline::read(&pdf), body);
    let first_page = &paragraphs[..paragraphs.partition_point(|paragraph| paragraph.page == 0)];
    let title = title::of(first_page, body, facts.title.as_ref());
    let authors = title.as_ref().and_then(|title| authors::printed(first_page, title.end));
    let mut document = assemble::document(paragraphs, &page_boxes);
    metadata::complete(&mut document, facts, title.map(|title| title.text), authors);
    (document.metadata.ocr_pages, document.metadata.textless_pages) = (ocr_pages, textless_pages);
    document.metadata.garbled_pages = garbled_pages;
    document.hidden = hidden_text;
    if document.sentences.is_empty() {
        return Err(no_text());
    }
    Ok(Parsed { document, warnings })
}

/// Whether the file is a form whose text stands in its fields, which are not read (ISO 32000-1, 12.7.2, and XFA).
fn has_form(pdf: &lopdf::Document) -> bool {
    let form = pdf.catalog().and_then(|catalog| catalog.get_deref(b"AcroForm", pdf));
    form.and_then(lopdf::Object::as_dict).is_ok_and(|form| {
        let fields = form.get_deref(b"Fields", pdf).and_then(lopdf::Object::as_array);
        form.has(b"XFA") || fields.is_ok_and(|fields| !fields.is_empty())
    })
}

/// The font size most letters are set in, in points.
fn body_size(pages: &[PageStretches]) -> f32 {
    let mut letters: BTreeMap<u32, usize> = BTreeMap::new();
    for (size, count) in pages.iter().flat_map(PageStretches::sizes) {
        *letters.entry(size).or_default() += count;
    }
    let most = letters.into_iter().max_by_key(|(size, count)| (*count, *size));
    most.map_or(10.0, |(size, _)| (size as f32 / 4.0).max(1.0))
}
