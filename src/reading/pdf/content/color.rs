//! Colors, as far as they tell whether text stands out from what lies below it (ISO 32000-1, 8.6).
//!
//! What cannot be told is no ink at all, and counts as seen.

use std::rc::Rc;

use lopdf::{Document as Pdf, Object};

use super::operands::number;
use super::resources::Resources;

/// Red, green and blue from 0 to 1; `None` for a pattern and for what is not followed.
pub(super) type Ink = Option<[f32; 3]>;

/// Color spaces in one another.
const DEEPEST_SPACE: usize = 6;
/// An indexed space has at most 256 colors of four parts.
const LARGEST_TABLE: usize = 4 << 10;

const BLACK: Ink = Some([0.0; 3]);
const WHITE: Ink = Some([1.0; 3]);

#[derive(Debug, Clone)]
enum Space {
    Gray,
    Rgb,
    Cmyk,
    Lab,
    Indexed {
        base: Rc<Space>,
        table: Rc<[u8]>,
    },
    /// Separation and DeviceN; `ends` are the colors of no tint and of the full one, where a function tells.
    Tint {
        ends: Option<(Ink, Ink)>,
    },
    Unknown,
}

/// The colors that a graphics state fills and strokes with.
#[derive(Debug, Clone)]
pub(super) struct Colors {
    fill: (Rc<Space>, Ink),
    stroke: (Rc<Space>, Ink),
}

impl Default for Colors {
    fn default() -> Colors {
        Colors { fill: (Rc::new(Space::Gray), BLACK), stroke: (Rc::new(Space::Gray), BLACK) }
    }
}

impl Colors {
    pub(super) fn fill(&self) -> Ink {
        self.fill.1
    }

    pub(super) fn stroke(&self) -> Ink {
        self.stroke.1
    }

    /// Runs an operator that sets a color or its space; `false` when it is none.
    pub(super) fn set(
        &mut self,
        operator: &str,
        operands: &[Object],
        pdf: &Pdf,
        resources: &Resources<'_>,
    ) -> bool {
        let parts: Vec<f32> = operands.iter().filter_map(number).map(|part| part as f32).collect();
        let of = |space: Space| {
            let ink = space.ink(&parts);
            (Rc::new(space), ink)
        };
        match operator {
            "g" => self.fill = of(Space::Gray),
            "G" => self.stroke = of(Space::Gray),
            "rg" => self.fill = of(Space::Rgb),
            "RG" => self.stroke = of(Space::Rgb),
            "k" => self.fill = of(Space::Cmyk),
            "K" => self.stroke = of(Space::Cmyk),
            "cs" | "CS" => {
                let space = operands.first().map_or(Space::Unknown, |name| named(pdf, name, resources));
                let first = space.first();
                *(if operator == "cs" { &mut self.fill } else { &mut self.stroke }) = (Rc::new(space), first);
            }
            "sc" | "scn" | "SC" | "SCN" => {
                let side = if operator.starts_with('s') { &mut self.fill } else { &mut self.stroke };
                // A name among the operands is a pattern.
                side.1 = if parts.len() == operands.len() { side.0.ink(&parts) } else { None };
            }
            _ => return false,
        }
        true
    }
}

fn named(pdf: &Pdf, name: &Object, resources: &Resources<'_>) -> Space {
    let Ok(name) = name.as_name() else { return Space::Unknown };
    match resources.find(pdf, b"ColorSpace", name) {
        Some(space) => read(pdf, space, 0),
        None => read(pdf, &Object::Name(name.to_vec()), 0),
    }
}

