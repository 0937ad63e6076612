//! `init`, and finding the workspace that is meant.

use std::fs;

use crate::workspace::{NOTE, Scratch, medcheck, shows, stderr, stdout};

#[test]
fn a_new_workspace_says_what_comes_next() {
    let scratch = Scratch::bare();
    shows!("init", scratch, ["init"]);
    for folder in ["papers", "models", "index"] {
        assert!(scratch.path(folder).is_dir(), "{folder}");
    }
}

#[test]
fn what_is_there_stays() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    shows!("init_again", scratch, ["init", "."]);
    assert_eq!(scratch.read("papers/note/paper.md"), NOTE);
    scratch.done(&["init", "deep/er"]);
    assert!(scratch.path("deep/er/papers").is_dir());
}

#[test]
fn a_file_in_the_way_is_named() {
    let scratch = Scratch::bare();
    scratch.write("taken", "");
    shows!("init_over_a_file", scratch, ["init", "taken"]);
    scratch.write("models", "");
    shows!("init_over_a_file_in_it", scratch, ["init"]);
}

#[test]
fn a_folder_without_papers_is_no_workspace() {
    let scratch = Scratch::bare();
    shows!("no_workspace_draft", scratch, ["draft"]);
    for command in [vec!["add", "a.md"], vec!["show", "a"], vec!["search", "a"], vec!["doctor"]] {
        let output = scratch.medcheck(&command).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        assert!(stderr(&output).contains("error: no workspace at "), "{command:?}");
        assert!(stdout(&output).is_empty(), "{command:?}");
    }
    shows!("no_workspace_named", scratch, ["doctor", "--workspace", "elsewhere"]);
}

#[test]
fn the_workspace_is_found_upward() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    let below = scratch.path("notes/today");
    fs::create_dir_all(&below).unwrap();
    let output = medcheck(&below, &["draft", "--no-model", "--quiet", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(scratch.path("papers/note/draft.json").is_file());
    assert!(!below.join("index").exists());
}

#[test]
fn the_workspace_can_be_named_from_elsewhere() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    let elsewhere = Scratch::workspace();
    let workspace = scratch.dir().display().to_string();
    let output =
        elsewhere.medcheck(&["draft", "note", "--no-model", "--workspace", &workspace]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("NoteBench"));
    assert!(scratch.path("papers/note/draft.json").is_file());
    assert!(!elsewhere.path("index").exists());
}
