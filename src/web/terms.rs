//! Words to be lit up: a criterion's cues and the reviewer's own.

use maud::{Markup, html};

use crate::rubric::{Criterion, Cue};

/// Words and patterns to look for in sentences.
pub(super) struct Terms<'c> {
    cues: &'c [Cue],
    own: Vec<String>,
}

/// A part of a sentence, lit up or plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    /// Whether it is to be lit up.
    pub(super) lit: bool,
}

impl<'c> Terms<'c> {
    /// The criterion's cues, and the reviewer's own terms as typed: separated by commas.
    pub(super) fn new(criterion: &'c Criterion, own: &str) -> Terms<'c> {
        let own = own.split(',').map(|term| term.trim().to_owned()).filter(|term| !term.is_empty());
        Terms { cues: &criterion.cues, own: own.collect() }
    }

    /// Whether anything of it is in the sentence.
    pub(super) fn are_in(&self, sentence: &str) -> bool {
        !self.spans(sentence).is_empty()
    }

    /// The sentence cut where lit and plain stretches meet, in order; empty for an empty one.
    pub(super) fn pieces<'t>(&self, sentence: &'t str) -> Vec<Piece<'t>> {
        cut(sentence, &self.spans(sentence))
    }

    /// The byte ranges in the sentence, in order and not overlapping.
    fn spans(&self, sentence: &str) -> Vec<(usize, usize)> {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for cue in self.cues {
            match cue {
                Cue::Words(words) => spans.extend(whole_words(sentence, words)),
                Cue::Pattern(pattern) => {
                    spans.extend(
                        pattern.regex().find_iter(sentence).map(|found| (found.start(), found.end())),
                    );
                }
            }
        }
        self.own.iter().for_each(|term| spans.extend(whole_words(sentence, term)));
        spans.sort_unstable();
        let mut apart: Vec<(usize, usize)> = Vec::new();
        for (from, to) in spans.into_iter().filter(|(from, to)| from < to) {
            match apart.last_mut() {
                Some((_, end)) if from < *end => *end = to.max(*end),
                _ => apart.push((from, to)),
            }
        }
        apart
    }
}

/// A text cut at the ends of the stretches to be lit, which are in order and do not overlap.
pub(super) fn cut<'t>(text: &'t str, lit: &[(usize, usize)]) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    let mut end = 0;
    for &(from, to) in lit {
        pieces.push(Piece { text: &text[end..from], lit: false });
        pieces.push(Piece { text: &text[from..to], lit: true });
        end = to;
    }
    pieces.push(Piece { text: &text[end..], lit: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// A text whose parts that are to be lit up are marked as such.
pub(super) fn marked(pieces: &[Piece]) -> Markup {
    html! { @for piece in pieces { @if piece.lit { mark { (piece.text) } } @else { (piece.text) } } }
}

/// Where a word or phrase begins a word, whatever its case; the ending of its last word is open
/// ("annotator" lights up in "annotators").
fn whole_words<'t>(sentence: &'t str, words: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
    let begins_word = |at: usize| !sentence[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    sentence.char_indices().filter(move |(at, _)| begins_word(*at)).filter_map(move |(at, _)| {
        let mut rest = sentence[at..].char_indices();
        for wanted in words.chars() {
            let (_, found) = rest.next()?;
            if !found.to_lowercase().eq(wanted.to_lowercase()) {
                return None;
            }
        }
        let end = rest.next().map_or(sentence.len(), |(end, _)| at + end);
        Some((at, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::Rubric;

    fn lit(own: &str, sentence: &str) -> Vec<String> {
        let mut criterion = Rubric::medcheck().criteria[0].clone();
        criterion.cues = vec![Cue::Words("held-out set".to_owned())];
        let terms = Terms::new(&criterion, own);
        let pieces = terms.pieces(sentence);
        assert_eq!(pieces.iter().map(|piece| piece.text).collect::<String>(), sentence);
        pieces.into_iter().filter(|piece| piece.lit).map(|piece| piece.text.to_owned()).collect()
    }

    #[test]
    fn cues_and_own_terms_are_lit() {
        assert_eq!(lit("", "The Held-out sets were shut."), ["Held-out set"]);
        assert_eq!(lit("kettle, tray", "Kettles, a tray, an ashtray."), ["Kettle", "tray"]);
        assert_eq!(lit("a b, b c", "a b c"), ["a b c"], "what overlaps is one");
        assert!(lit("", "Nothing.").is_empty());
        assert!(lit(" , ", "").is_empty());
        assert_eq!(lit("straße", "Eine STRASSE, eine Straße"), ["Straße"]);
    }
}
