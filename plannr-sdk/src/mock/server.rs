//! From a request to its answer.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::clock::SimulatedClock;
use super::content::Content;
use super::list::{self, Query};
use super::quirk::{Quirk, quirk_page, quirk_single};
use super::quota::Quota;
use super::render;
use super::request::ReceivedRequest;
use super::response::MockResponse;
use super::script::Script;
use super::spec::{CREATE, LIST, Operation, Spec, UPDATE};
use super::store::{Detail, EMPLOYEE, Store, uuid_in};
use super::time;

/// Made up; it opens the mock server and nothing else.
pub(super) const ACCESS_TOKEN: &str = "token-of-the-mock-plannr";

pub(super) struct Server {
    pub(super) spec: &'static Spec,
    pub(super) clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    /// That of its clients.
    pub(super) simulated: SimulatedClock,
    pub(super) quirks: Vec<Quirk>,
    pub(super) script: Script,
    pub(super) state: Mutex<State>,
}

pub(super) struct State {
    pub(super) store: Store,
    pub(super) quota: Quota,
    pub(super) requests: Vec<ReceivedRequest>,
}

impl Server {
    /// The state, even if a thread panicked that held it: every change to it is complete in itself.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets all that has come since the start, but for accounts.
    pub(super) fn clear(&self) {
        let mut state = self.state();
        state.store.details.clear();
        state.requests.clear();
        state.quota.reset();
    }

    /// Records and counts a request, then answers it by the script or by itself.
    pub(super) fn respond(&self, request: ReceivedRequest) -> MockResponse {
        let now = (self.clock)();
        let left = {
            let mut state = self.state();
            state.requests.push(request.clone());
            state.quota.count(now)
        };
        let scripted = self.script.response(&request);
        let response = match scripted {
            Some(response) if !response.after_applying => response,
            scripted => {
                let own = || self.serve(&request, time::read(now)).unwrap_or_else(|refusal| refusal);
                let own = left.refusal().unwrap_or_else(own);
                scripted.unwrap_or(own)
            }
        };
        self.simulated.pass(response.delayed_by);
        left.shown_on(response)
    }

    fn serve(&self, request: &ReceivedRequest, now: Timestamp) -> Result<MockResponse, MockResponse> {
        let (operation, placeholders) = self.spec.route(request)?;
        let mut state = self.state();
        let store = &mut state.store;
        authorise(operation, request, store)?;
        match operation.id.as_str() {
            LIST => {
                let query = Query::read(self.spec, request.query_pairs())?;
                let page = list::page(store, &query, request.url());
                Ok(MockResponse::json(operation.success, &quirk_page(page, &self.quirks)))
            }
            CREATE => {
                let content = Content::to_create(self.spec, store, body(request))?;
                let uuid = store.create(content, None, now);
                self.show(operation.success, store, uuid)
            }
            UPDATE => {
                let detail = named(store, &placeholders)?;
                let uuid = detail.uuid;
                let content = Content::to_update(self.spec, store, detail, body(request))?;
                store.update(uuid, content, now);
                self.show(operation.success, store, uuid)
            }
            other => Err(MockResponse::not_implemented(other)),
        }
    }

    fn show(&self, status: u16, store: &Store, uuid: Uuid) -> Result<MockResponse, MockResponse> {
        let detail = store.detail(uuid).ok_or_else(MockResponse::not_found)?;
        let detail = render::detail(store, detail, &["accounts"]);
        Ok(MockResponse::json(status, &quirk_single(detail, &self.quirks)))
    }
}

impl State {
    /// The accounts that are there from the start: one adviser, who logs in, and the clients of the spec's examples.
    pub(super) fn new(spec: &Spec, quota: u32, now: Timestamp) -> Self {
        let mut store = Store::default();
        let mut adviser = json!({
            "type": EMPLOYEE, "role": "owner", "first_name": "Alex", "last_name": "Adviser", "name": "Alex Adviser",
        });
        adviser["uuid"] = spec.example_login().cloned().unwrap_or_default();
        for account in std::iter::once(&adviser).chain(spec.example_clients()).filter_map(Value::as_object) {
            let known = account.get("uuid").and_then(uuid_in).and_then(|uuid| store.account(uuid));
            if known.is_none() {
                store.put_account(spec, account, now);
            }
        }
        Self { store, quota: Quota::new(quota), requests: Vec::new() }
    }

