//! What happens when a form of a page is sent.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::cookies::terms_cookie;
use super::desks::Desk;
use super::error::Refusal;
use super::pages::{self, DeskQuery, sentence_ids};
use super::site::Site;
use crate::document::{PaperId, Rect};
use crate::review::{Change, Choice, DeskCell, LastSeen, Milestone, Moment, Settlement, Speaker};
use crate::rubric::CriterionId;

/// The form that says something of a criterion: exactly one of level, quote, note, sentence and area is given.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Said {
    criterion: String,
    /// The time of the reviewer's last decision that the page showed; empty where it showed none.
    seen: Option<String>,
    /// `0`, `1`, … `na`, `open`, `none`, or `accept`.
    level: Option<String>,
    /// The number of a quote, from 0.
    toggle: Option<usize>,
    note: Option<String>,
    /// The ids of the sentences that become a quote, separated by commas.
    sentence: Option<String>,
    /// `page,left,top,right,bottom` in points of the page as shown, y downward: what was dragged over.
    area: Option<String>,
    /// The query of the desk to show next.
    back: String,
    /// The criterion to go on to once a level is decided; without it, the same one is shown again.
    next: Option<String>,
}

pub(super) async fn decide(
    State(site): State<Arc<Site>>,
    Path(id): Path<PaperId>,
    headers: HeaderMap,
    Form(said): Form<Said>,
) -> Result<Response, Refusal> {
    let blind = site.is_blind(&headers);
    let next = said.next.clone().filter(|_| said.level.is_some());
    let mut query = DeskQuery::parse(&said.back);
    blocking(move || {
        let desk = site.desks.get(&site.workspace, &id)?;
        let rubric = site.workspace.rubric();
        let ledger = site.workspace.ledger(&id)?;
        let criterion = rubric
            .criterion(&said.criterion)
            .ok_or_else(|| Refusal::NotFound(format!("there is no criterion {}", said.criterion)))?;
        let speaker = Speaker { rubric, paper: &desk.paper, reviewer: &site.reviewer };
        let cell = DeskCell::of(criterion, speaker, &ledger, blind);
        let seen = match said.seen.as_deref() {
            // The act is made from what is read here, so nothing may come in between.
            None => cell.seen().into(),
            Some("") => LastSeen::Nothing,
            Some(at) => LastSeen::At(Moment::parse(at).map_err(|error| Refusal::Bad(error.to_string()))?),
        };
        let act = cell.act(change(&said, &desk)?, seen)?;
        site.workspace.decide(&desk.paper, &site.reviewer, &act)?;
        query.criterion = Some(next.unwrap_or(said.criterion));
        answer(&site, &headers, &id, query)
    })
    .await
}

fn change(said: &Said, desk: &Desk) -> Result<Change, Refusal> {
    if let Some(level) = &said.level {
        return Ok(match level.as_str() {
            "accept" => Change::Accept,
            level => Change::Level(choice(level)?),
        });
    }
    if let Some(at) = said.toggle {
        return Ok(Change::Toggle(at));
    }
    if let Some(sentences) = &said.sentence {
        return Ok(Change::Add(sentence_ids(sentences)));
    }
    if let Some(area) = &said.area {
        let area =
            area_of(area, desk).ok_or_else(|| Refusal::Bad(format!("{area:?} is no area of a page")))?;
        return Ok(Change::Add(desk.paper.document.sentences_at(&[area])));
    }
    match &said.note {
        Some(note) => Ok(Change::Note(note.clone())),
        None => Err(Refusal::Bad("nothing was said".to_owned())),
    }
}

fn choice(level: &str) -> Result<Choice, Refusal> {
    Ok(match level {
        "open" => Choice::Open,
        "none" => Choice::TakenBack,
        score => Choice::Score(score.parse().map_err(|_| Refusal::Bad(format!("{score:?} is not a level")))?),
    })
}

