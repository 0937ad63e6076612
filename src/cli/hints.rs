//! What to type about an error, where its room knows.

use crate::document::InvalidPaperId;
use crate::web::ServeError;
use crate::{papers, rubric, workspace};

use super::misuse::Misuse;

/// What to do about an error, where its room knows.
pub(super) fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(error) = error.downcast_ref::<workspace::Error>() {
        error.hint()
    } else if let Some(error) = error.downcast_ref::<rubric::Error>() {
        error.hint()
    } else if let Some(error) = error.downcast_ref::<papers::Error>() {
        error.hint()
    } else if let Some(error) = error.downcast_ref::<ServeError>() {
        error.hint().map(str::to_owned)
    } else if error.is::<InvalidPaperId>() {
        Some("a paper goes by the name of its folder in `papers/`".to_owned())
    } else {
        error.downcast_ref::<Misuse>().map(|misuse| misuse.hint.clone())
    }
}
