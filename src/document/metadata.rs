//! What is known about a paper beside its text: who wrote it, where it is kept, when it came out.
//!
//! Every value carries where it was found, so that a reader can judge it. What the beginning of the text
//! says is read here, for every kind of source; the `pdf` room adds what the file says about itself.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::{BlockKind, Document, PaperId};

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
    /// The value.
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

/// An arXiv id, of the form in use since 2007 or the older one, and the version at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArxivId {
    /// Without version: `2009.13081` or `cs/0112017`.
    pub id: String,
    /// Counted from 1; `None` where it is not said.
    pub version: Option<u32>,
}

impl fmt::Display for ArxivId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)?;
        self.version.map_or(Ok(()), |version| write!(f, "v{version}"))
    }
}

/// The facts about a paper. What was not found is absent; nothing is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Where [`Document::title`] was found.
    pub title_from: Option<Origin>,
    /// In the order given; only where they can be told apart from everything around them.
    pub authors: Option<Found<Vec<String>>>,
    /// The arXiv id.
    pub arxiv: Option<Found<ArxivId>>,
    /// The year as a citation would give it: of the venue, journal or copyright line on page 1, else of the
    /// arXiv id, else of the file's own creation date.
    pub year: Option<Found<u16>>,
    /// Without resolver, as `10.1136/bmj-2023-074819`.
    pub doi: Option<Found<String>>,
    /// Pages whose text was made by OCR, counted from 1.
    pub ocr_pages: Vec<u32>,
    /// Pages that show something but have no text, counted from 1.
    pub textless_pages: Vec<u32>,
}

/// A constant pattern.
fn pattern(text: &str) -> Regex {
    #[expect(clippy::unwrap_used, reason = "constant patterns, exercised by the tests")]
    Regex::new(text).unwrap()
}

/// The number of an arXiv id, with version.
const NUMBER: &str = r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(?P<version>\d{1,3}))?";

static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"\barXiv:\s?{NUMBER}\s*\[[A-Za-z.-]+\]\s+\d{{1,2}}\s+\p{{Lu}}\p{{Ll}}{{2}}"))
});

static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?i:arxiv\.org/(?:abs|pdf)/|arxiv[:.])\s?{NUMBER}")));

static IN_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[^0-9.])(?P<id>\d{4}\.\d{4,5})(?:v(?P<version>\d{1,3}))?(?:$|[^0-9])"));

static DOI: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b10\.\d{4,9}/[-._;()/:A-Za-z0-9]*[A-Za-z0-9]"));

/// What stands before a paper's own DOI where the line is about nothing else.
static DOI_LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:doi:?\s*)?https?://(?:dx\.)?doi\.org/|doi:?\s*)(?P<doi>10\.\d{4,9}/[-._;()/:A-Za-z0-9]*[A-Za-z0-9])",
    )
});

/// Lines that say when and where the paper came out. Each begins its sentence, so that a work cited in
/// running text does not count.
static PUBLISHED: LazyLock<[Regex; 6]> = LazyLock::new(|| {
    const YEAR: &str = r"(?P<year>(?:19|20)\d\d)\b";
    [
        format!(r"^(?:In )?(?:Proceedings of|Findings of|Transactions of|Advances in)\b.{{0,160}}?\b{YEAR}"),
        format!(r"^\d+(?:st|nd|rd|th) (?:\w+ ){{0,3}}(?:Conference|Workshop|Symposium|Meeting)\b.{{0,120}}?\b{YEAR}"),
        format!(r"^(?:Published|Accepted|Presented|To appear|Appearing) (?:as|at|in|by)\b.{{0,90}}?\b{YEAR}"),
        format!(r"\bthis version posted (?:\w+ \d{{1,2}}, )?{YEAR}"),
        format!(r"(?:©|\bCopyright\b)[^0-9]{{0,24}}{YEAR}"),
        format!(r"\b{YEAR}\s?;\s?\d{{1,4}}\s?(?:\(\d{{1,3}}\)\s?)?:"),
    ]
    .map(|text| pattern(&text))
});

