//! What is known of the server after a request: the one table from a method, a status, a body and the place where it broke
//! to a state. The transport, its retry rules, errors, `ensure` and batches read it.

use reqwest::Method;
use uuid::Uuid;

use crate::lenient::{self, Failure, Json, Slot};
use crate::response::RawResponse;

/// What is known of the server's state after an error: whether the change was made.
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

    /// The table: the state after one attempt. The first row that fits counts, and when in doubt it is `Unknown`.
    ///
    /// `Applied` needs evidence: the uuid of the right resource, or a status and an empty body that mean nothing else. A 2xx
    /// with any other body can be a gateway's page, a queue's receipt or a failure with the wrong status.
    ///
    /// `NotApplied` needs a refusal in JSON, as all of Laravel's are. Any other body is by something in between, which may
    /// have replaced the response of a request that ran: firewalls turn responses that they dislike into a 403 page.
    pub(crate) fn after_attempt(method: &Method, is_sent: bool, response: Option<&RawResponse>) -> Self {
        let response = match response {
            _ if method.is_safe() => return Self::NotApplied,
            Some(response) => response,
            None => return if is_sent { Self::Unknown } else { Self::NotApplied },
        };
        match (response.status.as_u16(), Evidence::of(response)) {
            // Accepted, for later.
            (202, _) => Self::Unknown,
            (200..=299, Evidence::Names(uuid)) => Self::Applied { uuid: Some(uuid) },
            (201 | 204, Evidence::Empty) => Self::Applied { uuid: response.call.target },
            // Whoever sends these judges the head of a request, and asks for the same request again or elsewhere.
            (307 | 308 | 401 | 407 | 413 | 414 | 429 | 431, _) => Self::NotApplied,
            // A gateway sends these about requests that it passed on.
            (408 | 460 | 499, _) => Self::Unknown,
            (400..=499, Evidence::Names(_) | Evidence::Json) => Self::NotApplied,
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

/// What the body of a response proves.
enum Evidence {
    /// It names the resource of the request, even if it ends early.
    Names(Uuid),
    /// It is empty, and was announced so.
    Empty,
    Json,
    None,
}

impl Evidence {
    fn of(response: &RawResponse) -> Self {
        let uuid = if response.body.is_empty() { response.located() } else { named_uuid(response.json()) };
        match uuid {
            Some(uuid) if response.call.target.is_none_or(|target| target == uuid) => Self::Names(uuid),
            None if response.is_without_body => Self::Empty,
            _ if response.is_json() => Self::Json,
            _ => Self::None,
        }
    }
}

/// Reads the uuid of a resource, bare or under `data`, from any body, even one that ends early. Two of them name none.
pub(crate) fn named_uuid(body: &[u8]) -> Option<Uuid> {
    let mut uuids = Uuids([None; 2]);
    // A failure is expected: a uuid that was read before it counts.
    let _ = lenient::fill(&mut uuids, &mut serde_json::Deserializer::from_slice(body));
    uuids.0[0].filter(|uuid| uuids.0[1].is_none_or(|other| other == *uuid))
}

/// The first uuid and the last.
struct Uuids([Option<Uuid>; 2]);

impl Slot for Uuids {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        let Json::Object(object) = json else { return Err(Failure::Unfit("an object")) };
        let (mut is_uuid, mut is_data) = (false, false);
        while object.next_key(&mut |key| (is_uuid, is_data) = (key == "uuid", key == "data"))? {
            if is_uuid {
                let mut uuid = None;
                object.next_value(&mut uuid)?;
                self.0 = [self.0[0].or(uuid), uuid.or(self.0[1])];
            } else if is_data {
                object.next_value(self)?;
            } else {
                object.skip()?;
            }
        }
        Ok(())
    }
}
