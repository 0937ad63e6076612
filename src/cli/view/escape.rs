//! Text from papers and file names, made harmless for a terminal.
//!
//! A paper can hold anything: escape sequences that move the cursor or change the window, and controls
//! that reverse the direction of writing, so that a quote reads differently from what it says. Such
//! characters are shown by their number.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a terminal would act on the character instead of showing it.
fn is_harmful(c: char) -> bool {
    // C0, DEL and C1 by `is_control`; then line and paragraph separator, and the embeddings, overrides
    // and isolates of the bidirectional algorithm (Unicode Annex 9).
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn replace<'a>(
    text: &'a str,
    is_kept: impl Fn(char) -> bool,
    show: impl Fn(char, &mut String),
) -> Cow<'a, str> {
    let stays = |c: char| is_kept(c) || !is_harmful(c);
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if stays(c) { shown.push(c) } else { show(c, &mut shown) }
    }
    Cow::Owned(shown)
}

/// Shows harmful characters as `\u{202e}`; line breaks stay.
pub(in crate::cli) fn lines(text: &str) -> Cow<'_, str> {
    replace(text, |c| c == '\n', |c, shown| shown.extend(c.escape_unicode()))
}

/// The same in a file, where tabs and line ends of every kind are what they are.
pub(in crate::cli) fn file(text: &str) -> Cow<'_, str> {
    replace(text, |c| matches!(c, '\n' | '\r' | '\t'), |c, shown| shown.extend(c.escape_unicode()))
}

/// The same on one line: every run of white space becomes one space.
pub(in crate::cli) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    lines(&words.join(" ")).into_owned()
}

/// Makes JSON text harmless without changing what it says: serde leaves DEL, C1 and bidirectional controls
/// as they are, and inside a JSON string they can be written by their number.
pub(in crate::cli) fn json(text: &str) -> Cow<'_, str> {
    replace(
        text,
        |c| c == '\n',
        |c, shown| {
            // Writing to a string cannot fail, and every harmful character is below U+10000.
            let _ = write!(shown, "\\u{:04x}", u32::from(c));
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_sees_nothing_it_acts_on() {
        let check = |text: &str, expect: &str| assert_eq!(one_line(text), expect);
        check("plain “quotes”, naïve, 中文", "plain “quotes”, naïve, 中文");
        check("\u{1b}[31mred\u{1b}[0m", r"\u{1b}[31mred\u{1b}[0m");
        check("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}");
        check("\u{9b}2J", r"\u{9b}2J");
        check("score 2\u{202e}0 erocs", r"score 2\u{202e}0 erocs");
        check("\u{2066}a\u{2069}", r"\u{2066}a\u{2069}");
        check("a\r\nb\tc\u{7f}", r"a b c\u{7f}");
        check("  two\n\n lines ", "two lines");
    }

    #[test]
    fn lines_stay_where_they_are_wanted() {
        assert_eq!(lines("a\nb\rc"), "a\nb\\u{d}c");
        assert_eq!(file("a\tb\r\nc\rd\u{1b}"), "a\tb\r\nc\rd\\u{1b}");
    }

    #[test]
    fn json_says_the_same() {
        let text = "a\u{1b}\u{9b}\u{7f}\u{202e}\n\u{2028}é";
        let written = serde_json::to_string(text).unwrap();
        let harmless = json(&written);
        assert!(!harmless.chars().any(is_harmful), "{harmless}");
        assert_eq!(serde_json::from_str::<String>(&harmless).unwrap(), text);
    }
}
