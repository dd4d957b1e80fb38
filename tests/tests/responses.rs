//! What does an error give of the answer that it came from?

use contract_tests::plannr;
use contract_tests::server::{Reply, Server};
use serde_json::json;

#[tokio::test]
async fn the_time_to_wait_is_read_from_retry_after_in_seconds_or_as_a_date() {
    let server = Server::answering(Reply::hang_up()).await;
    let limited = Reply::json(429, &json!({ "message": "Too Many Attempts." }));
    for (reply, seconds) in [
        (limited.clone(), None),
        (limited.clone().header("Retry-After", 17), Some(17)),
        (limited.clone().header("Retry-After", "soon"), None),
        (
            limited
                .header("Date", "Wed, 14 Jan 2026 09:30:00 GMT")
                .header("Retry-After", "Wed, 14 Jan 2026 09:30:42 GMT"),
            Some(42),
        ),
    ] {
        server.answer_with(reply);
        let error = plannr::client(&server).contact_details().list().send().await.unwrap_err();
        assert!(error.is_rate_limited());
        assert_eq!(error.retry_after().map(|time| time.as_secs()), seconds);
    }
}

#[tokio::test]
async fn an_error_in_any_known_form_is_understood() {
    let server = Server::answering(Reply::hang_up()).await;
    for (body, message, fields) in [
        (json!({ "message": ["One.", "Two."] }), Some("One. Two."), json!([])),
        (json!({ "message": null, "errors": null }), None, json!([])),
        (json!({ "errors": [] }), None, json!([])),
        (json!({ "errors": {} }), None, json!([])),
        (json!({ "errors": ["No."] }), None, json!([["", ["No."]]])),
        (json!({ "errors": { "value": "No." } }), None, json!([["value", ["No."]]])),
        (
            json!({ "errors": { "value.number": ["No.", "Never."] } }),
            None,
            json!([["value.number", ["No.", "Never."]]]),
        ),
        (json!({ "errors": { "account_uuids.0": null } }), None, json!([["account_uuids.0", []]])),
        (json!({ "errors": { "name": [null, "No."], "value": [] } }), None, json!([["name", ["No."]], ["value", []]])),
        (json!({ "errors": { "value": [true, -7, 7, 2.5] } }), None, json!([["value", ["true", "-7", "7", "2.5"]]])),
        (json!({ "message": "No.", "code": 7, "trace": [{}] }), Some("No."), json!([])),
        (json!([]), None, json!([])),
        (json!("No."), None, json!([])),
    ] {
        server.answer_with(Reply::json(422, &body));
        let error = plannr::client(&server).contact_details().list().send().await.unwrap_err();
        assert!(error.is_validation(), "{body}");
        assert_eq!(error.message(), message, "{body}");
        let found = error.field_errors();
        let found: Vec<_> = found.iter().map(|error| json!([error.field(), error.messages()])).collect();
        assert_eq!(json!(found), fields, "{body}");
        assert_eq!(error.body().unwrap(), body.to_string().as_bytes());
    }
}

#[tokio::test]
async fn the_order_of_field_errors_is_that_of_the_answer() {
    let body = r#"{"errors": {"value": ["a"], "name": ["b"], "account_uuids.1": ["c"], "account_uuids.0": ["d"]}}"#;
    let server = Server::answering(Reply::new(422, "application/json", body)).await;
    let error = plannr::client(&server).contact_details().list().send().await.unwrap_err();
    let found = error.field_errors();
    let fields: Vec<_> = found.iter().map(plannr_sdk::FieldError::field).collect();
    assert_eq!(fields, ["value", "name", "account_uuids.1", "account_uuids.0"]);
    assert_eq!(error.field_error("name").map(plannr_sdk::FieldError::messages), Some(&["b".to_owned()][..]));
    assert!(error.field_error("type").is_none());
    assert!(error.to_string().contains("value, name, account_uuids.1, account_uuids.0"), "{error}");
}

#[test]
fn an_error_is_one_word_wide_and_can_be_sent_shared_and_cloned() {
    fn is_handy<T: Clone + Send + Sync + 'static>() {}
    is_handy::<plannr_sdk::Error>();
    is_handy::<plannr_sdk::Plannr>();
    is_handy::<plannr_sdk::ContactDetails>();
    is_handy::<plannr_sdk::ListContactDetails>();
    assert_eq!(size_of::<plannr_sdk::Error>(), size_of::<usize>());
}
