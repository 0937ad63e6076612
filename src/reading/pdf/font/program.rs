//! Embedded font programs, asked only for what the PDF around them leaves out: which character a glyph is, and how
//! wide it is.

use super::glyph_names;
use super::readable::is_unusable;
use lopdf::Stream;
use read_fonts::{
    FontRef, TableProvider,
    ps::{cff::CffFontRef, type1::Type1Font},
    tables::cmap::{CmapIterLimits, CmapSubtable, PlatformId},
    types::GlyphId,
};
use std::cell::OnceCell;

/// The file of a font program, not yet decoded.
#[derive(Debug)]
pub(super) struct ProgramFile {
    /// Decodable without its document.
    pub(super) stream: Stream,
    /// Most bytes it may decode to.
    pub(super) limit: usize,
}

impl ProgramFile {
    /// The decoded file, or why there is none.
    pub(super) fn bytes(&self) -> lopdf::Result<Vec<u8>> {
        self.stream.get_plain_content_with_limit(self.limit)
    }
}

/// A font program of any of the three kinds: type 1, CFF, or TrueType and OpenType (which may hold CFF).
pub(super) struct Program<'a> {
    sfnt: Option<Sfnt<'a>>,
    post_script: Option<PostScript<'a>>,
    zapf: bool,
    /// Names by glyph, empty where there is none. Listed at once, since looking up one is a search through all.
    names: OnceCell<Vec<String>>,
}

enum PostScript<'a> {
    Type1(Box<Type1Font>),
    Cff(Box<CffFontRef<'a>>),
}

struct Sfnt<'a> {
    font: FontRef<'a>,
    /// Character by glyph, `'\0'` where there is none.
    characters: Vec<char>,
    /// Tables from codes to glyphs for symbolic fonts, with what is added to the code; best first.
    by_code: Vec<(CmapSubtable<'a>, u32)>,
}

impl<'a> Program<'a> {
    /// Reads `data`, whatever kind of program it is; `None` when this program cannot read it. `zapf` when the font is
    /// Zapf Dingbats, whose glyph names are numbers.
    pub(super) fn read(data: &'a [u8], zapf: bool) -> Option<Program<'a>> {
        let is_type1 = data.starts_with(b"%!") || data.starts_with(&[0x80, 1]);
        if is_type1 {
            let post_script = PostScript::Type1(Box::new(Type1Font::new(data).ok()?));
            return Some(Program::new(None, Some(post_script), zapf));
        }
        if let Ok(font) = FontRef::from_index(data, 0) {
            let cff = font.cff().ok().and_then(|_| font.table_data(read_fonts::types::Tag::new(b"CFF ")));
            let post_script = cff
                .and_then(|cff| CffFontRef::new_cff(cff.as_bytes(), 0, None).ok())
                .map(|cff| PostScript::Cff(Box::new(cff)));
            return Some(Program::new(Some(Sfnt::new(font)), post_script, zapf));
        }
        let cff = CffFontRef::new_cff(data, 0, None).ok()?;
        Some(Program::new(None, Some(PostScript::Cff(Box::new(cff))), zapf))
    }

    fn new(sfnt: Option<Sfnt<'a>>, post_script: Option<PostScript<'a>>, zapf: bool) -> Program<'a> {
        Program { sfnt, post_script, zapf, names: OnceCell::new() }
    }

    /// The glyph of a single-byte `code` by the program's own encoding.
    pub(super) fn glyph_of_code(&self, code: u8) -> Option<GlyphId> {
        let glyph = match &self.post_script {
            Some(PostScript::Type1(font)) => font.encoding()?.map(code),
            Some(PostScript::Cff(font)) if !font.is_cid() => font.encoding()?.map(code),
            _ => self.sfnt.as_ref().and_then(|sfnt| {
                sfnt.by_code.iter().find_map(|(table, base)| {
                    table.map_codepoint(base + u32::from(code)).filter(|glyph| glyph.to_u32() != 0)
                })
            }),
        };
        glyph.filter(|glyph| glyph.to_u32() != 0)
    }

    /// The first glyph called `name`.
    pub(super) fn glyph_of_name(&self, name: &str) -> Option<GlyphId> {
        let glyph = self.names().iter().position(|known| known == name && !known.is_empty())?;
        u32::try_from(glyph).ok().map(GlyphId::new)
    }

