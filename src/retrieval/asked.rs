//! What a reader types: words, phrases in double quotes, and filters such as `section:data`.

use std::ops::RangeInclusive;

use crate::document::BlockKind;

/// The filters, as hints list them.
pub const FILTERS: &str = "paper:ID, section:WORD, kind:body (or heading, caption, table, footnote, reference), year:2024, \
                           year:2023-2025, phase:II, level:2, state:confirmed (or decided, draft), \"exact phrase\"";

const NAMES: [&str; 7] = ["paper", "section", "kind", "year", "phase", "level", "state"];

/// What stands behind the quotes of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuoteState {
    /// Of a decision in an audit that a person confirmed.
    Confirmed,
    /// Of a decision that stands, confirmed or not.
    Decided,
    /// Of a draft that no decision stands over.
    Draft,
}

impl QuoteState {
    /// As it is typed and printed.
    pub fn name(self) -> &'static str {
        match self {
            QuoteState::Confirmed => "confirmed",
            QuoteState::Decided => "decided",
            QuoteState::Draft => "draft",
        }
    }
}

/// A query taken apart. Of filters of one name any is enough; of different names, and of phrases, all must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// What is looked for, phrases in their quotes: the query without its filters.
    pub text: String,
    /// What must stand in a sentence as it is written.
    pub phrases: Vec<String>,
    /// Only papers with these ids, as typed.
    pub papers: Vec<String>,
    /// Only sections whose titles contain one of these.
    pub sections: Vec<String>,
    /// Only sentences of these kinds.
    pub kinds: Vec<BlockKind>,
    /// Only papers of these years.
    pub years: Vec<RangeInclusive<u16>>,
    /// Only what audits quote for criteria of these phases, ids as typed.
    pub phases: Vec<String>,
    /// Only what audits quote for these levels.
    pub levels: Vec<u8>,
    /// Only what audits in these states quote.
    pub states: Vec<QuoteState>,
}

/// A query that cannot be taken apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAsked {
    /// A name that is no filter's.
    #[error("there is no filter `{0}:`")]
    UnknownFilter(String),
    /// A filter's name with nothing behind it.
    #[error("`{0}:` has no value behind it")]
    NoValue(String),
    /// A filter with another value than it takes.
    #[error("`{value}` is not a {wanted} (in `{filter}:{value}`)")]
    BadValue {
        /// The filter's name.
        filter: &'static str,
        /// The value as typed.
        value: String,
        /// What the filter takes.
        wanted: &'static str,
    },
}

impl NotAsked {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            NotAsked::UnknownFilter(name) => {
                format!("filters: {FILTERS}; in quotes, \"{name}:…\" is looked for as it stands")
            }
            NotAsked::NoValue(_) | NotAsked::BadValue { .. } => format!("filters: {FILTERS}"),
        }
    }
}

impl Asked {
    /// Takes a query apart. A filter is a word of small letters, a colon and a value right behind it, which may
    /// stand in quotes: `section:"data sources"`. Addresses and ratios such as `3:1` are words.
    ///
    /// # Errors
    /// [`NotAsked`].
    pub fn of(query: &str) -> Result<Asked, NotAsked> {
        let mut asked = Asked::default();
        let mut words: Vec<String> = Vec::new();
        // Quotes are printed curly, and copied so.
        let query = query.replace(['“', '”', '„', '‟'], "\"");
        for part in parts(&query) {
            match filter(&part) {
                Some((name, "")) => return Err(NotAsked::NoValue(name.to_owned())),
                Some((name, value)) => asked.add(name, value)?,
                None => {
                    // With an odd number of quotes the last one is taken as closed at the end.
                    let quoted = part.split('"').skip(1).step_by(2).map(str::trim);
                    asked.phrases.extend(quoted.filter(|phrase| !phrase.is_empty()).map(str::to_owned));
                    words.push(part);
                }
            }
        }
        asked.text = words.join(" ");
        Ok(asked)
    }

    /// Whether only quotes of audits are asked for.
    pub fn is_of_audits(&self) -> bool {
        !(self.phases.is_empty() && self.levels.is_empty() && self.states.is_empty())
    }

    /// Whether sentences are asked for by what is in or around them.
    pub fn is_of_sentences(&self) -> bool {
        !(self.sections.is_empty() && self.phrases.is_empty())
    }

