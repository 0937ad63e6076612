//! Papers that no one wrote: any number of them, the same from the same number, with words as often and as
//! seldom as in real papers and vectors in clusters as real sentences are.

use medcheck::document::{
    Block, BlockKind, Document, Found, Origin, Page, PaperId, Rect, Section, Sentence, Span,
};
use medcheck::index::{IndexedPaper, Stamp};
use medcheck::models::Vectors;

/// Words there are.
const WORDS: usize = 40_000;
/// So many stand in more than every tenth sentence.
const FREQUENT: usize = 16;
/// Sentences are about so many things.
const TOPICS: usize = 400;
const PER_PAGE: usize = 30;
const TITLES: [&str; 8] =
    ["Introduction", "Related work", "Data", "Annotation", "Experiments", "Results", "Limitations", "Ethics"];

/// A small generator of numbers (SplitMix64, Steele et al. 2014).
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    /// Nearly normal, around 0 with a spread of 1: the sum of four even ones.
    fn bell(&mut self) -> f32 {
        let sum: f64 = (0..4).map(|_| self.share()).sum();
        ((sum - 2.0) * 3f64.sqrt()) as f32
    }

    /// A word by its rank, the first ones much more often than the last (Zipf's law).
    fn word(&mut self) -> String {
        self.word_from(1)
    }

    /// The same without the few that are everywhere.
    pub(crate) fn rare_word(&mut self) -> String {
        self.word_from(FREQUENT)
    }

    fn word_from(&mut self, least: usize) -> String {
        let (least, most) = (least as f64, WORDS as f64);
        let rank = least * (most / least).powf(self.share()) - 1.0;
        word(rank as usize)
    }
}

/// The word of a rank, made of syllables; common words are short, as in any language.
fn word(rank: usize) -> String {
    const BEGIN: [&str; 16] =
        ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "tr", "pl"];
    const MIDDLE: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "eo", "ou"];
    let mut left = rank + 128;
    let mut word = String::new();
    while left > 0 {
        word.push_str(BEGIN[left % 16]);
        word.push_str(MIDDLE[left / 16 % 8]);
        left /= 128;
    }
    word
}

/// A sentence of some words.
fn sentence(chance: &mut Chance) -> String {
    let words: Vec<String> = (0..8 + chance.below(18)).map(|_| chance.word()).collect();
    let text = words.join(" ");
    format!("{}{}.", text[..1].to_uppercase(), &text[1..])
}

/// The text of a paper, as Markdown.
pub(crate) fn markdown(number: usize, sentences: usize) -> String {
    let mut chance = Chance::new(number as u64);
    let mut text = format!("# Bench {number}: {}\n", sentence(&mut chance));
    for (at, title) in TITLES.iter().enumerate() {
        text.push_str(&format!("\n## {title}\n\n"));
        for _ in (at..sentences).step_by(TITLES.len()) {
            text.push_str(&sentence(&mut chance));
            text.push('\n');
        }
    }
    text
}

pub(crate) fn id(number: usize) -> PaperId {
    PaperId::new(&format!("bench-{number:05}")).unwrap()
}

/// A paper as the index keeps it, with vectors of so many numbers that `encoder` could have made.
pub(crate) fn paper(number: usize, sentences: usize, dim: usize, encoder: &str) -> IndexedPaper {
    let mut chance = Chance::new(number as u64);
    let mut document = Document { title: Some(format!("Bench {number}")), ..Document::default() };
    document.metadata.year = Some(Found::new(2015 + (number % 10) as u16, Origin::Page));
    let pages = sentences.div_ceil(PER_PAGE);
    document.pages = (1..=pages as u32).map(|number| Page { number, width: 612.0, height: 792.0 }).collect();
    let mut numbers = Vec::with_capacity(sentences * dim);
    let topic = chance.below(TOPICS);
    for at in 0..sentences {
        let start = document.text.len();
        document.text.push_str(&sentence(&mut chance));
        let span = Span::new(start, document.text.len());
        document.text.push('\n');
        let part = at * TITLES.len() / sentences;
        let kind = if at + 30 > sentences { BlockKind::Reference } else { BlockKind::Body };
        if document.sections.len() <= part {
            let title = TITLES[part].to_owned();
            document.sections.push(Section { title, level: 1, span });
        }
        document.sections[part].span.end = span.end;
        document.blocks.push(Block { kind, span });
        let top = 720.0 - (at % PER_PAGE) as f32 * 22.0;
        let page = (at / PER_PAGE) as u32 + 1;
        let boxes = [(top - 10.0, top), (top - 21.0, top - 11.0)].map(|(y0, y1)| Rect {
            page,
            x0: 72.0,
            y0,
            x1: 540.0,
            y1,
        });
        document.sentences.push(Sentence {
            id: at as u32,
            span,
            kind,
            section: Some(part as u32),
            boxes: boxes.to_vec(),
        });
        // References are not encoded. Half of a paper's sentences are about what the paper is about.
        let about = if chance.share() < 0.5 { topic } else { chance.below(TOPICS) };
        if kind == BlockKind::Reference {
            numbers.extend(std::iter::repeat_n(0f32, dim));
        } else {
            numbers.extend(direction(about, dim, &mut chance));
        }
    }
    let stamp = Stamp {
        source: format!("{number:064}"),
        encoder: Some(encoder.to_owned()),
        parser: 1,
        ..Stamp::default()
    };
    IndexedPaper { document, vectors: Vectors::from_rows(dim, numbers), warnings: Vec::new(), stamp }
}

/// A direction near that of a topic.
pub(crate) fn direction(topic: usize, dim: usize, chance: &mut Chance) -> Vec<f32> {
    let mut center = Chance::new(1 << 40 | topic as u64);
    let row: Vec<f32> = (0..dim).map(|_| center.bell() + chance.bell()).collect();
    let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
    row.iter().map(|value| value / length).collect()
}
