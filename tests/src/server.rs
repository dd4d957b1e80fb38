//! An HTTP server on loopback that keeps every request byte for byte and answers what it is told.
//!
//! It speaks to its socket by hand, because most of what it has to say no HTTP library would let it say: bodies that
//! end too early, silence, a hang-up.
#![allow(clippy::expect_used)]

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use plannr_sdk::reqwest::Url;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

type Script = Arc<dyn Fn(&Request) -> Reply + Send + Sync>;

/// A running server; it stops when dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    requests: Mutex<Vec<Request>>,
    script: Mutex<Script>,
}

impl Server {
    /// Starts one that asks a closure for each answer.
    ///
    /// # Panics
    ///
    /// When no port is free.
    pub async fn scripted(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared { requests: Mutex::default(), script: Mutex::new(Arc::new(script)) });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared)));
        Self { address, shared, task }
    }

    /// Starts one that always answers the same.
    pub async fn answering(reply: Reply) -> Self {
        Self::scripted(move |_| reply.clone()).await
    }

    /// From now on the answer is this.
    pub fn answer_with(&self, reply: Reply) {
        let script: Script = Arc::new(move |_| reply.clone());
        *self.shared.script.lock().unwrap_or_else(PoisonError::into_inner) = script;
    }

    /// Where it listens, such as `http://127.0.0.1:4711`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The requests since this was last asked.
    pub fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    // Connections end with the server, also those on which it keeps silent.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(answer(stream, Arc::clone(&shared)));
        while connections.try_join_next().is_some() {}
    }
}

/// One connection, one request: `Connection: close` is among the headers of every answer.
async fn answer(mut stream: TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    let request = Request { bytes: receive(&mut stream).await? };
    let script = Arc::clone(&shared.script.lock().unwrap_or_else(PoisonError::into_inner));
    let reply = script(&request);
    shared.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    stream.write_all(&reply.bytes()).await?;
    stream.flush().await?;
    if reply.stays_open {
        std::future::pending::<()>().await;
    }
    stream.shutdown().await
}

async fn receive(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let request = Request { bytes };
        let is_whole = request.head_length().is_some_and(|head| {
            let length = request.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
            request.bytes.len() >= head + length
        });
        bytes = request.bytes;
        if is_whole || stream.read_buf(&mut bytes).await? == 0 {
            return Ok(bytes);
        }
    }
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    /// Every byte of it.
    pub bytes: Vec<u8>,
}

impl Request {
    fn head_length(&self) -> Option<usize> {
        self.bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
    }

    fn head(&self) -> String {
        let length = self.head_length().unwrap_or(self.bytes.len());
        String::from_utf8_lossy(&self.bytes[..length]).into_owned()
    }

    fn word(&self, at: usize) -> String {
        self.head().split_whitespace().nth(at).unwrap_or_default().to_owned()
    }

    /// The HTTP method.
    pub fn method(&self) -> String {
        self.word(0)
    }

    /// The path and the query, as they came.
    pub fn target(&self) -> String {
        self.word(1)
    }

    /// The path, as it came.
    pub fn path(&self) -> String {
        self.target().split('?').next().unwrap_or_default().to_owned()
    }

    /// The parameters of the query in order, without percent-escapes.
    ///
    /// # Panics
    ///
    /// When the target is not one of HTTP.
    pub fn query(&self) -> Vec<(String, String)> {
        let url = Url::parse(&format!("http://localhost{}", self.target())).expect("a target");
        url.query_pairs().into_owned().collect()
    }

    /// One parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.query().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// All headers in order, their names in small letters.
    pub fn headers(&self) -> Vec<(String, String)> {
        let head = self.head();
        let headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect()
    }

    /// The first header of a name in small letters.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.bytes[self.head_length().unwrap_or(self.bytes.len())..]
    }

    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body()).ok()
    }
}

/// An answer, good or bad.
#[derive(Clone, Debug)]
pub struct Reply {
    /// None for a server that says nothing.
    status: Option<u16>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    declares_length: bool,
    sent: usize,
    stays_open: bool,
}

impl Reply {
    /// A body of some type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let (headers, body) = (vec![("Content-Type".to_owned(), content_type.to_owned())], body.into());
        Self { status: Some(status), headers, sent: body.len(), body, declares_length: true, stays_open: false }
    }

    /// A body of JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// A page of HTML, as a proxy sends it.
    pub fn html(status: u16) -> Self {
        Self::new(status, "text/html; charset=UTF-8", "<!DOCTYPE html><html><body>Not what was asked for</body></html>")
    }

    /// No body.
    pub fn empty(status: u16) -> Self {
        Self::new(status, "application/json", "")
    }

    /// No answer: the connection is closed.
    pub fn hang_up() -> Self {
        Self { status: None, ..Self::empty(0) }
    }

    /// No answer: the connection stays open.
    pub fn silence() -> Self {
        Self { stays_open: true, ..Self::hang_up() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// The same, but only so many bytes of the body come, although `Content-Length` speaks of all.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.sent = bytes;
        self
    }

    /// The same, but in the end the connection stays open.
    #[must_use]
    pub fn then_silence(mut self) -> Self {
        self.stays_open = true;
        self
    }

    /// The same without `Content-Length`: the body ends with the connection.
    #[must_use]
    pub fn without_length(mut self) -> Self {
        self.declares_length = false;
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let Some(status) = self.status else { return Vec::new() };
        let mut head = format!("HTTP/1.1 {status} Of The Test\r\nConnection: close\r\n");
        self.headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        // A 204 has no body, and must not speak of its length.
        if self.declares_length && status != 204 {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        [head.as_bytes(), b"\r\n", &self.body[..self.sent]].concat()
    }
}
