//! Where words end when letters are set apart: tracked headings and body text, and letters typed with blanks.

/// The space between a letter and the one before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    /// In ems of the letter.
    pub(super) width: f32,
    /// Whether a blank was shown in it.
    pub(super) is_blank: bool,
    /// Whether it would divide words in text that is not set apart.
    pub(super) divides: bool,
}

/// Letters closer than this, in ems, are set as usual.
const TRACKED: f32 = 0.06;
/// Wider tracking could be single letters beside each other, such as labels: it has to be even.
const WIDE: f32 = 0.25;
/// How much wider than the tracking a gap is that divides words, in ems.
const BETWEEN_WORDS: f32 = 0.15;

/// Which of the gaps between `letters` divide words, where the letters are set apart evenly; `None` for usual
/// text. There is one gap less than there are letters.
pub(super) fn divided(letters: &[&str], gaps: &[Gap]) -> Option<Vec<bool>> {
    let alphabetic = letters.iter().filter(|letter| is_letter(letter)).count();
    if letters.len() < 5 || gaps.len() + 1 != letters.len() || alphabetic * 2 < letters.len() {
        return None;
    }
    tracked(letters, gaps).or_else(|| typed(letters, gaps))
}

/// Letters that the page sets apart by moving them.
fn tracked(letters: &[&str], gaps: &[Gap]) -> Option<Vec<bool>> {
    let inner: Vec<f32> = gaps.iter().filter(|gap| !gap.is_blank).map(|gap| gap.width).collect();
    let usual = median(&inner)?;
    let near = if usual > WIDE { 0.02 } else { 0.03 };
    if inner.len() < 4
        || inner.len() * 2 < gaps.len()
        || usual < TRACKED
        || share_near(&inner, usual, near) < 0.75
    {
        return None;
    }
    let divides = |gap: &Gap| gap.width > usual + if gap.is_blank { 0.1 } else { BETWEEN_WORDS };
    let divides: Vec<bool> = gaps.iter().map(divides).collect();
    (usual <= WIDE || may_be_words(letters, &divides)).then_some(divides)
}

/// Letters with a typed blank behind each, as in `A B S T R A C T`.
fn typed(letters: &[&str], gaps: &[Gap]) -> Option<Vec<bool>> {
    let widths: Vec<f32> = gaps.iter().map(|gap| gap.width).collect();
    let usual = median(&widths)?;
    if gaps.iter().any(|gap| !gap.divides) || share_near(&widths, usual, 0.05) < 0.7 {
        return None;
    }
    // A number stands before a heading, a colon belongs to its word.
    let parts = |pair: &[&str]| {
        let begins_word = !is_letter(pair[0]) && !["-", "’", "'", "(", "/"].contains(&pair[0]);
        is_letter(pair[1]) && begins_word || is_letter(pair[0]) && is_number(pair[1])
    };
    let divides: Vec<bool> =
        letters.windows(2).zip(gaps).map(|(pair, gap)| gap.width > 1.5 * usual || parts(pair)).collect();
    may_be_words(letters, &divides).then_some(divides)
}

fn is_letter(text: &str) -> bool {
    text.chars().all(char::is_alphabetic)
}

fn is_number(text: &str) -> bool {
    text.chars().all(char::is_numeric)
}

/// Not the labels `A B C D E`, the names of variables, or numbers.
fn may_be_words(letters: &[&str], divides: &[bool]) -> bool {
    let text: Vec<char> =
        letters.iter().filter(|letter| is_letter(letter)).flat_map(|letter| letter.chars()).collect();
    let is_row = text.windows(2).all(|pair| pair[0] < pair[1]);
    let vowels = text.iter().filter(|c| !c.is_ascii() || "aeiouyAEIOUY".contains(**c)).count();
    // A word has a capital first or is all capitals.
    let mixed = letters
        .windows(2)
        .zip(divides)
        .filter(|(pair, divides)| {
            !**divides && pair[0].ends_with(char::is_lowercase) && pair[1].starts_with(char::is_uppercase)
        })
        .count();
    !is_row && text.len() * 5 >= letters.len() * 3 && vowels * 6 >= text.len() && mixed * 10 <= text.len()
}

fn median(values: &[f32]) -> Option<f32> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

fn share_near(values: &[f32], of: f32, distance: f32) -> f32 {
    values.iter().filter(|value| (*value - of).abs() <= distance).count() as f32 / values.len().max(1) as f32
}

/// The raised form of a digit or sign of an exponent; `None` for other characters.
pub(super) fn superscript(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32('⁴' as u32 + (c as u32 - '4' as u32))?,
        '-' | '\u{2212}' | '–' => '⁻',
        '+' => '⁺',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters of a text whose blanks are `blank` ems wider than the tracking, shown or not.
    fn words(text: &str, tracking: f32, blank: f32, is_shown: bool) -> Option<Vec<bool>> {
        let mut letters: Vec<&str> = Vec::new();
        let mut gaps = Vec::new();
        let mut wide = false;
        for (at, c) in text.char_indices() {
            if c == ' ' {
                wide = true;
                continue;
            }
            let width = tracking + if wide { blank } else { 0.0 };
            if !letters.is_empty() {
                gaps.push(Gap { width, is_blank: wide && is_shown, divides: wide || width > 0.15 });
            }
            wide = false;
            letters.push(&text[at..at + c.len_utf8()]);
        }
        divided(&letters, &gaps)
    }

    #[test]
    fn tracked_letters_are_words() {
        for tracking in [0.08, 0.12, 0.17, 0.33] {
            let divides = words("DATA AVAILABILITY", tracking, 0.5, true).unwrap();
            assert_eq!(divides.iter().filter(|divides| **divides).count(), 1, "{tracking}");
            assert!(divides[3]);
            assert!(words("DATA AVAILABILITY", tracking, 0.3, false).unwrap()[3]);
        }
        let divides =
            words("three wards (12 beds), 3.5 in the U.S. and 2 others. We saw", 0.3, 0.3, true).unwrap();
        assert_eq!(divides.iter().filter(|divides| **divides).count(), 12);
        assert_eq!(words("Usual letters of a line", 0.0, 0.3, true), None);
    }

    #[test]
    fn typed_letters_are_words() {
        let divides = words("A B S T R A C T", 0.0, 0.28, true).unwrap();
        assert!(divides.iter().all(|divides| !divides));
        let divides = words("1 . K E Y W O R D S :", 0.0, 0.28, true).unwrap();
        assert_eq!(divides.iter().position(|divides| *divides), Some(1));
        assert_eq!(divides.iter().filter(|divides| **divides).count(), 1);
        assert_eq!(words("A B C D E F", 0.0, 0.28, true), None);
        assert_eq!(words("1 2 3 4 5 6", 0.0, 0.28, true), None);
        assert_eq!(words("x z w v k t", 0.0, 0.28, true), None);
    }

    #[test]
    fn raised_digits() {
        let raised: String = "-1234567890".chars().filter_map(superscript).collect();
        assert_eq!(raised, "⁻¹²³⁴⁵⁶⁷⁸⁹⁰");
        assert_eq!(superscript('a'), None);
    }
}
