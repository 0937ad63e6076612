//! The paper itself, with what people quoted marked in it.

use super::Workspace;
use super::error::Error;
use crate::document::{PaperId, Rect};
use crate::evidence;
use crate::reading::Format;
use crate::reading::pdf::{self, Highlight};
use crate::review::{Outcome, Reviewer, Verdict};
use crate::rubric::Criterion;

/// Colors that a color-blind reader tells apart, from the lowest level to the highest (Okabe and Ito 2008).
const COLORS: [[f32; 3]; 3] = [[0.90, 0.62, 0.0], [0.94, 0.89, 0.26], [0.34, 0.71, 0.91]];

/// A marked paper.
#[derive(Debug)]
pub struct AnnotatedPaper {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many quotes are marked.
    pub marked: usize,
    /// How many are not: from an attachment, without a place, or not in this file any more.
    pub unmarked: usize,
}

impl Workspace {
    /// The paper's PDF with a highlight for every quote that a decided criterion rests on. A quote that is not
    /// found in the file as it is now marks nothing.
    ///
    /// # Errors
    /// That the paper is unknown or no PDF, that people's decisions cannot be read, or that the file cannot
    /// be annotated.
    pub fn annotated(&self, id: &PaperId) -> Result<AnnotatedPaper, Error> {
        let paper = self.desk(id)?;
        if paper.format != Format::Pdf {
            return Err(Error::NoPictures { path: paper.path });
        }
        let ledger = self.ledger(id)?;
        let (mut highlights, mut unmarked) = (Vec::new(), 0);
        for criterion in &self.rubric.criteria {
            let Outcome::Decided(verdict) = ledger.outcome(&criterion.id) else { continue };
            for quote in &verdict.evidence {
                let boxes = evidence::printed(&paper.document, &quote.quote);
                if boxes.is_empty() {
                    unmarked += 1;
                } else {
                    highlights.push(self.highlight(criterion, &verdict, boxes));
                }
            }
        }
        let source = self.papers.source(id)?;
        let bytes = pdf::annotated(&source.bytes, &highlights)
            .map_err(|source| Error::Unparsed { path: paper.path, source: source.into() })?;
        Ok(AnnotatedPaper { bytes, marked: highlights.len(), unmarked })
    }

    fn highlight(&self, criterion: &Criterion, verdict: &Verdict, boxes: Vec<Rect>) -> Highlight {
        let level = self.rubric.scale.words(verdict.score);
        let share = verdict.score.level().and_then(|level| self.rubric.scale.share(level)).unwrap_or(0.0);
        Highlight {
            boxes,
            title: format!("{} {}: {level}", criterion.id, criterion.name),
            contents: verdict.notes.join("\n"),
            author: verdict.by.iter().map(Reviewer::as_str).collect::<Vec<_>>().join(", "),
            color: color(share),
        }
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
