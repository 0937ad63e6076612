//! Streams as lopdf can decode them. lopdf takes a filter that is a reference for no filter at all, and knows neither
//! abbreviated names nor the filter `Crypt`; what it gives then are undecoded bytes, in which no text is found.

use lopdf::{Dictionary, Document as Pdf, Object, Stream};

/// More filters than any stream has.
const MOST_FILTERS: usize = 64;
/// Parameters of a filter are numbers and switches; more entries than any filter has.
const MOST_PARAMETERS: usize = 64;

/// Writes the filters of every stream in full, so that each can be decoded by itself.
pub(super) fn write_out_filters(pdf: &mut Pdf) {
    let mended: Vec<_> = pdf
        .objects
        .iter()
        .filter_map(|(id, object)| Some((*id, written_out(pdf, &object.as_stream().ok()?.dict)?)))
        .collect();
    for (id, filters) in mended {
        if let Some(Object::Stream(stream)) = pdf.objects.get_mut(&id) {
            set(stream, filters);
        }
    }
}

/// Whether a stream names a crypt filter, and that is the one which does nothing (ISO 32000-1, 7.4.10).
pub(super) fn is_exempt_from_encryption(pdf: &Pdf, stream: &Stream) -> bool {
    let all = filters(pdf, &stream.dict);
    all.iter().any(|filter| {
        let name = filter.parameters.as_ref().and_then(|parameters| parameters.get(b"Name").ok());
        let name = name.and_then(|name| name.as_name().ok());
        filter.name == b"Crypt" && name.is_none_or(|name| name == b"Identity")
    })
}

struct Filter {
    name: Vec<u8>,
    parameters: Option<Dictionary>,
}

/// The filters to be set; `None` where they can stay as they are.
fn written_out(pdf: &Pdf, dict: &Dictionary) -> Option<Vec<Filter>> {
    let is_plain = match (dict.get(b"Filter"), dict.get(b"DecodeParms")) {
        (Err(_), _) => !dict.has(b"F"),
        (Ok(Object::Name(name)), Err(_)) => full_name(name) == name && name != b"Crypt",
        (Ok(Object::Name(name)), Ok(Object::Dictionary(parameters))) => {
            full_name(name) == name && name != b"Crypt" && !has_references(parameters)
        }
        _ => false,
    };
    if is_plain {
        return None;
    }
    let mut filters = filters(pdf, dict);
    filters.retain(|filter| filter.name != b"Crypt");
    Some(filters)
}

fn has_references(parameters: &Dictionary) -> bool {
    parameters.iter().any(|(_, value)| value.as_reference().is_ok())
}

/// All filters of a stream with their parameters, through references and with their full names.
fn filters(pdf: &Pdf, dict: &Dictionary) -> Vec<Filter> {
    let resolved = |object: &Object| pdf.dereference(object).ok().map(|(_, object)| object.clone());
    // `/F` and `/DP` are what inline images write; elsewhere `/F` is a file.
    let names = match dict.get(b"Filter").or_else(|_| dict.get(b"F")).ok().and_then(resolved) {
        Some(Object::Array(names)) => names,
        Some(name @ Object::Name(_)) => vec![name],
        _ => Vec::new(),
    };
    let given = dict.get(b"DecodeParms").or_else(|_| dict.get(b"DP")).ok().and_then(resolved);
    let names = names.iter().take(MOST_FILTERS).enumerate();
    names
        .filter_map(|(at, name)| {
            let Some(Object::Name(name)) = resolved(name) else { return None };
            let parameters = match &given {
                Some(Object::Array(all)) => all.get(at).and_then(resolved),
                // Against the rules where there are several filters; it is meant for the one that can use it.
                one => one.clone(),
            };
            let parameters = match parameters {
                Some(Object::Dictionary(parameters)) => Some(flat(pdf, &parameters)),
                _ => None,
            };
            Some(Filter { name: full_name(&name).to_vec(), parameters })
        })
        .collect()
}

