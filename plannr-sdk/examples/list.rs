//! Lists contact details, with filters, a sort, relations, by page and as a stream: against the mock server or, if
//! `PLANNR_ACCESS_TOKEN` and `PLANNR_ACCOUNT_UUID` are set, against the real API. Arguments are the client accounts whose
//! contact details are listed; without any, all are.

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

    // A filter narrows; all of them must let a contact detail pass. Without one, all pass.
    let mut list = plannr
        .contact_details()
        .list()
        .types([ContactDetailTypeFilter::Email])
        .include([ContactDetailInclude::Accounts])
        .sort(ContactDetailSort::UpdatedAtDescending);
    if !clients.is_empty() {
        list = list.account_uuids(clients);
    }

    // A page, for somebody who looks at it.
    let page = list.clone().per_page(5).send().await?;
    let meta = page.meta.as_ref();
    println!("The e-mail addresses changed last, of {}:", meta.and_then(|meta| meta.total).unwrap_or_default());
    page.data.iter().for_each(show);

    // All of them, for a program: one page is held at a time.
    let (mut details, mut without_owner) = (list.stream(), 0);
    while let Some(detail) = details.next().await {
        without_owner += usize::from(detail?.accounts.is_none_or(|accounts| accounts.is_empty()));
    }
    println!("{without_owner} of them have no owner.");
    Ok(())
}

/// The fields are optional, for an answer may lack any of them but the uuid.
fn show(detail: &ContactDetail) {
    let value = detail.value.as_deref().unwrap_or("(no value)");
    let owners = detail.accounts.iter().flatten().filter_map(|account| account.name.as_deref());
    println!("  {value:<24} {}", owners.collect::<Vec<_>>().join(", "));
}

/// A client of the mock server, which is to have something to list.
async fn filled(mock: &MockServer) -> Result<Plannr, Box<dyn Error>> {
    let plannr = mock.plannr();
    for (name, address, number) in [
        ("Ava Morgan", "ava@example.com", "07700 900123"),
        ("Ben Okafor", "ben@example.org", "07700 900456"),
        ("Cleo Hart", "cleo@example.com", "07700 900789"),
    ] {
        let client = mock.add_client(name);
        for new in [
            NewContactDetail::email("Work", address, [client])?,
            NewContactDetail::phone_number("Mobile", number, [client])?,
        ] {
            plannr.contact_details().create(&new).await?;
        }
    }
    Ok(plannr)
}
