//! Charts as SVG inside the page, which gives them their colors, light or dark.
//!
//! Dots and lines over axes are drawn with plotters. Heat map and stacked bars are written out with maud:
//! every cell of theirs needs a pattern or a sign beside its color and a title to point at, and plotters' SVG
//! knows none of them.

mod axes;
mod cells;
mod error;
mod reliability;

pub(in crate::output) use axes::{phase_dots, trend};
pub(in crate::output) use cells::{bars, heat_map, legend, patterns};
pub use error::ChartError;
pub use reliability::reliability_diagram;
