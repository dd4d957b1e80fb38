//! Does the API have the methods that a new user expects?

use std::time::Duration;

use plannr_sdk::mock::{MockResponse, MockServer, errors};
use plannr_sdk::models::ContactDetailPage;
use plannr_sdk::{
    ContactDetail, ContactDetailValue, Ensured, Error, NewContactDetail, Plannr, ServerState, UpdateContactDetail, Uuid,
};
use serde_json::json;

const ADDRESSES: [&str; 3] = ["jo@example.com", "jo@example.org", "jo@example.net"];

fn emails(owner: Uuid) -> impl Iterator<Item = NewContactDetail> + Clone + Send {
    ADDRESSES.into_iter().map(move |address| NewContactDetail::email("Work", address, [owner]).unwrap())
}

#[tokio::test]
async fn a_batch_takes_any_iterator_and_any_stream() {
    let mock = MockServer::start().await;
    let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
    let vec: Vec<_> = emails(owner).collect();
    let array = [vec[0].clone(), vec[1].clone()];
    let batches = [
        details.ensure_all(vec.clone()),
        details.ensure_all(array),
        details.ensure_all(vec.iter().cloned()),
        details.ensure_all(emails(owner)),
        details.ensure_stream(futures_util::stream::iter(emails(owner))),
    ];
    for mut batch in batches {
        while let Some(outcome) = batch.next().await {
            assert!(outcome.result.is_ok());
        }
    }
    assert_eq!(mock.contact_details().len(), 3);
    let mut created = details.create_stream(futures_util::stream::iter(emails(owner)));
    while let Some(outcome) = created.next().await {
        assert_eq!(outcome.result.unwrap().status(), 201);
    }
    assert_eq!(mock.contact_details().len(), 6);
}

#[tokio::test]
async fn the_mock_server_stores_a_contact_detail_without_a_request() {
    let mock = MockServer::start().await;
    let owner = mock.add_client("Ava Morgan");
    let new = NewContactDetail::phone_number("Mobile", "020 7946 0123", [owner]).unwrap().primary();
    let uuid = mock.add_contact_detail(&new);
    assert!(mock.requests().is_empty());

    let details = mock.plannr().contact_details();
    let found = details.get(uuid).await.unwrap().expect("it was added");
    assert_eq!(found.value.as_deref(), Some("+442079460123"));
    assert_eq!(found.primary_accounts.as_ref().map(Vec::len), Some(1));
    assert!(matches!(details.ensure(&new).await.unwrap(), Ensured::Existing(_)));
}

#[tokio::test]
async fn the_mock_server_refuses_a_contact_detail_of_a_stranger() {
    let mock = MockServer::start().await;
    let new = NewContactDetail::email("Work", "jo@example.com", [Uuid::nil()]).unwrap();
    let panic = tokio::spawn(async move { mock.add_contact_detail(&new) }).await.unwrap_err().into_panic();
    let message = panic.downcast::<String>().unwrap();
    assert!(message.contains("account_uuids.0") && !message.contains("jo@"), "{message}");
}

#[tokio::test]
async fn every_operation_returns_the_response_with_the_value() {
    let mock = MockServer::start().await;
    let details = mock.plannr().contact_details();
    let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]]).unwrap();
    let created = details.create(&new).await.unwrap();
    let update = UpdateContactDetail::try_from(&created).unwrap().with_name("Office").unwrap();
    let updated = details.update(created.uuid, &update).await.unwrap();
    let found = details.get(created.uuid).await.unwrap().unwrap();
    let listed = details.list().send().await.unwrap();
    let statuses = [created.status(), updated.status(), found.status(), listed.status()].map(|status| status.as_u16());
    assert_eq!(statuses, [201, 200, 200, 200]);
    assert!(found.headers().contains_key("x-ratelimit-limit") && found.attempts() == 1);
    let detail: ContactDetail = found.into_inner();
    assert_eq!(detail.name.as_deref(), Some("Office"));
}

#[tokio::test]
async fn a_timeout_has_its_usual_name() {
    let mock = MockServer::start().await;
    let second = Duration::from_secs(1);
    let clients = [mock.plannr_builder().timeout(second).build().unwrap(), mock.plannr().with_timeout(second)];
    for plannr in clients {
        mock.next_response(MockResponse::not_found().delayed_by(2 * second));
        let error = plannr.contact_details().list().send().await.unwrap_err();
        assert!(error.is_timeout() && error.to_string().contains("1s"), "{error}");
    }
    assert_eq!(mock.clock().elapsed(), 4 * second);
}

#[test]
fn a_builder_from_the_environment_names_the_variable_that_is_missing() {
    let error = Plannr::builder_from_env().expect_err("no variable is set");
    assert!(error.is_config() && error.to_string().contains("PLANNR_ACCESS_TOKEN is not set"), "{error}");
}

