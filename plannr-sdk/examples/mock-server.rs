//! Starts the mock server alone, so that curl, other tools and the other examples can talk to it:
//! `cargo run --example mock-server`.
//!
//! A number after `--` is how many requests a minute it lets through, instead of the documented limit. A file after that,
//! such as a CSV to be imported, names its clients: each uuid in it is one.

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
    let plannr = builder.start().await;
    let (address, token, account) = (plannr.base_url(), plannr.access_token(), plannr.account_uuid());
    let client = plannr.add_client("Ava Morgan");
    println!(
        r#"The mock server listens at {address}

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

The other examples talk to it instead of one of their own after

  export PLANNR_BASE_URL={address} PLANNR_ACCESS_TOKEN={token} PLANNR_ACCOUNT_UUID={account}

such as: cargo run --example ensure -- {client}

Ctrl-C stops it."#
    );
    tokio::signal::ctrl_c().await?;
    Ok(())
}

fn clients(text: &str) -> Vec<Value> {
    let words = text.split(|letter: char| !letter.is_ascii_hexdigit() && letter != '-');
    words.filter_map(|word| word.parse::<Uuid>().ok()).map(|uuid| json!({ "uuid": uuid })).collect()
}
