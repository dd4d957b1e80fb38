//! Dates and times in the formats of the API.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::lenient::{Failure, Json, Lenient, Reading, Required, Table};

/// A date or time in a response, stored as text and parsed on demand.
///
/// Plannr's pages show several forms (`2025-04-02T10:00:00+01:00`, microseconds with `Z`, a date alone) and specify
/// none. A date therefore never makes decoding fail; parse the text with the date library of your choice.
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
pub struct Timestamp(#[cfg_attr(feature = "schemars", schemars(with = "String"))] Text);

/// A text that needs no allocation if it is short, as all usual forms of a date are.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
enum Text {
    /// The length, and the bytes with zeros after them.
    Short(u8, [u8; 30]),
    Long(Box<str>),
}

impl Text {
    fn as_str(&self) -> &str {
        match self {
            Self::Short(length, bytes) => str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or_default(),
            Self::Long(text) => text,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let mut bytes = [0; 30];
        let Some(start) = bytes.get_mut(..text.len()) else { return Self::Long(text.into()) };
        start.copy_from_slice(text.as_bytes());
        Self::Short(text.len() as u8, bytes)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl Timestamp {
    /// Returns the server's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Parses the text with a date library, such as `parse::<jiff::Timestamp>()` or
    /// `parse::<chrono::DateTime<chrono::FixedOffset>>()`.
    ///
    /// # Errors
    ///
    /// Returns the library's error if it does not support the format.
    pub fn parse<T: FromStr>(&self) -> Result<T, T::Err> {
        self.as_str().parse()
    }
}

/// Not printed, because the server can send any text.
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Timestamp(..)")
    }
}

/// Takes a text, a number, or the `date` of PHP's date object.
impl Lenient for Timestamp {
    fn from_json(json: Json<'_>) -> Reading<Self> {
        match json {
            Json::Object(object) => {
                let mut table = Table {
                    names: &["date"],
                    slots: Required(None),
                    find: |date, name| if name == "date" && date.0.is_none() { Some(date) } else { None },
                    rest: None,
                };
                object.read(&mut table)?;
                table.slots.0.map(Some).ok_or(Failure::Missing("date"))
            }
            Json::Bool(_) => Err(Failure::Unfit("a date")),
            Json::Text(text) => Ok(Some(Self(text.into()))),
            json => String::from_json(json).map(|text| text.map(|text| Self(text.into()))),
        }
    }
}
