//! Line numbers, columns, rows of tables and furniture: what stands where on a page.

use std::fmt::Write as _;

use medcheck::document::{BlockKind, Document};
use medcheck::reading::{Format, read};

use super::case;
use crate::fixtures::{document, saved};

fn parsed(bytes: &[u8]) -> Document {
    read(bytes, Format::Pdf).unwrap().document
}

/// Kind and text of all sentences.
fn sentences(document: &Document) -> Vec<(BlockKind, String)> {
    let text =
        |sentence: &medcheck::document::Sentence| document.text[sentence.span.range()].replace('\n', " ");
    document.sentences.iter().map(|sentence| (sentence.kind, text(sentence))).collect()
}

/// The sentences that are no furniture.
fn text_of(document: &Document) -> Vec<String> {
    let all = sentences(document).into_iter();
    all.filter(|(kind, _)| *kind != BlockKind::Furniture).map(|(_, text)| text).collect()
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

#[test]
fn no_line_number_is_in_a_sentence_of_the_cases() {
    for name in [
        "linenum-word-before-18",
        "linenum-far-40",
        "linenum-word-2",
        "linenum-word-5",
        "linenum-latex-modulo5",
    ] {
        let document = parsed(&case(&format!("{name}.pdf")));
        for (kind, text) in sentences(&document) {
            let is_heading = kind == BlockKind::Heading;
            assert!(kind == BlockKind::Furniture || is_heading || !has_digit(&text), "{name}: {text}");
            assert_ne!(kind, BlockKind::Table, "{name}: {text}");
        }
        let all = text_of(&document);
        assert!(
            all.iter().any(|text| text.starts_with("Each of them wrote between ten and forty questions"))
        );
    }
}

#[test]
fn row_numbers_of_a_table_stay_in_it() {
    let document = parsed(&case("table-rank-column.pdf"));
    let rows: Vec<String> = text_of(&document);
    for row in ["2 Pulmonology 113 3.1%", "9 Dermatology 64 10.1%"] {
        assert!(rows.iter().filter(|text| *text == row).count() >= 2, "{row}");
    }
    let furniture = |(kind, _): &&(BlockKind, String)| *kind == BlockKind::Furniture;
    assert!(sentences(&document).iter().filter(furniture).all(|(_, text)| !text.contains('%')));
}

#[test]
fn columns_are_read_one_after_the_other() {
    for name in ["gutter-10-3", "three-col-roworder"] {
        let document = parsed(&case(&format!("{name}.pdf")));
        let all = sentences(&document);
        assert!(all.iter().all(|(kind, _)| *kind == BlockKind::Body), "{name}");
        for sentence in [
            "A second team removed questions that could be answered without any knowledge of medicine.",
            "Differences that are smaller than two points are not significant in a paired test.",
        ] {
            assert!(all.iter().any(|(_, text)| text == sentence), "{name}: {sentence}");
        }
    }
}

// Manuscripts under review, made here.

const SENTENCES: [&str; 16] = [
    "The nurses of three invented wards wrote every question of the set.",
    "Two physicians read each answer without seeing those of the other.",
    "A third reader settled what they could not agree on, and gave a reason in writing.",
    "Questions that repeat public exams were removed before the study began.",
    "The best model answers most questions on heart failure and few on dosing in children.",
    "We asked the wards to think of what happened to them in the last month.",
    "An ethics board approved the plan and asked for consent from all who took part.",
    "Scores are given with their intervals, and small differences are not called real.",
    "The test split is kept private so that later models have not seen it.",
    "Where the guidelines of the hospitals differ, the question names the one that is meant.",
    "None of the writers contributed more than a tenth of the questions of a ward.",
    "Models were run with several seeds and the mean is reported for each of them.",
    "Patients were never named, and all dates were moved by a random number of days.",
    "Wrong answers were sorted by the harm they may do when somebody follows them.",
    "We release the questions under a license that does not allow training on them.",
    "Humans reach higher scores than any model but take far longer to answer.",
];

/// A glyph's width in Helvetica, in thousandths of an em.
fn width_of(c: char) -> f32 {
    match c {
        'i' | 'j' | 'l' => 222.0,
        ' ' | 't' | 'f' | ',' | '.' | 'I' => 278.0,
        'r' => 333.0,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 500.0,
        'm' | 'M' => 833.0,
        'w' | 'C' | 'D' | 'H' | 'N' | 'R' | 'U' => 722.0,
        'W' => 944.0,
        'T' | 'F' | 'Z' => 611.0,
        'G' | 'O' | 'Q' => 778.0,
        'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' => 667.0,
        _ => 556.0,
    }
}

fn width(text: &str, size: f32) -> f32 {
    text.chars().map(width_of).sum::<f32>() * size / 1000.0
}

fn show(text: &str, x: f32, y: f32, size: f32) -> String {
    format!("BT /F1 {size} Tf 1 0 0 1 {x:.2} {y:.2} Tm ({text}) Tj ET\n")
}

/// When a page shows its numbers.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    BeforeLine,
    AfterLine,
    BeforePage,
    AfterPage,
}

