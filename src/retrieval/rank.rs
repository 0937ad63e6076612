//! A criterion against the sentences of one paper.

use super::query::PHRASE;
use super::{Parts, Query, Ranked};
use crate::document::{BlockKind, Document};
use crate::index::PaperWords;
use crate::models::{self, Encoder, Vectors, dot};

/// How much of the scores around it a sentence gets: what a criterion asks for is often said over two or
/// three sentences, of which one has the words, or under a heading that has them.
const AROUND: f32 = 0.25;

/// A sentence of fewer words is a fragment: it ranks behind every other.
const FRAGMENT: u32 = 3;

/// One vector per sentence of the document, as the index keeps them; sentences that can never be
/// evidence get zeros, because nobody asks for them.
///
/// # Errors
/// What [`Encoder::encode`] gives.
pub fn embed(document: &Document, encoder: &Encoder) -> Result<Vectors, models::Error> {
    let wanted: Vec<_> = document.sentences.iter().filter(|sentence| sentence.kind.is_evidence()).collect();
    let texts: Vec<&str> = wanted.iter().map(|sentence| document.sentence_text(sentence)).collect();
    let encoded = encoder.encode(&texts)?;
    let mut vectors = Vectors::zeros(document.sentences.len(), encoder.dim());
    for (sentence, row) in wanted.iter().zip(encoded.rows()) {
        vectors.set(sentence.id as usize, row);
    }
    Ok(vectors.rounded_to_half())
}

/// A paper made ready: its words counted once, for every criterion.
#[derive(Debug)]
pub struct Haystack<'p> {
    document: &'p Document,
    vectors: Option<&'p Vectors>,
    words: PaperWords,
    candidates: Vec<Candidate>,
}

/// A sentence that can be evidence.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    id: u32,
    /// The block it lies in, by number.
    block: usize,
    /// The paper or the attachment it comes from, by number.
    source: usize,
    heading: bool,
}

