//! The rules of the architecture that code can check: rooms use only rooms above them, heavy crates and
//! side effects stay in the rooms that own them, files stay readable.
//!
//! The order of the rooms is the order of `pub mod` in `src/lib.rs`. Every rule is a function from a source
//! file to complaints, and every rule proves itself on a made-up bad file, so that it cannot rot into one
//! that finds nothing.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Crates that few rooms may name, with those rooms. The architecture's table, and what follows from it.
const OWNERS: &[(&str, &[&str])] = &[
    ("anstream", &["cli"]),
    ("anstyle", &["cli"]),
    ("anyhow", &["cli"]),
    ("axum", &["web"]),
    ("base64", &["export"]),
    ("candle_core", &["models"]),
    ("candle_nn", &["models"]),
    ("candle_transformers", &["models"]),
    ("clap", &["cli"]),
    ("encoding_rs", &["document"]),
    ("half", &["models", "index"]),
    ("hayro", &["picture"]),
    ("hayro_cmap", &["pdf"]),
    ("hayro_font", &["pdf"]),
    ("html5ever", &["web_page"]),
    ("html5gum", &["web_page"]),
    ("indicatif", &["cli"]),
    ("lopdf", &["pdf"]),
    ("maud", &["web", "export", "report"]),
    ("plotters", &["report"]),
    ("rand", &["models", "audit", "statistics"]),
    ("rand_chacha", &["models", "audit", "statistics"]),
    ("rayon", &["models", "retrieval", "audit", "workspace"]),
    ("roxmltree", &["pdf"]),
    ("rustix", &["cli"]),
    ("rust_xlsxwriter", &["export", "report"]),
    ("safetensors", &["models"]),
    ("tantivy", &["index"]),
    ("terminal_size", &["cli"]),
    ("textwrap", &["cli"]),
    ("tokenizers", &["models"]),
    ("toml", &["rubric", "workspace"]),
    ("ttf_parser", &["pdf"]),
];

/// What changes the disk, with the rooms that may. `workspace` makes the folders of a new workspace and
/// its settings; everything else goes through the room that owns the folder.
const WRITES: &[(&str, &[&str])] = &[
    (r"create_dir(_all)?|write", &["papers", "models", "index", "snapshots", "workspace"]),
    (r"rename|copy|hard_link|remove_\w+|set_permissions", &["papers", "models", "index"]),
];

const LONGEST_FILE: usize = 500;

/// One source file of a room.
struct File {
    /// The room it belongs to.
    room: String,
    /// Below `src/`.
    path: PathBuf,
    /// As written.
    text: String,
}

impl File {
    /// How many `super` lead from its module to the crate's root.
    fn depth(&self) -> usize {
        let parts = self.path.components().count();
        if self.path.ends_with("mod.rs") { parts - 1 } else { parts }
    }

    /// A file that holds nothing but tests.
    fn is_tests(&self) -> bool {
        self.path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests"))
    }

    /// The code outside tests.
    fn production(&self) -> String {
        if self.is_tests() { String::new() } else { without_tests(&code(&self.text)) }
    }
}

/// The rooms in their order.
fn rooms(lib: &str) -> Vec<String> {
    let declared = Regex::new(r"(?m)^pub mod (\w+);").unwrap();
    declared.captures_iter(&code(lib)).map(|captures| captures[1].to_owned()).collect()
}

/// Blanks out comments and the insides of string and character literals; lines stay where they are.
fn code(text: &str) -> String {
    let skipped = Regex::new(concat!(
        r"(?s)//[^\n]*",                // line comment
        r"|/\*.*?\*/",                  // block comment
        r##"|b?r#+".*?"#+"##,           // raw string with hashes
        r#"|b?r"[^"]*""#,               // raw string
        r#"|b?"(?:[^"\\]|\\.)*""#,      // string
        r"|b?'(?:[^'\\\n]|\\[^\n]+?)'", // character, not a lifetime
    ))
    .unwrap();
    let blank = |found: &regex::Captures<'_>| {
        let lines = "\n".repeat(found[0].matches('\n').count());
        if found[0].starts_with('/') { lines } else { format!("\"\"{lines}") }
    };
    skipped.replace_all(text, blank).into_owned()
}

/// Takes out `#[cfg(test)]` modules, of code that has been through [`code`].
fn without_tests(code: &str) -> String {
    let Some(start) = code.find("#[cfg(test)]") else { return code.to_owned() };
    let (before, rest) = code.split_at(start);
    let mut depth = 0;
    let end = rest.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        (depth == 0 && matches!(c, '}' | ';')).then_some(at + 1)
    });
    format!("{before}{}", without_tests(&rest[end.unwrap_or(rest.len())..]))
}

/// The first name of every path behind `crate::`, of each path where they are grouped in braces.
fn crate_paths(code: &str) -> Vec<String> {
    let name = Regex::new(r"^\s*(\w+)").unwrap();
    let mut names = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        let rest = &code[at + prefix.len()..];
        let mut starts = vec![0];
        let mut depth = 0;
        for (at, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 1 && matches!(c, '{' | ',') {
                starts.push(at + 1);
            }
            if depth == 0 {
                break;
            }
        }
        names.extend(starts.iter().filter_map(|&start| Some(name.captures(&rest[start..])?[1].to_owned())));
    }
    names
}

