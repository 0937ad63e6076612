//! Whether a paper's main deed is to evaluate what is there already, and the words that say so.
//!
//! Such papers bring no data of their own and can be audited all the same: they compare models on a task, propose
//! a metric or a way to evaluate, or ask whether models can do something. The title says so, or what the abstract
//! does first. Whoever makes a model, a method or software and evaluates it makes that.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::pattern;
use crate::document::split_sentences;

/// What is said of a paper's deeds: words as they stand there, and where in the abstract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deed {
    /// The words.
    pub(super) words: String,
    /// Where they begin in the abstract, in bytes; behind it for those of the title.
    pub(super) at: usize,
}

/// What is evaluated, more than one of it or by a name that many know.
const SUBJECT: &str = concat!(
    r"(?:models\b|(?:language|foundation|vision-language|multimodal) models?\b|(?-i:(?:[A-Z]-?)?(?:LLM|VLM|LMM|PLM|SLM)s?\b)|",
    r"(?-i:(?:\w+-)?AI\b)|artificial intelligence|generative|chatbots?\b|(?:chat|med-?)?gpt\b|llama\b|(?:med-?)?palm\b|",
    r"gemini\b|claude\b|bard\b|copilot\b|deepseek\b|(?:machine|deep) learning(?: models| algorithms)?\b|neural networks\b|classifiers\b|",
    r"algorithms\b|metrics\b|judges\b|agents\b|assistants\b|detectors\b|recognizers\b|encoders\b|embeddings\b|",
    r"transformers\b|tokenizers\b|(?:prompting|training|retrieval) (?:strategies|techniques|methods)\b|",
    r"methods\b|approaches\b|strategies\b|techniques\b|systems\b|tools\b|baselines\b|networks\b|",
    r"benchmarks\b|(?:summari[sz]ation|segmentation|report generation|question answering|speech recognition)(?: models| systems)?\b)"
);

/// Without any of these words nothing that computes is evaluated: there are models of mice, and methods of surgery.
const COMPUTING: &str = concat!(
    r"(?i)\b(?:language model\w*|(?-i:\w*(?:LLM|VLM)s?)|(?:machine|deep|representation|federated) learning|",
    r"neural net\w*|(?-i:AI|NLP|QA)|artificial intelligence|\w*gpt\b|chatbots?|transformers?|segmentation|classifiers?|",
    r"pre-?train\w*|fine-?tun\w*|foundation models?|natural language|zero-shot|large models?|vision-language|prompt\w*|",
    r"question[- ]answering|embeddings?|data ?sets?|generative|summari[sz]ation|algorithms?|report generation|",
    r"predict(?:ion|ive) models?|speech recogni\w+|(?:report )?generators?|detectors?|predictors?|computer vision|",
    r"computer-aided|de-?identification|(?:information|entity|relation) extraction|named entit\w+|automat(?:ed|ic)\w*|benchmark\w*)\b"
);

/// Deeds that evaluate, whatever their object.
const EVALUATE: &str = concat!(
    r"(?:evaluat|assess|benchmark|compar|audit|prob|meta-evaluat|test|stress-test|red-team|scrutini[sz]|externally validat|re-?evaluat)",
    r"(?:es|ed|e|s|ing)?\b"
);

/// What may stand before such a deed.
const ADVERBS: &str =
    r"(?: (?:\w+ly|therefore|thus|then|first|here|have|has|had|are|will|also|further|next|not only)){0,3}";

/// Deeds that evaluate where their object is a quality of models, or whether they can do something.
const INVESTIGATE: &str =
    r"(?:investigat|explor|stud(?:y|i)|examin|analy[sz]|ask|characteri[sz]|inspect|question)(?:es|ed|e|s)?\b";

/// What models are good or bad at.
const QUALITY: &str = concat!(
    r"(?i)\b(?:abilit\w+|capabilit\w+|capacit\w+|potential|performance|accuracy|robustness|reliability|safety|bias(?:es)?|",
    r"fairness|quality|limits?|limitations?|effectiveness|usefulness|utility|suitability|feasibility|competence|proficiency|",
    r"consistency|calibration|sensitivity|vulnerabilit\w+|faithfulness|factuality|trustworthiness|generali[sz]\w+|behaviou?r|",
    r"knowledge|readiness|hallucinations?|errors?|failures?|whether|how|if|extent)\b"
);

