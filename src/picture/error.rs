//! Why a page cannot be drawn, and what to do about it.

use super::view::{MOST_PIXELS, Scale};

/// Why there is no picture. Messages leave out the file's name, because whoever reports them knows it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A password is needed.
    #[error("the PDF is encrypted and needs a password")]
    Encrypted,
    /// No pages can be made out.
    #[error("the PDF is damaged: its pages cannot be made out")]
    Damaged,
    /// The paper is shorter than that, or the number is 0.
    #[error("there is no page {number}: the pages are 1 to {count}")]
    NoSuchPage {
        /// As asked for.
        number: u32,
        /// How many there are.
        count: u32,
    },
    /// The part asked for does not lie on the page.
    #[error("page {number} has nothing at the place asked for")]
    EmptyPart {
        /// The number of the page, from 1.
        number: u32,
    },
    /// A picture over [`MOST_PIXELS`].
    #[error(
        "page {number} would be a picture of {width} × {height} pixels, over the limit of {} million",
        MOST_PIXELS / 1_000_000
    )]
    TooLarge {
        /// The number of the page, from 1.
        number: u32,
        /// How wide the picture would be, in pixels.
        width: u64,
        /// How high the picture would be, in pixels.
        height: u64,
        /// A scale that fits, unless the page is too large at any.
        fits: Option<Scale>,
    },
    /// The text was read from other pages than can be drawn.
    #[error("the text has {read} pages and the pictures {drawn}, so boxes would lie on the wrong page")]
    OtherPages {
        /// As the text was read.
        read: usize,
        /// As they can be drawn.
        drawn: usize,
    },
    /// The renderer panicked on the page's content.
    #[error("page {number} cannot be drawn: its content contradicts itself")]
    Undrawable {
        /// The number of the page, from 1.
        number: u32,
    },
    /// The renderer took too long.
    #[error("the pages cannot be drawn within {seconds} seconds")]
    TooSlow {
        /// How long the program waited.
        seconds: u64,
    },
    /// Drawing has a thread of its own, and the system gives none.
    #[error("a thread for drawing cannot be started: {source}")]
    NoThread {
        /// What the system says.
        source: std::io::Error,
    },
    /// The picture cannot be written as PNG.
    #[error("the picture of page {number} cannot be written as PNG: {why}")]
    NotEncoded {
        /// The number of the page, from 1.
        number: u32,
        /// What the encoder says.
        why: String,
    },
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Error::Encrypted => "save a copy without a password first, for example by printing it to PDF",
            Error::Damaged | Error::OtherPages { .. } | Error::Undrawable { .. } => {
                "let a PDF program repair it by saving a copy"
            }
            Error::EmptyPart { .. } => "places are counted in points from the page's upper left corner",
            Error::NoSuchPage { .. } => "pages are counted from 1, as a viewer counts them",
            Error::TooLarge { fits: Some(fits), .. } => return format!("a scale of {fits} fits"),
            Error::TooLarge { fits: None, .. } => "no scale makes it small enough",
            Error::TooSlow { .. } => "try a smaller scale, or a copy saved by a PDF program",
            Error::NoThread { .. } => "close other programs and try again",
            Error::NotEncoded { .. } => "this is a fault of the program; please report it",
        }
        .to_owned()
    }
}
