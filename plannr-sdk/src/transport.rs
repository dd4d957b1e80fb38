//! The one way out: every byte leaves and returns through here.

use std::error::Error as _;
use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::{Either, select};
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Request};

use crate::answer::Answer;
use crate::decode;
use crate::error::{Error, Kind, ServerState};
use crate::generated;

/// Everything that a request needs on its way, cheap to clone.
#[derive(Clone)]
pub(crate) struct Transport {
    pub(crate) authorization: HeaderValue,
    pub(crate) limits: Limits,
}

/// How long things may take, and how large an answer may be.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) attempt_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) response_size: u64,
}

/// The generated client sends nothing itself: it hands over the request, and hands on what is put into the response.
impl ClientHooks<Transport> for generated::Client {
    async fn exec(&self, request: Request, info: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        let outcome = self.inner().call(self.client(), request, info.operation_id).await;
        let mut response = http::Response::new(reqwest::Body::default());
        response.extensions_mut().insert(Carried(outcome));
        Ok(response.into())
    }
}

/// An outcome on its way through the generated client, which can only carry responses.
#[derive(Clone)]
struct Carried(Result<Answer, Error>);

/// Takes the outcome of a call from what the generated client returns.
pub(crate) fn outcome(result: Result<reqwest::Response, progenitor_client::Error<()>>) -> Result<Answer, Error> {
    let mut response = result.map_err(|_| {
        // Reached only when the request could not be built, for every response is a carrier. The texts of progenitor's
        // errors quote URLs, and are not kept.
        Error::config("the request", "could not be built from the settings and parameters")
    })?;
    response.extensions_mut().remove().map_or_else(
        || Err(Error::config("the request", "did not go through the transport")),
        |Carried(outcome)| outcome,
    )
}

impl Transport {
    async fn call(&self, http: &reqwest::Client, request: Request, operation: &'static str) -> Result<Answer, Error> {
        let outcome = self.attempt(http, request, operation).await;
        outcome.map_err(|error| error.with_operation(operation).with_attempts(1))
    }

    async fn attempt(
        &self,
        http: &reqwest::Client,
        mut request: Request,
        operation: &'static str,
    ) -> Result<Answer, Error> {
        let Limits { attempt_timeout, call_timeout, .. } = self.limits;
        let limit = attempt_timeout.min(call_timeout);
        let timeout =
            Kind::Timeout { what: if limit < call_timeout { "the attempt" } else { "the call" }, after: Some(limit) };
        let mut deadline = pin!(tokio::time::sleep(limit));
        let method = request.method().clone();
        self.sign(request.headers_mut());
        let mut response = match before(&mut deadline, http.execute(request)).await {
            Some(Ok(response)) => response,
            Some(Err(cause)) => return Err(lost(&cause, &method)),
            None => return Err(Error::new(timeout).with_state(unknown_unless_safe(&method))),
        };
        let (body, end) = self.receive(&mut response, deadline, timeout).await;
        let headers = std::mem::take(response.headers_mut());
        let answer = Answer { operation, method, status: response.status(), headers, body, attempts: 1 };
        match end {
            Ok(()) => Ok(answer),
            Err(kind) => Err(Error::new(kind).with_state(decode::state_after(&answer)).with_answer(answer)),
        }
    }

    /// The headers that the guide demands of every request; that of the account comes from the spec.
    fn sign(&self, headers: &mut HeaderMap) {
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }

    /// Reads the body to its end, to the limit of its size or to the deadline, and says how it ended. What came of it by
    /// then is kept.
    async fn receive(
        &self,
        response: &mut reqwest::Response,
        mut deadline: Pin<&mut impl Future<Output = ()>>,
        timeout: Kind,
    ) -> (Bytes, Result<(), Kind>) {
        let limit = self.limits.response_size;
        let declared = response.content_length().unwrap_or_default();
        let mut body = Body::default();
        let end = loop {
            if declared.max(body.len()) > limit {
                break Err(Kind::TooLarge { limit });
            }
            match before(&mut deadline, response.chunk()).await {
                Some(Ok(None)) => break Ok(()),
                Some(Ok(Some(chunk))) => body.push(chunk),
                Some(Err(cause)) => break Err(Kind::Interrupted { cause: innermost(&cause) }),
                None => break Err(timeout),
            }
        };
        (body.finish(), end)
    }
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
async fn before<T>(deadline: &mut Pin<&mut impl Future<Output = ()>>, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), deadline.as_mut()).await {
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
    Error::new(kind).with_state(unknown_unless_safe(method))
}

fn unknown_unless_safe(method: &Method) -> ServerState {
    if method.is_safe() { ServerState::NotApplied } else { ServerState::Unknown }
}

/// The text of the last error in the chain. Those above it repeat it, and reqwest's own print the URL with its filters.
fn innermost(error: &reqwest::Error) -> String {
    let chain = std::iter::successors(error.source(), |&error| error.source());
    chain.last().map_or_else(|| "no cause is known".to_owned(), ToString::to_string)
}
