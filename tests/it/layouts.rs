//! Short pages typeset for this project, whose truth the typesetter wrote itself: every sentence, what it is,
//! in reading order, and the place where it begins and ends.
//!
//! `tests/layouts/` has a source, a PDF and a truth per case, and `build.sh` that makes them. Everything is
//! compared exactly; places agree within a point.

use std::fmt::Write as _;
use std::fs;

use medcheck::document::{BlockKind, Document, Rect, Sentence};
use medcheck::reading::pdf;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::workspace::repository;

/// In points: how far a box may be from where the typesetter says a sentence begins or ends.
const NEAR: f32 = 1.0;

#[derive(Deserialize)]
struct Truth {
    sentence: Vec<Printed>,
}

/// A sentence as the typesetter set it.
#[derive(Deserialize)]
struct Printed {
    kind: Kind,
    /// Of headings: 1 for a section, 2 for a subsection, and so on.
    level: Option<u8>,
    text: String,
    /// Page and place on the base line, from the lower left corner: where it begins and where it ends; of a
    /// table row, where each cell begins and ends. Empty where the typesetter does not say.
    points: Vec<(u32, f32, f32)>,
    /// Of table rows: the whole caption of their table.
    caption: Option<String>,
}

/// The kinds of the document, and the title, which is a heading of no section.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Title,
    Body,
    Heading,
    Caption,
    Table,
    Footnote,
    Reference,
    Furniture,
}

impl Kind {
    fn of_block(self) -> BlockKind {
        match self {
            Kind::Title | Kind::Heading => BlockKind::Heading,
            Kind::Body => BlockKind::Body,
            Kind::Caption => BlockKind::Caption,
            Kind::Table => BlockKind::Table,
            Kind::Footnote => BlockKind::Footnote,
            Kind::Reference => BlockKind::Reference,
            Kind::Furniture => BlockKind::Furniture,
        }
    }
}

impl Printed {
    /// One line that says kind and text.
    fn line(&self) -> String {
        line(self.kind.of_block(), &self.text.nfc().collect::<String>())
    }
}

fn line(kind: BlockKind, text: &str) -> String {
    format!("{}: {text}", kind.name())
}

/// The lines where two lists differ, `-` what should be read and `+` what is; empty when they are equal.
fn difference(expected: &[String], found: &[String]) -> String {
    let mut lines = String::new();
    for part in similar::capture_diff_slices(similar::Algorithm::Myers, expected, found) {
        for change in part.iter_changes(expected, found) {
            match change.tag() {
                similar::ChangeTag::Equal => {}
                tag => writeln!(lines, "{tag} {}", change.value()).unwrap(),
            }
        }
    }
    lines
}

/// What is wrong with the place of a sentence.
fn misplaced(printed: &Printed, sentence: &Sentence) -> Option<String> {
    let holds = |rect: &Rect, (page, x, y): (u32, f32, f32)| {
        rect.page == page
            && (rect.x0 - NEAR..=rect.x1 + NEAR).contains(&x)
            && (rect.y0 - NEAR..=rect.y1 + NEAR).contains(&y)
    };
    let (Some(first), Some(last)) = (sentence.boxes.first(), sentence.boxes.last()) else {
        return Some("no boxes".to_owned());
    };
    let (begin, end) = (printed.points[0], printed.points[printed.points.len() - 1]);
    if printed.kind == Kind::Table {
        // Cells of several lines: their ends are somewhere inside, the row's own sides are not.
        let left = sentence.boxes.iter().map(|rect| rect.x0).fold(f32::INFINITY, f32::min);
        let outside = |point: &&(u32, f32, f32)| !sentence.boxes.iter().any(|rect| holds(rect, **point));
        if let Some(point) = printed.points.iter().find(outside) {
            return Some(format!("{point:?} is in none of {:?}", sentence.boxes));
        }
        return ((left - begin.1).abs() > NEAR).then(|| format!("begins at {left}, not at {}", begin.1));
    }
    if !holds(first, begin) || (first.x0 - begin.1).abs() > NEAR {
        return Some(format!("begins at {begin:?}, not with {first:?}"));
    }
    if !holds(last, end) || (last.x1 - end.1).abs() > NEAR {
        return Some(format!("ends at {end:?}, not with {last:?}"));
    }
    None
}

