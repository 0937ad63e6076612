//! Damage at random: arbitrary bytes, arbitrary content, and papers with bytes flipped, overwritten, moved,
//! repeated and cut out.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::promises::{broken, caught_panics, read};
use crate::fixtures::{SENTENCE, line, page, pages, samples, shared_papers, unpacked, with_font};
use crate::workspace::shared;

/// Cases of one test, unless `MEDCHECK_CASES` says otherwise.
const CASES: u32 = 300;

/// Seconds of the clock, on a thread among others, that no case may take; the tests of whole files count
/// processor time.
const LONGEST: f64 = 20.0;

fn cases() -> Option<u32> {
    std::env::var("MEDCHECK_CASES").ok()?.parse().ok()
}

/// Reads what `strategy` makes, always from the same seed.
fn check<S: Strategy>(name: &str, strategy: S, bytes: impl Fn(&S::Value) -> Vec<u8>) {
    let config = Config { cases: cases().unwrap_or(CASES), failure_persistence: None, ..Config::default() };
    let total = config.cases;
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (slowest, texts) = (std::cell::Cell::new(0.0f64), std::cell::Cell::new(0));
    let outcome = runner.run(&strategy, |value| {
        let bytes = bytes(&value);
        let start = std::time::Instant::now();
        let kept = read(&bytes).and_then(|outcome| {
            texts.set(texts.get() + u32::from(outcome.is_ok()));
            broken(&outcome)
        });
        let seconds = start.elapsed().as_secs_f64();
        slowest.set(slowest.get().max(seconds));
        let kept = kept.and_then(|()| match seconds {
            seconds if seconds > LONGEST => Err(format!("{seconds} s")),
            _ => Ok(()),
        });
        kept.map_err(TestCaseError::fail)
    });
    eprintln!(
        "{name}: {total} cases, {} with text, slowest {:.2} s, {} caught panics of libraries so far",
        texts.get(),
        slowest.get(),
        caught_panics(),
    );
    if let Err(failure) = outcome {
        let failure = failure.to_string();
        panic!("{name}: {}", failure.chars().take(4000).collect::<String>());
    }
}

/// One kind of damage. Places are shares of the file, so that one damage fits every file.
#[derive(Debug, Clone)]
enum Damage {
    Flip {
        at: f64,
        bit: u8,
    },
    Overwrite {
        at: f64,
        bytes: Vec<u8>,
    },
    Swap {
        at: f64,
        with: f64,
        length: usize,
    },
    Repeat {
        at: f64,
        length: usize,
        times: usize,
    },
    Cut {
        at: f64,
        length: usize,
    },
    Truncate {
        at: f64,
    },
    /// Another number in place of the next one behind `at`.
    Number {
        at: f64,
        number: &'static str,
    },
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = || 0.0..1.0;
    let number = prop::sample::select(vec![
        "0",
        "-1",
        "1",
        "4294967296",
        "99999999999999999999",
        "-2147483648",
        "1e9",
        "0.00001",
        "65536",
    ]);
    prop_oneof![
        8 => (at(), 0..8u8).prop_map(|(at, bit)| Damage::Flip { at, bit }),
        4 => (at(), vec(any::<u8>(), 1..64)).prop_map(|(at, bytes)| Damage::Overwrite { at, bytes }),
        2 => (at(), at(), 1..5000usize).prop_map(|(at, with, length)| Damage::Swap { at, with, length }),
        2 => (at(), 1..5000usize, 1..20usize).prop_map(|(at, length, times)| Damage::Repeat { at, length, times }),
        3 => (at(), 1..5000usize).prop_map(|(at, length)| Damage::Cut { at, length }),
        1 => at().prop_map(|at| Damage::Truncate { at }),
        8 => (at(), number).prop_map(|(at, number)| Damage::Number { at, number }),
    ]
}

