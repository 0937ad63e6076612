//! One criterion across all papers.

use super::Workspace;
use super::error::{Error, Failure};
use crate::document::PaperId;
use crate::review::{Audience, ComparedPaper};
use crate::rubric::Criterion;

impl Workspace {
    /// What stands of a criterion for every paper, by id, as far as the audience may see it; and the papers of
    /// which that cannot be told.
    ///
    /// # Errors
    /// That the folder of papers cannot be listed.
    pub fn compare(
        &self,
        criterion: &Criterion,
        audience: Audience<'_>,
    ) -> Result<(Vec<ComparedPaper>, Vec<Failure>), Error> {
        self.of_each(|id| self.compared(id, criterion, audience))
    }

    fn compared(
        &self,
        id: &PaperId,
        criterion: &Criterion,
        audience: Audience<'_>,
    ) -> Result<ComparedPaper, Error> {
        let (ledger, draft) = (self.ledger(id)?, self.own_draft(id)?);
        // Only a viewer is led to a quote, which takes the paper's text.
        let document = match audience {
            Audience::Viewer(_) => self.index.paper(id)?.map(|paper| paper.document),
            Audience::Anybody => None,
        };
        let by = (&self.rubric, criterion);
        Ok(ComparedPaper::of(by, id, &ledger, draft.as_ref(), document.as_ref(), audience))
    }
}
