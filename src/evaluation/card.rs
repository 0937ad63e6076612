//! What the card of a learned model says.

use super::measure::Evaluation;
use crate::learning::ScoredPaper;
use crate::numeric::Figure;
use crate::rubric::Rubric;

/// What is told of a learning.
#[derive(Debug, Clone, Copy)]
pub struct Card<'c> {
    /// The rubric it was for.
    pub rubric: &'c Rubric,
    /// The papers learned from.
    pub papers: &'c [ScoredPaper],
    /// How many scored cells of papers that were not there gave their quotes.
    pub elsewhere: usize,
    /// Of all labels, in hexadecimal.
    pub labels_sha256: &'c str,
    /// What decided what is drawn by chance.
    pub seed: u64,
    /// How well it did on papers left out.
    pub left_out: &'c Evaluation,
}

impl Card<'_> {
    /// As the file `MODEL.md` has it.
    pub fn text(&self) -> String {
        let Card { rubric, papers, elsewhere, labels_sha256, seed, left_out } = self;
        let cells = papers.iter().map(|paper| paper.cells.len()).sum::<usize>();
        let quotes = papers.iter().flat_map(|paper| &paper.cells).filter(|cell| !cell.quoted.is_empty());
        format!(
            "# What was learned for {} {}\n\n\
             Made by `medcheck learn` from {} scored papers ({cells} scored cells, {} with quotes that were\n\
             found), and the quotes of {elsewhere} cells of papers that were not there; seed {seed}.\n\
             Labels: sha256 `{labels_sha256}`.\n\
             Only numbers computed from them are in the files: the upper layers of the encoder and two linear\n\
             heads per criterion (`heads.*`), a ranking (`ranker.json`), and models of levels with and without\n\
             the encoder (`levels*.json`).\n\n\
             How good the labels are is said where they come from; agreement with model-assisted labels is\n\
             not agreement with experts. Measured on papers left out, by models that learned from two thirds of\n\
             the papers (`medcheck eval` leaves out fewer and gives phases and criteria):\n\n```\n{}```\n",
            rubric.id,
            rubric.version,
            papers.len(),
            quotes.count(),
            figures(left_out),
        )
    }
}

/// The main figures, one a line.
fn figures(left_out: &Evaluation) -> String {
    let line = |(name, figure): (&str, Figure)| match (figure.value, figure.low, figure.high) {
        (Some(value), Some(low), Some(high)) => format!("{name:<20} {value:.3}  [{low:.3}, {high:.3}]\n"),
        (Some(value), ..) => format!("{name:<20} {value:.3}\n"),
        (None, ..) => format!("{name:<20} –\n"),
    };
    left_out.overall.figures().into_iter().map(line).collect()
}
