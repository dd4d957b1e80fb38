//! Accounts and logins: clients are found by exact values, and never one of several.

use contract_tests::plannr::{ACCOUNT, TOKEN, assert_refused, client, http};
use contract_tests::server::{StubResponse, StubServer};
use plannr_sdk::mock::{MockServer, Quirk};
use plannr_sdk::models::AccountTypeFilter;
use plannr_sdk::{Error, Found, ListAccounts, PlannrUser, Uuid};
use serde_json::{Value, json};

fn uuids(found: Found) -> Vec<Uuid> {
    match found {
        Found::None => Vec::new(),
        Found::One(account) => vec![account.uuid],
        Found::Several(accounts) => accounts.into_iter().map(|account| account.uuid).collect(),
    }
}

/// The accounts of a list that the server returns, whatever is asked for.
async fn find(accounts: Value, address: &str) -> Result<Found, Error> {
    let meta = json!({ "current_page": 1, "last_page": 1, "per_page": 500, "total": 2 });
    let server = StubServer::always(StubResponse::json(200, &json!({ "data": accounts, "meta": meta }))).await;
    client(&server).accounts().find_by_email(address).await
}

#[tokio::test]
async fn clients_are_found_by_their_exact_address_with_every_quirk() {
    for quirk in [None].into_iter().chain(Quirk::ALL.iter().copied().map(Some)) {
        let mock = quirk.into_iter().fold(MockServer::builder(), |mock, quirk| mock.quirk(quirk)).start().await;
        let accounts = mock.plannr().accounts();
        let ava = mock.add_client_with_email("Ava Morgan", "Ava@Example.com");
        mock.add_client_with_email("Eva Morgan", "eava@example.com.au");
        let [one, other] =
            ["Jo Lee", "Al Lee"].map(|name| mock.add_client_with_email(name, "info@xn--bcher-kva.example"));
        for (address, expected) in [
            ("ava@example.com", vec![ava]),
            (" AVA@EXAMPLE.COM\u{200b}", vec![ava]),
            ("ava@example.co", vec![]),
            ("va@example.com", vec![]),
            ("info@b\u{fc}cher.example", vec![one, other]),
        ] {
            let found = accounts.find_by_email(address).await.unwrap_or_else(|error| panic!("{quirk:?}: {error}"));
            assert_eq!(uuids(found), expected, "{quirk:?}: {address}");
        }
    }
}

#[tokio::test]
async fn clients_are_found_by_their_exact_name() {
    let seed = json!({ "accounts": [
        { "uuid": Uuid::from_u128(1), "name": "Morgan Family Trust", "role": "trust", "first_name": null },
        { "uuid": Uuid::from_u128(2), "name": "Mrs Ava Morgan", "first_name": "Ava", "last_name": "Morgan" },
        { "uuid": Uuid::from_u128(3), "name": "Ava Morgan", "type": "employee" },
        { "uuid": Uuid::from_u128(4), "name": "Ava Morgan-Lee", "first_name": "Ava", "last_name": "Morgan-Lee" },
        { "uuid": Uuid::from_u128(5), "name": "Lee, Ng & Co", "role": "business" },
    ] });
    let accounts = MockServer::builder().seed(&seed.to_string()).start().await.plannr().accounts();
    let found = [
        ("  ava\tMORGAN ", vec![2]),
        ("Mrs Ava Morgan", vec![2]),
        ("morgan family trust", vec![1]),
        ("Morgan", vec![]),
        ("Lee, Ng & Co", vec![5]),
    ];
    for (name, expected) in found {
        let expected: Vec<Uuid> = expected.into_iter().map(Uuid::from_u128).collect();
        // An example of the spec has this name, too.
        let others = |uuid: &Uuid| uuid.as_u128() < 10;
        let found: Vec<_> = uuids(accounts.find_by_name(name).await.unwrap()).into_iter().filter(others).collect();
        assert_eq!(found, expected, "{name}");
    }
    assert_refused(accounts.find_by_name(" , ").await, "filter[name]", "no name");
    assert_refused(accounts.find_by_email("ava").await, "email", "no address");
}

