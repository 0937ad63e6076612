//! A paper that people scored, made ready to learn from.

use std::collections::{BTreeMap, BTreeSet};

use super::denying::denied;
use super::gold::GoldCell;
use crate::audit::Drafter;
use crate::document::{Document, Letters, PaperId};
use crate::evidence::SentenceLetters;
use crate::models::{self, Encoder, Labels, Lessons, Passage, Vectors};
use crate::retrieval::{HeadPlaces, Readable};
use crate::rubric::{CriterionId, Rubric, Score};

/// One quote in this many is also shown denying its fact, as an example of nothing.
const DENIED: usize = 4;

/// A scored paper with its quotes found in its text.
#[derive(Debug)]
pub struct ScoredPaper {
    /// The paper's id.
    pub id: PaperId,
    /// The paper as it was parsed, attachments included.
    pub document: Document,
    /// One row a sentence, or `None` without an encoder.
    pub vectors: Option<Vectors>,
    /// What was decided, in the rubric's order.
    pub cells: Vec<ScoredCell>,
    lessons: Option<PaperLessons>,
}

/// A decided criterion with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredCell {
    /// The criterion that was decided.
    pub criterion: CriterionId,
    /// Place of the level on the rubric's scale; `None` where the criterion cannot apply.
    pub level: Option<usize>,
    /// The quotes, as their letters.
    pub quotes: Vec<Letters>,
    /// The sentences that are quoted.
    pub quoted: BTreeSet<u32>,
}

/// What the heads learn from a paper.
#[derive(Debug)]
struct PaperLessons {
    /// The sentences that can be evidence, and their lessons.
    sentences: Vec<u32>,
    own: Lessons,
    denied: Lessons,
}

impl ScoredPaper {
    /// Finds the quotes of the labels in the paper. Labels of criteria or levels the rubric does not have
    /// are passed over.
    pub fn new(
        id: PaperId,
        document: Document,
        vectors: Option<Vectors>,
        rubric: &Rubric,
        cells: &[GoldCell],
    ) -> ScoredPaper {
        let letters = SentenceLetters::of(&document);
        // In the rubric's order, so that the order of the labels does not show in what is learned.
        let in_order = rubric
            .criteria
            .iter()
            .flat_map(|criterion| cells.iter().filter(|cell| cell.criterion == criterion.id));
        let scored = in_order.filter_map(|cell| {
            let level = match cell.score {
                Score::Level(level) => Some(rubric.scale.place(level)?),
                Score::NotApplicable => None,
            };
            // Level 0 says that there is nothing to quote.
            let supports = level.is_some_and(|level| level > 0);
            let quotes: Vec<Letters> =
                cell.evidence.iter().filter(|_| supports).map(|quote| Letters::of(quote)).collect();
            let quoted = letters.quoted(&quotes);
            Some(ScoredCell { criterion: cell.criterion.clone(), level, quotes, quoted })
        });
        let cells = scored.collect();
        ScoredPaper { id, document, vectors, cells, lessons: None }
    }

    /// Readies the sentences, and what the encoder's lower half makes of those that every learning shows.
    ///
    /// # Errors
    /// What the encoder gives.
    pub fn prepare(&mut self, rubric: &Rubric, encoder: &Encoder) -> Result<(), models::Error> {
        let (sentences, labels) = self.labels(rubric);
        let texts = self.document.sentence_texts(&sentences);
        // Learning draws sentences one by one, so each text has a place of its own.
        let passages = Readable::each(&self.document);
        let heads = HeadPlaces::count(rubric);
        let quoted =
            texts.iter().zip(&labels).zip(&passages).filter(|((_, labels), _)| !labels.is.is_empty());
        let (denials, (no, where_quoted)): (Vec<String>, (Vec<Labels>, Vec<Passage>)) = quoted
            .step_by(DENIED)
            .map(|((text, labels), passage)| {
                // Of other criteria, what denies this one may well be evidence.
                let unknown = (0..heads).filter(|head| !labels.is.contains(head)).collect();
                (denied(text), (Labels { is: Vec::new(), unknown, telling: true }, *passage))
            })
            .unzip();
        let denials: Vec<&str> = denials.iter().map(String::as_str).collect();
        let own = Lessons::of(encoder, &texts, labels, passages)?;
        // A denial stands where the quote stood, between the same neighbors.
        let where_quoted = (0..).zip(where_quoted).map(|(text, passage)| Passage { text, ..passage });
        let denied = own.among(encoder, &denials, no, where_quoted.collect())?;
        self.lessons = Some(PaperLessons { sentences, own, denied });
        Ok(())
    }

