//! Papers become draft audits; what has not changed is not done again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::adding::other_id;
use super::error::{Error, Failure};
use super::{Knowledge, Observer, Workspace};
use crate::audit::{
    self, AuditedAttachment, AuditedPaper, DRAFTER_VERSION, DraftAudit, ModelRole, UsedModel,
};
use crate::document::{Document, PaperId};
use crate::index::{IndexedPaper, Refusal, Stamp, Writer};
use crate::models::{ENCODER, Heads, Vectors};
use crate::papers::{Attached, Fingerprint, Source};
use crate::reading::PARSER_VERSION;
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
    /// What drafts are made with.
    pub models: Vec<UsedModel>,
    /// Papers without a draft, and why.
    pub failures: Vec<Failure>,
}

/// What there is of a paper before anything is made.
enum Looked {
    /// The draft that would be made again.
    Fresh(Box<DraftAudit>),
    Stale(Fingerprint),
    /// It was tried before, with the same bytes and parser.
    Refused(Refusal),
}

/// What every draft of a run is made with.
struct Setup {
    knowledge: Option<Knowledge>,
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
        let before = self.index.hashes();
        self.papers.know(before.clone());
        let papers: Vec<PaperId> = self.meant_papers(targets, observer, &mut report)?.into_iter().collect();
        let (mut fresh, mut stale) = (Vec::new(), Vec::new());
        let refused = self.index.refusals();
        let look = |id: &PaperId| {
            let paper = self.papers.fingerprint(id)?;
            let tried = refused.get(id).filter(|refusal| refusal.stamp == stamp(paper.clone(), None));
            if let Some(refusal) = tried {
                return Ok(Looked::Refused(refusal.clone()));
            }
            // A lost index is made again, or `search` would not see the paper.
            let is_indexed = self.is_indexed(&paper, setup.encoder_sha256.clone())?;
            let draft = if is_indexed { self.current_draft(&paper, &setup) } else { None };
            Ok(draft.map_or_else(|| Looked::Stale(paper), |draft| Looked::Fresh(Box::new(draft))))
        };
        let found: Vec<Result<Looked, Error>> =
            self.pool()?.install(|| papers.par_iter().map(look).collect());
        for (id, found) in papers.into_iter().zip(found) {
            match found {
                Ok(Looked::Fresh(draft)) => fresh.push(*draft),
                Ok(Looked::Stale(paper)) => stale.push(paper),
                Ok(Looked::Refused(Refusal { file, why, hint, .. })) => {
                    let why = format!("{}: {why}", self.papers.dir().join(file).display());
                    report.failures.push(Failure::new(id.as_str(), Error::AsBefore { why, hint }));
                }
                Err(error) => report.failures.push(Failure::new(id.as_str(), error)),
            }
        }
        let hashes = self.papers.known();
        if hashes != before
            && let Err(error) = self.index.keep_hashes(&hashes)
        {
            observer.note(&error.to_string());
        }
        observer.started(stale.len());
        report.unchanged = fresh.len();
        report.models = setup.models.clone();
        report.drafts = fresh;
        if !stale.is_empty() {
            let made = self.draft_stale(&stale, &setup, observer)?;
            let mut refusals = refused.clone();
            refusals.retain(|id, _| self.papers.contains(id));
            for (paper, draft) in stale.into_iter().zip(made) {
                refusals.remove(&paper.id);
                match draft {
                    Ok(draft) => report.drafts.push(draft),
                    Err(error) => {
                        refusals.extend(self.refusal(paper.clone(), &error));
                        report.failures.push(Failure::new(paper.id.as_str(), error));
                    }
                }
            }
            if refusals != refused
                && let Err(error) = self.index.keep_refusals(&refusals)
            {
                observer.note(&error.to_string());
            }
        } else if !report.drafts.is_empty() && !self.index.is_in_step()? {
            self.index.writer()?.commit()?;
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

    /// The stored draft of a paper by the rubric in use; `None` without one.
    ///
    /// # Errors
    /// [`Error::DamagedDraft`], or that the paper is unknown.
    pub(super) fn own_draft(&self, id: &PaperId) -> Result<Option<DraftAudit>, Error> {
        match self.load_draft(id) {
            Ok(draft) => Ok(Some(draft).filter(|draft| draft.rubric.id == self.rubric.id)),
            Err(Error::NoDraft { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn setup(&self) -> Result<Setup, Error> {
        let encoder_sha256 = self.encoder_sha256()?;
        let knowledge = self.knowledge()?;
        let mut models = Vec::new();
        if let Some(sha256) = &encoder_sha256 {
            models.push(UsedModel {
                role: ModelRole::Encoder,
                name: ENCODER.to_owned(),
                sha256: sha256.clone(),
            });
        }
        models.extend(knowledge.iter().map(|knowledge| knowledge.used.clone()));
        Ok(Setup { knowledge, models, encoder_sha256 })
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
            let added = self.add_and_keep(&outside, false, true, observer)?;
            papers.extend(added.papers.into_iter().map(|paper| paper.id));
            report.failures.extend(added.failures);
        }
        Ok(papers)
    }

    /// The stored draft, if it is what drafting would give again.
    fn current_draft(&self, paper: &Fingerprint, setup: &Setup) -> Option<DraftAudit> {
        let draft = self.load_draft(&paper.id).ok()?;
        let current = self.is_current(&draft, paper)
            && draft.rubric == self.rubric.applied()
            && draft.models == setup.models;
        current.then_some(draft)
    }

    fn draft_stale(
        &self,
        stale: &[Fingerprint],
        setup: &Setup,
        observer: &dyn Observer,
    ) -> Result<Vec<Result<DraftAudit, Error>>, Error> {
        let encoder = self.encoder()?;
        let queries = Queries::of(&self.rubric, encoder.as_deref())?;
        let writer = self.index.writer()?;
        let made = self.pool()?.install(|| {
            let make = |paper: &Fingerprint| {
                let draft = self.draft_one(&paper.id, setup, &queries, &writer);
                observer.finished(paper.id.as_str());
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
        let heads = setup.knowledge.as_ref().and_then(|knowledge| knowledge.heads.as_ref());
        let (paper, read) = self.indexed_and_read(&source, setup.encoder_sha256.clone(), heads, writer)?;
        let mut warnings = paper.warnings;
        warnings.extend(other_id(id, &paper.document.metadata).map(|warning| warning.to_string()));
        let metadata = paper.document.metadata.clone().with_file_name(id.as_str());
        let learned = setup.knowledge.as_ref().and_then(|knowledge| knowledge.of(read.as_ref()));
        let haystack = Haystack::new(&paper.document, paper.vectors.as_ref()).with_learned(learned);
        let levels = setup.knowledge.as_ref().map(|knowledge| &knowledge.levels);
        let draft = DraftAudit {
            schema_version: DRAFT_SCHEMA,
            program: program(),
            paper: AuditedPaper {
                id: id.clone(),
                title: paper.document.title.clone(),
                sha256: source.sha256.clone(),
                pages: paper.document.pages.len() as u32,
                authors: metadata.authors.map(|authors| authors.value).unwrap_or_default(),
                year: metadata.year.map(|year| year.value),
                arxiv: metadata.arxiv.map(|arxiv| arxiv.value),
                doi: metadata.doi.map(|doi| doi.value),
                ocr_pages: metadata.ocr_pages,
                attachments: audited_attachments(&source.attachments, &paper.document),
            },
            rubric: self.rubric.applied(),
            models: setup.models.clone(),
            cells: audit::cells(&self.rubric, queries, levels, &paper.document, &haystack),
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
        Ok(self.indexed_and_read(source, encoder_sha256, None, writer)?.0)
    }

    /// The same, and what heads make of its sentences.
    fn indexed_and_read(
        &self,
        source: &Source,
        encoder_sha256: Option<String>,
        heads: Option<&Heads>,
        writer: &Writer,
    ) -> Result<(IndexedPaper, Option<Vectors>), Error> {
        let encoder = self.encoder()?;
        let reader = encoder.as_deref().zip(heads);
        let fingerprint = source.fingerprint();
        if self.is_indexed(&fingerprint, encoder_sha256.clone())?
            && let Some(mut paper) = self.index.paper(&source.id)?
        {
            paper.vectors = paper.vectors.filter(|_| self.use_model);
            let read = reader.map(|(encoder, heads)| retrieval::read(&paper.document, encoder, heads));
            return Ok((paper, read.transpose()?));
        }
        let parsed = self.read_with_attachments(source)?;
        let (vectors, read) = match (reader, &encoder) {
            (Some((encoder, heads)), _) => {
                let (vectors, read) = retrieval::embed_and_read(&parsed.document, encoder, heads)?;
                (Some(vectors), Some(read))
            }
            (None, Some(encoder)) => (Some(retrieval::embed(&parsed.document, encoder)?), None),
            (None, None) => (None, None),
        };
        let warnings = parsed.warnings.iter().map(ToString::to_string).collect();
        let stamp = stamp(fingerprint, encoder_sha256);
        let paper = IndexedPaper { document: parsed.document, vectors, warnings, stamp };
        writer.put(&source.id, &paper)?;
        Ok((paper, read))
    }

    /// Whether the index has the paper as it would be made now; without an encoder, with any vectors or
    /// none. Only the entry's header is read.
    pub(super) fn is_indexed(
        &self,
        paper: &Fingerprint,
        encoder_sha256: Option<String>,
    ) -> Result<bool, Error> {
        let Some(there) = self.index.stamp(&paper.id)? else { return Ok(false) };
        // An entry with vectors serves who works from words alone; it must not be thrown away for that.
        let wanted = stamp(paper.clone(), encoder_sha256.or(there.encoder.clone()));
        Ok(there == wanted)
    }

    /// What is kept of a paper that cannot be parsed, whatever the encoder; nothing of other errors, which may
    /// be gone next time.
    fn refusal(&self, paper: Fingerprint, error: &Error) -> Option<(PaperId, Refusal)> {
        let Error::Unparsed { path, source } = error else { return None };
        // From the folder of papers, so that a workspace can be moved.
        let file = path.strip_prefix(self.papers.dir()).unwrap_or(path).to_owned();
        let (why, hint) = (source.to_string(), error.hint());
        Some((paper.id.clone(), Refusal { stamp: stamp(paper, None), file, why, hint }))
    }

    /// Whether a draft is of the paper as it is now, and by this program.
    pub(super) fn is_current(&self, draft: &DraftAudit, paper: &Fingerprint) -> bool {
        let drafted = draft.paper.attachments.iter().map(|attached| (&attached.name, &attached.sha256));
        draft.schema_version == DRAFT_SCHEMA
            && draft.program == program()
            && draft.paper.id == paper.id
            && draft.paper.sha256 == paper.sha256
            && drafted.eq(&paper.attachments)
    }
}

/// What made a draft: drafts of another program, parser or drafter are made anew.
pub(super) fn program() -> String {
    format!("medcheck {} (parser {PARSER_VERSION}, drafter {DRAFTER_VERSION})", env!("CARGO_PKG_VERSION"))
}

/// The attachments as a draft names them; source and document list the same files in the same order.
fn audited_attachments(attached: &[Attached], document: &Document) -> Vec<AuditedAttachment> {
    let pages = document.attachments.iter().map(|attachment| attachment.pages.len() as u32);
    let pairs = attached.iter().zip(pages);
    let audited = |(attached, pages): (&Attached, u32)| AuditedAttachment {
        name: attached.name.clone(),
        sha256: attached.sha256.clone(),
        pages,
    };
    pairs.map(audited).collect()
}

/// What an index entry of the paper is made from.
fn stamp(paper: Fingerprint, encoder: Option<String>) -> Stamp {
    Stamp { source: paper.sha256, attachments: paper.attachments, encoder, parser: PARSER_VERSION }
}
