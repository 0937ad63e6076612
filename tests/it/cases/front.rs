//! The front of a paper, and letters that are set in ways of their own.

use super::parsed;

#[test]
fn editors_are_no_authors() {
    let authors = parsed("editors.pdf").document.metadata.authors.unwrap();
    assert_eq!(authors.value, ["Lena Fictor", "Omar Madeup"]);
}

#[test]
fn a_year_is_no_page() {
    let year = parsed("year-from-page-range.pdf").document.metadata.year.unwrap();
    assert_eq!(year.value, 2023);
}
