//! Is each quirk of the mock server what it is described as, and does the SDK read all of them?

use std::collections::HashSet;
use std::time::{Duration, UNIX_EPOCH};

use contract_tests::mock_server::{SECOND_OF_APRIL, assert_fits, created, email, get, with};
use plannr_sdk::mock::{MockServer, Quirk};
use plannr_sdk::reqwest::StatusCode;
use plannr_sdk::{
    Account, ContactDetail, ContactDetailInclude, ContactDetailType, ContactDetailValue, NewContactDetail,
    UpdateContactDetail, Uuid,
};
use serde_json::{Value, json};

const EMAIL: &str = "ava@example.com";
const PHONE: &str = "+447700900123";
const RELATIONS: [ContactDetailInclude; 2] = [ContactDetailInclude::Accounts, ContactDetailInclude::PrimaryAccounts];

async fn start_in(quirks: &[Quirk]) -> MockServer {
    let builder = MockServer::builder().time_of_day(|| UNIX_EPOCH + Duration::from_secs(SECOND_OF_APRIL));
    quirks.iter().fold(builder, |builder, quirk| builder.quirk(*quirk)).start().await
}

/// What is answered about a primary e-mail address: when it is created, and in a list.
async fn answers_in(quirks: &[Quirk]) -> Value {
    let plannr = start_in(quirks).await;
    let created = created(&plannr, &with(email(&plannr), &json!({ "is_primary": true }))).await;
    let (status, listed) = get(&plannr, "?include=accounts,primary_accounts").await;
    assert_eq!(status, 200, "{quirks:?}: {listed}");
    json!({ "created": created, "listed": listed })
}

#[tokio::test]
async fn each_quirk_is_what_it_is_described_as() {
    use Quirk::*;

    let plain = answers_in(&[]).await;
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
    ];
    for (quirk, place, expected) in &table {
        let disguised = answers_in(&[*quirk]).await;
        assert_eq!(disguised.pointer(place), expected.as_ref(), "{quirk:?} at {place}");
        assert_ne!(plain.pointer(place), expected.as_ref(), "{quirk:?} changes nothing at {place}");
    }
    let described: HashSet<_> = table.iter().map(|(quirk, ..)| *quirk).collect();
    assert_eq!(described, HashSet::from_iter(Quirk::ALL.iter().copied()), "the table does not have all");
}

/// Without any, each, all together, and all that leave the accounts there.
fn wardrobe() -> Vec<Vec<Quirk>> {
    let mut wardrobe = vec![Vec::new(), Quirk::ALL.to_vec()];
    wardrobe.push(Quirk::ALL.iter().copied().filter(|quirk| !takes_accounts(&[*quirk])).collect());
    wardrobe.extend(Quirk::ALL.iter().map(|quirk| vec![*quirk]));
    wardrobe
}

fn takes_accounts(quirks: &[Quirk]) -> bool {
    quirks.contains(&Quirk::AccountsNull) || quirks.contains(&Quirk::AccountsAbsent)
}

/// What is to be read of a contact detail, whatever it is disguised as.
#[derive(Clone, Debug, PartialEq)]
struct Expected {
    uuid: Uuid,
    type_: Option<ContactDetailType>,
    name: Option<String>,
    value: Option<String>,
    country: Option<String>,
    accounts: Option<Vec<Uuid>>,
    primary_accounts: Option<Vec<Uuid>>,
}

impl Expected {
    fn new(type_: ContactDetailType, value: &str, owners: Option<Vec<Uuid>>) -> Self {
        let country = (type_ == ContactDetailType::PhoneNumber).then(|| "GB".to_owned());
        let (name, value) = (Some("Work".to_owned()), Some(value.to_owned()));
        let (uuid, primary_accounts) = (Uuid::nil(), owners.clone());
        Self { uuid, type_: Some(type_), name, value, country, accounts: owners, primary_accounts }
    }

