//! A row of the table: what a server does, and what is expected of each method.

use std::time::Duration;

use contract_tests::server::{Step, StubResponse};
use plannr_sdk::PlannrBuilder;

/// The uuid in every call and in a good response.
pub(crate) const CREATED: &str = "3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01";

/// A good body for every method: a contact detail, and an empty page.
pub(crate) const GOOD: &str =
    r#"{"uuid":"3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01","type":"email","name":"Work email","data":[]}"#;

/// The body of a refusal in Plannr's words, which quote the request.
pub(crate) const REFUSAL: &str = r#"{"message":"jo.marker@example.com will not do."}"#;

/// All of [`REFUSAL`].
pub(crate) const REFUSED: Body = Body::Bytes(REFUSAL.len());

/// The time of day at the start of every row, as in the dates of the table.
pub(crate) const FIRST_OF_APRIL: &str = "Tue, 01 Apr 2025 10:00:00 GMT";
pub(crate) const FIRST_OF_APRIL_SECONDS: u64 = 1_743_501_600;

/// One scenario.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) peer: Peer,
    pub(crate) settings: fn(PlannrBuilder) -> PlannrBuilder,
    /// The token comes from a source that always has another one.
    pub(crate) has_source: bool,
    /// The number of owners of the contact detail: many make a large upload.
    pub(crate) owners: usize,
    /// The server responds before it has read the body.
    pub(crate) responds_early: bool,
    pub(crate) get: Expected,
    pub(crate) put: Expected,
    pub(crate) post: Expected,
}

/// The other end of the connection.
pub(crate) enum Peer {
    /// A server that sends these responses in order, and the last one repeatedly.
    Replies(Vec<StubResponse>),
    /// A server that does this to the first connections before it reads a request, and then sends the responses.
    AtAccept(usize, Vec<Step>, Vec<StubResponse>),
    /// Nobody listens on the port.
    Nobody,
    /// Name resolution fails this many times; then the server sends the responses.
    UnknownHost(usize, Vec<StubResponse>),
    /// This many attempts find no connection in time; then the server sends the responses.
    Unreachable(usize, Vec<StubResponse>),
}

/// The expected outcome of a call.
#[derive(Clone)]
pub(crate) struct Expected {
    /// The predicate of the error that is true: `None` for a success, `""` for an error without one.
    pub(crate) kind: Option<&'static str>,
    pub(crate) attempts: usize,
    pub(crate) state: State,
    pub(crate) body: Body,
    /// The time that passes on the simulated clock, if it is checked.
    pub(crate) waits: Option<Duration>,
}

/// The state of the server that an error reports.
#[derive(Clone, Copy, Debug)]
pub(crate) enum State {
    NotApplied,
    Unknown,
    /// Without the uuid after a create; an update knows it.
    Applied,
    AppliedAs(&'static str),
}

/// How much of a response's body was read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Body {
    /// There was no response.
    Nothing,
    Bytes(usize),
    /// It depends on how the network splits the body.
    AtMost(usize),
}

/// The expected outcomes of GET, PUT and POST.
pub(crate) type All = [Expected; 3];

/// Every method succeeds with this attempt.
pub(crate) fn succeeds(attempt: usize) -> All {
    [success(attempt), success(attempt), success(attempt)]
}

/// Every method fails after one attempt.
pub(crate) fn once(kind: &'static str, state: State, body: Body) -> All {
    [failure(kind, 1, State::NotApplied, body), failure(kind, 1, state, body), failure(kind, 1, state, body)]
}

/// GET and PUT are tried three times; a create is not retried.
pub(crate) fn retried(kind: &'static str, state: State, body: Body) -> All {
    [failure(kind, 3, State::NotApplied, body), failure(kind, 3, state, body), failure(kind, 1, state, body)]
}

/// GET and PUT succeed with the second attempt; a create is not retried.
pub(crate) fn recovers(kind: &'static str, state: State, body: Body) -> All {
    [success(2), success(2), failure(kind, 1, state, body)]
}

/// Nothing was applied, so that every method has this many attempts.
pub(crate) fn refused(kind: &'static str, attempts: usize, body: Body) -> All {
    [(); 3].map(|()| failure(kind, attempts, State::NotApplied, body))
}

/// GET and PUT are retried and end like this; a create ends like the first failure.
pub(crate) fn after([.., post]: All, kind: &'static str, attempts: usize, state: State, body: Body) -> All {
    [failure(kind, attempts, State::NotApplied, body), failure(kind, attempts, state, body), post]
}

/// GET and PUT succeed with this attempt; a create ends like the first failure.
pub(crate) fn success_after([.., post]: All, attempts: usize) -> All {
    [success(attempts), success(attempts), post]
}

fn success(attempts: usize) -> Expected {
    Expected { kind: None, attempts, state: State::NotApplied, body: Body::Bytes(GOOD.len()), waits: None }
}

pub(crate) fn failure(kind: &'static str, attempts: usize, state: State, body: Body) -> Expected {
    Expected { kind: Some(kind), attempts, state, body, waits: None }
}

pub(crate) fn row(name: impl Into<String>, peer: impl Into<Peer>, [get, put, post]: All) -> Row {
    let (name, peer, settings) = (name.into(), peer.into(), |builder| builder);
    Row { name, peer, settings, has_source: false, owners: 1, responds_early: false, get, put, post }
}

impl Row {
    /// The seconds that pass with GET and PUT, and those with POST.
    pub(crate) fn waits(mut self, others: f64, create: f64) -> Self {
        let [others, create] = [others, create].map(|seconds| Some(Duration::from_secs_f64(seconds)));
        (self.get.waits, self.put.waits, self.post.waits) = (others, others, create);
        self
    }

    pub(crate) fn with(mut self, settings: fn(PlannrBuilder) -> PlannrBuilder) -> Self {
        self.settings = settings;
        self
    }

    pub(crate) fn without_retries(self) -> Self {
        self.with(|builder| builder.max_retries(0))
    }

    pub(crate) fn with_source(mut self) -> Self {
        self.has_source = true;
        self
    }

    pub(crate) fn with_large_upload(mut self) -> Self {
        (self.owners, self.responds_early) = (50_000, true);
        self
    }

    /// The number of attempts that reach the server.
    pub(crate) fn seen(&self, attempts: usize) -> usize {
        match &self.peer {
            Peer::Replies(_) => attempts,
            Peer::AtAccept(unseen, ..) | Peer::UnknownHost(unseen, _) | Peer::Unreachable(unseen, _) => {
                attempts.saturating_sub(*unseen)
            }
            Peer::Nobody => 0,
        }
    }
}

impl From<StubResponse> for Peer {
    fn from(reply: StubResponse) -> Self {
        Self::Replies(vec![reply])
    }
}

impl<const N: usize> From<[StubResponse; N]> for Peer {
    fn from(replies: [StubResponse; N]) -> Self {
        Self::Replies(replies.into())
    }
}

/// A good response.
pub(crate) fn good() -> StubResponse {
    StubResponse::new(201, "application/json", GOOD)
}

/// A refusal with a message.
pub(crate) fn refusal(status: u16) -> StubResponse {
    StubResponse::new(status, "application/json", REFUSAL)
}

pub(crate) fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}
