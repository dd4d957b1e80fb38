//! The mock server as a test sees it: the running server, and its builder.

use std::fmt;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::SystemTime;

use httpmock::HttpMockRequest;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::clock::SimulatedClock;
use super::content::Content;
use super::or_panic::or_panic;
use super::quirk::Quirk;
use super::request::ReceivedRequest;
use super::response::MockResponse;
use super::script::Script;
use super::server::{self, Server, State};
use super::spec::Spec;
use super::store::{CLIENT, Detail, EMPLOYEE};
use super::time;
use crate::clock::Clock as _;
use crate::generated::types::NewContactDetail;
use crate::{Plannr, PlannrBuilder, PlannrUser};

/// A permit for each server of `httpmock`. Without a free server, `httpmock` would block the thread.
static PLACES: LazyLock<Semaphore> = LazyLock::new(|| {
    let servers = std::env::var("HTTPMOCK_MAX_SERVERS").ok().and_then(|text| text.parse().ok());
    Semaphore::new(servers.unwrap_or(25))
});

/// A running mock server.
///
/// Keep it until the test ends: dropping it frees its port.
///
/// ```
/// use plannr_sdk::mock::MockServer;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let mock = MockServer::start().await;
/// let client = mock.add_client("Ava Morgan");
/// println!("{} knows {client}", mock.base_url());
/// # }
/// ```
#[must_use = "dropping a mock server frees its port for the next one"]
pub struct MockServer {
    http: httpmock::MockServer,
    server: Arc<Server>,
    clock: SimulatedClock,
    /// Released after the server.
    _place: SemaphorePermit<'static>,
}

impl MockServer {
    /// Starts a server with an adviser, a few clients and no contact details.
    ///
    /// # Panics
    ///
    /// See [`MockServerBuilder::start`].
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// Returns a builder, to configure the server before it starts.
    pub fn builder() -> MockServerBuilder {
        MockServerBuilder { time_of_day: None, quirks: Vec::new(), quota: None, seeds: Vec::new() }
    }

    /// Returns a client of this server, with its [`clock`](Self::clock): the test does not wait.
    ///
    /// # Panics
    ///
    /// Panics with the feature `rustls-no-provider` alone if no provider is installed; see [`PlannrBuilder::build`].
    #[must_use]
    pub fn plannr(&self) -> Plannr {
        or_panic(self.plannr_builder().build(), "no client of the mock server")
    }

    /// Returns a builder of a client of this server, for a test that needs other settings.
    pub fn plannr_builder(&self) -> PlannrBuilder {
        self.settings(Plannr::builder(self.access_token(), self.account_uuid()))
    }

    fn settings<A>(&self, builder: PlannrBuilder<A>) -> PlannrBuilder<A> {
        // The server speaks plain HTTP, and reading the certificates of the platform takes longer than most tests.
        #[cfg(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"))]
        let builder = builder.http(reqwest::Client::builder().tls_certs_only([]));
        builder.base_url(self.base_url()).clock(self.clock().clone())
    }

    /// Returns a user of this server, whose account is not known yet.
    ///
    /// # Panics
    ///
    /// As [`plannr`](Self::plannr).
    #[must_use]
    pub fn user(&self) -> PlannrUser {
        or_panic(self.settings(PlannrUser::builder(self.access_token())).build(), "no user of the mock server")
    }

