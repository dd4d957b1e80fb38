//! No response makes the SDK duplicate, hang, leak, or report what it cannot know.
//!
//! The responses are generated: statuses, bodies, headers, pages and their ends. `PROPTEST_CASES=10000` runs more, and
//! `PROPTEST_RNG_SEED` chooses them.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use contract_tests::mock_server::with;
use contract_tests::plannr::{ACCOUNT, OWNER, TOKEN, http};
use contract_tests::server::{Request, StubResponse, StubServer};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::{ContactDetailValue, Error, NewContactDetail, Plannr, ServerState, UpdateContactDetail, Uuid};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// The contact detail of the tests, and another one.
const MINE: Uuid = Uuid::from_u128(0x3f2a_9c1e_7b64_4d0a_8a51_0000_0000_0001);
const OTHER: Uuid = Uuid::from_u128(0x3f2a_9c1e_7b64_4d0a_8a51_0000_0000_0002);
/// Stands in bodies and headers, and in no text of the SDK.
const MARKER: &str = "Zzyzx";
const PAGES: u64 = 20;

const STATUSES: &[u16] = &[
    200, 201, 202, 203, 204, 206, 207, 301, 302, 304, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410,
    412, 413, 414, 415, 419, 422, 423, 425, 429, 431, 451, 460, 499, 500, 501, 502, 503, 504, 507, 509, 520, 530,
];

/// The statuses of a request that was not handled, whatever the body.
const BEFORE_HANDLING: [u16; 8] = [307, 308, 401, 407, 413, 414, 429, 431];

#[derive(Clone)]
struct Reply {
    status: u16,
    body: Vec<u8>,
    headers: Vec<(&'static str, String)>,
    cut: Option<usize>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, body, headers, cut } = self;
        write!(f, "{status} {:?} {headers:?} {cut:?}", String::from_utf8_lossy(body))
    }
}

