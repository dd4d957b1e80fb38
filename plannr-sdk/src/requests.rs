//! Constructors of request bodies. They check every limit of the spec.

use uuid::Uuid;

use crate::error::Error;
use crate::generated::types::error::ConversionError;
use crate::generated::types::{
    Account, ContactDetail, ContactDetailName, ContactDetailType, ContactDetailValue, CountryCode, EmailAddress,
    InternationalPhoneNumber, NewContactDetail, NewEmail, NewEmailType, NewPhoneNumber, NewPhoneNumberType,
    PhoneNumber, PhoneNumberInCountry, PhoneNumberInCountryNumber, UkPhoneNumber, UpdateContactDetail,
};
use crate::phone;
use crate::response::Response;
use crate::validate::Check;

impl NewContactDetail {
    /// Makes a new contact detail of any type, with its owners.
    ///
    /// ```
    /// # let owner = plannr_sdk::Uuid::nil();
    /// use plannr_sdk::{ContactDetailValue, NewContactDetail};
    ///
    /// let value = ContactDetailValue::email("jo@example.com")?;
    /// let new = NewContactDetail::new("Work e-mail", value, [owner])?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the name is blank or too long, or if there are no owners ([`Error::is_invalid_input`]).
    pub fn new(
        name: impl AsRef<str>,
        value: ContactDetailValue,
        owners: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, Error> {
        let (name, owners) = (contact_detail_name(name.as_ref())?, owners.into_iter().collect());
        let number: PhoneNumber = match value {
            ContactDetailValue::EmailAddress(address) => {
                return checked(Self::Email(NewEmail::required(owners, name, NewEmailType::Email, address)));
            }
            ContactDetailValue::InternationalPhoneNumber(number) => number.into(),
            ContactDetailValue::UkPhoneNumber(number) => number.into(),
            ContactDetailValue::PhoneNumberInCountry(number) => number.into(),
        };
        checked(Self::PhoneNumber(NewPhoneNumber::required(owners, name, NewPhoneNumberType::PhoneNumber, number)))
    }

    /// Makes a new e-mail address, with its owners.
    ///
    /// ```
    /// # let owner = plannr_sdk::Uuid::nil();
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?.primary();
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the name or the address is not valid, or if there are no owners
    /// ([`Error::is_invalid_input`]).
    pub fn email(
        name: impl AsRef<str>,
        address: impl AsRef<str>,
        owners: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, Error> {
        Self::new(name, ContactDetailValue::email(address)?, owners)
    }

    /// Makes a new phone number, with its owners.
    ///
    /// The number is in the international form (`+44 20 7946 0123`) or the UK form (`020 7946 0123`). See
    /// [`ContactDetailValue::phone_number`] for the accepted spellings, and [`phone`](mod@crate::phone) for others.
    ///
    /// ```
    /// # let owner = plannr_sdk::Uuid::nil();
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let new = NewContactDetail::phone_number("Home", "020 7946 0123", [owner])?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the name or the number is not valid, or if there are no owners
    /// ([`Error::is_invalid_input`]).
    pub fn phone_number(
        name: impl AsRef<str>,
        number: impl AsRef<str>,
        owners: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, Error> {
        Self::new(name, ContactDetailValue::phone_number(number)?, owners)
    }

    /// Makes a new phone number of another country, with its owners.
    ///
    /// The country is its two-letter code, such as `AU`.
    ///
    /// ```
    /// # let owner = plannr_sdk::Uuid::nil();
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let new = NewContactDetail::phone_number_in("Sydney", "AU", "02 3456 7890", [owner])?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the name, the country or the number is not valid, or if there are no owners
    /// ([`Error::is_invalid_input`]).
    pub fn phone_number_in(
        name: impl AsRef<str>,
        country: impl AsRef<str>,
        number: impl AsRef<str>,
        owners: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, Error> {
        Self::new(name, ContactDetailValue::phone_number_in(country, number)?, owners)
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Email(new) => new.name.as_str(),
            Self::PhoneNumber(new) => new.name.as_str(),
        }
    }

    /// Returns the e-mail address or phone number as it will be sent. The country of a number is not part of it.
    ///
    /// ```
    /// # let owner = plannr_sdk::Uuid::nil();
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
    /// assert_eq!((new.name(), new.value()), ("Work e-mail", "jo@example.com"));
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Email(new) => new.value.as_str(),
            Self::PhoneNumber(new) => match &new.value {
                PhoneNumber::InternationalPhoneNumber(number) => number.as_str(),
                PhoneNumber::UkPhoneNumber(number) => number.as_str(),
                PhoneNumber::PhoneNumberInCountry(number) => number.number.as_str(),
            },
        }
    }

    /// Returns the accounts that will own it.
    #[must_use]
    pub fn owners(&self) -> &[Uuid] {
        match self {
            Self::Email(new) => &new.account_uuids,
            Self::PhoneNumber(new) => &new.account_uuids,
        }
    }

    /// Makes it the primary contact detail of its type. All others of that type are then no longer primary.
    #[must_use]
    pub fn primary(mut self) -> Self {
        match &mut self {
            Self::Email(new) => new.is_primary = Some(true),
            Self::PhoneNumber(new) => new.is_primary = Some(true),
        }
        self
    }

    /// Makes it the primary contact detail of these accounts. A second call replaces the accounts.
    ///
    /// Plannr does not document how this combines with [`primary`](Self::primary).
    #[must_use]
    pub fn primary_for(mut self, accounts: impl IntoIterator<Item = Uuid>) -> Self {
        let accounts = Some(accounts.into_iter().collect());
        match &mut self {
            Self::Email(new) => new.primary_account_uuids = accounts,
            Self::PhoneNumber(new) => new.primary_account_uuids = accounts,
        }
        self
    }
}

impl UpdateContactDetail {
    /// Makes an update with the new name, value and owners of a contact detail.
    ///
    /// To keep some of them, start with [`UpdateContactDetail::try_from`].
    ///
    /// ```
    /// # let owner = plannr_sdk::Uuid::nil();
    /// use plannr_sdk::{ContactDetailValue, UpdateContactDetail};
    ///
    /// let update = UpdateContactDetail::new("Home", ContactDetailValue::phone_number("020 7946 0123")?, [owner])?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the name is blank or too long, or if there are no owners ([`Error::is_invalid_input`]).
    pub fn new(
        name: impl AsRef<str>,
        value: ContactDetailValue,
        owners: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, Error> {
        checked(Self::required(owners.into_iter().collect(), contact_detail_name(name.as_ref())?, value))
    }

    /// Sets the name.
    ///
    /// # Errors
    ///
    /// Returns an error if the name is blank or too long ([`Error::is_invalid_input`]).
    pub fn with_name(mut self, name: impl AsRef<str>) -> Result<Self, Error> {
        self.name = contact_detail_name(name.as_ref())?;
        Ok(self)
    }

    /// Sets the value.
    #[must_use]
    pub fn with_value(self, value: ContactDetailValue) -> Self {
        Self { value, ..self }
    }

    /// Sets the owners. They replace the present ones.
    #[must_use]
    pub fn with_owners(self, owners: impl IntoIterator<Item = Uuid>) -> Self {
        Self { account_uuids: owners.into_iter().collect(), ..self }
    }

    /// Makes it the primary contact detail of these accounts and of no others.
    ///
    /// To add an account, include the present [`primary_accounts`](ContactDetail::primary_accounts), which
    /// [`get`](crate::ContactDetails::get) returns.
    #[must_use]
    pub fn primary_for(self, accounts: impl IntoIterator<Item = Uuid>) -> Self {
        Self { primary_account_uuids: Some(accounts.into_iter().collect()), ..self }
    }
}

/// Makes an update that changes nothing, so that you can change a part of it. The value stays as it is, even if this
/// crate would refuse it in a new contact detail.
///
/// It contains the primary accounts only if the response did; without them, the server decides which accounts stay
/// primary. It contains the owners that the response showed. One page of Plannr's reference shows `accounts` as an
/// object. If your Plannr returns only one of several owners, set all of them with
/// [`with_owners`](UpdateContactDetail::with_owners); otherwise the others lose the contact detail.
impl TryFrom<&ContactDetail> for UpdateContactDetail {
    type Error = Error;

