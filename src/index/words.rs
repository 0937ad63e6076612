//! The words of all papers: a tantivy index with one document per sentence.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term};

use super::analyzer::{NAME, WRITTEN, analyzer, written};
use super::best::{Best, WordHit};
use super::codes::{code, mask};
use super::error::Error;
use super::query::{Clause, WordQuery};
use super::words_folder::WordsFolder;
use crate::document::{BlockKind, Document, PaperId};

/// Version of the schema and of the payload.
const FORMAT: u32 = 3;

/// A section's title says a little about each of its sentences.
const SECTION_WEIGHT: f32 = 0.2;

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
    year: Field,
    section: Field,
    text: Field,
    /// The text again, for what has to be said word for word.
    pub(super) written: Field,
}

pub(super) struct Words {
    pub(super) index: tantivy::Index,
    pub(super) fields: Fields,
    pub(super) payload: Payload,
    /// Number and record of the commit that was opened.
    opened: (u64, Option<String>),
    /// What the file of that record looked like before it was read.
    looked: Option<Looks>,
    pub(super) reader: tantivy::IndexReader,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({} papers)", self.payload.papers.len())
    }
}

fn folder(dir: &Path) -> PathBuf {
    dir.join("words")
}

/// What the system says of the file of the last commit, which is always replaced as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Looks {
    bytes: u64,
    modified: SystemTime,
    /// The number of the file, and when it was last changed in any way; 0 where the system does not tell.
    number: (u64, i64, i64),
}

impl Looks {
    fn of(folder: &Path) -> Option<Looks> {
        let metadata = fs::metadata(folder.join("meta.json")).ok()?;
        Some(Looks { bytes: metadata.len(), modified: metadata.modified().ok()?, number: number(&metadata) })
    }
}

#[cfg(unix)]
fn number(metadata: &fs::Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn number(_: &fs::Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        paper: schema.add_text_field("paper", STRING | FAST),
        sentence: schema.add_u64_field("sentence", FAST),
        kind: schema.add_u64_field("kind", FAST),
        page: schema.add_u64_field("page", FAST | INDEXED),
        year: schema.add_u64_field("year", FAST),
        section: schema.add_text_field("section", words(NAME).set_fast("raw")),
        text: schema.add_text_field("text", words(NAME)),
        written: schema.add_text_field("written", words(WRITTEN)),
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
        let files = WordsFolder::open(&path).map_err(|error| damaged(error.to_string()))?;
        let index = tantivy::Index::open(files).map_err(|error| match Error::refused(&error, &path) {
            Some(refused) => refused,
            None => damaged(error.to_string()),
        })?;
        let broken = index.validate_checksum().map_err(|error| damaged(error.to_string()))?;
        if let Some(file) = broken.iter().min() {
            return Err(damaged(format!("{} has another checksum", file.display())));
        }
        let (schema, fields) = schema();
        if index.schema() != schema {
            return Err(damaged("they have the schema of another version".to_owned()));
        }
        let looked = Looks::of(&path);
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
        index.tokenizers().register(WRITTEN, written());
        let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
        Ok(Some(Words { index, fields, payload, opened, looked, reader }))
    }

    /// Whether the folder still holds what was opened, and not what another process wrote since.
    pub(super) fn is_current(&self, dir: &Path) -> bool {
        // The record grows with the corpus; as long as its file is the same one, it need not be read again.
        if self.looked.is_some() && self.looked == Looks::of(&folder(dir)) {
            return true;
        }
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

    /// One flat union: of such a one tantivy skips blocks in which nothing can be good enough.
    pub(super) fn union(&self, query: &WordQuery) -> BooleanQuery {
        let wanted = query.clauses.iter().flat_map(|clause| self.fields.queries(clause));
        BooleanQuery::new(wanted.map(|query| (Occur::Should, query)).collect())
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
        let mut wanted = self.union(query);
        if !papers.is_empty() {
            let terms: Vec<Term> = papers.iter().map(|paper| self.fields.paper_term(paper)).collect();
            // A filter, so it must not add to the score.
            let filter = ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0);
            wanted = BooleanQuery::new(vec![
                (Occur::Must, Box::new(wanted) as Box<dyn Query>),
                (Occur::Must, Box::new(filter)),
            ]);
        }
        let best = Best { limit, kinds: mask(kinds) };
        self.reader.searcher().search(&wanted, &best).map_err(Error::from)
    }
}

impl Fields {
    /// A word counts in the text and a little in the section's title; a phrase counts in the text.
    fn queries(&self, clause: &Clause) -> Vec<Box<dyn Query>> {
        let boosted = |query: Box<dyn Query>, weight: f32| -> Box<dyn Query> {
            Box::new(BoostQuery::new(query, weight * clause.weight))
        };
        let term = |field: Field, word: &String| Term::from_field_text(field, word);
        let [word] = clause.words.as_slice() else {
            let words = clause.words.iter().map(|word| term(self.text, word)).collect();
            return vec![boosted(Box::new(PhraseQuery::new(words)), 1.0)];
        };
        let in_field = |(field, weight): (Field, f32)| {
            boosted(Box::new(TermQuery::new(term(field, word), IndexRecordOption::WithFreqs)), weight)
        };
        [(self.text, 1.0), (self.section, SECTION_WEIGHT)].map(in_field).into()
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
        let metadata = document.metadata.clone().with_file_name(paper.as_str());
        let year = metadata.year.map(|year| u64::from(year.value));
        document.sentences.iter().map(move |sentence| {
            let mut out = TantivyDocument::default();
            out.add_text(self.paper, paper.as_str());
            out.add_u64(self.sentence, u64::from(sentence.id));
            out.add_u64(self.kind, u64::from(code(sentence.kind)));
            if let Some(page) = sentence.page() {
                out.add_u64(self.page, u64::from(page));
            }
            if let Some(year) = year {
                out.add_u64(self.year, year);
            }
            if let Some(title) = document.section_title(sentence) {
                out.add_text(self.section, title);
            }
            out.add_text(self.text, document.sentence_text(sentence));
            out.add_text(self.written, document.sentence_text(sentence));
            out
        })
    }
}
