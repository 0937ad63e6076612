//! `search`: sentences of the corpus, their words lit up, and what audits quote them for.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use serde::Serialize;

use super::exit::Exit;
use super::global::Global;
use super::misuse::{Misuse, known_criterion};
use super::options::{TableFormat, at_least_one};
use super::view::escape::{self, one_line};
use super::view::failures::failures;
use super::view::json;
use super::view::layout::{BOLD, DIM, paint, wrap};
use super::view::place::place;
use super::view::printer::Printer;
use crate::document::{AttachmentName, BlockKind, PaperId, Rect};
use crate::index::WordQuery;
use crate::output::tables::{Numeral, Records, csv};
use crate::retrieval::{FILTERS, Parts, sentence_named};
use crate::review::QuotedFor;
use crate::rubric::Score;
use crate::workspace::{Found, Hit, SearchRequest};

/// Find sentences
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Finds the sentences of the workspace's papers that are nearest to a query, by words and by meaning, \
                  best first. With --criterion, the query is the criterion's own questions and cues, and what you \
                  type is added to them.\n\n\
                  Filters may stand among the words: paper:ID, section:WORD, kind:table (or body, heading, caption, \
                  footnote, reference), year:2024, year:2023-2025, and of what audits quote phase:II, level:2, \
                  state:confirmed (or decided, draft). Filters of one name widen, of different names narrow. \
                  A \"phrase\" in double quotes must stand in the sentence as it is written. Filters without words \
                  list what passes them.",
    after_long_help = "Examples:\n  medcheck search \"data leakage\"\n  \
                       medcheck search \"canary string\" --paper 2009.13081\n  \
                       medcheck search --criterion 23 --limit 3\n  \
                       medcheck search 'physicians \"every item\" section:data year:2023-2025' --group\n  \
                       medcheck search 'phase:II level:0' --evidence-only --format csv\n  \
                       medcheck search --like 2009.13081:211    sentences like that one"
)]
pub(super) struct Args {
    /// Words to look for, and filters
    #[arg(
        value_name = "QUERY",
        required_unless_present_any = ["criterion", "like", "evidence_only"],
        default_value = "",
        hide_default_value = true
    )]
    query: String,
    /// Look for what this criterion asks
    #[arg(long, value_name = "N", conflicts_with = "like")]
    criterion: Option<String>,
    /// Look for sentences nearest in meaning to this one; JSON and CSV tell the numbers of sentences
    #[arg(long, value_name = "PAPER:SENTENCE", value_parser = sentence_named)]
    like: Option<(PaperId, u32)>,
    /// Only in this paper
    #[arg(long, value_name = "ID")]
    paper: Option<String>,
    /// Only quotes of audits: of what people decided, and elsewhere of drafts; decisions first
    #[arg(long)]
    evidence_only: bool,
    /// Put the sentences of a paper together
    #[arg(long)]
    group: bool,
    /// How many sentences
    #[arg(long, value_name = "K", default_value = "10", value_parser = at_least_one)]
    limit: NonZeroUsize,
    /// Work from words alone, without the language model
    #[arg(long)]
    no_model: bool,
    /// For people, for programs, or for spreadsheets
    #[arg(long, value_name = "FORMAT", default_value = "text", value_enum)]
    format: TableFormat,
}

const MATCHED: Style = AnsiColor::Yellow.on_default().bold();

/// A row of `search --format csv`.
#[derive(Serialize, Default)]
struct HitRecord {
    paper: String,
    title: Option<String>,
    /// The number of the sentence in its paper.
    sentence: usize,
    kind: &'static str,
    /// The attachment it is in.
    source: Option<String>,
    page: Option<u32>,
    section: Option<String>,
    score: Option<Numeral>,
    /// Criteria, each with whose quote it is and the level.
    quoted_for: String,
    quote: String,
}

/// `search --format json`.
#[derive(Serialize)]
struct SearchJson<'a> {
    schema_version: u32,
    query: &'a str,
    criterion: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    like: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hits: Option<Vec<HitJson<'a>>>,
    /// Instead of `hits`, with `--group`.
    #[serde(skip_serializing_if = "Option::is_none")]
    papers: Option<Vec<PaperHitsJson<'a>>>,
}

#[derive(Serialize)]
struct PaperHitsJson<'a> {
    paper: &'a str,
    title: Option<&'a str>,
    hits: Vec<HitJson<'a>>,
}

