//! The `papers/` folder: every paper's source and what is stored beside it. No other room touches it.
//!
//! ```text
//! papers/<paper-id>/paper.pdf    the source; or paper.txt, paper.md
//! papers/<paper-id>/attachments/  README, web page, supplement: what an audit covers beside the paper
//! papers/<paper-id>/draft.json   the last draft, replaced as a whole
//! papers/<paper-id>/decisions.jsonl  what people decided: lines are only added, see [`decisions`]
//! ```
//!
//! A file is replaced by writing a new one beside it and renaming it over the old one, so that a program
//! killed at any moment leaves either the old content or the new. What else lies in the folder (a README,
//! a paper's sources) is left alone.

mod attachments;
mod decisions;
mod error;
mod hashes;
mod outside;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::disk::{self, sha256_hex};
use crate::document::PaperId;
use crate::reading::Format;

pub use attachments::{Attached, MOST_ATTACHMENTS};
pub use error::Error;
pub use hashes::{Fingerprint, Hashes};
use outside::source_name;
pub use outside::{ATTACHMENT_SIZE_LIMIT, Collected, SIZE_LIMIT, collect, read_any, read_file};

/// The folder of what is attached to a paper, in the paper's own.
const ATTACHMENTS: &str = "attachments";

/// The `papers/` folder of a workspace.
#[derive(Debug)]
pub struct Papers {
    dir: PathBuf,
    /// The first paper of every content, read on the first question and dropped when a paper is added.
    by_sha256: Mutex<Option<BTreeMap<String, PaperId>>>,
    hashes: Mutex<Hashes>,
}

/// A paper's source as it lies in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Whose it is.
    pub id: PaperId,
    /// Where it lies.
    pub path: PathBuf,
    /// What it is, by its extension.
    pub format: Format,
    /// All of it.
    pub bytes: Vec<u8>,
    /// Of the bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// What lies beside the paper, sorted by name.
    pub attachments: Vec<Attached>,
}

/// A file in a paper's folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredFile {
    /// Below the paper's folder, with `/` between parts.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// What adding a paper did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// There was none of that id.
    New,
    /// The same bytes were there already.
    Unchanged,
    /// Other bytes were there and have been replaced.
    Replaced,
}

impl Papers {
    /// The folder at `dir`. Nothing is read yet; a folder that does not exist holds no papers.
    pub fn open(dir: &Path) -> Papers {
        Papers { dir: dir.to_owned(), by_sha256: Mutex::default(), hashes: Mutex::default() }
    }

    /// Makes the folder if it is not there.
    ///
    /// # Errors
    /// That it cannot be made.
    pub fn create(&self) -> Result<(), Error> {
        fs::create_dir_all(&self.dir).map_err(|source| Error::Unwritable { path: self.dir.clone(), source })
    }

    /// Where the folder is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The ids of all papers, sorted: every folder with a legal name that holds a source.
    ///
    /// # Errors
    /// That the folder cannot be read.
    pub fn list(&self) -> Result<Vec<PaperId>, Error> {
        let mut ids: Vec<PaperId> =
            self.folders()?.iter().filter_map(|name| PaperId::new(name).ok()).collect();
        ids.retain(|id| self.contains(id));
        Ok(ids)
    }

    /// The folders that are no paper, because their name is no id or because they hold no source. Sorted.
    ///
    /// # Errors
    /// That the folder cannot be read.
    pub fn strays(&self) -> Result<Vec<PathBuf>, Error> {
        let is_paper = |name: &String| PaperId::new(name).is_ok_and(|id| self.contains(&id));
        let strays = self.folders()?.into_iter().filter(|name| !is_paper(name));
        Ok(strays.map(|name| self.dir.join(name)).collect())
    }

    /// Whether there is a source for that id.
    pub fn contains(&self, id: &PaperId) -> bool {
        !self.sources(id).is_empty()
    }

    /// Reads a paper's source and what is attached to it.
    ///
    /// # Errors
    /// That there is no such paper, that it has two sources, what [`read_file`] finds, or what
    /// [`Papers::attachments`] does.
    pub fn source(&self, id: &PaperId) -> Result<Source, Error> {
        Ok(Source { attachments: self.attachments(id)?, ..self.source_alone(id)? })
    }

    fn source_alone(&self, id: &PaperId) -> Result<Source, Error> {
        let (path, _) = self.only_source(id)?;
        let (bytes, format) = read_file(&path)?;
        let (id, sha256) = (id.clone(), sha256_hex(&bytes));
        Ok(Source { id, path, format, bytes, sha256, attachments: Vec::new() })
    }

