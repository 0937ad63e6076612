//! From TOML to a checked rubric.
//!
//! The tree is walked by hand instead of through serde, because an error here names line, criterion and
//! field together, and a derived reader knows only the first.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::contents::{Phase, Rubric};
use super::criterion::{Criterion, Published, PublishedKind};
use super::criterion_id::CriterionId;
use super::cue::{Cue, Pattern};
use super::error::{Error, Fault, Part};
use super::scale::{NotAScale, Scale};
use crate::disk::{read_text, sha256_hex};

const TEXT: &str = "text";
const NUMBER: &str = "a number";
const LIST: &str = "a list";
const TABLE: &str = "a table";

const MEDCHECK: &str = include_str!("medcheck.toml");

impl Rubric {
    /// MedCheck's 46 criteria in five phases, as this project restates them.
    pub fn medcheck() -> &'static Rubric {
        static RUBRIC: LazyLock<Rubric> = LazyLock::new(|| {
            #[expect(clippy::unwrap_used, reason = "a constant text, exercised by the tests")]
            Rubric::parse(MEDCHECK, "medcheck.toml").unwrap()
        });
        &RUBRIC
    }

    /// Reads a rubric from its text; `origin` names the text in errors.
    ///
    /// # Errors
    /// The first thing wrong, with its line, criterion and field.
    pub fn parse(text: &str, origin: &str) -> Result<Rubric, Error> {
        rubric(text, origin)
    }

    /// Reads a rubric from a file.
    ///
    /// # Errors
    /// That the file cannot be read, or what [`Rubric::parse`] finds.
    pub fn load(path: &Path) -> Result<Rubric, Error> {
        let text = read_text(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
        Rubric::parse(&text, &path.display().to_string())
    }
}

/// Reads and checks a whole rubric.
fn rubric(text: &str, origin: &str) -> Result<Rubric, Error> {
    let source = Source { text, origin };
    let root = DeTable::parse(text).map_err(|error| Error::Syntax {
        origin: origin.to_owned(),
        line: source.line(error.span().map_or(0, |span| span.start)),
        message: error.message().replace('\n', ", "),
    })?;
    let mut fields = Fields::new(&source, Part::Rubric, 0, root.into_inner());

    let id = fields.id()?;
    let version = fields.text("version")?;
    let title = fields.text("title")?;
    let scale = scale(&mut fields)?;
    let phases = entries(&mut fields, "phase", Part::NthPhase, Part::Phase, phase)?;
    let criteria = entries(&mut fields, "criterion", Part::NthCriterion, Part::Criterion, |fields, id| {
        criterion(fields, id, &scale, &phases)
    })?;
    fields.finish()?;
    Ok(Rubric { id, version, title, scale, phases, criteria, sha256: sha256_hex(text.as_bytes()) })
}

fn scale(fields: &mut Fields<'_>) -> Result<Scale, Error> {
    let Some(levels) = fields.list("scale")? else {
        return Err(fields.missing("scale"));
    };
    let levels: Vec<u8> = levels
        .into_iter()
        .map(|level| {
            let at = level.span().start;
            fields.whole_number("scale", level)?.try_into().map_err(|_| {
                let value = "out of range".to_owned();
                fields.fault_at(
                    at,
                    Fault::OutOfRange { field: "scale", value, expected: "levels from 0 to 255" },
                )
            })
        })
        .collect::<Result<_, _>>()?;
    Scale::new(levels).map_err(|error| {
        fields.fault(match error {
            NotAScale::Size(0) => Fault::Empty { field: "scale" },
            NotAScale::Size(levels) => Fault::ScaleSize { levels },
            NotAScale::Order(level, next) => Fault::ScaleOrder { level, next },
        })
    })
}

fn phase(fields: &mut Fields<'_>, id: String) -> Result<Phase, Error> {
    Ok(Phase {
        id,
        name: fields.text("name")?,
        published_mean_compliance: fields.share("published_mean_compliance")?,
    })
}

