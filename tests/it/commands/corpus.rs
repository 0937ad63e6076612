//! What holds whatever the number of threads, the state of the index, or the number of processes.

use std::fs;
use std::process::Stdio;

use crate::workspace::{NOTE, PLAIN, SAMPLES, Scratch, drafted, sample, shared, stderr};

/// Every draft of a workspace, as printed.
fn drafts(scratch: &Scratch, jobs: &str) -> String {
    scratch.done(&["draft", "--format", "json", "--jobs", jobs])
}

#[test]
fn threads_and_a_lost_index_change_nothing() {
    // The shared one was drafted with four threads.
    let four = drafts(drafted(), "4");
    let scratch = Scratch::copy_of_drafted();
    fs::remove_dir_all(scratch.path("index")).unwrap();
    for paper in fs::read_dir(scratch.path("papers")).unwrap() {
        fs::remove_file(paper.unwrap().path().join("draft.json")).unwrap();
    }
    let output = scratch.medcheck(&["draft", "--format", "json", "--jobs", "1"]).output().unwrap();
    assert_eq!(stderr(&output), "5 papers: 5 drafted, 0 unchanged, 0 failed\n");
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        four,
        "one thread and no index give the same bytes"
    );
    let doctor = scratch.medcheck(&["doctor"]).output().unwrap();
    assert_eq!(doctor.status.code(), Some(0));
}

#[test]
fn a_paper_is_drafted_the_same_alone_and_among_others() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    let alone = scratch.done(&["draft", "note", "--format", "json"]);
    assert_eq!(alone, drafted().done(&["draft", "note", "--format", "json"]));
}

#[test]
fn a_lost_index_is_made_again_though_the_drafts_are_there() {
    let scratch = Scratch::copy_of_drafted();
    let before = scratch.read("papers/note/draft.json");
    fs::remove_dir_all(scratch.path("index")).unwrap();
    scratch.done(&["draft", "note", "plain"]);
    assert_eq!(scratch.read("papers/note/draft.json"), before);
    let found = scratch.done(&["search", "physicians", "--paper", "note", "--limit", "1"]);
    assert!(found.contains("Two physicians reviewed every item"), "{found}");
}

#[test]
fn lost_or_damaged_words_and_codes_are_made_again_though_the_entries_are_there() {
    let scratch = Scratch::copy_of_drafted();
    let search = ["search", "physicians", "--limit", "3", "--format", "json"];
    let before = scratch.done(&search);
    let harms: [&dyn Fn(); 3] = [
        &|| fs::remove_dir_all(scratch.path("index/words")).unwrap(),
        &|| scratch.write("index/codes-0.bin", "cut short"),
        &|| scratch.write("index/words/meta.json", "{"),
    ];
    for harm in harms {
        harm();
        let output = scratch.medcheck(&["draft"]).output().unwrap();
        assert!(stderr(&output).contains("0 drafted"), "{}", stderr(&output));
        assert_eq!(scratch.done(&search), before);
    }
}

#[test]
fn two_processes_do_not_harm_each_other() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("papers/plain/paper.txt", PLAIN);
    scratch.write("papers/sample-wardtalk/paper.pdf", fs::read(sample(SAMPLES[2])).unwrap());
    let start = || {
        let mut command = scratch.medcheck(&["draft", "--format", "json"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let outputs = [start(), start()].map(|child| child.wait_with_output().unwrap());
    for output in &outputs {
        match output.status.code() {
            Some(0) => {}
            Some(2) => assert!(stderr(output).contains("hint: wait for it"), "{}", stderr(output)),
            code => panic!("{code:?}: {}", stderr(output)),
        }
    }
    assert!(outputs.iter().any(|output| output.status.success()));
    let checks = scratch.json(&["doctor", "--format", "json"]).remove(0);
    for check in checks["checks"].as_array().unwrap() {
        assert_eq!(check["state"], "ok", "{check}");
    }
    let again = scratch.done(&["draft", "sample-wardtalk", "--format", "json"]);
    assert_eq!(again, drafted().done(&["draft", "sample-wardtalk", "--format", "json"]));
}

#[test]
fn a_writer_that_stays_is_waited_for_and_then_named() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    fs::create_dir(scratch.path("index")).unwrap();
    let lock = fs::File::create(scratch.path("index/lock")).unwrap();
    lock.lock().unwrap();
    crate::workspace::shows!("draft_busy", scratch, ["draft", "--no-model"]);
    // What is there can be read all the same.
    assert_eq!(scratch.medcheck(&["doctor"]).output().unwrap().status.code(), Some(0));
}

#[test]
fn papers_from_the_wild_are_drafted() {
    let Some(papers) = shared("papers") else { return };
    let mut pdfs: Vec<_> = fs::read_dir(papers).unwrap().map(|entry| entry.unwrap().path()).collect();
    pdfs.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    pdfs.sort();
    let scratch = Scratch::workspace();
    // From words alone, because the encoder's work on long papers is measured elsewhere.
    let mut command = scratch.medcheck(&["draft", "--no-model", "--format", "json"]);
    let output = command.args(pdfs.iter().take(2)).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(output.stdout.iter().filter(|&&byte| byte == b'\n').count(), 2);
}
