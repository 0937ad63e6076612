//! Tests of the views of a draft, on a small made-up draft.

use super::*;
use crate::audit::{NEAR_MISS, Searched, Suggestion};
use crate::cli::view::criterion;
use crate::document::{ArxivId, BlockKind, PaperId};
use crate::evidence::Quote;
use crate::models::UsedModel;
use crate::retrieval::Parts;

const RUBRIC: &str = r#"id = "small"
version = "1"
title = "A small rubric"
scale = [0, 1, 2]
[[phase]]
id = "A"
name = "Design"
[[phase]]
id = "B"
name = "Data"
[[criterion]]
id = 1
phase = "A"
name = "Purpose and scope of the benchmark"
question = "Is the purpose stated?"
met = "Stated with bounds."
partial = "Stated in general words."
rule = "A title is not a purpose."
cues = ["purpose", "/bench(mark)?/"]
published = { kind = "not_met", share = 0.25, count = 14, of = 56 }
[[criterion]]
id = 2
phase = "A"
name = "Users"
question = "Who should use it?"
met = "Named."
partial = "Hinted at."
[[criterion]]
id = 3
phase = "B"
name = "License"
question = "Is the license stated?"
met = "Named."
partial = "Mentioned."
"#;

fn rubric() -> Rubric {
    Rubric::parse(RUBRIC, "small.toml").unwrap()
}

fn evidence(quote: &str, page: Option<u32>, score: f32) -> Evidence {
    Evidence {
        quote: Quote { page, section: Some("2 Data".to_owned()), ..Quote::unplaced(quote) },
        kind: BlockKind::Body,
        caption: None,
        score,
        sentences: vec![1],
        parts: Parts::default(),
    }
}

fn answer(criterion: &str, suggestion: Suggestion, evidence: Vec<Evidence>) -> Cell {
    Cell {
        criterion: criterion.to_owned().try_into().unwrap(),
        suggestion,
        best_guess: 1,
        probabilities: vec![0.125, 0.75, 0.125],
        not_applicable: 0.0,
        uncalibrated: false,
        rationale: "A purpose is stated without bounds.".to_owned(),
        evidence,
        searched: Searched {
            queries: vec!["purpose".to_owned(), "/bench(mark)?/".to_owned()],
            sections: vec!["1 Introduction".to_owned()],
        },
        near_misses: Vec::new(),
    }
}

fn sample() -> DraftAudit {
    let purpose = "We present a benchmark of clinical questions that covers eleven specialties and asks for a \
                   diagnosis, a treatment and the reasons for both, but no images and no dosage.";
    DraftAudit {
        schema_version: 1,
        program: "0.1.0".to_owned(),
        paper: AuditedPaper {
            id: PaperId::new("made-up").unwrap(),
            title: Some("MadeUpBench: A Benchmark That Does Not Exist".to_owned()),
            sha256: "ab".repeat(32),
            pages: 12,
            authors: vec!["Ada Example".to_owned(), "Bo Example".to_owned()],
            year: Some(2024),
            arxiv: Some(ArxivId { id: "2401.00001".to_owned(), version: Some(2) }),
            doi: Some("10.1000/made.up".to_owned()),
            ocr_pages: vec![3, 4],
            unread_pages: Vec::new(),
            hidden_lines: 2,
            hidden_pages: vec![5],
            attachments: Vec::new(),
        },
        rubric: crate::rubric::AppliedRubric {
            id: "small".to_owned(),
            version: "1".to_owned(),
            sha256: rubric().sha256,
        },
        models: vec![UsedModel {
            role: ModelRole::Encoder,
            name: "tiny".to_owned(),
            sha256: "cd".repeat(32),
        }],
        cells: vec![
            answer(
                "1",
                Suggestion::Score { score: 1, confidence: 0.823 },
                vec![evidence(purpose, Some(1), 0.9), evidence("We measure accuracy.", Some(10), 0.05)],
            ),
            answer(
                "2",
                Suggestion::NothingFound { confidence: 0.9 },
                vec![evidence("Users typed the questions into a web form.", Some(4), 0.05)],
            ),
            answer(
                "3",
                Suggestion::Undecided,
                vec![evidence("Code is under the MIT License.", Some(11), 0.4)],
            ),
        ],
        warnings: vec!["page 3: a font has no encoding".to_owned()],
    }
}

