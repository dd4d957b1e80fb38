//! Phone numbers in the forms of responses.

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};
use serde_json::{Value, json};

use super::field_errors::FieldErrors;
use crate::phone::region;

#[derive(Debug, Clone)]
pub(super) struct Phone {
    pub(super) e164: String,
    pub(super) country: Option<String>,
    pub(super) formatted: String,
}

impl Phone {
    /// Reads a text, whose default country is GB, or `{country, number}`. The number must be in use.
    pub(super) fn read(value: &Value) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let (place, country, number) = match value {
            Value::Object(_) | Value::Array(_) => ("value.number", &value["country"], &value["number"]),
            number => ("value", &json!("GB"), number),
        };
        let has_country = errors.require("value.country", Some(country));
        let country = country.as_str().and_then(region);
        if has_country && country.is_none() {
            errors.add("value.country", "The selected value.country is invalid.");
        }
        let has_number = errors.require(place, Some(number));
        let number = number.as_str().and_then(|number| PhoneNumber::parse(number, country).ok());
        let number = number.filter(PhoneNumber::is_valid);
        if has_number && country.is_some() && number.is_none() {
            errors.add(place, "Please give a valid phone number; one without a country is taken to be in GB.");
        }
        let Some(number) = number.filter(|_| country.is_some()) else { return Err(errors) };
        Ok(Self {
            e164: number.format_as(PhoneNumberFormat::E164).into_owned(),
            country: number.get_region_code().map(|country| country.to_string()),
            formatted: number.format_as(PhoneNumberFormat::National).into_owned(),
        })
    }
}
