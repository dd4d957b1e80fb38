//! Spans and events, by OpenTelemetry's conventions for HTTP clients: never a value, a filter, a token or a body, and no
//! URL but its template.
//!
//! Without the feature `tracing` all of it does nothing.

#[cfg(feature = "tracing")]
pub(super) use on::*;

#[cfg(feature = "tracing")]
mod on {
    use std::future::Future;
    use std::time::Duration;

    use reqwest::Method;
    use tracing::field::Empty;
    use tracing::{Instrument as _, Span, debug_span, info, info_span, warn};

    use super::super::call::response_in;
    use super::super::limiter;
    use super::super::retry::RetryReason;
    use crate::error::{Error, StopReason};
    use crate::generated::PATHS;
    use crate::response::RawResponse;

    const CALL: &str = "plannr.call";

    fn template(operation: &str) -> &'static str {
        PATHS.iter().find(|(name, _)| *name == operation).map_or("", |(_, path)| path)
    }

    /// A call with all its attempts, until its answer is read.
    pub(in super::super) async fn call<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let span = info_span!(
            CALL,
            otel.name = Empty,
            otel.kind = "internal",
            otel.status_code = Empty,
            error.type = Empty,
            plannr.operation = Empty,
            plannr.attempts = Empty,
            http.request.method = Empty,
            url.template = Empty,
        );
        let outcome = work.instrument(span.clone()).await;
        if let Err(error) = &outcome {
            fail(&span, error);
        }
        outcome
    }

    /// What the call is, which only the generated code knows.
    pub(in super::super) fn names(operation: &'static str, method: &Method) {
        let (span, path) = (current_call(), template(operation));
        span.record("otel.name", format!("{method} {path}"));
        span.record("plannr.operation", operation);
        span.record("http.request.method", method.as_str());
        span.record("url.template", path);
    }

    /// How many requests the call took.
    pub(in super::super) fn took(attempts: u32) {
        current_call().record("plannr.attempts", attempts);
    }

    /// The span of the call, and not the caller's own where that of the call is filtered out.
    fn current_call() -> Span {
        let span = Span::current();
        if span.metadata().is_some_and(|metadata| metadata.name() == CALL) { span } else { Span::none() }
    }

    /// One request and its answer.
    pub(in super::super) async fn attempt(
        operation: &'static str,
        method: &Method,
        number: u32,
        work: impl Future<Output = Result<RawResponse, Error>>,
    ) -> Result<RawResponse, Error> {
        let path = template(operation);
        let span = debug_span!(
            "plannr.attempt",
            otel.name = format_args!("{method} {path}"),
            otel.kind = "client",
            otel.status_code = Empty,
            error.type = Empty,
            http.request.method = method.as_str(),
            http.request.resend_count = number - 1,
            http.response.status_code = Empty,
            plannr.quota.remaining = Empty,
            url.template = path,
        );
        let outcome = work.instrument(span.clone()).await;
        if let Some(response) = response_in(&outcome) {
            span.record("http.response.status_code", response.status.as_u16());
            if let Some(remaining) = limiter::remaining(response) {
                span.record("plannr.quota.remaining", remaining);
            }
            if !response.status.is_success() {
                span.record("otel.status_code", "ERROR");
                span.record("error.type", response.status.as_str());
            }
        }
        if let Err(error) = &outcome {
            fail(&span, error);
        }
        outcome
    }

    fn fail(span: &Span, error: &Error) {
        span.record("otel.status_code", "ERROR");
        match error.status() {
            Some(status) if !status.is_success() => span.record("error.type", status.as_str()),
            _ => span.record("error.type", error.kind().name()),
        };
    }

    /// A call waits before it goes on.
    pub(in super::super) fn waits(again: RetryReason, delay: Duration) {
        let reason = match again {
            RetryReason::Quota => "the quota is used up",
            RetryReason::NewToken => "the token was refused",
            RetryReason::Backoff => "the attempt failed",
        };
        info!(plannr.delay_ms = delay.as_millis() as u64, reason, "once more");
    }

    /// A call does not go on.
    pub(in super::super) fn stops(reason: StopReason) {
        warn!(?reason, "not once more");
    }

    /// A call was let through by the limiter.
    pub(in super::super) fn admitted(delay: Duration) {
        if !delay.is_zero() {
            info!(plannr.delay_ms = delay.as_millis() as u64, "waited for the quota");
        }
    }
}

#[cfg(not(feature = "tracing"))]
pub(super) use off::*;

#[cfg(not(feature = "tracing"))]
mod off {
    use std::future::Future;
    use std::time::Duration;

    use reqwest::Method;

    use super::super::retry::RetryReason;
    use crate::error::StopReason;

    pub(in super::super) fn call<F: Future>(work: F) -> F {
        work
    }

    pub(in super::super) fn names(_: &'static str, _: &Method) {}

    pub(in super::super) fn took(_: u32) {}

    pub(in super::super) fn attempt<F: Future>(_: &'static str, _: &Method, _: u32, work: F) -> F {
        work
    }

    pub(in super::super) fn waits(_: RetryReason, _: Duration) {}

    pub(in super::super) fn stops(_: StopReason) {}

    pub(in super::super) fn admitted(_: Duration) {}
}
