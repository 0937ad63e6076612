//! Metadata against what page 1 of real papers says, read by eye: `tests/quality/metadata.toml` has
//! hashes and numbers only. The papers lie in ../shared/papers, which is no part of the project; without it the test is
//! skipped and says so.

use medcheck::workspace;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::fixtures::shared_papers;
use crate::workspace::{repository, shared};

#[derive(Deserialize)]
struct Truth {
    paper: Vec<Paper>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paper {
    file: String,
    title: String,
    arxiv: Option<String>,
    version: Option<u32>,
    year: u16,
    doi: Option<String>,
    authors: Option<usize>,
    first_author: Option<String>,
}

/// As in the truth: the beginning of the sha256 of the lower-case letters.
fn hash(text: &str) -> String {
    hash_of_all(&text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect::<String>())
}

fn hash_of_all(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// How many are right of how many, with the names of those that are not.
#[derive(Default)]
struct Share {
    right: usize,
    all: usize,
    wrong: Vec<String>,
}

impl Share {
    fn count(&mut self, file: &str, is_right: bool) {
        self.all += 1;
        self.right += usize::from(is_right);
        self.wrong.extend((!is_right).then(|| file.to_owned()));
    }

    fn at_least(&self, what: &str, floor: f64) {
        let share = self.right as f64 / self.all.max(1) as f64;
        println!("{what}: {} of {} right; wrong: {}", self.right, self.all, self.wrong.join(", "));
        assert!(self.all > 0 && share >= floor, "{what}: {share:.3} is below {floor}: {:?}", self.wrong);
    }
}

#[test]
fn real_papers_say_what_they_are() {
    if shared("papers").is_none() {
        return;
    }
    let text = std::fs::read_to_string(repository().join("tests/quality/metadata.toml")).unwrap();
    let truth: Truth = toml::from_str(&text).unwrap();
    let [mut title, mut arxiv, mut version, mut year, mut doi, mut count, mut first] =
        std::array::from_fn(|_| Share::default());
    let mut invented = Vec::new();
    for path in shared_papers() {
        let file = path.file_name().unwrap().to_str().unwrap();
        let Some(paper) = truth.paper.iter().find(|paper| paper.file == hash_of_all(file)) else { continue };
        let document = workspace::parse(&path).unwrap().parsed.document;
        let metadata = document.metadata;
        title.count(file, document.title.is_some_and(|title| hash(&title) == paper.title));
        let id = metadata.arxiv.map(|found| found.value);
        arxiv.count(file, id.as_ref().map(|id| &id.id) == paper.arxiv.as_ref());
        version.count(file, id.and_then(|id| id.version) == paper.version);
        year.count(file, metadata.year.is_some_and(|year| year.value == paper.year));
        doi.count(file, metadata.doi.map(|doi| doi.value) == paper.doi);
        let authors = metadata.authors.map(|authors| authors.value);
        if let (Some(number), Some(name)) = (paper.authors, &paper.first_author) {
            count.count(file, authors.as_ref().is_some_and(|authors| authors.len() == number));
            first.count(file, authors.is_some_and(|authors| hash(&authors[0]) == *name));
        } else if paper.arxiv.is_none() && authors.is_some() {
            invented.push(file.to_owned());
        }
    }
    assert_eq!(title.all, truth.paper.len(), "a paper of the truth is missing");
    title.at_least("title", 0.98);
    arxiv.at_least("arXiv id", 1.0);
    version.at_least("version", 0.98);
    year.at_least("year", 0.96);
    doi.at_least("DOI", 0.98);
    count.at_least("number of authors", 0.94);
    first.at_least("first author", 0.96);
    assert!(invented.is_empty(), "authors where none are plainly listed: {invented:?}");
}
