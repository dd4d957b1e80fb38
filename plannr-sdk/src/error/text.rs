//! The texts of an error. They contain nothing that could be a client's data or a secret.

use std::fmt;

use reqwest::StatusCode;

use super::{Error, Kind, Place, StopReason};
use crate::response::RawResponse;
use crate::server_state::ServerState;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(call) = self.call() {
            write!(f, "{}: ", call.operation)?;
        }
        match &self.0.kind {
            Kind::Config { setting, problem } => write!(f, "{setting} {problem}"),
            Kind::Invalid(field) => write!(f, "{} {}; nothing was sent", field.field(), field.messages().join(" ")),
            Kind::Token(_) => write!(f, "the token source failed"),
            Kind::Paused { wait, max_wait } => {
                write!(f, "rate limited: the server requested a wait of {wait:?}, the maximum is {max_wait:?}")
            }
            Kind::Connect { cause, .. } => write!(f, "connection failed: {cause}; nothing was sent"),
            Kind::Timeout { what, after: Some(after) } => write!(f, "{what} timed out after {after:?}"),
            Kind::Timeout { what, after: None } => write!(f, "{what} timed out"),
            Kind::Interrupted { cause } => write!(f, "connection lost: {cause}"),
            Kind::TooLarge { limit } => write!(f, "the response body exceeds {limit} bytes"),
            Kind::Status(_) => self.write_status(f),
            Kind::Undecodable { problem, at } => {
                write!(f, "the response body could not be decoded: {problem}")?;
                at.as_ref().map_or(Ok(()), |at| write!(f, " at {at}"))
            }
            Kind::BadItem { path, uuid } => {
                write!(f, "an item could not be decoded: unexpected JSON at {path}")?;
                uuid.map_or(Ok(()), |uuid| write!(f, " (uuid {uuid})"))
            }
            Kind::MoreBadItems { count } => write!(f, "{count} more items could not be decoded"),
            Kind::FilterIgnored => write!(f, "the server ignored the filter: the list holds other resources"),
            Kind::Unclear { uuid } => {
                write!(f, "{uuid} may be the same, but cannot be compared")
            }
            Kind::WrongPage { requested, received } => {
                write!(f, "page {requested} was requested, but page {received} was returned")
            }
            Kind::BadPage { number, problem } => {
                write!(
                    f,
                    "page {number} {problem}: the end of the list is uncertain; it may have changed, so try again"
                )
            }
        }?;
        if self.attempts() == 0 && matches!(self.0.kind, Kind::Timeout { .. } | Kind::Paused { .. } | Kind::Token(_)) {
            write!(f, "; nothing was sent")?;
        }
        match self.0.stop_reason {
            Some(StopReason::Attempts) => write!(f, "; retries exhausted after {} attempts", self.attempts()),
            Some(StopReason::Budget) => write!(f, "; not retried: retry budget exhausted"),
            Some(StopReason::Deadline) => write!(f, "; not retried: the call would exceed its timeout"),
            Some(StopReason::MaxWait { requested, max_wait }) => {
                write!(f, "; not retried: the server requested a wait of {requested:?}, the maximum is {max_wait:?}")
            }
            None => Ok(()),
        }?;
        match self.0.state {
            ServerState::NotApplied => Ok(()),
            ServerState::Applied { uuid: Some(uuid) } => write!(f, "; it was applied as {uuid}"),
            ServerState::Applied { uuid: None } => write!(f, "; it was applied"),
            ServerState::Unknown => write!(f, "; it may have been applied: check before you send it again"),
        }
    }
}

impl Error {
    fn write_status(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Kind::Status(refusal) = &self.0.kind else { return Ok(()) };
        write!(f, "{}", refusal.status)?;
        if refusal.status == StatusCode::NOT_MODIFIED {
            write!(f, ": a cache responded, although the request was not conditional")?;
        } else if refusal.status.is_redirection() {
            write!(f, ": redirects are not followed; check the base URL")?;
        }
        if self.response().is_some_and(RawResponse::is_html) {
            write!(f, ": the body is a web page, not a response of the API")?;
        }
        if let Some(message) = refusal.safe_message() {
            write!(f, ": {message}")?;
        }
        if !refusal.fields.is_empty() {
            write!(f, ": {}", refusal.names())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Error");
        if let Some(call) = self.call() {
            text.field("operation", &format_args!("{}", call.operation));
        }
        text.field("kind", &self.0.kind);
        if let Some(status) = self.status() {
            text.field("status", &status.as_u16());
        }
        text.field("server_state", &self.0.state).field("attempts", &self.attempts()).finish_non_exhaustive()
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
