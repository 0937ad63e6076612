//! `triage`: which papers of a listing are medical benchmarks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::misuse::Misuse;
use super::options::{Format, Output};
use super::view::escape::one_line;
use super::view::failures::{FailureJson, failures};
use super::view::json;
use super::view::layout::{BOLD, DIM, YELLOW, counted, left, paint, width, wrap, wrap_at_most};
use super::view::printer::Printer;
use crate::listing::{Kind, Place, TriagedPaper};
use crate::rubric::Rubric;
use crate::workspace::{self, TriageReport, TriagedListing};

/// Look through a listing of abstracts for papers to audit
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Reads listings of papers saved to disk: pages of arXiv, of daily papers, of OpenReview and of the \
                  ACL Anthology (.html), arXiv's mails, what its API and feeds answer (.xml), exports of PubMed and \
                  of reference managers (.txt, .nbib, .ris, .bib), Markdown lists and tables, and TSV. The form is told \
                  by the content and named; where it is not clear which paper an id belongs to, none is taken. Tells \
                  which papers are medical benchmarks, with the words that say so: those that introduce a benchmark \
                  or data to evaluate with, a metric or a way to evaluate, and those whose main deed is to evaluate or \
                  compare models on a medical task, but not a method that is evaluated. Leaves out what comes twice \
                  or is in the workspace. For each it quotes what the abstract speaks of, criterion by criterion: a \
                  preview by cue words and never a level. Rules decide, not people: look at the others too. Needs no \
                  workspace, and fetches nothing.",
    after_long_help = "Examples:\n  medcheck triage daily.html\n  \
                       medcheck triage monday.html tuesday.txt --queue fetch.tsv"
)]
pub(super) struct Args {
    /// Listings saved to disk
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write what to fetch to a file, in place of what is there: arXiv id (else address, else `-`), tab, title
    #[arg(long, value_name = "FILE")]
    queue: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

/// Said wherever a preview is shown.
const PREVIEW: &str = "abstract only, by cue words: not an audit, not a level";
/// How many of the words that make a paper medical are named.
const MOST_WORDS: usize = 4;

/// `triage --format json`.
#[derive(Serialize)]
struct TriageJson<'a> {
    schema_version: u32,
    rubric: &'a str,
    /// What `preview` is, in words.
    preview_is: &'static str,
    /// By kind.
    counts: BTreeMap<&'static str, usize>,
    listings: Vec<ListingJson>,
    papers: Vec<TriagedJson<'a>>,
    failures: Vec<FailureJson>,
}

#[derive(Serialize)]
struct ListingJson {
    file: String,
    /// Such as `arxiv_mail`, `ris` or `markdown_table`.
    form: &'static str,
    papers: usize,
}

#[derive(Serialize)]
struct TriagedJson<'a> {
    file: String,
    arxiv: Option<&'a str>,
    /// Of a paper without an arXiv id.
    address: Option<&'a str>,
    title: Option<&'a str>,
    authors: Option<&'a str>,
    #[serde(rename = "abstract")]
    summary: &'a str,
    /// `medical_benchmark`, `other_benchmark`, `medical` or `unrelated`.
    kind: &'static str,
    because: Because<'a>,
    /// The place in `papers` of the same paper further up.
    same_as: Option<usize>,
    /// The same paper in the workspace.
    in_workspace: Option<&'a str>,
    preview: Vec<MentionJson<'a>>,
}

#[derive(Serialize)]
struct Because<'a> {
    introduces: &'a [String],
    /// Of a paper that introduces no benchmark and mainly evaluates.
    evaluates: &'a [String],
    medical: &'a [String],
    against: &'a [String],
}

#[derive(Serialize)]
struct MentionJson<'a> {
    criterion: &'a str,
    quote: &'a str,
    cue: &'a str,
}

impl From<&TriagedListing> for ListingJson {
    fn from(listing: &TriagedListing) -> ListingJson {
        let TriagedListing { file, form, papers } = listing;
        ListingJson { file: file.display().to_string(), form: form.key(), papers: *papers }
    }
}