/// Deeds that make something new.
const INVENT: &str = concat!(
    r"(?:propos|introduc|develop|present|design|describ|devis|creat|construct|formulat|engineer|pioneer)(?:es|ed|e|s)?\b|",
    r"(?:builds?|built)\b"
);

/// Deeds that make it one's own; whoever compares things may do that to some of them.
const TRAIN: &str = r"(?:train|fine-?tun|implement|adapt|pre-?train)(?:es|ed|e|s)?\b";

/// What is made by those whose main deed is not to evaluate.
const METHOD: &str = concat!(
    r"(?:models?|networks?|architectures?|methods?|methodology|approach|algorithms?|frameworks?|pipelines?|systems?|",
    r"techniques?|strategy|modules?|loss|encoders?|decoders?|transformers?|mechanisms?|paradigm|assistants?|chatbots?|agents?|",
    r"tools?|toolkits?|software|platforms?|packages?|library|app|applications?|classifiers?|detectors?|policy|recipe|adapters?|",
    r"LLMs?|prior|scheme|workflow|device|intervention|treatment|protocol)\b"
);

/// What is made by those who say how to evaluate.
const MEASURE: &str = concat!(
    r"(?:metrics?\b|leaderboards?\b|meta-evaluations?\b|rubrics?\b|(?:evaluation|assessment|auditing|audit|benchmarking|testing|",
    r"red[- ]teaming) (?:[\w-]+ )?(?:methods?|methodolog\w+|frameworks?|protocols?|pipelines?|strateg\w+|approach(?:es)?|schemes?|",
    r"toolkits?|tools?|paradigms?|procedures?|measures?|scores?|metrics?|criteria)\b|(?:fairness|bias|safety|robustness) audits?\b)"
);

/// Who does it.
const MAKER: &str = concat!(
    r"\b(?:we|authors|(?:this|our|the present|the current|present|current) (?:[\w-]+ ){0,2}?(?:paper|work|article|",
    r"study|research|project|investigation|evaluation|audit|report|thesis))\b"
);

/// "Five open language models", "commercial tools".
const SEVERAL: &str = concat!(
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|multiple|various|popular|leading|existing|",
    r"commercial|state-of-the-art|open-source|\d+) (?:[\w,-]+ ){0,5}?(?:language models|models|LLMs|chatbots|tools|algorithms|systems)\b"
);

struct Rules {
    computing: Regex,
    evaluates: Regex,
    investigates: Regex,
    holds: Regex,
    is_evaluated: Regex,
    several: Regex,
    invents: Regex,
    trains: Regex,
    is_invented: Regex,
    aside: Regex,
    subject: Regex,
    quality: Regex,
    method: Regex,
    measure: Regex,
    purpose: Regex,
    title_head: Regex,
    title_question: Regex,
    title_claim: Regex,
    title_subject: Regex,
    title_makes: Regex,
    nominal: Regex,
    opinion: Regex,
    gives: Regex,
    finding: Regex,
    advice: Regex,
}