    /// # Errors
    ///
    /// Returns an error if the contact detail has no accounts, name or value ([`Error::is_invalid_input`]), because the
    /// update would remove them.
    fn try_from(detail: &ContactDetail) -> Result<Self, Error> {
        let uuids = |accounts: &Vec<Account>| accounts.iter().map(|account| account.uuid).collect();
        let owners: Vec<Uuid> = detail.accounts.as_ref().map(uuids).ok_or_else(|| {
            let problem = "is not known: an update replaces the accounts, so get the contact detail with its accounts";
            Error::invalid("account_uuids", problem)
        })?;
        let name = detail.name.as_deref().ok_or_else(|| Error::invalid("name", "is not known"))?;
        let value = detail.value.as_deref().ok_or_else(|| Error::invalid("value", "is not known"))?;
        // A national number belongs to the country in `phone_number_meta`.
        let country = detail.phone_number_meta.as_ref().and_then(|meta| meta.country.clone());
        let is_national = detail.type_ != Some(ContactDetailType::Email) && !value.starts_with('+');
        let value = match country.filter(|country| is_national && !country.trim().is_empty()) {
            Some(country) => {
                PhoneNumberInCountry::required(CountryCode(country), PhoneNumberInCountryNumber(value.into())).into()
            }
            None => ContactDetailValue::unchecked(value),
        };
        // Allow a blank name and no owners: the caller can set them before sending the update.
        let is_blank = name.trim().is_empty();
        let name = if is_blank { ContactDetailName(name.to_owned()) } else { contact_detail_name(name)? };
        let mut update = Self::required(owners, name, value);
        update.primary_account_uuids = detail.primary_accounts.as_ref().map(uuids);
        Ok(update)
    }
}

/// Makes an update from the contact detail in a response.
impl TryFrom<&Response<ContactDetail>> for UpdateContactDetail {
    type Error = Error;

