//! Connections that cannot be made, and those that are lost.

use std::time::Duration;

use contract_tests::server::{Step, StubResponse};

use crate::row::State::{AppliedAs, NotApplied, Unknown};
use crate::row::{
    All, Body, CREATED, Peer, REFUSED, Row, after, good, once, recovers, refusal, refused, retried, row, succeeds,
    success_after,
};

/// Lets the other side run, so that what was sent arrives.
const PAUSE: Step = Step::Pass(Duration::ZERO);

const ALWAYS: usize = usize::MAX;

fn reset() -> StubResponse {
    StubResponse::steps([Step::Reset])
}

fn lost() -> All {
    retried("is_interrupted", Unknown, Body::Nothing)
}

/// The response is lost in its body, after the uuid.
fn cut() -> All {
    retried("is_interrupted", AppliedAs(CREATED), Body::Bytes(60))
}

pub(super) fn rows() -> Vec<Row> {
    let closed = StubResponse::hang_up;
    let half = || good().cut_after(60);
    let lost_once = || recovers("is_interrupted", Unknown, Body::Nothing);
    let lost_and_not_retried = || once("is_interrupted", Unknown, Body::Nothing);
    let no_connection = |attempts| refused("is_connect", attempts, Body::Nothing);
    vec![
        row("nobody listens", Peer::Nobody, no_connection(3)).waits(1.5, 1.5),
        row("nobody listens, without retries", Peer::Nobody, no_connection(1)).without_retries().waits(0.0, 0.0),
        row("the name of the host is not found", Peer::UnknownHost(ALWAYS, vec![good()]), no_connection(3)),
        row("the name of the host is found later", Peer::UnknownHost(2, vec![good()]), succeeds(3)).waits(1.5, 1.5),
        row("no connection in time", Peer::Unreachable(ALWAYS, vec![good()]), refused("is_timeout", 3, Body::Nothing)),
        row("no connection in time at first", Peer::Unreachable(1, vec![good()]), succeeds(2)).waits(31.5, 31.5),
        row("closed before the request is read", at_accept(ALWAYS, Step::Close), lost()),
        row("reset before the request is read", at_accept(ALWAYS, Step::Reset), lost()),
        row("closed once before the request is read", at_accept(1, Step::Close), lost_once()),
        row("reset once before the request is read", at_accept(1, Step::Reset), lost_once()),
        row("closed after the request", closed(), lost()).waits(1.5, 0.0),
        row("reset after the request", reset(), lost()).waits(1.5, 0.0),
        row("closed after the request, without retries", closed(), lost_and_not_retried()).without_retries(),
        row("reset after the request, without retries", reset(), lost_and_not_retried()).without_retries(),
        row("closed once after the request", [closed(), good()], lost_once()).waits(0.5, 0.0),
        row("reset once after the request", [reset(), good()], lost_once()).waits(0.5, 0.0),
        row("closed twice after the request", [closed(), closed(), good()], success_after(lost(), 3)),
        row("five retries are allowed, and all are lost", closed(), {
            after(lost(), "is_interrupted", 6, Unknown, Body::Nothing)
        })
        .with(|builder| builder.max_retries(5))
        .waits(15.5, 0.0),
        row("lost, and then refused: the first may have been applied", [reset(), refusal(422)], {
            after(lost(), "is_validation", 2, Unknown, REFUSED)
        }),
        row("lost, and then not found: the first may have been applied", [closed(), refusal(404)], {
            after(lost(), "is_not_found", 2, Unknown, REFUSED)
        }),
        row("lost, and then forbidden: the first may have been applied", [closed(), refusal(403)], {
            after(lost(), "is_forbidden", 2, Unknown, REFUSED)
        }),
        row("lost, and then cut: the second was applied", [closed(), half()], {
            after(lost(), "is_interrupted", 3, AppliedAs(CREATED), Body::Bytes(60))
        }),
        row("cut, and then refused: the first was applied", [half(), refusal(422)], {
            after(cut(), "is_validation", 2, AppliedAs(CREATED), REFUSED)
        }),
        row("closed in the status line", StubResponse::raw("HTTP/1.1 2"), lost()),
        row("closed in the head", StubResponse::raw("HTTP/1.1 200 OK\r\nContent-Type: appl"), lost()),
        row(
            "reset in the head",
            StubResponse::steps([Step::Send(b"HTTP/1.1 200 OK\r\n".into()), PAUSE, Step::Reset]),
            lost(),
        ),
        row("closed in the body", half(), cut()),
        row("reset in the body", half().then(PAUSE).then(Step::Reset), cut()),
        row("closed once in the body", [half(), good()], {
            recovers("is_interrupted", AppliedAs(CREATED), Body::Bytes(60))
        }),
        row("reset after the whole response", good().then(PAUSE).then(Step::Reset), succeeds(1)),
        row("refused before a large upload has ended", refusal(413), once("", NotApplied, REFUSED)).with_large_upload(),
    ]
}

fn at_accept(times: usize, step: Step) -> Peer {
    // Without the pause, the client may fail to connect at all.
    Peer::AtAccept(times, vec![PAUSE, step], vec![good()])
}
