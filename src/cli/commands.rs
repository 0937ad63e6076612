//! One short function per command.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::args::{Cli, Command, Format, Global, RubricCommand};
use super::exit::Exit;
use super::json::{self, AboutJson, AddJson, DoctorJson, ParseJson, RemoveJson, WarningsJson};
use super::layout::{BOLD, DIM, GREEN, RED, YELLOW, counted, left, paint, right, width, wrap};
use super::printer::Printer;
use super::progress::Progress;
use super::{
    about, cell, comparing, deciding, escape, exporting, learning, painting, refreshing, reporting,
    reviewing, searching, statistics, status, table, triaging,
};
use crate::audit::DraftAudit;
use crate::document::{Document, InvalidPaperId, PaperId};
use crate::papers::{self, Added};
use crate::rubric::{self, Rubric};
use crate::web::ServeError;
use crate::workspace::{
    self, AddedPaper, Check, Failure, Options, PictureRequest, Reading, State, Workspace,
};

/// A request that makes no sense for this rubric or draft.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(super) struct Misuse {
    pub(super) message: String,
    pub(super) hint: String,
}

/// Runs one command.
///
/// # Errors
/// What kept it from doing anything; failures of single papers are printed and counted instead.
pub(super) fn run(cli: &Cli, printer: &Printer) -> Result<Exit> {
    let global = &cli.global;
    match &cli.command {
        Command::Init { dir } => init(dir, printer),
        Command::Add { paths, to, replace, output } => {
            let to = to.as_deref().map(PaperId::new).transpose()?;
            add(global, paths, to.as_ref(), *replace, output.format, printer)
        }
        Command::Remove { paper, attachment, output } => {
            remove(global, &PaperId::new(paper)?, attachment, output.format, printer)
        }
        Command::Parse { file, image: Some(target), page, scale, .. } => {
            let page = page.map(std::num::NonZeroU32::get);
            let request = PictureRequest { page, scale: *scale, target: target.clone() };
            pictures(file, &request, printer)
        }
        Command::Parse { file, warnings, output, .. } => parse(file, *warnings, output.format, printer),
        Command::Draft { targets, no_model, output } => {
            draft(global, targets, *no_model, output.format, printer)
        }
        Command::Show { paper, about: true, output, .. } => about(global, paper, output.format, printer),
        Command::Show { paper, criterion, phase, output, .. } => {
            show(global, paper, criterion.as_deref(), phase.as_deref(), output.format, printer)
        }
        Command::Search(args) => searching::search(&open(global, args.no_model)?, args, printer),
        Command::Compare(args) => comparing::compare(&open(global, true)?, args, printer),
        Command::Triage(args) => triaging::triage(workspace_if_any(global)?.as_ref(), global, args, printer),
        Command::Refresh(args) => refreshing::refresh(&open(global, args.no_model)?, args, printer),
        Command::Diff(args) => refreshing::diff(&open(global, true)?, args, printer),
        Command::Rubric { command } => rubric(global, command.as_ref(), printer),
        Command::Learn { labels, seed } => learning::learn(&open(global, false)?, labels, *seed, printer),
        Command::Eval(request) => learning::eval(&open(global, request.no_model)?, request, printer),
        Command::Review(args) => reviewing::review(open(global, false)?, args, printer),
        Command::Decide(args) => deciding::decide(&open(global, true)?, args, printer),
        Command::Status(args) => status::status(&open(global, true)?, args, printer),
        Command::Export(args) => exporting::export(&open(global, true)?, args, printer),
        Command::Report(args) => reporting::report(&open(global, true)?, args, printer),
        Command::Stats(args) => statistics::stats(&open(global, true)?, args, printer),
        Command::Import(args) => exporting::import(&open(global, true)?, args, printer),
        Command::Doctor { output } => doctor(&open(global, false)?.doctor(), output.format, printer),
        Command::PaintPages => painting::paint_pages(),
    }
}

/// An error with its causes, as far as its own words do not name them already.
pub(super) fn message(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| {
        if cause.contains(&said) {
            cause
        } else if said.contains(&cause) {
            said
        } else {
            format!("{said}: {cause}")
        }
    })
}