impl Damage {
    fn done_to(&self, file: &mut Vec<u8>) {
        let place = |share: f64| ((share * file.len() as f64) as usize).min(file.len().saturating_sub(1));
        if file.is_empty() {
            return;
        }
        match self {
            Damage::Flip { at, bit } => {
                let at = place(*at);
                file[at] ^= 1 << bit;
            }
            Damage::Overwrite { at, bytes } => {
                let at = place(*at);
                let end = (at + bytes.len()).min(file.len());
                file[at..end].copy_from_slice(&bytes[..end - at]);
            }
            Damage::Swap { at, with, length } => {
                let (at, with) = (place(*at), place(*with));
                for step in 0..*length {
                    if at.max(with) + step < file.len() {
                        file.swap(at + step, with + step);
                    }
                }
            }
            Damage::Repeat { at, length, times } => {
                let at = place(*at);
                let chunk = file[at..(at + length).min(file.len())].repeat(*times);
                file.splice(at..at, chunk);
            }
            Damage::Cut { at, length } => {
                let at = place(*at);
                file.drain(at..(at + length).min(file.len()));
            }
            Damage::Truncate { at } => file.truncate(place(*at)),
            Damage::Number { at, number } => {
                let at = place(*at);
                let is_digit = |byte: &u8| byte.is_ascii_digit();
                let Some(start) = file[at..].iter().position(is_digit).map(|digit| at + digit) else {
                    return;
                };
                let length = file[start..].iter().take_while(|byte| is_digit(byte)).count();
                file.splice(start..start + length, number.bytes());
            }
        }
    }
}

fn damaged(file: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut file = file.to_vec();
    damages.iter().for_each(|damage| damage.done_to(&mut file));
    file
}

/// Damage to one of several files.
fn check_damaged(name: &str, files: Vec<Vec<u8>>) {
    let strategy = (0..files.len(), vec(damage(), 1..12));
    check(name, strategy, |(file, damages)| damaged(&files[*file], damages));
}

#[test]
fn arbitrary_bytes() {
    check("arbitrary bytes", vec(any::<u8>(), 0..4000), Vec::clone);
}

#[test]
fn arbitrary_bytes_behind_a_header() {
    let strategy = vec(any::<u8>(), 0..4000);
    check("behind a header", strategy, |bytes| [b"%PDF-1.7\n", bytes.as_slice()].concat());
}

/// Words of which structure is made.
#[test]
fn arbitrary_objects() {
    let words = prop::sample::select(vec![
        "1 0 obj",
        "2 0 obj",
        "3 0 obj",
        "4 0 obj",
        "endobj",
        "<<",
        ">>",
        "[",
        "]",
        "/Type",
        "/Catalog",
        "/Pages",
        "/Page",
        "/Kids",
        "/Count",
        "/Contents",
        "/Parent",
        "/Resources",
        "/Font",
        "/Length",
        "1 0 R",
        "2 0 R",
        "3 0 R",
        "4 0 R",
        "stream\n",
        "endstream",
        "xref\n",
        "0 5\n",
        "0000000015 00000 n \n",
        "trailer",
        "/Root",
        "/Size",
        "/Prev",
        "startxref\n",
        "%%EOF",
        "/W",
        "/XRef",
        "/ObjStm",
        "/First",
        "/N",
        "/Filter",
        "/FlateDecode",
        "/ASCIIHexDecode",
        "/LZWDecode",
        "0",
        "1",
        "-1",
        "99999999999",
        "(text)",
        "<41>",
        "null",
        "true",
        "/MediaBox",
        "/Encrypt",
        "/ID",
        "%",
        "(",
        ")",
        "BT (x) Tj ET",
        "\n",
    ]);
    let strategy = vec(words, 1..120);
    check("arbitrary objects", strategy, |words| format!("%PDF-1.7\n{}", words.join(" ")).into_bytes());
}

