//! How to test your own code: `add_work_email` stands for it, and the tests below show what the embedded Plannr does for
//! them. `cargo test --example testing` runs those. `cargo run --example testing` runs the code itself: against the
//! embedded Plannr or, if `PLANNR_ACCESS_TOKEN` and `PLANNR_ACCOUNT_UUID` are set, against the real API, for the client
//! account that the first argument names.

use plannr_sdk::mock::EmbeddedPlannr;
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
    let embedded = EmbeddedPlannr::start().await;
    let (plannr, client) = if std::env::var_os("PLANNR_ACCESS_TOKEN").is_some() {
        let client = std::env::args().nth(1).ok_or("name a client account: testing <account uuid>")?.parse()?;
        (Plannr::from_env()?, client)
    } else {
        (embedded.plannr(), embedded.add_client("Ava Morgan"))
    };
    println!("{}", add_work_email(&plannr, client, "ava@example.com").await?);
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use std::time::Duration;

    use plannr_sdk::ServerState;
    use plannr_sdk::mock::{Answer, Disguise};

    use super::*;

    /// Each test has a Plannr of its own, so that they run side by side.
    async fn embedded() -> (EmbeddedPlannr, Plannr, Uuid) {
        let embedded = EmbeddedPlannr::start().await;
        let (plannr, client) = (embedded.plannr(), embedded.add_client("Ava Morgan"));
        (embedded, plannr, client)
    }

    #[tokio::test]
    async fn an_address_is_kept_once() {
        let (embedded, plannr, client) = embedded().await;
        assert_eq!(add_work_email(&plannr, client, "ava@example.com").await.unwrap(), "Thank you, we have it.");
        assert_eq!(add_work_email(&plannr, client, "AVA@example.com").await.unwrap(), "We had it already.");

        let kept = embedded.contact_details();
        assert_eq!((kept.len(), &kept[0]["value"]), (1, &"ava@example.com".into()));
    }

    #[tokio::test]
    async fn who_made_a_mistake_is_asked_to_look_again() {
        let (embedded, plannr, client) = embedded().await;
        assert_eq!(add_work_email(&plannr, client, "ava at example").await.unwrap(), "Please check the address.");
        assert!(embedded.requests().is_empty(), "it was not even sent");

        // What the server alone can know is scripted: here the answer to the create, which comes after a look.
        embedded.next_call(Answer::invalid([("value", "The value is taken.")]).to("POST"));
        assert_eq!(add_work_email(&plannr, client, "ava@example.com").await.unwrap(), "Please check the address.");
    }

    #[tokio::test]
    async fn a_login_that_may_not_write_is_an_error() {
        let (embedded, plannr, client) = embedded().await;
        embedded.script(|request| (request.method() == "POST").then(Answer::forbidden));
        let error = add_work_email(&plannr, client, "ava@example.com").await.unwrap_err();
        assert!(error.is_forbidden() && error.server_state() == ServerState::NotApplied);
    }

    #[tokio::test]
    async fn a_minute_of_waiting_takes_no_time() {
        let (embedded, plannr, client) = embedded().await;
        embedded.next_call(Answer::too_many_requests(Some(60)));
        add_work_email(&plannr, client, "ava@example.com").await.unwrap();
        assert_eq!(embedded.clock().passed(), Duration::from_secs(60));
    }

    #[tokio::test]
    async fn an_answer_that_never_comes_makes_no_second_address() {
        let (embedded, plannr, client) = embedded().await;
        embedded.next_call(Answer::server_error().after_applying().late_by(Duration::from_secs(3600)).to("POST"));
        add_work_email(&plannr, client, "ava@example.com").await.unwrap();
        assert_eq!(embedded.contact_details().len(), 1);
    }

    /// What is not known of the real API's answers can be either way.
    #[tokio::test]
    async fn it_makes_no_difference_how_accounts_are_shown() {
        let embedded = EmbeddedPlannr::builder().disguise(Disguise::AccountsAsObject).start().await;
        let client = embedded.add_client("Ava Morgan");
        add_work_email(&embedded.plannr(), client, "ava@example.com").await.unwrap();
        assert_eq!(add_work_email(&embedded.plannr(), client, "ava@example.com").await.unwrap(), "We had it already.");
    }
}
