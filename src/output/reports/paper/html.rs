//! The report of a paper as a page: its audit, and beside it an overview of the phases, suggestions of a draft, and the
//! quotes marked on the printed page.

use base64::prelude::{BASE64_STANDARD, Engine};
use maud::{Markup, PreEscaped, html as markup};

use super::report::{PaperReport, PhaseFigures, ReportedCell, Stage, is_open, searched, verdict as said_of};
use crate::audit::Certainty;
use crate::output::exchange::html::{
    criterion_heading, head as audit_head, phase_heading, verdict as said_by_people,
};
use crate::output::exchange::{CellState, SheetCell};
use crate::output::page::{AUDIT_STYLE, PAPER_STYLE, Policy, page, quoted};
use crate::output::wording::{percent, place};
use crate::picture::{Clipping, Frame, Piece};

/// In pixels of the screen for a point of the page, where there is room.
const MAGNIFIED: f32 = 1.35;

/// In points: a clipping that is no wider stands beside its quote.
const NARROW: f32 = 290.0;

/// In pixels.
const BAR: [u32; 2] = [120, 12];

/// The report of one paper on one page, with its pictures in it.
pub fn report_html(report: &PaperReport) -> String {
    let title = format!("Audit of {}", report.sheet.paper.id);
    let body = markup! {
        article {
            (head(report))
            (overview(report))
            @for phase in &report.sheet.phases {
                (phase_heading(phase, &if report.is_hidden() { "under review".to_owned() } else { phase.counted() }))
                @for (cell, reported) in report.pairs().filter(|(cell, _)| cell.phase == phase.id) {
                    (criterion(cell, reported, report))
                }
            }
        }
        (pictures(report))
    };
    page(&title, &style(report, "audit"), Policy::OwnPictures, &body)
}

/// What the paper is, and whose word its audit.
pub(in crate::output::reports) fn head(report: &PaperReport) -> Markup {
    audit_head(&report.sheet, report.stage == Stage::Confirmed, &report.state(), &report.facts)
}

/// The style of a page about one paper; `what` is on it.
pub(in crate::output::reports) fn style(report: &PaperReport, what: &str) -> String {
    [AUDIT_STYLE, PAPER_STYLE, &page_foot(report, what)].concat()
}

fn criterion(cell: &SheetCell, reported: &ReportedCell, report: &PaperReport) -> Markup {
    markup! {
        section.criterion {
            header {
                (criterion_heading(cell))
                (verdict(cell, &said_by_people(cell, &said_of(cell, report)), reported, report))
            }
            @for note in &cell.notes { p.note { (note) } }
            (evidence(cell, reported, report))
        }
    }
}

/// What stands at the foot of every printed page, because a page may be read alone.
fn page_foot(report: &PaperReport, what: &str) -> String {
    let stands = match report.stage {
        Stage::Confirmed => "confirmed",
        Stage::Begun(_) => "not confirmed",
        Stage::UnderReview(_) => "under review, not confirmed",
        Stage::Draft => "draft, not reviewed by a person",
    };
    // An id has nothing in it that a style sheet would act on.
    let foot = format!("{} · {what} · {stands}", report.sheet.paper.id);
    format!("@page {{ @bottom-left {{ content: \"{foot}\"; }} }}\n")
}

fn overview(report: &PaperReport) -> Markup {
    let phases = report.phases();
    let has_decided = phases.iter().any(|phase| phase.decided > 0);
    let has_drafted = report.shows_draft();
    markup! {
        @for note in &report.notes { p.remark { (note) } }
        (patterns())
        table.overview {
            thead {
                tr {
                    th scope="col" { "Phase" }
                    @if has_decided { th scope="col" { "Decided" } th scope="col" { "Compliance" } }
                    @if has_drafted { th.draft scope="col" { "Draft only" } th.draft scope="col" { "Draft suggests" } }
                }
            }
            tbody {
                @for phase in &phases {
                    tr {
                        th scope="row" { (phase.name) }
                        @if has_decided {
                            td data-name="decided" { (phase.decided) " of " (phase.criteria) }
                            td data-name="compliance" { (decided(phase)) }
                        }
                        @if has_drafted {
                            td.draft data-name="draft only" { (phase.drafted) " of " (phase.criteria) }
                            td.draft data-name="draft suggests" { (suggested(phase)) }
                        }
                    }
                }
            }
        }
        p.about {
            @if has_decided {
                "Compliance: the levels decided over the highest possible; what cannot apply or is open is out. "
            }
            @if has_drafted {
                "Hatched: the levels that a draft suggests where nobody decided, over the highest possible. They are \
                 never added to what people decided; where the draft found nothing, leans to a level without suggesting \
                 it, or is open, because none has 50 %, it has no level."
            }
        }
    }
}

fn decided(phase: &PhaseFigures) -> Markup {
    markup! {
        @match phase.met.share() {
            Some(share) => { (bar(share, "full")) " " (percent(share)) }
            None => "–"
        }
    }
}

fn suggested(phase: &PhaseFigures) -> Markup {
    markup! {
        @match phase.suggested.share() {
            Some(share) => {
                (bar(share, "hatched")) " " (percent(share)) ", "
                (phase.suggested.levels) (if phase.suggested.levels == 1 { " criterion" } else { " criteria" })
            }
            None if phase.drafted > 0 => "no level"
            None => "–"
        }
    }
}

