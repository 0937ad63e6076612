//! A page's content stream, run for what it shows: glyphs with their boxes, and the straight rules that
//! frame tables and footnotes.
//!
//! [`operations`] reads the stream; the text state is kept in full ([`state`]: matrices, spacing, scaling,
//! leading, rise and rendering mode); painting is followed only as far as it makes rules ([`paths`]); what
//! marked content says its glyphs stand for is believed where it is plausible ([`marked`]). Everything is
//! bounded: nesting of forms, operations and glyphs of a page, bytes of a document, so that a hostile
//! stream ends early instead of never.

mod marked;
mod operations;
mod paths;
mod resources;
mod shown;
mod state;

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

use super::font::Font;
use super::geometry::Matrix;
use marked::Marks;
use operations::Operations;
use paths::Path;
use resources::Resources;
use state::{State, number};

pub(super) use resources::inherited;
pub(super) use shown::{Glyph, PageContent, Rule};

/// Forms nested deeper than this are cycles or attacks; real papers stay below five.
const DEEPEST_FORM: usize = 12;
/// The largest real page seen, a scatter plot, has 400,000 operations.
const MOST_OPERATIONS: usize = 3_000_000;
/// A page of dense print has 8,000 glyphs; figures with embedded text a few times more.
const MOST_GLYPHS: usize = 300_000;
/// Bytes of all the content that a document's pages run, a form as often as it is drawn. A paper of
/// scatter plots has 100 MB.
const MOST_CONTENT: usize = 320 << 20;
/// Bytes that the streams of one font may have, times the fonts before it: a document has a few large
/// fonts or many small ones.
const MOST_FONT_BYTES: usize = 128 << 20;
const LEAST_FONT_BYTES: usize = 256 << 10;
/// Fonts of a document. Papers with a plot on every page have a few hundred.
const MOST_FONTS: usize = 2_000;

/// What the pages of one document share: fonts already read, and what they may still run.
pub(super) struct Shared {
    /// By the place of the font's dictionary, which stays where it is as long as the document.
    fonts: BTreeMap<*const Dictionary, Rc<Font>>,
    content_left: usize,
}

impl Default for Shared {
    fn default() -> Shared {
        Shared { fonts: BTreeMap::new(), content_left: MOST_CONTENT }
    }
}

/// Runs a page's content.
///
/// `limit` bounds the decompressed size of one stream, in bytes. What cannot be read is named in
/// `warnings` of the result; a page without content gives an empty one.
pub(super) fn run_page(pdf: &Pdf, page: ObjectId, shared: &mut Shared, limit: usize) -> PageContent {
    let mut machine = Machine {
        pdf,
        shared,
        limit,
        page: PageContent::default(),
        operations: 0,
        state: State::default(),
        stack: Vec::new(),
        path: Path::default(),
        marks: Marks::default(),
        kerned: false,
    };
    let resources = inherited(pdf, page, b"Resources").and_then(|object| object.as_dict().ok());
    let bytes = machine.page_content(page);
    machine.run(&bytes, &Resources::default().with(resources), 0);
    machine.page
}

struct Machine<'a, 'c> {
    pdf: &'a Pdf,
    shared: &'c mut Shared,
    limit: usize,
    page: PageContent,
    operations: usize,
    state: State,
    stack: Vec<State>,
    path: Path,
    marks: Marks,
    /// Whether the next glyph was moved away from the last one of its show operator.
    kerned: bool,
}

