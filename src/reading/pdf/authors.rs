//! The authors printed below the title, where they can be told from everything else that stands there.
//!
//! Between title and abstract stand names, raised marks, affiliations and addresses, in one of a few usual
//! arrangements. Names are taken from the lines that are set like the first of them. Where much on these
//! lines is no name the arrangement is not understood, and nothing is better than a wrong list.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Letter, Line};
use super::paragraph::Paragraph;
use crate::document::BlockKind;

/// A gap wider than this, in ems, separates two names rather than two words of one.
const NAME_GAP: f32 = 0.6;
/// A letter of less than this share of the usual height is a raised mark. Capitals and small letters of
/// one font have boxes of one height.
const RAISED: f32 = 0.85;
/// The lines below a title that may hold names. A list that fills the page is understood or not by then.
const MOST_LINES: usize = 80;
/// More than this in a row without a name and the names are over.
const PATIENCE: usize = 14;

/// Announces people who are no authors: of the volume, of the journal, of the review.
static OTHER_PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
    Regex::new(
        r"(?ix)
        (?: ^ | \b{start-half} | [0-9_] )
        (?:
            (?: (?:guest|academic|associate|handling|section|series|volume|action|managing|senior) [\s-]+ )?
            editors? (?: [\s-] in [\s-] chief )? \s* \)? \s* (?: [:.—–-] | $ )
          | \(? eds? \.? \) | eds? \.? \s* : | eds\.
          | edited \s+ by \b
          | (?:reviewers?|referees?|advis[eo]rs?|supervisors?|mentors?|communicated|translators?) \s* (?: : | $ )
          | (?:program|general|conference|area) \s+ chairs? \s* (?: : | $ )
          | (?:reviewed|communicated|recommended|supervised|translated|approved) \s+ by \b
        )
        | ^ [^0-9A-Za-z\u{c0}-\u{24f}]* (?: (?:guest|academic|associate|handling|section|series|volume|action|managing|senior) \s+ )?
          editors? \s+ (?-i:\p{Lu})",
    )
    .unwrap()
});

/// Cities and countries of two words, which are spelled like names.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
    Regex::new(
        r"(?i)^(?:new (?:york|haven|delhi|zealand|jersey|orleans|mexico|hampshire|south wales|brunswick)(?: city)?|united (?:states|kingdom|arab emirates)(?: of america)?|hong kong(?: sar)?|(?:south|north) (?:korea|africa|carolina|dakota)|west virginia|saudi arabia|sri lanka|costa rica|puerto rico|abu dhabi|los angeles|(?:san|santa|st\.?|saint|são|sao|fort|port|mount|tel|palo|menlo|ann|el|las|cape|salt lake|mountain|college|chapel|baton|rio de|buenos|kuala|ho chi minh|the) [^\s0-9,.;()]+(?: city)?|(?:u\.?s\.?a\.?|p\.? ?r\.? china))$",
    )
    .unwrap()
});

/// Separates pieces that are set apart by a gap, a mark or a punctuation mark.
const APART: char = '\u{1}';

/// Words of affiliations and notes; of the first ones any ending.
static INSTITUTION: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
    Regex::new(
        r"(?i)\b(?:(?:universit|polytechnic|institut|facult|departe?ment|laborator|cent(?:er|re)|hospital|clinic|health|science|technolog|corp|correspond|equal|contribut)|(?:college|school|academy|dept|division|labs?|medical|medicine|research|engineering|informatics|biomedical|systems?|inc|ltd|llc|gmbh|company|platforms?|foundation|trust|council|ministry|microsoft|google|deepmind|openai|anthropic|meta|apple|amazon|nvidia|ibm|team|group|contributors|collaboration|consortium|preprint|report|version|abstract|authors?|work|done|during|internship|usa|uk|china|india|germany|france|canada|switzerland|netherlands|singapore|japan|korea|australia|kenya|israel|italy|spain|berkeley|mit|eth|open|access|article|paper|journal|conference|january|february|march|april|june|july|august|september|october|november|december)\b)",
    )
    .unwrap()
});

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
    Regex::new(r"\{[^{}]*\}\s*@\s*\S+|\S+@\S+|https?://\S+|\bwww\.\S+|\borcid\S*").unwrap()
});

/// What is said before or behind a name and is no part of it.
static TITLES: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
    Regex::new(
        r"^(?:(?:Authors?|By)\s*:\s*|By\s+)|\b(?:Dr|Prof|Professor|Mr|Mrs|Ms)\.?\s|\b(?:Ph\.?D|M\.?D|M\.?Sc|B\.?Sc|MPH|FRCP)\b\.?",
    )
    .unwrap()
});

