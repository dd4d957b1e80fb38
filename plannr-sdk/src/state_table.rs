//! The table that determines the state of the server from the method, the response, and whether the request was sent.
//! The transport, its retry rules, errors, `ensure` and batches all use it.

use reqwest::{Method, StatusCode};
use uuid::Uuid;

use crate::lenient::{self, Failure, Json, Slot};
use crate::response::{RawResponse, Target};
use crate::server_state::ServerState;

/// The beginnings of the keys that may report a failure, in JSON.
const CLAIMS: [&str; 4] = [r#""success""#, r#""error"#, r#""status"#, r#""code""#];
/// The keys that are read.
const KEYS: [&str; 9] = ["uuid", "data", "success", "error", "errors", "status", "statusCode", "status_code", "code"];

/// Returns the state after one attempt. The first matching row applies. Every doubtful case is `Unknown`.
///
/// `Applied` needs evidence: the uuid of the right resource, or a 201 or 204 without a body. The uuid of a new resource
/// is none that the request had. A 2xx with any other body can be a gateway's page, a queue's receipt or a failure with
/// the wrong status.
///
/// For most 4xx, `NotApplied` needs a refusal in JSON, because Laravel sends every refusal in JSON. Any other body
/// comes from a proxy, which may have replaced the response to a request that was applied. For example, a firewall
/// blocks a response and sends a 403 page instead.
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
    let target = response.call.target.as_ref();
    match (response.status.as_u16(), named) {
        // Accepted, but not applied yet.
        (202, _) => ServerState::Unknown,
        (200..=299, Some(uuid)) if target.is_none_or(|target| target.may_have(uuid)) => {
            ServerState::Applied { uuid: named }
        }
        (201 | 204, None) if response.is_without_body => ServerState::Applied { uuid: target.and_then(Target::uuid) },
        // A server sends these before it handles the request.
        (307 | 308 | 401 | 407 | 413 | 414 | 429 | 431, _) => ServerState::NotApplied,
        // A gateway may send these after it has forwarded the request.
        (408 | 460 | 499, _) => ServerState::Unknown,
        (400..=499, _) if response.begins_as_object() => ServerState::NotApplied,
        _ => ServerState::Unknown,
    }
}

impl RawResponse {
    /// Returns what this attempt alone did to the server's state.
    pub(crate) fn state_of_attempt(&self) -> ServerState {
        state_after(&self.call.method, true, Some(self))
    }

    /// Returns true if the body proves the result. For a write, it shows the change; for a read, it is the resource
    /// that was requested. The uuid was decoded from the body, which is read again only if it may report a failure or
    /// another uuid.
    pub(crate) fn confirms(&self, uuid: Uuid) -> bool {
        if self.call.method.is_safe() {
            return self.is_complete() && self.call.target.as_ref().is_none_or(|target| target.may_have(uuid));
        }
        let state = match self.has_any_of(&CLAIMS) || self.has_any_of(&[r#""data""#]) {
            false => state_by(self, Some(uuid)),
            true => self.state_of_attempt(),
        };
        matches!(state, ServerState::Applied { .. })
    }

    /// Returns true if the server may apply a create later: the response has a success status but does not show the
    /// change. Returns false for a web page with the status 200, because a proxy sent it.
    pub(crate) fn may_apply_later(&self) -> bool {
        self.status.is_success() && !(self.status == StatusCode::OK && self.begins_as_html())
    }

    /// Returns true for a complete response to a read: not a partial one, and not a failure with a success status.
    pub(crate) fn is_complete(&self) -> bool {
        let is_partial = matches!(self.status.as_u16(), 202 | 206 | 207);
        let reports_failure = || self.has_any_of(&CLAIMS) && read_named(self.json()).is_contradicted;
        !is_partial && !reports_failure()
    }

    fn has_any_of(&self, keys: &[&str]) -> bool {
        std::str::from_utf8(&self.body).map_or(true, |text| keys.iter().any(|key| text.contains(key)))
    }
}

/// Reads the uuid of a resource, at the top level or under `data`. The body may be incomplete. Returns `None` if the
/// body reports a failure or has several uuids.
pub(crate) fn named_uuid(body: &[u8]) -> Option<Uuid> {
    let named = read_named(body);
    named.uuid.filter(|_| !named.is_contradicted)
}

fn read_named(body: &[u8]) -> Named {
    let mut named = Named::default();
    // Ignore a failure: fields read before the failure still count.
    let _ = lenient::read_slice(body, &mut named);
    named
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
        let known = |key: &str| KEYS.into_iter().find(|known| *known == key);
        while object.next_key(&mut |key| name = known(key).unwrap_or_default())? {
            match name {
                "uuid" => {
                    let mut uuid = None;
                    let is_bad = object.next_value(&mut uuid).is_err();
                    self.is_contradicted |= is_bad || (uuid.is_some() && self.uuid.is_some() && self.uuid != uuid);
                    self.uuid = self.uuid.or(uuid);
                }
                "data" => object.next_value(self)?,
                "" => object.skip()?,
                _ => {
                    let mut claim = Claim::default();
                    let is_bad = object.next_value(&mut claim).is_err();
                    self.is_contradicted |= is_bad
                        || match name {
                            "success" => !claim.is_true,
                            "error" | "errors" => claim.is_true,
                            _ => claim.is_failure,
                        };
                }
            }
        }
        Ok(())
    }
}

/// A value of which only its claim counts.
#[derive(Default)]
pub(crate) struct Claim {
    /// Whether PHP counts it as true. Unlike in PHP, the text `false` is false.
    pub(crate) is_true: bool,
    /// Whether it is `false`, a failure of JSend, or a status of HTTP that is one.
    is_failure: bool,
}

impl Slot for Claim {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        (self.is_true, self.is_failure) = match json {
            Json::Null => (false, false),
            Json::Bool(value) => (value, !value),
            Json::Integer(value) => (value != 0, (400..600).contains(&value)),
            Json::Float(value) => (value != 0.0, (400.0..600.0).contains(&value)),
            Json::Large(_) => (true, false),
            Json::Text(text) => {
                let words = ["false", "error", "fail", "failed", "failure"];
                let is_failure = words.iter().any(|word| text.eq_ignore_ascii_case(word));
                let is_status = text.parse().is_ok_and(|status: u16| (400..600).contains(&status));
                (!matches!(text, "" | "0" | "false"), is_failure || is_status)
            }
            Json::List(list) => {
                let has_items = list.skip()?;
                while list.skip()? {}
                (has_items, false)
            }
            Json::Object(object) => {
                let mut has_keys = false;
                while object.next_key(&mut |_| has_keys = true)? {
                    object.skip()?;
                }
                (has_keys, false)
            }
        };
        Ok(())
    }
}
