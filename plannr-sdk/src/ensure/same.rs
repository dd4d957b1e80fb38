//! Decides whether two contact details are the same: the same type, and an equivalent value.

use crate::email;
use crate::error::Error;
use crate::generated::types::{ContactDetail, ContactDetailType, NewContactDetail, PhoneNumber};
use crate::phone;
use crate::sameness::Sameness;

impl NewContactDetail {
    /// Compares it with an existing contact detail, as [`ensure`](crate::ContactDetails::ensure) does: by type and
    /// value.
    ///
    /// ```
    /// # let owner = plannr_sdk::Uuid::nil();
    /// # fn existing() -> plannr_sdk::ContactDetail {
    /// #     let json = r#"{ "uuid": "00000000-0000-0000-0000-000000000000", "value": "+442079460123" }"#;
    /// #     serde_json::from_str(json).unwrap()
    /// # }
    /// use plannr_sdk::{NewContactDetail, Sameness};
    ///
    /// let new = NewContactDetail::phone_number("Home", "020 7946 0123", [owner])?;
    /// assert_eq!(new.compare(&existing()), Sameness::Same);
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    #[must_use]
    pub fn compare(&self, existing: &ContactDetail) -> Sameness {
        let meta = existing.phone_number_meta.as_ref();
        let shown = [existing.value.as_deref(), meta.and_then(|meta| meta.formatted.as_deref())];
        let [value, formatted] = shown.map(|text| text.filter(|text| is_readable(text)));
        let (kind, result) = match self {
            Self::Email(_) => (ContactDetailType::Email, value.map(|value| email::compare(self.value(), value))),
            Self::PhoneNumber(_) => {
                let country = meta.and_then(|meta| meta.country.as_deref());
                let texts: Vec<&str> = value.into_iter().chain(formatted).collect();
                let one = (self.country(), self.value());
                (ContactDetailType::PhoneNumber, phone::compare_shown(one, country, &texts))
            }
        };
        match &existing.type_ {
            // A type that the spec does not name may be another name for this one.
            Some(ContactDetailType::Other(_)) if result.is_some_and(|result| result != Sameness::Different) => {
                Sameness::Unclear
            }
            Some(other) if *other != kind => Sameness::Different,
            // A response without the type is compared by its value: an e-mail address is no phone number.
            _ => result.unwrap_or(Sameness::Unclear),
        }
    }

    fn country(&self) -> Option<&str> {
        match self {
            Self::PhoneNumber(new) => match &new.value {
                PhoneNumber::PhoneNumberInCountry(number) => Some(number.country.as_str()),
                _ => None,
            },
            Self::Email(_) => None,
        }
    }

    /// Returns what all contact details have in common that may be the same as this one.
    pub(crate) fn likeness(&self) -> String {
        match self {
            Self::Email(new) => email::canonical(new.value.as_str()),
            Self::PhoneNumber(_) => {
                let e164 = phone::e164(self.country(), self.value());
                phone::last_digits(&e164.unwrap_or_else(|| phone::digits(self.value()))).to_owned()
            }
        }
    }

    /// Returns an error for a number that no other could be the same as.
    pub(crate) fn check_comparable(&self) -> Result<(), Error> {
        let is_email = matches!(self, Self::Email(_));
        if is_email || phone::e164(self.country(), self.value()).is_some() {
            return Ok(());
        }
        let reason = "is a phone number that cannot be compared: give it in the international form (+44...), for example \
                      by `phone::parse_in` of the feature `phonenumber`";
        Err(Error::invalid("value", reason))
    }
}

impl ContactDetail {
    /// Returns a text that contains the likeness of each contact detail that is the same.
    pub(crate) fn likenesses(&self) -> String {
        let formatted = self.phone_number_meta.as_ref().and_then(|meta| meta.formatted.as_deref());
        let [value, formatted] = [self.value.as_deref(), formatted].map(Option::unwrap_or_default);
        let [number, other] = [value, formatted].map(|text| phone::digits(&phone::clean(text)));
        format!("{} {number} {other}", email::canonical(value))
    }
}

/// Returns true if a text has a character that can be seen.
fn is_readable(text: &str) -> bool {
    text.chars().any(|letter| !phone::is_invisible(letter) && !letter.is_whitespace())
}