/// Degrees that may also be initials: only behind a comma, at the end of what stands there.
static DEGREE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
    Regex::new(
        r",\s*(?:[BM]\.?[SA]|M\.?Eng|M\.?B\.?A|D\.?Phil|M\.?Phil|Pharm\.?D|M\.?B\.?B\.?S|M\.?B\.?B?Ch\.?B?|Sc\.?D|R\.?N|D\.?O|J\.?D|FACS|FACP|Dr\.? ?rer\.? ?nat)\.?\s*(?P<end>$|[,;&\x01]|\band\b)",
    )
    .unwrap()
});

/// Small words inside names.
const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "el",
    "al", "bin", "ibn", "ben", "ter", "ten", "af", "av", "zu", "y", "e",
];

/// How a line of names is set.
#[derive(Clone, Copy)]
struct Setting {
    bold: bool,
    italic: bool,
    size: f32,
}

impl Setting {
    fn of(line: &Line) -> Setting {
        // A mark may come first, and an address may be the longer part of the line.
        let bold = line.starts_bold || line.style.bold > 0.4;
        Setting { bold, italic: line.style.italic > 0.5, size: height(line) }
    }

    fn is_like(self, other: Setting) -> bool {
        self.bold == other.bold
            && self.italic == other.italic
            && (self.size - other.size).abs() < 0.1 * self.size.max(other.size)
    }
}

