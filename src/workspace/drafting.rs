//! Papers become draft audits; what has not changed is not done again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::adding::other_id;
use super::error::{Error, Failure};
use super::{Observer, Workspace, read};
use crate::audit::{
    self, AppliedRubric, AuditedPaper, DRAFTER_VERSION, DraftAudit, LevelModel, ModelRole, UsedModel,
};
use crate::document::PaperId;
use crate::index::{IndexedPaper, Stamp, Writer};
use crate::models::ENCODER;
use crate::papers::Source;
use crate::pdf::PARSER_VERSION;
use crate::retrieval::{self, Haystack, Queries};

/// Version of the JSON of drafts.
const DRAFT_SCHEMA: u32 = 1;

/// What became of the papers that were to be drafted.
#[derive(Debug, Default)]
pub struct DraftReport {
    /// The drafts, sorted by paper, unchanged ones included.
    pub drafts: Vec<DraftAudit>,
    /// How many of them were there already.
    pub unchanged: usize,
    /// Papers without a draft, and why.
    pub failures: Vec<Failure>,
}

/// What every draft of a run is made with.
struct Setup {
    levels: Option<LevelModel>,
    models: Vec<UsedModel>,
    encoder_sha256: Option<String>,
}

impl Workspace {
    /// Drafts the papers that `targets` name: ids, files, folders; files from elsewhere are added first.
    /// No target means every paper. Drafts are stored beside their papers.
    ///
    /// # Errors
    /// What concerns the workspace as a whole; bad papers are in the report.
    pub fn draft(&self, targets: &[String], observer: &dyn Observer) -> Result<DraftReport, Error> {
        let mut report = DraftReport::default();
        let setup = self.setup()?;
        let papers = self.meant_papers(targets, observer, &mut report)?;
        let (mut fresh, mut stale) = (Vec::new(), Vec::new());
        for id in papers {
            match self.papers.source(&id).map_err(Error::from) {
                Ok(source) => match self.current_draft(&source, &setup) {
                    // A lost index is made again, or `search` would not see the paper.
                    Some(draft) if self.is_indexed(&source, setup.encoder_sha256.clone())? => {
                        fresh.push(draft);
                    }
                    _ => stale.push(id),
                },
                Err(error) => report.failures.push(Failure::new(id.as_str(), &error)),
            }
        }
        observer.started(stale.len());
        report.unchanged = fresh.len();
        report.drafts = fresh;
        if !stale.is_empty() {
            let made = self.draft_stale(&stale, &setup, observer)?;
            for (id, draft) in stale.iter().zip(made) {
                match draft {
                    Ok(draft) => report.drafts.push(draft),
                    Err(error) => report.failures.push(Failure::new(id.as_str(), &error)),
                }
            }
        }
        report.drafts.sort_by(|a, b| a.paper.id.cmp(&b.paper.id));
        Ok(report)
    }

    /// The stored draft of a paper.
    ///
    /// # Errors
    /// [`Error::NoDraft`], [`Error::DamagedDraft`], or that the paper is unknown.
    pub fn load_draft(&self, id: &PaperId) -> Result<DraftAudit, Error> {
        match self.papers.read_draft(id)? {
            Some(text) => {
                serde_json::from_str(&text).map_err(|source| Error::DamagedDraft { id: id.clone(), source })
            }
            None if self.papers.contains(id) => Err(Error::NoDraft { id: id.clone() }),
            None => Err(crate::papers::Error::UnknownPaper { id: id.clone() }.into()),
        }
    }

    fn setup(&self) -> Result<Setup, Error> {
        let encoder_sha256 = self.encoder_sha256()?;
        let lessons = self.lessons()?;
        let mut models = Vec::new();
        if let Some(sha256) = &encoder_sha256 {
            models.push(UsedModel {
                role: ModelRole::Encoder,
                name: ENCODER.to_owned(),
                sha256: sha256.clone(),
            });
        }
        models.extend(lessons.iter().map(|lessons| lessons.used.clone()));
        Ok(Setup { levels: lessons.map(|lessons| lessons.levels), models, encoder_sha256 })
    }

    fn meant_papers(
        &self,
        targets: &[String],
        observer: &dyn Observer,
        report: &mut DraftReport,
    ) -> Result<BTreeSet<PaperId>, Error> {
        if targets.is_empty() {
            return Ok(self.papers.list()?.into_iter().collect());
        }
        let mut papers = BTreeSet::new();
        let mut outside: Vec<PathBuf> = Vec::new();
        for target in targets {
            let known = PaperId::new(target).ok().filter(|id| self.papers.contains(id));
            if let Some(id) = known {
                papers.insert(id);
            } else if let Some(inside) = self.papers.meant_by(Path::new(target))? {
                papers.extend(inside);
            } else {
                outside.push(PathBuf::from(target));
            }
        }
        if !outside.is_empty() {
            let added = self.add(&outside, false, observer)?;
            papers.extend(added.papers.into_iter().map(|paper| paper.id));
            report.failures.extend(added.failures);
        }
        Ok(papers)
    }

