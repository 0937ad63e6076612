//! Text in columns: measured, wrapped and shortened by the width it has on the screen.

use anstyle::{AnsiColor, Style};
use textwrap::core::display_width;
use unicode_segmentation::UnicodeSegmentation;

pub(in crate::cli) const BOLD: Style = Style::new().bold();
pub(in crate::cli) const DIM: Style = Style::new().dimmed();
pub(in crate::cli) const GREEN: Style = AnsiColor::Green.on_default();
pub(in crate::cli) const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(in crate::cli) const RED: Style = AnsiColor::Red.on_default();

/// Sets a text in a style. The codes are always written; the printer takes them out where they are unwanted.
pub(in crate::cli) fn paint(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

/// The width on the screen; styles have none.
pub(in crate::cli) fn width(text: &str) -> usize {
    display_width(text)
}

/// A number of things: `1 page`, `2 pages`.
pub(in crate::cli) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Fills up with spaces on the right.
pub(in crate::cli) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Fills up with spaces on the left.
pub(in crate::cli) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Lines of at most `columns`, broken between words; a word that is longer is broken too. At least one line.
pub(in crate::cli) fn wrap(text: &str, columns: usize) -> Vec<String> {
    textwrap::wrap(text, columns.max(1)).into_iter().map(|line| line.into_owned()).collect()
}

/// As [`wrap`], but at most `lines` lines; where text is left out, the last ends with `end`.
pub(in crate::cli) fn wrap_at_most(text: &str, columns: usize, lines: usize, end: &str) -> Vec<String> {
    let mut wrapped = wrap(text, columns);
    if wrapped.len() > lines {
        wrapped.truncate(lines);
        if let Some(last) = wrapped.last_mut() {
            *last = cut(last, columns, end);
        }
    }
    wrapped
}

/// As many whole characters as leave room for `end`, then `end`. A word that is cut is left out, unless
/// that would leave a third of the room empty.
fn cut(text: &str, columns: usize, end: &str) -> String {
    let room = columns.saturating_sub(width(end));
    let mut kept = 0;
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += width(grapheme);
        if used > room {
            break;
        }
        kept = at + grapheme.len();
    }
    let mut shown = &text[..kept];
    if !text[kept..].starts_with(' ') && kept < text.len() {
        shown = shown
            .rfind(' ')
            .map(|at| &shown[..at])
            .filter(|whole| width(whole) * 3 > room * 2)
            .unwrap_or(shown);
    }
    format!("{}{end}", shown.trim_end_matches([' ', ',', ';', ':', '.', '(']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_as_they_look() {
        assert_eq!(left("中文", 6), "中文  ");
        assert_eq!(right("é", 3), "  é");
        assert_eq!(left(&paint(BOLD, "ab"), 4).len(), paint(BOLD, "ab").len() + 2);
        assert_eq!(left("too long", 3), "too long");
    }

    #[test]
    fn what_is_left_out_is_marked() {
        let check = |text: &str, columns: usize, expect: &str| {
            let short = wrap_at_most(text, columns, 1, "…").concat();
            assert_eq!(short, expect);
            assert!(width(&short) <= columns);
        };
        check("abcdef", 6, "abcdef");
        check("abcdef", 5, "abcd…");
        check("ab, cdef", 4, "ab…");
        check("a benchmark of questions", 20, "a benchmark of…");
        assert_eq!(cut("a benchmark", 8, "…"), "a bench…");
        check("中文字", 5, "中文…");
        check("中文字", 4, "中…");
        check("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…");
    }

    #[test]
    fn long_text_ends_on_its_last_line() {
        let text = "“one two three four five six”";
        assert_eq!(wrap_at_most(text, 30, 2, "…”"), ["“one two three four five six”"]);
        assert_eq!(wrap_at_most(text, 10, 2, "…”"), ["“one two", "three fo…”"]);
        assert_eq!(wrap_at_most("“onetwothreefour”", 5, 2, "…”"), ["“onet", "wot…”"]);
        assert_eq!(wrap("", 10), [""]);
    }
}
