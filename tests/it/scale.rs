//! A large corpus: how long a search takes, what the index weighs, and what a refresh costs.
//!
//! A thousand papers in the tests; `MEDCHECK_PAPERS=10000 cargo test --release --test it scale -- --nocapture`
//! is the whole. Numbers are printed; the bars hold for either.

use std::path::Path;
use std::time::{Duration, Instant};

use medcheck::document::{BlockKind, PaperId};
use medcheck::index::{Index, SentenceSet, Wanted};
use medcheck::models::{Encoder, Models};
use medcheck::retrieval::{self, Filters};

use crate::synthetic::{self, Chance};
use crate::workspace::{Scratch, repository};

/// As many as benchmark papers have, on average.
const SENTENCES: usize = 300;
const QUERIES: usize = 60;
const NEAREST: usize = 10;

fn papers() -> usize {
    std::env::var("MEDCHECK_PAPERS").ok().map_or(1000, |papers| papers.parse().unwrap())
}

/// The time below which 95 of 100 stay.
fn p95(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() * 95 / 100]
}

fn bytes_under(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).unwrap().flatten();
    entries
        .map(|entry| {
            let metadata = entry.metadata().unwrap();
            if metadata.is_dir() { bytes_under(&entry.path()) } else { metadata.len() }
        })
        .sum()
}

/// The most memory this process ever had, in MiB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) >> 10
}

#[test]
fn a_search_in_a_large_corpus_is_quick_and_misses_nothing() {
    let encoder = Encoder::load(&Models::open(repository().join("models"))).unwrap();
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let index = Index::open(dir.path().join("index"));
    let papers = papers();
    let started = Instant::now();
    let mut made = Duration::ZERO;
    let writer = index.writer().unwrap();
    for number in 0..papers {
        let begun = Instant::now();
        let paper = synthetic::paper(number, SENTENCES, encoder.dim(), encoder.sha256());
        made += begun.elapsed();
        writer.put(&synthetic::id(number), &paper).unwrap();
    }
    writer.commit().unwrap();
    let built = started.elapsed() - made;
    let of = |name: &str| {
        let path = dir.path().join("index").join(name);
        if path.is_dir() { bytes_under(&path) } else { path.metadata().unwrap().len() }
    };
    let per_thousand = |bytes: u64| bytes as f64 / papers as f64 * 1000.0 / 1e6;
    println!(
        "{papers} papers, {} sentences: built in {:.1} s a thousand; MB a thousand: entries {:.0}, words {:.0}, codes {:.0}",
        papers * SENTENCES,
        built.as_secs_f64() * 1000.0 / papers as f64,
        per_thousand(of("papers")),
        per_thousand(of("words")),
        per_thousand(of("codes-0.bin")),
    );

    let mut chance = Chance::new(1 << 50);
    // From words that stand in every tenth sentence to words that stand in one; more frequent ones are stop
    // words in any language, and not looked for.
    let queries: Vec<String> = (0..QUERIES)
        .map(|at| (0..2 + at % 4).map(|_| chance.rare_word()).collect::<Vec<_>>().join(" "))
        .collect();
    let filters = Filters::default();
    let mut slow = Vec::new();
    for (name, encoder, bar) in [("words", None, 50), ("fused", Some(&encoder), 300)] {
        // The first search opens the files.
        let begun = Instant::now();
        retrieval::search(&index, encoder, &queries[0], &filters, NEAREST).unwrap();
        let first = begun.elapsed();
        // The best of three, because other tests run beside this one.
        let search = |query: &String| {
            let timed = |_| {
                let begun = Instant::now();
                let hits = retrieval::search(&index, encoder, query, &filters, NEAREST).unwrap();
                (begun.elapsed(), hits.len())
            };
            (0..3).map(timed).min().unwrap()
        };
        let (times, found): (Vec<Duration>, Vec<usize>) = queries.iter().map(search).unzip();
        let found = found.iter().filter(|hits| **hits == NEAREST).count();
        let p95 = p95(times);
        println!(
            "{name}: p95 {p95:.0?}, the first search {first:.0?}, {found} of {QUERIES} queries find {NEAREST}"
        );
        assert!(found > QUERIES / 2, "the words of the queries are those of the papers");
        if p95 > Duration::from_millis(bar) {
            slow.push(format!("{name}: {p95:.0?}, not {bar} ms"));
        }
    }
    slow.extend(slow_filters(&index, &encoder, &queries));
    println!("most memory: {} MiB", peak());

    let recall = recall(&index, papers, encoder.sha256());
    println!("recall of the {NEAREST} nearest against exact vectors: {recall:.4}");
    assert!(recall >= 0.98, "{recall}");
    assert!(slow.is_empty(), "{slow:?}");
}

