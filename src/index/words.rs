//! The words of all papers: a tantivy index with one document per sentence.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyDocument, Term};

use super::Error;
use super::analyzer::{NAME, analyzer};
use super::query::{Clause, WordQuery};
use crate::document::{BlockKind, Document, PaperId};

/// Version of the schema and of the payload.
const FORMAT: u32 = 1;

/// A section's title says a little about each of its sentences.
const SECTION_WEIGHT: f32 = 0.2;

/// A sentence of the corpus that matched.
#[derive(Debug, Clone, PartialEq)]
pub struct WordHit {
    /// The paper it is in.
    pub paper: PaperId,
    /// Its id there.
    pub sentence: u32,
    /// BM25 over all papers.
    pub score: f32,
}

/// What each commit records: which entries tantivy has taken in.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Payload {
    format: u32,
    /// Paper to digest of its entry.
    pub(super) papers: BTreeMap<PaperId, String>,
}

impl Payload {
    pub(super) fn of(papers: BTreeMap<PaperId, String>) -> Payload {
        Payload { format: FORMAT, papers }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    paper: Field,
    sentence: Field,
    kind: Field,
    page: Field,
    section: Field,
    text: Field,
}

pub(super) struct Words {
    pub(super) index: tantivy::Index,
    pub(super) fields: Fields,
    pub(super) payload: Payload,
    /// Number and record of the commit that was opened.
    opened: (u64, Option<String>),
    reader: tantivy::IndexReader,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({} papers)", self.payload.papers.len())
    }
}

fn folder(dir: &Path) -> PathBuf {
    dir.join("words")
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(NAME)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        paper: schema.add_text_field("paper", STRING | FAST),
        sentence: schema.add_u64_field("sentence", FAST),
        kind: schema.add_text_field("kind", STRING),
        page: schema.add_u64_field("page", FAST | INDEXED),
        section: schema.add_text_field("section", text.clone()),
        text: schema.add_text_field("text", text),
    };
    (schema.build(), fields)
}

impl Words {
    /// What is in the folder; `None` when there is nothing.
    ///
    /// # Errors
    /// [`Error::WordsDamaged`] when it is not a sound index of this format.
    pub(super) fn open(dir: &Path) -> Result<Option<Words>, Error> {
        let path = folder(dir);
        if !path.is_dir() {
            return Ok(None);
        }
        let damaged = |why: String| Error::WordsDamaged { dir: dir.to_owned(), why };
        let index = tantivy::Index::open_in_dir(&path).map_err(|error| damaged(error.to_string()))?;
        let broken = index.validate_checksum().map_err(|error| damaged(error.to_string()))?;
        if let Some(file) = broken.iter().min() {
            return Err(damaged(format!("{} has another checksum", file.display())));
        }
        let (schema, fields) = schema();
        if index.schema() != schema {
            return Err(damaged("they have the schema of another version".to_owned()));
        }
        let metas = index.load_metas().map_err(|error| damaged(error.to_string()))?;
        // Killed before the first commit, there is no payload, and nothing was taken in.
        let opened = (metas.opstamp, metas.payload);
        let payload = match &opened.1 {
            None => Payload::of(BTreeMap::new()),
            Some(text) => serde_json::from_str(text).map_err(|error| damaged(error.to_string()))?,
        };
        if payload.format != FORMAT {
            return Err(damaged(format!("they have format {}, this program reads {FORMAT}", payload.format)));
        }
        index.tokenizers().register(NAME, analyzer());
        let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
        Ok(Some(Words { index, fields, payload, opened, reader }))
    }

    /// Whether the folder still holds what was opened, and not what another process wrote since.
    pub(super) fn is_current(&self) -> bool {
        let now = self.index.load_metas().ok().map(|metas| (metas.opstamp, metas.payload));
        now.is_some_and(|now| now == self.opened)
    }

    /// As [`Words::open`], but what is damaged is deleted and what is missing is begun.
    pub(super) fn open_or_begin(dir: &Path) -> Result<Words, Error> {
        let path = folder(dir);
        match Words::open(dir) {
            Ok(Some(words)) => return Ok(words),
            Ok(None) => {}
            Err(Error::WordsDamaged { .. }) => {
                fs::remove_dir_all(&path).map_err(Error::io("remove", &path))?
            }
            Err(error) => return Err(error),
        }
        fs::create_dir_all(&path).map_err(Error::io("create", &path))?;
        tantivy::Index::create_in_dir(&path, schema().0)?;
        let vanished = || Error::WordsDamaged { dir: dir.to_owned(), why: "they vanished".to_owned() };
        Words::open(dir)?.ok_or_else(vanished)
    }

    /// The papers that are here in another state than `entries` has them, or on one side only; sorted.
    pub(super) fn differing(&self, entries: &BTreeMap<PaperId, String>) -> Vec<PaperId> {
        let mine = &self.payload.papers;
        let mut papers: Vec<PaperId> =
            mine.keys().filter(|paper| !entries.contains_key(paper)).cloned().collect();
        papers.extend(
            entries.iter().filter(|(paper, digest)| mine.get(paper) != Some(digest)).map(|(p, _)| p.clone()),
        );
        papers.sort();
        papers
    }

