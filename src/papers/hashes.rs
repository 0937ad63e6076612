//! What files hashed to when they were last read.
//!
//! Reading a thousand papers only to see that none has changed takes longer than the work on the one that
//! has. A file whose size and times are what they were is taken to hold what it held. On Unix that includes
//! the time of the last change of any kind, which no program can set. A file that changed within
//! [`SETTLED`] of being read is read again next time, because clocks of file systems are coarse (the same
//! care as git takes with its index).

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::error::Error;
use super::outside::unreadable;
use crate::disk::sha256_hex;

/// How long after its last change a file's state is trusted; FAT keeps time in steps of two seconds.
const SETTLED: Duration = Duration::from_secs(2);

/// Hashes of files by their paths, as far as they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashes(BTreeMap<String, Hashed>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Hashed {
    state: FileState,
    sha256: String,
}

/// What the system says of a file that has not been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct FileState {
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: u64,
    /// Of the last change of any kind, its name and rights included; 0 where the system does not tell.
    changed: u64,
}

impl FileState {
    /// `None` for times before 1970, which no honest file has.
    fn of(metadata: &Metadata) -> Option<FileState> {
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(FileState {
            bytes: metadata.len(),
            modified: u64::try_from(modified.as_nanos()).ok()?,
            changed: changed(metadata)?,
        })
    }

    fn is_settled(self, now: SystemTime) -> bool {
        let last = UNIX_EPOCH + Duration::from_nanos(self.modified.max(self.changed));
        now.duration_since(last).is_ok_and(|since| since > SETTLED)
    }
}

impl Hashes {
    /// Takes over what was known before; what was found since stays.
    pub(super) fn take_over(&mut self, before: Hashes) {
        let found = std::mem::replace(&mut self.0, before.0);
        self.0.extend(found);
    }

    /// Those of files that are still there, whose paths are from `dir`.
    pub(super) fn there(&self, dir: &Path) -> Hashes {
        let there = self.0.iter().filter(|(path, _)| dir.join(path).exists());
        Hashes(there.map(|(path, hashed)| (path.clone(), hashed.clone())).collect())
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec());
    u64::try_from(nanoseconds).ok()
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<u64> {
    Some(0)
}

/// The sha256 of a file, which `read` reads, read only if it changed since it was last read. `known` are the
/// hashes by their paths, from `dir` where they lie below it, so that a workspace can be moved.
///
/// # Errors
/// That the file cannot be read.
pub(super) fn hash(
    known: &Mutex<Hashes>,
    dir: &Path,
    path: &Path,
    read: impl FnOnce() -> Result<Vec<u8>, Error>,
) -> Result<String, Error> {
    let state = || fs::metadata(path).map(|metadata| FileState::of(&metadata));
    let before = state().map_err(|error| unreadable(path, error))?;
    // A path that is no text cannot be written down.
    let key = path.strip_prefix(dir).unwrap_or(path).to_str();
    let hashes = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(key) = key
        && let Some(known) = hashes().0.get(key).filter(|known| Some(known.state) == before)
    {
        return Ok(known.sha256.clone());
    }
    let sha256 = sha256_hex(&read()?);
    let after = state().map_err(|error| unreadable(path, error))?;
    let trusted = before.filter(|state| Some(*state) == after && state.is_settled(SystemTime::now()));
    match (key, trusted) {
        (Some(key), Some(state)) => {
            hashes().0.insert(key.to_owned(), Hashed { state, sha256: sha256.clone() });
        }
        (Some(key), None) => drop(hashes().0.remove(key)),
        (None, _) => {}
    }
    Ok(sha256)
}

#[cfg(test)]
mod tests {
    use super::super::folder::Papers;
    use super::*;
    use crate::document::PaperId;
    use crate::reading::Format;

    /// A paper whose file was last touched long ago, as far as a program can say so.
    fn settled() -> (tempfile::TempDir, Papers, PaperId) {
        let dir = tempfile::tempdir().unwrap();
        let papers = Papers::open(&dir.path().join("papers"));
        let id = PaperId::new("a").unwrap();
        papers.add(&id, b"one", Format::Text, false).unwrap();
        let state = || FileState::of(&fs::metadata(papers.source_path(&id).unwrap()).unwrap()).unwrap();
        while !state().is_settled(SystemTime::now()) {
            std::thread::sleep(Duration::from_millis(20));
        }
        (dir, papers, id)
    }

    #[test]
    fn what_did_not_change_is_not_read_again() {
        let (_dir, papers, id) = settled();
        let first = papers.fingerprint(&id).unwrap();
        assert_eq!(first, papers.source(&id).unwrap().fingerprint());
        let mut known = papers.known();
        assert_eq!(known.0.keys().collect::<Vec<_>>(), ["a/paper.txt"]);
        // A made-up hash comes back only if nobody reads the file.
        known.0.values_mut().for_each(|hashed| hashed.sha256 = "made up".to_owned());
        let papers = Papers::open(papers.dir());
        papers.know(known);
        assert_eq!(papers.fingerprint(&id).unwrap().sha256, "made up");
        assert_eq!(papers.find_by_sha256("made up").unwrap(), Some(id));
    }

    #[test]
    fn what_changed_is_read_again_even_if_size_and_time_are_put_back() {
        let (_dir, papers, id) = settled();
        let first = papers.fingerprint(&id).unwrap();
        let path = papers.source_path(&id).unwrap();
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        fs::write(&path, b"two").unwrap();
        fs::File::options().append(true).open(&path).unwrap().set_modified(modified).unwrap();
        if cfg!(unix) {
            assert_ne!(papers.fingerprint(&id).unwrap(), first);
            // Too fresh to be trusted.
            assert_eq!(papers.known(), Hashes::default());
        }
        fs::write(&path, b"three").unwrap();
        assert_eq!(papers.fingerprint(&id).unwrap().sha256, sha256_hex(b"three"));
    }

    #[test]
    fn what_is_gone_is_forgotten() {
        let (_dir, papers, id) = settled();
        papers.fingerprint(&id).unwrap();
        fs::remove_dir_all(papers.dir().join("a")).unwrap();
        assert_eq!(papers.known(), Hashes::default());
    }
}
