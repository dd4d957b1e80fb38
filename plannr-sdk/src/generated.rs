// Generated from openapi/*.yaml by `cargo xtask generate`. Do not edit: edit the spec.

#[allow(unused_imports)]
use crate::built_request::{Client, encode_path};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///An account: a client, or a member of the adviser firm.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Account {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub anniversary_review_date: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub assigned_administrator: ::std::option::Option<::std::boxed::Box<Account>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub assigned_adviser: ::std::option::Option<::std::boxed::Box<Account>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub assigned_paraplanner: ::std::option::Option<::std::boxed::Box<Account>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub can_be_deleted: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub charge_split_schema: ::std::option::Option<ChargeSplitSchema>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub circles: ::std::option::Option<::std::vec::Vec<Circle>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub created_at: ::std::option::Option<crate::timestamp::Timestamp>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub current_time_entry: ::std::option::Option<TimeEntry>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub custom_fields: ::std::option::Option<::std::vec::Vec<CustomFieldValue>>,
        ///Deprecated in favour of `primary_email`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub external_references: ::std::option::Option<
            ::std::vec::Vec<ExternalReference>,
        >,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub firm: ::std::option::Option<::std::boxed::Box<Firm>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub first_contact_date: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub first_name: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub groups: ::std::option::Option<::std::vec::Vec<Group>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub has_joint_account: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub inactive_at: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub introduced_by: ::std::option::Option<::std::boxed::Box<Account>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub joint_account_circle: ::std::option::Option<::std::boxed::Box<Circle>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub last_interaction_at: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub last_name: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next_review_date: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub owners: ::std::option::Option<::std::vec::Vec<Account>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub ownership_percentage: ::std::option::Option<i64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub photo_url: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub previous_review_date: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub primary_address: ::std::option::Option<Address>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub primary_email: ::std::option::Option<LinkedContactDetail>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub primary_phone_number: ::std::option::Option<LinkedContactDetail>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub referral_code: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub role: ::std::option::Option<crate::generated::types::AccountRole>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub tags: ::std::option::Option<::std::vec::Vec<Tag>>,
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::generated::types::AccountType>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub updated_at: ::std::option::Option<crate::timestamp::Timestamp>,
        pub uuid: ::uuid::Uuid,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub with_login: ::std::option::Option<bool>,
    }
    ///A page of accounts.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct AccountPage {
        pub data: ::std::vec::Vec<Account>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub links: ::std::option::Option<PageLinks>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub meta: ::std::option::Option<PageMeta>,
    }
    ///An address of an account; its content is unknown.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Address(
        pub ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    );
    impl ::std::ops::Deref for Address {
        type Target = ::serde_json::Map<::std::string::String, ::serde_json::Value>;
        fn deref(
            &self,
        ) -> &::serde_json::Map<::std::string::String, ::serde_json::Value> {
            &self.0
        }
    }
    impl ::std::convert::From<Address>
    for ::serde_json::Map<::std::string::String, ::serde_json::Value> {
        fn from(value: Address) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<
        ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    > for Address {
        fn from(
            value: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        ) -> Self {
            Self(value)
        }
    }
    ///How the charges of an account are split; its content is unknown.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ChargeSplitSchema(
        pub ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    );
    impl ::std::ops::Deref for ChargeSplitSchema {
        type Target = ::serde_json::Map<::std::string::String, ::serde_json::Value>;
        fn deref(
            &self,
        ) -> &::serde_json::Map<::std::string::String, ::serde_json::Value> {
            &self.0
        }
    }
    impl ::std::convert::From<ChargeSplitSchema>
    for ::serde_json::Map<::std::string::String, ::serde_json::Value> {
        fn from(value: ChargeSplitSchema) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<
        ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    > for ChargeSplitSchema {
        fn from(
            value: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        ) -> Self {
            Self(value)
        }
    }
    ///A circle of accounts.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Circle {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub accounts: ::std::option::Option<::std::vec::Vec<Account>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub bg_colour: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub created_at: ::std::option::Option<crate::timestamp::Timestamp>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub groups: ::std::option::Option<::std::vec::Vec<Group>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub photo_url: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub updated_at: ::std::option::Option<crate::timestamp::Timestamp>,
        pub uuid: ::uuid::Uuid,
    }
    ///A contact detail: an e-mail address or a phone number, and the accounts that own it.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ContactDetail {
        ///Accounts that own contact detail
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub accounts: ::std::option::Option<::std::vec::Vec<Account>>,
        ///The timestamp of when the resource was created.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub created_at: ::std::option::Option<crate::timestamp::Timestamp>,
        ///Contact detail description
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///If the type is a phone number, this additional field will be displayed giving you information about the phone number.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone_number_meta: ::std::option::Option<PhoneNumberMeta>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub primary_accounts: ::std::option::Option<::std::vec::Vec<Account>>,
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::generated::types::ContactDetailType>,
        ///The timestamp of when the resource was updated.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub updated_at: ::std::option::Option<crate::timestamp::Timestamp>,
        ///The UUID of the resource.
        pub uuid: ::uuid::Uuid,
        ///Contact detail value
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub value: ::std::option::Option<::std::string::String>,
    }
    ///Description of contact detail
    #[derive(::serde::Serialize, Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ContactDetailName(pub(crate) ::std::string::String);
    impl ::std::convert::From<ContactDetailName> for ::std::string::String {
        fn from(value: ContactDetailName) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for ContactDetailName {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() > 255usize {
                return Err("longer than 255 characters".into());
            }
            static PATTERN: crate::pattern::Pattern = crate::pattern::Pattern {
                starts: &[
                    '\0', '\t', '\u{e}', ' ', '!', '\u{a0}', '¡', '\u{1680}', 'ᚁ',
                    '\u{2000}', '\u{200b}', '\u{2028}', '\u{202a}', '\u{202f}', '‰',
                    '\u{205f}', '\u{2060}', '\u{3000}', '、', '\u{feff}', '\u{ff00}',
                ],
                columns: &[
                    0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
                ],
                width: 2,
                next: &[1, 0, 2, 2, 2, 2],
                matching: &[false, true, true],
            };
            if !PATTERN.matches(value) {
                return Err("doesn't match pattern \"^\\s*[^\\s]\"".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for ContactDetailName {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for ContactDetailName {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for ContactDetailName {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///A page of contact details.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ContactDetailPage {
        pub data: ::std::vec::Vec<ContactDetail>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub links: ::std::option::Option<PageLinks>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub meta: ::std::option::Option<PageMeta>,
    }
    ///Contact detail value can be provided in various formats. Phone number or email address depending on the type.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(untagged)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub enum ContactDetailValue {
        EmailAddress(EmailAddress),
        InternationalPhoneNumber(InternationalPhoneNumber),
        UkPhoneNumber(UkPhoneNumber),
        PhoneNumberInCountry(PhoneNumberInCountry),
    }
    impl ::std::convert::From<EmailAddress> for ContactDetailValue {
        fn from(value: EmailAddress) -> Self {
            Self::EmailAddress(value)
        }
    }
    impl ::std::convert::From<InternationalPhoneNumber> for ContactDetailValue {
        fn from(value: InternationalPhoneNumber) -> Self {
            Self::InternationalPhoneNumber(value)
        }
    }
    impl ::std::convert::From<UkPhoneNumber> for ContactDetailValue {
        fn from(value: UkPhoneNumber) -> Self {
            Self::UkPhoneNumber(value)
        }
    }
    impl ::std::convert::From<PhoneNumberInCountry> for ContactDetailValue {
        fn from(value: PhoneNumberInCountry) -> Self {
            Self::PhoneNumberInCountry(value)
        }
    }
    ///A country code of two letters.
    #[derive(::serde::Serialize, Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CountryCode(pub(crate) ::std::string::String);
    impl ::std::convert::From<CountryCode> for ::std::string::String {
        fn from(value: CountryCode) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for CountryCode {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            static PATTERN: crate::pattern::Pattern = crate::pattern::Pattern {
                starts: &['\0', 'A', 'K', 'L', 'U', 'V', '['],
                columns: &[0, 1, 2, 1, 3, 1, 0],
                width: 4,
                next: &[1, 2, 2, 3, 1, 1, 1, 1, 1, 4, 4, 4, 1, 4, 1, 4, 1, 1, 1, 1],
                matching: &[false, false, false, false, true],
            };
            if !PATTERN.matches(value) {
                return Err(
                    "doesn't match pattern \"^([A-TV-Z][A-Z]|U[A-JL-Z])$\"".into(),
                );
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for CountryCode {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for CountryCode {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for CountryCode {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///The value of a custom field of an account; its content is unknown.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CustomFieldValue(
        pub ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    );
    impl ::std::ops::Deref for CustomFieldValue {
        type Target = ::serde_json::Map<::std::string::String, ::serde_json::Value>;
        fn deref(
            &self,
        ) -> &::serde_json::Map<::std::string::String, ::serde_json::Value> {
            &self.0
        }
    }
    impl ::std::convert::From<CustomFieldValue>
    for ::serde_json::Map<::std::string::String, ::serde_json::Value> {
        fn from(value: CustomFieldValue) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<
        ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    > for CustomFieldValue {
        fn from(
            value: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        ) -> Self {
            Self(value)
        }
    }
    ///Email address
    #[derive(::serde::Serialize, Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct EmailAddress(pub(crate) ::std::string::String);
    impl ::std::convert::From<EmailAddress> for ::std::string::String {
        fn from(value: EmailAddress) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for EmailAddress {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            static PATTERN: crate::pattern::Pattern = crate::pattern::Pattern {
                starts: &[
                    '\0', '\t', '\u{e}', ' ', '!', '"', '#', '(', '*', ',', '-', '.',
                    '/', '0', ':', '=', '>', '?', '@', 'A', '[', '^', 'a', '{', '\u{7f}',
                    '\u{a0}', '¡', '\u{1680}', 'ᚁ', '\u{2000}', '\u{200b}',
                    '\u{2028}', '\u{202a}', '\u{202f}', '‰', '\u{205f}', '\u{2060}',
                    '\u{3000}', '、', '\u{feff}', '\u{ff00}',
                ],
                columns: &[
                    0, 1, 0, 1, 2, 1, 2, 1, 2, 1, 3, 4, 2, 0, 1, 2, 1, 2, 5, 0, 1, 2, 0,
                    2, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
                ],
                width: 6,
                next: &[
                    1, 2, 1, 1, 2, 2, 1, 2, 1, 1, 0, 3, 2, 2, 2, 2, 2, 2, 4, 2, 2, 2, 2,
                    2, 4, 2, 2, 5, 3, 2, 4, 2, 2, 5, 2, 2,
                ],
                matching: &[false, false, false, false, true, false],
            };
            if !PATTERN.matches(value) {
                return Err(
                    "doesn't match pattern \"^[^\\s\"(),.:;<>@\\[\\\\\\]]+(\\.[^\\s\"(),.:;<>@\\[\\\\\\]]+)*@[^\\s!-,./:-@\\[-`{-~-]+(-+[^\\s!-,./:-@\\[-`{-~-]+)*(\\.[^\\s!-,./:-@\\[-`{-~-]+(-+[^\\s!-,./:-@\\[-`{-~-]+)*)*$\""
                        .into(),
                );
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for EmailAddress {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for EmailAddress {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for EmailAddress {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///A reference of an account to another system; its content is unknown.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ExternalReference(
        pub ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    );
    impl ::std::ops::Deref for ExternalReference {
        type Target = ::serde_json::Map<::std::string::String, ::serde_json::Value>;
        fn deref(
            &self,
        ) -> &::serde_json::Map<::std::string::String, ::serde_json::Value> {
            &self.0
        }
    }
    impl ::std::convert::From<ExternalReference>
    for ::serde_json::Map<::std::string::String, ::serde_json::Value> {
        fn from(value: ExternalReference) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<
        ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    > for ExternalReference {
        fn from(
            value: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        ) -> Self {
            Self(value)
        }
    }
    ///The adviser firm of an account.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Firm {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub billing: ::std::option::Option<
            ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        >,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub brand_colours: ::std::option::Option<
            ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        >,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub ip_whitelist: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub is_subscribed: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub month_end: ::std::option::Option<i64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub regulatory_text: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub slug: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub tax: ::std::option::Option<f64>,
        pub uuid: ::uuid::Uuid,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///A group, in the form that accounts and circles have.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Group {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub created_at: ::std::option::Option<crate::timestamp::Timestamp>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub participants: ::std::option::Option<
            ::std::vec::Vec<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
            >,
        >,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub participants_count: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub slug: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub updated_at: ::std::option::Option<crate::timestamp::Timestamp>,
        pub uuid: ::uuid::Uuid,
    }
    ///Phone number in international format
    #[derive(::serde::Serialize, Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct InternationalPhoneNumber(pub(crate) ::std::string::String);
    impl ::std::convert::From<InternationalPhoneNumber> for ::std::string::String {
        fn from(value: InternationalPhoneNumber) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for InternationalPhoneNumber {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            static PATTERN: crate::pattern::Pattern = crate::pattern::Pattern {
                starts: &[
                    '\0', ' ', '!', '(', '*', '+', ',', '-', '/', '0', '1', '4', '5', ':',
                ],
                columns: &[0, 1, 0, 1, 0, 2, 0, 1, 0, 3, 4, 5, 4, 0],
                width: 6,
                next: &[
                    1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 3, 4, 1, 3, 1, 5, 5,
                    5, 1, 4, 1, 5, 5, 6, 1, 5, 1, 7, 7, 7, 1, 6, 1, 8, 9, 9, 1, 7, 1, 10,
                    10, 10, 1, 8, 1, 1, 9, 9, 1, 9, 1, 11, 11, 11, 1, 10, 1, 12, 12, 12,
                    1, 11, 1, 13, 13, 13, 1, 12, 1, 14, 14, 14, 1, 13, 1, 15, 15, 15, 1,
                    14, 1, 16, 16, 16, 1, 15, 1, 17, 17, 17, 1, 18, 1, 19, 19, 19, 1, 17,
                    1, 20, 20, 20, 1, 18, 1, 19, 19, 19, 1, 21, 1, 22, 22, 22, 1, 20, 1,
                    23, 23, 23, 1, 21, 1, 22, 22, 22, 1, 24, 1, 25, 25, 25, 1, 26, 1, 27,
                    27, 27, 1, 24, 1, 25, 25, 25, 1, 28, 1, 29, 29, 29, 1, 26, 1, 27, 27,
                    27, 1, 30, 1, 31, 31, 31, 1, 28, 1, 29, 29, 29, 1, 20, 1, 23, 23, 23,
                    1, 30, 1, 31, 31, 31, 1, 32, 1, 33, 33, 33, 1, 32, 1, 33, 33, 33, 1,
                    1, 1, 1, 1, 1,
                ],
                matching: &[
                    false, false, false, false, false, false, false, false, false, false,
                    false, false, false, false, false, false, true, false, false, true,
                    false, false, true, true, false, true, false, true, false, true,
                    false, true, false, true,
                ],
            };
            if !PATTERN.matches(value) {
                return Err(
                    "doesn't match pattern \"^\\+[ ().-]*(4[ ().-]*4[ ().-]*(0[ ().-]*)?[1-9]([ ().-]*[0-9]){6,9}|([1-35-9][ ().-]*[0-9]|4[ ().-]*[0-35-9])([ ().-]*[0-9]){5,13})$\""
                        .into(),
                );
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for InternationalPhoneNumber {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for InternationalPhoneNumber {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for InternationalPhoneNumber {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///A contact detail of an account, or its text.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[serde(untagged)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub enum LinkedContactDetail {
        ContactDetail(::std::boxed::Box<ContactDetail>),
        String(::std::string::String),
    }
    impl ::std::convert::From<ContactDetail> for LinkedContactDetail {
        fn from(value: ContactDetail) -> Self {
            Self::ContactDetail(::std::boxed::Box::new(value))
        }
    }
    ///A login: the permissions of a user in one account.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Login {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub account: ::std::option::Option<::std::boxed::Box<Account>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub created_at: ::std::option::Option<crate::timestamp::Timestamp>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub expires_at: ::std::option::Option<crate::timestamp::Timestamp>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub factfind_enabled: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub firm: ::std::option::Option<::std::boxed::Box<Firm>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub first_name: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub goals_enabled: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub has_delete_permission: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub has_write_permission: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub last_name: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub primary: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub receives_unread_notifications_email: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub tasks_enabled: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub updated_at: ::std::option::Option<crate::timestamp::Timestamp>,
        ///The UUID of the login, which is not that of its account.
        pub uuid: ::uuid::Uuid,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub wealth_enabled: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub welcome_enabled: ::std::option::Option<bool>,
    }
    ///The logins of a user.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct LoginList {
        pub data: ::std::vec::Vec<Login>,
    }
    ///A new contact detail: an e-mail address or a phone number.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(untagged)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub enum NewContactDetail {
        Email(NewEmail),
        PhoneNumber(NewPhoneNumber),
    }
    impl ::std::convert::From<NewEmail> for NewContactDetail {
        fn from(value: NewEmail) -> Self {
            Self::Email(value)
        }
    }
    impl ::std::convert::From<NewPhoneNumber> for NewContactDetail {
        fn from(value: NewPhoneNumber) -> Self {
            Self::PhoneNumber(value)
        }
    }
    ///A new e-mail address.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(deny_unknown_fields)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct NewEmail {
        ///The UUIDs of the accounts who should own the contact detail. These must only be client accounts.
        pub account_uuids: ::std::vec::Vec<::uuid::Uuid>,
        ///Make this contact detail the primary one. All other contact details of the same type will no longer be primary.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub is_primary: ::std::option::Option<bool>,
        pub name: ContactDetailName,
        ///The UUIDs of the accounts who should have the contact detail as their primary contact detail.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub primary_account_uuids: ::std::option::Option<::std::vec::Vec<::uuid::Uuid>>,
        ///Contact detail type; `email` is an e-mail address.
        #[serde(rename = "type")]
        pub type_: NewEmailType,
        pub value: EmailAddress,
    }
    ///Contact detail type; `email` is an e-mail address.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub enum NewEmailType {
        #[serde(rename = "email")]
        Email,
    }
    impl ::std::str::FromStr for NewEmailType {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "email" => Ok(Self::Email),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for NewEmailType {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for NewEmailType {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A new phone number.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(deny_unknown_fields)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct NewPhoneNumber {
        ///The UUIDs of the accounts who should own the contact detail. These must only be client accounts.
        pub account_uuids: ::std::vec::Vec<::uuid::Uuid>,
        ///Make this contact detail the primary one. All other contact details of the same type will no longer be primary.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub is_primary: ::std::option::Option<bool>,
        pub name: ContactDetailName,
        ///The UUIDs of the accounts who should have the contact detail as their primary contact detail.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub primary_account_uuids: ::std::option::Option<::std::vec::Vec<::uuid::Uuid>>,
        ///Contact detail type; `phone_number` is a phone number.
        #[serde(rename = "type")]
        pub type_: NewPhoneNumberType,
        pub value: PhoneNumber,
    }
    ///Contact detail type; `phone_number` is a phone number.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub enum NewPhoneNumberType {
        #[serde(rename = "phone_number")]
        PhoneNumber,
    }
    impl ::std::str::FromStr for NewPhoneNumberType {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "phone_number" => Ok(Self::PhoneNumber),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for NewPhoneNumberType {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for NewPhoneNumberType {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///The URLs of the first, last, previous and next page.
    #[derive(::serde::Serialize, Clone, Default, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct PageLinks {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub first: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub last: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub prev: ::std::option::Option<::std::string::String>,
    }
    ///The position of the page and the number of pages.
    #[derive(::serde::Serialize, Clone, Default, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct PageMeta {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub current_page: ::std::option::Option<i64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub from: ::std::option::Option<i64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub last_page: ::std::option::Option<i64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub links: ::std::option::Option<::std::vec::Vec<PageMetaLink>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub path: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub per_page: ::std::option::Option<i64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub to: ::std::option::Option<i64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub total: ::std::option::Option<i64>,
    }
    ///A link of the page navigation.
    #[derive(::serde::Serialize, Clone, Default, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct PageMetaLink {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub active: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub label: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub url: ::std::option::Option<::std::string::String>,
    }
    ///Phone number; the default country is GB.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(untagged)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub enum PhoneNumber {
        InternationalPhoneNumber(InternationalPhoneNumber),
        UkPhoneNumber(UkPhoneNumber),
        PhoneNumberInCountry(PhoneNumberInCountry),
    }
    impl ::std::convert::From<InternationalPhoneNumber> for PhoneNumber {
        fn from(value: InternationalPhoneNumber) -> Self {
            Self::InternationalPhoneNumber(value)
        }
    }
    impl ::std::convert::From<UkPhoneNumber> for PhoneNumber {
        fn from(value: UkPhoneNumber) -> Self {
            Self::UkPhoneNumber(value)
        }
    }
    impl ::std::convert::From<PhoneNumberInCountry> for PhoneNumber {
        fn from(value: PhoneNumberInCountry) -> Self {
            Self::PhoneNumberInCountry(value)
        }
    }
    ///Phone number of a country other than the default, GB.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(deny_unknown_fields)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct PhoneNumberInCountry {
        pub country: CountryCode,
        pub number: PhoneNumberInCountryNumber,
    }
    #[derive(::serde::Serialize, Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct PhoneNumberInCountryNumber(pub(crate) ::std::string::String);
    impl ::std::convert::From<PhoneNumberInCountryNumber> for ::std::string::String {
        fn from(value: PhoneNumberInCountryNumber) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for PhoneNumberInCountryNumber {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            static PATTERN: crate::pattern::Pattern = crate::pattern::Pattern {
                starts: &['\0', ' ', '!', '(', ')', '*', '+', ',', '-', '/', '0', ':'],
                columns: &[0, 1, 0, 2, 1, 0, 3, 0, 1, 0, 4, 0],
                width: 5,
                next: &[
                    1, 2, 3, 2, 4, 1, 1, 1, 1, 1, 1, 2, 2, 1, 4, 1, 2, 2, 2, 4, 1, 4, 4,
                    1, 5, 1, 5, 5, 1, 6, 1, 6, 6, 1, 7, 1, 8, 8, 1, 9, 1, 8, 8, 1, 9, 1,
                    10, 10, 1, 11, 1, 10, 10, 1, 11, 1, 12, 12, 1, 13, 1, 12, 12, 1, 13,
                    1, 14, 14, 1, 15, 1, 14, 14, 1, 15, 1, 16, 16, 1, 17, 1, 16, 16, 1,
                    17, 1, 18, 18, 1, 19, 1, 18, 18, 1, 19, 1, 20, 20, 1, 21, 1, 20, 20,
                    1, 21, 1, 22, 22, 1, 23, 1, 22, 22, 1, 23, 1, 24, 24, 1, 25, 1, 24,
                    24, 1, 25, 1, 26, 26, 1, 27, 1, 26, 26, 1, 27, 1, 28, 28, 1, 29, 1,
                    28, 28, 1, 29, 1, 1, 1, 1, 1,
                ],
                matching: &[
                    false, false, false, false, false, false, false, true, false, true,
                    false, true, false, true, false, true, false, true, false, true,
                    false, true, false, true, false, true, false, true, false, true,
                ],
            };
            if !PATTERN.matches(value) {
                return Err(
                    "doesn't match pattern \"^\\(?\\+?[ ().-]*[0-9]([ ().-]*[0-9]){3,14}$\""
                        .into(),
                );
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for PhoneNumberInCountryNumber {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for PhoneNumberInCountryNumber {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for PhoneNumberInCountryNumber {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///Further information about a phone number.
    #[derive(::serde::Serialize, Clone, Default, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct PhoneNumberMeta {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub country: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub formatted: ::std::option::Option<::std::string::String>,
    }
    ///A tag, in the form that accounts have.
    #[derive(::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Tag {
        ///A hexadecimal colour.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub colour: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub created_at: ::std::option::Option<crate::timestamp::Timestamp>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub slug: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub updated_at: ::std::option::Option<crate::timestamp::Timestamp>,
        pub uuid: ::uuid::Uuid,
    }
    ///A time entry of an account; its content is unknown.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct TimeEntry(
        pub ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    );
    impl ::std::ops::Deref for TimeEntry {
        type Target = ::serde_json::Map<::std::string::String, ::serde_json::Value>;
        fn deref(
            &self,
        ) -> &::serde_json::Map<::std::string::String, ::serde_json::Value> {
            &self.0
        }
    }
    impl ::std::convert::From<TimeEntry>
    for ::serde_json::Map<::std::string::String, ::serde_json::Value> {
        fn from(value: TimeEntry) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<
        ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    > for TimeEntry {
        fn from(
            value: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        ) -> Self {
            Self(value)
        }
    }
    ///Phone number in UK standard format
    #[derive(::serde::Serialize, Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct UkPhoneNumber(pub(crate) ::std::string::String);
    impl ::std::convert::From<UkPhoneNumber> for ::std::string::String {
        fn from(value: UkPhoneNumber) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for UkPhoneNumber {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            static PATTERN: crate::pattern::Pattern = crate::pattern::Pattern {
                starts: &['\0', ' ', '!', '(', ')', '*', '-', '/', '0', '1', ':'],
                columns: &[0, 1, 0, 2, 1, 0, 1, 0, 3, 4, 0],
                width: 5,
                next: &[
                    1, 1, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 3, 3, 1, 4, 1, 4, 4,
                    5, 5, 1, 5, 5, 6, 6, 1, 6, 6, 7, 7, 1, 7, 7, 8, 8, 1, 8, 8, 9, 9, 1,
                    9, 9, 10, 10, 1, 11, 11, 12, 12, 1, 11, 11, 12, 12, 1, 13, 13, 14,
                    14, 1, 13, 13, 14, 14, 1, 15, 15, 16, 16, 1, 15, 15, 16, 16, 1, 1, 1,
                    1, 1,
                ],
                matching: &[
                    false, false, false, false, false, false, false, false, false, false,
                    true, false, true, false, true, false, true,
                ],
            };
            if !PATTERN.matches(value) {
                return Err(
                    "doesn't match pattern \"^\\(?0[ ().-]*[1-9]([ ().-]*[0-9]){6,9}$\""
                        .into(),
                );
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for UkPhoneNumber {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for UkPhoneNumber {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for UkPhoneNumber {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///The new content of a contact detail.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(deny_unknown_fields)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct UpdateContactDetail {
        ///The UUIDs of the accounts who should own the contact detail. These must only be client accounts.
        pub account_uuids: ::std::vec::Vec<::uuid::Uuid>,
        pub name: ContactDetailName,
        ///The UUIDs of the accounts who should have the contact detail as their primary contact detail.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub primary_account_uuids: ::std::option::Option<::std::vec::Vec<::uuid::Uuid>>,
        pub value: ContactDetailValue,
    }
    /// Error types.
    pub(crate) mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
    crate::lenient::object! {
        Account { 0 "anniversary_review_date" anniversary_review_date optional, 1
        "assigned_administrator" assigned_administrator optional, 2 "assigned_adviser"
        assigned_adviser optional, 3 "assigned_paraplanner" assigned_paraplanner
        optional, 4 "can_be_deleted" can_be_deleted optional, 5 "charge_split_schema"
        charge_split_schema optional, 6 "circles" circles optional, 7 "created_at"
        created_at optional, 8 "current_time_entry" current_time_entry optional, 9
        "custom_fields" custom_fields optional, 10 "email" email optional, 11
        "external_references" external_references optional, 12 "firm" firm optional, 13
        "first_contact_date" first_contact_date optional, 14 "first_name" first_name
        optional, 15 "groups" groups optional, 16 "has_joint_account" has_joint_account
        optional, 17 "inactive_at" inactive_at optional, 18 "introduced_by" introduced_by
        optional, 19 "joint_account_circle" joint_account_circle optional, 20
        "last_interaction_at" last_interaction_at optional, 21 "last_name" last_name
        optional, 22 "name" name optional, 23 "next_review_date" next_review_date
        optional, 24 "owners" owners optional, 25 "ownership_percentage"
        ownership_percentage optional, 26 "photo_url" photo_url optional, 27
        "previous_review_date" previous_review_date optional, 28 "primary_address"
        primary_address optional, 29 "primary_email" primary_email optional, 30
        "primary_phone_number" primary_phone_number optional, 31 "referral_code"
        referral_code optional, 32 "role" role optional, 33 "tags" tags optional, 34
        "type" type_ optional, 35 "updated_at" updated_at optional, 36 "uuid" uuid
        required, 37 "with_login" with_login optional, }
    }
    impl ::std::fmt::Debug for Account {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "Account",
                Some(&self.uuid),
                &[
                    ("anniversary_review_date", self.anniversary_review_date.is_some()),
                    ("assigned_administrator", self.assigned_administrator.is_some()),
                    ("assigned_adviser", self.assigned_adviser.is_some()),
                    ("assigned_paraplanner", self.assigned_paraplanner.is_some()),
                    ("can_be_deleted", self.can_be_deleted.is_some()),
                    ("charge_split_schema", self.charge_split_schema.is_some()),
                    ("circles", self.circles.is_some()),
                    ("created_at", self.created_at.is_some()),
                    ("current_time_entry", self.current_time_entry.is_some()),
                    ("custom_fields", self.custom_fields.is_some()),
                    ("email", self.email.is_some()),
                    ("external_references", self.external_references.is_some()),
                    ("firm", self.firm.is_some()),
                    ("first_contact_date", self.first_contact_date.is_some()),
                    ("first_name", self.first_name.is_some()),
                    ("groups", self.groups.is_some()),
                    ("has_joint_account", self.has_joint_account.is_some()),
                    ("inactive_at", self.inactive_at.is_some()),
                    ("introduced_by", self.introduced_by.is_some()),
                    ("joint_account_circle", self.joint_account_circle.is_some()),
                    ("last_interaction_at", self.last_interaction_at.is_some()),
                    ("last_name", self.last_name.is_some()),
                    ("name", self.name.is_some()),
                    ("next_review_date", self.next_review_date.is_some()),
                    ("owners", self.owners.is_some()),
                    ("ownership_percentage", self.ownership_percentage.is_some()),
                    ("photo_url", self.photo_url.is_some()),
                    ("previous_review_date", self.previous_review_date.is_some()),
                    ("primary_address", self.primary_address.is_some()),
                    ("primary_email", self.primary_email.is_some()),
                    ("primary_phone_number", self.primary_phone_number.is_some()),
                    ("referral_code", self.referral_code.is_some()),
                    ("role", self.role.is_some()),
                    ("tags", self.tags.is_some()),
                    ("type", self.type_.is_some()),
                    ("updated_at", self.updated_at.is_some()),
                    ("with_login", self.with_login.is_some()),
                ],
            )
        }
    }
    impl crate::resource::Resource for Account {
        fn uuid(&self) -> ::uuid::Uuid {
            self.uuid
        }
    }
    crate::lenient::object! {
        AccountPage { 0 "data" data required, 1 "links" links optional, 2 "meta" meta
        optional, }
    }
    impl ::std::fmt::Debug for AccountPage {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "AccountPage",
                None,
                &[("links", self.links.is_some()), ("meta", self.meta.is_some())],
            )
        }
    }
    crate::lenient::maps! {
        Address
    }
    impl ::std::fmt::Debug for Address {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("Address")
        }
    }
    crate::lenient::maps! {
        ChargeSplitSchema
    }
    impl ::std::fmt::Debug for ChargeSplitSchema {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("ChargeSplitSchema")
        }
    }
    crate::lenient::object! {
        Circle { 0 "accounts" accounts optional, 1 "bg_colour" bg_colour optional, 2
        "created_at" created_at optional, 3 "groups" groups optional, 4 "name" name
        optional, 5 "photo_url" photo_url optional, 6 "updated_at" updated_at optional, 7
        "uuid" uuid required, }
    }
    impl ::std::fmt::Debug for Circle {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "Circle",
                Some(&self.uuid),
                &[
                    ("accounts", self.accounts.is_some()),
                    ("bg_colour", self.bg_colour.is_some()),
                    ("created_at", self.created_at.is_some()),
                    ("groups", self.groups.is_some()),
                    ("name", self.name.is_some()),
                    ("photo_url", self.photo_url.is_some()),
                    ("updated_at", self.updated_at.is_some()),
                ],
            )
        }
    }
    impl crate::resource::Resource for Circle {
        fn uuid(&self) -> ::uuid::Uuid {
            self.uuid
        }
    }
    crate::lenient::object! {
        ContactDetail { 0 "accounts" accounts optional, 1 "created_at" created_at
        optional, 2 "name" name optional, 3 "phone_number_meta" phone_number_meta
        optional, 4 "primary_accounts" primary_accounts optional, 5 "type" type_
        optional, 6 "updated_at" updated_at optional, 7 "uuid" uuid required, 8 "value"
        value optional, }
    }
    impl ::std::fmt::Debug for ContactDetail {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "ContactDetail",
                Some(&self.uuid),
                &[
                    ("accounts", self.accounts.is_some()),
                    ("created_at", self.created_at.is_some()),
                    ("name", self.name.is_some()),
                    ("phone_number_meta", self.phone_number_meta.is_some()),
                    ("primary_accounts", self.primary_accounts.is_some()),
                    ("type", self.type_.is_some()),
                    ("updated_at", self.updated_at.is_some()),
                    ("value", self.value.is_some()),
                ],
            )
        }
    }
    impl crate::resource::Resource for ContactDetail {
        fn uuid(&self) -> ::uuid::Uuid {
            self.uuid
        }
    }
    impl ContactDetailName {
        /// The text.
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
    impl ::std::fmt::Debug for ContactDetailName {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("ContactDetailName")
        }
    }
    crate::lenient::object! {
        ContactDetailPage { 0 "data" data required, 1 "links" links optional, 2 "meta"
        meta optional, }
    }
    impl ::std::fmt::Debug for ContactDetailPage {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "ContactDetailPage",
                None,
                &[("links", self.links.is_some()), ("meta", self.meta.is_some())],
            )
        }
    }
    impl ::std::fmt::Debug for ContactDetailValue {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(
                match self {
                    Self::EmailAddress(_) => "ContactDetailValue::EmailAddress",
                    Self::InternationalPhoneNumber(_) => {
                        "ContactDetailValue::InternationalPhoneNumber"
                    }
                    Self::UkPhoneNumber(_) => "ContactDetailValue::UkPhoneNumber",
                    Self::PhoneNumberInCountry(_) => {
                        "ContactDetailValue::PhoneNumberInCountry"
                    }
                },
            )
        }
    }
    impl CountryCode {
        /// The text.
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
    impl ::std::fmt::Debug for CountryCode {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("CountryCode")
        }
    }
    crate::lenient::maps! {
        CustomFieldValue
    }
    impl ::std::fmt::Debug for CustomFieldValue {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("CustomFieldValue")
        }
    }
    impl EmailAddress {
        /// The text.
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
    impl ::std::fmt::Debug for EmailAddress {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("EmailAddress")
        }
    }
    crate::lenient::maps! {
        ExternalReference
    }
    impl ::std::fmt::Debug for ExternalReference {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("ExternalReference")
        }
    }
    crate::lenient::object! {
        Firm { 0 "billing" billing optional, 1 "brand_colours" brand_colours optional, 2
        "ip_whitelist" ip_whitelist optional, 3 "is_subscribed" is_subscribed optional, 4
        "month_end" month_end optional, 5 "name" name optional, 6 "regulatory_text"
        regulatory_text optional, 7 "slug" slug optional, 8 "tax" tax optional, 9 "uuid"
        uuid required, } extra
    }
    impl ::std::fmt::Debug for Firm {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "Firm",
                Some(&self.uuid),
                &[
                    ("billing", self.billing.is_some()),
                    ("brand_colours", self.brand_colours.is_some()),
                    ("ip_whitelist", self.ip_whitelist.is_some()),
                    ("is_subscribed", self.is_subscribed.is_some()),
                    ("month_end", self.month_end.is_some()),
                    ("name", self.name.is_some()),
                    ("regulatory_text", self.regulatory_text.is_some()),
                    ("slug", self.slug.is_some()),
                    ("tax", self.tax.is_some()),
                ],
            )
        }
    }
    impl crate::resource::Resource for Firm {
        fn uuid(&self) -> ::uuid::Uuid {
            self.uuid
        }
    }
    crate::lenient::object! {
        Group { 0 "created_at" created_at optional, 1 "name" name optional, 2
        "participants" participants optional, 3 "participants_count" participants_count
        optional, 4 "slug" slug optional, 5 "updated_at" updated_at optional, 6 "uuid"
        uuid required, }
    }
    impl ::std::fmt::Debug for Group {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "Group",
                Some(&self.uuid),
                &[
                    ("created_at", self.created_at.is_some()),
                    ("name", self.name.is_some()),
                    ("participants", self.participants.is_some()),
                    ("participants_count", self.participants_count.is_some()),
                    ("slug", self.slug.is_some()),
                    ("updated_at", self.updated_at.is_some()),
                ],
            )
        }
    }
    impl crate::resource::Resource for Group {
        fn uuid(&self) -> ::uuid::Uuid {
            self.uuid
        }
    }
    impl InternationalPhoneNumber {
        /// The text.
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
    impl ::std::fmt::Debug for InternationalPhoneNumber {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("InternationalPhoneNumber")
        }
    }
    impl ::std::fmt::Debug for LinkedContactDetail {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(
                match self {
                    Self::ContactDetail(_) => "LinkedContactDetail::ContactDetail",
                    Self::String(_) => "LinkedContactDetail::String",
                },
            )
        }
    }
    crate::lenient::object_or_text! {
        LinkedContactDetail : ContactDetail, String
    }
    crate::lenient::object! {
        Login { 0 "account" account optional, 1 "created_at" created_at optional, 2
        "email" email optional, 3 "expires_at" expires_at optional, 4 "factfind_enabled"
        factfind_enabled optional, 5 "firm" firm optional, 6 "first_name" first_name
        optional, 7 "goals_enabled" goals_enabled optional, 8 "has_delete_permission"
        has_delete_permission optional, 9 "has_write_permission" has_write_permission
        optional, 10 "last_name" last_name optional, 11 "primary" primary optional, 12
        "receives_unread_notifications_email" receives_unread_notifications_email
        optional, 13 "tasks_enabled" tasks_enabled optional, 14 "updated_at" updated_at
        optional, 15 "uuid" uuid required, 16 "wealth_enabled" wealth_enabled optional,
        17 "welcome_enabled" welcome_enabled optional, }
    }
    impl ::std::fmt::Debug for Login {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "Login",
                Some(&self.uuid),
                &[
                    ("account", self.account.is_some()),
                    ("created_at", self.created_at.is_some()),
                    ("email", self.email.is_some()),
                    ("expires_at", self.expires_at.is_some()),
                    ("factfind_enabled", self.factfind_enabled.is_some()),
                    ("firm", self.firm.is_some()),
                    ("first_name", self.first_name.is_some()),
                    ("goals_enabled", self.goals_enabled.is_some()),
                    ("has_delete_permission", self.has_delete_permission.is_some()),
                    ("has_write_permission", self.has_write_permission.is_some()),
                    ("last_name", self.last_name.is_some()),
                    ("primary", self.primary.is_some()),
                    (
                        "receives_unread_notifications_email",
                        self.receives_unread_notifications_email.is_some(),
                    ),
                    ("tasks_enabled", self.tasks_enabled.is_some()),
                    ("updated_at", self.updated_at.is_some()),
                    ("wealth_enabled", self.wealth_enabled.is_some()),
                    ("welcome_enabled", self.welcome_enabled.is_some()),
                ],
            )
        }
    }
    impl crate::resource::Resource for Login {
        fn uuid(&self) -> ::uuid::Uuid {
            self.uuid
        }
    }
    crate::lenient::object! {
        LoginList { 0 "data" data required, }
    }
    impl ::std::fmt::Debug for LoginList {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(f, "LoginList", None, &[])
        }
    }
    impl ::std::fmt::Debug for NewContactDetail {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(
                match self {
                    Self::Email(_) => "NewContactDetail::Email",
                    Self::PhoneNumber(_) => "NewContactDetail::PhoneNumber",
                },
            )
        }
    }
    impl NewEmail {
        pub(crate) fn required(
            account_uuids: ::std::vec::Vec<::uuid::Uuid>,
            name: ContactDetailName,
            type_: NewEmailType,
            value: EmailAddress,
        ) -> Self {
            Self {
                account_uuids,
                name,
                type_,
                value,
                is_primary: None,
                primary_account_uuids: None,
            }
        }
    }
    impl ::std::fmt::Debug for NewEmail {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "NewEmail",
                None,
                &[
                    ("is_primary", self.is_primary.is_some()),
                    ("primary_account_uuids", self.primary_account_uuids.is_some()),
                ],
            )
        }
    }
    impl NewPhoneNumber {
        pub(crate) fn required(
            account_uuids: ::std::vec::Vec<::uuid::Uuid>,
            name: ContactDetailName,
            type_: NewPhoneNumberType,
            value: PhoneNumber,
        ) -> Self {
            Self {
                account_uuids,
                name,
                type_,
                value,
                is_primary: None,
                primary_account_uuids: None,
            }
        }
    }
    impl ::std::fmt::Debug for NewPhoneNumber {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "NewPhoneNumber",
                None,
                &[
                    ("is_primary", self.is_primary.is_some()),
                    ("primary_account_uuids", self.primary_account_uuids.is_some()),
                ],
            )
        }
    }
    crate::lenient::object! {
        PageLinks { 0 "first" first optional, 1 "last" last optional, 2 "next" next
        optional, 3 "prev" prev optional, }
    }
    impl ::std::fmt::Debug for PageLinks {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "PageLinks",
                None,
                &[
                    ("first", self.first.is_some()),
                    ("last", self.last.is_some()),
                    ("next", self.next.is_some()),
                    ("prev", self.prev.is_some()),
                ],
            )
        }
    }
    crate::lenient::object! {
        PageMeta { 0 "current_page" current_page optional, 1 "from" from optional, 2
        "last_page" last_page optional, 3 "links" links optional, 4 "path" path optional,
        5 "per_page" per_page optional, 6 "to" to optional, 7 "total" total optional, }
    }
    impl ::std::fmt::Debug for PageMeta {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "PageMeta",
                None,
                &[
                    ("current_page", self.current_page.is_some()),
                    ("from", self.from.is_some()),
                    ("last_page", self.last_page.is_some()),
                    ("links", self.links.is_some()),
                    ("path", self.path.is_some()),
                    ("per_page", self.per_page.is_some()),
                    ("to", self.to.is_some()),
                    ("total", self.total.is_some()),
                ],
            )
        }
    }
    crate::lenient::object! {
        PageMetaLink { 0 "active" active optional, 1 "label" label optional, 2 "url" url
        optional, }
    }
    impl ::std::fmt::Debug for PageMetaLink {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "PageMetaLink",
                None,
                &[
                    ("active", self.active.is_some()),
                    ("label", self.label.is_some()),
                    ("url", self.url.is_some()),
                ],
            )
        }
    }
    impl ::std::fmt::Debug for PhoneNumber {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(
                match self {
                    Self::InternationalPhoneNumber(_) => {
                        "PhoneNumber::InternationalPhoneNumber"
                    }
                    Self::UkPhoneNumber(_) => "PhoneNumber::UkPhoneNumber",
                    Self::PhoneNumberInCountry(_) => "PhoneNumber::PhoneNumberInCountry",
                },
            )
        }
    }
    impl PhoneNumberInCountry {
        pub(crate) fn required(
            country: CountryCode,
            number: PhoneNumberInCountryNumber,
        ) -> Self {
            Self { country, number }
        }
    }
    impl ::std::fmt::Debug for PhoneNumberInCountry {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(f, "PhoneNumberInCountry", None, &[])
        }
    }
    impl PhoneNumberInCountryNumber {
        /// The text.
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
    impl ::std::fmt::Debug for PhoneNumberInCountryNumber {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("PhoneNumberInCountryNumber")
        }
    }
    crate::lenient::object! {
        PhoneNumberMeta { 0 "country" country optional, 1 "formatted" formatted optional,
        }
    }
    impl ::std::fmt::Debug for PhoneNumberMeta {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "PhoneNumberMeta",
                None,
                &[
                    ("country", self.country.is_some()),
                    ("formatted", self.formatted.is_some()),
                ],
            )
        }
    }
    crate::lenient::object! {
        Tag { 0 "colour" colour optional, 1 "created_at" created_at optional, 2 "name"
        name optional, 3 "slug" slug optional, 4 "updated_at" updated_at optional, 5
        "uuid" uuid required, }
    }
    impl ::std::fmt::Debug for Tag {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "Tag",
                Some(&self.uuid),
                &[
                    ("colour", self.colour.is_some()),
                    ("created_at", self.created_at.is_some()),
                    ("name", self.name.is_some()),
                    ("slug", self.slug.is_some()),
                    ("updated_at", self.updated_at.is_some()),
                ],
            )
        }
    }
    impl crate::resource::Resource for Tag {
        fn uuid(&self) -> ::uuid::Uuid {
            self.uuid
        }
    }
    crate::lenient::maps! {
        TimeEntry
    }
    impl ::std::fmt::Debug for TimeEntry {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("TimeEntry")
        }
    }
    impl UkPhoneNumber {
        /// The text.
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
    impl ::std::fmt::Debug for UkPhoneNumber {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("UkPhoneNumber")
        }
    }
    impl UpdateContactDetail {
        pub(crate) fn required(
            account_uuids: ::std::vec::Vec<::uuid::Uuid>,
            name: ContactDetailName,
            value: ContactDetailValue,
        ) -> Self {
            Self {
                account_uuids,
                name,
                value,
                primary_account_uuids: None,
            }
        }
    }
    impl ::std::fmt::Debug for UpdateContactDetail {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            crate::redacted::debug(
                f,
                "UpdateContactDetail",
                None,
                &[("primary_account_uuids", self.primary_account_uuids.is_some())],
            )
        }
    }
    crate::string_enum::closed! {
        #[doc = "A relation to include with each account of a list."] AccountInclude {
        PrimaryPhoneNumber = "primary_phone_number", PrimaryEmail = "primary_email",
        PrimaryAddress = "primary_address", AssignedAdviser = "assigned_adviser",
        AssignedAdministrator = "assigned_administrator", AssignedParaplanner =
        "assigned_paraplanner", Groups = "groups", Tags = "tags", Owners = "owners",
        CustomFields = "custom_fields", ExternalReferences = "external_references",
        ChargeSplitSchema = "charge_split_schema", }
    }
    crate::string_enum::open! {
        #[doc = "Account role"] AccountRole { Individual = "individual", Joint = "joint",
        Trust = "trust", Business = "business", Member = "member", Owner = "owner", Admin
        = "admin", Introducer = "introducer", }
    }
    crate::string_enum::closed! {
        #[doc = "A role of accounts to list."] AccountRoleFilter { Individual =
        "individual", Joint = "joint", Trust = "trust", Business = "business", Member =
        "member", Owner = "owner", Admin = "admin", Introducer = "introducer", }
    }
    crate::string_enum::closed! {
        #[doc = "A sort order; a leading `-` sorts in descending order."] AccountSort {
        CreatedAt = "created_at", CreatedAtDescending = "-created_at", UpdatedAt =
        "updated_at", UpdatedAtDescending = "-updated_at", FirstName = "first_name",
        FirstNameDescending = "-first_name", LastName = "last_name", LastNameDescending =
        "-last_name", Email = "email", EmailDescending = "-email", NextReviewDate =
        "next_review_date", NextReviewDateDescending = "-next_review_date",
        PreviousReviewDate = "previous_review_date", PreviousReviewDateDescending =
        "-previous_review_date", AnniversaryReviewDate = "anniversary_review_date",
        AnniversaryReviewDateDescending = "-anniversary_review_date", }
    }
    crate::string_enum::open! {
        #[doc = "Account type"] AccountType { Client = "client", Employee = "employee",
        External = "external", }
    }
    crate::string_enum::closed! {
        #[doc = "A type of accounts to list."] AccountTypeFilter { Client = "client",
        Employee = "employee", External = "external", }
    }
    crate::string_enum::closed! {
        #[doc = "A relation to include with each contact detail of a list."]
        ContactDetailInclude { Accounts = "accounts", PrimaryAccounts =
        "primary_accounts", }
    }
    crate::string_enum::closed! {
        #[doc = "A sort order; a leading `-` sorts in descending order."]
        ContactDetailSort { CreatedAt = "created_at", CreatedAtDescending =
        "-created_at", UpdatedAt = "updated_at", UpdatedAtDescending = "-updated_at",
        Name = "name", NameDescending = "-name", Value = "value", ValueDescending =
        "-value", }
    }
    crate::string_enum::open! {
        #[doc = "Contact detail type"] ContactDetailType { Email = "email", PhoneNumber =
        "phone_number", }
    }
    crate::string_enum::closed! {
        #[doc = "A type of contact details to list."] ContactDetailTypeFilter { Email =
        "email", PhoneNumber = "phone_number", }
    }
    impl crate::validate::Check for NewContactDetail {
        fn check(&self) -> Result<(), crate::validate::Violation> {
            match self {
                Self::Email(case) => case.check()?,
                Self::PhoneNumber(case) => case.check()?,
            }
            Ok(())
        }
    }
    impl crate::validate::Check for NewEmail {
        fn check(&self) -> Result<(), crate::validate::Violation> {
            crate::validate::length(
                "account_uuids",
                Some(self.account_uuids.len()),
                &(1u64..=u64::MAX),
            )?;
            Ok(())
        }
    }
    impl crate::validate::Check for NewPhoneNumber {
        fn check(&self) -> Result<(), crate::validate::Violation> {
            crate::validate::length(
                "account_uuids",
                Some(self.account_uuids.len()),
                &(1u64..=u64::MAX),
            )?;
            Ok(())
        }
    }
    impl crate::validate::Check for UpdateContactDetail {
        fn check(&self) -> Result<(), crate::validate::Violation> {
            crate::validate::length(
                "account_uuids",
                Some(self.account_uuids.len()),
                &(1u64..=u64::MAX),
            )?;
            Ok(())
        }
    }
}
#[allow(clippy::all)]
impl Client {
    /**List accounts

Lists accounts, filtered, sorted and paginated.

Sends a `GET` request to `/api/v1/account`

Arguments:
- `x_plannr_account_uuid`: The `uuid` of the `account` inside a login, not the login's own `uuid`. Routes that need it fail without it.
*/
    pub fn list_accounts<'a>(
        &'a self,
        x_plannr_account_uuid: &'a ::uuid::Uuid,
        query: &'a [(&'a str, &'a str)],
    ) -> crate::built_request::BuiltRequest {
        let url = self.url(&format!("{}/api/v1/account", self.baseurl,));
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                "X-PLANNR-ACCOUNT-UUID",
                x_plannr_account_uuid.to_string().try_into()?,
            );
        let request = self.client.get(url).headers(header_map).query(query).build()?;
        Ok((request, "list_accounts"))
    }
    /**Show an account

Shows one account.

Sends a `GET` request to `/api/v1/account/{uuid}`

Arguments:
- `uuid`: The UUID of the account.
- `x_plannr_account_uuid`: The `uuid` of the `account` inside a login, not the login's own `uuid`. Routes that need it fail without it.
*/
    pub fn show_account<'a>(
        &'a self,
        uuid: &'a ::uuid::Uuid,
        x_plannr_account_uuid: &'a ::uuid::Uuid,
    ) -> crate::built_request::BuiltRequest {
        let url = self
            .url(
                &format!(
                    "{}/api/v1/account/{}", self.baseurl, encode_path(& uuid
                    .to_string()),
                ),
            );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                "X-PLANNR-ACCOUNT-UUID",
                x_plannr_account_uuid.to_string().try_into()?,
            );
        let request = self.client.get(url).headers(header_map).build()?;
        Ok((request, "show_account"))
    }
    /**List logins

Lists the logins of the user. Needs no account header, and is not paginated.

Sends a `GET` request to `/api/v1/logins`

*/
    pub fn list_logins<'a>(&'a self) -> crate::built_request::BuiltRequest {
        let url = self.url(&format!("{}/api/v1/logins", self.baseurl,));
        let header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        let request = self.client.get(url).headers(header_map).build()?;
        Ok((request, "list_logins"))
    }
    /**List contact details

Lists contact details, filtered, sorted and paginated.

Sends a `GET` request to `/api/v2/contact-details`

Arguments:
- `x_plannr_account_uuid`: The `uuid` of the `account` inside a login, not the login's own `uuid`. Routes that need it fail without it.
*/
    pub fn list_contact_details<'a>(
        &'a self,
        x_plannr_account_uuid: &'a ::uuid::Uuid,
        query: &'a [(&'a str, &'a str)],
    ) -> crate::built_request::BuiltRequest {
        let url = self.url(&format!("{}/api/v2/contact-details", self.baseurl,));
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                "X-PLANNR-ACCOUNT-UUID",
                x_plannr_account_uuid.to_string().try_into()?,
            );
        let request = self.client.get(url).headers(header_map).query(query).build()?;
        Ok((request, "list_contact_details"))
    }
    /**Create a contact detail

Creates an e-mail address or a phone number, owned by one or more client accounts.

Sends a `POST` request to `/api/v2/contact-details`

Arguments:
- `x_plannr_account_uuid`: The `uuid` of the `account` inside a login, not the login's own `uuid`. Routes that need it fail without it.
- `body`
*/
    pub fn create_contact_detail<'a>(
        &'a self,
        x_plannr_account_uuid: &'a ::uuid::Uuid,
        body: &'a types::NewContactDetail,
    ) -> crate::built_request::BuiltRequest {
        let url = self.url(&format!("{}/api/v2/contact-details", self.baseurl,));
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                "X-PLANNR-ACCOUNT-UUID",
                x_plannr_account_uuid.to_string().try_into()?,
            );
        let request = self.client.post(url).json(&body).headers(header_map).build()?;
        Ok((request, "create_contact_detail"))
    }
    /**Update a contact detail

Updates a contact detail. The body has no `type` and no `is_primary`.

Sends a `PUT` request to `/api/v2/contact-details/{uuid}`

Arguments:
- `uuid`: The UUID of the contact detail.
- `x_plannr_account_uuid`: The `uuid` of the `account` inside a login, not the login's own `uuid`. Routes that need it fail without it.
- `body`
*/
    pub fn update_contact_detail<'a>(
        &'a self,
        uuid: &'a ::uuid::Uuid,
        x_plannr_account_uuid: &'a ::uuid::Uuid,
        body: &'a types::UpdateContactDetail,
    ) -> crate::built_request::BuiltRequest {
        let url = self
            .url(
                &format!(
                    "{}/api/v2/contact-details/{}", self.baseurl, encode_path(& uuid
                    .to_string()),
                ),
            );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                "X-PLANNR-ACCOUNT-UUID",
                x_plannr_account_uuid.to_string().try_into()?,
            );
        let request = self.client.put(url).json(&body).headers(header_map).build()?;
        Ok((request, "update_contact_detail"))
    }
}
/// The base URL of the API.
pub const SERVER: &str = "https://api.plannrcrm.com";
/// The rate limit of a user.
pub const REQUESTS_PER_MINUTE: Option<u32> = Some(500u32);
/// The path of each operation, with its placeholders.
pub const PATHS: &[(&str, &str)] = &[
    ("list_accounts", "/api/v1/account"),
    ("show_account", "/api/v1/account/{uuid}"),
    ("list_logins", "/api/v1/logins"),
    ("list_contact_details", "/api/v2/contact-details"),
    ("create_contact_detail", "/api/v2/contact-details"),
    ("update_contact_detail", "/api/v2/contact-details/{uuid}"),
];
/// The names of the fields of request bodies.
pub const REQUEST_FIELDS: &[&str] = &[
    "account_uuids",
    "country",
    "is_primary",
    "name",
    "number",
    "primary_account_uuids",
    "type",
    "value",
];
/// The names of the fields of responses.
pub const RESPONSE_FIELDS: &[&str] = &[
    "account",
    "accounts",
    "active",
    "anniversary_review_date",
    "assigned_administrator",
    "assigned_adviser",
    "assigned_paraplanner",
    "bg_colour",
    "billing",
    "brand_colours",
    "can_be_deleted",
    "charge_split_schema",
    "circles",
    "colour",
    "country",
    "created_at",
    "current_page",
    "current_time_entry",
    "custom_fields",
    "data",
    "email",
    "errors",
    "expires_at",
    "external_references",
    "factfind_enabled",
    "firm",
    "first",
    "first_contact_date",
    "first_name",
    "formatted",
    "from",
    "goals_enabled",
    "groups",
    "has_delete_permission",
    "has_joint_account",
    "has_write_permission",
    "inactive_at",
    "introduced_by",
    "ip_whitelist",
    "is_subscribed",
    "joint_account_circle",
    "label",
    "last",
    "last_interaction_at",
    "last_name",
    "last_page",
    "links",
    "message",
    "meta",
    "month_end",
    "name",
    "next",
    "next_review_date",
    "owners",
    "ownership_percentage",
    "participants",
    "participants_count",
    "path",
    "per_page",
    "phone_number_meta",
    "photo_url",
    "prev",
    "previous_review_date",
    "primary",
    "primary_accounts",
    "primary_address",
    "primary_email",
    "primary_phone_number",
    "receives_unread_notifications_email",
    "referral_code",
    "regulatory_text",
    "role",
    "slug",
    "tags",
    "tasks_enabled",
    "tax",
    "to",
    "total",
    "type",
    "updated_at",
    "url",
    "uuid",
    "value",
    "wealth_enabled",
    "welcome_enabled",
    "with_login",
];
