//! The folder of papers, used as a workspace uses it.

use std::fs;

use super::*;
use crate::disk::sha256_hex;
use crate::document::PaperId;
use crate::reading::Format;

fn id(name: &str) -> PaperId {
    PaperId::new(name).unwrap()
}

fn papers() -> (tempfile::TempDir, Papers) {
    let dir = tempfile::tempdir().unwrap();
    let papers = Papers::open(&dir.path().join("papers"));
    (dir, papers)
}

fn names(ids: &[PaperId]) -> Vec<&str> {
    ids.iter().map(PaperId::as_str).collect()
}

#[test]
fn an_absent_folder_holds_no_papers() {
    let (_dir, papers) = papers();
    assert_eq!(papers.list().unwrap(), []);
    assert_eq!(papers.find_by_sha256(&sha256_hex(b"x")).unwrap(), None);
    assert!(matches!(papers.source(&id("a")), Err(Error::UnknownPaper { .. })));
}

#[test]
fn papers_come_back_sorted_and_whole() {
    let (_dir, papers) = papers();
    for name in ["b", "a", "C"] {
        assert_eq!(papers.add(&id(name), name.as_bytes(), Format::Text, false).unwrap(), Added::New);
    }
    assert_eq!(names(&papers.list().unwrap()), ["C", "a", "b"]);
    let source = papers.source(&id("a")).unwrap();
    assert_eq!((source.bytes.as_slice(), source.format), (b"a".as_slice(), Format::Text));
    assert_eq!(source.sha256, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
}

#[test]
fn adding_is_idempotent_and_a_change_must_be_meant() {
    let (_dir, papers) = papers();
    let a = id("a");
    assert_eq!(papers.add(&a, b"one", Format::Pdf, false).unwrap(), Added::New);
    assert_eq!(papers.add(&a, b"one", Format::Pdf, false).unwrap(), Added::Unchanged);
    assert_eq!(papers.add(&a, b"one", Format::Pdf, true).unwrap(), Added::Unchanged);
    let error = papers.add(&a, b"two", Format::Pdf, false).unwrap_err();
    assert!(matches!(error, Error::Changed { .. }), "{error}");
    assert!(error.hint().unwrap().contains("replace it"));
    assert_eq!(papers.source(&a).unwrap().bytes, b"one");
    assert_eq!(papers.add(&a, b"two", Format::Pdf, true).unwrap(), Added::Replaced);
    assert_eq!(papers.source(&a).unwrap().bytes, b"two");
}

#[test]
fn a_replacement_in_another_format_leaves_one_source() {
    let (_dir, papers) = papers();
    let a = id("a");
    papers.add(&a, b"one", Format::Pdf, false).unwrap();
    assert!(matches!(papers.add(&a, b"one", Format::Text, false), Err(Error::Changed { .. })));
    assert_eq!(papers.add(&a, b"one", Format::Text, true).unwrap(), Added::Replaced);
    assert_eq!(papers.source(&a).unwrap().format, Format::Text);
}

#[test]
fn two_sources_are_an_error_that_replacing_mends() {
    let (_dir, papers) = papers();
    let a = id("a");
    papers.add(&a, b"one", Format::Pdf, false).unwrap();
    fs::write(papers.dir().join("a/paper.md"), "two").unwrap();
    assert!(matches!(papers.source(&a), Err(Error::TwoSources { .. })));
    assert!(matches!(papers.add(&a, b"one", Format::Pdf, false), Err(Error::TwoSources { .. })));
    assert_eq!(papers.add(&a, b"one", Format::Pdf, true).unwrap(), Added::Replaced);
    assert_eq!(papers.source(&a).unwrap().format, Format::Pdf);
}

#[test]
fn content_finds_its_first_paper() {
    let (_dir, papers) = papers();
    let hash = sha256_hex(b"same");
    assert_eq!(papers.find_by_sha256(&hash).unwrap(), None);
    papers.add(&id("b"), b"same", Format::Text, false).unwrap();
    assert_eq!(papers.find_by_sha256(&hash).unwrap(), Some(id("b")));
    papers.add(&id("a"), b"same", Format::Text, false).unwrap();
    assert_eq!(papers.find_by_sha256(&hash).unwrap(), Some(id("a")));
}

#[test]
fn what_is_no_paper_is_left_alone_and_can_be_listed() {
    let (_dir, papers) = papers();
    papers.add(&id("a"), b"one", Format::Text, false).unwrap();
    for stray in ["empty", "bad name", ".hidden"] {
        fs::create_dir(papers.dir().join(stray)).unwrap();
    }
    fs::write(papers.dir().join("bad name/paper.txt"), "x").unwrap();
    fs::write(papers.dir().join("README.md"), "x").unwrap();
    assert_eq!(names(&papers.list().unwrap()), ["a"]);
    let strays = papers.strays().unwrap();
    assert_eq!(strays, [papers.dir().join("bad name"), papers.dir().join("empty")]);
}

#[test]
fn paths_inside_mean_papers() {
    let (dir, papers) = papers();
    papers.add(&id("a"), b"one", Format::Text, false).unwrap();
    papers.add(&id("b"), b"two", Format::Text, false).unwrap();
    let meant = |path: &str| {
        let ids = papers.meant_by(&dir.path().join(path)).unwrap()?;
        Some(ids.into_iter().map(String::from).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(meant("papers").as_deref(), Some("a b"));
    assert_eq!(meant("papers/../papers/b").as_deref(), Some("b"));
    assert_eq!(meant("papers/a/paper.txt").as_deref(), Some("a"));
    assert_eq!(meant("papers/c"), None);
    assert_eq!(meant(""), None);
}

#[test]
fn drafts_are_replaced_whole() {
    let (_dir, papers) = papers();
    let a = id("a");
    assert!(matches!(papers.write_draft(&a, "{}"), Err(Error::UnknownPaper { .. })));
    papers.add(&a, b"one", Format::Text, false).unwrap();
    assert_eq!(papers.read_draft(&a).unwrap(), None);
    papers.write_draft(&a, "first, and longer").unwrap();
    papers.write_draft(&a, "second").unwrap();
    assert_eq!(papers.read_draft(&a).unwrap().as_deref(), Some("second"));
    let files = fs::read_dir(papers.dir().join("a")).unwrap().count();
    assert_eq!(files, 2, "no temporary file stays behind");
}