/// How a manuscript is numbered.
#[derive(Clone, Copy)]
struct Numbering {
    name: &'static str,
    /// Every so many lines; 0 for none.
    every: usize,
    /// Left and right of the text, on odd and on even pages.
    sides: [[bool; 2]; 2],
    /// Between number and text, in points.
    gap: f32,
    size: f32,
    shown: Shown,
    restarts: bool,
    columns: usize,
    /// Digits it is filled up to with zeros.
    digits: usize,
    leading: f32,
}

const LEFT: [[bool; 2]; 2] = [[true, false]; 2];
const RIGHT: [[bool; 2]; 2] = [[false, true]; 2];
const BOTH: [[bool; 2]; 2] = [[true, true]; 2];

const LATEX: Numbering = Numbering {
    name: "lineno",
    every: 1,
    sides: LEFT,
    gap: 10.0,
    size: 6.0,
    shown: Shown::BeforeLine,
    restarts: false,
    columns: 1,
    digits: 0,
    leading: 14.0,
};

/// The ways in which text processors and classes of LaTeX number lines.
fn numberings() -> Vec<Numbering> {
    vec![
        LATEX,
        Numbering { name: "lineno, modulo", every: 5, ..LATEX },
        Numbering { name: "lineno, right", sides: RIGHT, ..LATEX },
        Numbering { name: "lineno, switch, pagewise", sides: [LEFT[0], RIGHT[0]], restarts: true, ..LATEX },
        Numbering { name: "lineno, two columns", columns: 2, gap: 6.0, ..LATEX },
        Numbering { name: "double spacing", every: 5, leading: 28.0, ..LATEX },
        Numbering { name: "double spacing, every tenth", every: 10, leading: 28.0, ..LATEX },
        Numbering { name: "Word", gap: 18.0, size: 11.0, ..LATEX },
        Numbering {
            name: "Word, every fifth, per page",
            every: 5,
            gap: 18.0,
            size: 11.0,
            restarts: true,
            ..LATEX
        },
        Numbering { name: "Word, close by", every: 2, gap: 8.0, size: 11.0, ..LATEX },
        Numbering { name: "LibreOffice", every: 5, gap: 14.0, size: 11.0, shown: Shown::AfterLine, ..LATEX },
        Numbering {
            name: "ACL review",
            columns: 2,
            sides: BOTH,
            digits: 3,
            size: 8.0,
            gap: 12.0,
            shown: Shown::BeforePage,
            ..LATEX
        },
        Numbering { name: "NeurIPS review", gap: 15.0, size: 7.0, leading: 11.0, ..LATEX },
        Numbering { name: "right, at last", sides: RIGHT, size: 9.0, shown: Shown::AfterPage, ..LATEX },
        Numbering { name: "both sides", sides: BOTH, size: 8.0, shown: Shown::AfterLine, ..LATEX },
        Numbering { name: "both sides, every tenth", every: 10, sides: BOTH, size: 8.0, ..LATEX },
    ]
}

/// A paper of some pages whose last one has few lines, numbered so.
fn manuscript(numbering: &Numbering, pages: usize) -> Vec<u8> {
    const SIZE: f32 = 11.0;
    let column = if numbering.columns == 2 { 218.0 } else { 440.0 };
    let per_column = (600.0 / numbering.leading) as usize;
    let mut words = (0..).flat_map(|nth: usize| SENTENCES[(nth * 7 + nth / 16) % 16].split(' ')).peekable();
    let mut number = 0;
    let mut contents = Vec::new();
    for page in 0..pages {
        let (mut content, mut before, mut after) = (String::new(), String::new(), String::new());
        if numbering.restarts {
            number = 0;
        }
        let lines = if page > 0 && page + 1 == pages { 11.min(per_column) } else { per_column };
        for at in 0..numbering.columns {
            let x = 86.0 + at as f32 * (column + 24.0);
            for nth in 0..lines {
                let y = 700.0 - nth as f32 * numbering.leading;
                let mut line = String::new();
                while let Some(word) = words.next_if(|word| width(&format!("{line} {word}"), SIZE) < column) {
                    let blank = if line.is_empty() { "" } else { " " };
                    let _ = write!(line, "{blank}{word}");
                }
                number += 1;
                let mut own = String::new();
                if numbering.every > 0 && number % numbering.every == 0 {
                    let text = format!("{number:0digits$}", digits = numbering.digits);
                    let sides = match numbering.columns {
                        2 if numbering.sides == BOTH => [at == 0, at == 1],
                        _ => numbering.sides[page % 2],
                    };
                    if sides[0] {
                        let left = x - numbering.gap - width(&text, numbering.size);
                        own += &show(&text, left, y, numbering.size);
                    }
                    if sides[1] {
                        own += &show(&text, x + column + numbering.gap, y, numbering.size);
                    }
                }
                let line = show(&line, x, y, SIZE);
                content += &match numbering.shown {
                    Shown::BeforeLine => own + &line,
                    Shown::AfterLine => line + &own,
                    Shown::BeforePage => {
                        before += &own;
                        line
                    }
                    Shown::AfterPage => {
                        after += &own;
                        line
                    }
                };
            }
        }
        contents.push(before + &content + &after);
    }
    saved(document(&contents))
}

