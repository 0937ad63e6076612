//! The sentences of a document that models read, where they stand.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::document::{BlockKind, Document};
use crate::models::{PLACES, Passage, Vectors};

/// The ids of a sentence's neighbors that can be evidence: the one before and the one behind in the same source,
/// and the last heading above it there.
pub(crate) type Neighbors = [Option<u32>; 3];

/// The neighbors of every sentence that can be evidence, by id.
pub(crate) fn neighbors(document: &Document) -> BTreeMap<u32, Neighbors> {
    let evidence = document.sentences.iter().filter(|sentence| sentence.kind.is_evidence());
    let all: Vec<(u32, BlockKind, usize)> =
        evidence.map(|sentence| (sentence.id, sentence.kind, document.source_at(sentence.span))).collect();
    let mut heading: Option<(u32, usize)> = None;
    let of = |(at, (id, kind, source)): (usize, &(u32, BlockKind, usize))| {
        let beside = |at: Option<usize>| {
            let (id, _, other) = all.get(at?)?;
            (other == source).then_some(*id)
        };
        let above = heading.filter(|(_, other)| other == source).map(|(id, _)| id);
        let is_heading = *kind == BlockKind::Heading;
        if is_heading {
            heading = Some((*id, *source));
        }
        let above = above.filter(|_| !is_heading);
        (*id, [beside(at.checked_sub(1)), beside(Some(at + 1)), above])
    };
    all.iter().enumerate().map(of).collect()
}

/// Where the sentences stand that have a text, whose places `place_of` gives; neighbors without one are left out.
fn passages(
    document: &Document,
    all: &BTreeMap<u32, Neighbors>,
    place_of: &HashMap<u32, usize>,
) -> Vec<Passage> {
    let passage = |(at, (id, neighbors)): (usize, (&u32, &Neighbors))| {
        Some(Passage {
            text: *place_of.get(id)?,
            neighbors: neighbors.map(|neighbor| place_of.get(&neighbor?).copied()),
            standing: Some((document.sentences[*id as usize].kind, at * PLACES / all.len())),
        })
    };
    all.iter().enumerate().filter_map(passage).collect()
}

/// Sentences that can be evidence, and their texts, each once: cells of tables and headings come again.
pub(crate) struct Readable<'d> {
    /// In order of id.
    pub(crate) ids: Vec<u32>,
    pub(crate) texts: Vec<&'d str>,
    /// Of each sentence its text and where it stands.
    pub(crate) passages: Vec<Passage>,
}

impl<'d> Readable<'d> {
    /// All of them.
    pub(crate) fn of(document: &'d Document) -> Readable<'d> {
        Readable::among(document, |_| true)
    }

    /// Those of these ids and their neighbors, whose own neighbors may be missing.
    pub(crate) fn around(document: &'d Document, ids: &BTreeSet<u32>) -> Readable<'d> {
        let mut wanted = ids.clone();
        let all = neighbors(document);
        ids.iter().filter_map(|id| all.get(id)).flatten().flatten().for_each(|id| {
            wanted.insert(*id);
        });
        Readable::among(document, |id| wanted.contains(&id))
    }

    fn among(document: &'d Document, is_wanted: impl Fn(u32) -> bool) -> Readable<'d> {
        let all = neighbors(document);
        let wanted = all.keys().copied().filter(|id| is_wanted(*id));
        let mut readable = Readable { ids: wanted.collect(), texts: Vec::new(), passages: Vec::new() };
        let (mut places, mut place_of) = (HashMap::new(), HashMap::new());
        for id in &readable.ids {
            let text = document.sentence_text(&document.sentences[*id as usize]);
            let place = *places.entry(text).or_insert(readable.texts.len());
            if place == readable.texts.len() {
                readable.texts.push(text);
            }
            place_of.insert(*id, place);
        }
        readable.passages = passages(document, &all, &place_of);
        readable
    }

    /// Where each of them stands, the texts being those of the sentences one by one, equal or not.
    pub(crate) fn each(document: &Document) -> Vec<Passage> {
        let all = neighbors(document);
        let place_of = all.keys().copied().zip(0..).collect();
        passages(document, &all, &place_of)
    }

    /// Rows of the texts as rows of all sentences of the document, rounded as the index keeps them.
    pub(crate) fn spread_texts(&self, document: &Document, rows: &Vectors) -> Vectors {
        self.spread(document, rows, |_, passage| passage.text)
    }

    /// Rows of the passages as rows of all sentences of the document, rounded as the index keeps them.
    pub(crate) fn spread_passages(&self, document: &Document, rows: &Vectors) -> Vectors {
        self.spread(document, rows, |at, _| at)
    }

    fn spread(
        &self,
        document: &Document,
        rows: &Vectors,
        place: impl Fn(usize, &Passage) -> usize,
    ) -> Vectors {
        let mut all = Vectors::zeros(document.sentences.len(), rows.dim());
        for (at, (id, passage)) in self.ids.iter().zip(&self.passages).enumerate() {
            if let Some(row) = rows.row(place(at, passage)) {
                all.set(*id as usize, row);
            }
        }
        all.rounded_to_half()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Sentence, Span};

    fn paper(kinds: &[BlockKind]) -> Document {
        let mut document = Document::default();
        for (id, kind) in (0..).zip(kinds) {
            let start = document.text.len();
            document.text.push_str(&format!("A sentence of {} words.", id % 4));
            let span = Span::new(start, document.text.len());
            document.text.push('\n');
            document.sentences.push(Sentence { id, span, kind: *kind, section: None, boxes: vec![] });
            document.blocks.push(Block { kind: *kind, span });
        }
        document
    }

    #[test]
    fn neighbors_and_headings_are_found() {
        use BlockKind::{Body, Heading, Reference};
        let found = neighbors(&paper(&[Body, Heading, Body, Reference, Body]));
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [0, 1, 2, 4], "a reference is never evidence");
        assert_eq!(found[&0], [None, Some(1), None]);
        assert_eq!(found[&1], [Some(0), Some(2), None]);
        assert_eq!(found[&4], [Some(2), None, Some(1)]);
    }

    #[test]
    fn equal_texts_are_read_once_where_each_stands() {
        use BlockKind::{Body, Heading};
        let document = paper(&[Heading, Body, Body, Body, Body]);
        let readable = Readable::of(&document);
        assert_eq!((readable.texts.len(), readable.passages.len()), (4, 5));
        assert_eq!((readable.passages[0].text, readable.passages[4].text), (0, 0));
        assert_eq!(readable.passages[0].neighbors, [None, Some(1), None]);
        assert_eq!(readable.passages[4].neighbors, [Some(3), None, Some(0)]);
        assert_eq!(readable.passages[4].standing, Some((Body, 6)));
    }

    #[test]
    fn an_excerpt_has_what_is_around() {
        use BlockKind::{Body, Heading};
        let document = paper(&[Heading, Body, Body, Body, Heading]);
        let readable = Readable::around(&document, &BTreeSet::from([3, 99]));
        assert_eq!(readable.ids, [0, 2, 3, 4]);
        assert_eq!(readable.texts.len(), 3, "sentence 4 says what sentence 0 says");
        assert_eq!(readable.passages[2].neighbors, [Some(1), Some(0), Some(0)]);
        assert_eq!(readable.passages[1].neighbors, [None, Some(2), Some(0)], "sentence 1 is not here");
    }
}
