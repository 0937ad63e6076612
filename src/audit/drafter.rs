//! Everything a draft is made with, in one value.

use std::sync::{Arc, OnceLock};

use super::draft::{AuditedPaper, Cell, DRAFT_SCHEMA, DraftAudit, Searched, program};
use super::drafting::{cell, searched_sections};
use super::error::Error;
use super::knowledge::Knowledge;
use crate::document::Document;
use crate::models::{self, ENCODER, Encoder, Heads, Library, ModelRole, UsedModel, Vectors};
use crate::retrieval::{self, Clues, Haystack, Queries, Query, Ranked};
use crate::rubric::{Criterion, CriterionId, Rubric};

/// Everything a draft is made with: the rubric, its criteria made ready for searching, the encoder, and what was
/// learned; or words alone. Cheap to copy: copies share the models.
///
/// It is the one place that turns a paper and a criterion into ranked sentences, quotes and a level; a further
/// model that has a say in that is one field more here, loaded in [`Drafter::load`] and asked in
/// [`OpenPaper::cell`].
#[derive(Debug, Clone)]
pub struct Drafter<'w> {
    rubric: &'w Rubric,
    /// Where the encoder comes from; `None` to work from words alone.
    library: Option<&'w Library>,
    knowledge: Arc<Knowledge>,
    used: Vec<UsedModel>,
    /// Made at the first use: who only asks which models are used needs none.
    queries: Arc<OnceLock<Queries>>,
}

impl<'w> Drafter<'w> {
    /// A drafter that nothing was taught: it ranks by words and, with a library, by meaning, and suggests no
    /// level.
    pub fn untaught(rubric: &'w Rubric, library: Option<&'w Library>) -> Drafter<'w> {
        let (knowledge, queries) = (Arc::default(), Arc::default());
        Drafter { rubric, library, knowledge, used: Vec::new(), queries }
    }

    /// The drafter for a rubric, with what was learned for it or carries over from MedCheck. Without
    /// `with_model` it works from words alone.
    ///
    /// # Errors
    /// [`Error::UnusableLevels`] or [`Error::Models`] when a folder of the library is damaged, or when the
    /// encoder is wanted and missing.
    pub fn load(library: &'w Library, rubric: &'w Rubric, with_model: bool) -> Result<Drafter<'w>, Error> {
        let mut drafter = Drafter::untaught(rubric, with_model.then_some(library));
        if let Some(sha256) = drafter.encoder_sha256()? {
            let (name, sha256) = (ENCODER.to_owned(), sha256.to_owned());
            drafter.used.push(UsedModel { role: ModelRole::Encoder, name, sha256 });
        }
        if let Some((knowledge, used)) = Knowledge::load(library, rubric, with_model)? {
            drafter.knowledge = Arc::new(knowledge);
            drafter.used.push(used);
        }
        Ok(drafter)
    }

    /// The same drafter, with other knowledge.
    #[must_use]
    pub fn taught(&self, knowledge: Knowledge) -> Drafter<'w> {
        Drafter { knowledge: Arc::new(knowledge), ..self.clone() }
    }

    /// The rubric that is drafted by.
    pub fn rubric(&self) -> &'w Rubric {
        self.rubric
    }

    /// The models that a draft names: none when it is made from words alone and nothing was learned.
    pub fn used(&self) -> &[UsedModel] {
        &self.used
    }

    /// The encoder; `None` when working from words alone.
    ///
    /// # Errors
    /// That it cannot be loaded.
    pub fn encoder(&self) -> Result<Option<Arc<Encoder>>, models::Error> {
        self.library.map(Library::encoder).transpose()
    }

    /// The encoder's hash, without loading it; `None` when working from words alone.
    ///
    /// # Errors
    /// That there is no encoder, or that its manifest is damaged.
    pub fn encoder_sha256(&self) -> Result<Option<&'w str>, models::Error> {
        self.library.map(Library::encoder_sha256).transpose()
    }

    /// The encoder and the heads on it; `None` where one of them is missing.
    ///
    /// # Errors
    /// That the encoder cannot be loaded.
    pub fn heads(&self) -> Result<Option<(Arc<Encoder>, &Heads)>, models::Error> {
        Ok(self.encoder()?.zip(self.knowledge.heads.as_ref()))
    }

    /// The criteria of the rubric, made ready for searching.
    ///
    /// # Errors
    /// What the encoder gives.
    pub fn queries(&self) -> Result<&Queries, models::Error> {
        if let Some(queries) = self.queries.get() {
            return Ok(queries);
        }
        let queries = Queries::of(&self.rubric.criteria, self.encoder()?.as_deref())?;
        Ok(self.queries.get_or_init(|| queries))
    }

    /// Loads everything that is loaded at the first use, so that what is wrong with it is known before a paper is
    /// read.
    ///
    /// # Errors
    /// What the encoder and the heads give.
    pub fn prepare(&self) -> Result<(), models::Error> {
        self.queries()?;
        self.heads()?.map_or(Ok(()), |(encoder, heads)| heads.prepare(&encoder))
    }

    /// One criterion, made ready for searching without all the others.
    ///
    /// # Errors
    /// What the encoder gives.
    pub fn query(&self, criterion: &Criterion) -> Result<Option<Query>, models::Error> {
        let queries = Queries::of(std::slice::from_ref(criterion), self.encoder()?.as_deref())?;
        Ok(queries.get(&criterion.id).cloned())
    }

    /// What the models make of every sentence of a document, one row a sentence each: vectors, and logits of
    /// the heads. `None` without an encoder, and without heads.
    ///
    /// # Errors
    /// What the encoder gives.
    pub fn read(&self, document: &Document) -> Result<(Option<Vectors>, Option<Vectors>), models::Error> {
        if let Some((encoder, heads)) = self.heads()? {
            let (vectors, logits) = retrieval::embed_and_read(document, &encoder, heads)?;
            return Ok((Some(vectors), Some(logits)));
        }
        let encoder = self.encoder()?;
        let vectors = encoder.map(|encoder| retrieval::embed(document, &encoder)).transpose()?;
        Ok((vectors, None))
    }

    /// The logits alone, for a document whose vectors are known; `None` without heads.
    ///
    /// # Errors
    /// What the encoder gives.
    pub fn read_again(&self, document: &Document) -> Result<Option<Vectors>, models::Error> {
        let Some((encoder, heads)) = self.heads()? else { return Ok(None) };
        retrieval::read(document, &encoder, heads).map(Some)
    }

    /// A paper, with what the models make of its sentences ([`Drafter::read`]); without that, by words alone.
    ///
    /// # Errors
    /// What the encoder gives, when the criteria are made ready for the first time.
    pub fn open<'p>(
        &'p self,
        document: &'p Document,
        vectors: Option<&'p Vectors>,
        logits: Option<&'p Vectors>,
    ) -> Result<OpenPaper<'p>, models::Error> {
        let haystack = Haystack::new(document, vectors).with_learned(self.knowledge.of(logits));
        Ok(OpenPaper { drafter: self, queries: self.queries()?, document, haystack })
    }

    /// The draft of a paper: every criterion of the rubric, in its order.
    pub fn draft(&self, paper: AuditedPaper, open: &OpenPaper<'_>, warnings: Vec<String>) -> DraftAudit {
        DraftAudit {
            schema_version: DRAFT_SCHEMA,
            program: program(),
            paper,
            rubric: self.rubric.applied(),
            models: self.used.clone(),
            cells: open.cells(),
            warnings,
        }
    }
}

