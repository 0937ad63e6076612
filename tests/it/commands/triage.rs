//! `triage`: listings of abstracts, most of them made up for `tests/triage`.

use std::fs;

use crate::workspace::{NOTE, Scratch, repository, shows, stderr};

const SMALL: &str = "\
Title: WardQA: Questions from One Ward
Authors: Ada Made-Up, Bo Fictor
arXiv:9912.00001
Abstract: We introduce WardQA, a benchmark of 300 questions about patients of one hospital. Two physicians
reviewed every item. We release it under a CC BY license and discuss data leakage.

Title: NOTEBENCH: short notes from one clinic
Abstract: We present a benchmark of clinical notes from one clinic, with a test set of 40 patients.

Title: Maps and Models
arXiv:9912.00003
Abstract: We introduce a benchmark of maps for testing models. None of the models reads them well enough.

Title: A Model of \u{1b}[2J Notes
arXiv:9912.00004
Abstract: We train a model on clinical notes of one hospital; nurses like it better than what they had before.

Title: Chairs
arXiv:9912.00005
Abstract: We sit on chairs, and report that all of them are chairs.

Title: WardQA, Questions from One Ward
arXiv:9912.00006
Abstract: We introduce WardQA, a benchmark of 300 questions about patients of one hospital.
";

/// A workspace with a note that is drafted, and the small listing.
fn desk() -> Scratch {
    let scratch = Scratch::with(&[("note", NOTE)]).unlearned();
    scratch.done(&["draft", "--no-model", "--quiet"]);
    scratch.write("day.txt", SMALL);
    scratch
}

fn listing(name: &str) -> Vec<u8> {
    fs::read(repository().join("tests/triage").join(name)).unwrap()
}

#[test]
fn medical_benchmarks_are_told_with_reasons_and_previews() {
    let scratch = desk();
    shows!("triage", scratch, ["triage", "day.txt", "--queue", "fetch.tsv"]);
    assert_eq!(scratch.read("fetch.tsv"), "9912.00001\tWardQA: Questions from One Ward\n");
    shows!("triage_json", scratch, ["triage", "day.txt", "--format", "json"]);
    // The queue is replaced, not added to.
    scratch.write("other.md", "## None\n\narXiv:9912.00009\n");
    shows!("triage_none", scratch, ["triage", "other.md", "--queue", "fetch.tsv"]);
    assert_eq!(scratch.read("fetch.tsv"), "");
    shows!("triage_queue_over_listing", scratch, ["triage", "day.txt", "--queue", "./day.txt"]);
    assert_eq!(scratch.read("day.txt"), SMALL);
}

#[test]
fn without_a_workspace_there_is_nothing_to_compare_with() {
    let scratch = Scratch::bare();
    scratch.write("day.html", listing("listing.html"));
    shows!("triage_page", scratch, ["triage", "day.html", "--queue", "out/fetch.tsv"]);
    assert_eq!(scratch.read("out/fetch.tsv").lines().count(), 23);
}

#[test]
fn several_listings_are_one() {
    let scratch = Scratch::bare();
    for name in ["listing.html", "listing.txt", "held_out.md"] {
        scratch.write(name, listing(name));
    }
    let report =
        scratch.json(&["triage", "listing.txt", "listing.html", "held_out.md", "--format", "json"]).remove(0);
    let papers = report["papers"].as_array().unwrap();
    assert_eq!(papers.len(), 62 + 60 + 20);
    assert_eq!(papers.iter().filter(|paper| paper["same_as"].is_null()).count(), 80);
    assert_eq!(papers[62]["same_as"], 0);
}

#[test]
fn what_is_no_listing_is_said() {
    let scratch = Scratch::workspace();
    scratch.write("day.txt", SMALL);
    scratch.write("empty.txt", "");
    scratch.write("blank.txt", " \n\n");
    scratch.write("binary.txt", b"\0\xff\xfe\x01 Title: x\n\x80");
    scratch.write("binary.html", b"\x89PNG\r\n\x1a\n\0\0\0\xff");
    scratch.write("letter.txt", "Dear reader,\n\nthere is nothing here.\n");
    scratch.write("paper.pdf", "%PDF-1.7");
    scratch.write("day.docx", "PK");
    fs::create_dir(scratch.path("folder.txt")).unwrap();
    let huge = fs::File::create(scratch.path("huge.txt")).unwrap();
    huge.set_len(40 << 20).unwrap();
    shows!(
        "triage_bad",
        scratch,
        [
            "triage",
            "absent.txt",
            "empty.txt",
            "blank.txt",
            "binary.txt",
            "binary.html",
            "letter.txt",
            "paper.pdf",
            "day.docx",
            "folder.txt",
            "huge.txt",
            "--queue",
            "fetch.tsv"
        ]
    );
    assert!(!scratch.path("fetch.tsv").exists(), "nothing was read, so nothing is written");
    shows!("triage_in_part", scratch, ["triage", "day.txt", "empty.txt", "--quiet", "--format", "json"]);
    shows!(
        "triage_queue_is_a_folder",
        scratch,
        ["triage", "day.txt", "--queue", "folder.txt", "--format", "json"]
    );
    shows!("misuse_triage_nothing", scratch, ["triage"]);
    // A listing longer than what is read is cut, and that is said.
    scratch.write("long.txt", SMALL.repeat(4_000));
    let output = scratch.medcheck(&["triage", "long.txt", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stderr(&output).starts_with("warning: long.txt: only the first 20000 papers"),
        "{}",
        stderr(&output)
    );
}