#[derive(Serialize)]
struct HitJson<'a> {
    paper: &'a str,
    title: Option<&'a str>,
    sentence: u32,
    quote: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    page: Option<u32>,
    section: Option<&'a str>,
    kind: BlockKind,
    score: f32,
    parts: &'a Parts,
    boxes: &'a [Rect],
    /// What audits quote it for, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quoted_for: Vec<QuotedForJson<'a>>,
}

#[derive(Serialize)]
struct QuotedForJson<'a> {
    criterion: &'a str,
    /// `confirmed`, `decided` or `draft`.
    state: &'static str,
    level: Option<Score>,
}

impl<'a> From<&'a Hit> for HitJson<'a> {
    fn from(hit: &'a Hit) -> HitJson<'a> {
        let quoted_for = hit.quoted_for.iter().map(|quoted| QuotedForJson {
            criterion: quoted.criterion.as_str(),
            state: quoted.state.name(),
            level: quoted.level,
        });
        HitJson {
            paper: hit.paper.as_str(),
            title: hit.title.as_deref(),
            sentence: hit.sentence,
            quote: &hit.quote,
            source: hit.source.as_ref().map(AttachmentName::as_str),
            page: hit.page,
            section: hit.section.as_deref(),
            kind: hit.kind,
            score: hit.score,
            parts: &hit.parts,
            boxes: &hit.boxes,
            quoted_for: quoted_for.collect(),
        }
    }
}

/// Searches and prints.
pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> Result<Exit> {
    let workspace = global.open(!args.no_model)?;
    let paper = args.paper.as_deref().map(PaperId::new).transpose()?;
    let criterion = args.criterion.as_deref();
    if let Some(id) = criterion {
        known_criterion(workspace.rubric(), id)?;
    }
    let asks_nothing = criterion.is_none() && args.like.is_none() && !args.evidence_only;
    if asks_nothing && args.query.trim().is_empty() {
        return Err(Misuse {
            message: "nothing is looked for".to_owned(),
            hint: format!("type words or filters ({FILTERS}), or name a criterion: --criterion 23"),
        }
        .into());
    }
    let found = workspace.search(&SearchRequest {
        query: &args.query,
        criterion,
        paper,
        like: args.like.clone(),
        evidence_only: args.evidence_only,
        limit: args.limit.get(),
        ..SearchRequest::default()
    })?;
    let groups = groups(&found.hits, args.group);
    printer.data(&match args.format {
        TableFormat::Json => json::line(&as_json(&groups, args))?,
        TableFormat::Csv => as_csv(&groups)?,
        TableFormat::Text => as_text(&groups, &found, args.group, printer.width),
    })?;
    failures(&found.failures, printer);
    if found.hits.is_empty() && args.format == TableFormat::Text {
        printer.status(if workspace.has_indexed()? {
            "nothing found: try other words, or fewer"
        } else {
            "nothing to search yet: `medcheck draft` reads the papers of the workspace"
        });
    }
    Ok(if found.failures.is_empty() { Exit::Done } else { Exit::InPart })
}

/// The hits by paper, in the order of each paper's best; all in one group unless they are put together.
fn groups(hits: &[Hit], by_paper: bool) -> Vec<Vec<&Hit>> {
    if !by_paper {
        return vec![hits.iter().collect()];
    }
    let mut places: BTreeMap<&PaperId, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Hit>> = Vec::new();
    for hit in hits {
        let place = *places.entry(&hit.paper).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(hit),
            None => groups.push(vec![hit]),
        }
    }
    groups
}

fn as_json<'a>(groups: &[Vec<&'a Hit>], args: &'a Args) -> SearchJson<'a> {
    let hits = |group: &[&'a Hit]| group.iter().map(|hit| HitJson::from(*hit)).collect::<Vec<_>>();
    let of_paper = |group: &Vec<&'a Hit>| {
        let first = group.first()?;
        Some(PaperHitsJson { paper: first.paper.as_str(), title: first.title.as_deref(), hits: hits(group) })
    };
    SearchJson {
        schema_version: 1,
        query: &args.query,
        criterion: args.criterion.as_deref(),
        like: args.like.as_ref().map(|(paper, sentence)| format!("{paper}:{sentence}")),
        hits: (!args.group).then(|| hits(&groups.concat())),
        papers: args.group.then(|| groups.iter().filter_map(of_paper).collect()),
    }
}

