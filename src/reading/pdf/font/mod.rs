//! Fonts as content streams use them: bytes to characters with Unicode text and advance.
//!
//! Text comes, in this order, from ToUnicode, from the encoding through glyph names, from the encoding that the kind
//! of font implies, and from the embedded program or the character collection; the last only when a code that is
//! shown has no text yet, since most fonts never need it. Loading never fails and nothing here panics: streams are
//! decoded up to the caller's limit, references and CMaps nest to a bound, and ranges are cut to what codes can be.

mod cmap;
mod cmap_tokens;
mod composite;
mod encoding;
mod fields;
mod glyph_names;
mod program;
mod readable;
mod simple;
mod standard;
mod style;
mod text;
mod widths;

use cmap::{CMap, Texts};
use composite::Composite;
use lopdf::{Dictionary, Document, Object};
use program::ProgramFile;
use simple::{Kind, Simple, Traits};
use text::Arena;

/// A font of a content stream's resources.
#[derive(Debug)]
pub(super) struct Font {
    name: String,
    /// Whether it is a Type 3 font with glyphs that may be painted in colors of their own.
    has_colors: bool,
    codes: Codes,
    looks: Looks,
    /// Em above and below the base line.
    ascent: f32,
    descent: f32,
}

/// One shown character code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Char<'a> {
    /// The character code.
    pub(super) code: u32,
    /// The number of bytes it took, 1 to 4.
    pub(super) bytes: usize,
    /// Unicode text, possibly of several characters; empty for what has none, such as a zero-width space.
    pub(super) text: &'a str,
    /// Whether the font tells the text; if not, `text` is empty.
    pub(super) is_known: bool,
    /// Advance in em of text space: to the right, or in vertical fonts upwards (so mostly negative).
    pub(super) advance: f32,
    /// The single-byte code 32, to which word spacing applies.
    pub(super) is_space_code: bool,
}

#[derive(Debug)]
enum Codes {
    Simple(Box<Simple>),
    Composite(Box<Composite>),
}

#[derive(Debug)]
struct Looks {
    bold: bool,
    italic: bool,
    monospace: bool,
    math: bool,
}

impl Font {
    /// Reads the font dictionary `dict`; what cannot be read is replaced and named in `warnings`. `limit` is the most
    /// bytes one stream may decode to.
    pub(super) fn load(pdf: &Document, dict: &Dictionary, limit: usize, warnings: &mut Vec<String>) -> Font {
        let subtype = fields::name(pdf, dict, b"Subtype").unwrap_or_default();
        let descendant = descendant(pdf, dict);
        let name = name(pdf, dict);
        let owner = descendant.unwrap_or(dict);
        let descriptor = fields::dict(pdf, owner, b"FontDescriptor");
        let symbol = style::is_symbol(&name);
        let mut arena = Arena::new(symbol);
        let to_unicode = to_unicode(pdf, dict, &name, limit, &mut arena, warnings);
        let program = descriptor.and_then(|descriptor| {
            let keys: [&[u8]; 3] = [b"FontFile", b"FontFile2", b"FontFile3"];
            let stream = keys.iter().find_map(|key| fields::stream(pdf, descriptor, key))?;
            Some(ProgramFile { stream: fields::self_contained(pdf, stream), limit })
        });
        let flags = descriptor
            .and_then(|descriptor| fields::to_count(pdf, descriptor.get(b"Flags").ok()?))
            .map_or(Flags(0), Flags);
        let looks = Looks::new(&name, flags);
        let matrix = type3_matrix(pdf, dict, subtype);
        let has_colors = subtype == b"Type3" && has_colors(pdf, dict);
        let (ascent, descent) = match matrix {
            Some((_, height_unit)) => extent(pdf, dict, height_unit),
            None => descriptor.map_or((None, None), |descriptor| {
                let number = |key| fields::number(pdf, descriptor, key).map(|number| number / 1000.0);
                (number(b"Ascent"), number(b"Descent"))
            }),
        };
        let codes = match descendant {
            Some(descendant) => {
                let parts =
                    composite::Parts { name: &name, symbol, to_unicode, arena, descendant, program, limit };
                Codes::Composite(Box::new(Composite::load(pdf, dict, parts, warnings)))
            }
            None => {
                let kind = match subtype {
                    b"Type3" => Kind::Type3,
                    b"TrueType" => Kind::TrueType,
                    _ => Kind::Type1,
                };
                let zapf = style::is_zapf_dingbats(&name);
                let traits = Traits { kind, symbol, zapf, symbolic: flags.has(Flags::SYMBOLIC) };
                let width_unit = matrix.map_or(0.001, |(width_unit, _)| width_unit);
                let parts =
                    simple::Parts { name: &name, traits, to_unicode, arena, descriptor, program, width_unit };
                Codes::Simple(Box::new(Simple::load(pdf, dict, parts, warnings)))
            }
        };
        Font {
            name,
            has_colors,
            codes,
            looks,
            ascent: plausible(ascent, 0.3..1.3, 0.75).min(1.0),
            // Some files give the descent as a depth.
            descent: plausible(descent.map(|descent| -descent.abs()), -0.6..-0.05, -0.25).max(-0.35),
        }
    }

