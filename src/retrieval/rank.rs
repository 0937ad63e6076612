//! A criterion against the sentences of one paper.

use super::denial::{denies, denies_outright};
use super::form::{FORM, SectionKind, form};
use super::head_places::HeadPlaces;
use super::query::{PHRASE, Query};
use super::ranked::{Parts, Ranked};
use super::ranker::{CLUES, Clues, RETRIEVED, Ranker};
use super::readable::Readable;
use crate::document::{BlockKind, Document};
use crate::index::PaperWords;
use crate::models::{self, Encoder, Heads, Vectors, dot};
use crate::numeric::sigmoid;

/// How much of the scores around it a sentence gets: what a criterion asks for is often said over two or
/// three sentences, of which one has the words, or under a heading that has them.
const AROUND: f32 = 0.25;

/// A sentence of fewer words is a fragment: it ranks behind every other.
const FRAGMENT: u32 = 3;

/// How many sentences on either side count as a sentence's surroundings.
const NEAR: usize = 3;

/// One vector per sentence of the document, as the index keeps them; sentences that can never be
/// evidence get zeros, because nobody asks for them.
///
/// # Errors
/// What [`Encoder::encode`] gives.
pub fn embed(document: &Document, encoder: &Encoder) -> Result<Vectors, models::Error> {
    let readable = Readable::of(document);
    Ok(readable.spread_texts(document, &encoder.encode(&readable.texts)?))
}

/// What the heads make of every sentence of the document, one row a sentence, in half precision; zeros
/// for sentences that can never be evidence.
///
/// # Errors
/// What [`Heads::read`] gives.
pub fn read(document: &Document, encoder: &Encoder, heads: &Heads) -> Result<Vectors, models::Error> {
    let readable = Readable::of(document);
    let read = heads.read(encoder, &readable.texts, &readable.passages)?;
    Ok(readable.spread_passages(document, &read))
}

/// [`embed`] and [`read`] in one pass.
///
/// # Errors
/// What [`Heads::encode_and_read`] gives.
pub fn embed_and_read(
    document: &Document,
    encoder: &Encoder,
    heads: &Heads,
) -> Result<(Vectors, Vectors), models::Error> {
    let readable = Readable::of(document);
    let (encoded, read) = heads.encode_and_read(encoder, &readable.texts, &readable.passages)?;
    Ok((readable.spread_texts(document, &encoded), readable.spread_passages(document, &read)))
}

/// What was learned about ranking, and what its heads make of one paper.
#[derive(Debug, Clone, Copy)]
pub struct Learned<'p> {
    /// One row a sentence, from [`read`].
    pub logits: &'p Vectors,
    /// Which column is whose.
    pub places: &'p HeadPlaces,
    /// How it is all weighed; without it the heads take the place of the meaning.
    pub ranker: Option<&'p Ranker>,
}

/// A paper made ready: its words counted once, for every criterion.
#[derive(Debug)]
pub struct Haystack<'p> {
    document: &'p Document,
    vectors: Option<&'p Vectors>,
    learned: Option<Learned<'p>>,
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
    section: Option<u32>,
    kind: BlockKind,
    /// Whether it only names what others say: a heading, or a fragment.
    says_little: bool,
    /// By any of its words, and in its main clause.
    denies: bool,
    denied: bool,
    form: [f32; FORM],
    titled: SectionKind,
}

