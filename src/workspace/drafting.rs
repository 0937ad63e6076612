//! Papers become draft audits; what has not changed is not done again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::{Error, Failure};
use super::naming::other_id;
use super::{Observer, Workspace};
use crate::audit::{AuditedPaper, DraftAudit, DraftSummary, Drafter};
use crate::disk::sha256_hex;
use crate::document::PaperId;
use crate::index::{IndexedPaper, Refusal, Stamp, Writer};
use crate::models::{UsedModel, Vectors};
use crate::papers::{Fingerprint, Source};
use crate::reading::PARSER_VERSION;
use crate::rubric::AppliedRubric;

/// What became of the papers that were to be drafted.
#[derive(Debug)]
pub struct DraftReport<T = DraftAudit> {
    /// The drafts, or what was made of them, sorted by paper, unchanged ones included.
    pub drafts: Vec<T>,
    /// How many of them were there already.
    pub unchanged: usize,
    /// What drafts are made with.
    pub models: Vec<UsedModel>,
    /// Papers without a draft, and why.
    pub failures: Vec<Failure>,
}

/// What there is of a paper before anything is made.
enum Looked {
    /// There is the draft that would be made again.
    Fresh,
    Stale(Fingerprint),
    /// It was tried before, with the same bytes and parser.
    Refused(Refusal),
}

impl Workspace {
    /// Drafts the papers that `targets` name: ids, files, folders; files from elsewhere are added first.
    /// No target means every paper. Drafts are stored beside their papers.
    ///
    /// # Errors
    /// What concerns the workspace as a whole; bad papers are in the report.
    pub fn draft(&self, targets: &[String], observer: &dyn Observer) -> Result<DraftReport, Error> {
        self.draft_each(targets, observer, |draft| draft)
    }

    /// The same, but of each draft only what `of` makes of it is kept: a thousand drafts fill half a gigabyte.
    /// Called from several threads.
    ///
    /// # Errors
    /// What concerns the workspace as a whole; bad papers are in the report.
    pub fn draft_each<T: Send>(
        &self,
        targets: &[String],
        observer: &dyn Observer,
        of: impl Fn(DraftAudit) -> T + Sync,
    ) -> Result<DraftReport<T>, Error> {
        let DraftReport { drafts: papers, unchanged, models, mut failures } =
            self.drafted(targets, observer)?;
        let load = |id: &PaperId| self.load_draft(id).map(&of);
        let loaded: Vec<Result<T, Error>> = self.pool()?.install(|| papers.par_iter().map(load).collect());
        let mut drafts = Vec::with_capacity(papers.len());
        for (id, loaded) in papers.iter().zip(loaded) {
            match loaded {
                Ok(draft) => drafts.push(draft),
                // Another run took it away since.
                Err(error) => failures.push(Failure::new(id.as_str(), error)),
            }
        }
        Ok(DraftReport { drafts, unchanged, models, failures })
    }

    /// The same, but of each draft only the paper is told.
    pub(super) fn drafted(
        &self,
        targets: &[String],
        observer: &dyn Observer,
    ) -> Result<DraftReport<PaperId>, Error> {
        let mut failures = Vec::new();
        let drafter = Drafter::load(&self.models, &self.rubric, self.use_model)?;
        let before = self.index.hashes();
        self.papers.know(before.clone());
        let papers: Vec<PaperId> = self.meant_papers(targets, observer, &mut failures)?.into_iter().collect();
        let (mut drafts, mut stale) = (Vec::new(), Vec::new());
        let refused = self.index.refusals();
        let applied = self.rubric.applied();
        let look = |id: &PaperId| {
            let paper = self.papers.fingerprint(id)?;
            let tried = refused.get(id).filter(|refusal| refusal.stamp == stamp(paper.clone(), None));
            if let Some(refusal) = tried {
                return Ok(Looked::Refused(refusal.clone()));
            }
            // A lost index is made again, or `search` would not see the paper.
            let is_fresh = self.is_indexed(&paper, drafter.encoder_sha256()?)?
                && self.has_current_draft(&paper, &applied, &drafter);
            Ok(if is_fresh { Looked::Fresh } else { Looked::Stale(paper) })
        };
        let found: Vec<Result<Looked, Error>> =
            self.pool()?.install(|| papers.par_iter().map(look).collect());
        for (id, found) in papers.into_iter().zip(found) {
            match found {
                Ok(Looked::Fresh) => drafts.push(id),
                Ok(Looked::Stale(paper)) => stale.push(paper),
                Ok(Looked::Refused(Refusal { file, why, hint, .. })) => {
                    let why = format!("{}: {why}", self.papers.dir().join(file).display());
                    failures.push(Failure::new(id.as_str(), Error::AsBefore { why, hint }));
                }
                Err(error) => failures.push(Failure::new(id.as_str(), error)),
            }
        }
        let hashes = self.papers.known();
        if hashes != before
            && let Err(error) = self.index.keep_hashes(&hashes)
        {
            observer.note(&error.to_string());
        }
        observer.started(stale.len());
        let unchanged = drafts.len();
        if !stale.is_empty() {
            let made = self.draft_stale(&stale, &drafter, observer)?;
            let mut refusals = refused.clone();
            refusals.retain(|id, _| self.papers.contains(id));
            for (paper, draft) in stale.into_iter().zip(made) {
                refusals.remove(&paper.id);
                match draft {
                    Ok(()) => drafts.push(paper.id),
                    Err(error) => {
                        refusals.extend(self.refusal(paper.clone(), &error));
                        failures.push(Failure::new(paper.id.as_str(), error));
                    }
                }
            }
            if refusals != refused
                && let Err(error) = self.index.keep_refusals(&refusals)
            {
                observer.note(&error.to_string());
            }
        } else if !drafts.is_empty() && !self.index.is_in_step()? {
            self.index.writer()?.commit()?;
        }
        self.keep_summaries(observer);
        drafts.sort();
        Ok(DraftReport { drafts, unchanged, models: drafter.used().to_vec(), failures })
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

    fn meant_papers(
        &self,
        targets: &[String],
        observer: &dyn Observer,
        failures: &mut Vec<Failure>,
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
            failures.extend(added.failures);
        }
        Ok(papers)
    }

