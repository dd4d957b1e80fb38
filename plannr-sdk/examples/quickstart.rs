//! Creates a phone number in the mock server, or in Plannr if `PLANNR_ACCESS_TOKEN` is set. The argument is the client
//! that owns it: its uuid or its e-mail address.

use std::error::Error;

use plannr_sdk::mock::MockServer;
use plannr_sdk::{Found, NewContactDetail, Plannr, PlannrUser, Uuid};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let is_real = std::env::var_os("PLANNR_ACCESS_TOKEN").is_some();
    let mock = MockServer::start().await;
    let (plannr, owner) = if is_real {
        let client = std::env::args().nth(1).ok_or("usage: quickstart <uuid or e-mail address of a client>")?;
        let plannr = log_in().await?;
        let owner = find(&plannr, &client).await?;
        (plannr, owner)
    } else {
        (mock.plannr(), mock.clients()[0])
    };

    let new = NewContactDetail::phone_number("Office", "020 7946 0123", [owner])?;
    let created = plannr.contact_details().create(&new).await?;

    println!("Created a contact detail ({}):", created.status());
    println!("  uuid   {}", created.uuid);
    println!("  name   {}", created.name.as_deref().unwrap_or_default());
    println!("  value  {}", created.value.as_deref().unwrap_or_default());
    println!("  owner  {owner}");
    if !is_real {
        println!("\nThis used the mock server on this machine. To write to Plannr, set PLANNR_ACCESS_TOKEN, and run:");
        println!("cargo run --example quickstart -- <uuid or e-mail address of a client>");
    }
    Ok(())
}

/// Acts for `PLANNR_ACCOUNT_UUID` or, if it is not set, for the account of the user's only login.
async fn log_in() -> Result<Plannr, Box<dyn Error>> {
    if std::env::var_os("PLANNR_ACCOUNT_UUID").is_some() {
        return Ok(Plannr::from_env()?);
    }
    let user = PlannrUser::from_env()?;
    let logins = user.logins().await?.into_inner();
    let accounts: Vec<_> = logins.iter().filter_map(|login| login.account.as_deref()).collect();
    if let [account] = accounts[..] {
        return Ok(user.with_account(account.uuid));
    }
    println!("You have {} accounts. Set PLANNR_ACCOUNT_UUID to one of them:", accounts.len());
    accounts.iter().for_each(|account| println!("  {}  {}", account.uuid, account.name.as_deref().unwrap_or_default()));
    Err("nothing was created".into())
}

/// Returns the client with this uuid or exact e-mail address.
async fn find(plannr: &Plannr, client: &str) -> Result<Uuid, Box<dyn Error>> {
    if let Ok(uuid) = client.parse() {
        return Ok(uuid);
    }
    match plannr.accounts().find_by_email(client).await? {
        Found::One(account) => return Ok(account.uuid),
        Found::Several(accounts) => {
            println!("{} clients have this e-mail address. Pass the uuid of one of them:", accounts.len());
            for account in accounts {
                println!("  {}  {}", account.uuid, account.name.as_deref().unwrap_or_default());
            }
        }
        Found::None => println!("No client has this e-mail address."),
    }
    Err("nothing was created".into())
}
