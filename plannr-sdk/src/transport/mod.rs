//! The one way out: every request leaves and every response returns through here.
//!
//! `call.rs` leads. For each attempt it asks `limiter.rs` for a place in the quota and `token.rs` for a credential,
//! `attempt.rs` sends the request once, and `retry.rs` decides whether to send it again.

mod attempt;
mod call;
mod limiter;
mod retry;
mod shared;
mod token;
mod trace;

pub(crate) use call::call;
pub(crate) use limiter::Limiter;
pub(crate) use shared::{Caller, Shared, Transport};
pub(crate) use token::{Cache, Source, Token};