    /// Adds what a seed holds; the error says what is wrong with it.
    pub(super) fn sow(&mut self, spec: &Spec, seed: &str, now: Timestamp) -> Result<(), String> {
        let seed: Map<String, Value> = serde_json::from_str(seed).map_err(|error| error.to_string())?;
        if let Some(unknown) = seed.keys().find(|key| !["accounts", "contact_details"].contains(&key.as_str())) {
            return Err(format!("`{unknown}` is neither `accounts` nor `contact_details`"));
        }
        for account in items(&seed, "accounts")? {
            self.store.put_account(spec, account, now);
        }
        for (at, detail) in items(&seed, "contact_details")?.into_iter().enumerate() {
            let mut body = detail.clone();
            let mut own = |name| body.remove(name).unwrap_or_default();
            let (uuid, created, updated) = (own("uuid"), own("created_at"), own("updated_at"));
            own("phone_number_meta");
            let content = Content::to_create(spec, &self.store, Value::Object(body))
                .map_err(|problems| format!("contact_details[{at}]: {}", problems.by_field()))?;
            let time = |value: &Value| match value {
                Value::Null => Ok(None),
                value => value.as_str().and_then(|text| text.parse().ok()).map(Some).ok_or("a time"),
            };
            let known = |uuid: Uuid| self.store.detail(uuid).is_none().then_some(uuid).ok_or("a uuid of its own");
            let uuid = match &uuid {
                Value::Null => Ok(None),
                value => uuid_in(value).ok_or("a uuid").and_then(known).map(Some),
            };
            let wrong = |due| format!("contact_details[{at}]: {due} expected");
            let created = time(&created).map_err(wrong)?.unwrap_or(now);
            let updated = time(&updated).map_err(wrong)?.unwrap_or(created);
            let uuid = self.store.create(content, uuid.map_err(wrong)?, created);
            if let Some(sown) = self.store.details.iter_mut().find(|detail| detail.uuid == uuid) {
                sown.updated_at = updated;
            }
        }
        Ok(())
    }
}

fn items<'s>(seed: &'s Map<String, Value>, name: &str) -> Result<Vec<&'s Map<String, Value>>, String> {
    let wrong = || format!("`{name}` is not an array of objects");
    match seed.get(name) {
        None => Ok(Vec::new()),
        Some(value) => {
            value.as_array().ok_or_else(wrong)?.iter().map(|item| item.as_object().ok_or_else(wrong)).collect()
        }
    }
}

/// The token must be right, and the account header must name an employee's account: those are what logins have.
fn authorise(operation: &Operation, request: &ReceivedRequest, store: &Store) -> Result<(), MockResponse> {
    let token = request.header("Authorization").and_then(|value| value.split_once(' '));
    if !token.is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && token == ACCESS_TOKEN) {
        return Err(MockResponse::unauthenticated());
    }
    for header in &operation.headers {
        let account = request.header(&header.name).and_then(|text| Uuid::parse_str(text).ok());
        if !account.and_then(|uuid| store.account(uuid)).is_some_and(|account| account.is(EMPLOYEE)) {
            return Err(MockResponse::forbidden());
        }
    }
    Ok(())
}

/// The contact detail that a path names.
fn named<'s>(store: &'s Store, placeholders: &[&str]) -> Result<&'s Detail, MockResponse> {
    let uuid = placeholders.first().and_then(|text| Uuid::parse_str(text).ok());
    uuid.and_then(|uuid| store.detail(uuid)).ok_or_else(MockResponse::not_found)
}

/// The body as Laravel sees it: what does not say that it is JSON, or is no JSON object, has no fields.
fn body(request: &ReceivedRequest) -> Value {
    let says_json = request.header("Content-Type").is_some_and(|kind| kind.contains("/json") || kind.contains("+json"));
    request.json().filter(|body| says_json && body.is_object()).unwrap_or_else(|| json!({}))
}