    /// Text of `glyph`; `None` when the program does not tell.
    pub(super) fn text(&self, glyph: GlyphId) -> Option<String> {
        let character = self.sfnt.as_ref().and_then(|sfnt| sfnt.characters.get(glyph.to_u32() as usize));
        let private = match character {
            Some('\0') | None => None,
            Some(c) if !is_unusable(*c) => return Some(c.to_string()),
            Some(c) => Some(c.to_string()),
        };
        let name = self.names().get(glyph.to_u32() as usize);
        name.and_then(|name| glyph_names::text(name, self.zapf)).or(private)
    }

    /// Advance of `glyph` in em; `None` when the program does not tell.
    pub(super) fn advance(&self, glyph: GlyphId) -> Option<f32> {
        let (advance, per_em) = match (&self.sfnt, &self.post_script) {
            (Some(sfnt), _) => {
                let per_em = sfnt.font.head().ok()?.units_per_em();
                (f32::from(sfnt.font.hmtx().ok()?.advance(glyph)?), f32::from(per_em))
            }
            (None, Some(PostScript::Type1(font))) => {
                (font.evaluate_width(glyph).ok()??.to_f32(), font.upem() as f32)
            }
            (None, Some(PostScript::Cff(font))) => {
                let part = font.subfont(font.subfont_index(glyph)?, &[]).ok()?;
                (font.evaluate_width(&part, glyph, &[]).ok()??.to_f32(), font.upem() as f32)
            }
            (None, None) => return None,
        };
        let advance = advance / per_em;
        (0.0..10.0).contains(&advance).then_some(advance)
    }

    /// Every CID of a program used as a CID font, with its glyph; CIDs are glyph numbers unless the program has its
    /// own.
    pub(super) fn cids(&self) -> Vec<(u32, GlyphId)> {
        match &self.post_script {
            Some(PostScript::Cff(font)) if font.is_cid() => font
                .charset()
                .map(|charset| charset.iter().map(|(glyph, cid)| (u32::from(cid.to_u16()), glyph)).collect())
                .unwrap_or_default(),
            _ => (0..self.glyph_count()).map(|glyph| (glyph, GlyphId::new(glyph))).collect(),
        }
    }

    fn glyph_count(&self) -> u32 {
        let count = match (&self.sfnt, &self.post_script) {
            (_, Some(PostScript::Type1(font))) => font.num_glyphs(),
            (_, Some(PostScript::Cff(font))) => font.num_glyphs(),
            (Some(sfnt), None) => sfnt.font.maxp().map_or(0, |maxp| u32::from(maxp.num_glyphs())),
            (None, None) => 0,
        };
        count.min(0xFFFF)
    }

    fn names(&self) -> &[String] {
        self.names.get_or_init(|| {
            let mut names = vec![String::new(); self.glyph_count() as usize];
            let mut note = |glyph: u32, name: &str| {
                if let Some(slot) = names.get_mut(glyph as usize).filter(|_| name != ".notdef") {
                    name.clone_into(slot);
                }
            };
            match (&self.post_script, &self.sfnt) {
                (Some(PostScript::Type1(font)), _) => {
                    font.glyph_names().for_each(|(glyph, name)| note(glyph.to_u32(), name));
                }
                (Some(PostScript::Cff(font)), _) if !font.is_cid() => {
                    let pairs = font.charset().map(|charset| charset.iter()).into_iter().flatten();
                    for (glyph, name) in pairs {
                        note(glyph.to_u32(), &String::from_utf8_lossy(font.string(name).unwrap_or_default()));
                    }
                }
                (_, Some(sfnt)) => {
                    let pairs = sfnt.font.post().ok().map(|post| post.glyph_names()).into_iter().flatten();
                    for (glyph, name) in pairs {
                        note(glyph.to_u32(), name);
                    }
                }
                _ => {}
            }
            names
        })
    }
}