    fn only_source(&self, id: &PaperId) -> Result<(PathBuf, Format), Error> {
        match self.sources(id).as_slice() {
            [] => Err(Error::UnknownPaper { id: id.clone() }),
            [only] => Ok(only.clone()),
            [(first, _), (second, _), ..] => {
                Err(Error::TwoSources { id: id.clone(), first: first.clone(), second: second.clone() })
            }
        }
    }

    /// Where a paper's source lies.
    ///
    /// # Errors
    /// That there is no such paper.
    pub fn source_path(&self, id: &PaperId) -> Result<PathBuf, Error> {
        let first = self.sources(id).into_iter().next();
        first.map(|(path, _)| path).ok_or_else(|| Error::UnknownPaper { id: id.clone() })
    }

    /// Another text whenever a file in the paper's folder changed, people's decisions aside: names, sizes
    /// and times.
    ///
    /// # Errors
    /// That there is no such paper, or that its folder cannot be read.
    pub fn stamp(&self, id: &PaperId) -> Result<String, Error> {
        let source = self.source_path(id)?;
        let mut stamp = source.display().to_string();
        for file in self.files(id)?.iter().filter(|file| !file.name.starts_with("decisions.")) {
            let path = self.folder(id).join(&file.name);
            let changed = fs::metadata(&path)
                .and_then(|metadata| metadata.modified())
                .map_err(|source| Error::Unreadable { path, source })?;
            stamp.push_str(&format!("\n{} {} {changed:?}", file.name, file.bytes));
        }
        Ok(stamp)
    }

    /// Stores a paper. Adding the same bytes again changes nothing; other bytes under a known id are
    /// refused unless `replace` is set.
    ///
    /// # Errors
    /// [`Error::Changed`] as above, or that the file cannot be written.
    pub fn add(&self, id: &PaperId, bytes: &[u8], format: Format, replace: bool) -> Result<Added, Error> {
        let old = self.sources(id);
        let target = self.folder(id).join(source_name(format));
        let new_sha256 = sha256_hex(bytes);
        if let [(path, _)] = old.as_slice() {
            let old_sha256 = sha256_hex(&read_file(path)?.0);
            if *path == target && old_sha256 == new_sha256 {
                return Ok(Added::Unchanged);
            }
            if !replace {
                return Err(Error::Changed { id: id.clone(), old_sha256, new_sha256 });
            }
        } else if let ([(first, _), (second, _), ..], false) = (old.as_slice(), replace) {
            return Err(Error::TwoSources { id: id.clone(), first: first.clone(), second: second.clone() });
        }
        self.write(&target, bytes)?;
        for (path, _) in old.iter().filter(|(path, _)| *path != target) {
            fs::remove_file(path).map_err(|source| Error::Unwritable { path: path.clone(), source })?;
        }
        *self.by_sha256.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(if old.is_empty() { Added::New } else { Added::Replaced })
    }

    /// The first paper, by id, whose source has that sha256; `None` if there is none. Papers that cannot
    /// be read are passed over.
    ///
    /// # Errors
    /// That the folder cannot be read.
    pub fn find_by_sha256(&self, sha256: &str) -> Result<Option<PaperId>, Error> {
        let mut cache = self.by_sha256.lock().unwrap_or_else(PoisonError::into_inner);
        let by_sha256 = match cache.as_mut() {
            Some(by_sha256) => by_sha256,
            None => {
                let mut by_sha256 = BTreeMap::new();
                for id in self.list()? {
                    if let Ok(sha256) = self.source_sha256(&id) {
                        by_sha256.entry(sha256).or_insert(id);
                    }
                }
                cache.insert(by_sha256)
            }
        };
        Ok(by_sha256.get(sha256).cloned())
    }

    /// The papers that a path inside this folder means: all of them for the folder itself, one for a
    /// paper's folder or a file in it. `None` for a path that is elsewhere or does not exist.
    ///
    /// # Errors
    /// That the folder cannot be read.
    pub fn meant_by(&self, path: &Path) -> Result<Option<Vec<PaperId>>, Error> {
        let (Ok(dir), Ok(path)) = (self.dir.canonicalize(), path.canonicalize()) else { return Ok(None) };
        let Ok(inside) = path.strip_prefix(&dir) else { return Ok(None) };
        let Some(Component::Normal(name)) = inside.components().next() else { return self.list().map(Some) };
        let id = name.to_str().and_then(|name| PaperId::new(name).ok());
        Ok(id.filter(|id| self.contains(id)).map(|id| vec![id]))
    }

    /// The papers that lie in the folder itself and not in a folder of their own, sorted.
    ///
    /// # Errors
    /// That the folder cannot be read.
    pub fn loose(&self) -> Result<Vec<PathBuf>, Error> {
        outside::papers_in(&self.dir)
    }

