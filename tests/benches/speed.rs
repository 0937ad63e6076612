//! How fast papers are parsed and drawn, sentences encoded, and a corpus searched.
//!
//! ```text
//! cargo bench                    everything, in about five minutes
//! cargo bench -- parse           some of it
//! cargo bench -- --save-baseline before, then --baseline before: what a change does
//! ```
//!
//! The sample papers are part of the repository. Real papers are taken from `../shared/papers`, where there
//! are any; figures of both are not comparable.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a benchmark may panic and print")]
#![allow(missing_docs, reason = "criterion's macros make public items")]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use medcheck::models::{Encoder, Models};
use medcheck::picture::{Pages, Scale};
use medcheck::reading::pdf;
use medcheck::workspace::{Observer, Options, SearchRequest, Workspace};

const SAMPLES: [&str; 3] = ["sample-dosewise", "sample-triagenote", "sample-wardtalk"];

/// Two columns, one column, a journal's layout, a long list of authors, many tables.
const REAL: [&str; 5] = ["2009.13081", "2412.12422", "bmj-2023-074819", "2501.14249", "2411.15122"];

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(repository().join("papers").join(name).join("paper.pdf")).unwrap()
}

/// The papers by name; those that are not there are said.
fn papers() -> Vec<(&'static str, Vec<u8>)> {
    let mut papers: Vec<_> = SAMPLES.iter().map(|name| (*name, sample(name))).collect();
    for name in REAL {
        let path = format!("../shared/papers/{name}.pdf");
        match fs::read(repository().join(&path)) {
            Ok(bytes) => papers.push((name, bytes)),
            Err(_) => eprintln!("skipped: there is no {path}"),
        }
    }
    papers
}

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for (name, bytes) in papers() {
        let pages = pdf::parse(&bytes).unwrap().document.pages.len();
        group.throughput(Throughput::Elements(pages as u64));
        group.bench_function(name, |bencher| bencher.iter(|| pdf::parse(black_box(&bytes))));
    }
    group.finish();
}

fn draw(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draw");
    let scale = Scale::new(2.0).unwrap();
    for (name, bytes) in papers() {
        let document = pdf::parse(&bytes).unwrap().document;
        let pages = Pages::open(bytes).unwrap();
        group.bench_function(name, |bencher| {
            bencher.iter(|| pages.page_with_layers(black_box(1), scale, &document).unwrap().into_png());
        });
    }
    group.finish();
}

fn encode(criterion: &mut Criterion) {
    let encoder = Encoder::load(&Models::open(repository().join("models"))).unwrap();
    let document = pdf::parse(&sample(SAMPLES[0])).unwrap().document;
    let sentences: Vec<&str> =
        document.sentences.iter().map(|sentence| document.sentence_text(sentence)).take(64).collect();
    let mut group = criterion.benchmark_group("encode");
    for count in [1, sentences.len()] {
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(format!("{count} sentences"), |bencher| {
            bencher.iter(|| encoder.encode(black_box(&sentences[..count])).unwrap());
        });
    }
    group.finish();
}

/// Nobody watches.
struct Unwatched;

impl Observer for Unwatched {
    fn started(&self, _papers: usize) {}
    fn finished(&self, _paper: &str) {}
    fn computed(&self, _what: &str, _done: usize, _of: usize) {}
    fn note(&self, _text: &str) {}
}

fn search(criterion: &mut Criterion) {
    let scratch = tempfile::tempdir().unwrap();
    let dir: PathBuf = Workspace::init(scratch.path()).unwrap();
    for (name, bytes) in papers() {
        let folder = dir.join("papers").join(name);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("paper.pdf"), bytes).unwrap();
    }
    let open = |use_model| Workspace::find(Some(&dir), Options { use_model, ..Options::default() }).unwrap();
    let report = open(true).draft(&[], &Unwatched).unwrap();
    assert!(report.failures.is_empty(), "{:?}", report.failures);
    let mut group = criterion.benchmark_group("search");
    for (name, use_model) in [("words and meaning", true), ("words", false)] {
        let workspace = open(use_model);
        let search = |criterion| {
            let query = black_box("inter-annotator agreement");
            let request = SearchRequest { query, criterion, limit: 10, ..SearchRequest::default() };
            workspace.search(&request).unwrap().hits
        };
        assert!(!search(None).is_empty());
        group.bench_function(name, |bencher| bencher.iter(|| search(None)));
        group.bench_function(format!("{name}, for a criterion"), |bencher| {
            bencher.iter(|| search(Some("23")));
        });
    }
    group.finish();
}

criterion_group! {
    name = speed;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5));
    targets = parse, draw, encode, search
}
criterion_main!(speed);
