//! The sample papers against their truth: what is printed where, and which sentence answers what.
//!
//! The papers were written by this project, so every word on their pages is known. What the PDF room and
//! the drafts reach today is a floor here: the lists of what goes wrong may shrink, the counts may grow.

use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

use medcheck::audit::{Cell, DraftAudit, Suggestion};
use medcheck::document::{BlockKind, Document, PaperId, Rect, Sentence};
use medcheck::reading::{Parsed, pdf};
use medcheck::workspace::{Options, Workspace};
use serde::Deserialize;

use crate::workspace::{SAMPLES, drafted, repository, sample, shared};

/// What is known about a sample paper.
#[derive(Deserialize)]
pub(crate) struct Truth {
    paper: String,
    title: String,
    pages: usize,
    sections: Vec<(String, u8)>,
    pub(crate) criterion: Vec<Answer>,
}

/// How the paper answers a criterion.
#[derive(Deserialize)]
pub(crate) struct Answer {
    pub(crate) id: String,
    pub(crate) score: Score,
    pub(crate) sentences: Vec<Printed>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Score {
    Level(u8),
    Word(String),
}

/// A sentence as printed, with the page it begins on.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Printed {
    page: u32,
    pub(crate) text: String,
}

pub(crate) fn truth(id: &str) -> Truth {
    let path = repository().join("tests/samples").join(id).join("truth.toml");
    let truth: Truth = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(truth.paper, id);
    truth
}

/// The sample as the PDF room reads it, once for all tests.
fn document(id: &str) -> &'static Document {
    static DOCUMENTS: OnceLock<Vec<Document>> = OnceLock::new();
    let all = DOCUMENTS.get_or_init(|| {
        let read = |id: &&str| pdf::parse(&fs::read(sample(id)).unwrap()).unwrap();
        let parsed: Vec<Parsed> = SAMPLES.iter().map(read).collect();
        for (parsed, id) in parsed.iter().zip(SAMPLES) {
            assert_eq!(parsed.warnings, [], "{id} is a sound PDF");
        }
        parsed.into_iter().map(|parsed| parsed.document).collect()
    });
    &all[SAMPLES.iter().position(|known| *known == id).unwrap()]
}

fn draft(id: &str) -> DraftAudit {
    let options = Options { use_model: true, ..Options::default() };
    let workspace = Workspace::find(Some(drafted().dir()), options).unwrap();
    workspace.load_draft(&PaperId::new(id).unwrap()).unwrap()
}

/// The sentences of the truth, each once.
fn printed(truth: &Truth) -> BTreeSet<&Printed> {
    truth.criterion.iter().flat_map(|answer| &answer.sentences).collect()
}

/// How a printed sentence was found.
#[derive(Debug, PartialEq)]
enum Match<'d> {
    /// As one sentence.
    Exact(&'d Sentence),
    /// As several whole sentences, one after the other.
    Several(&'d [Sentence]),
    /// In the text, but cut in other places.
    Inside(Vec<&'d str>),
    /// Not in the text.
    Absent,
}

fn find<'d>(document: &'d Document, text: &str) -> Match<'d> {
    let same = |sentence: &&Sentence| document.sentence_text(sentence).trim() == text;
    if let Some(sentence) = document.sentences.iter().find(same) {
        return Match::Exact(sentence);
    }
    let Some(start) = document.text.find(text) else { return Match::Absent };
    let end = start + text.len();
    let touches =
        |sentence: &Sentence| (sentence.span.start as usize) < end && (sentence.span.end as usize) > start;
    let first = document.sentences.iter().position(touches).unwrap_or(0);
    let count = document.sentences[first..].iter().take_while(|sentence| touches(sentence)).count();
    let several = &document.sentences[first..first + count];
    match several {
        [one, .., last] if one.span.start as usize == start && last.span.end as usize == end => {
            Match::Several(several)
        }
        _ => Match::Inside(several.iter().map(|sentence| document.sentence_text(sentence)).collect()),
    }
}

#[test]
fn title_and_pages_are_as_printed() {
    for id in SAMPLES {
        let (truth, document) = (truth(id), document(id));
        document.check().unwrap();
        assert_eq!(document.title.as_ref(), Some(&truth.title), "{id}");
        assert_eq!(document.pages.len(), truth.pages, "{id}");
        let numbers: Vec<u32> = document.pages.iter().map(|page| page.number).collect();
        assert_eq!(numbers, (1..=truth.pages as u32).collect::<Vec<_>>(), "{id}");
    }
}