impl<'a> From<&'a TriagedPaper> for TriagedJson<'a> {
    fn from(paper: &'a TriagedPaper) -> TriagedJson<'a> {
        let mention = |mention: &'a crate::listing::Mention| MentionJson {
            criterion: mention.criterion.as_str(),
            quote: &mention.quote,
            cue: &mention.cue,
        };
        TriagedJson {
            file: paper.file.display().to_string(),
            arxiv: paper.entry.arxiv.as_deref(),
            address: paper.entry.address.as_deref(),
            title: paper.entry.title.as_deref(),
            authors: paper.entry.authors.as_deref(),
            summary: &paper.entry.summary,
            kind: name(paper.verdict.kind),
            because: Because {
                introduces: &paper.verdict.introduces,
                evaluates: &paper.verdict.evaluates,
                medical: &paper.verdict.medical,
                against: &paper.verdict.against,
            },
            same_as: match paper.seen {
                Some(Place::Listing(at)) => Some(at),
                _ => None,
            },
            in_workspace: match &paper.seen {
                Some(Place::Workspace(id)) => Some(id.as_str()),
                _ => None,
            },
            preview: paper.mentions.iter().map(mention).collect(),
        }
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::MedicalBenchmark => "medical_benchmark",
        Kind::OtherBenchmark => "other_benchmark",
        Kind::Medical => "medical",
        Kind::Unrelated => "unrelated",
    }
}

/// Looks through listings, prints what is in them, and writes the queue.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open_if_any()?;
    let workspace = workspace.as_ref();
    let rubric = global.rubric_in_use()?;
    if let Some(queue) = &args.queue {
        let whole = |path: &Path| path.canonicalize().ok();
        if let Some(listing) =
            args.files.iter().find(|file| whole(file).is_some() && whole(file) == whole(queue))
        {
            return Err(Misuse {
                message: format!("{} is a listing, and the queue would take its place", listing.display()),
                hint: "name another file for --queue".to_owned(),
            }
            .into());
        }
    }
    let report = workspace::triage(&args.files, &rubric, workspace)?;
    printer.data(&match args.output.format {
        Format::Json => json::line(&as_json(&report, &rubric))?,
        Format::Text => as_text(&report, &rubric, printer.width),
    })?;
    for note in &report.notes {
        printer.warning(note, None);
    }
    failures(&report.failures, printer);
    let read = args.files.len() - report.failures.len();
    if read > 0 {
        if let Some(queue) = &args.queue {
            let count = workspace::write_queue(queue, &report.papers)?;
            printer.status(&format!("{}: {} to fetch", queue.display(), counted(count, "paper", "papers")));
        }
        if workspace.is_none() {
            printer.status("no workspace here: what is audited already is not known");
        }
    }
    Ok(Exit::of(read, report.failures.len()))
}

fn as_json<'a>(report: &'a TriageReport, rubric: &'a Rubric) -> TriageJson<'a> {
    let mut counts = BTreeMap::new();
    for paper in report.papers.iter().filter(|paper| paper.seen.is_none()) {
        *counts.entry(name(paper.verdict.kind)).or_default() += 1;
    }
    TriageJson {
        schema_version: 1,
        rubric: &rubric.id,
        preview_is: PREVIEW,
        counts,
        listings: report.listings.iter().map(ListingJson::from).collect(),
        papers: report.papers.iter().map(TriagedJson::from).collect(),
        failures: report.failures.iter().map(FailureJson::from).collect(),
    }
}

