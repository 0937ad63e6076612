//! Audits as they stand, to be written down elsewhere.

use super::Workspace;
use super::error::{Error, Failure};
use crate::document::PaperId;
use crate::output::exchange::{AuditSheet, SheetSubject};

impl Workspace {
    /// The audit of a paper as it stands, confirmed or not.
    ///
    /// # Errors
    /// That the paper or somebody's decisions cannot be read.
    pub fn sheet(&self, id: &PaperId) -> Result<AuditSheet, Error> {
        let about = self.about(id)?;
        let paper = SheetSubject { id: id.clone(), title: about.document.title, sha256: about.sha256 };
        Ok(AuditSheet::new(&self.ledger(id)?, paper, &self.rubric))
    }

    /// The audits of these papers, or, where none is named, of all that somebody said something about; and
    /// those that cannot be given.
    ///
    /// # Errors
    /// That the folder of papers cannot be read.
    pub fn sheets(&self, ids: &[PaperId]) -> Result<(Vec<AuditSheet>, Vec<Failure>), Error> {
        let all = if ids.is_empty() { self.papers.list()? } else { Vec::new() };
        // A file that cannot be read was written by somebody.
        let is_begun = |id: &&PaperId| self.ledger(id).map_or(true, |ledger| !ledger.lines().is_empty());
        let (mut sheets, mut failures) = (Vec::new(), Vec::new());
        for id in ids.iter().chain(all.iter().filter(is_begun)) {
            match self.sheet(id) {
                Ok(sheet) => sheets.push(sheet),
                Err(error) => failures.push(Failure::new(id.as_str(), error)),
            }
        }
        Ok((sheets, failures))
    }
}
