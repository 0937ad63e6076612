//! How a sentence is written and where it stands, whatever the criterion: clues to whether a reader would
//! quote it at all. Whose work it speaks of shows in citation marks and in "we"; a fragment, a link or a row of
//! figures shows in its letters.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::pattern;

/// How many clues [`form`] gives.
pub(super) const FORM: usize = 8;
/// More digits than this say no more.
const MOST_DIGITS: usize = 5;

/// Marks of a citation: "et al", "[12", "(2021)", ", 2021)".
static CITATION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"et al|\[[0-9]|\((?:19|20)[0-9]{2}\)|, (?:19|20)[0-9]{2}[a-z]?\)"));

/// The authors' own voice.
static OWN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:we|our|us|this (?:paper|work|study|benchmark|dataset))\b"));

static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"https?://|www\."));

/// What the letters of a sentence show: a citation, the authors' own voice, the logarithm of its number of
/// words, its digits (1 for five or more), a link, a beginning in lower case, an end like a sentence's, and
/// whether it stands in an attachment.
pub(super) fn form(text: &str, attached: bool) -> [f32; FORM] {
    let is = |yes: bool| f32::from(u8::from(yes));
    let digits = text.chars().filter(char::is_ascii_digit).take(MOST_DIGITS).count();
    [
        is(CITATION.is_match(text)),
        is(OWN.is_match(text)),
        (text.split_whitespace().count() as f32).ln_1p(),
        digits as f32 / MOST_DIGITS as f32,
        is(LINK.is_match(text)),
        is(text.starts_with(char::is_lowercase)),
        is(text.trim_end().ends_with(['.', '!', '?'])),
        is(attached),
    ]
}

/// What a section is about, by the words of its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SectionKind {
    /// What others did.
    Related,
    Abstract,
    Introduction,
    Conclusion,
    Limitations,
    Results,
    Methods,
    Appendix,
    /// Any other, or none.
    Other,
}

/// The words that tell a section, those that tell most first.
static TITLES: LazyLock<[(Regex, SectionKind); 8]> = LazyLock::new(|| {
    [
        ("related|background|prior|previous", SectionKind::Related),
        ("abstract", SectionKind::Abstract),
        ("introduction", SectionKind::Introduction),
        ("conclu|discussion", SectionKind::Conclusion),
        ("limitation|ethic|broader", SectionKind::Limitations),
        ("result|experiment|evaluation|analysis", SectionKind::Results),
        ("data|benchmark|construct|collect|annotat|method", SectionKind::Methods),
        ("append|supplement", SectionKind::Appendix),
    ]
    .map(|(words, kind)| (pattern(&format!("(?i){words}")), kind))
});

impl SectionKind {
    /// All, in the order of their numbers.
    pub(super) const ALL: [SectionKind; 9] = [
        SectionKind::Related,
        SectionKind::Abstract,
        SectionKind::Introduction,
        SectionKind::Conclusion,
        SectionKind::Limitations,
        SectionKind::Results,
        SectionKind::Methods,
        SectionKind::Appendix,
        SectionKind::Other,
    ];

    /// By the title of a section.
    pub(super) fn of(title: Option<&str>) -> SectionKind {
        let told = |title| TITLES.iter().find(|(words, _)| words.is_match(title)).map(|(_, kind)| *kind);
        title.and_then(told).unwrap_or(SectionKind::Other)
    }

    /// Its place in [`SectionKind::ALL`].
    pub(super) fn number(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_tell_whose_work_it_is() {
        let theirs = form("Porter et al. [3] asked 12 nurses.", false);
        let ours = form("We asked nurses.", true);
        assert_eq!((theirs[0], theirs[1], ours[0], ours[1]), (1.0, 0.0, 0.0, 1.0));
        assert!(theirs[2] > ours[2] && theirs[3] > ours[3]);
        assert_eq!((theirs[7], ours[7]), (0.0, 1.0));
    }

    #[test]
    fn fragments_and_links_show() {
        let fragment = form("and the kettle of ward 123456", false);
        assert_eq!(fragment[3..7], [1.0, 0.0, 1.0, 0.0]);
        assert_eq!(form("See www.example.org.", false)[4..7], [1.0, 0.0, 1.0]);
        assert_eq!(form("", false), [0.0; FORM]);
    }

    #[test]
    fn titles_tell_sections() {
        let kind = |title| SectionKind::of(Some(title));
        assert_eq!(kind("2 Related Work"), SectionKind::Related);
        assert_eq!(kind("A. Supplement"), SectionKind::Appendix);
        assert_eq!(kind("Kettles"), SectionKind::Other);
        assert_eq!(SectionKind::of(None), SectionKind::Other);
        for (number, kind) in SectionKind::ALL.into_iter().enumerate() {
            assert_eq!(kind.number(), number);
        }
    }
}