#[tokio::test]
async fn reveal_prints_every_field_and_compares() {
    let mock = MockServer::start().await;
    let owner = mock.add_client("Ava Morgan");
    let new = NewContactDetail::email("Work", "ava@example.com", [owner]).unwrap();
    let created = mock.plannr().contact_details().create(&new).await.unwrap();
    let page = mock.plannr().contact_details().list().send().await.unwrap();
    let update = UpdateContactDetail::try_from(&created).unwrap();
    let printed = [
        format!("{:?}", new.reveal()),
        format!("{:?}", created.reveal()),
        format!("{:?}", update.reveal()),
        format!("{:?}", page.reveal()),
    ];
    for text in printed {
        assert!(text.contains("\"value\": \"ava@example.com\""), "{text}");
    }
    let account = &created.accounts.as_ref().unwrap()[0];
    assert!(format!("{:?}", account.reveal()).contains("Ava Morgan"));
    assert_eq!(created.reveal(), created.clone().into_inner().reveal());
    assert_ne!(new.reveal(), new.clone().primary().reveal());
    let empty: ContactDetailPage = serde_json::from_value(json!({ "data": [] })).unwrap();
    assert_ne!(page.reveal(), empty.reveal());
}

#[tokio::test]
async fn an_error_made_without_a_server_is_the_one_that_the_client_returns() {
    let mock = MockServer::start().await;
    let owner = mock.clients()[0];
    let details = mock.plannr().with_max_retries(0).contact_details();
    let new = NewContactDetail::email("Work", "jo@example.com", [owner]).unwrap();
    let update =
        UpdateContactDetail::new("Work", ContactDetailValue::email("jo@example.com").unwrap(), [owner]).unwrap();
    let uuid = mock.add_contact_detail(&new);
    let responses = [
        MockResponse::unauthenticated(),
        MockResponse::forbidden(),
        MockResponse::not_found(),
        MockResponse::conflict(),
        MockResponse::invalid([("value", "No."), ("account_uuids.0", "No.")]),
        MockResponse::too_many_requests(Some(7)),
        MockResponse::server_error(),
        MockResponse::html_from_proxy(502),
        MockResponse::raw(302, &[("Location", "https://example.com")], ""),
        MockResponse::raw(200, &[], ""),
        MockResponse::json(200, &json!({ "uuid": 7, "data": 7 })),
        MockResponse::json(200, &json!({ "uuid": owner, "value": ["no"], "data": 7 })),
    ];
    for response in responses {
        for method in ["GET", "POST", "PUT"] {
            mock.next_response(response.clone());
            let real = match method {
                "GET" => details.list().send().await.map(drop),
                "POST" => details.create(&new).await.map(drop),
                _ => details.update(uuid, &update).await.map(drop),
            };
            let (real, made) = (real.unwrap_err(), response.clone().to(method).into_error());
            let texts = |error: &Error| format!("{error} {error:?} {:?} {:?}", error.message(), error.field_errors());
            // The error of an update names its UUID, even if the response does not.
            if made.uuid() == real.uuid() {
                assert_eq!(texts(&made), texts(&real), "{method}");
            }
            assert_eq!((made.body(), made.retry_after()), (real.body(), real.retry_after()), "{method}");
        }
    }
}

#[tokio::test]
async fn an_error_without_a_response_is_the_one_that_the_client_returns() {
    let mock = MockServer::start().await;
    let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]]).unwrap();
    let create = async |plannr: Plannr| plannr.with_max_retries(0).contact_details().create(&new).await.unwrap_err();

    mock.next_response(MockResponse::server_error().delayed_by(Duration::from_secs(40)));
    let (made, real) = (errors::timed_out(), create(mock.plannr()).await);
    assert!(made.is_timeout() && made.server_state() == ServerState::Unknown);
    assert_eq!(format!("{made} {made:?}"), format!("{real} {real:?}"));

    mock.next_response(MockResponse::raw(201, &[("Content-Length", "100")], "{"));
    let (made, real) = (errors::interrupted(), create(mock.plannr()).await);
    assert!(made.is_interrupted() && real.is_interrupted(), "{real:?}");
    assert_eq!((made.server_state(), made.attempts()), (ServerState::Unknown, real.attempts()));

    let nowhere = mock.plannr_builder().base_url("http://127.0.0.1:1").build().unwrap();
    let (made, real) = (errors::connection_failed(), create(nowhere).await);
    assert!(made.is_connect() && real.is_connect(), "{real:?}");
    assert_eq!((made.server_state(), made.attempts()), (real.server_state(), real.attempts()));
}

#[test]
#[should_panic(expected = "the SDK returns no error for this response: 201 Created")]
fn a_success_cannot_become_an_error() {
    let _ = MockResponse::json(201, &json!({ "uuid": Uuid::nil() })).into_error();
}

#[test]
fn a_response_without_a_body_is_a_success_only_if_it_has_none() {
    let deleted = |status, body: &str| MockResponse::raw(status, &[], body).to("DELETE");
    for response in
        [deleted(200, ""), deleted(202, ""), deleted(200, "<p>Sign in</p>"), deleted(200, "{\"success\": 0}")]
    {
        let error = response.into_error();
        assert!(error.is_decode() && error.server_state() == ServerState::Unknown, "{error:?}");
    }
    assert!(std::panic::catch_unwind(|| deleted(204, "").into_error()).is_err(), "a 204 is an error");
}