    /// The characters of a shown string, to its end.
    pub(super) fn decode<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Char<'a>> + 'a {
        let mut rest = bytes;
        std::iter::from_fn(move || {
            let char = match &self.codes {
                Codes::Simple(font) => {
                    let byte = *rest.first()?;
                    let (text, is_known) = font.text(byte);
                    let advance = font.advance(byte);
                    Char { code: byte.into(), bytes: 1, text, advance, is_known, is_space_code: byte == b' ' }
                }
                Codes::Composite(font) => {
                    let code = font.next_code(rest)?;
                    let (text, is_known) = font.text(&code);
                    let is_space_code = code.bytes == 1 && code.code == u32::from(b' ');
                    let advance = font.advance(&code);
                    Char { code: code.code, bytes: code.bytes, text, advance, is_known, is_space_code }
                }
            };
            rest = rest.get(char.bytes..).unwrap_or_default();
            Some(char)
        })
    }

    /// The typeface's name without the prefix of a subset.
    pub(super) fn face(&self) -> &str {
        &self.name
    }

    /// Gives a font a name where the file does not, as in Type 3 fonts.
    pub(super) fn named_at_least(mut self, number: usize) -> Font {
        if self.name.is_empty() {
            self.name = format!("#{number}");
        }
        self
    }

    /// Whether the face is bold, by descriptor or name.
    pub(super) fn is_bold(&self) -> bool {
        self.looks.bold
    }

    /// Whether the face is italic, oblique or slanted, by descriptor or name.
    pub(super) fn is_italic(&self) -> bool {
        self.looks.italic
    }

    /// Whether all characters have one width, by descriptor or name.
    pub(super) fn is_monospace(&self) -> bool {
        self.looks.monospace
    }

    /// Whether the face is one of mathematical letters and signs, by name.
    pub(super) fn is_math(&self) -> bool {
        self.looks.math
    }

    /// Whether the names of its glyphs say the same as its texts, so that its texts need no other proof.
    pub(super) fn is_named(&self) -> bool {
        matches!(&self.codes, Codes::Simple(font) if font.is_named())
    }

    /// Whether glyphs may be painted in colors of their own.
    pub(super) fn has_colors(&self) -> bool {
        self.has_colors
    }

    /// Whether the font writes down the page.
    pub(super) fn is_vertical(&self) -> bool {
        matches!(&self.codes, Codes::Composite(font) if font.is_vertical())
    }

    /// How far letters rise above the base line, in em, at most 1; 0.75 when the file does not say or says something
    /// absurd.
    pub(super) fn ascent(&self) -> f32 {
        self.ascent
    }

    /// How far letters sink below the base line, in em and negative, at least -0.35; -0.25 when the file does not say
    /// or says something absurd.
    pub(super) fn descent(&self) -> f32 {
        self.descent
    }
}

/// The flags of a font descriptor.
#[derive(Clone, Copy)]
struct Flags(u32);

impl Flags {
    const FIXED_PITCH: u32 = 1;
    const SYMBOLIC: u32 = 1 << 2;
    const ITALIC: u32 = 1 << 6;
    const FORCE_BOLD: u32 = 1 << 18;

    fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

impl Looks {
    fn new(name: &str, flags: Flags) -> Looks {
        Looks {
            bold: flags.has(Flags::FORCE_BOLD) || style::is_bold(name),
            italic: flags.has(Flags::ITALIC) || style::is_italic(name),
            monospace: flags.has(Flags::FIXED_PITCH) || style::is_monospace(name),
            math: style::is_math(name),
        }
    }
}

/// The base font's name without subset prefix, or the name of a type 3 font; empty when there is none.
fn name(pdf: &Document, dict: &Dictionary) -> String {
    let name =
        fields::name(pdf, dict, b"BaseFont").or_else(|| fields::name(pdf, dict, b"Name")).unwrap_or_default();
    style::without_subset_prefix(&String::from_utf8_lossy(name)).to_owned()
}

/// The CID font of a type 0 font; `None` for any other.
fn descendant<'a>(pdf: &'a Document, dict: &'a Dictionary) -> Option<&'a Dictionary> {
    match fields::get(pdf, dict, b"DescendantFonts")? {
        Object::Array(fonts) => fields::resolve(pdf, fonts.first()?)?.as_dict().ok(),
        // Against the rules but seen.
        Object::Dictionary(font) => Some(font),
        _ => None,
    }
}

/// The texts of the ToUnicode entry, kept in `arena`; empty when there is none.
fn to_unicode(
    pdf: &Document,
    dict: &Dictionary,
    name: &str,
    limit: usize,
    arena: &mut Arena,
    warnings: &mut Vec<String>,
) -> Texts {
    match fields::get(pdf, dict, b"ToUnicode") {
        Some(Object::Stream(stream)) => match fields::bytes(pdf, stream, limit) {
            Ok(source) => CMap::read(&source, arena).into_texts(),
            Err(error) => {
                warnings.push(format!("font {name} has a ToUnicode map that cannot be read: {error}"));
                Texts::default()
            }
        },
        // Codes are UTF-16 units themselves.
        Some(Object::Name(name)) if name.starts_with(b"Identity") => {
            CMap::read(b"beginbfrange <0000> <FFFF> <0000> endbfrange", arena).into_texts()
        }
        _ => Texts::default(),
    }
}

/// Whether a Type 3 font has a glyph that does not begin as those do that take the color they are shown in
/// (9.6.5.2).
fn has_colors(pdf: &Document, dict: &Dictionary) -> bool {
    const MOST_ASKED: usize = 32;
    const LONGEST_GLYPH: usize = 64 << 10;
    let glyphs = fields::dict(pdf, dict, b"CharProcs");
    let mut streams = glyphs.iter().flat_map(|glyphs| glyphs.iter()).take(MOST_ASKED).map(|(_, glyph)| {
        let stream = pdf.dereference(glyph).ok()?.1.as_stream().ok()?;
        stream.get_plain_content_with_limit(LONGEST_GLYPH).ok()
    });
    let takes_color = |bytes: &[u8]| bytes.windows(2).any(|operator| operator == b"d1");
    !streams.all(|bytes| bytes.is_some_and(|bytes| takes_color(&bytes)))
}

/// Em per glyph unit, across and up, of a type 3 font; `None` for any other.
fn type3_matrix(pdf: &Document, dict: &Dictionary, subtype: &[u8]) -> Option<(f32, f32)> {
    if subtype != b"Type3" {
        return None;
    }
    let number = |index: usize| fields::to_number(pdf, fields::array(pdf, dict, b"FontMatrix")?.get(index)?);
    Some((number(0).unwrap_or(0.001), number(3).unwrap_or(0.001)))
}

/// Top and bottom of a type 3 font's box in em.
fn extent(pdf: &Document, dict: &Dictionary, height_unit: f32) -> (Option<f32>, Option<f32>) {
    let edge = |index: usize| {
        let edge = fields::to_number(pdf, fields::array(pdf, dict, b"FontBBox")?.get(index)?)?;
        Some(edge * height_unit).filter(|edge| *edge != 0.0)
    };
    match (edge(1), edge(3)) {
        (Some(a), Some(b)) => (Some(a.max(b)), Some(a.min(b))),
        (bottom, top) => (top, bottom),
    }
}

fn plausible(value: Option<f32>, range: std::ops::Range<f32>, default: f32) -> f32 {
    value.filter(|value| range.contains(value)).unwrap_or(default)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::{Stream, dictionary};

    const LIMIT: usize = 100_000;

    fn load(pdf: &Document, dict: &Dictionary) -> (Font, Vec<String>) {
        let mut warnings = Vec::new();
        let font = Font::load(pdf, dict, LIMIT, &mut warnings);
        (font, warnings)
    }

    /// Text and advances, in thousandths, of `bytes` shown in `dict`; unknown text as `?`.
    fn shown(pdf: &Document, dict: &Dictionary, bytes: &[u8]) -> (String, Vec<i32>) {
        let (font, _) = load(pdf, dict);
        let chars: Vec<Char<'_>> = font.decode(bytes).collect();
        assert_eq!(chars.iter().map(|char| char.bytes).sum::<usize>(), bytes.len());
        let text = chars.iter().map(|char| if char.text.is_empty() { "?" } else { char.text }).collect();
        (text, chars.iter().map(|char| (char.advance * 1000.0).round() as i32).collect())
    }

    fn check(dict: Dictionary, bytes: &[u8], text: &str, advances: &[i32]) {
        let (found, widths) = shown(&Document::new(), &dict, bytes);
        assert_eq!((found.as_str(), widths.as_slice()), (text, advances), "{dict:?}");
    }

    fn numbers(numbers: &[i64]) -> Vec<Object> {
        numbers.iter().map(|number| (*number).into()).collect()
    }

    fn cmap(source: &str) -> Stream {
        Stream::new(Dictionary::new(), source.as_bytes().to_vec())
    }

    #[test]
    fn fonts_are_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Font>();
    }

