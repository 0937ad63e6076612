//! One page with findings, charts and tables: nothing is loaded, nothing runs, readable in light, in dark and
//! in print.

use maud::{Markup, PreEscaped, html as markup};

use super::error::Error;
use super::tables::{CRITERIA, PHASES, Section, headline, sections};
use crate::output::page::{self, CORPUS_STYLE, Policy, charts};
use crate::output::wording::one_line;
use crate::statistics::{AuditKind, Block, Finding, FindingKind, Statistics};

pub(super) fn page(statistics: &Statistics) -> Result<String, Error> {
    let sections = sections(statistics);
    let confirmed = charts(statistics, &statistics.confirmed)?;
    let drafted = statistics.drafts.as_ref().map(|block| charts(statistics, block)).transpose()?;
    // The first section is of the confirmed audits, where there are any, and the last of drafts, likewise.
    let last = sections.len().saturating_sub(1);
    let has_confirmed = !statistics.confirmed.papers.is_empty();
    let body = markup! {
        (charts::patterns(statistics))
        h1 { (one_line(&statistics.title)) }
        p.about { (headline(statistics)) }
        (findings(statistics))
        @for (at, one) in sections.iter().enumerate() {
            @let is_draft = at == last && drafted.is_some();
            section.draft[is_draft] {
                h2 { (one_line(&one.title)) }
                @if at == 0 && has_confirmed { (confirmed) }
                @if let Some(charts) = drafted.as_ref().filter(|_| is_draft) { (charts) }
                (tables(one))
            }
        }
    };
    let title = format!("Audits by {}", one_line(&statistics.title));
    Ok(page::page(&title, CORPUS_STYLE, Policy::Nothing, &body))
}

fn findings(statistics: &Statistics) -> Markup {
    let kinds = [
        (FindingKind::SystemicWeakness, "Systemic weaknesses"),
        (FindingKind::WeakPhase, "Weakest phases"),
        (FindingKind::DiffersFromPublished, "Different from the published audit"),
    ];
    let of = |kind: FindingKind| statistics.findings.iter().filter(move |finding| finding.kind == kind);
    markup! {
        section.findings {
            h2 { "Findings" }
            @if statistics.findings.is_empty() { p { "Too few papers to say anything in words." } }
            @for (kind, title) in kinds {
                @if of(kind).next().is_some() {
                    h3 { (title) }
                    ul { @for finding in of(kind) { li { (one_finding(finding)) } } }
                }
            }
        }
    }
}

/// The words, the way to the numbers, and the quotes behind them.
fn one_finding(finding: &Finding) -> Markup {
    let row = match (&finding.criterion, &finding.phase) {
        (Some(criterion), _) => Some(row_id(CRITERIA, criterion.as_str())),
        (None, Some(phase)) => Some(row_id(PHASES, phase)),
        (None, None) => None,
    };
    markup! {
        (one_line(&finding.text))
        @if let Some(row) = row { " " a href={ "#" (row) } { "numbers" } }
        @if !finding.quotes.is_empty() {
            details {
                summary { "quotes of confirmed audits, lowest levels first" }
                @for quote in &finding.quotes {
                    blockquote {
                        p { "“" (one_line(&quote.quote)) "”" }
                        footer {
                            (quote.paper) @if let Some(page) = quote.page { " · p. " (page) }
                            " · criterion " (quote.criterion) ", level " (quote.level)
                        }
                    }
                }
            }
        }
    }
}

/// What a row of a table goes by on the page, with characters that an address can have.
fn row_id(table: &str, key: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    format!("{table} {key}").chars().map(plain).collect()
}

fn charts(statistics: &Statistics, block: &Block) -> Result<Markup, Error> {
    let draft = if block.label == AuditKind::Draft { "Draft: " } else { "" };
    let trend = charts::trend(block)?;
    Ok(markup! {
        figure {
            figcaption { (draft) "Mean compliance by phase. Dot and line: mean and 95 % interval; triangle: published." }
            (PreEscaped(charts::phase_dots(block)?))
        }
        @if let Some(trend) = trend {
            figure {
                figcaption {
                    (draft) "Mean compliance by " (block.groups.by.name())
                    ", with 95 % interval from two papers on; in brackets the number of papers."
                }
                (PreEscaped(trend))
            }
        }
        figure {
            figcaption { (draft) "Papers by criteria, the highest compliance first." }
            (charts::legend(statistics, false))
            div.wide { (charts::heat_map(statistics, block)) }
        }
        figure {
            figcaption { (draft) "Papers at each level, by criterion. The numbers in the bars are papers." }
            (charts::legend(statistics, true))
            @for phase in &block.phases {
                h3 { (phase.id) " " (one_line(&phase.name)) }
                div.wide { (charts::bars(statistics, block, &phase.id)) }
            }
        }
    })
}

fn tables(section: &Section) -> Markup {
    // A finding leads to its row of these two.
    let id = |title: &str, key: &str| [CRITERIA, PHASES].contains(&title).then(|| row_id(title, key));
    markup! { @for table in &section.tables { (page::table(table, |key| id(&table.title, key))) } }
}
