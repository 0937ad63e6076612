//! What a model is: the manifest of its folder, and how a draft names it.

use serde::{Deserialize, Serialize};

use crate::disk::sha256_hex;

/// What a model does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// From text to vectors.
    Encoder,
    /// From sentences to criteria, and from scores to levels; learned from scored papers.
    Heads,
}

/// What a model folder holds: the content of `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The folder's name.
    pub name: String,
    /// What the model does.
    pub kind: Kind,
    /// Length of the vectors it gives or takes; `None` where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dim: Option<usize>,
    /// Every file that decides what the model computes, sorted by name.
    pub files: Vec<ManifestFile>,
}

/// One file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Its name in the folder.
    pub file: String,
    /// How long the file is, in bytes.
    pub size: u64,
    /// Of its content, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Whether a file of that name belongs to the model.
    pub fn has(&self, file: &str) -> bool {
        self.files.iter().any(|entry| entry.file == file)
    }

    /// One hash for the whole model: of the lines `sha256␠␠file`, as `sha256sum` prints them. Drafts and
    /// index entries name it.
    pub fn sha256(&self) -> String {
        let lines: Vec<String> =
            self.files.iter().map(|file| format!("{}  {}\n", file.sha256, file.file)).collect();
        sha256_hex(lines.concat().as_bytes())
    }
}

/// What a model did in a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelRole {
    /// Compared sentences and criteria in meaning.
    Encoder,
    /// Told levels from evidence.
    Levels,
}

/// A model that took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedModel {
    /// What the model was used for.
    pub role: ModelRole,
    /// The folder's name under `models/`.
    pub name: String,
    /// Of its files, in hexadecimal.
    pub sha256: String,
}
