//! Text of character codes: cleaned of what no reader sees, and kept in one buffer.

use super::encoding::Base;
use super::readable::is_unusable;

/// Bytes of text one font may keep; a full 16-bit font needs less than a quarter of it.
const MOST_BYTES: usize = 1 << 20;

/// Where the text of a code lies in its [`Arena`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    start: u32,
    len: u16,
}

impl Piece {
    /// The code has no known text.
    pub(super) const UNKNOWN: Piece = Piece { start: u32::MAX, len: 0 };

    pub(super) fn is_known(self) -> bool {
        self.start != u32::MAX
    }
}

/// The texts of one font, one after another.
#[derive(Debug, Default)]
pub(super) struct Arena {
    buffer: String,
    /// The font is Symbol: U+F0xx stands for its code xx, as in files of word processors.
    symbol: bool,
}

impl Arena {
    /// An empty arena; `symbol` when the texts are of the Symbol font.
    pub(super) fn new(symbol: bool) -> Arena {
        Arena { buffer: String::new(), symbol }
    }

    /// Keeps `text` in cleaned form; [`Piece::UNKNOWN`] when nothing in it is a character one could read, or when
    /// the font already holds a megabyte.
    ///
    /// Ligatures become letters, a non-breaking space a space, a soft hyphen (a visible glyph in a PDF) a hyphen.
    pub(super) fn keep(&mut self, text: &str) -> Piece {
        let start = self.buffer.len();
        if let (true, Some(sign)) = (self.symbol, symbol_sign(text)) {
            return self.keep(&sign);
        }
        if text.chars().all(is_unusable) || start > MOST_BYTES {
            return Piece::UNKNOWN;
        }
        for c in text.chars().filter(|&c| !is_unusable(c)) {
            match c {
                '\u{FB00}' => self.buffer.push_str("ff"),
                '\u{FB01}' => self.buffer.push_str("fi"),
                '\u{FB02}' => self.buffer.push_str("fl"),
                '\u{FB03}' => self.buffer.push_str("ffi"),
                '\u{FB04}' => self.buffer.push_str("ffl"),
                '\u{FB05}' | '\u{FB06}' => self.buffer.push_str("st"),
                '\t' | '\n' | '\r' | '\u{A0}' => self.buffer.push(' '),
                '\u{AD}' => self.buffer.push('-'),
                // Invisible marks of word processors; the code is known, its text is empty.
                '\u{200B}' | '\u{2060}' | '\u{FEFF}' => {}
                _ => self.buffer.push(c),
            }
        }
        let (Ok(from), Ok(len)) = (u32::try_from(start), u16::try_from(self.buffer.len() - start)) else {
            self.buffer.truncate(start);
            return Piece::UNKNOWN;
        };
        Piece { start: from, len }
    }

    /// Text of `piece`, which must come from this arena; empty for [`Piece::UNKNOWN`].
    pub(super) fn get(&self, piece: Piece) -> &str {
        let start = piece.start as usize;
        self.buffer.get(start..start.saturating_add(usize::from(piece.len))).unwrap_or_default()
    }
}

/// The sign of the Symbol font that `text`, a lone character of U+F020 to U+F0FF, stands for.
fn symbol_sign(text: &str) -> Option<String> {
    let mut chars = text.chars();
    match (chars.next()?, chars.next()) {
        (c @ '\u{F020}'..='\u{F0FF}', None) => Base::Symbol.text(c as u8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let mut arena = Arena::default();
        arena.keep("before");
        let piece = arena.keep(text);
        assert_eq!(piece.is_known().then(|| arena.get(piece)), expect, "{text:?}");
    }

    #[test]
    fn text_is_cleaned() {
        check("a", Some("a"));
        check("\u{FB03}", Some("ffi"));
        check("\u{A0}", Some(" "));
        check("\u{AD}", Some("-"));
        check("\u{200B}", Some(""));
        check("\u{0}", None);
        check("", None);
        check("\u{FFFD}", None);
        check("\u{F0B7}", None);
        check("\u{F0B7}x", Some("x"));
        check("\u{1D400}", Some("\u{1D400}"));
    }

    #[test]
    fn private_codes_of_the_symbol_font_are_its_signs() {
        let mut arena = Arena::new(true);
        let (bullet, other) = (arena.keep("\u{F0B7}"), arena.keep("\u{E001}"));
        assert_eq!((arena.get(bullet), other), ("•", Piece::UNKNOWN));
    }

    #[test]
    fn a_full_arena_refuses() {
        let mut arena = Arena::default();
        let long = "x".repeat(60_000);
        let refused = (0..100).filter(|_| !arena.keep(&long).is_known()).count();
        assert!(refused > 0 && arena.buffer.len() < 2 * MOST_BYTES);
        assert_eq!(arena.keep(&"x".repeat(70_000)), Piece::UNKNOWN);
    }
}
