//! CMaps of a PDF file: which bytes form a code, which glyph (CID) or which Unicode text a code stands for.
//!
//! Read leniently, since many are broken: what is well formed before and after a fault still counts. Bounded: a file
//! of any content costs time and memory in proportion to its size, plus at most [`MOST_TEXTS`] texts.

use super::cmap_tokens::{Token, Tokens};
use super::text::{Arena, Piece};

/// Texts kept of one CMap; a two-byte code space has half as many codes.
const MOST_TEXTS: usize = 1 << 17;

/// The text of codes, by ToUnicode.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// Sorted by code, one entry a code.
    entries: Vec<(u32, Piece)>,
}

impl Texts {
    /// Sorts `entries`; of several with the same code the last counts.
    pub(super) fn new(mut entries: Vec<(u32, Piece)>) -> Texts {
        if !entries.is_sorted_by(|a, b| a.0 < b.0) {
            entries.reverse();
            entries.sort_by_key(|(code, _)| *code);
            entries.dedup_by_key(|(code, _)| *code);
        }
        Texts { entries }
    }

    /// The text of `code`, [`Piece::UNKNOWN`] when the map has none.
    pub(super) fn get(&self, code: u32) -> Piece {
        match self.entries.binary_search_by_key(&code, |(code, _)| *code) {
            Ok(index) => self.entries[index].1,
            Err(_) => Piece::UNKNOWN,
        }
    }
}

/// Codes that all have `bytes` bytes, each within the bounds of its place.
#[derive(Clone, Copy, Debug)]
struct CodeSpace {
    bytes: usize,
    low: u32,
    high: u32,
}

impl CodeSpace {
    fn contains(self, code: u32) -> bool {
        (0..self.bytes).all(|place| {
            let byte = |value: u32| (value >> (8 * place)) & 0xFF;
            (byte(self.low)..=byte(self.high)).contains(&byte(code))
        })
    }
}

/// A run of codes whose CIDs run along.
#[derive(Clone, Copy, Debug)]
struct CidRange {
    low: u32,
    high: u32,
    cid: u32,
}

/// What one CMap stream says.
#[derive(Debug, Default)]
pub(super) struct CMap {
    code_spaces: Vec<CodeSpace>,
    cids: Vec<CidRange>,
    texts: Texts,
    /// Whether the CMap is for vertical writing, where it says so.
    pub(super) vertical: Option<bool>,
    /// The CMap it builds on, as named by `usecmap`.
    pub(super) base: Option<Vec<u8>>,
}

impl CMap {
    /// Reads the CMap `source`; texts go to `arena`.
    pub(super) fn read(source: &[u8], arena: &mut Arena) -> CMap {
        Reader { tokens: Tokens::new(source), arena, cmap: CMap::default(), texts: Vec::new() }.read()
    }

    /// Takes the texts out of the map.
    pub(super) fn into_texts(self) -> Texts {
        self.texts
    }

    /// Whether the map assigns CIDs itself.
    pub(super) fn has_cids(&self) -> bool {
        !self.cids.is_empty()
    }

    /// The first code of `bytes` and its length; `None` when it lies in no code space of this map.
    pub(super) fn next_code(&self, bytes: &[u8]) -> Option<(u32, usize)> {
        let mut code = 0;
        for (index, byte) in bytes.iter().take(4).enumerate() {
            code = code << 8 | u32::from(*byte);
            let length = index + 1;
            if self.code_spaces.iter().any(|space| space.bytes == length && space.contains(code)) {
                return Some((code, length));
            }
        }
        None
    }

    /// The fewest bytes a code of this map has; `None` when it declares no code space.
    pub(super) fn shortest_code(&self) -> Option<usize> {
        self.code_spaces.iter().map(|space| space.bytes).min()
    }