impl<'p> Haystack<'p> {
    /// The paper with its sentence vectors, one row a sentence, from [`embed`] or the index.
    pub fn new(document: &'p Document, vectors: Option<&'p Vectors>) -> Haystack<'p> {
        let words = PaperWords::of(document);
        let evidence = document.sentences.iter().filter(|sentence| sentence.kind.is_evidence());
        // Titles are few and sentences many.
        let titled: Vec<SectionKind> =
            document.sections.iter().map(|section| SectionKind::of(Some(&section.title))).collect();
        let candidates = evidence
            .map(|sentence| Candidate {
                id: sentence.id,
                block: document.blocks.partition_point(|block| block.span.end <= sentence.span.start),
                source: document.source_at(sentence.span),
                section: sentence.section,
                kind: sentence.kind,
                says_little: sentence.kind == BlockKind::Heading
                    || words.lengths()[sentence.id as usize] < FRAGMENT,
                denies: denies(document.sentence_text(sentence)),
                denied: denies_outright(document.sentence_text(sentence)),
                form: form(document.sentence_text(sentence), document.attachment_of(sentence).is_some()),
                titled: sentence
                    .section
                    .and_then(|section| titled.get(section as usize))
                    .copied()
                    .unwrap_or(SectionKind::Other),
            })
            .collect();
        Haystack { document, vectors, learned: None, words, candidates }
    }

    /// With what was learned, for the criteria it was learned for.
    pub fn with_learned(self, learned: Option<Learned<'p>>) -> Haystack<'p> {
        Haystack { learned, ..self }
    }

    /// Every sentence that can be evidence, best first, ties by sentence id; headings and fragments of one
    /// or two words come last, because they are no quotes. Empty for a paper without a sentence.
    ///
    /// Where a ranker was learned for the criterion, its score. Else the sum of both retrievers' scores,
    /// each in standard deviations from its mean in this paper (unlike a fusion of ranks, it keeps how far
    /// ahead a sentence is), and a quarter of the scores around it: its neighbors in the paragraph, and
    /// the heading it stands under.
    pub fn criterion(&self, query: &Query) -> Vec<Ranked> {
        let mut parts = self.parts(query);
        let learned = self.learned.and_then(|learned| {
            learned.places.of(query.id())?;
            Some(learned.ranker?.scores(query.id(), &self.clues_from(&parts)))
        });
        let scores = learned.unwrap_or_else(|| {
            let own = fused(&parts);
            for (at, parts) in parts.iter_mut().enumerate() {
                parts.context = AROUND * self.around(at, &own);
            }
            own.iter().zip(&parts).map(|(own, parts)| own + parts.context).collect()
        });
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by(|a, b| {
            let by_score = scores[*b].total_cmp(&scores[*a]).then(a.cmp(b));
            self.candidates[*a].says_little.cmp(&self.candidates[*b].says_little).then(by_score)
        });
        let ranked = |at: usize| Ranked {
            sentence: self.candidates[at].id,
            block: self.candidates[at].block,
            score: scores[at],
            quotable: !self.candidates[at].says_little,
            denied: self.candidates[at].denied,
            parts: parts[at],
        };
        order.into_iter().map(ranked).collect()
    }

    /// The clues a ranker learns from; `None` without heads for the criterion.
    pub fn clues(&self, query: &Query) -> Option<Clues> {
        self.learned?.places.of(query.id())?;
        Some(self.clues_from(&self.parts(query)))
    }

    /// Every partial score of every candidate.
    fn parts(&self, query: &Query) -> Vec<Parts> {
        let (words, cues) = self.words_and_cues(query);
        let vectors = self.vectors.zip(query.vectors.as_ref());
        let heads = self.learned.and_then(|learned| Some((learned.logits, learned.places.of(query.id())?)));
        let of = |candidate: &Candidate| {
            let at = candidate.id as usize;
            let meaning = vectors.and_then(|(vectors, queries)| meaning(vectors, queries, candidate.id));
            let read = heads.and_then(|(logits, heads)| {
                let row = logits.row(at)?;
                Some(heads.map(|head| row.get(head).copied().unwrap_or(0.0)))
            });
            Parts { words: words[at], cues: cues[at], meaning, read, context: 0.0 }
        };
        self.candidates.iter().map(of).collect()
    }

    fn clues_from(&self, parts: &[Parts]) -> Clues {
        let read = |head: usize| parts.iter().map(move |parts| parts.read.map_or(0.0, |read| read[head]));
        let quoted = standardized(read(0));
        let fully = standardized(read(1));
        let words = standardized(parts.iter().map(|parts| parts.words));
        let meaning = standardized(parts.iter().map(|parts| parts.meaning.unwrap_or(0.0)));
        let sections = self.section_means(&quoted);
        let mut clues = Clues::default();
        let mut heading = None;
        for (at, candidate) in self.candidates.iter().enumerate() {
            let beside = |other: Option<usize>| {
                let same = |other: &usize| {
                    self.candidates.get(*other).is_some_and(|other| other.block == candidate.block)
                };
                other.filter(same).map_or(0.0, |other| quoted[other])
            };
            let around = &quoted[at.saturating_sub(NEAR)..(at + NEAR + 1).min(quoted.len())];
            if candidate.kind == BlockKind::Heading {
                heading = Some(at);
            }
            let retrieved: [f32; RETRIEVED] = [
                quoted[at],
                fully[at],
                sigmoid(parts[at].read.map_or(0.0, |read| read[0])),
                words[at],
                parts[at].cues as f32,
                meaning[at],
                beside(at.checked_sub(1)),
                beside(Some(at + 1)),
                around.iter().sum::<f32>() / around.len() as f32,
                sections[at],
                heading.map_or(0.0, |heading| quoted[heading]),
                f32::from(u8::from(candidate.denies)),
            ];
            let mut row = [0.0; CLUES];
            row[..RETRIEVED].copy_from_slice(&retrieved);
            row[RETRIEVED..].copy_from_slice(&candidate.form);
            clues.rows.push(row);
            clues.sections.push(candidate.titled);
            clues.places.push(Clues::place(at, self.candidates.len()));
            clues.kinds.push(candidate.kind);
            clues.quotable.push(!candidate.says_little);
            clues.sentences.push(candidate.id);
        }
        clues
    }

    /// For every candidate the mean of `values` over its section.
    fn section_means(&self, values: &[f32]) -> Vec<f32> {
        let mut means = Vec::with_capacity(values.len());
        let same = |a: &Candidate, b: &Candidate| a.section == b.section && a.source == b.source;
        for section in self.candidates.chunk_by(same) {
            let of_section = &values[means.len()..means.len() + section.len()];
            let mean = of_section.iter().sum::<f32>() / section.len() as f32;
            means.extend(std::iter::repeat_n(mean, section.len()));
        }
        means
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
            } else if before
                && apart <= 2
                && other.kind == BlockKind::Heading
                && this.kind != BlockKind::Heading
                && other.source == this.source
            {
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

/// Words and meaning made comparable and added.
fn fused(parts: &[Parts]) -> Vec<f32> {
    let words = standardized(parts.iter().map(|parts| parts.words));
    let meaning = standardized(parts.iter().map(|parts| parts.meaning.unwrap_or(0.0)));
    words.iter().zip(meaning).map(|(words, meaning)| words + meaning).collect()
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
        let queries = Queries::of(&Rubric::parse(RUBRIC, "test").unwrap().criteria, None).unwrap();
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
    fn equal_sentences_are_read_once() {
        let document = paper(&[
            &["Notes on items"],
            &["One two three.", "Four five six.", "One two three."],
            &["Four five six.", "Seven."],
            &["Someone, 2020."],
        ]);
        let readable = Readable::of(&document);
        assert_eq!(readable.texts, ["Notes on items", "One two three.", "Four five six.", "Seven."]);
        let rows = Vectors::from_rows(1, vec![1.0, 2.0, 3.0, 4.0]).unwrap();
        let all = readable.spread_texts(&document, &rows);
        assert_eq!(all.as_slice(), [1.0, 2.0, 3.0, 2.0, 3.0, 4.0, 0.0], "a reference has no row");
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
