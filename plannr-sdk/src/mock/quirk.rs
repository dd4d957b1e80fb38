//! Quirks: alternative forms of responses, for cases that Plannr does not document or documents in two ways.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::spec::Spec;
use super::spec::openapi::change_nodes;
use super::store::PHONE_NUMBER;
use super::time;

/// The relations of a contact detail.
const RELATIONS: [&str; 2] = ["accounts", "primary_accounts"];

/// Declares the enumeration and the list of its variants.
macro_rules! quirks {
    ($(#[$attribute:meta])* $name:ident { $(#[doc = $doc:literal] $quirk:ident,)* }) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = $doc] $quirk,)*
        }

        impl $name {
            /// All quirks, for a test that runs with each.
            pub const ALL: &'static [Self] = &[$(Self::$quirk),*];
        }
    };
}

quirks! {
    /// A way in which real responses may differ from the spec.
    ///
    /// The mock server has no quirks by default. It applies quirks in the order in which you add them. Code that
    /// works with every quirk is prepared for the real API.
    ///
    /// ```
    /// use plannr_sdk::mock::{MockServer, Quirk};
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// for &quirk in Quirk::ALL {
    ///     let mock = MockServer::builder().quirk(quirk).start().await;
    ///     // Run the same test with each.
    /// }
    /// # }
    /// ```
    Quirk {
        /// Creates and updates return accounts with few fields, as lists do.
        SlimAccounts,
        /// Lists return accounts with all fields, as creates and updates do.
        WideAccounts,
        /// Booleans are strings: `"true"` and `"false"`.
        BooleansAsText,
        /// An account's primary e-mail and phone number are strings instead of objects.
        PrimaryDetailsAsText,
        /// Times have microseconds and `Z`: `2025-04-02T09:00:00.000000Z`.
        MicrosecondTimes,
        /// Times have neither `T` nor offset: `2025-04-02 10:00:00`.
        SpacedTimes,
        /// Times are dates: `2025-04-02`.
        DatesAlone,
        /// `accounts` and `primary_accounts` are the first account instead of an array, as on the reference page.
        AccountsAsObject,
        /// `accounts` and `primary_accounts` are null.
        AccountsNull,
        /// `accounts` and `primary_accounts` are absent.
        AccountsAbsent,
        /// An e-mail address has `phone_number_meta: null`.
        EmailMetaNull,
        /// An e-mail address has `phone_number_meta: []`, PHP's form of an empty object.
        EmailMetaEmptyArray,
        /// Null fields are absent.
        AbsentForNull,
        /// Creates and updates return `{"data": {...}}`.
        WrappedInData,
        /// A list's `data` is an array in an array, as on one reference page.
        NestedData,
        /// A list has neither `links` nor `meta`.
        NoPagination,
        /// A 401, a 405 and a 404 without a route have no rate-limit headers, as in Laravel.
        UncountedWithoutRateLimit,
    }
}

impl Quirk {
    /// Changes one record of a response.
    fn apply(self, detail: &mut Value, spec: &Spec) {
        match self {
            Self::SlimAccounts => {
                // An account that is listed itself has the relations that were included.
                let relations = if is_account(detail) { spec.relations_of_accounts() } else { Vec::new() };
                let is_kept = |name: &String| spec.slim_account.contains(name) || relations.contains(&name.as_str());
                change_accounts(detail, |account| account.retain(|name, _| is_kept(name)));
            }
            Self::BooleansAsText => change_nodes(detail, &mut |node| {
                if let Value::Bool(truth) = *node {
                    *node = truth.to_string().into();
                }
            }),
            Self::PrimaryDetailsAsText => change_accounts(detail, |account| {
                for name in ["primary_email", "primary_phone_number"] {
                    if let Some(primary) = account.get_mut(name) {
                        *primary = primary["value"].take();
                    }
                }
            }),
            Self::MicrosecondTimes => change_times(detail, |time| time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()),
            Self::SpacedTimes => change_times(detail, |time| time::in_form(time, "%Y-%m-%d %H:%M:%S")),
            Self::DatesAlone => change_times(detail, |time| time::in_form(time, "%Y-%m-%d")),
            Self::AccountsAsObject => change_relations(detail, |accounts| {
                *accounts = accounts.get_mut(0).map(Value::take).unwrap_or_default();
            }),
            Self::AccountsNull => change_relations(detail, |accounts| *accounts = Value::Null),
            Self::AccountsAbsent => {
                if let Some(detail) = detail.as_object_mut() {
                    detail.retain(|name, _| !RELATIONS.contains(&name.as_str()));
                }
            }
            Self::EmailMetaNull => set_email_meta(detail, Value::Null),
            Self::EmailMetaEmptyArray => set_email_meta(detail, json!([])),
            Self::AbsentForNull => change_nodes(detail, &mut |node| {
                if let Some(entries) = node.as_object_mut() {
                    entries.retain(|_, value| !value.is_null());
                }
            }),
            Self::WideAccounts
            | Self::WrappedInData
            | Self::NestedData
            | Self::NoPagination
            | Self::UncountedWithoutRateLimit => {}
        }
    }
}

/// Applies quirks to the response with a single record.
pub(super) fn to_single(mut record: Value, quirks: &[Quirk], spec: &Spec) -> Value {
    quirks.iter().for_each(|quirk| quirk.apply(&mut record, spec));
    if quirks.contains(&Quirk::WrappedInData) { json!({ "data": record }) } else { record }
}

/// Applies quirks to a page. By default, the accounts in a list have few fields.
pub(super) fn to_page(mut page: Value, quirks: &[Quirk], spec: &Spec) -> Value {
    let slim = Some(&Quirk::SlimAccounts).filter(|_| !quirks.contains(&Quirk::WideAccounts));
    for detail in page["data"].as_array_mut().into_iter().flatten() {
        slim.into_iter().chain(quirks).for_each(|quirk| quirk.apply(detail, spec));
    }
    if quirks.contains(&Quirk::NestedData) {
        page["data"] = json!([page["data"].take()]);
    }
    if quirks.contains(&Quirk::NoPagination) {
        page = json!({ "data": page["data"].take() });
    }
    page
}

fn change_relations(detail: &mut Value, change: impl Fn(&mut Value)) {
    RELATIONS.iter().filter_map(|relation| detail.get_mut(relation).map(&change)).for_each(drop);
}

/// Whether a record is an account, and no contact detail.
fn is_account(record: &Value) -> bool {
    record.get("role").is_some()
}

fn change_accounts(detail: &mut Value, change: impl Fn(&mut Map<String, Value>)) {
    if is_account(detail) {
        return detail.as_object_mut().into_iter().for_each(change);
    }
    change_relations(detail, |accounts| {
        accounts.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut).for_each(&change);
    });
}

fn change_times(detail: &mut Value, form: impl Fn(Timestamp) -> String) {
    change_nodes(detail, &mut |node| {
        let fields = node.as_object_mut().into_iter().flatten();
        for (_, value) in fields.filter(|(name, _)| name.ends_with("_at") || name.ends_with("_date")) {
            if let Some(time) = value.as_str().and_then(|text| text.parse().ok()) {
                *value = form(time).into();
            }
        }
    });
}

fn set_email_meta(detail: &mut Value, meta: Value) {
    if detail["type"] != PHONE_NUMBER {
        detail["phone_number_meta"] = meta;
    }
}
