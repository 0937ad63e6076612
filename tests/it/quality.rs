//! The parser against what people read on the pages of the shared papers: headings, the ends of the
//! reference list and the appendix, and rows of tables. The truth is in `tests/quality/*.toml`, as hashes of
//! letters; what counts is told there.
//!
//! The papers are not part of the repository: where ../shared/papers is absent, the tests say so and pass.
//! Figures are printed (`cargo test --release --test it quality -- --nocapture`). Those asserted are floors
//! just below what is reached today; they may only be raised.

use std::collections::BTreeMap;
use std::fs;
use std::sync::{LazyLock, Mutex, OnceLock};
use std::thread;

use medcheck::document::{BlockKind, Document, Section, Sentence};
use medcheck::reading::pdf;
use regex::Regex;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::fixtures::shared_papers;
use crate::workspace::{repository, shared};

#[derive(Deserialize)]
struct Headings {
    paper: Vec<PaperHeadings>,
}

#[derive(Deserialize)]
struct PaperHeadings {
    id: String,
    headings: Vec<Heading>,
}

#[derive(Deserialize)]
struct Heading {
    page: u32,
    level: Option<u8>,
    letters: usize,
    hash: String,
    #[serde(default)]
    optional: bool,
}

#[derive(Deserialize)]
struct Boundaries {
    paper: Vec<PaperBoundaries>,
}

#[derive(Deserialize)]
struct PaperBoundaries {
    id: String,
    references: References,
    appendix: Option<Heading>,
}

#[derive(Deserialize)]
struct References {
    first_page: u32,
    last_page: u32,
    begins: String,
    ends: String,
}

/// Letters that `begins` and `ends` are hashes of.
const EDGE: usize = 20;

#[derive(Deserialize)]
struct Tables {
    table: Vec<Table>,
}

#[derive(Deserialize)]
struct Table {
    paper: String,
    page: u32,
    caption: String,
    caption_letters: usize,
    body_rows: usize,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    letters: usize,
    hash: String,
}

fn truth<T: DeserializeOwned>(name: &str) -> T {
    let path = repository().join("tests/quality").join(name);
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// All shared papers by file name, read once for all tests; `None` where there are none.
fn papers() -> Option<&'static BTreeMap<String, Document>> {
    shared("papers")?;
    static PAPERS: OnceLock<BTreeMap<String, Document>> = OnceLock::new();
    let papers = PAPERS.get_or_init(|| {
        let (files, read) = (Mutex::new(shared_papers()), Mutex::new(BTreeMap::new()));
        let next = || files.lock().unwrap().pop();
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    while let Some(path) = next() {
                        let parsed = pdf::parse(&fs::read(&path).unwrap()).unwrap();
                        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                        read.lock().unwrap().insert(name, parsed.document);
                    }
                });
            }
        });
        read.into_inner().unwrap()
    });
    Some(papers)
}

/// What the truth compares: a to z and 0 to 9.
fn letters(text: &str) -> String {
    let plain = text.nfkc().collect::<String>().to_lowercase();
    plain.chars().filter(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit()).collect()
}

/// The first 12 hexadecimal digits of the sha256.
fn hash(letters: &str) -> String {
    Sha256::digest(letters).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn is(text: &str, count: usize, expected: &str) -> bool {
    text.len() == count && hash(text) == expected
}

/// A title as printed, and what is left of it without the number before it.
fn titles(section: &Section) -> [String; 2] {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        let number = r"(?:[0-9]+|[IVX]+|[A-Z])(?:\.[0-9]+)*[.:)]?";
        Regex::new(&format!(r"^(?:(?i:appendix|section)\s+)?{number}\s+")).unwrap()
    });
    [letters(&section.title), letters(&NUMBER.replace(&section.title, ""))]
}

fn is_titled(section: &Section, heading: &Heading) -> bool {
    titles(section).iter().any(|title| is(title, heading.letters, &heading.hash))
}

/// The page a section begins on.
fn page_of(document: &Document, section: &Section) -> u32 {
    let first = document.sentences.iter().find(|sentence| sentence.span.end > section.span.start);
    first.and_then(Sentence::page).unwrap_or(0)
}

