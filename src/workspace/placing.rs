//! Which id a new paper gets where the one it would go by is taken.
//!
//! A file of the name of one that is here may be another version of that paper, or another paper. What both say
//! tells which: versions share their title or their sentences. A version is a person's to replace. Another paper
//! gets an id of its own where only the id is the same, because names lost characters or differ in case; where
//! its name is that id, a person renames it.

use std::collections::{BTreeMap, BTreeSet};

use super::error::Error;
use crate::document::{Document, PaperId};
use crate::papers::Papers;
use crate::reading::{self, Format};

/// Versions of a paper share this part of the shorter one's sentences, or more.
const SHARED_BY_VERSIONS: f64 = 0.1;

/// Shorter sentences, in letters and digits, are in many papers.
const SHORTEST_SENTENCE: usize = 20;

/// The ids that are taken, while papers come in.
#[derive(Debug)]
pub(super) struct Placing<'w> {
    papers: &'w Papers,
    /// By what they are where case does not count.
    taken: BTreeMap<String, BTreeSet<PaperId>>,
    /// Those that came in meanwhile, which are replaced by none that comes with them.
    fresh: BTreeSet<PaperId>,
}

/// Where a paper goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) id: PaperId,
    /// Whether what is there is replaced.
    pub(super) replaces: bool,
}

impl<'w> Placing<'w> {
    /// Looks at which papers there are.
    pub(super) fn new(papers: &'w Papers) -> Result<Placing<'w>, Error> {
        let mut placing = Placing { papers, taken: BTreeMap::new(), fresh: BTreeSet::new() };
        papers.list()?.into_iter().for_each(|id| placing.note(id));
        Ok(placing)
    }

    fn note(&mut self, id: PaperId) {
        self.taken.entry(id.folded()).or_default().insert(id);
    }

    /// A paper went there.
    pub(super) fn took(&mut self, id: &PaperId) {
        self.note(id.clone());
        self.fresh.insert(id.clone());
    }

    /// The place of a paper from a file of that name, without extension, that would go by `wanted`: one that it
    /// `replaces`, else one whose paper it is another version of, else the first that is free.
    ///
    /// # Errors
    /// [`Error::OtherPaper`].
    pub(super) fn of(
        &self,
        stem: &str,
        wanted: &PaperId,
        bytes: &[u8],
        format: Format,
        replaces: impl Fn(&PaperId) -> bool,
    ) -> Result<Place, Error> {
        let candidates = || (1..).map(|number| wanted.numbered(number));
        let held = |id: &PaperId| self.taken.get(&id.folded());
        let there: Vec<PaperId> = candidates().take_while(|id| held(id).is_some()).collect();
        let is_held = |id: &&PaperId| held(id).is_some_and(|ids| ids.contains(*id));
        let replaced = there.iter().filter(is_held).find(|id| !self.fresh.contains(*id) && replaces(id));
        if let Some(id) = replaced {
            return Ok(Place { id: id.clone(), replaces: true });
        }
        if !there.is_empty() {
            let new = reading::read(bytes, format).ok().map(|parsed| parsed.document);
            for id in there.iter().filter(is_held) {
                if !self.is_another(id, new.as_ref()) {
                    return Ok(Place { id: id.clone(), replaces: false });
                }
                if id == wanted && (wanted.is_arxiv() || PaperId::new(stem).as_ref() == Ok(wanted)) {
                    return Err(Error::OtherPaper { id: id.clone() });
                }
            }
        }
        let free = candidates().nth(there.len()).unwrap_or_else(|| wanted.clone());
        Ok(Place { id: free, replaces: false })
    }

    /// Whether the paper of an id says something else; not where that cannot be told.
    fn is_another(&self, id: &PaperId, new: Option<&Document>) -> bool {
        let there = self.papers.source(id).ok();
        let there = there.and_then(|source| reading::read(&source.bytes, source.format).ok());
        new.zip(there).is_some_and(|(new, there)| are_two_papers(new, &there.document))
    }
}

/// Whether two documents are no versions of one paper; not where one has too little text to tell.
fn are_two_papers(one: &Document, other: &Document) -> bool {
    let title = |document: &Document| document.title.as_deref().map(letters).unwrap_or_default();
    if !title(one).is_empty() && title(one) == title(other) {
        return false;
    }
    let (one, other) = (sentences(one), sentences(other));
    let shared = one.intersection(&other).count() as f64;
    let shorter = one.len().min(other.len());
    shorter > 0 && shared < SHARED_BY_VERSIONS * shorter as f64
}

fn sentences(document: &Document) -> BTreeSet<String> {
    let texts = document.sentences.iter().map(|sentence| letters(document.sentence_text(sentence)));
    texts.filter(|letters| letters.chars().count() >= SHORTEST_SENTENCE).collect()
}

/// The letters and digits of any script, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(title: &str, sentences: &[&str]) -> Vec<u8> {
        format!("# {title}\n\n{}\n", sentences.join("\n\n")).into_bytes()
    }

    #[test]
    fn versions_keep_their_id_and_other_papers_get_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let papers = Papers::open(&dir.path().join("papers"));
        let wards =
            paper("Wards", &["Two nurses wrote every one of the questions.", "They were paid for it."]);
        let main = PaperId::slug("main");
        papers.add(&main, &wards, Format::Markdown, false).unwrap();
        let mut placing = Placing::new(&papers).unwrap();
        let doses =
            paper("Doses", &["All prescriptions come from one hospital.", "None was ever changed by hand."]);
        let place = |placing: &Placing, id: &str, bytes: &[u8], replaces: bool| {
            let place = placing.of(id, &PaperId::slug(id), bytes, Format::Markdown, |_| replaces).unwrap();
            (place.id.to_string(), place.replaces)
        };
        let at = |id: &str, replaces| (id.to_owned(), replaces);
        assert_eq!(place(&placing, "other", &doses, true), at("other", false));
        // The title is the same, or most of the text is.
        assert_eq!(
            place(&placing, "main", &paper("Wards", &["Now all of it is new and was said nowhere."]), false),
            at("main", false)
        );
        assert_eq!(
            place(
                &placing,
                "main",
                &paper("Wards, Revised", &["Two nurses wrote every one of the questions."]),
                false
            ),
            at("main", false)
        );
        assert_eq!(place(&placing, "main!", &doses, false), at("main-2", false));
        let refused = placing.of("main", &main, &doses, Format::Markdown, |_| false);
        assert!(matches!(refused, Err(Error::OtherPaper { id }) if id == main));
        assert_eq!(place(&placing, "main", &doses, true), at("main", true));
        assert_eq!(place(&placing, "MAIN", &doses, true), at("MAIN-2", false));
        papers.add(&PaperId::slug("main-2"), &doses, Format::Markdown, false).unwrap();
        placing.took(&PaperId::slug("main-2"));
        assert_eq!(place(&placing, "main!", &doses, false), at("main-2", false));
        let third = paper("Scans", &["Every picture was drawn by three radiologists."]);
        assert_eq!(place(&placing, "(main)", &third, false), at("main-3", false));
        // What came with it is replaced by nothing.
        placing.took(&main);
        assert_eq!(place(&placing, "(main)", &third, true), at("main-3", false));
    }
}
