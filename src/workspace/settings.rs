//! `medcheck.toml`: what a workspace says once for every command.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::disk::read_text;
use crate::review::{InvalidReviewer, Reviewer};

const SETTINGS: &str = "medcheck.toml";

/// What the system calls whoever sits in front of it, by the names that different systems have for that.
const LOGIN: [&str; 3] = ["USER", "LOGNAME", "USERNAME"];

/// The file's content; nothing is said in most workspaces, which have no such file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// Who decides, unless a command says otherwise.
    #[serde(default)]
    reviewer: Option<Reviewer>,
    /// A rubric file, from the workspace's folder, unless a command names one.
    #[serde(default)]
    pub(super) rubric: Option<PathBuf>,
    /// Files and folders that `refresh` takes new papers from, from the workspace's folder.
    #[serde(default)]
    pub(super) watch: Vec<PathBuf>,
    /// What statistics put papers together by, paper by paper.
    #[serde(default)]
    pub(super) papers: BTreeMap<String, PaperSettings>,
}

/// What no paper says of itself in a way that a program could rely on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperSettings {
    /// Instead of the year found in the paper.
    #[serde(default)]
    pub(super) year: Option<u16>,
    /// What it is about.
    #[serde(default)]
    pub(super) field: Option<String>,
    /// Where it was published.
    #[serde(default)]
    pub(super) venue: Option<String>,
    /// Any words.
    #[serde(default)]
    pub(super) tags: Vec<String>,
}

/// Why it is not known who decides, or what a workspace wants.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be opened.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It does not say what such a file can say.
    #[error("{}:{line}: {why}", path.display())]
    Invalid {
        /// Which.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// Nobody goes by that name.
    #[error(transparent)]
    Reviewer(#[from] InvalidReviewer),
    /// Neither the command, nor the workspace, nor the system says who it is.
    #[error("it is not known who decides")]
    Nobody,
}

impl SettingsError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        let hint = match self {
            SettingsError::Unreadable { .. } => "check its permissions, and that it is UTF-8",
            SettingsError::Invalid { .. } => {
                "it may say `reviewer = \"your name\"` `rubric = \"mine.toml\"` and `watch = [\"a/folder\"]`, and in \
                 `[papers.\"ID\"]` a `year`, a `field`, a `venue` and `tags`, nothing else"
            }
            SettingsError::Reviewer(_) | SettingsError::Nobody => {
                "a line `reviewer = \"NAME\"` in the workspace's medcheck.toml says it"
            }
        };
        hint.to_owned()
    }
}

impl Settings {
    /// Of the workspace in `dir`; without a file nothing is set.
    pub(super) fn of(dir: &Path) -> Result<Settings, SettingsError> {
        let path = dir.join(SETTINGS);
        let text = match read_text(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Settings::default()),
            Err(source) => return Err(SettingsError::Unreadable { path, source }),
        };
        let settings: Settings = toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let (line, why) = (before.matches('\n').count() + 1, error.message().to_owned());
            SettingsError::Invalid { path, line, why }
        })?;
        Ok(Settings {
            rubric: settings.rubric.map(|rubric| dir.join(rubric)),
            watch: settings.watch.iter().map(|watched| dir.join(watched)).collect(),
            ..settings
        })
    }

    /// Who decides: whoever is named, else the workspace's, else the system's user.
    pub(super) fn reviewer_or_login(&self, named: Option<&str>) -> Result<Reviewer, SettingsError> {
        self.reviewer(named, LOGIN.into_iter().filter_map(|variable| std::env::var(variable).ok()))
    }

    /// The same with the system's user among `logins`: the first that is a name.
    fn reviewer(
        &self,
        named: Option<&str>,
        logins: impl IntoIterator<Item = String>,
    ) -> Result<Reviewer, SettingsError> {
        if let Some(name) = named {
            return Ok(Reviewer::new(name)?);
        }
        let login = || logins.into_iter().find_map(|name| Reviewer::new(&name).ok());
        self.reviewer.clone().or_else(login).ok_or(SettingsError::Nobody)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Settings, SettingsError> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(SETTINGS), text).unwrap();
        Settings::of(dir.path())
    }

    #[test]
    fn the_nearest_word_on_who_decides_counts() {
        let check = |text: &str, named: Option<&str>, logins: &[&str], expect: Option<&str>| {
            let logins = logins.iter().map(|&login| login.to_owned());
            let found = of(text).unwrap().reviewer(named, logins).ok();
            assert_eq!(found.as_ref().map(Reviewer::as_str), expect, "{text} {named:?}");
        };
        let own = "reviewer = \"own\"";
        check(own, Some("named"), &["login"], Some("named"));
        check(own, None, &["login"], Some("own"));
        check("", None, &["", "login"], Some("login"));
        check("", None, &[], None);
        check(own, Some(""), &["login"], None);
    }

    #[test]
    fn what_it_cannot_say_is_named_with_its_line() {
        let check = |text: &str, expect: &str| {
            let message = of(text).unwrap_err().to_string();
            assert!(message.contains(expect), "{message}");
        };
        check("reviewer = \"a\"\nreviewr = \"b\"\n", "medcheck.toml:2: unknown field `reviewr`");
        check("\nreviewer = \"a\\nb\"\n", "medcheck.toml:2: ");
        check("[papers.\"2009.13081\"]\ntag = \"x\"\n", "medcheck.toml:2: unknown field `tag`");
        check("reviewer = ", "medcheck.toml:1: ");
        assert!(Settings::of(Path::new("/nonexistent")).unwrap().rubric.is_none());
    }
}