/// Without styles.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn a_draft_is_a_table() {
    insta::assert_snapshot!(plain(&table(&sample(), &rubric(), None, 100)), @r#"
    ── made-up ─────────────────────────────────────────────────────────────────────────────────────────
    MadeUpBench: A Benchmark That Does Not Exist
    Ada Example, Bo Example · 2024 · arXiv 2401.00001v2 · DOI 10.1000/made.up
    DRAFT – not reviewed by a person
    12 pages · rubric small 1 · from words and tiny · 1 warning in reading it
    1 suggested (0 met, 1 partial, 0 not met) · 1 nothing found
    1 undecided: 1 leaning (one answer has 50 % or more), 0 open (none has)
    The text of pages 3–4 was made by OCR: check quotes from there against the print.
    The file carries 2 hidden lines on page 5: no part of the text, not searched and never quoted.

    A  Design
       1  Purpose and scope of  1 partial      82 %  “We present a benchmark of clinical            p. 1
          the benchmark                              questions that covers eleven specialties…”
       2  Users                 nothing found  90 %  nearest: “Users typed the questions into a…”   p. 4

    B  Data
       3  License               leaning 1 (75 %)     “Code is under the MIT License.”              p. 11

    This is a draft, not an audit: nothing in it counts until a person decides.
    Next, where it is least sure:
      medcheck show made-up --criterion 3 --rubric FILE
    "#);
}

