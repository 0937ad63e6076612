//! Ranked sentences become the cell of a draft: quotes, a level, and what is said of them.

use super::certainty::hundredths;
use super::draft::{Cell, Searched};
use super::levels::{LevelModel, look, most_probable};
use super::suggestion::Suggestion;
use crate::document::Document;
use crate::evidence::{self, Evidence};
use crate::retrieval::Ranked;
use crate::rubric::{Criterion, Cue, Rubric};

/// How many quotes are shown as evidence, and how many after them as near misses.
pub(crate) const SHOWN: usize = 5;
const NEAR_MISSES: usize = 3;
/// How many of the cues found a rationale names.
const NAMED_CUES: usize = 3;

/// One criterion, from its ranked sentences, best first.
pub(super) fn cell(
    rubric: &Rubric,
    criterion: &Criterion,
    levels: Option<&LevelModel>,
    document: &Document,
    ranked: &[Ranked],
    searched: Searched,
) -> Cell {
    let told = levels
        .and_then(|levels| levels.told(rubric, criterion, &look(ranked)))
        .filter(|_| !ranked.is_empty());
    let count = rubric.scale.size();
    let not_applicable = told.as_ref().map_or(0.0, |told| told.not_applicable);
    let known = told.is_some();
    let probabilities = told.map_or_else(|| vec![1.0 / count as f32; count], |told| told.levels);
    // Level 0 says that there is nothing to quote.
    let reported = 1.0 - probabilities.first().copied().unwrap_or(0.0);
    let mut quotes: Vec<Evidence> = evidence::passages(document, ranked, SHOWN + NEAR_MISSES)
        .iter()
        .enumerate()
        .filter_map(|(at, passage)| {
            let quoted = levels.map_or(0.0, |levels| levels.quoted_probability(passage[0].score, at + 1));
            evidence::cut(document, passage, hundredths(reported * quoted))
        })
        .collect();
    let near_misses = quotes.split_off(quotes.len().min(SHOWN));
    let (best, share) = most_probable(&probabilities);
    let best_guess = rubric.scale.level(best).unwrap_or(rubric.scale.lowest());
    let confidence = share * (1.0 - not_applicable);
    let sure = |confidence: f32| known && levels.is_some_and(|levels| confidence >= levels.decide_from);
    let suggestion = if not_applicable > confidence && sure(not_applicable) {
        Suggestion::NotApplicable { score: (), confidence: hundredths(not_applicable) }
    } else if not_applicable > confidence || !sure(confidence) {
        Suggestion::Undecided
    } else if best == 0 {
        // The lowest level says that the paper reports nothing. A search that finds nothing is not that
        // finding; only a reader makes it.
        Suggestion::NothingFound { confidence: hundredths(confidence) }
    } else {
        Suggestion::Score { score: best_guess, confidence: hundredths(confidence) }
    };
    Cell {
        criterion: criterion.id.clone(),
        suggestion,
        best_guess,
        rationale: rationale(criterion, &suggestion, &quotes, best),
        probabilities: probabilities.into_iter().map(hundredths).collect(),
        not_applicable: hundredths(not_applicable),
        uncalibrated: !known || levels.is_none_or(|levels| levels.rubric != rubric.id),
        evidence: quotes,
        searched,
        near_misses,
    }
}

/// What was found, from the evidence, and what the level at `best` and the next one ask for, from the rubric;
/// nothing else.
fn rationale(criterion: &Criterion, suggestion: &Suggestion, quotes: &[Evidence], best: usize) -> String {
    let asks = match suggestion {
        Suggestion::Score { .. } => match (criterion.anchor(best), criterion.anchor(best + 1)) {
            (Some(asked), None) => format!("The level asks: {asked}"),
            (Some(asked), Some(next)) => format!("The level asks: {asked} Still missing: {next}"),
            (None, _) => String::new(),
        },
        Suggestion::NotApplicable { .. } => match &criterion.na {
            Some(reason) => format!("It cannot apply where: {reason}"),
            None => String::new(),
        },
        Suggestion::NothingFound { .. } | Suggestion::Undecided => {
            format!("The rubric asks: {}", criterion.met)
        }
    };
    format!("{} {asks}", found(criterion, quotes))
}

/// Where the best quote stands, and which of the criterion's cues the quotes contain.
fn found(criterion: &Criterion, quotes: &[Evidence]) -> String {
    let Some(first) = quotes.first() else { return "The paper has no sentence to search.".to_owned() };
    let mut place = Vec::from_iter(match (first.quote.page, &first.quote.source) {
        (Some(page), Some(source)) => Some(format!("on page {page} of {source}")),
        (Some(page), None) => Some(format!("on page {page}")),
        (None, Some(source)) => Some(format!("in {source}")),
        (None, None) => None,
    });
    place.extend(first.quote.section.as_deref().map(|title| format!("under “{title}”")));
    let place = if place.is_empty() { String::new() } else { format!(" stands {}", place.join(" ")) };
    let texts: Vec<String> = quotes.iter().map(|quote| quote.quote.text.to_lowercase()).collect();
    let stands = |cue: &&Cue| match cue {
        Cue::Words(words) => texts.iter().any(|text| text.contains(&words.to_lowercase())),
        Cue::Pattern(pattern) => quotes.iter().any(|quote| pattern.regex().is_match(&quote.quote.text)),
    };
    let cues: Vec<String> =
        criterion.cues.iter().filter(stands).take(NAMED_CUES).map(|cue| format!("“{cue}”")).collect();
    match (place.as_str(), cues.as_slice()) {
        ("", []) => "No quote has one of the criterion's cues.".to_owned(),
        (place, []) => format!("The best quote{place}; no quote has one of the criterion's cues."),
        ("", cues) => format!("The quotes have {}.", cues.join(", ")),
        (place, cues) => format!("The best quote{place}; the quotes have {}.", cues.join(", ")),
    }
}

/// The titles of all sections that hold a sentence that could be evidence, in order, as
/// [`Searched::sections`] has them.
pub(super) fn searched_sections(document: &Document) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    let mut last = None;
    for sentence in document.sentences.iter().filter(|sentence| sentence.kind.is_evidence()) {
        let place = (document.source_at(sentence.span), sentence.section);
        if last != Some(place) {
            last = Some(place);
            let title = document.section_title(sentence);
            titles.extend(match (document.attachment_of(sentence), title) {
                (Some(attachment), Some(title)) => Some(format!("{}: {title}", attachment.name)),
                (Some(attachment), None) => Some(attachment.name.to_string()),
                (None, title) => title.map(str::to_owned),
            });
        }
    }
    titles.dedup();
    titles
}
