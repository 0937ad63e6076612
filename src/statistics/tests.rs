//! A corpus worked by hand.

use std::sync::Arc;

use super::*;
use crate::audit::{AuditedPaper, Cell, DraftAudit, DraftSummary, Searched, Suggestion};
use crate::document::PaperId;
use crate::evidence::Quote;
use crate::review::{Ledger, lines};
use crate::rubric::{AppliedRubric, CriterionId, Rubric};

const RUBRIC: &str = r#"id = "small"
version = "1"
title = "Three questions"
scale = [0, 1, 2]

[[phase]]
id = "A"
name = "Data"

[[phase]]
id = "B"
name = "Rest"

[[criterion]]
id = "a1"
phase = "A"
name = "Source"
question = "Is the source named?"
met = "It is."
partial = "In part."
published = { kind = "not_met", share = 0.5, count = 10, of = 20 }

[[criterion]]
id = "a2"
phase = "A"
name = "Size"
question = "Is the size given?"
met = "It is."
partial = "In part."
na = "There is no size."

[[criterion]]
id = "b"
phase = "B"
name = "Licence"
question = "Is there a licence?"
met = "There is."
partial = "In part."
published = { kind = "met_or_partial", share = 0.9 }
"#;

fn rubric() -> Rubric {
    Rubric::parse(RUBRIC, "small.toml").unwrap()
}

/// What ada, and bo where he said something, decided of the three criteria; `?` is left open, `N` is "cannot
/// apply". Both are through, ada settles nothing.
fn paper(id: &str, year: Option<u16>, ada: &str, bo: &str) -> Confirmed {
    let mut text = String::new();
    let mut minute = 0;
    for (reviewer, said) in [("ada", ada), ("bo", bo)].into_iter().filter(|(_, said)| !said.is_empty()) {
        for (criterion, score) in ["a1", "a2", "b"].iter().zip(said.chars()) {
            let score = match score {
                '?' => "null,\"unclear\":true".to_owned(),
                'N' => "\"NA\"".to_owned(),
                level => level.to_string(),
            };
            text.push_str(&format!(
                "{{\"rubric\":\"small\",\"criterion\":\"{criterion}\",\"reviewer\":\"{reviewer}\",\
                 \"at\":\"2026-01-01T09:{minute:02}:00Z\",\"score\":{score}}}\n"
            ));
            minute += 1;
        }
        text.push_str(&mark(reviewer, "finished", 30));
    }
    text.push_str(&mark("ada", "confirmed", 40));
    confirmed(id, year, &text)
}

fn mark(reviewer: &str, mark: &str, minute: u32) -> String {
    format!(
        "{{\"rubric\":\"small\",\"mark\":\"{mark}\",\"reviewer\":\"{reviewer}\",\"at\":\"2026-01-01T09:{minute}:00Z\"}}\n"
    )
}

fn confirmed(id: &str, year: Option<u16>, text: &str) -> Confirmed {
    let ledger = Ledger::new("small", lines(text).unwrap());
    let audit = ledger.confirmed(&PaperId::new(id).unwrap(), &rubric()).unwrap();
    Confirmed { audit, ledger, draft: None, facts: Facts { year, ..Facts::default() } }
}

fn summary(id: &str, suggestions: [Suggestion; 3]) -> Arc<DraftSummary> {
    Arc::new(DraftSummary::of(&draft(id, suggestions)))
}

