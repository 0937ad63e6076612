//! Files that are encrypted but open without a password, as far as lopdf does not know it.
//!
//! lopdf asks for a password where the dictionary of the encryption has entries behind references, where the file has
//! no `/ID`, and where only attachments are encrypted. What is missing is said in a section behind the file, as an
//! incremental update says it; lopdf still does all that has to do with keys.

use std::borrow::Cow;

use lopdf::{Dictionary, Document as Pdf, LoadOptions, Object, ObjectId, StringFormat};

use super::streams::is_exempt_from_encryption;

/// The entry of the trailer that says how a file is encrypted.
const ENCRYPT: &[u8] = b"/Encrypt";
/// What it is called in a copy that is to be read without decrypting anything.
const MASKED: &[u8] = b"/Encrypz";
/// How deep the dictionary nests: crypt filters lie in the second level.
const DEEPEST: usize = 4;
/// An encryption has one crypt filter or two.
const MOST_ENTRIES: usize = 64;

/// How the objects of a file are to be had.
pub(super) enum Lock {
    /// As lopdf reads the file.
    AsWritten,
    /// As lopdf reads these bytes, in which the encryption is written out; and streams that are not encrypted.
    WrittenOut(Vec<u8>, Vec<(ObjectId, Vec<u8>)>),
    /// Nothing but attachments is encrypted, so this is all there is to read.
    AttachmentsOnly(Box<Pdf>),
}

/// Looks at how a file is encrypted. `options` are those it is loaded with.
pub(super) fn lock(bytes: &[u8], options: LoadOptions) -> Lock {
    let Cow::Owned(masked) = masked(bytes) else { return Lock::AsWritten };
    let Ok(pdf) = Pdf::load_mem_with_options(&masked, options) else { return Lock::AsWritten };
    let Some(found) = pdf.trailer.get(&MASKED[1..]).ok() else { return Lock::AsWritten };
    let Some(encryption) = pdf.dereference(found).ok().and_then(|(_, object)| object.as_dict().ok()) else {
        return Lock::AsWritten;
    };
    if encrypts_attachments_only(&pdf, encryption) {
        return Lock::AttachmentsOnly(Box::new(pdf));
    }
    let exempt: Vec<_> = pdf
        .objects
        .iter()
        .filter_map(|(id, object)| {
            let stream = object.as_stream().ok().filter(|stream| is_exempt_from_encryption(&pdf, stream))?;
            Some((*id, stream.content.clone()))
        })
        .collect();
    let id = pdf.trailer.get(b"ID").ok().and_then(|id| pdf.dereference(id).ok()).map(|(_, id)| id);
    let has_id = id.and_then(|id| id.as_array().ok()).is_some_and(|id| id.first().is_some_and(is_string));
    let is_written_out =
        found.as_reference().is_ok() && encryption.iter().all(|(_, value)| !has_references(value, DEEPEST));
    if is_written_out && has_id && exempt.is_empty() {
        return Lock::AsWritten;
    }
    let Object::Dictionary(encryption) = written_out(&pdf, &Object::Dictionary(encryption.clone()), DEEPEST)
    else {
        return Lock::AsWritten;
    };
    Lock::WrittenOut(with_update(bytes, &pdf, encryption, id.filter(|_| has_id)), exempt)
}

/// Whether a document that [`lock`] gave has encrypted attachments.
pub(super) fn has_encrypted_attachments(pdf: &Pdf) -> bool {
    pdf.trailer.has(&MASKED[1..])
}

/// The bytes with the entry of the trailer under another name; borrowed where there is none.
fn masked(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut masked = Cow::Borrowed(bytes);
    for at in 0..bytes.len().saturating_sub(ENCRYPT.len()) {
        let rest = &bytes[at..];
        // Not `/EncryptMetadata`.
        if rest.starts_with(ENCRYPT) && !rest[ENCRYPT.len()].is_ascii_alphanumeric() {
            masked.to_mut()[at..at + MASKED.len()].copy_from_slice(MASKED);
        }
    }
    masked
}

/// Whether neither strings nor streams of the file are encrypted (ISO 32000-1, 7.6.5).
fn encrypts_attachments_only(pdf: &Pdf, encryption: &Dictionary) -> bool {
    let has_crypt_filters = encryption
        .get_deref(b"V", pdf)
        .and_then(Object::as_i64)
        .is_ok_and(|version| version == 4 || version == 5);
    let does_nothing = |key: &[u8]| {
        let name = encryption.get_deref(key, pdf).and_then(Object::as_name);
        name.map_or(!encryption.has(key), |name| name == b"Identity")
    };
    has_crypt_filters && does_nothing(b"StmF") && does_nothing(b"StrF")
}

fn is_string(object: &Object) -> bool {
    matches!(object, Object::String(..))
}

fn has_references(object: &Object, depth: usize) -> bool {
    match object {
        Object::Reference(_) => true,
        Object::Dictionary(entries) if depth > 0 => {
            entries.iter().any(|(_, value)| has_references(value, depth - 1))
        }
        _ => false,
    }
}

