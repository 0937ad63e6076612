//! The file of people's decisions: lines are added one by one, and none is ever changed.
//!
//! A program killed while it adds leaves at most the beginning of a line at the end; nobody was told that this
//! line is saved. The next one to add moves it to a file beside, so that every line in the file is whole and
//! still nothing a person typed is thrown away.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::error::Error;
use super::folder::Papers;
use crate::disk::{Lines, Tail, text_of_lines};
use crate::document::PaperId;

const DECISIONS: &str = "decisions.jsonl";
/// Beginnings of lines that a kill left behind.
const TORN: &str = "decisions.torn";

impl Papers {
    /// What people decided, one line each, or `None` if nobody did.
    ///
    /// # Errors
    /// That the file is there but cannot be read.
    pub fn read_decisions(&self, id: &PaperId) -> Result<Option<String>, Error> {
        let path = self.decisions_path(id);
        match fs::read(&path) {
            Ok(bytes) => text_of_lines(&bytes).map(Some).map_err(|source| Error::Unreadable { path, source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Unreadable { path, source }),
        }
    }

    /// Adds whole lines behind those that are there, which `lines` is shown while nobody else can add.
    /// They are on the disk when this comes back; with an error nothing of them is. An empty text adds
    /// nothing.
    ///
    /// # Errors
    /// That there is no such paper, that the file cannot be read, locked or written, or what `lines` gives.
    pub fn add_decisions<E: From<Error>>(
        &self,
        id: &PaperId,
        lines: impl FnOnce(&str) -> Result<String, E>,
    ) -> Result<(), E> {
        if !self.contains(id) {
            return Err(Error::UnknownPaper { id: id.clone() }.into());
        }
        let torn = self.folder(id).join(TORN);
        let tail = Tail::Moved { torn: &torn, is_line: is_json };
        let file = Lines::open(&self.decisions_path(id), tail).map_err(Error::from)?;
        let added = lines(file.text())?;
        Ok(file.append(&added).map_err(Error::from)?)
    }
}

impl Papers {
    pub(super) fn decisions_path(&self, id: &PaperId) -> PathBuf {
        self.folder(id).join(DECISIONS)
    }
}

/// Whether only the line end is missing.
fn is_json(tail: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(tail).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Format;

    fn paper() -> (tempfile::TempDir, Papers, PaperId, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let papers = Papers::open(&dir.path().join("papers"));
        let id = PaperId::new("a").unwrap();
        papers.add(&id, b"one", Format::Text, false).unwrap();
        let path = papers.dir().join("a").join(DECISIONS);
        (dir, papers, id, path)
    }

    fn add(papers: &Papers, id: &PaperId, line: &str) {
        papers.add_decisions(id, |_| Ok::<_, Error>(line.to_owned())).unwrap();
    }

    #[test]
    fn lines_stand_behind_each_other() {
        let (_dir, papers, id, _) = paper();
        assert_eq!(papers.read_decisions(&id).unwrap(), None);
        add(&papers, &id, "1\n");
        papers
            .add_decisions(&id, |text| {
                assert_eq!(text, "1\n");
                Ok::<_, Error>("2\n".to_owned())
            })
            .unwrap();
        add(&papers, &id, "");
        assert_eq!(papers.read_decisions(&id).unwrap().as_deref(), Some("1\n2\n"));
    }

    #[test]
    fn a_refusal_adds_nothing() {
        let (_dir, papers, id, _) = paper();
        add(&papers, &id, "1\n");
        let refused = papers.add_decisions(&id, |_| Err(Error::UnknownPaper { id: id.clone() }));
        assert!(refused.is_err());
        assert_eq!(papers.read_decisions(&id).unwrap().as_deref(), Some("1\n"));
        let nobody = PaperId::new("nobody").unwrap();
        assert!(matches!(
            papers.add_decisions(&nobody, |_| Ok::<_, Error>("1\n".to_owned())),
            Err(Error::UnknownPaper { .. })
        ));
    }

    #[test]
    fn what_a_kill_left_is_moved_aside_and_a_missing_line_end_mended() {
        let (_dir, papers, id, path) = paper();
        fs::write(&path, "1\n{\"torn").unwrap();
        add(&papers, &id, "2\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), "1\n2\n");
        assert_eq!(fs::read_to_string(path.with_file_name(TORN)).unwrap(), "{\"torn\n");
        fs::write(&path, b"1\n{\"\xc3").unwrap();
        assert!(papers.read_decisions(&id).unwrap().unwrap().starts_with("1\n"), "torn inside a character");
        add(&papers, &id, "2\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), "1\n2\n");
        fs::write(&path, "1\n2").unwrap();
        add(&papers, &id, "3\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), "1\n2\n3\n");
    }

    #[test]
    fn many_at_once_lose_nothing() {
        let (_dir, papers, id, path) = paper();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let (papers, id) = (&papers, &id);
                scope.spawn(move || (0..25).for_each(|n| add(papers, id, &format!("{writer} {n}\n"))));
            }
        });
        let text = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), 100);
    }
}
