//! Draws a page with hayro, and layers over it.
//!
//! Shapes are drawn directly. Words are set as a PDF page of their own, drawn over the picture, because
//! hayro has a font for PDFs that bring none and knows how to set it.

use std::fmt::Write as _;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::util::TransformExt as _;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Rect, Stroke};
use hayro::vello_cpu::color::palette::css::{BLACK, WHITE};
use hayro::vello_cpu::color::{AlphaColor, Srgb};
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit, peniko::Fill};
use hayro::{RenderCache, RenderSettings, render_into};

use super::layers::{Layers, Mark, Part};
use super::view::{Frame, Scale, View};
use crate::document::BlockKind;

type Color = AlphaColor<Srgb>;

/// The tints of sentences, which take turns.
const TINTS: [Color; 2] = [Color::from_rgba8(255, 205, 0, 90), Color::from_rgba8(0, 175, 255, 75)];
/// The color of the line that joins a part with the next.
const ARROW: Color = Color::from_rgba8(190, 0, 90, 170);
/// The color behind the number of a sentence.
const LABEL: Color = Color::from_rgba8(255, 255, 255, 200);
/// The font size of a sentence's number, in points.
const LABEL_SIZE: f32 = 5.0;
/// Of Helvetica's digits, in multiples of the font size.
const DIGIT_WIDTH: f32 = 0.556;
/// What Helvetica's small letters are wide on average, rounded up.
const LETTER_WIDTH: f32 = 0.55;

fn color(kind: BlockKind) -> Color {
    match kind {
        BlockKind::Body => Color::from_rgb8(0, 90, 200),
        BlockKind::Heading => Color::from_rgb8(220, 0, 0),
        BlockKind::Caption => Color::from_rgb8(140, 0, 180),
        BlockKind::Table => Color::from_rgb8(0, 140, 60),
        BlockKind::Footnote => Color::from_rgb8(235, 120, 0),
        BlockKind::Reference => Color::from_rgb8(120, 75, 20),
        BlockKind::Furniture => Color::from_rgb8(110, 110, 110),
    }
}

/// A picture in the making.
pub(super) struct Canvas {
    context: RenderContext,
    /// Pixels per point.
    scale: f32,
    /// The place on the page that is drawn in the upper left corner, in points.
    corner: (f32, f32),
}

impl Canvas {
    /// Width and height are in pixels.
    pub(super) fn new(width: u16, height: u16, scale: Scale) -> Canvas {
        Canvas::at(width, height, scale, (0.0, 0.0))
    }

    /// The same for a part of a page, whose upper left corner lies there on the page, in points.
    pub(super) fn at(width: u16, height: u16, scale: Scale, corner: (f32, f32)) -> Canvas {
        Canvas { context: RenderContext::new(width, height), scale: scale.get(), corner }
    }

    /// Draws the page, as far as it lies on the canvas.
    pub(super) fn draw_page(&mut self, page: &Page<'_>) {
        let to_corner = Affine::translate((-f64::from(self.corner.0), -f64::from(self.corner.1)));
        let to_pixels =
            Affine::scale(f64::from(self.scale)) * to_corner * page.initial_transform(true).to_kurbo();
        let settings = RenderSettings::default();
        let interpreter = InterpreterSettings::default();
        render_into(page, &RenderCache::new(), &interpreter, &settings, &mut self.context, to_pixels);
    }

    /// Draws the layers over a page that is shown like this, and the legend below it.
    pub(super) fn draw_layers(&mut self, layers: &Layers, view: View) {
        // Nothing that the page has set may color what follows.
        self.context.take_current_state();
        self.context.reset_mask();
        self.context.set_fill_rule(Fill::NonZero);
        let mut words = Words::default();
        for (at, mark) in layers.marks.iter().enumerate() {
            mark.lines.iter().for_each(|line| self.fill(*line, TINTS[at % TINTS.len()]));
        }
        for part in &layers.parts {
            self.outline(grown(part.outline, 1.0), color(part.kind), 0.8);
        }
        for pair in layers.parts.windows(2) {
            self.arrow(&pair[0], &pair[1]);
        }
        for mark in &layers.marks {
            self.number(mark, &mut words);
        }
        self.legend(layers, view, &mut words);
        self.write(&words);
    }

