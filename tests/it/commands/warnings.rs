//! `parse --warnings`: what is doubtful, page by page, and what a draft says of it.

use crate::fixtures::{self, PICTURE, SENTENCE, line, recognized};
use crate::workspace::{Scratch, TWO_LEVELS, shows, stdout};

const SECOND: &str = "The data are free under a license that is named in the appendix.";

/// A scanned page among pages of print.
fn mixed() -> Vec<u8> {
    fixtures::saved(fixtures::with_image(&[line(SENTENCE), PICTURE.to_owned(), line(SECOND)]))
}

/// A file of which two pages out of three were recognized.
fn ocr() -> Vec<u8> {
    let pages = [line(SENTENCE), recognized(SECOND), recognized("Two physicians reviewed every item.")];
    fixtures::saved(fixtures::with_image(&pages))
}

#[test]
fn what_is_doubtful_is_listed_page_by_page() {
    let scratch = Scratch::bare();
    scratch.write("mixed.pdf", mixed());
    shows!("warnings_mixed", scratch, ["parse", "mixed.pdf", "--warnings"]);
    shows!("warnings_mixed_json", scratch, ["parse", "mixed.pdf", "--warnings", "--format", "json"]);
    scratch.write("images.pdf", fixtures::scan(3));
    shows!("warnings_images", scratch, ["parse", "images.pdf", "--warnings"]);
    scratch.write("ocr.pdf", ocr());
    shows!("warnings_ocr", scratch, ["parse", "ocr.pdf", "--warnings"]);
    scratch.write("sound.pdf", fixtures::pages(2));
    shows!("warnings_none", scratch, ["parse", "sound.pdf", "--warnings"]);
}

#[test]
fn characters_without_text_are_counted() {
    let scratch = Scratch::bare();
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Odd /FirstChar 1 /Widths [600] \
                /Encoding << /Differences [1 /g7] >> >>";
    let content = format!("{} BT /F2 10 Tf 72 600 Td <010101> Tj ET", line(SENTENCE));
    scratch.write("odd.pdf", fixtures::page(content).object(6, font).finish(""));
    shows!("warnings_unmapped", scratch, ["parse", "odd.pdf", "--warnings"]);
}

#[test]
fn rebuilt_cross_references_are_said() {
    let scratch = Scratch::bare();
    let sound = fixtures::page(line(SENTENCE)).object(6, "null").finish("");
    let text = String::from_utf8_lossy(&sound).into_owned();
    let at = text.rfind("startxref").unwrap();
    // Latin bytes of the header's comment grow in the lossy text, so the cut is made in the bytes.
    let cut = sound.len() - (text.len() - at);
    let broken = [&sound[..cut], b"startxref\n99999\n%%EOF\n"].concat();
    scratch.write("rebuilt.pdf", broken);
    shows!("warnings_rebuilt", scratch, ["parse", "rebuilt.pdf", "--warnings"]);
}

#[test]
fn text_under_a_picture_counts_as_recognized_only_where_it_is() {
    let pages = |pdf: &[u8]| medcheck::reading::pdf::parse(pdf).unwrap().document.metadata.ocr_pages;
    assert_eq!(pages(&ocr()), [2, 3]);
    assert_eq!(pages(&mixed()), [] as [u32; 0]);
    // Hidden text without a picture of the page is something else.
    let hidden = format!("BT 3 Tr /F1 12 Tf 72 700 Td ({SECOND}) Tj ET");
    assert_eq!(pages(&fixtures::saved(fixtures::document(&[line(SENTENCE), hidden]))), [] as [u32; 0]);
    // A figure is not a picture of the page.
    let figure = recognized(SECOND).replace("612 0 0 792", "200 0 0 200");
    assert_eq!(pages(&fixtures::saved(fixtures::with_image(&[line(SENTENCE), figure]))), [] as [u32; 0]);
    // OCR programs may print their text and put the picture over it, or print it on the picture.
    let below = fixtures::with_image(&[format!("{} {PICTURE}", line(SENTENCE))]);
    assert_eq!(pages(&fixtures::saved(below)), [1]);
    let printed = || fixtures::with_image(&[format!("{PICTURE} {}", line(SENTENCE))]);
    assert_eq!(pages(&fixtures::saved(printed())), [] as [u32; 0]);
    let by_ocr = fixtures::informed(printed(), "Producer", "ABBYY FineReader PDF 15");
    assert_eq!(pages(&fixtures::saved(by_ocr)), [1]);
}

#[test]
fn a_draft_says_which_pages_were_recognized() {
    let scratch = Scratch::workspace();
    scratch.write("papers/scanned/paper.pdf", ocr());
    scratch.write("two.toml", TWO_LEVELS);
    let arguments = ["draft", "--no-model", "--rubric", "two.toml"];
    let text = stdout(&scratch.medcheck(&arguments).output().unwrap());
    assert!(text.contains("\nThe text of pages 2–3 was made by OCR: "), "{text}");
    let draft = scratch.json(&[&arguments[..], &["--format", "json"]].concat()).remove(0);
    assert_eq!(draft["paper"]["ocr_pages"], serde_json::json!([2, 3]));
    shows!(
        "about_ocr",
        scratch,
        ["show", "scanned", "--about"],
        [(r"draft.json, \d+ \w+", "draft.json, [SIZE]")]
    );
}
