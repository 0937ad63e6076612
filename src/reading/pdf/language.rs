//! Text that is no language: what fonts give whose codes say nothing about their letters, as when ToUnicode is shifted
//! or a font of pictures keeps its own order. Nobody who looks at the page sees that text, so nothing of it is kept.
//!
//! It is told by the letters of a font that stand beside one another. Of the pairs of small Latin letters in languages
//! written with them, at least seven in ten are among the [`COMMON`] ones; of letters exchanged for others it is a
//! third, seldom half. Fonts of mathematics, of few letters or of another script are never doubted, nor are those
//! whose glyphs have the names of their letters, and neither are single words: names and formulas make no font.
//! Addresses and identifiers (`Hv33fn`) are printed as they are and no language either, so they count for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::content::{Glyph, PageContent};
use super::font::Font;

/// Fewer pairs of letters tell nothing.
const FEWEST_PAIRS: u32 = 150;
/// This many tell enough; what follows in a long document is not counted.
const ENOUGH_PAIRS: u32 = 2000;
/// Fewer different pairs are one word over and over, such as a filling or a pattern.
const FEWEST_DIFFERENT_PAIRS: usize = 40;
/// The share of common pairs below which letters are no language.
const LEAST_COMMON: f32 = 0.55;
/// Fewer characters than this tell nothing about signs.
const FEWEST_GLYPHS: u32 = 250;
/// Of a text in signs, at most this share are letters, of any script; digits are not.
const MOST_LETTERS: f32 = 0.3;
/// At least this share are signs, the most frequent one (leaders, fills) left out.
const LEAST_SIGNS: f32 = 0.3;
/// Different signs that it has at least.
const FEWEST_SIGNS: usize = 8;
/// The share of its characters that stand in runs of four or more without a gap.
const LEAST_IN_RUNS: f32 = 0.7;

/// For every small letter those that often follow it, in twenty languages written in Latin letters.
const COMMON: [&str; 26] = [
    "abcdgiklmnprstuvyz",
    "aeloru",
    "acehiortz",
    "adeioruz",
    "acdegijklmnrstuvxz",
    "efiort",
    "aehiory",
    "aeinotu",
    "acdegjklmnoprstvz",
    "ae",
    "aeiou",
    "adeiklnostuy",
    "abeimopu",
    "acdegiknostuy",
    "abdfgiklmnoprstuw",
    "aelopr",
    "u",
    "adehikmnorstuyz",
    "acehikopstuz",
    "aehiorstuy",
    "bdegiklmnoprst",
    "aeio",
    "aehiory",
    "",
    "adein",
    "ai",
];

/// Drops the glyphs of fonts whose text is no language; how many there were, for each page.
pub(super) fn drop_no_language(pages: &mut [PageContent]) -> Vec<usize> {
    let mut tallies: BTreeMap<*const Font, Tally> = BTreeMap::new();
    for page in pages.iter() {
        for shown in page.glyphs.chunk_by(|a, b| a.font == b.font) {
            let font = &page.fonts[usize::from(shown[0].font)];
            if !font.is_math() && !font.is_named() {
                let tally = tallies.entry(Rc::as_ptr(font)).or_default();
                if tally.pairs < ENOUGH_PAIRS {
                    tally.count(page, shown);
                }
            }
        }
    }
    let garbled: BTreeSet<*const Font> =
        tallies.iter().filter(|(_, tally)| tally.is_no_language()).map(|(font, _)| *font).collect();
    pages
        .iter_mut()
        .map(|page| {
            let before = page.glyphs.len();
            let drop: Vec<bool> = page.fonts.iter().map(|font| garbled.contains(&Rc::as_ptr(font))).collect();
            if drop.contains(&true) {
                page.glyphs.retain(|glyph| !drop[usize::from(glyph.font)]);
            }
            before - page.glyphs.len()
        })
        .collect()
}

/// What the glyphs of one font say.
#[derive(Default)]
struct Tally {
    pairs: u32,
    different: BTreeSet<(char, char)>,
    common: u32,
    glyphs: u32,
    letters: u32,
    in_runs: u32,
    signs: BTreeMap<char, u32>,
}

