//! A paper of a listing with all that triage says of it, and the queue of those to be fetched.

use std::path::PathBuf;

use super::entry::Entry;
use super::preview::{Mention, preview};
use super::seen::{Place, Seen};
use super::verdict::{Kind, Verdict, verdict};
use crate::rubric::Rubric;

/// A paper of a listing, and what its abstract says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriagedPaper {
    /// The file of the listing.
    pub file: PathBuf,
    /// The paper as the listing has it.
    pub entry: Entry,
    /// Whether it is a medical benchmark, and the words that say so.
    pub verdict: Verdict,
    /// Where it was seen before; `None` for a new one.
    pub seen: Option<Place>,
    /// What the abstract of a medical benchmark speaks of; empty for any other paper.
    pub mentions: Vec<Mention>,
}

impl TriagedPaper {
    /// Judges an entry of the listing `file`. It is taken note of in `seen` as number `number`, counted from 0.
    pub fn of(file: PathBuf, entry: Entry, rubric: &Rubric, seen: &mut Seen, number: usize) -> TriagedPaper {
        let verdict = verdict(&entry);
        let is_benchmark = verdict.kind == Kind::MedicalBenchmark;
        TriagedPaper {
            file,
            mentions: if is_benchmark { preview(&entry, rubric) } else { Vec::new() },
            seen: seen.meet_entry(&entry, number),
            verdict,
            entry,
        }
    }

    /// Whether it is a medical benchmark that was not seen before.
    pub fn is_wanted(&self) -> bool {
        self.verdict.kind == Kind::MedicalBenchmark && self.seen.is_none()
    }
}

/// The papers to be fetched, a line each: the arXiv id, else the address, else `-`, a tab, the title and the end of
/// the line.
pub fn queue(papers: &[TriagedPaper]) -> Vec<String> {
    let line = |paper: &TriagedPaper| {
        let entry = &paper.entry;
        let id = entry.arxiv.as_deref().or(entry.address.as_deref()).unwrap_or("-");
        let title = paper.entry.title.as_deref().unwrap_or_default();
        let title: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // A spreadsheet would compute what begins so.
        let guard = if title.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        format!("{id}\t{guard}{title}\n")
    };
    papers.iter().filter(|paper| paper.is_wanted()).map(line).collect()
}
