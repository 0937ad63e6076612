//! Bytes of text files become text.

use std::borrow::Cow;
use std::str::Utf8Error;

use encoding_rs::{Encoding, WINDOWS_1252};

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// No byte-order mark, and not UTF-8.
    #[error("not UTF-8 text: {0}")]
    Utf8(#[from] Utf8Error),
    /// A byte-order mark, and then something else than it promises.
    #[error("damaged {encoding} text")]
    Damaged {
        /// What the byte-order mark promises.
        encoding: &'static str,
    },
}

/// Text as it is saved: UTF-8, or what a byte-order mark says (UTF-8 or UTF-16), without that mark.
///
/// # Errors
/// [`NotText`]. Nothing is guessed and no character replaced: a quote must be what the file says.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding
            .decode_without_bom_handling_and_without_replacement(&bytes[mark..])
            .ok_or(NotText::Damaged { encoding: encoding.name() }),
        None => Ok(Cow::Borrowed(std::str::from_utf8(bytes)?)),
    }
}

/// Text as web pages have it: like [`decode`], else in the encoding that the page declares by a label such
/// as `iso-8859-1`, else in windows-1252, which is what browsers take. What is no character in it becomes
/// U+FFFD. The second part says what was assumed; `None` when nothing was.
pub(crate) fn decode_leniently<'b>(
    bytes: &'b [u8],
    declared: Option<&[u8]>,
) -> (Cow<'b, str>, Option<String>) {
    if let Ok(text) = decode(bytes) {
        return (text, None);
    }
    let known = declared.and_then(Encoding::for_label).map(Encoding::output_encoding);
    let (text, used, damaged) = known.unwrap_or(WINDOWS_1252).decode(bytes);
    let note = match (known, damaged) {
        (Some(_), false) => None,
        (_, true) => Some(format!("some of its bytes are not {} text", used.name())),
        (None, false) => Some(format!("it does not say its encoding; read as {}", used.name())),
    };
    (text, note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_decide_and_nothing_is_guessed() {
        let check = |bytes: &[u8], expect: &str| assert_eq!(decode(bytes).unwrap(), expect);
        check("né".as_bytes(), "né");
        check(b"\xef\xbb\xbfn\xc3\xa9", "né");
        check(b"\xff\xfen\0\xe9\0", "né");
        check(b"\xfe\xff\0n\0\xe9", "né");
        check(b"", "");
        assert_eq!(
            decode(b"caf\xe9 and").unwrap_err().to_string(),
            "not UTF-8 text: invalid utf-8 sequence of 1 bytes from index 3"
        );
        assert_eq!(decode(b"\xff\xfen\0\0\xd8").unwrap_err().to_string(), "damaged UTF-16LE text");
    }

    #[test]
    fn pages_are_read_as_they_declare() {
        let check = |bytes: &[u8], declared: Option<&str>, expect: &str, note: Option<&str>| {
            let (text, said) = decode_leniently(bytes, declared.map(str::as_bytes));
            assert_eq!((&*text, said.as_deref()), (expect, note));
        };
        check(b"caf\xe9", Some("ISO-8859-1"), "café", None);
        check(b"\x93x\x94", None, "“x”", Some("it does not say its encoding; read as windows-1252"));
        check(b"\xb1\xe0", Some("gb2312"), "编", None);
        check("né".as_bytes(), Some("latin1"), "né", None);
        check(b"\xb1", Some("gb2312"), "\u{fffd}", Some("some of its bytes are not GBK text"));
    }
}
