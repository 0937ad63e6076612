//! Faults that were found with public bug reports, each with a small file that shows it. The files of `tests/cases`
//! were made for this project; what they say is invented.

mod front;
mod hidden;
mod ids;
mod layout;
mod streams;
mod triage;

use std::path::Path;

use medcheck::reading::{Format, Parsed, read};

/// The bytes of a file of `tests/cases`.
pub(super) fn case(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)).unwrap()
}

/// What a PDF of `tests/cases` says.
pub(super) fn parsed(name: &str) -> Parsed {
    read(&case(name), Format::Pdf).unwrap_or_else(|error| panic!("{name}: {error}"))
}
