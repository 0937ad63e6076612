//! What a web page says, part by part.

/// What a stretch of the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Heading(u8),
    Paragraph,
    Row,
    Caption,
}

/// A stretch of the page, never blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) role: Role,
    pub(super) text: String,
}

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Of `<title>`, never blank.
    pub(super) title: Option<String>,
    /// In the order of the source.
    pub(super) parts: Vec<Part>,
    /// Whether there was more text than was wanted.
    pub(super) is_cut: bool,
}