impl Reply {
    fn response(&self) -> StubResponse {
        let is_html = self.body.starts_with(b"<");
        let kind = if is_html { "text/html" } else { "application/json" };
        let response = StubResponse::new(self.status, kind, self.body.clone());
        let response = self.headers.iter().fold(response, |response, (name, value)| response.header(name, value));
        self.cut.filter(|at| *at < self.body.len()).map_or(response.clone(), |at| response.cut_after(at))
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn is_refusal(&self) -> bool {
        (300..500).contains(&self.status) && ![408, 460, 499].contains(&self.status)
    }

    fn is_whole(&self) -> bool {
        self.cut.is_none_or(|at| at >= self.body.len())
    }

    /// Whether the body or a header has the uuid anywhere.
    fn mentions(&self, uuid: Uuid) -> bool {
        let location = self.headers.iter().find(|(name, _)| *name == "Location").map_or("", |(_, value)| value);
        String::from_utf8_lossy(&self.body).contains(&uuid.to_string()) || location.contains(&uuid.to_string())
    }
}

/// A value of any shape, with the marker in each key and text.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z ]{0,9}".prop_map(|text| Value::from(format!("{MARKER} {text}"))),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        let key = prop_oneof![Just(MARKER.to_owned()), "[a-z_.0-9]{1,300}".prop_map(|key| format!("{MARKER}{key}"))];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..9).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..6).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// The value that is written, and another one.
const VALUES: [&str; 2] = ["jo@example.com", "Zzyzx@example.com"];

fn resource((uuid, value): (Uuid, &str)) -> Value {
    json!({ "uuid": uuid, "type": "email", "name": MARKER, "value": value })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let text = |value: Value| value.to_string().into_bytes();
    let uuid = prop::sample::select(vec![MINE, MINE, MINE, OTHER, OWNER, Uuid::nil()]);
    let shown = || (uuid.clone(), prop::sample::select(VALUES.to_vec()));
    let status = prop::sample::select(vec![json!("success"), json!("fail"), json!("error"), json!(200), json!(500)]);
    prop_oneof![
        4 => shown().prop_map(move |shown| text(resource(shown))),
        2 => shown().prop_map(move |shown| text(json!({ "data": resource(shown) }))),
        2 => (shown(), status).prop_map(move |(shown, status)| text(json!({ "status": status, "data": resource(shown) }))),
        1 => shown().prop_map(move |shown| text(json!({ "data": [resource(shown)] }))),
        1 => shown().prop_map(move |shown| [&b"\xef\xbb\xbf"[..], &text(resource(shown))].concat()),
        1 => uuid.clone().prop_map(move |uuid| text(json!({ "uuid": uuid, "accounts": MARKER }))),
        1 => any::<bool>().prop_map(move |success| text(json!({ "success": success, "message": MARKER }))),
        1 => prop::sample::select(vec!["", "", "OK", "true", "false", "null", "0", "[]", "{}", "\"", "{\"uuid\":"])
            .prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::sample::select(vec!["<html>Zzyzx</html>", "<!DOCTYPE html><title>Zzyzx</title>"])
            .prop_map(|text| text.as_bytes().to_vec()),
        2 => (any::<bool>(), json_value()).prop_map(move |(old, value)| match old {
            true => text(value),
            false => text(json!({ "message": MARKER, "errors": value })),
        }),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ]
}

fn reply() -> impl Strategy<Value = Reply> {
    let seconds = || prop::sample::select(vec!["0", "1", "59", "61", "86400", "-1", "soon", "99999999999999999999"]);
    let header = prop_oneof![
        seconds().prop_map(|wait| ("Retry-After", wait.to_owned())),
        seconds().prop_map(|left| ("X-RateLimit-Remaining", left.to_owned())),
        (
            prop::sample::select(vec!["v2/contact-details", "v1/account"]),
            prop::sample::select(vec![MINE, OTHER, OWNER])
        )
            .prop_map(|(path, uuid)| ("Location", format!("/api/{path}/{uuid}?{MARKER}"))),
        Just(("Content-Encoding", "gzip".to_owned())),
        Just(("X-Request-Id", "7".to_owned())),
    ];
    let headers = prop::collection::vec(header, 0..3);
    let cut = prop::option::weighted(0.1, 0_usize..200);
    (prop::sample::select(STATUSES.to_vec()), body(), headers, cut).prop_map(|(status, body, headers, cut)| {
        let body = if status == 204 || status == 304 { Vec::new() } else { body };
        Reply { status, body, headers, cut }
    })
}

/// A page with what it claims about the list.
#[derive(Clone, Debug)]
struct PageReply {
    items: Vec<u8>,
    last_page: Option<i64>,
    total: Option<i64>,
    next: Option<bool>,
    /// The links have the first page.
    has_first: bool,
    /// The claims are beside the items, as Laravel's paginator without resources has them.
    is_bare: bool,
}

fn page_reply() -> impl Strategy<Value = PageReply> {
    let items = prop::collection::vec(0_u8..12, 0..4);
    let claim = || prop::option::of(prop_oneof![4 => 0_i64..6, 1 => Just(-1), 1 => Just(i64::MAX)]);
    let form = (prop::option::of(any::<bool>()), any::<bool>(), any::<bool>());
    (items, claim(), claim(), form).prop_map(|(items, last_page, total, (next, has_first, is_bare))| PageReply {
        items,
        last_page,
        total,
        next,
        has_first,
        is_bare,
    })
}

impl PageReply {
    fn response(&self, page: u64) -> StubResponse {
        let item = |at: &u8| resource((Uuid::from_u128(u128::from(*at) + 100), VALUES[1]));
        let mut body = json!({ "data": self.items.iter().map(item).collect::<Vec<_>>() });
        let url = |page| format!("https://api.example.com/api/v2/contact-details?page={page}");
        let [first, next] = if self.is_bare { ["first_page_url", "next_page_url"] } else { ["first", "next"] };
        let (mut meta, mut links) = (json!({}), json!({}));
        if self.last_page.is_some() || self.total.is_some() {
            meta = json!({ "current_page": page, "last_page": self.last_page, "total": self.total });
        }
        if let Some(has_next) = self.next {
            links[next] = json!(has_next.then(|| url(page + 1)));
        }
        if self.has_first {
            links[first] = json!(url(1));
        }
        let body = match self.is_bare {
            true => [meta, links].iter().fold(body, with),
            false => {
                (body["meta"], body["links"]) = (meta, links);
                body
            }
        };
        StubResponse::json(200, &body)
    }

    fn announces_more(&self, page: u64) -> bool {
        self.next == Some(true) || self.last_page.is_some_and(|last| u64::try_from(last).is_ok_and(|last| last > page))
    }
}

fn client(server: &StubServer) -> Plannr {
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http());
    builder.clock(SimulatedClock::new()).build().unwrap()
}

