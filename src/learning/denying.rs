//! Sentences that state a fact, made to deny it.
//!
//! By the words alone. A denial keeps the words of its sentence, so that a search which only counts words
//! cannot tell the two apart.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::pattern;
use crate::retrieval::{AUXILIARIES, INNER, denies, has_denial};

/// Two clauses side by side: to deny the first would leave the second stated.
static SIDE_BY_SIDE: LazyLock<Regex> = LazyLock::new(|| {
    let auxiliaries = AUXILIARIES.join("|");
    pattern(&format!(
        r";|\b(?:and|but|while|whereas)\s+(?:we|they|it|{auxiliaries})\b|,\s+(?:and|but)\s.*\b(?:{auxiliaries})\b"
    ))
});

/// Asides, such as lists of citations.
static IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\([^()]*\)"));

/// The authors as the subject of the main clause, at the beginning or after the first words.
static AUTHORS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:(?:We|The authors|They) |[A-Z][^;:]*?, (?:we|the authors|they) )"));

/// "It is … that …": the fact comes after "that".
static IT_IS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^It [a-z]+ .*\bthat\b"));

/// Words that begin such a clause at the beginning of a sentence, and elsewhere mostly something else.
const INNER_FIRST: [&str; 10] =
    ["since", "after", "before", "once", "until", "as", "while", "though", "unless", "to"];

/// Adverbs without -ly.
const ADVERBS: [&str; 22] = [
    "also",
    "then",
    "first",
    "further",
    "next",
    "thus",
    "therefore",
    "hence",
    "instead",
    "again",
    "only",
    "both",
    "all",
    "always",
    "often",
    "already",
    "now",
    "here",
    "still",
    "ever",
    "since",
    "hereby",
];

/// Verbs that end in -ly.
const VERBS_IN_LY: [&str; 7] = ["apply", "rely", "supply", "comply", "reply", "multiply", "imply"];

/// Verbs that end in -ed before any ending.
const VERBS_IN_ED: [&str; 7] = ["need", "feed", "exceed", "proceed", "succeed", "embed", "seed"];

/// Past forms that papers use, with the base form.
const PAST: [(&str, &str); 52] = [
    ("became", "become"),
    ("began", "begin"),
    ("bought", "buy"),
    ("brought", "bring"),
    ("built", "build"),
    ("came", "come"),
    ("chose", "choose"),
    ("dealt", "deal"),
    ("drew", "draw"),
    ("fed", "feed"),
    ("felt", "feel"),
    ("found", "find"),
    ("gave", "give"),
    ("got", "get"),
    ("grew", "grow"),
    ("held", "hold"),
    ("hid", "hide"),
    ("kept", "keep"),
    ("knew", "know"),
    ("laid", "lay"),
    ("led", "lead"),
    ("left", "leave"),
    ("lost", "lose"),
    ("made", "make"),
    ("meant", "mean"),
    ("met", "meet"),
    ("overcame", "overcome"),
    ("oversaw", "oversee"),
    ("paid", "pay"),
    ("ran", "run"),
    ("rebuilt", "rebuild"),
    ("redrew", "redraw"),
    ("reran", "rerun"),
    ("rewrote", "rewrite"),
    ("said", "say"),
    ("sat", "sit"),
    ("saw", "see"),
    ("sent", "send"),
    ("sought", "seek"),
    ("sped", "speed"),
    ("spent", "spend"),
    ("spoke", "speak"),
    ("stood", "stand"),
    ("struck", "strike"),
    ("taught", "teach"),
    ("thought", "think"),
    ("told", "tell"),
    ("took", "take"),
    ("undertook", "undertake"),
    ("went", "go"),
    ("withheld", "withhold"),
    ("wrote", "write"),
];

/// Past forms that are the base form too; papers report, so they are read as past.
const SAME_IN_PAST: [&str; 8] = ["set", "split", "put", "cut", "read", "let", "cast", "spread"];