    /// The files in a paper's folder and in folders below it, sorted, hidden ones left out; empty for a
    /// paper that is not there.
    ///
    /// # Errors
    /// That a folder cannot be read.
    pub fn files(&self, id: &PaperId) -> Result<Vec<StoredFile>, Error> {
        let folder = self.folder(id);
        let mut files = Vec::new();
        // Links are not followed, so this ends.
        let mut open = if folder.is_dir() { vec![(folder, String::new())] } else { Vec::new() };
        while let Some((folder, prefix)) = open.pop() {
            let unreadable = |source| Error::Unreadable { path: folder.clone(), source };
            for entry in fs::read_dir(&folder).map_err(unreadable)? {
                let entry = entry.map_err(unreadable)?;
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                let metadata = entry.metadata().map_err(unreadable)?;
                if entry.file_name().to_string_lossy().starts_with('.') {
                    continue;
                }
                if metadata.is_dir() {
                    open.push((entry.path(), format!("{name}/")));
                } else {
                    files.push(StoredFile { name, bytes: metadata.len() });
                }
            }
        }
        files.sort();
        Ok(files)
    }

    /// The stored draft, or `None` if the paper has none.
    ///
    /// # Errors
    /// That the file is there but cannot be read.
    pub fn read_draft(&self, id: &PaperId) -> Result<Option<String>, Error> {
        read_if_there(self.draft_path(id))
    }

    /// Stores a draft in place of the last one.
    ///
    /// # Errors
    /// That there is no such paper or that the file cannot be written.
    pub fn write_draft(&self, id: &PaperId, text: &str) -> Result<(), Error> {
        if !self.contains(id) {
            return Err(Error::UnknownPaper { id: id.clone() });
        }
        self.write(&self.draft_path(id), text.as_bytes())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        Ok(disk::replace(path, bytes)?)
    }

    fn folder(&self, id: &PaperId) -> PathBuf {
        self.dir.join(id.as_str())
    }

    fn draft_path(&self, id: &PaperId) -> PathBuf {
        self.folder(id).join("draft.json")
    }

    /// The sources that are there: none or one, unless a person or a kill between two steps left two.
    fn sources(&self, id: &PaperId) -> Vec<(PathBuf, Format)> {
        let folder = self.folder(id);
        let paths = Format::OF_PAPERS.into_iter().map(|format| (folder.join(source_name(format)), format));
        paths.filter(|(path, _)| path.is_file()).collect()
    }

