//! Feeds: Atom, as arXiv's API answers, and RSS.

use roxmltree::{Document, Node};

use super::entry::{Entry, flat, one_line};
use super::ids::{only_arxiv_id, web_address};
use crate::reading::web_page;

/// Which of the two a feed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FeedKind {
    Atom,
    Rss,
}

/// The papers of a feed; `None` when the text is none, or not sound.
pub(super) fn feed(text: &str) -> Option<(FeedKind, Vec<Entry>)> {
    let tree = Document::parse(text.trim_start_matches('\u{feff}').trim_start()).ok()?;
    let root = tree.root_element();
    let papers = |name: &'static str, of: fn(Node<'_, '_>) -> Entry| {
        let items = root.descendants().filter(move |node| node.tag_name().name() == name);
        items.map(of).filter(Entry::is_told).collect()
    };
    match root.tag_name().name() {
        "feed" => Some((FeedKind::Atom, papers("entry", atom_entry))),
        "rss" | "RDF" => Some((FeedKind::Rss, papers("item", rss_item))),
        _ => None,
    }
}

fn children<'n, 'i>(node: Node<'n, 'i>, name: &'static str) -> impl Iterator<Item = Node<'n, 'i>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

/// All text below the first child of that name.
fn text_of(node: Node<'_, '_>, name: &'static str) -> String {
    let child = children(node, name).next();
    child
        .map(|child| child.descendants().filter_map(|part| part.text().filter(|_| part.is_text())).collect())
        .unwrap_or_default()
}

fn atom_entry(node: Node<'_, '_>) -> Entry {
    let mut entry = Entry { title: one_line(&text_of(node, "title")), ..Entry::default() };
    children(node, "author").for_each(|author| entry.add_author(&text_of(author, "name")));
    let summary = text_of(node, "summary");
    let summary = if summary.trim().is_empty() { text_of(node, "content") } else { summary };
    entry.add_summary(&plain(&summary));
    let links =
        children(node, "link").filter(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"));
    let links: Vec<&str> = links.filter_map(|link| link.attribute("href")).collect();
    let id = text_of(node, "id");
    name(&mut entry, std::iter::once(id.as_str()).chain(links));
    entry
}

fn rss_item(node: Node<'_, '_>) -> Entry {
    let title = text_of(node, "title");
    // Older feeds of arXiv end a title in "(arXiv:2009.13081v1 [cs.CL] UPDATED)".
    let (title, behind) = match title.rfind("(arXiv:") {
        Some(at) => (title[..at].trim_end().trim_end_matches('.').to_owned(), title[at..].to_owned()),
        None => (title, String::new()),
    };
    let mut entry = Entry { title: one_line(&title), ..Entry::default() };
    children(node, "creator").chain(children(node, "author")).for_each(|author| {
        let names: String =
            author.descendants().filter_map(|part| part.text().filter(|_| part.is_text())).collect();
        entry.add_author(&plain(&names));
    });
    let described = plain(&text_of(node, "description"));
    // arXiv's feeds begin with the id and what is announced.
    let (before, summary) = match described.split_once("Abstract:") {
        Some((before, summary)) if before.len() <= 120 => (before.to_owned(), summary.trim().to_owned()),
        _ => (String::new(), described),
    };
    entry.add_summary(&summary);
    let (link, guid) = (text_of(node, "link"), text_of(node, "guid"));
    let guid = guid.replace("oai:arXiv.org:", "arXiv:");
    let about =
        node.attributes().find(|attribute| attribute.name() == "about").map_or("", |about| about.value());
    name(&mut entry, [link.as_str(), &guid, about, &before, &behind]);
    entry
}

fn name<'t>(entry: &mut Entry, places: impl IntoIterator<Item = &'t str>) {
    let places: Vec<&str> = places.into_iter().collect();
    entry.arxiv = places.iter().find_map(|place| only_arxiv_id(place));
    if entry.arxiv.is_none() {
        entry.address = places.iter().find_map(|place| web_address(place));
    }
}

/// Text that may hold HTML, on one line.
fn plain(text: &str) -> String {
    if text.contains('<') { flat(&web_page::read(text.as_bytes()).document.text) } else { flat(text) }
}
