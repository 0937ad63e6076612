//! `refresh` and `diff`: a corpus brought up to date, and what became of it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::workspace::{NOTE, PLAIN, SAMPLES, Scratch, TWO_LEVELS, sample, settings, shows, stderr, stdout};

/// Moments, as snapshots are named by them and as people read them.
const MOMENTS: [(&str, &str); 2] = [
    (r"\d{4}-\d\d-\d\dT\d\d[-:]\d\d[-:]\d\d\.\d{3}Z", "[MOMENT]"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d( UTC)?", "[MINUTE]"),
];

const REFRESH: [&str; 2] = ["refresh", "--no-model"];

/// A workspace that watches `inbox/`, with one paper in it.
fn watching() -> Scratch {
    let scratch = Scratch::workspace().unlearned();
    scratch.write("two.toml", TWO_LEVELS);
    scratch.write("medcheck.toml", "reviewer = \"ada\"\nrubric = \"two.toml\"\nwatch = [\"inbox\"]\n");
    scratch.write("inbox/note.md", NOTE);
    scratch
}

fn refreshed(scratch: &Scratch) -> serde_json::Value {
    scratch.json(&["refresh", "--no-model", "--format", "json"]).remove(0)
}

/// Snapshots there are.
fn snapshots(scratch: &Scratch) -> usize {
    let names = fs::read_dir(scratch.path("snapshots")).unwrap().flatten();
    names.filter(|entry| entry.file_name().to_string_lossy().starts_with('2')).count()
}

fn confirm(scratch: &Scratch, paper: &str) {
    for decision in [["people", "1"], ["leak", "0"]] {
        scratch.done(&["decide", paper, decision[0], decision[1]]);
    }
    scratch.done(&["decide", paper, "--confirm"]);
}

#[test]
fn what_is_new_is_taken_in_and_what_changed_is_told() {
    let scratch = watching();
    scratch.write("papers/plain.txt", PLAIN);
    shows!("refresh_first", scratch, REFRESH, MOMENTS);
    shows!("refresh_nothing_new", scratch, REFRESH, MOMENTS);
    assert_eq!(snapshots(&scratch), 1, "nothing changed");
    scratch.write("inbox/other.md", "# Other Bench\n\nNobody reviewed anything.\n");
    scratch.write("inbox/note.md", NOTE.replace("Two physicians reviewed every item", "We reviewed items"));
    confirm(&scratch, "plain");
    shows!("refresh_changes", scratch, REFRESH, MOMENTS);
    fs::remove_dir_all(scratch.path("papers/other")).unwrap();
    scratch.done(&["decide", "plain", "leak", "1"]);
    scratch.done(&["decide", "plain", "--confirm"]);
    let done = refreshed(&scratch);
    let difference = &done["difference"];
    assert_eq!(difference["papers"]["removed"][0]["id"], "other", "and it does not come back: {done}");
    assert_eq!(difference["levels"][0]["from"], 0);
    assert_eq!(difference["levels"][0]["to"], 1);
    assert!(!scratch.path("papers/other").exists());
    assert!(!scratch.done(&["search", "nobody", "--no-model"]).contains("Nobody reviewed"));
    assert_eq!(snapshots(&scratch), 3);
    shows!("diff_last_two", scratch, ["diff"], MOMENTS);
    let all = scratch.json(&["diff", "--format", "json"]).remove(0);
    assert_eq!(&all, difference, "what was told then");
    let log = scratch.read("snapshots/refresh.log");
    settings(scratch.dir()).bind(|| {
        let log = MOMENTS.iter().fold(log, |log, (from, to)| {
            regex::Regex::new(from).unwrap().replace_all(&log, *to).into_owned()
        });
        insta::assert_snapshot!("refresh_log", log);
    });
}

#[test]
fn what_did_not_change_is_not_done_again() {
    let scratch = watching();
    let report = refreshed(&scratch);
    assert_eq!((&report["taken"], &report["drafted"]), (&1.into(), &1.into()));
    let draft = || fs::metadata(scratch.path("papers/note/draft.json")).unwrap().modified().unwrap();
    let before = draft();
    let report = refreshed(&scratch);
    assert_eq!(
        (&report["taken"], &report["drafted"], &report["snapshot"]),
        (&0.into(), &0.into(), &serde_json::Value::Null)
    );
    assert_eq!(draft(), before);
    let output = scratch.medcheck(&["refresh", "--no-model", "--quiet"]).output().unwrap();
    assert_eq!((stdout(&output).as_str(), stderr(&output).as_str()), ("", ""), "for a crontab");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(scratch.read("snapshots/refresh.log").lines().count(), 3);
}

#[test]
fn a_paper_that_cannot_be_parsed_is_tried_once() {
    let scratch = watching();
    scratch.write("papers/broken/paper.pdf", "no PDF");
    let failed = || {
        let output = scratch.medcheck(&REFRESH).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = stderr(&output);
        assert!(said.contains("broken") && said.contains("not a PDF") && said.contains("hint: "), "{said}");
        said.lines().take(2).collect::<Vec<_>>().join("\n")
    };
    let first = failed();
    // Made up, it comes back only if nobody parses the paper again.
    let kept = scratch.read("index/refusals.json");
    scratch.write("index/refusals.json", kept.replace("not a PDF", "not a PDF as was found before"));
    let again = failed();
    assert_eq!(again.replace(" as was found before", ""), first);
    assert_ne!(again, first);
    assert!(
        stderr(&scratch.medcheck(&["draft", "broken", "--no-model"]).output().unwrap()).contains("before")
    );
    // Another content is tried.
    scratch.write("papers/broken/paper.pdf", "still no PDF");
    assert!(!failed().contains("before"));
    scratch.write("papers/broken/paper.pdf", fs::read(sample(SAMPLES[0])).unwrap());
    assert_eq!(refreshed(&scratch)["failures"], serde_json::json!([]));
    assert!(!scratch.read("index/refusals.json").contains("broken"));
}

#[test]
fn papers_that_the_figures_lack_are_named() {
    let scratch = watching();
    // It cannot be drafted again, so its damaged draft stays.
    scratch.write("papers/broken/paper.pdf", "no PDF");
    scratch.write("papers/broken/draft.json", "{");
    let output = scratch.medcheck(&REFRESH).output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("error: broken: ")).collect();
    assert_eq!(errors.len(), 2, "{said}");
    assert!(errors[0].contains("not a PDF") && errors[1].contains("draft"), "{said}");
}

