//! A proxy between the SDK and the mock server that loses, cuts, delays and refuses what passes through it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use plannr_sdk::mock::{MockServer, SimulatedClock};
use plannr_sdk::reqwest::{Client, Method};

use crate::plannr::http;
use crate::server::{Request, Step, StubResponse, StubServer};

/// For so many turns of the others nothing is under way: what a client has sent has come by then.
const TURNS: usize = 256;

/// What happens to a request and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: it passes.
    None,
    /// The connection is reset before the request has gone on.
    LoseRequest,
    /// The request goes on, and the connection is reset instead of an answer.
    LoseResponse,
    /// The request goes on, and so many bytes of the answer's body come back.
    CutResponse(usize),
    /// The request goes on, but nobody waits long enough for the answer.
    Stall,
    /// The connection is reset at once; the request goes on when so many others have come, or at the end.
    ApplyLate(u8),
    /// A status with a page of HTML, as a proxy answers; the request has not gone on.
    Refuse(u16),
    /// The same, but the request has gone on.
    RefuseAfter(u16),
    /// The quota is used up; with or without the time to wait.
    RateLimited(Option<u8>),
    /// A page to log in with the status of success; the request has not gone on.
    LoginPage,
    /// A redirect to somewhere else, with this status.
    Redirect(u16),
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
    /// How many requests have gone on and have no answer yet.
    forwarding: AtomicUsize,
    state: Mutex<State>,
}

struct State {
    choose: Box<dyn FnMut(&Request) -> Fault + Send>,
    seen: usize,
    /// What is to go on later, and after how many requests.
    late: Vec<(usize, Request)>,
    /// The bodies of what has gone on late.
    applied_late: Vec<Vec<u8>>,
}

impl FaultProxy {
    /// Starts one in front of a mock server. The closure says what happens to each request.
    pub async fn start(mock: &MockServer, choose: impl FnMut(&Request) -> Fault + Send + 'static) -> Self {
        let shared = Arc::new(Shared {
            upstream: mock.base_url(),
            http: http().no_proxy().build().expect("a client without TLS"),
            clock: mock.clock().clone(),
            forwarding: AtomicUsize::new(0),
            state: Mutex::new(State { choose: Box::new(choose), seen: 0, late: Vec::new(), applied_late: Vec::new() }),
        });
        let proxy = Arc::clone(&shared);
        let server = StubServer::scripted_async(move |request| {
            let proxy = Arc::clone(&proxy);
            async move { proxy.pass(request).await }
        })
        .await;
        Self { server, shared }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// How many requests have come.
    pub fn seen(&self) -> usize {
        self.shared.state().seen
    }

    /// Lets go on what was held back, and gives the bodies of all that has ever gone on late.
    pub async fn flush(&self) -> Vec<Vec<u8>> {
        self.shared.apply_late(usize::MAX).await;
        self.shared.state().applied_late.clone()
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
        match fault {
            Fault::None => self.forward(&request).await,
            Fault::LoseRequest => StubResponse::steps([Step::Reset]),
            Fault::LoseResponse => {
                self.forward(&request).await;
                StubResponse::steps([Step::Reset])
            }
            Fault::CutResponse(bytes) => self.forward(&request).await.cut_after(bytes),
            Fault::Stall => {
                self.forward(&request).await;
                self.quiet().await;
                self.clock.advance(Duration::from_secs(31));
                StubResponse::silence()
            }
            Fault::ApplyLate(after) => {
                self.state().late.push((seen + usize::from(after), request));
                StubResponse::steps([Step::Reset])
            }
            Fault::Refuse(status) => StubResponse::html(status),
            Fault::RefuseAfter(status) => {
                self.forward(&request).await;
                StubResponse::html(status)
            }
            Fault::RateLimited(wait) => {
                let reply = StubResponse::json(429, &serde_json::json!({ "message": "Too Many Attempts." }));
                wait.into_iter().fold(reply, |reply, seconds| reply.header("Retry-After", seconds))
            }
            Fault::LoginPage => StubResponse::html(200),
            Fault::Redirect(status) => StubResponse::empty(status).header("Location", "https://elsewhere.example/"),
        }
    }

    /// Waits until all that has been sent has been applied: time that passes meanwhile would make some of it late, without
    /// anybody having said so.
    async fn quiet(&self) {
        let mut turns = 0;
        while turns < TURNS {
            turns = if self.forwarding.load(Ordering::SeqCst) == 0 { turns + 1 } else { 0 };
            tokio::task::yield_now().await;
        }
    }

    /// Lets those go on whose time has come.
    async fn apply_late(&self, seen: usize) {
        let due: Vec<_> = self.state().late.extract_if(.., |(when, _)| *when < seen).collect();
        for (_, request) in due {
            self.forward(&request).await;
            self.state().applied_late.push(request.body().to_vec());
        }
    }

    async fn forward(&self, request: &Request) -> StubResponse {
        let _under_way = UnderWay::new(&self.forwarding);
        self.exchange(request).await
    }

    async fn exchange(&self, request: &Request) -> StubResponse {
        let method = Method::from_bytes(request.method().as_bytes()).expect("a method");
        let mut forwarded = self.http.request(method, format!("{}{}", self.upstream, request.target()));
        for (name, value) in request.headers().iter().filter(|(name, _)| !["host", "content-length"].contains(&&**name))
        {
            forwarded = forwarded.header(name, value);
        }
        let answer =
            forwarded.body(request.body().to_vec()).send().await.unwrap_or_else(|error| panic!("upstream: {error:?}"));
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.expect("an answer to its end");
        let remaining = headers.get("x-ratelimit-remaining").and_then(|text| text.to_str().ok()).map(str::to_owned);
        let reply = StubResponse::new(status, "application/json", body.to_vec());
        remaining.into_iter().fold(reply, |reply, text| reply.header("X-Ratelimit-Remaining", text))
    }
}

/// Something that is counted as long as it lasts, also if nobody waits for its end.
struct UnderWay<'a>(&'a AtomicUsize);

impl<'a> UnderWay<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
