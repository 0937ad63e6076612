//! A page's content stream, run for what it shows: glyphs with their boxes, and the straight rules that
//! frame tables and footnotes.
//!
//! The full text state is kept (ISO 32000-1, 9.3 and 9.4): matrices, spacing, scaling, leading, rise and
//! rendering mode. Painting is followed only as far as it makes rules. Everything is bounded: nesting of
//! forms, operations and glyphs of a page, so that a hostile stream ends early instead of never.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::content::Content;
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::font::Font;
use super::geometry::{Matrix, Turn};

/// Forms nested deeper than this are cycles or attacks; real papers stay below five.
const DEEPEST_FORM: usize = 12;
/// The largest real page seen, a scatter plot, has 400,000 operations.
const MOST_OPERATIONS: usize = 3_000_000;
/// A page of dense print has 8,000 glyphs; figures with embedded text a few times more.
const MOST_GLYPHS: usize = 300_000;
const MOST_RULES: usize = 20_000;
/// Painted areas thinner than this, in points, are drawn as lines.
const THINNEST_AREA: f64 = 2.0;

/// One shown character (or ligature) with its box in user space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Range of [`PageContent::text`].
    pub(super) start: u32,
    pub(super) end: u32,
    /// Start of the baseline, in points of user space.
    pub(super) x: f32,
    pub(super) y: f32,
    /// End of the baseline.
    pub(super) x_end: f32,
    pub(super) y_end: f32,
    /// Extent above and below the baseline, in points, at right angles to it.
    pub(super) ascent: f32,
    pub(super) descent: f32,
    /// Font size in points as printed.
    pub(super) size: f32,
    pub(super) turn: Turn,
    /// Index into [`PageContent::fonts`].
    pub(super) font: u16,
    /// White space: it separates words and has no ink.
    pub(super) is_space: bool,
}

/// A thin straight line, in user space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) x0: f32,
    pub(super) y0: f32,
    pub(super) x1: f32,
    pub(super) y1: f32,
}

/// What a page shows.
#[derive(Default)]
pub(super) struct PageContent {
    /// The text of all glyphs, in the order they are shown.
    pub(super) text: String,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rules: Vec<Rule>,
    pub(super) fonts: Vec<Rc<Font>>,
    /// How many images the page draws.
    pub(super) images: usize,
    /// How many glyphs are shown invisibly, as the text layer of a scan is.
    pub(super) invisible: usize,
    /// How many glyphs have no known text.
    pub(super) unmapped: usize,
    /// What could not be followed.
    pub(super) warnings: Vec<String>,
}

/// Fonts already read, shared by the pages of one document.
#[derive(Default)]
pub(super) struct FontCache {
    by_object: BTreeMap<ObjectId, Rc<Font>>,
}

/// Runs a page's content.
///
/// `limit` bounds the decompressed size of one stream, in bytes. What cannot be read is named in
/// `warnings` of the result; a page without content gives an empty one.
pub(super) fn run_page(pdf: &Pdf, page: ObjectId, cache: &mut FontCache, limit: usize) -> PageContent {
    let mut machine = Machine {
        pdf,
        cache,
        limit,
        page: PageContent::default(),
        operations: 0,
        state: State::default(),
        stack: Vec::new(),
        path: Path::default(),
    };
    let resources = inherited(pdf, page, b"Resources").and_then(|object| object.as_dict().ok());
    match pdf.get_page_content_with_limit(page, limit) {
        Ok(bytes) => machine.run(&bytes, &Resources::default().with(resources), 0),
        Err(error) => machine.page.warnings.push(format!("content cannot be read: {error}")),
    }
    machine.page
}

/// A page attribute, looked up through the page's ancestors (7.7.3.4).
pub(super) fn inherited<'a>(pdf: &'a Pdf, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = pdf.get_dictionary(page).ok()?;
    for _ in 0..64 {
        if let Ok(value) = node.get_deref(key, pdf) {
            return Some(value);
        }
        node = node.get_deref(b"Parent", pdf).ok()?.as_dict().ok()?;
    }
    None
}

/// Resource dictionaries, innermost last: a form without an entry of its own uses that of the content
/// that draws it.
#[derive(Clone, Default)]
struct Resources<'a>(Vec<&'a Dictionary>);

