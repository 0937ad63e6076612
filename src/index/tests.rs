//! Tests of the index: what it keeps, finds again and survives.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use proptest::prelude::*;

use super::*;
use crate::document::{Block, BlockKind, Document, Page, PaperId, Rect, Section, Sentence, Span};
use crate::models::Vectors;

fn id(name: &str) -> PaperId {
    PaperId::new(name).unwrap()
}

/// A paper of one page with a heading, then the given body sentences.
fn paper(sentences: &[&str]) -> IndexedPaper {
    let mut document =
        Document { pages: vec![Page { number: 1, width: 612.0, height: 792.0 }], ..Document::default() };
    for (at, text) in ["Methods"].iter().chain(sentences).enumerate() {
        let start = document.text.len();
        document.text.push_str(text);
        let span = Span::new(start, document.text.len());
        document.text.push('\n');
        let kind = if at == 0 { BlockKind::Heading } else { BlockKind::Body };
        document.blocks.push(Block { kind, span });
        let boxes = vec![Rect { page: 1, x0: 72.1, y0: 700.03 - at as f32 * 12.7, x1: 523.44, y1: 712.2 }];
        document.sentences.push(Sentence { id: at as u32, span, kind, section: Some(0), boxes });
    }
    let span = Span::new(0, document.text.len());
    document.sections.push(Section { title: "Methods".to_owned(), level: 1, span });
    let rows = document.sentences.len();
    let numbers: Vec<f32> = (0..rows * 4).map(|n| half::f16::from_f32(n as f32 / 7.0).to_f32()).collect();
    IndexedPaper {
        document,
        vectors: Vectors::from_rows(4, numbers),
        warnings: vec!["page 1: two columns?".to_owned()],
        stamp: Stamp {
            source: format!("{:064}", sentences.len()),
            encoder: Some("e".repeat(64)),
            parser: 1,
            ..Stamp::default()
        },
    }
}

fn index() -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path().join("index"));
    (dir, index)
}

fn put(index: &Index, papers: &[(&str, &[&str])]) {
    let writer = index.writer().unwrap();
    for (name, sentences) in papers {
        writer.put(&id(name), &paper(sentences)).unwrap();
    }
    writer.commit().unwrap();
}

/// What a fresh reader finds, as `paper/sentence`.
fn found(index: &Index, text: &str) -> Vec<String> {
    let fresh = Index::open(index.dir());
    let hits = fresh.search(&WordQuery::new().words(text, 1.0), &[], &[], 100).unwrap();
    hits.iter().map(|hit| format!("{}/{}", hit.paper, hit.sentence)).collect()
}

fn entry_path(index: &Index, name: &str) -> PathBuf {
    index.dir().join("papers").join(format!("{name}.entry"))
}

#[test]
fn a_folder_that_is_not_there_holds_nothing() {
    let (_dir, index) = index();
    assert!(index.papers().unwrap().is_empty());
    assert_eq!(index.stamp(&id("a")).unwrap(), None);
    assert!(matches!(index.entry(&id("a")).unwrap(), Entry::Absent));
    assert!(found(&index, "anything").is_empty());
    assert!(index.check().unwrap().is_sound());
    assert!(!index.dir().exists(), "reading makes no folder");
}

#[test]
fn what_is_put_comes_back_as_it_was() {
    let (_dir, index) = index();
    let with = paper(&["We asked two clinicians.", "Naïve 漢字 \u{1d49c}."]);
    let without = IndexedPaper { vectors: None, ..paper(&[]) };
    let writer = index.writer().unwrap();
    writer.put(&id("with"), &with).unwrap();
    writer.put(&id("without"), &without).unwrap();
    writer.commit().unwrap();
    assert_eq!(index.paper(&id("with")).unwrap().as_ref(), Some(&with));
    assert_eq!(index.paper(&id("without")).unwrap().as_ref(), Some(&without));
    assert_eq!(index.stamp(&id("with")).unwrap(), Some(with.stamp));
    assert_eq!(index.papers().unwrap(), [id("with"), id("without")]);
    let report = index.check().unwrap();
    assert!(report.is_sound() && report.papers.len() == 2 && report.bytes > 1000, "{report:?}");
}

