//! What is asked for in an address.

use axum::extract::Query;
use axum::http::Uri;
use serde::{Deserialize, Serialize};

use crate::document::PaperId;

/// Which papers to list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct QueueQuery {
    /// Words of title or id.
    pub(super) find: String,
    /// `todo`, `begun`, `through`, `confirmed`, `disputed`; anything else lists all.
    pub(super) state: String,
}

/// What of a paper to show.
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
    /// `undecided`, `nothing`, `na`, or a level.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) suggestion: String,
    /// Words to find in the paper.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) find: String,
}

impl DeskQuery {
    /// From the part of an address behind `?`; everything at its default where that makes no sense.
    pub(in crate::web) fn parse(text: &str) -> DeskQuery {
        let uri = format!("/?{}", text.trim_start_matches('?')).parse::<Uri>().ok();
        uri.and_then(|uri| Query::try_from_uri(&uri).ok()).map(|Query(query)| query).unwrap_or_default()
    }

    /// As it stands behind `?`.
    pub(super) fn text(&self) -> String {
        serde_urlencoded::to_string(self).unwrap_or_default()
    }

    /// The address of the desk.
    pub(in crate::web) fn path(&self, id: &PaperId) -> String {
        format!("{}?{}", super::paper_path(id), self.text())
    }

    /// The same paper with another criterion and its own page.
    pub(super) fn with_criterion(&self, criterion: &str) -> DeskQuery {
        DeskQuery { criterion: Some(criterion.to_owned()), page: None, ..self.clone() }
    }

    /// The same with another page.
    pub(super) fn with_page(&self, page: u32) -> DeskQuery {
        DeskQuery { page: Some(page), ..self.clone() }
    }
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
            ..DeskQuery::default()
        };
        assert_eq!(DeskQuery::parse(&query.text()), query);
        assert_eq!(DeskQuery::parse(&format!("?{}", query.text())), query);
        assert_eq!(DeskQuery::parse("page=many"), DeskQuery::default());
        assert_eq!(DeskQuery::parse("\u{1}\n"), DeskQuery::default());
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
