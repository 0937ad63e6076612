//! What content names: fonts, forms, properties, and attributes that pages inherit.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

/// A page attribute, looked up through the page's ancestors (7.7.3.4).
pub(in crate::reading::pdf) fn inherited<'a>(pdf: &'a Pdf, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = pdf.get_dictionary(page).ok()?;
    for _ in 0..64 {
        if let Ok(value) = node.get_deref(key, pdf) {
            return Some(value);
        }
        node = node.get_deref(b"Parent", pdf).ok()?.as_dict().ok()?;
    }
    None
}

/// Points of print in one unit of a page's user space.
pub(super) fn user_unit(pdf: &Pdf, page: ObjectId) -> f32 {
    let unit = pdf.get_dictionary(page).and_then(|page| page.get_deref(b"UserUnit", pdf));
    unit.and_then(Object::as_float).unwrap_or(1.0)
}

/// Resource dictionaries, innermost last: a form without an entry of its own uses that of the content
/// that draws it.
#[derive(Clone, Default)]
pub(super) struct Resources<'a>(Vec<&'a Dictionary>);

impl<'a> Resources<'a> {
    /// The object of that name in the innermost dictionary that has it.
    pub(super) fn find(&self, pdf: &'a Pdf, category: &[u8], name: &[u8]) -> Option<&'a Object> {
        self.0
            .iter()
            .rev()
            .find_map(|dictionary| dictionary.get_deref(category, pdf).ok()?.as_dict().ok()?.get(name).ok())
    }

    /// These, and behind them those of a form.
    pub(super) fn with(&self, own: Option<&'a Dictionary>) -> Resources<'a> {
        let mut all = self.clone();
        all.0.extend(own);
        all
    }
}

/// `/ActualText` of a property list, which stands in the content or under a name in the resources.
pub(super) fn actual_text(pdf: &Pdf, properties: &Object, resources: &Resources<'_>) -> Option<String> {
    let decoded = |text: &Object| lopdf::decode_text_string(text).ok();
    match properties {
        Object::Dictionary(list) => decoded(list.get(b"ActualText").ok()?),
        Object::Name(name) => {
            let list = pdf.dereference(resources.find(pdf, b"Properties", name)?).ok()?.1;
            decoded(list.as_dict().ok()?.get_deref(b"ActualText", pdf).ok()?)
        }
        _ => None,
    }
}
