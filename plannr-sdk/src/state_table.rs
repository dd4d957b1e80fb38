//! The table that determines the state of the server from the method, the status, the body and the place of the
//! failure. The transport, its retry rules, errors, `ensure` and batches all use it.

use reqwest::Method;
use uuid::Uuid;

use crate::lenient::{self, Failure, Json, Slot};
use crate::response::RawResponse;
use crate::server_state::ServerState;

/// Returns the state after one attempt. The first matching row applies. Every doubtful case is `Unknown`.
///
/// `Applied` needs evidence: the uuid of the right resource, or a 201 or 204 without a body. A 2xx with any other body
/// can be a gateway's page, a queue's receipt or a failure with the wrong status.
///
/// `NotApplied` needs a refusal in JSON, because Laravel sends every refusal in JSON. Any other body comes from
/// something in between, which may have replaced the response to a request that was applied. For example, a firewall
/// replaces a response that it blocks with a 403 page.
pub(crate) fn state_after(method: &Method, is_sent: bool, response: Option<&RawResponse>) -> ServerState {
    let response = match response {
        _ if method.is_safe() => return ServerState::NotApplied,
        Some(response) => response,
        None => return if is_sent { ServerState::Unknown } else { ServerState::NotApplied },
    };
    let named = if response.body.is_empty() { response.located() } else { named_uuid(response.json()) };
    state_by(response, named)
}

fn state_by(response: &RawResponse, named: Option<Uuid>) -> ServerState {
    let target = response.call.target;
    match (response.status.as_u16(), named) {
        // Accepted, but not applied yet.
        (202, _) => ServerState::Unknown,
        (200..=299, Some(uuid)) if target.is_none_or(|target| target == uuid) => ServerState::Applied { uuid: named },
        (201 | 204, None) if response.is_without_body => ServerState::Applied { uuid: target },
        // A server sends these before it handles the request: the client has to send it again, smaller or elsewhere.
        (307 | 308 | 401 | 407 | 413 | 414 | 429 | 431, _) => ServerState::NotApplied,
        // A gateway may send these after it has forwarded the request.
        (408 | 460 | 499, _) => ServerState::Unknown,
        (400..=499, _) if response.is_json() && !response.is_without_body => ServerState::NotApplied,
        _ => ServerState::Unknown,
    }
}

impl RawResponse {
    /// Returns what this attempt alone did to the server's state.
    pub(crate) fn state_of_attempt(&self) -> ServerState {
        state_after(&self.call.method, true, Some(self))
    }

    /// Returns true if the body, from which this uuid was decoded, is evidence that the change was made. It is only read
    /// again if it may report a failure or another uuid.
    pub(crate) fn confirms(&self, uuid: Uuid) -> bool {
        let keys = [r#""error"#, r#""success""#, r#""data""#];
        let is_plain = std::str::from_utf8(&self.body).is_ok_and(|text| !keys.iter().any(|key| text.contains(key)));
        let state = match is_plain {
            true => state_by(self, Some(uuid)),
            false => self.state_of_attempt(),
        };
        matches!(state, ServerState::Applied { .. })
    }
}

/// Reads the uuid of a resource, at the top level or under `data`. The body may be incomplete. Returns `None` if the
/// body reports a failure or has several uuids.
pub(crate) fn named_uuid(body: &[u8]) -> Option<Uuid> {
    let mut named = Named::default();
    // Ignore a failure: a uuid that was read before it is valid.
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
