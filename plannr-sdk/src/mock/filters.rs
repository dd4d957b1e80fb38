//! The filters of each list.

use serde_json::Value;

use super::list::{Listed, Matches};
use super::render;
use super::store::{Account, Detail, PHONE_NUMBER, Store};

impl Listed for Detail {
    const FILTERS: &'static [(&'static str, Matches<Self>)] = &[
        ("filter[uuid]", |_, detail, text| text.parse() == Ok(detail.uuid)),
        ("filter[account_uuids]", |_, detail, text| {
            detail.content.owners.iter().any(|owner| text.parse() == Ok(*owner))
        }),
        ("filter[circle_uuids]", |store, detail, text| {
            let owners = detail.content.owners.iter().filter_map(|owner| store.account(*owner));
            owners.flat_map(|owner| owner.list("circles")).any(|circle| has_uuid(circle, text))
        }),
        ("filter[type]", |_, detail, text| detail.content.kind == text),
        ("filter[value]", |_, detail, text| contains(&detail.content.value, text)),
    ];

    fn render(&self, store: &Store, relations: &[&str]) -> Value {
        render::detail(store, self, relations)
    }
}

impl Listed for Account {
    const FILTERS: &'static [(&'static str, Matches<Self>)] = &[
        ("filter[name]", |_, account, text| {
            contains(&["first_name", "last_name", "name"].map(|name| account.text(name)).join(" "), text)
        }),
        ("filter[primary_email]", |store, account, text| contains(account.email(store), text)),
        ("filter[email]", |store, account, text| contains(account.email(store), text)),
        ("filter[primary_phone_number]", |store, account, text| {
            store.primary(PHONE_NUMBER, account.uuid).is_some_and(|detail| contains(&detail.content.value, text))
        }),
        ("filter[type]", |_, account, text| account.is(text)),
        ("filter[role]", |_, account, text| account.text("role") == text),
        ("filter[created_after]", |_, account, text| account.day("created_at").is_some_and(|day| day > text)),
        ("filter[created_before]", |_, account, text| account.day("created_at").is_some_and(|day| day < text)),
        ("filter[inactive_after]", |_, account, text| account.day("inactive_at").is_some_and(|day| day > text)),
        ("filter[inactive_before]", |_, account, text| account.day("inactive_at").is_some_and(|day| day < text)),
        ("filter[is_prospect]", |_, account, text| (account.list("is_prospect") == [true]) == (text == "true")),
        ("filter[status]", |_, account, text| account.has("status", text)),
        ("filter[groups]", |_, account, text| account.has("groups", text)),
        ("filter[departments]", |_, account, text| account.has("departments", text)),
        ("filter[custom_field:{field}]", |_, account, text| {
            let (name, value) = text.split_once(':').unwrap_or_default();
            let mut fields = account.list("custom_fields").iter().filter(|field| field["name"] == name);
            fields.any(|field| field["value"] == value.trim_matches('"'))
        }),
    ];

    fn render(&self, store: &Store, _: &[&str]) -> Value {
        render::account(store, self)
    }
}

impl Account {
    /// The day of a time or a date, such as `2026-04-05`.
    fn day(&self, name: &str) -> Option<&str> {
        self.text(name).get(..10)
    }

    /// An attribute that may be a list.
    fn list(&self, name: &str) -> &[Value] {
        let value = self.attributes.get(name).unwrap_or(&Value::Null);
        value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
    }

    /// Whether an attribute is, or has, an object or a text with a name of this part, or with this uuid.
    fn has(&self, name: &str, text: &str) -> bool {
        let names = |value: &Value| value.as_str().or(value["name"].as_str()).is_some_and(|name| contains(name, text));
        self.list(name).iter().any(|value| names(value) || has_uuid(value, text))
    }
}

fn has_uuid(value: &Value, text: &str) -> bool {
    value["uuid"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(text))
}

fn contains(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}
