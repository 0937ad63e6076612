//! Papers changed for one criterion, drafted again.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::altered::Altered;
use super::perturbing::{Perturbation, Reading, Trial};
use crate::audit::{Cell, Drafter, SHOWN, Suggestion};
use crate::document::{BlockKind, Document};
use crate::learning::{ScoredCell, ScoredPaper, denied, support};
use crate::models::{self, Vectors};
use crate::retrieval::{Neighbors, Readable, neighbors};
use crate::rubric::{Criterion, Rubric};

/// A planted quote of fewer words says too little on its own, and one of more is a table or a list.
const PLANTED_WORDS: std::ops::RangeInclusive<usize> = 8..=60;

/// Papers changed for one criterion at a time.
#[derive(Clone, Copy)]
pub struct Trials<'t> {
    /// Taught from other papers than those tried.
    pub drafter: &'t Drafter<'t>,
}

/// A sentence to plant, as the models see it.
struct Plant {
    text: String,
    vector: Option<Vectors>,
}

impl Trials<'_> {
    /// Every scored criterion of every paper, one changed copy each: what supports it is cut out where
    /// there is some; where nothing supports it, a quote of another paper is planted, and in another copy the
    /// same quote denying its fact.
    ///
    /// # Errors
    /// What the encoder gives.
    pub fn run(&self, papers: &[&ScoredPaper]) -> Result<Vec<Trial>, models::Error> {
        let trials: Vec<Vec<Trial>> = papers
            .par_iter()
            .map(|paper| {
                let read = paper.read_by(self.drafter)?;
                let mut trials = Vec::new();
                for cell in &paper.cells {
                    match cell.level {
                        Some(0) => trials.extend(self.planted(paper, read.as_ref(), cell, papers)?),
                        Some(_) if !cell.quoted.is_empty() => {
                            trials.extend(self.removed(paper, read.as_ref(), cell)?);
                        }
                        _ => {}
                    }
                }
                Ok(trials)
            })
            .collect::<Result<_, models::Error>>()?;
        Ok(trials.concat())
    }

    fn removed(
        &self,
        paper: &ScoredPaper,
        read: Option<&Vectors>,
        cell: &ScoredCell,
    ) -> Result<Option<Trial>, models::Error> {
        let rubric = self.drafter.rubric();
        let Some(criterion) = rubric.criterion(cell.criterion.as_str()) else { return Ok(None) };
        let open = self.drafter.open(&paper.document, paper.vectors.as_ref(), read)?;
        let support = support(&open.ranked(&criterion.id), &cell.quoted);
        let before = reading(rubric, &open.cell(criterion), None);
        let altered = paper.document.without(&support);
        let after = self.altered(paper, read, &altered, None, criterion)?;
        let kept = after.evidence.iter().take(SHOWN).flat_map(|evidence| &evidence.sentences).any(|id| {
            altered.origins.get(*id as usize).copied().flatten().is_some_and(|id| support.contains(&id))
        });
        let after = Reading { kept, ..reading(rubric, &after, None) };
        Ok(Some(trial(paper, cell, Perturbation::Removed, before, after)))
    }

    fn planted(
        &self,
        paper: &ScoredPaper,
        read: Option<&Vectors>,
        cell: &ScoredCell,
        papers: &[&ScoredPaper],
    ) -> Result<Vec<Trial>, models::Error> {
        let rubric = self.drafter.rubric();
        let (Some(criterion), Some(donated)) =
            (rubric.criterion(cell.criterion.as_str()), donated(paper, cell, papers))
        else {
            return Ok(Vec::new());
        };
        let Some(behind) = at_share(&paper.document, donated.share) else { return Ok(Vec::new()) };
        let text = donated.text;
        let open = self.drafter.open(&paper.document, paper.vectors.as_ref(), read)?;
        let before = reading(rubric, &open.cell(criterion), None);
        let mut trials = Vec::new();
        for (kind, text) in [(Perturbation::Denied, denied(&text)), (Perturbation::Planted, text)] {
            let plant = self.plant(text)?;
            let altered = paper.document.with_planted(&plant.text, behind);
            let planted = altered.origins.iter().position(Option::is_none);
            let after = self.altered(paper, read, &altered, Some(&plant), criterion)?;
            let after = reading(rubric, &after, planted.map(|id| id as u32));
            trials.push(trial(paper, cell, kind, before, after));
        }
        Ok(trials)
    }

    /// The cell of the criterion in an altered paper.
    fn altered(
        &self,
        paper: &ScoredPaper,
        read: Option<&Vectors>,
        altered: &Altered,
        plant: Option<&Plant>,
        criterion: &Criterion,
    ) -> Result<Cell, models::Error> {
        let vectors = rows(paper.vectors.as_ref(), altered, plant.and_then(|plant| plant.vector.as_ref()));
        let read = rows(read, altered, None).map(|read| self.read_anew(paper, altered, read)).transpose()?;
        let open = self.drafter.open(&altered.document, vectors.as_ref(), read.as_ref())?;
        Ok(open.cell(criterion))
    }

    fn plant(&self, text: String) -> Result<Plant, models::Error> {
        let vector = self.drafter.encoder()?.map(|encoder| encoder.encode(&[&text])).transpose()?;
        Ok(Plant { vector, text })
    }

    /// Heads look at what stands around a sentence, too: where that changed, and where a sentence was planted, they
    /// read again.
    fn read_anew(
        &self,
        paper: &ScoredPaper,
        altered: &Altered,
        mut read: Vectors,
    ) -> Result<Vectors, models::Error> {
        let Some((encoder, heads)) = self.drafter.heads()? else { return Ok(read) };
        let before = neighbors(&paper.document);
        let origin = |id: u32| altered.origins.get(id as usize).copied().flatten();
        let is_same = |(id, neighbors): &(&u32, &Neighbors)| {
            let known = neighbors.iter().flatten().all(|id| origin(*id).is_some());
            let neighbors = neighbors.map(|neighbor| neighbor.and_then(origin));
            known && origin(**id).and_then(|id| before.get(&id)) == Some(&neighbors)
        };
        let after = neighbors(&altered.document);
        let changed: BTreeSet<u32> = after.iter().filter(|one| !is_same(one)).map(|(id, _)| *id).collect();
        let readable = Readable::around(&altered.document, &changed);
        let rows = heads.read(&encoder, &readable.texts, &readable.passages)?;
        for (id, row) in readable.ids.iter().zip(rows.rows()).filter(|(id, _)| changed.contains(id)) {
            read.set(*id as usize, row);
        }
        Ok(read)
    }
}

