//! What follows from lines of decisions.

use proptest::prelude::*;

use super::*;
use crate::document::PaperId;
use crate::evidence::Quote;
use crate::rubric::{CriterionId, Rubric, Score};

fn id(criterion: &str) -> CriterionId {
    CriterionId::new(criterion).unwrap()
}

fn reviewer(name: &str) -> Reviewer {
    Reviewer::new(name).unwrap()
}

/// The time of the `n`th act.
fn at(n: usize) -> String {
    format!("2026-01-01T{:02}:{:02}:{:02}Z", n / 3600, n / 60 % 60, n % 60)
}

fn moment(n: usize) -> Moment {
    Moment::parse(&at(n)).unwrap()
}

fn line(n: usize, criterion: &str, reviewer: &str, score: &str, more: &str) -> String {
    format!(
        "{{\"rubric\":\"medcheck\",\"criterion\":\"{criterion}\",\"reviewer\":\"{reviewer}\",\
         \"at\":\"{}\",\"score\":{score}{more}}}\n",
        at(n)
    )
}

fn mark(n: usize, reviewer: &str, mark: &str) -> String {
    format!(
        "{{\"rubric\":\"medcheck\",\"mark\":\"{mark}\",\"reviewer\":\"{reviewer}\",\"at\":\"{}\"}}\n",
        at(n)
    )
}

fn ledger(written: &[String]) -> Ledger {
    Ledger::new("medcheck", lines(&written.concat()).unwrap())
}

fn settle(written: &[String]) -> Vec<(String, Score, Vec<String>)> {
    let cells = ledger(written).settled();
    cells.into_iter().map(|cell| (cell.criterion.to_string(), cell.score, cell.evidence)).collect()
}

/// Every criterion decided alike by one person.
fn whole(reviewer: &str) -> Vec<String> {
    Rubric::medcheck()
        .criteria
        .iter()
        .map(|criterion| line(0, criterion.id.as_str(), reviewer, "1", ""))
        .collect()
}

#[test]
fn the_latest_word_of_a_person_counts() {
    let quote = ",\"evidence\":[{\"quote\":\"Two nurses.\"}]";
    let found =
        settle(&[line(0, "1", "a", "0", ""), line(1, "1", "a", "2", quote), line(2, "2", "a", "\"NA\"", "")]);
    let expect = [
        ("1".to_owned(), Score::Level(2), vec!["Two nurses.".to_owned()]),
        ("2".to_owned(), Score::NotApplicable, vec![]),
    ];
    assert_eq!(found, expect);
    assert!(settle(&[line(0, "1", "a", "2", ""), line(1, "1", "a", "null", "")]).is_empty(), "taken back");
}

#[test]
fn standings() {
    let open = ledger(&[line(0, "1", "a", "null", ",\"unclear\":true"), line(0, "2", "a", "2", "")]);
    let a = reviewer("a");
    assert_eq!(open.standing(&a, &id("1")), Standing::LeftOpen);
    assert_eq!(open.standing(&a, &id("2")), Standing::Decided(Score::Level(2)));
    assert_eq!(open.standing(&a, &id("3")), Standing::Untouched);
    assert_eq!(open.standing(&reviewer("b"), &id("1")), Standing::Untouched);
}

#[test]
fn undo_goes_back_word_by_word() {
    let a = reviewer("a");
    let mut written =
        vec![line(0, "1", "a", "0", ""), line(1, "2", "a", "1", ""), line(2, "1", "a", "2", "")];
    let step = |written: &[String]| {
        let ledger = ledger(written);
        ledger
            .to_undo(&a)
            .map(|(last, before)| (last.at, last.criterion.to_string(), before.and_then(|one| one.score)))
    };
    assert_eq!(step(&written), Some((moment(2), "1".to_owned(), Some(Score::Level(0)))));
    let undo = |n: usize, criterion: &str, score: &str, undone: usize| {
        line(n, criterion, "a", score, &format!(",\"undoes\":\"{}\"", at(undone)))
    };
    written.push(undo(3, "1", "0", 2));
    assert_eq!(step(&written), Some((moment(1), "2".to_owned(), None)));
    written.push(undo(4, "2", "null", 1));
    assert_eq!(step(&written), Some((moment(0), "1".to_owned(), None)));
    written.push(line(5, "3", "a", "2", ""));
    assert_eq!(
        step(&written),
        Some((moment(5), "3".to_owned(), None)),
        "what came after the undo goes first"
    );
    written.extend([undo(6, "3", "null", 5), undo(7, "1", "null", 0)]);
    assert_eq!(step(&written), None);
}

