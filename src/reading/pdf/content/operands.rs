//! What operators take.

use lopdf::Object;

/// Whether an operator of text state has one number as its operand (ISO 32000-1, table 105).
pub(super) fn takes_a_number(operator: &str) -> bool {
    matches!(operator, "Tc" | "Tw" | "Tz" | "TL" | "Ts" | "Tr")
}

/// A number operand; `None` for anything else.
pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)),
        _ => None,
    }
}