/// What to do about an error, where its room knows.
pub(super) fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(error) = error.downcast_ref::<workspace::Error>() {
        error.hint()
    } else if let Some(error) = error.downcast_ref::<rubric::Error>() {
        error.hint()
    } else if let Some(error) = error.downcast_ref::<papers::Error>() {
        error.hint()
    } else if let Some(error) = error.downcast_ref::<ServeError>() {
        error.hint().map(str::to_owned)
    } else if error.is::<InvalidPaperId>() {
        Some("a paper goes by the name of its folder in `papers/`".to_owned())
    } else {
        error.downcast_ref::<Misuse>().map(|misuse| misuse.hint.clone())
    }
}

fn open(global: &Global, no_model: bool) -> Result<Workspace> {
    let jobs = global.jobs.map(std::num::NonZeroUsize::get);
    let options = Options { jobs, use_model: !no_model, rubric: global.rubric.clone() };
    Ok(Workspace::find(global.workspace.as_deref(), options)?)
}

fn init(dir: &Path, printer: &Printer) -> Result<Exit> {
    let place = Workspace::init(dir)?;
    let place = escape::one_line(&place.display().to_string());
    printer.status(&format!("workspace {place}\nnext: medcheck add PAPER.pdf, then medcheck draft"));
    Ok(Exit::Done)
}

fn add(
    global: &Global,
    paths: &[PathBuf],
    to: Option<&PaperId>,
    replace: bool,
    format: Format,
    printer: &Printer,
) -> Result<Exit> {
    let workspace = open(global, true)?;
    let report = match to {
        Some(id) => workspace.attach(id, paths, replace)?,
        None => workspace.add(paths, replace, &Progress::new(printer))?,
    };
    match format {
        Format::Json => printer.data(&json::line(&AddJson::from(&report))?)?,
        Format::Text => {
            let place = |added: &AddedPaper| match &added.attachment {
                Some(name) => format!("{}/{name}", added.id),
                None => added.id.to_string(),
            };
            let ids = report.papers.iter().map(|added| width(&place(added))).max().unwrap_or(0);
            let mut text = String::new();
            for added in &report.papers {
                let path = escape::one_line(&added.path.display().to_string());
                let outcome = left(json::outcome(added.outcome), "unchanged".len());
                text.push_str(&format!("{outcome}  {}  {path}\n", left(&place(added), ids)));
            }
            printer.data(&text)?;
        }
    }
    for added in &report.papers {
        if let Some(warning) = &added.warning {
            printer.warning(&format!("{}: {warning}", added.path.display()), warning.hint);
        }
    }
    failures(&report.failures, printer);
    if let Some(id) = to.filter(|_| report.papers.iter().any(|added| added.outcome != Added::Unchanged)) {
        printer.status(&format!("next: medcheck draft {id}"));
    }
    Ok(Exit::of(report.papers.len(), report.failures.len()))
}

fn remove(
    global: &Global,
    id: &PaperId,
    names: &[String],
    format: Format,
    printer: &Printer,
) -> Result<Exit> {
    let report = open(global, true)?.detach(id, names)?;
    match format {
        Format::Json => printer.data(&json::line(&RemoveJson::new(id, &report))?)?,
        Format::Text => {
            let removed = report.names.iter().map(|name| format!("removed  {id}/{name}\n"));
            printer.data(&removed.collect::<String>())?;
        }
    }
    failures(&report.failures, printer);
    if !report.names.is_empty() {
        printer.status(&format!("next: medcheck draft {id}"));
    }
    Ok(Exit::of(report.names.len(), report.failures.len()))
}

fn parse(file: &Path, only_warnings: bool, format: Format, printer: &Printer) -> Result<Exit> {
    let reading = workspace::parse(file).with_context(|| file.display().to_string())?;
    match format {
        Format::Json if only_warnings => printer.data(&json::line(&WarningsJson::from(&reading))?)?,
        Format::Text if only_warnings => printer.data(&about::warnings(&reading, printer.width))?,
        Format::Json => printer.data(&json::line(&ParseJson::from(&reading))?)?,
        Format::Text => {
            printer.data(&parsed(&reading, printer.width))?;
            for warning in &reading.parsed.warnings {
                printer.warning(&warning.to_string(), warning.hint);
            }
        }
    }
    Ok(Exit::Done)
}

fn pictures(file: &Path, request: &PictureRequest, printer: &Printer) -> Result<Exit> {
    let report = workspace::picture(file, request)?;
    let line = |path: &PathBuf| format!("{}\n", escape::one_line(&path.display().to_string()));
    printer.data(&report.written.iter().map(line).collect::<String>())?;
    failures(&report.failures, printer);
    Ok(Exit::of(report.written.len(), report.failures.len()))
}

