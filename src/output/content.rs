//! What a written file holds, which decides how it is made harmless for a terminal.

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// JSON, in which every character can be written by its number.
    Json(String),
    /// Any other text.
    Text(String),
    /// What is no text, such as a workbook.
    Bytes(Vec<u8>),
}
