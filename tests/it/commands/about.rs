//! `show --about`: what is known about a paper, short of its audit.

use crate::workspace::{NOTE, SAMPLES, Scratch, drafted, shows, stderr, stdout};

/// Drafts change their size with every figure in them.
const SIZE: [(&str, &str); 1] = [(r"draft.json, \d+ \w+", "draft.json, [SIZE]")];

const STAMPED: &str = "\
# NoteBench: Short Notes from One Clinic

arXiv:2009.13081v2 [cs.CL] 28 Sep 2020

Published as a conference paper at WARD 2021

doi: 10.1000/notes.7

## Data

All notes come from one hospital.
";

#[test]
fn a_paper_is_shown_with_where_each_fact_is_from() {
    shows!("about_pdf", drafted(), ["show", SAMPLES[2], "--about"], SIZE);
    shows!("about_markdown", drafted(), ["show", "note", "--about"], SIZE);
    let scratch = Scratch::with(&[("2009.13081", STAMPED)]);
    shows!("about_stamped", scratch, ["show", "2009.13081", "--about"]);
    shows!("about_stamped_json", scratch, ["show", "2009.13081", "--about", "--format", "json"]);
    assert!(!scratch.path("index").exists(), "looking at a paper stores nothing");
}

#[test]
fn a_draft_says_below_its_title_what_is_known_of_the_paper() {
    let scratch = Scratch::with(&[("2009.13081", STAMPED), ("2101.00001v2", NOTE)]);
    let head = |id: &str| {
        let text = scratch.done(&["show", id]);
        text.lines().skip(1).take_while(|line| !line.starts_with("DRAFT")).collect::<Vec<_>>().join("\n")
    };
    scratch.done(&["draft", "--no-model"]);
    assert_eq!(
        head("2009.13081"),
        "NoteBench: Short Notes from One Clinic\n2021 · arXiv 2009.13081v2 · DOI 10.1000/notes.7"
    );
    let by_name = head("2101.00001v2");
    assert_eq!(by_name.lines().last(), Some("2021 · arXiv 2101.00001v2"), "from the name of its folder");
    let draft = scratch.json(&["show", "2009.13081", "--format", "json"]).remove(0);
    assert_eq!(draft["paper"]["year"], 2021);
    assert_eq!(draft["paper"]["arxiv"]["version"], 2);
    assert_eq!(draft["paper"]["doi"], "10.1000/notes.7");
}

#[test]
fn the_state_of_the_draft_is_told() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    let state = || scratch.json(&["show", "note", "--about", "--format", "json"]).remove(0);
    assert_eq!((state()["draft"].clone(), state()["indexed"].clone()), ("absent".into(), false.into()));
    scratch.done(&["draft", "--no-model"]);
    assert_eq!((state()["draft"].clone(), state()["indexed"].clone()), ("current".into(), true.into()));
    scratch.write("papers/note/paper.md", NOTE.replace("one hospital", "two hospitals"));
    assert_eq!((state()["draft"].clone(), state()["indexed"].clone()), ("outdated".into(), false.into()));
    scratch.write("papers/note/draft.json", "{}");
    assert_eq!(state()["draft"], "damaged");
}

#[test]
fn another_arxiv_id_is_a_warning_and_no_new_name() {
    let scratch = Scratch::workspace();
    scratch.write("new/2101.00001.md", STAMPED);
    shows!("about_other_id_add", scratch, ["add", "new/2101.00001.md"]);
    assert!(scratch.path("papers/2101.00001/paper.md").exists());
    shows!("about_other_id_parse", scratch, ["parse", "new/2101.00001.md", "--warnings"]);
    let about = stdout(&scratch.medcheck(&["show", "2101.00001", "--about"]).output().unwrap());
    assert!(about.contains("goes by the arXiv id 2101.00001, but states 2009.13081v2"), "{about}");
    let draft = scratch.json(&["draft", "--no-model", "--format", "json"]).remove(0);
    assert!(draft["warnings"][0].as_str().unwrap().contains("but states 2009.13081v2"));
}

#[test]
fn an_entry_of_another_format_is_made_anew() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.done(&["draft", "--no-model"]);
    let entry = "index/papers/note.entry";
    let old = scratch.read(entry).replacen("\"format\":4", "\"format\":1", 1);
    assert_ne!(old, scratch.read(entry));
    scratch.write(entry, old);
    let output = scratch.medcheck(&["draft", "--no-model"]).output().unwrap();
    assert_eq!(stderr(&output), "1 paper: 1 drafted, 0 unchanged, 0 failed\n");
    assert!(scratch.read(entry).contains("\"format\":4"));
}

#[test]
fn what_cannot_be_shown_is_said() {
    shows!("about_unknown", drafted(), ["show", "sample-nothing", "--about"]);
    shows!("misuse_about_and_criterion", drafted(), ["show", "note", "--about", "--criterion", "1"]);
}
