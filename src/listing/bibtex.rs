//! BibTeX and BibLaTeX.

use biblatex::{Bibliography, ChunksExt, Entry as Reference, Person};

use super::entry::{Entry, flat, one_line};
use super::ids::{bare_arxiv_id, doi_address, only_arxiv_id, web_address};

/// The papers of a bibliography; `None` when the text is none, or not sound.
pub(super) fn bibtex(text: &str) -> Option<Vec<Entry>> {
    let begins = text.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with('%'))?;
    let is_bibliography = begins.starts_with('@') && begins.contains(['{', '(']);
    let bibliography = Bibliography::parse(text).ok().filter(|_| is_bibliography)?;
    Some(bibliography.iter().map(entry).filter(Entry::is_told).collect())
}

fn entry(reference: &Reference) -> Entry {
    let field =
        |name: &str| reference.get(name).map(|chunks| flat(&chunks.format_verbatim())).unwrap_or_default();
    let mut entry = Entry { title: one_line(&field("title")), ..Entry::default() };
    for Person { name, given_name, prefix, .. } in reference.author().unwrap_or_default() {
        entry.add_author(&format!("{given_name} {prefix} {name}"));
    }
    entry.add_summary(&field("abstract"));
    let is_arxiv =
        ["archiveprefix", "eprinttype"].iter().any(|name| field(name).eq_ignore_ascii_case("arxiv"));
    let eprint = Some(field("eprint")).filter(|_| is_arxiv);
    entry.arxiv = eprint
        .and_then(|id| bare_arxiv_id(&id).or_else(|| only_arxiv_id(&id)))
        .or_else(|| ["url", "doi", "journal", "eprint"].iter().find_map(|name| only_arxiv_id(&field(name))));
    if entry.arxiv.is_none() {
        entry.address = web_address(&field("url")).or_else(|| doi_address(&field("doi")));
    }
    entry
}