/// As many sentences of a source without pages count as its beginning.
const BEGINNING: usize = 12;
/// Longer sentences are prose, not a line about the paper.
const LONGEST_LINE: usize = 320;

impl ArxivId {
    /// The id in the stamp on the margin of page 1, or `None`. Ids cited in running text carry neither
    /// category nor date.
    pub fn in_stamp(text: &str) -> Option<ArxivId> {
        ArxivId::of(&STAMP.captures(text)?)
    }

    /// The id in an address such as `https://arxiv.org/abs/2410.05229v2`, or `None`.
    pub fn in_address(text: &str) -> Option<ArxivId> {
        ArxivId::of(&ADDRESS.captures(text)?)
    }

    /// The id in a file name such as `2009.13081v1`, or `None`.
    pub fn in_file_name(stem: &str) -> Option<ArxivId> {
        ArxivId::of(&IN_NAME.captures(stem)?)
    }

    fn of(captures: &regex::Captures<'_>) -> Option<ArxivId> {
        let version = captures.name("version").and_then(|version| version.as_str().parse().ok());
        let id = ArxivId { id: captures["id"].to_owned(), version };
        id.year().map(|_| id)
    }

    /// The year of the first version, which every id begins with; `None` for numbers with no month in the
    /// third and fourth digit, which are something else.
    pub fn year(&self) -> Option<u16> {
        let number = self.id.rsplit('/').next()?;
        let (year, month): (u16, u16) = (number.get(..2)?.parse().ok()?, number.get(2..4)?.parse().ok()?);
        let century = if self.id.contains('/') && year >= 91 { 1900 } else { 2000 };
        (1..=12).contains(&month).then_some(century + year)
    }
}

/// The first DOI in a text, without what ends its sentence; `None` when there is none.
pub fn doi_in(text: &str) -> Option<String> {
    let found = DOI.find(text)?.as_str();
    // A bracket around a DOI is not part of it, brackets inside are.
    let closed = found.matches('(').count() >= found.matches(')').count();
    Some(if closed { found } else { found.split(')').next().unwrap_or(found) }.to_owned())
}

impl Metadata {
    /// What the beginning of the text says about the paper: arXiv's stamp, its DOI, its year, and whether
    /// it begins with a title. Authors are left out: text alone does not tell them from their affiliations.
    pub fn of_beginning(document: &Document) -> Metadata {
        let mut metadata =
            Metadata { title_from: document.title.as_ref().map(|_| Origin::Page), ..Metadata::default() };
        let lines: Vec<(BlockKind, &str)> = document
            .sentences
            .iter()
            .enumerate()
            // Notes and stamps of page 1 come behind the paragraph that goes on on page 2.
            .filter(|(at, sentence)| sentence.page().map_or(*at < BEGINNING, |page| page == 1))
            .map(|(_, sentence)| (sentence.kind, document.sentence_text(sentence)))
            .filter(|(kind, text)| {
                !matches!(kind, BlockKind::Reference | BlockKind::Table) && text.len() <= LONGEST_LINE
            })
            .collect();
        metadata.arxiv = lines
            .iter()
            .find_map(|(_, text)| ArxivId::in_stamp(text))
            .map(|id| Found::new(id, Origin::ArxivStamp));
        metadata.doi = lines
            .iter()
            .find_map(|(kind, text)| match kind {
                BlockKind::Furniture => doi_in(text),
                // In running text it belongs to something else, such as a data set.
                _ => DOI_LINE.captures(text.trim()).and_then(|found| doi_in(&found["doi"])),
            })
            .map(|doi| Found::new(doi, Origin::Page));
        metadata.year = PUBLISHED
            .iter()
            .find_map(|published| lines.iter().find_map(|(_, text)| published.captures(text.trim())))
            .and_then(|found| found["year"].parse().ok())
            .map(|year| Found::new(year, Origin::Page));
        metadata.complete_year();
        metadata
    }

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
    fn complete_year(&mut self) {
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

/// Numbers as ranges, such as `3–5, 8`; empty for none. They must rise.
pub fn ranges(numbers: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, end)) if *end + 1 == *number => *end = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let shown = ranges.into_iter().map(|(start, end)| match end - start {
        0 => start.to_string(),
        _ => format!("{start}–{end}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Metadata {
        Metadata::of_beginning(&Document::from_plain(text))
    }

    #[test]
    fn stamps() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(ArxivId::in_stamp(text).map(|id| id.to_string()).as_deref(), expect, "{text}");
        };
        check("arXiv:2009.13081v1 [cs.CL] 28 Sep 2020", Some("2009.13081v1"));
        check("arXiv:cs/0112017v1 [cs.CL] 15 Jan 2002", Some("cs/0112017v1"));
        check("arXiv:math.GT/0309136v1 [math.GT] 8 Sep 2003", Some("math.GT/0309136v1"));
        check("as in arXiv:2009.13081, we", None);
        check("arXiv:2034.13081v1 [cs.CL] 28 Sep 2020", None);
    }

