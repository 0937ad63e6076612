//! What a PDF says about itself, in its information dictionary (ISO 32000-1, 14.3.3) and its XMP packet
//! (14.3.2), brought together with what is printed on page 1.
//!
//! Many files say nothing, a template's title or the name of the computer's user. So a title or an author
//! is believed first where it is printed, and of the file's own words those come first that page 1 repeats.

use lopdf::{Document as Pdf, Object};
use roxmltree::{Node, ParsingOptions};

use super::title::letters;
use crate::document::{ArxivId, Document, Found, Metadata, Origin, doi_in};

/// Packets of papers have a few kilobytes, those with a thousand authors 40.
const LARGEST_PACKET: usize = 1 << 20;
const MOST_NODES: u32 = 100_000;
/// The parser of XML takes stack with the depth of the elements; real packets stay below ten.
const DEEPEST: usize = 64;
/// Longer titles are abstracts in the wrong field.
const LONGEST_TITLE: usize = 400;

/// What the file says about itself.
#[derive(Debug, Default)]
pub(super) struct FileFacts {
    pub(super) title: Option<Found<String>>,
    authors: Option<Found<Vec<String>>>,
    arxiv: Option<Found<ArxivId>>,
    doi: Option<Found<String>>,
    year: Option<Found<u16>>,
    /// The programs that made it.
    pub(super) tools: Vec<String>,
}

/// One source of facts.
#[derive(Debug, Default)]
struct Stated {
    title: Option<String>,
    authors: Vec<String>,
    /// Where the paper is kept: addresses, DOIs.
    identifiers: Vec<String>,
    created: Option<String>,
    tools: Vec<String>,
}

/// Reads both sources; what cannot be read is absent.
pub(super) fn read(pdf: &Pdf) -> FileFacts {
    let mut facts = FileFacts::default();
    for (stated, from) in [(xmp(pdf), Origin::Xmp), (information(pdf), Origin::Information)] {
        let Some(stated) = stated else { continue };
        let found_in = |text: &String| ArxivId::in_address(text);
        facts.title =
            facts.title.or(stated.title.filter(|title| is_title(title)).map(|title| Found::new(title, from)));
        if facts.authors.is_none() && !stated.authors.is_empty() {
            facts.authors = Some(Found::new(stated.authors, from));
        }
        let arxiv = stated.identifiers.iter().find_map(found_in);
        facts.arxiv = facts.arxiv.or(arxiv.map(|id| Found::new(id, from)));
        let doi = stated.identifiers.iter().find_map(|text| doi_in(text));
        facts.doi = facts.doi.or(doi.map(|doi| Found::new(doi, from)));
        let year = stated.created.as_deref().and_then(year_of_date);
        facts.year = facts.year.or(year.map(|year| Found::new(year, from)));
        facts.tools.extend(stated.tools);
    }
    facts
}

/// Fills in the document's title and metadata. `title` is the best there is, `printed_authors` are those
/// below it on page 1.
pub(super) fn complete(
    document: &mut Document,
    facts: FileFacts,
    title: Option<Found<String>>,
    printed_authors: Option<Vec<String>>,
) {
    let first_page: String = document
        .sentences
        .iter()
        .filter(|sentence| sentence.page() == Some(1))
        .map(|sentence| letters(document.sentence_text(sentence)))
        .collect();
    let is_printed = |text: &str| first_page.contains(&letters(text));
    let mut metadata = Metadata::of_beginning(document);
    metadata.title_from = title.as_ref().map(|title| title.from);
    document.title = title.map(|title| title.value);
    // The file's list is the better divided one, where page 1 bears it out.
    let stated = facts.authors.filter(|stated| stated.value.first().is_some_and(|first| is_printed(first)));
    let printed = printed_authors.map(|names| Found::new(names, Origin::Page));
    metadata.authors = match (stated, printed) {
        (Some(stated), Some(printed)) if printed.value.len() > stated.value.len() => Some(printed),
        (stated, printed) => stated.or(printed),
    };
    metadata.or_from_file(facts.arxiv, facts.doi, facts.year);
    document.metadata = metadata;
}

/// Whether it may be a title, and is no file name, stamp or other filling.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let is_file = [".pdf", ".doc", ".docx", ".tex", ".dvi", ".indd"].iter().any(|end| lower.ends_with(end));
    title.split(' ').count() >= 2
        && title.len() <= LONGEST_TITLE
        && !is_file
        && !lower.starts_with("microsoft word - ")
        && !lower.starts_with("untitled")
        && ArxivId::in_stamp(title).is_none()
        && !lower.starts_with("arxiv:")
}

