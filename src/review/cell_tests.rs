//! What keys make of a criterion.

use super::*;
use crate::audit::{AuditedPaper, DraftAudit, Searched};
use crate::document::{Document, PaperId};
use crate::evidence::Evidence;
use crate::reading::Format;
use crate::review::{DeskPaper, Line, Reviewer, lines};
use crate::rubric::{AppliedRubric, Rubric};

const TEXT: &str = "Two nurses read every note. A third settled ties. It rained. The kettle boiled.";

/// A desk with a draft of criterion 1 that suggests level 1 and quotes the first two sentences.
fn desk() -> DeskPaper {
    let document = Document::from_plain(TEXT);
    let evidence = |at: usize, score: f32| {
        let sentence = &document.sentences[at];
        Evidence {
            quote: evidence::Quote::of_sentences(&document, &[at as u32]).unwrap(),
            kind: sentence.kind,
            caption: None,
            score,
            sentences: vec![at as u32],
            parts: crate::retrieval::Parts::default(),
        }
    };
    let cell = Cell {
        criterion: Rubric::medcheck().criteria[0].id.clone(),
        suggestion: Suggestion::Score { score: 1, confidence: 0.8 },
        best_guess: 1,
        probabilities: vec![0.1, 0.8, 0.1],
        not_applicable: 0.0,
        uncalibrated: false,
        rationale: String::new(),
        evidence: vec![evidence(0, 0.9), evidence(1, 0.2)],
        searched: Searched::default(),
        near_misses: Vec::new(),
    };
    let id = PaperId::new("a").unwrap();
    let draft = DraftAudit {
        schema_version: 1,
        program: String::new(),
        paper: AuditedPaper {
            id: id.clone(),
            title: None,
            sha256: String::new(),
            pages: 0,
            authors: Vec::new(),
            year: None,
            arxiv: None,
            doi: None,
            ocr_pages: Vec::new(),
            unread_pages: Vec::new(),
            hidden_lines: 0,
            hidden_pages: Vec::new(),
            attachments: Vec::new(),
        },
        rubric: AppliedRubric { id: "medcheck".to_owned(), version: String::new(), sha256: String::new() },
        models: Vec::new(),
        cells: vec![cell],
        warnings: Vec::new(),
    };
    DeskPaper {
        id,
        sha256: String::new(),
        format: Format::Text,
        path: "paper.txt".into(),
        document,
        draft: Some(draft),
        draft_sha256: None,
        is_current: true,
    }
}

/// What a change makes of a criterion that has this word on it: level, kept and dropped quotes.
fn change(said: &str, change: Change, blind: bool) -> Result<(Choice, Vec<String>, Vec<String>), Refused> {
    change_on(&desk(), said, change, blind)
}

fn change_on(
    desk: &DeskPaper,
    said: &str,
    change: Change,
    blind: bool,
) -> Result<(Choice, Vec<String>, Vec<String>), Refused> {
    let rubric = Rubric::medcheck();
    let written: Vec<Line> = lines(said).unwrap();
    let ledger = Ledger::new("medcheck", written);
    let reviewer = Reviewer::new("r").unwrap();
    let speaker = Speaker { rubric, paper: desk, reviewer: &reviewer };
    let act = DeskCell::of(&rubric.criteria[0], speaker, &ledger, blind).act(change, LastSeen::NotAsked)?;
    let texts = |quotes: Vec<DecidedEvidence>| quotes.into_iter().map(|said| said.quote.text).collect();
    Ok((act.choice, texts(act.evidence), texts(act.dropped)))
}

fn word(more: &str) -> String {
    format!(
        "{{\"rubric\":\"medcheck\",\"criterion\":\"1\",\"reviewer\":\"r\",\"at\":\"2026-01-01T00:00:00Z\",{more}}}\n"
    )
}

const FIRST: &str = "Two nurses read every note.";
const SECOND: &str = "A third settled ties.";
const LEVEL_2: Choice = Choice::Score(Score::Level(2));

#[test]
fn a_level_takes_the_proposed_quotes_and_the_lowest_does_not() {
    assert_eq!(change("", Change::Level(LEVEL_2), false).unwrap(), (LEVEL_2, vec![FIRST.to_owned()], vec![]));
    let lowest = Choice::Score(Score::Level(0));
    assert_eq!(change("", Change::Level(lowest), false).unwrap(), (lowest, vec![], vec![]));
    assert_eq!(change("", Change::Level(Choice::Open), false).unwrap(), (Choice::Open, vec![], vec![]));
    let hidden = change("", Change::Level(LEVEL_2), true).unwrap();
    assert_eq!(hidden.1, Vec::<String>::new(), "what is hidden proposes nothing");
}

#[test]
fn accepting_takes_the_suggested_level() {
    let accepted = change("", Change::Accept, false).unwrap();
    assert_eq!(accepted, (Choice::Score(Score::Level(1)), vec![FIRST.to_owned()], vec![]));
    assert!(change("", Change::Accept, true).is_err(), "hidden");
}

