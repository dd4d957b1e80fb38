//! Do the mock server's responses fit the spec, and does it send every status?

use std::time::Duration;

use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::{Findings, Suite};
use crate::mock_server::{anonymous, call, created, email, get, put, send, with};
use crate::spec::{Operation, Spec};
use crate::validate;

/// The rest of the path of a contact detail that does not exist.
const NOBODY: &str = "/00000000-0000-4000-8000-000000000000";

/// The status of the mock server for parts of the spec that it does not implement.
const NOT_IMPLEMENTED: u16 = 501;

pub(super) async fn check(suite: &Suite<'_>, findings: &mut Findings) {
    let mock = MockServer::start().await;
    let exhausted = MockServer::builder().quota(0).start().await;
    let known = created(&mock, &email(&mock)).await["uuid"].as_str().map(|uuid| format!("/{uuid}"));
    for operation in suite.spec.operations() {
        let method = || Method::from_bytes(operation.method.as_bytes()).unwrap_or_default();
        let path = known.as_deref().filter(|_| operation.path.ends_with('}')).unwrap_or_default();
        let mut responses = Vec::new();
        for request in requests(&mock, &operation, &method(), path) {
            responses.push(send(request).await);
        }
        // No request causes these.
        for response in [MockResponse::forbidden(), MockResponse::server_error()] {
            mock.next_response(response);
            responses.push(send(call(&mock, method(), path)).await);
        }
        responses.push(send(call(&exhausted, method(), path)).await);

        let mut statuses = Vec::new();
        for response in responses {
            match validate_response(&operation, response).await {
                Ok(status) => statuses.push(status),
                Err(wrong) => findings.extend(&operation.name(), wrong, "mock server"),
            }
        }
        for response in operation.responses().iter().filter(|response| !statuses.contains(&response.status)) {
            findings.add(operation.name(), format!("the mock server never responds with {}", response.status));
        }
    }
    defaults(suite.spec, findings).await;
}

/// Requests that are valid, without a token, for something unknown, and invalid.
fn requests(mock: &MockServer, operation: &Operation<'_>, method: &Method, path: &str) -> Vec<RequestBuilder> {
    let request = |rest: &str, body: &Value| {
        let request = call(mock, method.clone(), rest);
        if operation.body_schema().is_some() { request.body(body.to_string()) } else { request }
    };
    let owned = |body: &Value| with(body.clone(), &json!({ "account_uuids": [mock.clients()[0]] }));
    let examples: Vec<Value> = operation.body_examples().into_iter().map(|(_, body)| owned(body)).collect();
    let nothing = json!({});
    let valid = examples.first().unwrap_or(&nothing);
    let mut requests = vec![request(path, valid), request(path, &nothing)];
    if operation.path.ends_with('}') {
        requests.push(request(NOBODY, valid));
    }
    requests.extend(examples.iter().map(|body| request(path, body)));
    requests.push(anonymous(mock, method.clone(), path).header("Accept", "application/json"));
    let queries = queries(operation);
    if !queries.is_empty() {
        requests.extend(["?per_page=0", "?sort=nothing"].map(|query| request(query, &nothing)));
    }
    requests.extend(queries.iter().map(|query| request(path, &nothing).query(&[query])));
    requests
}

/// Every query parameter with its example, and with every member of its enumeration.
fn queries<'s>(operation: &Operation<'s>) -> Vec<(&'s str, String)> {
    let parameters = operation.parameters().into_iter().filter(|parameter| parameter.place() == "query");
    let queries = parameters.flat_map(|parameter| {
        let members = parameter.item_schema()["enum"].as_array().into_iter().flatten();
        let values = members.chain([parameter.example()]).map(|value| match value {
            Value::Array(items) => items.iter().map(validate::text).collect::<Vec<_>>().join(","),
            other => validate::text(other),
        });
        values.map(|value| (parameter.name(), value)).collect::<Vec<_>>()
    });
    queries.collect()
}

/// Returns the key of the response in the spec, or what is wrong with it.
async fn validate_response<'s>(operation: &Operation<'s>, response: Response) -> Result<&'s str, Vec<String>> {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body: Value = response.json().await.unwrap_or_default();
    let Some(declared) = operation.response_to(status) else {
        return Err(vec![format!("the mock server responds with {status}, which is not in the spec: {body}")]);
    };
    if status == NOT_IMPLEMENTED {
        return Err(vec![validate::text(&body["message"])]);
    }
    let mut wrong = operation.spec.violations(declared.schema(), &body);
    for (name, schema, _) in declared.headers() {
        let found = headers.get(name).and_then(|value| value.to_str().ok());
        let value = found.map(|text| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)));
        if value.is_none_or(|value| !operation.spec.fits(schema, &value)) {
            wrong.push(format!("{status} has a wrong {name}: {found:?}"));
        }
    }
    let is_of_quota = |name: &str| name.starts_with("x-ratelimit") || name == "retry-after";
    for name in headers.keys().map(|name| name.as_str()).filter(|name| is_of_quota(name)) {
        if !declared.headers().iter().any(|(other, ..)| other.eq_ignore_ascii_case(name)) {
            wrong.push(format!("{status} has {name}, which is not in the spec"));
        }
    }
    if wrong.is_empty() { Ok(declared.status) } else { Err(wrong) }
}

/// Checks the quota, and the size and order of a list without parameters.
async fn defaults(spec: &Spec, findings: &mut Findings) {
    let mock = MockServer::start().await;
    let quota = &spec.document()["x-rate-limit"]["requests-per-minute"];
    let response = send(call(&mock, Method::GET, "")).await;
    let limit = response.headers().get("x-ratelimit-limit").and_then(|limit| limit.to_str().ok()?.parse::<u64>().ok());
    if quota.as_u64() != limit {
        findings.add("the quota of the mock server", format!("{limit:?}, not {quota}"));
    }
    // The orders by creation, by change, by name and by value all differ.
    let mut first = None;
    for (name, value) in [("b", "3@example.com"), ("c", "1@example.com"), ("a", "2@example.com")] {
        mock.clock().advance(Duration::from_secs(60));
        let made = created(&mock, &with(email(&mock), &json!({ "name": name, "value": value }))).await;
        first.get_or_insert(made);
    }
    mock.clock().advance(Duration::from_secs(60));
    let update = json!({ "name": "b", "value": "3@example.com", "account_uuids": [mock.clients()[0]] });
    put(&mock, &first.unwrap_or_default()["uuid"], &update).await;
    let (_, unsorted) = get(&mock, "").await;
    for parameter in spec.operations().iter().flat_map(|operation| operation.parameters()) {
        let default = &parameter.schema()["default"];
        let is_kept = match parameter.name() {
            "per_page" => unsorted["meta"]["per_page"] == *default,
            "sort" => {
                let (_, sorted) = get(&mock, &format!("?sort={}", default.as_str().unwrap_or_default())).await;
                !default.is_null() && sorted["data"] == unsorted["data"]
            }
            _ => default.is_null(),
        };
        if !is_kept {
            findings.add(format!("the default of {} in the mock server", parameter.name()), format!("not {default}"));
        }
    }
}