fn information(pdf: &Pdf) -> Option<Stated> {
    let dictionary = pdf.trailer.get_deref(b"Info", pdf).ok()?.as_dict().ok()?;
    let text = |key: &[u8]| -> Option<String> {
        let value: &Object = dictionary.get_deref(key, pdf).ok()?;
        clean(&lopdf::decode_text_string(value).ok()?)
    };
    let keys: [&[u8]; 6] = [b"arXivID", b"DOI", b"doi", b"WPS-ARTICLEDOI", b"Identifier", b"Subject"];
    Some(Stated {
        title: text(b"Title"),
        authors: text(b"Author").map(|list| divided(&list)).unwrap_or_default(),
        identifiers: keys.iter().filter_map(|key| text(key)).collect(),
        created: text(b"CreationDate"),
        tools: [&b"Producer"[..], b"Creator"].iter().filter_map(|key| text(key)).collect(),
    })
}

fn xmp(pdf: &Pdf) -> Option<Stated> {
    let stream = pdf.catalog().ok()?.get_deref(b"Metadata", pdf).ok()?.as_stream().ok()?;
    let bytes = stream.get_plain_content_with_limit(LARGEST_PACKET).ok()?;
    packet(std::str::from_utf8(&bytes).ok()?)
}

/// Reads an XMP packet: properties are attributes or elements of `rdf:Description`, lists are `rdf:li`.
fn packet(text: &str) -> Option<Stated> {
    if depth(text) > DEEPEST {
        return None;
    }
    let text = text.trim_start_matches('\u{feff}').trim_matches(['\0', ' ', '\n', '\r', '\t']);
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let tree = roxmltree::Document::parse_with_options(text, options).ok()?;
    let descriptions = || tree.descendants().filter(|node| node.tag_name().name() == "Description");
    let values = |name: &str| -> Vec<String> {
        let of_attribute = |node: Node<'_, '_>| {
            node.attributes().find(|attribute| attribute.name() == name).map(|found| found.value().to_owned())
        };
        let of_elements = |node: Node<'_, '_>| -> Vec<String> {
            node.children().filter(|child| child.tag_name().name() == name).flat_map(listed).collect()
        };
        descriptions()
            .flat_map(|node| of_attribute(node).into_iter().chain(of_elements(node)).collect::<Vec<_>>())
            .filter_map(|value| clean(&value))
            .collect()
    };
    let first = |name: &str| values(name).into_iter().next();
    let creators = values("creator");
    Some(Stated {
        title: first("title"),
        authors: match creators.as_slice() {
            // Some producers write the whole list as one name.
            [one] => divided(one),
            _ => creators,
        },
        identifiers: ["identifier", "doi", "DOI", "url"].iter().flat_map(|name| values(name)).collect(),
        created: first("CreateDate"),
        tools: [first("Producer"), first("CreatorTool")].into_iter().flatten().collect(),
    })
}

/// The items of a list below the node, or its own text.
fn listed(node: Node<'_, '_>) -> Vec<String> {
    let text = |node: Node<'_, '_>| {
        node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect::<String>()
    };
    let items: Vec<String> =
        node.descendants().filter(|item| item.tag_name().name() == "li").map(text).collect();
    if items.is_empty() { vec![text(node)] } else { items }
}

/// At least the depth to which the elements of an XML text are nested.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for (at, _) in text.match_indices('<') {
        match text.as_bytes().get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'?' | b'!') => {}
            _ => {
                let end = text[at..].find('>').map_or(text.len(), |end| at + end);
                depth += usize::from(!text[..end].ends_with('/'));
            }
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Names of a list that is written as one text; empty when it does not show where one ends.
fn divided(list: &str) -> Vec<String> {
    let names: Vec<String> = if list.contains(';') {
        list.split(';').map(in_order).collect()
    } else {
        list.replace(" and ", ",").replace(" & ", ",").split(',').map(|name| name.trim().to_owned()).collect()
    };
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    // "Abel, Ada" without semicolons could be one person or two.
    let whole = names.len() == 1 || names.iter().all(|name| name.contains(' '));
    if whole { names } else { Vec::new() }
}

/// `Abel, Ada` becomes `Ada Abel`.
fn in_order(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first)) => format!("{} {}", first.trim(), last.trim()),
        None => name.trim().to_owned(),
    }
}

