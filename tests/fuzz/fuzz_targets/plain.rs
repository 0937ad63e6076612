//! Any text as a paper.

#![no_main]

use libfuzzer_sys::fuzz_target;
use medcheck_fuzz::document::Document;
use medcheck_fuzz::{check, end_on_our_panics};

fuzz_target!(init: end_on_our_panics(), |text: &str| check(&Document::from_plain(text)));