fn is_on(sentence: &Sentence, page: u32) -> bool {
    sentence.boxes.iter().any(|rect| rect.page == page)
}

/// Every place where a stretch of `count` letters with this hash stands in the sentences of a page that
/// `wanted` takes: its first and its last letter's sentence, as places among all sentences.
fn find(
    document: &Document,
    page: u32,
    count: usize,
    expected: &str,
    wanted: impl Fn(&Sentence) -> bool,
) -> Vec<(usize, usize)> {
    let (mut text, mut owners) = (String::new(), Vec::new());
    for (at, sentence) in document.sentences.iter().enumerate() {
        if is_on(sentence, page) && wanted(sentence) {
            text.push_str(&letters(document.sentence_text(sentence)));
            owners.resize(text.len(), at);
        }
    }
    let starts = 0..(text.len() + 1).saturating_sub(count);
    let found = starts.filter(|start| hash(&text[*start..start + count]) == expected);
    found.map(|start| (owners[start], owners[start + count - 1])).collect()
}

/// Right ones of all.
#[derive(Clone, Copy, Default)]
struct Share {
    right: usize,
    of: usize,
}

impl Share {
    fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    fn add(&mut self, other: Share) {
        self.right += other.right;
        self.of += other.of;
    }

    fn rate(self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:4}/{:<4} {:5.1} %", self.right, self.of, 100.0 * self.rate())
    }
}