/// Everything that differs between a case and its truth, as lines; empty when nothing does.
fn complaints(truth: &Truth, document: &Document) -> String {
    let mut complaints = String::new();
    // Furniture is read beside the text: its own list, page by page from the top down.
    let is_furniture = |sentence: &&Sentence| sentence.kind == BlockKind::Furniture;
    let (mut furniture, text): (Vec<&Sentence>, Vec<&Sentence>) =
        document.sentences.iter().partition(is_furniture);
    let top = |sentence: &Sentence| sentence.boxes.first().map_or(0.0, |rect| -rect.y1);
    furniture.sort_by(|a, b| a.page().cmp(&b.page()).then(top(a).total_cmp(&top(b))));
    let found: Vec<&Sentence> = text.into_iter().chain(furniture).collect();

    let expected_lines: Vec<String> = truth.sentence.iter().map(Printed::line).collect();
    let found_lines: Vec<String> =
        found.iter().map(|sentence| line(sentence.kind, document.sentence_text(sentence))).collect();
    complaints += &difference(&expected_lines, &found_lines);

    let title = truth.sentence.iter().find(|printed| printed.kind == Kind::Title);
    if document.title.as_deref() != title.map(|printed| printed.text.as_str()) {
        writeln!(complaints, "the title is read as {:?}", document.title).unwrap();
    }
    let heading = |title: &str, level| format!("section of level {level}: {title}");
    let expected: Vec<String> =
        truth.sentence.iter().filter_map(|printed| Some(heading(&printed.text, printed.level?))).collect();
    let sections: Vec<String> =
        document.sections.iter().map(|section| heading(&section.title, section.level)).collect();
    complaints += &difference(&expected, &sections);

    // Places and captions of what is read as it should be; sentences that are said twice are told apart by
    // their order.
    let mut rest = found.as_slice();
    for printed in &truth.sentence {
        let same =
            |sentence: &&Sentence| line(sentence.kind, document.sentence_text(sentence)) == printed.line();
        let Some(at) = rest.iter().position(same) else { continue };
        let sentence = rest[at];
        rest = &rest[at + 1..];
        if !printed.points.is_empty()
            && let Some(wrong) = misplaced(printed, sentence)
        {
            writeln!(complaints, "{}: {wrong}", printed.line()).unwrap();
        }
        let caption = document.table_caption(sentence);
        if caption != printed.caption.as_deref() {
            writeln!(complaints, "{}: the caption is {caption:?}", printed.line()).unwrap();
        }
    }
    for sentence in &document.sentences {
        for rect in &sentence.boxes {
            let page = &document.pages[rect.page as usize - 1];
            let inside = rect.x0 >= 0.0 && rect.y0 >= 0.0 && rect.x1 <= page.width && rect.y1 <= page.height;
            if !inside || rect.x0 >= rect.x1 || rect.y0 >= rect.y1 {
                writeln!(complaints, "{}: {rect:?}", document.sentence_text(sentence)).unwrap();
            }
        }
    }
    complaints
}

fn read(case: &str) -> (Truth, Document) {
    let folder = repository().join("tests/layouts");
    let truth = fs::read_to_string(folder.join(format!("{case}.toml"))).unwrap();
    let parsed = pdf::parse(&fs::read(folder.join(format!("{case}.pdf"))).unwrap()).unwrap();
    assert_eq!(parsed.warnings, [], "{case} is a sound PDF");
    parsed.document.check().unwrap();
    (toml::from_str(&truth).unwrap(), parsed.document)
}

fn check(case: &str) {
    let (truth, document) = read(case);
    let complaints = complaints(&truth, &document);
    assert!(complaints.is_empty(), "{case}: `-` is what is printed, `+` what is read\n{complaints}");
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    check("columns");
}

#[test]
fn a_float_between_the_halves_of_a_sentence_comes_behind_it() {
    check("float");
}

#[test]
fn a_footnote_between_the_halves_of_a_sentence_comes_behind_it() {
    check("footnote");
}

#[test]
fn wide_floats_and_furniture_do_not_tear_a_sentence_over_pages() {
    check("wide");
}

#[test]
fn a_row_of_cells_with_several_lines_is_one_sentence() {
    check("table");
}

#[test]
fn words_are_whole_wherever_they_are_divided() {
    check("words");
}

#[test]
fn headings_of_all_sorts_have_their_level() {
    check("headings");
}

#[test]
fn a_title_in_the_size_of_headings_is_apart_from_the_first() {
    check("title");
}

#[test]
fn typst_reads_as_latex_does() {
    check("typst");
}

#[test]
fn a_web_page_in_print_reads_as_latex_does() {
    check("html");
}

#[test]
fn a_word_processor_reads_as_latex_does() {
    check("office");
}

type Change = fn(&mut Truth);

/// The check itself: a truth that is changed in any one of its facts is complained about.
#[test]
fn every_fact_of_the_truth_is_compared() {
    let changes: [(&str, &str, Change); 11] = [
        ("columns", "a letter", |truth| truth.sentence[5].text.push('x')),
        ("columns", "the kind", |truth| truth.sentence[5].kind = Kind::Footnote),
        ("columns", "the title", |truth| truth.sentence[0].kind = Kind::Heading),
        ("columns", "the level", |truth| truth.sentence[1].level = Some(2)),
        ("columns", "the order", |truth| truth.sentence.swap(4, 5)),
        ("columns", "the page", |truth| truth.sentence[5].points[0].0 += 1),
        ("columns", "where it begins", |truth| truth.sentence[5].points[0].1 += 2.5),
        ("columns", "where it ends", |truth| truth.sentence[5].points[1].1 -= 2.5),
        ("columns", "the base line", |truth| truth.sentence[5].points[1].2 -= 12.0),
        ("table", "the caption of a row", |truth| {
            truth.sentence.iter_mut().for_each(|printed| printed.caption = None);
        }),
        ("table", "where a cell ends", |truth| {
            let row = truth.sentence.iter_mut().find(|printed| printed.kind == Kind::Table).unwrap();
            row.points[3].2 += 20.0;
        }),
    ];
    for (case, what, change) in changes {
        let (mut truth, document) = read(case);
        let before = complaints(&truth, &document);
        change(&mut truth);
        assert_ne!(complaints(&truth, &document), before, "{what}");
    }
}
