//! What is known about a paper beside its text: who wrote it, where it is kept, when it came out.
//!
//! Every value carries where it was found, so that a reader can judge it. [`Metadata::of_beginning`] has what
//! the beginning of the text says; the `pdf` room adds what the file says about itself.

use serde::{Deserialize, Serialize};

use super::arxiv::ArxivId;
use super::id::PaperId;

/// Where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Printed on page 1, or at the beginning of a text without pages.
    Page,
    /// The stamp that arXiv prints on the margin of page 1.
    ArxivStamp,
    /// The year and month in an arXiv id.
    ArxivId,
    /// The XMP packet of the file.
    Xmp,
    /// The document information dictionary of the file.
    Information,
    /// The name of the file or of the paper's folder.
    FileName,
}

impl Origin {
    /// In words, for people.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Page => "printed at the beginning",
            Origin::ArxivStamp => "arXiv's stamp on page 1",
            Origin::ArxivId => "the arXiv id",
            Origin::Xmp => "the file's XMP metadata",
            Origin::Information => "the file's document information",
            Origin::FileName => "the file's name",
        }
    }
}

/// A value and where it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The value itself.
    pub value: T,
    /// Where it was found.
    pub from: Origin,
}

impl<T> Found<T> {
    /// `value`, found at `from`.
    pub fn new(value: T, from: Origin) -> Found<T> {
        Found { value, from }
    }
}

/// The facts about a paper. What was not found is absent; nothing is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Where [`Document::title`](crate::document::Document::title) was found; `None` without a title.
    pub title_from: Option<Origin>,
    /// The authors' names in the order given; `None` where they cannot be told apart from what stands around
    /// them.
    pub authors: Option<Found<Vec<String>>>,
    /// The paper's own arXiv id.
    pub arxiv: Option<Found<ArxivId>>,
    /// The year as a citation would give it: of the venue, journal or copyright line on page 1, else of the
    /// arXiv id, else of the file's own creation date.
    pub year: Option<Found<u16>>,
    /// The paper's own DOI, without a resolver, such as `10.1136/bmj-2023-074819`.
    pub doi: Option<Found<String>>,
    /// Pages whose text was made by OCR, counted from 1.
    pub ocr_pages: Vec<u32>,
    /// Pages that show something but have no text, counted from 1.
    pub textless_pages: Vec<u32>,
    /// Pages with text that makes no words of any language and was left out, counted from 1.
    pub garbled_pages: Vec<u32>,
}

impl Metadata {
    /// Takes in what a file's or folder's name says (without extension), where nothing better is known.
    pub fn with_file_name(mut self, stem: &str) -> Metadata {
        if let Some(named) = ArxivId::in_file_name(stem) {
            match &mut self.arxiv {
                None => self.arxiv = Some(Found::new(named, Origin::FileName)),
                Some(known) if known.value.id == named.id && known.value.version.is_none() => {
                    known.value.version = named.version;
                }
                Some(_) => {}
            }
        }
        self.complete_year();
        self
    }

    /// The year of the arXiv id, unless one is printed; the date of a file counts less.
    pub(super) fn complete_year(&mut self) {
        let year = self.arxiv.as_ref().and_then(|arxiv| arxiv.value.year());
        let printed = self.year.as_ref().is_some_and(|year| year.from == Origin::Page);
        if let (Some(year), false) = (year, printed) {
            self.year = Some(Found::new(year, Origin::ArxivId));
        }
    }

    /// Sets what the file says about itself where nothing better is known.
    pub fn or_from_file(
        &mut self,
        arxiv: Option<Found<ArxivId>>,
        doi: Option<Found<String>>,
        year: Option<Found<u16>>,
    ) {
        self.arxiv = self.arxiv.take().or(arxiv);
        self.doi = self.doi.take().or(doi);
        self.year = self.year.take().or(year);
        self.complete_year();
    }

    /// The arXiv id that the paper itself states, if `id` is another one: then the file was probably given
    /// a wrong name.
    pub fn other_arxiv_id(&self, id: &PaperId) -> Option<&ArxivId> {
        let named = ArxivId::in_file_name(id.as_str())?;
        let stated = self.arxiv.as_ref().filter(|arxiv| arxiv.from != Origin::FileName)?;
        (stated.value.id != named.id).then_some(&stated.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn of(text: &str) -> Metadata {
        Metadata::of_beginning(&Document::from_plain(text))
    }

    #[test]
    fn the_order_of_years() {
        let stamp = "arXiv:2009.13081v1 [cs.CL] 28 Sep 2021";
        let both = of(&format!("Title\n\n{stamp}\n\nPublished as a conference paper at ICLR 2022\n"));
        assert_eq!(both.year, Some(Found::new(2022, Origin::Page)));
        let mut stamped = of(stamp);
        assert_eq!(stamped.year, Some(Found::new(2020, Origin::ArxivId)));
        stamped.or_from_file(None, None, Some(Found::new(2024, Origin::Information)));
        assert_eq!(stamped.year, Some(Found::new(2020, Origin::ArxivId)));
        let mut bare = of("Title\n");
        bare.or_from_file(None, None, Some(Found::new(2024, Origin::Information)));
        assert_eq!(bare.year, Some(Found::new(2024, Origin::Information)));
        assert_eq!(bare.with_file_name("2009.13081").year, Some(Found::new(2020, Origin::ArxivId)));
    }

    #[test]
    fn the_name_completes_and_never_overrides() {
        let stamped = || of("Title\n\narXiv:2009.13081v1 [cs.CL] 28 Sep 2020\n");
        assert_eq!(stamped().with_file_name("2101.00001v2"), stamped());
        let named = of("Title\n").with_file_name("2101.00001v2").arxiv;
        let expect = ArxivId { id: "2101.00001".to_owned(), version: Some(2) };
        assert_eq!(named, Some(Found::new(expect, Origin::FileName)));
        let id = |name: &str| PaperId::new(name).unwrap();
        assert_eq!(stamped().other_arxiv_id(&id("2101.00001")).unwrap().id, "2009.13081");
        assert_eq!(stamped().other_arxiv_id(&id("2009.13081")), None);
        assert_eq!(stamped().other_arxiv_id(&id("medqa")), None);
    }
}
