//! Any bytes as a PDF.

#![no_main]

use libfuzzer_sys::fuzz_target;
use medcheck_fuzz::{end_on_our_panics, read};

fuzz_target!(init: end_on_our_panics(), |data: &[u8]| read(data));