/// A rule of English words, whose edges are told by ASCII alone, which is much faster.
fn rule(source: &str) -> Regex {
    pattern(&source.replace(r"\b", r"(?-u:\b)"))
}

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules {
    computing: rule(COMPUTING),
    // "We systematically evaluate", "the aim of this study was to assess", "Objective: To compare".
    evaluates: rule(&format!(
        concat!(
            r"(?i)(?:{MAKER}(?:(?: [\w-]+,?){{0,5}}? (?:to|and|by|then|for))?|\b(?:aim|aims|aimed|objective|purpose|goal|sought|seek)\b(?: [\w-]+){{0,5}}? to|",
            r"^(?:[\w ]{{3,20}}: ?)?to){ADVERBS} {EVALUATE}"
        ),
        MAKER = MAKER,
        ADVERBS = ADVERBS,
        EVALUATE = EVALUATE
    )),
    investigates: rule(&format!(r"(?i){MAKER}(?: [\w-]+,?){{0,4}}? {INVESTIGATE}")),
    // "We conduct a thorough evaluation of", "our comparison of", "in benchmarking".
    holds: rule(concat!(
        r"(?i)(?:\b(?:conduct|perform|present|carry out|carried out|report|provid|undert[ao]|offer|giv)\w*(?: out)? (?:an?|the first|the)|",
        r"\bour|\bin this|\bthis is an?|\bthrough an?)",
        r" (?:[\w-]+,? ){0,6}?(?:evaluation|assessment|comparison|benchmarking|audit|comparative (?:study|analysis)|",
        r"meta-evaluation|head-to-head|external validation|benchmark study|(?:empirical|reader|systematic) study|",
        r"(?:systematic|empirical|robustness|fairness|error|failure) analysis)(?: study)? (?:of|between|across|comparing|on|to evaluate|to assess)\b",
        r"|\bin (?:benchmarking|evaluating|comparing|testing)\b|\bby (?:benchmarking|evaluating|comparing)\b"
    )),
    // "Five chatbots were asked", "responses of ChatGPT were graded", "we ran four tools".
    is_evaluated: rule(&format!(
        concat!(
            r"(?i)\b(?:{SEVERAL}|(?:chat)?gpt[\w.-]*|(?:responses?|answers?|outputs?|summaries|reports) (?:[\w.-]+ ){{0,5}}?)",
            r"(?: \([^)]*\))? ?(?:was|were|are) (?:\w+ ){{0,3}}?",
            r"(?:evaluated|assessed|compared|benchmarked|tested|graded|rated|scored|prompted|queried|asked)\b|",
            r"\bwe (?:apply|applied|run|ran|prompt|prompted|query|queried|ask|asked|give|gave|try|tried) {SEVERAL}"
        ),
        SEVERAL = SEVERAL
    )),
    several: rule(&format!(r"(?i)\b{SEVERAL}")),
    invents: rule(&format!(r"(?i){MAKER}(?: [\w-]+,?){{0,4}}? (?:{INVENT})")),
    trains: rule(&format!(r"(?i){MAKER}(?: [\w-]+,?){{0,4}}? (?:{TRAIN})")),
    // "A network with two heads is proposed", "the proposed network", "our method".
    is_invented: rule(&format!(
        concat!(
            r"(?i)\ban? (?:[\w-]+,? ){{0,6}}?{METHOD} (?:[\w-]+,? ){{0,6}}?(?:is|was) (?:\w+ )?",
            r"(?:proposed|introduced|developed|presented|designed)\b|\bthe proposed {METHOD}|",
            r"\bour (?:proposed |novel |new )?(?:method|model|network|approach|architecture|algorithm)\b"
        ),
        METHOD = METHOD
    )),
    aside: rule(r"(?i)\b(?:also|further|furthermore|additionally|in addition|finally|moreover|lastly)\b"),
    subject: rule(&format!("^(?i:{SUBJECT})")),
    quality: rule(QUALITY),
    method: rule(&format!("^(?i:{METHOD})")),
    measure: rule(&format!("^(?i:{MEASURE})")),
    purpose: rule(
        r"(?i)\b(?:to|for|that|which|can|and) (?:[\w-]+ ){0,3}?(?:evaluat|assess|audit|benchmark|stress-test|red-team|prob)(?:es|e|s|ing)?\b",
    ),
    title_head: rule(concat!(
        r"(?i)\b(?:re-?)?(?:evaluating|benchmarking|assessing|comparing|auditing|probing|examining|investigating|testing|quantifying|",
        r"measuring|uncovering|revealing|scrutini[sz]ing|unveiling|exposing|red[- ]teaming|stress[- ]testing|validating)\b|",
        r"\b(?:evaluation|assessment|comparison|meta-evaluation|audit|(?:external )?validation|performance|accuracy|reliability|",
        r"robustness|limitations|limits|failures|pitfalls|bias(?:es)?|fairness|safety|capabilit(?:y|ies)) (?:of|in|among|between|on)\b|",
        r"\b(?:exploring|understanding) the (?:[\w-]+ )?(?:limits|limitations|performance|robustness|potential|capabilities|abilities|biases)\b|",
        r"\b(?:comparative|empirical|benchmark(?:ing)?|evaluation|validation|head-to-head|cross-sectional|simulation) (?:study|analysis|evaluation|comparison|assessment)\b|",
        r"\b(?:an?|the) (?:[\w-]+ ){0,2}?(?:evaluation|assessment|comparison|audit)\b|\bcompared (?:with|to)\b|\b(?:versus|vs)\b"
    )),
    title_question: rule(
        r"(?i)(?:^|[:.?!–—] ?)(?:can|do|does|did|are|is|how|what|which|will|should|could|would|when|where|why|who|to what extent)\b[^?:]*\?",
    ),
    title_claim: rule(&format!(
        concat!(
            r"(?i)\b{SUBJECT}(?: [\w-]+){{0,4}}? (?:struggles?|fails?|outperforms?|underperforms?|hallucinates?|exhibits?|lacks?|match(?:es)?|surpass(?:es)?|",
            r"perpetuates?|amplif(?:y|ies)|propagates?|encodes?|(?:is|are) (?:not|more|less|still|poor|un\w+|susceptible|sensitive|vulnerable|prone|biased|brittle|overconfident|blind)|can(?:not)?|do not|does not|still)\b"
        ),
        SUBJECT = SUBJECT
    )),
    title_subject: rule(&format!(r"(?i)\b{SUBJECT}")),
    title_makes: rule(
        r"(?i)^(?:[\w-]+: )?(?:improving|enhancing|mitigating|learning|towards?|leveraging|advancing|boosting|reducing|accelerating|augmenting|a (?:novel|new))\b",
    ),
    // "We present an evaluation of seven models" makes none of them.
    nominal: rule(
        r"(?i)\b(?:evaluation|assessment|analys[ei]s|comparisons?|study|audit|results|findings|evidence|insights?|experiments?|performance|review|understanding|(?:variety|range|number) of)\b",
    ),
    // To ask people what they think of models is not to evaluate models.
    opinion: rule(
        r"(?i)\b(?:perce(?:ive|ived|ptions?)|attitudes?|opinions?|perspectives|experiences?|acceptance|adoption|interviews?|feel|views)\b",
    ),
    gives: rule(&format!(
        r"(?i){MAKER}(?: [\w-]+,?){{0,4}}? (?:releas|contribut|establish|provid|offer|publish)(?:es|ed|e|s)?\b"
    )),
    finding: rule(
        r"(?i)\bwe (?:find|found|show|observe|reveal|demonstrate)|\b(?:results|findings) |\bresults:|\b(?:outperform|reveal|show)(?:s|ed)\b|\d ?%|\bmedian\b|\bmean\b",
    ),
    advice: rule(r"(?i)\bshould\b"),
});

