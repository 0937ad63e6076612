//! `doctor`.

use std::fs;
use std::process::Command;

use crate::workspace::{NOTE, Scratch, drafted, json_lines, repository, shows, stderr, stdout};

/// The size of an index changes with every change of the parser.
pub(crate) const SIZE: [(&str, &str); 2] =
    [(r"\d+\.\d MB", "[SIZE] MB"), (r"it has \d+ bytes", "it has [SIZE] bytes")];

#[test]
fn a_sound_workspace_has_nothing_to_do() {
    shows!("doctor", drafted(), ["doctor"], SIZE);
    let checks = drafted().json(&["doctor", "--format", "json"]).remove(0);
    assert_eq!(checks["schema_version"], 1);
    for check in checks["checks"].as_array().unwrap() {
        let keys: Vec<&str> = check.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys.join(" "), "hint message name state");
        assert_eq!(check["state"], "ok", "{check}");
    }
}

#[test]
fn a_new_workspace_is_told_the_next_step() {
    shows!("doctor_no_papers", Scratch::workspace(), ["doctor"], SIZE);
    shows!("doctor_not_drafted", Scratch::with(&[("note", NOTE)]), ["doctor"], SIZE);
}

#[test]
fn what_is_broken_is_named_with_what_to_do() {
    let scratch = Scratch::copy_of_drafted();
    scratch.write("papers/note/draft.json", "{}");
    fs::create_dir(scratch.path("papers/stray")).unwrap();
    fs::create_dir(scratch.path("papers/no id")).unwrap();
    let entry = scratch.path("index/papers/note.entry");
    let bytes = fs::read(&entry).unwrap();
    fs::write(&entry, &bytes[..bytes.len() / 2]).unwrap();
    shows!("doctor_much_to_do", scratch, ["doctor"], SIZE);
    // Doing what it says puts all of it right, but for the folders that only a person can judge.
    scratch.done(&["draft"]);
    let checks = scratch.json(&["doctor", "--format", "json"]).remove(0);
    for check in checks["checks"].as_array().unwrap() {
        let stray = check["message"].as_str().unwrap().ends_with("is not a paper");
        assert_eq!(check["state"], if stray { "warning" } else { "ok" }, "{check}");
    }
}

#[test]
fn an_index_that_lags_behind_is_reported() {
    let scratch = Scratch::copy_of_drafted();
    fs::remove_dir_all(scratch.path("index/words")).unwrap();
    shows!("doctor_no_words", scratch, ["doctor"], SIZE);
    fs::remove_dir_all(scratch.path("index")).unwrap();
    shows!("doctor_no_index", scratch, ["doctor"], SIZE);
}

#[test]
fn a_paper_that_changed_since_its_draft_is_reported() {
    let scratch = Scratch::copy_of_drafted();
    scratch.write("papers/note/paper.md", NOTE.replace("English", "Welsh"));
    shows!("doctor_changed_paper", scratch, ["doctor"], SIZE);
}

#[test]
fn a_damaged_model_is_an_error_and_words_alone_go_on() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    let own = repository().join("models/all-minilm-l6-v2");
    for file in ["config.json", "manifest.json", "tokenizer.json"] {
        scratch.write(&format!("models/all-minilm-l6-v2/{file}"), fs::read(own.join(file)).unwrap());
    }
    shows!("doctor_missing_weights", scratch, ["doctor"], SIZE);
    shows!("draft_missing_weights", scratch, ["draft"]);
    scratch.write("models/all-minilm-l6-v2/model.safetensors", "cut short");
    shows!("doctor_damaged_weights", scratch, ["doctor"], SIZE);
    shows!("draft_damaged_weights", scratch, ["draft"]);
    scratch.write("models/all-minilm-l6-v2/manifest.json", "{");
    shows!("doctor_damaged_manifest", scratch, ["doctor"], SIZE);
    shows!("draft_damaged_manifest", scratch, ["draft"]);
    fs::remove_file(scratch.path("models/all-minilm-l6-v2/manifest.json")).unwrap();
    shows!("doctor_missing_manifest", scratch, ["doctor"], SIZE);
    scratch.done(&["draft", "--no-model"]);
}

/// A workspace that has what the program learned as its own.
fn with_lessons() -> Scratch {
    let scratch = Scratch::with(&[("note", NOTE)]);
    let own = repository().join("models/medcheck-2026.1");
    for entry in fs::read_dir(own).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        scratch.write(&format!("models/medcheck-2026.1/{name}"), fs::read(&path).unwrap());
    }
    scratch
}

/// Puts another text in the place of a file of what was learned, as a program would that wrote it so.
fn learned_otherwise(scratch: &Scratch, file: &str, text: &str) {
    let dir = "models/medcheck-2026.1";
    scratch.write(&format!("{dir}/{file}"), text);
    let manifest = format!("{dir}/manifest.json");
    let mut listed: serde_json::Value = serde_json::from_str(&scratch.read(&manifest)).unwrap();
    for entry in listed["files"].as_array_mut().unwrap() {
        if entry["file"] == file {
            entry["size"] = text.len().into();
            entry["sha256"] = medcheck::disk::sha256_hex(text.as_bytes()).into();
        }
    }
    scratch.write(&manifest, listed.to_string());
}

