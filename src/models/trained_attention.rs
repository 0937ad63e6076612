//! Attention of the tokens of each text to one another, and its derivatives.

use std::ops::Range;

use super::fused::{softmax, softmax_back};
use super::product::{Matrix, MatrixMut};

/// How a row of queries, keys and values is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attention {
    /// Numbers of a row of each.
    pub(super) dim: usize,
    pub(super) heads: usize,
}

impl Attention {
    fn width(self) -> usize {
        self.dim / self.heads
    }

    fn factor(self) -> f32 {
        1.0 / (self.width() as f32).sqrt()
    }

    /// The columns of a head among the queries, keys and values.
    fn columns(self, head: usize) -> [Range<usize>; 3] {
        let (dim, width) = (self.dim, self.width());
        [0, dim, 2 * dim].map(|start| start + head * width..start + (head + 1) * width)
    }

    /// How much of each row each other one of its text sees, text by text and head by head.
    fn count(self, texts: &[Range<usize>]) -> usize {
        texts.iter().map(|rows| rows.len() * rows.len() * self.heads).sum()
    }

    /// From `rows` of queries, keys and values to what each row sees of its text's others, written `into`
    /// rows; `shares` keeps how much of each. `texts` are ranges of rows, one behind the other.
    pub(super) fn forward(
        self,
        texts: &[Range<usize>],
        rows: &[f32],
        shares: &mut Vec<f32>,
        into: &mut [f32],
    ) {
        let (dim, wide) = (self.dim, 3 * self.dim);
        shares.resize(self.count(texts), 0.0);
        let mut left = &mut shares[..];
        for text in texts {
            let len = text.len();
            let rows = &rows[text.start * wide..text.end * wide];
            let into = &mut into[text.start * dim..text.end * dim];
            for head in 0..self.heads {
                let (shares, others) = left.split_at_mut(len * len);
                left = others;
                let [query, key, value] =
                    self.columns(head).map(|columns| Matrix::columns(rows, wide, columns));
                MatrixMut::of(shares, len).become_scaled_product(query, key.transposed(), self.factor());
                softmax(shares, len);
                let [own, ..] = self.columns(head);
                MatrixMut::columns(into, dim, own).become_product(Matrix::of(shares, len), value);
            }
        }
    }

    /// The way back: `slopes` of what each row sees; `rows` become the slopes of queries, keys and values.
    pub(super) fn back(self, texts: &[Range<usize>], slopes: &[f32], shares: &[f32], rows: &mut [f32]) {
        let (dim, wide, width) = (self.dim, 3 * self.dim, self.width());
        let longest = texts.iter().map(Range::len).max().unwrap_or(0);
        let mut of_shares = vec![0f32; longest * longest];
        let mut of_rows = vec![0f32; 3 * longest * width];
        let mut left = shares;
        for text in texts {
            let len = text.len();
            let rows = &mut rows[text.start * wide..text.end * wide];
            let slopes = &slopes[text.start * dim..text.end * dim];
            let of_shares = &mut of_shares[..len * len];
            let of_rows = &mut of_rows[..3 * len * width];
            for head in 0..self.heads {
                let (shares, others) = left.split_at(len * len);
                left = others;
                let columns = self.columns(head);
                let [query, key, value] = columns.clone().map(|columns| Matrix::columns(rows, wide, columns));
                let slopes = Matrix::columns(slopes, dim, columns[0].clone());
                MatrixMut::of(of_shares, len).become_product(slopes, value.transposed());
                softmax_back(of_shares, shares, len, self.factor());
                let (of_shares, shares) = (Matrix::of(of_shares, len), Matrix::of(shares, len));
                let (of_query, of_others) = of_rows.split_at_mut(len * width);
                let (of_key, of_value) = of_others.split_at_mut(len * width);
                MatrixMut::of(of_query, width).become_product(of_shares, key);
                MatrixMut::of(of_key, width).become_product(of_shares.transposed(), query);
                MatrixMut::of(of_value, width).become_product(shares.transposed(), slopes);
                for (columns, of_rows) in columns.into_iter().zip(of_rows.chunks_exact(len * width)) {
                    for (row, of_row) in rows.chunks_exact_mut(wide).zip(of_rows.chunks_exact(width)) {
                        row[columns.clone()].copy_from_slice(of_row);
                    }
                }
            }
        }
    }
}
