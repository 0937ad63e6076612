//! Streams, encryption and fonts that are written in ways few programs write them.

use super::{case, parsed};
use crate::fixtures::{Cipher, SENTENCE, encrypted_under, pages};
use medcheck::picture::{Pages, Scale};
use medcheck::reading::{Error, Format, pdf, read};

#[test]
fn filters_behind_references_and_by_short_names() {
    for name in [
        "filter-ref.pdf",
        "filter-ref-array.pdf",
        "filter-abbrev.pdf",
        "filter-abbrev2.pdf",
        "parms-ref.pdf",
        "crypt-identity.pdf",
    ] {
        let parsed = parsed(name);
        assert!(parsed.document.text.contains("written by licensed nurses in three hospitals."), "{name}");
        assert!(parsed.document.text.ends_with("wrong answers may do to patients."), "{name}");
        assert_eq!(parsed.warnings, [], "{name}");
    }
    let parsed = parsed("filter-ref-page2.pdf");
    assert!(parsed.document.sentences.iter().any(|sentence| sentence.page() == Some(2)));
}

#[test]
fn operators_inside_an_array_of_strings() {
    let parsed = parsed("tj-operator.pdf");
    assert!(parsed.document.text.contains("Large customers were asked"), "{}", parsed.document.text);
}

#[test]
fn crypt_filters_behind_references() {
    let parsed = parsed("e-256-cf-indirect.pdf");
    assert!(parsed.document.text.contains("written by licensed nurses"), "{}", parsed.document.text);
}

/// Without `/ID` the key is made of the rest, as if `/ID` were empty.
#[test]
fn encrypted_without_an_id() {
    let mut bytes = encrypted_under(b"", Cipher::Rc4Of128Bits, "");
    let at = bytes.windows(4).rposition(|window| window == b"/ID[").unwrap();
    bytes[at..at + 3].copy_from_slice(b"/XX");
    let parsed = read(&bytes, Format::Pdf).unwrap();
    assert!(parsed.document.text.contains(SENTENCE));
}

/// The dictionary says that neither strings nor streams are encrypted; the password is that of an attachment.
#[test]
fn only_attachments_are_encrypted() {
    let encryption = "<< /Filter /Standard /V 4 /R 4 /P -4 /O (o) /U (u) /EFF /StdCF /StmF /Identity /StrF /Identity \
                /CF << /StdCF << /AuthEvent /EFOpen /CFM /AESV2 >> >> >>";
    let mut bytes = pages(1);
    let at = bytes.windows(10).rposition(|window| window == b"/Type/XRef").unwrap();
    bytes.splice(at..at, format!("/Encrypt {encryption}").into_bytes());
    let parsed = read(&bytes, Format::Pdf).unwrap();
    assert_eq!(parsed.document.text, SENTENCE);
    assert!(matches!(pdf::annotated(&bytes, &[]), Err(pdf::Error::Locked)));
}

#[test]
fn ligatures_that_macos_gives_as_signs_of_keys() {
    let text = parsed("ligature-quartz.pdf").document.text;
    assert!(text.contains("We study the effect of different prompts"), "{text}");
}

#[test]
fn text_of_which_nobody_knows_the_letters() {
    for name in ["tounicode-shift", "type3-opaque", "names-gNN", "names-cNN", "names-G41", "names-glyph"]
        .into_iter()
        .chain(["tounicode-None", "tounicode-empty", "tounicode-fffd", "tounicode-zero"])
    {
        let found = read(&case(&format!("{name}.pdf")), Format::Pdf);
        assert!(matches!(found, Err(Error::Pdf(pdf::Error::Unreadable { pages: 1 }))), "{name}: {found:?}");
    }
    for kind in ["None", "empty", "fffd", "pua", "zero"] {
        let parsed = parsed(&format!("tounicode-mixed-{kind}.pdf"));
        let warnings: Vec<String> = parsed.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, ["page 1: 701 characters have no known text"], "{kind}");
        assert!(parsed.warnings[0].hint.is_some(), "{kind}");
    }
}

#[test]
fn locked_against_changes_is_no_password() {
    let text = parsed("owner-locked.pdf").document.text;
    assert!(text.contains("WardTalk"), "{text}");
    assert!(matches!(pdf::annotated(&case("owner-locked.pdf"), &[]), Err(pdf::Error::Locked)));
}

#[test]
fn objects_that_only_a_stream_of_objects_has() {
    let text = parsed("x-objstm-missing-in-xref.pdf").document.text;
    assert!(text.contains("two thousand questions written by licensed nurses"), "{text}");
}

/// As viewers do, which show such a page twice.
#[test]
fn a_page_that_the_page_tree_names_twice_is_read_and_drawn_twice() {
    let bytes = in_tree_order(pages(3), &[0, 1, 0, 2]);
    let read = read(&bytes, Format::Pdf).unwrap().document;
    assert_eq!(read.pages.len(), 4);
    let pages = Pages::open(bytes).unwrap();
    assert_eq!(pages.count(), 4);
    let scale = Scale::new(0.5).unwrap();
    let drawn = |number| pages.page(number, scale).unwrap().rgba().to_vec();
    assert!(drawn(1) == drawn(3));
    assert!(drawn(1) != drawn(2) && drawn(2) != drawn(4), "the pages behind it are their own");
    assert!(pages.page_with_layers(4, scale, &read).is_ok());
}

/// The same pages, named by the root of the page tree in this order.
fn in_tree_order(pdf: Vec<u8>, order: &[usize]) -> Vec<u8> {
    let mut pdf = lopdf::Document::load_mem(&pdf).unwrap();
    let pages: Vec<lopdf::ObjectId> = pdf.page_iter().collect();
    let root = pdf.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    let kids = order.iter().map(|at| lopdf::Object::Reference(pages[*at])).collect();
    let tree = pdf.get_dictionary_mut(root).unwrap();
    tree.set("Kids", lopdf::Object::Array(kids));
    tree.set("Count", order.len() as i64);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}
