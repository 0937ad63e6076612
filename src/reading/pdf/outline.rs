//! The outline of a file: the titles its producer gives to a viewer's side panel (ISO 32000-1, 12.3.3).

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

/// More entries than a book has.
const MOST_ENTRIES: usize = 2_000;
const DEEPEST: u8 = 6;
const LONGEST_TITLE: usize = 400;

/// A title and its depth, 1 for the outermost.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) depth: u8,
}

/// The entries in the order of the outline; none when there is no outline or it cannot be read.
pub(super) fn read(pdf: &Pdf) -> Vec<Entry> {
    let first = pdf
        .catalog()
        .ok()
        .and_then(|catalog| catalog.get_deref(b"Outlines", pdf).ok()?.as_dict().ok())
        .and_then(|outlines| link(outlines, b"First"));
    let mut entries = Vec::new();
    // Still to visit, innermost last. Links may form circles, so the number of visits is bounded.
    let mut waiting: Vec<(ObjectId, u8)> = first.map(|first| (first, 1)).into_iter().collect();
    for _ in 0..MOST_ENTRIES {
        let Some((id, depth)) = waiting.pop() else { break };
        let Ok(item) = pdf.get_dictionary(id) else { continue };
        let title =
            item.get_deref(b"Title", pdf).ok().and_then(|title| lopdf::decode_text_string(title).ok());
        if let Some(title) = title.filter(|title| title.len() <= LONGEST_TITLE) {
            entries.push(Entry { title, depth });
        }
        waiting.extend(link(item, b"Next").map(|next| (next, depth)));
        if depth < DEEPEST {
            waiting.extend(link(item, b"First").map(|child| (child, depth + 1)));
        }
    }
    entries
}

fn link(item: &Dictionary, key: &[u8]) -> Option<ObjectId> {
    item.get(key).and_then(Object::as_reference).ok()
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    /// An outline of `titles`, each with the indices of its first child and its next sibling.
    fn outline(titles: &[(&str, Option<usize>, Option<usize>)]) -> Vec<(String, u8)> {
        let mut pdf = Pdf::new();
        let ids: Vec<ObjectId> = titles.iter().map(|_| pdf.new_object_id()).collect();
        for (id, (title, child, next)) in ids.iter().zip(titles) {
            let mut item = dictionary! { "Title" => Object::string_literal(*title) };
            if let Some(child) = child {
                item.set("First", ids[*child]);
            }
            if let Some(next) = next {
                item.set("Next", ids[*next]);
            }
            pdf.objects.insert(*id, item.into());
        }
        let outlines = pdf.add_object(dictionary! { "First" => ids[0] });
        let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Outlines" => outlines });
        pdf.trailer.set("Root", catalog);
        read(&pdf).into_iter().map(|entry| (entry.title, entry.depth)).collect()
    }

    #[test]
    fn children_come_before_siblings() {
        let found = outline(&[
            ("Data", Some(1), Some(3)),
            ("Sources", None, Some(2)),
            ("Cases", None, None),
            ("End", None, None),
        ]);
        let expected = [("Data", 1), ("Sources", 2), ("Cases", 2), ("End", 1)];
        assert_eq!(found, expected.map(|(title, depth)| (title.to_owned(), depth)));
    }

    #[test]
    fn circles_end() {
        let found = outline(&[("Round", None, Some(1)), ("Again", Some(0), Some(0))]);
        assert!(found.len() <= MOST_ENTRIES);
    }

    #[test]
    fn no_outline_is_empty() {
        assert!(read(&Pdf::new()).is_empty());
    }
}
