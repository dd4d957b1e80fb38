//! The common call in one line: constructors for what is sent, coherent by construction and checked against the spec.

use uuid::Uuid;

use crate::error::Error;
use crate::generated::types::error::ConversionError;
use crate::generated::types::{
    ContactDetail, ContactDetailName, ContactDetailType, ContactDetailValue, CountryCode, EmailAddress,
    NewContactDetail, NewEmail, NewEmailType, NewPhoneNumber, NewPhoneNumberType, PhoneNumber, PhoneNumberInCountry,
    UpdateContactDetail,
};
use crate::phone;
use crate::validate::Check;

impl NewContactDetail {
    /// A new e-mail address, with its owners.
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
    /// When a value breaks a limit of the spec ([`Error::is_invalid_input`]).
    pub fn email(
        name: impl AsRef<str>,
        address: impl AsRef<str>,
        owners: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, Error> {
        let name = contact_detail_name(name.as_ref())?;
        let value = email_address(address.as_ref())?;
        checked(Self::Email(NewEmail::required(owners.into_iter().collect(), name, NewEmailType::Email, value)))
    }

    /// A new phone number, with its owners: international (`+44 7700 900123`) or in the form of the UK (`07700 900123`).
    ///
    /// Digits, and between them spaces, hyphens, dots and parentheses; none before or after, and no `00` for `+`. With the
    /// feature `phonenumber`, what libphonenumber can read is taken as well, and sent in the form `+447700900123`.
    ///
    /// ```
    /// # let owner = plannr_sdk::Uuid::nil();
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let new = NewContactDetail::phone_number("Mobile", "07700 900123", [owner])?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a value breaks a limit of the spec ([`Error::is_invalid_input`]).
    pub fn phone_number(
        name: impl AsRef<str>,
        number: impl AsRef<str>,
        owners: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, Error> {
        Self::phone(name.as_ref(), phone_number(number.as_ref())?, owners)
    }

    /// A new phone number of another country, with its owners; the country by its two letters, such as `AU`.
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
    /// When a value breaks a limit of the spec ([`Error::is_invalid_input`]).
    pub fn phone_number_in(
        name: impl AsRef<str>,
        country: impl AsRef<str>,
        number: impl AsRef<str>,
        owners: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, Error> {
        Self::phone(name.as_ref(), phone_number_in(country.as_ref(), number.as_ref())?, owners)
    }

    fn phone(name: &str, value: PhoneNumber, owners: impl IntoIterator<Item = Uuid>) -> Result<Self, Error> {
        let (name, owners) = (contact_detail_name(name)?, owners.into_iter().collect());
        checked(Self::PhoneNumber(NewPhoneNumber::required(owners, name, NewPhoneNumberType::PhoneNumber, value)))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Email(new) => new.name.as_str(),
            Self::PhoneNumber(new) => new.name.as_str(),
        }
    }

    /// The e-mail address or the phone number, as it will be sent; of a number in another country the number alone.
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

    /// The accounts that shall own it.
    #[must_use]
    pub fn owners(&self) -> &[Uuid] {
        match self {
            Self::Email(new) => &new.account_uuids,
            Self::PhoneNumber(new) => &new.account_uuids,
        }
    }

    /// Makes it the primary one of its type; all others of that type will no longer be primary.
    #[must_use]
    pub fn primary(mut self) -> Self {
        match &mut self {
            Self::Email(new) => new.is_primary = Some(true),
            Self::PhoneNumber(new) => new.is_primary = Some(true),
        }
        self
    }

    /// Makes it the primary one of these accounts; said again, of those alone. What it means together with
    /// [`primary`](Self::primary) is on no page of Plannr.
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
    /// An update that says everything: the name, the value and the owners that the contact detail will have.
    ///
    /// ```
    /// # let owner = plannr_sdk::Uuid::nil();
    /// use plannr_sdk::{ContactDetailValue, UpdateContactDetail};
    ///
    /// let update = UpdateContactDetail::new("Mobile", ContactDetailValue::phone_number("07700 900123")?, [owner])?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a value breaks a limit of the spec ([`Error::is_invalid_input`]).
    pub fn new(
        name: impl AsRef<str>,
        value: ContactDetailValue,
        owners: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, Error> {
        checked(Self::required(owners.into_iter().collect(), contact_detail_name(name.as_ref())?, value))
    }

    /// The same update with another name. For whom the contact detail is primary is sent along if it came with its
    /// primary accounts, and otherwise left to the server.
    ///
    /// # Errors
    ///
    /// When the name breaks a limit of the spec ([`Error::is_invalid_input`]).
    pub fn with_name(mut self, name: impl AsRef<str>) -> Result<Self, Error> {
        self.name = contact_detail_name(name.as_ref())?;
        Ok(self)
    }

    /// The same update with another value.
    #[must_use]
    pub fn with_value(mut self, value: ContactDetailValue) -> Self {
        self.value = value;
        self
    }

    /// The same update with other owners. They replace those there are.
    #[must_use]
    pub fn with_owners(mut self, owners: impl IntoIterator<Item = Uuid>) -> Self {
        self.account_uuids = owners.into_iter().collect();
        self
    }

    /// The same update, and it is the primary one of these accounts from then on, and of no others: for whom it was primary
    /// until now is replaced. To add one, name the others as well
    /// ([`primary_accounts`](ContactDetail::primary_accounts) of what [`get`](crate::ContactDetails::get) found).
    #[must_use]
    pub fn primary_for(mut self, accounts: impl IntoIterator<Item = Uuid>) -> Self {
        self.primary_account_uuids = Some(accounts.into_iter().collect());
        self
    }
}

/// An update that changes nothing yet, to be changed in what shall be different.
///
/// The owners are the accounts that the answer showed. Plannr's page calls `accounts` an object, and all else says that
/// it is a list; should it show one account of several, the others would lose the contact detail. If in doubt, say the
/// owners with [`with_owners`](UpdateContactDetail::with_owners).
impl TryFrom<&ContactDetail> for UpdateContactDetail {
    type Error = Error;

    /// # Errors
    ///
    /// When the contact detail came without its accounts, name or value ([`Error::is_invalid_input`]): an update
    /// replaces them, so that to leave them away would take them away.
    fn try_from(detail: &ContactDetail) -> Result<Self, Error> {
        let uuids = |accounts: &Vec<crate::Account>| accounts.iter().map(|account| account.uuid).collect();
        let owners: Vec<Uuid> = detail.accounts.as_ref().map(uuids).ok_or_else(|| {
            Error::invalid(
                "account_uuids",
                "is not known: get the contact detail with its accounts, for an update replaces them",
            )
        })?;
        let name = detail.name.as_deref().ok_or_else(|| Error::invalid("name", "is not known"))?;
        let value = detail.value.as_deref().ok_or_else(|| Error::invalid("value", "is not known"))?;
        let value = match detail.type_ {
            Some(ContactDetailType::Email) => ContactDetailValue::email(value),
            Some(ContactDetailType::PhoneNumber) => phone_number_of(detail, value),
            _ => ContactDetailValue::email(value).or_else(|_| phone_number_of(detail, value)),
        }?;
        // Without a check: what nobody owns can be given an owner before it is sent.
        let mut update = Self::required(owners, contact_detail_name(name)?, value);
        update.primary_account_uuids = detail.primary_accounts.as_ref().map(uuids);
        Ok(update)
    }
}

impl ContactDetailValue {
    /// An e-mail address.
    ///
    /// # Errors
    ///
    /// When it is none ([`Error::is_invalid_input`]).
    pub fn email(address: impl AsRef<str>) -> Result<Self, Error> {
        email_address(address.as_ref()).map(Self::EmailAddress)
    }

    /// A phone number: international (`+44...`) or in the form of the UK (`0...`).
    ///
    /// # Errors
    ///
    /// When it is none ([`Error::is_invalid_input`]).
    pub fn phone_number(number: impl AsRef<str>) -> Result<Self, Error> {
        phone_number(number.as_ref()).map(Self::from_phone)
    }

    /// A phone number of another country; the country by its two letters, such as `AU`.
    ///
    /// # Errors
    ///
    /// When it is none ([`Error::is_invalid_input`]).
    pub fn phone_number_in(country: impl AsRef<str>, number: impl AsRef<str>) -> Result<Self, Error> {
        phone_number_in(country.as_ref(), number.as_ref()).map(Self::from_phone)
    }

    fn from_phone(number: PhoneNumber) -> Self {
        match number {
            PhoneNumber::InternationalPhoneNumber(number) => Self::InternationalPhoneNumber(number),
            PhoneNumber::UkPhoneNumber(number) => Self::UkPhoneNumber(number),
            PhoneNumber::PhoneNumberInCountry(number) => Self::PhoneNumberInCountry(number),
        }
    }
}

/// A request that keeps the limits of the spec, or the error that names the field.
fn checked<T: Check>(request: T) -> Result<T, Error> {
    request.check()?;
    Ok(request)
}

/// The number as the answer shows it: an update changes nothing of itself. One that is not in international form belongs to
/// the country that the answer names beside it.
fn phone_number_of(detail: &ContactDetail, value: &str) -> Result<ContactDetailValue, Error> {
    let country = detail.phone_number_meta.as_ref().and_then(|meta| meta.country.as_deref());
    let number = match country.filter(|_| !value.starts_with('+')) {
        Some(country) => number_in(country_code(country)?, value),
        None => phone_number_as_given(value).map_err(|_| Error::invalid("value", phone::problem(None, value))),
    };
    number.map(ContactDetailValue::from_phone)
}

impl From<ConversionError> for Error {
    fn from(broken: ConversionError) -> Self {
        Self::invalid("the value", format!("is {broken}"))
    }
}

fn contact_detail_name(name: &str) -> Result<ContactDetailName, Error> {
    name.parse().map_err(|broken: ConversionError| Error::invalid("name", format!("is {broken}")))
}

fn email_address(address: &str) -> Result<EmailAddress, Error> {
    address.parse().map_err(|_: ConversionError| Error::invalid("value", "is not an e-mail address"))
}

fn phone_number(number: &str) -> Result<PhoneNumber, Error> {
    let normalised = phone::normalised(None, number);
    phone_number_as_given(normalised.as_deref().unwrap_or(number))
        .map_err(|_| Error::invalid("value", phone::problem(None, number)))
}

fn phone_number_in(country: &str, number: &str) -> Result<PhoneNumber, Error> {
    let code = country_code(country)?;
    match phone::normalised(Some(country), number).and_then(|number| number.parse().ok()) {
        Some(international) => Ok(PhoneNumber::InternationalPhoneNumber(international)),
        None => number_in(code, number),
    }
}

fn phone_number_as_given(number: &str) -> Result<PhoneNumber, ConversionError> {
    let international = number.parse().map(PhoneNumber::InternationalPhoneNumber);
    international.or_else(|_: ConversionError| number.parse().map(PhoneNumber::UkPhoneNumber))
}

fn number_in(country: CountryCode, number: &str) -> Result<PhoneNumber, Error> {
    let refuse = |_: ConversionError| Error::invalid("value.number", phone::problem(Some(country.as_str()), number));
    let parsed = number.parse().map_err(refuse)?;
    Ok(PhoneNumberInCountry::required(country, parsed).into())
}

fn country_code(country: &str) -> Result<CountryCode, Error> {
    let refuse = "is not a country in two capital letters, such as AU";
    country.parse().map_err(|_: ConversionError| Error::invalid("value.country", refuse))
}
