//! Each quirk of the mock server has its documented effect, and the SDK reads all of them.

use std::collections::HashSet;
use std::time::{Duration, UNIX_EPOCH};

use contract_tests::mock_server::{SECOND_OF_APRIL, assert_fits, call, created, email, get, send, with};
use plannr_sdk::mock::{MockServer, Quirk};
use plannr_sdk::reqwest::Method;
use plannr_sdk::{
    Account, ContactDetail, ContactDetailInclude, ContactDetailValue, Error, NewContactDetail, UpdateContactDetail,
};
use serde_json::{Value, json};

const EMAIL: &str = "ava@example.com";

async fn start_with(quirks: &[Quirk]) -> MockServer {
    let builder = MockServer::builder().time_of_day(|| UNIX_EPOCH + Duration::from_secs(SECOND_OF_APRIL));
    quirks.iter().fold(builder, |builder, quirk| builder.quirk(*quirk)).start().await
}

/// The responses about a primary e-mail address: to its creation and to a list.
async fn responses_with(quirks: &[Quirk]) -> Value {
    let mock = start_with(quirks).await;
    let created = created(&mock, &with(email(&mock), &json!({ "is_primary": true }))).await;
    let (status, listed) = get(&mock, "?include=accounts,primary_accounts").await;
    assert_eq!(status, 200, "{quirks:?}: {listed}");
    let refused = send(call(&mock, Method::PATCH, "")).await;
    let remaining = refused.headers().get("x-ratelimit-remaining").map(|value| value.to_str().unwrap());
    json!({ "created": created, "listed": listed, "refused": { "remaining": remaining } })
}

#[tokio::test]
async fn each_quirk_changes_what_it_is_documented_to_change() {
    use Quirk::*;

    let plain = responses_with(&[]).await;
    let client = plain["created"]["accounts"][0]["uuid"].clone();
    let uuid = plain["created"]["uuid"].clone();
    let table = [
        (SlimAccounts, "/created/accounts/0/primary_email", None),
        (WideAccounts, "/listed/data/0/accounts/0/primary_email/value", Some(json!(EMAIL))),
        (BooleansAsText, "/created/accounts/0/has_joint_account", Some(json!("true"))),
        (PrimaryDetailsAsText, "/created/accounts/0/primary_email", Some(json!(EMAIL))),
        (MicrosecondTimes, "/created/created_at", Some(json!("2025-04-02T09:00:00.000000Z"))),
        (SpacedTimes, "/created/accounts/0/primary_email/updated_at", Some(json!("2025-04-02 10:00:00"))),
        (DatesAlone, "/listed/data/0/created_at", Some(json!("2025-04-02"))),
        (AccountsAsObject, "/listed/data/0/primary_accounts/uuid", Some(client.clone())),
        (AccountsAsObject, "/created/accounts/uuid", Some(client)),
        (AccountsNull, "/created/accounts", Some(Value::Null)),
        (AccountsNull, "/listed/data/0/primary_accounts", Some(Value::Null)),
        (AccountsAbsent, "/created/accounts", None),
        (AccountsAbsent, "/listed/data/0/primary_accounts", None),
        (EmailMetaNull, "/created/phone_number_meta", Some(Value::Null)),
        (EmailMetaEmptyArray, "/listed/data/0/phone_number_meta", Some(json!([]))),
        (AbsentForNull, "/created/accounts/0/primary_phone_number", None),
        (WrappedInData, "/created/data/uuid", Some(uuid.clone())),
        (NestedData, "/listed/data/0/0/uuid", Some(uuid)),
        (NoPagination, "/listed/links", None),
        (NoPagination, "/listed/meta", None),
        (UncountedWithoutRateLimit, "/refused/remaining", Some(Value::Null)),
    ];
    for (quirk, place, expected) in &table {
        let changed = responses_with(&[*quirk]).await;
        assert_eq!(changed.pointer(place), expected.as_ref(), "{quirk:?} at {place}");
        assert_ne!(plain.pointer(place), expected.as_ref(), "{quirk:?} changes nothing at {place}");
    }
    let tested: HashSet<_> = table.iter().map(|(quirk, ..)| *quirk).collect();
    assert_eq!(tested, HashSet::from_iter(Quirk::ALL.iter().copied()), "the table lacks a quirk");
}

fn removes_accounts(quirks: &[Quirk]) -> bool {
    quirks.contains(&Quirk::AccountsNull) || quirks.contains(&Quirk::AccountsAbsent)
}

