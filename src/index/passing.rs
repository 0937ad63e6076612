//! Which sentences of the corpus are of some kind, year and section and say something word for word.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tantivy::columnar::StrColumn;
use tantivy::fastfield::AliveBitSet;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, PhraseQuery, Query, TermQuery, TermSetQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, Term};

use super::analyzer::{words, written};
use super::best::paper_names;
use super::codes::mask;
use super::error::Error;
use super::sentence_set::SentenceSet;
use super::words::Words;
use crate::document::{BlockKind, PaperId};

/// Sentences, by their papers.
pub type Sentences = BTreeMap<PaperId, SentenceSet>;

/// What a sentence has to be; all of it.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Of these papers; empty means all.
    pub papers: &'a [PaperId],
    /// Of these kinds; empty means all.
    pub kinds: &'a [BlockKind],
    /// Each is said as it is written, whatever its case, hyphens and line breaks. One without letters and digits
    /// asks for nothing.
    pub phrases: &'a [String],
    /// Of a paper of such a year; `None` is asked about where a paper's year is not known.
    pub has_year: &'a (dyn Fn(Option<u16>) -> bool + Sync),
    /// Of a section of such a title; `None` is asked about outside of sections.
    pub has_section: &'a (dyn Fn(Option<&str>) -> bool + Sync),
}

impl Words {
    /// The sentences that are as wanted. No paper is without one.
    pub(super) fn passing(&self, wanted: &Wanted<'_>) -> Result<Sentences, Error> {
        let searcher = self.reader.searcher();
        let query = self.query(wanted);
        let mut passing = Sentences::new();
        for segment in searcher.segment_readers() {
            let look = InSegment::of(segment, wanted)?;
            let found = match &query {
                // Every sentence is looked at, and there may be millions.
                None => {
                    let ends = (0..segment.max_doc()).step_by(CHUNK as usize);
                    let chunks: Vec<DocId> = ends.collect();
                    let look = |first: &DocId| {
                        let end = first.saturating_add(CHUNK).min(segment.max_doc());
                        let mut found = Found::new();
                        look.add(*first..end, &mut found);
                        found
                    };
                    chunks.par_iter().map(look).collect::<Vec<_>>().concat()
                }
                Some(query) => {
                    let mut found = Found::new();
                    let weight = query.weight(EnableScoring::disabled_from_searcher(&searcher))?;
                    weight
                        .for_each_no_score(segment, &mut |docs| look.add(docs.iter().copied(), &mut found))?;
                    found
                }
            };
            let ordinals = found.iter().map(|(paper, _)| *paper).collect();
            let names = look.papers.as_ref().map(|papers| paper_names(papers, ordinals)).unwrap_or_default();
            for (paper, sentences) in found {
                if let Some(paper) = names.get(&paper) {
                    passing.entry(paper.clone()).or_default().extend(sentences.iter());
                }
            }
        }
        Ok(passing)
    }

    /// `None` where everything has to be looked at.
    fn query(&self, wanted: &Wanted<'_>) -> Option<Box<dyn Query>> {
        let mut clauses = self.said(wanted.phrases);
        if !wanted.papers.is_empty() {
            let terms: Vec<Term> = wanted.papers.iter().map(|paper| self.fields.paper_term(paper)).collect();
            clauses.push(Box::new(TermSetQuery::new(terms)));
        }
        let must = clauses.into_iter().map(|clause| (Occur::Must, clause)).collect::<Vec<_>>();
        (!must.is_empty()).then(|| Box::new(BooleanQuery::new(must)) as Box<dyn Query>)
    }

    /// A query for each phrase that has words.
    pub(super) fn said(&self, phrases: &[String]) -> Vec<Box<dyn Query>> {
        let mut analyzer = written();
        let mut queries = Vec::new();
        for phrase in phrases {
            let mut terms: Vec<Term> = words(&mut analyzer, phrase)
                .iter()
                .map(|word| Term::from_field_text(self.fields.written, word))
                .collect();
            let query: Box<dyn Query> = match terms.len() {
                0 => continue,
                1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
                _ => Box::new(PhraseQuery::new(terms)),
            };
            queries.push(query);
        }
        queries
    }
}

/// So many sentences are looked at by one thread at a time.
const CHUNK: DocId = 1 << 15;

/// Sentences by the ordinals of their papers; one paper may come more than once.
type Found = Vec<(u64, SentenceSet)>;

/// What is looked at of a segment.
struct InSegment<'a> {
    papers: Option<StrColumn>,
    sentences: tantivy::columnar::Column<u64>,
    kinds: tantivy::columnar::Column<u64>,
    years: tantivy::columnar::Column<u64>,
    titles: Option<StrColumn>,
    /// For each title whether it is one of those asked for.
    is_section: Vec<bool>,
    /// Whether what is outside of sections passes.
    has_no_section: bool,
    kinds_wanted: u8,
    alive: Option<&'a AliveBitSet>,
    wanted: &'a Wanted<'a>,
}