    #[test]
    fn standard_fonts_need_no_widths() {
        let font = |name: &str| dictionary! { "Subtype" => "Type1", "BaseFont" => name };
        check(font("Helvetica"), b"Hi ", "Hi ", &[722, 222, 278]);
        check(font("Times-Bold"), b"H", "H", &[778]);
        check(font("Courier"), b"i", "i", &[600]);
        check(font("Symbol"), b"a", "α", &[550]);
        check(font("Garamond"), b"a", "a", &[500]);
    }

    #[test]
    fn widths_and_what_lies_beyond_them() {
        check(
            dictionary! {
                "Subtype" => "Type1", "FirstChar" => 65, "Widths" => numbers(&[100, 200]),
                "FontDescriptor" => dictionary! { "MissingWidth" => 50 },
            },
            b"ABC",
            "ABC",
            &[100, 200, 50],
        );
    }

    #[test]
    fn glyph_names_come_before_the_base_encoding() {
        let differences: Vec<Object> = vec![65.into(), "ffi".into(), "g12".into(), "uni00E9".into()];
        check(
            dictionary! {
                "Subtype" => "Type1", "FirstChar" => 65, "Widths" => numbers(&[1, 2, 3, 4]),
                "Encoding" => dictionary! { "BaseEncoding" => "WinAnsiEncoding", "Differences" => differences },
            },
            b"ABCD",
            "ffi?éD",
            &[1, 2, 3, 4],
        );
    }

    #[test]
    fn to_unicode_comes_first_and_where_it_fails_the_encoding() {
        let mut pdf = Document::new();
        let map =
            pdf.add_object(cmap("beginbfchar <41> <0058> <42> <0000> <43> <E000> <44> <FB01> endbfchar"));
        let font = dictionary! {
            "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding", "ToUnicode" => map,
        };
        assert_eq!(shown(&pdf, &font, b"ABCD\xA0\xAD").0, "XBCfi -");
    }

    #[test]
    fn names_of_glyphs_correct_the_signs_that_macos_gives() {
        let mut pdf = Document::new();
        let map =
            pdf.add_object(cmap("beginbfchar <01> <21B5> <02> <2713> <03> <21B5> <41> <0041> endbfchar"));
        let differences: Vec<Object> = vec![1.into(), "ff".into(), "theta".into()];
        let font = |name: &str| {
            dictionary! {
                "Subtype" => "Type1", "BaseFont" => name, "ToUnicode" => map,
                "Encoding" => dictionary! { "Differences" => differences.clone() },
            }
        };
        assert_eq!(shown(&pdf, &font("Helvetica"), b"A\x01\x02\x03").0, "Affθ↵");
        assert_eq!(shown(&pdf, &font("ABCDEF+CMR10"), b"\x03").0, "ff");
    }

    #[test]
    fn to_unicode_by_name_means_utf16() {
        let font = dictionary! {
            "Subtype" => "Type0", "Encoding" => "Identity-H", "ToUnicode" => "Identity-H",
            "DescendantFonts" => vec![Object::Dictionary(dictionary! { "Subtype" => "CIDFontType2" })],
        };
        check(font, &[0x4E, 0x00], "一", &[1000]);
    }

    #[test]
    fn type3_fonts_scale_by_their_matrix() {
        let differences: Vec<Object> = vec![65.into(), "a65".into(), "alpha".into(), 1.into(), "g1".into()];
        let matrix: Vec<Object> = vec![0.01.into(), 0.into(), 0.into(), (-0.01).into(), 0.into(), 0.into()];
        let font = dictionary! {
            "Subtype" => "Type3", "FirstChar" => 65, "Widths" => numbers(&[50, 60]), "FontMatrix" => matrix,
            "FontBBox" => numbers(&[0, -80, 100, 20]), "Encoding" => dictionary! { "Differences" => differences },
        };
        let (loaded, _) = load(&Document::new(), &font);
        assert!((loaded.ascent() - 0.8).abs() < 1e-5 && (loaded.descent() + 0.2).abs() < 1e-5);
        check(font, b"AB\x01", "Aα?", &[500, 600, 0]);
    }

