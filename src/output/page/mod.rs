//! The HTML page that every report stands on, and the charts on it.

pub(super) mod charts;