#[test]
fn corpus_search_knows_stems_phrases_papers_and_kinds() {
    let (_dir, index) = index();
    put(
        &index,
        &[
            ("a", &["Two clinicians mapped items to ICD-10.", "ICD codes of 10 diseases."]),
            ("b", &["One clinician checked.", "GPT-4 answered."]),
        ],
    );
    let check = |query: WordQuery, papers: &[&str], kinds: &[BlockKind], expect: &[&str]| {
        let papers: Vec<PaperId> = papers.iter().map(|name| id(name)).collect();
        let hits = index.search(&query, &papers, kinds, 10).unwrap();
        let names: Vec<String> = hits.iter().map(|hit| format!("{}/{}", hit.paper, hit.sentence)).collect();
        assert_eq!(names, expect, "{query:?}");
        assert!(hits.iter().all(|hit| hit.score.is_finite() && hit.score > 0.0));
    };
    let words = |text: &str| WordQuery::new().words(text, 1.0);
    check(words("Clinicians"), &[], &[], &["b/1", "a/1"]);
    check(words("clinician"), &["a"], &[], &["a/1"]);
    check(words("icd-10"), &[], &[], &["a/1"]);
    check(words("GPT-4"), &[], &[], &["b/2"]);
    check(words("methods"), &[], &[BlockKind::Heading], &["a/0", "b/0"]);
    check(WordQuery::new().phrase("codes of 10", 1.0), &[], &[], &["a/2"]);
    check(words("nowhere"), &[], &[], &[]);
    check(WordQuery::new(), &[], &[], &[]);
}

#[test]
fn a_new_entry_replaces_the_old_and_scores_forget_it() {
    let (_dir, index) = index();
    put(&index, &[("a", &["canary string"]), ("b", &["canary data set"])]);
    let query = WordQuery::new().words("canary", 1.0);
    let clean = Index::open(index.dir()).search(&query, &[], &[], 9).unwrap();
    let kept_open = Index::open(index.dir());
    assert_eq!(kept_open.search(&query, &[], &[], 9).unwrap(), clean);
    put(&index, &[("c", &["canary canary canary"]), ("a", &["nothing"])]);
    assert_eq!(found(&index, "canary"), ["c/1", "b/1"]);
    let now: Vec<PaperId> =
        kept_open.search(&query, &[], &[], 9).unwrap().into_iter().map(|hit| hit.paper).collect();
    assert_eq!(now, [id("c"), id("b")], "a reader that stays open sees what was put since");
    let writer = index.writer().unwrap();
    writer.remove(&id("c")).unwrap();
    writer.put(&id("a"), &paper(&["canary string"])).unwrap();
    writer.commit().unwrap();
    assert_eq!(Index::open(index.dir()).search(&query, &[], &[], 9).unwrap(), clean);
    assert_eq!(index.papers().unwrap(), [id("a"), id("b")]);
}

#[test]
fn a_damaged_entry_counts_as_absent_and_says_why() {
    let (_dir, index) = index();
    put(&index, &[("a", &["One sentence."])]);
    let path = entry_path(&index, "a");
    let sound = fs::read(&path).unwrap();
    let check = |bytes: &[u8], expect: &str| {
        fs::write(&path, bytes).unwrap();
        assert_eq!(index.paper(&id("a")).unwrap(), None);
        let Entry::Damaged { why } = index.entry(&id("a")).unwrap() else { panic!("{expect}") };
        assert!(why.contains(expect), "{why}");
        assert_eq!(index.check().unwrap().damaged, [(id("a"), why)]);
    };
    check(b"", "no header");
    check(b"{}\n", "header is not readable");
    check(&sound[..sound.len() - 1], "not as many");
    assert_eq!(index.stamp(&id("a")).unwrap(), None, "cut short");
    let mut flipped = sound.clone();
    *flipped.last_mut().unwrap() ^= 1;
    check(&flipped, "another sha256");
    let other = String::from_utf8_lossy(&sound).replacen("\"format\":4", "\"format\":9", 1).into_bytes();
    check(&other, "format 9");
}

