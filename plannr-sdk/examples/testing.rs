//! Tests your own code against the mock server: `cargo test --example testing`. The function `add_work_email` stands for
//! your code; `cargo run --example testing` runs it once.

use plannr_sdk::mock::MockServer;
use plannr_sdk::{Error, NewContactDetail, Plannr, Uuid};

/// The code under test. It takes the client as an argument, so that a test can pass a client of the mock server.
async fn add_work_email(plannr: &Plannr, client: Uuid, address: &str) -> Result<&'static str, Error> {
    let ensured = match NewContactDetail::email("Work e-mail", address, [client]) {
        Ok(new) => plannr.contact_details().ensure(&new).await,
        Err(invalid) => Err(invalid),
    };
    match ensured {
        Ok(ensured) if ensured.is_created() => Ok("Thank you, we saved it."),
        Ok(_) => Ok("We already have it."),
        Err(error) if error.is_invalid_input() || error.is_validation() => Ok("Please check the address."),
        Err(error) => Err(error),
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mock = MockServer::start().await;
    println!("{}", add_work_email(&mock.plannr(), mock.clients()[0], "ava@example.com").await?);
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::time::Duration;

    use plannr_sdk::ServerState;
    use plannr_sdk::mock::MockResponse;

    use super::*;

    /// Calls the code under test against a mock server.
    async fn add(mock: &MockServer, address: &str) -> Result<&'static str, Error> {
        add_work_email(&mock.plannr(), mock.clients()[0], address).await
    }

    #[tokio::test]
    async fn an_address_is_saved_once() {
        let mock = MockServer::start().await;
        assert_eq!(add(&mock, "ava@example.com").await.unwrap(), "Thank you, we saved it.");
        assert_eq!(add(&mock, "AVA@example.com").await.unwrap(), "We already have it.");
        let saved = mock.contact_details();
        assert_eq!((saved.len(), &saved[0]["value"]), (1, &"ava@example.com".into()));
    }

    #[tokio::test]
    async fn a_bad_address_is_reported() {
        let mock = MockServer::start().await;
        assert_eq!(add(&mock, "ava at example").await.unwrap(), "Please check the address.");
        assert!(mock.requests().is_empty(), "a bad address is not sent");

        // `ensure` lists first; this is the response to its create.
        mock.next_response(MockResponse::invalid([("value", "The value is taken.")]).to("POST"));
        assert_eq!(add(&mock, "ava@example.com").await.unwrap(), "Please check the address.");
    }

    #[tokio::test]
    async fn a_missing_permission_is_an_error() {
        let mock = MockServer::start().await;
        mock.script(|request| (request.method() == "POST").then(MockResponse::forbidden));
        let error = add(&mock, "ava@example.com").await.unwrap_err();
        assert!(error.is_forbidden() && error.server_state() == ServerState::NotApplied);
    }

    #[tokio::test]
    async fn waiting_a_minute_takes_no_time() {
        let mock = MockServer::start().await;
        mock.next_response(MockResponse::too_many_requests(Some(60)));
        add(&mock, "ava@example.com").await.unwrap();
        assert_eq!(mock.clock().elapsed(), Duration::from_secs(60));
    }

    #[tokio::test]
    async fn a_lost_response_makes_no_duplicate() {
        let mock = MockServer::start().await;
        let hour = Duration::from_secs(3600);
        mock.next_response(MockResponse::server_error().after_applying().delayed_by(hour).to("POST"));
        add(&mock, "ava@example.com").await.unwrap();
        assert_eq!(mock.contact_details().len(), 1);
    }
}
