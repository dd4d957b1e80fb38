//! What of an error may be printed: nothing that a client or a secret could be in.

use std::fmt;

use super::{Error, Kind, Place, StopReason};
use crate::response::RawResponse;
use crate::server_state::ServerState;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        match &self.0.kind {
            Kind::Config { setting, problem } => write!(f, "{setting} {problem}"),
            Kind::Invalid { field, reason } => write!(f, "{field} {reason}; nothing was sent"),
            Kind::Token(_) => write!(f, "the token source gave no access token"),
            Kind::Paused { wait, max_wait } => {
                write!(f, "the quota is used up, and the server asks to wait {wait:?} more, more than {max_wait:?}")
            }
            Kind::Connect { cause } => write!(f, "no connection: {cause}"),
            Kind::Timeout { what, after: Some(after) } => write!(f, "{what} took more than {after:?}"),
            Kind::Timeout { what, after: None } => write!(f, "{what} took too long"),
            Kind::Interrupted { cause } => write!(f, "the connection was lost: {cause}"),
            Kind::TooLarge { limit } => write!(f, "the answer has more than {limit} bytes"),
            Kind::Status => self.write_status(f),
            Kind::Undecodable { expected, at: None, what } => write!(f, "{expected} expected, but {what}"),
            Kind::Undecodable { expected, at: Some(at), what } => {
                write!(f, "{expected} expected, but {what} at {at}")
            }
            Kind::BadItem { path, uuid } => {
                write!(f, "a contact detail expected, but the JSON has another form at {path}")?;
                uuid.map_or(Ok(()), |uuid| write!(f, " (contact detail {uuid})"))
            }
            Kind::FilterIgnored => write!(f, "one contact detail expected, but the server did not heed the filter"),
            Kind::Unclear { uuid } => {
                write!(f, "the phone number of the contact detail {uuid} may be the same, but its country is not shown")
            }
            Kind::WrongPage { requested, received: Some(received) } => {
                write!(f, "page {requested} was requested, but page {received} was returned")
            }
            Kind::WrongPage { requested, received: None } => {
                write!(f, "page {requested} was requested, but the page before was returned again")
            }
        }?;
        match self.0.stop_reason {
            Some(StopReason::Attempts) => write!(f, "; given up after {} attempts", self.0.attempts),
            Some(StopReason::Budget) => write!(f, "; not repeated, for too many retries were in vain"),
            Some(StopReason::Deadline) => write!(f, "; not repeated, for the call would take too long"),
            Some(StopReason::MaxWait { requested, max_wait }) => {
                write!(f, "; not repeated, for the server asks to wait {requested:?}, more than {max_wait:?}")
            }
            None => Ok(()),
        }?;
        match self.0.state {
            ServerState::NotApplied => Ok(()),
            ServerState::Applied { uuid: Some(uuid) } => write!(f, "; it was applied as {uuid}"),
            ServerState::Applied { uuid: None } => write!(f, "; it was applied"),
            ServerState::Unknown => write!(f, "; it may have been applied: look before repeating it"),
        }
    }
}

impl Error {
    fn write_status(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(status) = self.status() else { return Ok(()) };
        write!(f, "{status}")?;
        if status.is_redirection() {
            write!(f, ": a redirect, which is not followed because the request would go along; check the base URL")?;
        }
        if self.response().is_some_and(RawResponse::is_html) {
            write!(f, ": a page of HTML, from a proxy and not from Plannr")?;
        }
        if let Some(refusal) = &self.0.refusal {
            if let Some(message) = refusal.harmless_message() {
                write!(f, ": {message}")?;
            }
            if !refusal.fields.is_empty() {
                write!(f, ": {}", refusal.names())?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Error");
        if let Some(operation) = self.0.operation {
            text.field("operation", &format_args!("{operation}"));
        }
        text.field("kind", &self.0.kind);
        if let Some(status) = self.status() {
            text.field("status", &status.as_u16());
        }
        text.field("server_state", &self.0.state).field("attempts", &self.0.attempts).finish_non_exhaustive()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}, ", self.path)?;
        }
        write!(f, "line {} column {}", self.line, self.column)
    }
}
