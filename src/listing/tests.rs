//! Listings of fictional papers against their truth.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::document::Document;
use crate::reading::web_page;

/// The papers of a file under `tests/triage`.
fn papers_of(name: &str) -> Vec<Entry> {
    let bytes = fs::read(folder().join(name)).unwrap();
    entries(&if name.ends_with(".html") {
        web_page::read_listing(&bytes).document
    } else {
        Document::from_plain(&String::from_utf8(bytes).unwrap())
    })
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/triage")
}

fn truth(name: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder().join(name)).unwrap();
    text.lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(id, kind)| (id.to_owned(), kind.to_owned()))
        .collect()
}

/// Precision and recall of "introduces a medical benchmark", and the papers that are told wrong.
fn figures(name: &str, truths: &str) -> (f64, f64, Vec<String>) {
    let truth = truth(truths);
    let (mut hits, mut said, mut wrong) = (0.0, 0.0, Vec::new());
    for entry in &papers_of(name) {
        let id = entry.arxiv.clone().unwrap();
        let is = truth[&id] == Kind::MedicalBenchmark.name();
        let verdict = verdict(entry);
        let says = verdict.kind == Kind::MedicalBenchmark;
        hits += f64::from(u8::from(is && says));
        said += f64::from(u8::from(says));
        if is != says {
            wrong.push(format!("{id} {:?} is {}: {verdict:?}", entry.title, truth[&id]));
        }
    }
    let all = truth.values().filter(|kind| *kind == Kind::MedicalBenchmark.name()).count() as f64;
    (hits / said, hits / all, wrong)
}

#[test]
fn both_forms_give_the_same_papers() {
    let from_text = papers_of("listing.txt");
    let from_page = papers_of("listing.html");
    assert_eq!((from_text.len(), from_page.len()), (62, 60), "two come twice in the text");
    for (text, page) in from_text.iter().zip(&from_page) {
        assert_eq!(text, page);
        assert!(text.title.is_some() && text.authors.is_some() && text.arxiv.is_some());
        assert!(text.summary.ends_with(['.', ')']), "{}", text.summary);
    }
    assert_eq!(from_page.iter().filter_map(|entry| entry.arxiv.as_ref()).count(), truth("listing.tsv").len());
    let mut seen = Seen::default();
    let again: Vec<Option<Place>> =
        from_text.iter().enumerate().map(|(at, entry)| seen.meet_entry(entry, at)).collect();
    assert!(again[..60].iter().all(Option::is_none));
    assert_eq!(again[60..], [Some(Place::Listing(0)), Some(Place::Listing(5))], "by id, by title");
}

#[test]
fn most_medical_benchmarks_are_told_from_the_rest() {
    let (precision, recall, wrong) = figures("listing.html", "listing.tsv");
    println!("precision {precision:.3}, recall {recall:.3}");
    assert!(precision >= 0.9 && recall >= 0.9, "{precision:.3} {recall:.3}\n{}", wrong.join("\n"));
}

#[test]
fn a_benchmark_may_be_introduced_in_passing() {
    let check = |summary: &str, expect: Kind, because: &str| {
        let entry = Entry {
            arxiv: None,
            title: Some("On Patients".to_owned()),
            authors: None,
            summary: summary.to_owned(),
        };
        let verdict = verdict(&entry);
        assert_eq!(verdict.kind, expect, "{verdict:?}");
        assert_eq!([verdict.introduces, verdict.against].concat().join(" | "), because);
    };
    use Kind::{Medical, MedicalBenchmark};
    check(
        "We show that doctors differ by introducing two benchmarks of triage.",
        MedicalBenchmark,
        "by introducing two benchmarks",
    );
    check(
        "On WardSet, an evaluation set we release, doctors do better.",
        MedicalBenchmark,
        "evaluation set we release",
    );
    check(
        "This is an evaluation of large language models on WardSet, a new dataset of clinical notes.",
        MedicalBenchmark,
        ", a new dataset | evaluation of large language models",
    );
    check(
        "We propose a clinical test to measure what models know.",
        MedicalBenchmark,
        "We propose a clinical test | to measure",
    );
    check("We propose a clinical test of blood.", Medical, "");
    // What else is trained on does not matter where the data says that it is for measuring.
    let trained = "We also offer notes for training.";
    check(
        &format!("To measure doctors' work, we introduce WardSet, a dataset of notes. {trained}"),
        MedicalBenchmark,
        "we introduce WardSet, a dataset | To measure",
    );
    check(
        &format!("Doctors help us to test. We introduce a dataset of notes. {trained}"),
        Medical,
        "for training",
    );
}

