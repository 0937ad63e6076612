//! What a line of a listing is: an id, a labeled field, a rule between papers, or words.

use std::sync::LazyLock;

use regex::Regex;

use super::ids::{arxiv_ids, only_arxiv_id};
use crate::document::pattern;

/// A line with more words beside an id is a sentence that cites it.
const MOST_WORDS_BESIDE_ID: usize = 8;

/// What stands behind a label such as `Title:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Authors,
    Abstract,
    /// A date, subjects, comments and the like.
    Other,
}

/// A line, without the blanks around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line<'t> {
    /// Nothing but dashes, backslashes and the like.
    Rule,
    /// The arXiv id of a paper, without version, or its address.
    Id(String),
    Labeled(Field, &'t str),
    /// A title that leads to its paper, in Markdown: title, arXiv id and what follows.
    Linked(&'t str, String, &'t str),
    Words(&'t str),
}

/// Tells what a line is.
pub(super) fn line(text: &str) -> Line<'_> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)^[*_]*(?:(title)|(authors?)|(abstract|summary)|date|categories|subjects?|comments?|journal-ref|",
            r"doi|report-no|msc-class|acm-class|license|from|keywords?|received|published|submitted)[*_]*:[*_]*\s*(.*)$"
        ))
    });
    let text = text.trim();
    if !text.chars().any(char::is_alphanumeric) {
        return Line::Rule;
    }
    // What stands behind a label such as "Comments:" may name another paper.
    if let Some(found) = LABEL.captures(text) {
        let labels = [(1, Field::Title), (2, Field::Authors), (3, Field::Abstract)];
        let field = labels.into_iter().find(|(group, _)| found.get(*group).is_some());
        let rest = found.get(4).map_or("", |rest| rest.as_str());
        return Line::Labeled(field.map_or(Field::Other, |(_, field)| field), rest);
    }
    if let Some(linked) = linked(text) {
        return linked;
    }
    id(text).map_or(Line::Words(text), Line::Id)
}

/// `- **[Title](https://arxiv.org/abs/2009.13081)**: abstract`. Links of one or two words, such as `[PDF]`, are
/// no titles.
fn linked(text: &str) -> Option<Line<'_>> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:[-*+•]\s+|\d+[.)]\s+)?[*_]*\[([^\]]{5,300})\]\(([^()\s]+)\)[*_]*[\s:.—–-]*[*_]*\s*(.*)$",
        )
    });
    let found = LINK.captures(text)?;
    let part = |at: usize| found.get(at).map_or("", |part| part.as_str());
    let id = only_arxiv_id(part(2))?;
    (part(1).split_whitespace().count() > 2).then(|| Line::Linked(part(1), id, part(3)))
}

/// What a line names a paper by: an arXiv id as `arXiv:2009.13081v1 [pdf]` or in an address, or, alone on its line,
/// the address that the reader of web pages gives for a link to a paper.
fn id(text: &str) -> Option<String> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\barxiv:\s*\S+|\S*://\S*"));
    static PAPER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^https://(?:openreview\.net/forum\?id=[\w-]+|aclanthology\.org/[\w.-]+)$")
    });
    // Lines of a listing are short; what is longer is running text.
    if text.len() > 300 {
        return None;
    }
    if PAPER.is_match(text) {
        return Some(text.to_owned());
    }
    // A sentence that names a paper is about another one.
    let begins_as_id = text.starts_with(|c: char| !c.is_alphabetic())
        || ["arxiv", "http"]
            .iter()
            .any(|start| text.get(..start.len()).is_some_and(|is| is.eq_ignore_ascii_case(start)));
    if text.ends_with('.') && !begins_as_id {
        return None;
    }
    let id = arxiv_ids(text).into_iter().next()?;
    let beside = NAMED.replace_all(text, " ");
    let words = beside.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).count();
    (words <= MOST_WORDS_BESIDE_ID).then_some(id)
}

/// Whether a short text reads like the names of people.
pub(super) fn are_names(text: &str) -> bool {
    const SMALL: [&str; 13] =
        ["and", "of", "de", "da", "der", "den", "van", "von", "la", "le", "et", "al", "al."];
    let is_name = |word: &str| {
        SMALL.contains(&word)
            || word.starts_with(|c: char| c.is_uppercase()) && !word.ends_with(['?', '!', ':'])
    };
    let has_digits = text.chars().any(|c| c.is_ascii_digit());
    let mut people = text.split([',', ';']).map(str::trim).filter(|name| !name.is_empty());
    let each = |name: &str| {
        let words: Vec<&str> = name.split_whitespace().collect();
        words.len() <= 8 && words.iter().all(|word| is_name(word))
    };
    !has_digits && !text.trim().is_empty() && people.all(each)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let check = |text: &str, expect: Line<'_>| assert_eq!(line(text), expect, "{text}");
        check("-----", Line::Rule);
        check(" \\\\ ", Line::Rule);
        check("arXiv:2009.13081", Line::Id("2009.13081".to_owned()));
        check("[7] arXiv:2009.13081v2 (replaced) [pdf, html, other]", Line::Id("2009.13081".to_owned()));
        check("\\\\ ( https://arxiv.org/abs/2009.13081 ,  88kb)", Line::Id("2009.13081".to_owned()));
        check("arXiv:cs/0112017", Line::Id("cs/0112017".to_owned()));
        check("arXiv:2099.13081", Line::Words("arXiv:2099.13081"));
        check("Title: A B", Line::Labeled(Field::Title, "A B"));
        check("**Authors:** A B", Line::Labeled(Field::Authors, "A B"));
        check("Abstract:", Line::Labeled(Field::Abstract, ""));
        check("Comments: 3 pages", Line::Labeled(Field::Other, "3 pages"));
        let note = "arXiv admin note: text overlap with arXiv:2401.01234";
        check(&format!("Comments: {note}"), Line::Labeled(Field::Other, note));
        let forum = "https://openreview.net/forum?id=aB_c-9";
        check(forum, Line::Id(forum.to_owned()));
        let passing = "Collected after arXiv:2009.13081.";
        check(passing, Line::Words(passing));
        let cited = "We follow the protocol of arXiv:2009.13081 in all that concerns licensing exams here";
        check(cited, Line::Words(cited));
        check("Titles: none", Line::Words("Titles: none"));
        let linked = "* **[A B of C](https://arxiv.org/abs/2009.13081v2)** — We show.";
        check(linked, Line::Linked("A B of C", "2009.13081".to_owned(), "We show."));
        check("[PDF file](https://arxiv.org/pdf/2009.13081)", Line::Id("2009.13081".to_owned()));
        let elsewhere = "[A B of C](https://example.org/a)";
        check(elsewhere, Line::Words(elsewhere));
    }

    #[test]
    fn names() {
        for names in ["Lena Fictor, Omar Made-Up", "A. de Vries and B. Li", "Iva Unreal et al."] {
            assert!(are_names(names), "{names}");
        }
        for other in ["A Benchmark for weather", "12 pages", "", "Do Models Know?"] {
            assert!(!are_names(other), "{other}");
        }
    }
}
