//! Free text against the corpus.

use std::collections::BTreeMap;

use super::error::Error;
use super::filters::{Filters, Hit};
use super::nearest::Nearest;
use super::query::Query;
use super::ranked::Parts;
use super::within;
use crate::document::PaperId;
use crate::index::{Index, WordQuery};
use crate::models::{Encoder, dot};

/// How many of the best sentences by words are candidates, and as many by meaning.
const CANDIDATES: usize = 1000;

/// All that a criterion looks for counts together half of what the reader typed.
const MIXED_IN: f32 = 0.5;

/// A quoted part of the text counts twice a single word, as a cue does.
const QUOTED: f32 = super::query::PHRASE;

/// The sentences of the corpus that fit `text` best, best first, ties by paper and sentence; at most
/// `limit`. Parts of the text in double quotes are looked for as phrases. Without an encoder, or for
/// papers indexed without or with another one, by words alone. Empty when the corpus is, or when nothing
/// is asked for.
///
/// # Errors
/// What the index or the encoder gives. A damaged entry is passed over; `index.check()` names it.
pub fn search(
    index: &Index,
    encoder: Option<&Encoder>,
    text: &str,
    filters: &Filters,
    limit: usize,
) -> Result<Vec<Hit>, Error> {
    let words = word_query(text, filters.criterion);
    if words.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let asked = encoder.map(|encoder| vector(encoder, text, filters.criterion)).transpose()?;
    let codes = if encoder.is_some() { index.codes()? } else { None };
    let meaning = encoder
        .zip(asked.as_ref())
        .map(|(encoder, asked)| Nearest::new(codes.as_deref(), encoder.sha256(), asked, filters));
    let nearest = CANDIDATES.max(limit);
    if let Some(only) = &filters.only {
        let matches = index.matching(&words, only, &filters.phrases)?;
        // Where some stand before others, any sentence may be among the best.
        let nearest = if filters.first.is_none() { nearest } else { usize::MAX };
        return Ok(within::best(only, &matches, meaning.as_ref(), nearest, filters, limit));
    }
    let mut candidates: BTreeMap<(PaperId, u32), Parts> = BTreeMap::new();
    let most = if meaning.is_some() { nearest } else { limit };
    for hit in index.search(&words, &filters.papers, &filters.wanted_kinds(), most)? {
        let parts = Parts { words: hit.score, ..Parts::default() };
        candidates.insert((hit.paper, hit.sentence), parts);
    }
    if let Some(meaning) = meaning {
        for ((paper, sentence), parts) in &mut candidates {
            parts.meaning = meaning.of(paper, *sentence);
        }
        for hit in meaning.best(filters, nearest) {
            candidates.entry((hit.paper, hit.sentence)).or_insert(hit.parts);
        }
    }
    let hit = |((paper, sentence), parts)| Hit { paper, sentence, score: 0.0, parts };
    Ok(fused(candidates.into_iter().map(hit).collect(), limit))
}

/// Both scores brought to 0 to 1 among the candidates and added (CombSUM, Fox and Shaw 1994); the best
/// `limit`. Standard deviations, which rank inside a paper, say little here: most of a corpus has none of
/// the words. A sentence without a vector has the middle of the other scores.
fn fused(mut hits: Vec<Hit>, limit: usize) -> Vec<Hit> {
    let most = hits.iter().map(|hit| hit.parts.words).fold(f32::MIN_POSITIVE, f32::max);
    let known = || hits.iter().filter_map(|hit| hit.parts.meaning);
    let (near, far) = (known().fold(f32::MIN, f32::max), known().fold(f32::MAX, f32::min));
    for hit in &mut hits {
        hit.score = hit.parts.words / most + within::closeness(hit.parts.meaning, near, far);
    }
    hits.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| a.paper.cmp(&b.paper)).then(a.sentence.cmp(&b.sentence))
    });
    hits.truncate(limit);
    hits
}

/// The words and phrases that are looked for.
pub fn word_query(text: &str, criterion: Option<&Query>) -> WordQuery {
    let mut words = WordQuery::new().words(text, 1.0);
    // With an odd number of quotes the last one is taken as closed at the end.
    for quoted in text.split('"').skip(1).step_by(2) {
        words = words.phrase(quoted, QUOTED);
    }
    match criterion {
        Some(query) if words.is_empty() => query.words.clone(),
        Some(query) => {
            let share = MIXED_IN * words.weight() / query.words.weight().max(f32::MIN_POSITIVE);
            words.with(&query.words, share)
        }
        None => words,
    }
}