impl Tally {
    /// Counts glyphs that are shown one after another.
    fn count(&mut self, page: &PageContent, shown: &[Glyph]) {
        let (mut last, mut run, mut word): (Option<&Glyph>, u32, String) = (None, 0, String::new());
        for glyph in shown.iter().filter(|glyph| !glyph.is_space) {
            let text = page.glyph_text(glyph);
            if last.is_some_and(|last| adjoins(last, glyph)) {
                run += 1;
            } else {
                self.word(&word);
                word.clear();
                run = 1;
            }
            word.push_str(text);
            // The run's beginning counts as soon as it is long enough.
            self.in_runs += if run == 4 { 4 } else { u32::from(run > 4) };
            self.glyphs += 1;
            match text.chars().next() {
                Some(c) if c.is_alphabetic() => self.letters += 1,
                Some(c) if !c.is_numeric() => *self.signs.entry(c).or_default() += 1,
                _ => {}
            }
            last = Some(glyph);
        }
        self.word(&word);
    }

    /// Counts the pairs of letters of a word.
    fn word(&mut self, word: &str) {
        if is_address_or_identifier(word) {
            return;
        }
        for (first, second) in word.chars().zip(word.chars().skip(1)) {
            if let ('a'..='z', 'a'..='z') = (first, second) {
                self.pairs += 1;
                self.different.insert((first, second));
                self.common += u32::from(COMMON[usize::from(first as u8 - b'a')].contains(second));
            }
        }
    }

    fn is_no_language(&self) -> bool {
        let share = |part: u32, whole: u32| part as f32 / whole.max(1) as f32;
        if self.pairs >= FEWEST_PAIRS {
            return self.different.len() >= FEWEST_DIFFERENT_PAIRS
                && share(self.common, self.pairs) < LEAST_COMMON;
        }
        let signs: u32 = self.signs.values().sum();
        let most = self.signs.values().copied().max().unwrap_or(0);
        self.glyphs >= FEWEST_GLYPHS
            && self.signs.len() >= FEWEST_SIGNS
            && share(self.letters, self.glyphs) < MOST_LETTERS
            && share(signs - most, self.glyphs) > LEAST_SIGNS
            && share(self.in_runs, self.glyphs) > LEAST_IN_RUNS
    }
}

/// Whether a word is an address or has capitals or digits behind small letters, as identifiers do.
fn is_address_or_identifier(word: &str) -> bool {
    let is_inside = |(first, second): (char, char)| {
        first.is_lowercase() && (second.is_uppercase() || second.is_numeric())
    };
    word.contains(['/', '@', '_', '\\']) || word.chars().zip(word.chars().skip(1)).any(is_inside)
}

/// Whether a glyph is set right behind another on its line.
fn adjoins(last: &Glyph, next: &Glyph) -> bool {
    let far = (next.x - last.x_end).abs().max((next.y - last.y_end).abs());
    !next.is_kerned && far < 0.12 * last.size.max(next.size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(text: &str) -> Tally {
        let mut tally = Tally::default();
        text.repeat(4).split_whitespace().for_each(|word| tally.word(word));
        tally
    }

    #[test]
    fn languages_are_languages() {
        for text in [
            "All human beings are born free and equal in dignity and rights.",
            "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft begabt.",
            "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
            "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw.",
            "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan.",
            "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler.",
            "Genir pawb yn rhydd ac yn gydradd mewn urddas a hawliau. Fe'u cynysgaeddir â rheswm a chydwybod.",
            "renren sheng er ziyou zai zunyan he quanli shang yilü pingdeng tamen fuyou lixing he liangxin",
            "def tokenize text return tok for tok in text split self hidden dim dropout relu softmax embeddings",
            "https://doi.org/10.1000/xqzvkjw jQzkvX4wqpt vfkqG7zzw3kvq pdf.xkcd@wzkq.org xq_vkz_wqj",
            "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVKVKALPDAQFEVVHSLAKWKRQTL",
        ] {
            assert!(!tally(text).is_no_language(), "{text}");
        }
    }

    #[test]
    fn exchanged_letters_are_none() {
        let text =
            "all human beings are born free and equal in dignity and rights, they are endowed with reason";
        for by in [1, 3, 5, 13, 25] {
            let shift = |c: char| {
                if c.is_ascii_lowercase() { char::from((c as u8 - b'a' + by) % 26 + b'a') } else { c }
            };
            let shifted: String = text.chars().map(shift).collect();
            assert!(tally(&shifted).is_no_language(), "{shifted}");
        }
        assert!(!tally(&"xqxqxq kzkz ".repeat(50)).is_no_language(), "a pattern is no text to be told");
    }
}
