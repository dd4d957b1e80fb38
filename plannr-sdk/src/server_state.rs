//! The known state of the server after a request. Only this module derives it from method, status and body.
//! Callers, `ensure` and batches read the state; `transport/retry.rs` decides on retries.

use std::borrow::Cow;
use std::fmt;

use reqwest::{Method, StatusCode};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use uuid::Uuid;

/// The known state of the server after an error: whether it applied the change.
///
/// ```
/// # fn decide(error: &plannr_sdk::Error) -> &'static str {
/// use plannr_sdk::ServerState;
///
/// match error.server_state() {
///     ServerState::NotApplied => "fix the cause and send it again",
///     ServerState::Applied { .. } => "done: do not send it again",
///     _ => "check whether it exists before sending it again",
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerState {
    /// Nothing was changed. It is safe to send the request again.
    NotApplied,
    /// The change was made, but the response could not be read.
    #[non_exhaustive]
    Applied {
        /// The contact detail, if its uuid could be read.
        uuid: Option<Uuid>,
    },
    /// The change may have been made. Check before you send the request again.
    Unknown,
}

impl ServerState {
    /// Makes the state after an applied change, to compare with in a test.
    ///
    /// ```
    /// use plannr_sdk::ServerState;
    ///
    /// assert_ne!(ServerState::applied(None), ServerState::Unknown);
    /// ```
    #[must_use]
    pub const fn applied(uuid: Option<Uuid>) -> Self {
        Self::Applied { uuid }
    }

    /// Returns the state after an attempt that sent something and received no response.
    pub(crate) fn without_response(method: &Method) -> Self {
        if method.is_safe() { Self::NotApplied } else { Self::Unknown }
    }

    /// Returns the state after an attempt with a response, complete or not. An unclear state is `Unknown`.
    pub(crate) fn from_response(method: &Method, status: StatusCode, is_html: bool, body: &[u8]) -> Self {
        match status {
            _ if method.is_safe() => Self::NotApplied,
            StatusCode::REQUEST_TIMEOUT => Self::Unknown,
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => Self::NotApplied,
            _ if status.is_client_error() => Self::NotApplied,
            // A proxy sent an HTML page, even if its status is a success.
            _ if status.is_success() && !is_html => Self::Applied { uuid: readable_uuid(body) },
            _ => Self::Unknown,
        }
    }

    /// Adds the state after earlier attempts. A later attempt never clears an earlier `Unknown`.
    pub(crate) fn after(self, before: Self) -> Self {
        match (before, self) {
            (Self::Applied { .. }, _) | (Self::Unknown, Self::NotApplied) => before,
            _ => self,
        }
    }
}

/// Reads the uuid of a contact detail from a body that cannot be decoded, even one that ends early.
fn readable_uuid(body: &[u8]) -> Option<Uuid> {
    let mut found = None;
    // The failure is expected: a uuid that was read before it counts.
    let _ = FindUuid(&mut found).deserialize(&mut serde_json::Deserializer::from_slice(body));
    found
}

struct FindUuid<'a>(&'a mut Option<Uuid>);

impl<'de> DeserializeSeed<'de> for FindUuid<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FindUuid<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match &*key {
                // Any other value here must not hide a uuid that follows.
                "uuid" => *self.0 = map.next_value::<Value>()?.as_str().and_then(|text| text.parse().ok()),
                "data" if self.0.is_none() => map.next_value_seed(FindUuid(self.0))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}
