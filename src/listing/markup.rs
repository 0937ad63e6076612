//! Markdown's marks inside a line: links, emphasis, and the few HTML tags that people mix in.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::entry::flat;
use crate::document::pattern;

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?[^()]*\)"#)
});
static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"</?[A-Za-z][^<>]{0,300}>"));

/// A link of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link<'t> {
    pub(super) text: &'t str,
    pub(super) address: &'t str,
    /// Where it begins and ends in the line, in bytes.
    pub(super) span: (usize, usize),
}

/// The links of a line, pictures left out, in order.
pub(super) fn links(line: &str) -> Vec<Link<'_>> {
    let links = LINK.captures_iter(line).filter_map(|found| {
        let (whole, text, address) = (found.get(0)?, found.get(1)?, found.get(2)?);
        let link =
            Link { text: text.as_str(), address: address.as_str(), span: (whole.start(), whole.end()) };
        (!whole.as_str().starts_with('!')).then_some(link)
    });
    links.collect()
}

/// The line as a reader sees it: links as their texts, pictures, emphasis and tags gone, on one line.
pub(super) fn bare(line: &str) -> String {
    let mut text = Cow::Borrowed(line);
    // A picture or a bracket may stand in a link's text.
    for _ in 0..2 {
        let shown = LINK.replace_all(&text, |found: &regex::Captures<'_>| {
            if found[0].starts_with('!') { String::new() } else { found[1].to_owned() }
        });
        text = Cow::Owned(shown.into_owned());
    }
    let text = TAG.replace_all(&text, " ");
    let text = text.replace("**", "").replace("__", "").replace('`', "").replace("\\_", "_");
    let text = text.trim().trim_matches('*').to_owned();
    flat(text.strip_prefix('_').and_then(|text| text.strip_suffix('_')).unwrap_or(&text))
}

/// Tags as line ends, so that what `<details>` folds away stands on lines of its own.
pub(super) fn unfolded(text: &str) -> String {
    static FOLD: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)</?(?:details|summary|br|p|div|ul|li)(?:\s[^<>]*)?/?>"));
    FOLD.replace_all(
        text,
        |found: &regex::Captures<'_>| {
            if found[0].eq_ignore_ascii_case("<summary>") { "\n<summary>" } else { "\n" }
        },
    )
    .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_their_marks() {
        let check = |line: &str, expect: &str| assert_eq!(bare(line), expect, "{line}");
        check("**[A B](https://example.org/a_(b))**: c", "A B: c");
        check("[[pdf](x)] ![Stars](y) _A. Bee_", "[pdf] _A. Bee_");
        check("*A. Bee*", "A. Bee");
        check("a<br/>b `c`", "a b c");
        let found: Vec<(&str, &str)> =
            links("![p](q) [A](b) and [[c](d)]").iter().map(|link| (link.text, link.address)).collect();
        assert_eq!(found, [("A", "b"), ("c", "d")]);
        assert_eq!(unfolded("<details><summary>Abstract</summary>x</details>"), "\n\n<summary>Abstract\nx\n");
    }
}
