//! What the files of a paper are called in its folder, and how many there may be.

use crate::reading::Format;

/// The folder of what is attached to a paper, in the paper's own.
pub(super) const ATTACHMENTS: &str = "attachments";

/// The last draft.
pub(super) const DRAFT: &str = "draft.json";

/// A paper with more of them is refused.
pub const MOST_ATTACHMENTS: usize = 100;

/// The name that a source has in its paper's folder.
pub(super) fn source_name(format: Format) -> String {
    format!("paper.{}", format.extension())
}
