//! Handles each kind of error: those that the mock server plays or, if `PLANNR_ACCESS_TOKEN` and `PLANNR_ACCOUNT_UUID`
//! are set, the one that the real API may give when it creates an e-mail address for the client account that the first
//! argument names.

use std::time::Duration;

use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::{AccessToken, Error, NewContactDetail, Plannr, ServerState, Uuid};
use serde_json::json;

/// What a program does next, which is less than what can go wrong.
#[derive(Debug, PartialEq)]
enum Next {
    /// A person mends what was entered, and the field is named.
    MendInput(String),
    /// A person mends the settings, the token or a permission: every other call would fail as well.
    MendSetup,
    /// The same again, after so long.
    SendAgain(Duration),
    /// It may be there, or come still: look, and create only what is not there, as `ensure` does.
    Look,
    /// It is there, though its answer could not be read.
    Done(Option<Uuid>),
    /// What was to be changed is not there any more.
    Gone,
    /// A person reads the log.
    Report,
}

/// The state of the server comes first: after a write it decides whether anything may be sent again.
fn next(error: &Error) -> Next {
    match error.server_state() {
        ServerState::Applied { uuid, .. } => return Next::Done(uuid),
        ServerState::NotApplied => {}
        _ => return Next::Look,
    }
    if error.is_invalid_input() || error.is_validation() {
        let fields: Vec<&str> = error.field_errors().iter().map(|problem| problem.field()).collect();
        Next::MendInput(fields.join(", "))
    } else if error.is_config() || error.is_token() || error.is_unauthenticated() || error.is_forbidden() {
        Next::MendSetup
    } else if error.is_rate_limited() {
        // The client has waited already, as long as its patience allows.
        Next::SendAgain(error.retry_after().unwrap_or(Duration::from_secs(60)))
    } else if error.is_connect() || error.is_timeout() || error.is_interrupted() || error.is_server_error() {
        Next::SendAgain(Duration::from_secs(60))
    } else if error.is_not_found() {
        Next::Gone
    } else {
        Next::Report
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
    for (answer, expected) in [
        (MockResponse::invalid([("value", "The value is taken.")]), Next::MendInput("value".to_owned())),
        (MockResponse::unauthenticated(), Next::MendSetup),
        (MockResponse::forbidden(), Next::MendSetup),
        (MockResponse::not_found(), Next::Gone),
        (MockResponse::conflict(), Next::Report),
        (MockResponse::too_many_requests(Some(600)), Next::SendAgain(10 * minute)),
        (MockResponse::raw(307, &[("Location", "https://www.example.com/")], ""), Next::Report),
        (MockResponse::server_error(), Next::Look),
        (MockResponse::html_from_proxy(502), Next::Look),
        (MockResponse::server_error().after_applying().delayed_by(minute), Next::Look),
        (MockResponse::html_from_proxy(200), Next::Look),
        (MockResponse::raw(201, &[("Content-Type", "application/json")], "{}").after_applying(), Next::Done(None)),
    ] {
        let mock = MockServer::start().await;
        mock.next_responses(2, answer);
        let error = create(&mock.plannr(), mock.clients()[0]).await.err().ok_or("an error was due")?;
        explain(&error, &expected)?;
    }

    // Nothing is sent for these.
    let no_address = NewContactDetail::email("Work", "jo at example.com", [Uuid::nil()]);
    explain(&no_address.err().ok_or("an error was due")?, &Next::MendInput("value".to_owned()))?;
    let no_tls = Plannr::builder("a-token", Uuid::nil()).base_url("http://plannr.example.com").build();
    explain(&no_tls.err().ok_or("an error was due")?, &Next::MendSetup)?;
    let nobody_listens =
        Plannr::builder("a-token", Uuid::nil()).base_url("http://127.0.0.1:9").max_retries(0).build()?;
    let error = create(&nobody_listens, Uuid::nil()).await.err().ok_or("an error was due")?;
    explain(&error, &Next::SendAgain(minute))?;
    let no_token = || async { Err::<AccessToken, _>(std::io::Error::other("the identity provider is down")) };
    let no_token = Plannr::builder_with_token_source(no_token, Uuid::nil()).base_url("http://127.0.0.1:9").build()?;
    let error = create(&no_token, Uuid::nil()).await.err().ok_or("an error was due")?;
    explain(&error, &Next::MendSetup)?;

    // These two come from what is read, not from what is written.
    let mock = MockServer::start().await;
    let client = mock.clients()[0];
    let frugal = mock.plannr_builder().max_response_size(10).build()?;
    let error = frugal.contact_details().list().send().await.err().ok_or("an error was due")?;
    explain(&error, &Next::Report)?;
    let no_country = json!({ "data": [{ "uuid": client, "type": "phone_number", "value": "7700 900123" }] });
    mock.next_response(MockResponse::json(200, &no_country));
    let new = NewContactDetail::phone_number("Mobile", "07700 900123", [client])?;
    let error = mock.plannr().contact_details().ensure(&new).await.err().ok_or("an error was due")?;
    explain(&error, &Next::Report)
}

async fn create(plannr: &Plannr, client: Uuid) -> Result<Uuid, Error> {
    let new = NewContactDetail::email("Work e-mail", "jo@example.com", [client])?;
    Ok(plannr.contact_details().create(&new).await?.uuid)
}

/// The text of an error holds nothing personal and nothing secret: it can be logged as it is.
fn explain(error: &Error, expected: &Next) -> Result<(), Box<dyn std::error::Error>> {
    let next = next(error);
    println!("{error}\n  next: {next:?}");
    if next == *expected { Ok(()) } else { Err(format!("{expected:?} was due").into()) }
}
