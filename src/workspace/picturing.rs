//! Pictures of a file's pages with what was read from them drawn over.

use std::path::{Path, PathBuf};

use super::{Error, Failure};
use crate::disk;
use crate::papers;
use crate::picture::{self, Pages, Scale};
use crate::reading::{self, Format};

/// Which pictures, and where to.
#[derive(Debug, Clone)]
pub struct PictureRequest {
    /// Counted from 1; `None` means every page.
    pub page: Option<u32>,
    /// How large.
    pub scale: Scale,
    /// A `.png` file for one page, or a folder: one that is there, or a path with a separator at its end.
    pub target: PathBuf,
}

/// What became of the pictures asked for.
#[derive(Debug)]
pub struct PictureReport {
    /// Pictures written, in page order.
    pub written: Vec<PathBuf>,
    /// Pages that cannot be drawn, by the path their picture would have had.
    pub failures: Vec<Failure>,
}

/// Where pictures go.
enum Place<'a> {
    File(&'a Path),
    Folder(&'a Path),
}

/// Draws pages of a PDF with the blocks, sentences and reading order that were read, without any
/// workspace. A folder gets files named `page-001.png` and so on; it is made if it is not there. What is
/// there under these names is replaced.
///
/// # Errors
/// That the file cannot be read or drawn at all, that there is no such page, that the target does not go
/// with what is asked for, or that it cannot be written to.
pub fn picture(file: &Path, request: &PictureRequest) -> Result<PictureReport, Error> {
    let place = place(&request.target)?;
    let (bytes, format) = papers::read_any(file, papers::SIZE_LIMIT)?;
    let unparsed = |source| Error::Unparsed { path: file.to_owned(), source };
    let document = reading::read(&bytes, format).map_err(unparsed)?.document;
    if format != Format::Pdf {
        return Err(Error::NoPictures { path: file.to_owned() });
    }
    let undrawn = |source| Error::Undrawn { path: file.to_owned(), source };
    let pages = Pages::open(bytes).map_err(undrawn)?;
    let numbers = match (request.page, &place) {
        (Some(number), _) => {
            pages.view(number).map_err(undrawn)?;
            number..=number
        }
        (None, Place::File(_)) if pages.count() > 1 => {
            return Err(Error::OnePicture { target: request.target.clone(), pages: pages.count() });
        }
        (None, _) => 1..=pages.count(),
    };
    let mut report = PictureReport { written: Vec::new(), failures: Vec::new() };
    for number in numbers {
        let target = match place {
            Place::File(path) => path.to_owned(),
            Place::Folder(dir) => dir.join(format!("page-{number:03}.png")),
        };
        let drawn = pages.page_with_layers(number, request.scale, &document);
        match drawn.and_then(picture::Image::into_png) {
            Ok(png) => {
                disk::replace(&target, &png)?;
                report.written.push(target);
            }
            // The one page that was asked for is all there is to do.
            Err(source) if request.page.is_some() => return Err(undrawn(source)),
            Err(source) => report.failures.push(Failure::new(target, undrawn(source))),
        }
    }
    Ok(report)
}

fn place(target: &Path) -> Result<Place<'_>, Error> {
    // A path forgets a separator at its end.
    let names_folder = target.as_os_str().as_encoded_bytes().last().is_some_and(|last| *last == b'/')
        || target.as_os_str().to_string_lossy().ends_with(std::path::MAIN_SEPARATOR);
    if names_folder || target.is_dir() {
        return Ok(Place::Folder(target));
    }
    let is_png = target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    if is_png { Ok(Place::File(target)) } else { Err(Error::NotPng { target: target.to_owned() }) }
}
