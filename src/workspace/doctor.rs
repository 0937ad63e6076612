//! Is everything in place?

use super::Workspace;
use crate::audit;
use crate::document::PaperId;
use crate::models::ENCODER;
use crate::papers::Source;
use crate::rubric::Rubric;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Ok,
    /// Usable, but something should be done.
    Warning,
    /// In the way of work.
    Error,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What.
    pub name: String,
    /// How it is.
    pub state: State,
    /// In words.
    pub message: String,
    /// What to do, where something should be done.
    pub hint: Option<String>,
}

impl Check {
    fn new(name: &str, state: State, message: impl Into<String>, hint: Option<&str>) -> Check {
        Check { name: name.to_owned(), state, message: message.into(), hint: hint.map(str::to_owned) }
    }
}

impl Workspace {
    /// Looks at the rubric, the papers, every model file by its hash, and the index. Changes nothing.
    pub fn doctor(&self) -> Vec<Check> {
        let mut checks = vec![self.check_rubric()];
        checks.extend(self.check_papers());
        checks.extend(self.check_models());
        checks.push(self.check_index());
        checks
    }

    fn check_rubric(&self) -> Check {
        let Rubric { id, version, criteria, .. } = &self.rubric;
        Check::new("rubric", State::Ok, format!("{id} {version}, {} criteria", criteria.len()), None)
    }

    fn check_papers(&self) -> Vec<Check> {
        let papers = match self.papers.list() {
            Ok(papers) => papers,
            Err(error) => {
                return vec![Check::new("papers", State::Error, error.to_string(), error.hint().as_deref())];
            }
        };
        let (mut drafted, mut outdated, mut checks) = (0, 0, Vec::new());
        for id in &papers {
            if let Err(error) = self.ledger(id) {
                let hint = error.hint();
                checks.push(Check::new("decisions", State::Error, error.to_string(), hint.as_deref()));
            }
            match self.load_draft(id) {
                Ok(draft) => {
                    drafted += 1;
                    let is_current = |source: &Source| draft.is_current(&source.fingerprint());
                    outdated += usize::from(!self.papers.source(id).is_ok_and(|source| is_current(&source)));
                }
                Err(super::Error::NoDraft { .. }) => {}
                Err(error) => {
                    checks.push(Check::new(
                        "draft",
                        State::Warning,
                        error.to_string(),
                        error.hint().as_deref(),
                    ));
                }
            }
        }
        let mut count = format!("{}, {drafted} drafted", counted(papers.len()));
        if outdated > 0 {
            count.push_str(&format!(", {outdated} of them before the paper or the program changed"));
        }
        checks.insert(
            0,
            match papers.len() {
                0 => Check::new(
                    "papers",
                    State::Warning,
                    "no papers yet",
                    Some("`medcheck add PAPER.pdf` adds one"),
                ),
                all if all > drafted => {
                    Check::new("papers", State::Warning, count, Some("`medcheck draft` drafts the rest"))
                }
                _ if outdated > 0 => {
                    Check::new("papers", State::Warning, count, Some("`medcheck draft` drafts them anew"))
                }
                _ => Check::new("papers", State::Ok, count, None),
            },
        );
        checks.extend(self.check_attachments(&papers));
        for stray in self.papers.strays().unwrap_or_default() {
            let message = format!("{} is no paper", stray.display());
            checks.push(Check::new("papers", State::Warning, message, Some("it holds no paper.pdf, paper.md or paper.txt; move it away or `medcheck add` what it holds")));
        }
        checks
    }

