//! What the program tells the shell.

use std::io;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Everything asked for was done.
    Done,
    /// Some papers failed, the rest was done; or `doctor` found something broken.
    InPart,
    /// Nothing was done, or the command line makes no sense. clap ends with the same number.
    Error,
}

impl Exit {
    /// The exit of a command that worked on many papers, each of which succeeded or failed.
    pub(super) fn of(succeeded: usize, failed: usize) -> Exit {
        match (succeeded, failed) {
            (_, 0) => Exit::Done,
            (0, _) => Exit::Error,
            _ => Exit::InPart,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::InPart => 1,
            Exit::Error => 2,
        })
    }
}

/// Whether an error only says that the reader of stdout (`head`, a pager) has seen enough.
pub(super) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_among_many_is_done_in_part() {
        assert_eq!(Exit::of(0, 0), Exit::Done);
        assert_eq!(Exit::of(2, 0), Exit::Done);
        assert_eq!(Exit::of(2, 1), Exit::InPart);
        assert_eq!(Exit::of(0, 1), Exit::Error);
    }
}
