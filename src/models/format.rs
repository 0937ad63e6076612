//! The version that a file of a model folder states, looked at before anything else of it is read: what another
//! program wrote has another shape, and must not be taken for a damaged file or, worse, for a sound one.

use serde::Deserialize;

use super::Error;

#[derive(Deserialize)]
struct Stated {
    format: u32,
}

/// That the JSON of `file` in the model folder `name` is of the version that this program reads. A file that states
/// none passes: what is wrong with it, reading it tells.
///
/// # Errors
/// [`Error::OtherFormat`].
pub(crate) fn check_format(name: &str, file: &str, json: &[u8], reads: u32) -> Result<(), Error> {
    match serde_json::from_slice(json) {
        Ok(Stated { format }) if format != reads => {
            Err(Error::OtherFormat { name: name.to_owned(), file: file.to_owned(), format, reads })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_program_learned_is_told_before_it_is_read() {
        let said =
            |json: &str| check_format("m", "levels.json", json.as_bytes(), 4).map_err(|e| e.to_string());
        assert_eq!(said(r#"{"shape":"unheard of","format":4}"#), Ok(()));
        let other = |age: &str, format: u32| {
            format!(
                "model `m`: `levels.json` was learned by {age} program (format {format}, this one reads 4)"
            )
        };
        assert_eq!(said(r#"{"format":3}"#), Err(other("an older", 3)));
        assert_eq!(said(r#"{"format":5,"weights":[]}"#), Err(other("a newer", 5)));
        for unstated in ["{}", "[]", "not JSON", r#"{"format":"4"}"#] {
            assert_eq!(said(unstated), Ok(()), "{unstated} is for the reader to refuse");
        }
    }
}
