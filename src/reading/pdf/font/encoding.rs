//! Encodings of single-byte fonts: what a code means, by a table of characters or by glyph names.

use super::{fields, glyph_names};
use lopdf::{Dictionary, Document, Object};
use read_fonts::ps::PredefinedEncoding;

/// A table from codes to characters that PDF knows by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Standard,
    WinAnsi,
    MacRoman,
    MacExpert,
    Symbol,
    ZapfDingbats,
}

impl Base {
    fn from_name(name: &[u8]) -> Option<Base> {
        match name {
            b"StandardEncoding" => Some(Base::Standard),
            // PDFDocEncoding is no font encoding, but files name it; it agrees where text is.
            b"WinAnsiEncoding" | b"PDFDocEncoding" => Some(Base::WinAnsi),
            b"MacRomanEncoding" => Some(Base::MacRoman),
            b"MacExpertEncoding" => Some(Base::MacExpert),
            _ => None,
        }
    }

    /// Text of `code`; `None` where the table has a gap.
    pub(super) fn text(self, code: u8) -> Option<String> {
        let upper = |table: &str, first: u8| {
            let c = table.chars().nth(usize::from(code.checked_sub(first)?))?;
            (c != '\0').then(|| c.to_string())
        };
        match self {
            Base::Standard => glyph_names::text(PredefinedEncoding::Standard.name(code), false),
            Base::MacExpert => glyph_names::text(PredefinedEncoding::Expert.name(code), false),
            Base::WinAnsi | Base::MacRoman if (0x20..0x7F).contains(&code) => {
                Some(char::from(code).to_string())
            }
            Base::WinAnsi if code >= 0xA0 => Some(char::from(code).to_string()),
            Base::WinAnsi => upper(WIN_ANSI_80, 0x80),
            Base::MacRoman => upper(MAC_ROMAN_80, 0x80),
            Base::Symbol => upper(SYMBOL_20, 0x20),
            Base::ZapfDingbats => upper(ZAPF_DINGBATS_20, 0x20),
        }
    }
}

/// The encoding entry of a simple font.
#[derive(Debug, Default)]
pub(super) struct Encoding {
    /// The named table, where the file names one.
    pub(super) base: Option<Base>,
    /// Glyph names by code, where the file gives differences; sorted by code.
    pub(super) differences: Vec<(u8, String)>,
}

impl Encoding {
    /// Reads `Encoding` of the font `dict`; empty when there is none or it is of the wrong type.
    pub(super) fn read(pdf: &Document, dict: &Dictionary) -> Encoding {
        match fields::get(pdf, dict, b"Encoding") {
            Some(Object::Name(name)) => Encoding { base: Base::from_name(name), differences: Vec::new() },
            Some(Object::Dictionary(encoding)) => Encoding {
                base: fields::name(pdf, encoding, b"BaseEncoding").and_then(Base::from_name),
                differences: read_differences(pdf, encoding),
            },
            _ => Encoding::default(),
        }
    }

    /// The glyph name given for `code`, if any.
    pub(super) fn name(&self, code: u8) -> Option<&str> {
        let index = self.differences.binary_search_by_key(&code, |(code, _)| *code).ok()?;
        Some(&self.differences[index].1)
    }
}

fn read_differences(pdf: &Document, encoding: &Dictionary) -> Vec<(u8, String)> {
    let mut names: [Option<String>; 256] = [const { None }; 256];
    let mut code = 0_u32;
    for object in fields::array(pdf, encoding, b"Differences").unwrap_or_default() {
        match fields::resolve(pdf, object) {
            Some(Object::Name(name)) => {
                if let Some(slot) = names.get_mut(code as usize) {
                    *slot = Some(String::from_utf8_lossy(name).into_owned());
                }
                code = code.saturating_add(1);
            }
            Some(other) => code = fields::to_count(pdf, other).unwrap_or(code),
            None => {}
        }
    }
    (0..=u8::MAX).zip(names).filter_map(|(code, name)| Some((code, name?))).collect()
}

/// Characters of WinAnsiEncoding from 0x80 to 0x9F.
const WIN_ANSI_80: &str = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

