//! What a paper could still report, for those who write it: the criteria with the level they are at and what
//! the rubric asks for above it, where most is to be gained first.
//!
//! What is to be gained is the highest level less the level that people decided, or, where they did not, less
//! the mean of the levels under a draft's probabilities.

use maud::{Markup, html as markup};

use super::paper::html::{head as html_head, style};
use super::paper::markdown::head as markdown_head;
use super::paper::report::{PaperReport, QuoteKind, ReportedCell, searched};
use crate::audit::Certainty;
use crate::evidence::Quote;
use crate::output::exchange::SheetCell;
use crate::output::exchange::markdown::quoted as markdown_quoted;
use crate::output::page::{Policy, page, quoted as html_quoted};
use crate::output::tables::markdown::escaped;
use crate::output::wording::{counted, one_line, people, place};
use crate::review::Reviewer;
use crate::rubric::{Criterion, CriterionId, Score};

/// What a paper could report to gain levels.
#[derive(Debug)]
pub struct Missing<'r> {
    /// What the list rests on, in sentences.
    pub basis: Vec<String>,
    /// The most to be gained first; of equal gains in the rubric's order. Without those that nothing is to
    /// be gained of.
    pub entries: Vec<Entry<'r>>,
    /// What is not in the list and why, in sentences.
    pub left_out: Vec<String>,
}

/// A criterion of which something is to be gained.
#[derive(Debug)]
pub struct Entry<'r> {
    /// The criterion as the rubric has it.
    pub criterion: &'r Criterion,
    /// Its phase, with its name.
    pub phase: String,
    /// The level it is at now.
    pub present: Present,
    /// The highest level.
    pub highest: u8,
    /// What the rubric asks for, of the next level up and of the highest, with the name of the level.
    pub asks: Vec<(String, &'r str)>,
    /// What comes nearest to it now, with what it is.
    pub nearest: Option<(&'static str, &'r Quote)>,
    /// What was looked for, where nothing is near.
    pub searched: Option<String>,
    /// What is to be gained, in hundredths of a level.
    pub gain: u32,
}

/// Where a criterion stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Present {
    /// People decided this level.
    Decided(u8),
    /// Nobody decided; the number on the scale that the draft's probabilities have as their mean.
    Expected(f64),
}

impl Entry<'_> {
    /// What is to be gained, in words: `1.25 levels`.
    pub fn gain(&self) -> String {
        let levels = f64::from(self.gain) / 100.0;
        format!("{levels:.2} {}", if self.gain == 100 { "level" } else { "levels" })
    }

    /// Where it stands, and by whose word.
    pub fn present(&self) -> String {
        match self.present {
            Present::Decided(level) => format!("level {level} of {}, decided by people", self.highest),
            Present::Expected(level) => {
                format!("level {level:.2} of {}, expected by a draft that nobody reviewed", self.highest)
            }
        }
    }
}

/// What is missing in a report.
pub fn missing(report: &PaperReport) -> Missing<'_> {
    let (mut entries, mut inapplicable, mut unlikely, mut unknown) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut decided, mut drafted, mut deciders) = (0, 0, Vec::<Reviewer>::new());
    for (cell, reported) in report.pairs() {
        let Some(criterion) = report.rubric.criterion(&cell.criterion) else { continue };
        let present = match (cell.score, &reported.drafted) {
            (Some(Score::Level(level)), _) => Present::Decided(level),
            (Some(Score::NotApplicable), _) => {
                inapplicable.push(criterion.id.clone());
                continue;
            }
            (None, Some(drafted))
                if matches!(drafted.certainty, Certainty::Sure { score: Score::NotApplicable, .. }) =>
            {
                unlikely.push(criterion.id.clone());
                continue;
            }
            (None, Some(drafted)) => Present::Expected(report.rubric.scale.number_at(drafted.expected)),
            (None, None) => {
                unknown.push(criterion.id.clone());
                continue;
            }
        };
        match present {
            Present::Decided(_) => {
                decided += 1;
                let new = cell.by.iter().filter(|one| !deciders.contains(one));
                let new: Vec<Reviewer> = new.cloned().collect();
                deciders.extend(new);
            }
            Present::Expected(_) => drafted += 1,
        }
        entries.extend(entry(report, criterion, cell, reported, present));
    }
    // Stable, so that equal gains stay in the rubric's order.
    entries.sort_by_key(|entry: &Entry<'_>| std::cmp::Reverse(entry.gain));
    deciders.sort();
    let of = |count: usize| counted(count, "criterion", "criteria");
    let mut basis = vec![
        "This list judges what the paper reports, not what was done: what was done and is not written down counts \
         as missing."
            .to_owned(),
    ];
    if drafted > 0 {
        basis.push(format!(
            "It rests on a draft that no person reviewed for {}: levels there are expected ones, the mean under the \
             draft's probabilities, and may be wrong.",
            of(drafted)
        ));
    }
    if decided > 0 {
        basis.push(format!("It rests on what people decided for {}: {}.", of(decided), people(&deciders)));
    }
    basis.extend(report.notes.iter().cloned());
    let sentence = |what: &str, ids: &[CriterionId]| {
        (!ids.is_empty()).then(|| format!("{what}: {}.", crate::review::list(ids)))
    };
    let left_out = [
        sentence("Left out because people decided that they cannot apply", &inapplicable),
        sentence("Left out because the draft suggests that they cannot apply", &unlikely),
        sentence("Left out because they are neither decided nor drafted", &unknown),
    ];
    Missing { basis, entries, left_out: left_out.into_iter().flatten().collect() }
}