    /// What lies beside the papers; nothing is said where nothing does.
    fn check_attachments(&self, papers: &[PaperId]) -> Vec<Check> {
        /// More names are counted only.
        const NAMED: usize = 20;
        let (mut names, mut checks) = (Vec::new(), Vec::new());
        for id in papers {
            match self.papers.attachments(id) {
                Ok(attached) => {
                    names.extend(attached.iter().map(|attached| format!("{id}/{}", attached.name)))
                }
                Err(error) => {
                    let (error, id) = (super::Error::from(error), id.as_str());
                    let hint =
                        format!("`medcheck remove {id} --attachment NAME` removes one that is not needed");
                    checks.push(Check::new("attachments", State::Error, error.to_string(), Some(&hint)));
                }
            }
            for stray in self.papers.stray_attachments(id).unwrap_or_default() {
                let message = format!("{} is no attachment, no draft covers it", stray.display());
                let hint = format!(
                    "move it away; `medcheck add FILE --to {id}` attaches .pdf, .txt, .md and .html files"
                );
                checks.push(Check::new("attachments", State::Warning, message, Some(&hint)));
            }
        }
        if !names.is_empty() {
            let mut message = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            if names.len() > NAMED {
                message.push_str(&format!(" and {} more", names.len() - NAMED));
            }
            checks.insert(0, Check::new("attachments", State::Ok, message, None));
        }
        checks
    }

    fn check_models(&self) -> Vec<Check> {
        let mut checks = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for models in self.models.folders() {
            match models.verify() {
                Ok(reports) => {
                    for report in reports {
                        // What the workspace has goes before what the program brings.
                        if seen.contains(&report.name) {
                            continue;
                        }
                        seen.push(report.name.clone());
                        let problem = report.manifest.as_ref().err().or(report.problems.first());
                        checks.push(match problem {
                            None => Check::new(
                                "model",
                                State::Ok,
                                format!("{}: every file is as its manifest says", report.name),
                                None,
                            ),
                            Some(error) => {
                                Check::new("model", State::Error, error.to_string(), error.hint().as_deref())
                            }
                        });
                    }
                }
                Err(error) => {
                    checks.push(Check::new("model", State::Error, error.to_string(), error.hint().as_deref()))
                }
            }
        }
        if !seen.iter().any(|name| name == ENCODER) {
            checks.push(Check::new(
                "model",
                State::Error,
                format!("the encoder `{ENCODER}` is missing"),
                Some("copy the folder from the program's own `models/`, or draft from words alone with --no-model"),
            ));
        }
        let learned = audit::folder_of(&self.rubric);
        if !seen.contains(&learned) {
            checks.push(Check::new(
                "model",
                State::Warning,
                format!("nothing was learned for {learned}: every suggestion will be undecided"),
                Some("`medcheck learn --gold FILE.jsonl` learns from scored papers"),
            ));
        }
        checks
    }

    fn check_index(&self) -> Check {
        let report = match self.index.check() {
            Ok(report) => report,
            Err(error) => {
                return Check::new("index", State::Error, error.to_string(), error.hint().as_deref());
            }
        };
        let size = format!("{} indexed, {:.1} MB", counted(report.papers.len()), report.bytes as f64 / 1e6);
        // A paper that was never drafted need not be there.
        let drafted =
            self.papers.list().unwrap_or_default().into_iter().filter(|id| self.load_draft(id).is_ok());
        let sources = drafted.filter_map(|id| self.papers.source(&id).ok());
        let lagging =
            sources.filter(|source| !self.is_indexed(&source.fingerprint(), None).unwrap_or(false)).count();
        let rebuild = Some("`medcheck draft` puts it right");
        match (report.damaged.first(), &report.words) {
            (Some((id, why)), _) => {
                let message = format!("{size}; {} damaged, such as {id}: {why}", report.damaged.len());
                Check::new("index", State::Warning, message, rebuild)
            }
            (None, Some(why)) => {
                Check::new("index", State::Warning, format!("{size}; words for search: {why}"), rebuild)
            }
            (None, None) if lagging > 0 => {
                let message = format!("{size}; {lagging} of the drafted papers missing or out of date");
                Check::new("index", State::Warning, message, rebuild)
            }
            (None, None) => Check::new("index", State::Ok, size, None),
        }
    }
}

/// `1 paper`, `2 papers`.
fn counted(papers: usize) -> String {
    if papers == 1 { "1 paper".to_owned() } else { format!("{papers} papers") }
}
