//! Criteria, made ready for searching.

use regex::Regex;

use super::head_places::HEADS;
use crate::index::WordQuery;
use crate::models::{self, Encoder, Vectors};
use crate::rubric::{Criterion, CriterionId, Cue};

/// The words of the anchor for the highest level count half: they say what a good paper reports, in the
/// rubric's words and not in the papers'.
const ANCHOR: f32 = 0.5;

/// A cue that stands in the sentence as written counts twice a single word.
pub(super) const PHRASE: f32 = 2.0;

/// Criteria, made ready once and used for every paper.
#[derive(Debug, Clone)]
pub struct Queries {
    queries: Vec<Query>,
}

/// One criterion, made ready.
#[derive(Debug, Clone)]
pub struct Query {
    id: CriterionId,
    pub(super) words: WordQuery,
    /// Each cue on its own, to be counted.
    pub(super) cues: Vec<WordQuery>,
    pub(super) patterns: Vec<Regex>,
    pub(super) vectors: Option<Vectors>,
    looked_for: Vec<String>,
}

impl Queries {
    /// Makes every criterion ready; without an encoder, for words alone.
    ///
    /// # Errors
    /// What [`Encoder::encode`] gives.
    pub fn of(criteria: &[Criterion], encoder: Option<&Encoder>) -> Result<Queries, models::Error> {
        let mut queries: Vec<Query> = criteria.iter().map(Query::of_words).collect();
        if let Some(encoder) = encoder {
            let texts: Vec<[String; TEXTS]> = criteria.iter().map(texts).collect();
            let encoded =
                encoder.encode(&texts.as_flattened().iter().map(String::as_str).collect::<Vec<_>>())?;
            for (query, rows) in
                queries.iter_mut().zip(encoded.as_slice().chunks_exact(TEXTS * encoded.dim()))
            {
                query.vectors = Vectors::from_rows(encoded.dim(), rows.to_vec());
            }
        }
        Ok(Queries { queries })
    }

    /// The query of a criterion, or `None` if it is not among them.
    pub fn get(&self, id: &CriterionId) -> Option<&Query> {
        self.queries.iter().find(|query| query.id == *id)
    }

    /// What every criterion means, as a row of `dim` numbers for each of its heads: what they start from.
    /// Zeros without an encoder.
    pub fn meanings(&self, dim: usize) -> Vectors {
        let mut data = Vec::with_capacity(self.queries.len() * HEADS * dim);
        for query in &self.queries {
            let mut mean = vec![0f32; dim];
            for row in query.vectors.iter().flat_map(Vectors::rows) {
                mean.iter_mut().zip(row).for_each(|(mean, value)| *mean += value / TEXTS as f32);
            }
            (0..HEADS).for_each(|_| data.extend_from_slice(&mean));
        }
        Vectors::from_rows(dim, data).unwrap_or_default()
    }

    /// In the order of the criteria.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Query> {
        self.queries.iter()
    }
}

impl Query {
    fn of_words(criterion: &Criterion) -> Query {
        let mut words = WordQuery::new()
            .words(&criterion.name, 1.0)
            .words(&criterion.question, 1.0)
            .words(&criterion.met, ANCHOR);
        let mut cues = Vec::new();
        let mut patterns = Vec::new();
        for cue in &criterion.cues {
            match cue {
                Cue::Words(text) => {
                    words = words.words(text, 1.0).phrase(text, PHRASE);
                    cues.push(WordQuery::new().phrase(text, 1.0));
                }
                Cue::Pattern(pattern) => patterns.push(pattern.regex().clone()),
            }
        }
        let mut looked_for = vec![criterion.name.clone(), criterion.question.clone()];
        looked_for.extend(criterion.cues.iter().map(Cue::to_string));
        Query { id: criterion.id.clone(), words, cues, patterns, vectors: None, looked_for }
    }

    /// The id of the criterion.
    pub fn id(&self) -> &CriterionId {
        &self.id
    }

    /// What is looked for, as people read it: name, question, cues.
    pub fn looked_for(&self) -> &[String] {
        &self.looked_for
    }
}

/// How many texts stand for a criterion's meaning.
const TEXTS: usize = 3;

/// The texts that stand for a criterion's meaning: its question, its highest anchor, and its cues listed
/// under its name, which are closest to what papers write.
fn texts(criterion: &Criterion) -> [String; TEXTS] {
    let cues = criterion.cues.iter().filter_map(|cue| match cue {
        Cue::Words(text) => Some(text.as_str()),
        Cue::Pattern(_) => None,
    });
    let listed = format!("{}. {}", criterion.name, cues.collect::<Vec<_>>().join(", "));
    [criterion.question.clone(), criterion.met.clone(), listed]
}
