//! The audit of one paper with what a reader needs beside it.

pub(in crate::output) mod html;
pub(in crate::output) mod report;

pub use report::{DraftedCell, PaperReport, QuoteKind, ReportedCell, ReportedQuote, Stage};

pub use crate::output::exchange::{report_html, report_markdown};
