//! What came of a call.

use plannr_sdk::reqwest::header::HeaderMap;
use plannr_sdk::{Error, Page, ServerState};
use serde_json::Value;

use super::safe;
use crate::calls::Answered;
use crate::spec::{Operation, Spec};

/// What an answer is about: an operation of the spec, or what the spec has no operation for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    List,
    Create,
    Update,
    /// To show one contact detail, which is on no page.
    Show,
}

impl About {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::List => "listContactDetails",
            Self::Create => "createContactDetail",
            Self::Update => "updateContactDetail",
            Self::Show => "GET of one",
        }
    }

    pub(super) fn operation(self) -> Option<Operation<'static>> {
        Spec::shipped().operations().into_iter().find(|operation| operation.id() == self.id())
    }
}

/// An answer as it came.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// `None` if it is no JSON.
    pub(super) body: Option<Value>,
    /// What it is otherwise.
    pub(super) form: &'static str,
}

impl Reply {
    pub(super) fn new(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let form = match body.trim_ascii_start().first() {
            None => "empty",
            Some(b'<') => "HTML or XML, no JSON",
            Some(_) => "no JSON",
        };
        Self { status, headers: headers.clone(), body: serde_json::from_slice(body).ok(), form }
    }

    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The form of its body: keys and types.
    pub(super) fn shape(&self) -> String {
        self.body.as_ref().map_or_else(|| self.form.to_owned(), safe::shape)
    }
}

/// What came of a call: the answer, what the SDK made of it, and why there is none.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) reply: Option<Reply>,
    pub(super) read: Option<Answered>,
    pub(super) error: Option<Error>,
    pub(super) silence: &'static str,
}

impl Outcome {
    pub(super) fn of(outcome: Result<Answered, Error>) -> Self {
        match outcome {
            Ok(read) => {
                let reply = Reply::new(read.status().as_u16(), read.headers(), read.body());
                Self { reply: Some(reply), read: Some(read), ..Self::default() }
            }
            Err(error) => {
                let whole = error.status().zip(error.headers()).zip(error.body());
                let reply = whole.map(|((status, headers), body)| Reply::new(status.as_u16(), headers, body));
                Self { reply, silence: why(&error), error: Some(error), ..Self::default() }
            }
        }
    }

    pub(super) fn silent(silence: &'static str) -> Self {
        Self { silence, ..Self::default() }
    }

    pub(super) fn page(&self) -> Option<&Page> {
        match &self.read {
            Some(Answered::Page(page)) => Some(page),
            _ => None,
        }
    }

    pub(super) fn is_success(&self) -> bool {
        self.reply.as_ref().is_some_and(Reply::is_success)
    }

    /// The status, or why there is none.
    pub(super) fn came(&self) -> String {
        self.reply.as_ref().map_or_else(|| self.silence.to_owned(), |reply| reply.status.to_string())
    }

    /// The server was not at its best, and nothing was changed.
    pub(super) fn is_to_be_repeated(&self) -> bool {
        let passes = self.reply.as_ref().is_none_or(|reply| reply.status == 429 || reply.status >= 500);
        passes && self.error.as_ref().is_some_and(|error| error.server_state() == ServerState::NotApplied)
    }
}

type IsKind = fn(&Error) -> bool;

/// An error without an answer, in words; its own text is made for those who may know a uuid.
fn why(error: &Error) -> &'static str {
    let kinds: [(IsKind, &str); 5] = [
        (Error::is_connect, "no connection"),
        (Error::is_timeout, "no answer in time"),
        (Error::is_interrupted, "the connection was lost"),
        (Error::is_too_large, "the answer is too large"),
        (Error::is_rate_limited, "the quota is used up"),
    ];
    kinds.iter().find(|(is, _)| is(error)).map_or("no answer", |(_, words)| words)
}
