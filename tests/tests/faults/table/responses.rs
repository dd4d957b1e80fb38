//! Responses that are not HTTP, and valid ones that are not what was requested.

use contract_tests::plannr::OWNER;
use contract_tests::server::StubResponse;
use plannr_sdk::Uuid;

use crate::row::State::{Applied, AppliedAs, Unknown};
use crate::row::{Body, CREATED, Expected, GOOD, Row, failure, good, once, recovers, refused, retried, row, succeeds};
use crate::run::EMAIL;

const HTML: &str = "<!DOCTYPE html><html><body>Not what was asked for</body></html>";

/// `{}`, compressed with gzip.
const GZIP: [u8; 22] = [31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 171, 174, 5, 0, 67, 191, 166, 163, 2, 0, 0, 0];

/// This head, and a good body.
fn head(head: &str) -> StubResponse {
    StubResponse::raw(format!("{head}\r\n\r\n{GOOD}"))
}

/// A good response with one more header.
fn with_header(line: &str) -> StubResponse {
    head(&format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{line}", GOOD.len()))
}

/// A good response with this many headers, one of which is the length.
fn with_headers(count: usize) -> StubResponse {
    with_header(&(1..count).map(|number| format!("X-{number}: a")).collect::<Vec<_>>().join("\r\n"))
}

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
    [not_http(), unusual_http(), bodies(), contents(), compressed()].into_iter().flatten().collect()
}

