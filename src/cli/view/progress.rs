//! The progress bar.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::escape;
use super::printer::Printer;
use crate::workspace::Observer;

/// Watches the workspace at work: a bar on a terminal, nothing when piped or with `--quiet`.
pub(in crate::cli) struct Progress<'a> {
    printer: &'a Printer,
    bar: ProgressBar,
}

impl<'a> Progress<'a> {
    /// A bar that appears when the first job is announced.
    pub(in crate::cli) fn new(printer: &'a Printer) -> Progress<'a> {
        let bar = ProgressBar::hidden();
        let template = "{bar:32.cyan/dim} {pos}/{len} {prefix}, {elapsed} {wide_msg:.dim}";
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.set_prefix("papers");
        Progress { printer, bar }
    }
}

impl Observer for Progress<'_> {
    fn started(&self, papers: usize) {
        self.bar.set_length(papers as u64);
        if papers > 0 && self.printer.shows_progress() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.tick();
        }
    }

    fn finished(&self, paper: &str) {
        self.bar.set_message(escape::one_line(paper));
        self.bar.inc(1);
    }

    fn computed(&self, what: &str, done: usize, of: usize) {
        self.bar.set_prefix("steps");
        self.bar.set_length(of as u64);
        self.bar.set_position(done as u64);
        self.bar.set_message(escape::one_line(what));
    }

    fn note(&self, text: &str) {
        self.bar.suspend(|| self.printer.note(text));
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
