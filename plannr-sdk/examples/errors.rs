//! Sorts errors by what a program does next. The mock server returns every kind of error.
//!
//! If `PLANNR_ACCESS_TOKEN` and `PLANNR_ACCOUNT_UUID` are set, the program creates one e-mail address in Plannr instead, for
//! the client account in its argument, and sorts the error of that call, if there is one.

use std::time::Duration;

use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::{AccessToken, Error, NewContactDetail, Plannr, ServerState, Uuid};
use serde_json::json;

/// The next step of a program after an error.
#[derive(Debug, PartialEq)]
enum Next {
    /// A person corrects the input in these fields.
    CorrectInput(String),
    /// A person corrects the settings, the token or a permission. Until then every call fails.
    CorrectSetup,
    /// Retry after this wait.
    Retry(Duration),
    /// The change may have been applied. Search before you create again, or use `ensure`, which does that.
    LookUp,
    /// The change was applied, but its response could not be decoded.
    Done(Option<Uuid>),
    /// The contact detail no longer exists.
    Gone,
    /// A person investigates.
    Investigate,
}

/// Checks the server's state first: after a write, it decides whether a retry is safe.
fn next(error: &Error) -> Next {
    match error.server_state() {
        ServerState::Applied { uuid, .. } => return Next::Done(uuid),
        ServerState::NotApplied => {}
        _ => return Next::LookUp,
    }
    if error.is_invalid_input() || error.is_validation() {
        let fields: Vec<&str> = error.field_errors().iter().map(|problem| problem.field()).collect();
        Next::CorrectInput(fields.join(", "))
    } else if error.is_config() || error.is_token() || error.is_unauthenticated() || error.is_forbidden() {
        Next::CorrectSetup
    } else if error.is_rate_limited() {
        // The wait exceeds the client's limits, so the client did not wait itself.
        Next::Retry(error.retry_after().unwrap_or(Duration::from_secs(60)))
    } else if error.is_connect() || error.is_timeout() || error.is_interrupted() || error.is_server_error() {
        Next::Retry(Duration::from_secs(60))
    } else if error.is_not_found() {
        Next::Gone
    } else {
        Next::Investigate
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if std::env::var_os("PLANNR_ACCESS_TOKEN").is_some() {
        let client = std::env::args().nth(1).ok_or("name a client account: errors <account uuid>")?.parse()?;
        match create(&Plannr::from_env()?, client).await {
            Ok(uuid) => println!("no error: created {uuid}"),
            Err(error) => println!("{error}\n  next: {:?}", next(&error)),
        }
        return Ok(());
    }

    let minute = Duration::from_secs(60);
    let created = Uuid::from_u128(7);
    for (response, expected) in [
        (MockResponse::invalid([("value", "The value is taken.")]), Next::CorrectInput("value".to_owned())),
        (MockResponse::unauthenticated(), Next::CorrectSetup),
        (MockResponse::forbidden(), Next::CorrectSetup),
        (MockResponse::not_found(), Next::Gone),
        (MockResponse::conflict(), Next::Investigate),
        (MockResponse::too_many_requests(Some(600)), Next::Retry(10 * minute)),
        (MockResponse::raw(307, &[("Location", "https://www.example.com/")], ""), Next::Investigate),
        (MockResponse::server_error(), Next::LookUp),
        (MockResponse::html_from_proxy(502), Next::LookUp),
        (MockResponse::server_error().after_applying().delayed_by(minute), Next::LookUp),
        (MockResponse::html_from_proxy(200), Next::LookUp),
        (MockResponse::json(201, &json!({ "uuid": created, "accounts": 7 })), Next::Done(Some(created))),
    ] {
        let mock = MockServer::start().await;
        mock.next_responses(2, response);
        let error = create(&mock.plannr(), mock.clients()[0]).await.err().ok_or("expected an error")?;
        explain(&error, &expected)?;
    }

    // These fail before anything is sent.
    let no_address = NewContactDetail::email("Work", "jo at example.com", [Uuid::nil()]);
    explain(&no_address.err().ok_or("expected an error")?, &Next::CorrectInput("value".to_owned()))?;
    let no_tls = Plannr::builder("a-token", Uuid::nil()).base_url("http://plannr.example.com").build();
    explain(&no_tls.err().ok_or("expected an error")?, &Next::CorrectSetup)?;
    let unreachable = Plannr::builder("a-token", Uuid::nil()).base_url("http://127.0.0.1:9").max_retries(0).build()?;
    let error = create(&unreachable, Uuid::nil()).await.err().ok_or("expected an error")?;
    explain(&error, &Next::Retry(minute))?;
    let no_token = || async { Err::<AccessToken, _>(std::io::Error::other("the identity provider is down")) };
    let no_token = Plannr::builder_with_token_source(no_token, Uuid::nil()).base_url("http://127.0.0.1:9").build()?;
    let error = create(&no_token, Uuid::nil()).await.err().ok_or("expected an error")?;
    explain(&error, &Next::CorrectSetup)?;

    // These two occur while reading.
    let mock = MockServer::start().await;
    let client = mock.clients()[0];
    let frugal = mock.plannr_builder().max_response_size(10).build()?;
    let error = frugal.contact_details().list().send().await.err().ok_or("expected an error")?;
    explain(&error, &Next::Investigate)?;
    let no_country = json!({ "data": [{ "uuid": client, "type": "phone_number", "value": "20 7946 0123" }] });
    mock.next_response(MockResponse::json(200, &no_country));
    let new = NewContactDetail::phone_number("Home", "020 7946 0123", [client])?;
    let error = mock.plannr().contact_details().ensure(&new).await.err().ok_or("expected an error")?;
    explain(&error, &Next::Investigate)
}

async fn create(plannr: &Plannr, client: Uuid) -> Result<Uuid, Error> {
    let new = NewContactDetail::email("Work e-mail", "jo@example.com", [client])?;
    Ok(plannr.contact_details().create(&new).await?.uuid)
}

/// The text of an error contains no personal data and no secret, so it is safe to log.
fn explain(error: &Error, expected: &Next) -> Result<(), Box<dyn std::error::Error>> {
    let next = next(error);
    println!("{error}\n  next: {next:?}");
    if next == *expected { Ok(()) } else { Err(format!("expected {expected:?}").into()) }
}
