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
    /// The change was made, but the response could not be read. It is only reported with evidence: the response named the
    /// contact detail, or was a 201 or 204 without a body.
    #[non_exhaustive]
    Applied {
        /// The contact detail, if the response named it.
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
        let target = response.call.target;
        let named = if response.body.is_empty() { response.located() } else { named_uuid(response.json()) };
        match (response.status.as_u16(), named) {
            // Accepted, for later.
            (202, _) => Self::Unknown,
            (200..=299, Some(uuid)) if target.is_none_or(|target| target == uuid) => Self::Applied { uuid: named },
            (201 | 204, None) if response.is_without_body => Self::Applied { uuid: target },
            // Whoever sends these judges the head of a request, and asks for the same request again or elsewhere.
            (307 | 308 | 401 | 407 | 413 | 414 | 429 | 431, _) => Self::NotApplied,
            // A gateway sends these about requests that it passed on.
            (408 | 460 | 499, _) => Self::Unknown,
            (400..=499, _) if response.is_json() => Self::NotApplied,
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

/// Reads the uuid of a resource, bare or under `data`, from any body, even one that ends early. A body that reports a failure,
/// or several uuids, names none.
pub(crate) fn named_uuid(body: &[u8]) -> Option<Uuid> {
    let mut named = Named::default();
    // A failure is expected: a uuid that was read before it counts.
    let _ = lenient::fill(&mut named, &mut serde_json::Deserializer::from_slice(body));
    named.uuid.filter(|_| !named.is_contradicted)
}

#[derive(Default)]
struct Named {
    uuid: Option<Uuid>,
    is_contradicted: bool,
}

impl Slot for Named {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        let object = match json {
            Json::Object(object) => object,
            Json::List(list) => {
                while list.skip()? {}
                return Ok(());
            }
            _ => return Ok(()),
        };
        let mut name = "";
        let known = |key: &str| ["uuid", "data", "success", "error", "errors"].into_iter().find(|known| *known == key);
        while object.next_key(&mut |key| name = known(key).unwrap_or_default())? {
            match name {
                "uuid" => {
                    let mut uuid = None;
                    object.next_value(&mut uuid)?;
                    self.is_contradicted |= uuid.is_some() && self.uuid.is_some() && self.uuid != uuid;
                    self.uuid = self.uuid.or(uuid);
                }
                "data" => object.next_value(self)?,
                "success" => {
                    let mut success = None;
                    object.next_value(&mut success)?;
                    self.is_contradicted |= success == Some(false);
                }
                _ => {
                    self.is_contradicted |= name.starts_with("error");
                    object.skip()?;
                }
            }
        }
        Ok(())
    }
}