    fn try_from(response: &Response<ContactDetail>) -> Result<Self, Error> {
        Self::try_from(&**response)
    }
}

impl ContactDetailValue {
    /// Makes an e-mail address.
    ///
    /// Refuses control characters and invisible characters, which copied text often contains. Accepts a typographic
    /// apostrophe and a domain without a dot, because mail systems may accept them.
    ///
    /// # Errors
    ///
    /// Returns an error if the address is not valid ([`Error::is_invalid_input`]).
    pub fn email(address: impl AsRef<str>) -> Result<Self, Error> {
        let address = address.as_ref();
        match address.chars().find(|letter| phone::is_invisible(*letter)) {
            Some(letter) => Err(Error::invalid("value", format!("has {}, which is invisible", phone::name(letter)))),
            None => {
                address.parse().map(Self::EmailAddress).map_err(|_| Error::invalid("value", "is not an e-mail address"))
            }
        }
    }

    /// Makes a value without checking it: an e-mail address if it contains an `@`, otherwise a phone number.
    ///
    /// The other constructors accept only values that Plannr's public pages allow. Use this one if your Plannr accepts
    /// more. The server may refuse the value. [`ensure`](crate::ContactDetails::ensure) refuses phone numbers that
    /// cannot be compared.
    ///
    /// ```
    /// # let owner = plannr_sdk::Uuid::nil();
    /// use plannr_sdk::{ContactDetailValue, UpdateContactDetail};
    ///
    /// let value = ContactDetailValue::unchecked("020 7946 0123 ext 12");
    /// let update = UpdateContactDetail::new("Office", value, [owner])?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    #[must_use]
    pub fn unchecked(value: impl Into<String>) -> Self {
        match value.into() {
            address if address.contains('@') => EmailAddress(address).into(),
            number if number.starts_with('+') => InternationalPhoneNumber(number).into(),
            number => UkPhoneNumber(number).into(),
        }
    }

    /// Makes a phone number in the international form (`+44...`) or the UK form (`0...`). It is sent as written.
    ///
    /// The number may have spaces, hyphens, dots and parentheses between its digits. It must not begin with `00`
    /// instead of `+`. For numbers that people typed, see [`phone`](mod@crate::phone).
    ///
    /// # Errors
    ///
    /// Returns an error if the number is not valid ([`Error::is_invalid_input`]).
    pub fn phone_number(number: impl AsRef<str>) -> Result<Self, Error> {
        Self::number(None, number.as_ref())
    }

    /// Makes a phone number of another country, given by its two-letter code, such as `AU`. It is sent as written.
    ///
    /// # Errors
    ///
    /// Returns an error if the country or the number is not valid ([`Error::is_invalid_input`]).
    pub fn phone_number_in(country: impl AsRef<str>, number: impl AsRef<str>) -> Result<Self, Error> {
        Self::number(Some(phone::country_code(country.as_ref())?), number.as_ref())
    }

    fn number(country: Option<CountryCode>, number: &str) -> Result<Self, Error> {
        let refused = |field, country| Error::invalid(field, phone::problem(country, number));
        match country {
            None => number
                .parse()
                .map(Self::InternationalPhoneNumber)
                .or_else(|_| number.parse().map(Self::UkPhoneNumber))
                .map_err(|_| refused("value", None)),
            Some(country) => {
                // The spec has one pattern for all countries, so a UK number needs a second check.
                let is_in_country = country.as_str() != "GB" || phone::e164(Some("GB"), number).is_some();
                match number.parse() {
                    Ok(number) if is_in_country => Ok(PhoneNumberInCountry::required(country, number).into()),
                    _ => Err(refused("value.number", Some(country.as_str()))),
                }
            }
        }
    }
}

impl From<ConversionError> for Error {
    fn from(problem: ConversionError) -> Self {
        Self::invalid("the value", format!("is not valid: {problem}"))
    }
}

/// Returns the request, or an error that names the field that violates a limit of the spec.
fn checked<T: Check>(request: T) -> Result<T, Error> {
    request.check()?;
    Ok(request)
}

fn contact_detail_name(name: &str) -> Result<ContactDetailName, Error> {
    name.parse().map_err(|problem: ConversionError| match problem.to_string() {
        text if text.contains("pattern") => Error::invalid("name", "is blank"),
        text => Error::invalid("name", format!("is {text}")),
    })
}
