//! Beside what a published audit of other papers reports.

use serde::Serialize;

use super::interval::Share;
use crate::numeric::newcombe;
use crate::rubric::{Criterion, PublishedKind, Rubric};

const NOT_MET: &str = "not_met";

/// A share here and the published one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// `not_met` counts papers at the lowest level, `met_or_partial` those above it.
    pub kind: &'static str,
    /// The published share.
    pub published: f64,
    /// How many papers it covers; `None` where no criterion of the rubric says so.
    pub published_of: Option<u32>,
    /// The same share here, of the papers with a level.
    pub here: Share,
    /// Here less published; `None` without a paper here.
    pub difference: Option<f64>,
    /// Where its interval (Newcombe 1998, hybrid score) begins; `None` where it is not known of how many
    /// papers the published share is.
    pub low: Option<f64>,
    /// Where the interval ends, likewise.
    pub high: Option<f64>,
}

impl Comparison {
    /// `None` where nothing is published. `lowest` are the papers at the lowest level, of those with one.
    pub(super) fn new(rubric: &Rubric, criterion: &Criterion, lowest: Share) -> Option<Comparison> {
        let published = criterion.published?;
        let (kind, count) = match published.kind {
            PublishedKind::NotMet => (NOT_MET, lowest.count),
            PublishedKind::MetOrPartial => ("met_or_partial", lowest.of - lowest.count),
        };
        let here = Share::new(count, lowest.of);
        let of = published.of.or_else(|| size(rubric));
        // Counts are exact where they are reported, shares are rounded.
        let exact = published.count.zip(published.of).map(|(count, of)| f64::from(count) / f64::from(of));
        let share = exact.unwrap_or(published.share);
        let interval = here
            .share
            .zip(of.filter(|of| *of > 0))
            .map(|(own, of)| newcombe((own, here.of as f64), (share, f64::from(of))));
        Some(Comparison {
            kind,
            published: share,
            published_of: of,
            here,
            difference: here.share.map(|own| own - share),
            low: interval.map(|(low, _)| low),
            high: interval.map(|(_, high)| high),
        })
    }

    /// The same for papers at the lowest level, whichever way it was published: what is above it is the rest.
    pub fn of_lowest(self) -> Comparison {
        if self.kind == NOT_MET {
            return self;
        }
        Comparison {
            kind: NOT_MET,
            published: 1.0 - self.published,
            here: Share::new(self.here.of - self.here.count, self.here.of),
            difference: self.difference.map(|difference| -difference),
            low: self.high.map(|high| -high),
            high: self.low.map(|low| -low),
            ..self
        }
    }

    /// Whether the interval of the difference excludes none.
    pub fn differs(&self) -> bool {
        self.low.is_some_and(|low| low > 0.0) || self.high.is_some_and(|high| high < 0.0)
    }
}

/// The number of papers of the published audit, which is one for the whole rubric: what the criteria that
/// report it agree on.
fn size(rubric: &Rubric) -> Option<u32> {
    let mut sizes = rubric.criteria.iter().filter_map(|criterion| criterion.published?.of);
    let first = sizes.next()?;
    sizes.all(|of| of == first).then_some(first)
}
