//! What can go wrong in serving, and how a page says so.

use std::io;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::shell::refusal;
use crate::review::Refused;
use crate::workspace;

/// Why the review page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port is taken, or not allowed.
    #[error("port {port} cannot be listened on: {source}")]
    Listen {
        /// The port that was asked for.
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

/// Why a request is refused.
#[derive(Debug)]
pub(super) enum Refusal {
    /// There is no such thing.
    NotFound(String),
    /// The request makes no sense.
    Bad(String),
    /// It cannot be said, or not now.
    Refused(Refused),
    /// Something failed.
    Failed(String),
}

impl From<workspace::Error> for Refusal {
    fn from(error: workspace::Error) -> Refusal {
        let is_unknown = matches!(
            &error,
            workspace::Error::Papers { source: crate::papers::Error::UnknownPaper { .. } }
                | workspace::Error::UnknownCriterion(_)
                | workspace::Error::Refused(Refused::UnknownCriterion(_))
        );
        match error {
            error if is_unknown => Refusal::NotFound(error.to_string()),
            workspace::Error::Refused(error) => Refusal::Refused(error),
            error => {
                let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
                Refusal::Failed(format!("{error}{hint}"))
            }
        }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Refusal {
        Refusal::Refused(refused)
    }
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Refusal::NotFound(_) => StatusCode::NOT_FOUND,
            Refusal::Bad(_) => StatusCode::BAD_REQUEST,
            Refusal::Refused(Refused::DecidedElsewhere { .. }) => StatusCode::CONFLICT,
            Refusal::Refused(Refused::NotOpen) => StatusCode::FORBIDDEN,
            Refusal::Refused(Refused::NothingSuggested | Refused::UnknownQuote | Refused::NoSentence) => {
                StatusCode::BAD_REQUEST
            }
            Refusal::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn message(&self) -> String {
        match self {
            Refusal::NotFound(why) | Refusal::Bad(why) | Refusal::Failed(why) => why.clone(),
            Refusal::Refused(error) => {
                let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
                format!("{error}{hint}")
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status(), refusal(&self.message())).into_response()
    }
}
