//! Whether a paper is a benchmark, and a medical one, with the words that decide it.
//!
//! It introduces one, or its main deed is to evaluate what is there ([`evaluation`]); both can be audited. To
//! introduce one, somebody makes something (`we introduce`, `this paper presents`, the thing's own name as a subject), and
//! what is made is there to evaluate: a benchmark by that word, or a data set whose abstract says that it is
//! for testing. Papers that make a model and evaluate it on benchmarks make no benchmark; surveys and data to
//! train on are none.

use std::sync::LazyLock;

use regex::Regex;

use super::Entry;
use super::evaluating::{evaluation, invention};
use super::medical::medical_words;
use crate::document::pattern;
use crate::document::split_sentences;

/// What a paper is, as far as this program looks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It introduces a medical benchmark, or its main deed is to evaluate on a medical task.
    MedicalBenchmark,
    /// The same of something that is not medical.
    OtherBenchmark,
    /// It is medical, and its main deed is another: a method, a treatment, a review, data to train on.
    Medical,
    /// Neither.
    Unrelated,
}

impl Kind {
    /// The kind in words, for people.
    pub fn name(self) -> &'static str {
        match self {
            Kind::MedicalBenchmark => "medical benchmark",
            Kind::OtherBenchmark => "other benchmark",
            Kind::Medical => "medical, no benchmark",
            Kind::Unrelated => "unrelated",
        }
    }
}

/// What a paper is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What the paper is.
    pub kind: Kind,
    /// The words that say that a benchmark is introduced; empty when none do.
    pub introduces: Vec<String>,
    /// The words that say that its main deed is to evaluate; empty when none do, and when it introduces a benchmark.
    pub evaluates: Vec<String>,
    /// The words that make it medical; empty when it is not.
    pub medical: Vec<String>,
    /// The words that speak against a benchmark and prevailed.
    pub against: Vec<String>,
}

/// Somebody makes something. What comes between the maker and the deed is short. "By introducing" and
/// "HeartSet, a new data set" need none.
const DEED: &str = concat!(
    r"(?:\bby (?:introduc|present|propos|releas|construct|build|creat|curat|contribut)ing\b|, an? (?:new|novel)\b|",
    r"\b(?:we|here we|this (?:paper|work|article|study)|our (?:paper|work))\b[^.;:]{0,90}?\b(?:",
    r"introduc(?:e|es|ed)|present(?:s|ed)?|propos(?:e|es|ed)|releas(?:e|es|ed)|construct(?:s|ed)?|buil[dt]|builds|",
    r"develop(?:s|ed)?|creat(?:e|es|ed)|contribut(?:e|es|ed)|curat(?:e|es|ed)|collect(?:s|ed)?|gather(?:s|ed)?|",
    r"assembl(?:e|es|ed)|compil(?:e|es|ed)|describ(?:e|es|ed)|design(?:s|ed)?|publish(?:es|ed)?|establish(?:es|ed)?|",
    r"offer(?:s|ed)?|organi[sz](?:e|es|ed)|annotat(?:e|es|ed)|digiti[sz](?:e|es|ed)|turn(?:s|ed)?|obtain(?:s|ed)?|",
    r"rewr(?:ite|ites|ote)|provid(?:e|es|ed)|shar(?:e|es|ed)|craft(?:s|ed)?|put together)\b)"
);

/// Things that are there to evaluate, whatever else is said.
const MEASURE: &str = concat!(
    r"(?:benchmarks?(?: suite| dataset| data set)?\b|test ?(?:sets?|suites?|beds?)\b|functional tests\b|leaderboard\b|",
    r"(?:evaluation|challenge|assessment) (?:suites?|sets?|data ?sets?|frameworks?|environments?|corpus)\b|shared tasks?\b|",
    r"arena\b|(?-i:[A-Z][\w-]*(?:Bench|Eval|QA|MCQ|Quiz|Arena|Exam)(?:-[\w-]+)?\b))"
);

/// Things that may serve to evaluate or to train.
const DATA: &str = concat!(
    r"(?:(?:data ?sets?|corpus|corpora|collection|resource|environment|simulator|set|suite|tests?)\b|",
    r"\d[\d,.]* (?:[\w-]+ ){0,4}?(?:questions?|items?|cases?|problems?|conversations?|vignettes?|pairs?|tasks?|images?|",
    r"photographs?|reports?|hours|judg[e]?ments?|encounters?|leaflets?|charts?|records?|requests?|calls?|notes?|",
    r"transcripts?|scenarios?|dialogues?|examples?|exams?|forms?|videos?|clips?|prompts?|recordings?|patients?)\b)"
);

