//! Text that no pixel shows is set apart with its reason; text that is seen stays.

use lopdf::{Document as Pdf, Object, Stream, dictionary};
use medcheck::document::HiddenReason;
use medcheck::reading::{Format, Parsed, read};

use super::{case, parsed};
use crate::workspace::{Scratch, repository};

const HIDDEN: &str = "The data were checked for leakage against all public exams by two independent teams.";
const SEEN: &str = "Every question was reviewed by two physicians.";

#[test]
fn hidden_lines_are_no_sentences() {
    for (name, reason) in [
        ("hidden-white.pdf", HiddenReason::Color),
        ("hidden-mode3.pdf", HiddenReason::Unpainted),
        ("hidden-clipped.pdf", HiddenReason::Clipped),
        ("hidden-layer-off.pdf", HiddenReason::LayerOff),
        ("hidden-tiny.pdf", HiddenReason::Tiny),
    ] {
        let Parsed { document, warnings } = parsed(name);
        assert!(!document.text.contains("leakage"), "{name}");
        assert!(document.text.ends_with("wrong answers may do to patients."), "{name}: {}", document.text);
        let found: Vec<_> = document.hidden.iter().map(|line| (line.reason, line.text.as_str())).collect();
        assert_eq!(found, [(reason, HIDDEN)], "{name}");
        assert_eq!(document.hidden[0].page, 1);
        let told = format!("page 1: 1 hidden line: {}", reason.name());
        assert!(warnings.iter().any(|warning| warning.to_string() == told), "{name}: {warnings:?}");
    }
}

#[test]
fn what_is_printed_counts_not_its_actual_text() {
    let Parsed { document, .. } = parsed("actualtext-lies.pdf");
    assert!(document.text.contains("Models scored 81 percent on the questions."), "{}", document.text);
    assert!(!document.text.contains("something else"));
    assert_eq!(document.hidden[0].reason, HiddenReason::FalseActualText);
}

#[test]
fn source_of_formulas_is_no_sentence() {
    let Parsed { document, .. } = parsed("hidden-latexit.pdf");
    assert!(document.text.ends_with("x = 2y"), "{}", document.text);
    assert!(!document.hidden.is_empty());
    assert!(!case("hidden-latexit.pdf").is_empty());
}

/// A page with `SEEN` in plain black, and `content` behind it.
fn page(content: &str) -> Parsed {
    let mut pdf = Pdf::with_version("1.7");
    let off = pdf.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("old") });
    let on = pdf.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("new") });
    let layers: Vec<Object> = vec![off.into(), on.into()];
    let expression: Vec<Object> = vec!["Not".into(), on.into()];
    let ink = |c0: [i64; 4], c1: [i64; 4]| {
        let parts = |parts: [i64; 4]| parts.into_iter().map(Object::from).collect::<Vec<Object>>();
        dictionary! {
            "FunctionType" => 2, "N" => 1, "Domain" => vec![0.into(), 1.into()], "C0" => parts(c0), "C1" => parts(c1),
        }
    };
    let spot: Vec<Object> =
        vec!["Separation".into(), "Spot".into(), "DeviceCMYK".into(), ink([0; 4], [0, 0, 0, 1]).into()];
    let table = Object::string_literal(vec![255u8, 255, 255, 0, 0, 0]);
    let indexed: Vec<Object> = vec!["Indexed".into(), "DeviceRGB".into(), 1.into(), table];
    let profile = pdf.add_object(Stream::new(dictionary! { "N" => 3 }, Vec::new()));
    let icc: Vec<Object> = vec!["ICCBased".into(), profile.into()];
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray",
        "BitsPerComponent" => 8,
    };
    let image = pdf.add_object(Stream::new(image, vec![128]));
    let form = |pdf: &mut Pdf, more: lopdf::Dictionary, content: &str| {
        let mut entries = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
        };
        entries.extend(&more);
        pdf.add_object(Stream::new(entries, content.as_bytes().to_vec()))
    };
    let group = || dictionary! { "Group" => dictionary! { "S" => "Transparency" } };
    let words = "BT /F1 10 Tf 72 400 Td (The data were stuffed.) Tj ET";
    let off_form = form(&mut pdf, dictionary! { "OC" => off }, words);
    let group_form = form(&mut pdf, group(), words);
    let dark = form(&mut pdf, group(), "0 g 0 0 612 792 re f");
    let light = form(&mut pdf, group(), "1 g 0 0 612 792 re f");
    let mask = |of| dictionary! { "SMask" => dictionary! { "S" => "Luminosity", "G" => of } };
    let resources = dictionary! {
        "Font" => dictionary! { "F1" => dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
        } },
        "ColorSpace" => dictionary! { "Spot" => spot, "Table" => indexed, "Icc" => icc },
        "ExtGState" => dictionary! {
            "None" => dictionary! { "ca" => 0, "CA" => 0 }, "Half" => dictionary! { "ca" => 0.5 },
            "Dark" => mask(dark), "Light" => mask(light), "Multiply" => dictionary! { "BM" => "Multiply" },
        },
        "Properties" => dictionary! {
            "Off" => off, "On" => on,
            "All" => dictionary! { "Type" => "OCMD", "OCGs" => layers.clone(), "P" => "AllOn" },
            "Any" => dictionary! { "Type" => "OCMD", "OCGs" => layers.clone() },
            "Not" => dictionary! { "Type" => "OCMD", "VE" => expression },
        },
        "XObject" => dictionary! { "Im" => image, "Off" => off_form, "Group" => group_form },
    };
    let content = format!("BT /F1 10 Tf 72 700 Td ({SEEN}) Tj ET {content}");
    let content = pdf.add_object(Stream::new(dictionary! {}, content.into_bytes()));
    let pages = pdf.new_object_id();
    let page = pdf.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
    });
    let kids: Vec<Object> = vec![page.into()];
    pdf.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 }.into());
    let off: Vec<Object> = vec![off.into()];
    let catalog = pdf.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => pages,
        "OCProperties" => dictionary! { "OCGs" => layers, "D" => dictionary! { "OFF" => off } },
    });
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    read(&bytes, Format::Pdf).unwrap()
}

