//! Matrices, and the four upright directions in which text runs.

use lopdf::Object;

/// `[a b c d e f]` as in ISO 32000-1, 8.3.3: a point is a row vector, so `a.then(b)` applies `a` first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn translation(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// `None` unless there are six numbers.
    pub(super) fn from_operands(operands: &[Object]) -> Option<Matrix> {
        let mut values = [0.0; 6];
        if operands.len() != 6 {
            return None;
        }
        for (value, operand) in values.iter_mut().zip(operands) {
            *value = f64::from(operand.as_float().ok()?);
        }
        Some(Matrix(values))
    }

    pub(super) fn then(&self, next: &Matrix) -> Matrix {
        let [a, b, c, d, e, f] = self.0;
        let [na, nb, nc, nd, ne, nf] = next.0;
        Matrix([
            a * na + b * nc,
            a * nb + b * nd,
            c * na + d * nc,
            c * nb + d * nd,
            e * na + f * nc + ne,
            e * nb + f * nd + nf,
        ])
    }

    pub(super) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// The length of a unit vector along y: what a font size becomes in print.
    pub(super) fn vertical_scale(&self) -> f64 {
        self.0[2].hypot(self.0[3])
    }

    /// Whether rectangles stay rectangles with upright sides.
    pub(super) fn is_upright(&self) -> bool {
        let [a, b, c, d, ..] = self.0.map(f64::abs);
        let least = 1e-4 * (a + b + c + d);
        b <= least && c <= least || a <= least && d <= least
    }

    /// The direction of the x axis.
    pub(super) fn turn(&self) -> Turn {
        Turn::of(self.0[0], self.0[1])
    }
}

/// The direction a line of text runs in on the unrotated page, in quarter turns counterclockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    Upright,
    Left,
    UpsideDown,
    Right,
    /// Anything more than about ten degrees off, such as a watermark across the page.
    Oblique,
}

impl Turn {
    pub(super) const ALL: [Turn; 5] =
        [Turn::Upright, Turn::Left, Turn::UpsideDown, Turn::Right, Turn::Oblique];

    fn of(along_x: f64, along_y: f64) -> Turn {
        const TANGENT: f64 = 0.18;
        if along_y.abs() <= along_x.abs() * TANGENT {
            if along_x >= 0.0 { Turn::Upright } else { Turn::UpsideDown }
        } else if along_x.abs() <= along_y.abs() * TANGENT {
            if along_y > 0.0 { Turn::Left } else { Turn::Right }
        } else {
            Turn::Oblique
        }
    }

    /// From user space to the frame in which this text runs left to right and y points up.
    pub(super) fn to_frame(self, x: f32, y: f32) -> (f32, f32) {
        match self {
            Turn::Upright | Turn::Oblique => (x, y),
            Turn::Left => (y, -x),
            Turn::UpsideDown => (-x, -y),
            Turn::Right => (-y, x),
        }
    }

    /// The inverse of [`Turn::to_frame`].
    pub(super) fn to_user(self, x: f32, y: f32) -> (f32, f32) {
        match self {
            Turn::Upright | Turn::Oblique => (x, y),
            Turn::Left => (-y, x),
            Turn::UpsideDown => (-x, -y),
            Turn::Right => (y, -x),
        }
    }
}

/// A horizontal rule in the frame of a turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_run_left_to_right() {
        for (turn, along) in [
            (Turn::Upright, (1.0, 0.0)),
            (Turn::Left, (0.0, 1.0)),
            (Turn::UpsideDown, (-1.0, 0.0)),
            (Turn::Right, (0.0, -1.0)),
        ] {
            assert_eq!(Turn::of(f64::from(along.0), f64::from(along.1)), turn);
            assert_eq!(turn.to_frame(along.0, along.1), (1.0, 0.0));
            let (x, y) = turn.to_frame(3.0, 7.0);
            assert_eq!(turn.to_user(x, y), (3.0, 7.0));
        }
        assert_eq!(Turn::of(1.0, 1.0), Turn::Oblique);
        assert_eq!(Turn::of(1.0, 0.1), Turn::Upright);
    }

    #[test]
    fn matrices_apply_in_order() {
        let scale = Matrix([2.0, 0.0, 0.0, 3.0, 0.0, 0.0]);
        let both = scale.then(&Matrix::translation(10.0, 20.0));
        assert_eq!(both.apply(1.0, 1.0), (12.0, 23.0));
        assert_eq!(both.vertical_scale(), 3.0);
    }
}
