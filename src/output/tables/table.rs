//! A table for people.

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// A few characters that are not broken.
    Key,
    /// Words that may be broken into lines.
    Words,
    /// To the right.
    Number,
}

/// A table to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Whether a summary leaves it out: a long list of papers or of pairs.
    pub is_detail: bool,
    /// How to read it; empty where it needs no word.
    pub note: String,
    /// Head and kind of every column.
    pub heads: Vec<(String, Column)>,
    /// As many cells each as there are heads.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The table without those columns of which no row says anything.
    pub(in crate::output) fn without_empty(mut self, names: &[&str]) -> Table {
        for at in (0..self.heads.len()).rev() {
            let is_empty = self.rows.iter().all(|row| row[at].is_empty());
            if is_empty && names.contains(&self.heads[at].0.as_str()) {
                self.heads.remove(at);
                self.rows.iter_mut().for_each(|row| drop(row.remove(at)));
            }
        }
        self
    }
}