#[tokio::test]
async fn the_response_decides_and_not_the_filter() {
    let [jo, al] = [1, 2].map(Uuid::from_u128);
    let account =
        |uuid: Uuid, email: &Value| json!({ "uuid": uuid, "primary_email": email, "email": "old@example.com" });
    let (mail, other) = (json!({ "uuid": jo, "value": "jo@example.com" }), json!("al@example.com"));
    for (accounts, address, expected) in [
        (json!([account(jo, &mail), account(al, &other)]), "jo@example.com", Some(vec![jo])),
        (json!([account(jo, &mail), account(al, &other)]), "old@example.com", Some(vec![])),
        (json!([account(jo, &mail), account(al, &mail)]), "jo@example.com", Some(vec![jo, al])),
        (json!([account(jo, &mail), account(jo, &mail)]), "jo@example.com", Some(vec![jo])),
        (json!([account(jo, &mail), account(al, &Value::Null)]), "old@example.com", Some(vec![al])),
        (json!([account(jo, &mail), { "uuid": al, "type": "employee" }]), "jo@example.com", Some(vec![jo])),
        (json!([account(jo, &mail), { "uuid": al }]), "jo@example.com", None),
        (json!([account(jo, &mail), { "uuid": "bad" }]), "jo@example.com", None),
        (json!([account(jo, &mail)]), "jo@example.com", None),
    ] {
        let found = find(accounts.clone(), address).await;
        assert!(found.as_ref().map_or_else(Error::is_decode, |_| true), "{accounts}: {found:?}");
        assert_eq!(found.ok().map(uuids), expected, "{address} in {accounts}");
    }
}

#[tokio::test]
async fn an_account_is_shown_or_absent_and_never_another() {
    let uuid = Uuid::from_u128(1);
    for (response, is_absent) in [
        (StubResponse::json(404, &json!({ "message": "" })), true),
        (StubResponse::html(404), false),
        (StubResponse::json(200, &json!({ "uuid": ACCOUNT })), false),
        (StubResponse::json(200, &json!({ "uuid": uuid, "success": false })), false),
        (StubResponse::json(206, &json!({ "uuid": uuid })), false),
    ] {
        let server = StubServer::always(response).await;
        let shown = client(&server).accounts().get(uuid).await;
        assert_eq!(shown.is_ok_and(|shown| shown.is_none()), is_absent, "{:?}", server.requests());
    }
}

#[tokio::test]
async fn a_list_of_accounts_that_breaks_a_rule_is_refused_before_sending() {
    let server = StubServer::always(StubResponse::hang_up()).await;
    let list = || client(&server).accounts().list();
    let mut cases: Vec<(&str, ListAccounts)> = vec![
        ("filter[name]", list().name("")),
        ("filter[type]", list().types(Vec::<AccountTypeFilter>::new())),
        ("filter[groups]", list().groups(["a,b"])),
        ("filter[custom_field:{field}]", list().custom_field("", "Rex")),
        ("filter[custom_field:{field}]", list().custom_field("a]", "Rex")),
        ("filter[custom_field:{field}]", list().custom_field("pet_name", "")),
    ];
    let dates =
        ["", "2026-02-29", "2026-00-10", "2026-13-01", "2026-4-05", "2026-04-31", "2026-04-05T00:00", "+026-04-05"];
    cases.extend(dates.map(|date| ("filter[created_after]", list().created_after(date))));
    for (at, (field, list)) in cases.into_iter().enumerate() {
        assert_refused(list.send().await, field, &format!("case {at}"));
    }
    assert!(server.take_requests().is_empty());
    let _ = list().created_after("2024-02-29").custom_field("pet_name", "Rex").send().await;
    assert!(
        server.requests()[0]
            .target()
            .ends_with("?filter%5Bcreated_after%5D=2024-02-29&filter%5Bcustom_field%3Apet_name%5D=Rex")
    );
}

#[tokio::test]
async fn a_user_without_an_account_lists_the_logins_and_becomes_a_client() {
    let mock = MockServer::start().await;
    let logins = mock.user().logins().await.unwrap();
    assert_eq!(mock.requests()[0].header("X-PLANNR-ACCOUNT-UUID"), None);
    let [login] = &**logins else { panic!("{logins:?}") };
    let account = login.account.as_ref().unwrap().uuid;
    assert_eq!((account, login.uuid == account), (mock.account_uuid(), false));
    mock.user().with_account(account).accounts().list().send().await.unwrap();
    assert_eq!(mock.plannr().logins().await.unwrap()[0].uuid, login.uuid);

    for body in [json!({ "data": [], "success": false }), json!({}), json!({ "data": [{ "uuid": 7 }] })] {
        let server = StubServer::always(StubResponse::json(200, &body)).await;
        let user = PlannrUser::builder(TOKEN).base_url(server.url()).http(http()).build().unwrap();
        assert!(user.logins().await.unwrap_err().is_decode(), "{body}");
    }
}
