//! Who is answered: this run's token, our own host name, our own pages; nobody else.
//!
//! A page on the web can make a browser send requests to loopback. Such a request carries a foreign `Origin`,
//! or, after its name was pointed at loopback (DNS rebinding), a foreign `Host`; and it never has the token,
//! which a browser keeps in a cookie that other sites cannot make it send. Every one of these is refused.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::cookies::cookie;
use super::error::ServeError;
use super::shell::refusal;
use super::site::Site;

/// In bytes: larger requests are refused. A note has room.
pub(super) const LARGEST_BODY: usize = 256 * 1024;

/// Requests that take longer are given up. The slowest is the picture of a page, which is given up sooner.
const PATIENCE: Duration = Duration::from_secs(30);

const COOKIE: &str = "medcheck";

/// The secret of one run: 128 random bits in hexadecimal.
pub(super) fn token() -> Result<String, ServeError> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(ServeError::NoRandomness)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[derive(Deserialize)]
struct Opened {
    token: Option<String>,
}

/// Lets a request through, or not, and puts the protecting headers on every answer.
pub(super) async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = match check(&site, &request) {
        Ok(()) => tokio::time::timeout(PATIENCE, next.run(request))
            .await
            .unwrap_or_else(|_| (StatusCode::GATEWAY_TIMEOUT, refusal("this took too long")).into_response()),
        Err(refused) => *refused,
    };
    protect(response.headers_mut());
    response
}

fn check(site: &Site, request: &Request<Body>) -> Result<(), Box<Response>> {
    let refuse = |why: &str| Box::new((StatusCode::FORBIDDEN, refusal(why)).into_response());
    let headers = request.headers();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = [format!("127.0.0.1:{}", site.port), format!("localhost:{}", site.port)];
    if !host.is_some_and(|host| own.iter().any(|own| own == host)) {
        return Err(refuse("this server answers to its own name only"));
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let origin = headers.get(header::ORIGIN);
    let is_own = |origin: &HeaderValue| {
        origin.to_str().is_ok_and(|origin| own.iter().any(|own| origin.strip_prefix("http://") == Some(own)))
    };
    if origin.is_some_and(|origin| !is_own(origin)) || (!is_read && origin.is_none()) {
        return Err(refuse("requests from other sites are not answered"));
    }
    if token_in_cookie(headers).is_some_and(|token| same(token, &site.token)) {
        return Ok(());
    }
    let opened = Query::<Opened>::try_from_uri(request.uri()).ok().and_then(|Query(opened)| opened.token);
    if is_read && request.uri().path() == "/" && opened.is_some_and(|token| opens(site, &token)) {
        // Into a cookie and out of the address, where it would stay in the history.
        let cookie = format!("{COOKIE}={}; HttpOnly; SameSite=Strict; Path=/", site.token);
        return Err(Box::new(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()));
    }
    Err(refuse("open the link that `medcheck review` printed: every run has a new one"))
}

fn token_in_cookie(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// Whether a token in an address opens the page.
fn opens(site: &Site, token: &str) -> bool {
    let mut once = site.once.lock().unwrap_or_else(PoisonError::into_inner);
    same(token, &site.token) || once.take_if(|once| same(token, once)).is_some()
}

/// Whether two secrets are the same, in a time that does not tell how much of a guess is right.
fn same(given: &str, expected: &str) -> bool {
    let differ = given.bytes().zip(expected.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
    given.len() == expected.len() && differ == 0
}

fn protect(headers: &mut HeaderMap) {
    let set = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in set {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
