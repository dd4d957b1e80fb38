//! How to test your own code: `add_work_email` stands for it, and the tests below show what the mock server does for
//! them. `cargo test --example testing` runs those. `cargo run --example testing` runs the code itself: against the
//! mock server or, if `PLANNR_ACCESS_TOKEN` and `PLANNR_ACCOUNT_UUID` are set, against the real API, for the client
//! account that the first argument names.

use plannr_sdk::mock::MockServer;
use plannr_sdk::{Error, NewContactDetail, Plannr, Uuid};

/// Your code. That it takes the client, and does not make it, is all that the tests ask of it.
async fn add_work_email(plannr: &Plannr, client: Uuid, address: &str) -> Result<String, Error> {
    let ensured = match NewContactDetail::email("Work e-mail", address, [client]) {
        Ok(new) => plannr.contact_details().ensure(&new).await,
        Err(refused) => Err(refused),
    };
    match ensured {
        Ok(ensured) if ensured.is_created() => Ok("Thank you, we have it.".to_owned()),
        Ok(_) => Ok("We had it already.".to_owned()),
        Err(error) if error.is_invalid_input() || error.is_validation() => Ok("Please check the address.".to_owned()),
        Err(error) => Err(error),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockServer::start().await;
    let (plannr, client) = if std::env::var_os("PLANNR_ACCESS_TOKEN").is_some() {
        let client = std::env::args().nth(1).ok_or("name a client account: testing <account uuid>")?.parse()?;
        (Plannr::from_env()?, client)
    } else {
        (mock.plannr(), mock.add_client("Ava Morgan"))
    };
    println!("{}", add_work_email(&plannr, client, "ava@example.com").await?);
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use std::time::Duration;

    use plannr_sdk::ServerState;
    use plannr_sdk::mock::{MockResponse, Quirk};

    use super::*;

    /// Each test has a Plannr of its own, so that they run side by side.
    async fn mock() -> (MockServer, Plannr, Uuid) {
        let mock = MockServer::start().await;
        let (plannr, client) = (mock.plannr(), mock.add_client("Ava Morgan"));
        (mock, plannr, client)
    }

    #[tokio::test]
    async fn an_address_is_kept_once() {
        let (mock, plannr, client) = mock().await;
        assert_eq!(add_work_email(&plannr, client, "ava@example.com").await.unwrap(), "Thank you, we have it.");
        assert_eq!(add_work_email(&plannr, client, "AVA@example.com").await.unwrap(), "We had it already.");

        let kept = mock.contact_details();
        assert_eq!((kept.len(), &kept[0]["value"]), (1, &"ava@example.com".into()));
    }

    #[tokio::test]
    async fn who_made_a_mistake_is_asked_to_look_again() {
        let (mock, plannr, client) = mock().await;
        assert_eq!(add_work_email(&plannr, client, "ava at example").await.unwrap(), "Please check the address.");
        assert!(mock.requests().is_empty(), "it was not even sent");

        // What the server alone can know is scripted: here the answer to the create, which comes after a look.
        mock.next_response(MockResponse::invalid([("value", "The value is taken.")]).to("POST"));
        assert_eq!(add_work_email(&plannr, client, "ava@example.com").await.unwrap(), "Please check the address.");
    }

    #[tokio::test]
    async fn a_login_that_may_not_write_is_an_error() {
        let (mock, plannr, client) = mock().await;
        mock.script(|request| (request.method() == "POST").then(MockResponse::forbidden));
        let error = add_work_email(&plannr, client, "ava@example.com").await.unwrap_err();
        assert!(error.is_forbidden() && error.server_state() == ServerState::NotApplied);
    }

    #[tokio::test]
    async fn a_minute_of_waiting_takes_no_time() {
        let (mock, plannr, client) = mock().await;
        mock.next_response(MockResponse::too_many_requests(Some(60)));
        add_work_email(&plannr, client, "ava@example.com").await.unwrap();
        assert_eq!(mock.clock().passed(), Duration::from_secs(60));
    }

    #[tokio::test]
    async fn an_answer_that_never_comes_makes_no_second_address() {
        let (mock, plannr, client) = mock().await;
        mock.next_response(
            MockResponse::server_error().after_applying().delayed_by(Duration::from_secs(3600)).to("POST"),
        );
        add_work_email(&plannr, client, "ava@example.com").await.unwrap();
        assert_eq!(mock.contact_details().len(), 1);
    }

    /// What is not known of the real API's answers can be either way.
    #[tokio::test]
    async fn it_makes_no_difference_how_accounts_are_shown() {
        let mock = MockServer::builder().quirk(Quirk::AccountsAsObject).start().await;
        let client = mock.add_client("Ava Morgan");
        add_work_email(&mock.plannr(), client, "ava@example.com").await.unwrap();
        assert_eq!(add_work_email(&mock.plannr(), client, "ava@example.com").await.unwrap(), "We had it already.");
    }
}