/// The sections and sentences of a paper.
fn parsed(reading: &Reading, columns: usize) -> String {
    let document: &Document = &reading.parsed.document;
    let mut text = format!("{}\n", paint(BOLD, reading.id.as_str()));
    if let Some(title) = &document.title {
        text.push_str(&format!("{}\n", paint(BOLD, &escape::one_line(title))));
    }
    let counts = [
        counted(document.pages.len(), "page", "pages"),
        counted(document.sections.len(), "section", "sections"),
        counted(document.sentences.len(), "sentence", "sentences"),
    ];
    text.push_str(&format!("{}\n\n", paint(DIM, &counts.join(" · "))));
    for sentence in &document.sentences {
        let page = sentence.page().map(|page| format!("p. {page}")).unwrap_or_default();
        let place = format!("{}  {}", right(&page, 6), left(sentence.kind.name(), 9));
        for (at, line) in
            wrap(&escape::one_line(document.sentence_text(sentence)), columns - 19).iter().enumerate()
        {
            let place = if at == 0 { paint(DIM, &place) } else { " ".repeat(17) };
            text.push_str(&format!("{place}  {line}\n"));
        }
    }
    text
}

fn draft(
    global: &Global,
    targets: &[String],
    no_model: bool,
    format: Format,
    printer: &Printer,
) -> Result<Exit> {
    let workspace = open(global, no_model)?;
    let report = workspace.draft(targets, &Progress::new(printer))?;
    let printed = report.drafts.iter().try_for_each(|draft| match format {
        Format::Json => Ok(printer.data(&json::line(draft)?)?),
        Format::Text => Ok(printer.data(&table::draft(draft, workspace.rubric(), None, printer.width))?),
    });
    // What failed is said even to someone who has stopped reading the drafts.
    failures(&report.failures, printer);
    printed
        .or_else(|error: anyhow::Error| if super::is_closed_pipe(&error) { Ok(()) } else { Err(error) })?;
    printer.status(&closing(report.drafts.len(), report.unchanged, report.failures.len()));
    Ok(Exit::of(report.drafts.len(), report.failures.len()))
}

/// How a run ended, in a line.
fn closing(drafts: usize, unchanged: usize, failed: usize) -> String {
    if drafts + failed == 0 {
        return "no papers here yet: `medcheck add PAPER.pdf` adds one".to_owned();
    }
    let papers = counted(drafts + failed, "paper", "papers");
    format!("{papers}: {} drafted, {unchanged} unchanged, {failed} failed", drafts.saturating_sub(unchanged))
}

fn show(
    global: &Global,
    paper: &str,
    criterion: Option<&str>,
    phase: Option<&str>,
    format: Format,
    printer: &Printer,
) -> Result<Exit> {
    let workspace = open(global, true)?;
    let rubric = workspace.rubric();
    let mut draft: DraftAudit = workspace.load_draft(&PaperId::new(paper)?)?;
    if draft.rubric.sha256 != rubric.sha256 {
        let made = format!("{} {}", draft.rubric.id, draft.rubric.version);
        let shown = format!("{} {}", rubric.id, rubric.version);
        let message = if made == shown {
            format!("the draft of `{paper}` was made with another text of rubric {made}")
        } else {
            format!("the draft of `{paper}` was made with rubric {made}, not with {shown}")
        };
        let hint = format!("--rubric FILE shows it with its own, `medcheck draft {paper}` drafts it anew");
        if draft.rubric.id != rubric.id {
            // Criteria of two rubrics may share an id and nothing else.
            return Err(Misuse { message, hint }.into());
        }
        printer.warning(&message, Some(&hint));
    }
    if let Some(phase) = phase {
        known_phase(rubric, phase)?;
        draft.cells.retain(|cell| {
            rubric.criterion(cell.criterion.as_str()).is_some_and(|criterion| criterion.phase == phase)
        });
    }
    if let Some(id) = criterion {
        known_criterion(rubric, id)?;
        draft.cells.retain(|cell| cell.criterion.as_str() == id);
    }
    let text = match (format, criterion) {
        (Format::Json, _) => json::line(&draft)?,
        (Format::Text, None) => table::draft(&draft, rubric, phase, printer.width),
        (Format::Text, Some(id)) => match draft.cells.first() {
            Some(cell) => cell::full(&draft, cell, known_criterion(rubric, id)?, rubric, printer.width),
            None => return Err(not_drafted(paper, id).into()),
        },
    };
    printer.data(&text)?;
    Ok(Exit::Done)
}