/// The response to a request by its number: the last is repeated.
fn nth<T>(responses: &[T], number: usize) -> &T {
    &responses[number.min(responses.len() - 1)]
}

/// The replies one after the other, then the last again.
async fn serve(replies: &[Reply], lookup: Option<StubResponse>) -> StubServer {
    let replies = replies.to_vec();
    let given = AtomicUsize::new(0);
    StubServer::scripted(move |request: &Request| match &lookup {
        Some(lookup) if request.method() == "GET" => lookup.clone(),
        _ => nth(&replies, given.fetch_add(1, Ordering::SeqCst)).response(),
    })
    .await
}

fn check_text(error: &Error) -> Result<(), TestCaseError> {
    let text = error.to_string();
    prop_assert!(text.len() < 1024, "{} bytes: {text}", text.len());
    for text in [text, format!("{error:?}"), format!("{error:#?}")] {
        prop_assert!(!text.contains(MARKER), "the text has the server's words: {text}");
    }
    Ok(())
}

/// A write may follow another only if the server certainly did not apply that one.
fn check_writes(sent: usize, replies: &[Reply]) -> Result<(), TestCaseError> {
    for reply in (1..sent).map(|number| nth(replies, number - 1)) {
        // A refusal of which the body was lost.
        let is_lost = reply.is_refusal() && !reply.is_whole();
        let may_follow = BEFORE_HANDLING.contains(&reply.status) || is_lost;
        prop_assert!(may_follow, "a write was retried after {}", reply.status);
    }
    Ok(())
}

fn check_error(error: &Error, method: &str, last: &Reply) -> Result<(), TestCaseError> {
    check_text(error)?;
    match error.server_state() {
        ServerState::Applied { uuid: Some(uuid), .. } => {
            let is_told = last.mentions(uuid) || method == "PUT" && last.body.is_empty();
            prop_assert!(last.is_success() && is_told, "no evidence for {uuid}: {error}");
            prop_assert!(method != "PUT" || uuid == MINE, "the update of another contact detail: {error}");
            prop_assert!(![OWNER, Uuid::nil()].contains(&uuid), "no contact detail: {error}");
        }
        ServerState::Applied { .. } => prop_assert!(last.is_success() && last.body.is_empty(), "no evidence: {error}"),
        ServerState::NotApplied => prop_assert!(last.is_refusal(), "no certain refusal: {error}"),
        _ => {
            let is_documented = [401, 403, 404, 422, 429].contains(&last.status);
            let is_laravels = serde_json::from_slice(&last.body).is_ok_and(|body: Value| body.is_object());
            let is_refusal = method == "POST" && is_documented && is_laravels && last.is_whole();
            prop_assert!(!is_refusal, "a refusal is certain: {error}");
        }
    }
    Ok(())
}

