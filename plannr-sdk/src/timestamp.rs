//! Dates and times, as the API writes them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::lenient::{self, Failure, Lenient, Object, Reading};

/// A date or time in an answer: the text as it came, read on demand.
///
/// Plannr's pages show several forms (`2025-04-02T10:00:00+01:00`, microseconds with `Z`, a date alone), and none is
/// promised. So an answer never fails for a date, and the text can be read by the date library of your choice.
///
/// ```
/// # fn show(detail: &plannr_sdk::ContactDetail) {
/// if let Some(created) = &detail.created_at {
///     println!("created {}", created.as_str());
///     // With jiff or chrono: created.parse::<jiff::Timestamp>()
/// }
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the text with a date library, such as `parse::<jiff::Timestamp>()` or
    /// `parse::<chrono::DateTime<chrono::FixedOffset>>()`.
    ///
    /// # Errors
    ///
    /// What the library says when the text is in a form that it does not read.
    pub fn parse<T: FromStr>(&self) -> Result<T, T::Err> {
        self.0.parse()
    }
}

/// The text is the server's, and not printed.
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Timestamp(..)")
    }
}

/// What is a text, a number, or PHP's object with the text as its `date`, keeps its text.
impl Lenient for Timestamp {
    fn from_text(text: &str) -> Reading<Self> {
        Reading::Value(Self(text.to_owned()))
    }

    fn from_integer(value: i64) -> Reading<Self> {
        Reading::Value(Self(value.to_string()))
    }

    fn from_float(value: f64) -> Reading<Self> {
        Reading::Value(Self(value.to_string()))
    }

    fn from_large(value: u64) -> Reading<Self> {
        Reading::Value(Self(value.to_string()))
    }

    fn from_object(object: &mut dyn Object) -> Result<Option<Self>, Failure> {
        let (mut date, mut is_date) = (None, false);
        while object.next_key(&mut |key| is_date = key == "date")? {
            if is_date {
                lenient::required(object, &mut date)?;
            } else {
                object.skip()?;
            }
        }
        date.map(Some).ok_or(Failure::Missing("date"))
    }
}
