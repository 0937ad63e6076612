//! Accents that are printed as characters of their own, and the letters they belong to.

use unicode_normalization::char::compose;

pub(super) fn is_spacing_accent(text: &str) -> bool {
    let mut chars = text.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if combining(c).is_some())
}

/// The combining form of an accent printed as a character of its own.
pub(super) fn combining(accent: char) -> Option<char> {
    Some(match accent {
        '`' | '\u{2cb}' => '\u{300}',
        '\u{b4}' | '\u{2ca}' => '\u{301}',
        '^' | '\u{2c6}' => '\u{302}',
        '~' | '\u{2dc}' => '\u{303}',
        '\u{af}' | '\u{2c9}' => '\u{304}',
        '\u{2d8}' => '\u{306}',
        '\u{2d9}' => '\u{307}',
        '\u{a8}' => '\u{308}',
        '\u{2da}' => '\u{30a}',
        '\u{2dd}' => '\u{30b}',
        '\u{2c7}' => '\u{30c}',
        '\u{b8}' => '\u{327}',
        '\u{2db}' => '\u{328}',
        c if ('\u{300}'..='\u{36f}').contains(&c) => c,
        _ => return None,
    })
}

/// The letter with the accent; strokes through letters have no canonical composition in Unicode.
pub(super) fn accented(letter: char, accent: char) -> Option<char> {
    match (letter, accent) {
        ('L', '\u{335}' | '\u{337}' | '\u{338}') => Some('Ł'),
        ('l', '\u{335}' | '\u{337}' | '\u{338}') => Some('ł'),
        ('O', '\u{337}' | '\u{338}') => Some('Ø'),
        ('o', '\u{337}' | '\u{338}') => Some('ø'),
        _ => compose(letter, accent),
    }
}

pub(super) fn dotless(letter: char) -> char {
    match letter {
        'ı' => 'i',
        'ȷ' => 'j',
        other => other,
    }
}
