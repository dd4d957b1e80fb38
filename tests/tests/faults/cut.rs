//! A good response, cut at every byte.

use contract_tests::assert_none;
use contract_tests::server::{Step, StubResponse, StubServer};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Method;
use plannr_sdk::{Error, ServerState};

use crate::row::{CREATED, GOOD, good};
use crate::run::{METHODS, builder, call, leaks, start};
use crate::{Special, special};

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("a response with a length, cut at every byte", || cut(good().bytes())),
        special("a response without a length, cut at every byte", || cut(good().without_length().bytes())),
        special("a response in chunks, cut at every byte", || cut(chunked())),
        special("a cut response has the uuid, and an earlier one has not", a_later_response_has_the_uuid),
    ]
}

fn chunked() -> Vec<u8> {
    let (start, end) = GOOD.split_at(70);
    let head = "HTTP/1.1 201 Created\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    format!("{head}{:x}\r\n{start}\r\n{:x}\r\n{end}\r\n0\r\n\r\n", start.len(), end.len()).into()
}

async fn cut(whole: Vec<u8>) {
    let head = whole.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let uuid = whole.windows(CREATED.len()).position(|window| window == CREATED.as_bytes()).unwrap() + CREATED.len();
    let server = StubServer::always(StubResponse::hang_up()).await;
    let mut findings = Vec::new();
    for method in METHODS {
        for length in 0..=whole.len() {
            server.set_response(StubResponse::steps([Step::Send(whole[..length].to_vec()), Step::Close]));
            // Each length has a client of its own, because so many failures would exhaust its retry budget.
            let plannr = builder(&server, &SimulatedClock::new()).build().unwrap();
            let outcome = call(&plannr, &method, 1).await;
            let seen = server.take_requests().len();
            let wrong = deviations(&method, [length >= head, length > uuid, length == whole.len()], &outcome, seen);
            findings.extend(wrong.into_iter().map(|finding| format!("{method} cut after {length}: {finding}")));
        }
    }
    assert_none(&findings);
}

async fn a_later_response_has_the_uuid() {
    let with_uuid = GOOD.find("uuid").unwrap() + 60;
    let replies = [1, with_uuid, 1].map(|length| good().cut_after(length));
    let (server, plannr, _) = start(replies, |builder| builder).await;
    let error = call(&plannr, &Method::PUT, 1).await.unwrap_err();
    assert_eq!(server.requests().len(), 3);
    assert!(matches!(error.server_state(), ServerState::Applied { uuid: Some(_), .. }), "{:?}", error.server_state());
}

/// A create is never retried. It was applied if its response has the uuid, and is unknown before that.
fn deviations(
    method: &Method,
    [has_head, has_uuid, is_whole]: [bool; 3],
    outcome: &Result<usize, Error>,
    seen: usize,
) -> Vec<String> {
    let error = match outcome {
        Ok(_) if seen == 1 => return Vec::new(),
        Ok(_) => return vec![format!("a success after {seen} requests")],
        Err(error) => error,
    };
    let mut findings = leaks(error);
    if is_whole {
        findings.push(format!("nothing is missing, but it fails: {error}"));
    }
    if !(error.is_interrupted() || (error.is_decode() && has_head)) {
        findings.push(format!("is another error: {error:?}"));
    }
    // To HTTP, a cut response without a length is whole, and a whole one is not requested again.
    let is_retried = *method != Method::POST && error.is_interrupted();
    if seen != if is_retried { 3 } else { 1 } || error.attempts() as usize != seen {
        findings.push(format!("{seen} requests, {} attempts", error.attempts()));
    }
    let is_expected = match error.server_state() {
        ServerState::NotApplied => *method == Method::GET,
        ServerState::Applied { .. } => *method != Method::GET && has_uuid,
        _ => *method != Method::GET && !has_uuid,
    };
    if !is_expected {
        findings.push(format!("says {:?}", error.server_state()));
    }
    findings
}
