//! Reports of one paper: what is counted, what is missing, and what is never mixed.

use super::authors::{self, Present, missing};
use super::paper::*;
use crate::audit::{Certainty, Searched};
use crate::document::PaperId;
use crate::output::exchange::{AuditSheet, SheetSubject};
use crate::review::{Ledger, lines};
use crate::rubric::{Rubric, Score};

/// Six criteria of one phase on a scale of three levels.
fn rubric() -> Rubric {
    let head = "id = \"six\"\nversion = \"1\"\ntitle = \"Six\"\nscale = [0, 1, 2]\n\n[[phase]]\nid = \"A\"\nname = \"All\"\n";
    let criterion = |id: u32| {
        format!(
            "\n[[criterion]]\nid = \"{id}\"\nphase = \"A\"\nname = \"Name {id}\"\nquestion = \"Question {id}?\"\n\
             met = \"All of {id}.\"\npartial = \"Half of {id}.\"\n"
        )
    };
    Rubric::parse(&(head.to_owned() + &(1..=6).map(criterion).collect::<String>()), "six.toml").unwrap()
}

fn drafted(certainty: Certainty, expected: f64) -> ReportedCell {
    let searched = Searched { queries: vec!["leak".to_owned()], sections: vec!["Data <1>".to_owned()] };
    let drafted = DraftedCell { certainty, expected, nearest: None, searched };
    ReportedCell { drafted: Some(drafted), quotes: Vec::new(), clippings: Vec::new() }
}

fn level(score: u8) -> Certainty {
    Certainty::Sure { score: Score::Level(score), probability: 0.6 }
}

/// Of six criteria 1 is decided, 2 cannot apply, 3 to 5 are drafted, 6 is neither.
fn report(stage: Stage) -> PaperReport {
    let line = |criterion: u32, score: &str| {
        format!(
            "{{\"rubric\":\"six\",\"criterion\":\"{criterion}\",\"reviewer\":\"ada\",\
             \"at\":\"2026-01-01T09:00:00Z\",\"score\":{score}}}\n"
        )
    };
    let said = match stage {
        Stage::Begun(_) => line(1, "1") + &line(2, "\"NA\""),
        _ => String::new(),
    };
    let paper = SheetSubject {
        id: PaperId::new("a").unwrap(),
        title: Some("<script>alert(1)</script>".to_owned()),
        sha256: "0".repeat(64),
    };
    let rubric = rubric();
    let none = || ReportedCell { drafted: None, quotes: Vec::new(), clippings: Vec::new() };
    PaperReport {
        sheet: AuditSheet::new(&Ledger::new("six", lines(&said).unwrap()), paper, &rubric),
        rubric,
        stage,
        facts: vec!["<b>".to_owned()],
        notes: vec!["a note <i>".to_owned()],
        cells: vec![
            none(),
            none(),
            drafted(level(0), 0.204),
            drafted(Certainty::NothingFound { probability: 0.9 }, 0.196),
            drafted(Certainty::Leaning { score: Score::Level(1), probability: 0.5 }, 1.0),
            none(),
        ],
        pictures: Vec::new(),
    }
}

fn begun() -> PaperReport {
    report(Stage::Begun(vec![crate::review::Reviewer::new("ada").unwrap()]))
}

#[test]
fn decided_and_drafted_are_counted_apart() {
    let begun = begun();
    let [phase] = &begun.phases()[..] else { panic!() };
    // Level 1 of 2; what cannot apply has no level, and nothing found is none.
    assert_eq!((phase.decided, phase.met.levels, phase.met.share()), (2, 1, Some(0.5)));
    assert_eq!((phase.drafted, phase.suggested.levels, phase.suggested.share()), (3, 1, Some(0.0)));
    let page = report_html(&begun);
    assert!(page.contains("2 of 6") && page.contains("50 %") && page.contains("0 %, 1 criterion"), "{page}");
    assert_eq!(page.matches(">draft</span>").count(), 3, "{page}");
}

#[test]
fn the_four_things_a_criterion_can_be_stay_different() {
    let text = report_markdown(&begun());
    for said in ["**1 partial** · by ada", "**cannot apply** · by ada", "draft: **0 not met, 60 %**"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    for said in
        ["draft: **nothing found, 90 %**", "draft: no suggestion, leaning 1 (50 %)", "**not decided**\n"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(text.matches("Searched for: leak.").count(), 1, "behind nothing found: {text}");
}

#[test]
fn the_most_to_be_gained_comes_first() {
    let begun = begun();
    let missing = missing(&begun);
    let entry = |at: usize| {
        let entry = &missing.entries[at];
        let asks: Vec<&str> = entry.asks.iter().map(|(level, _)| level.as_str()).collect();
        (entry.criterion.id.as_str(), entry.gain, asks.join(", "))
    };
    // 0.204 and 0.196 are both shown as 0.20, so the rubric's order decides.
    assert_eq!(entry(0), ("3", 180, "1 partial, 2 met".to_owned()));
    assert_eq!(entry(1), ("4", 180, "1 partial, 2 met".to_owned()));
    assert_eq!(entry(2), ("1", 100, "2 met".to_owned()));
    assert_eq!(entry(3), ("5", 100, "2 met".to_owned()));
    assert_eq!(missing.entries.len(), 4);
    assert_eq!(missing.entries[2].present, Present::Decided(1));
    assert_eq!(missing.entries[2].gain(), "1.00 level");
    assert!(missing.entries[3].searched.as_deref().is_some_and(|text| text.contains("leak")));
    assert!(missing.left_out[0].ends_with("cannot apply: 2."), "{:?}", missing.left_out);
    assert!(missing.left_out[1].ends_with("neither decided nor drafted: 6."), "{:?}", missing.left_out);
    let basis = missing.basis.join(" ");
    assert!(
        basis.contains("not what was done") && basis.contains("no person reviewed for 3 criteria"),
        "{basis}"
    );
}

#[test]
fn what_people_at_work_said_is_not_given_away() {
    let both =
        vec!["ada", "bo"].into_iter().map(|name| crate::review::Reviewer::new(name).unwrap()).collect();
    let hidden = report(Stage::UnderReview(both));
    for text in [report_html(&hidden), report_markdown(&hidden)] {
        assert!(text.contains("under review by ada, bo"), "{text}");
        assert!(!text.contains("not decided") && !text.contains("0 of 6 decided"), "{text}");
    }
}

#[test]
fn a_report_lets_nothing_through() {
    let begun = begun();
    for page in [report_html(&begun), authors::missing_html(&begun)] {
        assert!(page.contains("&lt;script&gt;") && page.contains("a note &lt;i&gt;"), "{page}");
        assert!(!page.contains("<script") && !page.contains("<i>") && !page.contains("<b>"), "{page}");
    }
    for text in [report_markdown(&begun), authors::missing_markdown(&begun)] {
        assert!(!text.replace(r"\<", "").contains('<'), "{text}");
    }
}
