//! Pictures of pages, drawn by hayro, and on request with what was read from them drawn over.
//!
//! The way: [`Pages::open`] finds the pages of a PDF; [`Pages::page`] draws one as a viewer shows it;
//! [`Pages::page_with_layers`] adds the blocks, sentences and reading order of a document, which
//! `layers` arranges and `canvas` draws. [`View`] tells where a box of a document lies on a picture.
//!
//! Nothing here touches a file. Any bytes are allowed: hayro works on a thread of its own (`apart`), its
//! panics become errors, and it is waited for no longer than [`PATIENCE`]. Limits: [`MOST_PIXELS`] of a
//! picture. Not bounded are the memory that hayro takes for a page's images and streams, and, once nobody
//! waits any more, its work: a form that draws itself keeps its thread busy until the process ends. A
//! server that draws strangers' PDFs therefore asks a [`Painter`], which has them drawn by [`serve`] in
//! processes that it can end, and keeps the pictures.

mod apart;
mod canvas;
mod clipping;
mod error;
mod layers;
mod page_order;
mod pages;
mod painter;
mod serving;
mod view;
mod wire;

pub use apart::PATIENCE;
pub use clipping::{Clipping, Piece, clippings, pieces};
pub use error::Error;
pub use pages::{Image, Pages};
pub use painter::{PaintError, Painter};
pub use serving::serve;
pub use view::{Frame, InvalidScale, MOST_PIXELS, Scale, View};
pub use wire::{PageRequest, Painted};
