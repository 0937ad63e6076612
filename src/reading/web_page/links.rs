//! Which paper the address of a link stands for.

use crate::document::ArxivId;

/// What the address of a paper stands for: `arXiv:2009.13081` for `/abs/2009.13081` and
/// `/papers/2009.13081#comments`, the whole address for a paper of OpenReview or of the ACL Anthology, whose pages
/// write it in short; `None` for any other.
pub(super) fn linked_paper(address: &str) -> Option<String> {
    if let Some((_, forum)) = address.split_once("/forum?id=") {
        let id: String =
            forum.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        return (!id.is_empty()).then(|| format!("https://openreview.net/forum?id={id}"));
    }
    let path = address.split(['#', '?']).next()?;
    if let Some(name) = path.strip_suffix('/').and_then(|path| path.rsplit('/').next())
        && is_anthology_id(name)
    {
        return Some(format!("https://aclanthology.org/{name}"));
    }
    let (above, name) = path.rsplit_once('/')?;
    let is_listed = ["abs", "papers", "paper", "pdf", "html"].iter().any(|folder| above.ends_with(folder));
    ArxivId::in_file_name(name).filter(|_| is_listed).map(|found| format!("arXiv:{}", found.id))
}

/// Whether a name is an id of the ACL Anthology, as `2023.acl-long.1` or `P19-1001`; the paper 0 of a volume is
/// its front matter.
fn is_anthology_id(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = name.split('.');
    if let (Some(year), Some(venue), Some(paper), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    {
        let is_venue =
            venue.contains('-') && venue.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        return year.len() == 4 && is_number(year) && is_venue && is_number(paper) && paper != "0";
    }
    let Some((volume, paper)) = name.split_once('-') else { return false };
    volume.len() == 3
        && volume.starts_with(|c: char| c.is_ascii_uppercase())
        && is_number(&volume[1..])
        && paper.len() == 4
        && is_number(paper)
        && !paper.ends_with("000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_papers_are_known() {
        let check = |address: &str, expect: Option<&str>| {
            assert_eq!(linked_paper(address).as_deref(), expect, "{address}");
        };
        check("/abs/2009.13081v2", Some("arXiv:2009.13081"));
        check("/papers/2009.13081#comments", Some("arXiv:2009.13081"));
        check("/forum?id=aB_c-9&noteId=x", Some("https://openreview.net/forum?id=aB_c-9"));
        check("/2099.fic-long.1/", Some("https://aclanthology.org/2099.fic-long.1"));
        check("https://aclanthology.org/P19-1001/", Some("https://aclanthology.org/P19-1001"));
        for other in
            ["/2099.fic-long.0/", "/2099.fic-long.1.bib", "/P19-1000/", "/forum?id=", "/people/x/", ""]
        {
            check(other, None);
        }
    }
}