    /// Returns the URL of the server: `http://127.0.0.1:` and its port.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.http.base_url()
    }

    /// Returns the clock of the server and its clients. Time passes when a client waits.
    ///
    /// [`time_of_day`](MockServerBuilder::time_of_day) can give the server another clock.
    #[must_use]
    pub fn clock(&self) -> &SimulatedClock {
        &self.clock
    }

    /// Returns the access token that the server accepts.
    #[must_use]
    pub fn access_token(&self) -> &str {
        server::ACCESS_TOKEN
    }

    /// Returns the adviser's account, for the account header. It cannot own contact details.
    #[must_use]
    pub fn account_uuid(&self) -> Uuid {
        let state = self.server.state();
        state.store.accounts_of_type(EMPLOYEE).next().map(|account| account.uuid).unwrap_or_default()
    }

    /// Returns the client accounts: those of the spec's examples first, then those of seeds and those added.
    #[must_use]
    pub fn clients(&self) -> Vec<Uuid> {
        self.server.state().store.accounts_of_type(CLIENT).map(|account| account.uuid).collect()
    }

    /// Adds a client account and returns its UUID, which is the same in every run.
    pub fn add_client(&self, name: &str) -> Uuid {
        let now = self.now();
        let (first_name, last_name) = name.split_once(' ').unwrap_or((name, ""));
        let client = json!({ "name": name, "first_name": first_name, "last_name": last_name });
        let client = client.as_object().cloned().unwrap_or_default();
        self.server.state().store.put_account(self.server.spec, &client, now)
    }

    /// Adds a client account with a primary e-mail address, and returns its UUID.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// use plannr_sdk::Found;
    ///
    /// let uuid = mock.add_client_with_email("Ava Morgan", "ava@example.com");
    /// let found = mock.plannr().accounts().find_by_email("Ava@example.com").await?;
    /// assert!(matches!(found, Found::One(client) if client.uuid == uuid));
    /// # Ok(()) }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the text is not an e-mail address.
    #[track_caller]
    pub fn add_client_with_email(&self, name: &str, address: &str) -> Uuid {
        let client = self.add_client(name);
        let email = or_panic(NewContactDetail::email("E-mail", address, [client]), "not an e-mail address");
        self.add_contact_detail(&email.primary());
        client
    }

    /// Adds a contact detail and returns its UUID, which is the same in every run. No request is recorded.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let client = mock.add_client("Ava Morgan");
    /// let uuid = mock.add_contact_detail(&NewContactDetail::email("Work", "ava@example.com", [client])?);
    /// assert!(mock.plannr().contact_details().get(uuid).await?.is_some());
    /// # Ok(()) }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the server would refuse it, for example because an owner is not one of its [`clients`](Self::clients).
    #[track_caller]
    pub fn add_contact_detail(&self, new: &NewContactDetail) -> Uuid {
        let (now, mut state) = (self.now(), self.server.state());
        let content = Content::to_create(self.server.spec, &state.store, json!(new));
        let content = or_panic(content.map_err(|problems| problems.by_field()), "the mock server refuses it");
        state.store.create(content, None, now)
    }

    /// Returns the stored contact details, oldest first, in the form of a [`seed`](MockServerBuilder::seed).
    ///
    /// Owners are in `account_uuids` and `primary_account_uuids`. No [`Quirk`] changes this form.
    #[must_use]
    pub fn contact_details(&self) -> Vec<Value> {
        self.server.state().store.details.iter().map(Detail::as_stored).collect()
    }

    /// Returns the received requests in order, also those with a scripted response.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.server.state().requests.clone()
    }

    /// Clears contact details, received requests and the used rate limit. Accounts and the script stay.
    pub fn clear(&self) {
        self.server.clear();
    }

    /// Scripts the response to the next request. Several scripted responses are sent in order.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// # use plannr_sdk::mock::{MockResponse, MockServer};
    /// # let mock = MockServer::start().await;
    /// mock.next_response(MockResponse::html_from_proxy(502));
    /// # }
    /// ```
    ///
    /// [`ensure`](crate::ContactDetails::ensure) sends lists before its create. To script the response to the create,
    /// use [`to("POST")`](MockResponse::to).
    pub fn next_response(&self, response: MockResponse) {
        self.next_responses(1, response);
    }

    /// Scripts the response to the next `requests` requests.
    pub fn next_responses(&self, requests: usize, response: MockResponse) {
        self.server.script.add(requests, move |request| response.is_for(request.method()).then(|| response.clone()));
    }

    /// Scripts responses with a closure that is called for every request.
    ///
    /// If it returns `None`, the server tries the next closure or scripted response, and finally responds itself.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// # use plannr_sdk::mock::{MockResponse, MockServer};
    /// # let mock = MockServer::start().await;
    /// mock.script(|request| (request.method() == "PUT").then(MockResponse::conflict));
    /// # }
    /// ```
    pub fn script(&self, response: impl Fn(&ReceivedRequest) -> Option<MockResponse> + Send + Sync + 'static) {
        self.server.script.add(usize::MAX, response);
    }

    /// Clears the scripted responses that were not sent, and the closures.
    pub fn clear_script(&self) {
        self.server.script.clear();
    }

    fn now(&self) -> Timestamp {
        time::read((self.server.clock)())
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

/// The settings of a [`MockServer`].
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use plannr_sdk::mock::{MockServer, Quirk};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let mock = MockServer::builder()
///     .quirk(Quirk::AccountsAsObject)
///     .quirk(Quirk::DatesAlone)
///     .time_of_day(|| UNIX_EPOCH + Duration::from_secs(1_743_584_400))
///     .quota(3)
///     .start()
///     .await;
/// # }
/// ```
#[must_use = "a builder does nothing until `start` is called"]
pub struct MockServerBuilder {
    /// `None` for the time of the simulated clock.
    time_of_day: Option<Box<dyn Fn() -> SystemTime + Send + Sync>>,
    quirks: Vec<Quirk>,
    /// `None` for the quota of the spec.
    quota: Option<u32>,
    seeds: Vec<String>,
}

impl MockServerBuilder {
    /// Adds a quirk: a form of responses that differs from the spec. Call it again to add another.
    pub fn quirk(mut self, quirk: Quirk) -> Self {
        self.quirks.push(quirk);
        self
    }

    /// Sets the source of the time of day. The default is the [`SimulatedClock`], which stands still unless a client
    /// waits.
    ///
    /// For clients with another clock, use `SystemTime::now`. Otherwise the minute of the rate limit never ends.
    pub fn time_of_day(self, time_of_day: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self { time_of_day: Some(Box::new(time_of_day)), ..self }
    }

    /// Sets the number of requests per minute. The default is the documented limit.
    pub fn quota(self, requests_per_minute: u32) -> Self {
        Self { quota: Some(requests_per_minute), ..self }
    }

    /// Adds accounts and contact details from JSON. Call it again to add more.
    ///
    /// An account may have any attribute; its `type` is `client` by default. A contact detail has the fields of a
    /// create and optionally `uuid`, `created_at` and `updated_at`.
    ///
    /// ```
    /// # use plannr_sdk::mock::MockServer;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
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

    /// Starts the server.
    ///
    /// # Panics
    ///
    /// Panics if a seed is not valid, if a custom spec cannot be read, or if no loopback port is free.
    pub async fn start(self) -> MockServer {
        let clock = SimulatedClock::new();
        let server = Arc::new(or_panic(self.build(&clock), "the mock server cannot start"));
        let place = or_panic(PLACES.acquire().await, "no server");
        // The futures of `start_async` and `mock_async` are not `Send`.
        let http = httpmock::MockServer::start();
        let responder = Arc::clone(&server);
        let respond = move |request: &HttpMockRequest| responder.respond(ReceivedRequest::new(request)).into_http();
        http.mock(|when, then| {
            when.any_request();
            then.respond_with(respond);
        });
        MockServer { http, server, clock, _place: place }
    }

    fn build(self, simulated: &SimulatedClock) -> Result<Server, String> {
        let spec = Spec::get()?;
        let simulated = simulated.clone();
        let time_of_day = simulated.clone();
        let clock = self.time_of_day.unwrap_or_else(|| Box::new(move || time_of_day.time_of_day()));
        let now = time::read(clock());
        let mut state = State::new(spec, self.quota.unwrap_or(spec.quota()), now);
        for seed in &self.seeds {
            state.seed(spec, seed, now).map_err(|error| format!("a seed is not valid: {error}"))?;
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
