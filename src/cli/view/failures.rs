//! Papers and files that could not be done, in a job that went on without them.

use serde::Serialize;

use super::printer::Printer;
use crate::workspace::Failure;

/// One of them in the JSON of a command.
#[derive(Serialize)]
pub(in crate::cli) struct FailureJson<'a> {
    path: String,
    message: &'a str,
    hint: Option<&'a str>,
}

impl<'a> From<&'a Failure> for FailureJson<'a> {
    fn from(failure: &'a Failure) -> FailureJson<'a> {
        FailureJson {
            path: failure.path.display().to_string(),
            message: &failure.message,
            hint: failure.hint.as_deref(),
        }
    }
}

/// Says each on stderr.
pub(in crate::cli) fn failures(failures: &[Failure], printer: &Printer) {
    for failure in failures {
        let message = format!("{}: {}", failure.path.display(), failure.message);
        printer.error(&message, failure.hint.as_deref());
    }
}