    /// The names of the folders inside, sorted, hidden ones left out.
    fn folders(&self) -> Result<Vec<String>, Error> {
        let unreadable = |source| Error::Unreadable { path: self.dir.clone(), source };
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') && entry.path().is_dir() {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }
}

/// The text of a file, or `None` where there is none.
fn read_if_there(path: PathBuf) -> Result<Option<String>, Error> {
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Unreadable { path, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> PaperId {
        PaperId::new(name).unwrap()
    }

    fn papers() -> (tempfile::TempDir, Papers) {
        let dir = tempfile::tempdir().unwrap();
        let papers = Papers::open(&dir.path().join("papers"));
        (dir, papers)
    }

    fn names(ids: &[PaperId]) -> Vec<&str> {
        ids.iter().map(PaperId::as_str).collect()
    }

    #[test]
    fn an_absent_folder_holds_no_papers() {
        let (_dir, papers) = papers();
        assert_eq!(papers.list().unwrap(), []);
        assert_eq!(papers.find_by_sha256(&sha256_hex(b"x")).unwrap(), None);
        assert!(matches!(papers.source(&id("a")), Err(Error::UnknownPaper { .. })));
    }

    #[test]
    fn papers_come_back_sorted_and_whole() {
        let (_dir, papers) = papers();
        for name in ["b", "a", "C"] {
            assert_eq!(papers.add(&id(name), name.as_bytes(), Format::Text, false).unwrap(), Added::New);
        }
        assert_eq!(names(&papers.list().unwrap()), ["C", "a", "b"]);
        let source = papers.source(&id("a")).unwrap();
        assert_eq!((source.bytes.as_slice(), source.format), (b"a".as_slice(), Format::Text));
        assert_eq!(source.sha256, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
    }

    #[test]
    fn adding_is_idempotent_and_a_change_must_be_meant() {
        let (_dir, papers) = papers();
        let a = id("a");
        assert_eq!(papers.add(&a, b"one", Format::Pdf, false).unwrap(), Added::New);
        assert_eq!(papers.add(&a, b"one", Format::Pdf, false).unwrap(), Added::Unchanged);
        assert_eq!(papers.add(&a, b"one", Format::Pdf, true).unwrap(), Added::Unchanged);
        let error = papers.add(&a, b"two", Format::Pdf, false).unwrap_err();
        assert!(matches!(error, Error::Changed { .. }), "{error}");
        assert!(error.hint().unwrap().contains("replace it"));
        assert_eq!(papers.source(&a).unwrap().bytes, b"one");
        assert_eq!(papers.add(&a, b"two", Format::Pdf, true).unwrap(), Added::Replaced);
        assert_eq!(papers.source(&a).unwrap().bytes, b"two");
    }

    #[test]
    fn a_replacement_in_another_format_leaves_one_source() {
        let (_dir, papers) = papers();
        let a = id("a");
        papers.add(&a, b"one", Format::Pdf, false).unwrap();
        assert!(matches!(papers.add(&a, b"one", Format::Text, false), Err(Error::Changed { .. })));
        assert_eq!(papers.add(&a, b"one", Format::Text, true).unwrap(), Added::Replaced);
        assert_eq!(papers.source(&a).unwrap().format, Format::Text);
    }

    #[test]
    fn two_sources_are_an_error_that_replacing_mends() {
        let (_dir, papers) = papers();
        let a = id("a");
        papers.add(&a, b"one", Format::Pdf, false).unwrap();
        fs::write(papers.dir().join("a/paper.md"), "two").unwrap();
        assert!(matches!(papers.source(&a), Err(Error::TwoSources { .. })));
        assert!(matches!(papers.add(&a, b"one", Format::Pdf, false), Err(Error::TwoSources { .. })));
        assert_eq!(papers.add(&a, b"one", Format::Pdf, true).unwrap(), Added::Replaced);
        assert_eq!(papers.source(&a).unwrap().format, Format::Pdf);
    }

    #[test]
    fn content_finds_its_first_paper() {
        let (_dir, papers) = papers();
        let hash = sha256_hex(b"same");
        assert_eq!(papers.find_by_sha256(&hash).unwrap(), None);
        papers.add(&id("b"), b"same", Format::Text, false).unwrap();
        assert_eq!(papers.find_by_sha256(&hash).unwrap(), Some(id("b")));
        papers.add(&id("a"), b"same", Format::Text, false).unwrap();
        assert_eq!(papers.find_by_sha256(&hash).unwrap(), Some(id("a")));
    }

    #[test]
    fn what_is_no_paper_is_left_alone_and_can_be_listed() {
        let (_dir, papers) = papers();
        papers.add(&id("a"), b"one", Format::Text, false).unwrap();
        for stray in ["empty", "bad name", ".hidden"] {
            fs::create_dir(papers.dir().join(stray)).unwrap();
        }
        fs::write(papers.dir().join("bad name/paper.txt"), "x").unwrap();
        fs::write(papers.dir().join("README.md"), "x").unwrap();
        assert_eq!(names(&papers.list().unwrap()), ["a"]);
        let strays = papers.strays().unwrap();
        assert_eq!(strays, [papers.dir().join("bad name"), papers.dir().join("empty")]);
    }

    #[test]
    fn paths_inside_mean_papers() {
        let (dir, papers) = papers();
        papers.add(&id("a"), b"one", Format::Text, false).unwrap();
        papers.add(&id("b"), b"two", Format::Text, false).unwrap();
        let meant = |path: &str| {
            let ids = papers.meant_by(&dir.path().join(path)).unwrap()?;
            Some(ids.into_iter().map(String::from).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(meant("papers").as_deref(), Some("a b"));
        assert_eq!(meant("papers/../papers/b").as_deref(), Some("b"));
        assert_eq!(meant("papers/a/paper.txt").as_deref(), Some("a"));
        assert_eq!(meant("papers/c"), None);
        assert_eq!(meant(""), None);
    }

    #[test]
    fn drafts_are_replaced_whole() {
        let (_dir, papers) = papers();
        let a = id("a");
        assert!(matches!(papers.write_draft(&a, "{}"), Err(Error::UnknownPaper { .. })));
        papers.add(&a, b"one", Format::Text, false).unwrap();
        assert_eq!(papers.read_draft(&a).unwrap(), None);
        papers.write_draft(&a, "first, and longer").unwrap();
        papers.write_draft(&a, "second").unwrap();
        assert_eq!(papers.read_draft(&a).unwrap().as_deref(), Some("second"));
        let files = fs::read_dir(papers.dir().join("a")).unwrap().count();
        assert_eq!(files, 2, "no temporary file stays behind");
    }
}
