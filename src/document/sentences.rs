//! Where sentences end.
//!
//! A rule-based splitter for scholarly English, in the tradition of Punkt's abbreviation lists (Kiss and
//! Strunk 2006): a stop ends a sentence unless the word before it is an abbreviation, an initial, a
//! number of a list, or the text after it does not look like a beginning.

use std::ops::Range;

/// Abbreviations after which no sentence ends, whatever follows; compared in lower case, without the
/// final stop.
const NEVER_FINAL: &[&str] = &[
    "fig", "figs", "eq", "eqs", "eqn", "sec", "secs", "sect", "tab", "tabs", "ch", "chap", "no", "nos", "vs",
    "e.g", "i.e", "eg", "ie", "cf", "dr", "drs", "prof", "mr", "mrs", "ms", "st", "approx", "resp", "pp",
    "p", "vol", "ed", "eds", "app", "appx", "ref", "refs", "thm", "lem", "prop", "def", "w.r.t", "wrt",
    "viz", "ca", "aka", "a.k.a", "incl", "excl", "min", "max", "avg", "std", "dept", "univ", "jan", "feb",
    "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "suppl", "supp", "conf", "proc",
    "int", "trans", "assoc", "alg",
];

/// Abbreviations that may stand at the end of a sentence; a sentence ends there only before a word
/// that usually begins one.
const SOMETIMES_FINAL: &[&str] = &[
    "etc", "al", "inc", "ltd", "corp", "co", "u.s", "u.k", "u.s.a", "e.u", "ph.d", "m.d", "a.m", "p.m",
    "b.sc", "m.sc",
];

/// Words that usually begin a sentence.
const BEGINNINGS: &[&str] = &[
    "A",
    "After",
    "All",
    "Although",
    "An",
    "And",
    "Any",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Consequently",
    "Despite",
    "During",
    "Each",
    "Finally",
    "First",
    "Following",
    "For",
    "From",
    "Further",
    "Furthermore",
    "Given",
    "Hence",
    "Here",
    "However",
    "If",
    "In",
    "Instead",
    "It",
    "Its",
    "Moreover",
    "Most",
    "No",
    "Note",
    "Notably",
    "Of",
    "On",
    "Only",
    "Other",
    "Our",
    "Overall",
    "Recent",
    "Recently",
    "Second",
    "Several",
    "Similarly",
    "Since",
    "Some",
    "Specifically",
    "Such",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "Therefore",
    "These",
    "They",
    "This",
    "Those",
    "Thus",
    "To",
    "Unlike",
    "Using",
    "We",
    "When",
    "Where",
    "Whereas",
    "Which",
    "While",
    "With",
    "You",
];

/// Words that a letter follows as a number would, so that "Appendix A." is not somebody's initial.
const LETTERED: &[&str] = &[
    "appendix",
    "category",
    "class",
    "figure",
    "group",
    "hepatitis",
    "option",
    "panel",
    "part",
    "section",
    "table",
    "type",
    "vitamin",
];

/// A sentence longer than this is cut at a clause or a blank: prompts and pseudo-code run on without a
/// stop, and neither a reader nor an encoder has a use for a quote of a page.
const LONGEST: usize = 700;

/// Bytes before a stop in which an abbreviation begins, if the stop belongs to one.
const LONGEST_ABBREVIATION: usize = 64;

/// The sentences of one paragraph: byte ranges of `text`, in order, not overlapping, without surrounding
/// white space. A paragraph of blanks has none.
pub fn split_sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    // Up to here a run of stops is known to be followed by nothing that begins a sentence. Asking at every
    // one of a million dots would take hours.
    let mut goes_on_to = 0;
    for (at, stop) in text.char_indices() {
        let wide_stop = !stop.is_ascii();
        if !matches!(stop, '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '۔')
            || at < start
            || (at < goes_on_to && !wide_stop)
        {
            continue;
        }
        let end = after_closers(text, at + stop.len_utf8());
        if !wide_stop && !followed_by_beginning(text, end) {
            goes_on_to = end;
            continue;
        }
        if wide_stop || !is_abbreviation(&text[start..], at - start, stop, text, end) {
            push_trimmed(text, start..end, &mut sentences);
            start = end;
        }
    }
    push_trimmed(text, start..text.len(), &mut sentences);
    sentences
}

