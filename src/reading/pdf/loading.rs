//! Bytes become lopdf's document, inside the bounds that lopdf does not set itself.
//!
//! A stream's length may be a reference, and lopdf follows it by recursion, from every stream anew. A chain
//! of streams that are one another's lengths therefore takes stack in proportion and time in its square.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use lopdf::{Document as Pdf, LoadOptions, Object};

use super::encryption::{self, Lock};
use super::error::Error;
use super::streams;

/// A decompressed stream may have this many bytes; the largest of real papers have 20 MB.
pub(super) const LARGEST_STREAM: usize = 64 << 20;

/// More pages than any paper has; the rest is left out with a warning.
pub const MOST_PAGES: usize = 3_000;

/// What a PDF begins with.
pub(super) const HEADER: &[u8] = b"%PDF-";
/// The largest real papers have 2,000.
const MOST_STREAMS: usize = 50_000;
/// What everything but a chain of lengths needs, in bytes.
const STACK: usize = 2 << 20;
/// What one stream of such a chain takes, rounded up generously.
const STACK_PER_STREAM: usize = 4 << 10;
/// The length of a stream is a number behind at most one reference.
const LONGEST_CHAIN: usize = 16;

/// Whether the bytes claim to be a PDF.
pub(super) fn recognize(bytes: &[u8]) -> Result<(), Error> {
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(HEADER.len()).any(|window| window == HEADER) { Ok(()) } else { Err(Error::NotPdf) }
}

/// Runs `read` where neither a panic nor a deep recursion of the libraries below does harm. `bytes` are
/// what it reads.
pub(super) fn apart<T: Send>(bytes: &[u8], read: impl Fn() -> Result<T, Error> + Sync) -> Result<T, Error> {
    let damaged = |why: &str| Err(Error::Damaged(why.to_owned()));
    let streams = streams(bytes);
    if streams > MOST_STREAMS {
        return damaged("it has more streams than any paper");
    }
    if has_chain(&lengths(bytes)) {
        return damaged("its streams are one another's lengths");
    }
    let caught = || catch_unwind(AssertUnwindSafe(&read));
    let outcome = thread::scope(|scope| {
        let builder = thread::Builder::new().name("reading".to_owned());
        match builder.stack_size(STACK + streams * STACK_PER_STREAM).spawn_scoped(scope, caught) {
            Ok(thread) => thread.join().and_then(|outcome| outcome),
            // Without a thread to be had, the stack that is there is enough for everything but attacks.
            Err(_) => caught(),
        }
    });
    outcome.unwrap_or_else(|_| damaged("its structure contradicts itself"))
}

/// The document, with every stream as lopdf can decode it.
pub(super) fn load(bytes: &[u8]) -> Result<Pdf, Error> {
    let mut pdf = match encryption::lock(bytes, options()) {
        Lock::AsWritten => load_as_written(bytes)?,
        Lock::AttachmentsOnly(pdf) => *pdf,
        Lock::WrittenOut(bytes, exempt) => {
            let mut pdf = load_as_written(&bytes)?;
            for (id, content) in exempt {
                if let Some(Object::Stream(stream)) = pdf.objects.get_mut(&id) {
                    stream.set_content(content);
                }
            }
            pdf
        }
    };
    streams::write_out_filters(&mut pdf);
    Ok(pdf)
}

/// Whether a file is encrypted, though it opens without a password.
pub(super) fn is_locked(pdf: &Pdf) -> bool {
    pdf.was_encrypted() || encryption::has_encrypted_attachments(pdf)
}

fn options() -> LoadOptions {
    LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..LoadOptions::default() }
}

fn load_as_written(bytes: &[u8]) -> Result<Pdf, Error> {
    let pdf = Pdf::load_mem_with_options(bytes, options()).map_err(|error| match error {
        lopdf::Error::InvalidPassword
        | lopdf::Error::Decryption(_)
        | lopdf::Error::UnsupportedSecurityHandler(_) => Error::Encrypted,
        error => Error::Damaged(error.to_string()),
    })?;
    if pdf.is_encrypted() && !pdf.was_encrypted() {
        return Err(Error::Encrypted);
    }
    Ok(pdf)
}

/// At least as many as lopdf can find: every stream has its own keyword.
fn streams(bytes: &[u8]) -> usize {
    let found = bytes.windows(6).enumerate().filter(|(_, window)| *window == b"stream");
    found.filter(|(at, _)| !bytes[..*at].ends_with(b"end")).count()
}

/// The objects with a length that is a reference, and the object it refers to, as far as they are written
/// the usual way.
fn lengths(bytes: &[u8]) -> BTreeMap<u32, u32> {
    let mut lengths = BTreeMap::new();
    let mut object = None;
    for at in 0..bytes.len() {
        match bytes[at] {
            b'o' if bytes[at..].starts_with(b"obj") => object = id_before(&bytes[..at]).or(object),
            b'/' if bytes[at..].starts_with(b"/Length") => {
                if let (Some(object), Some(target)) = (object, reference(&bytes[at + 7..])) {
                    lengths.insert(object, target);
                }
            }
            _ => {}
        }
    }
    lengths
}

/// The object number of `7 0 ` at the end of `bytes`.
fn id_before(bytes: &[u8]) -> Option<u32> {
    let from = bytes.len().saturating_sub(32);
    let mut words = bytes[from..].rsplit(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    number(words.next()?)?;
    number(words.next()?)
}

/// The object number of `7 0 R` at the start of `bytes`.
fn reference(bytes: &[u8]) -> Option<u32> {
    let head = &bytes[..bytes.len().min(32)];
    let mut words = head.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let target = number(words.next()?)?;
    number(words.next()?)?;
    words.next()?.starts_with(b"R").then_some(target)
}

fn number(word: &[u8]) -> Option<u32> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// Whether lengths lead from one to the next for longer than makes sense. Cycles are not chains: lopdf
/// notices them.
fn has_chain(lengths: &BTreeMap<u32, u32>) -> bool {
    lengths.keys().any(|start| {
        let mut path = vec![*start];
        while let Some(next) = path.last().and_then(|last| lengths.get(last)) {
            if path.contains(next) {
                return false;
            }
            path.push(*next);
            if path.len() > LONGEST_CHAIN {
                return true;
            }
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_counted_once() {
        assert_eq!(streams(b"<<>>stream x endstream endobj <<>> stream\n\nendstream"), 2);
    }

    #[test]
    fn lengths_that_are_references() {
        let bytes = b"7 0 obj\n<< /Length 8 0 R >>stream\nendstream endobj 8 0 obj 5 endobj \
            9 0 obj << /Length1 8 0 /Length 77 >> endobj 10 0 obj<</Length\r\n11 0 R>>";
        assert_eq!(lengths(bytes), BTreeMap::from([(7, 8), (10, 11)]));
    }

    #[test]
    fn chains() {
        let chain = |length: u32| (0..length).map(|at| (at, at + 1)).collect::<BTreeMap<_, _>>();
        assert!(!has_chain(&chain(1)));
        assert!(!has_chain(&chain(15)));
        assert!(has_chain(&chain(17)));
        assert!(!has_chain(&BTreeMap::from([(1, 1), (2, 3), (3, 2)])));
    }

    #[test]
    fn panics_become_errors() {
        assert!(matches!(
            apart(b"", || -> Result<(), Error> { panic!("deep down") }),
            Err(Error::Damaged(_))
        ));
        assert!(matches!(apart(b"", || Ok(7)), Ok(7)));
    }
}
