//! The front of a paper, and letters that are set in ways of their own.

use super::parsed;
use medcheck::document::BlockKind;

#[test]
fn editors_are_no_authors() {
    let authors = parsed("editors.pdf").document.metadata.authors.unwrap();
    assert_eq!(authors.value, ["Lena Fictor", "Omar Madeup"]);
}

#[test]
fn a_year_is_no_page() {
    let year = parsed("year-from-page-range.pdf").document.metadata.year.unwrap();
    assert_eq!(year.value, 2023);
}

#[test]
fn a_watermark_is_no_title() {
    for name in ["watermark-horiz.pdf", "watermark-horiz-1page.pdf"] {
        let document = parsed(name).document;
        assert_eq!(document.title.as_deref(), Some("A Small Benchmark of Nursing Questions"), "{name}");
        let mark = |text: &str| text == "ACCEPTED MANUSCRIPT";
        assert!(document.sentences.iter().any(|sentence| mark(document.sentence_text(sentence))), "{name}");
        for sentence in document.sentences.iter().filter(|sentence| mark(document.sentence_text(sentence))) {
            assert_eq!(sentence.kind, BlockKind::Furniture, "{name}");
        }
    }
}

#[test]
fn letters_set_apart_are_words() {
    for name in ["tracked-2.pdf", "tracked-4.pdf"] {
        assert!(parsed(name).document.text.starts_with("DATA AVAILABILITY\n"), "{name}");
    }
    let body = parsed("tracked-body.pdf").document.text;
    assert!(
        body.contains("The benchmark contains two thousand questions written by licensed nurses in"),
        "{body}"
    );
    let typed = parsed("spaced-typed.pdf").document;
    let titles: Vec<&str> = typed.sections.iter().map(|section| section.title.as_str()).collect();
    assert!(titles.contains(&"METHODS"), "{titles:?}");
    assert!(typed.text.starts_with("ABSTRACT\n"), "{}", typed.text);
}

#[test]
fn raised_digits_are_no_part_of_a_number() {
    let text = parsed("superscript.pdf").document.text;
    assert!(text.contains("Scores rose to 81³ percent."), "{text}");
    assert!(text.contains("written by nurses.12,13"), "{text}");
}

#[test]
fn right_to_left_text_is_in_the_order_of_reading() {
    let hebrew = "המאגר כולל אלפיים שאלות. כל שאלה נבדקה בידי שני רופאים.";
    let arabic = "تضم المجموعة ألفي سؤال. راجع طبيبان كل سؤال.";
    let files = [
        ("rtl-hebrew-visual.pdf", hebrew),
        ("rtl-hebrew-logical-glyphs.pdf", hebrew),
        ("rtl-arabic-visual.pdf", arabic),
        ("rtl-arabic-logical-glyphs.pdf", arabic),
    ];
    for (name, line) in files {
        let text = parsed(name).document.text;
        assert!(text.contains(line), "{name}: {text}");
    }
}
