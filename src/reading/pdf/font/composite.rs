//! Type 0 fonts: codes of one to four bytes, mapped to glyphs (CIDs) by a CMap.

use super::{
    cmap::{CMap, Texts},
    fields,
    program::{Program, ProgramFile},
    text::{Arena, Piece},
    widths::{CidWidths, VerticalWidths},
};
use hayro_cmap::{BfString, CMapName, CidFamily, WritingMode};
use lopdf::{Dictionary, Document, Object};
use std::sync::OnceLock;

/// How many CMaps may build on one another.
const MOST_NESTED: usize = 4;

/// A font with codes of several bytes.
#[derive(Debug)]
pub(super) struct Composite {
    codes: Codes,
    /// Text by code.
    to_unicode: Texts,
    arena: Arena,
    widths: CidWidths,
    /// Present when the font writes downwards.
    vertical: Option<VerticalWidths>,
    last_resort: LastResort,
}

/// How the bytes of a string become codes and CIDs.
#[derive(Debug)]
enum Codes {
    /// Two bytes a code, which is the CID.
    TwoBytes,
    /// A CMap in the file, and the one it builds on.
    Embedded(CMap, Option<Box<Codes>>),
    /// A CMap that PDF knows by name.
    Predefined(Box<hayro_cmap::CMap>),
}

/// What is asked when a code that is shown is not in ToUnicode: the character collection, else the font program.
#[derive(Debug)]
struct LastResort {
    collection: CidFamily,
    program: Option<ProgramFile>,
    /// Two bytes a CID: the glyph of that CID.
    cid_to_glyph: Option<ProgramFile>,
    symbol: bool,
    /// Text by CID.
    built: OnceLock<(Arena, Texts)>,
}

/// What a composite font is made of.
pub(super) struct Parts<'a> {
    /// The font's name without subset prefix.
    pub(super) name: &'a str,
    /// The font is the standard Symbol font.
    pub(super) symbol: bool,
    pub(super) to_unicode: Texts,
    /// Holds the texts of `to_unicode`.
    pub(super) arena: Arena,
    /// The CID font it stands on.
    pub(super) descendant: &'a Dictionary,
    pub(super) program: Option<ProgramFile>,
    /// Most bytes of one decoded stream.
    pub(super) limit: usize,
}

/// One code of a string.
pub(super) struct Code {
    pub(super) code: u32,
    /// Bytes it took, at least one.
    pub(super) bytes: usize,
    cid: u32,
}

impl Composite {
    /// Builds the font; what cannot be read is replaced and named in `warnings`.
    pub(super) fn load(
        pdf: &Document,
        dict: &Dictionary,
        parts: Parts<'_>,
        warnings: &mut Vec<String>,
    ) -> Composite {
        let Parts { name, symbol, to_unicode, arena, descendant, program, limit } = parts;
        let encoding = fields::get(pdf, dict, b"Encoding");
        let mut vertical = false;
        let codes = Codes::read(pdf, encoding, limit, MOST_NESTED, &mut vertical).unwrap_or_else(|| {
            warnings
                .push(format!("font {name} has an encoding that cannot be read; taken as two bytes a code"));
            Codes::TwoBytes
        });
        let cid_to_glyph = fields::stream(pdf, descendant, b"CIDToGIDMap")
            .map(|stream| ProgramFile { stream: fields::self_contained(pdf, stream), limit });
        Composite {
            codes,
            to_unicode,
            arena,
            widths: CidWidths::read(pdf, descendant),
            vertical: vertical.then(|| VerticalWidths::read(pdf, descendant)),
            last_resort: LastResort {
                collection: collection(pdf, descendant),
                program,
                cid_to_glyph,
                symbol,
                built: OnceLock::new(),
            },
        }
    }

    /// The first code of `bytes`; `None` at the end of the string.
    pub(super) fn next_code(&self, bytes: &[u8]) -> Option<Code> {
        let (code, length, cid) = self.codes.next(bytes)?;
        Some(Code { code, bytes: length, cid })
    }

    /// Text of `code`, empty when nothing tells, and whether something does.
    pub(super) fn text(&self, code: &Code) -> (&str, bool) {
        let piece = self.to_unicode.get(code.code);
        if piece.is_known() {
            return (self.arena.get(piece), true);
        }
        let (arena, texts) = self.last_resort.built.get_or_init(|| self.last_resort.build());
        let piece = texts.get(code.cid);
        (arena.get(piece), piece.is_known())
    }

    /// Advance of `code` in em: to the right, or upwards when the font is vertical.
    pub(super) fn advance(&self, code: &Code) -> f32 {
        match &self.vertical {
            Some(vertical) => vertical.get(code.cid),
            None => self.widths.get(code.cid),
        }
    }

