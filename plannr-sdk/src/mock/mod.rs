//! The mock server: an in-process, stateful stand-in for the API on a loopback port.
//!
//! Plannr has no sandbox, so this crate ships one. It holds accounts and contact details in memory, demands the token and
//! the account header, checks requests against the spec's own schemas ([`OPENAPI`](crate::OPENAPI)), filters, sorts,
//! includes and paginates, counts the rate limit down, and gives any answer that a test scripts for it.
//!
//! # To test your own integration
//!
//! ```
//! use plannr_sdk::mock::{MockResponse, MockServer};
//! use plannr_sdk::{Error, NewContactDetail, Plannr, Uuid};
//!
//! async fn your_code(plannr: &Plannr, client: Uuid) -> Result<Uuid, Error> {
//!     let new = NewContactDetail::email("Work", "ava@example.com", [client])?;
//!     Ok(plannr.contact_details().create(&new).await?.uuid)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let mock = MockServer::start().await;
//! let (plannr, client) = (mock.plannr(), mock.add_client("Ava Morgan"));
//!
//! your_code(&plannr, client).await.unwrap();
//! assert_eq!(mock.contact_details()[0]["value"], "ava@example.com");
//! assert_eq!(mock.requests()[0].json().unwrap()["name"], "Work");
//!
//! // The quota is used up for half a minute, which nobody waits for: the time is simulated, too.
//! mock.next_response(MockResponse::too_many_requests(Some(30)));
//! your_code(&plannr, client).await.unwrap();
//! assert_eq!(mock.clock().passed().as_secs(), 30);
//!
//! // The server fails after it has applied the request.
//! mock.next_response(MockResponse::server_error().after_applying());
//! assert_eq!(your_code(&plannr, client).await.unwrap_err().server_state(), plannr_sdk::ServerState::Unknown);
//! assert_eq!(mock.contact_details().len(), 3);
//! # }
//! ```
//!
//! Late answers, expiring tokens and more are in the [cookbook](crate::_cookbook::testing).
//!
//! # What it does where Plannr's behaviour is unknown
//!
//! Its answers have the forms that the spec describes. What the spec marks as inferred is inferred here, too, and a
//! [`Quirk`] makes the answers differ. Beyond that, these are choices:
//!
//! - **Order of checks:** script, rate limit, path (404), method (405), token (401), account header (403), query or body.
//! - **Account header:** missing, unknown or of a client: 403. Any account of type `employee` is let in. There is one login
//!   with all permissions; script [`MockResponse::forbidden`] for one that may not write.
//! - **`Accept`** is not looked at. A body whose `Content-Type` is not JSON, or that is no JSON object, has no fields, as in
//!   Laravel, so that the answer is 422 about what is required.
//! - **Fields that the spec does not name** are refused with 422 where the spec's schema forbids them.
//! - **422:** the texts are Laravel's English ones, all that the schema finds at once; wrong accounts and numbers
//!   after that. `message` is the first text and, as in Laravel, how many more there are.
//! - **Phone numbers** need not be in use: what the `phonenumber` crate can parse is taken. E-mail addresses are kept as
//!   they are. The same value may occur any number of times, for the same account as well.
//! - **Primary:** `is_primary` means all of `account_uuids`; given with `primary_account_uuids` it means both. Those need not
//!   own the contact detail. An account has one primary contact detail of a type.
//! - **Update:** `account_uuids` replaces the owners. Without `primary_account_uuids`, who remains an owner keeps it as
//!   primary; with it, the array replaces what was.
//! - **Query:** unknown `filter[...]`, `include` and `sort` are refused with 400, other wrong values (a `per_page` beyond the
//!   maximum as well) with 422; empty and other unknown parameters are ignored. A name given twice counts as the last.
//! - **Lists:** text is sorted and filtered without regard to case; what sorts equal stays in order of creation. The URLs
//!   in `links` and `meta` have `page` and no other parameter. A page beyond the last is empty.
//! - **Rate limit:** every request counts, refused ones as well, in a window of a minute that its first request opens.
//! - **501** is for operations, filters and sorts that a spec of your own has, and that it does not play.
//! - **404** of an unknown contact detail has a message that does not name it.
//!
//! # Limits
//!
//! It is built on `httpmock`, which hands out at most 25 servers at a time in one process (`HTTPMOCK_MAX_SERVERS`); starting
//! another waits until one is dropped. A dropped one answers on until its port is used again. Requests to `/__httpmock__/`,
//! without `Host` or with header values that are not ASCII are answered by `httpmock` itself, and not recorded here.

mod client;
mod clock;
mod content;
mod list;
mod phone;
mod problems;
mod quirk;
mod quota;
mod render;
mod request;
mod response;
mod script;
mod server;
mod spec;
mod store;
mod time;

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use httpmock::HttpMockRequest;
use serde_json::{Value, json};
use uuid::Uuid;