#[test]
fn disagreement_stays_open_until_settled() {
    let rubric = Rubric::medcheck();
    let differ = [line(0, "1", "a", "0", ""), line(1, "1", "b", "2", "")];
    assert!(settle(&differ).is_empty());
    let disputed = ledger(&differ);
    assert_eq!(disputed.outcome(&id("1")), Outcome::Disputed);
    let conflicts = disputed.conflicts(rubric);
    assert_eq!(conflicts.len(), 1);
    assert!(conflicts[0].settled_by.is_none());

    let [first, second] = differ;
    let third = line(2, "1", "b", "1", ",\"adjudicates\":true,\"note\":\"the table says so\"");
    let settled = ledger(&[first.clone(), second.clone(), third.clone()]);
    assert_eq!(settled.settled()[0].score, Score::Level(1));
    assert_eq!(settled.conflicts(rubric)[0].settled_by.unwrap().note, "the table says so");
    assert_eq!(settled.standing(&reviewer("b"), &id("1")), Standing::Decided(Score::Level(2)));

    let again = ledger(&[first, second, third, line(3, "1", "a", "2", "")]);
    assert_eq!(
        again.outcome(&id("1")),
        Outcome::Decided(Verdict {
            score: Score::Level(2),
            by: vec![reviewer("a"), reviewer("b")],
            at: moment(3),
            evidence: vec![],
            notes: vec![],
            adjudicated: false,
        }),
        "who changed a mind after it opened the question again, and then both agree"
    );
}

#[test]
fn others_are_hidden_until_all_are_through() {
    let (a, b) = (reviewer("a"), reviewer("b"));
    let mut written = vec![line(0, "1", "a", "0", ""), line(0, "1", "b", "2", ""), mark(1, "a", "finished")];
    assert!(!ledger(&written).is_open_to(&a), "b is not through");
    written.push(mark(2, "b", "finished"));
    assert!(ledger(&written).is_open_to(&a) && ledger(&written).is_open_to(&b));
    assert!(!ledger(&written).is_open_to(&reviewer("c")), "c has not read it");
    written.push(mark(3, "b", "reopened"));
    assert!(!ledger(&written).is_open_to(&a));
}

#[test]
fn a_paper_is_confirmed_when_nothing_is_missing() {
    let rubric = Rubric::medcheck();
    let mut written = whole("a");
    let last = written.pop().unwrap();
    assert_eq!(ledger(&written).check_ready(rubric), Err(NotReady::Untouched(vec![id("46")])));
    written.push(line(1, "46", "a", "null", ",\"unclear\":true"));
    ledger(&written).check_ready(rubric).unwrap();
    assert!(ledger(&written).confirmed(&PaperId::new("p").unwrap(), rubric).is_none(), "nobody confirmed");
    written.push(mark(2, "a", "confirmed"));
    let audit = ledger(&written).confirmed(&PaperId::new("p").unwrap(), rubric).unwrap();
    assert_eq!(audit.cells.iter().filter(|cell| cell.score.is_none()).count(), 1, "what stayed open");
    assert_eq!((audit.confirmed_by, audit.cells.len()), (reviewer("a"), 46));

    written.push(line(3, "46", "a", "0", ""));
    assert!(ledger(&written).confirmation().is_none(), "a later word takes the confirmation back");

    let mut two = whole("a");
    two.extend([
        last.replace("\"a\"", "\"b\"").replace("\"score\":1", "\"score\":0"),
        mark(1, "a", "finished"),
    ]);
    assert_eq!(ledger(&two).check_ready(rubric), Err(NotReady::Unfinished(vec![reviewer("b")])));
    two.push(mark(2, "b", "finished"));
    assert_eq!(ledger(&two).check_ready(rubric), Err(NotReady::Disputed(vec![id("46")])));
    two.push(line(3, "46", "b", "0", ",\"adjudicates\":true"));
    ledger(&two).check_ready(rubric).unwrap();
}

/// Of four criteria both decided, three alike; the fourth is 0 against 2. By hand, with marginals
/// (0: 2, 1: 0, 2: 2) and (0: 1, 1: 0, 2: 3): seen 4, expected (2·3·4 + 2·1·4) / 4 = 8, kappa 1 − 4/8.
#[test]
fn agreement_by_hand() {
    let rubric = Rubric::medcheck();
    let mut written = Vec::new();
    for (criterion, a, b) in
        [("1", "0", "0"), ("2", "2", "2"), ("3", "2", "2"), ("4", "0", "2"), ("5", "\"NA\"", "\"NA\"")]
    {
        written.extend([line(0, criterion, "a", a, ""), line(0, criterion, "b", b, "")]);
    }
    written.push(line(0, "6", "a", "1", ""));
    let ledger = ledger(&written);
    let (all, phases) = agreement(rubric, &[&ledger], &reviewer("a"), &reviewer("b"));
    assert_eq!((all.both, all.alike, all.raw()), (5, 4, Some(0.8)));
    assert!((all.kappa.unwrap() - 0.5).abs() < 1e-12, "{all:?}");
    assert_eq!(phases.iter().map(|phase| phase.both).sum::<usize>(), 5);
}

