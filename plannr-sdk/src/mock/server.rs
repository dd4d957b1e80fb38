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
use super::request::{ReceivedRequest, trim};
use super::response::MockResponse;
use super::script::Script;
use super::spec::openapi::change_nodes;
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

    /// Records a request, and serves it if the script has no response for it. As in Laravel, it counts once it has a
    /// route and a user.
    pub(super) fn respond(&self, request: ReceivedRequest) -> MockResponse {
        let now = (self.clock)();
        let routed = self.spec.route(&request).and_then(|routed| authenticate(&request).map(|()| routed));
        let counted = {
            let mut state = self.state();
            state.requests.push(request.clone());
            state.quota.count(now, routed.is_ok())
        };
        let serve = || {
            let (operation, placeholders) = routed.as_ref().map_err(Clone::clone)?;
            counted.refusal.clone().map_or(Ok(()), Err)?;
            self.serve(operation, placeholders, &request, time::read(now))
        };
        let serve = || serve().unwrap_or_else(|refusal| refusal);
        let response = match self.script.response(&request) {
            None => serve(),
            Some(response) => {
                let _applied = response.after_applying.then(serve);
                response
            }
        };
        self.simulated.pass(response.delayed_by);
        let is_uncounted = routed.is_err() && self.quirks.contains(&Quirk::UncountedWithoutRateLimit);
        if is_uncounted { response } else { counted.add_headers(response) }
    }

    fn serve(
        &self,
        operation: &Operation,
        placeholders: &[&str],
        request: &ReceivedRequest,
        now: Timestamp,
    ) -> Result<MockResponse, MockResponse> {
        let mut state = self.state();
        let store = &mut state.store;
        authorise(operation, request, store)?;
        let page = |page| quirk::to_page(page, &self.quirks, self.spec);
        let single = |record| quirk::to_single(record, &self.quirks, self.spec);
        let text = placeholders.first().copied().unwrap_or_default();
        let uuid = Uuid::parse_str(text).unwrap_or_default();
        let missing =
            |model| MockResponse::message(404, &format!("No query results for model [App\\Models\\{model}] {text}"));
        let body = match operation.spec.id() {
            LIST => page(list::page(self.spec, operation, request, store, &store.details)?),
            LIST_ACCOUNTS => page(list::page(self.spec, operation, request, store, &store.accounts)?),
            LIST_LOGINS => {
                let logins = store.accounts_of_type(EMPLOYEE).map(|account| render::login(store, self.spec, account));
                page(json!({ "data": logins.collect::<Vec<_>>() }))
            }
            SHOW_ACCOUNT => single(render::account(store, store.account(uuid).ok_or_else(|| missing("Account"))?)),
            CREATE => {
                let content = Content::to_create(self.spec, store, body(request))?;
                let uuid = store.create(content, None, now);
                single(show(store, uuid))
            }
            UPDATE => {
                let detail = store.detail(uuid).ok_or_else(|| missing("ContactDetail"))?;
                let content = Content::to_update(self.spec, store, detail, body(request))?;
                store.update(uuid, content, now);
                single(show(store, uuid))
            }
            other => return Err(MockResponse::not_implemented(other)),
        };
        Ok(MockResponse::success(operation.success(), &body))
    }
}

fn authenticate(request: &ReceivedRequest) -> Result<(), MockResponse> {
    let token = request.header("Authorization").and_then(|value| value.split_once(' '));
    let is_known = token.is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && token == ACCESS_TOKEN);
    if is_known { Ok(()) } else { Err(MockResponse::unauthenticated()) }
}

/// Requires an employee's account in the account header: logins have such accounts.
fn authorise(operation: &Operation, request: &ReceivedRequest, store: &Store) -> Result<(), MockResponse> {
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
fn show(store: &Store, uuid: Uuid) -> Value {
    store.detail(uuid).map(|detail| render::detail(store, detail, &["accounts"])).unwrap_or_default()
}

/// The body as Laravel reads it: no fields unless it is a JSON object with a JSON `Content-Type`, trimmed texts, and null
/// for empty ones.
fn body(request: &ReceivedRequest) -> Value {
    let is_json = request.header("Content-Type").is_some_and(|kind| kind.contains("/json") || kind.contains("+json"));
    let mut body = request.json().filter(|body| is_json && body.is_object()).unwrap_or_else(|| json!({}));
    change_nodes(&mut body, &mut |node| {
        if let Some(text) = node.as_str().map(trim) {
            *node = if text.is_empty() { Value::Null } else { json!(text) };
        }
    });
    body
}
