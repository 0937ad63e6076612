//! Coverage-guided fuzzing of the rooms that read papers, with libFuzzer.
//!
//! ```text
//! cargo install cargo-fuzz
//! cargo +nightly fuzz run parse --fuzz-dir tests/fuzz -- \
//!     -dict=tests/fuzz/pdf.dict -rss_limit_mb=1024 -timeout=10 -max_len=65536
//! ```
//!
//! | target | any bytes are |
//! |---|---|
//! | `parse` | a whole PDF |
//! | `page` | content stream, font program, ToUnicode map, entries of the font's dictionary, of one page |
//! | `plain` | a text or Markdown paper |
//!
//! The two rooms are compiled from the repository's sources, with debug assertions, and nothing else of
//! medcheck. A run fails on a panic in them, on a document that breaks its promises, on more memory or time
//! than the options allow. A panic inside a dependency is caught by `pdf::parse` and is no failure.
//!
//! A file that failed lies in `tests/fuzz/artifacts`; `cargo +nightly fuzz tmin` makes it small. Mended, it
//! becomes a case of `tests/it/hostile.rs`. Seeds in `corpus/` were made of the sample papers and of made-up
//! PDFs only; after a long run `cargo +nightly fuzz cmin` keeps what is worth keeping, under 300 KB in all.

// The rooms' own sources: compiled for the tests of medcheck, they are documented and linted there.
#![allow(dead_code)]

#[path = "../../../src/document/mod.rs"]
pub mod document;
#[path = "../../../src/reading/mod.rs"]
pub mod reading;

use std::panic;
use std::process;

use document::Document;

/// Lets panics of dependencies pass, which are caught, and ends the process on all others. libFuzzer's own
/// hook ends it on every panic.
pub fn end_on_our_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| place.file().to_owned()).unwrap_or_default();
        let is_caught = place.contains("/registry/") && std::thread::current().name() == Some("reading");
        if !is_caught {
            eprintln!("{info}");
            process::abort();
        }
    }));
}

/// Reads a PDF and checks what came of it.
pub fn read(bytes: &[u8]) {
    match reading::pdf::parse(bytes) {
        Ok(parsed) => {
            check(&parsed.document);
            assert!(!parsed.document.sentences.is_empty(), "a document without sentences");
            for rect in parsed.document.sentences.iter().flat_map(|sentence| &sentence.boxes) {
                let page = &parsed.document.pages[rect.page as usize - 1];
                let across = 0.0 <= rect.x0 && rect.x0 <= rect.x1 && rect.x1 <= page.width + 0.01;
                let along = 0.0 <= rect.y0 && rect.y0 <= rect.y1 && rect.y1 <= page.height + 0.01;
                assert!(across && along, "{rect:?} lies outside {page:?}");
            }
        }
        Err(error) => assert!(!error.to_string().is_empty() && !error.hint().is_empty()),
    }
}

/// Checks a document's own promises, and that its sentences can be cut from its text.
pub fn check(document: &Document) {
    document.check().unwrap();
    for sentence in &document.sentences {
        assert!(!document.sentence_text(sentence).is_empty(), "sentence {} is empty", sentence.id);
    }
}