/// The entries with references followed.
fn flat(pdf: &Pdf, parameters: &Dictionary) -> Dictionary {
    let mut flat = Dictionary::new();
    for (key, value) in parameters.iter().take(MOST_PARAMETERS) {
        match pdf.dereference(value) {
            // Globals of a picture's filter; no text needs them.
            Ok((_, Object::Stream(_))) => flat.set(key.clone(), value.clone()),
            Ok((_, value)) => flat.set(key.clone(), value.clone()),
            Err(_) => {}
        }
    }
    flat
}

fn set(stream: &mut Stream, filters: Vec<Filter>) {
    for key in [&b"Filter"[..], b"DecodeParms"] {
        stream.dict.remove(key);
    }
    if filters.is_empty() {
        return;
    }
    if filters.iter().any(|filter| filter.parameters.is_some()) {
        let parameters = filters.iter().map(|filter| match &filter.parameters {
            Some(parameters) => Object::Dictionary(parameters.clone()),
            None => Object::Null,
        });
        stream.dict.set("DecodeParms", Object::Array(parameters.collect()));
    }
    let names = filters.into_iter().map(|filter| Object::Name(filter.name)).collect();
    stream.dict.set("Filter", Object::Array(names));
}

/// The full name of a filter that is written as inline images do (ISO 32000-1, table 94).
fn full_name(name: &[u8]) -> &[u8] {
    match name {
        b"AHx" => b"ASCIIHexDecode",
        b"A85" => b"ASCII85Decode",
        b"LZW" => b"LZWDecode",
        b"Fl" => b"FlateDecode",
        b"RL" => b"RunLengthDecode",
        b"CCF" => b"CCITTFaxDecode",
        b"DCT" => b"DCTDecode",
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    const SHOWN: &[u8] = b"BT (slips of the week) Tj ET";

    /// Decodes a stream that is compressed twice over or once, after its filters were written out.
    fn check(dict: Dictionary, pdf: &mut Pdf) {
        let mut stream = Stream::new(Dictionary::new(), SHOWN.repeat(9));
        stream.compress().unwrap();
        for (key, value) in &dict {
            stream.dict.set(key.clone(), value.clone());
        }
        if dict.has(b"F") {
            stream.dict.remove(b"Filter");
        }
        let id = pdf.add_object(stream);
        write_out_filters(pdf);
        let found = pdf.get_object(id).unwrap().as_stream().unwrap().get_plain_content().unwrap();
        assert_eq!(found, SHOWN.repeat(9), "{dict:?}");
    }

    #[test]
    fn filters_behind_references_and_by_short_names() {
        let mut pdf = Pdf::new();
        let name = pdf.add_object(Object::Name(b"Fl".to_vec()));
        let list = pdf.add_object(vec![Object::Reference(name)]);
        let one = pdf.add_object(Object::Integer(1));
        let parameters = pdf.add_object(dictionary! { "Predictor" => one });
        let none = || Object::Name(b"Crypt".to_vec());
        check(dictionary! { "Filter" => name }, &mut pdf);
        check(dictionary! { "Filter" => list, "DecodeParms" => parameters }, &mut pdf);
        check(dictionary! { "Filter" => vec![Object::Reference(name)] }, &mut pdf);
        check(dictionary! { "Filter" => vec![none(), "FlateDecode".into()] }, &mut pdf);
        check(dictionary! { "F" => name }, &mut pdf);
    }

    #[test]
    fn a_filter_in_full_is_left_alone() {
        let pdf = Pdf::new();
        let plain = |dict: Dictionary| written_out(&pdf, &dict).is_none();
        assert!(plain(dictionary! {}));
        assert!(plain(dictionary! { "Filter" => "FlateDecode" }));
        assert!(plain(
            dictionary! { "Filter" => "FlateDecode", "DecodeParms" => dictionary! { "Columns" => 4 } }
        ));
        assert!(!plain(dictionary! { "Filter" => "Fl" }));
    }
}
