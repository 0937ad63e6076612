//! What people read: the report of one paper, what its authors could still report, the report of a corpus, and
//! how good drafts are.

pub mod authors;
pub mod corpus;
pub mod evaluation;
pub mod paper;
#[cfg(test)]
mod tests;
