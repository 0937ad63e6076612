//! Which file of a room needs which, read off the text, and where that goes round in a circle: files that
//! can only be understood together are one file in pieces.
//!
//! A file needs the file that *defines* what it names: `use super::Span` leads through the re-exports of
//! `mod.rs` to the child that has `struct Span`. A `pub use` alone is no need, so a `mod.rs` that hands its
//! children on needs none of them, until its own code names one of their items. A method counts where the
//! text tells its type: `self.method()` inside another file's `impl` of the same type, and `Type::method`.
//! What the text does not tell (methods on values, derives, macros that make items) is not seen.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, pattern};

/// A file and what its text says about names.
struct Source {
    /// Below `src/`, for messages.
    shown: String,
    /// The path of its module, the room first.
    module: Vec<String>,
    /// Names of items outside any braces.
    defines: BTreeSet<String>,
    /// What it brings in by `use`.
    imports: Vec<Import>,
    /// Its code without tests, `use` and `mod` lines.
    body: String,
}

/// One leaf of a `use`.
struct Import {
    path: Vec<String>,
    /// What the file calls it; `*` for all of a module.
    name: String,
    is_handed_on: bool,
}

/// An item where it is defined: the file, its name, and what of it is named (a method, a variant).
struct Item {
    file: usize,
    name: String,
    part: Option<String>,
}

/// The files of one room.
struct Graph {
    sources: Vec<Source>,
    /// Where a module's file is in `sources`.
    modules: BTreeMap<Vec<String>, usize>,
    /// Of a type (file and name) and a method, the files with that method in an `impl` of the type.
    methods: BTreeMap<(usize, String, String), usize>,
}

/// For every circle of files of `room`: the files, and what each needs of which other.
pub(crate) fn circles(room: &str, files: &[File]) -> Vec<String> {
    let graph = Graph::of(files.iter().filter(|file| file.room == room && !file.is_tests()));
    let needs = graph.needs();
    let reaches: Vec<BTreeSet<usize>> = (0..graph.sources.len()).map(|at| reached(at, &needs)).collect();
    let mut told = BTreeSet::new();
    let mut complaints = Vec::new();
    for at in 0..graph.sources.len() {
        let circle: Vec<usize> =
            reaches[at].iter().copied().filter(|other| reaches[*other].contains(&at)).collect();
        if circle.len() < 2 || !told.insert(circle.clone()) {
            continue;
        }
        let inside = needs.iter().filter(|((from, to), _)| circle.contains(from) && circle.contains(to));
        let lines = inside.map(|((from, to), names)| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let (from, to) = (&graph.sources[*from].shown, &graph.sources[*to].shown);
            format!("\n    {from} needs {to}: {}", names.join(", "))
        });
        complaints.push(format!("{} files in a circle:{}", circle.len(), lines.collect::<String>()));
    }
    complaints
}

/// What can be got to from a file, over one need or more.
fn reached(from: usize, needs: &BTreeMap<(usize, usize), BTreeSet<String>>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        open.extend(
            needs.keys().filter(|(one, _)| *one == at).map(|(_, to)| *to).filter(|to| found.insert(*to)),
        );
    }
    found
}

