//! `add`.

use std::fs;

use crate::workspace::{NOTE, PLAIN, SAMPLES, Scratch, sample, shows, skipped};

#[test]
fn files_and_folders_come_in_once() {
    let scratch = Scratch::workspace();
    scratch.write("new/Short notes (final).md", NOTE);
    scratch.write("new/more/2009.13081v2.txt", PLAIN);
    scratch.write("new/README.md", "Not a paper.");
    fs::copy(sample(SAMPLES[2]), scratch.path("new/sample-wardtalk.pdf")).unwrap();
    shows!("add_file", scratch, ["add", "new/Short notes (final).md"]);
    shows!("add_folder", scratch, ["add", "new"]);
    shows!("add_again", scratch, ["add", "new", "new/Short notes (final).md"]);
    assert_eq!(scratch.read("papers/Short-notes-final/paper.md"), NOTE);
    assert!(scratch.path("papers/2009.13081/paper.txt").is_file());
    assert!(!scratch.path("papers/README").exists());
}

#[test]
fn the_same_content_under_another_name_is_the_same_paper() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("copy.md", NOTE);
    shows!("add_same_content", scratch, ["add", "copy.md"]);
    assert!(!scratch.path("papers/copy").exists());
}

#[test]
fn a_changed_paper_is_refused_until_told() {
    let scratch = Scratch::workspace();
    fs::create_dir(scratch.path("new")).unwrap();
    fs::copy(sample(SAMPLES[0]), scratch.path("new/a.pdf")).unwrap();
    scratch.done(&["add", "new/a.pdf"]);
    let old = fs::read(scratch.path("papers/a/paper.pdf")).unwrap();
    fs::copy(sample(SAMPLES[1]), scratch.path("new/a.pdf")).unwrap();
    shows!("add_changed", scratch, ["add", "new/a.pdf"]);
    assert_eq!(fs::read(scratch.path("papers/a/paper.pdf")).unwrap(), old);
    shows!("add_replace", scratch, ["add", "--replace", "new/a.pdf"]);
    assert_ne!(fs::read(scratch.path("papers/a/paper.pdf")).unwrap(), old);
    // In another format, the old source goes.
    scratch.write("new/a.txt", PLAIN);
    scratch.done(&["add", "--replace", "new/a.txt"]);
    assert!(!scratch.path("papers/a/paper.pdf").exists());
}

#[test]
fn every_bad_file_is_named_and_the_good_one_is_added() {
    let scratch = Scratch::workspace();
    scratch.write("new/a.docx", "x");
    scratch.write("new/blank.md", " \n\n");
    scratch.write("new/empty.pdf", "");
    scratch.write("new/fake.pdf", "<html>Please log in.</html>");
    scratch.write("new/latin.txt", b"caf\xe9 and more");
    scratch.write("new/no-extension", "x");
    scratch.write("new/note.md", NOTE);
    fs::create_dir(scratch.path("new/void")).unwrap();
    let paths = [
        "add",
        "new/a.docx",
        "new/absent.pdf",
        "new/blank.md",
        "new/empty.pdf",
        "new/fake.pdf",
        "new/latin.txt",
        "new/no-extension",
        "new/note.md",
        "new/void",
    ];
    shows!("add_bad_and_good", scratch, paths);
    shows!("add_bad_only", scratch, ["add", "new/void", "new/fake.pdf"]);
    shows!("add_bad_json", scratch, ["add", "new/note.md", "new/empty.pdf", "--format", "json"]);
    // In a folder, what has another extension is passed over in silence.
    let folder = scratch.medcheck(&["add", "new"]).output().unwrap();
    let said = String::from_utf8(folder.stderr).unwrap();
    assert!(
        !said.contains("a.docx") && !said.contains("no-extension") && said.contains("fake.pdf"),
        "{said}"
    );
}

#[test]
fn a_paper_in_two_formats_is_reported() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("papers/note/paper.txt", PLAIN);
    scratch.write("note.md", "Other content, for once.");
    shows!("add_two_sources", scratch, ["add", "note.md"]);
    shows!("draft_two_sources", scratch, ["draft", "--no-model"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_reported() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::workspace();
    scratch.write("a.md", NOTE);
    fs::set_permissions(scratch.path("a.md"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(scratch.path("a.md")).is_ok() {
        skipped("this user may read everything");
        return;
    }
    shows!("add_not_allowed", scratch, ["add", "a.md"]);
}
