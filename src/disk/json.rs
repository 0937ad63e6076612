//! Files of JSON values as people and programs save them, and what is wrong with one, in words.

use serde_json::Value;
use serde_json::error::Category;

/// What no editor shows and some programs write in front of a text. Files put behind one another have it inside.
const MARK: char = '\u{feff}';

/// A value that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotJson {
    /// The line it begins on, counted from 1.
    pub line: usize,
    /// What is wrong with it, in words.
    pub why: String,
}

/// A line without what is not part of its JSON: blanks, its end, a byte-order mark.
pub fn bare_line(line: &str) -> &str {
    line.trim_matches(|c: char| c == MARK || c.is_whitespace())
}

/// The values of a file with the lines they begin on: one a line, or one or more that are set over many lines.
/// Of a list it is the elements that count, all of which are on the line where it begins.
///
/// # Errors
/// [`NotJson`] at the first line that is no value, in a file that is no value as a whole either.
pub fn json_values(text: &str) -> Result<Vec<(usize, Value)>, NotJson> {
    let whole = serde_json::from_str(bare_line(text));
    if let Ok(whole @ (Value::Object(_) | Value::Array(_))) = whole {
        return Ok(elements(1, whole));
    }
    let written = (1..).zip(text.split('\n').map(bare_line)).filter(|(_, written)| !written.is_empty());
    let mut values = Vec::new();
    for (line, written) in written {
        match serde_json::from_str(written) {
            Ok(value) => values.extend(elements(line, value)),
            Err(error) => return many_lines(text).ok_or(NotJson { line, why: wrong_with_json(&error) }),
        }
    }
    Ok(values)
}

fn elements(line: usize, value: Value) -> Vec<(usize, Value)> {
    match value {
        Value::Array(values) => values.into_iter().map(|value| (line, value)).collect(),
        one => vec![(line, one)],
    }
}

/// Values behind one another, each set over many lines; `None` unless the whole text is of such.
fn many_lines(text: &str) -> Option<Vec<(usize, Value)>> {
    let text = text.trim_start_matches(MARK);
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut values = Vec::new();
    loop {
        let before = stream.byte_offset();
        let Some(value) = stream.next() else { return Some(values) };
        let blank = text[before..].len() - text[before..].trim_start().len();
        let line = 1 + text[..before + blank].matches('\n').count();
        values.extend(elements(line, value.ok()?));
    }
}

/// What a parser of JSON says, in words for people, without the place.
pub fn wrong_with_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let said = text.rsplit_once(" at line ").map_or(text.as_str(), |(said, _)| said);
    match error.classify() {
        Category::Io | Category::Syntax => {
            format!("it is no JSON from character {} on", error.column().max(1))
        }
        Category::Eof => "it ends in the middle of its JSON".to_owned(),
        Category::Data => wrong_with_data(said),
    }
}

fn wrong_with_data(said: &str) -> String {
    if let Some(field) = said.strip_prefix("missing field ") {
        return format!("the field {field} is missing");
    }
    if let Some(field) = said.strip_prefix("duplicate field ") {
        return format!("the field {field} is there twice");
    }
    let kinds = ["invalid type: ", "invalid value: "];
    let mismatch = kinds.iter().find_map(|kind| said.strip_prefix(kind));
    if let Some((found, wanted)) = mismatch.and_then(|pair| pair.split_once(", expected ")) {
        return format!("{} stands where {} belongs", thing(found), thing(wanted));
    }
    match said.strip_prefix("unknown variant ").and_then(|pair| pair.split_once(", expected ")) {
        Some((found, known)) => format!("{found} is not {}", known),
        None if said.starts_with("data did not match any variant") => "it has another form".to_owned(),
        None => said.to_owned(),
    }
}

/// A kind of value as people call it.
fn thing(said: &str) -> String {
    for (theirs, ours) in [
        ("integer ", "the number "),
        ("floating point ", "the number "),
        ("string ", "the text "),
        ("boolean ", ""),
    ] {
        if let Some(value) = said.strip_prefix(theirs) {
            return format!("{ours}{}", value.trim_matches('`'));
        }
    }
    match said {
        "null" | "unit value" | "unit" | "Option value" => "null".to_owned(),
        "sequence" | "a sequence" => "a list".to_owned(),
        "map" | "a map" => "an object".to_owned(),
        "a string" | "string" => "a text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        other if other.starts_with("struct ") || other.starts_with("internally tagged") => {
            "an object".to_owned()
        }
        "u8" | "u16" | "u32" | "u64" | "usize" | "i64" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_a_line_each_or_over_many_lines() {
        let lines = |text: &str| json_values(text).unwrap().iter().map(|(line, _)| *line).collect::<Vec<_>>();
        assert_eq!(lines("{}\n\n{}\r\n"), [1, 3]);
        assert_eq!(lines("\u{feff}{}\n\u{feff}{}"), [1, 2]);
        assert_eq!(lines("{\n\"a\": 1\n}"), [1]);
        assert_eq!(lines("[{},\n{}]"), [1, 1]);
        assert_eq!(lines("{}\n[{}, {}]\n"), [1, 2, 2]);
        assert_eq!(lines("\u{feff}{\n}\n\n{\n}\n"), [1, 4]);
        assert_eq!(lines("\u{feff}\n"), [0; 0]);
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        let check = |text: &str, line: usize, expect: &str| {
            let NotJson { line: at, why } = json_values(text).unwrap_err();
            assert_eq!((at, why.as_str()), (line, expect), "{text}");
        };
        check("{}\nnonsense", 2, "it is no JSON from character 2 on");
        check("{}\n{\"a\":", 2, "it ends in the middle of its JSON");
        let data = |text: &str| wrong_with_json(&serde_json::from_str::<(String, u8)>(text).unwrap_err());
        assert_eq!(data("[23, 1]"), "the number 23 stands where a text belongs");
        assert_eq!(data("[\"a\", \"b\"]"), "the text \"b\" stands where a whole number belongs");
        assert_eq!(data("[\"a\", 1.5]"), "the number 1.5 stands where a whole number belongs");
        assert_eq!(wrong_with_data("missing field `score`"), "the field `score` is missing");
        assert_eq!(wrong_with_data("as we say it"), "as we say it");
    }
}
