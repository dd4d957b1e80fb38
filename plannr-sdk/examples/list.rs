//! Lists contact details with filters, as one page and as a stream.
//!
//! Reads from the mock server, or from Plannr if `PLANNR_ACCESS_TOKEN` and `PLANNR_ACCOUNT_UUID` are set. The arguments are
//! the client accounts to list; without arguments, the program lists all.

use std::error::Error;

use plannr_sdk::mock::MockServer;
use plannr_sdk::{
    ContactDetail, ContactDetailInclude, ContactDetailSort, ContactDetailTypeFilter, NewContactDetail, Plannr, Uuid,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let clients = std::env::args().skip(1).map(|uuid| uuid.parse()).collect::<Result<Vec<Uuid>, _>>()?;
    let mock = MockServer::start().await;
    let plannr = match std::env::var_os("PLANNR_ACCESS_TOKEN") {
        Some(_) => Plannr::from_env()?,
        None => filled(&mock).await?,
    };

    // A contact detail must match all filters.
    let mut list = plannr
        .contact_details()
        .list()
        .types([ContactDetailTypeFilter::Email])
        .include([ContactDetailInclude::Accounts])
        .sort(ContactDetailSort::UpdatedAtDescending);
    if !clients.is_empty() {
        list = list.account_uuids(clients);
    }

    let page = list.clone().per_page(5).send().await?;
    let total = page.meta.as_ref().and_then(|meta| meta.total);
    println!("The {} most recently changed e-mail addresses of {}:", page.data.len(), total.unwrap_or_default());
    page.data.iter().for_each(show);

    // A stream fetches one page after the other, and keeps one in memory.
    let (mut details, mut without_owner) = (list.stream(), 0);
    while let Some(detail) = details.next().await {
        without_owner += usize::from(detail?.accounts.is_none_or(|accounts| accounts.is_empty()));
    }
    println!("{without_owner} of all have no owner.");
    Ok(())
}

/// Every field but the uuid is optional, because a response may omit it.
fn show(detail: &ContactDetail) {
    let value = detail.value.as_deref().unwrap_or("(no value)");
    let owners = detail.accounts.iter().flatten().filter_map(|account| account.name.as_deref());
    println!("  {value:<24} {}", owners.collect::<Vec<_>>().join(", "));
}

/// Fills the mock server, and returns a client of it.
async fn filled(mock: &MockServer) -> Result<Plannr, Box<dyn Error>> {
    let plannr = mock.plannr();
    for (name, address, number) in [
        ("Ava Morgan", "ava@example.com", "020 7946 0123"),
        ("Ben Okafor", "ben@example.org", "020 7946 0456"),
        ("Cleo Hart", "cleo@example.com", "0113 496 0789"),
    ] {
        let client = mock.add_client(name);
        plannr.contact_details().create(&NewContactDetail::email("Work", address, [client])?).await?;
        plannr.contact_details().create(&NewContactDetail::phone_number("Office", number, [client])?).await?;
    }
    Ok(plannr)
}
