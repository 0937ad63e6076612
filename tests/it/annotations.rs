//! Highlights written into PDFs: read back with lopdf, they lie on the words; what was there stays.

use lopdf::{Dictionary, Document, Object};
use medcheck::document::Rect;
use medcheck::reading::pdf::{self, Error, Highlight};

use crate::fixtures::{
    Cipher, Raw, SENTENCE, document, encrypted, line, page_without_content, pages, samples,
};

const NOTE: &str = "Says who wrote the items, not who checked them (§ 3).";

fn highlight(boxes: Vec<Rect>) -> Highlight {
    Highlight {
        boxes,
        title: "Criterion 23 · level 1".to_owned(),
        contents: NOTE.to_owned(),
        author: "First reader".to_owned(),
        color: [1.0, 0.8, 0.0],
    }
}

/// The PDF with its first sentence marked.
fn marked(bytes: &[u8]) -> Vec<u8> {
    let boxes = pdf::parse(bytes).unwrap().document.sentences[0].boxes.clone();
    pdf::annotated(bytes, &[highlight(boxes)]).unwrap()
}

/// The annotations of a page, in their order.
fn annotations(bytes: &[u8], page: u32) -> Vec<Dictionary> {
    let pdf = Document::load_mem(bytes).unwrap();
    let page = pdf.get_dictionary(pdf.get_pages()[&page]).unwrap();
    let Ok(listed) = page.get_deref(b"Annots", &pdf) else { return Vec::new() };
    let listed = listed.as_array().unwrap().iter();
    listed.map(|entry| pdf.dereference(entry).unwrap().1.as_dict().unwrap().clone()).collect()
}

fn numbers(annotation: &Dictionary, key: &[u8]) -> Vec<f32> {
    let array = annotation.get(key).unwrap().as_array().unwrap();
    array.iter().map(|number| number.as_float().unwrap()).collect()
}

fn text(annotation: &Dictionary, key: &[u8]) -> String {
    lopdf::decode_text_string(annotation.get(key).unwrap()).unwrap()
}

fn subtypes(bytes: &[u8], page: u32) -> Vec<String> {
    let name = |annotation: Dictionary| annotation.get(b"Subtype").unwrap().as_name().unwrap().to_vec();
    annotations(bytes, page).into_iter().map(|it| String::from_utf8(name(it)).unwrap()).collect()
}