/// Moves past what still belongs to the sentence after its stop: more stops, closing quotes and
/// brackets, and a footnote mark or bracketed citation glued to the stop.
fn after_closers(text: &str, mut end: usize) -> usize {
    loop {
        let rest = &text[end..];
        let Some(next) = rest.chars().next() else { return end };
        if matches!(next, '.' | '!' | '?' | '"' | '\'' | '”' | '’' | ')' | ']' | '}' | '»') {
            end += next.len_utf8();
        } else if next == '[' {
            match rest.find(']') {
                Some(close)
                    if close < 24
                        && rest[1..close].chars().all(|c| c.is_ascii_digit() || " ,–-".contains(c)) =>
                {
                    end += close + 1;
                }
                _ => return end,
            }
        } else if next.is_ascii_digit() || matches!(next, '†' | '‡' | '*' | '¹' | '²' | '³') {
            let before_stop =
                text[..end].trim_end_matches(|c: char| !c.is_alphanumeric()).chars().next_back();
            let mark = rest
                .chars()
                .take_while(|c| c.is_ascii_digit() || ",†‡*¹²³".contains(*c))
                .map(char::len_utf8)
                .sum::<usize>();
            let then_blank = rest[mark..].chars().next().is_none_or(char::is_whitespace);
            if before_stop.is_some_and(char::is_alphabetic) && mark <= 5 && then_blank {
                end += mark;
            } else {
                return end;
            }
        } else {
            return end;
        }
    }
}

/// Whether what follows `end` can begin a sentence: the end of the text, or white space and then
/// something other than a lower-case word.
fn followed_by_beginning(text: &str, end: usize) -> bool {
    let rest = &text[end..];
    if rest.is_empty() {
        return true;
    }
    if !rest.starts_with(char::is_whitespace) {
        return false;
    }
    match rest.trim_start().chars().next() {
        None => true,
        Some(c) => {
            c.is_uppercase()
                || c.is_numeric()
                || "\"'“‘([•–—-*§".contains(c)
                || (c.is_alphabetic() && !c.is_lowercase())
        }
    }
}

fn is_abbreviation(sentence: &str, stop_at: usize, stop: char, text: &str, end: usize) -> bool {
    if stop != '.' {
        return false;
    }
    let before = &sentence[..stop_at];
    let nearby = &before[before.floor_char_boundary(stop_at.saturating_sub(LONGEST_ABBREVIATION))..];
    let word_start = match nearby.rfind(|c: char| c.is_whitespace() || "([{“\"'‘/–—".contains(c)) {
        Some(at) => {
            let at = before.len() - nearby.len() + at;
            at + before[at..].chars().next().map_or(1, char::len_utf8)
        }
        None if nearby.len() == before.len() => 0,
        None => return false,
    };
    let word = &before[word_start..];
    let lower = word.to_lowercase();
    if NEVER_FINAL.contains(&lower.as_str()) {
        // "No." and "Max." are words too when nothing that can be counted follows.
        return !matches!(lower.as_str(), "no" | "max" | "min" | "mar" | "p" | "def" | "co")
            || next_is_number(text, end);
    }
    // A number or letter that opens the sentence numbers a list item or a heading: "1. We", "A. Data".
    if before[..word_start].trim().is_empty() && !word.is_empty() && word.len() <= 5 {
        let numbering = word.chars().all(|c| c.is_ascii_digit() || c == '.')
            || word.chars().count() == 1
            || word.chars().all(|c| "ivxIVX".contains(c));
        if numbering {
            return true;
        }
    }
    let mut letters = word.chars();
    let initial = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_uppercase());
    let dotted = word.contains('.')
        && word.split('.').all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
    let one_before = before[..word_start].split_whitespace().next_back().unwrap_or_default();
    if initial && LETTERED.contains(&one_before.to_lowercase().as_str()) {
        return false;
    }
    if initial || dotted || SOMETIMES_FINAL.contains(&lower.as_str()) {
        let next: String = text[end..].trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
        return !BEGINNINGS.contains(&next.as_str());
    }
    false
}

fn next_is_number(text: &str, end: usize) -> bool {
    text[end..].trim_start().starts_with(|c: char| c.is_ascii_digit())
}

