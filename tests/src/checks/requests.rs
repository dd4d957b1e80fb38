//! Does every valid call arrive as the spec says, and is every other refused?

use plannr_sdk::Plannr;
use plannr_sdk::reqwest::{Proxy, Url};
use serde_json::{Value, json};

use super::{Caller, Findings, Suite, success};
use crate::arbitrary;
use crate::calls::{Call, OPERATIONS, Row};
use crate::plannr::{ACCOUNT, TOKEN, http};
use crate::server::{StubResponse, StubServer};
use crate::spec::{Operation, Parameter, Spec};
use crate::validate;

pub(super) async fn check(suite: &Suite<'_>, findings: &mut Findings) {
    for operation in suite.spec.operations() {
        if operation.successes().next().is_none() {
            findings.add(operation.name(), "no response is a success");
            continue;
        }
        let caller = Caller::new(&operation, success(&operation)).await;
        for call in valid_calls(&operation, suite.cases) {
            valid(suite, &caller, &call, findings).await;
        }
        for (call, parameter) in invalid_calls(&operation) {
            invalid(&caller, &call, parameter, findings).await;
        }
        let is_declared = |name: &str| operation.parameters().iter().any(|parameter| parameter.name() == name);
        let settable = Row::of(&operation).map(Row::parameters).unwrap_or_default().into_keys();
        for name in settable.filter(|name| !is_declared(name)) {
            findings.add(operation.name(), format!("the SDK can set {name}, which the spec does not have"));
        }
    }
    let is_in_spec = |id: &str| suite.spec.operations().iter().any(|operation| operation.id() == id);
    for id in OPERATIONS.iter().map(|row| row.id).filter(|id| !is_in_spec(id)) {
        findings.add("the SDK has an operation that the spec lacks", id);
    }
    server(suite.spec, findings).await;
}

/// A valid call sends one request, as the spec says.
async fn valid(suite: &Suite<'_>, caller: &Caller<'_>, call: &Call, findings: &mut Findings) {
    let name = caller.operation.name();
    match caller.call(call).await {
        (Err(unsupported), _) => findings.add(unsupported, &call.label),
        (Ok(_), requests) if requests.len() == 1 => {
            let wrong = validate::request(caller.operation, call, &requests[0]);
            if wrong.is_empty() {
                suite.coverage.request(caller.operation, call);
            }
            findings.extend(&name, wrong, &call.label);
        }
        (Ok(Err(error)), requests) if requests.is_empty() => {
            findings.add(format!("{name}: the SDK refuses a valid call"), format!("{error} ({})", call.label));
        }
        (Ok(_), requests) => findings.add(format!("{name}: {} requests are sent", requests.len()), &call.label),
    }
}

/// An invalid call cannot be made, or is refused, or is corrected by the SDK.
async fn invalid(caller: &Caller<'_>, call: &Call, parameter: Option<&str>, findings: &mut Findings) {
    let name = caller.operation.name();
    let (outcome, requests) = caller.call(call).await;
    match (outcome, requests.as_slice(), parameter) {
        (Err(_), [], _) => {}
        (Ok(Err(error)), [], _) if error.is_invalid_input() => {
            let fields: Vec<_> = error.field_errors().iter().map(|error| error.field().to_owned()).collect();
            if parameter.is_some_and(|parameter| fields != [parameter]) {
                findings.add(format!("{name}: a refusal names {fields:?}"), &call.label);
            }
        }
        (_, [request], None) if validate::has_what_is_required(caller.operation, request) => {}
        _ => findings.add(format!("{name}: an invalid {} is not refused", parameter.unwrap_or("call")), &call.label),
    }
}

/// Lists valid calls: with as little as possible, with everything, with each value of each parameter, and with each
/// body; `cases` counts the random values among them.
pub fn valid_calls(operation: &Operation<'_>, cases: usize) -> Vec<Call> {
    let least = Call::least(operation);
    let mut all = Call { label: "with all parameters".to_owned(), ..least.clone() };
    let mut calls = vec![least.clone()];
    for parameter in operation.parameters() {
        let values = values(operation.spec, &parameter, cases);
        calls.extend(values.into_iter().map(|value| least.with(&parameter, value)));
        all.set(&parameter, parameter.example().clone());
    }
    calls.push(all);
    calls.extend(operation.body_examples().iter().map(|(name, example)| least.with_example(name, example)));
    if let Some(schema) = operation.body_schema() {
        let drawn = arbitrary::samples(operation.spec, schema, cases);
        calls.extend(drawn.iter().map(|body| least.with_body(Some(body))));
        calls.extend((!operation.requires_body()).then(|| least.with_body(None)));
    }
    calls
}

/// Lists the example, every member of an enumeration, the limits, and random values.
fn values(spec: &Spec, parameter: &Parameter<'_>, cases: usize) -> Vec<Value> {
    let (schema, members) = (parameter.schema(), parameter.members());
    let mut values = vec![parameter.example().clone()];
    if schema["type"] == "array" {
        values.extend(members.iter().map(|member| json!([member])));
        values.push(Value::Array(members));
    } else {
        values.extend(members);
        values.extend(["minimum", "maximum"].into_iter().filter_map(|limit| schema.get(limit).cloned()));
    }
    values.extend(arbitrary::samples(spec, schema, cases / 2));
    values.retain(is_unambiguous);
    values
}

/// An empty list, an empty text and a text with a comma change their meaning when joined by commas. The SDK refuses
/// them, see `bad_input.rs`.
fn is_unambiguous(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty() && items.iter().all(is_unambiguous),
        Value::String(text) => !text.is_empty() && !text.contains(','),
        _ => true,
    }
}

/// Lists invalid calls, each with the parameter at fault unless that is absent.
fn invalid_calls<'s>(operation: &Operation<'s>) -> Vec<(Call, Option<&'s str>)> {
    let least = Call::least(operation);
    let mut calls = Vec::new();
    for parameter in operation.parameters() {
        let (schema, name) = (parameter.schema(), parameter.name());
        let near = arbitrary::nearby(operation.spec, parameter.example()).into_iter().map(|near| near.value);
        let limits = ["minimum", "maximum"].into_iter().filter_map(|limit| schema[limit].as_i64());
        let beyond = limits.flat_map(|limit| [json!(limit - 1), json!(limit + 1)]);
        for value in near.chain(beyond).filter(|value| !operation.spec.fits(schema, value)) {
            calls.push((least.with(&parameter, value), Some(name)));
        }
        if parameter.is_required() {
            calls.push((least.without(name), None));
        }
    }
    calls
}

/// Without a base URL, requests go to the server of the spec: a proxy is asked to connect to that host.
async fn server(spec: &Spec, findings: &mut Findings) {
    let due = spec.document()["servers"][0]["url"].as_str().unwrap_or_default();
    let url = Url::parse(due).ok().filter(|url| url.path() == "/");
    let address = url.and_then(|url| Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?)));
    let proxy = StubServer::always(StubResponse::empty(502)).await;
    let http = Proxy::all(proxy.url()).map(|proxy| http().proxy(proxy));
    let plannr = http.map(|http| Plannr::builder(TOKEN, ACCOUNT).http(http).max_retries(0).build());
    if let Ok(Ok(plannr)) = plannr {
        let _ = plannr.contact_details().list().send().await;
    }
    let asked: Vec<_> = proxy.requests().iter().map(|one| format!("{} {}", one.method(), one.target())).collect();
    if asked != address.map(|address| format!("CONNECT {address}")).into_iter().collect::<Vec<_>>() {
        findings.add("the SDK does not call the server of the spec", format!("{asked:?}, not {due}"));
    }
}