    #[test]
    fn composite_fonts() {
        let mut pdf = Document::new();
        let map = pdf.add_object(cmap("beginbfrange <0003> <0004> <0061> endbfrange"));
        let widths = vec![3.into(), Object::Array(numbers(&[400, 500]))];
        let font = |encoding: &str| {
            dictionary! {
                "Subtype" => "Type0", "BaseFont" => "ABCDEF+Foo-BoldItalic", "Encoding" => encoding, "ToUnicode" => map,
                "DescendantFonts" => vec![Object::Dictionary(dictionary! {
                    "Subtype" => "CIDFontType2", "W" => widths.clone(), "DW" => 900,
                    "FontDescriptor" => dictionary! { "Ascent" => 820, "Descent" => 210, "Flags" => 1 },
                })],
            }
        };
        assert_eq!(
            shown(&pdf, &font("Identity-H"), &[0, 3, 0, 4, 0, 5, 0]),
            ("ab??".into(), vec![400, 500, 900, 900])
        );
        assert_eq!(shown(&pdf, &font("Identity-V"), &[0, 3]), ("a".into(), vec![-1000]));
        let (loaded, warnings) = load(&pdf, &font("Identity-V"));
        assert_eq!(warnings, [""; 0]);
        assert!(loaded.is_bold() && loaded.is_italic() && loaded.is_monospace() && loaded.is_vertical());
        assert_eq!((loaded.ascent(), loaded.descent()), (0.82, -0.21));
        assert_eq!(loaded.decode(&[0, 5, 0, 3]).filter(|char| char.is_space_code).count(), 0);
        assert_eq!(loaded.decode(&[0, 5, 0, 3]).filter(|char| !char.is_known).count(), 1);
    }

    #[test]
    fn the_font_program_is_the_last_resort() {
        let mut pdf = Document::new();
        let program = pdf.add_object(Stream::new(Dictionary::new(), program::tests::bang_is_a()));
        let descriptor = || dictionary! { "Flags" => 4, "FontFile2" => program };
        let simple = dictionary! { "Subtype" => "TrueType", "FontDescriptor" => descriptor() };
        assert_eq!(shown(&pdf, &simple, b"!").0, "A");
        let composite = |extra: Option<lopdf::ObjectId>| {
            let mut descendant =
                dictionary! { "Subtype" => "CIDFontType2", "FontDescriptor" => descriptor() };
            extra.into_iter().for_each(|map| descendant.set("CIDToGIDMap", map));
            dictionary! {
                "Subtype" => "Type0", "Encoding" => "Identity-H",
                "DescendantFonts" => vec![Object::Dictionary(descendant)],
            }
        };
        assert_eq!(shown(&pdf, &composite(None), &[0, 36, 0, 37]).0, "AB");
        let map = pdf.add_object(Stream::new(Dictionary::new(), vec![0, 0, 0, 36]));
        assert_eq!(shown(&pdf, &composite(Some(map)), &[0, 1, 0, 36]).0, "A?");
    }

    #[test]
    fn what_is_no_font_still_gives_characters() {
        let mut pdf = Document::new();
        let id = pdf.new_object_id();
        pdf.objects.insert(id, Object::Reference(id));
        for (dict, expect) in [
            (Dictionary::new(), "A"),
            (dictionary! { "Subtype" => 1, "Widths" => 3, "Encoding" => id, "ToUnicode" => id }, "A"),
            (dictionary! { "Subtype" => "Type0", "DescendantFonts" => id }, "A"),
            (dictionary! { "DescendantFonts" => vec![Object::Dictionary(Dictionary::new())] }, "?"),
            (dictionary! { "Subtype" => "Type3", "FontMatrix" => 1, "FontBBox" => id }, "A"),
        ] {
            assert_eq!(shown(&pdf, &dict, b"A").0, expect, "{dict:?}");
        }
    }

    #[test]
    fn oversized_streams_are_named() {
        let mut pdf = Document::new();
        let map = pdf.add_object(cmap(&"beginbfchar <41> <0042> endbfchar ".repeat(10_000)));
        let font = dictionary! { "Subtype" => "Type1", "BaseFont" => "Helvetica", "ToUnicode" => map };
        let (loaded, warnings) = load(&pdf, &font);
        assert_eq!(loaded.decode(b"A").map(|char| char.text).collect::<String>(), "A");
        assert!(warnings.len() == 1 && warnings[0].contains("Helvetica"), "{warnings:?}");
    }
}