#[test]
fn the_next_writer_takes_in_what_a_killed_one_left() {
    let (_dir, index) = index();
    put(&index, &[("a", &["first"]), ("b", &["second"]), ("c", &["third"])]);
    let writer = index.writer().unwrap();
    writer.put(&id("b"), &paper(&["changed"])).unwrap();
    writer.put(&id("d"), &paper(&["fresh"])).unwrap();
    drop(writer); // killed before the commit
    fs::remove_file(entry_path(&index, "c")).unwrap(); // killed inside `remove`
    assert_eq!(found(&index, "second third"), ["b/1", "c/1"], "not yet");
    assert!(!index.check().unwrap().is_sound());
    index.writer().unwrap().commit().unwrap();
    assert_eq!(found(&index, "first second third changed fresh"), ["a/1", "b/1", "d/1"]);
    assert!(index.check().unwrap().is_sound());
}

#[test]
fn damaged_words_are_reported_and_rebuilt_from_the_entries() {
    let (_dir, index) = index();
    put(&index, &[("a", &["canary"]), ("b", &["other"])]);
    let words = index.dir().join("words");
    let files = || {
        let mut files: Vec<PathBuf> =
            fs::read_dir(&words).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_none_or(|extension| extension != "lock"));
        files.sort();
        files
    };
    for at in 0..files().len() {
        let path = files()[at].clone();
        let mut bytes = fs::read(&path).unwrap();
        if bytes.is_empty() || path.file_name().is_some_and(|name| name == ".managed.json") {
            continue;
        }
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        fs::write(&path, bytes).unwrap();
        let fresh = Index::open(index.dir());
        let error = fresh.search(&WordQuery::new().words("canary", 1.0), &[], &[], 9).unwrap_err();
        assert!(matches!(error, Error::WordsDamaged { .. }), "{}: {error}", path.display());
        assert!(error.hint().is_some());
        assert!(!fresh.check().unwrap().is_sound());
        index.writer().unwrap().commit().unwrap();
        assert_eq!(found(&index, "canary"), ["a/1"], "{}", path.display());
        assert!(index.check().unwrap().is_sound());
    }
    fs::remove_dir_all(&words).unwrap();
    index.writer().unwrap().commit().unwrap();
    assert_eq!(found(&index, "canary"), ["a/1"]);
}

#[test]
fn there_is_one_writer_at_a_time() {
    let (_dir, index) = index();
    let index = Arc::new(index);
    let writer = index.writer().unwrap();
    let other = Arc::clone(&index);
    let second = thread::spawn(move || other.writer().map(drop));
    let error = second.join().unwrap().unwrap_err();
    assert!(matches!(error, Error::Busy { .. }), "{error}");
    assert!(error.to_string().ends_with("is being written by another process"), "{error}");
    drop(writer);
    index.writer().unwrap();
}

#[test]
fn threads_may_put_at_once() {
    let (_dir, index) = index();
    let names: Vec<String> = (0..8).map(|n| format!("p{n}")).collect();
    let writer = index.writer().unwrap();
    thread::scope(|scope| {
        for name in &names {
            let writer = &writer;
            scope.spawn(move || writer.put(&id(name), &paper(&["canary here", "canary there"])).unwrap());
        }
    });
    writer.commit().unwrap();
    let expect: Vec<String> =
        names.iter().flat_map(|name| [format!("{name}/1"), format!("{name}/2")]).collect();
    assert_eq!(found(&index, "canary"), expect);
}

#[test]
fn a_paper_that_breaks_its_promises_is_refused() {
    let (_dir, index) = index();
    let writer = index.writer().unwrap();
    let mut broken = paper(&["One."]);
    broken.document.sentences[0].id = 7;
    assert!(matches!(writer.put(&id("a"), &broken), Err(Error::Paper { .. })));
    let short = IndexedPaper { vectors: Some(Vectors::zeros(1, 4)), ..paper(&["One."]) };
    let error = writer.put(&id("a"), &short).unwrap_err();
    assert_eq!(error.to_string(), "cannot index paper a: 1 vectors for 2 sentences");
    drop(writer);
    assert!(index.papers().unwrap().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_order_of_putting_does_not_show(order in Just(vec![0usize, 1, 2, 3]).prop_shuffle()) {
        let texts: [&[&str]; 4] = [&["canary one", "more"], &["canary two words"], &["a canary"], &["none", "canary"]];
        let names = ["a", "b", "c", "d"];
        let (_dir, index) = index();
        for at in order {
            put(&index, &[(names[at], texts[at])]);
        }
        prop_assert_eq!(found(&index, "canary words"), ["b/1", "d/2", "a/1", "c/1"].map(str::to_owned));
    }
}
