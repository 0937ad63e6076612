//! How the formats for people say the same things.

use crate::evidence::Quote;
use crate::review::Reviewer;

/// On one line: line breaks in a quote are the print's.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same with at most `longest` characters, of which the last is `…` where some are left out.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= longest {
        return text;
    }
    text.chars().take(longest.saturating_sub(1)).chain(['…']).collect()
}

/// `1 paper`, `2 papers`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Where a quote stands: the attachment, the page and the section, as far as they are known.
pub(crate) fn place(quote: &Quote) -> String {
    let source = quote.source.as_ref().map(|name| name.as_str().to_owned());
    let page = quote.page.map(|page| format!("p. {page}"));
    let section = quote.section.as_deref().map(one_line);
    let parts: Vec<String> = source.into_iter().chain(page).chain(section).collect();
    if parts.is_empty() { "place not known".to_owned() } else { parts.join(" · ") }
}

/// The names of people: `ada, bo`.
pub(super) fn people(reviewers: &[Reviewer]) -> String {
    reviewers.iter().map(Reviewer::as_str).collect::<Vec<_>>().join(", ")
}

/// A share in whole percent: `92 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// With that many digits after the point, and without the sign of what rounds to zero.
pub(crate) fn rounded(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(digits) if digits.chars().all(|c| matches!(c, '0' | '.')) => digits.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        assert_eq!(rounded(-0.001, 2), "0.00");
        assert_eq!(rounded(-0.4, 0), "0");
        assert_eq!(rounded(-0.05, 2), "-0.05");
        assert_eq!(rounded(0.625, 2), "0.62");
    }
}