impl<'p> Haystack<'p> {
    /// The paper with its sentence vectors, one row a sentence, from [`embed`] or the index.
    pub fn new(document: &'p Document, vectors: Option<&'p Vectors>) -> Haystack<'p> {
        let evidence = document.sentences.iter().filter(|sentence| sentence.kind.is_evidence());
        let candidates = evidence
            .map(|sentence| Candidate {
                id: sentence.id,
                block: document.blocks.partition_point(|block| block.span.end <= sentence.span.start),
                source: document.source_at(sentence.span),
                heading: sentence.kind == BlockKind::Heading,
            })
            .collect();
        Haystack { document, vectors, words: PaperWords::of(document), candidates }
    }

    /// Every sentence that can be evidence, best first, ties by sentence id; headings and fragments of one
    /// or two words come last, because they are no quotes. Empty for a paper without a sentence. The score is the sum of both retrievers' scores,
    /// each in standard deviations from its mean in this paper (unlike a fusion of ranks, it keeps how far
    /// ahead a sentence is), and a quarter of the scores around it: its neighbors in the paragraph, and
    /// the heading it stands under.
    pub fn criterion(&self, query: &Query) -> Vec<Ranked> {
        let (words, cues) = self.words_and_cues(query);
        let vectors = self.vectors.zip(query.vectors.as_ref());
        let of = |candidate: &Candidate| {
            let at = candidate.id as usize;
            let meaning = vectors.and_then(|(vectors, queries)| meaning(vectors, queries, candidate.id));
            Parts { words: words[at], cues: cues[at], meaning, context: 0.0 }
        };
        let parts: Vec<Parts> = self.candidates.iter().map(of).collect();
        let words = standardized(parts.iter().map(|parts| parts.words));
        let meaning = standardized(parts.iter().map(|parts| parts.meaning.unwrap_or(0.0)));
        let own: Vec<f32> = words.iter().zip(meaning).map(|(words, meaning)| words + meaning).collect();
        let mut ranked = Vec::with_capacity(own.len());
        for (at, mut parts) in parts.into_iter().enumerate() {
            parts.context = AROUND * self.around(at, &own);
            ranked.push(Ranked { sentence: self.candidates[at].id, score: own[at] + parts.context, parts });
        }
        ranked.sort_by(|a, b| {
            let by_score = b.score.total_cmp(&a.score).then(a.sentence.cmp(&b.sentence));
            self.says_little(a).cmp(&self.says_little(b)).then(by_score)
        });
        ranked
    }

    /// Whether a sentence only names what others say: a heading, or a fragment.
    fn says_little(&self, ranked: &Ranked) -> bool {
        let at = ranked.sentence as usize;
        self.words.lengths()[at] < FRAGMENT || self.document.sentences[at].kind == BlockKind::Heading
    }

    /// The scores of the sentences right before and behind in the same paragraph, and of a heading one or
    /// two sentences before in the same source, unless that is below the mean: a heading that speaks of
    /// something else is no reason against the text below it.
    fn around(&self, at: usize, own: &[f32]) -> f32 {
        let this = self.candidates[at];
        let mut sum = 0.0;
        for (other, score) in self.candidates.iter().zip(own).skip(at.saturating_sub(2)).take(4) {
            let (before, apart) = (other.id < this.id, other.id.abs_diff(this.id));
            if apart == 1 && other.block == this.block {
                sum += score;
            } else if before && apart <= 2 && other.heading && !this.heading && other.source == this.source {
                sum += score.max(0.0);
            }
        }
        sum
    }

    /// BM25 and the number of cues, by sentence id.
    fn words_and_cues(&self, query: &Query) -> (Vec<f32>, Vec<u32>) {
        let mut words = self.words.score(&query.words);
        let mut cues = vec![0u32; words.len()];
        for cue in &query.cues {
            self.words.containing(cue).into_iter().for_each(|id| cues[id as usize] += 1);
        }
        for pattern in &query.patterns {
            let mut found = Vec::new();
            for &Candidate { id, .. } in &self.candidates {
                let text = self.document.sentence_text(&self.document.sentences[id as usize]);
                let times = pattern.find_iter(text).count() as u32;
                if times > 0 {
                    cues[id as usize] += 1;
                    found.push((id, times));
                }
            }
            self.words.add(&mut words, &found, PHRASE);
        }
        (words, cues)
    }
}

/// Mean cosine of a sentence and the query texts; `None` for a sentence the vectors do not cover.
pub(super) fn meaning(vectors: &Vectors, queries: &Vectors, sentence: u32) -> Option<f32> {
    let row = vectors.row(sentence as usize)?;
    let sum: f32 = queries.rows().map(|query| dot(query, row)).sum();
    Some(sum / queries.len().max(1) as f32)
}