#[test]
fn a_mark_has_all_that_viewers_want() {
    let bytes = pages(2);
    let boxes = vec![
        Rect { page: 1, x0: 72.0, y0: 697.5, x1: 300.0, y1: 709.25 },
        Rect { page: 1, x0: 72.0, y0: 685.0, x1: 100.0, y1: 697.5 },
        Rect { page: 2, x0: 72.0, y0: 697.5, x1: 200.0, y1: 709.25 },
    ];
    let second = Highlight { color: [f32::NAN, 2.0, -1.0], ..Highlight::default() };
    let second = Highlight { boxes: boxes[2..].to_vec(), title: "Plain".to_owned(), ..second };
    let marks = [highlight(boxes), second];
    let written = pdf::annotated(&bytes, &marks).unwrap();
    assert_eq!(written, pdf::annotated(&bytes, &marks).unwrap(), "the same bytes twice");
    assert!(written.starts_with(&bytes), "the file is kept and added to");
    let [first] = &annotations(&written, 1)[..] else { panic!("one note on page 1") };
    assert_eq!(first.get(b"Subtype").unwrap().as_name().unwrap(), b"Highlight");
    assert_eq!(numbers(first, b"Rect"), [72.0, 685.0, 300.0, 709.25]);
    let corners = [72.0, 709.25, 300.0, 709.25, 72.0, 697.5, 300.0, 697.5];
    assert_eq!(numbers(first, b"QuadPoints")[..8], corners);
    assert_eq!(numbers(first, b"QuadPoints").len(), 16);
    assert_eq!(numbers(first, b"C"), [1.0, 0.8, 0.0]);
    assert_eq!(first.get(b"F").unwrap().as_i64().unwrap(), 4);
    assert_eq!(first.get(b"CA").unwrap().as_float().unwrap(), 0.4);
    assert_eq!(text(first, b"T"), "First reader");
    assert_eq!(first.get(b"T").unwrap().as_str().unwrap(), b"First reader");
    assert_eq!(text(first, b"Subj"), "Criterion 23 · level 1");
    assert!(first.get(b"Subj").unwrap().as_str().unwrap().starts_with(b"\xfe\xff"));
    assert_eq!(text(first, b"Contents"), format!("Criterion 23 · level 1\n{NOTE}"));
    assert!(!first.has(b"M"), "no date");
    let pdf = Document::load_mem(&written).unwrap();
    assert_eq!(first.get(b"P").unwrap().as_reference().unwrap(), pdf.get_pages()[&1]);
    let form =
        first.get(b"AP").unwrap().as_dict().unwrap().get_deref(b"N", &pdf).unwrap().as_stream().unwrap();
    assert_eq!(numbers(&form.dict, b"BBox"), numbers(first, b"Rect"));
    let states = form.dict.get(b"Resources").unwrap().as_dict().unwrap().get(b"ExtGState").unwrap();
    let paint = states.as_dict().unwrap().get_deref(b"Paint", &pdf).unwrap().as_dict().unwrap();
    assert_eq!(paint.get(b"BM").unwrap().as_name().unwrap(), b"Multiply");
    let drawn = String::from_utf8(form.content.clone()).unwrap();
    assert!(drawn.starts_with("/Paint gs 1 0.8 0 rg\n72 697.5 m 300 697.5 l "), "{drawn}");
    assert_eq!(drawn.matches('f').count(), 1, "overlaps are no darker: {drawn}");
    let [_, plain] = &annotations(&written, 2)[..] else { panic!("two notes on page 2") };
    assert_eq!(numbers(plain, b"C"), [0.0, 1.0, 0.0]);
    assert_eq!(text(plain, b"Contents"), "Plain");
}