#[test]
fn files_that_cannot_be_taken_are_named_every_time() {
    let scratch = watching();
    scratch.write("inbox/broken.pdf", "no PDF");
    scratch.write("inbox/empty.pdf", "");
    scratch.write("inbox/again/note.md", "# Another paper of that name\n\nIt says little.\n");
    shows!("refresh_bad_files", scratch, REFRESH, MOMENTS);
    let output = scratch.medcheck(&REFRESH).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "still so");
    let said = stderr(&output);
    assert!(
        said.contains("broken.pdf: not a PDF") && said.contains("empty.pdf: the file is empty"),
        "{said}"
    );
    // The files are read in their order, so the first of two of one name is the paper.
    assert!(scratch.read("papers/note/paper.md").starts_with("# Another paper"), "{said}");
    assert!(said.contains("inbox/note.md"), "{said}");
    // Mended, it is taken.
    scratch.write("inbox/broken.pdf", fs::read(sample(SAMPLES[0])).unwrap());
    fs::remove_file(scratch.path("inbox/empty.pdf")).unwrap();
    fs::remove_file(scratch.path("inbox/note.md")).unwrap();
    assert_eq!(refreshed(&scratch)["taken"], 1);
}

#[test]
fn decisions_that_cannot_be_read_change_no_level() {
    let scratch = watching();
    scratch.done(&REFRESH);
    confirm(&scratch, "note");
    scratch.done(&REFRESH);
    let decisions = scratch.read("papers/note/decisions.jsonl");
    scratch.write("papers/note/decisions.jsonl", format!("{decisions}{{\n"));
    let output = scratch.medcheck(&["refresh", "--no-model", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let told: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(told["difference"]["levels"], serde_json::json!([]), "{told}");
    assert_eq!(told["difference"]["papers"]["unconfirmed"], serde_json::json!([]), "{told}");
    scratch.write("papers/note/decisions.jsonl", decisions);
    let told = refreshed(&scratch);
    assert_eq!(told["difference"]["levels"], serde_json::json!([]), "{told}");
    assert_eq!(told["difference"]["papers"]["mended"][0]["id"], "note", "{told}");
}

#[test]
fn what_stands_in_the_way_is_said() {
    let scratch = watching();
    shows!("diff_nothing_to_compare", scratch, ["diff"]);
    shows!("diff_unknown", scratch, ["diff", "2026-01-01"]);
    scratch.done(&REFRESH);
    shows!("diff_one_snapshot", scratch, ["diff"]);
    scratch.write("inbox/plain.txt", PLAIN);
    scratch.done(&REFRESH);
    shows!("diff_since_the_first", scratch, ["diff", "2"], MOMENTS);
    shows!("diff_unknown_among_others", scratch, ["diff", "1999"], MOMENTS);
    let lock = File::options().write(true).open(scratch.path("snapshots/lock")).unwrap();
    lock.lock().unwrap();
    shows!("refresh_busy", scratch, REFRESH);
    drop(lock);
    scratch.write("snapshots/2999-01-01T00-00-00.000Z.json", "{");
    shows!("refresh_damaged_snapshot", scratch, REFRESH);
    fs::remove_file(scratch.path("snapshots/2999-01-01T00-00-00.000Z.json")).unwrap();
    let taken = scratch.read("snapshots/taken.json");
    scratch.write("snapshots/taken.json", "{");
    shows!("refresh_damaged_taken", scratch, REFRESH);
    scratch.write("snapshots/taken.json", taken);
    shows!("diff_no_snapshot", scratch, ["diff", "two.toml"]);
    scratch.write("medcheck.toml", "watch = [\"absent\"]\n");
    shows!("refresh_absent_folder", scratch, REFRESH, MOMENTS);
}

/// Every draft by paper, without what names its folder.
fn drafts(scratch: &Scratch) -> BTreeMap<String, String> {
    let papers = fs::read_dir(scratch.path("papers")).unwrap().flatten();
    let names = papers.map(|paper| paper.file_name().to_string_lossy().into_owned());
    names.map(|name| (name.clone(), scratch.read(&format!("papers/{name}/draft.json")))).collect()
}

#[test]
fn killed_at_any_moment_it_goes_on() {
    const KILLS: usize = 50;
    let paper = |n: usize| {
        format!("# Bench {n}\n\nWe collected {n} cases.\n\nNurse number {n} reviewed the items.\n\n{NOTE}")
    };
    let scratch = watching();
    let started = Instant::now();
    scratch.done(&REFRESH);
    let alone = started.elapsed();
    confirm(&scratch, "note");
    let decisions = scratch.read("papers/note/decisions.jsonl");
    let mut seed = 7_u64;
    let mut survived = 0;
    for kill in 0..KILLS {
        scratch.write(&format!("inbox/bench-{kill}.md"), paper(kill));
        if kill % 5 == 4 {
            scratch.write(&format!("inbox/bench-{}.md", kill - 4), paper(1000 + kill));
        }
        let mut command = scratch.medcheck(&REFRESH);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Knuth's constants; any moment of a run is as likely as any other.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moment = alone.as_micros() as u64 * 2 * (seed >> 33) / (1 << 31);
        std::thread::sleep(Duration::from_micros(moment));
        survived += usize::from(child.try_wait().unwrap().is_some());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(survived < KILLS, "none was killed at work");
    scratch.done(&REFRESH);
    assert_eq!(refreshed(&scratch)["snapshot"], serde_json::Value::Null, "nothing is left to be done");
    assert_eq!(scratch.read("papers/note/decisions.jsonl"), decisions);
    // The same as if nothing had ever been killed.
    let whole = watching();
    copy_inbox(&scratch, &whole);
    whole.done(&REFRESH);
    assert_eq!(drafts(&scratch).len(), KILLS + 1);
    assert_eq!(drafts(&scratch), drafts(&whole));
    let found = |scratch: &Scratch| {
        scratch.done(&["search", "nurse number", "--no-model", "--limit", "200", "--format", "csv"])
    };
    assert_eq!(found(&scratch), found(&whole), "every sentence once");
    assert_eq!(found(&scratch).lines().count(), KILLS + 1);
    scratch.done(&["doctor"]);
    for entry in fs::read_dir(scratch.path("snapshots")).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('2') {
            let path = entry.path().display().to_string();
            scratch.done(&["diff", &path, &path]);
        }
    }
}

#[test]
fn a_file_that_a_killed_refresh_had_begun_to_take_is_still_the_papers_own() {
    let scratch = watching();
    scratch.write("inbox/late.md", "# Late Bench\n\nNobody came to read it.\n");
    scratch.done(&REFRESH);
    // As a kill leaves it: between the paper and the line about its file, and before another's paper.
    let mut taken: serde_json::Value = serde_json::from_str(&scratch.read("snapshots/taken.json")).unwrap();
    let files = taken["files"].as_object_mut().unwrap();
    let entries: Vec<_> = files.keys().cloned().collect();
    let mut under_way = serde_json::Map::new();
    for path in entries {
        let file = files.remove(&path).unwrap();
        under_way.insert(path, file["paper"]["sha256"].clone());
    }
    taken["under_way"] = under_way.into();
    scratch.write("snapshots/taken.json", taken.to_string());
    fs::remove_dir_all(scratch.path("papers/late")).unwrap();
    scratch.write("inbox/note.md", NOTE.replace("Two physicians", "Three physicians"));
    let done = refreshed(&scratch);
    assert_eq!((&done["taken"], &done["failures"]), (&2.into(), &serde_json::json!([])), "{done}");
    assert!(scratch.read("papers/note/paper.md").contains("Three physicians"));
    assert!(!scratch.read("snapshots/taken.json").contains("under_way"));
}

fn copy_inbox(from: &Scratch, to: &Scratch) {
    crate::workspace::copy(&from.path("inbox"), &to.path("inbox"));
}