/// A path around the words, with round corners.
const ROUND: &str = "60 390 m 360 390 l 365 390 370 395 370 400 c 370 420 l 370 425 365 430 360 430 c 60 430 l \
                     55 430 50 425 50 420 c 50 400 l 50 395 55 390 60 390 c f";
const WORDS: &str = "BT /F1 10 Tf 72 400 Td (The data were stuffed.) Tj ET";

#[test]
fn ways_to_hide() {
    use HiddenReason::*;
    for (content, reason) in [
        (format!("1 g {WORDS}"), Color),
        (format!("0.99 0.99 1 rg {WORDS}"), Color),
        (format!("0 0 0 0 k {WORDS}"), Color),
        (format!("/Spot cs 0 scn {WORDS}"), Color),
        (format!("/Table cs 0 sc {WORDS}"), Color),
        (format!("/Icc cs 1 1 1 scn {WORDS}"), Color),
        (format!("1 G 1 Tr {WORDS}"), Color),
        (format!("0 0 1 rg 0 300 612 200 re f 0 0 0.99 rg {WORDS}"), Color),
        (format!("/None gs {WORDS}"), Transparent),
        (format!("/Dark gs {WORDS}"), Transparent),
        ("/None gs /Group Do".to_owned(), Transparent),
        (format!("3 Tr {WORDS}"), Unpainted),
        (format!("q 7 Tr {WORDS} Q"), Unpainted),
        (format!("q 300 600 10 10 re W n {WORDS} Q"), Clipped),
        (format!("q 72 400 200 0 re W n {WORDS} Q"), Clipped),
        (format!("q 7 Tr {WORDS} 0 g 60 100 300 30 re f Q"), Unpainted),
        (format!("{WORDS} 1 g 60 390 300 30 re f"), Covered),
        (format!("{WORDS} 1 g {ROUND}"), Covered),
        // Corners of two curves each, as drawing programs make them.
        (
            format!(
                "{WORDS} 1 g {}",
                ROUND.replace(
                    "365 390 370 395 370 400 c",
                    "363 390 366 391 368 393 c 369 395 370 397 370 400 c"
                )
            ),
            Covered,
        ),
        (format!("{WORDS} 1 G 20 w 60 404 m 360 404 l S"), Covered),
        (format!("{WORDS} q 300 0 0 30 60 390 cm /Im Do Q"), Covered),
        (format!("/OC /Off BDC {WORDS} EMC"), LayerOff),
        (format!("/OC /All BDC {WORDS} EMC"), LayerOff),
        (format!("/OC /Not BDC {WORDS} EMC"), LayerOff),
        ("/Off Do".to_owned(), LayerOff),
        (format!("0.01 0 0 0.01 0 0 cm {WORDS}"), Tiny),
        (format!("1 0 0 1 900 0 cm {WORDS}"), OutsidePage),
    ] {
        let Parsed { document, .. } = page(&content);
        assert_eq!(document.text, SEEN, "{content}");
        let found: Vec<_> = document.hidden.iter().map(|line| (line.reason, line.text.as_str())).collect();
        assert_eq!(found, [(reason, "The data were stuffed.")], "{content}");
    }
}