/// What form each listing has, the medical benchmarks with their reasons and previews, then the others by kind, then
/// what was seen before.
fn as_text(report: &TriageReport, rubric: &Rubric, columns: usize) -> String {
    let papers = report.papers.as_slice();
    if papers.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    for TriagedListing { file, form, papers } in &report.listings {
        let file = one_line(&file.display().to_string());
        let line = format!("{file}: {}, {}", form.name(), counted(*papers, "paper", "papers"));
        text.push_str(&format!("{}\n", paint(DIM, &line)));
    }
    text.push('\n');
    let of =
        |kind: Kind| papers.iter().filter(move |paper| paper.seen.is_none() && paper.verdict.kind == kind);
    let head = |kind: Kind| format!("{} ({})", kind.name(), of(kind).count());
    text.push_str(&format!("{}\n", paint(BOLD, &head(Kind::MedicalBenchmark))));
    let note = format!("Told by rules, not by people. What an abstract speaks of: {PREVIEW}.");
    text.extend(wrap(&note, columns).iter().map(|line| format!("{}\n", paint(YELLOW, line))));
    for paper in of(Kind::MedicalBenchmark) {
        text.push_str(&benchmark(paper, rubric, columns));
    }
    for kind in [Kind::OtherBenchmark, Kind::Medical, Kind::Unrelated] {
        if of(kind).next().is_some() {
            text.push_str(&format!("\n{}\n", paint(BOLD, &head(kind))));
            text.extend(of(kind).map(|paper| listed(paper, None, columns)));
        }
    }
    let seen: Vec<(&TriagedPaper, &Place)> =
        papers.iter().filter_map(|paper| Some((paper, paper.seen.as_ref()?))).collect();
    if !seen.is_empty() {
        text.push_str(&format!("\n{}\n", paint(BOLD, &format!("seen before ({})", seen.len()))));
        for (paper, place) in seen {
            let place = match place {
                Place::Workspace(id) => format!("in the workspace as {id}"),
                Place::Listing(at) => {
                    papers.get(*at).map(|first| format!("as {}", id(first))).unwrap_or_default()
                }
            };
            text.push_str(&listed(paper, Some(&place), columns));
        }
    }
    text
}

fn id(paper: &TriagedPaper) -> &str {
    paper.entry.arxiv.as_deref().unwrap_or("no id")
}

const ID_COLUMNS: usize = 10;

/// A line: id and title, and a remark.
fn listed(paper: &TriagedPaper, remark: Option<&str>, columns: usize) -> String {
    let title = one_line(paper.entry.title.as_deref().unwrap_or("no title"));
    let remark = remark.map(|remark| format!("  ({remark})")).unwrap_or_default();
    let room = columns.saturating_sub(ID_COLUMNS + 4 + width(&remark)).max(24);
    let title = wrap_at_most(&title, room, 1, "…").concat();
    format!("  {}  {title}{}\n", left(id(paper), ID_COLUMNS), paint(DIM, &remark))
}

fn benchmark(paper: &TriagedPaper, rubric: &Rubric, columns: usize) -> String {
    let title = one_line(paper.entry.title.as_deref().unwrap_or("no title"));
    let indent = " ".repeat(ID_COLUMNS + 4);
    let room = columns.saturating_sub(indent.len()).max(24);
    let mut lines: Vec<String> = wrap(&title, room).iter().map(|line| paint(BOLD, line)).collect();
    lines.extend(
        paper
            .entry
            .authors
            .as_deref()
            .map(|authors| paint(DIM, &wrap_at_most(&one_line(authors), room, 1, "…").concat())),
    );
    let verdict = &paper.verdict;
    let deeds = verdict.introduces.iter().chain(&verdict.evaluates);
    let words = deeds.chain(verdict.medical.iter().take(MOST_WORDS));
    let words: Vec<String> = words.map(|word| format!("“{}”", one_line(word))).collect();
    lines.extend(wrap(&format!("because: {}", words.join(", ")), room));
    if !paper.mentions.is_empty() {
        lines.push("the abstract speaks of:".to_owned());
    }
    for mention in &paper.mentions {
        let name =
            rubric.criterion(mention.criterion.as_str()).map(|one| one.name.as_str()).unwrap_or_default();
        let said = format!("{} {}: “{}”", mention.criterion, one_line(name), one_line(&mention.quote));
        let shown = wrap_at_most(&said, room.saturating_sub(2), 2, "…”");
        lines.extend(shown.iter().map(|line| paint(DIM, &format!("  {line}"))));
    }
    let mut text = format!("\n  {}  ", left(id(paper), ID_COLUMNS));
    text.push_str(&lines.join(&format!("\n{indent}")));
    text.push('\n');
    text
}
