//! Statistics written down: a page with charts to read, and tables for papers and programs.
//!
//! The formats for people are made of the same [`Section`]s of tables, so that they say the same; those for
//! programs hold plain numbers. Nothing here counts: every number comes from [`Statistics`](crate::statistics::Statistics). The same
//! statistics give the same bytes.

mod error;
mod figures;
mod files;
mod html;
mod markdown;
mod records;
mod tables;
mod tex;
#[cfg(test)]
mod tests;

pub use error::Error;
pub use files::{csv, files, json};
pub use tables::{Section, headline, sections};