fn upward_use(file: &File, rooms: &[String]) -> Vec<String> {
    let place = |room: &str| rooms.iter().position(|known| known == room);
    let Some(own) = place(&file.room) else {
        return vec![format!("room `{}` is not declared in lib.rs", file.room)];
    };
    let upward =
        crate_paths(&code(&file.text)).into_iter().filter(|name| place(name).is_some_and(|at| at > own));
    let mut complaints: Vec<String> = upward.map(|name| format!("uses `{name}`, a room below it")).collect();
    let chain = Regex::new(r"super::(?:super::)*").unwrap();
    let leaves = |found: regex::Match<'_>| found.as_str().matches("super").count() >= file.depth();
    if chain.find_iter(&file.production()).any(leaves) {
        complaints.push("leaves its room through `super`: write `crate::`".to_owned());
    }
    complaints
}

fn foreign_crate(file: &File, owners: &[(&str, &[&str])]) -> Vec<String> {
    let production = file.production();
    let named =
        |name: &str| Regex::new(&format!(r"\b{name}\s*(?:::|;|!|\bas\b)")).unwrap().is_match(&production);
    let foreign = owners.iter().filter(|(_, rooms)| !rooms.contains(&file.room.as_str()));
    foreign
        .filter(|(name, _)| named(name))
        .map(|(name, rooms)| format!("names `{name}`, owned by {rooms:?}"))
        .collect()
}

fn network(file: &File) -> Vec<String> {
    let network =
        Regex::new(r"\bnet::|\bTcp(Stream|Listener)\b|\bUdpSocket\b|\b(reqwest|ureq|hyper)::").unwrap();
    let found =
        network.find(&file.production()).map(|found| format!("opens the network: `{}`", found.as_str()));
    if file.room == "web" { Vec::new() } else { found.into_iter().collect() }
}

fn disk(file: &File) -> Vec<String> {
    let production = file.production();
    let mut complaints = Vec::new();
    for (calls, rooms) in WRITES {
        let call = Regex::new(&format!(r"\bfs::(?:{calls})\b|\bfs::\{{[^}}]*\b(?:{calls})\b")).unwrap();
        if let Some(found) = call.find(&production).filter(|_| !rooms.contains(&file.room.as_str())) {
            complaints.push(format!("changes the disk: `{}`", found.as_str()));
        }
    }
    let handles =
        Regex::new(r"\bFile::(create\w*|options)\b|\bOpenOptions\b|\btempfile::|\bNamedTempFile\b").unwrap();
    if let Some(found) = handles
        .find(&production)
        .filter(|_| !["papers", "models", "index", "snapshots"].contains(&&*file.room))
    {
        complaints.push(format!("changes the disk: `{}`", found.as_str()));
    }
    complaints
}

fn too_long(file: &File) -> Vec<String> {
    let lines = file.production().lines().count();
    let complaint = format!("has {lines} lines without its tests: split it by concept");
    (lines > LONGEST_FILE).then_some(complaint).into_iter().collect()
}

fn shapeless(file: &File) -> Vec<String> {
    let vague = ["utils", "util", "common", "types", "helpers", "misc"];
    let name = file.path.file_stem().unwrap_or_default().to_string_lossy();
    let mut complaints = Vec::new();
    if vague.contains(&&*name) || vague.contains(&&*file.room) {
        complaints.push("has a name that says nothing".to_owned());
    }
    if !file.text.starts_with("//! ") {
        complaints.push("does not begin with a line that says what it is".to_owned());
    }
    complaints
}

fn complaints(file: &File, rooms: &[String]) -> Vec<String> {
    [
        upward_use(file, rooms),
        foreign_crate(file, OWNERS),
        network(file),
        disk(file),
        too_long(file),
        shapeless(file),
    ]
    .concat()
}

fn collect(folder: &Path, src: &Path, files: &mut Vec<File>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, src, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(src).unwrap().to_owned();
            let room = path.components().next().unwrap().as_os_str().to_string_lossy();
            files.push(File { room: room.trim_end_matches(".rs").to_owned(), path, text });
        }
    }
}

#[test]
fn the_source_keeps_the_rules() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms = rooms(&fs::read_to_string(src.join("lib.rs")).unwrap());
    assert_eq!(rooms.first().map(String::as_str), Some("document"), "the first room of src/lib.rs");
    assert_eq!(rooms.last().map(String::as_str), Some("cli"), "the last room of src/lib.rs");
    let mut files = Vec::new();
    collect(&src, &src, &mut files);
    files.retain(|file| !["lib", "main"].contains(&&*file.room));
    assert!(files.len() > rooms.len(), "the files were not found");
    let found: Vec<String> = files
        .iter()
        .flat_map(|file| {
            complaints(file, &rooms).into_iter().map(|it| format!("src/{}: {it}", file.path.display()))
        })
        .collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

