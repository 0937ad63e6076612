//! Entries of PDF dictionaries, read leniently: through references, and nothing where the type is wrong.

use lopdf::{Dictionary, Document, Object, Stream};

/// The entry `key` with references followed; `None` when absent, null or dangling.
pub(super) fn get<'a>(pdf: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    dict.get(key).ok().and_then(|object| resolve(pdf, object))
}

/// `object` with references followed; `None` when null or dangling.
pub(super) fn resolve<'a>(pdf: &'a Document, object: &'a Object) -> Option<&'a Object> {
    pdf.dereference(object).ok().map(|(_, object)| object).filter(|object| !object.is_null())
}

/// The dictionary at `key`, or that of the stream there.
pub(super) fn dict<'a>(pdf: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    match get(pdf, dict, key)? {
        Object::Dictionary(inner) => Some(inner),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// The array at `key`.
pub(super) fn array<'a>(pdf: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
    get(pdf, dict, key)?.as_array().ok().map(Vec::as_slice)
}

/// The stream at `key`.
pub(super) fn stream<'a>(pdf: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Stream> {
    get(pdf, dict, key)?.as_stream().ok()
}

/// The name at `key`.
pub(super) fn name<'a>(pdf: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    get(pdf, dict, key)?.as_name().ok()
}

/// The finite number at `key`.
pub(super) fn number(pdf: &Document, dict: &Dictionary, key: &[u8]) -> Option<f32> {
    to_number(pdf, dict.get(key).ok()?)
}

/// `object` as a finite number.
pub(super) fn to_number(pdf: &Document, object: &Object) -> Option<f32> {
    resolve(pdf, object)?.as_float().ok().filter(|number| number.is_finite())
}

/// `object` as a code or count, `0..=i32::MAX`.
pub(super) fn to_count(pdf: &Document, object: &Object) -> Option<u32> {
    let number = to_number(pdf, object)?;
    (0.0..=i32::MAX as f32).contains(&number).then_some(number as u32)
}

/// The decoded bytes of `stream`, at most `limit` of them, or why there are none.
pub(super) fn bytes(pdf: &Document, stream: &Stream, limit: usize) -> lopdf::Result<Vec<u8>> {
    if has_direct_filters(stream) {
        stream.get_plain_content_with_limit(limit)
    } else {
        self_contained(pdf, stream).get_plain_content_with_limit(limit)
    }
}

/// A copy of `stream` that can be decoded without the document.
pub(super) fn self_contained(pdf: &Document, stream: &Stream) -> Stream {
    let mut copy = stream.clone();
    for key in FILTER_KEYS {
        match get(pdf, &stream.dict, key) {
            Some(object) => copy.dict.set(key, object.clone()),
            None => drop(copy.dict.remove(key)),
        }
    }
    copy
}

const FILTER_KEYS: [&[u8]; 2] = [b"Filter", b"DecodeParms"];

/// lopdf takes a filter that is a reference for no filter at all.
fn has_direct_filters(stream: &Stream) -> bool {
    !FILTER_KEYS.iter().any(|key| stream.dict.get(key).is_ok_and(|object| object.as_reference().is_ok()))
}