fn criterion(
    fields: &mut Fields<'_>,
    id: String,
    scale: &Scale,
    phases: &[Phase],
) -> Result<Criterion, Error> {
    let phase = fields.text("phase")?;
    if phases.iter().all(|known| known.id != phase) {
        let defined = phases.iter().map(|phase| phase.id.clone()).collect();
        return Err(fields.fault(Fault::UnknownPhase { phase, defined }));
    }
    let name = fields.text("name")?;
    let question = fields.text("question")?;
    let met = fields.text("met")?;
    let between = between(fields, scale)?;
    let id = CriterionId::new(&id).map_err(|error| fields.fault(Fault::BadId { id: error.0 }))?;
    let rule = fields.optional_text("rule")?;
    let na = fields.optional_text("na")?;
    let cues = cues(fields)?;
    let published = fields.table("published")?.map(published).transpose()?;
    Ok(Criterion { id, phase, name, question, met, between, rule, na, cues, published })
}

/// What the levels between the lowest and the highest ask for: `partial` where there is one such level, or
/// `levels`, a table from levels to texts.
fn between(fields: &mut Fields<'_>, scale: &Scale) -> Result<Vec<String>, Error> {
    let mut anchors: BTreeMap<u8, String> = BTreeMap::new();
    if let Some(partial) = fields.optional_text("partial")? {
        match scale.between() {
            [] => return Err(fields.fault(Fault::NoMiddleLevel)),
            [level] => _ = anchors.insert(*level, partial),
            many => return Err(fields.fault(Fault::ManyMiddleLevels { between: many.to_vec() })),
        }
    }
    let levels = fields.table("levels")?;
    if levels.is_none() && anchors.is_empty() {
        match scale.between() {
            [] => {}
            [_] => return Err(fields.missing("partial")),
            [..] => return Err(fields.missing("levels")),
        }
    }
    for (key, value) in levels.into_iter().flat_map(|levels| levels.table) {
        let at = key.span().start;
        let level = key.get_ref().parse().ok().filter(|level| scale.between().contains(level));
        let Some(level) = level else {
            let (level, between) = (key.get_ref().to_string(), scale.between().to_vec());
            return Err(fields.fault_at(at, Fault::NotBetween { level, between }));
        };
        if anchors.insert(level, fields.as_text("levels", value)?).is_some() {
            return Err(fields.fault_at(at, Fault::DescribedTwice { level }));
        }
    }
    match scale.between().iter().find(|level| !anchors.contains_key(*level)) {
        Some(level) => Err(fields.fault(Fault::UndescribedLevel { level: *level })),
        None => Ok(anchors.into_values().collect()),
    }
}

fn cues(fields: &mut Fields<'_>) -> Result<Vec<Cue>, Error> {
    let mut cues = Vec::new();
    for value in fields.list("cues")?.unwrap_or_default() {
        let at = value.span().start;
        let text = fields.as_text("cues", value)?;
        let pattern = text.strip_prefix('/').and_then(|text| text.strip_suffix('/'));
        cues.push(match pattern {
            None => Cue::Words(text),
            Some("") => return Err(fields.fault_at(at, Fault::Empty { field: "cues" })),
            Some(source) => {
                let pattern = Pattern::new(source).map_err(|error| {
                    fields.fault_at(at, Fault::BadPattern { pattern: source.to_owned(), error })
                })?;
                if pattern.regex().is_match("") {
                    return Err(fields.fault_at(at, Fault::MatchesNothing { pattern: source.to_owned() }));
                }
                Cue::Pattern(pattern)
            }
        });
    }
    Ok(cues)
}

fn published(mut fields: Fields<'_>) -> Result<Published, Error> {
    let kind = match fields.text("kind")?.as_str() {
        "not_met" => PublishedKind::NotMet,
        "met_or_partial" => PublishedKind::MetOrPartial,
        other => return Err(fields.fault(Fault::UnknownKind { kind: other.to_owned() })),
    };
    let share = fields.share("share")?.ok_or_else(|| fields.missing("share"))?;
    let count = fields.count("count")?;
    let of = fields.count("of")?;
    fields.finish()?;
    Ok(Published { kind, share, count, of })
}

