//! A search over all papers: by words and meaning, by filters, or for what audits quote.

use std::collections::BTreeMap;

use super::Workspace;
use super::error::{Error, Failure};
use crate::audit::Drafter;
use crate::document::{AttachmentName, BlockKind, Document, PaperId, Rect};
use crate::index::{IndexedPaper, Sentences, Wanted, WordQuery};
use crate::retrieval::{self, Asked, Filters, Parts};
use crate::review::{self, Audience, Quotations, QuotedFor};

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
    /// The partial scores it was fused from.
    pub parts: Parts,
    /// One box per printed line.
    pub boxes: Vec<Rect>,
    /// What audits quote it for, as far as it was asked for.
    pub quoted_for: Vec<QuotedFor>,
}

/// A search: what is looked for, and where.
#[derive(Debug, Clone, Default)]
pub struct SearchRequest<'a> {
    /// The words as typed, with filters among them.
    pub query: &'a str,
    /// Mixes in what this criterion looks for.
    pub criterion: Option<&'a str>,
    /// Only in this paper.
    pub paper: Option<PaperId>,
    /// Sentences near this one in meaning, instead of words.
    pub like: Option<(PaperId, u32)>,
    /// Only what audits quote.
    pub evidence_only: bool,
    /// At most so many.
    pub limit: usize,
    /// For whom the audits are looked through.
    pub audience: Audience<'a>,
    /// Tells of every hit what audits quote it for, whether or not that was asked for.
    pub tells_quotes: bool,
    /// Works from words alone, even where there is a model.
    pub words_only: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The sentences, the best first.
    pub hits: Vec<Hit>,
    /// The words that were looked for, to be shown where they stand.
    pub words: WordQuery,
    /// Papers whose audits could not be read.
    pub failures: Vec<Failure>,
}

impl Workspace {
    /// Whether there is any paper that [`Workspace::search`] could look through.
    ///
    /// # Errors
    /// That the index cannot be listed.
    pub fn has_indexed(&self) -> Result<bool, Error> {
        Ok(!self.index.papers()?.is_empty())
    }

    /// The sentences that pass the filters of the query and fit its words best; with a criterion, what this
    /// looks for is mixed in. A query of filters alone gives what passes them, in the order of the papers. Of
    /// audits' quotes, what people decided comes before what drafts suggest. Empty when nothing fits or nothing
    /// is indexed.
    ///
    /// # Errors
    /// [`Error::NotAsked`], [`Error::LikeAndWords`], [`Error::UnknownCriterion`], [`Error::NoVector`], an unknown
    /// paper, phase or level, or what the index and the model give.
    pub fn search(&self, request: &SearchRequest<'_>) -> Result<Found, Error> {
        let mut asked = Asked::of(request.query)?;
        if request.like.is_some() && !asked.text.is_empty() {
            return Err(Error::LikeAndWords);
        }
        for asked in &mut asked.phases {
            let known = self.rubric.phases.iter().find(|phase| phase.id.eq_ignore_ascii_case(asked));
            *asked = known.ok_or_else(|| Error::UnknownPhase(asked.clone()))?.id.clone();
        }
        for level in &asked.levels {
            review::check_level(&self.rubric, *level)?;
        }
        let papers = self.papers_asked_for(request, &asked)?;
        let is_of_audits = request.evidence_only || asked.is_of_audits();
        let audits = is_of_audits.then_some(request.audience);
        let mut found = Found::default();
        let mut quoted = Quotations::default();
        let only = if is_of_audits || asked.is_of_sentences() || !asked.years.is_empty() {
            Some(self.passing(papers.as_deref(), &asked, audits, &mut quoted, &mut found.failures)?)
        } else {
            None
        };
        let is_of_words = request.like.is_some() || request.words_only;
        let drafter = Drafter::untaught(&self.rubric, self.library().filter(|_| !is_of_words));
        let encoder = drafter.encoder()?;
        let query = match request.criterion {
            Some(id) => {
                let criterion =
                    self.rubric.criterion(id).ok_or_else(|| Error::UnknownCriterion(id.to_owned()))?;
                drafter.query(criterion)?
            }
            None => None,
        };
        let filters = Filters {
            papers: papers.unwrap_or_default(),
            kinds: asked.kinds.clone(),
            only,
            criterion: query.as_ref(),
        };
        found.words = retrieval::word_query(&asked.text, filters.criterion);
        let is_wordless = asked.text.is_empty() && found.words.is_empty();
        // Decisions go before drafts, wherever they rank.
        let most = if is_of_audits { usize::MAX } else { request.limit };
        let mut ranked = match (&request.like, &filters.only) {
            (Some((paper, sentence)), _) => {
                let like = retrieval::alike(&self.index, paper, *sentence, &filters, most)?;
                like.ok_or_else(|| Error::NoVector { paper: paper.clone(), sentence: *sentence })?
            }
            (None, Some(only)) if is_wordless => retrieval::unranked(only),
            (None, None) if is_wordless && !request.query.trim().is_empty() => {
                retrieval::unranked(&self.passing(
                    (!filters.papers.is_empty()).then_some(&filters.papers),
                    &asked,
                    None,
                    &mut quoted,
                    &mut found.failures,
                )?)
            }
            _ => retrieval::search(&self.index, encoder.as_deref(), &asked.text, &filters, most)?,
        };
        if is_of_audits {
            ranked.sort_by_key(|hit| !quoted.is_decided(&hit.paper, hit.sentence));
        }
        ranked.truncate(request.limit);
        let told = (request.tells_quotes && !is_of_audits).then_some(request.audience);
        found.hits = self.placed(ranked, &mut quoted, told, &mut found.failures)?;
        Ok(found)
    }

