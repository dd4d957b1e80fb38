//! One request and its response, within a time limit and a size limit.

use std::error::Error as _;
use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::{Either, select};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Request};

use crate::clock::{Clock, Wait};
use crate::error::{Error, Kind};
use crate::response::{CallInfo, RawResponse};
use crate::server_state::ServerState;

/// The parameters of an attempt, in addition to the request.
pub(super) struct Attempt<'a> {
    pub(super) clock: &'a dyn Clock,
    pub(super) call: CallInfo,
    pub(super) limit: Duration,
    /// The failure when the limit is reached.
    pub(super) timeout: Kind,
    pub(super) max_response_size: u64,
}

impl Attempt<'_> {
    /// Sends the request once. The response is a success; any other is an error.
    pub(super) async fn send(
        self,
        http: &reqwest::Client,
        mut request: Request,
        authorization: &HeaderValue,
    ) -> Result<RawResponse, Error> {
        sign(request.headers_mut(), authorization);
        let mut deadline = self.clock.timeout(self.limit);
        let no_response = |kind| Error::in_state(kind, ServerState::without_response(&self.call.method));
        let mut response = match before(&mut deadline, http.execute(request)).await {
            Some(Ok(response)) => response,
            Some(Err(cause)) => return Err(lost(&cause, &self.call.method)),
            None => return Err(no_response(self.timeout)),
        };
        let (body, end) = receive(&mut response, &mut deadline, self.max_response_size).await;
        let response = RawResponse {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body,
            received_at: self.clock.time_of_day(),
            call: self.call,
        };
        let kind = match end {
            End::Complete if response.status.is_success() => return Ok(response),
            End::Complete => return Err(Error::refused(response)),
            End::TooLarge => Kind::TooLarge { limit: self.max_response_size },
            End::Interrupted(cause) => Kind::Interrupted { cause },
            End::TimedOut => self.timeout,
        };
        Err(Error::in_response(kind, response))
    }
}

/// Adds the headers that Plannr requires on every request; generated code adds that of the account.
fn sign(headers: &mut HeaderMap, authorization: &HeaderValue) {
    headers.insert(AUTHORIZATION, authorization.clone());
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
}

/// How a body ended.
enum End {
    Complete,
    TooLarge,
    Interrupted(String),
    TimedOut,
}

/// Reads the body to its end, the size limit or the deadline, and returns what was received.
async fn receive(response: &mut reqwest::Response, deadline: &mut Wait, limit: u64) -> (Bytes, End) {
    let declared = response.content_length().unwrap_or_default();
    // Most bodies come in one chunk, which is not copied.
    let (mut first, mut rest) = (Bytes::new(), BytesMut::new());
    let end = loop {
        if declared.max((first.len() + rest.len()) as u64) > limit {
            break End::TooLarge;
        }
        match before(deadline, response.chunk()).await {
            Some(Ok(None)) => break End::Complete,
            Some(Ok(Some(chunk))) if first.is_empty() && rest.is_empty() => first = chunk,
            Some(Ok(Some(chunk))) => {
                rest.extend_from_slice(&std::mem::take(&mut first));
                rest.extend_from_slice(&chunk);
            }
            Some(Err(cause)) => break End::Interrupted(innermost(&cause)),
            None => break End::TimedOut,
        }
    };
    (if rest.is_empty() { first } else { rest.freeze() }, end)
}

/// Returns the result of the work, or `None` if the deadline comes first.
pub(super) async fn before<T>(deadline: &mut Wait, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), deadline).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// Returns the error for an attempt without a response. Only a connection that was never made proves that nothing changed.
fn lost(cause: &reqwest::Error, method: &Method) -> Error {
    let text = innermost(cause);
    if cause.is_builder() {
        return Error::config("the HTTP client", "refuses to send such a request");
    }
    if cause.is_connect() {
        let (cause, is_final) = match &*text {
            "tunnel error: proxy authorization required" => ("the proxy refused the tunnel (407)", true),
            "tunnel error: unsuccessful" => ("the proxy refused the tunnel", true),
            text => (text, text.contains("ertificate")),
        };
        return Error::new(Kind::Connect { cause: cause.to_owned(), is_final });
    }
    let kind = if cause.is_timeout() {
        Kind::Timeout { what: "a limit of your own HTTP settings", after: None }
    } else {
        Kind::Interrupted { cause: text }
    };
    Error::in_state(kind, ServerState::without_response(method))
}

/// Returns the text of the last error in the chain. The others repeat it, and reqwest's own print the URL with its filters.
fn innermost(error: &reqwest::Error) -> String {
    let chain = std::iter::successors(error.source(), |&error| error.source());
    chain.last().map_or_else(|| "no cause is known".to_owned(), ToString::to_string)
}
