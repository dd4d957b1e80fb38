//! The accounts and contact details of a mock server.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::phone::Phone;
use super::spec::Spec;
use super::time;

pub(super) const CLIENT: &str = "client";
pub(super) const EMPLOYEE: &str = "employee";
pub(super) const PHONE_NUMBER: &str = "phone_number";

#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) accounts: Vec<Account>,
    pub(super) details: Vec<Detail>,
    uuids_given: u128,
}

#[derive(Debug)]
pub(super) struct Account {
    pub(super) uuid: Uuid,
    /// All attributes but the primary contact details, which `render.rs` finds in the details.
    pub(super) attributes: Map<String, Value>,
}

#[derive(Debug)]
pub(super) struct Detail {
    pub(super) uuid: Uuid,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) content: Content,
}

/// The content of a contact detail, validated and normalised.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) phone: Option<Phone>,
    pub(super) owners: Vec<Uuid>,
    /// The accounts that have it as their primary one.
    pub(super) primary_for: Vec<Uuid>,
}

impl Store {
    /// The next UUID of a sequence that is the same in every run, in the form of version 4.
    pub(super) fn new_uuid(&mut self) -> Uuid {
        loop {
            self.uuids_given += 1;
            let uuid = uuid::Builder::from_random_bytes(self.uuids_given.to_be_bytes()).into_uuid();
            // A seed may have used it.
            if self.account(uuid).is_none() && self.detail(uuid).is_none() {
                return uuid;
            }
        }
    }

    pub(super) fn account(&self, uuid: Uuid) -> Option<&Account> {
        self.accounts.iter().find(|account| account.uuid == uuid)
    }

    /// The accounts of a type, oldest first.
    pub(super) fn accounts_of_type(&self, kind: &str) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(move |account| account.is(kind))
    }

    pub(super) fn detail(&self, uuid: Uuid) -> Option<&Detail> {
        self.details.iter().find(|detail| detail.uuid == uuid)
    }

    /// The primary contact detail of an account, of a type.
    pub(super) fn primary(&self, kind: &str, account: Uuid) -> Option<&Detail> {
        self.details.iter().find(|detail| detail.content.kind == kind && detail.content.primary_for.contains(&account))
    }

    /// Adds an account, or replaces the one with its UUID. Missing attributes are empty.
    pub(super) fn put_account(&mut self, spec: &Spec, given: &Map<String, Value>, now: Timestamp) -> Uuid {
        let uuid = given.get("uuid").and_then(uuid_in).unwrap_or_else(|| self.new_uuid());
        let now = time::text(now);
        let defaults = [("created_at", now.as_str()), ("updated_at", &now), ("type", CLIENT), ("role", "individual")];
        let mut attributes = spec.empty("Account");
        attributes.extend(defaults.map(|(name, value)| (name.to_owned(), json!(value))));
        attributes.extend(given.clone());
        attributes.insert("uuid".to_owned(), json!(uuid));
        match self.accounts.iter_mut().find(|account| account.uuid == uuid) {
            Some(account) => account.attributes = attributes,
            None => self.accounts.push(Account { uuid, attributes }),
        }
        uuid
    }

    pub(super) fn create(&mut self, content: Content, uuid: Option<Uuid>, now: Timestamp) -> Uuid {
        let uuid = uuid.unwrap_or_else(|| self.new_uuid());
        self.details.push(Detail { uuid, created_at: now, updated_at: now, content: Content::default() });
        self.update(uuid, content, now);
        uuid
    }

    /// Replaces the content of a contact detail. Where it becomes primary, others of its type no longer are.
    pub(super) fn update(&mut self, uuid: Uuid, content: Content, now: Timestamp) {
        for other in self.details.iter_mut().filter(|detail| detail.content.kind == content.kind) {
            other.content.primary_for.retain(|account| !content.primary_for.contains(account));
        }
        if let Some(detail) = self.details.iter_mut().find(|detail| detail.uuid == uuid) {
            (detail.updated_at, detail.content) = (now, content);
        }
    }
}

impl Account {
    /// The primary e-mail address, or else that of a seed.
    pub(super) fn email<'s>(&'s self, store: &'s Store) -> &'s str {
        store.primary("email", self.uuid).map_or_else(|| self.text("email"), |detail| &detail.content.value)
    }

    /// An attribute that is a text, or else an empty one.
    pub(super) fn text(&self, name: &str) -> &str {
        self.attributes.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn is(&self, kind: &str) -> bool {
        self.attributes.get("type").is_some_and(|value| value == kind)
    }
}

impl Detail {
    /// The form of a seed.
    pub(super) fn as_stored(&self) -> Value {
        let mut stored = self.without_accounts();
        stored["account_uuids"] = json!(self.content.owners);
        stored["primary_account_uuids"] = json!(self.content.primary_for);
        stored
    }

    /// The form of responses, without accounts.
    pub(super) fn without_accounts(&self) -> Value {
        let mut plain = json!({
            "uuid": self.uuid,
            "created_at": time::text(self.created_at),
            "updated_at": time::text(self.updated_at),
            "type": self.content.kind,
            "name": self.content.name,
            "value": self.content.value,
        });
        if let Some(phone) = &self.content.phone {
            plain["phone_number_meta"] = json!({ "country": phone.country, "formatted": phone.formatted });
        }
        plain
    }
}

pub(super) fn uuid_in(value: &Value) -> Option<Uuid> {
    Uuid::parse_str(value.as_str()?).ok()
}