impl Graph {
    fn of<'a>(files: impl Iterator<Item = &'a File>) -> Graph {
        let sources: Vec<Source> = files.map(Source::of).collect();
        let modules = sources.iter().enumerate().map(|(at, source)| (source.module.clone(), at)).collect();
        let mut graph = Graph { sources, modules, methods: BTreeMap::new() };
        for at in 0..graph.sources.len() {
            for (kind, block) in impls(&graph.sources[at].body) {
                let Some(item) = graph.named_in(at, &[kind]) else { continue };
                for method in captured(r"\bfn\s+(\w+)", &block) {
                    graph.methods.insert((item.file, item.name.clone(), method), at);
                }
            }
        }
        graph
    }

    /// Which file needs which, and by what names.
    fn needs(&self) -> BTreeMap<(usize, usize), BTreeSet<String>> {
        let mut needs: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
        let mut need = |from: usize, to: usize, name: &str| {
            if from != to {
                needs.entry((from, to)).or_default().insert(name.to_owned());
            }
        };
        for (at, source) in self.sources.iter().enumerate() {
            for import in &source.imports {
                if import.is_handed_on && !is_named(&import.name, &source.body) {
                    continue;
                }
                if import.name == "*" {
                    if let Some(module) = self.module(at, &import.path) {
                        need(at, module, "*");
                    }
                } else if let Some(item) = self.defined(at, &import.path) {
                    need(at, item.file, &item.name);
                }
            }
            for path in captured(r"\b(\w+(?:::\w+)+)", &source.body) {
                let path: Vec<String> = path.split("::").map(str::to_owned).collect();
                let Some(item) = self.named_in(at, &path) else { continue };
                need(at, item.file, &item.name);
                if let Some(part) = item.part {
                    let key = (item.file, item.name, part);
                    if let Some(method) = self.methods.get(&key) {
                        need(at, *method, &format!("{}::{}", key.1, key.2));
                    }
                }
            }
            for (kind, block) in impls(&source.body) {
                let Some(item) = self.named_in(at, &[kind]) else { continue };
                let own = captured(r"\bfn\s+(\w+)", &block);
                for method in captured(r"\b(?:self\s*\.\s*|Self::)(\w+)\s*\(", &block) {
                    let key = (item.file, item.name.clone(), method);
                    if let Some(other) = self.methods.get(&key).filter(|_| !own.contains(&key.2)) {
                        need(at, *other, &format!("{}::{}", key.1, key.2));
                    }
                }
            }
        }
        needs
    }

    /// The item that a path in a file's code stands for, where it is of this room: one that begins with
    /// `crate`, `super` or `self`, with a child, or with a name that the file defines or brings in.
    fn named_in(&self, file: usize, path: &[String]) -> Option<Item> {
        let source = &self.sources[file];
        let first = &path[0];
        if source.defines.contains(first) {
            return Some(Item { file, name: first.clone(), part: path.get(1).cloned() });
        }
        if let Some(import) = source.imports.iter().find(|import| import.name == *first) {
            return self.defined(file, &[&import.path, &path[1..]].concat());
        }
        self.defined(file, path)
    }

    fn defined(&self, file: usize, path: &[String]) -> Option<Item> {
        self.looked_up(&self.absolute(file, path)?, &mut BTreeSet::new())
    }

    fn module(&self, file: usize, path: &[String]) -> Option<usize> {
        self.modules.get(&self.absolute(file, path)?).copied()
    }

    /// A path of `file` from the crate's root; nothing where it leads to another crate.
    fn absolute(&self, file: usize, path: &[String]) -> Option<Vec<String>> {
        let source = &self.sources[file];
        let up = path.iter().take_while(|part| *part == "super").count();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "super" => {
                let above = &source.module[..source.module.len().checked_sub(up)?];
                Some([above, &path[up..]].concat())
            }
            "self" => Some([&source.module, &path[1..]].concat()),
            first => {
                let child = [&*source.module, &[first.to_owned()]].concat();
                self.modules.contains_key(&child).then(|| [&*source.module, path].concat())
            }
        }
    }

    /// Follows a path from the crate's root through modules and re-exports to where the item is defined.
    /// Nothing for another room's, for a module, and where it turns back on itself.
    fn looked_up(&self, path: &[String], seen: &mut BTreeSet<Vec<String>>) -> Option<Item> {
        if !seen.insert(path.to_vec()) {
            return None;
        }
        let deepest = (1..=path.len()).rev().find(|end| self.modules.contains_key(&path[..*end]))?;
        let file = self.modules[&path[..deepest]];
        let (name, rest) = path[deepest..].split_first()?;
        let source = &self.sources[file];
        let here = || Item { file, name: name.clone(), part: rest.first().cloned() };
        if source.defines.contains(name) {
            return Some(here());
        }
        if let Some(import) = source.imports.iter().find(|import| import.name == *name) {
            return self.looked_up(&self.absolute(file, &[&*import.path, rest].concat())?, seen);
        }
        let all = source.imports.iter().filter(|import| import.name == "*");
        let through = all.filter_map(|import| {
            let path = self.absolute(file, &[&*import.path, &path[deepest..]].concat())?;
            let item = self.looked_up(&path, seen)?;
            self.sources[item.file].defines.contains(&item.name).then_some(item)
        });
        through.last().or_else(|| Some(here()))
    }
}

