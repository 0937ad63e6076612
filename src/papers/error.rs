//! What can go wrong with papers on disk, and what to do about it.

use std::path::{Path, PathBuf};

use super::names::MOST_ATTACHMENTS;
use crate::disk;
use crate::document::{AttachmentName, PaperId};
use crate::reading::Format;

/// Why a paper cannot be read or stored. Where an error is about one file, its message leaves out the path,
/// because whoever reports it puts the path in front; [`Error::path`] has it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no file or folder at that path.
    #[error("there is no such file")]
    NotFound {
        /// The file or folder in question.
        path: PathBuf,
    },
    /// The system does not let this program read it.
    #[error("permission to read it is denied")]
    NotAllowed {
        /// The file or folder in question.
        path: PathBuf,
    },
    /// A folder where a file is needed.
    #[error("it is a folder, not a file")]
    IsFolder {
        /// The file or folder in question.
        path: PathBuf,
    },
    /// A pipe, a socket or a device.
    #[error("it is not a regular file")]
    NotAFile {
        /// The file or folder in question.
        path: PathBuf,
    },
    /// An extension that names no format.
    #[error("{}", unknown_format(path))]
    UnknownFormat {
        /// The file or folder in question.
        path: PathBuf,
    },
    /// A file of 0 bytes.
    #[error("the file is empty")]
    Empty {
        /// The file or folder in question.
        path: PathBuf,
    },
    /// A file over the limit of its kind.
    #[error("the file has more than {} MiB: {bytes} bytes", limit >> 20)]
    TooLarge {
        /// The file or folder in question.
        path: PathBuf,
        /// Its size, as far as it was read.
        bytes: u64,
        /// The most bytes it may have.
        limit: u64,
    },
    /// A folder with nothing to read in it.
    #[error("there are no papers in the folder")]
    NoPapersInside {
        /// The file or folder in question.
        path: PathBuf,
    },
    /// Any other failure to read.
    #[error("it cannot be read: {source}")]
    Unreadable {
        /// The file or folder in question.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A failure to write.
    #[error("it cannot be written: {source}")]
    Unwritable {
        /// The file or folder in question.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// An id that no paper has.
    #[error("there is no paper `{id}` in the workspace")]
    UnknownPaper {
        /// The paper's id.
        id: PaperId,
    },
    /// A file whose id is taken by a file with other content.
    #[error(
        "the workspace has another file as `{id}` (sha256 {}… there, {}… here)",
        short(old_sha256),
        short(new_sha256)
    )]
    Changed {
        /// The paper's id.
        id: PaperId,
        /// The sha256 of what is there, in hexadecimal.
        old_sha256: String,
        /// The sha256 of what was to be added, in hexadecimal.
        new_sha256: String,
    },
    /// A paper in two formats.
    #[error("paper `{id}` has two sources, `{}` and `{}`", file_name(first), file_name(second))]
    TwoSources {
        /// The paper's id.
        id: PaperId,
        /// The source that comes first in [`Format::OF_PAPERS`].
        first: PathBuf,
        /// The other one.
        second: PathBuf,
    },
    /// An extension that names no format of attachments.
    #[error("{}", unknown_format(path).replace("papers", "attachments"))]
    UnknownAttachmentFormat {
        /// The file or folder in question.
        path: PathBuf,
    },
    /// A file name of which nothing can be kept.
    #[error("the file name has no letter or digit before its extension")]
    NoAttachmentName {
        /// The file or folder in question.
        path: PathBuf,
    },
    /// A paper attached to itself.
    #[error("it is paper `{id}` itself")]
    AttachedToItself {
        /// The paper's id.
        id: PaperId,
    },
    /// Other content under the name of an attachment.
    #[error(
        "paper `{id}` has another file attached as `{name}` (sha256 {}… there, {}… here)",
        short(old_sha256),
        short(new_sha256)
    )]
    ChangedAttachment {
        /// The paper's id.
        id: PaperId,
        /// The attachment that is there.
        name: AttachmentName,
        /// The sha256 of what is there, in hexadecimal.
        old_sha256: String,
        /// The sha256 of what was to be attached, in hexadecimal.
        new_sha256: String,
    },
    /// A name that none of the paper's attachments has.
    #[error("paper `{id}` has no such attachment")]
    UnknownAttachment {
        /// The paper's id.
        id: PaperId,
        /// The names there are.
        known: Vec<AttachmentName>,
    },
    /// More attachments than a paper may have.
    #[error("paper `{id}` would have more than {MOST_ATTACHMENTS} attachments")]
    TooManyAttachments {
        /// The paper's id.
        id: PaperId,
    },
}

