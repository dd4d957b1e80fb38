//! The work for a response is bounded by its size, whatever its shape: memory, allocated bytes, instructions and the
//! texts of its error.

use std::fmt::Write as _;
use std::process::Command;

use allocation_counter::measure;
use contract_tests::assert_none;
use contract_tests::plannr::{OWNER, builder};
use contract_tests::server::{StubResponse, StubServer};
use plannr_sdk::mock::MockResponse;
use plannr_sdk::{Error, NewContactDetail, Plannr};
use tokio::runtime::Runtime;

const KIB: usize = 1024;
const UUID: &str = "3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01";

/// A shape of a body: what is repeated between a start and an end. `#` is the number of the repetition.
struct Shape {
    name: &'static str,
    start: String,
    part: String,
    end: String,
}

fn shape(name: &'static str, start: impl Into<String>, part: impl Into<String>, end: impl Into<String>) -> Shape {
    Shape { name, start: start.into(), part: part.into(), end: end.into() }
}

impl Shape {
    fn body(&self, size: usize) -> String {
        // A long key is half of the body.
        let mut body = self.start.replace('~', &"k".repeat(size / 2));
        for number in 0.. {
            if body.len() >= size {
                break;
            }
            let comma = if number == 0 { "" } else { "," };
            let _ = match self.part.strip_prefix('&') {
                Some(part) => write!(body, "{part}"),
                None => write!(body, "{comma}{}", self.part.replace('#', &number.to_string())),
            };
        }
        body + &self.end
    }
}

/// JSON this deep, with something at the bottom.
fn deep(open: &str, bottom: &str, close: &str, depth: usize) -> String {
    format!("{}{bottom}{}", open.repeat(depth), close.repeat(depth))
}