/// Line numbers change nothing in the sentences, wherever they stand and whenever they are shown.
#[test]
fn numbered_manuscripts_read_as_those_without_numbers() {
    for numbering in numberings() {
        for pages in [1, 2, 5] {
            let with = parsed(&manuscript(&numbering, pages));
            let without = parsed(&manuscript(&Numbering { every: 0, ..numbering }, pages));
            let (with, without) = (text_of(&with), text_of(&without));
            let name = numbering.name;
            for text in &with {
                assert!(!has_digit(text), "{name}, {pages} pages: {text}");
            }
            assert_eq!(with, without, "{name}, {pages} pages");
        }
    }
}

/// A table of 14 rows without rules, its numbers in the first column, under a paragraph.
#[test]
fn row_numbers_without_rules_stay_too() {
    let mut content = String::new();
    for (nth, sentence) in SENTENCES.iter().enumerate() {
        content += &show(sentence, 86.0, 700.0 - nth as f32 * 14.0, 10.0);
    }
    for (row, sentence) in SENTENCES.iter().take(14).enumerate() {
        let y = 450.0 - row as f32 * 14.0;
        content += &show(&(row + 1).to_string(), 88.0, y, 10.0);
        content += &show(&sentence[..28], 120.0, y, 10.0);
        content += &show("twelve percent of all", 400.0, y, 10.0);
    }
    let all = text_of(&parsed(&saved(document(&[content]))));
    for (row, sentence) in SENTENCES.iter().take(14).enumerate() {
        let begins = format!("{} {}", row + 1, &sentence[..20]);
        assert!(all.iter().any(|text| text.starts_with(&begins)), "{begins}");
    }
}

/// Captions and heads of tables at one height on three pages differ in digits only, and are no running heads.
#[test]
fn captions_at_one_height_are_no_furniture() {
    let page = |number: usize| {
        let mut content = show(&format!("Ward Questions, page {}", number + 1), 86.0, 750.0, 9.0);
        content += &show(&format!("Table {}: Scores of the wards.", number + 2), 86.0, 715.0, 10.0);
        content += &show(&format!("Model 20{}", 11 + number * number), 86.0, 700.0, 10.0);
        for (nth, sentence) in SENTENCES.iter().cycle().skip(number * 5).take(30).enumerate() {
            content += &show(sentence, 86.0, 680.0 - nth as f32 * 14.0, 10.0);
        }
        content
    };
    let document = parsed(&saved(document(&[page(0), page(1), page(2)])));
    let furniture: Vec<String> = sentences(&document)
        .into_iter()
        .filter(|(kind, _)| *kind == BlockKind::Furniture)
        .map(|(_, text)| text)
        .collect();
    assert_eq!(furniture, ["Ward Questions, page 1", "Ward Questions, page 2", "Ward Questions, page 3"]);
}

/// Lines of a text of at most so many points.
fn wrapped(text: &str, size: f32, most: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size) < most => *line += &format!(" {word}"),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A page that shows its two columns line by line, under a table that it shows column by column.
#[test]
fn a_table_over_columns_shown_line_by_line_keeps_its_order() {
    let mut content = String::new();
    for (nth, x) in [72.0, 232.0, 392.0].into_iter().enumerate() {
        let mut y = 740.0;
        for sentence in SENTENCES.iter().skip(nth * 4).take(4) {
            for line in wrapped(sentence, 9.0, 140.0) {
                content += &show(&line, x, y, 9.0);
                y -= 11.0;
            }
            y -= 8.0;
        }
    }
    content += &show(
        "Table 1: What the wards wrote, what was removed, and what the models answered",
        120.0,
        570.0,
        10.0,
    );
    let prose = [SENTENCES.join(" "), SENTENCES.map(|sentence| sentence.replace("The", "Now the")).join(" ")];
    let columns = prose.each_ref().map(|text| wrapped(text, 10.0, 226.0));
    for row in 0..columns[0].len().max(columns[1].len()) {
        for (column, x) in columns.iter().zip([72.0, 312.0]) {
            if let Some(line) = column.get(row) {
                content += &show(line, x, 540.0 - row as f32 * 12.0, 10.0);
            }
        }
    }
    let all = text_of(&parsed(&saved(document(&[content]))));
    for sentence in SENTENCES.iter().take(12) {
        let times = all.iter().filter(|text| text == sentence).count();
        assert_eq!(times, if sentence.contains("The") { 2 } else { 3 }, "{sentence}: {all:#?}");
    }
}
