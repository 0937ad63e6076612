//! Numbers beside text, as lines of a manuscript have them, and how they are cut off their text.

use super::lines::Line;

/// Digits of the largest number.
const MOST_DIGITS: usize = 5;
/// Numbers are this far from their text at least, in ems of it.
const NEAREST: f32 = 0.3;

/// Where in its stretch a number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    First,
    Last,
}

/// Which edge the numbers of a strip have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Left,
    Right,
}

/// A number that may be one of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    /// Index of its stretch.
    pub(super) at: usize,
    pub(super) part: Part,
    pub(super) value: u32,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y: f32,
}

impl Number {
    pub(super) fn edge(&self, edge: Edge) -> f32 {
        if edge == Edge::Left { self.x0 } else { self.x1 }
    }
}

/// The numbers that stand alone, begin a stretch or end it, apart from its other words.
pub(super) fn candidates(stretches: &[Line]) -> Vec<Number> {
    let value = |word: &str| {
        let is_number = word.len() <= MOST_DIGITS && word.bytes().all(|byte| byte.is_ascii_digit());
        word.parse::<u32>().ok().filter(|_| is_number)
    };
    let mut numbers = Vec::new();
    for (at, line) in stretches.iter().enumerate() {
        let letters = &line.letters;
        let number = |part, value, from: usize, to: usize| Number {
            at,
            part,
            value,
            x0: letters[from].x0,
            x1: letters[to - 1].x1,
            y: line.baseline,
        };
        if let Some(value) = value(&line.text) {
            if !letters.is_empty() {
                numbers.push(number(Part::Whole, value, 0, letters.len()));
            }
            continue;
        }
        let first = line.text.split_once(' ').and_then(|(word, _)| Some((value(word)?, word.len())));
        if let Some((value, digits)) = first
            && digits < letters.len()
            && letters[digits].x0 - letters[digits - 1].x1 > NEAREST * line.size
        {
            numbers.push(number(Part::First, value, 0, digits));
        }
        let last = line.text.rsplit_once(' ').and_then(|(_, word)| Some((value(word)?, word.len())));
        if let Some((value, digits)) = last
            && digits < letters.len()
            && let from = letters.len() - digits
            && letters[from].x0 - letters[from - 1].x1 > NEAREST * line.size
        {
            numbers.push(number(Part::Last, value, from, letters.len()));
        }
    }
    numbers
}

/// Cuts a line at a blank. What is its text then looks as if the number had never been in it.
pub(super) fn divide(line: &mut Line, at: usize, number_first: bool) -> Option<Line> {
    let whole = line.letters.len() as f32;
    let number_bold = line.starts_bold && number_first;
    let mut rest = line.split_off(at)?;
    let (number, text) = if number_first { (&*line, &mut rest) } else { (&rest, &mut *line) };
    let digits = number.letters.len() as f32;
    let left = text.letters.len() as f32;
    let share = |share: f32, of_digits: f32| ((share * whole - of_digits) / left).clamp(0.0, 1.0);
    text.style.bold = share(text.style.bold, if number_bold { digits } else { 0.0 });
    text.style.italic = share(text.style.italic, 0.0);
    text.style.monospace = share(text.style.monospace, 0.0);
    text.style.math = share(text.style.math, 0.0);
    text.face_share = share(text.face_share, 0.0);
    text.starts_bold = if number_first { text.style.bold > 0.5 } else { text.starts_bold };
    for part in [line, &mut rest] {
        part.y0 = part.letters.iter().map(|letter| letter.y0).fold(f32::MAX, f32::min);
        part.y1 = part.letters.iter().map(|letter| letter.y1).fold(f32::MIN, f32::max);
    }
    Some(rest)
}
