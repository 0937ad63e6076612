//! The folder itself: verified reading, writing as a whole.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Error;
use super::manifest::{Kind, Manifest, ManifestFile};
use crate::disk::{self, sha256_hex};

const MANIFEST: &str = "manifest.json";
const CARD: &str = "MODEL.md";

/// Bytes that have the hash their manifest promises.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    /// The content of the file.
    pub bytes: Vec<u8>,
    /// Of the content, in hexadecimal.
    pub sha256: String,
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified({} bytes, {})", self.bytes.len(), self.sha256)
    }
}

/// What [`Models::verify`] says about one folder.
#[derive(Debug)]
pub struct ModelReport {
    /// The folder's name.
    pub name: String,
    /// What it holds, or why that is not known.
    pub manifest: Result<Manifest, Error>,
    /// Missing and damaged files; empty for a sound model.
    pub problems: Vec<Error>,
}

impl ModelReport {
    /// Whether the model can be used.
    pub fn is_sound(&self) -> bool {
        self.manifest.is_ok() && self.problems.is_empty()
    }
}

/// The `models/` folder of a workspace. It need not exist: then it holds no model.
#[derive(Debug, Clone)]
pub struct Models {
    dir: PathBuf,
}

impl Models {
    /// The folder at `dir`. Nothing is read yet.
    pub fn open(dir: impl Into<PathBuf>) -> Models {
        Models { dir: dir.into() }
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The names of the model folders, sorted. Files and hidden folders do not count.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be listed.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("list", &self.dir)(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(Error::io("list", &self.dir))?;
            if let Ok(name) = entry.file_name().into_string()
                && is_name(&name)
                && entry.path().is_dir()
            {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// What the model of that name holds, or `None` when there is no such folder.
    ///
    /// # Errors
    /// [`Error::Name`], [`Error::Io`], or [`Error::Manifest`] when the folder has no readable manifest.
    pub fn manifest(&self, name: &str) -> Result<Option<Manifest>, Error> {
        let dir = self.folder(name)?;
        if !dir.is_dir() {
            return Ok(None);
        }
        let path = dir.join(MANIFEST);
        let bytes = fs::read(&path).map_err(Error::io("read", path))?;
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|source| Error::Manifest { name: name.to_owned(), source })?;
        if let Some(file) = manifest.files.iter().find(|file| !is_name(&file.file)) {
            return Err(Error::Name(file.file.clone()));
        }
        Ok(Some(manifest))
    }

    /// The content of one file of a model, checked against the manifest; `None` when there is no model of
    /// that name.
    ///
    /// # Errors
    /// [`Error::MissingFile`] when the model has no such file, [`Error::Damaged`] when its hash is
    /// another, and what [`Models::manifest`] gives.
    pub fn read(&self, name: &str, file: &str) -> Result<Option<Verified>, Error> {
        let Some(manifest) = self.manifest(name)? else { return Ok(None) };
        let missing = || Error::MissingFile { name: name.to_owned(), file: file.to_owned() };
        let promised = manifest.files.iter().find(|entry| entry.file == file).ok_or_else(missing)?;
        let path = self.folder(name)?.join(file);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(missing()),
            Err(error) => return Err(Error::io("read", path)(error)),
        };
        let sha256 = sha256_hex(&bytes);
        if sha256 != promised.sha256 {
            return Err(Error::Damaged {
                name: name.to_owned(),
                file: file.to_owned(),
                expected: promised.sha256.clone(),
                found: sha256,
            });
        }
        Ok(Some(Verified { bytes, sha256 }))
    }

    /// Hashes every file of every model again, for `doctor`. One report a folder, sorted by name.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be listed; a bad model is a report, not an error.
    pub fn verify(&self) -> Result<Vec<ModelReport>, Error> {
        let mut reports = Vec::new();
        for name in self.names()? {
            let manifest = self.manifest(&name).and_then(|found| {
                found.ok_or_else(|| Error::Missing { name: name.clone(), dir: self.dir.clone() })
            });
            let mut problems = Vec::new();
            for entry in manifest.iter().flat_map(|manifest| &manifest.files) {
                problems.extend(self.read(&name, &entry.file).err());
            }
            reports.push(ModelReport { name, manifest, problems });
        }
        Ok(reports)
    }

    /// Writes a model folder as a whole, over one of the same name if there is one: `files` are names and
    /// contents, `card` is the text of `MODEL.md`. A reader sees the old model or the new one.
    ///
    /// # Errors
    /// [`Error::Name`] for a name that cannot be a folder's or a file's, [`Error::Io`] when the disk refuses; the old model stays.
    pub fn write(
        &self,
        name: &str,
        kind: Kind,
        dim: Option<usize>,
        files: &[(&str, &[u8])],
        card: &str,
    ) -> Result<Manifest, Error> {
        let target = self.dir.join(checked(name)?);
        let mut entries = Vec::new();
        for (file, bytes) in files {
            let file = checked(file)?.to_owned();
            entries.push(ManifestFile { file, size: bytes.len() as u64, sha256: sha256_hex(bytes) });
        }
        entries.sort_by(|a, b| a.file.cmp(&b.file));
        let manifest = Manifest { name: name.to_owned(), kind, dim, files: entries };
        let mut manifest_text = serde_json::to_string_pretty(&manifest)
            .map_err(|source| Error::Manifest { name: name.to_owned(), source })?;
        manifest_text.push('\n');

        let described = [(CARD, card.as_bytes()), (MANIFEST, manifest_text.as_bytes())];
        disk::replace_folder(&target, &self.dir.join(retired(name)), &[files, &described].concat())?;
        Ok(manifest)
    }

    /// Where a model lies: its folder, or the one it had before a writing that was cut off.
    fn folder(&self, name: &str) -> Result<PathBuf, Error> {
        let dir = self.dir.join(checked(name)?);
        let old = self.dir.join(retired(name));
        Ok(if !dir.exists() && old.exists() { old } else { dir })
    }
}

fn retired(name: &str) -> String {
    format!(".{name}.old")
}

fn is_name(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.len() <= 80 && name.chars().all(legal)
}

fn checked(name: &str) -> Result<&str, Error> {
    if is_name(name) { Ok(name) } else { Err(Error::Name(name.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn models() -> (tempfile::TempDir, Models) {
        let dir = tempfile::tempdir().unwrap();
        let models = Models::open(dir.path().join("models"));
        (dir, models)
    }

    #[test]
    fn a_folder_that_is_not_there_holds_nothing() {
        let (_dir, models) = models();
        assert!(models.names().unwrap().is_empty());
        assert!(models.manifest("heads").unwrap().is_none());
        assert!(models.read("heads", "levels.json").unwrap().is_none());
        assert!(models.verify().unwrap().is_empty());
    }

    #[test]
    fn what_is_written_is_read_and_verified() {
        let (_dir, models) = models();
        let first =
            models.write("heads", Kind::Heads, Some(384), &[("b", b"2"), ("a", b"1")], "# card\n").unwrap();
        assert_eq!(first.files.iter().map(|file| file.file.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(models.read("heads", "b").unwrap().unwrap().bytes, b"2");
        let second = models.write("heads", Kind::Heads, None, &[("a", b"3")], "# card\n").unwrap();
        assert_ne!(first.sha256(), second.sha256());
        assert_eq!(models.manifest("heads").unwrap().unwrap(), second);
        assert_eq!(models.names().unwrap(), ["heads"]);
        assert!(models.verify().unwrap().iter().all(ModelReport::is_sound));
        assert!(matches!(models.read("heads", "b"), Err(Error::MissingFile { .. })));
        let left: Vec<_> = fs::read_dir(models.dir()).unwrap().collect();
        assert_eq!(left.len(), 1, "temporary folders are gone");
    }

    #[test]
    fn a_changed_file_is_named() {
        let (_dir, models) = models();
        models.write("heads", Kind::Heads, None, &[("a", b"1")], "").unwrap();
        fs::write(models.dir().join("heads/a"), b"x").unwrap();
        let error = models.read("heads", "a").unwrap_err();
        assert!(error.to_string().starts_with("model `heads`: `a` is damaged (sha256 2d7"), "{error}");
        assert!(error.hint().unwrap().contains("words alone"));
        fs::write(models.dir().join("heads/manifest.json"), b"{").unwrap();
        assert!(!models.verify().unwrap()[0].is_sound());
    }

    #[test]
    fn a_writing_that_was_cut_off_leaves_the_old_model() {
        let (_dir, models) = models();
        models.write("heads", Kind::Heads, None, &[("a", b"1")], "").unwrap();
        fs::rename(models.dir().join("heads"), models.dir().join(".heads.old")).unwrap();
        assert_eq!(models.read("heads", "a").unwrap().unwrap().bytes, b"1");
        models.write("heads", Kind::Heads, None, &[("a", b"2")], "").unwrap();
        assert_eq!(models.read("heads", "a").unwrap().unwrap().bytes, b"2");
    }

    #[test]
    fn names_stay_inside_the_folder() {
        let (_dir, models) = models();
        for bad in ["", "..", ".hidden", "a/b", "a\\b"] {
            assert!(matches!(models.read(bad, "a"), Err(Error::Name(_))), "{bad:?}");
            assert!(matches!(
                models.write("heads", Kind::Heads, None, &[(bad, b"")], ""),
                Err(Error::Name(_))
            ));
        }
    }
}
