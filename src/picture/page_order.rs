//! The pages of a PDF in the order in which they are read.
//!
//! hayro lists a page once that the page tree names twice, and none that it cannot draw; reading keeps a place for
//! either, as viewers do. So the page tree is walked again, by the rules of lopdf, which reads it.

use std::collections::HashMap;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::array::ArrayIter;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjectIdentifier};

use crate::reading::pdf::MOST_PAGES;

/// Page trees are seldom deeper than three; lopdf goes no deeper than this.
const DEEPEST: usize = 256;

/// For every page that is read, [`MOST_PAGES`] at most, its place among hayro's; `None` where hayro has none. Where
/// the page tree cannot be walked, hayro's own order.
pub(super) fn page_order(pdf: &Pdf) -> Vec<Option<usize>> {
    let pages = pdf.pages();
    let places: HashMap<ObjectIdentifier, usize> =
        pages.iter().enumerate().filter_map(|(at, page)| Some((page.raw().obj_id()?, at))).collect();
    let mut order = Vec::new();
    let xref = pdf.xref();
    let tree = xref.get::<Dict<'_>>(xref.root_id()).and_then(|root| root.get::<Dict<'_>>(b"Pages"));
    let mut open: Vec<_> = tree.iter().filter_map(kids_of).collect();
    // As many steps as there are objects: a page tree may lead back to itself.
    for _ in 0..pdf.len() {
        let kid = loop {
            match open.last_mut().map(Iterator::next) {
                Some(None) => drop(open.pop()),
                Some(Some(kid)) => break Some(kid),
                None => break None,
            }
        };
        let Some(kid) = kid.filter(|_| order.len() < MOST_PAGES) else { break };
        let MaybeRef::Ref(reference) = kid else { continue };
        let id = ObjectIdentifier::from(reference);
        let node = xref.get::<Dict<'_>>(id);
        let kind = node.as_ref().and_then(|node| node.get::<Name<'_>>(b"Type"));
        match (kind.as_deref(), node) {
            (Some(b"Pages"), Some(node)) => {
                if open.len() < DEEPEST {
                    open.extend(kids_of(&node));
                }
            }
            (Some(kind), _) if kind != b"Page" => {}
            _ => order.push(places.get(&id).copied()),
        }
    }
    if order.iter().all(Option::is_none) {
        return (0..pages.len().min(MOST_PAGES)).map(Some).collect();
    }
    order
}

fn kids_of<'a>(node: &Dict<'a>) -> Option<ArrayIter<'a>> {
    Some(node.get::<Array<'a>>(b"Kids")?.raw_iter())
}
