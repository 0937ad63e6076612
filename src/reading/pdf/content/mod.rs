//! A page's content stream, run for what it shows: glyphs with their boxes, and the straight rules that
//! frame tables and footnotes.
//!
//! [`operations`] reads the stream; the text state is kept in full ([`state`]: matrices, spacing, scaling,
//! leading, rise and rendering mode); painting is followed only as far as it makes rules ([`paths`]); what
//! marked content says its glyphs stand for is believed where it is plausible ([`marked`]). Everything is
//! bounded: nesting of forms, operations and glyphs of a page, bytes of a document, so that a hostile
//! stream ends early instead of never.

mod color;
mod layers;
mod look;
mod marked;
mod operands;
mod operations;
mod paints;
mod paths;
mod placing;
mod resources;
mod shape;
mod shared;
mod shown;
mod sight;
mod state;

use std::rc::Rc;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

use super::geometry::Matrix;
use layers::Layers;
use look::Mask;
use marked::Marks;
use operands::number;
use operations::Operations;
use paints::around;
use paths::Path;
use resources::{Resources, actual_text, user_unit};
use state::State;

pub(super) use resources::inherited;
pub(super) use shared::Shared;
pub(super) use shown::{Glyph, PageContent, Rule};
pub(super) use sight::{is_below_image, unseen};

/// Forms nested deeper than this are cycles or attacks; real papers stay below five.
const DEEPEST_FORM: usize = 12;
/// The largest real page seen, a scatter plot, has 400,000 operations.
const MOST_OPERATIONS: usize = 3_000_000;
/// A page of dense print has 8,000 glyphs; figures with embedded text a few times more.
const MOST_GLYPHS: usize = 300_000;

/// Runs a page's content.
///
/// `limit` bounds the decompressed size of one stream, in bytes. What cannot be read is named in
/// `warnings` of the result; a page without content gives an empty one.
pub(super) fn run_page(pdf: &Pdf, page: ObjectId, shared: &mut Shared, limit: usize) -> PageContent {
    let layers = shared.layers(pdf);
    let mut machine = Machine {
        pdf,
        layers,
        shared,
        limit,
        page: PageContent::default(),
        operations: 0,
        state: State::default(),
        stack: Vec::new(),
        path: Path::default(),
        marks: Marks::default(),
        off_from: None,
        in_off_form: false,
        kerned: false,
    };
    machine.page.user_unit = user_unit(pdf, page);
    let resources = inherited(pdf, page, b"Resources").and_then(|object| object.as_dict().ok());
    let bytes = machine.page_content(page);
    machine.run(&bytes, &Resources::default().with(resources), 0);
    machine.page
}

struct Machine<'a, 'c> {
    pdf: &'a Pdf,
    layers: Rc<Layers>,
    shared: &'c mut Shared,
    limit: usize,
    page: PageContent,
    operations: usize,
    state: State,
    stack: Vec<State>,
    path: Path,
    marks: Marks,
    /// How many spans were open when one of a layer that is off began.
    off_from: Option<usize>,
    in_off_form: bool,
    /// Whether the next glyph was moved away from the last one of its show operator.
    kerned: bool,
}

