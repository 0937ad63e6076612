//! Scored papers teach what is evidence, and what it says.

use std::path::PathBuf;

use rayon::prelude::*;

use super::error::Error;
use super::{Observer, Workspace};
use crate::audit::{self, Drafter};
use crate::disk::{read_text, sha256_hex};
use crate::document::PaperId;
use crate::evaluation::{self, Card, Evaluation};
use crate::learning::{Course, Gold, GoldCell, ScoredPaper};
use crate::models::Kind;
use crate::review::Ledger;

/// Where scored papers come from.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// Files of labels, one criterion of one paper a line.
    pub files: Vec<PathBuf>,
    /// Whether the decisions of people in the workspace count too.
    pub decisions: bool,
}

/// What learning gave.
#[derive(Debug)]
pub struct Lesson {
    /// The model's folder under `models/`.
    pub name: String,
    /// How well levels and evidence were told on papers left out.
    pub left_out: Evaluation,
}

/// Labels together with what they are of.
pub(super) struct Scored {
    /// Papers that are here, in order of id.
    pub(super) papers: Vec<ScoredPaper>,
    /// Labels of papers that are not.
    elsewhere: Vec<GoldCell>,
    /// How many papers the labels are of, here or not.
    pub(super) labeled: usize,
    /// Of all labels, in hexadecimal.
    sha256: String,
}

impl Workspace {
    /// Learns for the rubric in use from scored papers: heads that find evidence, a ranking, and how
    /// evidence tells levels; and writes them to the workspace's `models/`. The result says how well it went
    /// on papers left out. `seed` decides what is drawn by chance.
    ///
    /// # Errors
    /// That the labels cannot be read, or that too few of their papers are here.
    pub fn learn(&self, labels: &Labels, seed: u64, observer: &dyn Observer) -> Result<Lesson, Error> {
        let scored = self.scored(labels, observer)?;
        let nothing = || Error::NothingToLearn { found: scored.papers.len(), labeled: scored.labeled };
        let papers: Vec<&ScoredPaper> = scored.papers.iter().collect();
        let drafter = Drafter::untaught(&self.rubric, self.library());
        let of_words = Drafter::untaught(&self.rubric, None);
        let progress = |done, of| tuned(observer, done, of);
        let course = Course { drafter: &drafter, elsewhere: &scored.elsewhere, seed, progress: &progress };
        let learned = self.pool()?.install(|| {
            let both = course.learn(&papers)?;
            let words = Course { drafter: &of_words, elsewhere: &[], ..course }.learn(&papers)?;
            Ok::<_, Error>(both.zip(words))
        })?;
        let (both, words) = learned.ok_or_else(nothing)?;
        let name = audit::folder_of(&self.rubric);
        let mut files = words.knowledge.to_files(&name, None)?;
        let mut left_out = &words.left_out;
        if both.knowledge.ranker.is_some()
            && let Some(encoder) = drafter.encoder()?
        {
            files.extend(both.knowledge.to_files(&name, Some(&encoder))?);
            left_out = &both.left_out;
        }
        let left_out = evaluation::evaluate(&self.rubric, left_out, evaluation::BOOTSTRAP_DRAWS);
        let card = Card {
            rubric: &self.rubric,
            papers: &scored.papers,
            elsewhere: scored.elsewhere.len(),
            labels_sha256: &scored.sha256,
            seed,
            left_out: &left_out,
        };
        let files: Vec<(&str, &[u8])> = files.iter().map(|(file, bytes)| (*file, bytes.as_slice())).collect();
        self.models.own().write(&name, Kind::Heads, None, &files, &card.text())?;
        Ok(Lesson { name, left_out })
    }

    /// Reads the labels and the papers they are of.
    pub(super) fn scored(&self, labels: &Labels, observer: &dyn Observer) -> Result<Scored, Error> {
        let mut gold = Gold::default();
        let mut texts = String::new();
        for path in &labels.files {
            let unreadable = |source| Error::UnreadableGold { path: path.clone(), source };
            let text = read_text(path).map_err(unreadable)?;
            let read = Gold::parse(&text, &self.rubric.id)
                .map_err(|source| Error::Gold { path: path.clone(), source })?;
            gold.add(read);
            texts.push_str(&text);
        }
        if labels.decisions {
            for (id, text, cells) in self.settled()? {
                texts.push_str(&text);
                // What people decided here stands above what a file says of the same criterion.
                gold.overrule(id, cells);
            }
            if gold.papers.is_empty() {
                return Err(Error::NoDecisions);
            }
        }
        let labeled = gold.papers.len();
        let (here, gone): (Vec<_>, Vec<_>) =
            gold.papers.into_iter().partition(|(id, _)| self.papers.contains(id));
        if !gone.is_empty() {
            let gone = gone.len();
            observer.note(&format!("{gone} of {labeled} labeled papers are not in the workspace"));
        }
        observer.started(here.len());
        let drafter = Drafter::untaught(&self.rubric, self.library());
        let encoder = drafter.encoder()?;
        let writer = self.index.writer()?;
        let of_paper = |(id, cells): &(PaperId, Vec<GoldCell>)| {
            let source = self.papers.source(id)?;
            let (paper, _) = self.indexed(&source, &drafter, &writer)?;
            let mut scored = ScoredPaper::new(id.clone(), paper.document, paper.vectors, &self.rubric, cells);
            if let Some(encoder) = encoder.as_deref() {
                scored.prepare(&self.rubric, encoder)?;
            }
            observer.finished(id.as_str());
            Ok(scored)
        };
        let papers =
            self.pool()?.install(|| here.par_iter().map(of_paper).collect::<Result<Vec<_>, Error>>())?;
        writer.commit()?;
        let elsewhere = gone.into_iter().flat_map(|(_, cells)| cells).collect();
        Ok(Scored { papers, elsewhere, labeled, sha256: sha256_hex(texts.as_bytes()) })
    }

    /// The papers with settled decisions of the rubric in use: id, the decisions' lines, what is settled.
    fn settled(&self) -> Result<Vec<(PaperId, String, Vec<GoldCell>)>, Error> {
        let mut settled = Vec::new();
        for id in self.papers.list()? {
            let Some(text) = self.papers.read_decisions(&id)? else { continue };
            let ledger = Ledger::read(&self.rubric, &text);
            let cells =
                ledger.map_err(|source| Error::DamagedDecisions { id: id.clone(), source })?.settled();
            if !cells.is_empty() {
                settled.push((id, text, cells));
            }
        }
        Ok(settled)
    }
}

/// A step of a learning of heads is done.
pub(super) fn tuned(observer: &dyn Observer, done: usize, of: usize) {
    observer.computed("learning from quotes", done, of);
    if done == of {
        observer.note(&format!("heads learned in {of} steps"));
    }
}