fn bar(share: f64, class: &str) -> Markup {
    let [width, height] = BAR;
    let filled = format!("{:.1}", share * f64::from(width));
    markup! {
        svg.bar width=(width) height=(height) viewBox=(format!("0 0 {width} {height}")) aria-hidden="true" {
            rect.(class) width=(filled) height=(height) {}
            rect.rim x="0.5" y="0.5" width=(width - 1) height=(height - 1) {}
        }
    }
}

fn patterns() -> Markup {
    markup! {
        svg width="0" height="0" aria-hidden="true" style="position: absolute" {
            defs {
                pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    line x1="0" y1="0" x2="0" y2="5" {}
                }
            }
        }
    }
}

/// What people said, and where they did not decide what a draft suggests.
fn verdict(cell: &SheetCell, said: &Markup, reported: &ReportedCell, report: &PaperReport) -> Markup {
    let drafted = reported.drafted.as_ref().filter(|_| is_open(cell));
    let is_silent = cell.state == CellState::NotDecided && drafted.is_some();
    markup! {
        // Of what nobody looked at, the draft alone speaks.
        @if !is_silent { (said) }
        @if let Some(drafted) = drafted {
            p.drafted {
                span.label { "draft" } " "
                @if drafted.certainty.is_suggested() { strong { (drafted.words(&report.rubric)) } }
                @else { (drafted.words(&report.rubric)) }
                " · not reviewed by a person"
            }
        }
        @if let Some(criterion) = report.rubric.criterion(&cell.criterion) {
            p.about { (criterion.question) }
        }
    }
}

/// Every quote, and where it stands on the page; behind "nothing found" what was searched.
fn evidence(cell: &SheetCell, reported: &ReportedCell, report: &PaperReport) -> Markup {
    let several = reported.quotes.len() > 1;
    let drafted = reported.drafted.as_ref().filter(|_| is_open(cell));
    let found_nothing = drafted.filter(|drafted| matches!(drafted.certainty, Certainty::NothingFound { .. }));
    markup! {
        @for (at, quote) in reported.quotes.iter().enumerate() {
            @let label = match (several, quote.kind.label()) {
                (true, "") => format!("quote {}", at + 1),
                (true, label) => format!("quote {} · {label}", at + 1),
                (false, label) => label.to_owned(),
            };
            // A picture of several quotes stands with the last of them.
            @let clippings: Vec<&Clipping> =
                reported.clippings.iter().filter(|one| one.quotes.last() == Some(&at)).collect();
            @let narrow = !clippings.is_empty() && clippings.iter().all(|one| one.frame[2] - one.frame[0] <= NARROW);
            div.quoted.beside[narrow] {
                (quoted(&quote.quote.text, &label, &place(&quote.quote)))
                @if !clippings.is_empty() {
                    div { @for clipping in clippings { (figure(clipping, several, drafted.is_some(), report)) } }
                }
            }
        }
        @if let Some(drafted) = found_nothing { p.about { (searched(&drafted.searched)) } }
    }
}

/// A part of a page with its quotes marked. Parts of pages are in the file once, however often they are shown.
fn figure(clipping: &Clipping, several: bool, is_draft: bool, report: &PaperReport) -> Markup {
    let Some(at) = report.pictures.iter().position(|(piece, _)| piece.holds(clipping)) else {
        return Markup::default();
    };
    let [left, top, right, bottom] = clipping.frame;
    let (width, height) = (right - left, bottom - top);
    let numbers: Vec<String> = clipping.quotes.iter().map(|quote| (quote + 1).to_string()).collect();
    let quotes = match numbers.as_slice() {
        _ if !several => String::new(),
        [one] => format!(", quote {one}"),
        all => format!(", quotes {}", all.join(", ")),
    };
    let line = if is_draft { "line drafted" } else { "line" };
    let marks = |part: fn(&Frame) -> String| clipping.marks.iter().map(part).collect::<String>();
    markup! {
        figure {
            svg.clipping viewBox=(format!("{left} {top} {width} {height}")) width=(width * MAGNIFIED) height=(height * MAGNIFIED)
                role="img" aria-label=(format!("Page {}{quotes}, marked", clipping.page)) {
                use href=(format!("#picture-{}", at + 1)) {}
                path.mark d=(marks(|[left, top, right, bottom]| format!("M{left:.1} {top:.1}H{right:.1}V{bottom:.1}H{left:.1}z"))) {}
                // Seen without color, too.
                path.(line) d=(marks(|[left, _, right, bottom]| format!("M{left:.1} {bottom:.1}H{right:.1}"))) {}
            }
            figcaption { "Page " (clipping.page) (quotes) }
        }
    }
}

/// The parts of pages, at the end of the file, where they keep nobody from reading.
fn pictures(report: &PaperReport) -> Markup {
    if report.pictures.is_empty() {
        return Markup::default();
    }
    markup! {
        svg width="0" height="0" aria-hidden="true" style="position: absolute" {
            defs {
                @for (at, (Piece { frame: [left, top, right, bottom], .. }, painted)) in report.pictures.iter().enumerate() {
                    image id=(format!("picture-{}", at + 1)) x=(left) y=(top) width=(right - left) height=(bottom - top)
                        preserveAspectRatio="none" href=(PreEscaped(format!("data:image/png;base64,{}", BASE64_STANDARD.encode(&painted.png)))) {}
                }
            }
        }
    }
}