/// The height of the letters that names begin with: marks beside them come from other fonts and sizes.
fn height(line: &Line) -> f32 {
    let begins = |letter: &&Letter| {
        line.text.get(letter.at as usize..).is_some_and(|text| text.starts_with(char::is_uppercase))
    };
    let mut heights: Vec<f32> =
        line.letters.iter().filter(begins).map(|letter| letter.y1 - letter.y0).collect();
    if heights.is_empty() {
        heights = line.letters.iter().map(|letter| letter.y1 - letter.y0).collect();
    }
    heights.sort_by(f32::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(0.0)
}

/// The authors below the title, in the order they are printed; `None` where there is no title or the
/// names are not plain. `first_page` are the paragraphs of page 1 in reading order, `title` the number of
/// those that end with the title.
pub(super) fn printed(first_page: &[Paragraph], title: usize) -> Option<Vec<String>> {
    let below = first_page.get(title..)?;
    let end = below.iter().position(opens_text);
    let listed = lines(&below[..end.unwrap_or(below.len())]);
    // A numbered affiliation looks like the heading of a section: more names may stand behind it.
    let whole = lines(&below[..below.iter().position(is_abstract).max(end).unwrap_or(below.len())]);
    names(&listed, end.is_some()).filter(|names| !leaves_some(&whole, names))
}

/// The lines that may name authors.
fn lines(paragraphs: &[Paragraph]) -> Vec<&Line> {
    let lines: Vec<&Line> = paragraphs
        .iter()
        .filter(|paragraph| matches!(paragraph.kind, BlockKind::Body | BlockKind::Table | BlockKind::Heading))
        .flat_map(|paragraph| &paragraph.lines)
        .take(MOST_LINES)
        .collect();
    let others = other_people(&lines);
    lines.into_iter().zip(others).filter(|(_, is_other)| !is_other).map(|(line, _)| line).collect()
}

/// Which lines name editors or others: from the one that announces them down to the next that stands apart.
fn other_people(lines: &[&Line]) -> Vec<bool> {
    let mut is_other = false;
    let mut above: Option<&Line> = None;
    lines
        .iter()
        .map(|line| {
            let follows = above.is_some_and(|above| {
                let step = above.baseline - line.baseline;
                step > -0.5 * line.size && step < 1.6 * line.size.max(above.size)
            });
            is_other = OTHER_PEOPLE.is_match(&line.text) || (is_other && follows);
            above = Some(line);
            is_other
        })
        .collect()
}

/// Whether the lines name people whom the list lacks, so that it is a part given as the whole: a name beside
/// an address or before a mark, or several names in a row, however they are set.
fn leaves_some(lines: &[&Line], names: &[String]) -> bool {
    lines.iter().any(|line| {
        let pieces = pieces(line);
        if pieces.is_empty() || pieces.iter().any(|piece| INSTITUTION.is_match(piece)) {
            return false;
        }
        let is_new = |piece: &&String| {
            is_name(piece)
                && !PLACE.is_match(piece)
                && !names.iter().any(|name| name.contains(piece.as_str()))
        };
        let new = pieces.iter().filter(is_new).count();
        let first_is_new = pieces.first().is_some_and(|first| is_new(&first));
        let known = |piece: &&String| names.iter().any(|name| name.contains(piece.as_str()));
        let in_list = pieces.iter().any(|piece| known(&piece));
        (new > 0 && in_list)
            || (new > 1 && new == pieces.len())
            || (first_is_new && (ADDRESS.is_match(&line.text) || is_marked(line)))
    })
}

/// Whether a raised mark stands behind the first words, as behind a name; before them it is an affiliation's.
fn is_marked(line: &Line) -> bool {
    let usual = height(line);
    let is_small =
        |letter: &Letter| letter.y1 - letter.y0 < RAISED * usual && letter.y1 > line.baseline + 0.5 * usual;
    let last_is_small = line.letters.last().is_some_and(is_small);
    last_is_small && !line.letters.first().is_some_and(is_small)
}

fn is_abstract(paragraph: &Paragraph) -> bool {
    let text = paragraph.text().to_lowercase();
    text.trim_start_matches(|c: char| !c.is_alphabetic()).starts_with("abstract")
}

/// Whether the text of the paper begins here.
fn opens_text(paragraph: &Paragraph) -> bool {
    let text = paragraph.text().to_lowercase();
    let bare = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let known = ["abstract", "introduction", "summary", "keywords", "background"];
    (paragraph.kind == BlockKind::Heading && paragraph.level > 0)
        || known.iter().any(|word| bare.starts_with(word))
        || is_prose(&text)
}

/// Lines of running text have small words that no list of names and affiliations has.
fn is_prose(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let small =
        ["the", "is", "are", "we", "to", "that", "with", "this", "in", "a", "have", "has", "by", "our"];
    let count = words.iter().filter(|word| small.contains(word)).count();
    words.len() >= 12 && count * 8 >= words.len()
}

/// `text_follows` tells that the paper's text begins behind the lines.
fn names(lines: &[&Line], text_follows: bool) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    let mut others = 0;
    let mut setting: Option<Setting> = None;
    let mut unfinished = String::new();
    let mut without = 0;
    let mut last_line = 0;
    let mut lone: Vec<Setting> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let own = Setting::of(line);
        let is_alike = setting.is_none_or(|first| first.is_like(own));
        let pieces = if is_alike { pieces(line) } else { Vec::new() };
        let has_institution = pieces.iter().any(|piece| INSTITUTION.is_match(piece));
        if pieces.is_empty() || has_institution {
            // Names set like everything else end with the first line that is something else.
            if has_institution && setting.is_some_and(|first| !first.bold) {
                // Where every name has its affiliation below, set like it, nothing tells them apart.
                let more = lines[number..]
                    .iter()
                    .filter(|line| setting.is_some_and(|first| is_like_names(line, first)));
                if more.count() > 1 {
                    return None;
                }
                break;
            }
            without += usize::from(setting.is_some());
            if without > PATIENCE {
                break;
            }
            continue;
        }
        let mut found = Vec::new();
        let last = pieces.len() - 1;
        for (at, piece) in pieces.iter().enumerate() {
            let whole = format!("{unfinished} {piece}").trim().to_owned();
            let is_joined = !std::mem::take(&mut unfinished).is_empty();
            if is_name(&whole) {
                found.push(whole);
            } else if is_joined && is_name(piece) {
                others += 1;
                found.push(piece.clone());
            } else if at == last && last > 0 && piece.split(' ').all(is_word_of_name) {
                unfinished = piece.clone(); // a name that goes on in the next line
            } else {
                // A long piece may be several names that nothing divides.
                others += piece.split(' ').count().div_ceil(3);
            }
        }
        if found.is_empty() && setting.is_none() {
            others = 0;
            lone.extend((pieces.len() == 1 && is_word_of_name(&pieces[0])).then_some(own));
            continue;
        }
        if found.is_empty() {
            without += 1;
        } else {
            (without, last_line) = (0, number);
        }
        if setting.is_none() && lone.iter().any(|before| before.is_like(own)) {
            return None; // somebody of one name, whom nothing tells from other words
        }
        setting = setting.or(Some(own));
        names.extend(found);
    }
    let mut seen: Vec<&String> = names.iter().collect();
    seen.sort();
    seen.dedup();
    // A list that runs to the end of the page goes on behind it.
    let is_whole = text_follows || last_line + 4 < lines.len() || names.len() < 4;
    let plain = !names.is_empty() && seen.len() == names.len() && others * 5 <= names.len() && is_whole;
    plain.then_some(names)
}

fn is_like_names(line: &Line, first: Setting) -> bool {
    let pieces = pieces(line);
    first.is_like(Setting::of(line)) && !pieces.is_empty() && pieces.iter().all(|piece| is_name(piece))
}