    /// The papers that are named; `None` means all.
    fn papers_asked_for(
        &self,
        request: &SearchRequest<'_>,
        asked: &Asked,
    ) -> Result<Option<Vec<PaperId>>, Error> {
        let unknown = |id: PaperId| Error::from(crate::papers::Error::UnknownPaper { id });
        let mut named: Vec<PaperId> = request.paper.iter().cloned().collect();
        for id in &asked.papers {
            named.push(PaperId::new(id).map_err(|_| unknown(PaperId::slug(id)))?);
        }
        let others = request.like.iter().map(|(paper, _)| paper);
        if let Some(id) = named.iter().chain(others).find(|id| !self.papers.contains(id)) {
            return Err(unknown(id.clone()));
        }
        if let (Some(paper), false) = (&request.paper, asked.papers.is_empty()) {
            named.retain(|id| id == paper && asked.papers.iter().any(|asked| asked == paper.as_str()));
            // No paper is two at once, and an empty list would mean all papers.
            if named.is_empty() {
                return Err(Error::TwoPapers { paper: paper.clone() });
            }
        }
        Ok((!named.is_empty()).then_some(named))
    }

    /// The sentences that pass the filters; with `audits`, of those the ones that audits quote, as that audience
    /// may see them.
    fn passing(
        &self,
        papers: Option<&[PaperId]>,
        asked: &Asked,
        audits: Option<Audience<'_>>,
        quoted: &mut Quotations,
        failures: &mut Vec<Failure>,
    ) -> Result<Sentences, Error> {
        let kinds = Filters { kinds: asked.kinds.clone(), ..Filters::default() }.wanted_kinds();
        let mut passing = self.index.passing(&Wanted {
            papers: papers.unwrap_or_default(),
            kinds: &kinds,
            phrases: &asked.phrases,
            has_year: &|year| asked.has_year(year),
            has_section: &|title| asked.has_section(title),
        })?;
        let Some(audience) = audits else { return Ok(passing) };
        for (id, sentences) in &mut passing {
            if let Some(IndexedPaper { document, .. }) = self.index.paper(id)? {
                self.add_quoted(id, &document, asked, audience, quoted, failures);
            }
            sentences.retain(|sentence| quoted.has(id, *sentence));
        }
        Ok(passing)
    }

    /// What a paper's audit quotes, as the audience may see it.
    fn add_quoted(
        &self,
        id: &PaperId,
        document: &Document,
        asked: &Asked,
        audience: Audience<'_>,
        quoted: &mut Quotations,
        failures: &mut Vec<Failure>,
    ) {
        let audit = || Ok::<_, Error>((self.ledger(id)?, self.own_draft(id)?));
        match audit() {
            Ok((ledger, draft)) => {
                let of_paper = (id, document);
                let quotes = ledger.quotes_for(audience, asked, of_paper, draft.as_ref(), &self.rubric);
                quoted.add(id, quotes);
            }
            Err(error) => failures.push(Failure::new(id.as_str(), error)),
        }
    }

    /// Ranked sentences with their texts and places; with `told`, what audits quote them for, as that
    /// audience may see it.
    fn placed(
        &self,
        ranked: Vec<retrieval::Hit>,
        quoted: &mut Quotations,
        told: Option<Audience<'_>>,
        failures: &mut Vec<Failure>,
    ) -> Result<Vec<Hit>, Error> {
        let mut documents: BTreeMap<PaperId, Option<Document>> = BTreeMap::new();
        let mut hits = Vec::new();
        for hit in ranked {
            if !documents.contains_key(&hit.paper) {
                let document = self.index.paper(&hit.paper)?.map(|paper| paper.document);
                if let (Some(document), Some(audience)) = (&document, told) {
                    self.add_quoted(&hit.paper, document, &Asked::default(), audience, quoted, failures);
                }
                documents.insert(hit.paper.clone(), document);
            }
            let Some(document) = documents.get(&hit.paper).and_then(Option::as_ref) else { continue };
            let Some(sentence) = document.sentences.get(hit.sentence as usize) else { continue };
            hits.push(Hit {
                quoted_for: quoted.take(&hit.paper, hit.sentence),
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