/// A paper laid open before a drafter: its words counted once, for every criterion.
#[derive(Debug)]
pub struct OpenPaper<'p> {
    drafter: &'p Drafter<'p>,
    queries: &'p Queries,
    document: &'p Document,
    haystack: Haystack<'p>,
}

impl OpenPaper<'_> {
    /// Every sentence that can be evidence for a criterion, best first. Nothing for a criterion that the rubric
    /// does not have.
    pub fn ranked(&self, criterion: &CriterionId) -> Vec<Ranked> {
        self.queries.get(criterion).map(|query| self.haystack.criterion(query)).unwrap_or_default()
    }

    /// What a ranking of the sentences for a criterion is learned from; `None` where heads have not read the
    /// paper, and for a criterion that the rubric does not have.
    pub fn clues(&self, criterion: &CriterionId) -> Option<Clues> {
        self.haystack.clues(self.queries.get(criterion)?)
    }

    /// Drafts one criterion. Without a level model, or with one that does not know a scale like this, it is
    /// undecided and shows its evidence all the same.
    pub fn cell(&self, criterion: &Criterion) -> Cell {
        self.drafted(criterion, searched_sections(self.document))
    }

    /// Drafts every criterion of the rubric, in its order.
    pub fn cells(&self) -> Vec<Cell> {
        let sections = searched_sections(self.document);
        let criteria = self.drafter.rubric.criteria.iter();
        criteria.map(|criterion| self.drafted(criterion, sections.clone())).collect()
    }

    fn drafted(&self, criterion: &Criterion, sections: Vec<String>) -> Cell {
        let looked_for = self.queries.get(&criterion.id).map(|query| query.looked_for().to_vec());
        let searched = Searched { queries: looked_for.unwrap_or_default(), sections };
        let Drafter { rubric, knowledge, .. } = self.drafter;
        let ranked = self.ranked(&criterion.id);
        cell(rubric, criterion, knowledge.levels.as_ref(), self.document, &ranked, searched)
    }
}