    /// The stored draft, if it is what drafting would give again.
    fn current_draft(&self, source: &Source, setup: &Setup) -> Option<DraftAudit> {
        let draft = self.load_draft(&source.id).ok()?;
        let current = self.is_current(&draft, source)
            && draft.rubric == self.applied_rubric()
            && draft.models == setup.models;
        current.then_some(draft)
    }

    fn draft_stale(
        &self,
        stale: &[PaperId],
        setup: &Setup,
        observer: &dyn Observer,
    ) -> Result<Vec<Result<DraftAudit, Error>>, Error> {
        let encoder = self.encoder()?;
        let queries = Queries::of(&self.rubric, encoder.as_deref())?;
        let writer = self.index.writer()?;
        let made = self.pool()?.install(|| {
            let make = |id: &PaperId| {
                let draft = self.draft_one(id, setup, &queries, &writer);
                observer.finished(id.as_str());
                draft
            };
            stale.par_iter().map(make).collect()
        });
        writer.commit()?;
        Ok(made)
    }

    fn draft_one(
        &self,
        id: &PaperId,
        setup: &Setup,
        queries: &Queries,
        writer: &Writer,
    ) -> Result<DraftAudit, Error> {
        let source = self.papers.source(id)?;
        let paper = self.indexed(&source, setup.encoder_sha256.clone(), writer)?;
        let mut warnings = paper.warnings;
        warnings.extend(other_id(id, &paper.document.metadata).map(|warning| warning.to_string()));
        let haystack = Haystack::new(&paper.document, paper.vectors.as_ref());
        let draft = DraftAudit {
            schema_version: DRAFT_SCHEMA,
            program: program(),
            paper: AuditedPaper {
                id: id.clone(),
                title: paper.document.title.clone(),
                sha256: source.sha256,
                pages: paper.document.pages.len() as u32,
                ocr_pages: paper.document.metadata.ocr_pages.clone(),
            },
            rubric: self.applied_rubric(),
            models: setup.models.clone(),
            cells: audit::cells(&self.rubric, queries, setup.levels.as_ref(), &paper.document, &haystack),
            warnings,
        };
        let text = serde_json::to_string(&draft)
            .map_err(|source| Error::UnwritableDraft { id: id.clone(), source })?;
        self.papers.write_draft(id, &(text + "\n"))?;
        Ok(draft)
    }

    /// The paper as the index has it, read and embedded first where the entry is missing or out of date.
    pub(super) fn indexed(
        &self,
        source: &Source,
        encoder_sha256: Option<String>,
        writer: &Writer,
    ) -> Result<IndexedPaper, Error> {
        if self.is_indexed(source, encoder_sha256.clone())?
            && let Some(mut paper) = self.index.paper(&source.id)?
        {
            paper.vectors = paper.vectors.filter(|_| self.use_model);
            return Ok(paper);
        }
        let parsed = read(&source.bytes, source.format)
            .map_err(|error| Error::Unparsed { path: source.path.clone(), source: error })?;
        let vectors =
            self.encoder()?.map(|encoder| retrieval::embed(&parsed.document, &encoder)).transpose()?;
        let warnings = parsed.warnings.iter().map(ToString::to_string).collect();
        let stamp = stamp(source, encoder_sha256);
        let paper = IndexedPaper { document: parsed.document, vectors, warnings, stamp };
        writer.put(&source.id, &paper)?;
        Ok(paper)
    }

    /// Whether the index has the paper as it would be made now; without an encoder, with any vectors or
    /// none. Only the entry's header is read.
    pub(super) fn is_indexed(&self, source: &Source, encoder_sha256: Option<String>) -> Result<bool, Error> {
        let Some(there) = self.index.stamp(&source.id)? else { return Ok(false) };
        // An entry with vectors serves who works from words alone; it must not be thrown away for that.
        let wanted = stamp(source, encoder_sha256.or(there.encoder.clone()));
        Ok(there == wanted)
    }

    /// Whether a draft is of the paper as it is now, and by this program.
    pub(super) fn is_current(&self, draft: &DraftAudit, source: &Source) -> bool {
        draft.schema_version == DRAFT_SCHEMA
            && draft.program == program()
            && draft.paper.id == source.id
            && draft.paper.sha256 == source.sha256
    }

    fn applied_rubric(&self) -> AppliedRubric {
        let rubric = &self.rubric;
        AppliedRubric {
            id: rubric.id.clone(),
            version: rubric.version.clone(),
            sha256: rubric.sha256.clone(),
        }
    }
}

/// What made a draft: drafts of another program, parser or drafter are made anew.
fn program() -> String {
    format!("medcheck {} (parser {PARSER_VERSION}, drafter {DRAFTER_VERSION})", env!("CARGO_PKG_VERSION"))
}

/// What an index entry of the paper is made from.
fn stamp(source: &Source, encoder: Option<String>) -> Stamp {
    Stamp { source: source.sha256.clone(), encoder, parser: PARSER_VERSION }
}