#[test]
fn marks_lie_on_the_words_of_moved_and_turned_pages() {
    let content = format!("BT /F1 12 Tf 150 600 Td ({SENTENCE}) Tj ET");
    let whole = |entries: &str| page_without_content(entries, "").stream(4, "", &content).finish("");
    let inherited = Raw::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [600 800 100 -50] /Rotate 90 >>")
        .object(3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>")
        .object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        .stream(4, "", &content)
        .finish("");
    let files = [
        ("plain", whole("")),
        ("cropped", whole("/CropBox [100 150 500 750]")),
        ("cropped beyond the edge", whole("/CropBox [120 500 2000 3000]")),
        ("turned", whole("/Rotate 90")),
        ("cropped and turned", whole("/CropBox [100 150 500 750] /Rotate 270")),
        ("inherited", inherited),
    ];
    for (name, bytes) in files {
        let [mark] = &annotations(&marked(&bytes), 1)[..] else { panic!("{name}") };
        let rect = numbers(mark, b"Rect");
        // The sentence is 236 points wide in Helvetica of 12 points, and begins on the base line at 150, 600.
        let is_near = |value: f32, expect: f32| (value - expect).abs() < 4.0;
        assert!(is_near(rect[0], 150.0) && is_near(rect[2], 386.0), "{name}: {rect:?}");
        assert!(is_near(rect[1], 597.0) && is_near(rect[3], 609.0), "{name}: {rect:?}");
    }
}

#[test]
fn annotations_that_are_there_stay() {
    let link = "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] >>";
    let file = |entry: &str| {
        let raw = page_without_content(entry, "").stream(4, "", line(SENTENCE)).object(7, link);
        raw.object(8, format!("[7 0 R {link}]")).object(9, "8 0 R").finish("")
    };
    let check = |entry: &str, expect: &[&str]| {
        assert_eq!(subtypes(&marked(&file(entry)), 1), [expect, &["Highlight"]].concat(), "{entry}");
    };
    check("", &[]);
    check("/Annots null", &[]);
    check("/Annots 42 0 R", &[]);
    check("/Annots (none)", &[]);
    check("/Annots []", &[]);
    check("/Annots [7 0 R]", &["Link"]);
    check(&format!("/Annots [{link} 7 0 R]"), &["Link", "Link"]);
    check("/Annots 8 0 R", &["Link", "Link"]);
    check("/Annots 9 0 R", &["Link", "Link"]);
    let twice = marked(&marked(&file("/Annots [7 0 R]")));
    assert_eq!(subtypes(&twice, 1), ["Link", "Highlight", "Highlight"]);
}

#[test]
fn pages_that_share_a_list_do_not_share_marks() {
    let mut pdf = document(&[line(SENTENCE), line("Another page.")]);
    let shared = pdf.add_object(Object::Array(Vec::new()));
    for page in pdf.get_pages().into_values() {
        pdf.get_dictionary_mut(page).unwrap().set("Annots", shared);
    }
    let written = marked(&crate::fixtures::saved(pdf));
    assert_eq!((annotations(&written, 1).len(), annotations(&written, 2).len()), (1, 0));
}

#[test]
fn every_kind_of_file_is_written() {
    let mut modern = Vec::new();
    document(&[line(SENTENCE)]).save_modern(&mut modern).unwrap();
    assert!(modern.windows(6).any(|window| window == b"ObjStm"));
    let sound = pages(1);
    let lost = String::from_utf8_lossy(&sound).replace("startxref", "startxxxx").into_bytes();
    let behind = [b"From: editor\r\n\r\n".to_vec(), sound.clone()].concat();
    let trailing = [sound.clone(), b"\n<!-- served in 3 ms -->\n".to_vec()].concat();
    for (name, bytes) in [
        ("objects in streams", modern),
        ("no references", lost),
        ("behind mail", behind),
        ("before more", trailing),
    ] {
        let written = marked(&bytes);
        assert_eq!(subtypes(&written, 1), ["Highlight"], "{name}");
        assert_eq!(pdf::parse(&written).unwrap().document, pdf::parse(&bytes).unwrap().document, "{name}");
        assert_eq!(written, marked(&bytes), "{name}: the same bytes twice");
    }
}

#[test]
fn marks_change_nothing_that_is_read() {
    for (name, bytes) in samples() {
        let read = pdf::parse(&bytes).unwrap();
        let marks = read.document.sentences.iter().map(|sentence| highlight(sentence.boxes.clone()));
        let marks: Vec<Highlight> = marks.collect();
        let written = pdf::annotated(&bytes, &marks).unwrap();
        assert_eq!(pdf::parse(&written).unwrap(), read, "{name}");
        let count: usize =
            (1..=read.document.pages.len() as u32).map(|page| subtypes(&written, page).len()).sum();
        assert!(count >= marks.len(), "{name}: {count} notes for {} sentences", marks.len());
    }
}

#[test]
fn what_cannot_be_marked_is_refused() {
    let at = |page| highlight(vec![Rect { page, x0: 1.0, y0: 1.0, x1: 9.0, y1: 9.0 }]);
    let refused = |bytes: &[u8], page| pdf::annotated(bytes, &[at(page)]).unwrap_err();
    assert!(matches!(refused(b"", 1), Error::Empty));
    assert!(matches!(refused(b"<!DOCTYPE html>", 1), Error::NotPdf));
    assert!(matches!(refused(b"%PDF-1.7\n", 1), Error::Damaged(_)));
    assert!(matches!(refused(&encrypted(Cipher::Aes256, "secret"), 1), Error::Encrypted));
    assert!(matches!(refused(&encrypted(Cipher::Aes256, ""), 1), Error::Locked));
    assert!(matches!(refused(&pages(2), 3), Error::NoSuchPage { page: 3, pages: 2 }));
    assert!(matches!(refused(&pages(2), 0), Error::NoSuchPage { page: 0, pages: 2 }));
    let empty =
        [highlight(Vec::new()), highlight(vec![Rect { page: 1, x0: 9.0, y0: 1.0, x1: 1.0, y1: 9.0 }])];
    assert_eq!(pdf::annotated(&pages(2), &empty).unwrap(), pages(2), "nothing to mark");
}
