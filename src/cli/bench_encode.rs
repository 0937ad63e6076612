//! `bench-encode`: the hidden command that measures how fast sentences become vectors, for comparing with other
//! programs on the same sentences.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use serde::Serialize;

use super::exit::Exit;
use super::view::json;
use super::view::printer::Printer;
use crate::models::Library;

/// Measure how long the encoder takes for every line of a file
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(super) struct Args {
    /// A text a line
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// What was measured.
#[derive(Debug, Serialize)]
struct Measured {
    texts: usize,
    tokens: usize,
    /// Of all layers over all texts on all cores, without cutting them into tokens.
    seconds: f64,
}

/// Encodes the lines and prints the time as JSON.
pub(super) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let name = || args.file.display().to_string();
    let lines = std::fs::read_to_string(&args.file).with_context(name)?;
    let texts: Vec<&str> = lines.lines().collect();
    let encoder = Library::open(Path::new(".")).encoder()?;
    let tokenized = encoder.tokenized(&texts)?;
    // The first texts pay for memory that the others use again.
    encoder.encode(&texts[..texts.len().min(64)])?;
    let start = Instant::now();
    let vectors = encoder.encode_tokenized(&tokenized);
    let seconds = start.elapsed().as_secs_f64();
    let measured = Measured { texts: vectors.len(), tokens: tokenized.tokens(), seconds };
    printer.data(&json::line(&measured)?)?;
    Ok(Exit::Done)
}