    #[test]
    fn addresses_and_names() {
        let address = |text: &str| ArxivId::in_address(text).map(|id| id.to_string());
        assert_eq!(address("https://arxiv.org/abs/2410.05229v2").as_deref(), Some("2410.05229v2"));
        assert_eq!(address("https://doi.org/10.48550/arXiv.2410.05229").as_deref(), Some("2410.05229"));
        assert_eq!(address("https://example.org/2410.05229"), None);
        let name = |stem: &str| ArxivId::in_file_name(stem).map(|id| id.to_string());
        assert_eq!(name("2009.13081v3").as_deref(), Some("2009.13081v3"));
        assert_eq!(name("bmj-2023-074819"), None);
    }

    #[test]
    fn years_of_arxiv_ids() {
        let year = |id: &str| ArxivId { id: id.to_owned(), version: None }.year();
        assert_eq!(year("2009.13081"), Some(2020));
        assert_eq!(year("0704.0001"), Some(2007));
        assert_eq!(year("cs/0112017"), Some(2001));
        assert_eq!(year("hep-th/9901001"), Some(1999));
        assert_eq!(year("2034.13081"), None);
    }

    #[test]
    fn years_of_lines_about_the_paper() {
        let check = |line: &str, expect: Option<u16>| {
            assert_eq!(of(&format!("# Title\n\n{line}\n")).year.map(|year| year.value), expect, "{line}");
        };
        check("Published as a conference paper at ICLR 2021", Some(2021));
        check("35th Conference on Neural Information Processing Systems (NeurIPS 2021).", Some(2021));
        check("Proceedings of Machine Learning Research 174:248–260, 2022", Some(2022));
        check("Copyright c ⃝2021, Association for the Advancement of Nothing.", Some(2021));
        check("© 2024 A. Author & B. Author.", Some(2024));
        check("The preprint is in this version posted October 27, 2025.", Some(2025));
        check("Cite this as: BMJ 2024;384:e074819", Some(2024));
        check("(c) In 1985, he quit.", None);
        check("The exams of 2016 were published in 2018.", None);
        check("We follow the Proceedings of a conference in 2019.", None);
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
    fn only_the_papers_own_doi() {
        let check = |line: &str, expect: Option<&str>| {
            assert_eq!(
                of(&format!("Title\n\n{line}\n")).doi.map(|doi| doi.value).as_deref(),
                expect,
                "{line}"
            );
        };
        check("doi: 10.1136/bmj-2023-074819", Some("10.1136/bmj-2023-074819"));
        check("DOI 10.1016/S0140-6736(20)30183-5.", Some("10.1016/S0140-6736(20)30183-5"));
        check("https://doi.org/10.1101/2025.10.25.25338798; a preprint", Some("10.1101/2025.10.25.25338798"));
        check("The data are at https://doi.org/10.13026/m6hf-dq94.", None);
        assert_eq!(doi_in("(10.1000/abc)"), Some("10.1000/abc".to_owned()));
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

    #[test]
    fn ranges_of_pages() {
        assert_eq!(ranges(&[]), "");
        assert_eq!(ranges(&[3]), "3");
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1–3, 7, 9–10");
    }
}
