//! Tables, and what they are written as.
//!
//! [`Records`] hold plain values under named columns, for programs: CSV and workbooks. They are made of serde
//! structs, whose fields are the columns. A [`Table`] holds texts that people read, rounded and with a title and
//! a note: LaTeX and Markdown.

pub(super) mod markdown;
pub(super) mod tex;
mod csv;
mod error;
mod fields;
mod records;
mod table;
mod value;
mod xlsx;

pub use csv::csv;
pub use error::Error;
pub use records::Records;
pub use table::{Column, Table};
pub use value::{Columns, Numeral, Value};
pub use xlsx::{Worksheet, workbook};