/// `None` where nothing is to be gained.
fn entry<'r>(
    report: &'r PaperReport,
    criterion: &'r Criterion,
    cell: &'r SheetCell,
    reported: &'r ReportedCell,
    present: Present,
) -> Option<Entry<'r>> {
    let rubric = &report.rubric;
    let scale = &rubric.scale;
    let highest = scale.highest();
    let place = match present {
        Present::Decided(level) => scale.place(level)? as f64,
        Present::Expected(_) => reported.drafted.as_ref()?.expected,
    };
    // As shown, so that what looks equal stays in the rubric's order.
    let gain = ((scale.steps() as f64 - place) * 100.0).round().max(0.0) as u32;
    let next = (0..=scale.steps()).find(|next| *next as f64 > place + 0.005)?;
    let mut wanted = vec![next, scale.steps()];
    wanted.dedup();
    let asked =
        |place: usize| Some((scale.words(Score::Level(scale.level(place)?)), criterion.anchor(place)?));
    let asks = wanted.into_iter().filter_map(asked).collect();
    let drafted = reported.drafted.as_ref();
    let quoted = reported.quotes.iter().find(|quote| quote.kind != QuoteKind::Gone).map(|quote| {
        let what = match quote.kind {
            QuoteKind::Decided | QuoteKind::Gone => "quoted by people",
            QuoteKind::Drafted => "found by the draft",
            QuoteKind::Nearest => "nearest; nothing rests on it",
        };
        (what, &quote.quote)
    });
    let ranked_first = || Some(("nearest by the draft", drafted?.nearest.as_ref()?));
    let nearest = quoted.or_else(ranked_first);
    let phase = report.sheet.phases.iter().find(|phase| phase.id == cell.phase);
    (gain > 0).then(|| Entry {
        criterion,
        phase: phase.map(|phase| format!("{} {}", phase.id, one_line(&phase.name))).unwrap_or_default(),
        present,
        highest,
        asks,
        searched: drafted.filter(|_| nearest.is_none()).map(|drafted| searched(&drafted.searched)),
        nearest,
        gain,
    })
}

/// Said where the list is empty, which says nothing of what is left out.
pub const NOTHING: &str = "Of what is decided or drafted, no level is to be gained.";

const TITLE: &str = "What is missing, by what is to be gained";

/// The list on one page.
pub fn missing_html(report: &PaperReport) -> String {
    let missing = missing(report);
    let body = markup! {
        article {
            (html_head(report))
            h2 { (TITLE) }
            @for sentence in &missing.basis { p.remark { (sentence) } }
            @if missing.entries.is_empty() { p { (NOTHING) } }
            ol.missing { @for entry in &missing.entries { (item(entry)) } }
            @for sentence in &missing.left_out { p.about { (sentence) } }
        }
    };
    let head = format!("What is missing in {}", report.sheet.paper.id);
    page(&head, &style(report, "what is missing"), Policy::OwnPictures, &body)
}

fn item(entry: &Entry<'_>) -> Markup {
    let class = match entry.present {
        Present::Decided(_) => "",
        Present::Expected(_) => "drafted",
    };
    markup! {
        li {
            header {
                h3 { (entry.criterion.id) " " (one_line(&entry.criterion.name)) }
                p.about { (entry.phase) }
            }
            dl {
                dt { "to gain" } dd { strong { (entry.gain()) } }
                dt { "present" } dd { p.(class) { (entry.present()) } }
                @for (level, anchor) in &entry.asks { dt { "for " (level) } dd { (one_line(anchor)) } }
            }
            @if let Some((what, quote)) = entry.nearest { (html_quoted(&quote.text, what, &place(quote))) }
            @if let Some(searched) = &entry.searched { p.about { (searched) } }
        }
    }
}

/// The list in Markdown.
pub fn missing_markdown(report: &PaperReport) -> String {
    let missing = missing(report);
    let mut text = markdown_head(report);
    text.push_str(&format!("\n## {TITLE}\n"));
    missing.basis.iter().for_each(|sentence| text.push_str(&format!("\n{}\n", escaped(sentence))));
    if missing.entries.is_empty() {
        text.push_str(&format!("\n{NOTHING}\n"));
    }
    for (number, entry) in (1..).zip(&missing.entries) {
        let (id, name) = (escaped(entry.criterion.id.as_str()), escaped(&one_line(&entry.criterion.name)));
        text.push_str(&format!("\n### {number}\\. Criterion {id}: {name}\n\n"));
        text.push_str(&format!("- phase: {}\n- to gain: **{}**\n", escaped(&entry.phase), entry.gain()));
        text.push_str(&format!("- present: {}\n", entry.present()));
        for (level, anchor) in &entry.asks {
            text.push_str(&format!("- for {level}: {}\n", escaped(&one_line(anchor))));
        }
        if let Some((what, quote)) = entry.nearest {
            text.push_str(&markdown_quoted(quote, what));
        }
        if let Some(searched) = &entry.searched {
            text.push_str(&format!("\n{}\n", escaped(searched)));
        }
    }
    missing.left_out.iter().for_each(|sentence| text.push_str(&format!("\n{}\n", escaped(sentence))));
    text
}