#[test]
fn a_criterion_is_shown_in_full() {
    let (draft, rubric) = (sample(), rubric());
    let shown = criterion::full(&draft, &draft.cells[0], rubric.criterion("1").unwrap(), &rubric, 80);
    insta::assert_snapshot!(plain(&shown), @r#"
    ── made-up ─────────────────────────────────────────────────────────────────────
    MadeUpBench: A Benchmark That Does Not Exist
    Ada Example, Bo Example · 2024 · arXiv 2401.00001v2 · DOI 10.1000/made.up
    DRAFT – not reviewed by a person

    1  Purpose and scope of the benchmark  A Design
    Is the purpose stated?

      2 met           Stated with bounds.
      1 partial       Stated in general words.
      rule            A title is not a purpose.
      published       not met in 25 % of papers (14 of 56)

      suggestion      1 partial, 82 % sure
      probabilities   0 not met 12 % · 1 partial 75 % · 2 met 12 %
      rationale       A purpose is stated without bounds.

    evidence
      1. p. 1 · 2 Data · 90 %
         “We present a benchmark of clinical questions that covers eleven
         specialties and asks for a diagnosis, a treatment and the reasons for both,
         but no images and no dosage.”

    near misses
      2. p. 10 · 2 Data · 5 %
         “We measure accuracy.”

    searched
      words           purpose · /bench(mark)?/
      sections        1 Introduction
    "#);
}

/// The rows of the last criterion in the table, and the lines of its full view that say what is suggested.
fn shown(change: impl Fn(&mut Cell)) -> (String, String) {
    let (mut draft, rubric) = (sample(), rubric());
    change(&mut draft.cells[2]);
    let table = plain(&table(&draft, &rubric, Some("B"), 100));
    let row = table.lines().skip_while(|line| !line.contains("License")).take_while(|line| !line.is_empty());
    let full = plain(&criterion::full(&draft, &draft.cells[2], rubric.criterion("3").unwrap(), &rubric, 100));
    let said = full.lines().filter(|line| line.contains("suggestion ") || line.contains("probabilities "));
    let trimmed = |lines: Vec<&str>| lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n");
    (trimmed(row.collect()), trimmed(said.collect()))
}

#[test]
fn what_a_draft_leans_to_is_told_and_is_no_suggestion() {
    let (row, full) = shown(|_| ());
    assert_eq!(
        row,
        "3  License               leaning 1 (75 %)     “Code is under the MIT License.”              p. 11"
    );
    insta::assert_snapshot!(full, @r"
    suggestion      none, leaning 1 (75 %)
    probabilities   0 not met 12 % · 1 partial 75 % · 2 met 12 %
    ");
    let (row, full) = shown(|cell| cell.probabilities = vec![0.26, 0.49, 0.25]);
    assert_eq!(
        row,
        "3  License               open                 “Code is under the MIT License.”              p. 11"
    );
    insta::assert_snapshot!(full, @r"
    suggestion      none, open: no level has 50 %
    probabilities   0 not met 26 % · 1 partial 49 % · 2 met 25 %
    ");
    let (row, full) = shown(|cell| cell.not_applicable = 0.6);
    assert!(row.contains("leaning NA (60 %)"), "{row}");
    insta::assert_snapshot!(full, @r"
    suggestion      none, leaning NA (60 %)
    probabilities   0 not met 12 % · 1 partial 75 % · 2 met 12 %, if it applies · cannot apply 60 %
    ");
    let (row, full) = shown(|cell| cell.uncalibrated = true);
    assert!(row.contains("License               open   "), "{row}");
    assert!(full.starts_with("suggestion      none, open: nothing was learned for this rubric"), "{full}");
}

#[test]
fn a_quote_that_only_came_near_is_shown_as_such() {
    let (row, _) = shown(|cell| cell.evidence[0].score = NEAR_MISS - 0.01);
    assert!(row.contains("nearest: “Code is under the MIT License.”"), "{row}");
    let (row, _) = shown(|cell| cell.evidence[0].score = NEAR_MISS);
    assert!(!row.contains("nearest"), "{row}");
}

#[test]
fn a_criterion_is_explained() {
    let rubric = rubric();
    insta::assert_snapshot!(plain(&criterion::criterion(rubric.criterion("1").unwrap(), &rubric, 80)), @r#"
    1  Purpose and scope of the benchmark  A Design
    Is the purpose stated?

      2 met           Stated with bounds.
      1 partial       Stated in general words.
      rule            A title is not a purpose.
      published       not met in 25 % of papers (14 of 56)

      cues            purpose · /bench(mark)?/
    "#);
}

#[test]
fn a_phase_is_shown_alone() {
    let mut draft_of_b = sample();
    draft_of_b.cells.remove(0);
    draft_of_b.cells.remove(0);
    let shown = plain(&table(&draft_of_b, &rubric(), Some("B"), 100));
    assert!(shown.contains("B  Data") && !shown.contains("A  Design"), "{shown}");
}

#[test]
fn every_line_fits() {
    let mut draft = sample();
    draft.cells[2].probabilities = vec![0.0, 1.0];
    for columns in 80..=120 {
        for line in plain(&table(&draft, &rubric(), None, columns)).lines() {
            assert!(width(line) <= columns, "{} > {columns}: {line}", width(line));
            assert_eq!(line, line.trim_end());
        }
    }
}

#[test]
fn a_draft_from_words_alone_says_so() {
    let mut from_words = sample();
    from_words.models.clear();
    assert!(plain(&table(&from_words, &rubric(), None, 100)).contains("from words alone, no model"));
}

#[test]
fn sources_without_pages_have_no_page_column() {
    let mut text_only = sample();
    text_only.paper.pages = 0;
    text_only
        .cells
        .iter_mut()
        .flat_map(|cell| &mut cell.evidence)
        .for_each(|evidence| evidence.quote.page = None);
    let shown = plain(&table(&text_only, &rubric(), None, 100));
    assert!(!shown.contains("p. "), "{shown}");
    assert!(shown.contains("no pages"), "{shown}");
}

#[test]
fn what_a_paper_says_cannot_move_the_cursor() {
    let mut hostile = sample();
    let attack = "a\u{1b}[2Jb\u{202e}c\r\nd";
    hostile.paper.title = Some(attack.to_owned());
    hostile.models[0].name = attack.to_owned();
    hostile.cells[0].rationale = attack.to_owned();
    hostile.cells[0].searched.sections = vec![attack.to_owned()];
    hostile.cells[0].evidence[0] = evidence(attack, Some(1), 0.9);
    hostile.cells[0].evidence[0].quote.section = Some(attack.to_owned());
    let rubric = rubric();
    let criterion = rubric.criterion("1").unwrap();
    for shown in [
        table(&hostile, &rubric, None, 100),
        criterion::full(&hostile, &hostile.cells[0], criterion, &rubric, 100),
    ] {
        // Our own styles are the only escapes, and all of them end in `m`.
        assert!(!shown.contains("\u{1b}[2J") && !shown.contains(['\u{202e}', '\r']), "{shown:?}");
        assert!(shown.contains(r"a\u{1b}[2Jb\u{202e}c d"), "{shown}");
    }
}

#[test]
fn the_least_sure_cell_comes_first() {
    let mut draft = sample();
    let first = |draft: &DraftAudit| least_sure(draft).map(|cell| cell.criterion.to_string());
    assert_eq!(first(&draft).as_deref(), Some("3"));
    let mut less = draft.cells[2].clone();
    less.criterion = "4".to_owned().try_into().unwrap();
    less.probabilities = vec![0.3, 0.4, 0.3];
    draft.cells.push(less);
    assert_eq!(first(&draft).as_deref(), Some("4"), "not the first without a suggestion");
    draft.cells.truncate(2);
    assert_eq!(first(&draft).as_deref(), Some("1"));
    draft.cells.clear();
    assert_eq!(first(&draft), None);
}

#[test]
fn facts_are_one_line_of_what_was_found() {
    let mut paper = sample().paper;
    let check = |paper: &AuditedPaper, expect: &str| assert_eq!(facts(paper), expect);
    check(&paper, "Ada Example, Bo Example · 2024 · arXiv 2401.00001v2 · DOI 10.1000/made.up");
    paper.doi = None;
    paper.arxiv = Some(ArxivId { id: "cs/0112017".to_owned(), version: None });
    paper.authors.push("Cy\u{1b} Example".to_owned());
    check(&paper, r"Ada Example, Bo Example, Cy\u{1b} Example · 2024 · arXiv cs/0112017");
    paper.authors.push("Di Example".to_owned());
    paper.year = None;
    check(&paper, "Ada Example et al. · arXiv cs/0112017");
    paper.authors.clear();
    paper.arxiv = None;
    check(&paper, "");
    let with_title_only = AuditedPaper { title: Some("T".to_owned()), ..paper };
    assert_eq!(header(&DraftAudit { paper: with_title_only, ..sample() }, 80).len(), 2);
}

#[test]
fn a_quote_of_an_attachment_names_the_file_and_its_page() {
    let of = |name: &str, page| {
        let mut of_paper = evidence("A quote.", page, 0.9);
        of_paper.quote.source = Some(crate::document::AttachmentName::new(name).unwrap());
        of_paper
    };
    assert_eq!(place_lines(&evidence("A quote.", Some(3), 0.9)), ["p. 3"]);
    assert_eq!(place_lines(&of("README.md", None)), ["README.md"]);
    assert_eq!(place_lines(&of("a-very-long-supplement.pdf", Some(12))), ["a-very-long-…", "p. 12"]);
    let mut draft = sample();
    draft.cells[0].evidence[0] = of("s.pdf", Some(2));
    let shown = anstream::adapter::strip_str(&super::table(&draft, &rubric(), None, 100)).to_string();
    assert!(shown.lines().any(|line| line.ends_with("s.pdf")), "{shown}");
    assert!(shown.lines().any(|line| line.ends_with(" p. 2")), "{shown}");
}
