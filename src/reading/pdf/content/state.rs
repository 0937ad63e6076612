//! The part of the graphics state that text and rules need (ISO 32000-1, 8.4 and 9.3).

use super::super::geometry::Matrix;
use super::look::Veil;

/// What `q` saves and `Q` restores.
#[derive(Clone)]
pub(super) struct State {
    /// From user space of the content to that of the page.
    pub(super) ctm: Matrix,
    pub(super) text: Matrix,
    pub(super) text_line: Matrix,
    /// Index into the page's fonts.
    pub(super) font: Option<u16>,
    pub(super) size: f64,
    pub(super) char_spacing: f64,
    pub(super) word_spacing: f64,
    /// Horizontal scaling, 1 for none.
    pub(super) scale: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    /// Rendering mode; 3 is invisible.
    pub(super) mode: i64,
    pub(super) line_width: f64,
    /// Colors, alpha and clip.
    pub(super) veil: Veil,
}

impl Default for State {
    fn default() -> State {
        State {
            ctm: Matrix::IDENTITY,
            text: Matrix::IDENTITY,
            text_line: Matrix::IDENTITY,
            font: None,
            size: 0.0,
            char_spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            line_width: 1.0,
            veil: Veil::default(),
        }
    }
}

impl State {
    /// Begins a text object.
    pub(super) fn begin_text(&mut self) {
        self.set_text_matrix(Matrix::IDENTITY);
    }

    pub(super) fn set_text_matrix(&mut self, matrix: Matrix) {
        self.text = matrix;
        self.text_line = matrix;
    }

    /// Moves to the start of the next line, `x` and `y` away from that of this one.
    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.set_text_matrix(Matrix::translation(x, y).then(&self.text_line));
    }

    /// Moves along the baseline by `distance`, in unscaled text space.
    pub(super) fn advance(&mut self, distance: f64, vertical: bool) {
        let shift = if vertical {
            Matrix::translation(0.0, distance)
        } else {
            Matrix::translation(distance * self.scale, 0.0)
        };
        self.text = shift.then(&self.text);
    }

    /// From the glyph space of one em to the user space of the page (9.4.4).
    pub(super) fn glyph_matrix(&self) -> Matrix {
        Matrix([self.size * self.scale, 0.0, 0.0, self.size, 0.0, self.rise]).then(&self.text).then(&self.ctm)
    }

    /// Sets what an operator with one number sets; any other sets nothing. Gives 1 for what is no operator, else 0.
    pub(super) fn set(&mut self, operator: &str, value: f64) -> usize {
        match operator {
            "w" => self.line_width = value,
            "Tc" => self.char_spacing = value,
            "Tw" => self.word_spacing = value,
            "Tz" => self.scale = value / 100.0,
            "TL" => self.leading = value,
            "Ts" => self.rise = value,
            "Tr" => self.mode = value as i64,
            other => return usize::from(!OTHER_OPERATORS.contains(&other)),
        }
        0
    }
}

/// Operators that set or show nothing of text (ISO 32000-1, annex A), sorted.
const OTHER_OPERATORS: [&str; 30] = [
    "BX", "CS", "DP", "EI", "ET", "EX", "G", "ID", "J", "K", "M", "MP", "RG", "SC", "SCN", "W", "W*", "cs",
    "d", "d0", "d1", "g", "i", "j", "k", "rg", "ri", "sc", "scn", "sh",
];
