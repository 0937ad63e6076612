//! The folder on disk.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::{Error, SNAPSHOT_SCHEMA, Snapshot, Taken};
use crate::disk::{self, Lines, Lock, Tail};
use crate::review::Moment;

const TAKEN: &str = "taken.json";
const LOG: &str = "refresh.log";
const LOCK: &str = "lock";
const EXTENSION: &str = ".json";

/// The `snapshots/` folder of a workspace. It need not exist: then it holds nothing.
#[derive(Debug)]
pub struct Snapshots {
    dir: PathBuf,
}

/// What a snapshot goes by: its moment, with characters that every file system takes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    fn of(at: Moment) -> Name {
        Name(at.to_string().replace(':', "-"))
    }

    fn of_file(name: &str) -> Option<Name> {
        let stem = name.strip_suffix(EXTENSION)?;
        // 2026-11-21T23-40-05.123Z
        let is_digit = |at: usize| stem.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let has_shape = stem.len() == 24 && stem.ends_with('Z') && (0..4).all(is_digit) && stem.is_ascii();
        has_shape.then(|| Name(stem.to_owned()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Snapshots {
    /// The folder at `dir`. Nothing is read yet.
    pub fn open(dir: impl Into<PathBuf>) -> Snapshots {
        Snapshots { dir: dir.into() }
    }

    /// Where a snapshot lies.
    pub fn path(&self, name: &Name) -> PathBuf {
        self.dir.join(format!("{name}{EXTENSION}"))
    }

    /// Makes the folder and keeps every other refresh out.
    ///
    /// # Errors
    /// [`Error::Busy`], or that the folder cannot be made or the file not locked.
    pub fn lock(&self) -> Result<Lock, Error> {
        fs::create_dir_all(&self.dir).map_err(Error::io("create", &self.dir))?;
        let path = self.dir.join(LOCK);
        disk::lock(&path, Duration::ZERO)?.ok_or(Error::Busy)
    }

    /// All snapshots, the oldest first.
    ///
    /// # Errors
    /// That the folder cannot be read.
    pub fn names(&self) -> Result<Vec<Name>, Error> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("list", &self.dir)(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let name = entry.map_err(Error::io("list", &self.dir))?.file_name();
            names.extend(name.to_str().and_then(Name::of_file));
        }
        names.sort();
        Ok(names)
    }

    /// The newest snapshot of a rubric, or `None`.
    ///
    /// # Errors
    /// That the folder or a snapshot newer than it cannot be read.
    pub fn latest(&self, rubric: &str) -> Result<Option<(Name, Snapshot)>, Error> {
        self.latest_before(None, rubric)
    }

    fn latest_before(&self, before: Option<&Name>, rubric: &str) -> Result<Option<(Name, Snapshot)>, Error> {
        for name in self.names()?.into_iter().rev().filter(|name| before.is_none_or(|before| name < before)) {
            let snapshot = read(&self.path(&name))?;
            if snapshot.rubric.id == rubric {
                return Ok(Some((name, snapshot)));
            }
        }
        Ok(None)
    }

    /// The newest snapshot of a rubric and the one before it.
    ///
    /// # Errors
    /// [`Error::NoneBefore`], or that one cannot be read.
    pub fn last_two(&self, rubric: &str) -> Result<(Snapshot, Snapshot), Error> {
        let (name, new) = self.latest(rubric)?.ok_or(Error::NoneBefore)?;
        let (_, old) = self.latest_before(Some(&name), rubric)?.ok_or(Error::NoneBefore)?;
        Ok((old, new))
    }

    /// The snapshot that a person means: by a path, or by the beginning of its name. A day or another time
    /// means the first snapshot of it, at the end of a comparison the last; where it has none, nothing had
    /// changed since the last one before it, which is meant then.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::NoSnapshot`], or that it cannot be read.
    pub fn meant(&self, text: &str, is_end: bool) -> Result<Snapshot, Error> {
        if Path::new(text).is_file() {
            return read(Path::new(text)).map_err(|error| match error {
                Error::Damaged { path, why } => Error::NoSnapshot { path, why },
                error => error,
            });
        }
        let names = self.names()?;
        // A time may be typed as people write it.
        let typed = text.trim_end_matches(EXTENSION).replace(':', "-").replace(' ', "T");
        let mut fitting = names.iter().filter(|name| name.0.starts_with(&typed));
        let fitting = if is_end { fitting.next_back() } else { fitting.next() };
        let before = || names.iter().rev().find(|name| is_time(&typed) && *name.0 < *typed);
        match fitting.or_else(before) {
            Some(name) => read(&self.path(name)),
            None => {
                let known = names.iter().map(Name::to_string).collect();
                Err(Error::Unknown { name: text.to_owned(), known })
            }
        }
    }

    /// Writes a snapshot, as a whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn keep(&self, snapshot: &Snapshot) -> Result<Name, Error> {
        let name = Name::of(snapshot.at);
        self.replace(&self.path(&name), &serde_json::to_vec(snapshot))?;
        Ok(name)
    }

    /// What was taken from files outside; nothing where nothing is written down.
    ///
    /// # Errors
    /// That the file is there and cannot be read, or holds something else.
    pub fn taken(&self) -> Result<Taken, Error> {
        let path = self.dir.join(TAKEN);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Error::DamagedTaken { path, why: error.to_string() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Taken::default()),
            Err(error) => Err(Error::io("read", path)(error)),
        }
    }

    /// Writes down what became of files.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn keep_taken(&self, taken: &Taken) -> Result<(), Error> {
        self.replace(&self.dir.join(TAKEN), &serde_json::to_vec(taken))
    }

    fn replace(&self, path: &Path, bytes: &serde_json::Result<Vec<u8>>) -> Result<(), Error> {
        match bytes {
            Ok(bytes) => Ok(disk::replace(path, bytes)?),
            Err(error) => Err(Error::io("write", path)(io::Error::other(error.to_string()))),
        }
    }

    /// Adds lines to the log, behind a line that a kill may have torn.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn log(&self, lines: &str) -> Result<(), Error> {
        Ok(Lines::open(&self.dir.join(LOG), Tail::Ended)?.append(lines)?)
    }
}

/// Whether a text begins with a day, as names of snapshots do.
fn is_time(text: &str) -> bool {
    let is_of_day =
        |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() >= 10 && text.bytes().take(10).enumerate().all(is_of_day)
}

fn read(path: &Path) -> Result<Snapshot, Error> {
    #[derive(Deserialize)]
    struct Version {
        schema_version: u32,
    }
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    let damaged = |why: String| Error::Damaged { path: path.to_owned(), why };
    let Version { schema_version } =
        serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
    if schema_version != SNAPSHOT_SCHEMA {
        return Err(damaged(format!(
            "it has schema_version {schema_version}, this program reads {SNAPSHOT_SCHEMA}"
        )));
    }
    serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))
}
