//! A row of the table: what a server does, and what is due for each method.

use std::time::Duration;

use contract_tests::server::{Step, StubResponse};
use plannr_sdk::PlannrBuilder;

/// What the calls are about, and what a good answer names.
pub(crate) const CREATED: &str = "3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01";

/// A good answer for every method: a contact detail, and a page without any.
pub(crate) const GOOD: &str =
    r#"{"uuid":"3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01","type":"email","name":"Work email","data":[]}"#;

/// The time of day of every row, as in the dates of the table.
pub(crate) const FIRST_OF_APRIL: &str = "Tue, 01 Apr 2025 10:00:00 GMT";
pub(crate) const FIRST_OF_APRIL_SECONDS: u64 = 1_743_501_600;

/// One scenario.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) peer: Peer,
    pub(crate) settings: fn(PlannrBuilder) -> PlannrBuilder,
    /// The token comes from a source that always has a new one.
    pub(crate) has_source: bool,
    /// How many owners the contact details have: many make a large upload.
    pub(crate) owners: usize,
    /// The server answers before it has read the body.
    pub(crate) responding_early: bool,
    pub(crate) get: Due,
    pub(crate) put: Due,
    pub(crate) post: Due,
}

/// Who is at the other end.
pub(crate) enum Peer {
    /// A server that gives these answers, and the last one again and again.
    Answers(Vec<StubResponse>),
    /// A server that does this to so many connections before it reads a request, and then gives the answers.
    AtAccept(usize, Vec<Step>, Vec<StubResponse>),
    /// Nobody listens on the port.
    Nobody,
    /// The name of the host is not found so many times; then it is, and the answers are given.
    Nameless(usize, Vec<StubResponse>),
}

/// What is due of a call.
#[derive(Clone)]
pub(crate) struct Due {
    /// The predicate of the error that is true: `None` for a success, and `""` for an error that is nothing special.
    pub(crate) kind: Option<&'static str>,
    pub(crate) attempts: usize,
    pub(crate) state: State,
    pub(crate) body: Body,
    /// How much time passes on the simulated clock, if that is of interest.
    pub(crate) waits: Option<Duration>,
}

/// What the error says of the server.
#[derive(Clone, Copy, Debug)]
pub(crate) enum State {
    NotApplied,
    Unknown,
    /// Without saying what was created; what was updated is known.
    Applied,
    AppliedAs(&'static str),
}

/// How much of an answer's body was read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Body {
    /// There was no answer.
    Nothing,
    Bytes(usize),
    /// How it falls into pieces on its way decides.
    AtMost(usize),
}

/// What is due for GET, PUT and POST.
pub(crate) type All = [Due; 3];

/// Each succeeds with this attempt.
pub(crate) fn succeeds(attempt: usize) -> All {
    [success(attempt), success(attempt), success(attempt)]
}

/// Each is one request, and an error.
pub(crate) fn once(kind: &'static str, state: State, body: Body) -> All {
    [failure(kind, 1, State::NotApplied, body), failure(kind, 1, state, body), failure(kind, 1, state, body)]
}

/// What can be applied twice is tried three times; a create is not repeated.
pub(crate) fn repeated(kind: &'static str, state: State, body: Body) -> All {
    [failure(kind, 3, State::NotApplied, body), failure(kind, 3, state, body), failure(kind, 1, state, body)]
}

/// What can be applied twice succeeds with the second attempt; a create is not repeated.
pub(crate) fn healed(kind: &'static str, state: State, body: Body) -> All {
    [success(2), success(2), failure(kind, 1, state, body)]
}

/// Each is repeated until nothing is left to try, for nothing was applied.
pub(crate) fn refused(kind: &'static str, attempts: usize, body: Body) -> All {
    [(); 3].map(|()| failure(kind, attempts, State::NotApplied, body))
}

pub(crate) fn success(attempts: usize) -> Due {
    Due { kind: None, attempts, state: State::NotApplied, body: Body::Bytes(GOOD.len()), waits: None }
}

pub(crate) fn failure(kind: &'static str, attempts: usize, state: State, body: Body) -> Due {
    Due { kind: Some(kind), attempts, state, body, waits: None }
}

pub(crate) fn row(name: impl Into<String>, peer: impl Into<Peer>, [get, put, post]: All) -> Row {
    let (name, peer, settings) = (name.into(), peer.into(), |builder| builder);
    Row { name, peer, settings, has_source: false, owners: 1, responding_early: false, get, put, post }
}

impl Row {
    /// So much time passes with GET and PUT, and so much with POST.
    pub(crate) fn waits(mut self, repeated: f64, create: f64) -> Self {
        let [repeated, create] = [repeated, create].map(|seconds| Some(Duration::from_secs_f64(seconds)));
        (self.get.waits, self.put.waits, self.post.waits) = (repeated, repeated, create);
        self
    }

    pub(crate) fn with(mut self, settings: fn(PlannrBuilder) -> PlannrBuilder) -> Self {
        self.settings = settings;
        self
    }

    pub(crate) fn with_source(mut self) -> Self {
        self.has_source = true;
        self
    }

    pub(crate) fn with_large_upload(mut self) -> Self {
        (self.owners, self.responding_early) = (50_000, true);
        self
    }

    /// How many of so many attempts the server gets to see.
    pub(crate) fn seen(&self, attempts: usize) -> usize {
        match &self.peer {
            Peer::Answers(_) => attempts,
            Peer::AtAccept(unseen, ..) | Peer::Nameless(unseen, _) => attempts.saturating_sub(*unseen),
            Peer::Nobody => 0,
        }
    }
}

impl From<StubResponse> for Peer {
    fn from(reply: StubResponse) -> Self {
        Self::Answers(vec![reply])
    }
}

impl<const N: usize> From<[StubResponse; N]> for Peer {
    fn from(replies: [StubResponse; N]) -> Self {
        Self::Answers(replies.into())
    }
}

/// A good answer.
pub(crate) fn good() -> StubResponse {
    StubResponse::new(201, "application/json", GOOD)
}

/// A refusal as Plannr words it: it quotes what was sent.
pub(crate) fn refusal(status: u16) -> StubResponse {
    StubResponse::new(status, "application/json", REFUSAL)
}

pub(crate) const REFUSAL: &str = r#"{"message":"jo.marker@example.com will not do."}"#;

/// So many seconds.
pub(crate) fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}
