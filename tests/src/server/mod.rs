//! An HTTP server on loopback that keeps every request byte for byte and answers what it is told.
//!
//! It speaks to its socket by hand, because most of what it has to say no HTTP library would let it say: bodies that
//! end too early, silence, a hang-up.

mod connection;
mod reply;
mod request;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use plannr_sdk::mock::SimulatedClock;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

pub use reply::{Step, StubResponse};
pub use request::Request;

type Answering = Pin<Box<dyn Future<Output = StubResponse> + Send>>;
type Script = Arc<dyn Fn(Request) -> Answering + Send + Sync>;
type Greeting = Arc<dyn Fn(usize) -> Vec<Step> + Send + Sync>;

/// A running server; it stops when dropped.
pub struct StubServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    setup: Setup,
    script: Mutex<Script>,
    requests: Mutex<Vec<Request>>,
    /// How many connections there were.
    accepted: AtomicUsize,
    /// How many there are.
    open: AtomicUsize,
}

/// What a server does beside answering.
#[derive(Clone, Default)]
pub struct Setup {
    clock: SimulatedClock,
    tls: Option<TlsAcceptor>,
    greeting: Option<Greeting>,
    responds_early: bool,
}

impl Setup {
    /// A server that only answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The clock for [`Step::Pass`].
    #[must_use]
    pub fn clock(mut self, clock: &SimulatedClock) -> Self {
        self.clock = clock.clone();
        self
    }

    /// Speaks TLS.
    #[must_use]
    pub fn tls(mut self, acceptor: TlsAcceptor) -> Self {
        self.tls = Some(acceptor);
        self
    }

    /// Asks a closure, with the number of connections before it, what to do to a connection before a request is read.
    #[must_use]
    pub fn at_accept(mut self, greeting: impl Fn(usize) -> Vec<Step> + Send + Sync + 'static) -> Self {
        self.greeting = Some(Arc::new(greeting));
        self
    }

    /// Answers when the head of a request has come, before its body is read.
    #[must_use]
    pub fn responding_early(mut self) -> Self {
        self.responds_early = true;
        self
    }

    /// Starts a server that asks a closure for each answer.
    pub async fn scripted(self, script: impl Fn(&Request) -> StubResponse + Send + Sync + 'static) -> StubServer {
        self.scripted_async(move |request| std::future::ready(script(&request))).await
    }

    /// Starts a server that asks an async closure for each answer: one that has to ask others first.
    pub async fn scripted_async<F>(self, script: impl Fn(Request) -> F + Send + Sync + 'static) -> StubServer
    where
        F: Future<Output = StubResponse> + Send + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let script: Script = Arc::new(move |request| Box::pin(script(request)));
        let shared = Arc::new(Shared {
            setup: self,
            script: Mutex::new(script),
            requests: Mutex::default(),
            accepted: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
        });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared)));
        StubServer { address, shared, task }
    }

    /// Starts a server that gives these answers in order, and the last one again and again.
    pub async fn in_order(self, replies: Vec<StubResponse>) -> StubServer {
        let given = AtomicUsize::new(0);
        self.scripted(move |_| {
            let at = given.fetch_add(1, Ordering::SeqCst).min(replies.len().saturating_sub(1));
            replies.get(at).cloned().unwrap_or_else(StubResponse::hang_up)
        })
        .await
    }
}

impl StubServer {
    /// Starts one that asks a closure for each answer.
    pub async fn scripted(script: impl Fn(&Request) -> StubResponse + Send + Sync + 'static) -> Self {
        Setup::new().scripted(script).await
    }

    /// Starts one that asks an async closure for each answer: one that has to ask others first.
    pub async fn scripted_async<F>(script: impl Fn(Request) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = StubResponse> + Send + 'static,
    {
        Setup::new().scripted_async(script).await
    }

    /// Starts one that always answers the same.
    pub async fn always(reply: StubResponse) -> Self {
        Self::scripted(move |_| reply.clone()).await
    }

    /// From now on the answer is this.
    pub fn set_response(&self, reply: StubResponse) {
        let script: Script = Arc::new(move |_| Box::pin(std::future::ready(reply.clone())));
        *locked(&self.shared.script) = script;
    }

    /// Where it listens, such as `http://127.0.0.1:4711`.
    pub fn url(&self) -> String {
        let scheme = if self.shared.setup.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The port on which it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.shared.requests).clone()
    }

    /// The requests since this was last asked.
    pub fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut locked(&self.shared.requests))
    }

    /// How many connections there were so far.
    pub fn connections(&self) -> usize {
        self.shared.accepted.load(Ordering::SeqCst)
    }

    /// How many connections there are now.
    pub fn open_connections(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }
}

impl Drop for StubServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    // Connections end with the server, also those on which it keeps silent.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let number = shared.accepted.fetch_add(1, Ordering::SeqCst);
        connections.spawn(connection::serve(stream, number, Arc::clone(&shared)));
        while connections.try_join_next().is_some() {}
    }
}