    pub(super) fn is_vertical(&self) -> bool {
        self.vertical.is_some()
    }
}

impl Codes {
    /// Reads an encoding entry, at most `depth` CMaps deep. Sets `vertical` when the CMap writes downwards.
    fn read(
        pdf: &Document,
        encoding: Option<&Object>,
        limit: usize,
        depth: usize,
        vertical: &mut bool,
    ) -> Option<Codes> {
        match encoding? {
            Object::Name(name) => Codes::named(name, vertical),
            Object::Stream(stream) => {
                let source = fields::bytes(pdf, stream, limit).ok()?;
                let cmap = CMap::read(&source, &mut Arena::default());
                let mut base_vertical = false;
                let base = match (fields::get(pdf, &stream.dict, b"UseCMap"), &cmap.base) {
                    (Some(base), _) if depth > 0 => {
                        Codes::read(pdf, Some(base), limit, depth - 1, &mut base_vertical)
                    }
                    (_, Some(name)) => Codes::named(name, &mut base_vertical),
                    _ => None,
                };
                let mode = fields::number(pdf, &stream.dict, b"WMode").map(|mode| mode == 1.0);
                *vertical = mode.or(cmap.vertical).unwrap_or(base_vertical);
                Some(Codes::Embedded(cmap, base.map(Box::new)))
            }
            _ => None,
        }
    }

    fn named(name: &[u8], vertical: &mut bool) -> Option<Codes> {
        if let b"Identity-H" | b"Identity-V" = name {
            *vertical = name.ends_with(b"V");
            return Some(Codes::TwoBytes);
        }
        let source = hayro_cmap::load_embedded(CMapName::from_bytes(name))?;
        let cmap = hayro_cmap::CMap::parse(source, hayro_cmap::load_embedded)?;
        *vertical = cmap.metadata().writing_mode == Some(WritingMode::Vertical);
        Some(Codes::Predefined(Box::new(cmap)))
    }

    /// The first code of `bytes`, its length, its CID; `None` when `bytes` is empty.
    fn next(&self, bytes: &[u8]) -> Option<(u32, usize, u32)> {
        match self {
            Codes::TwoBytes => {
                let (code, length) = big_endian(bytes, 2)?;
                Some((code, length, code))
            }
            Codes::Embedded(cmap, base) => {
                if let Some((code, length)) = cmap.next_code(bytes) {
                    let base_cid = || base.as_ref()?.cid(code, length);
                    // A CMap without any CIDs is there for its code spaces.
                    let default = if cmap.has_cids() || base.is_some() { 0 } else { code };
                    return Some((code, length, cmap.cid(code).or_else(base_cid).unwrap_or(default)));
                }
                if let Some(base) = base {
                    return base.next(bytes);
                }
                let (code, length) = big_endian(bytes, cmap.shortest_code().unwrap_or(2))?;
                Some((code, length, cmap.cid(code).unwrap_or(if cmap.has_cids() { 0 } else { code })))
            }
            Codes::Predefined(cmap) => {
                let known = (1..=4.min(bytes.len())).find_map(|length| {
                    let (code, length) = big_endian(bytes, length)?;
                    Some((code, length, cmap.lookup_cid_code(code, length as u8)?))
                });
                known.or_else(|| big_endian(bytes, 2).map(|(code, length)| (code, length, 0)))
            }
        }
    }

    /// The CID of a code of `length` bytes.
    fn cid(&self, code: u32, length: usize) -> Option<u32> {
        match self {
            Codes::TwoBytes => Some(code),
            Codes::Embedded(cmap, base) => cmap.cid(code).or_else(|| base.as_ref()?.cid(code, length)),
            Codes::Predefined(cmap) => cmap.lookup_cid_code(code, u8::try_from(length).ok()?),
        }
    }
}

impl LastResort {
    fn build(&self) -> (Arena, Texts) {
        let mut arena = Arena::new(self.symbol);
        let by_collection = self.by_collection(&mut arena);
        let texts = if by_collection.is_empty() { self.by_program(&mut arena) } else { by_collection };
        (arena, Texts::new(texts))
    }

    /// Texts of the CIDs of one of Adobe's character collections; empty for any other.
    fn by_collection(&self, arena: &mut Arena) -> Vec<(u32, Piece)> {
        // The largest collection, Adobe-GB1, has 30,000.
        const MOST_CIDS: u32 = 1 << 15;
        let Some(cmap) = self
            .collection
            .ucs2_cmap()
            .and_then(hayro_cmap::load_embedded)
            .and_then(|source| hayro_cmap::CMap::parse(source, hayro_cmap::load_embedded))
        else {
            return Vec::new();
        };
        let text = |cid| match cmap.lookup_bf_string(cid)? {
            BfString::Char(c) => Some(c.to_string()),
            BfString::String(text) => Some(text),
        };
        (0..MOST_CIDS).filter_map(|cid| Some((cid, arena.keep(&text(cid)?)))).collect()
    }

