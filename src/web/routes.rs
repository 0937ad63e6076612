//! Which address is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::Markup;
use serde::Deserialize;

use super::acts::{self, blocking};
use super::error::Refusal;
use super::guard::{self, LARGEST_BODY};
use super::pages::{self, CompareQuery, DeskQuery, QueueQuery, SearchQuery};
use super::site::Site;
use crate::document::PaperId;
use crate::picture::Scale;

const STYLE: &str = include_str!("review.css");
const SCRIPT: &str = include_str!("review.js");

pub(super) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(queue))
        .route("/search", get(search))
        .route("/compare", get(compare))
        .route("/help", get(help))
        .route("/wish", post(acts::wish))
        .route("/paper/{id}", get(desk))
        .route("/paper/{id}/decide", post(acts::decide))
        .route("/paper/{id}/mark", post(acts::mark))
        .route("/paper/{id}/conflicts", get(conflicts))
        .route("/paper/{id}/settle", post(acts::settle))
        .route("/paper/{id}/history/{criterion}", get(history))
        .route("/paper/{id}/page/{number}", get(picture))
        .route("/review.css", get(style))
        .route("/review.js", get(script))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(Arc::clone(&site), guard::guard))
        .with_state(site)
}

async fn nothing() -> Refusal {
    Refusal::NotFound("there is no such page".to_owned())
}

async fn queue(State(site): State<Arc<Site>>, Query(query): Query<QueueQuery>) -> Result<Markup, Refusal> {
    blocking(move || pages::queue(&site, &query)).await
}

async fn search(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Query(query): Query<SearchQuery>,
) -> Result<(StatusCode, Markup), Refusal> {
    blocking(move || Ok(pages::search(&site, &headers, &query))).await
}

async fn compare(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Query(query): Query<CompareQuery>,
) -> Result<Markup, Refusal> {
    blocking(move || pages::compare(&site, &headers, &query)).await
}

async fn help(State(site): State<Arc<Site>>) -> Markup {
    pages::help(&site)
}

async fn desk(
    State(site): State<Arc<Site>>,
    Path(id): Path<PaperId>,
    headers: HeaderMap,
    Query(query): Query<DeskQuery>,
) -> Result<Markup, Refusal> {
    blocking(move || pages::desk(&site, &headers, &id, &query)).await
}

async fn conflicts(State(site): State<Arc<Site>>, Path(id): Path<PaperId>) -> Result<Markup, Refusal> {
    blocking(move || pages::conflicts(&site, &id)).await
}

async fn history(
    State(site): State<Arc<Site>>,
    Path((id, criterion)): Path<(PaperId, String)>,
) -> Result<Markup, Refusal> {
    blocking(move || pages::history(&site, &id, &criterion)).await
}

#[derive(Deserialize)]
struct Drawn {
    /// Pixels per point.
    scale: f32,
}

async fn picture(
    State(site): State<Arc<Site>>,
    Path((id, number)): Path<(PaperId, u32)>,
    Query(drawn): Query<Drawn>,
) -> Result<Response, Refusal> {
    let scale = Scale::new(drawn.scale).map_err(|error| Refusal::Bad(error.to_string()))?;
    blocking(move || {
        let desk = site.desks.get(&site.workspace, &id)?;
        if number == 0 || number as usize > desk.views.len() {
            return Err(Refusal::NotFound(format!("there is no page {number} to draw")));
        }
        let painted = site
            .painter
            .paint(&desk.paper.path, &desk.paper.sha256, number, scale)
            .map_err(|error| Refusal::Failed(error.to_string()))?;
        if (number as usize) < desk.views.len() {
            site.painter.prefetch(&desk.paper.path, &desk.paper.sha256, number + 1, scale);
        }
        // The address changes with the paper.
        let kept = [
            (header::CONTENT_TYPE, "image/png"),
            (header::CACHE_CONTROL, "private, max-age=3600, immutable"),
        ];
        Ok((kept, painted.png.clone()).into_response())
    })
    .await
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT).into_response()
}
