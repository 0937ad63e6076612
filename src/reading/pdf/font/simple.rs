//! Fonts whose codes are single bytes: type 1, TrueType, type 3.

use super::{
    cmap::Texts,
    encoding::{Base, Encoding},
    fields, glyph_names,
    program::{Program, ProgramFile},
    standard,
    text::{Arena, Piece},
};
use lopdf::{Dictionary, Document};
use std::sync::OnceLock;

/// A single-byte font: everything about its 256 codes.
#[derive(Debug)]
pub(super) struct Simple {
    pieces: [Piece; 256],
    advances: [f32; 256],
    arena: Arena,
    /// Signs that ToUnicode gives and that may stand for others, where no name of a glyph in the file's encoding tells.
    stand_ins: Vec<(u8, Piece)>,
    last_resort: Option<LastResort>,
    is_named: bool,
}

/// What is asked when a code that is shown has no text so far; most fonts never come to it.
#[derive(Debug)]
struct LastResort {
    program: ProgramFile,
    traits: Traits,
    encoding: Encoding,
    built: OnceLock<(Arena, [Piece; 256])>,
}

/// What decides how the codes of a simple font are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Traits {
    pub(super) kind: Kind,
    /// The font is the standard Symbol font.
    pub(super) symbol: bool,
    /// The font is Zapf Dingbats.
    pub(super) zapf: bool,
    /// The descriptor says that the codes are not of a standard set.
    pub(super) symbolic: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Type1,
    TrueType,
    Type3,
}

/// What a simple font is made of.
pub(super) struct Parts<'a> {
    /// The font's name without subset prefix.
    pub(super) name: &'a str,
    pub(super) traits: Traits,
    pub(super) to_unicode: Texts,
    /// Holds the texts of `to_unicode`.
    pub(super) arena: Arena,
    pub(super) descriptor: Option<&'a Dictionary>,
    pub(super) program: Option<ProgramFile>,
    /// Em per unit of the width array.
    pub(super) width_unit: f32,
}

impl Simple {
    /// Builds the tables; what cannot be read is replaced and named in `warnings`.
    pub(super) fn load(
        pdf: &Document,
        dict: &Dictionary,
        parts: Parts<'_>,
        warnings: &mut Vec<String>,
    ) -> Simple {
        let Parts { name, traits, to_unicode, mut arena, descriptor, program, width_unit } = parts;
        let encoding = Encoding::read(pdf, dict);
        let implied = implied_base(traits, program.is_some());
        let mut pieces = [Piece::UNKNOWN; 256];
        let mut stand_ins = Vec::new();
        let (mut agreeing, mut contradicting) = (0, 0);
        for (code, piece) in (0..=u8::MAX).zip(&mut pieces) {
            let told = to_unicode.get(u32::from(code));
            if let Some(named) = encoding.name(code).and_then(|name| glyph_names::text(name, traits.zapf)) {
                let agrees = !told.is_known() || arena.get(told) == &*named;
                *if agrees { &mut agreeing } else { &mut contradicting } += 1;
            }
            if told.is_known() && !is_stand_in(arena.get(told)) {
                *piece = told;
                continue;
            }
            let text = match encoding.name(code) {
                Some(name) => glyph_names::text(name, traits.zapf),
                None => encoding.base.or(implied).and_then(|base| base.text(code)),
            };
            let text = text.or_else(|| (traits.kind == Kind::Type3).then(|| type3_text(code))?);
            if let Some(text) = text {
                *piece = arena.keep(&text);
            }
            if told.is_known() && !piece.is_known() {
                let ligature = tex_ligature(name, arena.get(told)).map(|text| arena.keep(text));
                stand_ins.push((code, ligature.unwrap_or(told)));
            }
        }
        let advances = advances(pdf, dict, descriptor, width_unit);
        let mut simple = Simple {
            pieces,
            advances: advances.unwrap_or([0.5; 256]),
            arena,
            stand_ins,
            last_resort: program.map(|program| LastResort {
                program,
                traits,
                encoding,
                built: OnceLock::new(),
            }),
            // The glyphs of Type 3 fonts are often named in alphabetical order, whatever they show.
            is_named: agreeing > 10 * contradicting && traits.kind != Kind::Type3,
        };
        if advances.is_none() {
            simple.guess_advances(name, pdf, descriptor, warnings);
        }
        simple
    }

    /// Text of `code`, empty when nothing tells, and whether something does.
    pub(super) fn text(&self, code: u8) -> (&str, bool) {
        let piece = self.pieces[usize::from(code)];
        if piece.is_known() {
            return (self.arena.get(piece), true);
        }
        if let Some(last_resort) = &self.last_resort {
            let (arena, pieces) = last_resort.built.get_or_init(|| last_resort.build());
            let piece = pieces[usize::from(code)];
            if piece.is_known() {
                return (arena.get(piece), true);
            }
        }
        let stand_in = self.stand_ins.iter().find(|(of, _)| *of == code).map(|(_, piece)| *piece);
        (self.arena.get(stand_in.unwrap_or(Piece::UNKNOWN)), stand_in.is_some())
    }

    /// Whether the file names the glyphs, and what else it says of their texts agrees with that.
    pub(super) fn is_named(&self) -> bool {
        self.is_named
    }

    /// Advance of `code` in em.
    pub(super) fn advance(&self, code: u8) -> f32 {
        self.advances[usize::from(code)]
    }

