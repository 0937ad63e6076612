//! Text that is read from right to left: Hebrew, Arabic and their kin.
//!
//! Pages show it as it is read, each glyph to the left of the one before, or as the eye meets it from left to right.
//! Both are brought into the order of the eye, in which words and lines are found as in other scripts; finished lines
//! are then put into the order of reading. That is the bidirectional algorithm (UAX 9) run backward, without
//! embeddings, which print does not show.

use unicode_normalization::char::is_combining_mark;

use super::content::{Glyph, PageContent};
use super::geometry::Turn;
use super::lines::{CELL_GAP, Letter, Line};

/// The longest number or foreign word inside a line that is shown from right to left, in ems.
const LONGEST_NUMBER: f32 = 8.0;

/// Whether a letter is of a script that runs to the left. Its digits run to the right.
fn runs_left(c: char) -> bool {
    let is_of_script = matches!(
        c,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1eeff}'
    );
    is_of_script && c.is_alphabetic()
}

fn is_arabic(c: char) -> bool {
    runs_left(c) && matches!(c, '\u{600}'..='\u{8ff}' | '\u{fb50}'..)
}

/// Whether a character is a shape that an Arabic letter takes inside a word, which Unicode has for old files.
pub(super) fn is_shape(c: char) -> bool {
    matches!(c, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Glyphs of one turn with their places in the order of showing: that order, but the glyphs of right-to-left words
/// in the order of the eye.
pub(super) fn in_order_of_the_eye(page: &PageContent, turn: Turn) -> Vec<(usize, &Glyph)> {
    let mut glyphs: Vec<(usize, &Glyph)> =
        page.glyphs.iter().enumerate().filter(|(_, glyph)| glyph.turn == turn).collect();
    if !page.text.chars().any(runs_left) {
        return glyphs;
    }
    let places: Vec<Place> = glyphs.iter().map(|(_, glyph)| Place::of(page, glyph, turn)).collect();
    let mut order: Vec<usize> = (0..places.len()).collect();
    let mut from = 0;
    while from < order.len() {
        let mut run = places[from];
        let (mut to, mut leftward, mut rightward) = (from + 1, 0, 0);
        while let Some(next) = places.get(to).filter(|next| run.adjoins(next, leftward > 0)) {
            let last = places[to - 1];
            if last.runs_left && next.runs_left {
                leftward += usize::from(next.middle() < last.middle());
                rightward += usize::from(next.middle() > last.middle());
            }
            (run.x0, run.x1) = (run.x0.min(next.x0), run.x1.max(next.x1));
            to += 1;
        }
        if leftward > rightward {
            order[from..to].sort_by(|a, b| places[*a].x0.total_cmp(&places[*b].x0));
        }
        from = to;
    }
    let shown: Vec<&Glyph> = glyphs.iter().map(|(_, glyph)| *glyph).collect();
    for ((_, glyph), at) in glyphs.iter_mut().zip(order) {
        *glyph = shown[at];
    }
    glyphs
}

/// Where a glyph, or a run of them, stands in the frame of its turn.
#[derive(Clone, Copy)]
struct Place {
    x0: f32,
    x1: f32,
    baseline: f32,
    size: f32,
    runs_left: bool,
}

impl Place {
    fn of(page: &PageContent, glyph: &Glyph, turn: Turn) -> Place {
        let (from, to) = (turn.to_frame(glyph.x, glyph.y), turn.to_frame(glyph.x_end, glyph.y_end));
        Place {
            x0: from.0.min(to.0),
            x1: from.0.max(to.0),
            baseline: from.1.min(to.1),
            size: glyph.size,
            runs_left: page.glyph_text(glyph).chars().any(runs_left),
        }
    }

    fn middle(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }

    /// Whether the next glyph goes on with the line. A number inside a line that runs to the left begins its whole
    /// length further left.
    fn adjoins(&self, next: &Place, is_leftward: bool) -> bool {
        let size = self.size.max(next.size);
        let reach = if is_leftward && !next.runs_left { LONGEST_NUMBER } else { CELL_GAP };
        (self.baseline - next.baseline).abs() < 0.3 * size
            && next.x1 > self.x0 - reach * size
            && next.x0 < self.x1 + CELL_GAP * size
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// A letter of a script that runs to the left.
    Left,
    /// One that runs to the right.
    Right,
    Digit,
    /// Blanks, punctuation, signs: they go with what is around them.
    Neutral,
}

/// A letter with its marks, or a blank.
struct Item {
    text: String,
    letter: Option<Letter>,
    kind: Kind,
    level: u8,
}

impl Item {
    fn new(text: &str, letter: Option<Letter>) -> Item {
        let kind = |c: char| match c {
            c if runs_left(c) => Kind::Left,
            // Arabic's signs of decimals and thousands stand inside numbers only.
            c if c.is_numeric() || matches!(c, '\u{66b}' | '\u{66c}') => Kind::Digit,
            c if c.is_alphabetic() => Kind::Right,
            _ => Kind::Neutral,
        };
        let kind = text.chars().map(kind).find(|kind| *kind != Kind::Neutral).unwrap_or(Kind::Neutral);
        Item { text: text.to_owned(), letter, kind, level: 0 }
    }
}

/// Puts a line, whose text is in the order of the eye, into the order of reading; letters keep their boxes. Lines
/// without right-to-left words stay as they are.
pub(super) fn into_order_of_reading(line: &mut Line) {
    if !line.text.chars().any(runs_left) {
        return;
    }
    let Some(mut items) = items(line) else { return };
    let count = |kind: Kind| items.iter().filter(|item| item.kind == kind).count();
    if count(Kind::Left) > count(Kind::Right) {
        levels_of_left(&mut items);
    } else {
        levels_of_right(&mut items);
    }
    for level in [1, 2] {
        for run in items.chunk_by_mut(|a, b| (a.level >= level) == (b.level >= level)) {
            if run[0].level >= level {
                run.reverse();
            }
        }
    }
    mirror(&mut items);
    line.text.clear();
    line.letters.clear();
    for item in items {
        if let Some(letter) = item.letter {
            line.letters.push(Letter { at: line.text.len() as u32, ..letter });
        }
        line.text.push_str(&item.text);
    }
}

/// Letters with their marks, and the blanks between them, in the order of the eye; `None` where letters do not tell
/// what they say.
fn items(line: &Line) -> Option<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    // Marks that stand before their letter.
    let mut waiting: Option<(String, Letter)> = None;
    for (at, letter) in line.letters.iter().enumerate() {
        let end = line.letters.get(at + 1).map_or(line.text.len(), |next| next.at as usize);
        let whole = line.text.get(letter.at as usize..end)?;
        let own = whole.trim_end();
        if !own.is_empty() && own.chars().all(is_combining_mark) {
            let middle = (letter.x0 + letter.x1) / 2.0;
            let above = items
                .last_mut()
                .filter(|item| item.kind == Kind::Left && item.letter.is_some_and(|base| middle < base.x1));
            match above {
                Some(item) => item.text.push_str(own),
                None => waiting = Some((own.to_owned(), *letter)),
            }
        } else {
            items.push(Item::new(own, Some(*letter)));
            if let (Some((marks, _)), Some(item)) = (waiting.take(), items.last_mut()) {
                item.text.push_str(&marks);
            }
        }
        if own.len() < whole.len() {
            items.push(Item::new(" ", None));
        }
    }
    items.extend(waiting.map(|(marks, letter)| Item::new(&marks, Some(letter))));
    while items.last().is_some_and(|item| item.letter.is_none()) {
        items.pop();
    }
    Some(items)
}

/// Levels in a line that runs to the left: 1, and 2 for words and numbers inside that run to the right.
fn levels_of_left(items: &mut [Item]) {
    // Beside Arabic letters, signs go with the words: `2019-2021` is seen as 2021-2019, `5%` as %5.
    let is_arabic = items.iter().any(|item| item.text.chars().any(is_arabic));
    let within: &[&str] = if is_arabic { &[".", ",", ":", "/"] } else { &[".", ",", ":", "/", "-", "+"] };
    let signs: &[&str] = if is_arabic { &[] } else { &["%", "$", "€", "£", "‰", "°"] };
    let runs_right = |item: &Item| matches!(item.kind, Kind::Right | Kind::Digit);
    items.iter_mut().for_each(|item| item.level = if runs_right(item) { 2 } else { 1 });
    let places: Vec<usize> = (0..items.len()).filter(|at| items[*at].level == 2).collect();
    for pair in places.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let inside = &items[from + 1..to];
        let both_digits = items[from].kind == Kind::Digit && items[to].kind == Kind::Digit;
        let is_number = inside.len() == 1 && within.contains(&inside[0].text.as_str());
        let is_one = inside.iter().all(|item| item.kind == Kind::Neutral) && (!both_digits || is_number);
        if is_one {
            items[from + 1..to].iter_mut().for_each(|item| item.level = 2);
        }
    }
    // Signs of a number, such as percent.
    for at in 0..items.len() {
        let beside = |other: Option<usize>| {
            other.and_then(|other| items.get(other)).is_some_and(|item| item.kind == Kind::Digit)
        };
        let is_sign = signs.contains(&items[at].text.as_str());
        if is_sign && (beside(at.checked_sub(1)) || beside(Some(at + 1))) {
            items[at].level = 2;
        }
    }
}

/// Levels in a line that runs to the right: 0, 1 for words inside that run to the left, 2 for numbers among them.
fn levels_of_right(items: &mut [Item]) {
    let mut from = 0;
    while let Some(start) = items[from..].iter().position(|item| item.kind == Kind::Left) {
        let start = from + start;
        let length = items[start..].iter().take_while(|item| item.kind != Kind::Right).count();
        let run = &mut items[start..start + length];
        let end = run.iter().rposition(|item| item.kind == Kind::Left).map_or(0, |last| last + 1);
        levels_of_left(&mut run[..end]);
        from = start + length;
    }
}

/// Brackets are printed as the eye meets them: what opens on the right looks as if it closed. Some fonts say which
/// sign is meant, others which is seen; the sense that makes more pairs is the right one.
fn mirror(items: &mut [Item]) {
    const PAIRS: [(&str, &str); 5] = [("(", ")"), ("[", "]"), ("{", "}"), ("«", "»"), ("<", ">")];
    let turned = |text: &str| {
        PAIRS.iter().find_map(|(open, close)| match text {
            text if text == *open => Some(*close),
            text if text == *close => Some(*open),
            _ => None,
        })
    };
    let unpaired = |is_turned: bool| {
        let (mut open, mut lone) = (0usize, 0);
        for item in items.iter().filter(|item| item.level == 1 && turned(&item.text).is_some()) {
            let opens = PAIRS.iter().any(|(open, _)| *open == item.text) != is_turned;
            match (opens, open) {
                (true, _) => open += 1,
                (false, 0) => lone += 1,
                (false, _) => open -= 1,
            }
        }
        open + lone
    };
    if unpaired(true) <= unpaired(false) {
        for item in items.iter_mut().filter(|item| item.level == 1) {
            if let Some(other) = turned(&item.text) {
                other.clone_into(&mut item.text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_from_their_right() {
        let check = |seen: &str, read: &str| {
            let mut line = Line::printed(seen, 50.0, 700.0, 0);
            into_order_of_reading(&mut line);
            assert_eq!(line.text, read, "{seen}");
            for letter in &line.letters {
                assert!(!line.text[letter.at as usize..].starts_with(' '), "{seen}");
            }
        };
        check("plain text (of 12 words)", "plain text (of 12 words)");
        check(".םולש הלאש", "שאלה שלום.");
        check("הלאש 12.5 םולש", "שלום 12.5 שאלה");
        check("הלאש GPT 4 םולש", "שלום GPT 4 שאלה");
        check("(הלאש) םולש", "שלום (שאלה)");
        check("the word הלאש םולש is old", "the word שלום שאלה is old");
        check(".50% םולש", "שלום 50%.");
        check("(2019-2021) םולש", "שלום (2019-2021)");
        check("(2021-2019) لاؤس", "سؤال (2019-2021)");
        check(".%81.5 لاؤس", "سؤال 81.5%.");
        check("۸۱٫۵ لاؤس", "سؤال ۸۱٫۵");
    }

    #[test]
    fn boxes_go_with_their_letters() {
        let mut line = Line::printed("בא", 50.0, 700.0, 0);
        into_order_of_reading(&mut line);
        assert_eq!(line.text, "אב");
        assert!(line.letters[0].x0 > line.letters[1].x0);
    }
}