/// The figures of one paper or of all.
#[derive(Default)]
struct Figures(BTreeMap<&'static str, Share>);

impl Figures {
    fn count(&mut self, name: &'static str, right: bool) {
        self.0.entry(name).or_default().count(right);
    }

    fn add(&mut self, other: &Figures) {
        for (name, share) in &other.0 {
            self.0.entry(name).or_default().add(*share);
        }
    }

    fn print(&self, who: &str) {
        let figures: Vec<String> = self.0.iter().map(|(name, share)| format!("{name} {share}")).collect();
        println!("{who:36} {}", figures.join("  "));
    }

    fn assert_floor(&self, name: &str, floor: f64) {
        let share = self.0[name];
        assert!(share.rate() >= floor, "{name}: {share}, less than {:.1} %", 100.0 * floor);
    }
}

/// How a paper's sections agree with its headings; what is missed or invented is printed.
fn compare_headings(document: &Document, truth: &[Heading]) -> Figures {
    let mut figures = Figures::default();
    let mut taken = vec![false; truth.len()];
    for section in document.sections.iter().filter(|section| section.level > 0) {
        let page = page_of(document, section);
        let same = |at: &usize| !taken[*at] && truth[*at].page == page && is_titled(section, &truth[*at]);
        let Some(at) = (0..truth.len()).find(same) else {
            println!("  page {page}: no heading: level {} {:?}", section.level, section.title);
            figures.count("precision", false);
            continue;
        };
        taken[at] = true;
        if truth[at].optional {
            continue;
        }
        figures.count("precision", true);
        if let Some(level) = truth[at].level {
            figures.count("level", level == section.level);
            if level != section.level {
                println!("  page {page}: level {} is {}: {:?}", section.level, level, section.title);
            }
        }
    }
    for (heading, taken) in truth.iter().zip(taken).filter(|(heading, _)| !heading.optional) {
        figures.count("recall", taken);
        if !taken {
            println!("  page {}: missed {} letters {}", heading.page, heading.letters, heading.hash);
        }
    }
    figures
}

#[test]
fn headings_of_shared_papers_are_found() {
    let Some(papers) = papers() else { return };
    let mut all = Figures::default();
    for paper in truth::<Headings>("headings.toml").paper {
        let figures = compare_headings(&papers[&paper.id], &paper.headings);
        figures.print(&paper.id);
        all.add(&figures);
    }
    all.print("headings of all papers");
    all.assert_floor("recall", 0.95);
    all.assert_floor("precision", 0.97);
    all.assert_floor("level", 0.99);
}

/// Whether a sentence of this kind says where a list ends; what floats between entries does not.
fn is_in_flow(sentence: &Sentence) -> bool {
    matches!(sentence.kind, BlockKind::Body | BlockKind::Heading | BlockKind::Reference)
}

/// How the ends of a paper's reference list and the begin of its appendix agree with the truth.
fn compare_boundaries(document: &Document, truth: &PaperBoundaries) -> Figures {
    let mut figures = Figures::default();
    let kind_is =
        |at: Option<usize>| at.is_some_and(|at| document.sentences[at].kind == BlockKind::Reference);
    let anywhere = |sentence: &Sentence| sentence.kind != BlockKind::Furniture;
    let references = &truth.references;
    let first = find(document, references.first_page, EDGE, &references.begins, anywhere)
        .first()
        .map(|(first, _)| *first);
    // Entries before the last one may end with the same letters.
    let last =
        find(document, references.last_page, EDGE, &references.ends, anywhere).last().map(|(_, last)| *last);
    let before = first.and_then(|at| (0..at).rev().find(|at| is_in_flow(&document.sentences[*at])));
    let after = last
        .and_then(|at| (at + 1..document.sentences.len()).find(|at| is_in_flow(&document.sentences[*at])));
    let mut judge = |name, right: bool, found: Option<usize>| {
        figures.count(name, right);
        if !right {
            let place = if found.is_some() { "found, but wrong" } else { "its letters are not found" };
            println!("  {}: {name}: {place}", truth.id);
        }
    };
    judge("list begins", kind_is(first) && !kind_is(before), first);
    judge("list ends", kind_is(last) && !kind_is(after), last);
    if let (Some(first), Some(last)) = (first, last) {
        for sentence in document.sentences[first..=last].iter().filter(|sentence| is_in_flow(sentence)) {
            figures.count("within the list", sentence.kind == BlockKind::Reference);
        }
    }
    if let Some(appendix) = &truth.appendix {
        let begins =
            |section: &&Section| page_of(document, section) == appendix.page && is_titled(section, appendix);
        let found = document.sections.iter().position(|section| begins(&section));
        figures.count("appendix begins", found.is_some());
        if found.is_none() {
            println!("  {}: appendix begins: no such heading on page {}", truth.id, appendix.page);
        }
    }
    figures
}

#[test]
fn reference_lists_and_appendixes_of_shared_papers_are_bounded() {
    let Some(papers) = papers() else { return };
    let mut all = Figures::default();
    for paper in truth::<Boundaries>("boundaries.toml").paper {
        all.add(&compare_boundaries(&papers[&paper.id], &paper));
    }
    all.print("boundaries of all papers");
    all.assert_floor("list begins", 1.0);
    all.assert_floor("list ends", 0.98);
    all.assert_floor("within the list", 0.97);
    all.assert_floor("appendix begins", 1.0);
}

/// Whether a table's caption is one, and which of its rows are exactly one sentence of kind table.
fn compare_table(document: &Document, truth: &Table) -> Figures {
    let mut figures = Figures::default();
    let caption = |sentence: &Sentence| sentence.kind == BlockKind::Caption;
    let found = find(document, truth.page, truth.caption_letters, &truth.caption, caption);
    figures.count("captions", !found.is_empty());
    let on_page: Vec<&Sentence> =
        document.sentences.iter().filter(|sentence| is_on(sentence, truth.page)).collect();
    for row in &truth.rows {
        let same =
            |sentence: &&&Sentence| is(&letters(document.sentence_text(sentence)), row.letters, &row.hash);
        let sentences: Vec<&&Sentence> = on_page.iter().filter(same).collect();
        figures.count("rows", sentences.len() == 1 && sentences[0].kind == BlockKind::Table);
    }
    let rows = on_page.iter().filter(|sentence| sentence.kind == BlockKind::Table).count();
    println!(
        "  {} page {}: {rows} rows on the page, {} in this table's body",
        truth.paper, truth.page, truth.body_rows
    );
    figures
}

#[test]
fn tables_of_shared_papers_are_read_by_rows() {
    let Some(papers) = papers() else { return };
    let mut all = Figures::default();
    for table in truth::<Tables>("tables.toml").table {
        let figures = compare_table(&papers[&table.paper], &table);
        figures.print(&format!("{} page {}", table.paper, table.page));
        all.add(&figures);
    }
    all.print("all tables");
    all.assert_floor("captions", 1.0);
    all.assert_floor("rows", 0.95);
}
