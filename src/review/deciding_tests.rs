//! What may be said, and what it adds.

use super::*;
use crate::document::{Document, PaperId};
use crate::reading::Format;
use crate::review::lines;
use crate::rubric::Scale;

fn desk() -> DeskPaper {
    DeskPaper {
        id: PaperId::new("a").unwrap(),
        sha256: String::new(),
        format: Format::Text,
        path: "paper.txt".into(),
        document: Document::from_plain("It rained."),
        draft: None,
        draft_sha256: None,
        is_current: false,
    }
}

fn moment(second: u8) -> Moment {
    Moment::parse(&format!("2026-01-01T00:00:{second:02}Z")).unwrap()
}

fn ledger(words: &[String]) -> Ledger {
    Ledger::new("medcheck", lines(&words.concat()).unwrap())
}

fn word(second: u8, reviewer: &str, rest: &str) -> String {
    let at = moment(second);
    format!("{{\"rubric\":\"medcheck\",\"reviewer\":\"{reviewer}\",\"at\":\"{at}\",{rest}}}\n")
}

fn on_1(second: u8, reviewer: &str, level: u8, quote: &str) -> String {
    let rest = format!("\"criterion\":\"1\",\"score\":{level},\"evidence\":[{{\"quote\":\"{quote}\"}}]");
    word(second, reviewer, &rest)
}

fn through(second: u8, reviewer: &str) -> String {
    word(second, reviewer, "\"mark\":\"finished\"")
}

fn id(criterion: &str) -> CriterionId {
    CriterionId::new(criterion).unwrap()
}

fn level(level: u8) -> Choice {
    Choice::Score(Score::Level(level))
}

/// What ada's settling criterion 1 adds: its quotes.
fn settled(words: &[String], choice: Choice, reason: &str) -> Result<Vec<String>, Refused> {
    let (desk, ada) = (desk(), Reviewer::new("ada").unwrap());
    let speaker = Speaker { rubric: Rubric::medcheck(), paper: &desk, reviewer: &ada };
    let brought = DecidedEvidence::added(crate::evidence::Quote::of_sentences(&desk.document, &[0]).unwrap());
    let settlement =
        Settlement { criterion: id("1"), choice, evidence: vec![brought], reason: reason.to_owned() };
    let entry = settle(&ledger(words), speaker, &settlement, moment(30))?;
    assert_eq!((entry.word.adjudicates, entry.word.note.as_str()), (true, reason.trim()));
    assert_eq!(entry.lines(), [Line::from(entry.word.clone())], "nothing is reopened");
    Ok(entry.word.evidence.into_iter().map(|quote| quote.quote.text).collect())
}

#[test]
fn settling_rests_on_the_quotes_of_the_sides_that_said_the_same() {
    let differ = [
        on_1(1, "ada", 1, "a"),
        on_1(2, "bo", 2, "b"),
        on_1(3, "cy", 2, "It rained."),
        through(4, "ada"),
        through(5, "bo"),
        through(6, "cy"),
    ];
    assert_eq!(settled(&differ, level(2), " so ").unwrap(), ["b", "It rained."]);
    assert_eq!(settled(&differ, level(1), "so").unwrap(), ["a", "It rained."]);
    assert_eq!(settled(&differ, level(0), "so").unwrap(), ["It rained."]);
    assert_eq!(settled(&differ, level(2), " "), Err(Refused::NoReason));
    assert_eq!(settled(&differ[..5], level(2), "so"), Err(Refused::NotOpen));
    let alike = [on_1(1, "ada", 2, "a"), on_1(2, "bo", 2, "b"), through(4, "ada"), through(5, "bo")];
    assert_eq!(settled(&alike, level(2), "so"), Err(Refused::NothingToSettle(id("1"))));
    let scale = Scale::new(vec![0, 1, 2]).unwrap();
    assert_eq!(settled(&differ, level(9), "so"), Err(Refused::NotOnScale { level: 9, scale }));
}

/// What saying something of a criterion adds.
fn said(words: &[String], criterion: &str, choice: Choice, seen: LastSeen) -> Result<Vec<Line>, Refused> {
    let (desk, ada) = (desk(), Reviewer::new("ada").unwrap());
    let speaker = Speaker { rubric: Rubric::medcheck(), paper: &desk, reviewer: &ada };
    let said = Act {
        criterion: id(criterion),
        choice,
        evidence: Vec::new(),
        dropped: Vec::new(),
        note: String::new(),
        blind: false,
        seen,
    };
    act(&ledger(words), speaker, &said, moment(30)).map(|entry| entry.lines())
}

#[test]
fn a_second_window_is_noticed() {
    let words = [on_1(1, "ada", 1, "a")];
    let elsewhere = Err(Refused::DecidedElsewhere { criterion: id("1"), at: moment(1) });
    assert_eq!(said(&words, "1", level(2), LastSeen::Nothing), elsewhere);
    assert_eq!(said(&words, "1", level(2), LastSeen::At(moment(0))), elsewhere);
    assert!(said(&words, "1", level(2), LastSeen::At(moment(1))).is_ok());
    assert!(said(&words, "1", level(2), LastSeen::NotAsked).is_ok());
    assert!(said(&[], "1", level(2), LastSeen::At(moment(1))).is_ok(), "its word was taken from the file");
}

#[test]
fn who_goes_on_while_others_work_is_not_through_any_more() {
    let alone = [on_1(1, "ada", 1, "a"), through(2, "ada")];
    assert_eq!(said(&alone, "1", level(2), LastSeen::NotAsked).unwrap().len(), 1, "nobody else works");
    let others = [on_1(1, "ada", 1, "a"), on_1(2, "bo", 1, "b"), through(3, "ada")];
    let lines = said(&others, "1", level(2), LastSeen::NotAsked).unwrap();
    assert!(matches!(&lines[0], Line::Mark(mark) if mark.mark == Milestone::Reopened), "{lines:?}");
    assert!(matches!(&lines[1..], [Line::Decision(_)]), "{lines:?}");
}

#[test]
fn what_the_rubric_lacks_is_refused() {
    assert_eq!(said(&[], "99", Choice::Open, LastSeen::NotAsked), Err(Refused::UnknownCriterion(id("99"))));
    let always = Rubric::medcheck().criteria.iter().find(|criterion| criterion.na.is_none()).unwrap();
    let na = Choice::Score(Score::NotApplicable);
    let refused = said(&[], always.id.as_str(), na, LastSeen::NotAsked);
    assert_eq!(refused, Err(Refused::AlwaysApplies(always.id.clone())));
}