impl Source {
    fn of(file: &File) -> Source {
        let code = &file.production;
        let mut module: Vec<String> =
            file.path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
        module.pop_if(|last| last == "mod");
        let uses = pattern(r"\b(pub\s*(?:\([^)]*\)\s*)?)?use\s+([^;]+);");
        let imports = uses.captures_iter(code).flat_map(|found| {
            let is_handed_on = found.get(1).is_some();
            leaves(&found[2]).into_iter().map(move |(path, name)| Import { path, name, is_handed_on })
        });
        let imports = imports.collect();
        let mods = pattern(r"\b(pub\s*(?:\([^)]*\)\s*)?)?mod\s+\w+\s*;");
        let body = mods.replace_all(&uses.replace_all(code, ""), "").into_owned();
        let defined = concat!(
            r"\b(?:fn|struct|enum|trait|type|static|union)\s+(\w+)",
            r"|\bconst\s+(\w+)\s*:|\bmacro_rules!\s*(\w+)",
        );
        let defines = captured(defined, &outside_braces(&body)).into_iter().collect();
        Source { shown: file.path.display().to_string(), module, defines, imports, body }
    }
}

/// The first group that took part, of every place a pattern is found.
fn captured(source: &str, text: &str) -> Vec<String> {
    let groups =
        |found: regex::Captures<'_>| found.iter().skip(1).flatten().next().map(|it| it.as_str().to_owned());
    pattern(source).captures_iter(text).filter_map(groups).collect()
}

/// Whether code names an item itself, not a method or field of that name, nor its own item of that name.
fn is_named(name: &str, body: &str) -> bool {
    let whole = pattern(&format!(r"(\bfn\s+|\.\s*|\blet\s+)?\b{}\b(\s*:[^:])?", regex::escape(name)));
    whole.captures_iter(body).any(|found| found.get(1).is_none() && found.get(2).is_none())
}

fn outside_braces(code: &str) -> String {
    let mut depth = 0;
    let keep = |c: &char| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        depth == 0 || (depth == 1 && *c == '{')
    };
    code.chars().filter(keep).collect()
}

/// Paths and names of a `use` tree: `a::{self, b as c}` is `a` called `a`, and `a::b` called `c`.
fn leaves(tree: &str) -> Vec<(Vec<String>, String)> {
    let segments = |path: &str| -> Vec<String> {
        path.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
    };
    let Some((head, group)) = tree.split_once('{') else {
        let (path, renamed) = match tree.split_once(" as ") {
            Some((path, name)) => (path, Some(name.trim().to_owned())),
            None => (tree, None),
        };
        let mut path = segments(path);
        let Some(last) = path.last().cloned() else { return Vec::new() };
        path.pop_if(|last| last == "*");
        return vec![(path, renamed.unwrap_or(last))];
    };
    let head = segments(head);
    let inside = &group[..group.rfind('}').unwrap_or(group.len())];
    let mut depth = 0;
    let parts = inside.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        depth == 0 && c == ','
    });
    let below = parts.flat_map(leaves).map(|(path, name)| {
        let is_self = path == ["self"];
        let path = if is_self { head.clone() } else { [&*head, &path].concat() };
        let own = path.last().cloned().unwrap_or_default();
        (path, if is_self && name == "self" { own } else { name })
    });
    below.collect()
}

/// Types and insides of `impl Type { … }`, not of traits.
fn impls(body: &str) -> Vec<(String, String)> {
    let head = pattern(r"\bimpl\b(?:<[^>{]*>)?\s+(\w+)[^{;]*\{");
    let mut found = Vec::new();
    for captures in head.captures_iter(body) {
        if captures[0].contains(" for ") {
            continue;
        }
        let start = captures.get(0).map_or(0, |it| it.end());
        let mut depth = 1;
        let end = body[start..].char_indices().find_map(|(at, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(start + at)
        });
        found.push((captures[1].to_owned(), body[start..end.unwrap_or(body.len())].to_owned()));
    }
    found
}