fn about(global: &Global, paper: &str, format: Format, printer: &Printer) -> Result<Exit> {
    let about = open(global, true)?.about(&PaperId::new(paper)?)?;
    printer.data(&match format {
        Format::Json => json::line(&AboutJson::from(&about))?,
        Format::Text => about::paper(&about, printer.width),
    })?;
    Ok(Exit::Done)
}

fn not_drafted(paper: &str, id: &str) -> Misuse {
    Misuse {
        message: format!("the draft of `{paper}` does not have criterion `{id}`"),
        hint: format!("`medcheck draft {paper}` drafts it with the rubric in use"),
    }
}

pub(super) fn known_criterion<'a>(rubric: &'a Rubric, id: &str) -> Result<&'a rubric::Criterion, Misuse> {
    rubric.criterion(id).ok_or_else(|| Misuse {
        message: format!("rubric {} {} has no criterion `{id}`", rubric.id, rubric.version),
        hint: "`medcheck rubric` lists the criteria".to_owned(),
    })
}

fn known_phase<'a>(rubric: &'a Rubric, id: &str) -> Result<&'a rubric::Phase, Misuse> {
    rubric.phase(id).ok_or_else(|| {
        let phases: Vec<&str> = rubric.phases.iter().map(|phase| phase.id.as_str()).collect();
        Misuse {
            message: format!("rubric {} {} has no phase `{id}`", rubric.id, rubric.version),
            hint: format!("its phases: {}", phases.join(", ")),
        }
    })
}

/// The workspace, or `None` where there is none and none was named.
fn workspace_if_any(global: &Global) -> Result<Option<Workspace>> {
    match open(global, false) {
        Ok(workspace) => Ok(Some(workspace)),
        Err(error) => match error.downcast_ref() {
            Some(workspace::Error::NoWorkspace { .. }) => Ok(None),
            _ => Err(error),
        },
    }
}

/// The rubric in use, which needs no workspace where there is none.
pub(super) fn rubric_in_use(global: &Global) -> Result<Rubric> {
    if let Some(path) = &global.rubric {
        return Ok(Rubric::load(path)?);
    }
    Ok(workspace_if_any(global)?.map_or_else(|| Rubric::medcheck().clone(), |own| own.rubric().clone()))
}

fn rubric(global: &Global, command: Option<&RubricCommand>, printer: &Printer) -> Result<Exit> {
    let text = match command {
        None => listed(&rubric_in_use(global)?, printer.width),
        Some(RubricCommand::Show { criterion }) => {
            let rubric = rubric_in_use(global)?;
            cell::criterion(known_criterion(&rubric, criterion)?, &rubric, printer.width)
        }
        Some(RubricCommand::Check { file }) => {
            let rubric = Rubric::load(file)?;
            let phases = counted(rubric.phases.len(), "phase", "phases");
            let criteria = counted(rubric.criteria.len(), "criterion", "criteria");
            let levels: Vec<String> = rubric.scale.iter().map(u8::to_string).collect();
            let (id, version, levels) = (&rubric.id, escape::one_line(&rubric.version), levels.join(", "));
            format!("rubric {id} {version} is sound: {criteria}, {phases}, levels {levels}\n")
        }
    };
    printer.data(&text)?;
    Ok(Exit::Done)
}

/// The phases and criteria of a rubric.
fn listed(rubric: &Rubric, columns: usize) -> String {
    let mut text = format!("{}\n", paint(BOLD, &escape::one_line(&rubric.title)));
    let about = format!(
        "{} {} · {}",
        rubric.id,
        escape::one_line(&rubric.version),
        counted(rubric.criteria.len(), "criterion", "criteria")
    );
    text.push_str(&format!("{}\n", paint(DIM, &about)));
    let ids = rubric.criteria.iter().map(|criterion| width(criterion.id.as_str())).max().unwrap_or(0);
    for phase in &rubric.phases {
        let title = paint(BOLD, &format!("{}  {}", phase.id, escape::one_line(&phase.name)));
        text.push_str(&format!("\n{title}\n"));
        for criterion in rubric.criteria_of(&phase.id) {
            let indent = ids + 4;
            let name = escape::one_line(&criterion.name);
            text.push_str(&format!("  {}  {name}\n", right(criterion.id.as_str(), ids)));
            for line in wrap(&escape::one_line(&criterion.question), columns.saturating_sub(indent).max(24)) {
                text.push_str(&format!("{}{}\n", " ".repeat(indent), paint(DIM, &line)));
            }
        }
    }
    text
}

