//! Numbers: from scores to probabilities, descent, draws and intervals, agreement, correlation.
//!
//! Plain arithmetic on plain numbers; this room knows no paper and no criterion. Each method stands here once,
//! so that two figures with the same name are computed in the same way. Intervals are 95 %.

mod bootstrap;
mod confusion;
mod correlation;
mod descent;
mod interval;
mod logistic;
mod reliability;

pub use bootstrap::Figure;
pub(crate) use bootstrap::{Interval, interval, resamples, shuffled};
pub use confusion::Confusion;
pub(crate) use confusion::share;
pub(crate) use correlation::spearman;
pub(crate) use descent::descend;
pub(crate) use interval::{newcombe, wilson};
pub(crate) use logistic::{exponentials, sigmoid, softmax};
pub(crate) use reliability::{fleiss_kappa, ordinal_alpha};
