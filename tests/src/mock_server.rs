//! Calls to the mock server over plain HTTP, without the SDK.

use std::sync::LazyLock;

use plannr_sdk::mock::MockServer;
use plannr_sdk::reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::calls::Call;
use crate::plannr::http;
use crate::spec::{Operation, Spec};
use crate::validate;

/// The path of the contact details.
pub const PATH: &str = "/api/v2/contact-details";

/// 10:00 in London on 2 April 2025, in seconds since the epoch.
pub const SECOND_OF_APRIL: u64 = 1_743_584_400;

/// It keeps no idle connections: each would end with the runtime of the test that opened it.
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let client = http().no_proxy().pool_max_idle_per_host(0).build();
    client.expect("a client without TLS")
});

/// A valid request without a body. `rest` is appended to the path.
pub fn call(plannr: &MockServer, method: Method, rest: &str) -> RequestBuilder {
    anonymous(plannr, method, rest)
        .bearer_auth(plannr.access_token())
        .header("X-PLANNR-ACCOUNT-UUID", plannr.account_uuid().to_string())
        .header("Accept", "application/json")
        .header("Content-Type", "application/json")
}

/// A call as the spec describes it.
pub fn request(plannr: &MockServer, operation: &Operation<'_>, call: &Call) -> RequestBuilder {
    let method = Method::from_bytes(operation.method.as_bytes()).unwrap_or_default();
    let request = CLIENT.request(method, format!("{}{}", plannr.base_url(), validate::path(operation, call)));
    let request = request.query(&validate::query(operation, call));
    let headers = validate::headers(operation, call, plannr.access_token()).into_iter();
    let request = headers.fold(request, |request, (name, value)| request.header(name, value));
    call.body.iter().fold(request, |request, body| request.body(body.to_string()))
}

/// A request without headers.
pub fn anonymous(plannr: &MockServer, method: Method, rest: &str) -> RequestBuilder {
    CLIENT.request(method, format!("{}{PATH}{rest}", plannr.base_url()))
}

/// Sends a request.
pub async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("the mock server responds")
}

/// Sends a request, and reads the status and the body; a body that is not JSON becomes text.
pub async fn read(request: RequestBuilder) -> (u16, Value) {
    let response = send(request).await;
    let status = response.status().as_u16();
    let text = response.text().await.expect("the response is complete");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Sends a GET. `rest` is appended to the path.
pub async fn get(plannr: &MockServer, rest: &str) -> (u16, Value) {
    read(call(plannr, Method::GET, rest)).await
}

/// Creates a contact detail.
pub async fn post(plannr: &MockServer, body: &Value) -> (u16, Value) {
    read(call(plannr, Method::POST, "").body(body.to_string())).await
}

/// Updates a contact detail. The uuid is the JSON of a response.
pub async fn put(plannr: &MockServer, uuid: &Value, body: &Value) -> (u16, Value) {
    let uuid = uuid.as_str().expect("a uuid");
    read(call(plannr, Method::PUT, &format!("/{uuid}")).body(body.to_string())).await
}

/// Creates a valid contact detail, and returns the response.
pub async fn created(plannr: &MockServer, body: &Value) -> Value {
    let (status, response) = post(plannr, body).await;
    assert_eq!(status, 201, "{body}: {response}");
    response
}

/// A valid new e-mail address of the first client.
pub fn email(plannr: &MockServer) -> Value {
    json!({ "type": "email", "name": "Work", "value": "ava@example.com", "account_uuids": [plannr.clients()[0]] })
}

/// A new phone number of the first client.
pub fn phone(plannr: &MockServer, value: &Value) -> Value {
    json!({ "type": "phone_number", "name": "Work", "value": value, "account_uuids": [plannr.clients()[0]] })
}

/// The object with these entries replaced or added.
pub fn with(mut object: Value, entries: &Value) -> Value {
    for (name, value) in crate::spec::entries(entries) {
        object[name] = value.clone();
    }
    object
}

/// Fails if a response does not fit a schema of the spec.
pub fn assert_fits(schema: &str, response: &Value) {
    let spec = Spec::shipped();
    let violations = spec.violations(spec.schema(schema), response);
    assert!(violations.is_empty(), "{schema}: {violations:#?} in {response:#}");
}
