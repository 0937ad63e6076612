//! Requests that make no sense for this rubric, draft or workspace.

use crate::rubric::{Criterion, Phase, Rubric};

/// A request that makes no sense for this rubric or draft.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(super) struct Misuse {
    /// What is wrong, in lower case.
    pub(super) message: String,
    /// What to type instead.
    pub(super) hint: String,
}

/// The criterion with this id.
///
/// # Errors
/// [`Misuse`], where the rubric has none.
pub(super) fn known_criterion<'a>(rubric: &'a Rubric, id: &str) -> Result<&'a Criterion, Misuse> {
    rubric.criterion(id).ok_or_else(|| Misuse {
        message: format!("rubric {} {} has no criterion `{id}`", rubric.id, rubric.version),
        hint: "`medcheck rubric` lists the criteria".to_owned(),
    })
}

/// The phase with this id.
///
/// # Errors
/// [`Misuse`], where the rubric has none.
pub(super) fn known_phase<'a>(rubric: &'a Rubric, id: &str) -> Result<&'a Phase, Misuse> {
    rubric.phase(id).ok_or_else(|| {
        let phases: Vec<&str> = rubric.phases.iter().map(|phase| phase.id.as_str()).collect();
        Misuse {
            message: format!("rubric {} {} has no phase `{id}`", rubric.id, rubric.version),
            hint: format!("its phases: {}", phases.join(", ")),
        }
    })
}
