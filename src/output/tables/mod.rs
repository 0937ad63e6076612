//! Tables as CSV, workbooks, LaTeX and Markdown.

mod csv;

pub use csv::csv_field;
