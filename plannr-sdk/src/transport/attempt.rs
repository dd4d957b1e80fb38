//! One request and its answer: within the time and the size that they may have.

use std::error::Error as _;
use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::{Either, select};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Request};

use crate::clock::{Clock, Wait};
use crate::error::{Error, Kind};
use crate::response::RawResponse;
use crate::server_state::ServerState;

/// What an attempt needs beside the request.
pub(super) struct Exchange<'a> {
    pub(super) clock: &'a dyn Clock,
    pub(super) operation: &'static str,
    /// How many attempts there were with this one.
    pub(super) attempts: u32,
    /// What is known of the server from those before.
    pub(super) state_before: ServerState,
    pub(super) limit: Duration,
    /// What it is if the limit is reached.
    pub(super) timeout: Kind,
    pub(super) max_response_size: u64,
}

impl Exchange<'_> {
    pub(super) async fn run(
        self,
        http: &reqwest::Client,
        mut request: Request,
        authorization: &HeaderValue,
    ) -> Result<RawResponse, Error> {
        let method = request.method().clone();
        sign(request.headers_mut(), authorization);
        let mut deadline = self.clock.timeout(self.limit);
        let mut response = match before(&mut deadline, http.execute(request)).await {
            Some(Ok(response)) => response,
            Some(Err(cause)) => return Err(lost(&cause, &method)),
            None => return Err(Error::new(self.timeout).with_state(ServerState::without_response(&method))),
        };
        let (body, end) = receive(&mut response, &mut deadline, self.max_response_size).await;
        let answer = RawResponse {
            operation: self.operation,
            method,
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body,
            attempts: self.attempts,
            state_before: self.state_before,
            came_at: self.clock.time_of_day(),
        };
        let kind = match end {
            End::Whole => return Ok(answer),
            End::TooLarge => Kind::TooLarge { limit: self.max_response_size },
            End::Interrupted(cause) => Kind::Interrupted { cause },
            End::TooLate => self.timeout,
        };
        Err(Error::new(kind).with_state(ServerState::by_response(&answer)).with_response(answer))
    }
}

/// The headers that the guide demands of every request; that of the account comes from the spec.
fn sign(headers: &mut HeaderMap, authorization: &HeaderValue) {
    headers.insert(AUTHORIZATION, authorization.clone());
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
}

/// How a body ended.
enum End {
    Whole,
    TooLarge,
    Interrupted(String),
    TooLate,
}

/// Reads the body to its end, to the limit of its size or to the deadline. What came of it by then is kept.
async fn receive(response: &mut reqwest::Response, deadline: &mut Wait, limit: u64) -> (Bytes, End) {
    let declared = response.content_length().unwrap_or_default();
    let mut body = Body::default();
    let end = loop {
        if declared.max(body.len()) > limit {
            break End::TooLarge;
        }
        match before(deadline, response.chunk()).await {
            Some(Ok(None)) => break End::Whole,
            Some(Ok(Some(chunk))) => body.push(chunk),
            Some(Err(cause)) => break End::Interrupted(innermost(&cause)),
            None => break End::TooLate,
        }
    };
    (body.finish(), end)
}

/// A body that most often comes in one piece, and is then not copied.
#[derive(Default)]
struct Body {
    first: Bytes,
    all: BytesMut,
}

impl Body {
    fn len(&self) -> u64 {
        (self.first.len() + self.all.len()) as u64
    }

    fn push(&mut self, chunk: Bytes) {
        if self.len() == 0 {
            self.first = chunk;
            return;
        }
        self.all.extend_from_slice(&std::mem::take(&mut self.first));
        self.all.extend_from_slice(&chunk);
    }

    fn finish(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}

/// The outcome of the work, or `None` if the deadline came first.
pub(super) async fn before<T>(deadline: &mut Wait, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), deadline).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// An error before any answer: only a connection that never came about is certain to have changed nothing.
fn lost(cause: &reqwest::Error, method: &Method) -> Error {
    let text = innermost(cause);
    if cause.is_builder() {
        return Error::config("the HTTP client", "refuses to send such a request");
    }
    if cause.is_connect() {
        return Error::new(Kind::Connect { cause: text });
    }
    let kind = if cause.is_timeout() {
        Kind::Timeout { what: "a limit of your own HTTP settings", after: None }
    } else {
        Kind::Interrupted { cause: text }
    };
    Error::new(kind).with_state(ServerState::without_response(method))
}

/// The text of the last error in the chain. Those above it repeat it, and reqwest's own print the URL with its filters.
fn innermost(error: &reqwest::Error) -> String {
    let chain = std::iter::successors(error.source(), |&error| error.source());
    chain.last().map_or_else(|| "no cause is known".to_owned(), ToString::to_string)
}
