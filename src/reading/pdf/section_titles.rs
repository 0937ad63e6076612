//! What the words of a section's title tell: its number, whether papers usually have it, whether the reference
//! list follows. How it is printed is told by `headings`.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::names_reference_list;

/// `3`, `3.1`, `A`, `B.2`, `IV.` before a title.
pub(super) static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
    Regex::new(
        r#"^(?:(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2}){0,3})\.?|(?:Appendix\s+)?(?P<letter>[A-Z](?:\.[0-9]{1,2}){0,3})[.:]?|(?P<roman>[IVX]{1,5})\.)\s+(?P<title>[\p{Lu}0-9“"(].*)$"#,
    )
    .unwrap()
});

/// Titles that are headings wherever they stand alone, in lower case.
const KNOWN: &[&str] = &[
    "abstract",
    "introduction",
    "background",
    "related work",
    "related works",
    "motivation",
    "preliminaries",
    "method",
    "methods",
    "methodology",
    "materials and methods",
    "data",
    "dataset",
    "datasets",
    "data collection",
    "experiments",
    "experimental setup",
    "evaluation",
    "results",
    "analysis",
    "discussion",
    "limitations",
    "limitation",
    "conclusion",
    "conclusions",
    "conclusion and future work",
    "discussion and conclusion",
    "future work",
    "acknowledgments",
    "acknowledgements",
    "acknowledgment",
    "acknowledgement",
    "ethics statement",
    "ethical considerations",
    "ethics",
    "ethical statement",
    "impact statement",
    "broader impact",
    "broader impacts",
    "reproducibility statement",
    "data availability",
    "data availability statement",
    "code availability",
    "data and code availability",
    "funding",
    "author contributions",
    "competing interests",
    "conflict of interest",
    "conflicts of interest",
    "references",
    "bibliography",
    "literature cited",
    "works cited",
    "appendix",
    "appendices",
    "supplementary material",
    "supplementary materials",
    "supplementary information",
    "checklist",
    "institutional review board (irb)",
    "data and code availability statement",
    "summary",
    "keywords",
];

/// Whether a heading opens the list of references.
pub(super) fn is_reference_list(heading: &str) -> bool {
    names_reference_list(&bare_title(heading))
}

/// Lower case, without number and closing punctuation.
pub(super) fn bare_title(text: &str) -> String {
    let title =
        NUMBERED.captures(text).and_then(|found| found.name("title")).map_or(text, |title| title.as_str());
    title.trim().trim_end_matches(['.', ':']).to_lowercase()
}

/// Whether a title is one that papers have on their outermost level.
pub(super) fn is_outermost(text: &str) -> bool {
    const OUTERMOST: &[&str] = &[
        "abstract",
        "introduction",
        "methods",
        "materials and methods",
        "results",
        "discussion",
        "conclusion",
        "conclusions",
        "references",
        "bibliography",
    ];
    OUTERMOST.contains(&bare_title(text).as_str())
}

/// Whether a title, which begins with a capital, is one that sections of papers have.
pub(super) fn is_known(text: &str) -> bool {
    text.starts_with(|c: char| !c.is_lowercase()) && KNOWN.contains(&bare_title(text).as_str())
}

/// The level that the number before a title tells: 1 for `3`, 2 for `3.1`; `None` without a number.
pub(super) fn numbered_level(text: &str) -> Option<u8> {
    let found = NUMBERED.captures(text)?;
    if found.name("roman").is_some() {
        return Some(1);
    }
    let number = found.name("number").or_else(|| found.name("letter"))?.as_str();
    Some(number.matches('.').count() as u8 + 1)
}

/// Section numbers are small; `2020 Guidelines` and `95 Patients` are not headings.
pub(super) fn plausible_number(text: &str) -> bool {
    NUMBERED
        .captures(text)
        .and_then(|found| found.name("number").map(|number| number.as_str().to_owned()))
        .is_none_or(|number| {
            number.split('.').next().and_then(|first| first.parse::<u32>().ok()).is_some_and(|n| n <= 30)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_give_levels() {
        let check = |text: &str, expect: Option<u8>| assert_eq!(numbered_level(text), expect, "{text}");
        check("1 Introduction", Some(1));
        check("3.2 Item Writing", Some(2));
        check("4.1.2. Prompts", Some(3));
        check("A Data Card", Some(1));
        check("B.2 More Results", Some(2));
        check("Appendix C: Prompts", Some(1));
        check("IV. Results", Some(1));
        check("Introduction", None);
        check("1 of the models", None);
    }

    #[test]
    fn known_titles() {
        assert!(is_known("REFERENCES"));
        assert!(is_known("7 Limitations"));
        assert!(!is_known("The references"));
        assert!(!is_known("results"));
        assert!(is_reference_list("References"));
        assert!(is_reference_list("8. Bibliography"));
        assert!(!is_reference_list("Appendix"));
    }
}
