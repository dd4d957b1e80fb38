//! Do the mock server's responses fit the spec, without a field more, and does it send every status?

use std::collections::BTreeSet;

use plannr_sdk::Uuid;
use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use plannr_sdk::reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use super::{Findings, Suite, valid_calls};
use crate::calls::Call;
use crate::coverage;
use crate::mock_server::{read, request, send, with};
use crate::spec::{Operation, Spec};

/// The lists of resources that a seed can have, and their names in it.
const SEEDED: [(&str, &str); 2] = [("/contact-details", "contact_details"), ("/account", "accounts")];

/// The status of the mock server for parts of the spec that it does not implement.
const NOT_IMPLEMENTED: StatusCode = StatusCode::NOT_IMPLEMENTED;

pub(super) async fn check(suite: &Suite<'_>, findings: &mut Findings) {
    let exhausted = MockServer::builder().quota(0).start().await;
    let parts = coverage::due(suite.spec);
    for operation in suite.spec.operations() {
        // One for each, because an operation may remove the resource.
        let mock = MockServer::builder().seed(&seed(suite.spec).to_string()).start().await;
        let (name, least) = (operation.name(), Call::least(&operation));
        let mut responses = Vec::new();
        for call in valid_calls(&operation, 0) {
            responses.push(send(request(&mock, &operation, &call)).await);
        }
        let first = responses[0].status();
        if !first.is_success() && first != NOT_IMPLEMENTED {
            findings.add(format!("{name}: the mock server refuses a valid call"), first);
        }
        for call in refused_calls(&operation) {
            let response = send(request(&mock, &operation, &call)).await;
            if response.status().is_success() {
                findings.add(&*name, format!("the mock server accepts a call {}", call.label));
            }
            responses.push(response);
        }
        let no_token = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(""))]);
        responses.push(send(request(&mock, &operation, &least).headers(no_token)).await);
        // No request causes these.
        let conflict = operation.response_to(409).map(|_| MockResponse::conflict());
        for response in [MockResponse::forbidden(), MockResponse::server_error()].into_iter().chain(conflict) {
            mock.next_response(response);
            responses.push(send(request(&mock, &operation, &least)).await);
        }
        responses.push(send(request(&exhausted, &operation, &least)).await);

        let mut statuses = Vec::new();
        for response in responses {
            statuses.extend(validate_response(&parts, &operation, response, findings).await);
        }
        for response in operation.responses().iter().filter(|response| !statuses.contains(&response.status)) {
            findings.add(&*name, format!("the mock server never responds with {}", response.status));
        }
        defaults(&mock, &operation, findings).await;
    }
}

/// Lists calls that the server must refuse.
fn refused_calls(operation: &Operation<'_>) -> Vec<Call> {
    let least = Call::least(operation);
    let mut calls: Vec<_> = operation.body_schema().map(|_| least.with_body(Some(&json!({})))).into_iter().collect();
    for parameter in operation.parameters() {
        let invalid = match (parameter.place(), parameter.schema()["maximum"].as_i64()) {
            ("path", _) => Some(json!(Uuid::nil())),
            ("query", Some(maximum)) => Some(json!(maximum + 1)),
            ("query", None) => (!parameter.members().is_empty()).then(|| json!("nothing")),
            _ => None,
        };
        calls.extend(invalid.map(|value| least.with(&parameter, value)));
        let is_optional = parameter.place() == "path" || !parameter.is_required();
        calls.extend((!is_optional).then(|| least.without(parameter.name())));
    }
    calls
}

/// Adds what is wrong with a response, and returns its key in the spec.
async fn validate_response<'s>(
    parts: &BTreeSet<coverage::Part>,
    operation: &Operation<'s>,
    response: Response,
    findings: &mut Findings,
) -> Option<&'s str> {
    let (name, status, headers) = (operation.name(), response.status(), response.headers().clone());
    let text = response.text().await.unwrap_or_default();
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    if status == NOT_IMPLEMENTED {
        findings.add(name, &body["message"]);
        return None;
    }
    let Some(declared) = operation.response_to(status.as_u16()) else {
        findings.add(format!("{name}: the mock server responds with {status}, which is not in the spec"), body);
        return None;
    };
    for unknown in coverage::unknown(parts, operation, &declared, &body) {
        findings
            .add(format!("the mock server sends {unknown}, which is not in the spec"), format!("{status} of {name}"));
    }
    let mut wrong = operation.spec.violations(declared.schema(), &body);
    if !declared.has_body() && !text.is_empty() {
        wrong.push(format!("{status} has a body, which is not in the spec"));
    }
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
    findings.extend(&name, wrong, "mock server");
    Some(declared.status)
}

/// Three resources of each list: the default order is theirs, and every other order differs. The first has the uuid that
/// the paths of the other operations name in their examples.
fn seed(spec: &Spec) -> Value {
    let operations = spec.operations();
    let lists = operations.iter().filter_map(|list| {
        let (_, key) = SEEDED.iter().find(|(path, _)| list.method == "GET" && list.path.ends_with(path))?;
        let on_path = || operations.iter().filter(|other| other.path.starts_with(list.path));
        let body = on_path().find_map(|other| Some(other.body_examples().first()?.1.clone()));
        let mut items = vec![body.unwrap_or_else(|| json!({})); 3];
        let uuid = on_path().flat_map(|other| other.parameters()).find(|other| other.place() == "path");
        items[0]["uuid"] = uuid.map(|parameter| parameter.example().clone()).unwrap_or_default();
        let sort = list.query().find(|parameter| parameter.name() == "sort")?;
        for field in sort.members().iter().filter_map(Value::as_str).filter(|field| !field.starts_with('-')) {
            let order = if sort.schema()["default"] == field { [1, 2, 3] } else { [2, 1, 3] };
            for (item, number) in items.iter_mut().zip(order) {
                item[field] = json!(match field.rsplit('_').next() {
                    Some("at" | "date") => format!("2025-01-0{number}T00:00:00+00:00"),
                    _ => format!("{number}@example.com"),
                });
            }
        }
        Some((*key, items))
    });
    lists.fold(json!({}), |seed, (key, items)| with(seed, &json!({ key: items })))
}

/// Checks the quota, and the size and order of a list without parameters.
async fn defaults(mock: &MockServer, operation: &Operation<'_>, findings: &mut Findings) {
    let least = Call::least(operation);
    let response = send(request(mock, operation, &least)).await;
    let limit = response.headers().get("x-ratelimit-limit").and_then(|limit| limit.to_str().ok()?.parse::<u64>().ok());
    if limit != Some(operation.spec.quota()) {
        findings.add("the quota of the mock server", format!("{limit:?}, not {}", operation.spec.quota()));
    }
    let unsorted: Value = response.json().await.unwrap_or_default();
    for parameter in operation.query() {
        let default = &parameter.schema()["default"];
        let is_kept = match parameter.name() {
            "per_page" => unsorted["meta"]["per_page"] == *default,
            "sort" => {
                let mut same = Vec::new();
                for order in parameter.members() {
                    let (_, sorted) = read(request(mock, operation, &least.with(&parameter, order.clone()))).await;
                    same.extend((sorted["data"] == unsorted["data"]).then_some(order));
                }
                same == [default.clone()]
            }
            _ => default.is_null(),
        };
        if !is_kept {
            let about = format!("{}: the default of {} in the mock server", operation.name(), parameter.name());
            findings.add(about, format!("not {default}"));
        }
    }
}
