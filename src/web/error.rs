//! What can go wrong in serving, and how a page says so.

use std::io;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::pages;
use crate::workspace::{self, ReviewError};

/// Why the review page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port is taken, or not allowed.
    #[error("port {port} cannot be listened on: {source}")]
    Listen {
        /// As asked for.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The server cannot run.
    #[error("the server cannot run: {0}")]
    Runtime(io::Error),
    /// No secret can be made.
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(getrandom::Error),
}

impl ServeError {
    /// What to do, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            ServeError::Listen { .. } => {
                Some("another `medcheck review` may be running; `--port 0` takes a free one")
            }
            ServeError::Runtime(_) | ServeError::NoRandomness(_) => None,
        }
    }
}

/// Why a request is not answered as wished.
#[derive(Debug)]
pub(super) enum Refusal {
    /// There is no such thing.
    NotFound(String),
    /// The request makes no sense.
    Bad(String),
    /// It cannot be said, or not now.
    Review(ReviewError),
    /// Something failed.
    Failed(String),
}

impl From<workspace::Error> for Refusal {
    fn from(error: workspace::Error) -> Refusal {
        let is_unknown = matches!(
            &error,
            workspace::Error::Papers { source: crate::papers::Error::UnknownPaper { .. } }
                | workspace::Error::UnknownCriterion(_)
        );
        match error {
            workspace::Error::Review(error) => Refusal::Review(error),
            error if is_unknown => Refusal::NotFound(error.to_string()),
            error => {
                let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
                Refusal::Failed(format!("{error}{hint}"))
            }
        }
    }
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Refusal::NotFound(_) => StatusCode::NOT_FOUND,
            Refusal::Bad(_) => StatusCode::BAD_REQUEST,
            Refusal::Review(ReviewError::DecidedElsewhere { .. }) => StatusCode::CONFLICT,
            Refusal::Review(ReviewError::NotOpen) => StatusCode::FORBIDDEN,
            Refusal::Review(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn message(&self) -> String {
        match self {
            Refusal::NotFound(why) | Refusal::Bad(why) | Refusal::Failed(why) => why.clone(),
            Refusal::Review(error) => {
                let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
                format!("{error}{hint}")
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status(), pages::refusal(&self.message())).into_response()
    }
}