impl From<disk::Error> for Error {
    fn from(error: disk::Error) -> Error {
        let is_of_reading = error.is_of_reading();
        let disk::Error { path, source, .. } = error;
        if is_of_reading { Error::Unreadable { path, source } } else { Error::Unwritable { path, source } }
    }
}

impl Error {
    /// The file or folder the error is about; `None` if it is about a paper by its id.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Error::NotFound { path }
            | Error::NotAllowed { path }
            | Error::IsFolder { path }
            | Error::NotAFile { path }
            | Error::UnknownFormat { path }
            | Error::Empty { path }
            | Error::TooLarge { path, .. }
            | Error::NoPapersInside { path }
            | Error::UnknownAttachmentFormat { path }
            | Error::NoAttachmentName { path }
            | Error::Unreadable { path, .. }
            | Error::Unwritable { path, .. } => Some(path),
            Error::UnknownPaper { .. }
            | Error::Changed { .. }
            | Error::TwoSources { .. }
            | Error::AttachedToItself { .. }
            | Error::ChangedAttachment { .. }
            | Error::UnknownAttachment { .. }
            | Error::TooManyAttachments { .. } => None,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Error::NotFound { .. } => "check the spelling; papers of the workspace go by their id",
            Error::NotAllowed { .. } => "check the rights of the file and of the folders above it",
            Error::IsFolder { .. } => "name a file in it",
            Error::NotAFile { .. } => "save its content as a file and name that",
            Error::UnknownFormat { path } if Format::of(path).is_some() => {
                "papers are .pdf, .txt or .md files; a web page goes beside a paper, as an attachment"
            }
            Error::UnknownFormat { .. } => "papers are .pdf, .txt or .md files",
            Error::Empty { .. } => "download or copy the file again",
            Error::TooLarge { .. } => "shrink the images in it or save its text as .txt",
            Error::NoPapersInside { .. } => {
                "papers are .pdf, .txt or .md files; hidden files are passed over"
            }
            Error::Unreadable { source, .. } => {
                disk::hint_of_reading(source).unwrap_or("check the disk and the rights of the folder")
            }
            Error::Unwritable { .. } => "check the disk and the rights of the folder",
            Error::UnknownPaper { .. } => "a paper goes by the name of its folder in `papers/`",
            Error::UnknownAttachmentFormat { .. } => {
                "attachments are .pdf, .txt, .md or .html files; one without an extension can be renamed"
            }
            Error::NoAttachmentName { .. } => "rename the file",
            Error::AttachedToItself { .. } => "name a file that goes with the paper",
            Error::UnknownAttachment { known, .. } => {
                return Some(match known.as_slice() {
                    [] => "it has none".to_owned(),
                    known => {
                        let known: Vec<&str> = known.iter().map(AttachmentName::as_str).collect();
                        format!("it has {}", known.join(", "))
                    }
                });
            }
            Error::TooManyAttachments { .. } => {
                "put several texts into one file, or leave out what no audit needs"
            }
            Error::Changed { .. } | Error::ChangedAttachment { .. } => {
                "replace it by the new file, or rename that to keep both"
            }
            Error::TwoSources { .. } => "remove the one that is not meant",
        };
        Some(hint.to_owned())
    }
}

fn unknown_format(path: &Path) -> String {
    match path.extension() {
        Some(extension) => format!("`.{}` is no format of papers", extension.display()),
        None => "the file name has no extension".to_owned(),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn short(sha256: &str) -> &str {
    sha256.get(..8).unwrap_or(sha256)
}
