//! What the mock server holds: accounts and contact details.

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
    /// All attributes but the primary contact details, which follow from the details.
    pub(super) attributes: Map<String, Value>,
}

#[derive(Debug)]
pub(super) struct Detail {
    pub(super) uuid: Uuid,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) phone: Option<Phone>,
    pub(super) owners: Vec<Uuid>,
    pub(super) primary_for: Vec<Uuid>,
}

/// What a body says about a contact detail, checked and normalised.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) phone: Option<Phone>,
    pub(super) owners: Vec<Uuid>,
    /// `None` if the body does not say.
    pub(super) primary_for: Option<Vec<Uuid>>,
}

impl Store {
    /// The next of a sequence of UUIDs that is the same in every run, in the form of version 4.
    pub(super) fn new_uuid(&mut self) -> Uuid {
        loop {
            self.uuids_given += 1;
            let uuid = uuid::Builder::from_random_bytes(self.uuids_given.to_be_bytes()).into_uuid();
            // A seed may have given it already.
            if self.account(uuid).is_none() && self.detail(uuid).is_none() {
                return uuid;
            }
        }
    }

    pub(super) fn account(&self, uuid: Uuid) -> Option<&Account> {
        self.accounts.iter().find(|account| account.uuid == uuid)
    }

    /// The accounts of a type, in the order in which they came.
    pub(super) fn accounts_of_type(&self, kind: &str) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(move |account| account.is(kind))
    }

    pub(super) fn detail(&self, uuid: Uuid) -> Option<&Detail> {
        self.details.iter().find(|detail| detail.uuid == uuid)
    }

    /// The contact detail of a type that is an account's primary one.
    pub(super) fn primary(&self, kind: &str, account: Uuid) -> Option<&Detail> {
        self.details.iter().find(|detail| detail.kind == kind && detail.primary_for.contains(&account))
    }

    /// Adds an account, or replaces the one with its UUID; what the attributes leave out is empty.
    pub(super) fn put_account(&mut self, spec: &Spec, given: &Map<String, Value>, now: Timestamp) -> Uuid {
        let uuid = given.get("uuid").and_then(uuid_in).unwrap_or_else(|| self.new_uuid());
        let now = time::text(now);
        let mut attributes = spec.empty_account();
        attributes.extend([
            ("created_at".to_owned(), json!(now)),
            ("updated_at".to_owned(), json!(now)),
            ("type".to_owned(), json!(CLIENT)),
            ("role".to_owned(), json!("individual")),
        ]);
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
        self.details.push(Detail {
            uuid,
            created_at: now,
            updated_at: now,
            kind: content.kind.clone(),
            name: String::new(),
            value: String::new(),
            phone: None,
            owners: Vec::new(),
            primary_for: Vec::new(),
        });
        self.update(uuid, content, now);
        uuid
    }

    /// Replaces what a contact detail contains; where it becomes primary, others of its type no longer are.
    pub(super) fn update(&mut self, uuid: Uuid, content: Content, now: Timestamp) {
        for detail in &mut self.details {
            if detail.uuid == uuid {
                let primary_for = content.primary_for.clone();
                detail.primary_for = primary_for.unwrap_or_else(|| {
                    detail.primary_for.iter().copied().filter(|account| content.owners.contains(account)).collect()
                });
                detail.updated_at = now;
                detail.name.clone_from(&content.name);
                detail.value.clone_from(&content.value);
                detail.phone.clone_from(&content.phone);
                detail.owners.clone_from(&content.owners);
            } else if detail.kind == content.kind {
                detail
                    .primary_for
                    .retain(|account| !content.primary_for.iter().flatten().any(|taken| taken == account));
            }
        }
    }
}

impl Account {
    pub(super) fn is(&self, kind: &str) -> bool {
        self.attributes.get("type").is_some_and(|value| value == kind)
    }
}

impl Detail {
    /// As stored, in the form in which it can be sown again.
    pub(super) fn as_stored(&self) -> Value {
        let mut stored = self.without_accounts();
        stored["account_uuids"] = json!(self.owners);
        stored["primary_account_uuids"] = json!(self.primary_for);
        stored
    }

    /// As answered, but for its accounts.
    pub(super) fn without_accounts(&self) -> Value {
        let mut plain = json!({
            "uuid": self.uuid,
            "created_at": time::text(self.created_at),
            "updated_at": time::text(self.updated_at),
            "type": self.kind,
            "name": self.name,
            "value": self.value,
        });
        if let Some(phone) = &self.phone {
            plain["phone_number_meta"] = json!({ "country": phone.country, "formatted": phone.formatted });
        }
        plain
    }
}

pub(super) fn uuid_in(value: &Value) -> Option<Uuid> {
    Uuid::parse_str(value.as_str()?).ok()
}