/// Operators and operands of a page that says something before and after.
#[test]
fn arbitrary_content() {
    let number = prop_oneof![
        (-1000.0..1000.0f64).prop_map(|number| format!("{number:.3}")),
        (-9..99i32).prop_map(|number| number.to_string()),
        prop::sample::select(vec!["1000000000", "-99999999999999999999", "0.0000001", ".", "-"])
            .prop_map(str::to_owned),
    ];
    let words = [
        "q",
        "Q",
        "cm",
        "w",
        "gs",
        "BT",
        "ET",
        "Tc",
        "Tw",
        "Tz",
        "TL",
        "Ts",
        "Tr",
        "Tf",
        "Td",
        "TD",
        "Tm",
        "T*",
        "Tj",
        "'",
        "\"",
        "TJ",
        "Do",
        "BI",
        "ID",
        "EI",
        "m",
        "l",
        "c",
        "v",
        "y",
        "h",
        "re",
        "S",
        "f",
        "B",
        "n",
        "BMC",
        "BDC",
        "EMC",
        "/F1",
        "/F2",
        "/X0",
        "/P",
        "[",
        "]",
        "<<",
        ">>",
        "/ActualText",
        "(Words of a paper. )",
        "(more)",
        "<FEFF0066>",
        "<00410042>",
        "<",
        "(",
        ")",
        "%",
        "\n",
        "null",
        "BT /F1 10 Tf 72 500 Td (A line of a page.) Tj ET",
        "BT /F2 7 Tf 0 1 -1 0 300 300 Tm (Sideways) Tj ET",
        "/Span <</ActualText (fi)>> BDC (x) Tj EMC",
        "/Span <</ActualText ()>> BDC (gone) Tj EMC",
    ];
    let words = prop::sample::select(words.to_vec()).prop_map(str::to_owned);
    let strategy = vec(prop_oneof![number, words], 1..300);
    check("arbitrary content", strategy, |words| {
        let content = format!("{}\n{}\n{}", line(SENTENCE), words.join(" "), line("The end of it."));
        page(content).object(6, "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold >>").finish("")
    });
}

/// Words of which CMaps are made.
#[test]
fn arbitrary_maps() {
    let words = prop::sample::select(vec![
        "begincodespacerange",
        "endcodespacerange",
        "beginbfchar",
        "endbfchar",
        "beginbfrange",
        "endbfrange",
        "begincidrange",
        "endcidrange",
        "begincidchar",
        "endcidchar",
        "beginnotdefrange",
        "usecmap",
        "/Identity-H",
        "<00>",
        "<41>",
        "<0041>",
        "<FFFF>",
        "<00000000>",
        "<FFFFFFFF>",
        "<D800DC00>",
        "<D800>",
        "<>",
        "[",
        "]",
        "0",
        "1",
        "65535",
        "-1",
        "99999999999",
        "/WMode",
        "def",
        "<000A>",
        "<004100420043>",
    ]);
    let composite = "<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding 7 0 R /ToUnicode 8 0 R \
        /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 >>] >>";
    check("arbitrary maps", (vec(words.clone(), 0..80), vec(words, 0..80)), |(encoding, texts)| {
        let font = with_font(composite).stream(7, "", encoding.join(" "));
        font.stream(8, "", texts.join(" ")).finish("")
    });
}

#[test]
fn damaged_samples() {
    check_damaged("damaged samples", samples().into_iter().map(|(_, bytes)| bytes).collect());
}

/// The same with their streams unpacked, so that damage reaches content, fonts and maps.
#[test]
fn damaged_unpacked_samples() {
    check_damaged("damaged unpacked samples", samples().iter().map(|(_, bytes)| unpacked(bytes)).collect());
}

#[test]
fn damaged_small_files() {
    check_damaged("damaged small files", vec![pages(1), pages(3), unpacked(&pages(2))]);
}

/// Only on request, because it takes minutes.
#[test]
fn damaged_papers() {
    if cases().is_none() || shared("papers").is_none() {
        return;
    }
    let papers: Vec<Vec<u8>> = shared_papers().iter().map(|path| std::fs::read(path).unwrap()).collect();
    check_damaged("damaged papers", papers);
}
