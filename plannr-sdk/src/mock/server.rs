//! Serves a request.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::clock::SimulatedClock;
use super::content::Content;
use super::list;
use super::quirk::{self, Quirk};
use super::quota::Quota;
use super::render;
use super::request::ReceivedRequest;
use super::response::MockResponse;
use super::script::Script;
use super::spec::{CREATE, LIST, LIST_ACCOUNTS, LIST_LOGINS, Operation, SHOW_ACCOUNT, Spec, UPDATE};
use super::store::{EMPLOYEE, Store};
use super::time;

/// An invented token, which only the mock server accepts.
pub(super) const ACCESS_TOKEN: &str = "token-of-the-mock-plannr";

pub(super) struct Server {
    pub(super) spec: &'static Spec,
    pub(super) clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    /// The clock of the clients.
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
    /// Locks the state, even after a panic: a panic leaves no change half done.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Clears everything but accounts.
    pub(super) fn clear(&self) {
        let mut state = self.state();
        state.store.details.clear();
        state.requests.clear();
        state.quota.reset();
    }

    /// Records and counts a request, and serves it if the script has no response for it.
    pub(super) fn respond(&self, request: ReceivedRequest) -> MockResponse {
        let now = (self.clock)();
        let counted = {
            let mut state = self.state();
            state.requests.push(request.clone());
            state.quota.count(now)
        };
        let serve = || self.serve(&request, time::read(now)).unwrap_or_else(|refusal| refusal);
        let serve = || counted.refusal.clone().unwrap_or_else(serve);
        let response = match self.script.response(&request) {
            None => serve(),
            Some(response) => {
                let _applied = response.after_applying.then(serve);
                response
            }
        };
        self.simulated.pass(response.delayed_by);
        counted.add_headers(response)
    }

    fn serve(&self, request: &ReceivedRequest, now: Timestamp) -> Result<MockResponse, MockResponse> {
        let (operation, placeholders) = self.spec.route(request)?;
        let mut state = self.state();
        let store = &mut state.store;
        authorise(operation, request, store)?;
        let page = |page| quirk::to_page(page, &self.quirks, self.spec);
        let single = |record| quirk::to_single(record, &self.quirks, self.spec);
        let uuid = placeholders.first().and_then(|text| Uuid::parse_str(text).ok()).unwrap_or_default();
        let body = match operation.spec.id() {
            LIST => page(list::page(self.spec, operation, request, store, &store.details)?),
            LIST_ACCOUNTS => page(list::page(self.spec, operation, request, store, &store.accounts)?),
            LIST_LOGINS => {
                let logins = store.accounts_of_type(EMPLOYEE).map(|account| render::login(store, self.spec, account));
                page(json!({ "data": logins.collect::<Vec<_>>() }))
            }
            SHOW_ACCOUNT => single(render::account(store, store.account(uuid).ok_or_else(MockResponse::not_found)?)),
            CREATE => {
                let content = Content::to_create(self.spec, store, body(request))?;
                let uuid = store.create(content, None, now);
                single(show(store, uuid)?)
            }
            UPDATE => {
                let detail = store.detail(uuid).ok_or_else(MockResponse::not_found)?;
                let content = Content::to_update(self.spec, store, detail, body(request))?;
                store.update(uuid, content, now);
                single(show(store, uuid)?)
            }
            other => return Err(MockResponse::not_implemented(other)),
        };
        Ok(MockResponse::success(operation.success(), &body))
    }
}

/// Requires the token, and an employee's account in the account header: logins have such accounts.
fn authorise(operation: &Operation, request: &ReceivedRequest, store: &Store) -> Result<(), MockResponse> {
    let token = request.header("Authorization").and_then(|value| value.split_once(' '));
    if !token.is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && token == ACCESS_TOKEN) {
        return Err(MockResponse::unauthenticated());
    }
    for header in operation.headers() {
        let account =
            request.header(header["name"].as_str().unwrap_or_default()).and_then(|text| Uuid::parse_str(text).ok());
        if !account.and_then(|uuid| store.account(uuid)).is_some_and(|account| account.is(EMPLOYEE)) {
            return Err(MockResponse::forbidden());
        }
    }
    Ok(())
}

/// A contact detail as creates and updates return it.
fn show(store: &Store, uuid: Uuid) -> Result<Value, MockResponse> {
    let detail = store.detail(uuid).ok_or_else(MockResponse::not_found)?;
    Ok(render::detail(store, detail, &["accounts"]))
}

/// The body as Laravel reads it: no fields unless it is a JSON object with a JSON `Content-Type`.
fn body(request: &ReceivedRequest) -> Value {
    let is_json = request.header("Content-Type").is_some_and(|kind| kind.contains("/json") || kind.contains("+json"));
    request.json().filter(|body| is_json && body.is_object()).unwrap_or_else(|| json!({}))
}