/// Fused searches of what passes filters: those that take longer than they may.
fn slow_filters(index: &Index, encoder: &Encoder, queries: &[String]) -> Vec<String> {
    const BAR: Duration = Duration::from_millis(1000);
    let kinds = Filters::default().wanted_kinds();
    let all =
        Wanted { papers: &[], kinds: &kinds, phrases: &[], has_year: &|_| true, has_section: &|_| true };
    let timed = |name: &str, wanted: &dyn Fn(usize) -> Vec<String>, wants: Wanted<'_>| {
        let (mut passed, mut times) = (0, Vec::new());
        for (at, query) in queries.iter().take(QUERIES / 3).enumerate() {
            let phrases = wanted(at);
            let begun = Instant::now();
            let only = index.passing(&Wanted { phrases: &phrases, ..wants }).unwrap();
            passed += only.values().map(SentenceSet::len).sum::<usize>();
            let filters = Filters { only: Some(only), ..Filters::default() };
            retrieval::search(index, Some(encoder), query, &filters, NEAREST).unwrap();
            times.push(begun.elapsed());
        }
        let p95 = p95(times);
        println!("{name} p95 {p95:.0?}, {} sentences pass", passed / (QUERIES / 3));
        assert!(passed > 0, "{name}");
        (p95 > BAR).then(|| format!("{name}: {p95:.0?}, not {BAR:.0?}"))
    };
    let none = |_| Vec::new();
    // The first two words of some sentence.
    let phrase = |at: usize| {
        let paper = index.paper(&synthetic::id(at)).unwrap().unwrap().document;
        let words: Vec<&str> = paper.sentence_text(&paper.sentences[at]).split(' ').take(2).collect();
        vec![words.join(" ")]
    };
    [
        timed("phrase:", &phrase, all),
        timed("section:", &none, Wanted { has_section: &|title| title == Some("Limitations"), ..all }),
        timed("year:", &none, Wanted { has_year: &|year| year == Some(2016), ..all }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How many of the sentences nearest to one by its exact vector are among those found.
fn recall(index: &Index, papers: usize, encoder: &str) -> f64 {
    const PROBES: usize = 40;
    let mut chance = Chance::new(1 << 51);
    let probes: Vec<(PaperId, u32)> = (0..PROBES)
        .map(|_| (synthetic::id(chance.below(papers)), chance.below(SENTENCES - 30) as u32))
        .collect();
    let row = |(paper, sentence): &(PaperId, u32)| {
        let vectors = index.paper(paper).unwrap().unwrap().vectors.unwrap();
        vectors.row(*sentence as usize).unwrap().to_vec()
    };
    let rows: Vec<Vec<f32>> = probes.iter().map(row).collect();
    let mut exact: Vec<Vec<(f32, PaperId, u32)>> = vec![Vec::new(); PROBES];
    for number in 0..papers {
        let id = synthetic::id(number);
        let paper = index.paper(&id).unwrap().unwrap();
        assert_eq!(paper.stamp.encoder.as_deref(), Some(encoder));
        let vectors = paper.vectors.unwrap();
        for (probe, nearest) in rows.iter().zip(&mut exact) {
            for (sentence, row) in paper.document.sentences.iter().zip(vectors.rows()) {
                if sentence.kind == BlockKind::Body {
                    let cosine = row.iter().zip(probe).map(|(x, y)| x * y).sum();
                    nearest.push((cosine, id.clone(), sentence.id));
                }
            }
            nearest.sort_by(|a, b| b.0.total_cmp(&a.0));
            nearest.truncate(NEAREST + 1);
        }
    }
    let mut found = 0;
    for ((paper, sentence), nearest) in probes.iter().zip(exact) {
        let hits = retrieval::alike(index, paper, *sentence, &Filters::default(), NEAREST).unwrap().unwrap();
        // The sentence itself is nearest to itself.
        assert_eq!((&nearest[0].1, nearest[0].2), (paper, *sentence));
        let is_found = |(_, paper, sentence): &&(f32, PaperId, u32)| {
            hits.iter().any(|hit| (&hit.paper, hit.sentence) == (paper, *sentence))
        };
        found += nearest[1..].iter().filter(is_found).count();
    }
    found as f64 / (PROBES * NEAREST) as f64
}

#[test]
fn one_more_paper_costs_a_refresh_little() {
    // Drafts are as large as those of long papers; what is short is the first drafting of so many.
    const SENTENCES: usize = 40;
    let papers = papers().min(1000);
    let scratch = Scratch::workspace();
    for number in 0..papers {
        scratch.write(
            &format!("papers/{}/paper.md", synthetic::id(number)),
            synthetic::markdown(number, SENTENCES),
        );
    }
    let timed = |arguments: &[&str]| {
        let begun = Instant::now();
        scratch.done(arguments);
        begun.elapsed()
    };
    let refresh = ["refresh", "--no-model", "--quiet"];
    let first = timed(&refresh);
    let unchanged = timed(&refresh);
    scratch.write("papers/one-more.md", synthetic::markdown(papers, SENTENCES));
    let one_more = timed(&refresh);
    println!("{papers} papers: first {first:.1?}, unchanged {unchanged:.2?}, one more {one_more:.2?}");
    assert!(one_more < Duration::from_secs(10), "{one_more:?}");
    assert_eq!(scratch.read("snapshots/refresh.log").lines().count(), 3);
}