/// "PharmaQA, which consists of 300 questions": the thing is named and then said.
static HELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?i:(?:which|that) (?:is|are|consists? of|comprises?|contains?|holds?|has)\b)")
});

/// "A new test set we release", "a benchmark of 40 items was built": the thing comes before the deed.
const BEFORE_DEED: &str = concat!(
    r"(?:,? (?:that |which )?we (?:introduced?|present(?:ed)?|proposed?|released?|construct(?:ed)?|buil[dt]|",
    r"develop(?:ed)?|created?|curated?)\b|",
    r"(?: [\w-]+){0,8}? (?:was|were|is|has been) (?:constructed|built|developed|created|introduced|curated)\b)"
);

/// The same by name: what the title calls it, or a name in capitals, is or holds something.
const BEING: &str = r"\b(?:is|consists? of|compris(?:es|ing)|contains?|offers?|provides?|collects?|contributes?|covers?|gathers|tests|measures)\b";

struct Rules {
    deed: Regex,
    measure: Regex,
    data: Regex,
    before_deed: Regex,
    being: Regex,
    purpose: Regex,
    training: Regex,
    survey: Regex,
    title: Regex,
    title_data: Regex,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules {
    deed: pattern(&format!("(?i){DEED}")),
    measure: pattern(&format!("^(?i:{MEASURE})")),
    data: pattern(&format!("^(?i:{DATA})")),
    before_deed: pattern(&format!(r"\b(?i:{MEASURE})(?i:{BEFORE_DEED})")),
    being: pattern(&format!("^(?i:{BEING})")),
    purpose: pattern(concat!(
        r"(?i)\b(?:(?:to|for|of|solely for|meant for) (?:the )?(?:evaluat|assess|test|measur|benchmark|compar|rank|audit|",
        r"scor|prob)\w*|evaluation of (?:[\w-]+ ){0,6}?models?\b|held out for|",
        r"models? (?:is|are) (?:scored|evaluated|tested|compared)|",
        r"(?:we|to) (?:evaluate|assess|benchmark|test|compare|score) (?:\w+ ){0,5}?(?:models?|agents?|systems|recognizers|classifiers|",
        r"assistants|chatbots|detectors)|of (?:the )?(?:\w+ ){1,3}models tested|as a (?:benchmark|challenge|test)|scores? (?:both|each)|",
        r"baselines?\b|leaderboard|\b(?:existing|current|several|various|state-of-the-art|strong|popular|leading|two|three|four|five|six|",
        r"seven|eight|nine|ten|eleven|twelve|\d+) (?:[\w-]+ ){0,3}?",
        r"(?:models|LLMs|systems)\b)"
    )),
    training: pattern(concat!(
        r"(?i)\b(?:for (?:the )?(?:pre-?)?(?:train|tun|fine-?tun)ing|to (?:pre-?)?train|pre-?train(?:ing)?|instruction-response|",
        r"trained on (?:it|them)|fine-tuned on (?:it|them)|for tuning)\b"
    )),
    survey: pattern(
        r"(?i)\b(?:a (?:(?:systematic|scoping|critical|narrative|literature|comprehensive) ){0,2}(?:survey|review)\b|position:|we (?:review|survey|argue|re-?analy[sz]e)\b)",
    ),
    title: pattern(
        r"(?i)\bbenchmarks? (?:for|of|on)\b|:.*\bbenchmark\b|^benchmark(?:ing)?\b|:.*\b(?:data ?set|corpus)\b|\btest set\b|\bshared task\b",
    ),
    title_data: pattern(r"(?i)\b(?:benchmark|data ?set|corpus|collection|test|challenge|questions|images)\b"),
});

/// Words that end the object of a deed.
const PREPOSITIONS: [&str; 22] = [
    "on", "for", "to", "with", "that", "which", "from", "by", "across", "over", "using", "when", "how",
    "and", "around", "improves", "whose", "where", "in", "via", "against", "than",
];

/// What a paper is.
pub fn verdict(entry: &Entry) -> Verdict {
    let title = entry.title.as_deref().unwrap_or_default();
    let medical = medical_words(title, &entry.summary);
    let (introduces, evaluates, against) = deeds(title, &entry.summary);
    let is_benchmark = !introduces.is_empty() || !evaluates.is_empty();
    let kind = match (is_benchmark, !medical.is_empty()) {
        (true, true) => Kind::MedicalBenchmark,
        (true, false) => Kind::OtherBenchmark,
        (false, true) => Kind::Medical,
        (false, false) => Kind::Unrelated,
    };
    let medical = medical.into_iter().map(str::to_owned).collect();
    Verdict { kind, introduces, evaluates, medical, against }
}

