//! The accounts and contact details that a mock server starts with.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::content::Content;
use super::quota::Quota;
use super::server::State;
use super::spec::{CREATE, Spec};
use super::store::{CLIENT, EMPLOYEE, Store, uuid_in};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    #[serde(default)]
    accounts: Vec<Map<String, Value>>,
    #[serde(default)]
    contact_details: Vec<SeedDetail>,
}

#[derive(Deserialize)]
struct SeedDetail {
    uuid: Option<Uuid>,
    created_at: Option<String>,
    updated_at: Option<String>,
    /// The body of the request that creates it.
    #[serde(flatten)]
    body: Map<String, Value>,
}

impl State {
    pub(super) fn new(spec: &Spec, quota: u32, now: Timestamp) -> Self {
        Self { store: Store::new(spec, now), quota: Quota::new(quota), requests: Vec::new() }
    }

    /// Adds accounts and contact details from JSON.
    pub(super) fn seed(&mut self, spec: &Spec, json: &str, now: Timestamp) -> Result<(), String> {
        let seed: Seed = serde_json::from_str(json).map_err(|error| error.to_string())?;
        for account in &seed.accounts {
            self.store.put_account(spec, account, now);
        }
        for (at, detail) in seed.contact_details.into_iter().enumerate() {
            self.store.seed(spec, detail, now).map_err(|error| format!("contact_details[{at}]: {error}"))?;
        }
        Ok(())
    }
}

impl Store {
    /// Holds one adviser, who logs in, and the clients of the spec's examples.
    fn new(spec: &Spec, now: Timestamp) -> Self {
        let mut store = Self::default();
        let mut adviser = json!({
            "type": EMPLOYEE, "role": "owner", "first_name": "Alex", "last_name": "Adviser", "name": "Alex Adviser",
        });
        adviser["uuid"] = spec.example_login().cloned().unwrap_or_default();
        let clients = spec.example_accounts().filter(|account| account["type"] == CLIENT);
        for account in adviser.as_object().into_iter().chain(clients) {
            // An account occurs in several examples: the first is kept.
            if account.get("uuid").and_then(uuid_in).and_then(|uuid| store.account(uuid)).is_none() {
                store.put_account(spec, account, now);
            }
        }
        store
    }

    fn seed(&mut self, spec: &Spec, mut detail: SeedDetail, now: Timestamp) -> Result<(), String> {
        let time = |name: &str, text: Option<String>| {
            let time = text.map(|text| text.parse::<Timestamp>()).transpose();
            time.map_err(|_| format!("`{name}` is not a time, such as 2025-04-02T10:00:00+01:00"))
        };
        let created = time("created_at", detail.created_at)?.unwrap_or(now);
        let updated = time("updated_at", detail.updated_at)?.unwrap_or(created);
        if detail.uuid.is_some_and(|uuid| self.detail(uuid).is_some()) {
            return Err("another contact detail has this `uuid`".to_owned());
        }
        detail.body.remove("phone_number_meta");
        // Requests ignore unknown fields. In a seed, one is a mistake.
        let fields = spec.fields(CREATE, "");
        if let Some(unknown) = detail.body.keys().find(|name| fields.iter().all(|field| field.name != **name)) {
            return Err(format!("unknown field `{unknown}`"));
        }
        let content = Content::to_create(spec, self, detail.body.into());
        let content = content.map_err(|errors| errors.by_field().to_string())?;
        self.create(content, detail.uuid, created);
        self.details.iter_mut().last().into_iter().for_each(|detail| detail.updated_at = updated);
        Ok(())
    }
}
