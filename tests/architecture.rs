//! The rules of the architecture that code can check: rooms use only rooms above them, heavy crates and
//! side effects stay in the rooms that own them, files stay readable.
//!
//! The order of the rooms is the order of `pub mod` in `src/lib.rs`. Every rule is a function from a source
//! file, or the files of a room, to complaints, and every rule proves itself on made-up bad files, so that it
//! cannot rot into one that finds nothing. Lists of what is allowed complain about entries that nothing needs.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "architecture/circles.rs"]
mod circles;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use regex::Regex;

/// Crates that few rooms may name, with those rooms.
/// Every crate of Cargo.toml is here or among [`FREE`].
const OWNERS: &[(&str, &[&str])] = &[
    ("anstream", &["cli"]),
    ("anstyle", &["cli"]),
    ("anyhow", &["cli"]),
    ("axum", &["web"]),
    ("base64", &["output"]),
    ("biblatex", &["listing"]),
    ("candle_core", &["models"]),
    ("candle_transformers", &["models"]),
    ("clap", &["cli"]),
    ("csv", &["output"]),
    ("encoding_rs", &["document"]),
    ("gemm", &["models"]),
    ("getrandom", &["web"]),
    ("half", &["models", "index"]),
    ("hayro", &["picture"]),
    ("hayro_cmap", &["reading"]),
    ("html5gum", &["reading"]),
    ("indicatif", &["cli"]),
    ("jiff", &["review"]),
    ("lopdf", &["reading"]),
    ("maud", &["output", "web"]),
    ("plotters", &["output"]),
    ("rand", &["numeric", "models"]),
    ("rand_chacha", &["numeric", "models"]),
    ("rayon", &["models", "index", "retrieval", "learning", "evaluation", "workspace"]),
    ("read_fonts", &["reading"]),
    ("roxmltree", &["reading", "listing"]),
    ("rust_xlsxwriter", &["output"]),
    ("rustix", &["cli"]),
    ("safetensors", &["models"]),
    ("serde_urlencoded", &["web"]),
    ("sha2", &["disk"]),
    ("tantivy", &["index"]),
    ("tempfile", &["disk"]),
    ("terminal_size", &["cli"]),
    ("textwrap", &["cli"]),
    ("tokenizers", &["models"]),
    ("tokio", &["web"]),
    ("toml", &["rubric", "workspace"]),
    ("unicode_normalization", &["document", "reading"]),
    ("unicode_segmentation", &["cli"]),
];

/// Crates that every room may name: they are the language everywhere, not a capability.
const FREE: &[&str] = &["regex", "serde", "serde_json", "thiserror"];

/// What changes the disk, with the rooms that may. Bytes go through `disk`, which replaces files as a whole and
/// syncs what is added; the room of a folder makes and removes folders in it, and `workspace` makes them first.
const WRITES: &[(&str, &[&str])] = &[
    (r"\bfs::(write|rename|copy|hard_link|set_permissions)\b", &["disk"]),
    (r"\bfs::create_dir(_all)?\b", &["disk", "papers", "index", "snapshots", "workspace"]),
    (r"\bfs::remove_\w+\b", &["disk", "papers", "index"]),
    (r"\bFile::(create\w*|options)\b|\bOpenOptions\b|\btempfile::|\bNamedTempFile\b", &["disk", "index"]),
];

/// Rooms that speak to people, and so know what one types.
const SPEAK: &[&str] = &["web", "cli"];

const LONGEST_FILE: usize = 400;

/// Files that are longer and have not been split yet. This list only shrinks.
const STILL_LONG: &[&str] = &[];

/// Rooms with files in a circle that have not been taken apart yet. This list only shrinks.
const STILL_CIRCLES: &[&str] = &[];

/// One source file of a room.
struct File {
    /// The room it belongs to.
    room: String,
    /// Below `src/`.
    path: PathBuf,
    /// As written.
    text: String,
    /// The code outside tests: no comments, no insides of literals.
    production: String,
}

