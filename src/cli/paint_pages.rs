//! `paint-pages`: the hidden command that a painter runs: draws pages of strangers' PDFs in a process of its own, which
//! bounds its memory and can be ended.

use std::io;

use anyhow::Result;

use super::exit::Exit;
use crate::disk::sha256_hex;
use crate::papers;
use crate::picture::{self, PageRequest};
use crate::reading::Format;

/// Draw the pages that are asked for on stdin; what shows pages runs this, people do not
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(super) struct Args {}

/// In bytes of address space. Pages of real papers take up to 800 MB of it, and 200 MB of memory.
#[cfg(unix)]
const MEMORY: u64 = 1_500_000_000;

/// Answers on stdout, past the printer, because pictures are no text.
pub(super) fn run() -> Result<Exit> {
    bound_memory();
    picture::serve(io::stdin().lock(), io::stdout(), read)?;
    Ok(Exit::Done)
}

fn read(request: &PageRequest) -> Result<Vec<u8>, String> {
    let (bytes, format) =
        papers::read_any(&request.path, papers::SIZE_LIMIT).map_err(|error| error.to_string())?;
    if format != Format::Pdf {
        return Err("the file has no pages to draw: it is not a PDF".to_owned());
    }
    // Pictures are kept under the hash, so they must be of these bytes.
    if sha256_hex(&bytes) != request.sha256 {
        return Err("the PDF has changed since it was read".to_owned());
    }
    Ok(bytes)
}

/// A page that needs more ends the process. Where the system refuses (macOS), it is bounded by time alone.
#[cfg(unix)]
fn bound_memory() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let most = getrlimit(Resource::As).maximum.map_or(MEMORY, |most| most.min(MEMORY));
    let _ = setrlimit(Resource::As, Rlimit { current: Some(most), maximum: Some(most) });
}

#[cfg(not(unix))]
fn bound_memory() {}
