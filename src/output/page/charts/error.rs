//! Why a chart is not drawn.

/// What plotters says; not expected of statistics.
#[derive(Debug, thiserror::Error)]
#[error("the chart cannot be drawn: {0}")]
pub struct ChartError(pub(super) String);
