//! Plain values under named columns.

use serde::Serialize;

use super::error::Error;
use super::fields::fields;
use super::value::Value;

/// Records: named columns, and as many values in every row.
#[derive(Debug, Clone, PartialEq)]
pub struct Records {
    /// The names of the columns.
    pub(super) heads: Vec<String>,
    /// As long as the heads each.
    pub(super) rows: Vec<Vec<Value>>,
}

impl Records {
    /// The fields of serde structs: texts, numbers, `bool` as yes or no, `Option` and [`Numeral`](super::Numeral). The columns are
    /// read off `blank`, so that records without a row have them, too.
    ///
    /// # Errors
    /// [`Error::Shape`] of a row that is no flat struct, or has other fields than `blank`.
    pub fn of<R: Serialize>(blank: &R, rows: impl IntoIterator<Item = R>) -> Result<Records, Error> {
        let heads: Vec<String> = fields(blank)?.into_iter().map(|(name, _)| name).collect();
        let values = |row: R| {
            let fields = fields(&row)?;
            if fields.iter().map(|(name, _)| name).ne(&heads) {
                return Err(Error::Shape(format!("a row has other columns than {}", heads.join(", "))));
            }
            Ok(fields.into_iter().map(|(_, value)| value).collect())
        };
        let rows = rows.into_iter().map(values).collect::<Result<Vec<Vec<Value>>, Error>>()?;
        Ok(Records { heads, rows })
    }
}