fn push_trimmed(text: &str, range: Range<usize>, into: &mut Vec<Range<usize>>) {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = start + slice.trim().len();
    let mut start = start;
    while end - start > LONGEST {
        let mut limit = start + LONGEST;
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let window = &text[start..limit];
        let cut = window
            .rfind("; ")
            .map(|at| at + 1)
            .filter(|at| *at > LONGEST / 3)
            .or_else(|| window.rfind(char::is_whitespace).filter(|at| *at > 0))
            .unwrap_or(window.len());
        let piece = text[start..start + cut].trim_end();
        into.push(start..start + piece.len());
        let rest = &text[start + cut..end];
        start += cut + (rest.len() - rest.trim_start().len());
    }
    if start < end {
        into.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `|` in `marked` stands where a sentence ends.
    fn check(marked: &str) {
        let expect: Vec<&str> = marked.split('|').map(str::trim).collect();
        let text = expect.join(" ");
        let got: Vec<&str> = split_sentences(&text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(got, expect);
    }

    #[test]
    fn plain_stops() {
        check("We built a benchmark. | It has 40 items! | Is it hard? | Yes.");
        check("Models fail. | “They guess.” | (See below.) | The rest is silence.");
        check("One stop at the end... | Then more.");
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        check("We use exams, e.g. USMLE, i.e. Step 1. | They are old.");
        check("As in Fig. 3 and Sec. 2.1, cf. Tab. 4, see Eq. (5).");
        check("Smith et al. (2020) and Jones et al. [4] agree. | We do not.");
        check("We follow Smith et al. The data differ.".replace("al. The", "al. | The").as_str());
        check("Dr. Okafor vs. Prof. Lee. | Both are invented.");
        check("Prices, sizes, etc. are given. | Names, codes, etc. | We drop them.");
        check("Answer No. 7 is wrong. | The answer is no. | We agree.");
    }

    #[test]
    fn numbers_and_initials() {
        check("Accuracy rose by 0.05 to 3.14 points. | Then it fell.");
        check("J. K. Rowe and A. Ng wrote it. | We did not.");
        check("1. Collect the notes. | 2. Remove names.");
        check("A. Data. | B. Models.");
        check("They are printed in Appendix A. | Two baselines follow, as in Smith and A. Two-Bears.");
        check("The U.S. Food and Drug Administration and a Ph.D. student. | In the U.S. | We checked.");
        check("At 5 p.m. on Monday. | At 6 p.m. | The ward closed.");
    }

    #[test]
    fn marks_glued_to_the_stop() {
        check("It is released.1 | We thank all.");
        check("It is known.[3, 4] | We add to it.");
        check("It is known.12,13 | We add.");
        check("Version 2.5 is newer. | Use it.");
    }

    #[test]
    fn lower_case_continues() {
        check("We asked “why?” and “how?” in turn. | Nobody knew.");
        check("The command git. is odd but lower case goes on.");
    }

    #[test]
    fn endless_text_is_cut() {
        let text = "word ".repeat(500);
        let sentences = split_sentences(&text);
        assert!(sentences.len() > 2);
        assert!(sentences.iter().all(|range| range.len() <= LONGEST));
    }

    #[test]
    fn runs_of_stops_take_no_time() {
        let many = 1_000_000;
        for text in [
            format!("So on{} and on.", ".".repeat(many)),
            format!("e.g{} Qx", ".".repeat(many)),
            format!("x{}", ".!".repeat(many)),
            format!("a{} b", ".)".repeat(many)),
        ] {
            let begun = std::time::Instant::now();
            let sentences = split_sentences(&text);
            assert!(begun.elapsed().as_secs() < 5, "{}: {:?}", &text[..9], begun.elapsed());
            assert!(!sentences.is_empty());
        }
    }

    proptest! {
        #[test]
        fn covers_everything_but_blanks(text in "[A-Za-z0-9 .!?()\\[\\]“”é。-]{0,400}") {
            let sentences = split_sentences(&text);
            let mut end = 0;
            for range in &sentences {
                prop_assert!(range.start >= end && range.start < range.end);
                prop_assert!(text[end..range.start].trim().is_empty());
                let sentence = &text[range.clone()];
                prop_assert_eq!(sentence.trim(), sentence);
                end = range.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }
}