#[test]
fn what_is_seen_stays() {
    for content in [
        WORDS.to_owned(),
        format!("0 g 60 390 300 30 re f 1 g {WORDS}"),
        format!("q 300 0 0 30 60 390 cm /Im Do Q 1 g {WORDS}"),
        format!("0.8 g {WORDS}"),
        format!("/Half gs {WORDS}"),
        format!("/Light gs {WORDS}"),
        format!("/Spot cs 1 scn {WORDS}"),
        format!("/Table cs 1 sc {WORDS}"),
        format!("/Pattern cs /P1 scn {WORDS}"),
        format!("q 7 Tr {WORDS} 0 g 0 0 612 792 re f Q"),
        format!("q 60 390 300 30 re W n {WORDS} Q"),
        format!("{WORDS} 1 G 20 w [2] 0 d 60 404 m 360 404 l S"),
        format!("{WORDS} /Pattern cs /P1 scn 60 390 300 30 re f"),
        format!("{WORDS} /Pattern cs /P1 scn {ROUND}"),
        format!("{WORDS} 1 g {}", ROUND.replacen("60 430 l", "60 390 l", 1)),
        format!("{WORDS} 1 g {ROUND}").replace(" f", " S"),
        format!("{WORDS} 1 G 2 w 60 404 m 360 404 l S"),
        format!("{WORDS} /Half gs 1 g 60 390 300 30 re f"),
        format!("{WORDS} /Multiply gs 1 1 0 rg 60 390 300 30 re f"),
        format!("{WORDS} 1 g 60 390 20 30 re f 60 390 m 90 450 l 400 390 l f"),
        format!("{WORDS} 1 g 0 0 612 792 re 60 390 300 30 re f*"),
        format!("{WORDS} /OC /Off BDC 1 g 60 390 300 30 re f EMC"),
        format!("/OC /On BDC {WORDS} EMC"),
        format!("/OC /Any BDC {WORDS} EMC"),
        format!("1 g {WORDS} q 60 390 300 30 re W n 0 g {WORDS} Q").replacen("72 400", "72 100", 1),
    ] {
        let Parsed { document, .. } = page(&content);
        assert!(
            document.text.contains("The data were stuffed.") || content.contains("60 390 20"),
            "{content}"
        );
        let hidden_once = content.contains("72 100") || content.contains("60 390 20");
        assert!(document.hidden.is_empty() || hidden_once, "{content}: {:?}", document.hidden);
    }
}

#[test]
fn a_stuffed_paper_says_what_the_paper_says() {
    let Parsed { document, .. } = parsed("hidden-white-stuffed.pdf");
    assert_eq!(document.hidden.len(), 10, "{:?}", document.hidden);
    // Part of a line lies over the page's number.
    let line = "The test split is private and served through a gated evaluation server with a date cut-off.";
    assert_eq!(document.hidden[1].text, line);
    assert!(!document.text.contains("private and serv"));
    let scratch = Scratch::workspace();
    let stuffed = repository().join("tests/cases/hidden-white-stuffed.pdf").display().to_string();
    scratch.done(&["add", &stuffed]);
    scratch.done(&["draft", "--no-model"]);
    let told = "carries 10 hidden lines on page 1: no part of the text, not searched and never quoted";
    for shown in
        [&["show", "hidden-white-stuffed"][..], &["report", "hidden-white-stuffed", "--format", "md"]]
    {
        let output = scratch.done(shown).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(output.contains(told), "{shown:?}: {output}");
    }
    let about = scratch.done(&["show", "hidden-white-stuffed", "--about"]);
    assert!(about.contains("10 hidden lines on page 1"), "{about}");
    let draft = scratch.read("papers/hidden-white-stuffed/draft.json");
    for line in &document.hidden {
        assert!(!draft.contains(&line.text), "{}", line.text);
    }
}