    fn of(detail: &ContactDetail) -> Self {
        let uuids = |accounts: &Option<Vec<Account>>| {
            accounts.as_ref().map(|accounts| accounts.iter().map(|account| account.uuid).collect())
        };
        Self {
            uuid: detail.uuid,
            type_: detail.type_.clone(),
            name: detail.name.clone(),
            value: detail.value.clone(),
            country: detail.phone_number_meta.as_ref().and_then(|meta| meta.country.clone()),
            accounts: uuids(&detail.accounts),
            primary_accounts: uuids(&detail.primary_accounts),
        }
    }
}

#[tokio::test]
async fn every_quirk_answers_as_lists_and_single_resources_that_the_sdk_reads() {
    for quirks in wardrobe() {
        let mock = start_in(&quirks).await;
        let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
        let owners = (!takes_accounts(&quirks)).then(|| vec![owner]);
        let fits = |schema: &str, body: &[u8]| {
            // A quirk may be what the spec does not say.
            if quirks.is_empty() {
                assert_fits(schema, &serde_json::from_slice(body).unwrap());
            }
        };

        let mut all = Vec::new();
        for (new, mut expected) in [
            (
                NewContactDetail::email("Work", EMAIL, [owner]),
                Expected::new(ContactDetailType::Email, EMAIL, owners.clone()),
            ),
            (
                NewContactDetail::phone_number("Work", PHONE, [owner]),
                Expected::new(ContactDetailType::PhoneNumber, PHONE, owners.clone()),
            ),
        ] {
            let created = details.create(&new.unwrap().primary()).await.unwrap_or_else(|e| panic!("{quirks:?}: {e}"));
            assert_eq!(created.status(), StatusCode::CREATED);
            fits("ContactDetail", created.body());
            expected.uuid = mock.contact_details().last().unwrap()["uuid"].as_str().unwrap().parse().unwrap();
            let without_primary = Expected { primary_accounts: None, ..expected.clone() };
            assert_eq!(Expected::of(&created), without_primary, "{quirks:?}");
            all.push(expected);
        }

        let listing = details.list().include(RELATIONS);
        let page = listing.send().await.unwrap_or_else(|e| panic!("{quirks:?}: {e}"));
        assert!(page.failures().is_empty(), "{quirks:?}: {:?}", page.failures());
        fits("ContactDetailPage", page.body());
        assert_eq!(page.data.iter().map(Expected::of).collect::<Vec<_>>(), all, "{quirks:?}");

        let (mut stream, mut streamed) = (listing.per_page(1).stream(), Vec::new());
        while let Some(detail) = stream.next().await {
            streamed.push(Expected::of(&detail.unwrap_or_else(|e| panic!("{quirks:?}: {e}"))));
        }
        assert_eq!(streamed, all, "{quirks:?}");

        for (expected, value) in all.into_iter().zip(["new@example.com", "+442079460018"]) {
            let got = details.get(expected.uuid).await.unwrap_or_else(|e| panic!("{quirks:?}: {e}"));
            let got = got.unwrap_or_else(|| panic!("{quirks:?}: not found"));
            assert_eq!(Expected::of(&got), expected, "{quirks:?}");

            let value_of =
                |value| ContactDetailValue::email(value).or_else(|_| ContactDetailValue::phone_number(value));
            let update = match UpdateContactDetail::try_from(&got) {
                Ok(update) => update.with_value(value_of(value).unwrap()),
                // It must not take owners away that did not come.
                Err(error) => {
                    assert!(owners.is_none() && error.is_invalid_input(), "{quirks:?}: {error}");
                    UpdateContactDetail::new("Work", value_of(value).unwrap(), [owner]).unwrap()
                }
            };
            let updated = details.update(got.uuid, &update).await.unwrap_or_else(|e| panic!("{quirks:?}: {e}"));
            fits("ContactDetail", updated.body());
            let value = Some(value.to_owned());
            assert_eq!(Expected::of(&updated), Expected { value, primary_accounts: None, ..expected }, "{quirks:?}");
        }
        for stored in mock.contact_details() {
            assert_eq!(stored["account_uuids"], json!([owner]), "{quirks:?}");
            assert_eq!(stored["primary_account_uuids"], json!([owner]), "{quirks:?}");
        }
    }
}
