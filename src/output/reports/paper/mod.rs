//! The audit of one paper with what a reader needs beside it.

pub(super) mod html;
pub(super) mod markdown;
pub(super) mod report;

pub use html::report_html;
pub use markdown::report_markdown;
pub use report::{DraftedCell, PaperReport, QuoteKind, ReportedCell, ReportedQuote, Stage};
