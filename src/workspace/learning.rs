//! Scored papers teach levels.

use std::path::Path;

use rayon::prelude::*;

use super::error::Error;
use super::{Observer, Workspace};
use crate::audit::{self, Example, Figures, Gold, GoldCell, Lesson};
use crate::document::PaperId;
use crate::models::Kind;
use crate::papers;
use crate::retrieval::{Haystack, Queries};

/// The file of the level model for drafts with sentence vectors, or from words alone.
pub(super) fn levels_file(with_encoder: bool) -> &'static str {
    if with_encoder { "levels.json" } else { "levels-words.json" }
}

impl Workspace {
    /// Learns from the labels in `gold` how the evidence for a criterion tells its level, for the rubric in
    /// use, and writes it to the workspace's `models/`. The result says how well it went on papers left out.
    ///
    /// # Errors
    /// That the labels cannot be read, or that too few of their papers are here.
    pub fn learn(&self, gold: &Path, observer: &dyn Observer) -> Result<String, Error> {
        let unreadable = |source| Error::UnreadableGold { path: gold.to_owned(), source };
        let text = std::fs::read_to_string(gold).map_err(unreadable)?;
        let labels = Gold::parse(&text, &self.rubric.id)
            .map_err(|source| Error::Gold { path: gold.to_owned(), source })?;
        let here: Vec<(&PaperId, &Vec<GoldCell>)> =
            labels.papers.iter().filter(|(id, _)| self.papers.contains(id)).collect();
        let nothing = || Error::NothingToLearn { found: here.len(), labeled: labels.papers.len() };
        if here.len() < labels.papers.len() {
            observer.note(&format!(
                "{} of {} labeled papers are not in the workspace",
                labels.papers.len() - here.len(),
                labels.papers.len()
            ));
        }
        observer.started(here.len());
        let encoder = self.encoder()?;
        let encoder_sha256 = self.encoder_sha256()?;
        let by_words = Queries::of(&self.rubric, None)?;
        let by_both = Queries::of(&self.rubric, encoder.as_deref())?;
        let writer = self.index.writer()?;
        let of_paper = |(id, cells): &(&PaperId, &Vec<GoldCell>)| {
            let source = self.papers.source(id)?;
            let paper = self.indexed(&source, encoder_sha256.clone(), &writer)?;
            let examples = |vectors, queries| {
                let haystack = Haystack::new(&paper.document, vectors);
                audit::examples(id, &paper.document, &haystack, queries, &self.rubric, cells)
            };
            let taught = (examples(paper.vectors.as_ref(), &by_both), examples(None, &by_words));
            observer.finished(id.as_str());
            Ok(taught)
        };
        let taught: Vec<(Vec<Example>, Vec<Example>)> =
            self.pool()?.install(|| here.par_iter().map(of_paper).collect::<Result<_, Error>>())?;
        writer.commit()?;
        let (both, words): (Vec<Vec<Example>>, Vec<Vec<Example>>) = taught.into_iter().unzip();
        let both = audit::learn(&self.rubric, self.use_model, &both.concat()).ok_or_else(nothing)?;
        let words = audit::learn(&self.rubric, false, &words.concat()).ok_or_else(nothing)?;
        self.write_lessons(&both, &words, &papers::sha256(text.as_bytes()))
    }

    fn write_lessons(&self, both: &Lesson, words: &Lesson, labels_sha256: &str) -> Result<String, Error> {
        let name = self.lessons_name();
        let mut summary = String::new();
        let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
        let mut lessons = vec![("words alone", levels_file(false), words)];
        if self.use_model {
            lessons.insert(0, ("words and meaning", levels_file(true), both));
        }
        for (by, file, lesson) in lessons {
            summary.push_str(&format!("{by}\n{}", figures(&lesson.left_out)));
            let unusable = |error: serde_json::Error| Error::UnusableLevels {
                name: name.clone(),
                why: error.to_string(),
            };
            let mut json = serde_json::to_vec_pretty(&lesson.model).map_err(unusable)?;
            json.push(b'\n');
            files.push((file, json));
        }
        let files: Vec<(&str, &[u8])> = files.iter().map(|(file, bytes)| (*file, bytes.as_slice())).collect();
        let card = card(&self.rubric.id, &self.rubric.version, labels_sha256, &summary);
        self.models[0].write(&name, Kind::Heads, None, &files, &card)?;
        Ok(summary)
    }
}

fn figures(figures: &Figures) -> String {
    let Figures { papers, cells, agreement, kappa, majority_agreement, majority_kappa, .. } = figures;
    let [hit1, hit3, hit5] = figures.hits;
    format!(
        "  {papers} papers, {cells} scored cells, every paper left out in its turn\n\
         \x20 level, forced       agreement {agreement:.3}, weighted kappa {kappa:.3}\n\
         \x20 level, by majority  agreement {majority_agreement:.3}, weighted kappa {majority_kappa:.3}\n\
         \x20 level, suggested    agreement {:.3} on {:.3} of the cells\n\
         \x20 evidence            among the first 1, 3, 5: {hit1:.3}, {hit3:.3}, {hit5:.3}\n",
        figures.decided_agreement, figures.decided_share
    )
}

fn card(rubric: &str, version: &str, labels_sha256: &str, summary: &str) -> String {
    format!(
        "# What was learned for {rubric} {version}\n\n\
         How the evidence that retrieval finds for a criterion tells its level: a proportional-odds model\n\
         over eight features of the ranking and an offset per criterion, the probability that a ranked\n\
         sentence is evidence, and the confidence from which on a level is suggested. Made by\n\
         `medcheck learn --gold FILE`; nothing but numbers is in the files.\n\n\
         Labels: sha256 `{labels_sha256}`.\n\n\
         Measured on papers left out (how good the labels are is said where they come from; agreement with\n\
         model-assisted labels is not agreement with experts):\n\n```\n{summary}```\n"
    )
}