impl File {
    fn new(path: PathBuf, text: String) -> File {
        let room = path.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
        let mut file = File { room, path, text, production: String::new() };
        if !file.is_tests() {
            file.production = without_tests(&code(&file.text));
        }
        file
    }

    /// How many `super` lead from its module to the crate's root.
    fn depth(&self) -> usize {
        let parts = self.path.components().count();
        if self.path.ends_with("mod.rs") { parts - 1 } else { parts }
    }

    /// A file that holds nothing but tests.
    fn is_tests(&self) -> bool {
        self.path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests"))
    }
}

/// A compiled pattern; compiling one takes longer than looking through a file.
fn pattern(source: &str) -> Regex {
    static COMPILED: Mutex<BTreeMap<String, Regex>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().unwrap();
    compiled.entry(source.to_owned()).or_insert_with(|| Regex::new(source).unwrap()).clone()
}

/// The rooms in their order.
fn rooms(lib: &str) -> Vec<String> {
    let declared = pattern(r"(?m)^pub mod (\w+);");
    declared.captures_iter(&code(lib)).map(|captures| captures[1].to_owned()).collect()
}

/// Blanks out comments and the insides of string and character literals; lines stay where they are.
fn code(text: &str) -> String {
    let skipped = pattern(concat!(
        r"(?s)//[^\n]*",                // line comment
        r"|/\*.*?\*/",                  // block comment
        r##"|b?r#+".*?"#+"##,           // raw string with hashes
        r#"|b?r"[^"]*""#,               // raw string
        r#"|b?"(?:[^"\\]|\\.)*""#,      // string
        r"|b?'(?:[^'\\\n]|\\[^\n]+?)'", // character, not a lifetime
    ));
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
    let name = pattern(r"^\s*(\w+)");
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
    let chain = pattern(r"super::(?:super::)*");
    let leaves = |found: regex::Match<'_>| found.as_str().matches("super").count() >= file.depth();
    if chain.find_iter(&file.production).any(leaves) {
        complaints.push("leaves its room through `super`: write `crate::`".to_owned());
    }
    complaints
}

/// The names that code uses as crates or modules: in a path, a `use` or a macro.
fn names(production: &str) -> BTreeSet<String> {
    let name = pattern(r"\b(\w+)\s*(?:::|;|!|\bas\b)");
    name.captures_iter(production).map(|found| found[1].to_owned()).collect()
}

fn foreign_crate(file: &File, owners: &[(&str, &[&str])]) -> Vec<String> {
    let named = names(&file.production);
    let foreign = owners.iter().filter(|(_, rooms)| !rooms.contains(&file.room.as_str()));
    foreign
        .filter(|(name, _)| named.contains(*name))
        .map(|(name, rooms)| format!("names `{name}`, owned by {rooms:?}"))
        .collect()
}

fn network(file: &File) -> Vec<String> {
    let network = pattern(r"\bnet::|\bTcp(Stream|Listener)\b|\bUdpSocket\b|\b(reqwest|ureq|hyper)::");
    let found =
        network.find(&file.production).map(|found| format!("opens the network: `{}`", found.as_str()));
    if file.room == "web" { Vec::new() } else { found.into_iter().collect() }
}

fn disk(file: &File) -> Vec<String> {
    // `use std::fs::{self, rename}` is as good as `fs::rename`.
    let grouped = pattern(r"\bfs::\{([^}]*)\}");
    let production = grouped
        .replace_all(&file.production, |found: &regex::Captures<'_>| {
            found[1].split(',').map(|name| format!("fs::{} ", name.trim())).collect::<String>()
        })
        .into_owned();
    let foreign = WRITES.iter().filter(|(_, rooms)| !rooms.contains(&file.room.as_str()));
    let found = foreign.filter_map(|(calls, _)| {
        let call = pattern(calls);
        call.find(&production).map(|found| format!("changes the disk: `{}`", found.as_str()))
    });
    found.collect()
}