    fn add(&mut self, name: &str, value: &str) -> Result<(), NotAsked> {
        let bad = |filter, wanted| NotAsked::BadValue { filter, value: value.to_owned(), wanted };
        match name {
            "paper" => self.papers.push(value.to_owned()),
            "section" => self.sections.push(value.to_lowercase()),
            "phase" => self.phases.push(value.to_owned()),
            "kind" => {
                let kind = BlockKind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(value));
                self.kinds.push(kind.ok_or_else(|| bad("kind", "kind of sentence"))?);
            }
            "level" => self.levels.push(value.parse().map_err(|_| bad("level", "level"))?),
            "state" => {
                let states = [QuoteState::Confirmed, QuoteState::Decided, QuoteState::Draft];
                let state = states.into_iter().find(|state| state.name().eq_ignore_ascii_case(value));
                self.states.push(state.ok_or_else(|| bad("state", "state of an audit's quote"))?);
            }
            "year" => {
                let (from, to) = value.split_once('-').unwrap_or((value, value));
                let years = from.parse::<u16>().ok().zip(to.parse::<u16>().ok());
                let years = years.filter(|(from, to)| from <= to && *from >= 1000);
                let (from, to) = years.ok_or_else(|| bad("year", "year or range of years"))?;
                self.years.push(from..=to);
            }
            unknown => return Err(NotAsked::UnknownFilter(unknown.to_owned())),
        }
        Ok(())
    }

    /// Whether a section is one of those asked for.
    pub fn has_section(&self, title: Option<&str>) -> bool {
        let title = title.unwrap_or_default().to_lowercase();
        self.sections.is_empty() || self.sections.iter().any(|section| title.contains(section))
    }

    /// Whether a year is one of those asked for. A paper of no known year is of none.
    pub fn has_year(&self, year: Option<u16>) -> bool {
        self.years.is_empty() || year.is_some_and(|year| self.years.iter().any(|range| range.contains(&year)))
    }
}

/// The parts between blanks; blanks inside quotes divide nothing.
fn parts(query: &str) -> Vec<String> {
    let (mut parts, mut part, mut is_quoted) = (Vec::new(), String::new(), false);
    for c in query.chars() {
        is_quoted ^= c == '"';
        if c.is_whitespace() && !is_quoted {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(c);
        }
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}

fn filter(part: &str) -> Option<(&str, &str)> {
    let (name, value) = part.split_once(':')?;
    let is_name = name.len() > 1 && name.chars().all(|c| c.is_ascii_lowercase());
    let bare = value.trim_matches('"').trim();
    // A colon behind any other word is no more than that.
    (is_name && (!bare.is_empty() || NAMES.contains(&name)) && !value.starts_with("//"))
        .then_some((name, bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        Asked::of(query).unwrap()
    }

    #[test]
    fn words_without_filters_stay_as_they_are() {
        for query in ["data leakage", "a 3:1 ratio, see https://x.org: yes", "Note:this", "x: y", "c:1"] {
            let taken = asked(query);
            assert_eq!(
                (taken.text.as_str(), taken.is_of_audits(), taken.is_of_sentences()),
                (query, false, false)
            );
        }
    }

    #[test]
    fn filters_are_taken_out() {
        let taken = asked(
            "leak paper:a section:\"Data sources\" year:2023-2025 year:2020 kind:table \"by hand\" level:2 phase:II state:draft",
        );
        assert_eq!(taken.text, "leak \"by hand\"");
        assert_eq!((taken.papers, taken.sections), (vec!["a".to_owned()], vec!["data sources".to_owned()]));
        assert_eq!((taken.years, taken.kinds), (vec![2023..=2025, 2020..=2020], vec![BlockKind::Table]));
        assert_eq!(
            (taken.levels, taken.states, taken.phrases),
            (vec![2], vec![QuoteState::Draft], vec!["by hand".to_owned()])
        );
        assert_eq!(taken.phases, ["II"]);
    }

    #[test]
    fn letter_case_and_curly_quotes_do_not_matter() {
        let taken = asked("“by hand” kind:Table state:DRAFT");
        assert_eq!(
            (taken.text.as_str(), taken.phrases.as_slice()),
            ("\"by hand\"", &["by hand".to_owned()][..])
        );
        assert_eq!((taken.kinds, taken.states), (vec![BlockKind::Table], vec![QuoteState::Draft]));
    }

    #[test]
    fn what_is_no_filter_is_named() {
        for (query, expect) in [
            ("sektion:data", "there is no filter `sektion:`"),
            ("year:20x4", "`20x4` is not a year or range of years (in `year:20x4`)"),
            ("year:2025-2023", "`2025-2023` is not a year or range of years (in `year:2025-2023`)"),
            ("kind:tables", "`tables` is not a kind of sentence (in `kind:tables`)"),
            ("data section:", "`section:` has no value behind it"),
            ("year:\"\"", "`year:` has no value behind it"),
            ("level:high", "`high` is not a level (in `level:high`)"),
            ("state:done", "`done` is not a state of an audit's quote (in `state:done`)"),
        ] {
            let error = Asked::of(query).unwrap_err();
            assert_eq!(error.to_string(), expect);
            assert!(error.hint().contains("section:WORD"));
        }
    }

    #[test]
    fn years_and_sections() {
        assert!(
            asked("year:2024").has_year(Some(2024))
                && !asked("year:2024").has_year(None)
                && asked("x").has_year(None)
        );
        assert!(
            asked("section:lim").has_section(Some("5 Limitations"))
                && !asked("section:lim").has_section(None)
        );
    }
}
