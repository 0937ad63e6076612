//! What the beginning of a text says about the paper, for every kind of source.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::arxiv::ArxivId;
use super::metadata::{Found, Metadata, Origin};
use super::paper::Document;
use super::parts::BlockKind;
use super::pattern::pattern;

static DOI: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b10\.[0-9]{4,9}/[-._;()/:A-Za-z0-9]*[A-Za-z0-9]"));

/// What stands before a paper's own DOI where the line is about nothing else.
static DOI_LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:doi:?\s*)?https?://(?:dx\.)?doi\.org/|doi:?\s*)(?P<doi>10\.[0-9]{4,9}/[-._;()/:A-Za-z0-9]*[A-Za-z0-9])",
    )
});

/// Lines that say when and where the paper came out. Each begins its sentence, so that a work cited in
/// running text does not count.
///
/// With how many characters `between` at most. A bound inside the pattern would take a copy of it for each.
static PUBLISHED: LazyLock<[(Regex, usize); 6]> = LazyLock::new(|| {
    const YEAR: &str = r"(?P<year>(?:19|20)[0-9]{2})\b";
    const BEFORE: &str = r"\b(?P<between>.*?)\b";
    [
        (format!(r"^(?:In )?(?:Proceedings of|Findings of|Transactions of|Advances in){BEFORE}{YEAR}"), 160),
        (
            format!(
                r"^[0-9]+(?:st|nd|rd|th) (?:[^ ]+ ){{0,3}}(?:Conference|Workshop|Symposium|Meeting){BEFORE}{YEAR}"
            ),
            120,
        ),
        (format!(r"^(?:Published|Accepted|Presented|To appear|Appearing) (?:as|at|in|by){BEFORE}{YEAR}"), 90),
        (format!(r"\bthis version posted (?:[A-Za-z]+ [0-9]{{1,2}}, )?{YEAR}"), 0),
        (format!(r"(?:©|\bCopyright\b)[^0-9]{{0,24}}{YEAR}"), 0),
        (format!(r"\b{YEAR}\s?;\s?[0-9]{{1,4}}\s?(?:\([0-9]{{1,3}}\)\s?)?:"), 0),
    ]
    .map(|(text, farthest)| (pattern(&text), farthest))
});

/// Pages, volumes and numbers of articles, whose digits may look like a year's.
static PAGES: LazyLock<[Regex; 4]> = LazyLock::new(|| {
    [
        // From one to another; `to` and the dashes of all producers.
        r"(?P<from>[A-Za-z]?[0-9]+)\s?(?:[-\u{2010}-\u{2015}\u{2212}\u{ad}]{1,3}|\bto\b)\s?(?P<to>[A-Za-z]?[0-9]+)",
        // Behind the colon of a volume: `227:1896`, `12(3): 2001`.
        r"[0-9]\)?\s?:\s?(?P<page>[A-Za-z]?[0-9]+)",
        r"(?i)\b(?:pages?|pp?|volumes?|vol|numbers?|no|issue|articles?)\b[.:\s]*(?P<page>[A-Za-z]?[0-9]+)",
        // How many there are.
        r"(?i)\b(?P<page>[0-9]+)\s+(?:pages|pp)\b",
    ]
    .map(pattern)
});

/// As many sentences of a source without pages count as its beginning.
const BEGINNING: usize = 12;
/// Longer sentences are prose, not a line about the paper.
const LONGEST_LINE: usize = 320;

/// The first DOI in a text, without the punctuation that ends its sentence; `None` where the text has no DOI.
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
            .find_map(|published| lines.iter().find_map(|(_, text)| year_of(published, text.trim())))
            .map(|year| Found::new(year, Origin::Page));
        metadata.complete_year();
        metadata
    }
}

/// The year that a line of this form gives; `None` where it has another form.
fn year_of((published, farthest): &(Regex, usize), line: &str) -> Option<u16> {
    let line = without_pages(line);
    let found = published.captures(&line)?;
    let between = found.name("between").map_or(0, |between| between.as_str().chars().count());
    found["year"].parse().ok().filter(|_| between <= *farthest)
}

/// The line with `#` for every digit of a page, volume or article.
fn without_pages(line: &str) -> String {
    let [range, behind_colon, named, counted] = &*PAGES;
    let is_time = |found: &Captures<'_>| {
        let year = |name: &str| found[name].parse().ok().filter(|year: &u16| (1950..2100).contains(year));
        let before = line[..found.get(0).map_or(0, |whole| whole.start())].trim_end().to_lowercase();
        let announced = [":", "pages", "page", "pp.", "pp", "p."].iter().any(|word| before.ends_with(word));
        let years = year("from").zip(year("to")).is_some_and(|(from, to)| (from..from + 8).contains(&to));
        // `2024-05-12`
        let behind = &line[found.get(0).map_or(0, |whole| whole.end())..];
        let is_date = year("from").is_some()
            && found["to"].len() == 2
            && behind.strip_prefix('-').is_some_and(|day| day.starts_with(|c: char| c.is_ascii_digit()));
        (years || is_date) && !announced
    };
    let mut places: Vec<std::ops::Range<usize>> = range
        .captures_iter(line)
        .filter(|found| !is_time(found))
        .filter_map(|found| Some(found.get(0)?.range()))
        .collect();
    let numbers = [behind_colon, named, counted].into_iter().flat_map(|pattern| pattern.captures_iter(line));
    places.extend(numbers.filter_map(|found| Some(found.name("page")?.range())));
    line.char_indices()
        .map(|(at, c)| match c {
            '0'..='9' if places.iter().any(|place| place.contains(&at)) => '#',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Metadata {
        Metadata::of_beginning(&Document::from_plain(text))
    }

    #[test]
    fn years_of_lines_about_the_paper() {
        let check = |line: &str, expect: Option<u16>| {
            assert_eq!(of(&format!("# Title\n\n{line}\n")).year.map(|year| year.value), expect, "{line}");
        };
        check("Published as a conference paper at ICLR 2021", Some(2021));
        check("35th Conference on Neural Information Processing Systems (NeurIPS 2021).", Some(2021));
        check("Proceedings of Machine Learning Research 174:248–260, 2022", Some(2022));
        check("Proceedings of Fictional Learning Research 227:1896–1909, 2023", Some(2023));
        check("Proceedings of Nowhere 12(3): 2001-2014, 2019.", Some(2019));
        check("Proceedings of the Meeting, pages 1987 to 2003, May 2016", Some(2016));
        check("Transactions of Nothing, vol. 2012, pp. 2010--2021, 2022", Some(2022));
        check("Proceedings of the Wards 7:1910–1925", None);
        check("Proceedings of the Wards 97:1–13, 1987 pages, 2020", Some(2020));
        check("Published in Annals of Nowhere 2024-05-12", Some(2024));
        check("Proceedings of the 2019 Meeting, pages 2001–2010", Some(2019));
        check("© 2019–2021 A. Author", Some(2019));
        check("Copyright c ⃝2021, Association for the Advancement of Nothing.", Some(2021));
        check("© 2024 A. Author & B. Author.", Some(2024));
        check("The preprint is in this version posted October 27, 2025.", Some(2025));
        check("Cite this as: BMJ 2024;384:e074819", Some(2024));
        check("(c) In 1985, he quit.", None);
        check("The exams of 2016 were published in 2018.", None);
        check("We follow the Proceedings of a conference in 2019.", None);
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
}
