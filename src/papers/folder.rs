//! The folder as it lies on the disk: which papers there are, where their files are, and their drafts.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use super::error::Error;
use super::hashes::Hashes;
use super::names::{DRAFT, source_name};
use super::outside;
use crate::disk;
use crate::document::PaperId;
use crate::reading::Format;

/// The `papers/` folder of a workspace.
#[derive(Debug)]
pub struct Papers {
    pub(super) dir: PathBuf,
    /// The first paper of every content, read on the first question and dropped when a paper is added.
    pub(super) by_sha256: Mutex<Option<BTreeMap<String, PaperId>>>,
    pub(super) hashes: Mutex<Hashes>,
}

/// A file in a paper's folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredFile {
    /// Below the paper's folder, with `/` between parts.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What adding a paper did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// The paper is new: there was none of that id.
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

    pub(super) fn only_source(&self, id: &PaperId) -> Result<(PathBuf, Format), Error> {
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

    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        Ok(disk::replace(path, bytes)?)
    }

    pub(super) fn folder(&self, id: &PaperId) -> PathBuf {
        self.dir.join(id.as_str())
    }

    pub(super) fn draft_path(&self, id: &PaperId) -> PathBuf {
        self.folder(id).join(DRAFT)
    }

    /// The sources that are there: none or one, unless a person or a kill between two steps left two.
    pub(super) fn sources(&self, id: &PaperId) -> Vec<(PathBuf, Format)> {
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