    /// Whether the stored draft is what drafting would give again.
    fn has_current_draft(&self, paper: &Fingerprint, rubric: &AppliedRubric, drafter: &Drafter<'_>) -> bool {
        let Ok(Some((draft, _))) = self.summary(&paper.id) else { return false };
        draft.is_current(paper) && draft.rubric() == rubric && draft.models() == drafter.used()
    }

    fn draft_stale(
        &self,
        stale: &[Fingerprint],
        drafter: &Drafter<'_>,
        observer: &dyn Observer,
    ) -> Result<Vec<Result<(), Error>>, Error> {
        // Once for all papers, before there are several threads.
        drafter.prepare()?;
        let writer = self.index.writer()?;
        let made = self.pool()?.install(|| {
            let make = |paper: &Fingerprint| {
                let draft = self.draft_one(&paper.id, drafter, &writer);
                observer.finished(paper.id.as_str());
                draft
            };
            stale.par_iter().map(make).collect()
        });
        writer.commit()?;
        Ok(made)
    }

    fn draft_one(&self, id: &PaperId, drafter: &Drafter<'_>, writer: &Writer) -> Result<(), Error> {
        let source = self.papers.source(id)?;
        let (paper, logits) = self.indexed(&source, drafter, writer)?;
        let mut warnings = paper.warnings;
        warnings.extend(other_id(id, &paper.document.metadata).map(|warning| warning.to_string()));
        let open = drafter.open(&paper.document, paper.vectors.as_ref(), logits.as_ref())?;
        let draft = drafter.draft(AuditedPaper::of(&source, &paper.document), &open, warnings);
        let text = serde_json::to_string(&draft)
            .map_err(|source| Error::UnwritableDraft { id: id.clone(), source })?;
        let text = text + "\n";
        self.papers.write_draft(id, &text)?;
        self.know_summary(id, sha256_hex(text.as_bytes()), DraftSummary::of(&draft));
        Ok(())
    }

    /// The paper as the index has it, parsed and embedded first where the entry is missing or out of date; and
    /// what heads make of its sentences, if the drafter has some.
    pub(super) fn indexed(
        &self,
        source: &Source,
        drafter: &Drafter<'_>,
        writer: &Writer,
    ) -> Result<(IndexedPaper, Option<Vectors>), Error> {
        let fingerprint = source.fingerprint();
        let encoder_sha256 = drafter.encoder_sha256()?;
        if self.is_indexed(&fingerprint, encoder_sha256)?
            && let Some(mut paper) = self.index.paper(&source.id)?
        {
            paper.vectors = paper.vectors.filter(|_| self.use_model);
            let logits = drafter.read_again(&paper.document)?;
            return Ok((paper, logits));
        }
        let parsed = self.read_with_attachments(source)?;
        let (vectors, logits) = drafter.read(&parsed.document)?;
        let warnings = parsed.warnings.iter().map(ToString::to_string).collect();
        let stamp = stamp(fingerprint, encoder_sha256.map(str::to_owned));
        let paper = IndexedPaper { document: parsed.document, vectors, warnings, stamp };
        writer.put(&source.id, &paper)?;
        Ok((paper, logits))
    }

    /// Whether the index has the paper as it would be made now; without an encoder, with any vectors or
    /// none. Only the entry's header is read.
    pub(super) fn is_indexed(
        &self,
        paper: &Fingerprint,
        encoder_sha256: Option<&str>,
    ) -> Result<bool, Error> {
        let Some(there) = self.index.stamp(&paper.id)? else { return Ok(false) };
        // An entry with vectors serves who works from words alone; it must not be thrown away for that.
        let wanted =
            stamp(paper.clone(), encoder_sha256.map(str::to_owned).or_else(|| there.encoder.clone()));
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
}

/// What an index entry of the paper is made from.
fn stamp(paper: Fingerprint, encoder: Option<String>) -> Stamp {
    Stamp { source: paper.sha256, attachments: paper.attachments, encoder, parser: PARSER_VERSION }
}
