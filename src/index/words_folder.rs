//! The folder of the words, which may lie where nobody may write: on a mounted archive, or in somebody else's home.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, WatchCallback, WatchHandle,
    WritePtr,
};

/// tantivy's own folder, but one that cannot be written can be read.
#[derive(Debug, Clone)]
pub(super) struct WordsFolder(MmapDirectory);

impl WordsFolder {
    /// # Errors
    /// That there is no such folder, or that it cannot be entered.
    pub(super) fn open(path: &Path) -> Result<WordsFolder, OpenDirectoryError> {
        MmapDirectory::open(path).map(WordsFolder)
    }
}

/// Who reads holds a lock, so that who writes deletes no file that is just being opened. The lock is a file; where
/// none can be made because nobody may write, there is nothing to be kept from either.
fn lock_of_reader(taken: Result<DirectoryLock, LockError>, lock: &Lock) -> Result<DirectoryLock, LockError> {
    match taken {
        Err(LockError::IoError(error)) if lock.filepath == META_LOCK.filepath && is_refused(&error) => {
            Ok(DirectoryLock::from(Box::new(())))
        }
        taken => taken,
    }
}

fn is_refused(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

impl Directory for WordsFolder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        lock_of_reader(self.0.acquire_lock(lock), lock)
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(watch_callback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::directory::INDEX_WRITER_LOCK;

    #[test]
    fn only_readers_do_without_a_lock_and_only_where_nobody_may_write() {
        let refused = |kind: ErrorKind| Err(LockError::wrap_io_error(io::Error::from(kind)));
        assert!(lock_of_reader(refused(ErrorKind::ReadOnlyFilesystem), &META_LOCK).is_ok());
        assert!(lock_of_reader(refused(ErrorKind::PermissionDenied), &META_LOCK).is_ok());
        assert!(lock_of_reader(refused(ErrorKind::StorageFull), &META_LOCK).is_err());
        assert!(lock_of_reader(Err(LockError::LockBusy), &META_LOCK).is_err());
        assert!(lock_of_reader(refused(ErrorKind::PermissionDenied), &INDEX_WRITER_LOCK).is_err());
    }
}
