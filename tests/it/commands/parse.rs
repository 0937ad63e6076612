//! `parse`.

use std::fs;

use serde_json::json;

use crate::fixtures::{Cipher, encrypted};
use crate::workspace::{NOTE, PLAIN, SAMPLES, Scratch, sample, shows};

#[test]
fn a_text_is_shown_sentence_by_sentence() {
    let scratch = Scratch::bare();
    scratch.write("note.md", NOTE);
    scratch.write("plain.txt", PLAIN);
    shows!("parse_markdown", scratch, ["parse", "note.md"]);
    shows!("parse_markdown_json", scratch, ["parse", "note.md", "--format", "json"]);
    shows!("parse_plain", scratch, ["parse", "plain.txt"]);
}

#[test]
fn a_pdf_is_shown_with_its_pages() {
    let scratch = Scratch::bare();
    fs::copy(sample(SAMPLES[2]), scratch.path("sample-wardtalk.pdf")).unwrap();
    let text = scratch.done(&["parse", "sample-wardtalk.pdf"]);
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path(crate::workspace::repository().join("tests/it/snapshots"));
    settings.set_omit_expression(true);
    // Enough of the first page to see a title, a body and furniture; the rest is the samples' test.
    let beginning: Vec<&str> = text.lines().take(32).collect();
    settings.bind(|| insta::assert_snapshot!("parse_pdf_beginning", beginning.join("\n")));
}

#[test]
fn json_has_the_documented_shape() {
    let scratch = Scratch::bare();
    fs::copy(sample(SAMPLES[2]), scratch.path("sample-wardtalk.pdf")).unwrap();
    let parsed = scratch.json(&["parse", "sample-wardtalk.pdf", "--format", "json"]).remove(0);
    let keys = |value: &serde_json::Value| {
        value.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys(&parsed), "pages paper schema_version sections sentences text warnings");
    assert_eq!(parsed["schema_version"], 1);
    assert_eq!(keys(&parsed["paper"]), "id metadata pages sha256 title");
    assert_eq!(parsed["paper"]["id"], SAMPLES[2]);
    assert_eq!(parsed["paper"]["pages"], 4);
    assert_eq!(parsed["paper"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(parsed["pages"].as_array().unwrap().len(), 4);
    assert_eq!(keys(&parsed["pages"][0]), "height number width");
    assert_eq!(keys(&parsed["sections"][0]), "level span title");
    assert_eq!(parsed["warnings"], json!([]));
    let text = parsed["text"].as_str().unwrap();
    for (at, sentence) in parsed["sentences"].as_array().unwrap().iter().enumerate() {
        assert_eq!(keys(sentence), "boxes id kind section span");
        assert_eq!(sentence["id"], at);
        let span = |end: usize| sentence["span"][end].as_u64().unwrap() as usize;
        assert!(!text[span(0)..span(1)].trim().is_empty(), "sentence {at}");
        for rect in sentence["boxes"].as_array().unwrap() {
            assert_eq!(rect.as_array().unwrap().len(), 5, "sentence {at}");
        }
    }
}

#[test]
fn pictures_go_to_a_file_or_to_a_folder() {
    let scratch = Scratch::bare();
    fs::copy(sample(SAMPLES[2]), scratch.path("a.pdf")).unwrap();
    let is_png = |inside: &str| fs::read(scratch.path(inside)).unwrap().starts_with(b"\x89PNG");
    scratch.write("page.png", "something else");
    shows!("parse_image", scratch, ["parse", "a.pdf", "--page", "2", "--image", "page.png"]);
    assert!(is_png("page.png"), "what was there is replaced");
    shows!("parse_image_all", scratch, ["parse", "a.pdf", "--image", "new/pages/", "--scale", "0.5"]);
    assert!((1..=4).all(|page| is_png(&format!("new/pages/page-00{page}.png"))));
    fs::create_dir(scratch.path("there")).unwrap();
    shows!("parse_image_folder", scratch, ["parse", "a.pdf", "--page", "4", "--image", "there"]);
    assert!(is_png("there/page-004.png"));
    let left: Vec<_> = fs::read_dir(scratch.dir()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "nothing else is left: {left:?}");
}

#[test]
fn a_picture_that_cannot_be_made_is_said_with_a_hint() {
    let scratch = Scratch::bare();
    fs::copy(sample(SAMPLES[2]), scratch.path("a.pdf")).unwrap();
    scratch.write("note.md", NOTE);
    scratch.write("file", "");
    scratch.write("locked.pdf", encrypted(Cipher::Aes256, "secret"));
    let cases: [(&str, &[&str]); 10] = [
        ("no_page", &["a.pdf", "--image", "a.png"]),
        ("no_such_page", &["a.pdf", "--image", "a.png", "--page", "5"]),
        ("page_0", &["a.pdf", "--image", "a.png", "--page", "0"]),
        ("no_image", &["a.pdf", "--page", "1"]),
        ("no_such_file", &["b.pdf", "--image", "a.png"]),
        ("encrypted", &["locked.pdf", "--image", "a.png"]),
        ("no_png", &["a.pdf", "--image", "a.jpg", "--page", "1"]),
        ("no_pdf", &["note.md", "--image", "a.png"]),
        ("scale", &["a.pdf", "--image", "a.png", "--page", "1", "--scale", "100"]),
        ("unwritable", &["a.pdf", "--image", "file/a.png", "--page", "1"]),
    ];
    for (name, arguments) in cases {
        let arguments: Vec<&str> = ["parse"].iter().chain(arguments).copied().collect();
        shows!(format!("parse_image_bad_{name}"), scratch, arguments);
    }
    assert!(!scratch.path("a.png").exists());
}

#[test]
fn what_cannot_be_read_is_said_with_a_hint() {
    let scratch = Scratch::bare();
    scratch.write("a.docx", "x");
    scratch.write("blank.txt", "\n");
    scratch.write("empty.pdf", "");
    scratch.write("fake.pdf", "<html>");
    scratch.write("half.pdf", "%PDF-1.7\n1 0 obj\n<< /Type /Catalog");
    scratch.write("latin.md", b"caf\xe9");
    fs::create_dir(scratch.path("folder.pdf")).unwrap();
    let files =
        ["a.docx", "absent.pdf", "blank.txt", "empty.pdf", "fake.pdf", "folder.pdf", "half.pdf", "latin.md"];
    for file in files {
        shows!(format!("parse_bad_{}", file.replace('.', "_")), scratch, ["parse", file]);
    }
    assert_eq!(fs::read_dir(scratch.dir()).unwrap().count(), 7, "parse stores nothing");
}
