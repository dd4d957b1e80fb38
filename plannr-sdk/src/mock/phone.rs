//! Phone numbers in the forms of responses.

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};
use serde_json::Value;

use crate::phone::region;

#[derive(Debug, Clone)]
pub(super) struct Phone {
    pub(super) e164: String,
    pub(super) country: Option<String>,
    pub(super) formatted: String,
}

impl Phone {
    /// Reads a text, whose default country is GB, or `{country, number}`. The number must be in use.
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
        let country = region(country).ok_or(("value.country", "The selected value.country is invalid."))?;
        let number = PhoneNumber::parse(number, Some(country)).ok().filter(PhoneNumber::is_valid);
        let number =
            number.ok_or((place, "Please give a valid phone number; one without a country is taken to be in GB."))?;
        Ok(Self {
            e164: number.format_as(PhoneNumberFormat::E164).into_owned(),
            country: number.get_region_code().map(|country| country.to_string()),
            formatted: number.format_as(PhoneNumberFormat::National).into_owned(),
        })
    }
}