    pub(super) fn search(
        &self,
        query: &WordQuery,
        papers: &[PaperId],
        kinds: &[BlockKind],
        limit: usize,
    ) -> Result<Vec<WordHit>, Error> {
        if query.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let wanted: Vec<(Occur, Box<dyn Query>)> =
            query.clauses.iter().map(|clause| (Occur::Should, self.fields.query(clause))).collect();
        let mut all: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(BooleanQuery::new(wanted)))];
        let mut only = |field: Field, names: Vec<&str>| {
            if !names.is_empty() {
                let terms: Vec<Term> = names.iter().map(|name| Term::from_field_text(field, name)).collect();
                // A filter, so it must not add to the score.
                let filter = ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0);
                all.push((Occur::Must, Box::new(filter)));
            }
        };
        only(self.fields.paper, papers.iter().map(PaperId::as_str).collect());
        only(self.fields.kind, kinds.iter().map(|kind| kind.name()).collect());
        let mut hits = self.reader.searcher().search(&BooleanQuery::new(all), &Everything)?;
        // The order in which tantivy adds the parts of a score depends on how its segments came about; the
        // last bits are cut off so that ties are ties.
        for hit in &mut hits {
            hit.score = (hit.score * 1024.0).round() / 1024.0;
        }
        hits.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| a.paper.cmp(&b.paper)).then(a.sentence.cmp(&b.sentence))
        });
        hits.truncate(limit);
        Ok(hits)
    }
}

impl Fields {
    /// A word counts in the text and a little in the section's title; a phrase counts in the text.
    fn query(&self, clause: &Clause) -> Box<dyn Query> {
        let terms = |field: Field| clause.words.iter().map(move |word| Term::from_field_text(field, word));
        if clause.words.len() > 1 {
            let phrase = PhraseQuery::new(terms(self.text).collect());
            return Box::new(BoostQuery::new(Box::new(phrase), clause.weight));
        }
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (field, weight) in [(self.text, 1.0), (self.section, SECTION_WEIGHT)] {
            for term in terms(field) {
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                parts.push((
                    Occur::Should,
                    Box::new(BoostQuery::new(Box::new(query), weight * clause.weight)),
                ));
            }
        }
        Box::new(BooleanQuery::new(parts))
    }

    pub(super) fn paper_term(&self, paper: &PaperId) -> Term {
        Term::from_field_text(self.paper, paper.as_str())
    }

    /// One tantivy document per sentence.
    pub(super) fn sentences(
        &self,
        paper: &PaperId,
        document: &Document,
    ) -> impl Iterator<Item = TantivyDocument> {
        document.sentences.iter().map(move |sentence| {
            let mut out = TantivyDocument::default();
            out.add_text(self.paper, paper.as_str());
            out.add_u64(self.sentence, u64::from(sentence.id));
            out.add_text(self.kind, sentence.kind.name());
            if let Some(page) = sentence.page() {
                out.add_u64(self.page, u64::from(page));
            }
            if let Some(title) = document.section_title(sentence) {
                out.add_text(self.section, title);
            }
            out.add_text(self.text, document.sentence_text(sentence));
            out
        })
    }
}

/// Collects every match, so that ties at the limit are broken by paper and sentence and not by where
/// tantivy happens to keep them.
struct Everything;

struct InSegment {
    papers: Option<StrColumn>,
    sentences: Column<u64>,
    hits: Vec<(Score, u64, u32)>,
}

impl Collector for Everything {
    type Fruit = Vec<WordHit>;
    type Child = InSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<InSegment> {
        let fields = segment.fast_fields();
        Ok(InSegment { papers: fields.str("paper")?, sentences: fields.u64("sentence")?, hits: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Vec<WordHit>>) -> tantivy::Result<Vec<WordHit>> {
        Ok(fruits.concat())
    }
}

impl SegmentCollector for InSegment {
    type Fruit = Vec<WordHit>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let paper = self.papers.as_ref().and_then(|papers| papers.term_ords(doc).next());
        if let (Some(paper), Some(sentence)) = (paper, self.sentences.first(doc)) {
            self.hits.push((score, paper, sentence as u32));
        }
    }

    fn harvest(self) -> Vec<WordHit> {
        let mut names: BTreeMap<u64, Option<PaperId>> = BTreeMap::new();
        let mut hits = Vec::new();
        for (score, ord, sentence) in self.hits {
            let paper = names.entry(ord).or_insert_with(|| {
                let mut name = String::new();
                let known = self.papers.as_ref()?.ord_to_str(ord, &mut name).ok()?;
                known.then(|| PaperId::new(&name).ok())?
            });
            if let Some(paper) = paper {
                hits.push(WordHit { paper: paper.clone(), sentence, score });
            }
        }
        hits
    }
}
