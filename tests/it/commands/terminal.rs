//! What reaches a terminal or a pipe: colors only where they are wanted, nothing that a paper or a file
//! name smuggles in, and no complaint when the reader leaves.

use std::io::Read;
use std::process::Stdio;

use crate::workspace::{Scratch, TWO_LEVELS, drafted, shows, stderr, stdout};

const ESCAPE: char = '\u{1b}';

#[test]
fn a_pipe_gets_no_colors_and_a_terminal_may() {
    for command in
        [vec!["show", "note"], vec!["doctor"], vec!["rubric"], vec!["show", "absent"], vec!["--help"]]
    {
        let plain = drafted().medcheck(&command).output().unwrap();
        assert!(!stdout(&plain).contains(ESCAPE) && !stderr(&plain).contains(ESCAPE), "{command:?}");
        let forced = drafted().medcheck(&command).env("CLICOLOR_FORCE", "1").output().unwrap();
        assert!(stdout(&forced).contains(ESCAPE) || stderr(&forced).contains(ESCAPE), "{command:?}");
        let stripped = anstream::adapter::strip_str(&stdout(&forced)).to_string();
        assert_eq!(stripped, stdout(&plain), "{command:?}: colors change no letter");
        let refused =
            drafted().medcheck(&command).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap();
        assert_eq!(refused.stdout, plain.stdout, "{command:?}");
        assert_eq!(refused.stderr, plain.stderr, "{command:?}");
    }
    // JSON is never colored.
    let json = drafted()
        .medcheck(&["show", "note", "--format", "json"])
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    assert!(!stdout(&json).contains(ESCAPE));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    // More than a pipe holds.
    let mut child = drafted()
        .medcheck(&["draft", "--format", "json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut beginning = [0; 20];
    let mut reader = child.stdout.take().unwrap();
    reader.read_exact(&mut beginning).unwrap();
    assert_eq!(&beginning, b"{\"schema_version\":1,");
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "5 papers: 0 drafted, 5 unchanged, 0 failed\n");
}

/// Whether a terminal would show these bytes and do nothing else.
fn is_harmless(text: &str) -> bool {
    text.chars().all(|c| {
        c == '\n'
            || !(c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    })
}

const HOSTILE: &str = "\
# Title \u{1b}[31mred\u{1b}[0m \u{202e}desrever \u{9b}2J

## Section \u{1b}]0;owned\u{7}

Two physicians\u{2066} reviewed \u{1b}[2J every item\u{2028}and \u{7f}settled it.
";

#[test]
fn what_a_paper_says_cannot_command_a_terminal() {
    let scratch = Scratch::with(&[("hostile", HOSTILE)]);
    scratch.write("two.toml", TWO_LEVELS);
    shows!("terminal_hostile_parse", scratch, ["parse", "papers/hostile/paper.md"]);
    shows!("terminal_hostile_draft", scratch, ["draft", "--no-model", "--rubric", "two.toml"]);
    shows!(
        "terminal_hostile_search",
        scratch,
        ["search", "--no-model", "physicians"],
        crate::workspace::NUMBERS
    );
    let commands = [
        vec!["parse", "papers/hostile/paper.md", "--format", "json"],
        vec!["draft", "--no-model", "--rubric", "two.toml", "--format", "json"],
        vec!["show", "hostile", "--rubric", "two.toml", "--criterion", "people"],
        vec!["show", "hostile", "--rubric", "two.toml", "--format", "json"],
        vec!["search", "--no-model", "physicians", "--format", "json"],
    ];
    for command in commands {
        let text = scratch.done(&command);
        assert!(is_harmless(&text), "{command:?}: {text:?}");
    }
    // In JSON the escapes mean the characters themselves: nothing is lost.
    let parsed = scratch.json(&["parse", "papers/hostile/paper.md", "--format", "json"]).remove(0);
    assert_eq!(parsed["text"], HOSTILE);
}

#[test]
fn what_a_rubric_says_cannot_command_a_terminal() {
    let scratch = Scratch::bare();
    let hostile =
        TWO_LEVELS.replace("Who checked", r"Who \u001b[31mchecked\u202e").replace("Two q", r"\u009bq");
    scratch.write("two.toml", hostile);
    for command in [
        vec!["rubric", "--rubric", "two.toml"],
        vec!["rubric", "check", "two.toml"],
        vec!["rubric", "show", "people", "--rubric", "two.toml"],
    ] {
        let text = scratch.done(&command);
        assert!(is_harmless(&text), "{command:?}: {text:?}");
    }
    scratch.write("bad.toml", "id = \"\u{202e}x\"\n\"\\u001b[2J\" = 1\n");
    let output = scratch.medcheck(&["rubric", "check", "bad.toml"]).output().unwrap();
    assert!(is_harmless(&stderr(&output)), "{:?}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn a_file_name_cannot_command_a_terminal() {
    use std::os::unix::ffi::OsStrExt;
    let scratch = Scratch::workspace();
    let name = "a\u{1b}[2J\u{202e}fdp\nerror: b.md";
    scratch.write(&format!("new/{name}"), "Two physicians reviewed every item.");
    scratch.write("new/bad\u{9b}.pdf", "<html>");
    shows!("terminal_hostile_names", scratch, ["add", "new"]);
    let json = scratch.medcheck(&["add", "new", "--format", "json"]).output().unwrap();
    assert!(is_harmless(&stdout(&json)), "{:?}", stdout(&json));
    shows!("terminal_hostile_unknown", scratch, ["show", "\u{1b}[2J"]);
    // A name that is no text at all is a file like any other.
    let path = scratch.dir().join(std::ffi::OsStr::from_bytes(b"n\xffame.md"));
    if std::fs::write(&path, "Two physicians reviewed every question.").is_ok() {
        let output = scratch.medcheck(&["add"]).arg(&path).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).starts_with("new        n-ame  "), "{}", stdout(&output));
    }
}
