//! What stands around a text, for heads that look at more than the text itself.
//!
//! "We used three of them" says little alone. Heads see, beside the tokens of a text, a few further rows that the
//! tokens attend to and that are not part of its mean: what the lower half makes of its neighbors, each as the mean
//! of its tokens, and a row for what the text is on the page and where in the paper it stands. What tells the rows
//! apart is learned with the heads.

use std::ops::Range;

use crate::document::BlockKind;

/// Parts of equal length that a paper is cut into.
pub const PLACES: usize = 8;
/// The text before, the one behind, the heading above.
const NEIGHBORS: usize = 3;
const KINDS: usize = BlockKind::ALL.len();
/// At most so many rows stand beside a text's own.
pub(super) const MOST_BESIDE: usize = NEIGHBORS + 1;
/// How many learned rows there are: one a neighbor, one a kind, one a place.
pub(super) const LEARNED: usize = NEIGHBORS + KINDS + PLACES;

/// A text where it stands in a paper. Texts are meant by their places among those that are read together; one may
/// stand in several places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// The text itself.
    pub text: usize,
    /// The text before, the one behind and the heading above.
    pub neighbors: [Option<usize>; NEIGHBORS],
    /// What it is on the page, and in which of [`PLACES`] parts of its paper it stands.
    pub standing: Option<(BlockKind, usize)>,
}

/// A row beside those of a text: the sum of some learned rows and the mean of a neighbor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beside {
    /// The first and the last of the learned rows in it, which may be one.
    learned: (usize, usize),
    neighbor: Option<usize>,
}

impl Passage {
    /// A text of which nothing is known but itself.
    pub fn alone(text: usize) -> Passage {
        Passage { text, neighbors: [None; NEIGHBORS], standing: None }
    }

    /// Every one of `count` texts alone.
    pub fn all_alone(count: usize) -> Vec<Passage> {
        (0..count).map(Passage::alone).collect()
    }

    pub(super) fn beside(&self) -> impl Iterator<Item = Beside> {
        let of_neighbor = |(number, neighbor): (usize, &Option<usize>)| {
            neighbor.map(|place| Beside { learned: (number, number), neighbor: Some(place) })
        };
        let standing = self.standing.map(|(kind, place)| {
            let kind = BlockKind::ALL.iter().position(|of| *of == kind).unwrap_or(0);
            let place = NEIGHBORS + KINDS + place.min(PLACES - 1);
            Beside { learned: (NEIGHBORS + kind, place), neighbor: None }
        });
        self.neighbors.iter().enumerate().filter_map(of_neighbor).chain(standing)
    }
}

impl Beside {
    /// The learned rows that are in it.
    pub(super) fn learned(self) -> impl Iterator<Item = usize> {
        let (first, last) = self.learned;
        std::iter::once(first).chain((last != first).then_some(last))
    }

    /// Adds it behind `rows`, from the learned rows and the means of all texts.
    pub(super) fn append_to(self, rows: &mut Vec<f32>, learned: &[f32], means: &[f32], dim: usize) {
        let start = rows.len();
        let range = |row: usize| -> Range<usize> { row * dim..(row + 1) * dim };
        match self.neighbor {
            Some(neighbor) => rows.extend_from_slice(&means[range(neighbor)]),
            None => rows.resize(start + dim, 0.0),
        }
        for row in self.learned() {
            rows[start..].iter_mut().zip(&learned[range(row)]).for_each(|(sum, number)| *sum += number);
        }
    }
}

/// The mean of the rows of a text, which are `dim` numbers each.
pub(super) fn mean(rows: &[f32], dim: usize) -> Vec<f32> {
    let mut mean = vec![0.0; dim];
    for row in rows.chunks_exact(dim) {
        mean.iter_mut().zip(row).for_each(|(sum, number)| *sum += number);
    }
    let count = (rows.len() / dim).max(1) as f32;
    mean.iter_mut().for_each(|number| *number /= count);
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_alone_has_nothing_beside_it() {
        assert_eq!(Passage::alone(3).beside().count(), 0);
    }

    #[test]
    fn rows_are_neighbors_and_what_is_learned() {
        let around =
            Passage { text: 0, neighbors: [None, Some(1), None], standing: Some((BlockKind::Heading, 7)) };
        let learned: Vec<f32> = (0..LEARNED).flat_map(|row| [row as f32, 100.0]).collect();
        let mut rows = Vec::new();
        let beside: Vec<Beside> = around.beside().collect();
        beside.iter().for_each(|row| row.append_to(&mut rows, &learned, &[0.0, 0.0, 0.5, 0.25], 2));
        let (kind, place) = (NEIGHBORS + 1, LEARNED - 1);
        assert_eq!(rows, [1.5, 100.25, (kind + place) as f32, 200.0]);
        assert!(beside.len() <= MOST_BESIDE);
        assert_eq!(beside[1].learned().collect::<Vec<_>>(), [kind, place]);
    }

    #[test]
    fn a_mean_is_over_the_rows() {
        assert_eq!(mean(&[1.0, 2.0, 3.0, 6.0], 2), [2.0, 4.0]);
        assert_eq!(mean(&[], 2), [0.0, 0.0]);
    }
}