/// Headings found that are none, by sample. May only shrink.
const EXTRA_HEADINGS: [(&str, &[&str]); 3] =
    [("sample-dosewise", &[]), ("sample-triagenote", &[]), ("sample-wardtalk", &[])];

#[test]
fn every_heading_is_found_with_its_level() {
    for (id, allowed) in EXTRA_HEADINGS {
        let truth = truth(id);
        let found: Vec<(String, u8)> =
            document(id).sections.iter().map(|section| (section.title.clone(), section.level)).collect();
        let extra: Vec<&str> = found
            .iter()
            .filter(|heading| !truth.sections.contains(heading))
            .map(|(title, _)| title.as_str())
            .collect();
        assert!(extra.iter().all(|title| allowed.contains(title)), "{id}: {extra:?}");
        let expected: Vec<(String, u8)> =
            found.into_iter().filter(|heading| truth.sections.contains(heading)).collect();
        assert_eq!(expected, truth.sections, "{id}: all of them, in their order");
    }
}

/// How the sentences of the truth are found.
struct Reading {
    /// So many are sentences of the document at least.
    exact: usize,
    /// These are in the text, cut in other places. May only shrink.
    inside: &'static [&'static str],
    /// These are not in the text as printed. May only shrink.
    absent: &'static [&'static str],
}

/// Of 161 printed sentences, 155 are read exactly. What is missed: footnote marks read as a part of the
/// number or word before them, and one space lost in a tight line.
const READINGS: [(&str, Reading); 3] = [
    (
        "sample-dosewise",
        Reading {
            exact: 73,
            inside: &[
                "All instructions come from the electronic dispensing records of Merrin Bay General, St. Odile’s \
                 Hospital, and Harrow Fell Infirmary, written between January 2021 and June 2023.",
                "For every prescription, these records hold the text that the prescriber sent, the text that was \
                 finally dispensed, and the pharmacist’s note if the two differ.",
                "Finally, we report the price of 1,000 items.",
            ],
            absent: &["The pharmacists reach a macro-F1 of 89.6 on the items that they saw."],
        },
    ),
    (
        "sample-triagenote",
        Reading {
            exact: 57,
            inside: &[
                "Each was written by the nurse at the desk during a real visit, usually in less than two minutes, \
                 and appears here as typed apart from the removal of names.",
            ],
            absent: &[],
        },
    ),
    (
        "sample-wardtalk",
        Reading {
            exact: 25,
            inside: &[
                "Most of the conversations were produced by a language model from a short outline; the others \
                 were written by us.",
            ],
            absent: &[],
        },
    ),
];

#[test]
fn the_sentences_of_the_truth_are_sentences_of_the_document() {
    for (id, reading) in READINGS {
        let (truth, document) = (truth(id), document(id));
        let mut exact = 0;
        for printed in printed(&truth) {
            let text = printed.text.as_str();
            let sentences: &[Sentence] = match find(document, text) {
                Match::Exact(sentence) => {
                    exact += 1;
                    std::slice::from_ref(sentence)
                }
                Match::Several(sentences) => sentences,
                Match::Inside(as_read) => {
                    assert!(reading.inside.contains(&text), "{id}: {text:?} is read as {as_read:?}");
                    continue;
                }
                Match::Absent => {
                    assert!(reading.absent.contains(&text), "{id}: {text:?} is not in the text");
                    continue;
                }
            };
            assert_eq!(sentences[0].page(), Some(printed.page), "{id}: {text:?}");
            for sentence in sentences {
                assert!(sentence.kind.is_evidence(), "{id}: {text:?} is {}", sentence.kind.name());
                assert!(!sentence.boxes.is_empty(), "{id}: {text:?} has no boxes");
            }
        }
        assert!(exact >= reading.exact, "{id}: {exact} sentences are exact, {} were", reading.exact);
    }
}

fn intersection(a: Rect, b: Rect) -> (f32, f32) {
    (a.x1.min(b.x1) - a.x0.max(b.x0), a.y1.min(b.y1) - a.y0.max(b.y0))
}

/// In points: rounding to hundredths, and glyphs that lean over.
const HAIR: f32 = 0.5;

