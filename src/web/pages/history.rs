//! Everything that was said of a criterion, with buttons that restore an earlier decision.

use maud::{Markup, html};

use super::conflicts::verdict;
use super::query::{DeskQuery, paper_path};
use crate::document::PaperId;
use crate::web::error::Refusal;
use crate::web::shell::shell;
use crate::web::site::Site;

/// The page of a criterion's history: the reviewer's own words, and others' once they may be seen.
pub(in crate::web) fn history(site: &Site, id: &PaperId, criterion: &str) -> Result<Markup, Refusal> {
    let criterion = site
        .workspace
        .rubric()
        .criterion(criterion)
        .ok_or_else(|| Refusal::NotFound(format!("there is no criterion {criterion}")))?;
    let ledger = site.workspace.ledger(id)?;
    let (words, is_whole) = ledger.history_to(&site.reviewer, &criterion.id);
    let query = DeskQuery::default().with_criterion(criterion.id.as_str());
    // What each person said before, to tell from what to what.
    let before = |at: usize| {
        let same = |earlier: &&&crate::review::Decision| {
            earlier.reviewer == words[at].reviewer && earlier.adjudicates == words[at].adjudicates
        };
        words[..at]
            .iter()
            .rev()
            .find(same)
            .map_or_else(|| "not decided".to_owned(), |earlier| verdict(earlier))
    };
    let body = html! {
        main.plain {
            h1 { "History of " (criterion.id) " " (criterion.name) }
            p { a href=(query.path(id)) { "to the desk" } @if !is_whole { " · others’ words are hidden until all are through" } }
            @if words.is_empty() { p { "Nothing was said yet." } }
            table.history {
                thead { tr { th scope="col" { "When (UTC)" } th scope="col" { "Who" } th scope="col" { "From" } th scope="col" { "To" } th scope="col" { "Quotes" } th scope="col" { "Note" } th scope="col" {} } }
                tbody {
                    @for (at, word) in words.iter().enumerate().rev() {
                        tr {
                            td { time datetime=(word.at) { (word.at.to_minute()) } }
                            td { bdi { (word.reviewer) } @if word.adjudicates { " settled it" } @if word.undoes.is_some() { " undid" } }
                            td { (before(at)) }
                            td { b { (verdict(word)) } }
                            td { (word.evidence.len()) @if !word.dropped.is_empty() { ", " (word.dropped.len()) " dropped" } }
                            td { (word.note) }
                            td {
                                @if ledger.can_restore(&site.reviewer, word) {
                                    form method="post" action={ (paper_path(id)) "/mark" } {
                                        input type="hidden" name="criterion" value=(criterion.id);
                                        input type="hidden" name="at" value=(word.at);
                                        button name="what" value="restore" { "restore" }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(shell("History", Some(site.reviewer.as_str()), &html! {}, &body))
}
