//! Phone numbers in the forms of responses.

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, PhoneNumber};
use serde_json::Value;

#[derive(Debug, Clone)]
pub(super) struct Phone {
    pub(super) e164: String,
    pub(super) country: Option<String>,
    pub(super) formatted: String,
}

impl Phone {
    /// Reads a text, whose default country is GB, or `{country, number}`.
    ///
    /// The error is the wrong part of `value`, and a text.
    pub(super) fn read(value: &Value) -> Result<Self, (&'static str, &'static str)> {
        let (place, country, number) = match value {
            Value::String(number) => ("value", "GB", number.as_str()),
            parts => (
                "value.number",
                parts["country"].as_str().unwrap_or_default(),
                parts["number"].as_str().unwrap_or_default(),
            ),
        };
        let country = country.parse().map_err(|_| ("value.country", "The selected value.country is invalid."))?;
        let number = phonenumber::parse(Some(country), number)
            .map_err(|_| (place, "Please give a valid phone number; one without a country is taken to be in GB."))?;
        Ok(Self {
            e164: number.format().mode(Mode::E164).to_string(),
            country: country_of(&number),
            formatted: number.format().mode(Mode::National).to_string(),
        })
    }
}

/// The country of a number; for a number that is not in use, the first country with its calling code.
fn country_of(number: &PhoneNumber) -> Option<String> {
    let country = number.country();
    let known = country.id().map(|id| id.as_ref().to_owned());
    known.or_else(|| Some((*DATABASE.region(&country.code())?.first()?).to_owned()))
}
