//! Why a report is not written.

use crate::output::page::ChartError;
use crate::output::tables;

/// None is expected of statistics.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Of JSON.
    #[error("the statistics cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Of CSV and of the workbook.
    #[error(transparent)]
    Table(#[from] tables::Error),
    /// Of a chart.
    #[error(transparent)]
    Chart(#[from] ChartError),
}
