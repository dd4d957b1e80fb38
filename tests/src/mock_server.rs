//! Calls to the mock server over plain HTTP, with nothing of the SDK between.

use std::sync::LazyLock;

use plannr_sdk::mock::MockServer;
use plannr_sdk::reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::plannr::http;
use crate::spec::Spec;

/// The path of the contact details.
pub const PATH: &str = "/api/v2/contact-details";

/// A time to tell: the second of April 2025, ten o'clock in London, in seconds.
pub const SECOND_OF_APRIL: u64 = 1_743_584_400;

/// It keeps no connection, which would end with the runtime of the test that opened it.
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let client = http().no_proxy().pool_max_idle_per_host(0).build();
    client.expect("a client without TLS")
});

/// A request as a good client would send it, but for its body; `rest` is what comes after the path.
pub fn call(plannr: &MockServer, method: Method, rest: &str) -> RequestBuilder {
    anonymous(plannr, method, rest)
        .bearer_auth(plannr.access_token())
        .header("X-PLANNR-ACCOUNT-UUID", plannr.account_uuid().to_string())
        .header("Accept", "application/json")
        .header("Content-Type", "application/json")
}

/// A request without any header.
pub fn anonymous(plannr: &MockServer, method: Method, rest: &str) -> RequestBuilder {
    CLIENT.request(method, format!("{}{PATH}{rest}", plannr.base_url()))
}

/// Sends a request.
pub async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer of the mock server")
}

/// Sends a request, and reads the status and the body; a body that is not JSON becomes text.
pub async fn read(request: RequestBuilder) -> (u16, Value) {
    let response = send(request).await;
    let status = response.status().as_u16();
    let text = response.text().await.expect("an answer to its end");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Gets what is at the path and after it: `?` and a query, or more of a path.
pub async fn get(plannr: &MockServer, query: &str) -> (u16, Value) {
    read(call(plannr, Method::GET, query)).await
}

/// Creates.
pub async fn post(plannr: &MockServer, body: &Value) -> (u16, Value) {
    read(call(plannr, Method::POST, "").body(body.to_string())).await
}

/// Updates the contact detail with a uuid, which may be given as the JSON of an answer.
pub async fn put(plannr: &MockServer, uuid: &Value, body: &Value) -> (u16, Value) {
    let uuid = uuid.as_str().expect("a uuid");
    read(call(plannr, Method::PUT, &format!("/{uuid}")).body(body.to_string())).await
}

/// Creates what must be good, and gives what was answered.
pub async fn created(plannr: &MockServer, body: &Value) -> Value {
    let (status, answer) = post(plannr, body).await;
    assert_eq!(status, 201, "{body}: {answer}");
    answer
}

/// A good new e-mail address of the first client.
pub fn email(plannr: &MockServer) -> Value {
    json!({ "type": "email", "name": "Work", "value": "ava@example.com", "account_uuids": [plannr.clients()[0]] })
}

/// A new phone number of the first client.
pub fn phone(plannr: &MockServer, value: &Value) -> Value {
    json!({ "type": "phone_number", "name": "Work", "value": value, "account_uuids": [plannr.clients()[0]] })
}

/// The same object, with other or more entries.
pub fn with(mut object: Value, entries: &Value) -> Value {
    for (name, value) in crate::spec::entries(entries) {
        object[name] = value.clone();
    }
    object
}

/// Fails when an answer is not what a schema of the spec says.
pub fn assert_fits(schema: &str, answer: &Value) {
    let spec = Spec::shipped();
    let violations = spec.violations(spec.schema(schema), answer);
    assert!(violations.is_empty(), "{schema}: {violations:#?} in {answer:#}");
}
