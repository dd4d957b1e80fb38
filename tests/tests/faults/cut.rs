//! A good answer, cut at every byte.

use contract_tests::assert_none;
use contract_tests::plannr::{ACCOUNT, TOKEN, http};
use contract_tests::server::{Setup, Step, StubResponse, StubServer};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Method;
use plannr_sdk::{Error, Plannr, ServerState};

use crate::row::{GOOD, good};
use crate::run::{call, told};
use crate::{Special, special};

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("an answer with a length, cut at every byte", || cut(good().bytes())),
        special("an answer without a length, cut at every byte", || cut(good().without_length().bytes())),
        special("an answer in chunks, cut at every byte", || cut(chunked())),
        special("a cut answer names the uuid that one before it did not", a_later_answer_names_the_uuid),
    ]
}

fn chunked() -> Vec<u8> {
    let (start, end) = GOOD.split_at(70);
    let head = "HTTP/1.1 201 Created\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    format!("{head}{:x}\r\n{start}\r\n{:x}\r\n{end}\r\n0\r\n\r\n", start.len(), end.len()).into()
}

async fn cut(whole: Vec<u8>) {
    let head = whole.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let server = StubServer::always(StubResponse::hang_up()).await;
    let mut findings = Vec::new();
    for method in [Method::GET, Method::PUT, Method::POST] {
        for length in 0..=whole.len() {
            server.set_response(StubResponse::steps([Step::Send(whole[..length].to_vec()), Step::Close]));
            // A new client each time: so many failures would use up the retry budget of one.
            let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http());
            let plannr = builder.clock(SimulatedClock::new()).build().unwrap();
            let outcome = call(&plannr, &method, 1).await;
            let seen = server.take_requests().len();
            let wrong = validate(&method, length >= head, length == whole.len(), &outcome, seen);
            findings.extend(wrong.into_iter().map(|finding| format!("{method} cut after {length}: {finding}")));
        }
    }
    assert_none(&findings);
}

async fn a_later_answer_names_the_uuid() {
    let with_uuid = GOOD.find("uuid").unwrap() + 60;
    let server =
        Setup::new().in_order(vec![good().cut_after(1), good().cut_after(with_uuid), good().cut_after(1)]).await;
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http());
    let plannr = builder.clock(SimulatedClock::new()).build().unwrap();
    let error = call(&plannr, &Method::PUT, 1).await.unwrap_err();
    assert_eq!(server.requests().len(), 3);
    assert!(matches!(error.server_state(), ServerState::Applied { uuid: Some(_), .. }), "{:?}", error.server_state());
}

/// A create whose answer began with a success was applied; before that nobody knows, and it is never repeated.
fn validate(
    method: &Method,
    has_head: bool,
    is_whole: bool,
    outcome: &Result<usize, Error>,
    seen: usize,
) -> Vec<String> {
    let error = match outcome {
        Ok(_) if seen == 1 => return Vec::new(),
        Ok(_) => return vec![format!("a success after {seen} requests")],
        Err(error) => error,
    };
    let mut findings = told(error);
    if is_whole {
        findings.push(format!("nothing is missing, and yet: {error}"));
    }
    if !(error.is_interrupted() || (error.is_decode() && has_head)) {
        findings.push(format!("is another error: {error:?}"));
    }
    // What has no length is no less whole to HTTP when it is cut, and a whole answer is not asked for again.
    let repeats = *method != Method::POST && error.is_interrupted();
    if seen != if repeats { 3 } else { 1 } || error.attempts() as usize != seen {
        findings.push(format!("{seen} requests, {} attempts", error.attempts()));
    }
    let is_due = match error.server_state() {
        ServerState::NotApplied => *method == Method::GET,
        ServerState::Applied { .. } => *method != Method::GET && has_head,
        _ => *method != Method::GET && !has_head,
    };
    if !is_due {
        findings.push(format!("says {:?}", error.server_state()));
    }
    findings
}
