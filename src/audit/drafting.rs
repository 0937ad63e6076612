//! A paper and a rubric become the cells of a draft.

use super::levels::{LevelModel, features, most_probable};
use super::{Cell, Searched, Suggestion};
use crate::document::Document;
use crate::evidence::{self, Evidence};
use crate::retrieval::{Haystack, Queries, Ranked};
use crate::rubric::{Criterion, Rubric};

/// Raised with every change that drafts differently from the same evidence, so that old drafts are made
/// anew.
pub const DRAFTER_VERSION: u32 = 1;

/// So many quotes are shown as evidence, and so many behind them as near misses.
const SHOWN: usize = 5;
const NEAR_MISSES: usize = 3;

/// Drafts every criterion of the rubric, in its order. Without a level model, or with one that does not
/// know a scale like this, every cell is undecided and shows its evidence all the same.
pub fn cells(
    rubric: &Rubric,
    queries: &Queries,
    levels: Option<&LevelModel>,
    document: &Document,
    haystack: &Haystack<'_>,
) -> Vec<Cell> {
    let sections = searched_sections(document);
    rubric
        .criteria
        .iter()
        .map(|criterion| {
            let query = queries.get(&criterion.id);
            let ranked = query.map(|query| haystack.criterion(query)).unwrap_or_default();
            let searched = Searched {
                queries: query.map(|query| query.looked_for().to_vec()).unwrap_or_default(),
                sections: sections.clone(),
            };
            cell(rubric, criterion, levels, document, &ranked, searched)
        })
        .collect()
}

fn cell(
    rubric: &Rubric,
    criterion: &Criterion,
    levels: Option<&LevelModel>,
    document: &Document,
    ranked: &[Ranked],
    searched: Searched,
) -> Cell {
    let known = levels
        .and_then(|levels| levels.probabilities(rubric, &criterion.id, &features(document, ranked)))
        .filter(|_| !ranked.is_empty());
    let count = rubric.scale.len().max(1);
    let probabilities = known.clone().unwrap_or_else(|| vec![1.0 / count as f32; count]);
    // Level 0 says that there is nothing to quote.
    let reported = 1.0 - probabilities.first().copied().unwrap_or(0.0);
    let mut quotes: Vec<Evidence> = ranked
        .iter()
        .take(SHOWN + NEAR_MISSES)
        .enumerate()
        .filter_map(|(at, ranked)| {
            let quoted = levels.map_or(0.0, |levels| levels.quoted_probability(ranked.score, at + 1));
            let probability = reported * quoted;
            evidence::cut(document, ranked, hundredths(probability))
        })
        .collect();
    let near_misses = quotes.split_off(quotes.len().min(SHOWN));
    let (best, confidence) = most_probable(&probabilities);
    let best_guess = rubric.scale.get(best).copied().unwrap_or(0);
    let decide_from = levels.and_then(|levels| levels.decide_from.get(best).copied());
    let sure = known.is_some() && decide_from.is_some_and(|from| confidence >= from);
    let confidence = hundredths(confidence);
    let suggestion = match (sure, best) {
        (false, _) => Suggestion::Undecided,
        // The lowest level says that the paper reports nothing. A search that finds nothing is not that
        // finding; only a reader makes it.
        (true, 0) => Suggestion::NothingFound { confidence },
        (true, _) => Suggestion::Score { score: best_guess, confidence },
    };
    Cell {
        criterion: criterion.id.clone(),
        suggestion,
        best_guess,
        rationale: rationale(criterion, &suggestion, &quotes, best == count - 1),
        probabilities: probabilities.into_iter().map(hundredths).collect(),
        evidence: quotes,
        searched,
        near_misses,
    }
}

/// Hundredths are all that is known, and print the same everywhere.
fn hundredths(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

/// What was found, from the evidence, and what the anchor asks for, from the rubric; nothing else.
fn rationale(criterion: &Criterion, suggestion: &Suggestion, quotes: &[Evidence], highest: bool) -> String {
    let found = match quotes.first() {
        Some(first) => {
            let cues = first.parts.cues;
            let mut place = Vec::from_iter(match (first.page, &first.source) {
                (Some(page), Some(source)) => Some(format!("on page {page} of {source}")),
                (Some(page), None) => Some(format!("on page {page}")),
                (None, Some(source)) => Some(format!("in {source}")),
                (None, None) => None,
            });
            place.extend(first.section.as_deref().map(|title| format!("under “{title}”")));
            let place = if place.is_empty() { String::new() } else { format!(", {},", place.join(" ")) };
            let words = match cues {
                0 => "none of the criterion's cues".to_owned(),
                1 => "1 of the criterion's cues".to_owned(),
                cues => format!("{cues} of the criterion's cues"),
            };
            format!("The best sentence{place} has {words}.")
        }
        None => "The paper has no sentence to search.".to_owned(),
    };
    let asks = match suggestion {
        Suggestion::Score { .. } if highest => format!("The level asks: {}", criterion.met),
        Suggestion::Score { .. } => format!("For the highest level the rubric asks: {}", criterion.met),
        Suggestion::NothingFound { .. } | Suggestion::Undecided => {
            format!("The rubric asks: {}", criterion.met)
        }
    };
    format!("{found} {asks}")
}

/// The titles of all sections that hold a sentence that could be evidence, in order, as
/// [`Searched::sections`] has them.
fn searched_sections(document: &Document) -> Vec<String> {
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
