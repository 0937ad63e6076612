//! How text becomes the words that are compared.
//!
//! Letters and digits in runs, lower case, accents dropped, English stems (Porter 2): "Clinicians" and
//! "clinician" are one word. "ICD-10" and "multiple-choice" are two words side by side, and a query asks for
//! them side by side, so that they match as written, hyphenated or not.

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
};

/// The name under which tantivy's schema refers to the analyzer. It changes with the analyzer, because
/// what was indexed by another one cannot be searched by this one.
pub(super) const NAME: &str = "medcheck-english-1";

/// The same for [`written`].
pub(super) const WRITTEN: &str = "medcheck-written-1";

pub(super) fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(64))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::English))
        .build()
}

/// As it is written: letters and digits in runs, whatever their case.
pub(super) fn written() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).build()
}

/// The words of a text, in order.
pub(super) fn words(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut words = Vec::new();
    analyzer.token_stream(text).process(&mut |token| words.push(token.text.clone()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_by_their_stems() {
        let check = |text: &str, expect: &[&str]| assert_eq!(words(&mut analyzer(), text), expect, "{text}");
        check("Clinicians' clinician", &["clinician", "clinician"]);
        check("mapped to ICD-10 codes", &["map", "to", "icd", "10", "code"]);
        check("GPT-4, naïve Bayes", &["gpt", "4", "naiv", "bay"]);
        check("…—", &[]);
    }
}