/// Reads a list of tables whose ids must differ.
fn entries<T>(
    fields: &mut Fields<'_>,
    name: &'static str,
    nth: impl Fn(usize) -> Part,
    named: impl Fn(String) -> Part,
    mut read: impl FnMut(&mut Fields<'_>, String) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let list = fields.list(name)?.ok_or_else(|| fields.missing(name))?;
    if list.is_empty() {
        return Err(fields.fault(Fault::Empty { field: name }));
    }
    let mut first_lines: BTreeMap<String, usize> = BTreeMap::new();
    let mut entries = Vec::new();
    for (at, value) in list.into_iter().enumerate() {
        let mut entry = fields.as_table(name, value)?;
        entry.part = nth(at + 1);
        let id = entry.id()?;
        entry.part = named(id.clone());
        let line = fields.source.line(entry.at);
        if let Some(&first_line) = first_lines.get(&id) {
            return Err(entry.fault(Fault::DuplicateId { first_line }));
        }
        first_lines.insert(id.clone(), line);
        entries.push(read(&mut entry, id)?);
        entry.finish()?;
    }
    Ok(entries)
}

/// The text of a rubric and its name.
struct Source<'a> {
    text: &'a str,
    origin: &'a str,
}

impl Source<'_> {
    /// The line of a byte, counted from 1.
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1
    }
}