    /// Advances of a font without widths: those of the standard font of its name, else of its program, else half an
    /// em.
    fn guess_advances(
        &mut self,
        name: &str,
        pdf: &Document,
        descriptor: Option<&Dictionary>,
        warnings: &mut Vec<String>,
    ) {
        let missing = descriptor
            .and_then(|descriptor| fields::number(pdf, descriptor, b"MissingWidth"))
            .filter(|width| *width > 0.0)
            .map_or(0.5, |width| width / 1000.0);
        let by_program = self.last_resort.as_ref().and_then(LastResort::advances);
        if by_program.is_none() && standard::advance(name, 'x').is_none() {
            warnings.push(format!("font {name} has no widths; taken as {missing} em"));
        }
        for code in 0..=u8::MAX {
            let (text, known) = self.text(code);
            let standard = || {
                let sum: Option<f32> = text.chars().map(|c| standard::advance(name, c)).sum();
                sum.filter(|_| known)
            };
            let advance =
                by_program.as_ref().and_then(|advances| advances[usize::from(code)]).or_else(standard);
            self.advances[usize::from(code)] = advance.unwrap_or(missing);
        }
    }
}

impl LastResort {
    /// Text of every code by the font program, and where that is silent by the encoding the kind of font implies.
    fn build(&self) -> (Arena, [Piece; 256]) {
        let mut arena = Arena::new(self.traits.symbol);
        let mut pieces = [Piece::UNKNOWN; 256];
        let data = self.program.bytes().unwrap_or_default();
        let program = Program::read(&data, self.traits.zapf);
        for (code, piece) in (0..=u8::MAX).zip(&mut pieces) {
            let name = self.encoding.name(code);
            let glyph = program.as_ref().and_then(|program| match name {
                Some(name) => program.glyph_of_name(name),
                None => program.glyph_of_code(code),
            });
            let by_program = program
                .as_ref()
                .zip(glyph)
                .and_then(|(program, glyph)| program.text(glyph))
                .map(|text| arena.keep(&text));
            *piece = match by_program {
                Some(piece) if piece.is_known() => piece,
                // A type 1 program that was read has said all there is to say about its codes.
                _ if name.is_some() || (program.is_some() && self.traits.kind == Kind::Type1) => {
                    Piece::UNKNOWN
                }
                _ => implied_base(self.traits, false)
                    .and_then(|base| base.text(code))
                    .map_or(Piece::UNKNOWN, |text| arena.keep(&text)),
            };
        }
        (arena, pieces)
    }

    /// Advances in em by the font program; `None` when it cannot be read.
    fn advances(&self) -> Option<[Option<f32>; 256]> {
        let data = self.program.bytes().ok()?;
        let program = Program::read(&data, self.traits.zapf)?;
        let mut advances = [None; 256];
        for (code, advance) in (0..=u8::MAX).zip(&mut advances) {
            let by_name = self.encoding.name(code).and_then(|name| program.glyph_of_name(name));
            *advance =
                by_name.or_else(|| program.glyph_of_code(code)).and_then(|glyph| program.advance(glyph));
        }
        Some(advances)
    }
}

/// The encoding of a font that names none; `None` when its program has to tell, or nothing can.
fn implied_base(traits: Traits, embedded: bool) -> Option<Base> {
    match traits.kind {
        Kind::Type3 => None,
        _ if traits.symbol => Some(Base::Symbol),
        _ if traits.zapf => Some(Base::ZapfDingbats),
        Kind::TrueType if !embedded || !traits.symbolic => Some(Base::WinAnsi),
        Kind::Type1 if !embedded => Some(Base::Standard),
        _ => None,
    }
}

/// Text of a type 3 code whose glyph name says nothing: plotting programs and bitmap fonts of TeX name glyphs by number,
/// but keep the codes of Latin-1.
fn type3_text(code: u8) -> Option<String> {
    matches!(code, 0x20..=0x7E | 0xA0..).then(|| char::from(code).to_string())
}

/// Whether a text is one that macOS gives in ToUnicode for glyphs that it has no character for, by their place in the
/// font: signs of keys and arrows for ligatures and Greek letters. Where the glyph has a name, that is right.
fn is_stand_in(text: &str) -> bool {
    let mut chars = text.chars();
    let sign = |c: char| {
        matches!(c, '\u{21B5}' | '\u{21E0}'..='\u{21E9}' | '\u{2303}' | '\u{2318}' | '\u{2325}'..='\u{2327}')
            || matches!(c, '\u{232B}' | '\u{270F}' | '\u{2713}')
    };
    chars.next().is_some_and(sign) && chars.next().is_none()
}

/// What such a sign stands for in TeX's fonts of text, which have no signs of keys.
fn tex_ligature(face: &str, sign: &str) -> Option<&'static str> {
    const TEXT_FACES: [&str; 8] = ["CMR", "CMBX", "CMTI", "CMSS", "CMCSC", "CMSL", "SFRM", "SFBX"];
    let is_text = TEXT_FACES.iter().any(|text| face.starts_with(text));
    match sign {
        "\u{21B5}" if is_text => Some("ff"),
        "\u{270F}" if is_text => Some("ffl"),
        _ => None,
    }
}

/// Advances in em by `Widths`; `None` when the font has none.
fn advances(
    pdf: &Document,
    dict: &Dictionary,
    descriptor: Option<&Dictionary>,
    unit: f32,
) -> Option<[f32; 256]> {
    let widths = fields::array(pdf, dict, b"Widths").filter(|widths| !widths.is_empty())?;
    let first = dict.get(b"FirstChar").ok().and_then(|first| fields::to_count(pdf, first)).unwrap_or(0);
    let missing =
        descriptor.and_then(|descriptor| fields::number(pdf, descriptor, b"MissingWidth")).unwrap_or(0.0);
    let mut advances = [missing * unit; 256];
    for (advance, width) in advances.iter_mut().skip(first as usize).zip(widths) {
        if let Some(width) = fields::to_number(pdf, width) {
            *advance = width * unit;
        }
    }
    Some(advances)
}