/// Words that end the object of a deed, and those that say that it is the authors' own.
const ENDS: [&str; 30] = [
    "on",
    "for",
    "to",
    "with",
    "that",
    "which",
    "from",
    "by",
    "using",
    "when",
    "whose",
    "where",
    "in",
    "via",
    "against",
    "than",
    "over",
    "our",
    "its",
    "it",
    "them",
    "this",
    "their",
    "ours",
    "proposed",
    "resulting",
    "these",
    "through",
    "under",
    "during",
];

/// The words by which a paper's main deed is evaluation, or those by which it is another.
pub(super) fn evaluation(title: &str, summary: &str) -> Result<Deed, Vec<String>> {
    let rules = &*RULES;
    if !rules.computing.is_match(title) && !rules.computing.is_match(summary) {
        return Err(Vec::new());
    }
    let titled =
        evaluates_by_title(title, summary).then(|| Deed { words: title.to_owned(), at: summary.len() });
    let measure = first(summary, measure_made);
    let evaluates = first(summary, evaluated);
    let invention = first(summary, invented);
    let training = first(summary, |sentence| method_made(sentence, &rules.trains));
    let is_before = |deed: &Deed, other: &Option<Deed>| other.as_ref().is_none_or(|other| deed.at < other.at);
    // What is made after the evaluation, under a title that evaluates, came out of it; else it is the main deed.
    let evaluates = evaluates.filter(|deed| {
        let is_main = if titled.is_some() { is_before(deed, &invention) } else { invention.is_none() };
        is_main && is_before(deed, &training)
    });
    let found = measure.filter(|deed| titled.is_some() || is_before(deed, &invention)).or(evaluates);
    let method = invention.or(training);
    let is_advice = rules.advice.is_match(summary) && !rules.finding.is_match(summary);
    match (found, titled, method) {
        (Some(found), ..) => Ok(found),
        (None, Some(titled), None) if !is_advice => Ok(titled),
        (None, _, method) => Err(method.map(|deed| deed.words).into_iter().collect()),
    }
}

/// Whether a title speaks of evaluating, or asks or says how good something is; that it computes is said there, or the
/// abstract tells of several that do.
fn evaluates_by_title(title: &str, summary: &str) -> bool {
    let rules = &*RULES;
    if rules.opinion.is_match(title) || rules.title_makes.is_match(title) {
        return false;
    }
    let speaks = rules.title_head.is_match(title) || rules.title_question.is_match(title);
    let is_of_models = rules.title_subject.is_match(title);
    rules.title_claim.is_match(title) || speaks && (is_of_models || rules.several.is_match(summary))
}

