//! What an address asks for, and how addresses are made.

use axum::extract::Query;
use axum::http::Uri;
use serde::{Deserialize, Serialize};

use crate::document::PaperId;

/// Which papers the first page lists.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct QueueQuery {
    /// Words that title or id must have.
    pub(super) find: String,
    /// `todo`, `begun`, `through`, `confirmed`, `disputed`; anything else lists all.
    pub(super) state: String,
}

/// What the desk shows of a paper.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::web) struct DeskQuery {
    /// The criterion; the first of the list where it is not given.
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    pub(in crate::web) criterion: Option<String>,
    /// The page; that of the first quote where it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) page: Option<u32>,
    /// `unsure` first, else the rubric's order.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) order: String,
    /// Only this phase.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) phase: String,
    /// `todo`, `decided`, `open`, `disputed`; anything else lists all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) state: String,
    /// `undecided`, of these `leaning` or `open`; `nothing`, `na`, or a level.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) suggestion: String,
    /// Words to find in the paper.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) find: String,
    /// The ids of the sentences that the reader came for, separated by commas.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) sentence: String,
}

impl DeskQuery {
    /// The desk at sentences of a paper, for a criterion if one is named.
    pub(super) fn at(sentences: &[u32], page: Option<u32>, criterion: Option<&str>) -> DeskQuery {
        let ids: Vec<String> = sentences.iter().map(u32::to_string).collect();
        DeskQuery {
            criterion: criterion.map(str::to_owned),
            page,
            sentence: ids.join(","),
            ..DeskQuery::default()
        }
    }

    /// The same paper and criterion, with other sentences that the reader comes for.
    pub(super) fn at_sentences(&self, sentences: &[u32], page: u32) -> DeskQuery {
        let criterion = self.criterion.as_deref();
        let DeskQuery { page, sentence, .. } = DeskQuery::at(sentences, Some(page), criterion);
        DeskQuery { page, sentence, ..self.clone() }
    }

    /// The address of the desk, where what the reader came for is in view.
    pub(super) fn path_to_sought(&self, id: &PaperId) -> String {
        format!("{}#{SOUGHT}", self.path(id))
    }

    /// Reads the part of an address behind `?`; the default where that cannot be read.
    pub(in crate::web) fn parse(text: &str) -> DeskQuery {
        let uri = format!("/?{}", text.trim_start_matches('?')).parse::<Uri>().ok();
        uri.and_then(|uri| Query::try_from_uri(&uri).ok()).map(|Query(query)| query).unwrap_or_default()
    }

    /// The part of an address behind `?`.
    pub(super) fn text(&self) -> String {
        serde_urlencoded::to_string(self).unwrap_or_default()
    }

    /// The address of the desk.
    pub(in crate::web) fn path(&self, id: &PaperId) -> String {
        format!("{}?{}", paper_path(id), self.text())
    }

    /// The same paper with another criterion and its own page.
    pub(super) fn with_criterion(&self, criterion: &str) -> DeskQuery {
        DeskQuery { criterion: Some(criterion.to_owned()), page: None, ..self.clone() }
    }

    /// The same paper and criterion with another page.
    pub(super) fn with_page(&self, page: u32) -> DeskQuery {
        DeskQuery { page: Some(page), ..self.clone() }
    }
}

/// The element that holds what the reader came for; the script knows it by this name, too.
pub(super) const SOUGHT: &str = "sought";

/// The ids of sentences, separated by commas as in addresses and forms; anything else is passed over.
pub(in crate::web) fn sentence_ids(text: &str) -> Vec<u32> {
    text.split(',').filter_map(|id| id.trim().parse().ok()).collect()
}

/// What is looked for over all papers.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::web) struct SearchQuery {
    /// As typed, filters among the words.
    #[serde(rename = "q", skip_serializing_if = "String::is_empty")]
    pub(super) text: String,
    /// Mixes in what this criterion looks for.
    #[serde(rename = "c", skip_serializing_if = "String::is_empty")]
    pub(super) criterion: String,
    /// `PAPER:SENTENCE`: sentences near this one in meaning.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) like: String,
    /// Only quotes of audits, where it is not empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) evidence: String,
    /// The sentences of a paper together, where it is not empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) group: String,
    /// At most this many sentences; as many as on a first page where it is not a number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) limit: String,
}

impl SearchQuery {
    /// Whether anything is looked for.
    pub(super) fn is_asked(&self) -> bool {
        [&self.text, &self.criterion, &self.like, &self.evidence].iter().any(|part| !part.trim().is_empty())
    }

    /// The address of the page with what is found.
    pub(super) fn path(&self) -> String {
        format!("/search?{}", serde_urlencoded::to_string(self).unwrap_or_default())
    }
}

/// Which criterion is compared across papers.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct CompareQuery {
    /// Its id; the rubric's first where it is not given.
    pub(super) criterion: String,
}

/// The address of a paper's desk.
pub(super) fn paper_path(id: &PaperId) -> String {
    let escaped =
        |byte: u8| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    // Of the characters of an id, those outside ASCII need an escape in an address.
    format!("/paper/{}", id.as_str().bytes().map(escaped).collect::<String>())
}

/// The address of a paper's disagreements.
pub(in crate::web) fn conflicts_path(id: &PaperId) -> String {
    format!("{}/conflicts", paper_path(id))
}

/// The address of a criterion over all papers.
pub(super) fn compare_path(criterion: &str) -> String {
    format!("/compare?{}", serde_urlencoded::to_string([("criterion", criterion)]).unwrap_or_default())
}

/// A path on this server, or the first page: nobody is sent elsewhere.
pub(in crate::web) fn own_path(path: &str) -> &str {
    let is_own = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if is_own { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_comes_back_from_its_text() {
        let query = DeskQuery {
            criterion: Some("4b".to_owned()),
            page: Some(3),
            find: "two words & more".to_owned(),
            state: "todo".to_owned(),
            sentence: "7,8".to_owned(),
            ..DeskQuery::default()
        };
        assert_eq!(sentence_ids(&query.sentence), [7, 8]);
        assert_eq!(sentence_ids("-1,x, 4,4294967296,"), [4]);
        assert_eq!(DeskQuery::parse(&query.text()), query);
        assert_eq!(DeskQuery::parse(&format!("?{}", query.text())), query);
        assert_eq!(DeskQuery::parse("page=many"), DeskQuery::default());
        assert_eq!(DeskQuery::parse("\u{1}\n"), DeskQuery::default());
    }

    #[test]
    fn papers_of_every_script_have_an_address() {
        let path = |id: &str| paper_path(&PaperId::new(id).unwrap());
        assert_eq!(path("2009.13081"), "/paper/2009.13081");
        assert_eq!(path("论文-1"), "/paper/%E8%AE%BA%E6%96%87-1");
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        for (path, expect) in [
            ("/paper/a?c=1", "/paper/a?c=1"),
            ("//elsewhere.example", "/"),
            ("/\\elsewhere.example", "/"),
            ("https://elsewhere.example", "/"),
            ("/a\r\nb", "/"),
            ("", "/"),
        ] {
            assert_eq!(own_path(path), expect);
        }
    }
}
