//! The audit of one paper with what a reader needs beside it: what a draft suggests where nobody decided, and
//! where each quote is printed.

pub(super) mod html;
pub(super) mod markdown;
pub(super) mod report;
mod assembling;
mod notes;
mod pictures;

pub use assembling::Material;
pub use html::report_html;
pub use markdown::report_markdown;
pub use notes::{damaged_draft, foreign_draft, made, shown_draft};
pub use pictures::views;
pub use report::{DraftedCell, PaperReport, QuoteKind, ReportedCell, ReportedQuote, Stage};
