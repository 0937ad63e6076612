//! Papers and files that could not be done, in a job that went on without them.

use serde::Serialize;

use super::super::hints;
use super::printer::Printer;
use crate::workspace::Failure;

/// One of them in the JSON of a command.
#[derive(Serialize)]
pub(in crate::cli) struct FailureJson {
    path: String,
    message: String,
    hint: Option<String>,
}

impl From<&Failure> for FailureJson {
    fn from(failure: &Failure) -> FailureJson {
        FailureJson {
            path: failure.path.display().to_string(),
            message: failure.message(),
            hint: hints::of(&failure.error),
        }
    }
}

/// Says each on stderr.
pub(in crate::cli) fn failures(failures: &[Failure], printer: &Printer) {
    for failure in failures {
        let message = format!("{}: {}", failure.path.display(), failure.message());
        printer.error(&message, hints::of(&failure.error).as_deref());
    }
}