/// Characters of MacRomanEncoding from 0x80.
const MAC_ROMAN_80: &str = concat!(
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø",
    "¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\0ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ",
);

/// Characters of the Symbol font from 0x20.
const SYMBOL_20: &str = concat!(
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
    "⎯αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓",
    "◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\0⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭\0",
);

/// Characters of the Zapf Dingbats font from 0x20.
const ZAPF_DINGBATS_20: &str = concat!(
    " ✁✂✃✄☎✆✇✈✉☛☞✌✍✎✏✐✑✒✓✔✕✖✗✘✙✚✛✜✝✞✟✠✡✢✣✤✥✦✧★✩✪✫✬✭✮✯✰✱✲✳✴✵✶✷✸✹✺✻✼✽✾✿",
    "❀❁❂❃❄❅❆❇❈❉❊❋●❍■❏❐❑❒▲▼◆❖◗❘❙❚❛❜❝❞\0❨❩❪❫❬❭❮❯❰❱❲❳❴❵\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    "\0❡❢❣❤❥❦❧♣♦♥♠①②③④⑤⑥⑦⑧⑨⑩❶❷❸❹❺❻❼❽❾❿➀➁➂➃➄➅➆➇➈➉➊➋➌➍➎➏➐➑➒➓➔→↔↕➘➙➚➛➜➝➞➟",
    "➠➡➢➣➤➥➦➧➨➩➪➫➬➭➮➯\0➱➲➳➴➵➶➷➸➹➺➻➼➽➾\0",
);

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    fn check(base: Base, code: u8, expect: Option<&str>) {
        assert_eq!(base.text(code).as_deref(), expect, "{base:?} {code:#x}");
    }

    #[test]
    fn named_encodings() {
        check(Base::Standard, b'A', Some("A"));
        check(Base::Standard, 0x27, Some("’"));
        check(Base::Standard, 0xAE, Some("fi"));
        check(Base::Standard, 0x80, None);
        check(Base::WinAnsi, 0x27, Some("'"));
        check(Base::WinAnsi, 0x92, Some("’"));
        check(Base::WinAnsi, 0x95, Some("•"));
        check(Base::WinAnsi, 0x9F, Some("Ÿ"));
        check(Base::WinAnsi, 0xE9, Some("é"));
        check(Base::WinAnsi, 0x81, None);
        check(Base::MacRoman, 0x8E, Some("é"));
        check(Base::MacRoman, 0xDE, Some("ﬁ"));
        check(Base::MacRoman, 0xFF, Some("ˇ"));
        check(Base::Symbol, 0x61, Some("α"));
        check(Base::Symbol, 0xB7, Some("•"));
        check(Base::Symbol, 0xFE, Some("⎭"));
        check(Base::Symbol, 0x90, None);
        check(Base::ZapfDingbats, 0x34, Some("✔"));
        check(Base::ZapfDingbats, 0xFE, Some("➾"));
        check(Base::ZapfDingbats, 0x10, None);
    }

    #[test]
    fn differences_count_on_from_each_number() {
        let pdf = Document::new();
        let differences: Vec<Object> = vec![
            65.into(),
            "alpha".into(),
            "beta".into(),
            255.into(),
            "z".into(),
            "lost".into(),
            66.into(),
            "x".into(),
        ];
        let font = dictionary! {
            "Encoding" => dictionary! { "BaseEncoding" => "MacRomanEncoding", "Differences" => differences },
        };
        let encoding = Encoding::read(&pdf, &font);
        assert_eq!(encoding.base, Some(Base::MacRoman));
        assert_eq!(
            [65, 66, 67, 255].map(|code| encoding.name(code)),
            [Some("alpha"), Some("x"), None, Some("z")]
        );
    }

    #[test]
    fn a_wrong_encoding_is_no_encoding() {
        let pdf = Document::new();
        for font in [
            dictionary! { "Encoding" => 3 },
            dictionary! { "Encoding" => "Unheard" },
            dictionary! { "Encoding" => dictionary! { "Differences" => 1 } },
        ] {
            let encoding = Encoding::read(&pdf, &font);
            assert!(encoding.base.is_none() && encoding.differences.is_empty());
        }
    }
}
