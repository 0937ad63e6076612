//! Layers that can be switched on and off: optional content (ISO 32000-1, 8.11).

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

/// Expressions of visibility in one another.
const DEEPEST_EXPRESSION: usize = 16;

/// The layers of a document that are off when it is opened.
#[derive(Debug, Default)]
pub(super) struct Layers {
    off: BTreeSet<ObjectId>,
}

fn references(pdf: &Pdf, of: &Dictionary, key: &[u8]) -> Vec<ObjectId> {
    let array = of.get_deref(key, pdf).ok().and_then(|array| array.as_array().ok());
    array.into_iter().flatten().filter_map(|layer| layer.as_reference().ok()).collect()
}

impl Layers {
    /// As the default configuration says, and what it has viewers take from the layers' usage.
    pub(super) fn of(pdf: &Pdf) -> Layers {
        Layers::read(pdf).unwrap_or_default()
    }

    fn read(pdf: &Pdf) -> Option<Layers> {
        let properties = pdf.catalog().ok()?.get_deref(b"OCProperties", pdf).ok()?.as_dict().ok()?;
        let config = properties.get_deref(b"D", pdf).ok()?.as_dict().ok()?;
        let mut off = BTreeSet::new();
        if config.get_deref(b"BaseState", pdf).and_then(Object::as_name).ok() == Some(b"OFF") {
            off.extend(references(pdf, properties, b"OCGs"));
        }
        for layer in references(pdf, config, b"ON") {
            off.remove(&layer);
        }
        off.extend(references(pdf, config, b"OFF"));
        let automatic = config.get_deref(b"AS", pdf).ok().and_then(|usages| usages.as_array().ok());
        for usage in automatic.into_iter().flatten() {
            let Some(usage) = pdf.dereference(usage).ok().and_then(|(_, usage)| usage.as_dict().ok()) else {
                continue;
            };
            if usage.get_deref(b"Event", pdf).and_then(Object::as_name).ok() != Some(b"View") {
                continue;
            }
            for layer in references(pdf, usage, b"OCGs") {
                match view_state(pdf, layer) {
                    Some(b"OFF") => drop(off.insert(layer)),
                    Some(b"ON") => drop(off.remove(&layer)),
                    _ => {}
                }
            }
        }
        Some(Layers { off })
    }

    /// Whether what belongs to `object`, a layer or a membership of layers, is not shown.
    pub(super) fn hide(&self, pdf: &Pdf, object: &Object) -> bool {
        !self.off.is_empty() && !self.shows(pdf, object)
    }

    fn shows(&self, pdf: &Pdf, object: &Object) -> bool {
        if let Ok(id) = object.as_reference()
            && self.off.contains(&id)
        {
            return false;
        }
        let Some(membership) = pdf.dereference(object).ok().and_then(|(_, object)| object.as_dict().ok())
        else {
            return true;
        };
        if membership.get_deref(b"Type", pdf).and_then(Object::as_name).ok() != Some(b"OCMD") {
            return true;
        }
        if let Ok(expression) = membership.get_deref(b"VE", pdf) {
            return self.holds(pdf, expression, 0);
        }
        let mut layers = references(pdf, membership, b"OCGs");
        layers.extend(membership.get(b"OCGs").and_then(Object::as_reference).ok());
        layers.retain(|layer| pdf.get_dictionary(*layer).is_ok());
        if layers.is_empty() {
            return true;
        }
        let is_off = |layer: &ObjectId| self.off.contains(layer);
        match membership.get_deref(b"P", pdf).and_then(Object::as_name).unwrap_or(b"AnyOn") {
            b"AllOn" => !layers.iter().any(is_off),
            b"AnyOff" => layers.iter().any(is_off),
            b"AllOff" => layers.iter().all(is_off),
            _ => !layers.iter().all(is_off),
        }
    }

    /// An expression is a layer, or an array of `/And`, `/Or` or `/Not` and expressions.
    fn holds(&self, pdf: &Pdf, expression: &Object, depth: usize) -> bool {
        let array = pdf.dereference(expression).ok().and_then(|(_, object)| object.as_array().ok());
        let Some([operator, parts @ ..]) = array.map(Vec::as_slice) else {
            return expression.as_reference().map_or(true, |layer| !self.off.contains(&layer));
        };
        if depth >= DEEPEST_EXPRESSION {
            return true;
        }
        // Wide and deep at once is an attack.
        let mut parts = parts.iter().take(64).map(|part| self.holds(pdf, part, depth + 4));
        match operator.as_name().ok() {
            Some(b"And") => parts.all(|holds| holds),
            Some(b"Or") => parts.any(|holds| holds),
            Some(b"Not") => !parts.next().unwrap_or(false),
            _ => true,
        }
    }
}

fn view_state(pdf: &Pdf, layer: ObjectId) -> Option<&[u8]> {
    let usage = pdf.get_dictionary(layer).ok()?.get_deref(b"Usage", pdf).ok()?.as_dict().ok()?;
    let view = usage.get_deref(b"View", pdf).ok()?.as_dict().ok()?;
    view.get_deref(b"ViewState", pdf).ok()?.as_name().ok()
}
