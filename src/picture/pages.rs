//! The pages of a PDF, drawn by hayro.

use std::sync::Arc;

use hayro::hayro_syntax::page::{Page, Rotation};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::apart::{self, Failure, PATIENCE};
use super::canvas::Canvas;
use super::error::Error;
use super::layers::Layers;
use super::page_order::page_order;
use super::view::{Frame, MOST_PIXELS, Scale, Turns, View};
use crate::document::Document;

/// hayro counts rows and columns in 16 bits.
const LONGEST_SIDE: u64 = u16::MAX as u64;

/// The pages of a PDF, ready to be drawn, from any thread.
pub struct Pages {
    pdf: Arc<Pdf>,
    /// Where each page is among hayro's, and how it is shown; `None` where hayro has none.
    pages: Vec<Option<(usize, View)>>,
}

/// A picture: rows from the top, pixels from the left, opaque.
pub struct Image {
    number: u32,
    pixels: hayro::vello_cpu::Pixmap,
}

impl Pages {
    /// Finds the pages of a PDF; any bytes are allowed.
    ///
    /// # Errors
    /// [`Error::Encrypted`], [`Error::Damaged`], [`Error::TooSlow`] or [`Error::NoThread`].
    pub fn open(bytes: Vec<u8>) -> Result<Pages, Error> {
        let opened = apart::run(PATIENCE, move || {
            let pdf = Pdf::new(bytes)?;
            let placed = |at: usize| Some((at, view_of(pdf.pages().get(at)?)));
            let pages = page_order(&pdf).into_iter().map(|at| at.and_then(placed)).collect();
            Ok(Pages { pdf: Arc::new(pdf), pages })
        });
        match opened.map_err(|failure| failure_of(failure, Error::Damaged))? {
            Ok(pages) if pages.pages.is_empty() => Err(Error::Damaged),
            Ok(pages) => Ok(pages),
            Err(LoadPdfError::Decryption(
                DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
            )) => Err(Error::Encrypted),
            Err(LoadPdfError::Decryption(_) | LoadPdfError::Invalid) => Err(Error::Damaged),
        }
    }

    /// How many pages there are, at least one.
    pub fn count(&self) -> u32 {
        self.pages.len() as u32
    }

    /// The size and turn of page `number`, counted from 1, as it is shown.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`] when there is no page of that number, and [`Error::Undrawable`] when hayro does not
    /// know it.
    pub fn view(&self, number: u32) -> Result<View, Error> {
        self.placed(number).map(|(_, view)| view)
    }

    fn placed(&self, number: u32) -> Result<(usize, View), Error> {
        let at = (number as usize).checked_sub(1);
        let page = at.and_then(|at| self.pages.get(at));
        page.ok_or(Error::NoSuchPage { number, count: self.count() })?.ok_or(Error::Undrawable { number })
    }

    /// Draws page `number`, counted from 1, on white.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`], [`Error::TooLarge`], and [`Error::Undrawable`], [`Error::TooSlow`] or
    /// [`Error::NoThread`] when hayro gives no picture.
    pub fn page(&self, number: u32, scale: Scale) -> Result<Image, Error> {
        self.draw(number, scale, None)
    }

    /// Draws page `number` with the blocks, sentences and reading order of `document` over it, and a legend
    /// below the page.
    ///
    /// # Errors
    /// As [`Pages::page`], and [`Error::OtherPages`] when the document is not of these pages.
    pub fn page_with_layers(&self, number: u32, scale: Scale, document: &Document) -> Result<Image, Error> {
        if document.pages.len() != self.pages.len() {
            return Err(Error::OtherPages { read: document.pages.len(), drawn: self.pages.len() });
        }
        let layers = Layers::of(document, number, self.view(number)?, self.count());
        self.draw(number, scale, Some(layers))
    }

