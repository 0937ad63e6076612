//! What the browser keeps for a reviewer between requests.

use axum::http::{HeaderMap, header};

/// The value of a cookie, if it was sent.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let sent = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    sent.flat_map(|value| value.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// The reviewer's own terms as the value of a cookie, at most 400 characters of them.
pub(super) fn terms_cookie(terms: &str) -> String {
    let short: String = terms.chars().take(400).collect();
    let encoded = serde_urlencoded::to_string([("t", short)]).unwrap_or_default();
    encoded.trim_start_matches("t=").to_owned()
}

/// The reviewer's own terms from their cookie, as typed; empty without it.
pub(super) fn terms(headers: &HeaderMap) -> String {
    let value = cookie(headers, "terms").unwrap_or_default();
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&format!("t={value}")).unwrap_or_default();
    pairs.into_iter().next().map(|(_, terms)| terms).unwrap_or_default()
}