    /// Texts of the CIDs whose glyphs the font program knows as characters.
    fn by_program(&self, arena: &mut Arena) -> Vec<(u32, Piece)> {
        let Some(data) = self.program.as_ref().and_then(|program| program.bytes().ok()) else {
            return Vec::new();
        };
        let Some(program) = Program::read(&data, false) else { return Vec::new() };
        let cids = match self.cid_to_glyph.as_ref().and_then(|map| map.bytes().ok()) {
            Some(map) => (0..=u32::from(u16::MAX))
                .zip(map.chunks_exact(2))
                .map(|(cid, pair)| (cid, u32::from(u16::from_be_bytes([pair[0], pair[1]])).into()))
                .collect(),
            None => program.cids(),
        };
        cids.into_iter()
            .filter_map(|(cid, glyph)| Some((cid, arena.keep(&program.text(glyph)?))))
            .filter(|(_, piece)| piece.is_known())
            .collect()
    }
}

/// The character collection of a CID font.
fn collection(pdf: &Document, descendant: &Dictionary) -> CidFamily {
    let info = fields::dict(pdf, descendant, b"CIDSystemInfo");
    let entry = |key| info.and_then(|info| fields::get(pdf, info, key)?.as_str().ok()).unwrap_or_default();
    CidFamily::from_registry_ordering(entry(b"Registry"), entry(b"Ordering"))
}

/// The first `length` bytes (fewer at the end of the string) as a number; `None` when there are none.
fn big_endian(bytes: &[u8], length: usize) -> Option<(u32, usize)> {
    let taken = &bytes[..length.min(bytes.len())];
    (!taken.is_empty())
        .then(|| (taken.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)), taken.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(encoding: Object, string: &[u8], expect: &[(u32, usize, u32)]) {
        let codes = Codes::read(&Document::new(), Some(&encoding), 10_000, MOST_NESTED, &mut false);
        let codes = codes.unwrap_or(Codes::TwoBytes);
        let mut rest = string;
        let mut found = Vec::new();
        while let Some(code) = codes.next(rest) {
            rest = &rest[code.1..];
            found.push(code);
        }
        assert_eq!(found, expect);
    }

    fn stream(source: &str) -> Object {
        lopdf::Stream::new(Dictionary::new(), source.as_bytes().to_vec()).into()
    }

    #[test]
    fn identity_takes_two_bytes() {
        check("Identity-H".into(), &[1, 2, 3], &[(0x102, 2, 0x102), (3, 1, 3)]);
        check("Unheard-H".into(), &[1, 2], &[(0x102, 2, 0x102)]);
    }

    #[test]
    fn predefined_cmaps() {
        check("90ms-RKSJ-H".into(), &[0x41, 0x81, 0x40], &[(0x41, 1, 264), (0x8140, 2, 633)]);
        check("UniGB-UCS2-H".into(), &[0x4E, 0x00], &[(0x4E00, 2, 4162)]);
    }

    #[test]
    fn embedded_cmaps() {
        check(
            stream("begincodespacerange <00> <FF> endcodespacerange begincidrange <41> <42> 7 endcidrange"),
            &[0x41, 0x42, 0x43],
            &[(0x41, 1, 7), (0x42, 1, 8), (0x43, 1, 0)],
        );
        check(stream("/Identity-H usecmap begincidchar <0041> 9 endcidchar"), &[0, 0x42], &[(0x42, 2, 0x42)]);
        check(stream("begincodespacerange <00> <FF> endcodespacerange"), &[5], &[(5, 1, 5)]);
        check(stream("nonsense"), &[1, 2, 3], &[(0x102, 2, 0x102), (3, 1, 3)]);
    }

    #[test]
    fn a_cmap_that_builds_on_itself_ends() {
        let mut pdf = Document::new();
        let id = pdf.new_object_id();
        let mut stream = lopdf::Stream::new(Dictionary::new(), Vec::new());
        stream.dict.set("UseCMap", id);
        pdf.objects.insert(id, stream.into());
        let codes = Codes::read(&pdf, pdf.get_object(id).ok(), 1000, MOST_NESTED, &mut false);
        assert!(codes.is_some_and(|codes| codes.next(&[1, 2]).is_some()));
    }

    #[test]
    fn texts_of_a_character_collection() {
        let last_resort = LastResort {
            collection: CidFamily::AdobeJapan1,
            program: None,
            cid_to_glyph: None,
            symbol: false,
            built: OnceLock::new(),
        };
        let (arena, texts) = last_resort.build();
        assert_eq!(arena.get(texts.get(34)), "A");
        assert_eq!(arena.get(texts.get(843)), "あ");
    }
}