async fn write(method: &str, replies: &[Reply]) -> Result<(), TestCaseError> {
    let server = serve(replies, None).await;
    let details = client(&server).contact_details();
    let outcome = match method {
        "POST" => {
            let new = NewContactDetail::email("Work", "jo@example.com", [OWNER]).unwrap();
            details.create(&new).await
        }
        _ => {
            let value = ContactDetailValue::email("jo@example.com").unwrap();
            details.update(MINE, &UpdateContactDetail::new("Work", value, [OWNER]).unwrap()).await
        }
    };
    let sent = server.requests().len();
    prop_assert!(sent > 0 && sent < 500);
    if method == "POST" {
        check_writes(sent, replies)?;
    }
    let last = nth(replies, sent - 1);
    match outcome {
        Ok(detail) => {
            prop_assert!(last.is_success() && last.mentions(detail.uuid), "{detail:?}");
            prop_assert!(method == "POST" || detail.uuid == MINE, "an update of {MINE} returned {}", detail.uuid);
            let is_other = detail.value.as_deref() == Some(VALUES[1]) || [OWNER, Uuid::nil()].contains(&detail.uuid);
            prop_assert!(method == "PUT" || !is_other, "the create of another contact detail: {last:?}");
            let body = String::from_utf8_lossy(&last.body);
            let is_failure = [r#""error""#, r#""fail""#, r#""status":500"#].iter().any(|claim| body.contains(claim));
            prop_assert!(!is_failure, "a success in spite of {last:?}");
        }
        // An update is retried: the state covers all attempts, and the last reply is not all the evidence.
        Err(error) if sent > 1 && method == "PUT" => check_text(&error)?,
        Err(error) => check_error(&error, method, last)?,
    }
    Ok(())
}

/// The look-ups find nothing, so that nothing can be reported as applied but what a response names.
async fn ensure(replies: &[Reply]) -> Result<(), TestCaseError> {
    let meta = json!({ "current_page": 1, "last_page": 1, "total": 0 });
    let server = serve(replies, Some(StubResponse::json(200, &json!({ "data": [], "meta": meta })))).await;
    let new = NewContactDetail::email("Work", "jo@example.com", [OWNER]).unwrap();
    let outcome = client(&server).contact_details().ensure(&new).await;
    prop_assert!(server.requests().len() < 500);
    if let Err(error) = outcome {
        check_text(&error)?;
        let is_applied = matches!(error.server_state(), ServerState::Applied { .. });
        prop_assert!(!is_applied, "it looked, found nothing, and reports that it was applied: {error}");
    }
    Ok(())
}

async fn list(pages: &[PageReply]) -> Result<(), TestCaseError> {
    let script = pages.to_vec();
    let server = StubServer::scripted(move |request: &Request| {
        let query = request.query();
        let number = query.iter().find(|(name, _)| name == "page").map_or(1, |(_, number)| number.parse().unwrap());
        nth(&script, usize::try_from(number - 1).unwrap()).response(number)
    })
    .await;
    let mut stream = client(&server).contact_details().list().max_pages(PAGES).stream();
    let mut seen = BTreeSet::new();
    let mut failure = None;
    let mut count = 0;
    while let Some(item) = stream.next().await {
        match item {
            Ok(detail) => prop_assert!(seen.insert(detail.uuid), "{} comes twice", detail.uuid),
            Err(error) => failure = Some(error),
        }
        count += 1;
        prop_assert!(count < 1_000, "the stream does not end");
    }
    let requests = server.take_requests().len() as u64;
    prop_assert!(requests <= PAGES, "{requests} requests");
    if let Some(error) = &failure {
        check_text(error)?;
    } else {
        let last = nth(pages, usize::try_from(requests - 1).unwrap());
        prop_assert!(!last.announces_more(requests), "the list ended at page {requests} though more was announced");
        let is_missing_all = seen.is_empty() && last.total.is_some_and(|total| total > 0);
        prop_assert!(!is_missing_all, "the list ended without an item");
        for (number, page) in (1..).zip(pages).take(usize::try_from(requests).unwrap()) {
            let read = page.items.iter().all(|at| seen.contains(&Uuid::from_u128(u128::from(*at) + 100)));
            prop_assert!(read, "an item of page {number} is missing");
        }
    }
    // An import creates only if the look-up ended well.
    let new = NewContactDetail::email("Work", "jo@example.com", [OWNER]).unwrap();
    let _ = client(&server).contact_details().ensure(&new).await;
    let has_created = server.requests().iter().any(|request| request.method() == "POST");
    prop_assert!(!has_created || failure.is_none(), "created after {failure:?}");
    Ok(())
}

#[derive(Clone, Debug)]
enum Case {
    Write(&'static str, Vec<Reply>),
    Ensure(Vec<Reply>),
    List(Vec<PageReply>),
}

fn case() -> impl Strategy<Value = Case> {
    let replies = || prop::collection::vec(reply(), 1..4);
    prop_oneof![
        (prop::sample::select(vec!["POST", "PUT"]), replies())
            .prop_map(|(method, replies)| Case::Write(method, replies)),
        replies().prop_map(Case::Ensure),
        prop::collection::vec(page_reply(), 1..5).prop_map(Case::List),
    ]
}

async fn check(case: Case) -> Result<(), TestCaseError> {
    let checked = async {
        match case {
            Case::Write(method, replies) => write(method, &replies).await,
            Case::Ensure(replies) => ensure(&replies).await,
            Case::List(pages) => list(&pages).await,
        }
    };
    let outcome = tokio::time::timeout(Duration::from_secs(60), checked).await;
    outcome.unwrap_or_else(|_| Err(TestCaseError::fail("the call does not end")))
}

#[test]
fn no_response_duplicates_hangs_leaks_or_is_misreported() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&case(), |case| runtime.block_on(check(case)));
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