/// The words that introduce a benchmark, else those that evaluate, else those that speak against both.
fn deeds(title: &str, summary: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let nothing = |against: Vec<String>| (Vec::new(), Vec::new(), against);
    if let Some(survey) = RULES.survey.find(title) {
        return nothing(vec![survey.as_str().to_owned()]);
    }
    // Whoever argues or reviews afterwards has done something else first.
    let survey = RULES.survey.find(summary);
    let is_first = |at: usize| survey.is_none_or(|survey| at < survey.start());
    let reviews = || nothing(survey.iter().map(|survey| survey.as_str().to_owned()).collect());
    match introduction(title, summary) {
        Ok(introduces) => {
            let at = introduces.first().and_then(|words| summary.find(words.as_str())).unwrap_or(usize::MAX);
            if is_first(at) { (introduces, Vec::new(), Vec::new()) } else { reviews() }
        }
        Err(mut against) => match evaluation(title, summary) {
            Ok(deed) if is_first(deed.at) => (Vec::new(), vec![deed.words], Vec::new()),
            Ok(_) => reviews(),
            Err(more) => {
                against.extend(survey.map(|survey| survey.as_str().to_owned()));
                against.extend(more);
                nothing(against)
            }
        },
    }
}

/// The words that introduce a benchmark, or those that speak against it.
fn introduction(title: &str, summary: &str) -> Result<Vec<String>, Vec<String>> {
    let rules = &*RULES;
    let found = |rule: &Regex, text: &str| rule.find(text).map(|found| found.as_str().to_owned());
    let ranges = || split_sentences(summary).into_iter();
    let sentences = || ranges().map(|range| &summary[range]);
    if let Some(words) = sentences().find_map(|sentence| made(sentence, &rules.measure, title)) {
        return Ok(vec![words]);
    }
    if let Some(words) = found(&rules.before_deed, summary) {
        return Ok(vec![words]);
    }
    let data = ranges().find_map(|range| {
        let words = made(&summary[range.clone()], &rules.data, title)?;
        Some((range, words))
    });
    let purpose = found(&rules.purpose, summary).or_else(|| found(&rules.purpose, title));
    let training = found(&rules.training, summary).or_else(|| found(&rules.training, title));
    // Training is also said of what the data is not for, unless the sentence that makes it says so.
    let is_for_training = |sentence: &str| {
        training.is_some() && (rules.training.is_match(sentence) || !rules.purpose.is_match(sentence))
    };
    // Data in the abstract of a method is there to try it on, unless the title is the data's.
    let is_main =
        |at: usize| rules.title_data.is_match(title) || invention(summary).is_none_or(|method| at <= method);
    match (data, purpose, &training) {
        (Some((range, data)), Some(purpose), _)
            if is_main(range.start) && !is_for_training(&summary[range.clone()]) =>
        {
            Ok(vec![data, purpose])
        }
        (_, _, None) if rules.title.is_match(title) => Ok(vec![title.to_owned()]),
        _ => Err(training.into_iter().collect()),
    }
}

/// The words of a sentence by which something of that kind is made, as they stand there.
fn made(sentence: &str, thing: &Regex, title: &str) -> Option<String> {
    let rules = &*RULES;
    for deed in rules.deed.find_iter(sentence) {
        if let Some(end) = object(sentence, deed.end(), thing) {
            return Some(sentence[deed.start()..end].to_owned());
        }
    }
    let (name, rest) = subject(sentence, title)?;
    let being = rules.being.find(rest.trim_start())?;
    let start = sentence.len() - rest.trim_start().len();
    let end = object(sentence, start + being.end(), thing)?;
    Some(format!("{name}{}", &sentence[name.len()..end]))
}

/// The name that a sentence begins with, where it is the title's or written like one.
fn subject<'s>(sentence: &'s str, title: &str) -> Option<(&'s str, &'s str)> {
    let name = sentence.split_whitespace().next()?.trim_end_matches(',');
    let is_name = name.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit());
    (is_name && (title.contains(name) || name.len() >= 6)).then(|| sentence.split_at(name.len()))
}

/// Where the object of a deed ends, if it is such a thing. Only its name and adjectives may come before it.
fn object(sentence: &str, start: usize, thing: &Regex) -> Option<usize> {
    let mut at = start;
    for _ in 0..12 {
        let rest = sentence[at..].trim_start_matches([' ', ',', '(', '“', '"', ':']);
        at = sentence.len() - rest.len();
        if let Some(found) = thing.find(rest) {
            return Some(at + found.end());
        }
        let held = HELD.find(rest).map_or(0, |held| held.end());
        if held > 0 {
            at += held;
            continue;
        }
        let word = rest.split_whitespace().next()?;
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if PREPOSITIONS.contains(&bare.to_lowercase().as_str()) || word.ends_with('.') {
            return None;
        }
        at += word.len();
    }
    None
}
