//! What a quote says, however it is set: its letters and digits.

use unicode_normalization::UnicodeNormalization;

/// A shorter common run may be chance.
const SHORTEST_RUN: usize = 20;

/// The letters and digits of a quote: what is left when line breaks, ligatures, hyphens and quotation
/// marks do not matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Letters(String);

impl Letters {
    /// A quote that lies wholly inside another text counts from this length on; a shorter one may be there by
    /// chance.
    pub const SHORTEST_QUOTE: usize = 12;

    /// Reduces a quote: NFKC, lower case, ASCII letters and digits only.
    pub fn of(quote: &str) -> Letters {
        let lower = quote.nfkc().flat_map(char::to_lowercase);
        Letters(lower.filter(char::is_ascii_alphanumeric).collect())
    }

    /// How many letters and digits there are.
    #[expect(clippy::len_without_is_empty, reason = "nobody asks")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The letters and digits in order, each one byte long.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both quote the same place: one contains the other, or they share a run of at least half of
    /// the shorter one and at least 20 letters. The rule of the project's scoring script.
    pub fn same(&self, other: &Letters) -> bool {
        let (short, long) =
            if self.0.len() <= other.0.len() { (&self.0, &other.0) } else { (&other.0, &self.0) };
        if short.is_empty() {
            return false;
        }
        let run = longest_common_run(short.as_bytes(), long.as_bytes());
        if run == short.len() {
            return short.len() >= Letters::SHORTEST_QUOTE;
        }
        run * 2 >= short.len() && run >= SHORTEST_RUN
    }
}

/// The length of the longest run of bytes in both.
fn longest_common_run(short: &[u8], long: &[u8]) -> usize {
    let mut longest = 0;
    let mut ending_here = vec![0usize; short.len() + 1];
    for byte in long {
        for at in (0..short.len()).rev() {
            ending_here[at + 1] = if short[at] == *byte { ending_here[at] + 1 } else { 0 };
            longest = longest.max(ending_here[at + 1]);
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_place() {
        let check = |a: &str, b: &str, expect: bool| {
            assert_eq!(Letters::of(a).same(&Letters::of(b)), expect, "{a} / {b}");
            assert_eq!(Letters::of(b).same(&Letters::of(a)), expect, "{b} / {a}");
        };
        check("We hired two phy-\nsicians.", "We hired two physicians", true);
        check("The ﬁrst set of items", "the first set of items was made", true);
        check("items", "the items", false);
        check("", "anything", false);
        check(
            "All items were checked by two nurses in May",
            "were checked by two nurses, and later by one",
            true,
        );
        check("All items were checked by two nurses", "No items were written by anybody at all here", false);
    }

    #[test]
    fn runs() {
        assert_eq!(longest_common_run(b"abcde", b"xxbcdyy"), 3);
        assert_eq!(longest_common_run(b"", b"x"), 0);
    }
}
