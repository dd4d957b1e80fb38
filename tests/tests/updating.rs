//! An update changes the fields that were set, and no others.

use contract_tests::mock_server::with;
use contract_tests::plannr::{ACCOUNT, OWNER, assert_refused, client};
use contract_tests::server::{StubResponse, StubServer};
use plannr_sdk::mock::{MockServer, Quirk};
use plannr_sdk::{
    ContactDetail, ContactDetailInclude, ContactDetailValue, NewContactDetail, Response, ServerState,
    UpdateContactDetail, Uuid,
};
use serde_json::{Value, json};

/// An e-mail address that two clients own, and that is primary for the second.
async fn shared(mock: &MockServer) -> (Uuid, Uuid, Uuid) {
    let (one, two) = (mock.add_client("Ava Morgan"), mock.add_client("Finn Morgan"));
    let new = NewContactDetail::email("Family", "morgans@example.com", [one, two]).unwrap().primary_for([two]);
    let created = mock.plannr().contact_details().create(&new).await.unwrap();
    (created.uuid, one, two)
}

/// An update that is made from the current contact detail.
async fn current(mock: &MockServer, uuid: Uuid) -> UpdateContactDetail {
    UpdateContactDetail::try_from(&mock.plannr().contact_details().get(uuid).await.unwrap().unwrap()).unwrap()
}

fn stored(mock: &MockServer, uuid: Uuid) -> Value {
    let details = mock.contact_details();
    details.into_iter().find(|detail| detail["uuid"] == json!(uuid)).expect("it is stored")
}

fn email_value(address: &str) -> ContactDetailValue {
    ContactDetailValue::email(address).unwrap()
}

#[tokio::test]
async fn a_rename_keeps_everything_else() {
    let mock = MockServer::start().await;
    let (one, two) = (mock.add_client("Ava Morgan"), mock.add_client("Finn Morgan"));
    let details = mock.plannr().contact_details();
    for new in [
        NewContactDetail::email("Old", "ava@example.com", [one]),
        NewContactDetail::email("Old", "ava@example.com", [one]).map(NewContactDetail::primary),
        NewContactDetail::phone_number("Old", "020 7946 0123", [one]).map(NewContactDetail::primary),
        NewContactDetail::phone_number_in("Old", "AU", "02 3456 7890", [one]),
        NewContactDetail::email("Old", "both@example.com", [one, two]).map(|new| new.primary_for([two])),
    ] {
        let uuid = details.create(&new.unwrap()).await.unwrap().uuid;
        let before = stored(&mock, uuid);
        let update = current(&mock, uuid).await.with_name("New").unwrap();
        let updated = details.update(uuid, &update).await.unwrap();
        assert_eq!((updated.name.as_deref(), updated.uuid), (Some("New"), uuid));
        let after = stored(&mock, uuid);
        assert_eq!(after, with(before, &json!({ "name": "New", "updated_at": after["updated_at"] })));
    }
}

#[tokio::test]
async fn an_update_replaces_owners_primary_accounts_and_value_if_they_are_set() {
    let mock = MockServer::start().await;
    let (uuid, one, two) = shared(&mock).await;
    let third = mock.add_client("Gwen Morgan");
    let details = mock.plannr().contact_details();
    for owners in [vec![one], vec![two, third], vec![third, one, two]] {
        let update = current(&mock, uuid).await.with_owners(owners.clone());
        let updated = details.update(uuid, &update).await.unwrap();
        let came: Vec<_> = updated.accounts.as_ref().unwrap().iter().map(|account| account.uuid).collect();
        assert_eq!(came, owners);
        assert_eq!(stored(&mock, uuid)["account_uuids"], json!(owners));
    }
    let update = current(&mock, uuid).await.with_value(email_value("the.morgans@example.com")).primary_for([one]);
    let updated = details.update(uuid, &update).await.unwrap();
    assert_eq!(updated.value.as_deref(), Some("the.morgans@example.com"));
    let stored = stored(&mock, uuid);
    assert_eq!((&stored["value"], &stored["name"]), (&json!("the.morgans@example.com"), &json!("Family")));
    assert_eq!(stored["primary_account_uuids"], json!([one]));
}

#[tokio::test]
async fn an_update_omits_primary_accounts_that_the_response_lacks() {
    let mock = MockServer::start().await;
    let (uuid, ..) = shared(&mock).await;
    let details = mock.plannr().contact_details();
    let page = details.list().include([ContactDetailInclude::Accounts]).send().await.unwrap();
    let update = UpdateContactDetail::try_from(&page.data[0]).unwrap();
    details.update(uuid, &update).await.unwrap();
    let sent = mock.requests().last().unwrap().json().unwrap();
    assert!(sent.get("primary_account_uuids").is_none(), "{sent}");
}