/// The object with references followed; what nests too deep is null.
fn written_out(pdf: &Pdf, object: &Object, depth: usize) -> Object {
    match pdf.dereference(object) {
        Ok((_, Object::Dictionary(entries))) if depth > 0 => {
            let mut all = Dictionary::new();
            for (key, value) in entries.iter().take(MOST_ENTRIES) {
                all.set(key.clone(), written_out(pdf, value, depth - 1));
            }
            Object::Dictionary(all)
        }
        Ok((_, Object::Dictionary(_) | Object::Array(_) | Object::Stream(_))) | Err(_) => Object::Null,
        Ok((_, other)) => other.clone(),
    }
}

/// The file with a section behind it that says how it is encrypted.
fn with_update(bytes: &[u8], pdf: &Pdf, encryption: Dictionary, id: Option<&Object>) -> Vec<u8> {
    let number = pdf.max_id.saturating_add(1);
    let mut trailer = Dictionary::new();
    for key in [&b"Root"[..], b"Info"] {
        if let Ok(value) = pdf.trailer.get(key) {
            trailer.set(key, value.clone());
        }
    }
    let no_id = || Object::Array(vec![Object::String(Vec::new(), StringFormat::Hexadecimal); 2]);
    trailer.set("ID", id.cloned().unwrap_or_else(no_id));
    trailer.set("Size", i64::from(number) + 1);
    trailer.set("Encrypt", Object::Reference((number, 0)));
    // Rebuilt cross-references begin nowhere; then this section is found as the others are.
    let is_sound = pdf.xref_recovery.is_none();
    if is_sound {
        trailer.set("Prev", pdf.xref_start as i64);
    }
    let mut file = bytes.to_vec();
    file.push(b'\n');
    let object = file.len();
    file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    write(&Object::Dictionary(encryption), &mut file, DEEPEST);
    file.extend_from_slice(b"\nendobj\n");
    let section = if is_sound { file.len() } else { 0 };
    file.extend_from_slice(format!("xref\n{number} 1\n{object:010} 00000 n \ntrailer\n").as_bytes());
    write(&Object::Dictionary(trailer), &mut file, DEEPEST);
    file.extend_from_slice(format!("\nstartxref\n{section}\n%%EOF\n").as_bytes());
    file
}

/// Writes an object as a PDF has it; strings in hexadecimal, whatever they hold.
fn write(object: &Object, out: &mut Vec<u8>, depth: usize) {
    match object {
        Object::Boolean(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Reference((number, generation)) => {
            out.extend_from_slice(format!("{number} {generation} R").as_bytes());
        }
        Object::Name(name) => {
            out.push(b'/');
            for byte in name {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(*byte),
                    other => out.extend_from_slice(format!("#{other:02x}").as_bytes()),
                }
            }
        }
        Object::String(bytes, _) => {
            out.push(b'<');
            bytes.iter().for_each(|byte| out.extend_from_slice(format!("{byte:02x}").as_bytes()));
            out.push(b'>');
        }
        Object::Array(items) if depth > 0 => {
            out.push(b'[');
            for item in items.iter().take(MOST_ENTRIES) {
                write(item, out, depth - 1);
                out.push(b' ');
            }
            out.push(b']');
        }
        Object::Dictionary(entries) if depth > 0 => {
            out.extend_from_slice(b"<< ");
            for (key, value) in entries {
                write(&Object::Name(key.clone()), out, depth);
                out.push(b' ');
                write(value, out, depth - 1);
                out.push(b' ');
            }
            out.extend_from_slice(b">>");
        }
        _ => out.extend_from_slice(b"null"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    #[test]
    fn only_the_entry_of_the_trailer_is_masked() {
        let found = masked(b"/Encrypt 9 0 R /EncryptMetadata false /Encrypt<<");
        assert_eq!(found.as_ref(), b"/Encrypz 9 0 R /EncryptMetadata false /Encrypz<<");
        assert!(matches!(masked(b"/EncryptMetadata /Encrypt"), Cow::Borrowed(_)));
    }

    #[test]
    fn objects_are_written_as_a_file_has_them() {
        let object = Object::Dictionary(dictionary! {
            "O" => Object::String(vec![0, 255], StringFormat::Literal),
            "C F" => dictionary! { "P" => -4 },
            "ID" => vec![Object::Reference((3, 0)), Object::Null],
        });
        let mut written = Vec::new();
        write(&object, &mut written, DEEPEST);
        let expect = "<< /O <00ff> /C#20F << /P -4 >> /ID [3 0 R null ] >>";
        assert_eq!(String::from_utf8(written).unwrap(), expect);
    }

    #[test]
    fn attachments_only() {
        let pdf = Pdf::new();
        let check = |dict: Dictionary, expect| assert_eq!(encrypts_attachments_only(&pdf, &dict), expect);
        check(dictionary! { "V" => 4, "EFF" => "StdCF" }, true);
        check(dictionary! { "V" => 5, "StmF" => "Identity", "StrF" => "Identity" }, true);
        check(dictionary! { "V" => 4, "StmF" => "StdCF", "StrF" => "StdCF" }, false);
        check(dictionary! { "V" => 2 }, false);
    }
}
