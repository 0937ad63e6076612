//! The one place that decides what goes where: data to stdout, everything else to stderr, color only on a
//! terminal that wants it.

use std::io::{self, IsTerminal, Write};

use super::escape;
use super::layout::{BOLD, RED, paint};
use anstyle::{AnsiColor, Style};

const CYAN: Style = AnsiColor::Cyan.on_default();

/// Where the program's words go.
#[derive(Debug)]
pub(in crate::cli) struct Printer {
    quiet: bool,
    verbose: bool,
    /// In columns: the terminal's, between 80 and 120; 100 when stdout is no terminal.
    pub(in crate::cli) width: usize,
}

impl Printer {
    /// A printer for this process's streams.
    pub(in crate::cli) fn new(quiet: bool, verbose: bool) -> Printer {
        let stdout = io::stdout();
        let terminal = if stdout.is_terminal() { terminal_size::terminal_size_of(&stdout) } else { None };
        let width = terminal.map_or(100, |(width, _)| usize::from(width.0).clamp(80, 120));
        Printer { quiet, verbose, width }
    }

    /// Prints a result on stdout. What came from outside has been escaped by whoever made the text.
    ///
    /// # Errors
    /// What the system says; a reader that has gone away (`head`) is [`io::ErrorKind::BrokenPipe`].
    pub(in crate::cli) fn data(&self, text: &str) -> io::Result<()> {
        let mut stdout = anstream::stdout().lock();
        let printed = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        printed.map_err(|error| io::Error::new(error.kind(), format!("cannot write to stdout: {error}")))
    }

    /// Says how it went, unless `--quiet`.
    pub(in crate::cli) fn status(&self, text: &str) {
        if !self.quiet {
            self.say(&escape::lines(text));
        }
    }

    /// Whether nothing but results and errors is wanted.
    pub(in crate::cli) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Says what is being done, with `-v`.
    pub(in crate::cli) fn note(&self, text: &str) {
        if self.verbose {
            self.say(&escape::lines(text));
        }
    }

    /// Says that something is doubtful and what to do.
    pub(in crate::cli) fn warning(&self, message: &str, hint: Option<&str>) {
        self.say(&labeled("warning:", BOLD, message, hint));
    }

    /// Says what failed and what to do.
    pub(in crate::cli) fn error(&self, message: &str, hint: Option<&str>) {
        self.say(&labeled("error:", RED.bold(), message, hint));
    }

    /// Whether a progress bar is welcome.
    pub(in crate::cli) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Nothing can be done about a stderr that is gone.
    fn say(&self, text: &str) {
        let _ = writeln!(anstream::stderr().lock(), "{text}");
    }
}

fn labeled(label: &str, style: Style, message: &str, hint: Option<&str>) -> String {
    let mut text = format!("{} {}", paint(style, label), escape::one_line(message));
    if let Some(hint) = hint {
        text.push_str(&format!("\n{} {}", paint(CYAN.bold(), "hint:"), escape::one_line(hint)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_harmless_line() {
        let text = labeled("error:", RED, "a\nerror: b\u{1b}[2J.pdf: no", Some("look\nagain"));
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "error: a error: b\\u{1b}[2J.pdf: no\nhint: look again");
    }
}