impl<'a> Machine<'a, '_> {
    /// The page's content streams as one; those that cannot be read are left out.
    fn page_content(&mut self, page: ObjectId) -> Vec<u8> {
        let mut content = Vec::new();
        for id in self.pdf.get_page_contents(page) {
            let Ok(stream) = self.pdf.get_object(id).and_then(Object::as_stream) else { continue };
            match self.read(stream, self.limit.saturating_sub(content.len())) {
                Ok(bytes) => content.extend_from_slice(&bytes),
                Err(error) => self.page.warnings.push(format!("content cannot be read: {error}")),
            }
            // A token does not go on in the next stream.
            content.push(b'\n');
        }
        content
    }

    /// Decodes a stream of up to `limit` bytes, and pays for it from what the document may run.
    fn read(&mut self, stream: &Stream, limit: usize) -> lopdf::Result<Vec<u8>> {
        let limit = limit.min(self.shared.content_left);
        let read = stream.get_plain_content_with_limit(limit);
        // What could not be read was as much work as its limit.
        let bytes = read.as_ref().map_or(limit, Vec::len);
        self.shared.content_left -= bytes;
        read
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
                    self.marks.end_to(self.marks.depth() - 1, &mut self.page);
                }
                "Q" | "EMC" => {}
                _ => self.step(operator, &operands, resources, depth),
            }
        }
        // An unbalanced `q` or `BDC` must not leak into what drew this form.
        self.marks.end_to(marks, &mut self.page);
        if self.stack.len() > floor {
            self.state = self.stack.swap_remove(floor);
            self.stack.truncate(floor);
        }
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
            "gs" => self.graphics_state(operands, resources),
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
                            let shift = state::number(other).unwrap_or(0.0) / 1000.0;
                            self.kerned |= begun && shift < 0.0;
                            self.advance(-shift * self.state.size);
                        }
                    }
                }
                self.kerned = false;
            }
            "Do" => self.draw(operands, resources, depth),
            "BI" => self.image(),
            "BMC" => self.marks.begin(None, &self.page),
            "BDC" => {
                let text = operands.get(1).and_then(|properties| self.actual_text(properties, resources));
                self.marks.begin(text, &self.page);
            }
            _ => {
                if let Some(painting) = paths::painting(operator) {
                    self.page.shapes += usize::from(painting != (false, false));
                    let width = self.state.line_width * self.state.ctm.vertical_scale();
                    self.path.paint(painting, width, &mut self.page);
                } else if !self.path.construct(operator, number, &self.state.ctm) {
                    self.page.nonsense += self.state.set(operator, number(0));
                }
            }
        }
    }

    fn font(&mut self, object: &'a Object) -> Option<u16> {
        let dictionary = self.pdf.dereference(object).ok()?.1.as_dict().ok()?;
        let key = std::ptr::from_ref(dictionary);
        let before = self.shared.fonts.len();
        let font = match self.shared.fonts.get(&key) {
            Some(font) => Rc::clone(font),
            None if before >= MOST_FONTS => {
                self.page.warnings.push("the document has too many fonts; one is left out".to_owned());
                return None;
            }
            None => {
                let limit = (MOST_FONT_BYTES / (before + 1)).max(LEAST_FONT_BYTES).min(self.limit);
                let font = Font::load(self.pdf, dictionary, limit, &mut self.page.warnings);
                let font = Rc::new(font.named_at_least(before));
                self.shared.fonts.insert(key, Rc::clone(&font));
                font
            }
        };
        if let Some(at) = self.page.fonts.iter().position(|known| Rc::ptr_eq(known, &font)) {
            return u16::try_from(at).ok();
        }
        self.page.fonts.push(font);
        u16::try_from(self.page.fonts.len() - 1).ok()
    }

    /// `/ActualText` of a property list, which stands in the content or under a name in the resources.
    fn actual_text(&self, properties: &Object, resources: &Resources<'a>) -> Option<String> {
        let decoded = |text: &Object| lopdf::decode_text_string(text).ok();
        match properties {
            Object::Dictionary(list) => decoded(list.get(b"ActualText").ok()?),
            Object::Name(name) => {
                let list = self.pdf.dereference(resources.find(self.pdf, b"Properties", name)?).ok()?.1;
                decoded(list.as_dict().ok()?.get_deref(b"ActualText", self.pdf).ok()?)
            }
            _ => None,
        }
    }

    fn graphics_state(&mut self, operands: &[Object], resources: &Resources<'a>) {
        let entry = operands
            .first()
            .and_then(|name| name.as_name().ok())
            .and_then(|name| resources.find(self.pdf, b"ExtGState", name))
            .and_then(|object| self.pdf.dereference(object).ok())
            .and_then(|(_, object)| object.as_dict().ok())
            .and_then(|entry| entry.get_deref(b"Font", self.pdf).ok())
            .and_then(|font| font.as_array().ok());
        if let Some([font, size]) = entry.map(Vec::as_slice) {
            self.state.font = self.font(font);
            self.state.size = number(size).unwrap_or(0.0);
        }
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
        if stream.dict.get_deref(b"Subtype", self.pdf).and_then(Object::as_name).ok() != Some(b"Form") {
            self.image();
            return;
        }
        if depth >= DEEPEST_FORM {
            self.page.warnings.push("forms are nested too deep; one is left out".to_owned());
            return;
        }
        let bytes = match self.read(stream, self.limit) {
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
        self.run(&bytes, &resources.with(own), depth + 1);
        self.state = outer_state;
    }

    /// An image fills the unit square.
    fn image(&mut self) {
        let [a, b, c, d, ..] = self.state.ctm.0;
        self.page.images += 1;
        self.page.image_area += (a * d - b * c).abs() as f32;
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
        let (ascent, descent) = (f64::from(font.ascent()), f64::from(font.descent()));
        for shown in font.decode(bytes) {
            let advance = f64::from(shown.advance);
            let to_user = self.state.glyph_matrix();
            self.page.unmapped += usize::from(!shown.is_known);
            self.place(shown.text, &to_user, advance, (ascent, descent), at, font.is_vertical());
            let spacing =
                self.state.char_spacing + if shown.is_space_code { self.state.word_spacing } else { 0.0 };
            self.advance(advance * self.state.size + spacing);
        }
    }

    fn place(
        &mut self,
        text: &str,
        to_user: &Matrix,
        advance: f64,
        (ascent, descent): (f64, f64),
        font: u16,
        vertical: bool,
    ) {
        let is_wanted = !text.is_empty() || self.marks.wants_unmapped();
        if !is_wanted || self.page.glyphs.len() > MOST_GLYPHS {
            return;
        }
        let along = if vertical { (0.0, advance) } else { (advance, 0.0) };
        let (x, y) = to_user.apply(0.0, 0.0);
        let (x_end, y_end) = to_user.apply(along.0, along.1);
        let height = to_user.vertical_scale();
        let place = [x, y, x_end, y_end, height];
        // Coordinates beyond any real page (14,400 points) come from broken matrices.
        if place.iter().any(|value| !value.is_finite() || value.abs() > 100_000.0) || height <= 0.0 {
            return;
        }
        let extent = (ascent - descent) * height;
        let size = if (0.3..=3.0).contains(&(ascent - descent)) { height } else { extent };
        if self.state.mode == 3 {
            self.page.invisible += 1;
        }
        let start = self.page.text.len() as u32;
        self.page.text.push_str(text);
        self.page.glyphs.push(Glyph {
            start,
            end: self.page.text.len() as u32,
            x: x as f32,
            y: y as f32,
            x_end: x_end as f32,
            y_end: y_end as f32,
            ascent: (ascent * height) as f32,
            descent: (descent * height) as f32,
            size: size as f32,
            turn: to_user.turn(),
            font,
            is_space: text.chars().all(char::is_whitespace),
            is_kerned: std::mem::take(&mut self.kerned),
        });
    }
}
