//! The other end of a [`Painter`](super::Painter): draws the pages that are asked for on a stream.

use std::io::{self, BufRead, Write};
use std::sync::mpsc;
use std::thread;

use super::error::Error;
use super::pages::Pages;
use super::view::{InvalidScale, Scale};
use super::wire::{self, PageRequest, Painted};

/// How many opened PDFs are kept: a reader goes back and forth between a paper and its supplement.
const KEPT: usize = 2;

/// Answers requests until there are no more of them. It returns then even while a page is being drawn, so
/// that a process that does nothing else ends when nobody listens any more. It also returns when a page was
/// too slow, because hayro goes on with it.
///
/// `read` gives the bytes of the PDF, or says why not.
///
/// # Errors
/// What the system says about the stream, and [`io::ErrorKind::InvalidData`] for what is no request.
pub fn serve(
    requests: impl BufRead,
    mut answers: impl Write + Send + 'static,
    read: impl Fn(&PageRequest) -> Result<Vec<u8>, String> + Send + 'static,
) -> io::Result<()> {
    let (sender, receiver) = mpsc::channel::<PageRequest>();
    let draw_all = move || {
        let mut opened = Opened { pages: Vec::new() };
        for request in receiver {
            let drawn = opened.draw(&request, &read);
            let goes_on = matches!(drawn, Err(Refusal::Picture(Error::TooSlow { .. })));
            let answer = drawn.map_err(|refusal| refusal.to_string());
            if wire::write_answer(&mut answers, &answer).is_err() || goes_on {
                return;
            }
        }
    };
    thread::Builder::new().name("answering".to_owned()).spawn(draw_all)?;
    for line in requests.lines() {
        if sender.send(serde_json::from_str(&line?)?).is_err() {
            break;
        }
    }
    Ok(())
}

#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("{0}")]
    Unread(String),
    #[error("{0}")]
    Picture(#[from] Error),
    #[error("the scale is {0}")]
    Scale(#[from] InvalidScale),
}

/// The PDFs opened last, by their sha256, the latest at the end.
struct Opened {
    pages: Vec<(String, Pages)>,
}

impl Opened {
    fn draw(
        &mut self,
        request: &PageRequest,
        read: impl Fn(&PageRequest) -> Result<Vec<u8>, String>,
    ) -> Result<Painted, Refusal> {
        let scale = Scale::new(request.scale)?;
        let pages = match self.pages.iter().position(|(sha256, _)| *sha256 == request.sha256) {
            Some(at) => self.pages.remove(at).1,
            None => {
                // Makes room first: there may not be enough for one more.
                self.pages.drain(..(self.pages.len() + 1).saturating_sub(KEPT));
                Pages::open(read(request).map_err(Refusal::Unread)?)?
            }
        };
        let image = match request.frame {
            Some(frame) => pages.part(request.page, frame, scale),
            None => pages.page(request.page, scale),
        };
        self.pages.push((request.sha256.clone(), pages));
        let image = image?;
        let (width, height) = (image.width(), image.height());
        Ok(Painted { png: image.into_png()?, width, height })
    }
}
