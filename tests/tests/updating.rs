//! Does an update change what is meant, and nothing else?

use contract_tests::plannr::{ACCOUNT, OWNER, assert_refused, client};
use contract_tests::server::{Reply, Server};
use plannr_sdk::mock::{MockServer, Quirk};
use plannr_sdk::{ContactDetail, ContactDetailValue, NewContactDetail, ServerState, UpdateContactDetail, Uuid};
use serde_json::{Value, json};

/// Two clients that share an e-mail address, which is primary for the second.
async fn shared(mock: &MockServer) -> (Uuid, Uuid, Uuid) {
    let (one, two) = (mock.add_client("Ava Morgan"), mock.add_client("Finn Morgan"));
    let new = NewContactDetail::email("Family", "morgans@example.com", [one, two]).unwrap().primary_for([two]);
    let created = mock.plannr().contact_details().create(&new).await.unwrap();
    (created.uuid, one, two)
}

fn stored(mock: &MockServer, uuid: Uuid) -> Value {
    let details = mock.contact_details();
    details.into_iter().find(|detail| detail["uuid"] == json!(uuid)).expect("it is stored")
}

fn detail(fields: Value) -> ContactDetail {
    serde_json::from_value(fields).unwrap()
}

#[tokio::test]
async fn a_rename_keeps_the_value_the_owners_and_for_whom_it_is_primary() {
    let mock = MockServer::start().await;
    let owner = mock.add_client("Ava Morgan");
    let details = mock.plannr().contact_details();
    for new in [
        NewContactDetail::email("Old", "ava@example.com", [owner]),
        NewContactDetail::email("Old", "ava@example.com", [owner]).map(NewContactDetail::primary),
        NewContactDetail::phone_number("Old", "07700 900123", [owner]).map(NewContactDetail::primary),
        NewContactDetail::phone_number_in("Old", "AU", "02 3456 7890", [owner]),
    ] {
        let uuid = details.create(&new.unwrap()).await.unwrap().uuid;
        let before = stored(&mock, uuid);
        let found = details.get(uuid).await.unwrap().unwrap();
        let update = UpdateContactDetail::try_from(&found).unwrap().with_name("New").unwrap();
        let updated = details.update(uuid, &update).await.unwrap();
        assert_eq!((updated.name.as_deref(), updated.uuid), (Some("New"), uuid));
        let mut after = stored(&mock, uuid);
        assert_eq!(after["name"], "New");
        for changed in ["name", "updated_at"] {
            after[changed] = before[changed].clone();
        }
        assert_eq!(after, before);
    }
}

#[tokio::test]
async fn a_rename_of_what_several_own_keeps_all_of_them() {
    let mock = MockServer::start().await;
    let (uuid, one, two) = shared(&mock).await;
    let details = mock.plannr().contact_details();
    let found = details.get(uuid).await.unwrap().unwrap();
    let update = UpdateContactDetail::try_from(&found).unwrap().with_name("The Morgans").unwrap();
    details.update(uuid, &update).await.unwrap();
    let stored = stored(&mock, uuid);
    assert_eq!(stored["account_uuids"], json!([one, two]));
    assert_eq!(stored["primary_account_uuids"], json!([two]));
    assert_eq!(stored["value"], "morgans@example.com");
}

#[tokio::test]
async fn what_came_without_its_primary_accounts_leaves_them_to_the_server() {
    let mock = MockServer::start().await;
    let (uuid, ..) = shared(&mock).await;
    let page = mock.plannr().contact_details();
    let page = page.list().include([plannr_sdk::ContactDetailInclude::Accounts]).send().await.unwrap();
    let update = UpdateContactDetail::try_from(&page.data[0]).unwrap();
    let body = serde_json::to_value(&update).unwrap();
    assert!(body.get("primary_account_uuids").is_none(), "{body}");
    mock.plannr().contact_details().update(uuid, &update).await.unwrap();
}

#[tokio::test]
async fn what_came_without_its_accounts_cannot_be_updated_from() {
    // Lists come without their accounts in every quirk; these two take them away from one as well.
    for quirk in [None, Some(Quirk::AccountsNull), Some(Quirk::AccountsAbsent)] {
        let builder = MockServer::builder();
        let mock = quirk.into_iter().fold(builder, |builder, one| builder.quirk(one)).start().await;
        let (uuid, ..) = shared(&mock).await;
        let details = mock.plannr().contact_details();
        let mut came = details.list().send().await.unwrap().into_inner().into_items();
        if quirk.is_some() {
            came.extend(details.get(uuid).await.unwrap());
        }
        for detail in came {
            let error = assert_refused(UpdateContactDetail::try_from(&detail), "account_uuids", "without accounts");
            assert!(error.to_string().contains("accounts"), "{error}");
        }
        assert!(mock.requests().iter().all(|request| request.method() != "PUT"));
    }
}

