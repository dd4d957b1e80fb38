//! One request and its response, within a time limit and a size limit.

use std::error::Error as _;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::{Either, select};
use http_body_util::BodyExt as _;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Body, Request};

use crate::clock::{Clock, Wait};
use crate::error::{Error, Kind};
use crate::response::{CallInfo, RawResponse};
use crate::state_table::state_after;

/// The most characters of another library's message that an error prints.
const MAX_CAUSE: usize = 200;

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
        let is_taken = watch(&mut request);
        let mut deadline = self.clock.timeout(self.limit);
        let kind = match before(&mut deadline, http.execute(request)).await {
            Some(Ok(response)) => return self.receive(response, deadline).await,
            Some(Err(cause)) => lost(&cause),
            None => self.timeout,
        };
        let is_sent = is_taken.load(Ordering::SeqCst);
        Err(Error::in_state(kind, state_after(&self.call.method, is_sent, None)))
    }

    async fn receive(self, mut response: reqwest::Response, mut deadline: Wait) -> Result<RawResponse, Error> {
        let (body, end) = receive(&mut response, &mut deadline, self.max_response_size).await;
        let response = RawResponse {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            is_without_body: body.is_empty() && response.content_length() == Some(0),
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
    // Without it, a server may choose any compression.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
}

/// Notices when the connection takes the body. Before that the server cannot have applied anything, even if it has the
/// head.
fn watch(request: &mut Request) -> Arc<AtomicBool> {
    let is_taken = Arc::new(AtomicBool::new(false));
    if let Some(body) = request.body_mut().take() {
        // Without it, the body would be sent in chunks.
        let length = body.as_bytes().map_or(0, <[u8]>::len);
        request.headers_mut().insert(CONTENT_LENGTH, length.into());
        let notice = Arc::clone(&is_taken);
        *request.body_mut() = Some(Body::wrap(body.map_frame(move |frame| {
            notice.store(true, Ordering::SeqCst);
            frame
        })));
    }
    is_taken
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

/// Returns what happened to an attempt without a response.
fn lost(cause: &reqwest::Error) -> Kind {
    match innermost(cause) {
        _ if cause.is_builder() => {
            Kind::Config { setting: "the HTTP client", problem: "refuses to send such a request".to_owned() }
        }
        text if cause.is_connect() => {
            let (cause, is_final) = match &*text {
                "tunnel error: proxy authorization required" => ("the proxy refused the tunnel (407)", true),
                "tunnel error: unsuccessful" => ("the proxy refused the tunnel", true),
                text => (text, text.contains("ertificate")),
            };
            Kind::Connect { cause: cause.to_owned(), is_final }
        }
        _ if cause.is_timeout() => Kind::Timeout { what: "a limit of your own HTTP settings", after: None },
        text => Kind::Interrupted { cause: text },
    }
}

/// Returns the text of the last error in the chain. The others repeat it, and reqwest's own print the URL with its
/// filters.
fn innermost(error: &reqwest::Error) -> String {
    let chain = std::iter::successors(error.source(), |&error| error.source());
    let text = chain.last().map_or_else(|| "no cause is known".to_owned(), ToString::to_string);
    text.chars().take(MAX_CAUSE).collect()
}
