//! Quirks: the forms that answers may have where Plannr's pages are silent or contradict each other.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::store::PHONE_NUMBER;
use super::time;

/// What the documented examples show of an account in a list.
const SLIM_ACCOUNT: [&str; 11] = [
    "uuid",
    "created_at",
    "updated_at",
    "type",
    "role",
    "first_name",
    "last_name",
    "name",
    "email",
    "photo_url",
    "external_references",
];

/// One way in which the real answers may differ from what the spec believes them to be.
///
/// The mock server wears none unless told to. It can wear several, put on in the order in which they are given. Code
/// that works in every quirk is ready for whatever Plannr turns out to do.
///
/// ```
/// use plannr_sdk::mock::{Quirk, MockServer};
///
/// # #[tokio::main]
/// # async fn main() {
/// for &quirk in Quirk::ALL {
///     let mock = MockServer::builder().quirk(quirk).start().await;
///     // Run the same test against each.
/// }
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Quirk {
    /// Creating and updating answer with the slim accounts that lists have.
    SlimAccounts,
    /// Lists answer with the wide accounts that creating and updating have.
    WideAccounts,
    /// `true` and `false` are `"true"` and `"false"`.
    BooleansAsText,
    /// An account's primary e-mail and phone number are their values alone, as text.
    PrimaryDetailsAsText,
    /// Times have microseconds and `Z`: `2025-04-02T09:00:00.000000Z`.
    MicrosecondTimes,
    /// Times have neither `T` nor offset: `2025-04-02 10:00:00`.
    SpacedTimes,
    /// Times are dates: `2025-04-02`.
    DatesAlone,
    /// `accounts` and `primary_accounts` are the first account instead of an array, as the reference page has it.
    AccountsAsObject,
    /// `accounts` and `primary_accounts` are null.
    AccountsNull,
    /// `accounts` and `primary_accounts` are absent.
    AccountsAbsent,
    /// An e-mail address has `phone_number_meta: null`.
    EmailMetaNull,
    /// An e-mail address has `phone_number_meta: []`, PHP's form of an empty object.
    EmailMetaEmptyArray,
    /// What is null is absent instead.
    AbsentForNull,
    /// Creating and updating answer `{"data": {...}}`.
    WrappedInData,
    /// A list's `data` is an array in an array, as one reference page has it.
    NestedData,
    /// A list has neither `links` nor `meta`.
    NoPagination,
}

impl Quirk {
    /// All quirks, each once: what a suite runs in to cover them.
    pub const ALL: &'static [Self] = &[
        Self::SlimAccounts,
        Self::WideAccounts,
        Self::BooleansAsText,
        Self::PrimaryDetailsAsText,
        Self::MicrosecondTimes,
        Self::SpacedTimes,
        Self::DatesAlone,
        Self::AccountsAsObject,
        Self::AccountsNull,
        Self::AccountsAbsent,
        Self::EmailMetaNull,
        Self::EmailMetaEmptyArray,
        Self::AbsentForNull,
        Self::WrappedInData,
        Self::NestedData,
        Self::NoPagination,
    ];

    /// Changes one contact detail of an answer.
    fn put_on(self, detail: &mut Value) {
        match self {
            Self::SlimAccounts => {
                each_account(detail, |account| account.retain(|name, _| SLIM_ACCOUNT.contains(&name.as_str())))
            }
            Self::BooleansAsText => each_value(detail, &|_, value| {
                if let Value::Bool(truth) = *value {
                    *value = truth.to_string().into();
                }
            }),
            Self::PrimaryDetailsAsText => each_account(detail, |account| {
                for name in ["primary_email", "primary_phone_number"] {
                    if let Some(primary) = account.get_mut(name) {
                        *primary = primary["value"].take();
                    }
                }
            }),
            Self::MicrosecondTimes => each_time(detail, |time| time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()),
            Self::SpacedTimes => each_time(detail, |time| time::in_form(time, "%Y-%m-%d %H:%M:%S")),
            Self::DatesAlone => each_time(detail, |time| time::in_form(time, "%Y-%m-%d")),
            Self::AccountsAsObject => {
                each_relation(detail, |accounts| *accounts = accounts.get_mut(0).map(Value::take).unwrap_or_default())
            }
            Self::AccountsNull => each_relation(detail, |accounts| *accounts = Value::Null),
            Self::AccountsAbsent => {
                if let Some(detail) = detail.as_object_mut() {
                    detail.retain(|name, _| !RELATIONS.contains(&name.as_str()));
                }
            }
            Self::EmailMetaNull => set_email_meta(detail, Value::Null),
            Self::EmailMetaEmptyArray => set_email_meta(detail, json!([])),
            Self::AbsentForNull => remove_nulls(detail),
            Self::WideAccounts | Self::WrappedInData | Self::NestedData | Self::NoPagination => {}
        }
    }
}

/// Puts quirks on the answer with a single contact detail.
pub(super) fn quirk_single(mut detail: Value, quirks: &[Quirk]) -> Value {
    put_on_all(std::slice::from_mut(&mut detail), quirks);
    if quirks.contains(&Quirk::WrappedInData) { json!({ "data": detail }) } else { detail }
}

/// Puts quirks on a page of contact details. Slim accounts are what a list has by itself.
pub(super) fn quirk_page(mut page: Value, quirks: &[Quirk]) -> Value {
    if let Some(details) = page["data"].as_array_mut() {
        if !quirks.contains(&Quirk::WideAccounts) {
            put_on_all(details, &[Quirk::SlimAccounts]);
        }
        put_on_all(details, quirks);
    }
    if quirks.contains(&Quirk::NestedData) {
        page["data"] = json!([page["data"].take()]);
    }
    if quirks.contains(&Quirk::NoPagination) {
        page = json!({ "data": page["data"].take() });
    }
    page
}

fn put_on_all(details: &mut [Value], quirks: &[Quirk]) {
    for detail in details {
        quirks.iter().for_each(|quirk| quirk.put_on(detail));
    }
}

const RELATIONS: [&str; 2] = ["accounts", "primary_accounts"];

fn each_relation(detail: &mut Value, change: impl Fn(&mut Value)) {
    for relation in RELATIONS {
        if let Some(accounts) = detail.get_mut(relation) {
            change(accounts);
        }
    }
}

fn each_account(detail: &mut Value, change: impl Fn(&mut Map<String, Value>)) {
    each_relation(detail, |accounts| {
        accounts.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut).for_each(&change);
    });
}

/// Every attribute, at any depth.
fn each_value(node: &mut Value, change: &impl Fn(&str, &mut Value)) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(|item| each_value(item, change)),
        Value::Object(entries) => entries.iter_mut().for_each(|(name, value)| {
            change(name, value);
            each_value(value, change);
        }),
        _ => {}
    }
}

fn each_time(detail: &mut Value, form: impl Fn(Timestamp) -> String) {
    each_value(detail, &|name, value| {
        let is_time = name.ends_with("_at") || name.ends_with("_date");
        if let Some(time) = value.as_str().filter(|_| is_time).and_then(|text| text.parse().ok()) {
            *value = form(time).into();
        }
    });
}

fn set_email_meta(detail: &mut Value, meta: Value) {
    if detail["type"] != PHONE_NUMBER {
        detail["phone_number_meta"] = meta;
    }
}

fn remove_nulls(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(remove_nulls),
        Value::Object(entries) => {
            entries.retain(|_, value| !value.is_null());
            entries.values_mut().for_each(remove_nulls);
        }
        _ => {}
    }
}