#[test]
fn what_another_program_learned_is_told_as_such_and_never_misread() {
    let told = |file: &str, format: u32, flags: &[&str]| {
        let scratch = with_lessons();
        // Only the number is known to be where it was: another program's file has another shape.
        learned_otherwise(&scratch, file, &format!("{{\"format\":{format},\"unheard\":[]}}"));
        let refused = scratch.medcheck(&[&["draft"], flags].concat()).output().unwrap();
        assert_eq!(refused.status.code(), Some(2), "{file}");
        let doctor = scratch.medcheck(&["doctor", "--format", "json"]).output().unwrap();
        (stderr(&refused), stdout(&doctor), doctor.status.code())
    };
    let (levels, doctor, code) = told("levels.json", 3, &[]);
    let _scope = crate::workspace::settings(repository()).bind_to_scope();
    insta::assert_snapshot!("draft_older_levels", levels);
    assert!(doctor.contains("`levels.json` was learned by an older program") && code == Some(1), "{doctor}");
    assert!(doctor.contains("medcheck learn --gold"), "{doctor}");
    insta::assert_snapshot!("draft_newer_ranker", told("ranker.json", 3, &[]).0);
    insta::assert_snapshot!("draft_older_heads", told("heads.json", 0, &[]).0);
    let (words, doctor, code) = told("levels-words.json", 5, &["--no-model"]);
    assert!(words.contains("`levels-words.json` was learned by a newer program (format 5"), "{words}");
    assert_eq!(code, Some(0), "not in use: {doctor}");

    // Heads stand on the encoder that they were learned on.
    let scratch = with_lessons();
    let heads = scratch.read("models/medcheck-2026.1/heads.json");
    let mut order: serde_json::Value = serde_json::from_str(&heads).unwrap();
    order["encoder"] = "0".repeat(64).into();
    learned_otherwise(&scratch, "heads.json", &order.to_string());
    shows!("draft_other_encoder", scratch, ["draft"]);
    scratch.done(&["draft", "--no-model"]);
}

#[test]
fn damaged_lessons_are_named() {
    let scratch = with_lessons();
    scratch.write("models/medcheck-2026.1/levels.json", "{}");
    shows!("doctor_damaged_lessons", scratch, ["doctor"], SIZE);
    shows!("draft_damaged_lessons", scratch, ["draft"]);
}

/// The program somewhere without a `models/` folder above it.
fn lonely(scratch: &Scratch, arguments: &[&str]) -> Command {
    let program = scratch.path(&format!("bin/medcheck{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        fs::create_dir_all(program.parent().unwrap()).unwrap();
        fs::copy(env!("CARGO_BIN_EXE_medcheck"), &program).unwrap();
    }
    let plain = scratch.medcheck(arguments);
    let mut command = Command::new(program);
    command.args(arguments).current_dir(scratch.dir());
    for (variable, value) in plain.get_envs() {
        if value.is_none() {
            command.env_remove(variable);
        }
    }
    command
}

#[test]
fn a_missing_model_is_an_error_and_words_alone_go_on() {
    let home = Scratch::bare();
    let scratch = Scratch::with(&[("note", NOTE)]);
    let workspace = scratch.dir().display().to_string();
    let run = |arguments: &[&str]| {
        let arguments = [arguments, &["--workspace", &workspace]].concat();
        lonely(&home, &arguments).output().unwrap()
    };
    let doctor = run(&["doctor", "--format", "json"]);
    assert_eq!(doctor.status.code(), Some(1));
    let checks = json_lines(&stdout(&doctor)).remove(0);
    let found: Vec<String> = checks["checks"].as_array().unwrap().iter().map(ToString::to_string).collect();
    let mut settings = crate::workspace::settings(scratch.dir());
    settings.add_filter(SIZE[0].0, SIZE[0].1);
    let _scope = settings.bind_to_scope();
    insta::assert_snapshot!("doctor_missing_model", found.join("\n"));
    let draft = run(&["draft"]);
    assert_eq!(draft.status.code(), Some(2));
    insta::assert_snapshot!("draft_missing_model", stderr(&draft));
    let words = run(&["draft", "--no-model", "--format", "json"]);
    assert_eq!(words.status.code(), Some(0), "{}", stderr(&words));
    let draft = json_lines(&stdout(&words)).remove(0);
    assert_eq!(draft["models"], serde_json::json!([]));
    for cell in draft["cells"].as_array().unwrap() {
        assert_eq!(cell["suggestion"]["kind"], "undecided", "nothing was learned, so nothing is suggested");
    }
}
