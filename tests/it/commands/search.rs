//! `search`.

use crate::workspace::{NOTE, NUMBERS, Scratch, drafted, shows, stderr};

#[test]
fn sentences_are_found_by_words_and_by_meaning() {
    shows!("search", drafted(), ["search", "checked by doctors", "--limit", "3"], NUMBERS);
    shows!("search_words", drafted(), ["search", "contamination", "--limit", "3", "--no-model"], NUMBERS);
    shows!("search_criterion", drafted(), ["search", "--criterion", "43", "--limit", "3"], NUMBERS);
    shows!(
        "search_paper",
        drafted(),
        ["search", "\"third settled\"", "--paper", "note", "--limit", "2"],
        NUMBERS
    );
}

#[test]
fn json_tells_where_every_sentence_stands() {
    let found = drafted().json(&[
        "search",
        "urgency",
        "--paper",
        "sample-triagenote",
        "--limit",
        "4",
        "--format",
        "json",
    ]);
    let found = &found[0];
    assert_eq!((&found["schema_version"], &found["query"]), (&1.into(), &"urgency".into()));
    let hits = found["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 4);
    let mut last = f64::INFINITY;
    for hit in hits {
        let keys: Vec<&str> = hit.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys.join(" "), "boxes kind page paper parts quote score section sentence title");
        assert_eq!(hit["paper"], "sample-triagenote");
        assert_eq!(hit["boxes"][0][0], hit["page"]);
        assert!(hit["score"].as_f64().unwrap() <= last, "best first");
        last = hit["score"].as_f64().unwrap();
    }
    assert!(hits[0]["quote"].as_str().unwrap().to_lowercase().contains("urgency"));
}

#[test]
fn references_are_not_found() {
    let found = drafted().json(&["search", "proceedings journal arxiv", "--limit", "50", "--format", "json"]);
    for hit in found[0]["hits"].as_array().unwrap() {
        assert!(hit["kind"] != "reference" && hit["kind"] != "furniture", "{hit}");
    }
}

#[test]
fn nothing_found_is_said_and_is_no_error() {
    shows!("search_nothing", drafted(), ["search", "zygomorphic quokka", "--no-model"]);
    shows!("search_nothing_json", drafted(), ["search", "zygomorphic", "--no-model", "--format", "json"]);
    shows!("search_empty_workspace", Scratch::workspace(), ["search", "leakage"]);
}

#[test]
fn a_search_before_the_first_draft_says_what_is_missing() {
    shows!("search_not_indexed", Scratch::with(&[("note", NOTE)]), ["search", "physicians"]);
}

#[test]
fn what_is_unknown_is_named() {
    shows!("search_unknown_paper", drafted(), ["search", "leakage", "--paper", "absent"]);
    shows!("search_no_id", drafted(), ["search", "leakage", "--paper", "no id"]);
    shows!("search_unknown_criterion", drafted(), ["search", "--criterion", "47"]);
}

#[test]
fn a_damaged_word_index_is_reported_and_drafting_mends_it() {
    let scratch = Scratch::copy_of_drafted();
    scratch.write("index/words/meta.json", "{");
    shows!("search_damaged_words", scratch, ["search", "physicians", "--no-model"]);
    // Adding a paper writes to the index, which puts it right.
    scratch.write("papers/more/paper.txt", "Nurses liked it.");
    scratch.done(&["draft", "more"]);
    let output = scratch.medcheck(&["search", "physicians", "--no-model", "--limit", "1"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!output.stdout.is_empty());
}
