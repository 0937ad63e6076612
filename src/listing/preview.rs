//! What an abstract speaks of, criterion by criterion. A cue is no evidence and there is no level.

use super::Entry;
use crate::document::split_sentences;
use crate::rubric::{CriterionId, Cue, Rubric};

/// A sentence of an abstract in which a cue of a criterion stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The criterion whose cue stands in it.
    pub criterion: CriterionId,
    /// The sentence, verbatim.
    pub quote: String,
    /// The cue, as the rubric has it.
    pub cue: String,
}

/// The first sentence of the abstract with a cue of each criterion that has one, in the rubric's order.
pub fn preview(entry: &Entry, rubric: &Rubric) -> Vec<Mention> {
    let sentences: Vec<(&str, Vec<String>)> = split_sentences(&entry.summary)
        .into_iter()
        .map(|range| &entry.summary[range])
        .map(|sentence| (sentence, words(sentence)))
        .collect();
    let mention = |criterion: &crate::rubric::Criterion| {
        sentences.iter().find_map(|(sentence, words)| {
            let cue = criterion.cues.iter().find(|cue| stands_in(cue, sentence, words))?;
            let quote = (*sentence).to_owned();
            Some(Mention { criterion: criterion.id.clone(), quote, cue: cue.to_string() })
        })
    };
    rubric.criteria.iter().filter_map(mention).collect()
}

fn stands_in(cue: &Cue, sentence: &str, said: &[String]) -> bool {
    match cue {
        Cue::Pattern(pattern) => pattern.regex().is_match(sentence),
        Cue::Words(phrase) => {
            let wanted = words(phrase);
            !wanted.is_empty() && said.windows(wanted.len()).any(|window| window == wanted)
        }
    }
}

/// In lower case, plurals as their singulars.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            let word = word.to_lowercase();
            let is_plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
            if is_plural { word[..word.len() - 1].to_owned() } else { word }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abstract_is_quoted_where_a_cue_stands() {
        let summary =
            "We ask doctors. Two Physicians validated every answer. We release all items under CC BY.";
        let entry = Entry { summary: summary.to_owned(), ..Entry::default() };
        let rubric = Rubric::medcheck();
        let mentions = preview(&entry, rubric);
        assert!(!mentions.is_empty());
        for mention in &mentions {
            assert!(summary.contains(&mention.quote), "verbatim: {mention:?}");
            let criterion = rubric.criterion(mention.criterion.as_str()).unwrap();
            assert!(criterion.cues.iter().any(|cue| cue.to_string() == mention.cue));
        }
        assert_eq!(preview(&Entry::default(), rubric), []);
    }

    #[test]
    fn words_are_compared_whole() {
        let check = |cue: &str, sentence: &str, expect: bool| {
            assert_eq!(stands_in(&Cue::Words(cue.to_owned()), sentence, &words(sentence)), expect, "{cue}");
        };
        check("data leakage", "We discuss Data-Leakage.", true);
        check("license", "The licenses differ.", true);
        check("rater", "A crater.", false);
        check("…", "Anything.", false);
    }
}
