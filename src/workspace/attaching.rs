//! Files come to lie beside a paper, are read with it, and go again.

use std::path::{Path, PathBuf};

use super::error::{Error, Failure};
use super::{AddReport, AddedPaper, Workspace};
use crate::document::{AttachmentName, PaperId};
use crate::papers::{self, ATTACHMENT_SIZE_LIMIT, Added, Source};
use crate::reading::{self, Parsed, Warning};

/// What became of the attachments that were to be removed.
#[derive(Debug, Default)]
pub struct Detached {
    /// The names of those removed, as asked for.
    pub names: Vec<String>,
    /// Names that no attachment has, and the like.
    pub failures: Vec<Failure>,
}

impl Workspace {
    /// Puts files beside a paper, so that drafting and searching cover them. A file that gives no document
    /// is refused, and so is a folder.
    ///
    /// # Errors
    /// That there is no such paper; bad files are in the report.
    pub fn attach(&self, id: &PaperId, paths: &[PathBuf], replace: bool) -> Result<AddReport, Error> {
        self.known(id)?;
        let mut report = AddReport::default();
        for path in paths {
            match self.attach_one(id, path, replace) {
                Ok((name, outcome)) => {
                    let (id, path, attachment) = (id.clone(), path.clone(), Some(name));
                    report.papers.push(AddedPaper { id, attachment, path, outcome, warning: None });
                }
                Err(error) => report.failures.push(Failure::new(path.clone(), error)),
            }
        }
        Ok(report)
    }

    /// Removes attachments of a paper by name.
    ///
    /// # Errors
    /// That there is no such paper; names that cannot be removed are in the report.
    pub fn detach(&self, id: &PaperId, names: &[String]) -> Result<Detached, Error> {
        self.known(id)?;
        let mut report = Detached::default();
        for name in names {
            match self.papers.detach(id, name) {
                Ok(()) => report.names.push(name.clone()),
                Err(error) => report.failures.push(Failure::new(name, error)),
            }
        }
        Ok(report)
    }

    fn known(&self, id: &PaperId) -> Result<(), Error> {
        let unknown = || papers::Error::UnknownPaper { id: id.clone() }.into();
        if self.papers.contains(id) { Ok(()) } else { Err(unknown()) }
    }

    fn attach_one(&self, id: &PaperId, path: &Path, replace: bool) -> Result<(AttachmentName, Added), Error> {
        let read_here = papers::read_any(path, ATTACHMENT_SIZE_LIMIT).map_err(|error| match error {
            papers::Error::UnknownFormat { path } => papers::Error::UnknownAttachmentFormat { path },
            other => other,
        });
        let (bytes, format) = read_here?;
        let name = AttachmentName::of_file(path)
            .ok_or_else(|| papers::Error::NoAttachmentName { path: path.to_owned() })?;
        reading::read(&bytes, format).map_err(|source| Error::Unparsed { path: path.to_owned(), source })?;
        Ok(self.papers.attach(id, &name, &bytes, replace)?)
    }

    /// A paper's document with the text of its attachments behind its own; warnings name the attachment they
    /// are about.
    ///
    /// # Errors
    /// [`Error::Unparsed`] with the path of the file that cannot be read. An attachment that cannot be read is
    /// not passed over: the draft would seem to cover it.
    pub(super) fn read_with_attachments(&self, source: &Source) -> Result<Parsed, Error> {
        let unparsed = |path: &Path, source| Error::Unparsed { path: path.to_owned(), source };
        let read = || reading::read(&source.bytes, source.format);
        let just_read = self.just_read.take(&source.sha256, source.format);
        let mut whole = just_read.map_or_else(read, Ok).map_err(|error| unparsed(&source.path, error))?;
        for attached in &source.attachments {
            let parsed = reading::read(&attached.bytes, attached.format)
                .map_err(|error| unparsed(&attached.path, error))?;
            whole.document.attach(attached.name.clone(), parsed.document);
            let named = |warning: Warning| Warning {
                page: None,
                message: format!("{}: {warning}", attached.name),
                hint: warning.hint,
            };
            whole.warnings.extend(parsed.warnings.into_iter().map(named));
        }
        Ok(whole)
    }
}