/// Written at the same time as the listing and not looked at while the rules were tuned: 1.00 and 0.86.
#[test]
fn held_out_papers_are_told_nearly_as_well() {
    let (precision, recall, wrong) = figures("held_out.md", "held_out.tsv");
    println!("held out: precision {precision:.3}, recall {recall:.3}");
    assert!(precision >= 0.85 && recall >= 0.85, "{precision:.3} {recall:.3}\n{}", wrong.join("\n"));
}

#[test]
fn listings_of_many_forms_are_split() {
    let abstract_ = "We introduce a benchmark of 300 questions that physicians wrote about patients of one \
                     hospital, and evaluate nine models on it, of which none is good enough.";
    let check = |text: &str, expect: &[(&str, Option<&str>, Option<&str>)]| {
        let papers = entries(&Document::from_plain(&text.replace("ABSTRACT", abstract_)));
        let found: Vec<(&str, Option<&str>, Option<&str>)> = papers
            .iter()
            .map(|paper| {
                assert_eq!(paper.summary, abstract_, "{text}");
                (paper.title.as_deref().unwrap_or("-"), paper.authors.as_deref(), paper.arxiv.as_deref())
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    };
    // Nothing but titles above paragraphs.
    check(
        "Daily papers\n\nFirst One\n\nA. Bee, C. Dee\n\nABSTRACT\n\nSecond one\n\nABSTRACT\n",
        &[("First One", Some("A. Bee, C. Dee"), None), ("Second one", None, None)],
    );
    check("First one\nA. Bee and C. Dee\nABSTRACT\n", &[("First one", Some("A. Bee and C. Dee"), None)]);
    // Labels, one of them with its text on the next line.
    check(
        "Title: First\n  one\nAuthors: A. Bee\nAbstract:\nABSTRACT\n\nTitle: Second\nAbstract: ABSTRACT\n",
        &[("First one", Some("A. Bee"), None), ("Second", None, None)],
    );
    // Headings, the id behind the abstract and in an address; remarks are no titles.
    check(
        "# Daily\n\n## First\n\nABSTRACT\n\nhttps://arxiv.org/abs/2009.13081v2\n\n12 upvotes\n\n## Second\n\nABSTRACT\n\n\
         arXiv:2009.13082\n",
        &[("First", None, Some("2009.13081")), ("Second", None, Some("2009.13082"))],
    );
    // Ids before titles, one of them missing.
    check(
        "arXiv:2009.13081\n\nTitle: First\n\nABSTRACT\n\nTitle: Second\n\nABSTRACT\n\narXiv:2009.13083\n\nTitle: Third\n\nABSTRACT\n",
        &[("First", None, Some("2009.13081")), ("Second", None, None), ("Third", None, Some("2009.13083"))],
    );
    // Title, names, id and abstract with nothing between them.
    check(
        "First one\nA. Bee, C. Dee\narXiv:2009.13081\nABSTRACT\n\nSecond one\nE. Eff\narXiv:2009.13082\nABSTRACT\n",
        &[
            ("First one", Some("A. Bee, C. Dee"), Some("2009.13081")),
            ("Second one", Some("E. Eff"), Some("2009.13082")),
        ],
    );
    // Titles that lead to their papers.
    check(
        "# Daily\n\n- **[First of all](https://arxiv.org/abs/2009.13081)**: ABSTRACT\n\
         - **[Second of all](https://arxiv.org/abs/2009.13082v1)**: ABSTRACT\n",
        &[("First of all", None, Some("2009.13081")), ("Second of all", None, Some("2009.13082"))],
    );
    check(
        "# Daily\n\n## [First of all](https://arxiv.org/abs/2009.13081)\n\nABSTRACT\n\n\
         ## [Second of all](https://arxiv.org/abs/2009.13082v1)\n\nABSTRACT\n",
        &[("First of all", None, Some("2009.13081")), ("Second of all", None, Some("2009.13082"))],
    );
    let short = "## NurseEval\n\nWe present NurseEval, a benchmark of 500 vignettes for nurses in triage.\n";
    let read = entries(&Document::from_plain(short));
    assert_eq!(verdict(&read[0]).kind, Kind::MedicalBenchmark, "{read:?}");
    check("One line.\n\nAnother line.\n", &[]);
    check("", &[]);
}

#[test]
fn reasons_are_the_words_of_the_abstract() {
    let check = |summary: &str, kind: Kind, introduces: &[&str], against: &[&str]| {
        let verdict = verdict(&Entry { summary: summary.to_owned(), ..Entry::default() });
        assert_eq!(verdict.kind, kind, "{summary} {verdict:?}");
        assert_eq!(
            (verdict.introduces.as_slice(), verdict.against.as_slice()),
            (
                introduces.iter().map(|&words| words.to_owned()).collect::<Vec<_>>().as_slice(),
                against.iter().map(|&words| words.to_owned()).collect::<Vec<_>>().as_slice(),
            ),
            "{summary}"
        );
    };
    check(
        "Nurses ask. We introduce the first open benchmark for clinical questions.",
        Kind::MedicalBenchmark,
        &["We introduce the first open benchmark"],
        &[],
    );
    check("We introduce a benchmark for maps.", Kind::OtherBenchmark, &["We introduce a benchmark"], &[]);
    check(
        "We propose a model of clinical notes. It wins on three benchmarks of hospitals.",
        Kind::Medical,
        &[],
        &[],
    );
    check(
        "We propose a method and evaluate it on a benchmark of clinical notes and patients.",
        Kind::Medical,
        &[],
        &[],
    );
    check("We review benchmarks of clinical models in hospitals.", Kind::Medical, &[], &["We review"]);
    check(
        "We release a corpus of clinical notes from hospitals to train models.",
        Kind::Medical,
        &[],
        &["to train"],
    );
    check(
        "ClinicX-9 contains 300 questions by physicians to test models in the clinic.",
        Kind::MedicalBenchmark,
        &["ClinicX-9 contains 300 questions", "to test"],
        &[],
    );
    check("", Kind::Unrelated, &[], &[]);
}

#[test]
fn hostile_listings_are_listings() {
    let long = "We introduce benchmark ".repeat(50_000);
    let rules = "\\\\\n---\narXiv:2009.13081\n".repeat(20_000);
    let titles = "Title:\nAbstract:\n".repeat(50_000);
    let odd = "Title: \u{202e}\u{0}x\nAbstract: \u{1b}[2J We introduce…\narXiv:9999999.1\n[1] [2] ((((";
    for text in [
        long.as_str(),
        &rules,
        &titles,
        odd,
        "\u{fffd}\u{fffd}",
        "-",
        "Title:",
        "é–中".repeat(9_000).as_str(),
    ] {
        for entry in entries(&Document::from_plain(text)).iter().take(9) {
            verdict(entry);
            preview(entry, crate::rubric::Rubric::medcheck());
        }
    }
}

#[test]
fn a_page_of_titles_has_its_ids_in_links() {
    let card = |id: &str, title: &str| {
        format!(
            "<article><a href='/papers/{id}'><img></a><h3><a href='/papers/{id}'>{title}</a></h3><div>12</div></article>"
        )
    };
    let page = format!(
        "<h1>Daily Papers</h1><p>by some people</p>{}{}",
        card("9912.00001", "WardQA: A Benchmark for Clinical Questions"),
        card("9912.00002", "Chairs")
    );
    let papers = entries(&web_page::read_listing(page.as_bytes()).document);
    let found: Vec<(Option<&str>, Option<&str>, Kind)> =
        papers.iter().map(|one| (one.arxiv.as_deref(), one.title.as_deref(), verdict(one).kind)).collect();
    assert_eq!(
        found,
        [
            (Some("9912.00001"), Some("WardQA: A Benchmark for Clinical Questions"), Kind::MedicalBenchmark),
            (Some("9912.00002"), Some("Chairs"), Kind::Unrelated),
        ]
    );
}