    /// The picture on white.
    pub(super) fn finish(mut self) -> Pixmap {
        self.context.flush();
        let mut pixels = Pixmap::new(self.context.width(), self.context.height());
        let settings = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..Default::default() };
        self.context.render_with(&mut pixels, &mut Resources::default(), settings);
        pixels
    }

    fn in_pixels(&self, frame: Frame) -> Rect {
        let [x0, y0, x1, y1] = frame.map(|points| f64::from(points * self.scale));
        Rect::new(x0, y0, x1, y1)
    }

    fn fill(&mut self, frame: Frame, color: Color) {
        let rect = self.in_pixels(frame);
        self.context.set_paint(color);
        self.context.fill_rect(&rect);
    }

    fn outline(&mut self, frame: Frame, color: Color, width: f32) {
        let rect = self.in_pixels(frame);
        self.context.set_paint(color);
        self.context.set_stroke(Stroke::new(f64::from(width * self.scale)));
        self.context.stroke_rect(&rect);
    }

    /// From a part to the next: between the two where the next stands below, so that no words are crossed;
    /// else from the end of the last line to the beginning of the first.
    fn arrow(&mut self, from: &Part, to: &Part) {
        let left = from.outline[0].max(to.outline[0]) + 3.0;
        let stands_below = from.outline[3] <= to.outline[1] + from.last[3] - from.last[1]
            && left < from.outline[2].min(to.outline[2]);
        if stands_below {
            return self.arrow_between((left, from.outline[3]), (left, to.outline[1]));
        }
        let start = (from.last[2], (from.last[1] + from.last[3]) / 2.0);
        let end = (to.first[0], (to.first[1] + to.first[3]) / 2.0);
        self.arrow_between(start, end);
    }

    /// Both in points.
    fn arrow_between(&mut self, start: (f32, f32), end: (f32, f32)) {
        const HEAD: f32 = 4.5;
        let (dx, dy) = (end.0 - start.0, end.1 - start.1);
        let length = dx.hypot(dy);
        if length < HEAD {
            return;
        }
        let (dx, dy) = (dx / length, dy / length);
        let neck = (end.0 - HEAD * dx, end.1 - HEAD * dy);
        let wing = |side: f32| (neck.0 - side * dy * HEAD * 0.4, neck.1 + side * dx * HEAD * 0.4);
        let pixels = |(x, y): (f32, f32)| (f64::from(x * self.scale), f64::from(y * self.scale));
        let mut shaft = BezPath::new();
        shaft.move_to(pixels(start));
        shaft.line_to(pixels(neck));
        let mut head = BezPath::new();
        head.move_to(pixels(end));
        head.line_to(pixels(wing(1.0)));
        head.line_to(pixels(wing(-1.0)));
        head.close_path();
        self.context.set_paint(ARROW);
        self.context.set_stroke(Stroke::new(f64::from(0.7 * self.scale)));
        self.context.stroke_path(&shaft);
        self.context.fill_path(&head);
    }

    /// The number of a sentence, over the beginning of its first line.
    fn number(&mut self, mark: &Mark, words: &mut Words) {
        let Some([left, top, ..]) = mark.lines.first().copied() else { return };
        let text = mark.id.to_string();
        let width = text.len() as f32 * DIGIT_WIDTH * LABEL_SIZE;
        let base = top + 0.3 * LABEL_SIZE;
        self.fill([left, base - 0.75 * LABEL_SIZE, left + width, base + 0.05 * LABEL_SIZE], LABEL);
        words.push(left, base, LABEL_SIZE, &text);
    }

    /// What the colors mean, below the page.
    fn legend(&mut self, layers: &Layers, view: View, words: &mut Words) {
        let size = layers.legend_size;
        let (top, base) = (view.height() + 0.8 * size, view.height() + 1.6 * size);
        self.outline([0.0, view.height(), view.width(), view.height()], BLACK, 0.5);
        let mut x = size;
        let mut write = |x: &mut f32, text: &str| {
            words.push(*x, base, size, text);
            *x += (text.len() as f32 * LETTER_WIDTH + 1.0) * size;
        };
        write(&mut x, &layers.title);
        for kind in BlockKind::ALL {
            self.outline([x, top, x + size, top + 0.8 * size], color(kind), 0.8);
            x += 1.4 * size;
            write(&mut x, kind.name());
        }
        for tint in TINTS {
            self.fill([x, top, x + size, top + 0.8 * size], tint);
            x += size;
        }
        x += 0.4 * size;
        write(&mut x, "sentences");
        self.arrow_between((x, top + 0.4 * size), (x + 2.0 * size, top + 0.4 * size));
        x += 2.4 * size;
        write(&mut x, "next");
    }

    fn write(&mut self, words: &Words) {
        let points = |pixels: u16| f32::from(pixels) / self.scale;
        let (width, height) = (points(self.context.width()), points(self.context.height()));
        // hayro reads what it is given here, or the words are missing; a test looks at them.
        let Ok(pdf) = Pdf::new(words.page(width, height)) else { return };
        if let Some(page) = pdf.pages().first() {
            self.draw_page(page);
        }
    }
}

fn grown([x0, y0, x1, y1]: Frame, by: f32) -> Frame {
    [x0 - by, y0 - by, x1 + by, y1 + by]
}

/// Words in Helvetica, as they are to be set.
#[derive(Default)]
struct Words(Vec<(f32, f32, f32, String)>);

impl Words {
    /// Left end and baseline in points from the upper left corner, font size in points. Only letters,
    /// digits and blanks of ASCII.
    fn push(&mut self, left: f32, base: f32, size: f32, text: &str) {
        self.0.push((left, base, size, text.to_owned()));
    }

    /// A PDF with one page of that size in points.
    fn page(&self, width: f32, height: f32) -> Vec<u8> {
        let mut content = String::new();
        for (left, base, size, text) in &self.0 {
            let base = height - base;
            // Writing to a string does not fail.
            let _ = writeln!(content, "BT /F1 {size} Tf {left} {base} Td ({text}) Tj ET");
        }
        let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R \
             /Resources << /Font << /F1 5 0 R >> >> >>"
        );
        let stream = format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len());
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            &page,
            &stream,
            font,
        ];
        let mut bytes = "%PDF-1.7\n".to_owned();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (body, number) in objects.iter().zip(1..) {
            let _ = writeln!(table, "{:010} 00000 n ", bytes.len());
            let _ = write!(bytes, "{number} 0 obj\n{body}\nendobj\n");
        }
        let size = objects.len() + 1;
        let start = bytes.len();
        let _ = write!(bytes, "{table}trailer\n<< /Root 1 0 R /Size {size} >>\nstartxref\n{start}\n%%EOF\n");
        bytes.into_bytes()
    }
}
