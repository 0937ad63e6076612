//! Listings whose ids went to other papers: each paper keeps its own id and its own abstract, or has none.

use super::case;
use crate::workspace::Scratch;

const TITLES: [&str; 4] = [
    "WardQA: A Benchmark of Nursing Questions for Language Models",
    "Faster Sorting on Graphics Cards",
    "CTReason: Evaluating Multimodal Models on Chest CT",
    "A Note on Planar Graphs",
];

/// What `triage` says of a listing: its form, and each paper's arXiv id, title and kind.
fn triaged(name: &str) -> (String, Vec<(Option<String>, String, String)>) {
    let scratch = Scratch::bare();
    scratch.write(name, case(name));
    let said = scratch.json(&["triage", name, "--format", "json"]).remove(0);
    assert_eq!(said["failures"], serde_json::json!([]), "{name}");
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let papers = said["papers"].as_array().unwrap().iter();
    let told = papers.map(|paper| {
        (text(&paper["arxiv"]), text(&paper["title"]).unwrap_or_default(), text(&paper["kind"]).unwrap())
    });
    (text(&said["listings"][0]["form"]).unwrap(), told.collect())
}

#[test]
fn every_paper_of_a_listing_keeps_its_own_id() {
    for (name, form) in [
        ("triage-arxiv-mail-header.txt", "arxiv_mail"),
        ("triage-comment-cites-id.html", "arxiv_page"),
        ("triage-mail-adminnote.txt", "arxiv_mail"),
        ("triage-md-bullets.md", "markdown_list"),
        ("triage-md-table.md", "markdown_table"),
        ("triage-ris.txt", "ris"),
    ] {
        let (told, papers) = triaged(name);
        assert_eq!(told, form, "{name}");
        for (at, (id, title, _)) in papers.iter().enumerate() {
            assert_eq!(title, TITLES[at], "{name}");
            assert_eq!(id.as_deref(), Some(format!("2609.0001{}", at + 1).as_str()), "{name}");
        }
        assert_eq!(papers.len(), 4, "{name}");
        if name != "triage-md-table.md" {
            let kinds: Vec<&str> = papers.iter().map(|(_, _, kind)| kind.as_str()).collect();
            assert_eq!(kinds, ["medical_benchmark", "unrelated", "medical_benchmark", "unrelated"], "{name}");
        }
    }
}

#[test]
fn records_without_an_arxiv_id_are_papers_without_one() {
    let (form, papers) = triaged("triage-pubmed-medline.txt");
    assert_eq!(form, "medline");
    let titles: Vec<&str> = papers.iter().map(|(_, title, _)| title.as_str()).collect();
    assert_eq!(titles, TITLES);
    assert!(papers.iter().all(|(id, ..)| id.is_none()), "{papers:?}");
}

/// A spreadsheet that opens the queue computes nothing.
#[test]
fn a_title_that_is_a_formula_is_queued_as_text() {
    let scratch = Scratch::bare();
    scratch.write("day.txt", case("triage-formula-title.txt"));
    scratch.done(&["triage", "day.txt", "--queue", "queue.tsv"]);
    let queue = scratch.read("queue.tsv");
    let title = queue.trim_end().split('\t').nth(1).unwrap_or_else(|| panic!("{queue:?}"));
    assert!(title.contains("HYPERLINK") && !title.starts_with('='), "{queue:?}");
}