impl<'a> Machine<'a, '_> {
    /// The page's content streams as one; those that cannot be read are left out.
    fn page_content(&mut self, page: ObjectId) -> Vec<u8> {
        let mut content = Vec::new();
        for id in self.pdf.get_page_contents(page) {
            let Ok(stream) = self.pdf.get_object(id).and_then(Object::as_stream) else { continue };
            match self.shared.read(stream, self.limit.saturating_sub(content.len())) {
                Ok(bytes) => content.extend_from_slice(&bytes),
                Err(error) => self.page.warnings.push(format!("content cannot be read: {error}")),
            }
            // A token does not go on in the next stream.
            content.push(b'\n');
        }
        content
    }

    fn run(&mut self, bytes: &[u8], resources: &Resources<'a>, depth: usize) {
        let (floor, marks) = (self.stack.len(), self.marks.depth());
        let mut operations = Operations::new(bytes);
        let mut operands = Vec::new();
        while let Some(operator) = operations.next(&mut operands) {
            self.operations += 1;
            if self.operations > MOST_OPERATIONS || self.page.glyphs.len() > MOST_GLYPHS {
                self.page.warnings.push("content is too large; what follows is lost".to_owned());
                break;
            }
            match operator {
                "Q" if self.stack.len() > floor => self.state = self.stack.pop().unwrap_or_default(),
                "EMC" if self.marks.depth() > marks => {
                    self.end_marks(self.marks.depth() - 1);
                }
                "Q" | "EMC" => {}
                _ => self.step(operator, &operands, resources, depth),
            }
        }
        // An unbalanced `q` or `BDC` must not leak into what drew this form.
        self.end_marks(marks);
        if self.stack.len() > floor {
            self.state = self.stack.swap_remove(floor);
            self.stack.truncate(floor);
        }
    }

    fn end_marks(&mut self, depth: usize) {
        self.marks.end_to(depth, &mut self.page);
        self.off_from = self.off_from.filter(|off| *off < depth);
    }

    fn is_off(&self) -> bool {
        self.off_from.is_some() || self.in_off_form
    }

    fn hides(&self, object: Option<&Object>) -> bool {
        object.is_some_and(|object| self.layers.hide(self.pdf, object))
    }

    fn step(&mut self, operator: &str, operands: &[Object], resources: &Resources<'a>, depth: usize) {
        let number = |at: usize| operands.get(at).and_then(number).unwrap_or(0.0);
        match operator {
            "q" => {
                if self.stack.len() < 256 {
                    self.stack.push(self.state.clone());
                }
            }
            "cm" => {
                if let Some(matrix) = Matrix::from_operands(operands) {
                    self.state.ctm = matrix.then(&self.state.ctm);
                }
            }
            "gs" => self.graphics_state(operands, resources, depth),
            "d" => self.state.veil.set_dash(operands),
            "BT" => self.state.begin_text(),
            "Tf" => {
                if let Some(name) = operands.first().and_then(|name| name.as_name().ok()) {
                    self.state.font =
                        resources.find(self.pdf, b"Font", name).and_then(|font| self.font(font));
                }
                self.state.size = number(1);
            }
            "Td" => self.state.next_line(number(0), number(1)),
            "TD" => {
                self.state.leading = -number(1);
                self.state.next_line(number(0), number(1));
            }
            "Tm" => {
                if let Some(matrix) = Matrix::from_operands(operands) {
                    self.state.set_text_matrix(matrix);
                }
            }
            "T*" => self.state.next_line(0.0, -self.state.leading),
            "Tj" => self.show_operand(operands.first()),
            "'" => {
                self.state.next_line(0.0, -self.state.leading);
                self.show_operand(operands.first());
            }
            "\"" => {
                self.state.word_spacing = number(0);
                self.state.char_spacing = number(1);
                self.state.next_line(0.0, -self.state.leading);
                self.show_operand(operands.get(2));
            }
            "TJ" => {
                let mut begun = false;
                for item in operands.first().and_then(|array| array.as_array().ok()).into_iter().flatten() {
                    match item {
                        Object::String(bytes, _) => {
                            self.show(bytes);
                            begun = true;
                        }
                        other => {
                            let shift = operands::number(other).unwrap_or(0.0) / 1000.0;
                            self.kerned |= begun && shift < 0.0;
                            self.advance(-shift * self.state.size);
                        }
                    }
                }
                self.kerned = false;
            }
            "Do" => self.draw(operands, resources, depth),
            "BI" if !self.is_off() => self.page.image(&self.state.ctm, &self.state.veil, false),
            "sh" if !self.is_off() => {
                let veil = &self.state.veil;
                self.page.lay(veil.paint(veil.clip, false, None, false), veil);
            }
            "BMC" => self.marks.begin(None, &self.page),
            "BDC" => {
                let layer = operands.get(1).and_then(|name| name.as_name().ok());
                let layer = layer.and_then(|name| resources.find(self.pdf, b"Properties", name));
                let is_layer = operands.first().and_then(|tag| tag.as_name().ok()) == Some(b"OC");
                if is_layer && self.off_from.is_none() && self.hides(layer) {
                    self.off_from = Some(self.marks.depth());
                }
                let text = operands.get(1).and_then(|list| actual_text(self.pdf, list, resources));
                self.marks.begin(text, &self.page);
            }
            _ => {
                if let Some(painting) = paths::painting(operator) {
                    // What a layer that is off would paint is neither seen nor hides anything.
                    let painting = if self.is_off() { (false, false) } else { painting };
                    self.page.shapes += usize::from(painting != (false, false));
                    let width = self.state.line_width * self.state.ctm.vertical_scale();
                    self.path.paint(painting, width, &mut self.state.veil, &mut self.page);
                } else if !self.path.construct(operator, number, &self.state.ctm)
                    && !self.state.veil.colors.set(operator, operands, self.pdf, resources)
                {
                    self.page.nonsense += self.state.set(operator, number(0));
                }
            }
        }
    }

    fn font(&mut self, object: &'a Object) -> Option<u16> {
        let font = self.shared.font(self.pdf, object, self.limit, &mut self.page.warnings)?;
        if let Some(at) = self.page.fonts.iter().position(|known| Rc::ptr_eq(known, &font)) {
            return u16::try_from(at).ok();
        }
        self.page.fonts.push(font);
        u16::try_from(self.page.fonts.len() - 1).ok()
    }

    fn graphics_state(&mut self, operands: &[Object], resources: &Resources<'a>, depth: usize) {
        let entry = operands
            .first()
            .and_then(|name| name.as_name().ok())
            .and_then(|name| resources.find(self.pdf, b"ExtGState", name))
            .and_then(|object| self.pdf.dereference(object).ok())
            .and_then(|(_, object)| object.as_dict().ok());
        let Some(entry) = entry else { return };
        let font = entry.get_deref(b"Font", self.pdf).ok().and_then(|font| font.as_array().ok());
        if let Some([font, size]) = font.map(Vec::as_slice) {
            self.state.font = self.font(font);
            self.state.size = number(size).unwrap_or(0.0);
        }
        self.state.veil.apply(entry, self.pdf);
        if let Ok(mask) = entry.get_deref(b"SMask", self.pdf) {
            self.state.veil.mask = mask.as_dict().ok().map(|mask| self.soft_mask(mask, resources, depth));
        }
    }

    /// Runs the group of a soft mask for what it paints.
    fn soft_mask(&mut self, mask: &'a Dictionary, resources: &Resources<'a>, depth: usize) -> Rc<Mask> {
        let group = mask.get_deref(b"G", self.pdf).ok().and_then(|group| group.as_stream().ok());
        let is_luminosity =
            mask.get_deref(b"S", self.pdf).and_then(Object::as_name).ok() == Some(b"Luminosity");
        // A backdrop or a transfer function may let through what is not painted.
        let is_plain = !mask.has(b"BC") && !mask.has(b"TR");
        let Some(group) = group.filter(|_| is_plain && depth < DEEPEST_FORM) else {
            return Rc::new(Mask::open());
        };
        let fonts = self.page.fonts.clone();
        let outer = std::mem::replace(&mut self.page, PageContent { fonts, ..PageContent::default() });
        let marks = std::mem::take(&mut self.marks);
        let state = State { ctm: self.state.ctm, ..State::default() };
        let (state, path) = (std::mem::replace(&mut self.state, state), std::mem::take(&mut self.path));
        self.form(group, resources, depth);
        (self.state, self.path, self.marks) = (state, path, marks);
        let masked = std::mem::replace(&mut self.page, outer);
        self.page.warnings.extend(masked.warnings);
        Rc::new(Mask::new(masked.paints.all(), is_luminosity))
    }

    fn draw(&mut self, operands: &[Object], resources: &Resources<'a>, depth: usize) {
        let Some(stream) = operands
            .first()
            .and_then(|name| name.as_name().ok())
            .and_then(|name| resources.find(self.pdf, b"XObject", name))
            .and_then(|object| self.pdf.dereference(object).ok())
            .and_then(|(_, object)| object.as_stream().ok())
        else {
            return;
        };
        let outer = self.in_off_form;
        self.in_off_form |= self.hides(stream.dict.get(b"OC").ok());
        if stream.dict.get_deref(b"Subtype", self.pdf).and_then(Object::as_name).ok() == Some(b"Form") {
            self.form(stream, resources, depth);
        } else if !self.is_off() {
            let lets_through = [&b"SMask"[..], b"Mask", b"ImageMask", b"SMaskInData"];
            let is_opaque = !lets_through.iter().any(|key| stream.dict.has(key));
            self.page.image(&self.state.ctm, &self.state.veil, is_opaque);
        }
        self.in_off_form = outer;
    }

    fn form(&mut self, stream: &'a Stream, resources: &Resources<'a>, depth: usize) {
        if depth >= DEEPEST_FORM {
            self.page.warnings.push("forms are nested too deep; one is left out".to_owned());
            return;
        }
        let bytes = match self.shared.read(stream, self.limit) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.page.warnings.push(format!("a form cannot be read: {error}"));
                return;
            }
        };
        let own = stream.dict.get_deref(b"Resources", self.pdf).ok().and_then(|object| object.as_dict().ok());
        let outer_state = self.state.clone();
        let matrix =
            stream.dict.get_deref(b"Matrix", self.pdf).ok().and_then(|object| object.as_array().ok());
        if let Some(matrix) = matrix.and_then(|operands| Matrix::from_operands(operands)) {
            self.state.ctm = matrix.then(&self.state.ctm);
        }
        let bounds = stream.dict.get_deref(b"BBox", self.pdf).ok().and_then(|object| object.as_array().ok());
        let bounds: Vec<f64> = bounds.into_iter().flatten().filter_map(number).collect();
        if let [x0, y0, x1, y1] = bounds[..] {
            let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map(|(x, y)| self.state.ctm.apply(x, y));
            self.state.veil.clip_to(around(corners), self.state.ctm.is_upright());
        }
        if stream.dict.has(b"Group") {
            self.state.veil.begin_group();
        }
        self.run(&bytes, &resources.with(own), depth + 1);
        self.state = outer_state;
    }

    /// Moves along the baseline by `distance`, in unscaled text space.
    fn advance(&mut self, distance: f64) {
        let vertical = self.state.font.is_some_and(|at| self.page.fonts[usize::from(at)].is_vertical());
        self.state.advance(distance, vertical);
    }

    fn show_operand(&mut self, operand: Option<&Object>) {
        if let Some(Object::String(bytes, _)) = operand {
            self.show(bytes);
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(at) = self.state.font else { return };
        let font = Rc::clone(&self.page.fonts[usize::from(at)]);
        let veil = &self.state.veil;
        let mode = self.state.mode;
        let look = self.page.looks.len() as u32;
        self.page.looks.push(veil.look(mode, font.has_colors(), self.is_off(), self.page.paints.len()));
        let first = self.page.glyphs.len();
        for shown in font.decode(bytes) {
            let advance = f64::from(shown.advance);
            self.page.unmapped += usize::from(!shown.is_known);
            if !shown.text.is_empty() || self.marks.wants_unmapped() {
                let to_user = self.state.glyph_matrix();
                let place =
                    placing::Place { to_user: &to_user, advance, font: at, look, kerned: self.kerned };
                self.kerned &= !self.page.place(shown.text, &font, &place, MOST_GLYPHS);
            }
            let spacing =
                self.state.char_spacing + if shown.is_space_code { self.state.word_spacing } else { 0.0 };
            self.advance(advance * self.state.size + spacing);
        }
        let area = self.page.glyphs.get(first..).and_then(sight::run_box);
        self.page.end_stretch(first, area.filter(|_| mode == 7));
        if mode >= 4 {
            let from = self.state.veil.through.map_or(look, |(from, _)| from);
            self.state.veil.through = Some((from, self.page.looks.len() as u32));
        }
        if let Some(area) = area.filter(|_| !matches!(mode, 3 | 7) && !self.is_off()) {
            let ink = if mode == 0 && !font.has_colors() { self.state.veil.colors.fill() } else { None };
            let paint = self.state.veil.paint(area, false, ink, false);
            self.page.paints.push(paints::Paint { is_text: true, ..paint });
        }
    }
}