    /// What is known of every sentence that can be evidence.
    fn labels(&self, rubric: &Rubric) -> (Vec<u32>, Vec<Labels>) {
        let places = HeadPlaces::learned(rubric);
        let highest = rubric.scale.steps();
        let mut known = BTreeSet::new();
        let mut is: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for cell in &self.cells {
            let Some([quoted, fully]) = places.of(&cell.criterion) else { continue };
            // A level above the lowest without a quote that is found says nothing about any sentence.
            if cell.level == Some(0) || !cell.quoted.is_empty() {
                known.extend([quoted, fully]);
            }
            for id in &cell.quoted {
                let heads = is.entry(*id).or_default();
                heads.push(quoted);
                heads.extend((cell.level == Some(highest)).then_some(fully));
            }
        }
        let unknown: Vec<usize> =
            (0..HeadPlaces::count(rubric)).filter(|head| !known.contains(head)).collect();
        let evidence = self.document.sentences.iter().filter(|sentence| sentence.kind.is_evidence());
        evidence
            .map(|sentence| {
                let is = is.get(&sentence.id).cloned().unwrap_or_default();
                (sentence.id, Labels { is, unknown: unknown.clone(), telling: false })
            })
            .unzip()
    }

    /// What the heads learn from; empty before [`ScoredPaper::prepare`].
    pub(super) fn lessons(&self) -> impl Iterator<Item = &Lessons> {
        self.lessons.iter().flat_map(|lessons| [&lessons.own, &lessons.denied])
    }

    /// What the heads of a drafter make of every sentence, one row a sentence; `None` without heads.
    ///
    /// # Errors
    /// What the encoder gives.
    pub fn read_by(&self, drafter: &Drafter<'_>) -> Result<Option<Vectors>, models::Error> {
        match drafter.heads()? {
            Some((encoder, heads)) => self.read(&encoder, heads),
            None => Ok(None),
        }
    }

    /// What heads make of every sentence, one row a sentence; `None` before [`ScoredPaper::prepare`].
    ///
    /// # Errors
    /// What the heads give.
    pub fn read(&self, encoder: &Encoder, heads: &models::Heads) -> Result<Option<Vectors>, models::Error> {
        let Some(lessons) = &self.lessons else { return Ok(None) };
        let rows = lessons.own.read(encoder, heads)?;
        let mut all = Vectors::zeros(self.document.sentences.len(), heads.count());
        for (id, row) in lessons.sentences.iter().zip(rows.rows()) {
            all.set(*id as usize, row);
        }
        Ok(Some(all))
    }
}

/// What heads learn from quotes of papers that are not here: examples of their criteria, and of nothing
/// else is anything known.
///
/// # Errors
/// What the encoder gives.
pub(super) fn quotes_alone(
    rubric: &Rubric,
    encoder: &Encoder,
    cells: &[GoldCell],
) -> Result<Lessons, models::Error> {
    let places = HeadPlaces::learned(rubric);
    let mut texts = Vec::new();
    let mut labels = Vec::new();
    for cell in cells.iter().filter(|cell| !matches!(cell.score, Score::Level(0) | Score::NotApplicable)) {
        let Some([quoted, _]) = places.of(&cell.criterion) else { continue };
        for quote in &cell.evidence {
            texts.push(quote.as_str());
            let unknown = (0..HeadPlaces::count(rubric)).filter(|head| *head != quoted).collect();
            labels.push(Labels { is: vec![quoted], unknown, telling: false });
        }
    }
    let alone = Passage::all_alone(texts.len());
    Lessons::of(encoder, &texts, labels, alone)
}
