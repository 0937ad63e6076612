//! The corpus is searched.

use super::Workspace;
use super::error::Error;
use crate::document::{AttachmentName, BlockKind, PaperId, Rect};
use crate::index::IndexedPaper;
use crate::retrieval::{self, Filters, Parts, Queries};
use crate::rubric::Rubric;

/// A sentence that fits, with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The paper.
    pub paper: PaperId,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// The sentence's id in the paper.
    pub sentence: u32,
    /// Its text.
    pub quote: String,
    /// The attachment it comes from; `None` for the paper itself.
    pub source: Option<AttachmentName>,
    /// The page it begins on, of the attachment if it comes from one; `None` for sources without pages.
    pub page: Option<u32>,
    /// The section's title.
    pub section: Option<String>,
    /// What it is on the page.
    pub kind: BlockKind,
    /// The fused score; comparable within one search.
    pub score: f32,
    /// What it was fused from.
    pub parts: Parts,
    /// One box per printed line.
    pub boxes: Vec<Rect>,
}

impl Workspace {
    /// Whether there is any paper that [`Workspace::search`] could look through.
    ///
    /// # Errors
    /// That the index cannot be listed.
    pub fn has_indexed(&self) -> Result<bool, Error> {
        Ok(!self.index.papers()?.is_empty())
    }

    /// The sentences of all indexed papers, or of one, that fit `query` best; with a criterion, what this
    /// looks for is mixed in. Empty when nothing fits or nothing is indexed.
    ///
    /// # Errors
    /// [`Error::UnknownCriterion`], an unknown paper, or what the index and the model give.
    pub fn search(
        &self,
        query: &str,
        criterion: Option<&str>,
        paper: Option<&PaperId>,
        limit: usize,
    ) -> Result<Vec<Hit>, Error> {
        if let Some(id) = paper.filter(|id| !self.papers.contains(id)) {
            return Err(crate::papers::Error::UnknownPaper { id: id.clone() }.into());
        }
        let encoder = self.encoder()?;
        let queries = match criterion {
            Some(id) => {
                let criterion =
                    self.rubric.criterion(id).ok_or_else(|| Error::UnknownCriterion(id.to_owned()))?;
                let alone = Rubric { criteria: vec![criterion.clone()], ..self.rubric.clone() };
                Some(Queries::of(&alone, encoder.as_deref())?)
            }
            None => None,
        };
        let filters = Filters {
            papers: paper.cloned().into_iter().collect(),
            criterion: queries.as_ref().and_then(|queries| queries.iter().next()),
            ..Filters::default()
        };
        let found = retrieval::search(&self.index, encoder.as_deref(), query, &filters, limit)?;
        let mut open: Option<(PaperId, IndexedPaper)> = None;
        let mut hits = Vec::new();
        for hit in found {
            if open.as_ref().is_none_or(|(id, _)| *id != hit.paper) {
                open = self.index.paper(&hit.paper)?.map(|paper| (hit.paper.clone(), paper));
            }
            let Some(document) = open.as_ref().map(|(_, paper)| &paper.document) else { continue };
            let Some(sentence) = document.sentences.get(hit.sentence as usize) else { continue };
            hits.push(Hit {
                paper: hit.paper,
                title: document.title.clone(),
                sentence: hit.sentence,
                quote: document.sentence_text(sentence).to_owned(),
                source: document.attachment_of(sentence).map(|attachment| attachment.name.clone()),
                page: sentence.page(),
                section: document.section_title(sentence).map(str::to_owned),
                kind: sentence.kind,
                score: hit.score,
                parts: hit.parts,
                boxes: sentence.boxes.clone(),
            });
        }
        Ok(hits)
    }
}