fn shapes() -> Vec<Shape> {
    let item = |rest: &str| format!(r#"{{"uuid":"{UUID}",{rest}}}"#);
    let advisers = deep(r#"{"assigned_adviser":"#, "7", "}", 120);
    let accounts = deep(&format!(r#"{{"uuid":"{UUID}","assigned_adviser":"#), "7", "}", 100);
    let keys = deep(r#"{"a":"#, "7", "}", 120);
    vec![
        shape("a long key over fields", r#"{"errors":{"~":{"#, r##""#":0"##, "}}}"),
        shape("a long key over a list", r#"{"errors":{"~":["#, "0", "]}}"),
        shape("a long key at the top", r#"{"~":["#, r#""No.""#, "]}"),
        shape("a long key with escapes", r#"{"errors":{"\"~":["#, "0", "]}}"),
        shape("many fields", r#"{"errors":{"#, r##""field_#":["No."]"##, "}}"),
        shape("many indices", r#"{"errors":{"#, r##""account_uuids.#":["No."]"##, "}}"),
        shape("many fields at the top", "{", r##""field_#":["No."]"##, "}"),
        shape("many messages", r#"{"errors":{"value":["#, r#""No.""#, "]}}"),
        shape("large numbers", r#"{"errors":{"value":["#, "1e300", "]},\"message\":\"No.\"}"),
        shape("a long message", r#"{"message":""#, "&No. ", r#""}"#),
        shape("a long message with escapes", r#"{"message":""#, r"&\u00e9", r#""}"#),
        shape("deep fields", r#"{"errors":["#, keys.clone(), "]}"),
        shape("brackets", "", "&[", ""),
        shape("braces", "", r#"&{"a":"#, ""),
        shape("spaces", "", "& ", "{}"),
        shape("HTML", "<html>", "&<p>", "</html>"),
        shape("numbers for items", r#"{"data":["#, "0", "]}"),
        shape("empty items", r#"{"data":["#, "{}", "]}"),
        shape("empty lists for items", r#"{"data":["#, "[]", "]}"),
        shape("lists in lists", r#"{"data":["#, deep("[", "0", "]", 20), "]}"),
        shape("a list with gaps", r#"{"data":{"#, r##""#":0"##, "}}"),
        shape("lists with gaps in one another", r#"{"data":["#, deep(r#"{"7":"#, "0", "}", 20), "]}"),
        shape("long numbers for keys", r#"{"data":{"#, format!(r##""#{}":{{}}"##, "7".repeat(60)), "}}"),
        shape("a wide item", format!(r#"{{"data":[{{"uuid":"{UUID}","accounts":["#), "0", "]}]}"),
        shape("wide unknown fields", r#"{"data":[{"unknown":["#, "0", "]}]}"),
        shape("an item with a long key", r#"{"data":[{"~":["#, "0", "]}]}"),
        shape("deep items", r#"{"data":["#, advisers, "]}"),
        shape("deep accounts", r#"{"data":["#, item(&format!(r#""accounts":[{accounts}]"#)), "]}"),
        shape("items with deep unknown fields", r#"{"data":["#, format!(r#"{{"a":{keys}}}"#), "]}"),
        shape("lone surrogates", r#"{"data":["#, item(r#""name":"\ud800""#), "]}"),
        shape("huge exponents", r#"{"data":["#, item(r#""name":1e400"#), "]}"),
        shape("keys given twice", r#"{"data":["#, item(r#""name":"a","name":"b""#), "]}"),
        shape("many uuids", "{", format!(r#""uuid":"{UUID}""#), "}"),
        shape("a list for a uuid", r#"{"uuid":["#, "0", "]}"),
        shape("data in data", "", r#"&{"data":"#, ""),
        shape("deep before a bad item", r#"{"data":[{"a":"#, "&[", ""),
        shape("a cut page", r#"{"data":["#, "{}", ""),
    ]
}

/// A call: its errors, with those of the items of a page.
type Call = (&'static str, fn(&Runtime, &Plannr) -> Vec<Error>);

const CALLS: [Call; 3] = [
    ("a create", |runtime, plannr| {
        let new = NewContactDetail::email("Work", "jo@example.com", [OWNER]).unwrap();
        runtime.block_on(plannr.contact_details().create(&new)).err().into_iter().collect()
    }),
    ("a list", |runtime, plannr| runtime.block_on(plannr.contact_details().list().send()).err().into_iter().collect()),
    ("a list without its bad items", |runtime, plannr| {
        match runtime.block_on(plannr.contact_details().list().skip_bad_items().send()) {
            Ok(page) => page.failures().to_vec(),
            Err(error) => vec![error],
        }
    }),
];

#[test]
fn a_response_of_any_shape_takes_little_memory_and_makes_a_short_message() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(StubServer::always(StubResponse::hang_up()));
    let plannr = builder(&server).max_retries(0).build().unwrap();
    let mut findings = Vec::new();
    for shape in shapes() {
        let bodies = [128, 256].map(|size| shape.body(size * KIB));
        for status in [200, 422, 500] {
            for (call, errors_of) in CALLS {
                let about = format!("{}, {status} for {call}", shape.name);
                let total = bodies.each_ref().map(|body| {
                    server.set_response(StubResponse::new(status, "application/json", body.clone()));
                    let mut errors = Vec::new();
                    let used = measure(|| errors = errors_of(&runtime, &plannr));
                    if used.bytes_max as usize > 4 * body.len() + 1024 * KIB {
                        findings.push(format!("{about}: {} bytes for {}", used.bytes_max, body.len()));
                    }
                    let is_long = |error: &&Error| error.to_string().len() >= KIB || format!("{error:?}").len() >= KIB;
                    findings.extend(errors.iter().find(is_long).map(|error| format!("{about}: {error} {error:?}")));
                    if errors.len() > 1001 {
                        findings.push(format!("{about}: {} errors", errors.len()));
                    }
                    used.bytes_total
                });
                if total[1] * 10 > total[0] * 23 {
                    findings.push(format!("{about}: {total:?} bytes in all"));
                }
            }
        }
    }
    assert_none(&findings);
}

#[tokio::test]
async fn a_message_counts_what_it_does_not_name() {
    for (count, rest) in
        [(10, ""), (11, ", ... and 1 more"), (1_010, ", ... and 1,000 more"), (30_000, "and 29,990 more")]
    {
        let fields: Vec<_> = (0..count).map(|number| format!(r#""account_uuids.{number}":["No.","Never."]"#)).collect();
        let body = format!(r#"{{"message":"No.","errors":{{{}}}}}"#, fields.join(","));
        let error = MockResponse::raw(422, &[], body.into_bytes()).into_error();
        assert!(error.to_string().ends_with(rest), "{error}");
        assert_eq!(error.field(), Some("account_uuids.0"));
        assert_eq!(error.field_errors()[0].messages(), ["No.", "Never."]);
    }
}

#[tokio::test]
async fn bad_items_after_the_first_thousand_are_counted() {
    let good = [UUID, "3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b02"].map(|uuid| format!(r#"{{"uuid":"{uuid}"}}"#));
    for (bad, failures, rest) in [(999, 999, None), (1_000, 1_000, None), (1_001, 1_001, Some("1 more items"))] {
        let mut items = vec!["7".to_owned(); bad];
        items.insert(1, good[0].clone());
        items.push(good[1].clone());
        let body = format!(r#"{{"data":[{}]}}"#, items.join(","));
        let server = StubServer::always(StubResponse::new(200, "application/json", body)).await;
        let list = builder(&server).build().unwrap().contact_details().list();
        let page = list.clone().skip_bad_items().send().await.unwrap();
        assert_eq!((page.data.len(), page.failures().len()), (2, failures), "{bad}");
        assert!(page.failures()[998].json_path().is_some());
        let last = page.failures().last().unwrap();
        assert!(last.is_decode() && rest.is_none_or(|rest| last.to_string().contains(rest)), "{last}");
        let mut stream = list.stream();
        let (mut good, mut errors) = (0, 0);
        while let Some(item) = stream.next().await {
            if item.is_ok() {
                good += 1
            } else {
                errors += 1
            }
            if good + errors == failures + 2 {
                break;
            }
        }
        assert_eq!((good, errors), (2, failures));
    }
}

/// Valgrind counts the instructions of the whole process.
#[test]
#[ignore = "takes minutes, and needs valgrind"]
fn instructions_grow_linearly() {
    let count = |name: &str, size: usize| {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe().unwrap());
        let output = valgrind
            .args(["one_shape", "--exact", "--ignored", "--test-threads=1"])
            .envs([("SHAPE", name), ("SIZE", &size.to_string())])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        let count = text.lines().find_map(|line| line.split_once("Collected : ")).unwrap_or_else(|| panic!("{text}"));
        count.1.trim().parse::<u64>().unwrap()
    };
    let mut findings = Vec::new();
    for Shape { name, .. } in shapes() {
        let [none, one, two] = [0, 256, 512].map(|size| count(name, size * KIB));
        let (one, two) = (one.saturating_sub(none), two.saturating_sub(none));
        println!("{name}: {one} and {two}");
        if two * 10 > one * 23 {
            findings.push(format!("{name}: {one} and {two}"));
        }
    }
    assert_none(&findings);
}

/// Reads the shape that the environment names, as an error and as a page.
#[test]
#[ignore = "run by `instructions_grow_linearly`"]
fn one_shape() {
    let name = std::env::var("SHAPE").unwrap();
    let size = std::env::var("SIZE").unwrap().parse().unwrap();
    let all = shapes().into_iter().filter(|shape| shape.name == name || name == "all");
    for shape in all.filter(|_| size > 0) {
        for (status, method) in [(422, "POST"), (200, "GET")] {
            let response = MockResponse::raw(status, &[], shape.body(size).into_bytes()).to(method);
            let start = std::time::Instant::now();
            // A page of empty lists is no error.
            let text = std::panic::catch_unwind(|| response.into_error().to_string()).unwrap_or_default();
            println!("{:?} for {}, {status}: {text}", start.elapsed(), shape.name);
        }
    }
}
