//! Rows of numbers, one per text.

/// `len` rows of `dim` numbers. A row is either a direction of length 1 or all zeros, which stands for a
/// text that was not encoded; the dot product of two rows is their cosine.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vectors {
    dim: usize,
    data: Vec<f32>,
}

impl Vectors {
    /// Rows laid out one after the other. `None` unless `data` is a whole number of rows.
    pub fn from_rows(dim: usize, data: Vec<f32>) -> Option<Vectors> {
        let whole = if dim == 0 { data.is_empty() } else { data.len().is_multiple_of(dim) };
        whole.then_some(Vectors { dim, data })
    }

    /// `len` rows of zeros.
    pub fn zeros(len: usize, dim: usize) -> Vectors {
        Vectors { dim, data: vec![0.0; len * dim] }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.data.len().checked_div(self.dim).unwrap_or(0)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Numbers in a row.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// Row `at`, or `None` behind the last.
    pub fn row(&self, at: usize) -> Option<&[f32]> {
        self.data.get(at * self.dim..(at + 1) * self.dim).filter(|row| !row.is_empty())
    }

    /// The rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.data.chunks_exact(self.dim.max(1))
    }

    /// All numbers, row after row.
    pub fn as_slice(&self) -> &[f32] {
        &self.data
    }

    /// Rows of batches, one batch behind the other.
    pub(super) fn joined(dim: usize, batches: Vec<Vec<f32>>) -> Vectors {
        Vectors { dim, data: batches.concat() }
    }

    /// Puts `row` in place `at`; nothing happens when either does not fit.
    pub(crate) fn set(&mut self, at: usize, row: &[f32]) {
        if row.len() == self.dim
            && let Some(place) = self.data.get_mut(at * self.dim..(at + 1) * self.dim)
        {
            place.copy_from_slice(row);
        }
    }

    /// Every number rounded to half precision, which is what the index keeps: a paper scored fresh and
    /// one scored from the index give the same bytes.
    pub(crate) fn rounded_to_half(mut self) -> Vectors {
        for value in &mut self.data {
            *value = half::f16::from_f32(*value).to_f32();
        }
        self
    }
}

/// Dot product, summed in eight lanes so that the compiler may vectorize it; the order is fixed, so the
/// bits are too. The shorter slice decides the length.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a8.remainder().iter().zip(b8.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a8.zip(b8) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_whole() {
        assert!(Vectors::from_rows(2, vec![1.0; 3]).is_none());
        assert!(Vectors::from_rows(0, vec![]).is_some());
        let vectors = Vectors::from_rows(2, vec![1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!((vectors.len(), vectors.dim()), (2, 2));
        assert_eq!(vectors.row(1), Some([3.0, 4.0].as_slice()));
        assert_eq!(vectors.row(2), None);
        assert_eq!(vectors.rows().count(), 2);
        assert_eq!(Vectors::default().len(), 0);
        assert_eq!(Vectors::default().row(0), None);
    }

    #[test]
    fn dot_products_are_sums_of_products() {
        let a: Vec<f32> = (0..19).map(|i| i as f32).collect();
        assert_eq!(dot(&a, &a), a.iter().map(|x| x * x).sum::<f32>());
        assert_eq!(dot(&[], &[]), 0.0);
    }
}