/// The desk with a draft that suggests nothing and leans to level 1.
fn leaning() -> DeskPaper {
    let mut desk = desk();
    let drafted = desk.draft.iter_mut().flat_map(|draft| &mut draft.cells);
    drafted.for_each(|cell| cell.suggestion = Suggestion::Undecided);
    desk
}

#[test]
fn what_a_draft_leans_to_is_shown_and_not_accepted() {
    let (desk, ledger) = (leaning(), Ledger::new("medcheck", Vec::new()));
    let (rubric, reviewer) = (Rubric::medcheck(), Reviewer::new("r").unwrap());
    let speaker = Speaker { rubric, paper: &desk, reviewer: &reviewer };
    let cell = |blind| DeskCell::of(&rubric.criteria[0], speaker, &ledger, blind);
    let leans = Certainty::Leaning { score: Score::Level(1), probability: 0.8 };
    assert_eq!(
        (cell(false).certainty(), cell(true).certainty()),
        (Some(leans), None),
        "hidden where asked for"
    );
    let accepted = change_on(&desk, "", Change::Accept, false);
    assert!(matches!(accepted, Err(Refused::NothingSuggested)), "{accepted:?}");
}

#[test]
fn what_only_came_near_is_told_apart_unless_that_tells_of_a_hidden_level() {
    let mut desk = leaning();
    let cells = desk.draft.iter_mut().flat_map(|draft| &mut draft.cells);
    cells.for_each(|cell| cell.evidence[1].score = 0.05);
    let (rubric, reviewer) = (Rubric::medcheck(), Reviewer::new("r").unwrap());
    let near = |said: &str, blind: bool| {
        let ledger = Ledger::new("medcheck", lines(said).unwrap());
        let speaker = Speaker { rubric, paper: &desk, reviewer: &reviewer };
        let quotes = DeskCell::of(&rubric.criteria[0], speaker, &ledger, blind).quotes();
        quotes.iter().map(|quote| quote.is_near_miss).collect::<Vec<_>>()
    };
    assert_eq!(near("", false), [false, true]);
    assert_eq!(near("", true), [false, false]);
    let decided = word("\"score\":0");
    assert_eq!(near(&decided, true), [false, true], "decided, so nothing is hidden");
    for said in ["evidence", "dropped"] {
        let spoken_of = word(&format!("\"score\":2,\"{said}\":[{{\"quote\":\"{SECOND}\"}}]"));
        assert_eq!(near(&spoken_of, false), [false, false], "{said}");
    }
}

#[test]
fn quotes_are_kept_and_dropped_without_a_decision() {
    let dropped = change("", Change::Toggle(0), false).unwrap();
    assert_eq!(dropped, (Choice::TakenBack, vec![], vec![FIRST.to_owned()]), "a proposed one");
    let kept = change("", Change::Toggle(1), false).unwrap();
    assert_eq!(kept, (Choice::TakenBack, vec![SECOND.to_owned()], vec![]), "one that was not");
    assert!(change("", Change::Toggle(9), false).is_err());
}

#[test]
fn what_was_said_stays_when_something_else_changes() {
    let said = word(&format!(
        "\"score\":2,\"note\":\"n\",\"evidence\":[{{\"quote\":\"{SECOND}\"}}],\"dropped\":[{{\"quote\":\"{FIRST}\"}}]"
    ));
    let noted = change(&said, Change::Note("m".to_owned()), false).unwrap();
    assert_eq!(noted, (LEVEL_2, vec![SECOND.to_owned()], vec![FIRST.to_owned()]));
    let lowered = change(&said, Change::Level(Choice::Score(Score::Level(0))), false).unwrap();
    assert_eq!(lowered.1, [SECOND], "what a person kept stays with any level");
}

#[test]
fn added_sentences_become_one_quote_cut_from_the_document() {
    let added = change("", Change::Add(vec![2, 3]), false).unwrap();
    assert_eq!(added.1, ["It rained. The kettle boiled."]);
    assert_eq!(
        change("", Change::Add(vec![1]), false).unwrap().1,
        [SECOND],
        "a quote of the draft is kept, not doubled"
    );
    assert!(change("", Change::Add(vec![]), false).is_err());
    assert!(change("", Change::Add(vec![99]), false).is_err());
}

#[test]
fn a_quote_that_is_gone_is_shown_and_marks_nothing() {
    let (desk, rubric) = (desk(), Rubric::medcheck());
    let said = word("\"score\":2,\"evidence\":[{\"quote\":\"The paper said this once.\"}]");
    let ledger = Ledger::new("medcheck", lines(&said).unwrap());
    let reviewer = Reviewer::new("r").unwrap();
    let speaker = Speaker { rubric, paper: &desk, reviewer: &reviewer };
    let quotes = DeskCell::of(&rubric.criteria[0], speaker, &ledger, false).quotes();
    assert_eq!(quotes.iter().map(|quote| quote.is_there()).collect::<Vec<_>>(), [true, true, false]);
}
