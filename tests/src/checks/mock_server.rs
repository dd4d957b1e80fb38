//! Does the mock server, which users test against, answer as the spec says, and with every status of it?

use std::time::Duration;

use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::Suite;
use crate::mock_server::{anonymous, call, created, email, get, put, send, with};
use crate::spec::{Operation, Spec};
use crate::validate;

/// The rest of a path that leads to no contact detail.
const NOBODY: &str = "/00000000-0000-4000-8000-000000000000";

/// What the mock server answers where the spec has more than it plays.
const NOT_IMPLEMENTED: u16 = 501;

pub(super) async fn findings(suite: &Suite<'_>) -> Vec<String> {
    let plannr = MockServer::start().await;
    let exhausted = MockServer::builder().quota(0).start().await;
    let known = created(&plannr, &email(&plannr)).await["uuid"].as_str().map(|uuid| format!("/{uuid}"));
    let mut findings = Vec::new();
    for operation in suite.spec.operations() {
        let mut answered = Vec::new();
        let is_one = operation.path.ends_with('}');
        let path = if is_one { known.as_deref().unwrap_or_default() } else { "" };
        for request in requests(&plannr, &operation, path) {
            answered.push(judged(&operation, send(request).await).await);
        }
        // What no request leads to is scripted.
        for answer in [MockResponse::forbidden(), MockResponse::server_error()] {
            plannr.next_response(answer);
            answered.push(judged(&operation, send(call(&plannr, method(&operation), path)).await).await);
        }
        answered.push(judged(&operation, send(call(&exhausted, method(&operation), path)).await).await);

        let wrong = answered.iter().filter_map(|answer| answer.as_ref().err()).flatten();
        findings.extend(wrong.map(|text| format!("{}: {text}", operation.name())));
        let seen: Vec<_> = answered.iter().filter_map(|answer| answer.as_ref().ok()).collect();
        for response in operation.responses().iter().filter(|response| !seen.contains(&&response.status.to_owned())) {
            findings.push(format!("{} is never answered with {}", operation.name(), response.status));
        }
    }
    findings.extend(defaults(suite.spec).await);
    findings
}

fn method(operation: &Operation<'_>) -> Method {
    Method::from_bytes(operation.method.as_bytes()).unwrap_or_default()
}

/// Requests that are good, without a token, for what is not there, and not valid.
fn requests(plannr: &MockServer, operation: &Operation<'_>, path: &str) -> Vec<RequestBuilder> {
    let request = |rest: &str, body: &Value| {
        let request = call(plannr, method(operation), rest);
        if operation.body_schema().is_some() { request.body(body.to_string()) } else { request }
    };
    let owned = |body: &Value| with(body.clone(), &json!({ "account_uuids": [plannr.clients()[0]] }));
    let examples: Vec<Value> = operation.body_examples().into_iter().map(|(_, body)| owned(body)).collect();
    let nothing = json!({});
    let good = examples.first().unwrap_or(&nothing);
    let mut requests = vec![request(path, good), request(path, &nothing)];
    if operation.path.ends_with('}') {
        requests.push(request(NOBODY, good));
    }
    requests.extend(examples.iter().map(|body| request(path, body)));
    requests.push(anonymous(plannr, method(operation), path).header("Accept", "application/json"));
    let queries = queries(operation);
    if !queries.is_empty() {
        requests.extend(["?per_page=0", "?sort=nothing"].map(|query| request(query, &nothing)));
    }
    requests.extend(queries.iter().map(|query| request(path, &nothing).query(&[query])));
    requests
}

/// Every parameter of the query with its example, and with every value of its enumeration.
fn queries<'s>(operation: &Operation<'s>) -> Vec<(&'s str, String)> {
    let parameters = operation.parameters().into_iter().filter(|parameter| parameter.place() == "query");
    let queries = parameters.flat_map(|parameter| {
        let members = parameter.item_schema()["enum"].as_array().into_iter().flatten();
        let values = members.chain([parameter.example()]).map(text);
        values.map(|value| (parameter.name(), value)).collect::<Vec<_>>()
    });
    queries.collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(validate::text).collect::<Vec<_>>().join(","),
        other => validate::text(other),
    }
}

/// The key of the response that came, or what is wrong with it.
async fn judged(operation: &Operation<'_>, answer: Response) -> Result<String, Vec<String>> {
    let status = answer.status().as_u16();
    let Some(response) = operation.response_to(status) else {
        return Err(vec![format!("the mock server answers {status}, which is not in the spec")]);
    };
    let mut wrong = Vec::new();
    let declared = response.header_schemas();
    for (name, schema) in &declared {
        let came = answer.headers().get(*name).and_then(|value| value.to_str().ok());
        let value = came.map(|text| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)));
        if value.is_none_or(|value| !operation.spec.fits(schema, &value)) {
            wrong.push(format!("{status} comes with {came:?} as {name}"));
        }
    }
    let of_the_quota = |name: &str| name.starts_with("x-ratelimit") || name == "retry-after";
    for name in answer.headers().keys().map(|name| name.as_str()).filter(|name| of_the_quota(name)) {
        if !declared.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            wrong.push(format!("{status} comes with {name}, which is not in the spec"));
        }
    }
    let body: Value = answer.json().await.unwrap_or_default();
    if status == NOT_IMPLEMENTED {
        return Err(vec![body["message"].to_string()]);
    }
    wrong.extend(operation.spec.violations(response.schema(), &body).iter().map(|text| format!("{status}, {text}")));
    if wrong.is_empty() { Ok(response.status.to_owned()) } else { Err(wrong) }
}

/// The quota, and what a list is when nothing is said of its size and order.
async fn defaults(spec: &Spec) -> Vec<String> {
    let plannr = MockServer::start().await;
    let quota = &spec.document()["x-rate-limit"]["requests-per-minute"];
    let answer = send(call(&plannr, Method::GET, "")).await;
    let limit = answer.headers().get("x-ratelimit-limit").and_then(|limit| limit.to_str().ok()?.parse::<u64>().ok());
    let mut findings = Vec::new();
    if quota.as_u64() != limit {
        findings.push(format!("the quota of the mock server is {limit:?}, not {quota}"));
    }
    // Each order is another one: by creation, by change, by name and by value.
    let mut made = Vec::new();
    for (name, value) in [("b", "3@example.com"), ("c", "1@example.com"), ("a", "2@example.com")] {
        plannr.clock().advance(Duration::from_secs(60));
        made.push(created(&plannr, &with(email(&plannr), &json!({ "name": name, "value": value }))).await);
    }
    plannr.clock().advance(Duration::from_secs(60));
    let update = json!({ "name": "b", "value": "3@example.com", "account_uuids": [plannr.clients()[0]] });
    put(&plannr, &made[0]["uuid"], &update).await;
    let (_, unsorted) = get(&plannr, "").await;
    for parameter in spec.operations().iter().flat_map(|operation| operation.parameters()) {
        let default = &parameter.schema()["default"];
        let is_kept = match parameter.name() {
            "per_page" => unsorted["meta"]["per_page"] == *default,
            "sort" => {
                let (_, sorted) = get(&plannr, &format!("?sort={}", default.as_str().unwrap_or_default())).await;
                !default.is_null() && sorted["data"] == unsorted["data"]
            }
            _ => default.is_null(),
        };
        if !is_kept {
            findings.push(format!("the default of {} is not {default} in the mock server", parameter.name()));
        }
    }
    findings
}