impl<'a> Sfnt<'a> {
    fn new(font: FontRef<'a>) -> Sfnt<'a> {
        let mut characters = Vec::new();
        let mut by_code = Vec::new();
        let limits = CmapIterLimits::default_for_font(&font);
        if let Ok(cmap) = font.cmap() {
            // Bounded, since a file may list one table thousands of times.
            for record in cmap.encoding_records().iter().take(16) {
                let Ok(table) = record.subtable(cmap.offset_data()) else { continue };
                match (record.platform_id(), record.encoding_id()) {
                    (PlatformId::Windows, 0) => {
                        note_characters(&mut characters, &table, limits);
                        by_code.extend([0xF000, 0, 0xF100, 0xF200].map(|base| (0, table.clone(), base)));
                    }
                    (PlatformId::Macintosh, 0) => by_code.push((1, table, 0)),
                    (PlatformId::Windows, 1 | 10) | (PlatformId::Unicode, 0..=6) => {
                        note_characters(&mut characters, &table, limits);
                        by_code.push((2, table, 0));
                    }
                    _ => {}
                }
            }
        }
        by_code.sort_by_key(|(rank, ..)| *rank);
        let by_code = by_code.into_iter().map(|(_, table, base)| (table, base)).collect();
        Sfnt { font, characters, by_code }
    }
}

/// Notes the least character of each glyph, private use only where there is nothing else.
fn note_characters(characters: &mut Vec<char>, table: &CmapSubtable<'_>, limits: CmapIterLimits) {
    const MOST: usize = 1 << 18;
    for (code, glyph) in table.iter_with_limits(limits).take(MOST) {
        let (Some(c), Ok(glyph)) = (char::from_u32(code), u16::try_from(glyph.to_u32())) else { continue };
        let glyph = usize::from(glyph);
        if c == '\0' || glyph == 0 {
            continue;
        }
        if characters.len() <= glyph {
            characters.resize(glyph + 1, '\0');
        }
        let known = characters[glyph];
        if known == '\0' || (is_unusable(known), known) > (is_unusable(c), c) {
            characters[glyph] = c;
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A TrueType file whose only code, `!`, is glyph 36 of the standard order, `A`.
    pub(in super::super) fn bang_is_a() -> Vec<u8> {
        let cmap = [
            &[0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 12][..], // one table for Macintosh Roman
            &[0, 6, 0, 12, 0, 0, 0, 33, 0, 1, 0, 36],   // format 6: one code from 33
        ];
        let maxp = [&[0, 0, 0x50, 0, 0, 40][..]];
        let post = [&[0, 1, 0, 0][..], &[0; 28]];
        let tables = [(b"cmap", cmap.concat()), (b"maxp", maxp.concat()), (b"post", post.concat())];
        let mut file = vec![0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0];
        let mut offset = 12 + 16 * 3;
        for (tag, data) in &tables {
            file.extend_from_slice(*tag);
            file.extend_from_slice(&[0; 4]);
            file.extend_from_slice(&(offset as u32).to_be_bytes());
            file.extend_from_slice(&(data.len() as u32).to_be_bytes());
            offset += data.len();
        }
        file.extend(tables.into_iter().flat_map(|(_, data)| data));
        file
    }

    #[test]
    fn a_true_type_program_tells_by_its_tables() {
        let file = bang_is_a();
        let program = Program::read(&file, false).expect("a program");
        let glyph = program.glyph_of_code(b'!');
        assert_eq!(glyph, Some(GlyphId::new(36)));
        assert_eq!(glyph, program.glyph_of_name("A"));
        assert_eq!(glyph.and_then(|glyph| program.text(glyph)).as_deref(), Some("A"));
        assert_eq!(program.glyph_of_code(b'A'), None);
        assert_eq!(program.cids().len(), 40);
    }

    #[test]
    fn damaged_programs_are_read_or_refused() {
        let file = bang_is_a();
        for at in 0..file.len() {
            for byte in [0, 1, 0x7F, 0xFF] {
                let mut damaged = file.clone();
                damaged[at] = byte;
                for data in [&damaged[..], &file[..at]] {
                    if let Some(program) = Program::read(data, false) {
                        let _ = (program.glyph_of_code(b'!'), program.glyph_of_name("A"), program.cids());
                        let _ = program.advance(GlyphId::new(36));
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_font_program_is_refused() {
        for data in [
            &b""[..],
            b"%!",
            b"%!PS-AdobeFont-1.0\neexec",
            b"\x01\x00\x04\x01",
            b"OTTO",
            b"\0\x01\0\0\xFF\xFF",
        ] {
            if let Some(program) = Program::read(data, false) {
                assert_eq!(program.glyph_of_code(65), None);
                assert_eq!(program.glyph_of_name("A"), None);
            }
        }
    }
}