#[test]
fn every_box_lies_on_its_page_and_on_its_own_words() {
    for id in SAMPLES {
        let document = document(id);
        let mut boxes: Vec<(&Sentence, Rect)> = Vec::new();
        for sentence in &document.sentences {
            let text = document.sentence_text(sentence);
            assert!(!sentence.boxes.is_empty(), "{id}: {text:?} has no boxes");
            for rect in &sentence.boxes {
                let page = &document.pages[rect.page as usize - 1];
                let inside =
                    rect.x0 >= 0.0 && rect.y0 >= 0.0 && rect.x1 <= page.width && rect.y1 <= page.height;
                assert!(inside && rect.x0 < rect.x1 && rect.y0 < rect.y1, "{id}: {rect:?} of {text:?}");
                if sentence.kind == BlockKind::Body {
                    boxes.push((sentence, *rect));
                }
            }
            // A sentence runs down the page and on, never back to an earlier one.
            assert!(sentence.boxes.is_sorted_by_key(|rect| rect.page), "{id}: {text:?}");
        }
        for (at, (a, on_a)) in boxes.iter().enumerate() {
            for (b, on_b) in &boxes[at + 1..] {
                if a.id != b.id && on_a.page == on_b.page {
                    // Sentences that share a line stand side by side, others one above the other.
                    let (wide, high) = intersection(*on_a, *on_b);
                    let texts = [a, b].map(|sentence| document.sentence_text(sentence));
                    assert!(wide <= HAIR || high <= HAIR, "{id}: {texts:?} overlap by {wide} × {high}");
                }
            }
        }
    }
}

#[test]
fn what_is_read_is_not_read_twice_or_left_out() {
    for id in SAMPLES {
        let document = document(id);
        // Every letter of the text belongs to exactly one sentence; `check` has seen that none overlap.
        let mut end = 0;
        for sentence in &document.sentences {
            let between = &document.text[end..sentence.span.start as usize];
            assert!(between.trim().is_empty(), "{id}: {between:?} is in no sentence");
            end = sentence.span.end as usize;
        }
        assert!(document.text[end..].trim().is_empty(), "{id}");
    }
}

#[test]
fn the_notice_on_every_page_is_furniture_there() {
    for id in SAMPLES {
        let document = document(id);
        let notice = "Fictional sample paper written for medcheck.";
        for page in &document.pages {
            let furniture = document.sentences.iter().any(|sentence| {
                sentence.kind == BlockKind::Furniture
                    && sentence.page() == Some(page.number)
                    && document.sentence_text(sentence).starts_with(notice)
            });
            assert!(furniture, "{id}: page {}", page.number);
        }
    }
}

/// Whether a quote is the sentence, or the greater part of it where the two are cut differently.
fn is_same(quote: &str, printed: &str) -> bool {
    let (short, long) = if quote.len() < printed.len() { (quote, printed) } else { (printed, quote) };
    long.contains(short.trim()) && 2 * short.len() > long.len()
}

/// What the drafts of the samples reach.
#[derive(Debug, Default)]
struct Reached {
    /// Criteria with evidence in the paper.
    answered: usize,
    /// Of these, how many have a sentence of the truth among the first 1, 3, 5 quotes.
    hits: [usize; 3],
    /// Suggested levels, and how many of them are the truth's.
    levels: (usize, usize),
    /// "Nothing found", and how many of them at level 0.
    nothing: (usize, usize),
}

fn reached(id: &str) -> Reached {
    let (truth, draft) = (truth(id), draft(id));
    let mut reached = Reached::default();
    for (answer, cell) in truth.criterion.iter().zip(&draft.cells) {
        assert_eq!(cell.criterion.as_str(), answer.id, "{id}");
        let Score::Level(level) = answer.score else { continue };
        match cell.suggestion {
            Suggestion::Score { score, .. } => {
                reached.levels.0 += 1;
                reached.levels.1 += usize::from(score == level);
            }
            Suggestion::NothingFound { .. } => {
                reached.nothing.0 += 1;
                reached.nothing.1 += usize::from(level == 0);
            }
            Suggestion::Undecided | Suggestion::NotApplicable { .. } => {}
        }
        if level > 0 {
            let is_truth = |quote: &str| answer.sentences.iter().any(|printed| is_same(quote, &printed.text));
            let at = cell.evidence.iter().position(|evidence| is_truth(&evidence.quote.text));
            reached.answered += 1;
            for (hits, first) in reached.hits.iter_mut().zip([1, 3, 5]) {
                *hits += usize::from(at.is_some_and(|at| at < first));
            }
        }
    }
    reached
}

