//! A proxy between the SDK and the mock server that loses, cuts, delays and refuses.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use plannr_sdk::mock::{MockServer, SimulatedClock};
use plannr_sdk::reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::plannr::http;
use crate::server::{Request, Setup, Step, StubResponse, StubServer};

/// How often other tasks run without a request in flight, until everything sent has been received.
const YIELDS: usize = 256;

/// A fault for a request and its response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Both pass.
    None,
    /// The connection is reset, and the request is lost.
    LoseRequest,
    /// The request is forwarded, and the connection is reset.
    LoseResponse,
    /// The request is forwarded, and only some bytes of the body come back.
    CutResponse(usize),
    /// The request is forwarded, and the response comes too late.
    Stall,
    /// The connection is reset. The request is forwarded after some later ones, or at the end.
    ApplyLate(u8),
    /// A status with an HTML page, like that of a proxy; the request is not forwarded.
    Refuse(u16),
    /// The same, but the request is forwarded.
    RefuseAfter(u16),
    /// A 429, with or without `Retry-After` in seconds.
    RateLimited(Option<u8>),
    /// A login page with the status 200; the request is not forwarded.
    LoginPage,
    /// A success that proves nothing, with this status; the request is not forwarded.
    Receipt(u16),
    /// The same, but the request is forwarded.
    ReceiptAfter(u16),
    /// A redirect to another host, with this status.
    Redirect(u16),
    /// The request is forwarded, and a page that comes back contradicts itself.
    BadPage(BadPage),
}

/// How a page contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPage {
    /// It has none of the items that its `total` counts.
    Empty,
    /// It is the last, and links to the next.
    Linked,
    /// It is the last, and not the last.
    NotLast,
}

/// A running proxy; it stops when dropped.
pub struct FaultProxy {
    server: StubServer,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: String,
    http: Client,
    clock: SimulatedClock,
    /// Each request without a response so far holds a clone.
    in_flight: Arc<()>,
    state: Mutex<State>,
}

struct State {
    choose: Box<dyn FnMut(&Request) -> Fault + Send>,
    seen: usize,
    /// Requests to forward late, each with the number of requests before it.
    late: Vec<(usize, Request)>,
    /// The bodies forwarded late.
    applied_late: Vec<Vec<u8>>,
}

impl FaultProxy {
    /// Starts a proxy for a mock server. The closure chooses a fault for each request.
    pub async fn start(mock: &MockServer, choose: impl FnMut(&Request) -> Fault + Send + 'static) -> Self {
        let shared = Arc::new(Shared {
            upstream: mock.base_url(),
            http: http().no_proxy().build().expect("a client without TLS"),
            clock: mock.clock().clone(),
            in_flight: Arc::default(),
            state: Mutex::new(State { choose: Box::new(choose), seen: 0, late: Vec::new(), applied_late: Vec::new() }),
        });
        let proxy = Arc::clone(&shared);
        let pass = move |request| {
            let proxy = Arc::clone(&proxy);
            async move { proxy.pass(request).await }
        };
        Self { server: Setup::new().scripted_async(pass).await, shared }
    }

    /// The URL of the proxy.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The number of requests received.
    pub fn seen(&self) -> usize {
        self.shared.state().seen
    }

    /// Forwards all late requests, and returns the bodies of every request forwarded late.
    pub async fn flush(&self) -> Vec<Vec<u8>> {
        self.shared.apply_late(usize::MAX).await;
        self.shared.state().applied_late.clone()
    }
}

impl BadPage {
    fn spoil(self, body: &mut Value) {
        // A page of a list with items; an empty list would remain without a contradiction.
        if body["data"].as_array().is_none_or(Vec::is_empty) || !body["meta"].is_object() {
            return;
        }
        match self {
            Self::Empty => body["data"] = json!([]),
            Self::Linked => body["links"]["next"] = json!("https://api.example.com/?page=2"),
            Self::NotLast => body["meta"]["last_page"] = json!(7),
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn pass(&self, request: Request) -> StubResponse {
        let (seen, fault) = {
            let mut state = self.state();
            state.seen += 1;
            let fault = (state.choose)(&request);
            (state.seen, fault)
        };
        self.apply_late(seen).await;
        let response = match fault {
            Fault::None
            | Fault::LoseResponse
            | Fault::CutResponse(_)
            | Fault::Stall
            | Fault::RefuseAfter(_)
            | Fault::ReceiptAfter(_)
            | Fault::BadPage(_) => self.forward(&request).await,
            _ => StubResponse::steps([Step::Reset]),
        };
        match fault {
            Fault::None | Fault::LoseRequest => response,
            Fault::LoseResponse => StubResponse::steps([Step::Reset]),
            Fault::CutResponse(bytes) => response.cut_after(bytes),
            Fault::Stall => {
                self.settle().await;
                self.clock.advance(Duration::from_secs(31));
                StubResponse::silence()
            }
            Fault::ApplyLate(after) => {
                self.state().late.push((seen + usize::from(after), request));
                response
            }
            Fault::Refuse(status) | Fault::RefuseAfter(status) => StubResponse::html(status),
            Fault::RateLimited(wait) => {
                let response = StubResponse::json(429, &json!({ "message": "Too Many Attempts." }));
                wait.into_iter().fold(response, |response, seconds| response.header("Retry-After", seconds))
            }
            Fault::BadPage(how) => response.with_json(|body| how.spoil(body)),
            Fault::LoginPage => StubResponse::html(200),
            Fault::Receipt(status) | Fault::ReceiptAfter(status) => {
                StubResponse::json(status, &json!({ "message": "Queued." }))
            }
            Fault::Redirect(status) => StubResponse::empty(status).header("Location", "https://elsewhere.example/"),
        }
    }

    /// Waits until every request sent is applied: time that passes before would delay some of them, too.
    async fn settle(&self) {
        let mut yields = 0;
        while yields < YIELDS {
            yields = if Arc::strong_count(&self.in_flight) == 1 { yields + 1 } else { 0 };
            tokio::task::yield_now().await;
        }
    }

    async fn apply_late(&self, seen: usize) {
        let due: Vec<_> = self.state().late.extract_if(.., |(when, _)| *when < seen).collect();
        for (_, request) in due {
            self.forward(&request).await;
            self.state().applied_late.push(request.body().to_vec());
        }
    }

    async fn forward(&self, request: &Request) -> StubResponse {
        let _in_flight = Arc::clone(&self.in_flight);
        let method = Method::from_bytes(request.method().as_bytes()).expect("a method");
        let mut forwarded = self.http.request(method, format!("{}{}", self.upstream, request.target()));
        let headers = request.headers().into_iter();
        for (name, value) in headers.filter(|(name, _)| !["host", "content-length"].contains(&&**name)) {
            forwarded = forwarded.header(name, value);
        }
        let response = forwarded.body(request.body().to_vec()).send().await;
        let response = response.unwrap_or_else(|error| panic!("upstream: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("a whole response");
        let remaining = headers.get("x-ratelimit-remaining").and_then(|text| text.to_str().ok());
        let stub = StubResponse::new(status, "application/json", body.to_vec());
        remaining.into_iter().fold(stub, |stub, text| stub.header("X-Ratelimit-Remaining", text))
    }
}