/// The fields that are read in every quirk.
fn fields(detail: &ContactDetail) -> Value {
    let uuids = |accounts: &Option<Vec<Account>>| {
        accounts.as_ref().map(|accounts| accounts.iter().map(|account| account.uuid).collect::<Vec<_>>())
    };
    json!({
        "uuid": detail.uuid,
        "type": detail.type_,
        "name": detail.name,
        "value": detail.value,
        "country": detail.phone_number_meta.as_ref().and_then(|meta| meta.country.clone()),
        "accounts": uuids(&detail.accounts),
        "primary_accounts": uuids(&detail.primary_accounts),
    })
}

/// Creates, lists, gets and updates an e-mail address and a phone number.
async fn use_all_operations(quirks: &[Quirk]) -> Result<(), Error> {
    let mock = start_with(quirks).await;
    let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
    let owners = (!removes_accounts(quirks)).then_some([owner]);
    let assert_fits = |schema: &str, body: &[u8]| {
        // A quirk may deviate from the spec.
        if quirks.is_empty() {
            assert_fits(schema, &serde_json::from_slice(body).unwrap());
        }
    };

    let mut all = Vec::new();
    for (new, kind, country) in [
        (NewContactDetail::email("Work", EMAIL, [owner])?, "email", None),
        (NewContactDetail::phone_number("Work", "+442079460123", [owner])?, "phone_number", Some("GB")),
    ] {
        let created = details.create(&new.clone().primary()).await?;
        assert_eq!(created.status().as_u16(), 201);
        assert_fits("ContactDetail", created.body());
        let due = json!({
            "uuid": mock.contact_details().last().unwrap()["uuid"], "type": kind, "name": "Work", "value": new.value(),
            "country": country, "accounts": owners, "primary_accounts": null,
        });
        assert_eq!(fields(&created), due);
        all.push(with(due, &json!({ "primary_accounts": owners })));
    }

    let list = details.list().include([ContactDetailInclude::Accounts, ContactDetailInclude::PrimaryAccounts]);
    let page = list.send().await?;
    assert!(page.failures().is_empty(), "{:?}", page.failures());
    assert_fits("ContactDetailPage", page.body());
    assert_eq!(page.data.iter().map(fields).collect::<Vec<_>>(), all);

    let (mut stream, mut streamed) = (list.per_page(1).stream(), Vec::new());
    while let Some(detail) = stream.next().await {
        streamed.push(fields(&detail?));
    }
    assert_eq!(streamed, all);

    let values = [ContactDetailValue::email("new@example.com")?, ContactDetailValue::phone_number("+442079460018")?];
    for (due, (value, text)) in all.into_iter().zip(values.into_iter().zip(["new@example.com", "+442079460018"])) {
        let got = details.get(serde_json::from_value(due["uuid"].clone()).unwrap()).await?.unwrap();
        assert_eq!(fields(&got), due);
        let update = match UpdateContactDetail::try_from(&got) {
            Ok(update) => update.with_value(value),
            // Without accounts in the response, an update made from it would remove the owners.
            Err(error) => {
                assert!(owners.is_none() && error.is_invalid_input(), "{error}");
                UpdateContactDetail::new("Work", value, [owner])?
            }
        };
        let updated = details.update(got.uuid, &update).await?;
        assert_fits("ContactDetail", updated.body());
        assert_eq!(fields(&updated), with(due, &json!({ "value": text, "primary_accounts": null })));
    }
    for stored in mock.contact_details() {
        assert_eq!((&stored["account_uuids"], &stored["primary_account_uuids"]), (&json!([owner]), &json!([owner])));
    }
    Ok(())
}

#[tokio::test]
async fn the_sdk_reads_every_quirk_alone_and_all_together() {
    // All together also without those that remove the accounts, which would hide the other quirks of accounts.
    let keeping_accounts = Quirk::ALL.iter().copied().filter(|quirk| !removes_accounts(&[*quirk])).collect();
    let mut sets = vec![Vec::new(), Quirk::ALL.to_vec(), keeping_accounts];
    sets.extend(Quirk::ALL.iter().map(|quirk| vec![*quirk]));
    for quirks in sets {
        println!("{quirks:?}");
        use_all_operations(&quirks).await.unwrap_or_else(|error| panic!("{quirks:?}: {error}"));
    }
}
