//! Why a report is not written.

use crate::output::page::ChartError;
use crate::output::tables;

/// None is expected of statistics.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the writer of JSON says.
    #[error("the statistics cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// What the writers of CSV and of the workbook say.
    #[error(transparent)]
    Table(#[from] tables::Error),
    /// What the painter of charts says.
    #[error(transparent)]
    Chart(#[from] ChartError),
}