pub use clock::SimulatedClock;
pub use quirk::Quirk;
pub use request::ReceivedRequest;
pub use response::MockResponse;

use crate::clock::Clock as _;
use script::Script;
use server::{Server, State};
use spec::Spec;
use store::{CLIENT, Detail, EMPLOYEE};

/// A running mock server. Keep it as long as it is to answer: when it is dropped, its port goes to the next one.
///
/// ```
/// use plannr_sdk::mock::MockServer;
///
/// # #[tokio::main]
/// # async fn main() {
/// let mock = MockServer::start().await;
/// let client = mock.add_client("Ava Morgan");
/// println!("{} knows {client}", mock.base_url());
/// # }
/// ```
#[must_use = "when it is dropped, its port goes to the next one"]
pub struct MockServer {
    http: httpmock::MockServer,
    server: Arc<Server>,
    clock: SimulatedClock,
}

impl MockServer {
    /// Starts one with an adviser, a few clients and no contact details.
    ///
    /// # Panics
    ///
    /// See [`MockServerBuilder::start`].
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// Configures one before it is started.
    pub fn builder() -> MockServerBuilder {
        MockServerBuilder { time_of_day: None, quirks: Vec::new(), quota: None, seeds: Vec::new() }
    }

    /// Where it listens: `http://127.0.0.1:` and a port.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.http.base_url()
    }

    /// The clock of its clients, and its own unless another was set: time passes when one of them waits.
    #[must_use]
    pub fn clock(&self) -> &SimulatedClock {
        &self.clock
    }

    /// Forgets all contact details, all requests received and the rate limit that they used; accounts stay.
    pub fn clear(&self) {
        self.server.clear();
    }

    /// The access token that it takes.
    #[must_use]
    pub fn access_token(&self) -> &str {
        server::ACCESS_TOKEN
    }

    /// The adviser's account, for the account header. It is no client, and can own no contact detail.
    #[must_use]
    pub fn account_uuid(&self) -> Uuid {
        let state = self.server.state();
        state.store.accounts_of_type(EMPLOYEE).next().map(|account| account.uuid).unwrap_or_default()
    }

    /// The client accounts: those of the spec's examples first, then those of seeds and those added.
    #[must_use]
    pub fn clients(&self) -> Vec<Uuid> {
        self.server.state().store.accounts_of_type(CLIENT).map(|account| account.uuid).collect()
    }

    /// Adds a client account. Its UUID is the same in every run.
    pub fn add_client(&self, name: &str) -> Uuid {
        let now = time::read((self.server.clock)());
        let (first_name, last_name) = name.split_once(' ').unwrap_or((name, ""));
        let client = json!({ "name": name, "first_name": first_name, "last_name": last_name });
        let client = client.as_object().cloned().unwrap_or_default();
        self.server.state().store.put_account(self.server.spec, &client, now)
    }

    /// The contact details as stored, oldest first, in the form that [`seed`](MockServerBuilder::seed) takes.
    ///
    /// Owners are `account_uuids` and `primary_account_uuids`; no [`Quirk`] changes this form.
    #[must_use]
    pub fn contact_details(&self) -> Vec<Value> {
        self.server.state().store.details.iter().map(Detail::as_stored).collect()
    }

    /// The requests received, in order, those answered by a script included.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.server.state().requests.clone()
    }

    /// Scripts the answer of the next request, whatever it is. Several are given in the order in which they were scripted.
    ///
    /// [`ensure`](crate::ContactDetails::ensure) looks before it creates, so that its first request is a list: an answer for
    /// its create is one [`to`](MockResponse::to) `POST`.
    ///
    /// ```
    /// # use plannr_sdk::mock::{MockResponse, MockServer};
    /// # #[tokio::main]
    /// # async fn main() {
    /// # let mock = MockServer::start().await;
    /// mock.next_response(MockResponse::html_from_proxy(502));
    /// # }
    /// ```
    pub fn next_response(&self, response: MockResponse) {
        self.next_responses(1, response);
    }

    /// Scripts the same answer for the next so many calls.
    pub fn next_responses(&self, calls: usize, response: MockResponse) {
        self.server.script.add(calls, move |request| response.is_for(request.method()).then(|| response.clone()));
    }

    /// Asks a closure about every call; where it gives `None`, the next in the script is asked, and in the end the
    /// mock server itself.
    ///
    /// ```
    /// # use plannr_sdk::mock::{MockResponse, MockServer};
    /// # #[tokio::main]
    /// # async fn main() {
    /// # let mock = MockServer::start().await;
    /// mock.script(|request| (request.method() == "PUT").then(MockResponse::conflict));
    /// # }
    /// ```
    pub fn script(&self, response: impl Fn(&ReceivedRequest) -> Option<MockResponse> + Send + Sync + 'static) {
        self.server.script.add(usize::MAX, response);
    }

    /// Forgets what was scripted and not yet used.
    pub fn clear_script(&self) {
        self.server.script.clear();
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

/// An [`MockServer`] before it is started.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
///
/// use plannr_sdk::mock::{Quirk, MockServer};
///
/// # #[tokio::main]
/// # async fn main() {
/// let mock = MockServer::builder()
///     .quirk(Quirk::AccountsAsObject)
///     .quirk(Quirk::DatesAlone)
///     .time_of_day(|| UNIX_EPOCH + Duration::from_secs(1_743_584_400))
///     .quota(3)
///     .start()
///     .await;
/// # }
/// ```
#[must_use = "a builder does nothing until it is started"]
pub struct MockServerBuilder {
    /// That of the simulated clock, if not set.
    time_of_day: Option<Box<dyn Fn() -> SystemTime + Send + Sync>>,
    quirks: Vec<Quirk>,
    /// As the spec says, if not set.
    quota: Option<u32>,
    seeds: Vec<String>,
}

impl MockServerBuilder {
    /// Answers in a quirk; call it again to add another.
    pub fn quirk(mut self, quirk: Quirk) -> Self {
        self.quirks.push(quirk);
        self
    }

    /// Tells the time of day by this instead of its own [`SimulatedClock`], which stands still unless one of its
    /// clients waits: by `SystemTime::now` if others than those are to see a new minute come.
    pub fn time_of_day(mut self, time_of_day: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.time_of_day = Some(Box::new(time_of_day));
        self
    }

    /// Lets through so many requests a minute, instead of the documented 500.
    pub fn quota(mut self, requests_per_minute: u32) -> Self {
        self.quota = Some(requests_per_minute);
        self
    }

    /// Adds accounts and contact details from JSON; call it again to add more.
    ///
    /// An account may have any attribute; `type` is `client` if it has none. A contact detail is the body of a request that
    /// creates it and may have `uuid`, `created_at` and `updated_at` as well.
    ///
    /// ```
    /// # use plannr_sdk::mock::MockServer;
    /// # #[tokio::main]
    /// # async fn main() {
    /// let mock = MockServer::builder()
    ///     .seed(
    ///         r#"{
    ///             "accounts": [{ "uuid": "5f0f7d0c-0000-4000-8000-000000000001", "name": "Ava Morgan" }],
    ///             "contact_details": [{
    ///                 "type": "email",
    ///                 "name": "Work email",
    ///                 "value": "ava.morgan@example.com",
    ///                 "account_uuids": ["5f0f7d0c-0000-4000-8000-000000000001"]
    ///             }]
    ///         }"#,
    ///     )
    ///     .start()
    ///     .await;
    /// assert_eq!(mock.contact_details().len(), 1);
    /// # }
    /// ```
    pub fn seed(mut self, json: &str) -> Self {
        self.seeds.push(json.to_owned());
        self
    }

    /// Starts it.
    ///
    /// # Panics
    ///
    /// If a seed is not valid, if the spec cannot be read, which only another spec than this crate's can cause, or if no
    /// port of the loopback interface is free.
    pub async fn start(self) -> MockServer {
        let clock = SimulatedClock::new();
        #[expect(clippy::panic, reason = "a test cannot go on without its server, and has no other way to handle this")]
        let server =
            Arc::new(self.build(&clock).unwrap_or_else(|error| panic!("the mock server cannot start: {error}")));
        // Not `start_async` and `mock_async`: their futures are not `Send`, and this one would not be either.
        let http = httpmock::MockServer::start();
        let answering = Arc::clone(&server);
        let respond = move |request: &HttpMockRequest| answering.respond(ReceivedRequest::new(request)).into_http();
        http.mock(|when, then| {
            when.any_request();
            then.respond_with(respond);
        });
        MockServer { http, server, clock }
    }

    fn build(self, simulated: &SimulatedClock) -> Result<Server, String> {
        let spec = Spec::get()?;
        let simulated = simulated.clone();
        let time_of_day = simulated.clone();
        let clock = self.time_of_day.unwrap_or_else(|| Box::new(move || time_of_day.time_of_day()));
        let now = time::read(clock());
        let mut state = State::new(spec, self.quota.unwrap_or(spec.quota()), now);
        for seed in &self.seeds {
            state.sow(spec, seed, now).map_err(|error| format!("a seed is not valid: {error}"))?;
        }
        let (quirks, script) = (self.quirks, Script::default());
        Ok(Server { spec, clock, simulated, quirks, script, state: Mutex::new(state) })
    }
}

impl fmt::Debug for MockServerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServerBuilder")
            .field("quirks", &self.quirks)
            .field("quota", &self.quota)
            .finish_non_exhaustive()
    }
}
