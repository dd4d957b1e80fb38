//! Answers that are none of HTTP, and good ones of HTTP that are not what is due.

use contract_tests::server::StubResponse;

use crate::row::State::{Applied, AppliedAs, Unknown};
use crate::row::{Body, CREATED, GOOD, Row, good, healed, once, repeated, row, succeeds};

const HTML: &str = "<!DOCTYPE html><html><body>Not what was asked for</body></html>";

/// `{}` as gzip packs it.
const GZIP: [u8; 22] = [31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 171, 174, 5, 0, 67, 191, 166, 163, 2, 0, 0, 0];

/// A good body after this head.
fn head(head: &str) -> StubResponse {
    StubResponse::raw(format!("{head}\r\n\r\n{GOOD}"))
}

/// A good answer, but for one more header.
fn with_header(line: &str) -> StubResponse {
    head(&format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{line}", GOOD.len()))
}

fn with_headers(count: usize) -> StubResponse {
    // The length is one of them.
    with_header(&(1..count).map(|number| format!("X-{number}: a")).collect::<Vec<_>>().join("\r\n"))
}

/// A body in chunks.
fn chunked(body: &str) -> StubResponse {
    StubResponse::raw(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}"))
}

fn after_informational(status: &str, times: usize) -> StubResponse {
    let whole = String::from_utf8(good().bytes()).unwrap();
    StubResponse::raw(format!("{}{whole}", format!("HTTP/1.1 {status}\r\n\r\n").repeat(times)))
}

fn json(status: u16, body: &str) -> StubResponse {
    StubResponse::new(status, "application/json", body)
}

pub(super) fn rows() -> Vec<Row> {
    [no_http(), barely_http(), bodies(), contents(), packed()].into_iter().flatten().collect()
}

fn no_http() -> Vec<Row> {
    let lost = || repeated("is_interrupted", Unknown, Body::Nothing);
    vec![
        row("the status line is broken", head("HTTP/1.1 two hundred"), lost()),
        row("the status has two digits", head("HTTP/1.1 20 OK"), lost()),
        row("another program answers", StubResponse::raw("SSH-2.0-OpenSSH_9.6\r\n"), lost()),
        row("JSON comes without HTTP", StubResponse::raw(GOOD), lost()),
        row("zeros come", StubResponse::raw(vec![0; 512]), lost()),
        row(
            "HTTP/2 comes unasked",
            StubResponse::raw(b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04".to_vec()),
            lost(),
        ),
        row("a header has no colon", with_header("Oops"), lost()),
        row("a header has a zero", with_header("X-Broken: a\0b"), lost()),
        row("a header is folded", with_header("X-Folded: a\r\n b"), lost()),
        row("lengths contradict each other", with_header("Content-Length: 7"), lost()),
        row("the length is no number", head("HTTP/1.1 200 OK\r\nContent-Length: long"), lost()),
        row("the length is negative", head("HTTP/1.1 200 OK\r\nContent-Length: -1"), lost()),
        row(
            "the length has more than 64 bits",
            head("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616"),
            lost(),
        ),
        row("101 headers", with_headers(101), lost()),
        row("300 headers", with_headers(300), lost()),
        row("a header of a megabyte", with_header(&format!("X-Long: {}", "a".repeat(1 << 20))), lost()),
        row("garbage comes once", [StubResponse::raw("SSH-2.0-OpenSSH_9.6\r\n"), good()], {
            healed("is_interrupted", Unknown, Body::Nothing)
        }),
    ]
}

fn barely_http() -> Vec<Row> {
    vec![
        row("100 headers", with_headers(100), succeeds(1)),
        row("a header is no ASCII", with_header("X-Name: J\u{f6}"), succeeds(1)),
        row("a header of 100 kilobytes", with_header(&format!("X-Long: {}", "a".repeat(100_000))), succeeds(1)),
        row("the same length twice", with_header(&format!("Content-Length: {}", GOOD.len())), succeeds(1)),
        row("HTTP/1.0", head("HTTP/1.0 200 OK"), succeeds(1)),
        row(
            "no reason after the status",
            head(&format!("HTTP/1.1 200\r\nContent-Length: {}", GOOD.len())),
            succeeds(1),
        ),
        row("100 Continue before the answer", after_informational("100 Continue", 1), succeeds(1)),
        row("103 Early Hints ten times before the answer", after_informational("103 Early Hints", 10), succeeds(1)),
        row(
            "more comes than the length says",
            StubResponse::raw([&good().bytes()[..], b"and more"].concat()),
            succeeds(1),
        ),
        row(
            "101 Switching Protocols",
            StubResponse::raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
            once("", Unknown, Body::Bytes(0)),
        ),
    ]
}

fn bodies() -> Vec<Row> {
    let (length, start) = (GOOD.len(), &GOOD[..60]);
    let cut = |body| repeated("is_interrupted", AppliedAs(CREATED), body);
    vec![
        row("no length, and the whole body", good().without_length(), succeeds(1)),
        row("no length, and half of the body", good().without_length().cut_after(60), {
            once("is_decode", AppliedAs(CREATED), Body::Bytes(60))
        }),
        row("chunks", chunked(&format!("{length:x}\r\n{GOOD}\r\n0\r\n\r\n")), succeeds(1)),
        row(
            "chunks with extensions and a trailer",
            chunked(&format!("{length:x};a=b\r\n{GOOD}\r\n0\r\nX-Sum: 7\r\n\r\n")),
            succeeds(1),
        ),
        row("chunks without an end", chunked(&format!("{length:x}\r\n{GOOD}\r\n")), cut(Body::Bytes(length))),
        row("a chunk cut", chunked(&format!("{length:x}\r\n{start}")), cut(Body::Bytes(60))),
        row("a chunk whose size is no number", chunked(&format!("3c\r\n{start}\r\nlong\r\n")), cut(Body::AtMost(60))),
        row("a chunk whose size is beyond all numbers", chunked(&format!("{}\r\n{GOOD}", "f".repeat(17))), {
            repeated("is_interrupted", Applied, Body::Bytes(0))
        }),
        row("a chunk longer than it says", chunked(&format!("3c\r\n{GOOD}\r\n0\r\n\r\n")), cut(Body::AtMost(60))),
        row("a chunk cut once", [chunked(&format!("{length:x}\r\n{start}")), good()], {
            healed("is_interrupted", AppliedAs(CREATED), Body::Bytes(60))
        }),
        row("a refusal cut in its body", json(422, GOOD).cut_after(60), {
            repeated("is_interrupted", crate::row::State::NotApplied, Body::Bytes(60))
        }),
        row("HTML cut in its body", StubResponse::html(200).cut_after(20), {
            repeated("is_interrupted", Unknown, Body::Bytes(20))
        }),
    ]
}

fn contents() -> Vec<Row> {
    let undecodable = |state, body: &str| once("is_decode", state, Body::Bytes(body.len()));
    vec![
        row("a login page with 200", StubResponse::html(200), undecodable(Unknown, HTML)),
        row("a login page that says that it is JSON", json(200, HTML), undecodable(Unknown, HTML)),
        row("an empty body with 200", json(200, ""), undecodable(Applied, "")),
        row("204", StubResponse::empty(204), undecodable(Applied, "")),
        row("no JSON", json(200, "OK"), undecodable(Applied, "OK")),
        row("half of the JSON, and its length", json(201, &GOOD[..60]), undecodable(AppliedAs(CREATED), &GOOD[..60])),
        row("an object without what is due", json(200, r#"{"ok":true}"#), undecodable(Applied, r#"{"ok":true}"#)),
        row("JSON as text", StubResponse::new(200, "text/plain", GOOD), succeeds(1)),
        row("brackets, a hundred thousand deep", json(200, &"[".repeat(100_000)), {
            once("is_decode", Applied, Body::Bytes(100_000))
        }),
    ]
}

/// Nobody asks for these, and nothing is unpacked: a few bytes must not become many.
fn packed() -> Vec<Row> {
    let encodings = ["gzip", "deflate", "br", "zstd"];
    let undecodable = once("is_decode", Applied, Body::Bytes(GZIP.len()));
    let packed = encodings.map(|encoding| {
        let reply = StubResponse::new(201, "application/json", GZIP).header("Content-Encoding", encoding);
        row(format!("packed with {encoding}"), reply, undecodable.clone())
    });
    let not_packed = good().header("Content-Encoding", "gzip");
    packed.into_iter().chain([row("not packed, but says so", not_packed, succeeds(1))]).collect()
}
