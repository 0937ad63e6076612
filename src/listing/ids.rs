//! What a text names a paper by: arXiv ids, DOIs and addresses.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::ArxivId;
use crate::document::doi_in;
use crate::document::pattern;

/// `arXiv:…`, an address of arXiv, of a page that goes by arXiv ids, or arXiv's own DOI.
static ARXIV: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:arxiv\.org/(?:abs|pdf|html|format|e-print)/|(?:huggingface\.co|hf\.co)/papers/|",
        r"alphaxiv\.org/(?:abs|pdf|overview)/|\barxiv[:.]\s?)",
        r"(\d{4}\.\d{4,5}|(?-i:[a-z-]+(?:\.[A-Z]{2})?)/\d{7})(?:v\d{1,3})?(?:[^\d]|$)"
    ))
});

/// The arXiv ids that a text names, without versions, in order and each once.
pub(super) fn arxiv_ids(text: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for found in ARXIV.captures_iter(text) {
        let id = found[1].to_owned();
        if !ids.contains(&id) && is_arxiv_id(&id) {
            ids.push(id);
        }
    }
    ids
}

/// The one arXiv id that a text names; `None` when it names none or several.
pub(super) fn only_arxiv_id(text: &str) -> Option<String> {
    let mut ids = arxiv_ids(text);
    if ids.len() == 1 { ids.pop() } else { None }
}

/// A bare id such as `2009.13081v2`, as a cell of a table has it; without the version.
pub(super) fn bare_arxiv_id(text: &str) -> Option<String> {
    static BARE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?$"));
    let id = BARE.captures(text.trim())?[1].to_owned();
    is_arxiv_id(&id).then_some(id)
}

fn is_arxiv_id(id: &str) -> bool {
    ArxivId { id: id.to_owned(), version: None }.year().is_some()
}

/// The address that a DOI in the text stands for.
pub(super) fn doi_address(text: &str) -> Option<String> {
    doi_in(text).map(|doi| format!("https://doi.org/{doi}"))
}

/// The first address in the text.
pub(super) fn web_address(text: &str) -> Option<String> {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r#"https?://[^\s<>()\[\]"'|]+"#));
    let found = ADDRESS.find(text)?.as_str();
    Some(found.trim_end_matches(['.', ',', ';']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_by_where_they_stand() {
        let check = |text: &str, expect: &[&str]| assert_eq!(arxiv_ids(text), expect, "{text}");
        check("arXiv:2009.13081v2 and https://arxiv.org/abs/2009.13081", &["2009.13081"]);
        check("[pdf](https://arxiv.org/pdf/2009.13081v1.pdf)", &["2009.13081"]);
        check("https://huggingface.co/papers/2009.13082, arXiv.2009.13083", &["2009.13082", "2009.13083"]);
        check("https://doi.org/10.48550/arXiv.2009.13081", &["2009.13081"]);
        check("http://arxiv.org/abs/cs.CL/0112017v1", &["cs.CL/0112017"]);
        check("arXiv:2099.13081, 2009.13081, https://example.org/2009.13081", &[]);
        assert_eq!(only_arxiv_id("arXiv:2009.13081 arXiv:2009.13082"), None);
        assert_eq!(bare_arxiv_id(" 2009.13081v2 ").as_deref(), Some("2009.13081"));
        assert_eq!(bare_arxiv_id("2009.1"), None);
        assert_eq!(web_address("see (https://example.org/a).").as_deref(), Some("https://example.org/a"));
        assert_eq!(doi_address("doi: 10.1000/xyz.").as_deref(), Some("https://doi.org/10.1000/xyz"));
    }
}