/// The first deed that a rule finds in the sentences of an abstract.
fn first(summary: &str, told: impl Fn(&str) -> Option<(usize, usize)>) -> Option<Deed> {
    split_sentences(summary).into_iter().find_map(|range| {
        let (start, end) = told(&summary[range.clone()])?;
        let words = summary[range.start + start..range.start + end].to_owned();
        Some(Deed { words, at: range.start + start })
    })
}

/// Where a sentence evaluates things that others made.
fn evaluated(sentence: &str) -> Option<(usize, usize)> {
    let rules = &*RULES;
    let deeds = rules.evaluates.find_iter(sentence).chain(rules.holds.find_iter(sentence));
    for deed in deeds {
        // What comes between may be the making of something, which is then evaluated.
        let is_own = rules.invents.is_match(deed.as_str()) || rules.trains.is_match(deed.as_str());
        if let Some(end) = (!is_own).then(|| object(sentence, deed.end(), &rules.subject)).flatten() {
            return Some((deed.start(), end));
        }
    }
    for deed in rules.investigates.find_iter(sentence) {
        if let Some(end) = object(sentence, deed.end(), &rules.subject)
            && rules.quality.is_match(&sentence[deed.end()..])
            && !rules.opinion.is_match(&sentence[deed.end()..end])
        {
            return Some((deed.start(), end));
        }
    }
    rules.is_evaluated.find(sentence).map(|deed| (deed.start(), deed.end()))
}

/// Where a sentence makes a metric or another way to evaluate.
fn measure_made(sentence: &str) -> Option<(usize, usize)> {
    let rules = &*RULES;
    rules.invents.find_iter(sentence).chain(rules.gives.find_iter(sentence)).find_map(|deed| {
        let measure = object(sentence, deed.end(), &rules.measure)
            .filter(|&end| !sentence[end..].trim_start().starts_with("learning"));
        let end = measure.or_else(|| {
            let method = object(sentence, deed.end(), &rules.method)?;
            let purpose = rules.purpose.find_at(sentence, method)?;
            let is_near = sentence[method..purpose.start()].split_whitespace().count() < 6;
            is_near.then(|| object(sentence, purpose.end(), &rules.subject)).flatten()
        })?;
        Some((deed.start(), end))
    })
}

/// Where a sentence makes a model, a method or software by such a deed, not in passing.
fn method_made(sentence: &str, deeds: &Regex) -> Option<(usize, usize)> {
    let rules = &*RULES;
    let found = deeds.find_iter(sentence).find_map(|deed| {
        let end = object(sentence, deed.end(), &rules.method)?;
        let is_method = !rules.nominal.is_match(&sentence[deed.end()..end]);
        (is_method && !rules.aside.is_match(&sentence[..deed.end()])).then_some((deed.start(), end))
    })?;
    measure_made(sentence).is_none().then_some(found)
}

/// Where a sentence makes something new, by its deed or because it is spoken of as one's own.
fn invented(sentence: &str) -> Option<(usize, usize)> {
    let own = || RULES.is_invented.find(sentence).map(|own| (own.start(), own.end()));
    method_made(sentence, &RULES.invents).or_else(own)
}

/// Where an abstract first makes a model, a method or software.
pub(super) fn invention(summary: &str) -> Option<usize> {
    first(summary, invented).map(|deed| deed.at)
}

/// Where the object of a deed ends, if it is such a thing and not the authors' own.
fn object(sentence: &str, start: usize, thing: &Regex) -> Option<usize> {
    let mut at = start;
    let mut before = "";
    for _ in 0..16 {
        let rest = sentence[at..].trim_start_matches([' ', ',', '(', '“', '"', ':', '‘']);
        at = sentence.len() - rest.len();
        // "The models" are those spoken of before.
        let is_known = ["the", "both", "all", "each"].contains(&before);
        if let Some(found) = thing.find(rest).filter(|found| !(is_known && found.as_str() == "models")) {
            return Some(at + found.end());
        }
        let word = rest.split_whitespace().next()?;
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_end = ENDS.contains(&bare.to_lowercase().as_str());
        let is_measured =
            matches!(before, "extent" | "degree") && bare == "to" || before == "to" && bare == "which";
        if is_end && !is_measured || word.ends_with(['.', ';']) && !word.ends_with("vs.") {
            return None;
        }
        before = bare;
        at += word.len();
    }
    None
}
