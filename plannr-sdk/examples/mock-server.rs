//! Runs the mock server for curl, other tools and the other examples: `cargo run --example mock-server`.
//!
//! The first argument is the rate limit per minute, by default the documented one. The second is a file, such as a CSV to
//! import: every uuid in it becomes a client account.

use plannr_sdk::Uuid;
use plannr_sdk::mock::MockServer;
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = MockServer::builder().time_of_day(std::time::SystemTime::now);
    if let Some(requests_per_minute) = std::env::args().nth(1) {
        builder = builder.quota(requests_per_minute.parse()?);
    }
    if let Some(file) = std::env::args().nth(2) {
        builder = builder.seed(&json!({ "accounts": clients(&std::fs::read_to_string(file)?) }).to_string());
    }
    let mock = builder.start().await;
    let (address, token, account) = (mock.base_url(), mock.access_token(), mock.account_uuid());
    let client = mock.add_client("Ava Morgan");
    println!(
        r#"The mock server listens at {address}. Press Ctrl-C to stop it.

  access token  {token}
  account uuid  {account}
  a client      {client}

Create a contact detail, then list all:

  curl '{address}/api/v2/contact-details' \
    --header 'Authorization: Bearer {token}' \
    --header 'X-PLANNR-ACCOUNT-UUID: {account}' \
    --header 'Accept: application/json' \
    --header 'Content-Type: application/json' \
    --data '{{"type":"email","name":"Work","value":"ava@example.com","account_uuids":["{client}"]}}'

  curl '{address}/api/v2/contact-details?include=accounts' \
    --header 'Authorization: Bearer {token}' \
    --header 'X-PLANNR-ACCOUNT-UUID: {account}' \
    --header 'Accept: application/json'

Point the other examples at it:

  export PLANNR_BASE_URL={address} PLANNR_ACCESS_TOKEN={token} PLANNR_ACCOUNT_UUID={account}
  cargo run --example ensure -- {client}"#
    );
    tokio::signal::ctrl_c().await?;
    Ok(())
}

fn clients(text: &str) -> Vec<Value> {
    let words = text.split(|letter: char| !letter.is_ascii_hexdigit() && letter != '-');
    words.filter_map(|word| word.parse::<Uuid>().ok()).map(|uuid| json!({ "uuid": uuid })).collect()
}