fn not_http() -> Vec<Row> {
    let ssh = || StubResponse::raw("SSH-2.0-OpenSSH_9.6\r\n");
    let length = |text| head(&format!("HTTP/1.1 200 OK\r\nContent-Length: {text}"));
    let rows = [
        ("the status line is broken", head("HTTP/1.1 two hundred")),
        ("the status has two digits", head("HTTP/1.1 20 OK")),
        ("another protocol", ssh()),
        ("JSON without HTTP", StubResponse::raw(GOOD)),
        ("zeros", StubResponse::raw(vec![0; 512])),
        ("HTTP/2 without negotiation", StubResponse::raw(b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04".to_vec())),
        ("a header without a colon", with_header("Oops")),
        ("a header with a zero", with_header("X-Broken: a\0b")),
        ("a folded header", with_header("X-Folded: a\r\n b")),
        ("two different lengths", with_header("Content-Length: 7")),
        ("a length that is not a number", length("long")),
        ("a negative length", length("-1")),
        ("a length with more than 64 bits", length("18446744073709551616")),
        ("101 headers", with_headers(101)),
        ("300 headers", with_headers(300)),
        ("a header of a megabyte", with_header(&format!("X-Long: {}", "a".repeat(1 << 20)))),
    ];
    let rows = rows.map(|(name, reply)| row(name, reply, retried("is_interrupted", Unknown, Body::Nothing)));
    let once = recovers("is_interrupted", Unknown, Body::Nothing);
    rows.into_iter().chain([row("another protocol once", [ssh(), good()], once)]).collect()
}

fn unusual_http() -> Vec<Row> {
    let length = GOOD.len();
    let rows = [
        ("100 headers", with_headers(100)),
        ("a header that is not ASCII", with_header("X-Name: J\u{f6}")),
        ("a header of 100 kilobytes", with_header(&format!("X-Long: {}", "a".repeat(100_000)))),
        ("the same length twice", with_header(&format!("Content-Length: {length}"))),
        ("HTTP/1.0", head("HTTP/1.0 200 OK")),
        ("a status without a reason", head(&format!("HTTP/1.1 200\r\nContent-Length: {length}"))),
        ("100 Continue before the response", after_informational("100 Continue", 1)),
        ("103 Early Hints ten times before the response", after_informational("103 Early Hints", 10)),
        ("more bytes than the length says", StubResponse::raw([&good().bytes()[..], b"and more"].concat())),
        ("JSON as text", StubResponse::new(200, "text/plain", GOOD)),
        ("no length, and the whole body", good().without_length()),
        ("chunks", chunked(&format!("{length:x}\r\n{GOOD}\r\n0\r\n\r\n"))),
        ("chunks with extensions and a trailer", {
            chunked(&format!("{length:x};a=b\r\n{GOOD}\r\n0\r\nX-Sum: 7\r\n\r\n"))
        }),
    ];
    rows.map(|(name, reply)| row(name, reply, succeeds(1))).into()
}

fn bodies() -> Vec<Row> {
    let (length, start) = (GOOD.len(), &GOOD[..60]);
    let cut = |body| retried("is_interrupted", AppliedAs(CREATED), body);
    let half_a_chunk = || chunked(&format!("{length:x}\r\n{start}"));
    vec![
        row("no length, and half of the body", good().without_length().cut_after(60), {
            once("is_decode", AppliedAs(CREATED), Body::Bytes(60))
        }),
        row("chunks without an end", chunked(&format!("{length:x}\r\n{GOOD}\r\n")), cut(Body::Bytes(length))),
        row("a cut chunk", half_a_chunk(), cut(Body::Bytes(60))),
        row("a chunk size that is not a number", chunked(&format!("3c\r\n{start}\r\nlong\r\n")), cut(Body::AtMost(60))),
        row("a chunk size that is too large", chunked(&format!("{}\r\n{GOOD}", "f".repeat(17))), {
            retried("is_interrupted", Unknown, Body::Bytes(0))
        }),
        row("a chunk longer than its size", chunked(&format!("3c\r\n{GOOD}\r\n0\r\n\r\n")), cut(Body::AtMost(60))),
        row("a cut chunk once", [half_a_chunk(), good()], {
            recovers("is_interrupted", AppliedAs(CREATED), Body::Bytes(60))
        }),
        row("a refusal cut in its body", json(422, GOOD).cut_after(60), refused("is_interrupted", 3, Body::Bytes(60))),
        row("HTML cut in its body", StubResponse::html(200).cut_after(20), {
            retried("is_interrupted", Unknown, Body::Bytes(20))
        }),
        row(
            "101 Switching Protocols",
            StubResponse::raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
            once("", Unknown, Body::Bytes(0)),
        ),
    ]
}

fn contents() -> Vec<Row> {
    let brackets = "[".repeat(100_000);
    let expected = |state, body: &str| once("is_decode", state, Body::Bytes(body.len()));
    // No evidence that anything was applied, whatever the status of success.
    let bodies = [
        HTML,
        "OK",
        "null",
        "false",
        "[]",
        "{}",
        "7",
        r#""done""#,
        r#"{"success":false,"message":"Server Error"}"#,
        r#"{"message":"Queued."}"#,
        r#"{"errors":{"value":["No."]}}"#,
        r#"{"data":{"success":false}}"#,
        r#"{"uuid":null}"#,
        r#"{"uuid":"soon"}"#,
        r#"[{"uuid":"3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01"}]"#,
        &GOOD[..20],
        &brackets,
    ];
    let mut rows = Vec::new();
    for status in [200, 201, 202, 203, 206, 207, 299] {
        rows.extend(bodies.iter().map(|body| {
            let name = format!("{status} with {}", body.chars().take(60).collect::<String>());
            row(name, json(status, body), expected(Unknown, body))
        }));
    }
    rows.extend(
        [200, 202, 203, 206, 207]
            .map(|status| row(format!("{status} without a body"), StubResponse::empty(status), expected(Unknown, ""))),
    );
    // Nothing else is meant by these.
    rows.extend(
        [201, 204]
            .map(|status| row(format!("{status} without a body"), StubResponse::empty(status), expected(Applied, ""))),
    );
    rows.extend([
        row("a login page in HTML", StubResponse::html(200), expected(Unknown, HTML)),
        row("201 of which the body is not received", json(201, GOOD).cut_after(0), {
            retried("is_interrupted", Unknown, Body::Bytes(0))
        }),
        row("half of the JSON, and its length", json(201, &GOOD[..60]), expected(AppliedAs(CREATED), &GOOD[..60])),
        row("a byte order mark", json(201, &format!("\u{feff}{GOOD}")), {
            succeeds(1).map(|expected| Expected { body: Body::Bytes(GOOD.len() + 3), ..expected })
        }),
    ]);
    rows.extend(others());
    rows
}

/// Responses about another contact detail, for later, or without anything but its place.
fn others() -> Vec<Row> {
    let other = "7b1e64d0-0000-4000-8000-0a511c9e5f7d";
    let of_other = GOOD.replace(CREATED, other);
    let unknown = |body: &str| failure("is_decode", 1, Unknown, Body::Bytes(body.len()));
    let [good, ..] = succeeds(1);
    let mut rows = Vec::new();
    for status in [200, 201, 203] {
        let expected = [good.clone(), unknown(&of_other), good.clone()];
        rows.push(row(format!("{status} with another contact detail"), json(status, &of_other), expected));
    }
    // A new contact detail is none of its owners, and is what was sent.
    let (owner, nil, sent) = (OWNER.to_string(), Uuid::nil().to_string(), EMAIL.to_uppercase());
    for (uuid, kind, value, is_it) in [
        (CREATED, "email", &*sent, true),
        (CREATED, "work_email", &sent, true),
        (CREATED, "email", "", true),
        (&owner, "email", &sent, false),
        (&nil, "email", &sent, false),
        (CREATED, "phone_number", &sent, false),
        (CREATED, "client", "", false),
        (CREATED, "email", "al@example.com", false),
        (CREATED, "email", "+442079460123", false),
        (CREATED, "work_email", "al@example.com", false),
    ] {
        let body = format!(r#"{{"uuid":"{uuid}","type":"{kind}","value":"{value}","data":[]}}"#);
        let read = Expected { body: Body::Bytes(body.len()), ..good.clone() };
        let put = if uuid == CREATED { read.clone() } else { unknown(&body) };
        let post = if is_it { read.clone() } else { unknown(&body) };
        let about = if is_it { "the" } else { "another" };
        rows.push(row(format!("201 with {about} contact detail: {body}"), json(201, &body), [read, put, post]));
    }
    let wrapped = format!(r#"{{"data":{{"uuid":"{other}"}},"uuid":"{CREATED}"}}"#);
    rows.push(row("two contact details at once", json(201, &wrapped), {
        [Expected { body: Body::Bytes(wrapped.len()), ..good.clone() }, unknown(&wrapped), unknown(&wrapped)]
    }));
    for (claim, is_failure) in [
        (r#""success":false"#, true),
        (r#""success":"0""#, true),
        (r#""errors":{"value":[]}"#, true),
        (r#""error":"No.""#, true),
        (r#""status":"error""#, true),
        (r#""status":"fail""#, true),
        (r#""status":false"#, true),
        (r#""status":"500""#, true),
        (r#""status_code":404"#, true),
        (r#""code":599.0"#, true),
        (r#""status":"success""#, false),
        (r#""status":"Error in a name""#, false),
        (r#""status":{"name":"error"}"#, false),
        (r#""status":201"#, false),
        (r#""code":600"#, false),
        (r#""success":1"#, false),
        (r#""errors":{}"#, false),
        (r#""error":null"#, false),
    ] {
        let body = format!(r#"{{"uuid":"{CREATED}","data":[],{claim}}}"#);
        let read = Body::Bytes(body.len());
        rows.push(row(format!("201 with {body}"), json(201, &body), {
            if is_failure {
                once("is_decode", Unknown, read)
            } else {
                [(); 3].map(|()| Expected { body: read, ..good.clone() })
            }
        }));
    }
    rows.push(row("202 with the contact detail", json(202, GOOD), {
        once("is_decode", Unknown, Body::Bytes(GOOD.len()))
    }));
    for location in [
        format!("/api/v2/contact-details/{CREATED}"),
        format!("https://api.example/api/v2/contact-details/{CREATED}/"),
        format!("{}?include=accounts#top", CREATED.to_uppercase()),
        format!("/{CREATED}"),
        format!("/proxy/contact-details/{CREATED}"),
    ] {
        let reply = StubResponse::empty(201).header("Location", &location);
        rows.push(row(format!("201 at {location}"), reply, once("is_decode", AppliedAs(CREATED), Body::Bytes(0))));
        for status in [200, 202, 303] {
            let reply = StubResponse::empty(status).header("Location", &location);
            let kind = if status == 303 { "is_redirect" } else { "is_decode" };
            rows.push(row(format!("{status} at {location}"), reply, once(kind, Unknown, Body::Bytes(0))));
        }
    }
    for location in
        [format!("/api/v1/account/{CREATED}"), format!("accounts/{CREATED}"), format!("https://a.example/{CREATED}")]
    {
        let [get, put, _] = once("is_decode", AppliedAs(CREATED), Body::Bytes(0));
        let reply = StubResponse::empty(201).header("Location", &location);
        rows.push(row(format!("201 at {location}"), reply, [get, put, unknown("")]));
    }
    rows.push(row("201 at another place", StubResponse::empty(201).header("Location", format!("/{other}")), {
        let [get, _, post] = once("is_decode", AppliedAs("7b1e64d0-0000-4000-8000-0a511c9e5f7d"), Body::Bytes(0));
        [get, unknown(""), post]
    }));
    rows
}

/// The client requests no compression and never decompresses: a few bytes must not become many.
fn compressed() -> Vec<Row> {
    let rows = ["gzip", "deflate", "br", "zstd"].map(|encoding| {
        let reply = StubResponse::new(201, "application/json", GZIP).header("Content-Encoding", encoding);
        row(format!("compressed with {encoding}"), reply, once("is_decode", Unknown, Body::Bytes(GZIP.len())))
    });
    let declared = good().header("Content-Encoding", "gzip");
    rows.into_iter().chain([row("declared as compressed, but not", declared, succeeds(1))]).collect()
}