mod rules_find_what_they_forbid {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        let room = path.split(['/', '.']).next().unwrap_or_default().to_owned();
        File { room, path: PathBuf::from(path), text: format!("//! A file.\n{text}") }
    }

    fn order() -> Vec<String> {
        rooms(
            "//! pub mod ghost;\npub mod document;\npub mod pdf;\npub mod papers;\npub mod workspace;\npub mod cli;\n",
        )
    }

    /// Every text but the last is bad in that place; the last is good.
    fn check(rule: impl Fn(&File) -> Vec<String>, path: &str, bad: &[&str], good: &str) {
        for text in bad {
            assert!(!rule(&file(path, text)).is_empty(), "not found in {path}: {text}");
        }
        assert_eq!(rule(&file(path, good)), Vec::<String>::new(), "in {path}: {good}");
    }

    #[test]
    fn order_of_rooms() {
        assert_eq!(order(), ["document", "pdf", "papers", "workspace", "cli"]);
    }

    #[test]
    fn upward_paths() {
        let rule = |file: &File| upward_use(file, &order());
        check(
            rule,
            "pdf/lines.rs",
            &[
                "use crate::papers::Papers;",
                "use crate::workspace;",
                "use crate::{document::Span, cli};",
                "use crate::{\n    document::{Span, Rect},\n    papers::Papers,\n};",
                "fn f() -> crate::papers::Error { todo() }",
                "use super::super::papers::Papers;",
                "pub(in crate::cli) fn f() {}",
                "#[cfg(test)]\nmod tests { use crate::papers; }",
            ],
            "// as in crate::papers\nuse crate::document::Span;\nuse crate::pdf::Parsed;\nuse super::geometry;\n\
             const X: &str = \"crate::papers\";\n#[cfg(test)]\nmod tests { use super::super::lines; }",
        );
        check(rule, "pdf/mod.rs", &["use super::papers;"], "mod lines;\nuse crate::document::{papers, cli};");
        assert!(!rule(&file("ghost/mod.rs", "")).is_empty(), "a room that lib.rs does not declare");
    }

    #[test]
    fn crates_outside_their_rooms() {
        let rule = |file: &File| foreign_crate(file, OWNERS);
        check(
            rule,
            "papers/mod.rs",
            &[
                "use lopdf::Document;",
                "use tantivy::{Index, doc};",
                "fn f() { let x = candle_core::Device::Cpu; }",
                "use rayon::prelude::*;",
                "use anyhow;",
                "fn f() { anyhow::bail!(1) }",
                "use clap as arguments;",
            ],
            "// lopdf::Document\nfn toml_of(lopdf: &str) -> usize { lopdf.len() }\nuse serde::Serialize;",
        );
        check(
            rule,
            "pdf/mod.rs",
            &["use tokenizers::Tokenizer;"],
            "use lopdf::Document;\nuse ttf_parser::Face;",
        );
        for (name, owners) in OWNERS {
            let text = format!("use {name}::Thing;");
            check(rule, "evidence/mod.rs", &[&text], "");
            check(rule, &format!("{}/mod.rs", owners[0]), &[], &text);
        }
    }

    #[test]
    fn the_network() {
        let bad = ["use std::net::TcpStream;", "use std::{io, net::UdpSocket};", "fn f() { ureq::get(1) }"];
        check(network, "models/mod.rs", &bad, "// std::net\nfn f() { planet::orbit() }");
        check(network, "web/mod.rs", &[], bad[0]);
    }

    #[test]
    fn changes_of_the_disk() {
        let bad = [
            "fn f() { std::fs::rename(a, b) }",
            "fn f() { fs::remove_file(a) }",
            "use std::fs::{self, rename};",
            "fn f() { File::create(a) }",
            "fn f() { OpenOptions::new() }",
            "fn f() { tempfile::tempdir() }",
        ];
        let good = "fn f() { fs::read(a) }\n#[cfg(test)]\nmod tests { fn g() { fs::rename(a, b) } }";
        check(disk, "workspace/mod.rs", &bad, &format!("fn g() {{ fs::create_dir_all(a) }}\n{good}"));
        check(disk, "cli/mod.rs", &["fn f() { std::fs::write(a, b) }", "fn f() { fs::create_dir(a) }"], good);
        check(disk, "papers/mod.rs", &[], &bad.join("\n"));
    }

    #[test]
    fn long_files() {
        let lines = "fn f() {}\n".repeat(LONGEST_FILE);
        let tested = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{lines}}}\n");
        check(too_long, "pdf/lines.rs", &[&lines, &format!("{tested}{lines}")], &tested);
        check(too_long, "pdf/lines_tests.rs", &[], &lines);
    }

    #[test]
    fn names_and_headers() {
        assert!(!shapeless(&file("pdf/utils.rs", "")).is_empty());
        assert!(!shapeless(&file("helpers/mod.rs", "")).is_empty());
        assert_eq!(shapeless(&file("pdf/lines.rs", "")), Vec::<String>::new());
        let headless = File { text: "use std::fmt;".to_owned(), ..file("pdf/lines.rs", "") };
        assert!(!shapeless(&headless).is_empty());
    }
}
