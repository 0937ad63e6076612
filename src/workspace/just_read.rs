//! Papers that were read when they were added are not read again when the same run drafts them.
//!
//! They are kept in memory and not in `index/`, where the next run would find them, too: an entry there makes a
//! paper one that `search` looks through, which adding alone does not promise, and adding would then need the
//! index's lock. What is kept is bounded, so that a run of 1,000 new papers does not hold 1,000 documents; what
//! finds no room is read again, which changes nothing but the time.

use std::collections::BTreeMap;
use std::mem::size_of;
use std::sync::{Mutex, PoisonError};

use crate::document::{Document, Rect, Sentence};
use crate::reading::{Format, Parsed};

/// At most this many bytes are kept: 300 papers of usual length.
const MOST_BYTES: usize = 128 << 20;

/// What was read of files, by their sha256 and format, until it is taken.
#[derive(Debug, Default)]
pub(super) struct JustRead {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    bytes: usize,
    papers: BTreeMap<(String, Format), Parsed>,
}

impl JustRead {
    /// Keeps what was read of a file, if there is room.
    pub(super) fn keep(&self, sha256: &str, format: Format, parsed: Parsed) {
        let bytes = size(&parsed.document);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + bytes > MOST_BYTES {
            return;
        }
        kept.bytes += bytes;
        if let Some(before) = kept.papers.insert((sha256.to_owned(), format), parsed) {
            kept.bytes -= size(&before.document);
        }
    }

    /// What was read of a file, which is not kept any longer; `None` where it has to be read.
    pub(super) fn take(&self, sha256: &str, format: Format) -> Option<Parsed> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let parsed = kept.papers.remove(&(sha256.to_owned(), format))?;
        kept.bytes -= size(&parsed.document);
        Some(parsed)
    }
}

/// About how much memory a document takes.
fn size(document: &Document) -> usize {
    let boxes: usize = document.sentences.iter().map(|sentence| sentence.boxes.len()).sum();
    document.text.len() + document.sentences.len() * size_of::<Sentence>() + boxes * size_of::<Rect>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::PaperId;
    use crate::reading::counting::times_read;
    use crate::workspace::{Options, Workspace};

    fn parsed(text: &str) -> Parsed {
        Parsed { document: Document::from_plain(text), warnings: Vec::new() }
    }

    #[test]
    fn what_is_kept_is_given_once_and_bounded() {
        let kept = JustRead::default();
        kept.keep("a", Format::Text, parsed("One sentence."));
        kept.keep("a", Format::Text, parsed("One sentence."));
        assert_eq!(kept.take("a", Format::Markdown), None);
        assert_eq!(kept.take("a", Format::Text), Some(parsed("One sentence.")));
        assert_eq!(kept.take("a", Format::Text), None);
        assert_eq!(kept.kept.lock().unwrap().bytes, 0);
        let long = "x".repeat(MOST_BYTES / 2);
        let document = Document { text: long, ..Document::from_plain("") };
        for name in ["b", "c", "d"] {
            kept.keep(name, Format::Text, Parsed { document: document.clone(), warnings: Vec::new() });
        }
        let there = ["b", "c", "d"].map(|name| kept.take(name, Format::Text).is_some());
        assert_eq!(there, [true, true, false]);
    }

    /// A file from elsewhere is read once by the run that adds and drafts it, by `draft` and by `refresh`; what
    /// is drafted already is not read at all.
    #[test]
    fn a_run_reads_a_new_file_once() {
        let dir = tempfile::tempdir().unwrap();
        Workspace::init(dir.path()).unwrap();
        let open = || {
            let options = Options { use_model: false, ..Options::default() };
            Workspace::find(Some(dir.path()), options).unwrap()
        };
        let texts = ["# First\n\nNurses read every note twice.", "# Second\n\nThe kettle of room 12 boiled."];
        for (name, text) in [("first.md", texts[0]), ("papers/second.md", texts[1])] {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        let times = || texts.map(|text| times_read(text.as_bytes()));
        let report = open().draft(&[dir.path().join("first.md").display().to_string()], &()).unwrap();
        assert_eq!((report.drafts.len(), times()), (1, [1, 0]));
        assert_eq!(open().refresh(&[], &()).unwrap().drafted, 1);
        assert_eq!(times(), [1, 1]);
        open().draft(&[], &()).unwrap();
        assert_eq!(times(), [1, 1]);
        let id = PaperId::new("first").unwrap();
        assert!(open().load_draft(&id).is_ok());
    }
}