/// Messages of libraries name the thing that is wrong; what to type is the command line's to say.
fn typed(file: &File) -> Vec<String> {
    if SPEAK.contains(&file.room.as_str()) || file.is_tests() {
        return Vec::new();
    }
    let message = pattern(r#"(?s)#\[error\(\s*"((?:[^"\\]|\\.)*)""#);
    let typed = pattern(r"(?:^|[\s`'(])--[a-z]|`medcheck |\bmedcheck [a-z]+ ?[A-Z`]");
    let bad = message.captures_iter(&file.text).filter(|found| typed.is_match(&found[1]));
    bad.map(|found| format!("a message says what to type: {:?}", &found[1])).collect()
}

fn too_long(file: &File) -> Vec<String> {
    let lines = file.production.lines().count();
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

/// What is wrong between Cargo.toml, the lists above, and the files.
fn crates(cargo: &str, owners: &[(&str, &[&str])], free: &[&str], files: &[File]) -> Vec<String> {
    let cargo: toml::Table = cargo.parse().unwrap();
    let tables = cargo.get("target").and_then(toml::Value::as_table).into_iter().flat_map(|it| it.values());
    let tables = tables.filter_map(toml::Value::as_table).chain([&cargo]);
    let dependencies: Vec<String> = tables
        .filter_map(|table| table.get("dependencies")?.as_table())
        .flat_map(|table| table.keys().map(|name| name.replace('-', "_")))
        .collect();
    let listed: Vec<&str> = owners.iter().map(|(name, _)| *name).chain(free.iter().copied()).collect();
    let gone = listed.iter().filter(|name| !dependencies.iter().any(|it| it == *name));
    let mut complaints: Vec<String> =
        gone.map(|name| format!("`{name}` is listed and no dependency")).collect();
    let homeless = dependencies.iter().filter(|name| !listed.contains(&name.as_str()));
    complaints.extend(homeless.map(|name| format!("`{name}` is a dependency and has no owner")));
    let mut used: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        used.entry(&file.room).or_default().extend(names(&file.production));
    }
    for (name, rooms) in owners {
        let idle = rooms.iter().filter(|room| !used.get(**room).is_some_and(|names| names.contains(*name)));
        complaints.extend(idle.map(|room| format!("`{room}` owns `{name}` and does not use it")));
    }
    complaints
}

/// Circles of the rooms that are not excused, and excuses that nothing needs.
fn circles_of(rooms: &[String], files: &[File], excused: &[&str]) -> Vec<String> {
    let mut complaints = Vec::new();
    for room in rooms {
        let found = circles::circles(room, files);
        if !excused.contains(&room.as_str()) {
            complaints.extend(found.iter().map(|it| format!("src/{room}: {it}")));
        } else if found.is_empty() {
            complaints.push(format!("src/{room} has no circle any more: take it off the list"));
        }
    }
    let gone = excused.iter().filter(|room| !rooms.iter().any(|it| it == *room));
    complaints.extend(gone.map(|room| format!("`{room}` is excused and no room")));
    complaints
}

/// Files that are too long and not excused, and excuses that nothing needs.
fn long_files(files: &[File], excused: &[&str]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let is_excused = excused.iter().any(|path| file.path == Path::new(path));
        let found = too_long(file);
        if !is_excused {
            complaints.extend(found.into_iter().map(|it| format!("src/{}: {it}", file.path.display())));
        } else if found.is_empty() {
            complaints.push(format!("src/{} is no longer long: take it off the list", file.path.display()));
        }
    }
    let gone = excused.iter().filter(|path| !files.iter().any(|file| file.path == Path::new(path)));
    complaints.extend(gone.map(|path| format!("src/{path} is excused and no file")));
    complaints
}

