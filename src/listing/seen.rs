//! Papers that were seen before: in the listing, or in the workspace.

use std::collections::BTreeMap;

use super::Entry;
use crate::document::{Letters, PaperId};

/// Titles of fewer letters are names that two papers may share.
const SHORTEST_TITLE: usize = 8;

/// Where a paper was seen first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the listings, counted from 0.
    Listing(usize),
    /// In the workspace.
    Workspace(PaperId),
}

/// The papers seen so far, by arXiv id and by the letters and digits of their titles.
#[derive(Debug, Default)]
pub struct Seen {
    ids: BTreeMap<String, Place>,
    titles: BTreeMap<Letters, Place>,
}

impl Seen {
    /// Takes in a paper, unless it was seen before: then says where.
    pub fn meet(&mut self, arxiv: Option<&str>, title: Option<&str>, place: Place) -> Option<Place> {
        let title = title.map(Letters::of).filter(|letters| letters.len() >= SHORTEST_TITLE);
        let known = arxiv.and_then(|id| self.ids.get(id));
        let known = known.or_else(|| title.as_ref().and_then(|letters| self.titles.get(letters)));
        if let Some(known) = known {
            return Some(known.clone());
        }
        self.ids.extend(arxiv.map(|id| (id.to_owned(), place.clone())));
        self.titles.extend(title.map(|letters| (letters, place)));
        None
    }

    /// The same for a paper of a listing.
    pub fn meet_entry(&mut self, entry: &Entry, number: usize) -> Option<Place> {
        self.meet(entry.arxiv.as_deref(), entry.title.as_deref(), Place::Listing(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_known_by_id_and_by_title() {
        let mut seen = Seen::default();
        let own = PaperId::new("wards").unwrap();
        let at_home = Place::Workspace(own);
        assert_eq!(seen.meet(Some("2009.13081"), Some("Questions from the Wards"), at_home.clone()), None);
        let mut check = |id: Option<&str>, title: &str, expect: Option<Place>| {
            assert_eq!(seen.meet(id, Some(title), Place::Listing(1)), expect, "{title}");
        };
        check(Some("2009.13081"), "Another title altogether", Some(at_home.clone()));
        check(None, "QUESTIONS from the wards.", Some(at_home.clone()));
        check(Some("2010.00001"), "Questions from the – Wards", Some(at_home));
        check(Some("2010.00002"), "QA", None);
        check(Some("2010.00003"), "QA", None);
        // Letters of other scripts are none here; two of such titles are not the same.
        check(None, "医学题库评测研究与分析报告全集", None);
        check(None, "另外一个完全不同的题目在这里", None);
    }
}