/// One vector: the text's, with the criterion's added at half its length.
fn vector(encoder: &Encoder, text: &str, criterion: Option<&Query>) -> Result<Vec<f32>, Error> {
    let mut sum = vec![0f32; encoder.dim()];
    let mut add = |row: &[f32], weight: f32| {
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
    };
    if !text.trim().is_empty() {
        encoder.encode(&[text])?.rows().for_each(|row| add(row, 1.0));
    }
    if let Some(vectors) = criterion.and_then(|query| query.vectors.as_ref()) {
        vectors.rows().for_each(|row| add(row, MIXED_IN / vectors.len() as f32));
    }
    let length = dot(&sum, &sum).sqrt().max(f32::MIN_POSITIVE);
    sum.iter_mut().for_each(|value| *value /= length);
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::{Block, BlockKind, Document, Sentence, Span};
    use crate::index::{IndexedPaper, Stamp, Writer};
    use crate::models::Models;
    use crate::retrieval::{Queries, embed};
    use crate::rubric::Rubric;

    fn hit(paper: &str, sentence: u32, words: f32, meaning: Option<f32>) -> Hit {
        let parts = Parts { words, meaning, ..Parts::default() };
        Hit { paper: PaperId::new(paper).unwrap(), sentence, score: 0.0, parts }
    }

    #[test]
    fn ties_are_broken_by_paper_and_sentence() {
        let hits = vec![hit("b", 1, 1.0, None), hit("a", 7, 1.0, None), hit("a", 2, 1.0, None)];
        let order: Vec<(String, u32)> =
            fused(hits, 2).into_iter().map(|hit| (hit.paper.to_string(), hit.sentence)).collect();
        assert_eq!(order, [("a".to_owned(), 2), ("a".to_owned(), 7)]);
    }

    #[test]
    fn a_sentence_without_a_vector_is_neither_near_nor_far() {
        let hits = vec![hit("a", 1, 0.0, Some(0.9)), hit("a", 2, 0.0, Some(0.1)), hit("a", 3, 0.0, None)];
        let order: Vec<(u32, f32)> = fused(hits, 9).iter().map(|hit| (hit.sentence, hit.score)).collect();
        assert_eq!(order, [(1, 1.0), (3, 0.5), (2, 0.0)]);
        assert_eq!(fused(vec![hit("a", 1, 2.0, Some(0.3))], 9)[0].score, 1.5);
    }

    #[test]
    fn quoted_parts_are_phrases() {
        let plain = word_query("canary string", None);
        assert_ne!(word_query("\"canary string\"", None), plain);
        assert_eq!(word_query("\"canary string", None), word_query("\"canary string\"", None));
        assert!(word_query(" of the ", None).is_empty());
    }

    /// A paper of body sentences, the last of which is a reference, indexed with the encoder.
    fn put(writer: &Writer, encoder: &Encoder, name: &str, sentences: &[&str]) {
        let mut document = Document::default();
        for (id, text) in sentences.iter().enumerate() {
            let start = document.text.len();
            document.text.push_str(text);
            let span = Span::new(start, document.text.len());
            document.text.push('\n');
            let kind = if id + 1 == sentences.len() { BlockKind::Reference } else { BlockKind::Body };
            document.blocks.push(Block { kind, span });
            document.sentences.push(Sentence { id: id as u32, span, kind, section: None, boxes: vec![] });
        }
        let vectors = embed(&document, encoder).unwrap();
        assert!(vectors.rows().last().unwrap().iter().all(|value| *value == 0.0), "references get zeros");
        let stamp =
            Stamp { source: String::new(), encoder: Some(encoder.sha256().to_owned()), ..Stamp::default() };
        let paper = IndexedPaper { document, vectors: Some(vectors), warnings: vec![], stamp };
        writer.put(&PaperId::new(name).unwrap(), &paper).unwrap();
    }

    #[test]
    fn meaning_finds_what_words_miss() {
        let models = Models::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
        let encoder = Encoder::load(&models).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path());
        let writer = index.writer().unwrap();
        put(
            &writer,
            &encoder,
            "a",
            &["Two physicians checked each item.", "The sky is blue.", "Doctors, 2020."],
        );
        put(
            &writer,
            &encoder,
            "b",
            &["We ran the code on one machine.", "Doctors like tea.", "Someone, 2021."],
        );
        writer.commit().unwrap();
        let check = |encoder: Option<&Encoder>, text: &str, filters: &Filters, expect: &[&str]| {
            let hits = search(&index, encoder, text, filters, 2).unwrap();
            let names: Vec<String> =
                hits.iter().map(|hit| format!("{}/{}", hit.paper, hit.sentence)).collect();
            assert_eq!(names, expect, "{text}");
        };
        let all = Filters::default();
        check(None, "doctors", &all, &["b/1"]);
        check(Some(&encoder), "doctors", &all, &["b/1", "a/0"]);
        check(Some(&encoder), "reviewed by medical experts", &all, &["a/0", "b/1"]);
        let only_a = Filters { papers: vec![PaperId::new("a").unwrap()], ..Filters::default() };
        check(Some(&encoder), "doctors", &only_a, &["a/0", "a/1"]);
        let references = Filters { kinds: vec![BlockKind::Reference], ..Filters::default() };
        check(None, "doctors", &references, &["a/2"]);
        let queries = Queries::of(&Rubric::medcheck().criteria, Some(&encoder)).unwrap();
        let experts = queries.iter().find(|query| query.id().as_str() == "21").unwrap();
        let mixed = Filters { criterion: Some(experts), ..Filters::default() };
        check(Some(&encoder), "", &mixed, &["a/0", "b/1"]);
        check(Some(&encoder), " ", &all, &[]);
    }
}
