//! The `models/` folder, and the models in it at work.
//!
//! A model is a folder with a [`Manifest`] (`manifest.json`: kind, files, sizes, sha256) and a card
//! (`MODEL.md`: origin, license, how it was made). [`Models`] is the only way in and out: what it reads has
//! the sha256 its manifest promises, and what it writes appears as a whole or not at all. Nothing here
//! opens the network. [`Encoder`] turns sentences into vectors with all-MiniLM-L6-v2 on the CPU.
//!
//! Products are of whole numbers, with what the processor has for them, and exact, so that every processor gives the
//! same bits (`processor.rs` chooses). Unsafe code stands in `lanes.rs`, `pairs.rs`, `processor.rs` and `tiles.rs`
//! (vector instructions), and for learning in `product.rs` and `widest.rs`; nowhere else.

mod attention;
mod bert;
mod encoder;
mod error;
mod format;
mod fused;
mod heads;
mod lanes;
mod layers;
mod lessons;
mod library;
mod manifest;
mod map;
#[cfg(target_arch = "x86_64")]
mod pairs;
mod passage;
mod optimizer;
mod processor;
mod product;
mod rows;
mod store;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod tiles;
mod trained_attention;
mod trained_layer;
mod training;
mod tuning;
mod vectors;
mod widest;

pub use encoder::{ENCODER, Encoder, Tokenized};
pub use error::Error;
pub use heads::Heads;
pub use lessons::{Labels, Lessons};
pub use library::{FOLDER, Library};
pub use manifest::{Kind, Manifest, ManifestFile, ModelRole, UsedModel};
pub use passage::{PLACES, Passage};
pub use store::{ModelReport, Models, Verified};
pub use tuning::tune;
pub use vectors::Vectors;

pub(crate) use format::check_format;
pub(crate) use vectors::dot;