fn doctor(checks: &[Check], format: Format, printer: &Printer) -> Result<Exit> {
    let text = match format {
        Format::Json => json::line(&DoctorJson::from(checks))?,
        Format::Text => checked(checks, printer.width),
    };
    printer.data(&text)?;
    let broken = checks.iter().any(|check| check.state == State::Error);
    Ok(if broken { Exit::InPart } else { Exit::Done })
}

/// What was checked, and what to do.
fn checked(checks: &[Check], columns: usize) -> String {
    let names = checks.iter().map(|check| width(&check.name)).max().unwrap_or(0);
    let mut text = String::new();
    for check in checks {
        let style = match check.state {
            State::Ok => GREEN,
            State::Warning => YELLOW,
            State::Error => RED.bold(),
        };
        let state = paint(style, &left(json::state(check.state), "warning".len()));
        let name = left(&escape::one_line(&check.name), names);
        let indent = " ".repeat("warning".len() + names + 4);
        let room = columns.saturating_sub(indent.len()).max(24);
        let mut lines = wrap(&escape::one_line(&check.message), room);
        let hint = check.hint.as_deref().map(|hint| format!("hint: {}", escape::one_line(hint)));
        lines.extend(hint.iter().flat_map(|hint| wrap(hint, room)));
        for (at, line) in lines.iter().enumerate() {
            let beginning = if at == 0 { format!("{state}  {name}  ") } else { indent.clone() };
            text.push_str(&format!("{beginning}{line}\n"));
        }
    }
    text
}

pub(super) fn failures(failures: &[Failure], printer: &Printer) {
    for failure in failures {
        let message = format!("{}: {}", failure.path.display(), failure.message);
        printer.error(&message, failure.hint.as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_papers() {
        assert_eq!(closing(1, 0, 0), "1 paper: 1 drafted, 0 unchanged, 0 failed");
        assert_eq!(closing(56, 54, 2), "58 papers: 2 drafted, 54 unchanged, 2 failed");
        assert!(closing(0, 0, 0).contains("medcheck add"));
    }

    #[test]
    fn a_cause_is_not_said_twice() {
        let rubric = Rubric::parse("id = \"\"", "r.toml").unwrap_err();
        let error = anyhow::Error::from(rubric);
        assert_eq!(message(&error), "r.toml:1: `id` is empty");
        let error = anyhow::Error::from(std::fmt::Error).context("the table");
        assert!(message(&error).starts_with("the table: an error occurred"));
    }

    #[test]
    fn every_misuse_has_a_hint() {
        let rubric = Rubric::medcheck();
        for misuse in [known_criterion(rubric, "99").unwrap_err(), known_phase(rubric, "VI").unwrap_err()] {
            let error = anyhow::Error::from(misuse);
            assert!(message(&error).contains("rubric medcheck 2026.1 has no "));
            assert!(hint(&error).is_some());
        }
        assert!(hint(&PaperId::new("../x").unwrap_err().into()).is_some());
    }

    #[test]
    fn a_doctor_says_what_to_do() {
        let check = |name: &str, state, hint: Option<&str>| Check {
            name: name.to_owned(),
            state,
            message: "as it is".to_owned(),
            hint: hint.map(str::to_owned),
        };
        let checks = [check("papers", State::Ok, None), check("model", State::Error, Some("restore it"))];
        let shown = anstream::adapter::strip_str(&checked(&checks, 80)).to_string();
        assert_eq!(
            shown,
            "ok       papers  as it is\nerror    model   as it is\n                 hint: restore it\n"
        );
    }

    #[test]
    fn a_rubric_is_listed_by_phase() {
        let shown = anstream::adapter::strip_str(&listed(Rubric::medcheck(), 100)).to_string();
        assert!(shown.contains("\nII  Dataset Construction and Management\n  13  Traceable data sources\n"));
        assert!(shown.lines().all(|line| width(line) <= 100));
    }
}