impl<'a> InSegment<'a> {
    fn of(segment: &'a SegmentReader, wanted: &'a Wanted<'a>) -> tantivy::Result<InSegment<'a>> {
        let fields = segment.fast_fields();
        let titles = fields.str("section")?;
        let mut is_section = Vec::new();
        if let Some(titles) = &titles {
            let mut stream = titles.dictionary().stream()?;
            while stream.advance() {
                is_section.push(
                    std::str::from_utf8(stream.key()).is_ok_and(|title| (wanted.has_section)(Some(title))),
                );
            }
        }
        Ok(InSegment {
            papers: fields.str("paper")?,
            sentences: fields.u64("sentence")?,
            kinds: fields.u64("kind")?,
            years: fields.u64("year")?,
            titles,
            is_section,
            has_no_section: (wanted.has_section)(None),
            kinds_wanted: mask(wanted.kinds),
            alive: segment.alive_bitset(),
            wanted,
        })
    }

    /// Adds those of the documents that pass; they come in their order.
    fn add(&self, docs: impl Iterator<Item = DocId>, found: &mut Found) {
        let Some(papers) = &self.papers else { return };
        // All sentences of a paper stand together.
        let mut last = None;
        let mut is_year = false;
        for doc in docs.filter(|doc| self.alive.is_none_or(|alive| alive.is_alive(*doc))) {
            if self.kinds.first(doc).is_none_or(|kind| self.kinds_wanted >> kind & 1 == 0) {
                continue;
            }
            let Some(paper) = papers.term_ords(doc).next() else { continue };
            if last != Some(paper) {
                let year = self.years.first(doc).and_then(|year| u16::try_from(year).ok());
                is_year = (self.wanted.has_year)(year);
                last = Some(paper);
            }
            if !is_year || !self.is_in_section(doc) {
                continue;
            }
            let Some(sentence) = self.sentences.first(doc) else { continue };
            match found.last_mut().filter(|(one, _)| *one == paper) {
                Some((_, sentences)) => sentences.insert(sentence as u32),
                None => found.push((paper, SentenceSet::from_iter([sentence as u32]))),
            }
        }
    }

    fn is_in_section(&self, doc: DocId) -> bool {
        let title = self.titles.as_ref().and_then(|titles| titles.term_ords(doc).next());
        title.map_or(self.has_no_section, |title| {
            self.is_section.get(title as usize).copied().unwrap_or(false)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Document, Found, Origin, Section, Sentence, Span};
    use crate::index::{Index, IndexedPaper, Stamp};

    /// A paper with one sentence outside of sections, the rest under "5 Limitations", the last a reference.
    fn put(index: &Index, name: &str, year: Option<u16>, sentences: &[&str]) {
        let mut document = Document::default();
        document.metadata.year = year.map(|year| Found::new(year, Origin::Page));
        for (id, text) in sentences.iter().enumerate() {
            let span = Span::new(document.text.len(), document.text.len() + text.len());
            document.text.push_str(text);
            document.text.push('\n');
            let kind =
                if id > 0 && id + 1 == sentences.len() { BlockKind::Reference } else { BlockKind::Body };
            document.blocks.push(Block { kind, span });
            let section = (id > 0).then_some(0);
            document.sentences.push(Sentence { id: id as u32, span, kind, section, boxes: vec![] });
        }
        if let (Some(second), Some(last)) = (document.sentences.get(1), document.sentences.last()) {
            let span = Span::new(second.span.start as usize, last.span.end as usize);
            document.sections.push(Section { title: "5 Limitations".to_owned(), level: 1, span });
        }
        let stamp = Stamp { source: format!("{:064}", 1), ..Stamp::default() };
        let writer = index.writer().unwrap();
        writer
            .put(
                &PaperId::new(name).unwrap(),
                &IndexedPaper { document, vectors: None, warnings: vec![], stamp },
            )
            .unwrap();
        writer.commit().unwrap();
    }

    #[test]
    fn what_passes_is_all_that_was_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path().join("index"));
        put(&index, "a", Some(2023), &["A Third-settled case.", "It settles a\nthird.", "Third, A. 2020."]);
        put(&index, "2401.00001", None, &["A hirsute third."]);
        put(&index, "b", None, &["This goes away: a third settled case."]);
        put(&index, "b", None, &["Nothing."]);
        let check = |wanted: &Wanted<'_>, expect: &[(&str, &[u32])]| {
            let passing = index.passing(wanted).unwrap();
            let passing: Vec<(&str, Vec<u32>)> =
                passing.iter().map(|(id, ids)| (id.as_str(), ids.iter().collect())).collect();
            let expect: Vec<(&str, Vec<u32>)> = expect.iter().map(|(id, ids)| (*id, ids.to_vec())).collect();
            assert_eq!(passing, expect);
        };
        let all =
            Wanted { papers: &[], kinds: &[], phrases: &[], has_year: &|_| true, has_section: &|_| true };
        check(&all, &[("2401.00001", &[0]), ("a", &[0, 1, 2]), ("b", &[0])]);
        check(&Wanted { kinds: &[BlockKind::Reference], ..all }, &[("a", &[2])]);
        let b = PaperId::new("b").unwrap();
        check(&Wanted { papers: std::slice::from_ref(&b), ..all }, &[("b", &[0])]);
        check(&Wanted { has_year: &|year| year == Some(2024), ..all }, &[("2401.00001", &[0])]);
        check(&Wanted { has_year: &|year| year.is_none(), ..all }, &[("b", &[0])]);
        check(&Wanted { has_section: &|title| title == Some("5 Limitations"), ..all }, &[("a", &[1, 2])]);
        check(
            &Wanted { has_section: &|title| title.is_none(), ..all },
            &[("2401.00001", &[0]), ("a", &[0]), ("b", &[0])],
        );
        let said = |phrases: &[&str], expect: &[(&str, &[u32])]| {
            let phrases: Vec<String> = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
            check(&Wanted { phrases: &phrases, ..all }, expect);
        };
        said(&["third settled"], &[("a", &[0])]);
        said(&["third settles"], &[]);
        said(&["A THIRD"], &[("a", &[0, 1])]);
        said(&["hir"], &[]);
        said(&["a third", "it"], &[("a", &[1])]);
        said(&["—", "hirsute"], &[("2401.00001", &[0])]);
    }
}