/// The pieces of a line that may be names: without addresses, marks, titles and degrees.
fn pieces(line: &Line) -> Vec<String> {
    let usual = height(line);
    let mut text = String::with_capacity(line.text.len());
    for (at, letter) in line.letters.iter().enumerate() {
        let end = line.letters.get(at + 1).map_or(line.text.len(), |next| next.at as usize);
        let Some(own) = line.text.get(letter.at as usize..end) else { continue };
        if at > 0 && letter.x0 - line.letters[at - 1].x1 > NAME_GAP * line.size {
            text.push(APART);
        }
        let is_mark = letter.y1 - letter.y0 < RAISED * usual && !own.contains(['.', '-', '@']);
        if is_mark {
            text.push(APART);
            text.extend(own.chars().filter(|c| c.is_whitespace()));
        } else {
            text.push_str(own);
        }
    }
    split(&text)
}

fn split(text: &str) -> Vec<String> {
    let text = ADDRESS.replace_all(text, "\u{1}");
    let mut text = text.into_owned();
    // One degree may follow another.
    for _ in 0..3 {
        text = DEGREE.replace_all(text.trim(), "$end").into_owned();
    }
    let text = TITLES.replace_all(&text, " ");
    let text = text.replace(" and ", "\u{1}").replace('&', "\u{1}");
    let text = text.strip_prefix("and ").unwrap_or(&text).to_owned();
    let is_inside = |c: char| c.is_alphabetic() || c.is_whitespace() || ".-'’‐‑·".contains(c);
    text.split(|c: char| !is_inside(c))
        .map(|piece| piece.split_whitespace().collect::<Vec<_>>().join(" "))
        .map(|piece| piece.trim_matches(|c: char| ".-'’·".contains(c) && c != '.').trim().to_owned())
        .filter(|piece| piece.chars().any(char::is_alphabetic))
        .filter(|piece| piece.chars().count() > 1)
        .collect()
}

fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let full = words.iter().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2);
    (2..=6).contains(&words.len())
        && (4..=45).contains(&letters)
        && full
        && words.first().is_some_and(|word| word.starts_with(char::is_uppercase) || PARTICLES.contains(word))
        && words
            .last()
            .is_some_and(|word| is_word_of_name(word) && word.trim_end_matches('.').chars().count() > 1)
        && words.iter().all(|word| is_word_of_name(word) || PARTICLES.contains(word))
        && !INSTITUTION.is_match(text)
}

fn is_word_of_name(word: &str) -> bool {
    !word.contains(' ')
        && !INSTITUTION.is_match(word)
        && (word.starts_with(|c: char| c.is_uppercase())
            || ["d'", "d’", "al-", "el-"].iter().any(|start| word.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_lines() {
        let check = |text: &str, expect: &[&str]| assert_eq!(split(text), expect, "{text}");
        check("Ada Abel\u{1}1,2\u{1}, Bo Baker\u{1}∗\u{1} and Cy Cole", &["Ada Abel", "Bo Baker", "Cy Cole"]);
        check("Authors: Dr. Ada Abel1, Prof. Bo O’Baker2", &["Ada Abel", "Bo O’Baker"]);
        check("Ada Abel\u{1}2\u{1}, M.S.", &["Ada Abel"]);
        check("Ada Abel, M.D., M.A., M.S. Baker", &["Ada Abel", "M.S. Baker"]);
        check("Ada Abel, MD, Bo Baker, Ph.D.", &["Ada Abel", "Bo Baker"]);
        check("{ada,bo}@example.org, cy@example.org", &[]);
        check("Ada J. Abel-Smith; D. E. van Baker", &["Ada J. Abel-Smith", "D. E. van Baker"]);
    }

    #[test]
    fn names_and_other_things() {
        for name in ["Ada Abel", "A. B. Cole", "Ada van der Abel", "Noémie Élan", "Giovanni d’Abel", "J Abel"]
        {
            assert!(is_name(name), "{name}");
        }
        for other in [
            "Abel",
            "University of Abel",
            "Harvard Medical School",
            "Google Inc",
            "for the Ada Abel",
            "A B",
            "Ada abel",
        ] {
            assert!(!is_name(other), "{other}");
        }
    }

    #[test]
    fn prose_is_no_list_of_names() {
        assert!(is_prose("we present a benchmark that is made with care by the clinicians in the ward"));
        assert!(!is_prose("ada abel, bo baker, cy cole, di dale, ed earl, fay fox, gus gale and hal hill"));
    }
}
