//! What serde says of a flat struct, as names and values in the struct's order.

use std::fmt::Display;

use serde::Serialize;
use serde::ser::{Impossible, SerializeMap, SerializeStruct, Serializer};

use super::error::Error;
use super::value::{Numeral, Value};

/// The fields of a struct or a map; [`Error::Shape`] of anything else.
pub(super) fn fields(row: &impl Serialize) -> Result<Vec<(String, Value)>, Error> {
    match row.serialize(Reader)? {
        Read::Fields(fields) => Ok(fields),
        Read::Value(_) => Err(Error::Shape("a record is a struct".to_owned())),
    }
}

/// What was read: a whole record, or one value of it.
enum Read {
    Fields(Vec<(String, Value)>),
    Value(Value),
}

/// Reads one value or record.
struct Reader;

/// Reads the fields of a record.
#[derive(Default)]
struct FieldsReader {
    fields: Vec<(String, Value)>,
    /// The key whose value comes next.
    key: Option<String>,
}

fn value(value: &(impl Serialize + ?Sized)) -> Result<Value, Error> {
    match value.serialize(Reader)? {
        Read::Value(value) => Ok(value),
        Read::Fields(_) => Err(nested("a struct")),
    }
}

fn nested(what: &str) -> Error {
    Error::Shape(format!("a value of a record cannot be {what}"))
}

fn number(number: f64) -> Result<Read, Error> {
    Ok(Read::Value(Value::Number(number)))
}

fn text(text: impl Display) -> Result<Read, Error> {
    Ok(Read::Value(Value::Text(text.to_string())))
}

impl SerializeStruct for FieldsReader {
    type Ok = Read;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, field: &T) -> Result<(), Error> {
        self.fields.push((name.to_owned(), value(field)?));
        Ok(())
    }

    fn end(self) -> Result<Read, Error> {
        Ok(Read::Fields(self.fields))
    }
}

impl SerializeMap for FieldsReader {
    type Ok = Read;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        match value(key)? {
            Value::Text(key) => self.key = Some(key),
            _ => return Err(Error::Shape("a column is named by a text".to_owned())),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, field: &T) -> Result<(), Error> {
        let name = self.key.take().ok_or_else(|| Error::Shape("a column has no name".to_owned()))?;
        self.fields.push((name, value(field)?));
        Ok(())
    }

    fn end(self) -> Result<Read, Error> {
        Ok(Read::Fields(self.fields))
    }
}

impl Serializer for Reader {
    type Ok = Read;
    type Error = Error;
    type SerializeSeq = Impossible<Read, Error>;
    type SerializeTuple = Impossible<Read, Error>;
    type SerializeTupleStruct = Impossible<Read, Error>;
    type SerializeTupleVariant = Impossible<Read, Error>;
    type SerializeMap = FieldsReader;
    type SerializeStruct = FieldsReader;
    type SerializeStructVariant = Impossible<Read, Error>;

    fn serialize_bool(self, is_so: bool) -> Result<Read, Error> {
        text(if is_so { "yes" } else { "no" })
    }

    fn serialize_i8(self, value: i8) -> Result<Read, Error> {
        number(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<Read, Error> {
        number(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<Read, Error> {
        number(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<Read, Error> {
        number(value as f64)
    }

    fn serialize_u8(self, value: u8) -> Result<Read, Error> {
        number(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<Read, Error> {
        number(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<Read, Error> {
        number(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<Read, Error> {
        number(value as f64)
    }

    /// With the digits it has as such; as a number of more bits it would have more.
    fn serialize_f32(self, value: f32) -> Result<Read, Error> {
        Ok(Read::Value(Value::Numeral(value.to_string())))
    }

    fn serialize_f64(self, value: f64) -> Result<Read, Error> {
        number(value)
    }

    fn serialize_char(self, value: char) -> Result<Read, Error> {
        text(value)
    }

    fn serialize_str(self, value: &str) -> Result<Read, Error> {
        text(value)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Read, Error> {
        Err(nested("bytes"))
    }

    fn serialize_none(self) -> Result<Read, Error> {
        Ok(Read::Value(Value::Absent))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Read, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Read, Error> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Read, Error> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Read, Error> {
        text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Read, Error> {
        match value.serialize(self)? {
            Read::Value(Value::Text(shown)) if name == Numeral::NAME => {
                Ok(Read::Value(Value::Numeral(shown)))
            }
            read => Ok(read),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Read, Error> {
        Err(nested("a variant with a value"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Error> {
        Err(nested("a list"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Error> {
        Err(nested("a tuple"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Error> {
        Err(nested("a tuple"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(nested("a variant with values"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<FieldsReader, Error> {
        Ok(FieldsReader::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<FieldsReader, Error> {
        Ok(FieldsReader::default())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(nested("a variant with fields"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::Columns;
    use super::*;

    #[derive(Serialize)]
    struct Row {
        first: &'static str,
        #[serde(flatten)]
        between: Columns,
        last: Option<Numeral>,
        yes: bool,
    }

    #[test]
    fn fields_stay_in_order() {
        let mut between = Columns::new();
        between.push("z", 3.into());
        between.push("a", Value::Text("x".to_owned()));
        let row = Row { first: "1", between, last: Some(Numeral::new("-0.10")), yes: true };
        let text = |text: &str| Value::Text(text.to_owned());
        let expect = [
            ("first", text("1")),
            ("z", Value::Number(3.0)),
            ("a", text("x")),
            ("last", Value::Numeral("-0.10".to_owned())),
            ("yes", text("yes")),
        ];
        assert_eq!(fields(&row).unwrap(), expect.map(|(name, value)| (name.to_owned(), value)));
    }

    #[test]
    fn what_is_not_flat_is_refused() {
        assert!(fields(&vec![1]).is_err());
        assert!(fields(&std::collections::BTreeMap::from([("a", vec![1])])).is_err());
    }
}