fn complaints(file: &File, rooms: &[String]) -> Vec<String> {
    [
        upward_use(file, rooms),
        foreign_crate(file, OWNERS),
        network(file),
        disk(file),
        typed(file),
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
            files.push(File::new(path.strip_prefix(src).unwrap().to_owned(), text));
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
    let mut found: Vec<String> = files
        .iter()
        .flat_map(|file| {
            complaints(file, &rooms).into_iter().map(|it| format!("src/{}: {it}", file.path.display()))
        })
        .collect();
    let cargo = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    found.extend(crates(&cargo, OWNERS, FREE, &files));
    found.extend(long_files(&files, STILL_LONG));
    found.extend(circles_of(&rooms, &files, STILL_CIRCLES));
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

mod rules_find_what_they_forbid {
    use super::*;

    pub(crate) fn file(path: &str, text: &str) -> File {
        File::new(PathBuf::from(path), format!("//! A file.\n{text}"))
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
            "reading/mod.rs",
            &["use tokenizers::Tokenizer;"],
            "use lopdf::Document;\nuse read_fonts::FontRef;",
        );
        for (name, owners) in OWNERS {
            let text = format!("use {name}::Thing;");
            check(rule, "evidence/mod.rs", &[&text], "");
            for owner in *owners {
                check(rule, &format!("{owner}/mod.rs"), &[], &text);
            }
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
        check(disk, "disk/mod.rs", &[], &bad.join("\n"));
    }

    #[test]
    fn lists_of_crates() {
        let cargo = "[dependencies]\nregex = '1'\nread-fonts = '1'\n[dev-dependencies]\ninsta = '1'\n\
                     [target.'cfg(unix)'.dependencies]\nrustix = '1'";
        let owners: &[(&str, &[&str])] = &[("read_fonts", &["reading"]), ("rustix", &["cli"])];
        let files = [
            file("reading/mod.rs", "use read_fonts::FontRef;"),
            file("cli/mod.rs", "fn f() { rustix::kill() }"),
        ];
        assert_eq!(crates(cargo, owners, &["regex"], &files), Vec::<String>::new());
        assert_eq!(crates(cargo, owners, &["regex", "ttf_parser"], &files).len(), 1, "a crate that is gone");
        assert_eq!(crates(cargo, owners, &[], &files).len(), 1, "a dependency without an owner");
        assert_eq!(
            crates(cargo, owners, &["regex"], &files[..1]).len(),
            1,
            "a room that does not use its crate"
        );
    }

    #[test]
    fn messages_that_say_what_to_type() {
        check(
            typed,
            "workspace/error.rs",
            &[
                "enum E { #[error(\"--paper {paper} is not there\")] A }",
                "enum E { #[error(\n  \"no draft; see `medcheck draft`\",\n  x)] A }",
                "enum E { #[error(\"not drafted (--no-model drafts from words)\")] A }",
            ],
            "enum E { #[error(\"no paper {id}: this is no medcheck folder -- none\")] A }\n// `medcheck draft`",
        );
        check(typed, "cli/mod.rs", &[], "enum E { #[error(\"--paper {paper} is not there\")] A }");
    }

    #[test]
    fn excuses_that_nothing_needs() {
        let rooms = ["pdf".to_owned()];
        let files = [
            file("pdf/a.rs", "use super::b::B;\nstruct A;"),
            file("pdf/b.rs", "use super::a::A;\nstruct B;"),
        ];
        assert_eq!(circles_of(&rooms, &files, &[]).len(), 1);
        assert_eq!(circles_of(&rooms, &files, &["pdf"]), Vec::<String>::new());
        assert_eq!(circles_of(&rooms, &files[..1], &["pdf"]).len(), 1);
        assert_eq!(circles_of(&rooms, &[], &["gone"]).len(), 1);
        let long = [file("pdf/a.rs", &"fn f() {}\n".repeat(LONGEST_FILE))];
        assert_eq!(super::long_files(&long, &[]).len(), 1);
        assert_eq!(super::long_files(&long, &["pdf/a.rs"]), Vec::<String>::new());
        assert_eq!(super::long_files(&files, &["pdf/a.rs"]).len(), 1);
        assert_eq!(super::long_files(&files, &["pdf/gone.rs"]).len(), 1);
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
