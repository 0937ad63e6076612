//! Which head looks for what.

use std::collections::BTreeMap;

use crate::models::Heads;
use crate::rubric::{CriterionId, Rubric};

/// How many heads a criterion has.
pub(super) const HEADS: usize = 2;

/// For every criterion the columns of its two heads: sentences quoted for it at all, and sentences quoted
/// where it got its highest level.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeadPlaces {
    of: BTreeMap<CriterionId, [usize; HEADS]>,
}

impl HeadPlaces {
    /// The names of all heads of a rubric, in the order to learn them in.
    pub fn names(rubric: &Rubric) -> Vec<String> {
        rubric.criteria.iter().flat_map(|criterion| names(&criterion.id)).collect()
    }

    /// How many heads a rubric has.
    pub fn count(rubric: &Rubric) -> usize {
        HEADS * rubric.criteria.len()
    }

    /// The columns by [`HeadPlaces::names`].
    pub fn learned(rubric: &Rubric) -> HeadPlaces {
        let ids = rubric.criteria.iter().map(|criterion| criterion.id.clone());
        HeadPlaces { of: ids.enumerate().map(|(at, id)| (id, [HEADS * at, HEADS * at + 1])).collect() }
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
    pub fn of(&self, criterion: &CriterionId) -> Option<[usize; HEADS]> {
        self.of.get(criterion).copied()
    }
}

fn names(id: &CriterionId) -> [String; HEADS] {
    [format!("{id} quoted"), format!("{id} fully met")]
}
