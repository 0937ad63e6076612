//! The tokens of a CMap.

use super::glyph_names;

/// Big-endian UTF-16, where a lone byte counts as a character of its own.
fn from_utf16(bytes: &[u8]) -> String {
    let (lone, pairs) = bytes.split_at(bytes.len() % 2);
    let units = lone
        .iter()
        .map(|byte| u16::from(*byte))
        .chain(pairs.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[derive(Debug)]
pub(super) enum Token<'a> {
    Name(&'a [u8]),
    Operator(&'a [u8]),
    Number(u32),
    String(Vec<u8>),
    Array(Vec<Token<'a>>),
}

impl Token<'_> {
    /// The Unicode text that it stands for, a string in UTF-16 or a glyph name; `None` for anything else.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Token::String(bytes) => Some(from_utf16(bytes)),
            Token::Name(name) => glyph_names::text(std::str::from_utf8(name).ok()?, false),
            _ => None,
        }
    }
}

/// The words of a CMap, a small part of PostScript.
pub(super) struct Tokens<'a> {
    source: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(source: &'a [u8]) -> Tokens<'a> {
        Tokens { source, at: 0 }
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match self.peek()? {
                b'[' => {
                    self.at += 1;
                    return Some(Token::Array(self.array()));
                }
                _ => {
                    if let Some(token) = self.plain() {
                        return Some(token);
                    }
                }
            }
        }
    }

    /// The elements up to `]`; a word that is no element ends the array too, so that a missing bracket costs one
    /// entry and not the file.
    fn array(&mut self) -> Vec<Token<'a>> {
        let mut elements = Vec::new();
        while let Some(byte) = self.peek() {
            match byte {
                b']' => {
                    self.at += 1;
                    break;
                }
                b'<' | b'(' | b'/' | b'0'..=b'9' => elements.extend(self.plain()),
                b'[' => self.at += 1,
                _ => break,
            }
        }
        elements
    }

    /// The next byte that is neither white space nor comment.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.source.get(self.at)? {
                b'%' => {
                    let rest = &self.source[self.at..];
                    self.at +=
                        rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
                }
                byte if is_space(*byte) => self.at += 1,
                byte => return Some(*byte),
            }
        }
    }

    /// A token that is not an array; `None` when there is no token here: what is here instead is skipped.
    fn plain(&mut self) -> Option<Token<'a>> {
        let rest = &self.source[self.at..];
        match (rest.first()?, rest.get(1)) {
            (b'<', Some(b'<')) | (b'>', Some(b'>')) => {
                self.at += 2;
                None
            }
            (b'<', _) => Some(Token::String(self.hexadecimal())),
            (b'(', _) => Some(Token::String(self.literal())),
            (b'/', _) => {
                self.at += 1;
                Some(Token::Name(self.word()))
            }
            (b'>' | b')' | b']' | b'{' | b'}', _) => {
                self.at += 1;
                None
            }
            _ => {
                let word = self.word();
                let number = std::str::from_utf8(word).ok().and_then(|word| word.parse::<i64>().ok());
                Some(match number {
                    Some(number) => Token::Number(u32::try_from(number).unwrap_or_default()),
                    None => Token::Operator(word),
                })
            }
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let rest = &self.source[self.at..];
        let length = rest
            .iter()
            .position(|byte| {
                is_space(*byte)
                    || matches!(byte, b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'/' | b'%' | b'{' | b'}')
            })
            .unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut bytes = Vec::new();
        let mut high = None;
        while let Some(byte) = self.source.get(self.at) {
            // A bracket that never closes ends where the next one opens.
            if *byte == b'<' {
                break;
            }
            self.at += 1;
            if *byte == b'>' {
                break;
            }
            let Some(digit) = char::from(*byte).to_digit(16) else { continue };
            match high.take() {
                None => high = Some(digit as u8),
                Some(first) => bytes.push(first << 4 | digit as u8),
            }
        }
        bytes.extend(high.map(|first| first << 4));
        bytes
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut bytes = Vec::new();
        let mut depth = 1_usize;
        while let Some(byte) = self.source.get(self.at) {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => {
                    bytes.extend(self.source.get(self.at));
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            bytes.push(*byte);
        }
        bytes
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C | 0)
}