#[test]
fn an_unfinished_last_line_is_passed_over_and_any_other_is_named() {
    let whole = line(0, "1", "a", "1", "");
    assert_eq!(lines(&format!("{whole}{{\"rubr")).unwrap().len(), 1);
    assert_eq!(lines(whole.trim_end()).unwrap().len(), 1, "only the end of the line is missing");
    let error = lines(&format!("{whole}nonsense\n{whole}")).unwrap_err();
    assert!(error.to_string().starts_with("line 2 is not a decision"), "{error}");
}

#[test]
fn other_rubrics_are_passed_over() {
    let other = line(0, "1", "a", "1", "").replace("medcheck", "other");
    assert!(settle(&[other]).is_empty());
}

/// Decisions of before the spans of quotes were kept, as that program wrote them.
#[test]
fn decisions_without_spans_are_read_and_written_as_they_were() {
    let quotes = r#","evidence":[{"quote":"Two nurses.","page":3,"boxes":[[3,72.0,700.25,300.5,712.0]],"section":"2 Data"},{"quote":"It rained.","source":"readme.md","added":true}],"dropped":[{"quote":"A third."}],"note":"n","rubric_version":"1""#;
    let written = line(0, "1", "a", "2", quotes).replace("00Z", "00.000Z");
    let read = lines(&written).unwrap();
    let Line::Decision(decision) = &read[0] else { panic!("{read:?}") };
    assert!(decision.evidence.iter().chain(&decision.dropped).all(|one| one.quote.span.is_none()));
    assert_eq!((decision.evidence[0].quote.page, decision.evidence[1].added), (Some(3), true));
    assert_eq!(read[0].to_json().unwrap(), written);
    let mut with_span = decision.evidence[1].clone();
    with_span.quote.span = Some(crate::document::Span::new(4, 14));
    assert!(with_span.agrees(&decision.evidence[1]) && with_span != decision.evidence[1]);
    let json = serde_json::to_string(&with_span).unwrap();
    assert_eq!(json, r#"{"quote":"It rained.","span":[4,14],"source":"readme.md","added":true}"#);
    assert_eq!(serde_json::from_str::<DecidedEvidence>(&json).unwrap(), with_span);
}

proptest! {
    /// A merge of two people's files: any order of lines, some of them twice, says the same.
    #[test]
    fn merging_loses_nothing(
        acts in proptest::collection::vec((0u8..4, any::<bool>(), 0u8..3), 1..30),
        shuffle in any::<u64>(),
    ) {
        let written: Vec<String> = acts
            .iter()
            .enumerate()
            .map(|(n, (criterion, first, score))| {
                let reviewer = if *first { "a" } else { "b" };
                line(n, &(criterion + 1).to_string(), reviewer, &score.to_string(), "")
            })
            .collect();
        let mut merged = crate::numeric::shuffled([written.clone(), written[..written.len() / 2].to_vec()].concat(), shuffle);
        merged.push(String::new());
        prop_assert_eq!(settle(&written), settle(&merged));
        prop_assert_eq!(ledger(&written).lines().len(), ledger(&merged).lines().len());
    }

    #[test]
    fn lines_come_back_as_written(score in 0u8..3, note in "[^\u{0}-\u{1f}]{0,20}", quote in any::<String>(), page in 1u32..9) {
        let decision = Decision {
            rubric: "medcheck".to_owned(),
            criterion: id("7"),
            reviewer: reviewer("a"),
            at: moment(1),
            score: Some(Score::Level(score)),
            unclear: false,
            evidence: vec![DecidedEvidence::added(Quote { page: Some(page), ..Quote::unplaced(&quote) })],
            dropped: vec![],
            note,
            adjudicates: false,
            undoes: None,
            basis: Basis { blind: true, ..Basis::default() },
        };
        let line = Line::Decision(Box::new(decision));
        let text = line.to_json().unwrap();
        prop_assert_eq!(text.matches('\n').count(), 1, "one line");
        prop_assert_eq!(lines(&text).unwrap(), vec![line]);
    }
}
