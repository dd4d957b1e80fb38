//! Connections that do not come about, and those that are lost.

use std::time::Duration;

use contract_tests::server::{Step, StubResponse};

use crate::row::State::{AppliedAs, NotApplied, Unknown};
use crate::row::{
    Body, CREATED, Peer, REFUSAL, Row, failure, good, healed, once, refusal, refused, repeated, row, succeeds, success,
};

/// Others get their turn, so that what was sent has arrived, or a request is under way.
const PAUSE: Step = Step::Pass(Duration::ZERO);

const ALWAYS: usize = usize::MAX;

fn resets() -> StubResponse {
    StubResponse::steps([Step::Reset])
}

pub(super) fn rows() -> Vec<Row> {
    let lost = repeated("is_interrupted", Unknown, Body::Nothing);
    let lost_once = healed("is_interrupted", Unknown, Body::Nothing);
    let no_connection = refused("is_connect", 3, Body::Nothing);
    let body = Body::Bytes(REFUSAL.len());
    vec![
        row("nobody listens", Peer::Nobody, no_connection.clone()).waits(1.5, 1.5),
        row("nobody listens, and nothing may be repeated", Peer::Nobody, refused("is_connect", 1, Body::Nothing))
            .with(|builder| builder.max_retries(0))
            .waits(0.0, 0.0),
        row("the name of the host is not found", Peer::Nameless(ALWAYS, vec![good()]), no_connection),
        row("the name of the host is found later", Peer::Nameless(2, vec![good()]), succeeds(3)).waits(1.5, 1.5),
        row("closed before the request is read", at_accept(ALWAYS, Step::Close), lost.clone()),
        row("reset before the request is read", at_accept(ALWAYS, Step::Reset), lost.clone()),
        row("closed once before the request is read", at_accept(1, Step::Close), lost_once.clone()),
        row("reset once before the request is read", at_accept(1, Step::Reset), lost_once.clone()),
        row("closed after the request", StubResponse::hang_up(), lost.clone()).waits(1.5, 0.0),
        row("reset after the request", resets(), lost.clone()).waits(1.5, 0.0),
        row("closed after the request, and nothing may be repeated", StubResponse::hang_up(), once_lost())
            .with(|builder| builder.max_retries(0)),
        row("reset after the request, and nothing may be repeated", resets(), once_lost())
            .with(|builder| builder.max_retries(0)),
        row("closed once after the request", [StubResponse::hang_up(), good()], lost_once.clone()).waits(0.5, 0.0),
        row("reset once after the request", [resets(), good()], lost_once).waits(0.5, 0.0),
        row("closed twice after the request", [StubResponse::hang_up(), StubResponse::hang_up(), good()], {
            let [_, _, post] = lost.clone();
            [success(3), success(3), post]
        }),
        row("five repeats are allowed, and all are lost", StubResponse::hang_up(), {
            let due = |attempts, state| failure("is_interrupted", attempts, state, Body::Nothing);
            [due(6, NotApplied), due(6, Unknown), due(1, Unknown)]
        })
        .with(|builder| builder.max_retries(5))
        .waits(15.5, 0.0),
        row("lost, and then refused: the first may have been applied", [resets(), refusal(422)], {
            let [_, _, post] = lost.clone();
            [failure("is_validation", 2, NotApplied, body), failure("is_validation", 2, Unknown, body), post]
        }),
        row("lost, and then not found: the first may have been applied", [StubResponse::hang_up(), refusal(404)], {
            let [_, _, post] = lost.clone();
            [failure("is_not_found", 2, NotApplied, body), failure("is_not_found", 2, Unknown, body), post]
        }),
        row("lost, and then forbidden: the first may have been applied", [StubResponse::hang_up(), refusal(403)], {
            let [_, _, post] = lost.clone();
            [failure("is_forbidden", 2, NotApplied, body), failure("is_forbidden", 2, Unknown, body), post]
        }),
        row("lost, and then cut: the second was applied", [StubResponse::hang_up(), good().cut_after(60)], {
            let cut = |state| failure("is_interrupted", 3, state, Body::Bytes(60));
            let [_, _, post] = lost.clone();
            [cut(NotApplied), cut(AppliedAs(CREATED)), post]
        }),
        row("cut, and then refused: the first was applied", [good().cut_after(60), refusal(422)], {
            let [_, _, post] = repeated("is_interrupted", AppliedAs(CREATED), Body::Bytes(60));
            [failure("is_validation", 2, NotApplied, body), failure("is_validation", 2, AppliedAs(CREATED), body), post]
        }),
        row(
            "closed in the middle of the head",
            StubResponse::raw("HTTP/1.1 200 OK\r\nContent-Type: appl"),
            lost.clone(),
        ),
        row("closed in the status line", StubResponse::raw("HTTP/1.1 2"), lost.clone()),
        row(
            "reset in the middle of the head",
            StubResponse::steps([send("HTTP/1.1 200 OK\r\n"), PAUSE, Step::Reset]),
            lost,
        ),
        row(
            "closed in the middle of the body",
            good().cut_after(60),
            repeated("is_interrupted", AppliedAs(CREATED), Body::Bytes(60)),
        ),
        row(
            "reset in the middle of the body",
            good().cut_after(60).then(PAUSE).then(Step::Reset),
            repeated("is_interrupted", AppliedAs(CREATED), Body::Bytes(60)),
        ),
        row(
            "closed once in the middle of the body",
            [good().cut_after(60), good()],
            healed("is_interrupted", AppliedAs(CREATED), Body::Bytes(60)),
        ),
        row("reset after the whole answer", good().then(PAUSE).then(Step::Reset), succeeds(1)),
        row("refused before a large upload has ended", refusal(413), once("", NotApplied, body)).with_large_upload(),
    ]
}

fn once_lost() -> crate::row::All {
    once("is_interrupted", Unknown, Body::Nothing)
}

fn at_accept(times: usize, step: Step) -> Peer {
    // Sooner, and the connection could fail to come about.
    Peer::AtAccept(times, vec![PAUSE, step], vec![good()])
}

fn send(text: &str) -> Step {
    Step::Send(text.into())
}
