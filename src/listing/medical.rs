//! Whether a text is about medicine, and the words that say so.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;

/// Nobody says these of anything else.
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:clinic(?:s|al|ally|ians?)?|medical|medically|medicines?|biomedic\w+|healthcare|health care|physicians?|",
        r"doctors?|nurs(?:e|es|ing)|hospitals?|inpatients?|bedside|internists?|surgeons?|psychiatr\w+|therapists?|",
        r"(?:mental|public|global) health|health (?:coach\w*|advice|questions?|literacy|records?)|",
        r"general practitioners?|pharmac\w+|prescri(?:bing|ptions?) drugs?|drug interactions?|radiolog\w+|oncolog\w+|",
        r"dermatolog\w+|ophthalm\w+|retina(?:l)?|cardiolog\w+|neurolog\w+|p(?:a)?ediatric\w*|an(?:a)?esthe\w+|gyn(?:a)?ecolog\w+|",
        r"patholog(?:ists?|ical)|digital pathology|histopatholog\w+|endoscop\w+|colonoscop\w+|laparoscop\w+|biops(?:y|ies)|",
        r"tumou?rs?|cancers?|skin (?:lesions?|diseases?)|lesions?|electronic health records?|vital signs|sepsis|stroke|",
        r"diabetes|dement\w+|epidemiolog\w+|discharge (?:notes?|summar\w+)|x-rays?|radiographs?|ultrasound|electrocardiogra\w+|",
        r"mri|veterinar\w+|dental|dentist\w*|midwi\w+|intensive care|emergency (?:department|vignette|call)s?|usmle|icd-1[01]|",
        r"drug discovery|drug-target|rare diseases?|suicid\w+|ward rounds?)\b",
        r"|(?-i)\b(?:CT|EHRs?|ICUs?|ECGs?|EEGs?|OCT)\b"
    ))
});

/// These are said of medicine mostly, and of other things.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:patients?|diagnos\w+|diseases?|health|drugs?|dos(?:es?|ing|age)|symptoms?|treatments?|therap\w+|",
        r"surgical|surgery|pathology|triage|admissions?|wards?|residents?|genetic|organs?|anatom\w+|consent|cases|care)\b"
    ))
});

/// The words that make a text medical, in its order and each once, the sure ones first; empty when it is not.
/// One sure word and any other, or a sure word in the title, are enough.
pub(super) fn medical_words<'t>(title: &'t str, summary: &'t str) -> Vec<&'t str> {
    let sure = distinct(&STRONG, title, summary);
    let others = distinct(&WEAK, title, summary);
    let is_medical = STRONG.is_match(title) || sure.len() >= 2 || (sure.len() == 1 && !others.is_empty());
    if is_medical { sure.into_iter().chain(others).collect() } else { Vec::new() }
}

fn distinct<'t>(words: &Regex, title: &'t str, summary: &'t str) -> Vec<&'t str> {
    let mut met = BTreeSet::new();
    let found = words.find_iter(title).chain(words.find_iter(summary)).map(|found| found.as_str());
    found.filter(|word| met.insert(word.to_lowercase().trim_end_matches('s').to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medicine_is_more_than_a_figure_of_speech() {
        let check = |title: &str, summary: &str, expect: &[&str]| {
            assert_eq!(medical_words(title, summary), expect, "{title}");
        };
        check("Notes", "Two physicians and a physician read CT scans.", &["physicians", "CT"]);
        check("A hospital", "", &["hospital"]);
        check("Diagnosing exploding gradients", "The pathology has a treatment; be patient.", &[]);
        check("Notes", "A doctor once said so.", &[]);
        check("Notes", "Doctors see patients.", &["Doctors", "patients"]);
    }
}
