//! What is looked for: weighted words and phrases.

use std::ops::Range;

use super::analyzer::{analyzer, words};

/// Words that say nothing about what a sentence is about. They count inside phrases only.
const STOP_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "do", "does", "did", "for",
    "from", "had", "has", "have", "how", "if", "in", "into", "is", "it", "its", "may", "might", "not", "of",
    "on", "only", "or", "rather", "should", "so", "such", "than", "that", "the", "their", "them", "there",
    "these", "they", "this", "to", "was", "we", "were", "what", "when", "where", "which", "who", "why",
    "will", "with", "without", "would",
];

/// One thing to look for: a word, or several that must stand side by side.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clause {
    /// Analyzed; never empty.
    pub(super) words: Vec<String>,
    /// Its score is multiplied by this.
    pub(super) weight: f32,
}

/// Words and phrases with weights. A sentence's score is the sum over those it contains; there is no
/// syntax, so any text can be a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WordQuery {
    pub(super) clauses: Vec<Clause>,
}

impl WordQuery {
    /// A query that looks for nothing yet.
    pub fn new() -> WordQuery {
        WordQuery::default()
    }

    /// Adds the words of a text, each `weight` times. What is written without a space, such as `ICD-10`, is
    /// looked for as a phrase; stop words are left out. A word that is there already gets the greater of
    /// the two weights.
    pub fn words(mut self, text: &str, weight: f32) -> WordQuery {
        let mut analyzer = analyzer();
        for chunk in text.split_whitespace() {
            let bare: String =
                chunk.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
            if !STOP_WORDS.contains(&bare.as_str()) {
                self.add(words(&mut analyzer, chunk), weight);
            }
        }
        self
    }

    /// Adds a text whose words must stand side by side in this order, stop words included.
    pub fn phrase(mut self, text: &str, weight: f32) -> WordQuery {
        self.add(words(&mut analyzer(), text), weight);
        self
    }

    /// Adds everything `other` looks for, its weights multiplied by `weight`.
    pub fn with(mut self, other: &WordQuery, weight: f32) -> WordQuery {
        for clause in &other.clauses {
            self.add(clause.words.clone(), clause.weight * weight);
        }
        self
    }

    /// Where the words stand in a text: bytes, in order, not overlapping. Words of a phrase count side by side.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<(String, Range<usize>)> = Vec::new();
        analyzer().token_stream(text).process(&mut |token| {
            found.push((token.text.clone(), token.offset_from..token.offset_to));
        });
        let mut places: Vec<Range<usize>> = Vec::new();
        for clause in &self.clauses {
            for window in found.windows(clause.words.len()) {
                if window.iter().map(|(word, _)| word).eq(&clause.words) {
                    places.extend(window.iter().map(|(_, place)| place.clone()));
                }
            }
        }
        places.sort_by_key(|place| (place.start, place.end));
        places.dedup();
        places
    }

    /// The sum of all weights.
    pub fn weight(&self) -> f32 {
        self.clauses.iter().map(|clause| clause.weight).sum()
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    fn add(&mut self, words: Vec<String>, weight: f32) {
        if words.is_empty() {
            return;
        }
        match self.clauses.iter_mut().find(|clause| clause.words == words) {
            Some(clause) => clause.weight = clause.weight.max(weight),
            None => self.clauses.push(Clause { words, weight }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_stand() {
        let check = |query: WordQuery, text: &str, expect: &[&str]| {
            let found: Vec<&str> = query.places(text).into_iter().map(|place| &text[place]).collect();
            assert_eq!(found, expect, "{text}");
        };
        check(
            WordQuery::new().words("clinicians, the ICD-10", 1.0),
            "A clinician’s ICD‐10, not 10.",
            &["clinician", "ICD", "10"],
        );
        check(WordQuery::new().phrase("a third", 1.0), "A third of naïve third parties", &["A", "third"]);
        check(WordQuery::new(), "anything", &[]);
    }

    #[test]
    fn any_text_is_a_query() {
        let check = |query: WordQuery, expect: &[(&str, f32)]| {
            let found: Vec<(String, f32)> =
                query.clauses.iter().map(|clause| (clause.words.join(" "), clause.weight)).collect();
            let expect: Vec<(String, f32)> =
                expect.iter().map(|(text, weight)| ((*text).to_owned(), *weight)).collect();
            assert_eq!(found, expect);
        };
        check(
            WordQuery::new().words("Are the clinicians mapped to ICD-10?", 1.0),
            &[("clinician", 1.0), ("map", 1.0), ("icd 10", 1.0)],
        );
        check(
            WordQuery::new().phrase("p <", 2.0).phrase("in consultation with", 1.0),
            &[("p", 2.0), ("in consult with", 1.0)],
        );
        check(WordQuery::new().words("label", 1.0).phrase("labels", 2.0), &[("label", 2.0)]);
        check(WordQuery::new().words("+(\"OR AND) the", 1.0), &[]);
    }
}