/// One line without controls; `None` when nothing is left.
fn clean(text: &str) -> Option<String> {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The year of `D:20200928205142-04'00'` or `2020-09-28T20:51:42Z`; `None` outside of 1980 to 2099.
fn year_of_date(date: &str) -> Option<u16> {
    let year = date.trim_start_matches("D:").get(..4)?.parse().ok()?;
    (1980..2100).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, dictionary};

    use super::*;

    const PACKET: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:identifier="https://arxiv.org/abs/2410.05229v2">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Notes &amp; Queries</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Ada Abel</rdf:li><rdf:li>Bo Baker</rdf:li></rdf:Seq></dc:creator></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>2025-08-28T01:05:14Z</xmp:CreateDate></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#;

    #[test]
    fn a_packet() {
        let stated = packet(PACKET).unwrap();
        assert_eq!(stated.title.as_deref(), Some("Notes & Queries"));
        assert_eq!(stated.authors, ["Ada Abel", "Bo Baker"]);
        assert_eq!(stated.identifiers, ["https://arxiv.org/abs/2410.05229v2"]);
        assert_eq!(stated.created.as_deref(), Some("2025-08-28T01:05:14Z"));
    }

    #[test]
    fn packets_that_are_none() {
        assert!(packet("").is_none());
        assert!(packet("<a>").is_none());
        assert!(packet(&"<a>".repeat(200_000)).is_none());
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><a>&c;</a>";
        assert!(packet(bomb).is_none_or(|stated| stated.title.is_none()));
        assert_eq!(depth("<a><b/><c x='1'><d></d></c></a>"), 3);
    }

    #[test]
    fn both_sources_of_a_file() {
        let mut pdf = Pdf::new();
        let packet = pdf.add_object(Stream::new(dictionary! {}, PACKET.as_bytes().to_vec()));
        let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Metadata" => packet });
        let information = pdf.add_object(dictionary! {
            "Title" => Object::string_literal("Microsoft Word - final.docx"),
            "Author" => Object::string_literal("Administrator"),
            "DOI" => Object::string_literal("https://doi.org/10.48550/arXiv.2410.05229"),
            "CreationDate" => Object::string_literal("D:20240101000000Z"),
            "Producer" => Object::string_literal("ABBYY FineReader"),
        });
        pdf.trailer.set("Root", catalog);
        pdf.trailer.set("Info", information);
        let facts = read(&pdf);
        assert_eq!(facts.title, Some(Found::new("Notes & Queries".to_owned(), Origin::Xmp)));
        assert_eq!(facts.authors.unwrap().value.len(), 2);
        assert_eq!(facts.arxiv.unwrap().value.to_string(), "2410.05229v2");
        assert_eq!(facts.doi, Some(Found::new("10.48550/arXiv.2410.05229".to_owned(), Origin::Information)));
        assert_eq!(facts.year, Some(Found::new(2025, Origin::Xmp)));
        assert_eq!(facts.tools, ["ABBYY FineReader"]);
    }

    #[test]
    fn lists_written_as_one_text() {
        let check = |list: &str, expect: &[&str]| assert_eq!(divided(list), expect, "{list}");
        check("Ada Abel, Bo Baker and Cy Cole", &["Ada Abel", "Bo Baker", "Cy Cole"]);
        check("Ada Abel and Bo Baker", &["Ada Abel", "Bo Baker"]);
        check("Abel, Ada; Baker, Bo", &["Ada Abel", "Bo Baker"]);
        check("Ada Abel; Bo Baker", &["Ada Abel", "Bo Baker"]);
        check("Ada Abel", &["Ada Abel"]);
        check("Abel, Ada", &[]);
        check("", &[]);
    }

    #[test]
    fn titles_and_fillings() {
        assert!(is_title("A Benchmark of Notes"));
        for filling in [
            "paper.pdf",
            "My paper.tex",
            "untitled document",
            "arXiv:2009.13081v1 [cs.CL] 28 Sep 2020",
            "Title",
        ] {
            assert!(!is_title(filling), "{filling}");
        }
    }

    #[test]
    fn dates() {
        assert_eq!(year_of_date("D:20200928205142-04'00'"), Some(2020));
        assert_eq!(year_of_date("2020-09-28"), Some(2020));
        assert_eq!(year_of_date("D:19"), None);
        assert_eq!(year_of_date("D:0000"), None);
    }
}
