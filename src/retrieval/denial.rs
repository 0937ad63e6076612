//! Sentences that deny a fact, told by their words alone.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::pattern;

/// Words that deny.
static DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?: not | cannot | no | none | never | neither | nor | without | lack(?:s|ed|ing)? | absent
        | fail(?:s|ed)?\s+to | unable\s+to | remains?\s+unclear | future\s+work | left\s+(?:to|for)\s+future
        )\b | n['’]t\b",
    )
});

/// The same words where they deny nothing: in fixed phrases, in bounds, in the names of questions and
/// answers, before a number.
static NO_DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?: not\s+(?:only|just|merely|solely|limited\s+to)\b | nos?\.\s?\d | no-\w
        | no\s+(?:more|fewer|less|later|earlier|longer)\s+than\b | yes(?:\s?[/–-]\s?|,?\s+(?:or|and)\s+)no\b
        | with(?:\s?/\s?|\s+(?:and|or)\s+)without\b | whether\s+or\s+not\b | none\s+of\s+the\s+above\b
        | not[\s-]for[\s-]profit\b | without\s+loss\s+of\s+generality\b )",
    )
});

/// Whether any word of denial stands in a text, even where it denies nothing.
pub(crate) fn has_denial(text: &str) -> bool {
    DENIAL.is_match(text)
}

/// Whether a sentence denies or disclaims a fact, by its words: "We did not check", "is left to future
/// work". A sentence that denies one fact and states another does too.
pub fn denies(sentence: &str) -> bool {
    DENIAL.is_match(&NO_DENIAL.replace_all(sentence, " "))
}

/// What denies right at the verb, or as the subject.
static AT_THE_VERB: LazyLock<Regex> = LazyLock::new(|| {
    let auxiliaries = AUXILIARIES.join("|");
    pattern(&format!(r"(?i)\b(?:{auxiliaries})\s+not\b|\bcannot\b|n['’]t\b|^(?:No|None|Neither|Nobody)\b"))
});

/// What begins another clause.
static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
    let words = INNER.iter().chain(&["while", "whereas", "but", "to", "since", "so", "and"]);
    pattern(&format!(r"(?i)\s(?:{})\b", words.copied().collect::<Vec<_>>().join("|")))
});

/// Whether the main clause of a sentence denies its fact: "We did not check", "No item was checked". Fewer
/// sentences than [`denies`] tells of: "12 readers who had not seen it" states that there were readers.
pub(super) fn denies_outright(sentence: &str) -> bool {
    let sentence = NO_DENIAL.replace_all(sentence, " ");
    AT_THE_VERB.find(&sentence).is_some_and(|denial| !CLAUSE.is_match(&sentence[..denial.start()]))
}

/// Auxiliary verbs; a denial stands right behind one.
pub(crate) const AUXILIARIES: [&str; 18] = [
    "is", "are", "was", "were", "has", "have", "had", "can", "could", "will", "would", "may", "might",
    "should", "must", "does", "do", "did",
];

/// Words that begin a clause inside another; what it says is not what the sentence is about.
pub(crate) const INNER: [&str; 14] = [
    "that", "which", "who", "whose", "whom", "whether", "if", "when", "where", "because", "although", "how",
    "why", "what",
];

#[cfg(test)]
#[path = "denial_tests.rs"]
mod tests;
