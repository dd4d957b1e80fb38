//! A stub HTTP server on loopback. It keeps every request byte for byte, and responds as scripted.
//!
//! It writes to its socket directly, because no HTTP library would send most of its responses: bodies that end too
//! early, silence, a reset.

mod connection;
mod request;
mod response;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use plannr_sdk::mock::SimulatedClock;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

pub use request::Request;
pub use response::{Step, StubResponse};

type Script = Arc<dyn Fn(Request) -> Pin<Box<dyn Future<Output = StubResponse> + Send>> + Send + Sync>;
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
    /// The number of connections so far.
    accepted: AtomicUsize,
    /// Each open connection holds a clone.
    open: Arc<()>,
}

/// The settings of a stub server.
#[derive(Clone, Default)]
pub struct Setup {
    clock: SimulatedClock,
    tls: Option<TlsAcceptor>,
    greeting: Option<Greeting>,
    responds_early: bool,
}

impl Setup {
    /// Starts without settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the clock for [`Step::Pass`].
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

    /// Performs steps on each new connection before a request is read. The closure gets the number of earlier
    /// connections.
    #[must_use]
    pub fn at_accept(mut self, greeting: impl Fn(usize) -> Vec<Step> + Send + Sync + 'static) -> Self {
        self.greeting = Some(Arc::new(greeting));
        self
    }

    /// Responds after the head of a request, before its body is read.
    #[must_use]
    pub fn responding_early(mut self) -> Self {
        self.responds_early = true;
        self
    }

    /// Starts a server that calls a closure for each response.
    pub async fn scripted(self, script: impl Fn(&Request) -> StubResponse + Send + Sync + 'static) -> StubServer {
        self.scripted_async(move |request| std::future::ready(script(&request))).await
    }

    /// Starts a server that calls an async closure for each response.
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
            open: Arc::default(),
        });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared)));
        StubServer { address, shared, task }
    }

    /// Starts a server that sends these responses in order, and repeats the last.
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
    /// Starts a server that calls a closure for each response.
    pub async fn scripted(script: impl Fn(&Request) -> StubResponse + Send + Sync + 'static) -> Self {
        Setup::new().scripted(script).await
    }

    /// Starts a server that always sends the same response.
    pub async fn always(reply: StubResponse) -> Self {
        Self::scripted(move |_| reply.clone()).await
    }

    /// Sends this response from now on.
    pub fn set_response(&self, reply: StubResponse) {
        let script: Script = Arc::new(move |_| Box::pin(std::future::ready(reply.clone())));
        *locked(&self.shared.script) = script;
    }

    /// The URL, such as `http://127.0.0.1:4711`.
    pub fn url(&self) -> String {
        let scheme = if self.shared.setup.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns all requests so far.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.shared.requests).clone()
    }

    /// Returns the requests since the last call.
    pub fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut locked(&self.shared.requests))
    }

    /// Counts all connections so far.
    pub fn connections(&self) -> usize {
        self.shared.accepted.load(Ordering::SeqCst)
    }

    /// Counts the open connections.
    pub fn open_connections(&self) -> usize {
        Arc::strong_count(&self.shared.open) - 1
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
    // Connections end with the server, including silent ones.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let number = shared.accepted.fetch_add(1, Ordering::SeqCst);
        connections.spawn(connection::serve(stream, number, Arc::clone(&shared)));
        while connections.try_join_next().is_some() {}
    }
}
