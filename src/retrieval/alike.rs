//! The sentences that are nearest in meaning to one that is there.

use rayon::prelude::*;

use super::rank::meaning;
use super::search::{Filters, Hit};
use super::{Error, Parts};
use crate::document::{BlockKind, PaperId};
use crate::index::Index;
use crate::models::Vectors;

/// The sentences nearest to one of a paper by the cosine of their vectors, best first, ties by paper and
/// sentence, itself left out. Only papers indexed with the same encoder are compared. `None` when that sentence
/// has no vector: then the paper is not indexed, was indexed without a model, or has no such sentence.
///
/// # Errors
/// What the index gives.
pub fn alike(
    index: &Index,
    paper: &PaperId,
    sentence: u32,
    filters: &Filters<'_>,
    limit: usize,
) -> Result<Option<Vec<Hit>>, Error> {
    let Some(own) = index.paper(paper)? else { return Ok(None) };
    let row = own.vectors.as_ref().and_then(|vectors| vectors.row(sentence as usize));
    // References have vectors of zeros, to which everything is equally near.
    let row = row.filter(|row| row.iter().any(|value| *value != 0.0));
    let asked = row.and_then(|row| Vectors::from_rows(row.len(), row.to_vec()));
    let Some(asked) = asked else { return Ok(None) };
    let papers = if filters.papers.is_empty() { index.papers()? } else { filters.papers.clone() };
    let is_wanted = |kind: BlockKind| {
        if filters.kinds.is_empty() { kind.is_evidence() } else { filters.kinds.contains(&kind) }
    };
    let of_paper = |id: &PaperId| -> Result<Vec<Hit>, Error> {
        let Some(other) = index.paper(id)? else { return Ok(Vec::new()) };
        let Some(vectors) = other.vectors.as_ref().filter(|_| other.stamp.encoder == own.stamp.encoder)
        else {
            return Ok(Vec::new());
        };
        let sentences = other.document.sentences.iter();
        let sentences = sentences.filter(|one| is_wanted(one.kind) && filters.allows(id, one.id));
        let hits = sentences.filter(|one| (id, one.id) != (paper, sentence)).filter_map(|one| {
            let meaning = meaning(vectors, &asked, one.id)?;
            let parts = Parts { meaning: Some(meaning), ..Parts::default() };
            Some(Hit { paper: id.clone(), sentence: one.id, score: meaning, parts })
        });
        Ok(hits.collect())
    };
    let mut hits = papers.par_iter().map(of_paper).collect::<Result<Vec<_>, Error>>()?.concat();
    hits.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| a.paper.cmp(&b.paper)).then(a.sentence.cmp(&b.sentence))
    });
    hits.truncate(limit);
    Ok(Some(hits))
}
