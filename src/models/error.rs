//! What can go wrong with a model.

use std::io;
use std::path::PathBuf;

use crate::disk;

/// Why a model cannot be used or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No folder of that name.
    #[error("model `{name}` is not in {}", dir.display())]
    Missing {
        /// The model's name.
        name: String,
        /// The `models/` folder.
        dir: PathBuf,
    },
    /// The manifest names a file that is not there, or does not name the file asked for.
    #[error("model `{name}` has no file `{file}`")]
    MissingFile {
        /// The model's name.
        name: String,
        /// The file inside its folder.
        file: String,
    },
    /// A file is not the one the manifest promises.
    #[error("model `{name}`: `{file}` is damaged (sha256 {found}, expected {expected})")]
    Damaged {
        /// The model's name.
        name: String,
        /// The file inside its folder.
        file: String,
        /// As the manifest has it.
        expected: String,
        /// As the file has it.
        found: String,
    },
    /// The manifest is not one.
    #[error("model `{name}`: `manifest.json` is not readable: {source}")]
    Manifest {
        /// The model's name.
        name: String,
        /// What the parser says.
        source: serde_json::Error,
    },
    /// A name that cannot be a folder or file of the room.
    #[error("`{0}` cannot name a model or one of its files (letters, digits, `.`, `_`, `-`)")]
    Name(String),
    /// The encoder's configuration is not one this program computes.
    #[error("model `{name}`: `config.json` is not supported: {why}")]
    Config {
        /// The model's name.
        name: String,
        /// The field and its value.
        why: String,
    },
    /// The tokenizer file does not load, or a text does not tokenize.
    #[error("model `{name}`: the tokenizer failed: {source}")]
    Tokenizer {
        /// The model's name.
        name: String,
        /// What the tokenizer says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The weights do not load, or a computation on them fails.
    #[error("model `{name}`: the weights failed: {source}")]
    Weights {
        /// The model's name.
        name: String,
        /// What candle says.
        source: candle_core::Error,
    },
    /// The heads are not what this program reads.
    #[error("model `{name}`: the heads are not usable: {why}")]
    Heads {
        /// The model's name.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// A file of what was learned is of another version of the program.
    #[error(
        "model `{name}`: `{file}` was learned by {} program (format {format}, this one reads {reads})",
        if format < reads { "an older" } else { "a newer" }
    )]
    OtherFormat {
        /// The model's name.
        name: String,
        /// The file inside its folder.
        file: String,
        /// The version that the file states.
        format: u32,
        /// The version that this program reads.
        reads: u32,
    },
    /// The heads stand on an encoder that is not the one in use.
    #[error("model `{name}` was learned on another encoder than the one that is here now")]
    OtherEncoder {
        /// The model's name.
        name: String,
    },
    /// The file system.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// `read`, `write`, and so on.
        action: &'static str,
        /// What was touched.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Error {
    /// What to do about it, in one line.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Error::Missing { .. }
            | Error::MissingFile { .. }
            | Error::Damaged { .. }
            | Error::Manifest { .. } => {
                "restore the folder from the project's repository, or work from words alone"
            }
            Error::Config { .. } | Error::Weights { .. } => {
                "this program computes BERT encoders such as all-MiniLM-L6-v2; or work from words alone"
            }
            Error::Heads { .. } => "learn again, or remove the model's folder",
            Error::OtherFormat { .. } | Error::OtherEncoder { .. } => {
                "learn again, or remove the folder, if something else comes with the program"
            }
            Error::Tokenizer { .. } => "work from words alone",
            Error::Name(_) => return None,
            Error::Io { .. } => "check that the folder exists and that its permissions allow this",
        };
        Some(hint.to_owned())
    }

    pub(super) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { action, path, source }
    }
}

impl From<disk::Error> for Error {
    fn from(disk::Error { action, path, source }: disk::Error) -> Error {
        Error::Io { action, path, source }
    }
}
