//! The sentences that are nearest in meaning to one that is there.

use super::error::Error;
use super::filters::{Filters, Hit};
use super::nearest::Nearest;
use crate::document::PaperId;
use crate::index::Index;

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
    let (Some(row), Some(encoder)) = (row, &own.stamp.encoder) else { return Ok(None) };
    let codes = index.codes()?;
    let mut hits =
        Nearest::new(codes.as_deref(), encoder, row, filters).best(filters, limit.saturating_add(1));
    hits.retain(|hit| (&hit.paper, hit.sentence) != (paper, sentence));
    hits.truncate(limit);
    Ok(Some(hits))
}

/// A sentence by its name, such as `2009.13081:211`.
///
/// # Errors
/// Why it names none, in lower case.
pub fn sentence_named(text: &str) -> Result<(PaperId, u32), String> {
    let (paper, number) =
        text.rsplit_once(':').ok_or("a paper's id, a colon, and the number of a sentence")?;
    let number = number.parse().map_err(|_| format!("`{number}` is not the number of a sentence"))?;
    Ok((PaperId::new(paper).map_err(|error| error.to_string())?, number))
}