fn as_csv(groups: &[Vec<&Hit>]) -> Result<String> {
    let row = |hit: &&Hit| HitRecord {
        paper: hit.paper.to_string(),
        title: hit.title.clone(),
        sentence: hit.sentence as usize,
        kind: hit.kind.name(),
        source: hit.source.as_ref().map(ToString::to_string),
        page: hit.page,
        section: hit.section.clone(),
        score: Some(Numeral::new(format!("{:.3}", hit.score))),
        quoted_for: hit.quoted_for.iter().map(said).collect::<Vec<_>>().join("; "),
        quote: hit.quote.clone(),
    };
    let records = Records::of(&HitRecord::default(), groups.iter().flatten().map(row))?;
    Ok(escape::lines(&csv(&records)?).into_owned())
}

/// The criterion a sentence is quoted for, whose quote it is, and the level: `23 decided 2`.
fn said(quoted: &QuotedFor) -> String {
    let level = quoted.level.map(|level| format!(" {level}")).unwrap_or_default();
    format!("{} {}{level}", quoted.criterion, quoted.state.name())
}

/// A numbered list, below a paper's head where they are put together.
fn as_text(groups: &[Vec<&Hit>], found: &Found, by_paper: bool, columns: usize) -> String {
    let mut text = String::new();
    let mut number = 0;
    for (at, group) in groups.iter().enumerate() {
        if let Some(first) = group.first().filter(|_| by_paper) {
            let title = first.title.as_deref().map(one_line).unwrap_or_default();
            let head = format!("{}  {title}", paint(BOLD, first.paper.as_str()));
            text.push_str(if at == 0 { "" } else { "\n" });
            text.push_str(&format!("{}\n", head.trim_end()));
        }
        for hit in group {
            number += 1;
            let mut place = place(hit.source.as_ref(), hit.page);
            place.extend(hit.section.as_deref().map(one_line));
            place.push(format!("score {:.2}", hit.score));
            place.extend(hit.quoted_for.iter().map(|quoted| format!("criterion {}", said(quoted))));
            let place = place.join(" · ");
            if by_paper {
                text.push_str(&format!("{number:>3}. {}\n", paint(DIM, &place)));
            } else {
                let place = paint(DIM, &format!(" · {place}"));
                text.push_str(&format!("{number:>3}. {}{place}\n", paint(BOLD, hit.paper.as_str())));
            }
            let quote = format!("“{}”", one_line(&hit.quote));
            for line in lit(&quote, &found.words, columns - 5) {
                text.push_str(&format!("     {line}\n"));
            }
        }
    }
    text
}

/// The lines of a text with the words that were looked for in another color.
fn lit(text: &str, words: &WordQuery, columns: usize) -> Vec<String> {
    let places = words.places(text);
    let mut from = 0;
    wrap(text, columns)
        .into_iter()
        .map(|line| {
            // Lines are broken where a blank was, and are parts of the text otherwise.
            let start = text[from..].find(&line).map_or(from, |at| from + at);
            let end = (start + line.len()).min(text.len());
            from = end;
            let mut shown = String::new();
            let mut at = start;
            for place in places.iter().filter(|place| place.start < end && place.end > start) {
                let (first, last) = (place.start.max(at), place.end.min(end));
                if first < last {
                    shown.push_str(&text[at..first]);
                    shown.push_str(&paint(MATCHED, &text[first..last]));
                    at = last;
                }
            }
            shown + &text[at..end]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matched_words_are_lit_and_no_letter_changes() {
        let text =
            "“Two physicians reviewed every long-winded item; a physician, 中文, settled the rest of it.”";
        let words = WordQuery::new().words("physician", 1.0).phrase("every long winded item", 1.0);
        for columns in 5..100 {
            let lines = lit(text, &words, columns);
            let plain: Vec<String> =
                lines.iter().map(|line| anstream::adapter::strip_str(line).to_string()).collect();
            assert_eq!(plain, wrap(text, columns), "{columns}");
        }
        let shown = lit(text, &words, 200).concat();
        for word in ["physicians", "physician", "every", "winded"] {
            assert!(shown.contains(&paint(MATCHED, word)), "{word}: {shown}");
        }
        assert!(!shown.contains(&paint(MATCHED, "reviewed")));
    }
}