/// Participles that end neither in -ed nor in -en, beside the past forms above.
const PARTICIPLES: [&str; 12] = [
    "been",
    "begun",
    "come",
    "done",
    "drawn",
    "gone",
    "grown",
    "known",
    "run",
    "shown",
    "undergone",
    "withdrawn",
];

/// Words after "we" that are not verbs.
const NO_VERB: [&str; 20] = [
    "who", "that", "which", "of", "in", "on", "at", "for", "with", "and", "or", "as", "to", "from", "the",
    "an", "each", "two", "three", "four",
];

/// What follows "have" or "do" where it is the main verb.
const BEFORE_NOUNS: [&str; 14] =
    ["a", "an", "the", "this", "that", "these", "those", "our", "their", "its", "so", "some", "any", "no"];

/// First words that are names, and stay as they are after a colon.
const NAMES: [&str; 34] = [
    "Amazon",
    "American",
    "Arabic",
    "British",
    "Chinese",
    "Creative",
    "Dutch",
    "English",
    "European",
    "French",
    "German",
    "Google",
    "Hindi",
    "Italian",
    "Japanese",
    "Korean",
    "Likert",
    "Portuguese",
    "Python",
    "Russian",
    "Spanish",
    "Wikipedia",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// First words that are not names, whatever follows them.
const NO_NAMES: [&str; 30] = [
    "A", "An", "The", "This", "These", "That", "Those", "Our", "We", "They", "It", "Its", "Their", "Each",
    "Every", "All", "Both", "Some", "In", "On", "At", "By", "For", "From", "To", "With", "Of", "And", "Two",
    "Three",
];

/// The same sentence denying its fact, with its words: "Each item was checked" becomes "Each item was not
/// checked". Where that takes more grammar than a few rules, or the sentence denies something already, "We
/// did not do the following:" stands before it. Runs of white space become one blank. The result always
/// [`denies`].
pub fn denied(sentence: &str) -> String {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let line = words.join(" ");
    // Marks of list items and headings.
    let bare = line.trim_start_matches(['-', '*', '+', '•', '▪', '◦', '#', ' ']);
    let clauses = IN_BRACKETS.replace_all(bare, "");
    let is_simple = !has_denial(bare) && !SIDE_BY_SIDE.is_match(&clauses) && !IT_IS.is_match(bare);
    let said = is_simple.then(|| authors_denied(bare).unwrap_or_else(|| auxiliary_denied(bare))).flatten();
    said.filter(|said| denies(said)).unwrap_or_else(|| disclaimed(bare))
}

/// Denies what the authors say of themselves: `Some(None)` when they are the subject but the verb is beyond
/// the rules, `None` when they are not.
fn authors_denied(sentence: &str) -> Option<Option<String>> {
    let (subject, mut rest) = sentence.split_at(AUTHORS.find(sentence)?.end());
    let mut adverbs = String::new();
    while let Some((word, behind)) = rest.split_once(' ').filter(|(word, _)| is_adverb(word)) {
        adverbs.push_str(&format!("{word} "));
        rest = behind;
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(rest.len());
    let (verb, behind) = rest.split_at(end);
    if AUXILIARIES.contains(&verb) {
        let denied = auxiliary(verb, behind);
        return Some(denied.map(|denied| format!("{subject}{adverbs}{denied}")));
    }
    let is_word = verb.len() > 1 && verb.chars().all(|c| c.is_lowercase() || c == '-');
    if !is_word || NO_VERB.contains(&verb) || verb.ends_with("ing") {
        return Some(None);
    }
    let base = PAST.iter().find(|(past, _)| *past == verb).map(|(_, base)| *base);
    let base = base.or_else(|| SAME_IN_PAST.into_iter().find(|same| *same == verb));
    let is_regular = verb.ends_with("ed") && !VERBS_IN_ED.contains(&verb);
    Some(match base {
        // A second past form would be neither denied nor grammatical.
        Some(_) if states_more(behind) => None,
        Some(base) => Some(format!("{subject}did not {adverbs}{base}{behind}")),
        None if is_regular => Some(format!("{subject}have not {adverbs}{verb}{behind}")),
        None => Some(format!("{subject}do not {adverbs}{verb}{behind}")),
    })
}

/// Whether a past form follows "and" or "then".
fn states_more(rest: &str) -> bool {
    let words: Vec<&str> = rest.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    words.windows(2).any(|pair| {
        let is_past = pair[1].ends_with("ed") || PAST.iter().any(|(past, _)| *past == pair[1]);
        is_past && (matches!(pair[0], "and" | "then" | "but" | "or") || is_adverb(pair[0]))
    })
}

fn is_adverb(word: &str) -> bool {
    ADVERBS.contains(&word) || word.ends_with("ly") && !VERBS_IN_LY.contains(&word)
}

/// Denies the first auxiliary of the main clause; `None` when there is none.
fn auxiliary_denied(sentence: &str) -> Option<String> {
    let mut start = 0;
    for word in sentence.split(' ') {
        let end = start + word.len();
        let before = &sentence[..start];
        start = end + 1;
        if AUXILIARIES.contains(&word) && !before.is_empty() && !is_inner(before) {
            let denied = auxiliary(word, &sentence[end..])?;
            return Some(format!("{before}{denied}"));
        }
    }
    None
}

/// Whether a verb behind these words belongs to an inner clause or stands in brackets; a comma ends a clause.
fn is_inner(before: &str) -> bool {
    if before.matches('(').count() > before.matches(')').count() {
        return true;
    }
    let clause = before.rsplit(", ").next().unwrap_or(before).to_lowercase();
    let mut words = clause.split_whitespace();
    words.clone().next().is_some_and(|first| INNER_FIRST.contains(&first))
        || words.any(|word| INNER.contains(&word))
}

/// An auxiliary and what follows it, denied; `None` at the end of a sentence. "Have" with a noun is no
/// auxiliary: "do not have".
fn auxiliary(verb: &str, behind: &str) -> Option<String> {
    let mut following = behind.split(' ').filter(|word| !word.is_empty() && !is_adverb(word));
    let next = following.next()?.trim_end_matches(|c: char| !c.is_alphanumeric());
    let past = || PAST.iter().any(|(past, _)| *past == next) || SAME_IN_PAST.contains(&next);
    let is_participle =
        || next.ends_with("ed") || next.ends_with("en") || PARTICIPLES.contains(&next) || past();
    Some(match verb {
        "has" if !is_participle() => format!("does not have{behind}"),
        "have" if !is_participle() => format!("do not have{behind}"),
        "had" if !is_participle() => format!("did not have{behind}"),
        "do" | "does" | "did" if BEFORE_NOUNS.contains(&next) => format!("{verb} not do{behind}"),
        "can" => format!("cannot{behind}"),
        _ => format!("{verb} not{behind}"),
    })
}

/// The whole sentence, after words that deny it.
fn disclaimed(sentence: &str) -> String {
    let mut words = sentence.split(' ');
    let (first, next) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let bare = first.trim_end_matches(|c: char| !c.is_alphanumeric());
    let mut letters = first.chars();
    let capital = letters.next();
    // Acronyms, and names such as GPT-4; names of two words; Cohen's.
    let is_name = !NO_NAMES.contains(&bare)
        && (letters.clone().any(|c| c.is_uppercase() || c.is_numeric())
            || bare == "I"
            || NAMES.contains(&bare)
            || bare.ends_with("'s")
            || bare.ends_with("’s")
            || next.starts_with(char::is_uppercase));
    let sentence = match capital {
        Some(capital) if !is_name => {
            format!("{}{}", capital.to_lowercase(), &sentence[capital.len_utf8()..])
        }
        _ => sentence.to_owned(),
    };
    format!("We did not do the following: {sentence}")
}

#[cfg(test)]
#[path = "denying_tests.rs"]
mod tests;
