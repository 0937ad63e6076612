//! What people read: the report of one paper, what its authors could still report, and the report of a
//! corpus.

pub mod authors;
pub mod corpus;
pub mod paper;
#[cfg(test)]
mod tests;