/// Every value less the mean, in standard deviations; zeros when all are equal.
fn standardized(values: impl Iterator<Item = f32> + Clone) -> Vec<f32> {
    let (mut count, mut sum) = (0f64, 0f64);
    for value in values.clone() {
        count += 1.0;
        sum += f64::from(value);
    }
    let mean = sum / count.max(1.0);
    let variance =
        values.clone().map(|value| (f64::from(value) - mean).powi(2)).sum::<f64>() / count.max(1.0);
    let deviation = variance.sqrt();
    let scaled =
        |value: f32| if deviation > 1e-9 { ((f64::from(value) - mean) / deviation) as f32 } else { 0.0 };
    values.map(scaled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{AttachmentName, Block, Sentence, Span};
    use crate::retrieval::Queries;
    use crate::rubric::Rubric;

    /// One block per inner list; the first is a heading, the last the reference list.
    fn paper(blocks: &[&[&str]]) -> Document {
        let mut document = Document::default();
        for (at, sentences) in blocks.iter().enumerate() {
            let kind = match at {
                0 => BlockKind::Heading,
                _ if at + 1 == blocks.len() => BlockKind::Reference,
                _ => BlockKind::Body,
            };
            let first = document.text.len();
            for text in *sentences {
                let start = document.text.len();
                document.text.push_str(text);
                let span = Span::new(start, document.text.len());
                document.text.push('\n');
                let id = document.sentences.len() as u32;
                document.sentences.push(Sentence { id, span, kind, section: None, boxes: vec![] });
            }
            document.blocks.push(Block { kind, span: Span::new(first, document.text.len() - 1) });
        }
        document.check().unwrap();
        document
    }

    const RUBRIC: &str = r#"
        id = "small"
        version = "1"
        title = "t"
        scale = [0, 1, 2]
        [[phase]]
        id = "I"
        name = "n"
        [[criterion]]
        id = "canary"
        phase = "I"
        name = "Contamination"
        question = "Is there a canary string?"
        met = "A canary and a check."
        partial = "One of them."
        cues = ["canary string", "/BENCHMARK-[0-9]+/"]
    "#;

    fn rank(document: &Document) -> Vec<Ranked> {
        let queries = Queries::of(&Rubric::parse(RUBRIC, "test").unwrap(), None).unwrap();
        Haystack::new(document, None).criterion(queries.iter().next().unwrap())
    }

    fn ids(ranked: &[Ranked]) -> Vec<u32> {
        ranked.iter().map(|ranked| ranked.sentence).collect()
    }

    #[test]
    fn cues_patterns_and_neighbors_rank_and_references_do_not() {
        let document = paper(&[
            &["Contamination"],
            &["We looked at cats.", "Every file has a canary string.", "It reads as follows here."],
            &["The weather was fine today.", "The mark is BENCHMARK-77 in every file.", "Yes."],
            &["A canary string paper, 2020."],
        ]);
        let ranked = rank(&document);
        assert_eq!(ids(&ranked)[..2], [2, 5]);
        assert_eq!((ranked[0].parts.cues, ranked[1].parts.cues), (1, 1));
        assert!(ranked.iter().all(|ranked| ranked.sentence != 7), "references are no evidence");
        assert_eq!(ids(&ranked).last(), Some(&6), "fragments come last, even with a neighbor");
        let place = |id: u32| ids(&ranked).iter().position(|other| *other == id);
        assert!(place(3) < place(4), "the neighbor of the best sentence, before one that has none");
        assert!(ranked.iter().all(|ranked| ranked.parts.meaning.is_none() && ranked.score.is_finite()));
    }

    #[test]
    fn the_last_heading_of_a_paper_says_nothing_about_its_attachment() {
        let attached = |second: &str| {
            let mut document =
                Document::from_plain("# A paper\n\nSome words of its own.\n\n# Contamination: canary string");
            if second.is_empty() {
                document = Document::from_plain(&format!("{}\n\nWhat stands below it.", document.text));
            } else {
                document.attach(AttachmentName::new("a.md").unwrap(), Document::from_plain(second));
            }
            let ranked = rank(&document);
            ranked.iter().find(|ranked| ranked.sentence == 3).unwrap().parts.context
        };
        assert!(attached("") > 0.0);
        assert_eq!(attached("What stands below it."), 0.0);
    }

    #[test]
    fn ties_are_broken_by_sentence_and_nothing_is_ranked_in_an_empty_paper() {
        let document =
            paper(&[&["Notes on all things"], &["One two three."], &["Four five six."], &["Someone, 2020."]]);
        assert_eq!(ids(&rank(&document)), [1, 2, 0], "the heading comes last");
        assert!(rank(&Document::default()).is_empty());
    }

    #[test]
    fn standard_scores_have_mean_zero() {
        assert_eq!(standardized([1.0, 3.0].into_iter()), [-1.0, 1.0]);
        assert_eq!(standardized([2.0, 2.0].into_iter()), [0.0, 0.0]);
        assert!(standardized(std::iter::empty()).is_empty());
    }
}
