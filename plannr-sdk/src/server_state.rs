//! What is known of the server's state after a request: what callers, `ensure` and batches go by. Whether the transport
//! sends it again is decided in `transport/retry.rs`, by what cannot be applied twice.

use std::borrow::Cow;
use std::fmt;

use reqwest::{Method, StatusCode};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use uuid::Uuid;

use crate::error::Error;
use crate::response::RawResponse;

/// What is known of the state of the server after an error.
///
/// ```
/// # fn decide(error: &plannr_sdk::Error) -> &'static str {
/// use plannr_sdk::ServerState;
///
/// match error.server_state() {
///     ServerState::NotApplied => "send it again, if the cause is gone",
///     ServerState::Applied { .. } => "it is done; do not send it again",
///     _ => "look whether it exists before sending it again",
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerState {
    /// Nothing was changed: it is safe to send the request again.
    NotApplied,
    /// The change was made, but the answer could not be read.
    Applied {
        /// The contact detail, if at least its uuid could be read.
        uuid: Option<Uuid>,
    },
    /// The change may have been made: look before sending the request again.
    Unknown,
}

impl ServerState {
    /// After an attempt.
    pub(crate) fn by_outcome(outcome: &Result<RawResponse, Error>) -> Self {
        outcome.as_ref().map_or_else(Error::server_state, Self::by_response)
    }

    /// After an answer, whether or not it came whole, and all that was sent before it. When in doubt it is unknown, never
    /// "not applied".
    pub(crate) fn by_response(response: &RawResponse) -> Self {
        let state = if was_refused(response) {
            Self::NotApplied
        } else if response.status.is_success() && !response.is_html() {
            Self::Applied { uuid: readable_uuid(&response.body) }
        } else {
            // A page of HTML is not Plannr's, whatever its status.
            Self::Unknown
        };
        state.after(response.state_before)
    }

    /// After a request without an answer.
    pub(crate) fn without_response(method: &Method) -> Self {
        if method.is_safe() { Self::NotApplied } else { Self::Unknown }
    }

    /// What is known after one more request, given what was known before it: what may have been applied stays so,
    /// whatever comes of the next one.
    pub(crate) fn after(self, before: Self) -> Self {
        match (before, self) {
            (Self::Applied { .. }, _) | (Self::Unknown, Self::NotApplied) => before,
            _ => self,
        }
    }
}

/// Whether this attempt was not applied; what is known of those before it is another matter.
pub(crate) fn was_not_applied(outcome: &Result<RawResponse, Error>) -> bool {
    match outcome {
        Ok(response) => was_refused(response),
        Err(error) => error.response().map_or(error.server_state() == ServerState::NotApplied, was_refused),
    }
}

/// Whether an answer says that its request was not applied.
fn was_refused(response: &RawResponse) -> bool {
    let status = response.status;
    let refused = status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT;
    let sent_elsewhere = matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
    response.method.is_safe() || refused || sent_elsewhere
}

/// The uuid of a contact detail that does not decode as a whole, not even to its end.
fn readable_uuid(body: &[u8]) -> Option<Uuid> {
    struct Find<'a>(&'a mut Option<Uuid>);

    impl<'de> DeserializeSeed<'de> for Find<'_> {
        type Value = ();

        fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_map(self)
        }
    }

    impl<'de> Visitor<'de> for Find<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                match &*key {
                    // What is no uuid here does not keep one from being found later.
                    "uuid" => *self.0 = map.next_value::<Value>()?.as_str().and_then(|text| text.parse().ok()),
                    "data" if self.0.is_none() => map.next_value_seed(Find(self.0))?,
                    _ => drop(map.next_value::<IgnoredAny>()?),
                }
            }
            Ok(())
        }
    }

    let mut found = None;
    // The failure is expected: what was found before it counts.
    let _ = Find(&mut found).deserialize(&mut serde_json::Deserializer::from_slice(body));
    found
}