fn read(pdf: &Pdf, object: &Object, depth: usize) -> Space {
    let Ok((_, object)) = pdf.dereference(object) else { return Space::Unknown };
    if let Ok(name) = object.as_name() {
        return match name {
            b"DeviceGray" | b"CalGray" | b"G" => Space::Gray,
            b"DeviceRGB" | b"CalRGB" | b"RGB" => Space::Rgb,
            b"DeviceCMYK" | b"CMYK" => Space::Cmyk,
            _ => Space::Unknown,
        };
    }
    let Ok([family, rest @ ..]) = object.as_array().map(Vec::as_slice) else { return Space::Unknown };
    let part = |at: usize| rest.get(at).and_then(|part| pdf.dereference(part).ok()).map(|(_, part)| part);
    if depth > DEEPEST_SPACE {
        return Space::Unknown;
    }
    match pdf.dereference(family).ok().and_then(|(_, family)| family.as_name().ok()) {
        Some(b"Lab") => Space::Lab,
        Some(b"ICCBased") => {
            let profile = part(0).and_then(|profile| profile.as_stream().ok());
            match profile.and_then(|profile| profile.dict.get_deref(b"N", pdf).ok()?.as_i64().ok()) {
                Some(1) => Space::Gray,
                Some(3) => Space::Rgb,
                Some(4) => Space::Cmyk,
                _ => Space::Unknown,
            }
        }
        Some(b"Indexed" | b"I") => {
            let table = match part(2) {
                Some(Object::String(bytes, _)) => bytes.clone(),
                Some(Object::Stream(stream)) => {
                    stream.get_plain_content_with_limit(LARGEST_TABLE).unwrap_or_default()
                }
                _ => Vec::new(),
            };
            let base = rest.first().map_or(Space::Unknown, |base| read(pdf, base, depth + 1));
            Space::Indexed { base: Rc::new(base), table: table.into() }
        }
        Some(b"Separation" | b"DeviceN") => {
            let base = rest.get(1).map_or(Space::Unknown, |base| read(pdf, base, depth + 1));
            Space::Tint { ends: part(2).and_then(|function| ends(pdf, function, &base)) }
        }
        Some(name) if rest.is_empty() => read(pdf, &Object::Name(name.to_vec()), depth + 1),
        Some(b"CalGray") => Space::Gray,
        Some(b"CalRGB") => Space::Rgb,
        _ => Space::Unknown,
    }
}

/// What an exponential function (7.10.3) makes of 0 and 1.
fn ends(pdf: &Pdf, function: &Object, base: &Space) -> Option<(Ink, Ink)> {
    let function = function.as_dict().ok()?;
    if function.get_deref(b"FunctionType", pdf).ok()?.as_i64().ok()? != 2 {
        return None;
    }
    let end = |key: &[u8]| -> Option<Ink> {
        let parts = function.get_deref(key, pdf).ok()?.as_array().ok()?;
        let parts: Vec<f32> = parts.iter().filter_map(number).map(|part| part as f32).collect();
        Some(base.ink(&parts))
    };
    Some((end(b"C0")?, end(b"C1")?))
}

impl Space {
    /// What is painted with before a color is set (8.6.5.6 and the following).
    fn first(&self) -> Ink {
        match self {
            Space::Gray | Space::Rgb | Space::Cmyk => BLACK,
            Space::Lab | Space::Unknown => None,
            Space::Indexed { .. } => self.ink(&[0.0]),
            Space::Tint { .. } => self.ink(&[1.0]),
        }
    }

    fn ink(&self, parts: &[f32]) -> Ink {
        let part = |value: &f32| if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
        match (self, parts) {
            (Space::Gray, [gray]) => Some([part(gray); 3]),
            (Space::Rgb, [red, green, blue]) => Some([part(red), part(green), part(blue)]),
            (Space::Cmyk, [cyan, magenta, yellow, black]) => {
                let light = 1.0 - part(black);
                Some([cyan, magenta, yellow].map(|ink| (1.0 - part(ink)) * light))
            }
            // Only white is told without doubt.
            (Space::Lab, [light, a, b]) if *light > 99.0 && a.abs() < 1.0 && b.abs() < 1.0 => WHITE,
            (Space::Indexed { base, table }, [at]) => {
                let parts = match **base {
                    Space::Gray => 1,
                    Space::Rgb => 3,
                    Space::Cmyk => 4,
                    _ => return None,
                };
                let from = (*at).max(0.0) as usize * parts;
                let entry: Vec<f32> =
                    table.get(from..from + parts)?.iter().map(|byte| f32::from(*byte) / 255.0).collect();
                base.ink(&entry)
            }
            (Space::Tint { ends: Some((none, full)) }, [tint]) => {
                let (none, full, tint) = ((*none)?, (*full)?, part(tint));
                Some([0, 1, 2].map(|at| none[at] + tint * (full[at] - none[at])))
            }
            // No tint leaves the paper as it is.
            (Space::Tint { ends: None }, tints)
                if !tints.is_empty() && tints.iter().all(|tint| *tint <= 0.0) =>
            {
                WHITE
            }
            _ => None,
        }
    }
}