fn draft(id: &str, suggestions: [Suggestion; 3]) -> DraftAudit {
    let cell = |(criterion, suggestion): (&str, Suggestion)| Cell {
        criterion: CriterionId::new(criterion).unwrap(),
        suggestion,
        best_guess: 0,
        probabilities: vec![1.0, 0.0, 0.0],
        not_applicable: 0.0,
        uncalibrated: false,
        rationale: String::new(),
        evidence: Vec::new(),
        searched: Searched::default(),
        near_misses: Vec::new(),
    };
    DraftAudit {
        schema_version: 1,
        program: String::new(),
        paper: AuditedPaper {
            id: PaperId::new(id).unwrap(),
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
        rubric: AppliedRubric { id: "small".to_owned(), version: "1".to_owned(), sha256: String::new() },
        models: Vec::new(),
        cells: ["a1", "a2", "b"].into_iter().zip(suggestions).map(cell).collect(),
        warnings: Vec::new(),
    }
}

fn of(confirmed: Vec<Confirmed>) -> Statistics {
    statistics(&rubric(), &Corpus { confirmed, drafts: Vec::new() }, GroupBy::Year)
}

#[test]
fn shares_bounds_and_compliance() {
    let found = of(vec![paper("y", Some(2020), "2N?", ""), paper("x", Some(2021), "010", "")]);
    let block = &found.confirmed;
    let ids: Vec<&str> = block.papers.iter().map(|paper| paper.id.as_str()).collect();
    assert_eq!(ids, ["x", "y"]);
    let [a1, a2, b] = &block.criteria[..] else { panic!("three criteria") };
    let counts: Vec<usize> = a1.levels.iter().map(|level| level.share.count).collect();
    assert_eq!(counts, [1, 0, 1]);
    assert_eq!((a2.not_applicable.count, a2.lowest.of, a2.mean_compliance), (1, 1, Some(0.5)));
    assert_eq!((b.open.count, b.lowest_lower_bound, b.lowest_upper_bound), (1, Some(0.5), Some(1.0)));
    assert_eq!((b.lower_bound, b.upper_bound), (Some(0.0), Some(0.5)));
    // x: 0 and 1 of 4 in A, 0 in B. y: 2 of 2 in A, B open.
    let [a, rest] = &block.phases[..] else { panic!("two phases") };
    assert_eq!((a.compliance.mean.value, a.compliance.papers), (Some(0.625), 2));
    assert_eq!((rest.compliance.mean.value, rest.compliance.papers), (Some(0.0), 1));
    assert_eq!((rest.compliance.lower_bound, rest.compliance.upper_bound), (Some(0.0), Some(0.5)));
    let best: Vec<(usize, &str)> =
        block.rankings[0].papers.iter().map(|ranked| (ranked.rank, ranked.paper.as_str())).collect();
    assert_eq!(best, [(1, "y"), (2, "x")]);
    assert_eq!(block.rankings[2].papers.len(), 1, "a paper whose phase is open has no rank in it");
    let years: Vec<&str> = block.groups.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!((years, block.trend), (vec!["2020", "2021"], None));
}

#[test]
fn the_published_share_is_compared_whichever_way_it_was_counted() {
    let found = of(vec![paper("x", None, "010", ""), paper("y", None, "220", "")]);
    let [a1, _, b] = &found.confirmed.criteria[..] else { panic!("three criteria") };
    let published = a1.published.unwrap();
    assert_eq!((published.difference, published.differs()), (Some(0.0), false));
    let licence = b.published.unwrap();
    assert_eq!((licence.here.count, licence.published_of), (0, Some(20)), "the size is the rubric's");
    assert!((licence.difference.unwrap() + 0.9).abs() < 1e-12 && licence.differs());
    let turned = licence.of_lowest();
    assert!((turned.published - 0.1).abs() < 1e-12 && (turned.difference.unwrap() - 0.9).abs() < 1e-12);
    assert_eq!((turned.low, turned.here.count), (licence.high.map(|high| -high), 2));
}

#[test]
fn findings_name_their_numbers() {
    let papers = ["a", "b", "c", "d", "e", "f"].map(|id| paper(id, None, "220", ""));
    let found = of(papers.to_vec());
    let systemic = &found.findings[0];
    assert_eq!(
        systemic.text,
        "b Licence is not met in 6 of 6 papers with a level (100.0 %, 95 % interval 61.0 to 100.0 %)."
    );
    assert_eq!((systemic.kind, systemic.phase.as_deref()), (FindingKind::SystemicWeakness, Some("B")));
    assert_eq!(systemic.figures[1], NamedFigure { name: "of", value: 6.0 });
    assert!(found.findings[1].text.starts_with("B Rest is the weakest phase: its mean compliance is 0.0 %"));
    // Three of three could be chance.
    let few = of(papers[..3].to_vec());
    assert!(few.findings.iter().all(|finding| finding.kind != FindingKind::SystemicWeakness));
}

#[test]
fn findings_show_what_people_quoted_where_they_saw_least() {
    let quoting = |id: &str, level: u8| {
        let mut paper = paper(id, None, &format!("22{level}"), "");
        paper.audit.cells[2].evidence = vec![crate::review::DecidedEvidence {
            quote: Quote { page: Some(3), ..Quote::unplaced(&format!("What {id} says.")) },
            added: false,
        }];
        paper
    };
    let mut papers: Vec<Confirmed> = ["a", "b", "c", "d", "e", "f", "g"].map(|id| quoting(id, 0)).to_vec();
    papers.insert(0, quoting("0", 1));
    // Nothing quoted, nothing shown.
    papers.push(paper("h", None, "220", ""));
    let found = of(papers);
    for finding in &found.findings[..2] {
        let shown: Vec<(&str, u8)> =
            finding.quotes.iter().map(|one| (one.paper.as_str(), one.level)).collect();
        assert_eq!(shown, ["a", "b", "c", "d", "e", "f"].map(|id| (id, 0)), "{}", finding.text);
        assert_eq!((finding.quotes[0].quote.as_str(), finding.quotes[0].page), ("What a says.", Some(3)));
        assert_eq!(finding.quotes[0].criterion.as_str(), "b");
    }
    let differs =
        found.findings.iter().find(|one| one.criterion.as_ref().is_some_and(|id| id.as_str() == "a1"));
    assert_eq!(differs.map(|one| one.quotes.len()), Some(0));
}

#[test]
fn people_agree_on_what_they_said_before_it_was_settled() {
    let settled = "{\"rubric\":\"small\",\"criterion\":\"a1\",\"reviewer\":\"ada\",\"adjudicates\":true,\
                   \"at\":\"2026-01-01T09:35:00Z\",\"score\":2,\"note\":\"it is there\"}\n";
    let both = [("a1", "ada", "0"), ("a1", "bo", "2"), ("a2", "ada", "\"NA\""), ("a2", "bo", "\"NA\"")];
    let mut text = String::new();
    for (minute, (criterion, reviewer, score)) in
        both.into_iter().chain([("b", "ada", "1"), ("b", "bo", "1")]).enumerate()
    {
        text.push_str(&format!(
            "{{\"rubric\":\"small\",\"criterion\":\"{criterion}\",\"reviewer\":\"{reviewer}\",\
             \"at\":\"2026-01-01T09:{minute:02}:00Z\",\"score\":{score}}}\n"
        ));
    }
    for part in
        [&mark("ada", "finished", 30), &mark("bo", "finished", 31), settled, &mark("bo", "confirmed", 40)]
    {
        text.push_str(part);
    }
    let found = of(vec![confirmed("x", None, &text)]);
    assert_eq!(found.confirmed.papers[0].cells[0], Some(crate::rubric::Score::Level(2)));
    let agreement = &found.agreement;
    assert_eq!((agreement.cells, agreement.with_levels), (3, 2));
    assert_eq!(agreement.pairs[0].raw, Some(2.0 / 3.0));
    // Pairs (0, 2) and (1, 1): squared distance 4 of 2 cells seen, 1 + 1 + 4 + 0 of 4 by chance.
    assert!((agreement.pairs[0].agreement.kappa.unwrap() - (1.0 - 2.0 / 1.5)).abs() < 1e-12);
    assert_eq!(agreement.fleiss.map(|fleiss| (fleiss.raters, fleiss.cells)), Some((2, 3)));
    let paces: Vec<(&str, usize, usize)> =
        found.workload.iter().map(|one| (one.reviewer.as_str(), one.decisions, one.timed)).collect();
    // Ada settled half an hour later, which is a break.
    assert_eq!(paces, [("ada", 4, 2), ("bo", 3, 2)]);
}

#[test]
fn drafts_stand_apart() {
    let level = |score| Suggestion::Score { score, confidence: 0.9 };
    let nothing = Suggestion::NothingFound { confidence: 0.9 };
    let mut reviewed = paper("x", None, "010", "");
    reviewed.draft = Some((summary("x", [level(0), level(2), nothing]), "sha".to_owned()));
    let only =
        Drafted { draft: summary("y", [level(2), Suggestion::Undecided, nothing]), facts: Facts::default() };
    let corpus = Corpus { confirmed: vec![reviewed], drafts: vec![only] };
    let found = statistics(&rubric(), &corpus, GroupBy::Year);
    assert_eq!(found.confirmed.papers.len(), 1);
    let drafts = found.drafts.as_ref().unwrap();
    assert_eq!((drafts.label, drafts.papers.len()), (AuditKind::Draft, 1));
    // Neither "undecided" nor "nothing found" is a level.
    assert_eq!(drafts.criteria.iter().map(|one| one.open.count).collect::<Vec<_>>(), [0, 1, 1]);
    let without = Corpus { drafts: Vec::new(), ..corpus };
    let without = statistics(&rubric(), &without, GroupBy::Year);
    assert_eq!((&without.confirmed, without.drafts), (&found.confirmed, None));
    let suggestions = found.suggestions;
    assert_eq!((suggestions.cells, suggestions.answered), (3, 0));
    assert_eq!((suggestions.unchanged.count, suggestions.unchanged.of), (1, 2));
    let lowest = suggestions.nothing_found_at_lowest;
    assert_eq!((lowest.count, lowest.of), (1, 1));
}

#[test]
fn the_order_of_papers_does_not_matter() {
    let mut papers = vec![
        paper("x", Some(2020), "012", "012"),
        paper("y", Some(2021), "?N2", "?N2"),
        paper("z", Some(2022), "221", "221"),
    ];
    let found = of(papers.clone());
    papers.reverse();
    assert_eq!(of(papers), found);
    assert_eq!(found.confirmed.trend.map(|trend| trend.papers), Some(3));
}
