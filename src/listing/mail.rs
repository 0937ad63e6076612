//! arXiv's daily mail: records between lines of two backslashes, each headed by its id.

use std::sync::LazyLock;

use regex::Regex;

use super::entry::{Entry, extend, flat};
use super::ids::only_arxiv_id;
use super::lines::{Field, Line, line};
use crate::document::pattern;

/// Which part of a record is read.
enum Part {
    Outside,
    /// Labels, up to the next line of backslashes.
    Head,
    Abstract,
}

/// The papers of a mail; `None` when the text is none: an id right behind a line of backslashes makes it one.
pub(super) fn mail(text: &str) -> Option<Vec<Entry>> {
    static ID: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^arxiv:\s*\S+\s*$"));
    let mut entries: Vec<Entry> = Vec::new();
    let (mut part, mut field, mut is_behind_rule) = (Part::Outside, Field::Other, false);
    for printed in text.lines().map(|printed| printed.trim_end().trim_start_matches("> ")) {
        let bare = printed.trim();
        if bare.starts_with(r"\\") {
            part = match part {
                Part::Head if bare == r"\\" => Part::Abstract,
                _ => Part::Outside,
            };
            is_behind_rule = bare == r"\\";
            continue;
        }
        if is_behind_rule && ID.is_match(bare) {
            entries.push(Entry { arxiv: only_arxiv_id(bare), ..Entry::default() });
            (part, field, is_behind_rule) = (Part::Head, Field::Other, false);
            continue;
        }
        is_behind_rule &= bare.is_empty();
        let Some(entry) = entries.last_mut() else { continue };
        match part {
            Part::Head if bare.is_empty() => field = Field::Other,
            Part::Head => {
                let mut text = bare;
                if !printed.starts_with(' ')
                    && let Line::Labeled(label, rest) = line(bare)
                {
                    (field, text) = (label, rest);
                }
                match field {
                    Field::Title => extend(&mut entry.title, text),
                    Field::Authors => extend(&mut entry.authors, text),
                    Field::Abstract | Field::Other => {}
                }
            }
            Part::Abstract => entry.add_summary(&flat(bare)),
            Part::Outside => {}
        }
    }
    let papers: Vec<Entry> =
        entries.into_iter().filter(|entry| entry.arxiv.is_some() && entry.title.is_some()).collect();
    (!papers.is_empty()).then_some(papers)
}
