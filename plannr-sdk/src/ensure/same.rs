//! Decides whether two contact details are the same: the same type, and an equivalent value.

use crate::error::Error;
use crate::generated::types::{ContactDetail, ContactDetailType, NewContactDetail, PhoneNumber};
use crate::phone::{digits, e164};

/// The type and the normalised value of a contact detail, for comparison.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Identity {
    /// In lower case.
    Email(String),
    /// The digits of E.164, country first.
    Phone(String),
}

/// Whether a contact detail is the one that is wanted.
pub(crate) enum Likeness {
    Same,
    Other,
    /// A number without its country, which may be the same.
    Unclear,
}

impl Identity {
    pub(crate) fn of(new: &NewContactDetail) -> Result<Self, Error> {
        match new {
            NewContactDetail::Email(new) => Ok(Self::Email(new.value.as_str().to_ascii_lowercase())),
            NewContactDetail::PhoneNumber(new) => {
                let (country, number) = match &new.value {
                    PhoneNumber::InternationalPhoneNumber(number) => (None, number.as_str()),
                    PhoneNumber::UkPhoneNumber(number) => (None, number.as_str()),
                    PhoneNumber::PhoneNumberInCountry(number) => {
                        (Some(number.country.as_str()), number.number.as_str())
                    }
                };
                e164(country, number).map(Self::Phone).ok_or_else(|| {
                    let reason =
                        "is a phone number that cannot be compared: give it in the international form (+44...)";
                    match cfg!(feature = "phonenumber") {
                        true => Error::invalid("value", reason),
                        false => Error::invalid("value", format!("{reason}, or turn on the feature `phonenumber`")),
                    }
                })
            }
        }
    }

    pub(crate) fn likeness(&self, detail: &ContactDetail) -> Likeness {
        let value = detail.value.as_deref();
        // Without a type in the response, compare the value: no e-mail address is also a phone number.
        match (self, &detail.type_) {
            (Self::Email(wanted), Some(ContactDetailType::Email) | None) => {
                if value.is_some_and(|value| value.eq_ignore_ascii_case(wanted)) {
                    Likeness::Same
                } else {
                    Likeness::Other
                }
            }
            (Self::Phone(wanted), Some(ContactDetailType::PhoneNumber) | None) => phone_likeness(wanted, detail, value),
            _ => Likeness::Other,
        }
    }
}

fn phone_likeness(wanted: &str, detail: &ContactDetail, value: Option<&str>) -> Likeness {
    let meta = detail.phone_number_meta.as_ref();
    let country = meta.and_then(|meta| meta.country.as_deref());
    let formatted = meta.and_then(|meta| meta.formatted.as_deref());
    let shown = [value, formatted].into_iter().flatten();
    match shown.clone().find_map(|number| e164(country, number)) {
        Some(found) if found == wanted => Likeness::Same,
        Some(_) => Likeness::Other,
        // Without its country, a number is different if its digits are not the last ones of the wanted number.
        None => match shown.map(digits).find(|digits| !digits.is_empty()) {
            Some(national) if wanted.ends_with(national.trim_start_matches('0')) => Likeness::Unclear,
            _ => Likeness::Other,
        },
    }
}
