//! The tests of a user, against the mock server.

use consumer::{add_work_email, emails};
use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::{Error, ServerState};

#[tokio::test]
async fn what_is_created_is_listed() -> Result<(), Error> {
    let mock = MockServer::start().await;
    let (plannr, client) = (mock.plannr(), mock.add_client("Ava Morgan"));

    add_work_email(&plannr, client, "ava@example.com").await?;
    add_work_email(&plannr, client, "ava@example.org").await?;
    assert_eq!(emails(&plannr, client).await?, ["ava@example.com", "ava@example.org"]);
    assert_eq!(mock.requests().len(), 3);
    Ok(())
}

#[tokio::test]
async fn an_answer_can_be_scripted_and_its_error_says_what_became_of_the_write() {
    let mock = MockServer::start().await;
    let (plannr, client) = (mock.plannr(), mock.add_client("Ava Morgan"));

    mock.next_response(MockResponse::forbidden());
    let refused = add_work_email(&plannr, client, "ava@example.com").await;
    assert!(refused.is_err_and(|error| error.is_forbidden() && error.server_state() == ServerState::NotApplied));
    assert_eq!(emails(&plannr, client).await.ok(), Some(vec![]));

    mock.next_response(MockResponse::server_error().after_applying());
    let in_doubt = add_work_email(&plannr, client, "ava@example.com").await;
    assert!(in_doubt.is_err_and(|error| error.server_state() == ServerState::Unknown));
    assert_eq!(emails(&plannr, client).await.ok(), Some(vec!["ava@example.com".to_owned()]));
}