#[tokio::test]
async fn what_is_not_whole_cannot_be_updated_from() {
    let (uuid, accounts) = (OWNER, json!([{ "uuid": OWNER }]));
    for (fields, field) in [
        (json!({ "uuid": uuid, "type": "email", "value": "a@example.com", "accounts": accounts }), "name"),
        (json!({ "uuid": uuid, "type": "email", "name": "A", "accounts": accounts }), "value"),
        (json!({ "uuid": uuid, "type": "email", "name": "A", "value": null, "accounts": accounts }), "value"),
        (
            json!({ "uuid": uuid, "type": "email", "name": "A", "value": "+447700900123", "accounts": accounts }),
            "value",
        ),
        (json!({ "uuid": uuid, "type": "phone_number", "name": "A", "value": "x 12", "accounts": accounts }), "value"),
        (json!({ "uuid": uuid, "type": "email", "name": "", "value": "a@example.com", "accounts": accounts }), "name"),
    ] {
        assert_refused(UpdateContactDetail::try_from(&detail(fields.clone())), field, &fields.to_string());
    }
    // Nobody owns it, and that is known: the update can be made, but goes out with an owner only.
    let nobodys = json!({ "uuid": uuid, "type": "email", "name": "A", "value": "a@example.com", "accounts": [] });
    let update = UpdateContactDetail::try_from(&detail(nobodys)).unwrap();
    let server = Server::answering(Reply::json(200, &json!({ "uuid": uuid }))).await;
    let details = client(&server).contact_details();
    assert_refused(details.update(uuid, &update).await, "account_uuids", "no owners");
    assert!(server.requests().is_empty());
    details.update(uuid, &update.with_owners([OWNER])).await.unwrap();
}

#[tokio::test]
async fn owners_replace_those_there_are() {
    let mock = MockServer::start().await;
    let (uuid, one, two) = shared(&mock).await;
    let third = mock.add_client("Gwen Morgan");
    let details = mock.plannr().contact_details();
    for owners in [vec![one], vec![two, third], vec![third, one, two]] {
        let found = details.get(uuid).await.unwrap().unwrap();
        let update = UpdateContactDetail::try_from(&found).unwrap().with_owners(owners.clone());
        let updated = details.update(uuid, &update).await.unwrap();
        let came: Vec<_> = updated.accounts.as_ref().unwrap().iter().map(|account| account.uuid).collect();
        assert_eq!(came, owners);
        assert_eq!(stored(&mock, uuid)["account_uuids"], json!(owners));
    }
}

#[tokio::test]
async fn value_and_primary_accounts_are_those_that_were_set() {
    let mock = MockServer::start().await;
    let (uuid, one, _) = shared(&mock).await;
    let details = mock.plannr().contact_details();
    let found = details.get(uuid).await.unwrap().unwrap();
    let update = UpdateContactDetail::try_from(&found).unwrap();
    let update = update.with_value(ContactDetailValue::email("the.morgans@example.com").unwrap()).primary_for([one]);
    let updated = details.update(uuid, &update).await.unwrap();
    assert_eq!(updated.value.as_deref(), Some("the.morgans@example.com"));
    let stored = stored(&mock, uuid);
    assert_eq!((&stored["value"], &stored["name"]), (&json!("the.morgans@example.com"), &json!("Family")));
    assert_eq!(stored["primary_account_uuids"], json!([one]));
}

#[tokio::test]
async fn a_value_of_another_type_is_refused_by_the_server_with_its_field() {
    let mock = MockServer::start().await;
    let (uuid, one, _) = shared(&mock).await;
    let value = ContactDetailValue::phone_number("07700 900123").unwrap();
    let update = UpdateContactDetail::new("Family", value, [one]).unwrap();
    let before = stored(&mock, uuid);
    let error = mock.plannr().contact_details().update(uuid, &update).await.unwrap_err();
    assert!(error.is_validation(), "{error:?}");
    assert_eq!(error.field_errors()[0].field(), "value");
    assert_eq!(error.server_state(), ServerState::NotApplied);
    assert_eq!(stored(&mock, uuid), before);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let mock = MockServer::start().await;
    let owner = mock.add_client("Ava Morgan");
    let value = ContactDetailValue::email("ava@example.com").unwrap();
    let update = UpdateContactDetail::new("Work", value, [owner]).unwrap();
    let error = mock.plannr().contact_details().update(Uuid::nil(), &update).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!((error.server_state(), error.attempts()), (ServerState::NotApplied, 1));
    assert!(mock.contact_details().is_empty());
}

#[tokio::test]
async fn a_clone_for_another_account_sends_the_other_account_and_leaves_the_first_as_it_was() {
    let server = Server::answering(Reply::json(200, &json!({ "uuid": OWNER, "data": [] }))).await;
    let first = client(&server);
    let other = first.with_account(OWNER);
    let update =
        UpdateContactDetail::new("Work", ContactDetailValue::email("a@example.com").unwrap(), [OWNER]).unwrap();
    let new = NewContactDetail::email("Work", "a@example.com", [OWNER]).unwrap();
    for (plannr, account) in [(&first, ACCOUNT), (&other, OWNER), (&first.clone(), ACCOUNT), (&other.clone(), OWNER)] {
        let details = plannr.contact_details();
        details.list().send().await.unwrap();
        details.list().stream().next().await;
        details.get(OWNER).await.unwrap();
        details.create(&new).await.unwrap();
        details.update(OWNER, &update).await.unwrap();
        let sent = server.take_requests();
        assert_eq!(sent.len(), 5);
        for request in sent {
            assert_eq!(request.header("x-plannr-account-uuid"), Some(account.to_string()), "{}", request.method());
        }
    }
}