mod finds_circles {
    use super::super::rules_find_what_they_forbid::file;
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<File> = files.iter().map(|(path, text)| file(path, text)).collect();
        circles("pdf", &files)
    }

    /// `bad` is a circle, of as many files as it has; `good` is none.
    fn check(bad: &[(&str, &str)], good: &[(&str, &str)]) {
        let complaints = found(bad);
        let all = format!("{} files in a circle", bad.len());
        assert!(complaints.len() == 1 && complaints[0].starts_with(&all), "{bad:?}: {complaints:?}");
        assert_eq!(found(good), Vec::<String>::new(), "{good:?}");
    }

    #[test]
    fn two_files_that_use_each_other() {
        check(
            &[
                ("pdf/page.rs", "use super::looks::Look;\npub struct Page;"),
                ("pdf/looks.rs", "pub struct Look;\nfn f(page: &super::page::Page) {}"),
            ],
            &[
                ("pdf/page.rs", "use super::looks::Look;\npub struct Page;"),
                (
                    "pdf/looks.rs",
                    "pub struct Look;\n#[cfg(test)]\nmod tests { use super::super::page::Page; }",
                ),
            ],
        );
    }

    #[test]
    fn a_circle_of_three_through_grouped_uses() {
        let three = |last| {
            [
                (
                    "pdf/page.rs",
                    "use crate::{document::Span, pdf::{looks::{self, Look}, lines::Line}};\nfn a() {}",
                ),
                ("pdf/looks.rs", "use super::lines::{Line as Row, row};\npub struct Look;"),
                ("pdf/lines.rs", last),
            ]
        };
        check(
            &three("use super::page;\npub struct Line;\npub fn row() { page::a() }"),
            &three("use super::page;\npub struct Line;\npub fn row() {}"),
        );
    }

    #[test]
    fn a_child_and_its_mod() {
        let child =
            ("pdf/page.rs", "use super::Parsed;\npub struct Page;\npub fn page() -> Parsed { todo() }");
        check(
            &[("pdf/mod.rs", "mod page;\npub struct Parsed;\nfn f() { page::page(); }"), child],
            &[("pdf/mod.rs", "mod page;\npub use page::{Page, page as other};\npub struct Parsed;"), child],
        );
        check(
            &[
                ("pdf/mod.rs", "mod page;\npub use page::Page;\npub struct Parsed;\nfn f(page: Page) {}"),
                child,
            ],
            &[
                (
                    "pdf/mod.rs",
                    "mod page;\npub use page::page;\npub struct Parsed;\nfn f(it: It) { it.page() }",
                ),
                child,
            ],
        );
    }

    #[test]
    fn what_mod_hands_on_is_its_definer() {
        let root = ("pdf/mod.rs", "mod page;\nmod looks;\npub use page::*;\npub use looks::Look;");
        let good = [
            root,
            ("pdf/page.rs", "pub struct Page;"),
            ("pdf/looks.rs", "use super::Page;\npub struct Look;"),
        ];
        assert_eq!(found(&good), Vec::<String>::new());
        assert_eq!(
            found(&[
                root,
                ("pdf/page.rs", "pub struct Page;\nfn f(look: super::Look) {}"),
                ("pdf/looks.rs", "use crate::pdf::Page;\npub struct Look;"),
            ])
            .len(),
            1,
        );
    }

    #[test]
    fn methods_of_a_type_in_pieces() {
        let root = ("pdf/mod.rs", "mod page;\nmod looks;\npub struct Pdf;");
        let page = ("pdf/page.rs", "use super::Pdf;\nimpl Pdf {\n pub fn page(&self) { self.look() }\n}");
        let looks = |body| ("pdf/looks.rs", body);
        assert_eq!(
            found(&[root, page, looks("use super::Pdf;\nimpl Pdf {\n fn look(&self) { self.page() }\n}")])
                .len(),
            1,
        );
        assert_eq!(
            found(&[
                root,
                page,
                looks("use super::Pdf;\nimpl Pdf {\n fn look(pdf: &Pdf) { Pdf::page(pdf) }\n}")
            ])
            .len(),
            1,
        );
        assert_eq!(
            found(&[root, page, looks("use super::Pdf;\nimpl Pdf {\n fn look(&self) {}\n}")]),
            Vec::<String>::new(),
        );
    }
}
