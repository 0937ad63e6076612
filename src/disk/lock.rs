//! One program at a time.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::error::Error;

/// How long to wait between two tries.
const STEP: Duration = Duration::from_millis(100);

/// A lock that is held until this is dropped, or the process ends, however it does.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock that a file stands for; the file is made if it is not there, and stays. Where another holds
/// the lock it is tried again for as long as `patience`; `None` where that was not enough.
///
/// # Errors
/// That the file cannot be opened or locked.
pub fn lock(path: &Path, patience: Duration) -> Result<Option<Lock>, Error> {
    let options = File::options().create(true).truncate(false).write(true).open(path);
    let file = options.map_err(Error::of("open", path))?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(Lock { _file: file })),
            Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => return Ok(None),
            Err(TryLockError::WouldBlock) => thread::sleep(STEP),
            Err(TryLockError::Error(source)) => return Err(Error::of("lock", path)(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let held = lock(&path, Duration::ZERO).unwrap();
        assert!(held.is_some());
        assert!(lock(&path, Duration::ZERO).unwrap().is_none());
        drop(held);
        assert!(lock(&path, Duration::ZERO).unwrap().is_some());
        assert_eq!(lock(&dir.path().join("gone/lock"), Duration::ZERO).unwrap_err().action, "open");
    }
}
