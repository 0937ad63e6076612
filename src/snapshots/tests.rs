//! Snapshots, by examples.

use std::fs;

use super::*;
use crate::document::PaperId;
use crate::review::Moment;
use crate::rubric::{AppliedRubric, Score};

fn moment(minute: u32) -> Moment {
    Moment::parse(&format!("2026-01-01T09:{minute:02}:00Z")).unwrap()
}

fn paper(
    id: &str,
    sha256: &str,
    suggested: &[(&str, Stated)],
    confirmed: Option<&[(&str, u8)]>,
) -> PaperState {
    let criterion = |id: &str| crate::rubric::CriterionId::new(id).unwrap();
    PaperState {
        id: PaperId::new(id).unwrap(),
        title: Some(format!("On {id}")),
        sha256: Some(sha256.to_owned()),
        problem: None,
        suggested: Some(suggested.iter().map(|(id, level)| (criterion(id), *level)).collect()),
        confirmed: confirmed.map(|levels| {
            levels
                .iter()
                .map(|(id, level)| (criterion(id), Some(Stated::Score(Score::Level(*level)))))
                .collect()
        }),
    }
}

fn snapshot(minute: u32, papers: Vec<PaperState>) -> Snapshot {
    Snapshot {
        schema_version: SNAPSHOT_SCHEMA,
        at: moment(minute),
        program: "medcheck".to_owned(),
        rubric: AppliedRubric { id: "tiny".to_owned(), version: "1".to_owned(), sha256: "r".to_owned() },
        models: Vec::new(),
        papers,
        confirmed: None,
        drafts: None,
        findings: Vec::new(),
    }
}

const UNDECIDED: Stated = Stated::Undecided;

#[test]
fn a_snapshot_comes_back_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(dir.path().join("snapshots"));
    assert!(snapshots.names().unwrap().is_empty() && snapshots.latest("tiny").unwrap().is_none());
    let one = snapshot(
        1,
        vec![paper("a", "x", &[("1", Stated::Score(Score::Level(2))), ("2", UNDECIDED)], Some(&[("1", 0)]))],
    );
    let name = snapshots.keep(&one).unwrap();
    assert_eq!(name.to_string(), "2026-01-01T09-01-00.000Z");
    assert_eq!(snapshots.latest("tiny").unwrap(), Some((name, one.clone())));
    assert!(snapshots.latest("other").unwrap().is_none());
    let text = fs::read_to_string(dir.path().join("snapshots/2026-01-01T09-01-00.000Z.json")).unwrap();
    assert!(text.contains(r#""suggested":{"1":2,"2":"undecided"},"confirmed":{"1":0}"#), "{text}");
    let two = snapshot(2, one.papers.clone());
    snapshots.keep(&two).unwrap();
    assert_eq!(snapshots.last_two("tiny").unwrap(), (one, two));
}

#[test]
fn snapshots_go_by_the_beginning_of_their_names() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(dir.path());
    let check = |typed: &str, expect: Result<u32, &str>| {
        let found = snapshots.meant(typed, false).map(|snapshot| snapshot.at).map_err(|error| {
            assert!(!error.hint().is_empty());
            error.to_string()
        });
        assert_eq!(found, expect.map(moment).map_err(str::to_owned), "{typed}");
    };
    check("2026", Err("there is no snapshot `2026`"));
    for minute in [1, 2] {
        snapshots.keep(&snapshot(minute, vec![])).unwrap();
    }
    check("2026-01-01T09:01", Ok(1));
    check("2026-01-01 09:02", Ok(2));
    check("2026-01-01T09-02-00.000Z.json", Ok(2));
    check("2026-01-01", Ok(1));
    assert_eq!(snapshots.meant("2026-01-01", true).unwrap().at, moment(2));
    check("2026-01-02", Ok(2));
    check("2025-12-31", Err("there is no snapshot `2025-12-31`"));
    check("nonsense", Err("there is no snapshot `nonsense`"));
    let other = dir.path().join("other.txt");
    fs::write(&other, "words").unwrap();
    let error = snapshots.meant(&other.display().to_string(), false).unwrap_err();
    assert!(
        error.to_string().contains("is no snapshot") && !error.hint().contains("move"),
        "{}",
        error.hint()
    );
    fs::write(dir.path().join("taken.json"), "words").unwrap();
    let error = snapshots.taken().unwrap_err();
    assert!(error.to_string().contains("is damaged") && error.hint().contains("files outside"));
    let path = dir.path().join("2026-01-01T09-02-00.000Z.json");
    check(&path.display().to_string(), Ok(2));
    for (bad, why) in
        [("{}", "missing field `schema_version`"), (r#"{"schema_version":9}"#, "schema_version 9")]
    {
        fs::write(&path, bad).unwrap();
        let error = snapshots.latest("tiny").unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn only_one_refresh_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(dir.path());
    let lock = snapshots.lock().unwrap();
    assert!(matches!(Snapshots::open(dir.path()).lock(), Err(Error::Busy)));
    drop(lock);
    assert!(snapshots.lock().is_ok());
}

#[test]
fn a_torn_line_of_the_log_stays_a_line() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(dir.path());
    snapshots.log("one\n").unwrap();
    fs::write(dir.path().join("refresh.log"), "one\ntw").unwrap();
    snapshots.log("three\n").unwrap();
    assert_eq!(fs::read_to_string(dir.path().join("refresh.log")).unwrap(), "one\ntw\nthree\n");
}

#[test]
fn what_differs_is_told_once_and_in_its_place() {
    let two = Stated::Score(Score::Level(2));
    let old = snapshot(
        1,
        vec![
            paper("changed", "x", &[("1", two)], None),
            paper("confirmed", "x", &[("1", two), ("2", UNDECIDED)], None),
            paper("gone", "x", &[], None),
            paper("same", "x", &[("1", two)], Some(&[("1", 2)])),
        ],
    );
    let new = snapshot(
        2,
        vec![
            paper("changed", "y", &[("1", UNDECIDED)], None),
            paper("confirmed", "x", &[("1", two), ("2", two)], Some(&[("1", 2)])),
            paper("new", "x", &[("1", two)], None),
            paper("same", "x", &[("1", two)], Some(&[("1", 1)])),
        ],
    );
    let found = Difference::between(Some(&old), &new);
    let names = |papers: &[Named]| papers.iter().map(|paper| paper.id.to_string()).collect::<Vec<_>>();
    assert_eq!(names(&found.papers.added), ["new"]);
    assert_eq!(names(&found.papers.removed), ["gone"]);
    assert_eq!(names(&found.papers.changed), ["changed"]);
    assert_eq!(names(&found.papers.confirmed), ["confirmed"]);
    assert_eq!(found.papers.unchanged, 2);
    let cells = |changes: &[LevelChange]| {
        let cell = |change: &LevelChange| {
            let level = |level: Option<Stated>| level.map_or("–".to_owned(), |level| level.to_string());
            format!("{} {} {} {}", change.paper, change.criterion, level(change.from), level(change.to))
        };
        changes.iter().map(cell).collect::<Vec<_>>()
    };
    assert_eq!(cells(&found.levels), ["confirmed 1 – 2", "same 1 2 1"]);
    assert_eq!(cells(&found.suggestions), ["changed 1 2 undecided", "confirmed 2 undecided 2"]);
    assert!(Difference::between(Some(&new), &new).is_empty() && !found.is_empty());
    let first = Difference::between(None, &old);
    assert_eq!((first.papers.added.len(), first.from), (4, None));
}
