//! Which head looks for what.

use std::collections::BTreeMap;

use crate::models::Heads;
use crate::rubric::{CriterionId, Rubric};

/// For every criterion the columns of its two heads: sentences quoted for it at all, and sentences quoted
/// where it got its highest level.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeadPlaces {
    of: BTreeMap<CriterionId, [usize; 2]>,
}

impl HeadPlaces {
    /// The names of all heads of a rubric, in the order to learn them in.
    pub fn names(rubric: &Rubric) -> Vec<String> {
        rubric.criteria.iter().flat_map(|criterion| names(&criterion.id)).collect()
    }

    /// The columns by [`HeadPlaces::names`].
    pub fn learned(rubric: &Rubric) -> HeadPlaces {
        let ids = rubric.criteria.iter().map(|criterion| criterion.id.clone());
        HeadPlaces { of: ids.enumerate().map(|(at, id)| (id, [2 * at, 2 * at + 1])).collect() }
    }

    /// The columns in stored heads; a criterion without both has none.
    pub fn of_heads(rubric: &Rubric, heads: &Heads) -> HeadPlaces {
        let place = |id: &CriterionId| {
            let [quoted, fully] = names(id).map(|name| heads.place(&name));
            Some((id.clone(), [quoted?, fully?]))
        };
        HeadPlaces { of: rubric.criteria.iter().filter_map(|criterion| place(&criterion.id)).collect() }
    }

    /// The columns of a criterion, or `None` where nothing was learned for it.
    pub fn of(&self, criterion: &CriterionId) -> Option<[usize; 2]> {
        self.of.get(criterion).copied()
    }
}

fn names(id: &CriterionId) -> [String; 2] {
    [format!("{id} quoted"), format!("{id} fully met")]
}
