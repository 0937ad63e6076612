//! The paper's title as printed on page 1.
//!
//! [`headings`](super::headings) marks the largest print at the top. Where that is a section's heading, or
//! the title was taken for something else, the first large print that may be one is; and what the file says
//! helps where page 1 bears it out.

use super::geometry::Turn;
use super::paragraph::Paragraph;
use crate::document::{BlockKind, Found, Origin};

/// A title is at least this much larger than the text, as a share.
const LARGER: f32 = 1.12;
/// Lines this much smaller than the largest are no part of the title, in points.
const SAME_SIZE: f32 = 0.6;
/// A title is among the first paragraphs, mastheads and boxes in the margin included.
const FIRST: usize = 16;

/// A title, and where it ends.
#[derive(Debug)]
pub(super) struct Title {
    pub(super) text: Found<String>,
    /// The number of paragraphs of page 1 up to and with its last.
    pub(super) end: usize,
}

/// The title: the largest print among the first paragraphs of page 1, unless that is a section's heading;
/// where print tells nothing, or something else, what the file states, if it is printed. `None` when
/// neither is there. `body` is the usual font size in points.
pub(super) fn of(first_page: &[Paragraph], body: f32, stated: Option<&Found<String>>) -> Option<Title> {
    let printed = marked(first_page).or_else(|| largest(first_page, body));
    let Some(stated) = stated else { return printed };
    let words = letters(&stated.value);
    if let Some(printed) = printed {
        let own = letters(&printed.text.value);
        if own.contains(&words) || words.contains(&own) || !is_within(first_page, &words) {
            return Some(printed);
        }
    }
    let part = |paragraph: &Paragraph| {
        let own = letters(&paragraph.text());
        own.len() >= 4 && (words.contains(&own) || own.contains(&words))
    };
    let end = first_page.iter().take(FIRST).rposition(part).map_or(0, |at| at + 1);
    Some(Title { text: stated.clone(), end })
}

/// What `headings` marked, if it can be a title.
fn marked(first_page: &[Paragraph]) -> Option<Title> {
    let is_title = |paragraph: &Paragraph| paragraph.kind == BlockKind::Heading && paragraph.level == 0;
    let start = first_page.iter().position(is_title)?;
    let end = first_page.iter().rposition(is_title)? + 1;
    let title = joined(&first_page[start..end], is_title);
    (!names_a_section(&title)).then(|| Title { text: Found::new(title, Origin::Page), end })
}

/// The largest upright print among the first paragraphs, whatever they were taken for.
fn largest(first_page: &[Paragraph], body: f32) -> Option<Title> {
    let may_be = |paragraph: &Paragraph| {
        let text = paragraph.text();
        paragraph.first().is_some_and(|line| line.turn == Turn::Upright)
            && text.chars().filter(|c| c.is_alphabetic()).count() >= 8
            && !names_a_section(&text)
            && !is_stamp(&text)
    };
    let first = &first_page[..first_page.len().min(FIRST)];
    let size = first.iter().filter(|paragraph| may_be(paragraph)).map(Paragraph::size).reduce(f32::max)?;
    if size < LARGER * body {
        return None;
    }
    let is_part = |paragraph: &Paragraph| may_be(paragraph) && paragraph.size() > size - SAME_SIZE;
    let start = first.iter().position(is_part)?;
    let length = first[start..].iter().take_while(|paragraph| is_part(paragraph)).count();
    let text = joined(&first[start..start + length], is_part);
    Some(Title { text: Found::new(text, Origin::Page), end: start + length })
}

fn joined(paragraphs: &[Paragraph], is_part: impl Fn(&Paragraph) -> bool) -> String {
    let parts: Vec<String> =
        paragraphs.iter().filter(|paragraph| is_part(paragraph)).map(Paragraph::text).collect();
    parts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Headings that open the text of a paper.
fn names_a_section(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    ["abstract", "introduction", "summary", "contents", "table of contents", "background", "keywords"]
        .contains(&bare.as_str())
}

/// What is stamped across pages by whoever handed the paper on; no paper has it for its title.
pub(super) fn is_stamp(text: &str) -> bool {
    const STAMPS: &[&str] = &[
        "accepted",
        "accepted article",
        "accepted author manuscript",
        "accepted manuscript",
        "accepted version",
        "advance article",
        "article in press",
        "author manuscript",
        "authors manuscript",
        "author copy",
        "author proof",
        "author version",
        "confidential",
        "confidential draft",
        "copy",
        "corrected proof",
        "do not cite",
        "do not circulate",
        "do not copy",
        "do not distribute",
        "draft",
        "draft copy",
        "draft version",
        "early access",
        "final draft",
        "for peer review",
        "for peer review only",
        "for personal use only",
        "for review only",
        "in press",
        "internal use only",
        "journal pre proof",
        "just accepted",
        "manuscript under review",
        "not peer reviewed",
        "not for distribution",
        "peer review copy",
        "peer reviewed",
        "post print",
        "pre print",
        "preprint not peer reviewed",
        "preprint under review",
        "pre proof",
        "provisional",
        "restricted",
        "retracted",
        "retracted article",
        "review copy",
        "sample",
        "submitted manuscript",
        "uncorrected manuscript",
        "uncorrected proof",
        "under review",
        "unedited manuscript",
        "unpublished draft",
        "unpublished manuscript",
        "withdrawn",
        "work in progress",
        "working draft",
    ];
    let own = letters(text);
    STAMPS.iter().any(|stamp| letters(stamp) == own)
}

fn is_within(first_page: &[Paragraph], words: &str) -> bool {
    let page: String = first_page.iter().map(|paragraph| letters(&paragraph.text())).collect();
    page.contains(words)
}

/// Letters and digits in lower case: what is the same however a text is set.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_no_titles() {
        for section in ["Abstract", "ABSTRACT", "1. Introduction", "1 Introduction:", "Summary"] {
            assert!(names_a_section(section), "{section}");
        }
        assert!(!names_a_section("An Introduction to Wards"));
    }
}
