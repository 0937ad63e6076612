//! Scored papers teach what is evidence, and what it says.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::error::Error;
use super::{Observer, Workspace};
use crate::disk::sha256_hex;
use crate::document::PaperId;
use crate::evaluation::{self, Evaluation};
use crate::learning::{self, Course, Gold, GoldCell, Learning, ScoredPaper};
use crate::models::{Encoder, Kind};
use crate::numeric;
use crate::retrieval::Queries;
use crate::review::{self, Ledger};

/// The file of the ranker in a model folder.
pub(super) const RANKER_FILE: &str = "ranker.json";

/// The file of the level model for drafts with heads, or from words alone.
pub(super) fn levels_file(with_heads: bool) -> &'static str {
    if with_heads { "levels.json" } else { "levels-words.json" }
}

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
        let encoder = self.encoder()?;
        let papers: Vec<&ScoredPaper> = scored.papers.iter().collect();
        let learned = self.pool()?.install(|| {
            let both = self.learn_from(&papers, &scored.elsewhere, encoder.as_deref(), seed, observer)?;
            let words = self.learn_from(&papers, &[], None, seed, observer)?;
            Ok::<_, Error>(both.zip(words))
        })?;
        let (both, words) = learned.ok_or_else(nothing)?;
        self.write_lessons(&both, &words, encoder.as_deref(), &scored, seed)
    }

    /// One learning, with an encoder or from words alone; `None` when there is too little.
    pub(super) fn learn_from(
        &self,
        papers: &[&ScoredPaper],
        elsewhere: &[GoldCell],
        encoder: Option<&Encoder>,
        seed: u64,
        observer: &dyn Observer,
    ) -> Result<Option<Learning>, Error> {
        let queries = Queries::of(&self.rubric, encoder)?;
        let elsewhere: Vec<&GoldCell> = elsewhere.iter().collect();
        let lessons =
            encoder.map(|encoder| learning::quotes_alone(&self.rubric, encoder, &elsewhere)).transpose()?;
        let lessons = Vec::from_iter(lessons);
        let course = Course {
            rubric: &self.rubric,
            queries: &queries,
            encoder,
            elsewhere: &lessons,
            seed,
            progress: &|done, of| {
                observer.computed("learning from quotes", done, of);
                if done == of {
                    observer.note(&format!("heads learned in {of} steps"));
                }
            },
        };
        Ok(course.learn(papers)?)
    }

    /// Reads the labels and the papers they are of.
    pub(super) fn scored(&self, labels: &Labels, observer: &dyn Observer) -> Result<Scored, Error> {
        let mut gold: BTreeMap<PaperId, Vec<GoldCell>> = BTreeMap::new();
        let mut texts = String::new();
        for path in &labels.files {
            let unreadable = |source| Error::UnreadableGold { path: path.clone(), source };
            let text = std::fs::read_to_string(path).map_err(unreadable)?;
            let read = Gold::parse(&text, &self.rubric.id)
                .map_err(|source| Error::Gold { path: path.clone(), source })?;
            read.papers.into_iter().for_each(|(id, cells)| gold.entry(id).or_default().extend(cells));
            texts.push_str(&text);
        }
        if labels.decisions {
            for (id, text, cells) in self.settled()? {
                texts.push_str(&text);
                // What people decided here stands above what a file says of the same criterion.
                let known = gold.entry(id).or_default();
                known.retain(|cell| cells.iter().all(|decided| decided.criterion != cell.criterion));
                known.extend(cells);
            }
            if gold.is_empty() {
                return Err(Error::NoDecisions);
            }
        }
        let labeled = gold.len();
        let (here, gone): (Vec<_>, Vec<_>) = gold.into_iter().partition(|(id, _)| self.papers.contains(id));
        if !gone.is_empty() {
            let gone = gone.len();
            observer.note(&format!("{gone} of {labeled} labeled papers are not in the workspace"));
        }
        observer.started(here.len());
        let encoder = self.encoder()?;
        let encoder_sha256 = self.encoder_sha256()?;
        let writer = self.index.writer()?;
        let of_paper = |(id, cells): &(PaperId, Vec<GoldCell>)| {
            let source = self.papers.source(id)?;
            let paper = self.indexed(&source, encoder_sha256.clone(), &writer)?;
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
            let lines =
                review::lines(&text).map_err(|source| Error::DamagedDecisions { id: id.clone(), source })?;
            let cells = Ledger::new(&self.rubric.id, lines).settled();
            if !cells.is_empty() {
                settled.push((id, text, cells));
            }
        }
        Ok(settled)
    }

    fn write_lessons(
        &self,
        both: &Learning,
        words: &Learning,
        encoder: Option<&Encoder>,
        scored: &Scored,
        seed: u64,
    ) -> Result<Lesson, Error> {
        let name = self.lessons_name();
        let json = |value: serde_json::Result<Vec<u8>>| {
            let mut bytes = value
                .map_err(|error| Error::UnusableLevels { name: name.clone(), why: error.to_string() })?;
            bytes.push(b'\n');
            Ok::<_, Error>(bytes)
        };
        let mut files = vec![(levels_file(false), json(serde_json::to_vec(&words.levels))?)];
        let mut left_out = evaluation::evaluate(&self.rubric, &words.left_out, evaluation::BOOTSTRAP_DRAWS);
        if let (Some(encoder), Some(heads), Some(ranker)) = (encoder, &both.heads, &both.ranker) {
            files.push((levels_file(true), json(serde_json::to_vec(&both.levels))?));
            files.push((RANKER_FILE, json(serde_json::to_vec(ranker))?));
            files.extend(heads.to_files(encoder)?);
            left_out = evaluation::evaluate(&self.rubric, &both.left_out, evaluation::BOOTSTRAP_DRAWS);
        }
        let files: Vec<(&str, &[u8])> = files.iter().map(|(file, bytes)| (*file, bytes.as_slice())).collect();
        let card = self.card(scored, &left_out, seed);
        self.models[0].write(&name, Kind::Heads, None, &files, &card)?;
        Ok(Lesson { name, left_out })
    }

    fn card(&self, scored: &Scored, left_out: &Evaluation, seed: u64) -> String {
        let Workspace { rubric, .. } = self;
        let cells = scored.papers.iter().map(|paper| paper.cells.len()).sum::<usize>();
        let quotes =
            scored.papers.iter().flat_map(|paper| &paper.cells).filter(|cell| !cell.quoted.is_empty());
        format!(
            "# What was learned for {} {}\n\n\
             Made by `medcheck learn` from {} scored papers ({cells} scored cells, {} with quotes that were\n\
             found), and the quotes of {} cells of papers that were not there; seed {seed}.\n\
             Labels: sha256 `{}`.\n\
             Only numbers computed from them are in the files: the upper layers of the encoder and two linear\n\
             heads per criterion (`heads.*`), a ranking (`ranker.json`), and models of levels with and without\n\
             the encoder (`levels*.json`).\n\n\
             How good the labels are is said where they come from; agreement with model-assisted labels is\n\
             not agreement with experts. Measured on papers left out, by models that learned from two thirds of\n\
             the papers (`medcheck eval` leaves out fewer and gives phases and criteria):\n\n```\n{}```\n",
            rubric.id,
            rubric.version,
            scored.papers.len(),
            quotes.count(),
            scored.elsewhere.len(),
            scored.sha256,
            figures(left_out),
        )
    }
}

/// The main figures, for the card.
fn figures(left_out: &Evaluation) -> String {
    let line = |(name, figure): (&str, numeric::Figure)| match (figure.value, figure.low, figure.high) {
        (Some(value), Some(low), Some(high)) => format!("{name:<20} {value:.3}  [{low:.3}, {high:.3}]\n"),
        (Some(value), ..) => format!("{name:<20} {value:.3}\n"),
        (None, ..) => format!("{name:<20} –\n"),
    };
    left_out.overall.figures().into_iter().map(line).collect()
}