#[tokio::test]
async fn an_update_cannot_be_made_without_the_accounts() {
    // Lists have no accounts unless they are included; these two quirks remove them from `get` as well.
    for quirk in [None, Some(Quirk::AccountsNull), Some(Quirk::AccountsAbsent)] {
        let builder = MockServer::builder();
        let mock = quirk.into_iter().fold(builder, |builder, one| builder.quirk(one)).start().await;
        let (uuid, ..) = shared(&mock).await;
        let details = mock.plannr().contact_details();
        let mut came = details.list().send().await.unwrap().into_inner().into_items();
        if quirk.is_some() {
            came.extend(details.get(uuid).await.unwrap().map(Response::into_inner));
        }
        for detail in came {
            let error = assert_refused(UpdateContactDetail::try_from(&detail), "account_uuids", "without accounts");
            assert!(error.to_string().contains("accounts"), "{error}");
        }
    }
}

#[tokio::test]
async fn an_update_cannot_be_made_from_an_incomplete_contact_detail() {
    let email = json!({ "uuid": OWNER, "type": "email", "name": "A", "value": "a@example.com", "accounts": [{ "uuid": OWNER }] });
    let update_from = |change: &Value| {
        let detail: ContactDetail = serde_json::from_value(with(email.clone(), change)).unwrap();
        UpdateContactDetail::try_from(&detail)
    };
    for (change, field) in [(json!({ "name": null }), "name"), (json!({ "value": null }), "value")] {
        assert_refused(update_from(&change), field, &change.to_string());
    }
    // A name can be replaced, whatever it is.
    assert_eq!(update_from(&json!({ "name": "" })).unwrap().with_name("Work").unwrap().name.as_str(), "Work");
    // An update can be made from one without owners, but cannot be sent before it has one.
    let update = update_from(&json!({ "accounts": [] })).unwrap();
    let server = StubServer::always(StubResponse::json(200, &json!({ "uuid": OWNER }))).await;
    let details = client(&server).contact_details();
    assert_refused(details.update(OWNER, &update).await, "account_uuids", "no owners");
    assert!(server.requests().is_empty());
    details.update(OWNER, &update.with_owners([OWNER])).await.unwrap();
}

#[tokio::test]
async fn the_server_refuses_a_value_of_another_type_and_an_unknown_uuid() {
    let mock = MockServer::start().await;
    let (uuid, one, _) = shared(&mock).await;
    let before = mock.contact_details();
    let details = mock.plannr().contact_details();

    let phone = ContactDetailValue::phone_number("020 7946 0123").unwrap();
    let update = UpdateContactDetail::new("Family", phone, [one]).unwrap();
    let error = details.update(uuid, &update).await.unwrap_err();
    assert!(error.is_validation() && error.field_errors()[0].field() == "value", "{error:?}");
    assert_eq!(error.server_state(), ServerState::NotApplied);

    let update = UpdateContactDetail::new("Work", email_value("ava@example.com"), [one]).unwrap();
    let error = details.update(Uuid::nil(), &update).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!((error.server_state(), error.attempts()), (ServerState::NotApplied, 1));
    assert_eq!(mock.contact_details(), before);
}

#[tokio::test]
async fn a_clone_for_another_account_sends_that_account() {
    let uuid = Uuid::from_u128(7);
    let server = StubServer::always(StubResponse::json(200, &json!({ "uuid": uuid, "data": [] }))).await;
    let first = client(&server);
    let other = first.with_account(OWNER);
    let update = UpdateContactDetail::new("Work", email_value("a@example.com"), [OWNER]).unwrap();
    let new = NewContactDetail::email("Work", "a@example.com", [OWNER]).unwrap();
    for (plannr, account) in [(&first, ACCOUNT), (&other, OWNER), (&first.clone(), ACCOUNT), (&other.clone(), OWNER)] {
        let details = plannr.contact_details();
        details.list().send().await.unwrap();
        details.list().stream().next().await;
        details.get(uuid).await.unwrap();
        details.create(&new).await.unwrap();
        details.update(uuid, &update).await.unwrap();
        let sent = server.take_requests();
        assert_eq!(sent.len(), 5);
        for request in sent {
            assert_eq!(request.header("x-plannr-account-uuid"), Some(account.to_string()), "{}", request.method());
        }
    }
}
