//! Matrix products on one core, by the crate below candle's own: into slices that are there already, of any
//! columns of rows, added to what stands there.

use std::ops::Range;

use gemm::{Parallelism, gemm};

/// Some columns of a slice's rows, or what they are transposed.
#[derive(Clone, Copy)]
pub(super) struct Matrix<'m> {
    numbers: &'m [f32],
    rows: usize,
    columns: usize,
    /// How far it is to the next row and to the next column.
    down: usize,
    across: usize,
}

/// Some columns of a slice's rows, to be written.
pub(super) struct MatrixMut<'m> {
    numbers: &'m mut [f32],
    rows: usize,
    columns: usize,
    down: usize,
}

impl<'m> Matrix<'m> {
    /// Rows of `width` numbers.
    pub(super) fn of(numbers: &'m [f32], width: usize) -> Matrix<'m> {
        Matrix::columns(numbers, width, 0..width)
    }

    /// Some columns of rows of `width` numbers.
    pub(super) fn columns(numbers: &'m [f32], width: usize, columns: Range<usize>) -> Matrix<'m> {
        check(numbers.len(), width, &columns);
        let (rows, count) = (numbers.len() / width, columns.len());
        Matrix { numbers: &numbers[columns.start..], rows, columns: count, down: width, across: 1 }
    }

    pub(super) fn transposed(self) -> Matrix<'m> {
        let Matrix { numbers, rows, columns, down, across } = self;
        Matrix { numbers, rows: columns, columns: rows, down: across, across: down }
    }
}

impl<'m> MatrixMut<'m> {
    /// Rows of `width` numbers.
    pub(super) fn of(numbers: &'m mut [f32], width: usize) -> MatrixMut<'m> {
        MatrixMut::columns(numbers, width, 0..width)
    }

    /// Some columns of rows of `width` numbers.
    pub(super) fn columns(numbers: &'m mut [f32], width: usize, columns: Range<usize>) -> MatrixMut<'m> {
        check(numbers.len(), width, &columns);
        let (rows, count) = (numbers.len() / width, columns.len());
        MatrixMut { numbers: &mut numbers[columns.start..], rows, columns: count, down: width }
    }

    /// Becomes `a` times `b`.
    pub(super) fn become_product(self, a: Matrix<'_>, b: Matrix<'_>) {
        self.product(a, b, false, 1.0);
    }

    /// Becomes `factor` times `a` times `b`.
    pub(super) fn become_scaled_product(self, a: Matrix<'_>, b: Matrix<'_>, factor: f32) {
        self.product(a, b, false, factor);
    }

    /// Grows by `a` times `b`.
    pub(super) fn add_product(self, a: Matrix<'_>, b: Matrix<'_>) {
        self.product(a, b, true, 1.0);
    }

    #[allow(unsafe_code, reason = "the crate takes pointers; what they may reach is checked here")]
    fn product(self, a: Matrix<'_>, b: Matrix<'_>, add: bool, factor: f32) {
        let (rows, columns, inner) = (self.rows, self.columns, a.columns);
        assert!(
            a.rows == rows && b.columns == columns && b.rows == inner,
            "{}×{} times {}×{} is not {rows}×{columns}",
            a.rows,
            a.columns,
            b.rows,
            b.columns
        );
        assert!(reach(rows, self.down, columns, 1) <= self.numbers.len());
        assert!(reach(rows, a.down, inner, a.across) <= a.numbers.len());
        assert!(reach(inner, b.down, columns, b.across) <= b.numbers.len());
        // SAFETY: every place that the three sizes and their steps reach lies in its slice, as just asserted; the
        // slices outlive the call, and the one written is borrowed by it alone.
        unsafe {
            gemm(
                rows,
                columns,
                inner,
                self.numbers.as_mut_ptr(),
                1,
                self.down as isize,
                add,
                a.numbers.as_ptr(),
                a.across as isize,
                a.down as isize,
                b.numbers.as_ptr(),
                b.across as isize,
                b.down as isize,
                1.0,
                factor,
                false,
                false,
                false,
                // Whoever calls works on several cores already, and the bits must not depend on their number.
                Parallelism::None,
            );
        }
    }
}

fn check(len: usize, width: usize, columns: &Range<usize>) {
    assert!(
        len.is_multiple_of(width) && columns.start < columns.end && columns.end <= width,
        "columns {columns:?} of {len} numbers in rows of {width}"
    );
}

/// One past the last place that is read or written.
fn reach(rows: usize, down: usize, columns: usize, across: usize) -> usize {
    if rows == 0 || columns == 0 { 0 } else { (rows - 1) * down + (columns - 1) * across + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_columns_and_of_what_is_transposed() {
        let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let b = [1.0, 0.0, 2.0, 1.0];
        let mut into = [9.0; 9];
        // [1 2; 4 5] times [1 0; 2 1], into the last two columns of rows of three, of which the third stays.
        let (first, rest) = into.split_at_mut(6);
        let left = Matrix::columns(&a, 3, 0..2);
        MatrixMut::columns(first, 3, 1..3).become_product(left, Matrix::of(&b, 2));
        assert_eq!((&*first, &*rest), (&[9.0, 5.0, 2.0, 9.0, 14.0, 5.0][..], &[9.0; 3][..]));
        let mut into = vec![1.0; 6];
        MatrixMut::of(&mut into, 2).add_product(Matrix::of(&a, 3).transposed(), Matrix::of(&b, 2));
        assert_eq!(into, [10.0, 5.0, 13.0, 6.0, 16.0, 7.0]);
        MatrixMut::of(&mut into[..4], 2).become_scaled_product(left, Matrix::of(&b, 2).transposed(), 0.5);
        assert_eq!(into[..4], [0.5, 2.0, 2.0, 6.5]);
    }

    #[test]
    #[should_panic(expected = "2×3 times 2×2 is not 2×2")]
    fn sizes_that_do_not_fit_are_refused() {
        let mut into = vec![0.0; 4];
        MatrixMut::of(&mut into, 2).become_product(Matrix::of(&[0.0; 6], 3), Matrix::of(&[0.0; 4], 2));
    }
}