    /// Draws what of page `number` lies in a frame, on white.
    ///
    /// # Errors
    /// As [`Pages::page`], and [`Error::EmptyPart`] when no point of the page lies in the frame.
    pub fn part(&self, number: u32, frame: Frame, scale: Scale) -> Result<Image, Error> {
        let view = self.view(number)?;
        let [left, top] = [frame[0].max(0.0), frame[1].max(0.0)];
        let (wide, high) = (frame[2].min(view.width()) - left, frame[3].min(view.height()) - top);
        if frame.iter().any(|side| side.is_nan()) || wide < 1.0 || high < 1.0 {
            return Err(Error::EmptyPart { number });
        }
        let (width, height) = size_in_pixels(number, wide, high, scale)?;
        self.drawn(number, move |page| {
            let mut canvas = Canvas::at(width, height, scale, (left, top));
            canvas.draw_page(page);
            canvas.finish()
        })
    }

    fn draw(&self, number: u32, scale: Scale, layers: Option<Layers>) -> Result<Image, Error> {
        let view = self.view(number)?;
        let legend = layers.as_ref().map_or(0.0, Layers::legend_height);
        let (width, height) = size_in_pixels(number, view.width(), view.height() + legend, scale)?;
        self.drawn(number, move |page| {
            let mut canvas = Canvas::new(width, height, scale);
            canvas.draw_page(page);
            if let Some(layers) = &layers {
                canvas.draw_layers(layers, view);
            }
            canvas.finish()
        })
    }

    fn drawn(
        &self,
        number: u32,
        draw: impl FnOnce(&Page<'_>) -> hayro::vello_cpu::Pixmap + Send + 'static,
    ) -> Result<Image, Error> {
        let (at, _) = self.placed(number)?;
        let pdf = Arc::clone(&self.pdf);
        let drawn = apart::run(PATIENCE, move || Some(draw(pdf.pages().get(at)?)));
        let undrawable = || Error::Undrawable { number };
        let pixels = drawn.map_err(|failure| failure_of(failure, undrawable()))?.ok_or_else(undrawable)?;
        Ok(Image { number, pixels })
    }
}

impl Image {
    /// How wide the picture is, in pixels.
    pub fn width(&self) -> u32 {
        u32::from(self.pixels.width())
    }

    /// How high the picture is, in pixels.
    pub fn height(&self) -> u32 {
        u32::from(self.pixels.height())
    }

    /// Four bytes a pixel: red, green, blue, and 255.
    pub fn rgba(&self) -> &[u8] {
        self.pixels.data_as_u8_slice()
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// [`Error::NotEncoded`], which no picture of these pages should meet.
    pub fn into_png(self) -> Result<Vec<u8>, Error> {
        let number = self.number;
        self.pixels.into_png().map_err(|error| Error::NotEncoded { number, why: error.to_string() })
    }
}

fn failure_of(failure: Failure, panicked: Error) -> Error {
    match failure {
        Failure::Panicked => panicked,
        Failure::TooSlow => Error::TooSlow { seconds: PATIENCE.as_secs() },
        Failure::NoThread(source) => Error::NoThread { source },
    }
}

fn view_of(page: &Page<'_>) -> View {
    let (width, height) = page.base_dimensions();
    let turns = match page.rotation() {
        Rotation::None => Turns::None,
        Rotation::Horizontal => Turns::Once,
        Rotation::Flipped => Turns::Twice,
        Rotation::FlippedHorizontal => Turns::Thrice,
    };
    View { width, height, turns }
}

/// Width and height of a picture, in pixels, of a page in points.
fn size_in_pixels(number: u32, width: f32, height: f32, scale: Scale) -> Result<(u16, u16), Error> {
    let at = |scale: f32| {
        let pixels = |points: f32| (f64::from(points) * f64::from(scale)).round().max(1.0) as u64;
        (pixels(width), pixels(height))
    };
    let fits = |(width, height): (u64, u64)| {
        width <= LONGEST_SIDE && height <= LONGEST_SIDE && width * height <= MOST_PIXELS
    };
    let (wide, high) = at(scale.get());
    if fits((wide, high)) {
        return Ok((wide as u16, high as u16));
    }
    let tenths = (1..=(Scale::LARGEST * 10.0) as u16).rev().map(|tenths| f32::from(tenths) / 10.0);
    let fitting = tenths.filter(|tenths| fits(at(*tenths))).find_map(|tenths| Scale::new(tenths).ok());
    Err(Error::TooLarge { number, width: wide, height: high, fits: fitting })
}
