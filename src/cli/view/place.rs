//! Where a quote stands, in words.

use super::escape::one_line;
use crate::document::AttachmentName;

/// Where a quote stands: the attachment, if it is not the paper itself, and the page, such as `p. 3`, of
/// sources with pages.
pub(in crate::cli) fn place(source: Option<&AttachmentName>, page: Option<u32>) -> Vec<String> {
    let source = source.map(|name| one_line(name.as_str()));
    source.into_iter().chain(page.map(|page| format!("p. {page}"))).collect()
}