/// Hits among the first 3 and 5 quotes, of 100 criteria with evidence. Measured: 51 and 54, and 31 of 47 suggested
/// levels right. What was learned before, from 112 papers, gave 54 and 58, and 23 of 36: three short papers say
/// little, and on papers left out the same step was from 0.67 to 0.71 (see `MODEL.md`).
const FLOORS: (usize, usize) = (51, 54);

#[test]
fn evidence_is_found() {
    let mut all = Reached::default();
    for id in SAMPLES {
        let reached = reached(id);
        println!("{id}: {reached:?}");
        all.answered += reached.answered;
        all.hits.iter_mut().zip(reached.hits).for_each(|(sum, hits)| *sum += hits);
        all.levels = (all.levels.0 + reached.levels.0, all.levels.1 + reached.levels.1);
        all.nothing = (all.nothing.0 + reached.nothing.0, all.nothing.1 + reached.nothing.1);
    }
    println!("{all:?}");
    assert_eq!(all.answered, 100);
    let [_, hits3, hits5] = all.hits;
    assert!(hits3 >= FLOORS.0 && hits5 >= FLOORS.1, "{all:?}");
}

fn cells(id: &str) -> Vec<Cell> {
    draft(id).cells
}

#[test]
fn every_quote_is_an_exact_span_with_its_place() {
    for id in SAMPLES {
        let document = document(id);
        for cell in cells(id) {
            let place = format!("{id}, criterion {}", cell.criterion);
            assert_eq!(cell.evidence.len(), 5, "{place}");
            for evidence in cell.evidence.iter().chain(&cell.near_misses) {
                let quote = &evidence.quote;
                let span = quote.span.unwrap();
                assert_eq!(quote.text, document.slice(span), "{place}");
                assert!(!quote.text.trim().is_empty(), "{place}");
                assert!(evidence.kind.is_evidence(), "{place}: {:?} is {}", quote.text, evidence.kind.name());
                let sentences: Vec<_> =
                    evidence.sentences.iter().map(|id| &document.sentences[*id as usize]).collect();
                assert!(evidence.sentences.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{place}");
                let (sentence, last) = (sentences[0], sentences[sentences.len() - 1]);
                let (start, end) = (sentence.span.start, last.span.end);
                assert_eq!((span.start, span.end), (start, end), "{place}");
                let boxes: Vec<_> = sentences.iter().flat_map(|sentence| sentence.boxes.clone()).collect();
                assert_eq!(quote.boxes, boxes, "{place}");
                assert_eq!(quote.page, sentence.page(), "{place}");
                assert_eq!(quote.section.as_deref(), document.section_title(sentence), "{place}");
                assert!((0.0..=1.0).contains(&evidence.score), "{place}");
            }
            let mut quoted: Vec<u32> =
                cell.evidence.iter().flat_map(|evidence| evidence.sentences.clone()).collect();
            quoted.extend(cell.near_misses.iter().flat_map(|evidence| evidence.sentences.clone()));
            let different: BTreeSet<&u32> = quoted.iter().collect();
            assert_eq!(different.len(), quoted.len(), "{place}: a sentence is quoted twice");
        }
    }
}

#[test]
fn every_cell_says_what_was_searched() {
    for id in SAMPLES {
        let titles: Vec<String> = truth(id).sections.into_iter().map(|(title, _)| title).collect();
        for cell in cells(id) {
            // For "nothing found" this is the reason; the others say it too.
            let place = format!("{id}, criterion {}", cell.criterion);
            assert!(!cell.searched.queries.is_empty() && !cell.near_misses.is_empty(), "{place}");
            // Everything but the reference list, whose notice that nothing in it exists may be text.
            let missing: Vec<&String> = titles
                .iter()
                .filter(|title| !cell.searched.sections.contains(title) && *title != "References")
                .collect();
            assert!(missing.is_empty(), "{place}: {missing:?}");
        }
    }
}

#[test]
fn papers_from_the_wild_keep_their_promises() {
    let Some(papers) = shared("papers") else { return };
    let mut pdfs: Vec<_> = fs::read_dir(papers).unwrap().map(|entry| entry.unwrap().path()).collect();
    pdfs.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    pdfs.sort();
    for path in pdfs {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let parsed = pdf::parse(&fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        parsed.document.check().unwrap_or_else(|broken| panic!("{name}: {broken}"));
        let body = parsed.document.sentences.iter().filter(|sentence| sentence.kind == BlockKind::Body);
        assert!(body.count() > 50, "{name} is a paper, and a paper says something");
    }
}