impl<'a> Resources<'a> {
    fn find(&self, pdf: &'a Pdf, category: &[u8], name: &[u8]) -> Option<&'a Object> {
        self.0
            .iter()
            .rev()
            .find_map(|dictionary| dictionary.get_deref(category, pdf).ok()?.as_dict().ok()?.get(name).ok())
    }

    fn with(&self, own: Option<&'a Dictionary>) -> Resources<'a> {
        let mut all = self.clone();
        all.0.extend(own);
        all
    }
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    text: Matrix,
    text_line: Matrix,
    font: Option<u16>,
    size: f64,
    char_spacing: f64,
    word_spacing: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    mode: i64,
    line_width: f64,
}

impl Default for State {
    fn default() -> State {
        State {
            ctm: Matrix::IDENTITY,
            text: Matrix::IDENTITY,
            text_line: Matrix::IDENTITY,
            font: None,
            size: 0.0,
            char_spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            line_width: 1.0,
        }
    }
}

/// The straight parts of the path under construction, in user space.
#[derive(Default)]
struct Path {
    start: (f64, f64),
    at: (f64, f64),
    lines: Vec<[f64; 4]>,
    areas: Vec<[f64; 4]>,
}

struct Machine<'a, 'c> {
    pdf: &'a Pdf,
    cache: &'c mut FontCache,
    limit: usize,
    page: PageContent,
    operations: usize,
    state: State,
    stack: Vec<State>,
    path: Path,
}

impl<'a> Machine<'a, '_> {
    fn run(&mut self, bytes: &[u8], resources: &Resources<'a>, depth: usize) {
        let floor = self.stack.len();
        for operation in Content::decode_iter(bytes) {
            let Ok(operation) = operation else {
                self.page.warnings.push("content stream is damaged; what follows is lost".to_owned());
                break;
            };
            self.operations += 1;
            if self.operations > MOST_OPERATIONS || self.page.glyphs.len() > MOST_GLYPHS {
                self.page.warnings.push("content is too large; what follows is lost".to_owned());
                break;
            }
            self.step(&operation.operator, &operation.operands, resources, depth, floor);
        }
        // An unbalanced `q` must not leak into what drew this form.
        if self.stack.len() > floor {
            self.state = self.stack.swap_remove(floor);
            self.stack.truncate(floor);
        }
    }

    fn step(
        &mut self,
        operator: &str,
        operands: &[Object],
        resources: &Resources<'a>,
        depth: usize,
        floor: usize,
    ) {
        let number = |at: usize| operands.get(at).and_then(number).unwrap_or(0.0);
        match operator {
            "q" => {
                if self.stack.len() < 256 {
                    self.stack.push(self.state.clone());
                }
            }
            "Q" => {
                if self.stack.len() > floor
                    && let Some(state) = self.stack.pop()
                {
                    self.state = state;
                }
            }
            "cm" => {
                if let Some(matrix) = Matrix::from_operands(operands) {
                    self.state.ctm = matrix.then(&self.state.ctm);
                }
            }
            "w" => self.state.line_width = number(0),
            "gs" => self.graphics_state(operands, resources),
            "BT" => {
                self.state.text = Matrix::IDENTITY;
                self.state.text_line = Matrix::IDENTITY;
            }
            "Tc" => self.state.char_spacing = number(0),
            "Tw" => self.state.word_spacing = number(0),
            "Tz" => self.state.scale = number(0) / 100.0,
            "TL" => self.state.leading = number(0),
            "Ts" => self.state.rise = number(0),
            "Tr" => self.state.mode = number(0) as i64,
            "Tf" => {
                if let Some(name) = operands.first().and_then(|name| name.as_name().ok()) {
                    self.state.font =
                        resources.find(self.pdf, b"Font", name).and_then(|font| self.font(font));
                }
                self.state.size = number(1);
            }
            "Td" => self.next_line(number(0), number(1)),
            "TD" => {
                self.state.leading = -number(1);
                self.next_line(number(0), number(1));
            }
            "Tm" => {
                if let Some(matrix) = Matrix::from_operands(operands) {
                    self.state.text = matrix;
                    self.state.text_line = matrix;
                }
            }
            "T*" => self.next_line(0.0, -self.state.leading),
            "Tj" => self.show_operand(operands.first()),
            "'" => {
                self.next_line(0.0, -self.state.leading);
                self.show_operand(operands.first());
            }
            "\"" => {
                self.state.word_spacing = number(0);
                self.state.char_spacing = number(1);
                self.next_line(0.0, -self.state.leading);
                self.show_operand(operands.get(2));
            }
            "TJ" => {
                for item in operands.first().and_then(|array| array.as_array().ok()).into_iter().flatten() {
                    match item {
                        Object::String(bytes, _) => self.show(bytes),
                        other => {
                            let shift = self::number(other).unwrap_or(0.0) / 1000.0;
                            self.advance(-shift * self.state.size);
                        }
                    }
                }
            }
            "Do" => self.draw(operands, resources, depth),
            "BI" => self.page.images += 1,
            "m" => {
                self.path.at = self.state.ctm.apply(number(0), number(1));
                self.path.start = self.path.at;
            }
            "l" => self.line_to(self.state.ctm.apply(number(0), number(1))),
            "c" => self.path.at = self.state.ctm.apply(number(4), number(5)),
            "v" | "y" => self.path.at = self.state.ctm.apply(number(2), number(3)),
            "h" => self.line_to(self.path.start),
            "re" => {
                let (x0, y0) = self.state.ctm.apply(number(0), number(1));
                let (x1, y1) = self.state.ctm.apply(number(0) + number(2), number(1) + number(3));
                if self.path.areas.len() < MOST_RULES {
                    self.path.areas.push([x0, y0, x1, y1]);
                }
                self.path.at = (x0, y0);
                self.path.start = (x0, y0);
            }
            "S" | "s" => self.paint(true, false),
            "f" | "F" | "f*" => self.paint(false, true),
            "B" | "B*" | "b" | "b*" => self.paint(true, true),
            "n" => self.path = Path::default(),
            _ => {}
        }
    }

    fn font(&mut self, object: &'a Object) -> Option<u16> {
        let id = object.as_reference().ok();
        let font = match id.and_then(|id| self.cache.by_object.get(&id)) {
            Some(font) => Rc::clone(font),
            None => {
                let (_, object) = self.pdf.dereference(object).ok()?;
                let font = Rc::new(Font::load(
                    self.pdf,
                    object.as_dict().ok()?,
                    self.limit,
                    &mut self.page.warnings,
                ));
                if let Some(id) = id {
                    self.cache.by_object.insert(id, Rc::clone(&font));
                }
                font
            }
        };
        if let Some(at) = self.page.fonts.iter().position(|known| Rc::ptr_eq(known, &font)) {
            return u16::try_from(at).ok();
        }
        self.page.fonts.push(font);
        u16::try_from(self.page.fonts.len() - 1).ok()
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
            self.page.images += 1;
            return;
        }
        if depth >= DEEPEST_FORM {
            self.page.warnings.push("forms are nested too deep; one is left out".to_owned());
            return;
        }
        let bytes = match stream.get_plain_content_with_limit(self.limit) {
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

    fn next_line(&mut self, x: f64, y: f64) {
        self.state.text_line = Matrix::translation(x, y).then(&self.state.text_line);
        self.state.text = self.state.text_line;
    }

    /// Moves along the baseline by `distance`, in unscaled text space.
    fn advance(&mut self, distance: f64) {
        let vertical = self.state.font.is_some_and(|at| self.page.fonts[usize::from(at)].is_vertical());
        let shift = if vertical {
            Matrix::translation(0.0, distance)
        } else {
            Matrix::translation(distance * self.state.scale, 0.0)
        };
        self.state.text = shift.then(&self.state.text);
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
            let to_user =
                Matrix([self.state.size * self.state.scale, 0.0, 0.0, self.state.size, 0.0, self.state.rise])
                    .then(&self.state.text)
                    .then(&self.state.ctm);
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
        if text.is_empty() || self.page.glyphs.len() > MOST_GLYPHS {
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
        });
    }

    fn line_to(&mut self, to: (f64, f64)) {
        let from = self.path.at;
        if self.path.lines.len() < MOST_RULES {
            self.path.lines.push([from.0, from.1, to.0, to.1]);
        }
        self.path.at = to;
    }

    fn paint(&mut self, stroke: bool, fill: bool) {
        let path = std::mem::take(&mut self.path);
        let width = self.state.line_width * self.state.ctm.vertical_scale();
        if stroke && width < 4.0 {
            for [x0, y0, x1, y1] in path.lines {
                if (x1 - x0).abs() < 0.5 || (y1 - y0).abs() < 0.5 {
                    self.rule(x0, y0, x1, y1);
                }
            }
        }
        for [x0, y0, x1, y1] in path.areas {
            let thin = (x1 - x0).abs().min((y1 - y0).abs()) < THINNEST_AREA;
            if fill && thin {
                self.rule(x0, y0, x1, y1);
            } else if stroke && !thin {
                self.rule(x0, y0, x1, y0);
                self.rule(x0, y1, x1, y1);
                self.rule(x0, y0, x0, y1);
                self.rule(x1, y0, x1, y1);
            }
        }
    }

    fn rule(&mut self, x0: f64, y0: f64, x1: f64, y1: f64) {
        let finite = [x0, y0, x1, y1].iter().all(|value| value.is_finite() && value.abs() < 100_000.0);
        let length = (x1 - x0).abs().max((y1 - y0).abs());
        if finite && length >= 8.0 && self.page.rules.len() < MOST_RULES {
            self.page.rules.push(Rule {
                x0: x0.min(x1) as f32,
                y0: y0.min(y1) as f32,
                x1: x0.max(x1) as f32,
                y1: y0.max(y1) as f32,
            });
        }
    }
}

/// A number operand; `None` for anything else.
fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)),
        _ => None,
    }
}

impl PageContent {
    /// Drops what lies outside the visible page, `[x0, y0, x1, y1]` in user space: nobody can read it,
    /// and its box would lie nowhere.
    pub(super) fn keep_inside(&mut self, [x0, y0, x1, y1]: [f32; 4]) {
        self.glyphs.retain(|glyph| {
            let (x, y) = ((glyph.x + glyph.x_end) / 2.0, (glyph.y + glyph.y_end) / 2.0);
            (x0..=x1).contains(&x) && (y0..=y1).contains(&y)
        });
    }
}