fn trial(
    paper: &ScoredPaper,
    cell: &ScoredCell,
    perturbation: Perturbation,
    before: Reading,
    after: Reading,
) -> Trial {
    Trial { paper: paper.id.clone(), criterion: cell.criterion.clone(), perturbation, before, after }
}

/// A sentence of another paper.
struct Donated {
    text: String,
    /// How much of that paper's text stands before it.
    share: f32,
}

/// The ids of the sentences of the running text.
fn body(document: &Document) -> Vec<u32> {
    let body = document.sentences.iter().filter(|sentence| sentence.kind == BlockKind::Body);
    body.map(|sentence| sentence.id).collect()
}

/// The sentence of the running text with this share of it before.
fn at_share(document: &Document, share: f32) -> Option<u32> {
    let body = body(document);
    let last = body.len().checked_sub(1)?;
    body.get(((share * body.len() as f32) as usize).min(last)).copied()
}

/// A sentence that another of the papers got its level for this criterion with; the one with the highest
/// level, of equal ones the first.
fn donated(paper: &ScoredPaper, cell: &ScoredCell, papers: &[&ScoredPaper]) -> Option<Donated> {
    let mut best: Option<(usize, Donated)> = None;
    for other in papers.iter().filter(|other| other.id != paper.id) {
        let same = other.cells.iter().filter(|other| other.criterion == cell.criterion);
        for (level, quoted) in same.filter_map(|cell| Some((cell.level?, &cell.quoted))) {
            let body = body(&other.document);
            let found = quoted.iter().find_map(|id| {
                let sentence = &other.document.sentences[*id as usize];
                let text = other.document.sentence_text(sentence);
                let whole = PLANTED_WORDS.contains(&text.split_whitespace().count());
                let before = body.binary_search(id).ok().filter(|_| whole)?;
                Some(Donated { text: text.to_owned(), share: before as f32 / body.len() as f32 })
            });
            if let Some(found) = found
                && best.as_ref().is_none_or(|(most, _)| level > *most)
            {
                best = Some((level, found));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// Rows of an altered document: those of the original, and the planted sentence's own.
fn rows(original: Option<&Vectors>, altered: &Altered, planted: Option<&Vectors>) -> Option<Vectors> {
    let original = original?;
    let mut all = Vectors::zeros(altered.origins.len(), original.dim());
    for (at, origin) in altered.origins.iter().enumerate() {
        let row = match origin {
            Some(id) => original.row(*id as usize),
            None => planted.and_then(|planted| planted.row(0)),
        };
        row.into_iter().for_each(|row| all.set(at, row));
    }
    Some(all)
}

fn reading(rubric: &Rubric, cell: &Cell, planted: Option<u32>) -> Reading {
    let place = |score: u8| rubric.scale.place(score).unwrap_or(0);
    let shown: Vec<&[u32]> =
        cell.evidence.iter().take(SHOWN).map(|evidence| evidence.sentences.as_slice()).collect();
    Reading {
        guess: place(cell.best_guess),
        expected: cell.probabilities.iter().zip(0u8..).map(|(share, level)| share * f32::from(level)).sum(),
        scores: matches!(cell.suggestion, Suggestion::Score { score, .. } if place(score) > 0),
        first_planted: planted.and_then(|id| shown.iter().position(|ids| ids.contains(&id))).map(|at| at + 1),
        kept: false,
    }
}
