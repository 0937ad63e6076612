//! What people quoted, as highlights to be written into the paper's PDF.

use crate::document::{Document, Rect};
use crate::evidence;
use crate::reading::pdf::Highlight;
use crate::review::{Ledger, Outcome, Reviewer, Verdict};
use crate::rubric::{Criterion, Rubric};

/// Colors that a color-blind reader tells apart, from the lowest level to the highest (Okabe and Ito 2008).
const COLORS: [[f32; 3]; 3] = [[0.90, 0.62, 0.0], [0.94, 0.89, 0.26], [0.34, 0.71, 0.91]];

/// A highlight for every quote that a decided criterion rests on, in the rubric's order, and how many quotes
/// have none: those from an attachment, without a place, or not in the paper as it is now.
pub fn highlights(ledger: &Ledger, rubric: &Rubric, document: &Document) -> (Vec<Highlight>, usize) {
    let (mut highlights, mut unmarked) = (Vec::new(), 0);
    for criterion in &rubric.criteria {
        let Outcome::Decided(verdict) = ledger.outcome(&criterion.id) else { continue };
        for quote in &verdict.evidence {
            let boxes = evidence::printed(document, &quote.quote);
            if boxes.is_empty() {
                unmarked += 1;
            } else {
                highlights.push(highlight(rubric, criterion, &verdict, boxes));
            }
        }
    }
    (highlights, unmarked)
}

fn highlight(rubric: &Rubric, criterion: &Criterion, verdict: &Verdict, boxes: Vec<Rect>) -> Highlight {
    let level = rubric.scale.words(verdict.score);
    let share = verdict.score.level().and_then(|level| rubric.scale.share(level)).unwrap_or(0.0);
    Highlight {
        boxes,
        title: format!("{} {}: {level}", criterion.id, criterion.name),
        contents: verdict.notes.join("\n"),
        author: verdict.by.iter().map(Reviewer::as_str).collect::<Vec<_>>().join(", "),
        color: color(share),
    }
}

/// The color of a level that meets the criterion so far, 0 to 1: one of [`COLORS`], or between two of them.
fn color(share: f64) -> [f32; 3] {
    let place = share * (COLORS.len() - 1) as f64;
    let below = (place as usize).min(COLORS.len() - 2);
    let (low, high) = (COLORS[below], COLORS[below + 1]);
    let between = (place - below as f64) as f32;
    std::array::from_fn(|part| low[part] * (1.0 - between) + high[part] * between)
}
