//! A search over all papers: by words and meaning, by filters, or for what audits quote.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Workspace;
use super::error::{Error, Failure};
use crate::audit::Drafter;
use crate::document::{AttachmentName, BlockKind, PaperId, Rect};
use crate::index::{SentenceSet, Sentences, Wanted, WordQuery};
use crate::retrieval::{self, Asked, Filters, Parts};
use crate::review::{self, Audience, QuotedFor};

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
        let (only, first) = if is_of_audits || asked.is_of_sentences() || !asked.years.is_empty() {
            let passing = self.passing(papers.as_deref(), &asked)?;
            match audits {
                Some(audience) => {
                    let (quoted, decided) = self.quoted(passing, &asked, audience, &mut found.failures)?;
                    (Some(quoted), Some(decided))
                }
                None => (Some(passing), None),
            }
        } else {
            (None, None)
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
        let mut filters = Filters {
            papers: papers.unwrap_or_default(),
            kinds: asked.kinds.clone(),
            only,
            phrases: asked.phrases.clone(),
            first,
            criterion: query.as_ref(),
        };
        found.words = retrieval::word_query(&asked.text, filters.criterion);
        let is_wordless = asked.text.is_empty() && found.words.is_empty();
        if is_wordless && request.like.is_none() && !request.query.trim().is_empty() && filters.only.is_none()
        {
            filters.only = Some(
                self.passing((!filters.papers.is_empty()).then_some(filters.papers.as_slice()), &asked)?,
            );
        }
        let ranked = match &request.like {
            Some((paper, sentence)) => {
                // Decisions go before drafts, wherever they rank.
                let most = if is_of_audits { usize::MAX } else { request.limit };
                let like = retrieval::alike(&self.index, paper, *sentence, &filters, most)?;
                let mut like =
                    like.ok_or_else(|| Error::NoVector { paper: paper.clone(), sentence: *sentence })?;
                like.sort_by_key(|hit| !filters.is_first(&hit.paper, hit.sentence));
                like.truncate(request.limit);
                like
            }
            None if is_wordless && filters.only.is_some() => retrieval::unranked(&filters, request.limit),
            None => retrieval::search(&self.index, encoder.as_deref(), &asked.text, &filters, request.limit)?,
        };
        let told = (request.tells_quotes || is_of_audits).then_some(request.audience);
        // What was asked for of audits is told; without, everything.
        found.hits = self.placed(ranked, &asked, told, &mut found.failures)?;
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

    /// The sentences that pass the filters, audits apart.
    fn passing(&self, papers: Option<&[PaperId]>, asked: &Asked) -> Result<Sentences, Error> {
        let kinds = Filters { kinds: asked.kinds.clone(), ..Filters::default() }.wanted_kinds();
        Ok(self.index.passing(&Wanted {
            papers: papers.unwrap_or_default(),
            kinds: &kinds,
            phrases: &asked.phrases,
            has_year: &|year| asked.has_year(year),
            has_section: &|title| asked.has_section(title),
        })?)
    }

    /// Those of the sentences that audits quote, as that audience may see them, and those of these on which
    /// decisions rest.
    fn quoted(
        &self,
        passing: Sentences,
        asked: &Asked,
        audience: Audience<'_>,
        failures: &mut Vec<Failure>,
    ) -> Result<(Sentences, Sentences), Error> {
        self.know_hashes();
        let contents = self.index.contents()?;
        let of_paper = |(id, sentences): (PaperId, SentenceSet)| {
            let quotes = self.quotes(&id, &contents);
            let sets = quotes.map(|quotes| {
                let quotes = quotes.map(|quotes| quotes.quoted(audience, asked, &self.rubric));
                let (mut all, mut decided) = quotes.unwrap_or_default();
                all.intersect(&sentences);
                decided.intersect(&sentences);
                (all, decided)
            });
            (id, sets)
        };
        let papers: Vec<(PaperId, SentenceSet)> = passing.into_iter().collect();
        let found: Vec<_> = self.pool()?.install(|| papers.into_par_iter().map(of_paper).collect());
        let (mut quoted, mut decided) = (Sentences::new(), Sentences::new());
        for (id, sets) in found {
            match sets {
                Ok((all, of_people)) => {
                    if !of_people.is_empty() {
                        decided.insert(id.clone(), of_people);
                    }
                    if !all.is_empty() {
                        quoted.insert(id, all);
                    }
                }
                Err(error) => failures.push(Failure::new(id.as_str(), error)),
            }
        }
        Ok((quoted, decided))
    }

    /// Ranked sentences with their texts and places; with `told`, what audits quote them for, as far as it was asked
    /// for and as that audience may see it.
    fn placed(
        &self,
        ranked: Vec<retrieval::Hit>,
        asked: &Asked,
        told: Option<Audience<'_>>,
        failures: &mut Vec<Failure>,
    ) -> Result<Vec<Hit>, Error> {
        let mut papers: Vec<&PaperId> = Vec::new();
        for hit in &ranked {
            if !papers.contains(&&hit.paper) {
                papers.push(&hit.paper);
            }
        }
        self.know_hashes();
        let contents = self.index.contents()?;
        let read = |id: &&PaperId| {
            let document = self.index.document(id)?;
            let quotes = document.as_ref().and(told).map(|_| self.quotes(id, &contents));
            Ok(((*id).clone(), (document, quotes)))
        };
        let read: Vec<Result<_, Error>> = self.pool()?.install(|| papers.par_iter().map(read).collect());
        let mut known = BTreeMap::new();
        for one in read {
            let (id, (document, quotes)) = one?;
            let quotes = match quotes.transpose() {
                Ok(quotes) => quotes.flatten(),
                Err(error) => {
                    failures.push(Failure::new(id.as_str(), error));
                    None
                }
            };
            known.extend(document.map(|document| (id, (document, quotes))));
        }
        let mut hits = Vec::new();
        for hit in ranked {
            let Some((document, quotes)) = known.get(&hit.paper) else { continue };
            let Some(sentence) = document.sentences.get(hit.sentence as usize) else { continue };
            let quoted_for = quotes
                .as_ref()
                .zip(told)
                .map(|(quotes, audience)| quotes.of_sentence(hit.sentence, audience, asked, &self.rubric));
            hits.push(Hit {
                quoted_for: quoted_for.unwrap_or_default(),
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
