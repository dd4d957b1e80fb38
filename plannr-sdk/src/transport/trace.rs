//! Spans and events, named by OpenTelemetry's conventions for HTTP clients. They contain no value, filter, token or
//! body, and of a URL only its template.
//!
//! Without the feature `tracing` these functions do nothing.

#[cfg(feature = "tracing")]
pub(super) use on::*;

#[cfg(feature = "tracing")]
mod on {
    use std::time::Duration;

    use reqwest::Method;
    use tracing::field::Empty;
    use tracing::{Instrument as _, Span, debug_span, info, info_span, warn};

    use crate::error::{Error, StopReason};
    use crate::response::{CallInfo, RawResponse, Response, path_of};
    use crate::transport::limiter;
    use crate::transport::retry::RetryReason;

    /// Traces a call with all its attempts, until its response is read.
    pub(crate) async fn call<T>(
        operation: &'static str,
        method: &Method,
        work: impl Future<Output = Result<Response<T>, Error>>,
    ) -> Result<Response<T>, Error> {
        let path = path_of(operation);
        let span = info_span!(
            "plannr.call",
            otel.name = format_args!("{method} {path}"),
            otel.kind = "internal",
            otel.status_code = Empty,
            error.type = Empty,
            plannr.operation = operation,
            plannr.attempts = Empty,
            http.request.method = method.as_str(),
            url.template = path,
        );
        let outcome = work.instrument(span.clone()).await;
        span.record("plannr.attempts", outcome.as_ref().map_or_else(Error::attempts, Response::attempts));
        record_failure(&span, outcome.as_ref().err());
        outcome
    }

    /// Traces one request and its response.
    pub(crate) async fn attempt(
        call: &CallInfo,
        work: impl Future<Output = Result<RawResponse, Error>>,
    ) -> Result<RawResponse, Error> {
        let (method, path) = (&call.method, path_of(call.operation));
        let span = debug_span!(
            "plannr.attempt",
            otel.name = format_args!("{method} {path}"),
            otel.kind = "client",
            otel.status_code = Empty,
            error.type = Empty,
            http.request.method = method.as_str(),
            http.request.resend_count = call.attempts - 1,
            http.response.status_code = Empty,
            plannr.quota.remaining = Empty,
            url.template = path,
        );
        let outcome = work.instrument(span.clone()).await;
        if let Some(response) = outcome.as_ref().map_or_else(Error::response, Some) {
            span.record("http.response.status_code", response.status.as_u16());
            span.record("plannr.quota.remaining", limiter::remaining(response));
        }
        record_failure(&span, outcome.as_ref().err());
        outcome
    }

    fn record_failure(span: &Span, error: Option<&Error>) {
        let Some(error) = error else { return };
        span.record("otel.status_code", "ERROR");
        match error.status() {
            Some(status) if !status.is_success() => span.record("error.type", status.as_str()),
            _ => span.record("error.type", error.name()),
        };
    }

    /// A call waits before a retry.
    pub(crate) fn waits(reason: RetryReason, delay: Duration) {
        let reason = match reason {
            RetryReason::Quota => "the quota is used up",
            RetryReason::NewToken => "the token was refused",
            RetryReason::Backoff => "the attempt failed",
        };
        info!(plannr.delay_ms = delay.as_millis() as u64, reason, "retrying");
    }

    /// A call ends although a retry was possible.
    pub(crate) fn stops(reason: StopReason) {
        warn!(?reason, "not retried");
    }

    /// The limiter admitted a call.
    pub(crate) fn admitted(delay: Duration) {
        if !delay.is_zero() {
            info!(plannr.delay_ms = delay.as_millis() as u64, "waited for the quota");
        }
    }
}

#[cfg(not(feature = "tracing"))]
pub(super) use off::*;

#[cfg(not(feature = "tracing"))]
mod off {
    use std::time::Duration;

    use reqwest::Method;

    use crate::error::StopReason;
    use crate::response::CallInfo;
    use crate::transport::retry::RetryReason;

    pub(crate) fn call<F: Future>(_: &'static str, _: &Method, work: F) -> F {
        work
    }

    pub(crate) fn attempt<F: Future>(_: &CallInfo, work: F) -> F {
        work
    }

    pub(crate) fn waits(_: RetryReason, _: Duration) {}

    pub(crate) fn stops(_: StopReason) {}

    pub(crate) fn admitted(_: Duration) {}
}
