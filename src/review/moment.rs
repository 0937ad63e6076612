//! Moments in time, as decisions record them.

use std::fmt;
use std::time::Duration;

use jiff::{Timestamp, Unit};
use serde::{Deserialize, Serialize};

/// A moment in UTC, to the millisecond; written as RFC 3339 does (`2026-01-01T09:30:00.000Z`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(Timestamp);

/// A text that is not a time in the form of RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time (RFC 3339, such as 2026-01-01T09:30:00Z)")]
pub struct InvalidMoment(pub String);

impl Moment {
    /// Reads RFC 3339; smaller parts than a millisecond are dropped.
    ///
    /// # Errors
    /// [`InvalidMoment`], with the text.
    pub fn parse(text: &str) -> Result<Moment, InvalidMoment> {
        let invalid = || InvalidMoment(text.to_owned());
        let read: Timestamp = text.parse().map_err(|_| invalid())?;
        Timestamp::from_millisecond(read.as_millisecond()).map(Moment).map_err(|_| invalid())
    }

    /// The time of the clock, or the millisecond after `last` where that is later: what is added to a file
    /// stands behind what is in it, even where the clock went back.
    pub fn now(last: Option<Moment>) -> Moment {
        let now = Timestamp::now();
        now.round(Unit::Millisecond).map_or(Moment(now), Moment).after(last)
    }

    /// This moment, or the millisecond after `last` where that is later.
    pub fn after(self, last: Option<Moment>) -> Moment {
        let next = last.and_then(|last| last.0.checked_add(Duration::from_millis(1)).ok()).map(Moment);
        next.map_or(self, |next| self.max(next))
    }

    /// Milliseconds from `earlier` to this; negative where it is later.
    pub fn milliseconds_since(self, earlier: Moment) -> i64 {
        self.0.as_millisecond() - earlier.0.as_millisecond()
    }

    /// The day and the minute, for people: `2026-01-01 09:30`.
    pub fn to_minute(self) -> String {
        self.0.strftime("%Y-%m-%d %H:%M").to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl TryFrom<String> for Moment {
    type Error = InvalidMoment;

    fn try_from(text: String) -> Result<Moment, InvalidMoment> {
        Moment::parse(&text)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let check = |text: &str, expect: Option<&str>| {
            let read = Moment::parse(text).ok().map(|moment| moment.to_string());
            assert_eq!(read.as_deref(), expect, "{text}");
        };
        check("2026-01-01T09:30:00Z", Some("2026-01-01T09:30:00.000Z"));
        check("2026-01-01T09:30:00.1234Z", Some("2026-01-01T09:30:00.123Z"));
        check("2026-01-01T10:30:00+01:00", Some("2026-01-01T09:30:00.000Z"));
        check("yesterday", None);
        check("", None);
    }

    #[test]
    fn the_clock_never_goes_back() {
        let far = Moment::parse("2999-01-01T00:00:00Z").unwrap();
        assert_eq!(Moment::now(Some(far)).to_string(), "2999-01-01T00:00:00.001Z");
        assert!(Moment::now(None) > Moment::parse("2020-01-01T00:00:00Z").unwrap());
    }
}
