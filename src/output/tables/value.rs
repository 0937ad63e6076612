//! The values of records, and how they pass through serde.

use serde::{Serialize, Serializer};

/// A value of a record.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    /// A text, which a spreadsheet must not compute.
    Text(String),
    /// A number, written as the shortest text that reads back as the same.
    Number(f64),
    /// A number written with the digits it has here.
    Numeral(String),
    /// Nothing: an empty field.
    #[default]
    Absent,
}

/// A number that is written as it is given, such as one rounded to three decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numeral(String);

impl Numeral {
    /// The name under which the type passes through serde.
    pub(super) const NAME: &'static str = "$medcheck::Numeral";

    /// Of `shown`, which reads as a number.
    pub fn new(shown: impl Into<String>) -> Numeral {
        Numeral(shown.into())
    }
}

impl Serialize for Numeral {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(Numeral::NAME, &self.0)
    }
}

/// Columns whose names are known only with the data, such as four for each level of a rubric: a field of a
/// record with `#[serde(flatten)]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Columns(Vec<(String, Value)>);

impl Columns {
    /// No columns yet.
    pub fn new() -> Columns {
        Columns::default()
    }

    /// Adds a column behind the others.
    pub fn push(&mut self, name: impl Into<String>, value: Value) {
        self.0.push((name.into(), value));
    }
}

impl Serialize for Columns {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Numeral(shown) => serializer.serialize_newtype_struct(Numeral::NAME, shown),
            Value::Absent => serializer.serialize_none(),
        }
    }
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Value {
        number.map_or(Value::Absent, Value::Number)
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Value {
        Value::Number(count as f64)
    }
}
