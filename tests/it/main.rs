//! The integration tests: one program, a module per concern.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests may panic and print"
)]

mod annotations;
mod cases;
mod commands;
mod fixtures;
mod hostile;
mod layouts;
mod metadata_truth;
mod painter;
mod pictures;
mod quality;
mod samples;
mod scale;
mod synthetic;
mod workspace;
