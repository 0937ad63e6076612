//! Why records are not written.

use std::fmt::Display;

/// None is expected of what this program writes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A record is no flat struct, or has other columns than the others.
    #[error("the records cannot be made: {0}")]
    Shape(String),
    /// What the writer of CSV says.
    #[error("the CSV cannot be written: {0}")]
    Csv(#[from] csv::Error),
    /// What the writer of workbooks says; a sheet of more than a million rows, for one.
    #[error("the workbook cannot be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl serde::ser::Error for Error {
    fn custom<T: Display>(message: T) -> Error {
        Error::Shape(message.to_string())
    }
}