/// The fields of one table, taken one by one; what is left at the end is unknown.
struct Fields<'a> {
    source: &'a Source<'a>,
    part: Part,
    /// The byte the table begins at.
    start: usize,
    /// The byte that the next error points to: the last field taken, or the table's beginning.
    at: usize,
    table: DeTable<'a>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    fn new(source: &'a Source<'a>, part: Part, at: usize, table: DeTable<'a>) -> Fields<'a> {
        Fields { source, part, start: at, at, table, known: Vec::new() }
    }

    fn fault(&self, fault: Fault) -> Error {
        self.fault_at(self.at, fault)
    }

    fn fault_at(&self, at: usize, fault: Fault) -> Error {
        let origin = self.source.origin.to_owned();
        Error::Invalid { origin, line: self.source.line(at), part: self.part.clone(), fault }
    }

    fn missing(&self, field: &'static str) -> Error {
        self.fault_at(self.start, Fault::Missing { field })
    }

    fn wrong_type(&self, field: &'static str, expected: &'static str, value: &Spanned<DeValue<'_>>) -> Error {
        let found = value.get_ref().type_str();
        self.fault_at(value.span().start, Fault::WrongType { field, expected, found })
    }

    fn take(&mut self, field: &'static str) -> Option<Spanned<DeValue<'a>>> {
        self.known.push(field);
        self.table.remove(field).inspect(|value| self.at = value.span().start)
    }

    fn optional_text(&mut self, field: &'static str) -> Result<Option<String>, Error> {
        self.take(field).map(|value| self.as_text(field, value)).transpose()
    }

    fn text(&mut self, field: &'static str) -> Result<String, Error> {
        self.optional_text(field)?.ok_or_else(|| self.missing(field))
    }

    /// Ids may be written as integers, because MedCheck numbers its criteria.
    fn id(&mut self) -> Result<String, Error> {
        let value = self.take("id").ok_or_else(|| self.missing("id"))?;
        let id = match value.get_ref() {
            DeValue::Integer(number) => number.to_string(),
            DeValue::String(_) => self.as_text("id", value)?,
            _ => return Err(self.wrong_type("id", "text or an integer", &value)),
        };
        CriterionId::new(&id).map(String::from).map_err(|error| self.fault(Fault::BadId { id: error.0 }))
    }

    fn list(&mut self, field: &'static str) -> Result<Option<Vec<Spanned<DeValue<'a>>>>, Error> {
        let Some(value) = self.take(field) else { return Ok(None) };
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(list) => Ok(Some(list.into_iter().collect())),
            other => Err(self.wrong_type(field, LIST, &Spanned::new(span, other))),
        }
    }

    fn table(&mut self, field: &'static str) -> Result<Option<Fields<'a>>, Error> {
        self.take(field).map(|value| self.as_table(field, value)).transpose()
    }

    fn number(&mut self, field: &'static str) -> Result<Option<f64>, Error> {
        let Some(value) = self.take(field) else { return Ok(None) };
        let digits = match value.get_ref() {
            DeValue::Float(number) => number.as_str().to_owned(),
            DeValue::Integer(number) => number.to_string(),
            _ => return Err(self.wrong_type(field, NUMBER, &value)),
        };
        digits.parse().map(Some).map_err(|_| self.wrong_type(field, NUMBER, &value))
    }

    fn share(&mut self, field: &'static str) -> Result<Option<f64>, Error> {
        match self.number(field)? {
            Some(share) if !(0.0..=1.0).contains(&share) => {
                let value = share.to_string();
                Err(self.fault(Fault::OutOfRange { field, value, expected: "a share from 0 to 1" }))
            }
            share => Ok(share),
        }
    }

    fn count(&mut self, field: &'static str) -> Result<Option<u32>, Error> {
        let Some(value) = self.take(field) else { return Ok(None) };
        let at = value.span().start;
        let number = self.whole_number(field, value)?;
        number.try_into().map(Some).map_err(|_| {
            let value = number.to_string();
            self.fault_at(at, Fault::OutOfRange { field, value, expected: "a count of papers" })
        })
    }

    fn whole_number(&self, field: &'static str, value: Spanned<DeValue<'_>>) -> Result<i64, Error> {
        let number = value.get_ref().as_integer();
        number
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok())
            .ok_or_else(|| self.wrong_type(field, "a whole number", &value))
    }

    fn as_text(&self, field: &'static str, value: Spanned<DeValue<'_>>) -> Result<String, Error> {
        match value.get_ref().as_str().map(str::trim) {
            None => Err(self.wrong_type(field, TEXT, &value)),
            Some("") => Err(self.fault_at(value.span().start, Fault::Empty { field })),
            Some(text) => Ok(text.to_owned()),
        }
    }

    fn as_table(&self, field: &'static str, value: Spanned<DeValue<'a>>) -> Result<Fields<'a>, Error> {
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(table) => Ok(Fields::new(self.source, self.part.clone(), span.start, table)),
            other => Err(self.wrong_type(field, TABLE, &Spanned::new(span, other))),
        }
    }

    /// Fails on the first field that nothing asked for.
    fn finish(self) -> Result<(), Error> {
        let Some(key) = self.table.keys().min_by_key(|key| key.span().start) else { return Ok(()) };
        let field = key.get_ref().to_string();
        Err(self.fault_at(key.span().start, Fault::UnknownField { field, known: self.known.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"id = "small"
version = "1"
title = "A small rubric"
scale = [0, 1, 2]
[[phase]]
id = "A"
name = "First"
published_mean_compliance = 1
[[criterion]]
id = 4
phase = "A"
name = "Licence"
question = "Is there one?"
met = "Named."
partial = "Mentioned."
cues = ["license", '/\bCC[ -]BY\b/']
published = { kind = "not_met", share = 0.5, count = 1, of = 2 }
"#;

    #[test]
    fn a_good_rubric_is_read() {
        let rubric = rubric(GOOD, "small.toml").unwrap();
        assert_eq!(rubric.criteria[0].id.as_str(), "4");
        assert_eq!(rubric.phases[0].published_mean_compliance, Some(1.0));
        let cues: Vec<String> = rubric.criteria[0].cues.iter().map(Cue::to_string).collect();
        assert_eq!(cues, ["license", r"/\bCC[ -]BY\b/"]);
    }

    #[test]
    fn errors_name_line_criterion_and_field() {
        // Each case replaces one piece of the good rubric.
        let check = |old: &str, new: &str, expect: &str| {
            assert_eq!(GOOD.matches(old).count(), 1, "`{old}` is not unique");
            let error = rubric(&GOOD.replace(old, new), "r.toml").unwrap_err().to_string();
            assert_eq!(error, expect, "for {new}");
        };
        check("Is there one?", " ", "r.toml:13: criterion 4: `question` is empty");
        check("met = \"Named.\"\n", "", "r.toml:9: criterion 4: `met` is missing");
        check("partial = \"Mentioned.\"\n", "", "r.toml:9: criterion 4: `partial` is missing");
        check("\"Licence\"", "7", "r.toml:12: criterion 4: `name` is integer, not text");
        check("id = 4\n", "", "r.toml:9: criterion entry no. 1: `id` is missing");
        check(
            "id = 4",
            "id = 4.5",
            "r.toml:10: criterion entry no. 1: `id` is float, not text or an integer",
        );
        check("id = 4", "id = \"a b\"", "r.toml:10: criterion entry no. 1: `a b` cannot be an id");
        check(
            "phase = \"A\"",
            "phase = \"B\"",
            "r.toml:11: criterion 4: `phase` names `B`, which is not defined",
        );
        check("question =", "qestion =", "r.toml:9: criterion 4: `question` is missing");
        check("met = ", "note = 1\nmet = ", "r.toml:14: criterion 4: unknown field `note`");
        check("scale =", "levels = 1\nscale =", "r.toml:4: unknown field `levels`");
        check("[0, 1, 2]", "[]", "r.toml:4: `scale` is empty");
        check("[0, 1, 2]", "[0]", "r.toml:4: `scale` has 1 level(s), not two to nine");
        check("[0, 1, 2]", "[0, 2, 1]", "r.toml:4: `scale` does not ascend: 1 follows 2");
        check("[0, 1, 2]", "[0, 1, 256]", "r.toml:4: `scale` is out of range, not levels from 0 to 255");
        check("[0, 1, 2]", "[0, 1, \"2\"]", "r.toml:4: `scale` is string, not a whole number");
        check("[0, 1, 2]", "3", "r.toml:4: `scale` is integer, not a list");
        check(
            "0, 1, 2]",
            "0, 1]",
            "r.toml:15: criterion 4: `partial` describes a middle level, but the scale has two levels",
        );
        check("\"First\"", "\"\"", "r.toml:7: phase A: `name` is empty");
        check(
            "compliance = 1",
            "compliance = 1.5",
            "r.toml:8: phase A: `published_mean_compliance` is 1.5, not a share from 0 to 1",
        );
        check("\"license\"", "1", "r.toml:16: criterion 4: `cues` is integer, not text");
        check("\"license\"", "\"\"", "r.toml:16: criterion 4: `cues` is empty");
        check("\"license\"", "'//'", "r.toml:16: criterion 4: `cues` is empty");
        check(
            "\"license\"",
            "'/a(/'",
            "r.toml:16: criterion 4: cue `/a(/` is no regular expression: unclosed group",
        );
        check(
            "\"license\"",
            "'/a*/'",
            "r.toml:16: criterion 4: cue `/a*/` matches empty text, so it would match every sentence",
        );
        check(
            "\"not_met\"",
            "\"met\"",
            "r.toml:17: criterion 4: `kind` is `met`, not `not_met` or `met_or_partial`",
        );
        check("share = 0.5, ", "", "r.toml:17: criterion 4: `share` is missing");
        check(
            "share = 0.5",
            "share = -0.5",
            "r.toml:17: criterion 4: `share` is -0.5, not a share from 0 to 1",
        );
        check("count = 1", "count = -1", "r.toml:17: criterion 4: `count` is -1, not a count of papers");
        check("of = 2", "off = 2", "r.toml:17: criterion 4: unknown field `off`");
        check(
            "published = { kind",
            "published = 1 # { kind",
            "r.toml:17: criterion 4: `published` is integer, not a table",
        );
        check("title = \"A", "title = A", "r.toml:3: not valid TOML: missing opening quote, expected `\"`");
    }

    #[test]
    fn levels_in_between_have_a_text_each() {
        const PARTIAL: &str = "partial = \"Mentioned.\"\n";
        let read = |scale: &str, texts: &str| {
            let text = GOOD.replace("[0, 1, 2]", scale).replace(PARTIAL, texts);
            rubric(&text, "r.toml")
                .map(|rubric| rubric.criteria[0].clone())
                .map_err(|error| error.to_string())
        };
        let old = read("[0, 1, 2]", PARTIAL).unwrap();
        let new = read("[0, 1, 2]", "levels = { 1 = \"Mentioned.\" }\n").unwrap();
        assert_eq!((&old.between, old.sha256()), (&new.between, new.sha256()), "two ways to say the same");
        assert_eq!(old.sha256(), sha256_hex(b"Is there one?\nNamed.\nMentioned.\n\n"), "old decisions stand");
        let four = read("[0, 1, 4, 9]", "levels = { 4 = \"Said.\", 1 = \"Hinted at.\" }\n").unwrap();
        assert_eq!(four.between, ["Hinted at.", "Said."]);
        let anchors = [0, 1, 2, 3, 4].map(|place| four.anchor(place));
        assert_eq!(anchors, [None, Some("Hinted at."), Some("Said."), Some("Named."), None]);
        let check = |scale: &str, texts: &str, expect: &str| {
            assert_eq!(read(scale, texts).unwrap_err(), format!("r.toml:{expect}"), "{scale} {texts}");
        };
        let four = "[0, 1, 2, 3]";
        check(
            four,
            PARTIAL,
            "15: criterion 4: `partial` describes a middle level, but the scale has 2 of them",
        );
        check(four, "", "9: criterion 4: `levels` is missing");
        check(four, "levels = { 1 = \"a\" }\n", "15: criterion 4: `levels` does not describe level 2");
        check(four, "levels = { 1 = 1 }\n", "15: criterion 4: `levels` is integer, not text");
        check(four, "levels = \"a\"\n", "15: criterion 4: `levels` is string, not a table");
        let no_level = |level: &str| {
            format!(
                "15: criterion 4: `levels` describes `{level}`, which is not a level between the lowest and the highest"
            )
        };
        for level in ["0", "3", "one"] {
            check(four, &format!("levels = {{ {level} = \"a\" }}\n"), &no_level(level));
        }
        check("[0, 1]", "levels = { 1 = \"a\" }\n", &no_level("1"));
        let twice = format!("{PARTIAL}levels = {{ 1 = \"a\" }}\n");
        check("[0, 1, 2]", &twice, "16: criterion 4: level 1 is described twice");
        check("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", "", "4: `scale` has 10 level(s), not two to nine");
    }

    #[test]
    fn ids_are_unique_and_lists_are_not_empty() {
        let (head, criterion) = GOOD.split_once("[[criterion]]").unwrap();
        let criterion = format!("[[criterion]]{criterion}");
        let check = |text: &str, expect: &str| {
            assert_eq!(rubric(text, "r.toml").unwrap_err().to_string(), expect);
        };
        check(
            &format!("{GOOD}{}", criterion.replace("id = 4", "id = \"4\"")),
            "r.toml:19: criterion 4: the id is already used on line 10",
        );
        check(head, "r.toml:1: `criterion` is missing");
        check(&format!("criterion = []\n{head}"), "r.toml:1: `criterion` is empty");
        check("", "r.toml:1: `id` is missing");
    }

    #[test]
    fn hints_say_what_to_do() {
        let hint = |old: &str, new: &str| rubric(&GOOD.replace(old, new), "r.toml").unwrap_err().hint();
        assert_eq!(hint("phase = \"A\"", "phase = \"B\"").as_deref(), Some("defined phases: A"));
        let known = "known here: kind, share, count, of";
        assert_eq!(hint("of = 2", "off = 2").as_deref(), Some(known));
        assert_eq!(
            hint("partial = \"Mentioned.\"\n", "").as_deref(),
            Some("a scale of three levels needs an anchor for the middle one")
        );
    }

    #[test]
    fn no_text_panics() {
        for end in 0..GOOD.len() {
            let _ = rubric(&GOOD[..end], "r.toml");
        }
    }

    #[test]
    fn medcheck_is_whole() {
        let rubric = Rubric::medcheck();
        assert_eq!((rubric.id.as_str(), rubric.version.as_str()), ("medcheck", "2026.1"));
        assert_eq!(rubric.scale.iter().collect::<Vec<_>>(), [0, 1, 2]);
        let ids: Vec<String> = rubric.criteria.iter().map(|criterion| criterion.id.to_string()).collect();
        assert_eq!(ids, (1..=46).map(|n| n.to_string()).collect::<Vec<_>>());
        let sizes: Vec<(&str, usize)> = rubric
            .phases
            .iter()
            .map(|phase| (phase.id.as_str(), rubric.criteria_of(&phase.id).count()))
            .collect();
        assert_eq!(sizes, [("I", 12), ("II", 12), ("III", 9), ("IV", 6), ("V", 7)]);
        assert!(rubric.criteria.iter().all(|criterion| !criterion.cues.is_empty()));
        assert_eq!(rubric.sha256.len(), 64);
    }

    #[test]
    fn published_figures_are_read() {
        let rubric = Rubric::medcheck();
        assert_eq!(rubric.phase("III").and_then(|phase| phase.published_mean_compliance), Some(0.524));
        let contamination = rubric.criterion("23").unwrap();
        assert_eq!(
            contamination.published,
            Some(Published { kind: PublishedKind::NotMet, share: 0.88, count: Some(49), of: Some(56) })
        );
        assert_eq!(rubric.criterion("2").unwrap().published, None);
        assert!(rubric.criterion("47").is_none());
        assert!(rubric.phase("VI").is_none());
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Rubric::load(Path::new("no-such-rubric.toml")).unwrap_err();
        assert!(error.to_string().starts_with("cannot read `no-such-rubric.toml`: "), "{error}");
        assert!(error.hint().is_some());
    }
}