fn area_of(text: &str, desk: &Desk) -> Option<Rect> {
    let (page, corners) = text.split_once(',')?;
    let page: u32 = page.parse().ok()?;
    let view = desk.views.get(page.checked_sub(1)? as usize)?;
    let corners: Vec<f32> = corners.split(',').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    let [a, b, c, d] = corners[..] else { return None };
    let is_finite = corners.iter().all(|number| number.is_finite());
    is_finite.then(|| view.rect(page, [a.min(c), b.min(d), a.max(c), b.max(d)]))
}

/// The form that marks the paper as a whole, undoes, or restores an earlier decision.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    /// `finished`, `reopened`, `confirmed`, `undo` or `restore`.
    what: String,
    criterion: String,
    at: String,
    back: String,
}

pub(super) async fn mark(
    State(site): State<Arc<Site>>,
    Path(id): Path<PaperId>,
    headers: HeaderMap,
    Form(done): Form<Done>,
) -> Result<Response, Refusal> {
    blocking(move || {
        let (workspace, reviewer) = (&site.workspace, &site.reviewer);
        let mut query = DeskQuery::parse(&done.back);
        match done.what.as_str() {
            "finished" => drop(workspace.mark(&id, reviewer, Milestone::Finished)?),
            "reopened" => drop(workspace.mark(&id, reviewer, Milestone::Reopened)?),
            "confirmed" => drop(workspace.mark(&id, reviewer, Milestone::Confirmed)?),
            "undo" => query.criterion = Some(workspace.undo(&id, reviewer)?.criterion.to_string()),
            "restore" => {
                let at = Moment::parse(&done.at).map_err(|error| Refusal::Bad(error.to_string()))?;
                let restored = workspace.restore(&id, reviewer, &criterion_of(&done.criterion)?, at)?;
                query.criterion = Some(restored.criterion.to_string());
            }
            other => return Err(Refusal::Bad(format!("{other:?} is nothing to do with a paper"))),
        }
        answer(&site, &headers, &id, query)
    })
    .await
}

/// The form that settles a disagreement.
#[derive(Debug, Deserialize)]
pub(super) struct Settled {
    criterion: String,
    level: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn settle(
    State(site): State<Arc<Site>>,
    Path(id): Path<PaperId>,
    Form(settled): Form<Settled>,
) -> Result<Response, Refusal> {
    blocking(move || {
        let desk = site.desks.get(&site.workspace, &id)?;
        let criterion = criterion_of(&settled.criterion)?;
        let choice = choice(&settled.level)?;
        let settlement = Settlement { criterion, choice, evidence: Vec::new(), reason: settled.reason };
        site.workspace.settle(&desk.paper, &site.reviewer, &settlement)?;
        Ok(Redirect::to(&pages::conflicts_path(&id)).into_response())
    })
    .await
}

/// The form that sets what the reviewer prefers to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wishes {
    terms: Option<String>,
    blind: Option<String>,
    back: String,
}

pub(super) async fn wish(Form(wishes): Form<Wishes>) -> Response {
    let mut response = Redirect::to(pages::own_path(&wishes.back)).into_response();
    let mut set = |cookie: String| {
        if let Ok(value) = cookie.parse() {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    };
    if let Some(terms) = &wishes.terms {
        set(format!("terms={}; SameSite=Strict; Path=/; Max-Age=31536000", terms_cookie(terms)));
    }
    if let Some(blind) = &wishes.blind {
        set(format!("blind={}; SameSite=Strict; Path=/; Max-Age=31536000", u8::from(blind == "1")));
    }
    response
}

/// The page after an act: the page itself where the script asked for it, else a redirect to it.
fn answer(site: &Site, headers: &HeaderMap, id: &PaperId, query: DeskQuery) -> Result<Response, Refusal> {
    if headers.contains_key("x-part") {
        return Ok(pages::desk(site, headers, id, &query)?.into_response());
    }
    Ok(Redirect::to(&query.path(id)).into_response())
}

fn criterion_of(text: &str) -> Result<CriterionId, Refusal> {
    CriterionId::new(text).map_err(|error| Refusal::Bad(error.to_string()))
}

/// Runs work that reads files on a thread where it keeps no other request waiting.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        Err(Refusal::Failed("the work was broken off by an error of the program".to_owned()))
    })
}