    /// The CID of `code`, if the map has one.
    pub(super) fn cid(&self, code: u32) -> Option<u32> {
        let after = self.cids.partition_point(|range| range.low <= code);
        let range = self.cids.get(after.checked_sub(1)?)?;
        (code <= range.high).then(|| range.cid.saturating_add(code - range.low))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Section {
    None,
    CodeSpace,
    CidRange,
    CidChar,
    TextRange,
    TextChar,
}

struct Reader<'a, 'b> {
    tokens: Tokens<'a>,
    arena: &'b mut Arena,
    cmap: CMap,
    texts: Vec<(u32, Piece)>,
}

impl Reader<'_, '_> {
    fn read(mut self) -> CMap {
        let mut section = Section::None;
        // Operands of the entry that is being read, or of the operator to come.
        let mut operands: Vec<Token<'_>> = Vec::new();
        while let Some(token) = self.tokens.next() {
            if let Token::Operator(operator) = token {
                section = match operator {
                    b"begincodespacerange" => Section::CodeSpace,
                    b"begincidrange" => Section::CidRange,
                    b"begincidchar" => Section::CidChar,
                    b"beginbfrange" => Section::TextRange,
                    b"beginbfchar" => Section::TextChar,
                    _ if operator.starts_with(b"end") || operator.starts_with(b"begin") => Section::None,
                    _ => section,
                };
                match (operator, operands.as_slice()) {
                    (b"usecmap", [.., Token::Name(name)]) => self.cmap.base = Some(name.to_vec()),
                    (b"def", [.., Token::Name(b"WMode"), Token::Number(mode)]) => {
                        self.cmap.vertical = Some(*mode == 1);
                    }
                    _ => {}
                }
                operands.clear();
                continue;
            }
            operands.push(token);
            let complete = match section {
                Section::None => {
                    // Nothing outside the sections takes more than two operands that matter here.
                    if operands.len() > 2 {
                        operands.remove(0);
                    }
                    false
                }
                Section::CodeSpace | Section::CidChar | Section::TextChar => operands.len() == 2,
                Section::CidRange | Section::TextRange => operands.len() == 3,
            };
            if complete {
                self.entry(section, &operands);
                operands.clear();
            }
        }
        self.cmap.cids.sort_by_key(|range| range.low);
        self.cmap.texts = Texts::new(self.texts);
        self.cmap
    }

    fn entry(&mut self, section: Section, operands: &[Token<'_>]) {
        match (section, operands) {
            (Section::CodeSpace, [Token::String(low), Token::String(high)]) => {
                if let (Some(first), Some(last)) = (to_code(low), to_code(high)) {
                    self.cmap.code_spaces.push(CodeSpace { bytes: high.len(), low: first, high: last });
                }
            }
            (Section::CidChar, [Token::String(code), Token::Number(cid)]) => {
                if let Some(code) = to_code(code) {
                    self.cmap.cids.push(CidRange { low: code, high: code, cid: *cid });
                }
            }
            (Section::CidRange, [Token::String(low), Token::String(high), Token::Number(cid)]) => {
                if let (Some(low), Some(high)) = (to_code(low), to_code(high)) {
                    self.cmap.cids.push(CidRange { low, high, cid: *cid });
                }
            }
            (Section::TextChar, [Token::String(code), target]) => {
                if let (Some(code), Some(text)) = (to_code(code), target.text()) {
                    self.keep(code, &text);
                }
            }
            (Section::TextRange, [Token::String(low), Token::String(high), target]) => {
                if let (Some(low), Some(high)) = (to_code(low), to_code(high)) {
                    self.text_range(low, high.min(low.saturating_add(0xFFFF)), target);
                }
            }
            _ => {}
        }
    }

    fn text_range(&mut self, low: u32, high: u32, target: &Token<'_>) {
        if let Token::Array(targets) = target {
            for (code, target) in (low..=high).zip(targets) {
                if let Some(text) = target.text() {
                    self.keep(code, &text);
                }
            }
            return;
        }
        let Some(mut text) = target.text() else { return };
        let Some(last) = text.pop() else { return };
        let stem = text.len();
        for (code, step) in (low..=high).zip(0_u32..) {
            // The sum passes the last character there is only in a broken map.
            let Some(c) = (last as u32).checked_add(step).and_then(char::from_u32) else { continue };
            text.truncate(stem);
            text.push(c);
            if !self.keep(code, &text) {
                return;
            }
        }
    }

    /// Keeps the text of `code` if it is one; false when the map is full.
    fn keep(&mut self, code: u32, text: &str) -> bool {
        if self.texts.len() >= MOST_TEXTS {
            return false;
        }
        let piece = self.arena.keep(text);
        if piece.is_known() {
            self.texts.push((code, piece));
        }
        true
    }
}

/// `bytes` as a code; `None` unless there are one to four.
fn to_code(bytes: &[u8]) -> Option<u32> {
    (1..=4).contains(&bytes.len()).then(|| bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &[(u32, Option<&str>)]) {
        let mut arena = Arena::default();
        let texts = CMap::read(source.as_bytes(), &mut arena).into_texts();
        for (code, expect) in expect {
            let piece = texts.get(*code);
            assert_eq!(piece.is_known().then(|| arena.get(piece)), *expect, "{code:#x} in {source}");
        }
    }

    #[test]
    fn single_targets() {
        check("1 beginbfchar <41> <0061> endbfchar", &[(0x41, Some("a")), (0x42, None)]);
        check("2 beginbfchar<0003><0020><0004><00660066>endbfchar", &[(3, Some(" ")), (4, Some("ff"))]);
        check("beginbfchar <01> <D835DC00> endbfchar", &[(1, Some("𝐀"))]);
        check("beginbfchar <01> <41> <02> /eacute endbfchar", &[(1, Some("A")), (2, Some("é"))]);
        check("beginbfchar <01020304> <0041> endbfchar", &[(0x0102_0304, Some("A"))]);
    }

    #[test]
    fn ranges() {
        check(
            "beginbfrange <20> <22> <0041> endbfrange",
            &[(0x20, Some("A")), (0x22, Some("C")), (0x23, None)],
        );
        check("beginbfrange <01> <02> [<0061> <00620063>] endbfrange", &[(1, Some("a")), (2, Some("bc"))]);
        check("beginbfrange <01> <02> <00780041> endbfrange", &[(2, Some("xB"))]);
        check("beginbfrange <01> <03> <D835DC00> endbfrange", &[(3, Some("𝐂"))]);
        check("beginbfrange <05> <03> <0041> endbfrange", &[(3, None), (5, None)]);
    }

    #[test]
    fn what_is_no_character_is_left_out() {
        check(
            "beginbfchar <01> <0000> <02> <FFFD> <03> <E001> <04> <D800> <05> <> <06> <0041> endbfchar",
            &[(1, None), (2, None), (3, None), (4, None), (5, None), (6, Some("A"))],
        );
    }

    #[test]
    fn broken_maps_give_what_they_can() {
        check("beginbfchar <01> <0041> <02 <0042> <03> <0043>", &[(1, Some("A")), (3, Some("C"))]);
        check(
            "beginbfchar <01> <0041> garbage beginbfrange <02> <03> <0042>",
            &[(1, Some("A")), (3, Some("C"))],
        );
        check("beginbfrange <01> <02> [<0041> <0042> endbfrange beginbfchar <03> <0043>", &[(3, Some("C"))]);
        check(">>)]}% comment\n1 beginbfchar <01> <0041>", &[(1, Some("A"))]);
        check("beginbfchar <0102030405> <0041> <02> <0042> endbfchar", &[(2, Some("B"))]);
        check("", &[(0, None)]);
    }

    #[test]
    fn gigantic_ranges_are_cut() {
        let mut source = String::new();
        for _ in 0..1000 {
            source.push_str("1 beginbfrange <00000000> <FFFFFFFF> <0020> endbfrange ");
        }
        let mut arena = Arena::default();
        let texts = CMap::read(source.as_bytes(), &mut arena).into_texts();
        assert!(texts.entries.len() <= MOST_TEXTS);
        assert_eq!(arena.get(texts.get(0x41)), "a");
    }

    #[test]
    fn codes_and_cids() {
        let source = "/WMode 1 def /Other usecmap
            2 begincodespacerange <00> <7F> <8140> <9FFC> endcodespacerange
            1 begincidrange <20> <7E> 1 endcidrange 1 begincidchar <8140> 633 endcidchar";
        let cmap = CMap::read(source.as_bytes(), &mut Arena::default());
        assert_eq!(cmap.next_code(&[0x41, 0x42]), Some((0x41, 1)));
        assert_eq!(cmap.next_code(&[0x81, 0x40]), Some((0x8140, 2)));
        assert_eq!(cmap.next_code(&[0x81, 0x20]), None);
        assert_eq!(cmap.next_code(&[]), None);
        assert_eq!(cmap.cid(0x20), Some(1));
        assert_eq!(cmap.cid(0x7E), Some(95));
        assert_eq!(cmap.cid(0x7F), None);
        assert_eq!(cmap.cid(0x8140), Some(633));
        assert_eq!(cmap.vertical, Some(true));
        assert_eq!(cmap.base.as_deref(), Some(b"Other".as_slice()));
    }
}
