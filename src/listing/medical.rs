//! Whether a text is about medicine, and the words that say so.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::pattern;
use crate::document::split_sentences;

/// Nobody says these of anything else.
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:clinic(?:s|al|ally|ians?)?|medical|medically|medicines?|biomedic\w+|healthcare|health care|physicians?|",
        r"doctors?|nurs(?:e|es|ing)|hospitals?|inpatients?|bedside|internists?|surgeons?|psychiatr\w+|therapists?|",
        r"(?:mental|public|global|metabolic|maternal|oral) health|health (?:coach\w*|advice|questions?|literacy|records?)|",
        r"general practitioners?|pharmac\w+|prescri(?:bing|ptions?) drugs?|drug interactions?|radiolog\w+|oncolog\w+|",
        r"dermatolog\w+|ophthalm\w+|retina(?:l)?|cardiolog\w+|neurolog\w+|p(?:a)?ediatric\w*|an(?:a)?esthe\w+|gyn(?:a)?ecolog\w+|",
        r"patholog(?:ists?|ical)|digital pathology|histopatholog\w+|endoscop\w+|colonoscop\w+|laparoscop\w+|biops(?:y|ies)|",
        r"tumou?rs?|cancers?|skin (?:lesions?|diseases?)|lesions?|electronic health records?|vital signs|sepsis|stroke|",
        r"diabetes|dement\w+|epidemiolog\w+|discharge (?:notes?|letters?|instructions?|summar\w+)|death certificates?|x-rays?|radiographs?|ultrasound|electrocardiogra\w+|",
        r"mri|veterinar\w+|dental|dentist\w*|midwi\w+|intensive care|emergency (?:department|vignette|call)s?|usmle|icd-1[01]|",
        r"nephrolog\w+|urolog\w+|rheumatolog\w+|h(?:a)?ematolog\w+|endocrinolog\w+|obstetric\w*|orthop(?:a)?edic\w*|",
        r"dialysis|palliative|hospices?|polyps?|burn units?|psychotherap\w+|physiotherap\w+|fractures?|heart failure|chronic wounds?|chemotherap\w+|vaccin\w+|asthma|pneumonia|hypertension|parkinson\w*|alzheimer\w*|autism|schizophrenia|",
        r"hiv|covid-19|tuberculosis|malaria|carcinomas?|melanomas?|gliomas?|leuk(?:a)?emia|lymphomas?|pulmonary|cardiac|",
        r"cardiovascular|renal|mammogra\w+|echocardiogra\w+|electroencephalogra\w+|computed tomography|comorbidit\w+|",
        r"adverse (?:drug )?events?|medications?|salivary|intubat\w+|glucose monitoring|drug discovery|drug-target|rare diseases?|suicid\w+|ward rounds?)\b",
        r"|(?-i)\b(?:CT|EHRs?|ICUs?|ECGs?|EEGs?|OCT)\b"
    ))
});

/// These are said of medicine mostly, and of other things.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:patients?|diagnos\w+|diseases?|health|drugs?|dos(?:es?|ing|age)|symptoms?|treatments?|therap\w+|",
        r"surgical|surgery|pathology|triage|admissions?|wards?|residents?|genetic|organs?|anatom\w+|consent|(?:patient|primary|critical|acute|nursing|palliative) care|labor|pills?|prognos\w+|handover|mortality|infections?|lungs?|hearts?|brain)\b"
    ))
});

/// Medicine is named in passing beside other fields.
static FIELDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:law|legal|financ\w+|econom\w+|physics|chemistry|mathematic\w*|math|programming|engineering|business|politics|agriculture|e-commerce|humanities)\b",
    )
});

/// The words that make a text medical, in its order and each once, the sure ones first; empty when it is not.
/// One sure word and any other, or a sure word in the title, are enough. Sentences that name two fields more say that
/// the text is about many.
pub(super) fn medical_words<'t>(title: &'t str, summary: &'t str) -> Vec<&'t str> {
    let is_of_many = |text: &str| FIELDS.find_iter(text).take(2).count() == 2;
    let sentences = split_sentences(summary).into_iter().map(|range| &summary[range]);
    let texts: Vec<&str> = std::iter::once(title).chain(sentences.filter(|text| !is_of_many(text))).collect();
    let sure = distinct(&STRONG, &texts);
    let others = distinct(&WEAK, &texts);
    let is_medical = STRONG.is_match(title) || sure.len() >= 2 || (sure.len() == 1 && !others.is_empty());
    if is_medical { sure.into_iter().chain(others).collect() } else { Vec::new() }
}

fn distinct<'t>(words: &Regex, texts: &[&'t str]) -> Vec<&'t str> {
    let mut met = BTreeSet::new();
    let found = texts.iter().flat_map(|text| words.find_iter(text)).map(|found| found.as_str());
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
        check("Notes", "It covers law, finance, medicine and care of patients.", &[]);
    }
}
