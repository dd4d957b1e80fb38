//! Accounts and logins: clients are found by exact values, and never one of several.

use contract_tests::plannr::{ACCOUNT, TOKEN, assert_refused, client, http};
use contract_tests::server::{StubResponse, StubServer};
use plannr_sdk::mock::{MockServer, Quirk};
use plannr_sdk::models::{AccountRoleFilter, AccountTypeFilter};
use plannr_sdk::{Account, Error, Found, ListAccounts, PlannrUser, Uuid};
use serde_json::{Value, json};

/// Accounts with many attributes. The uuids of those in the spec's examples are larger.
const SEED: &str = r#"{ "accounts": [
    { "uuid": "00000000-0000-0000-0000-000000000001", "name": "Morgan Family Trust", "role": "trust", "status": "New",
      "email": "trust@example.com", "created_at": "2025-06-01T09:00:00+01:00", "inactive_at": "2026-01-01" },
    { "uuid": "00000000-0000-0000-0000-000000000002", "name": "Mrs Ava Morgan", "first_name": "Ava",
      "last_name": "Morgan", "is_prospect": true, "groups": [{ "name": "Annual reviews" }],
      "custom_fields": [{ "name": "pet_name", "value": "Rex" }], "created_at": "2025-06-02T09:00:00+01:00" },
    { "uuid": "00000000-0000-0000-0000-000000000003", "name": "Ava Morgan", "type": "employee", "departments": "Tax" },
    { "uuid": "00000000-0000-0000-0000-000000000004", "name": "Lee, Ng & Co", "first_name": "Ng", "last_name": "Lee" }
] }"#;

fn small(uuids: Vec<Uuid>) -> Vec<u128> {
    uuids.into_iter().map(|uuid| uuid.as_u128()).filter(|number| *number < 10).collect()
}

fn uuids(found: Found) -> Vec<Uuid> {
    let uuid = |account: &Account| account.uuid;
    match found {
        Found::None => Vec::new(),
        Found::One(account) => vec![uuid(&account)],
        Found::Several(accounts) => accounts.iter().map(uuid).collect(),
    }
}

#[tokio::test]
async fn clients_are_found_by_their_exact_address_with_every_quirk() {
    for quirk in [None].into_iter().chain(Quirk::ALL.iter().copied().map(Some)) {
        let mock = quirk.into_iter().fold(MockServer::builder(), |mock, quirk| mock.quirk(quirk)).start().await;
        let ava = mock.add_client_with_email("Ava Morgan", "Ava@Example.com");
        mock.add_client_with_email("Eva Morgan", "eava@example.com.au");
        let two = ["Jo Lee", "Al Lee"].map(|name| mock.add_client_with_email(name, "info@xn--bcher-kva.example"));
        for (address, expected) in [
            (" AVA@EXAMPLE.COM\u{200b}", vec![ava]),
            ("ava@example.co", vec![]),
            ("va@example.com", vec![]),
            ("info@b\u{fc}cher.example", two.to_vec()),
        ] {
            let found = mock.plannr().accounts().find_by_email(address).await;
            assert_eq!(found.map(uuids).unwrap(), expected, "{quirk:?}: {address}");
        }
    }
}

#[tokio::test]
async fn clients_are_found_by_their_exact_name() {
    let mock = MockServer::builder().seed(SEED).start().await;
    let accounts = mock.plannr().accounts();
    for (name, expected) in [
        ("  ava\tMORGAN ", vec![2]),
        ("Mrs Ava Morgan", vec![2]),
        ("morgan family trust", vec![1]),
        ("Morgan", vec![]),
        ("Lee, Ng & Co", vec![4]),
    ] {
        assert_eq!(small(uuids(accounts.find_by_name(name).await.unwrap())), expected, "{name}");
    }
    assert_refused(accounts.find_by_name(" , ").await, "filter[name]", "no name");
    assert_refused(accounts.find_by_email("ava").await, "email", "no address");
}

#[tokio::test]
async fn the_response_decides_and_not_the_filter() {
    let [jo, al] = [1, 2].map(Uuid::from_u128);
    let account =
        |uuid: Uuid, email: Value| json!({ "uuid": uuid, "primary_email": email, "email": "old@example.com" });
    let mail = || json!({ "uuid": jo, "value": "jo@example.com" });
    let meta = json!({ "current_page": 1, "last_page": 1, "per_page": 500, "total": 2 });
    for (others, address, expected) in [
        (vec![account(al, json!("al@example.com"))], "jo@example.com", Some(vec![jo])),
        (vec![account(al, mail())], "jo@example.com", Some(vec![jo, al])),
        (vec![account(jo, mail())], "jo@example.com", Some(vec![jo])),
        (vec![account(al, Value::Null)], "old@example.com", Some(vec![al])),
        (vec![json!({ "uuid": al, "type": "employee" })], "jo@example.com", Some(vec![jo])),
        (vec![json!({ "uuid": al })], "jo@example.com", None),
        (vec![json!({ "uuid": "bad" })], "jo@example.com", None),
        (vec![], "jo@example.com", None),
    ] {
        let data = json!([vec![account(jo, mail())], others].concat());
        let server = StubServer::always(StubResponse::json(200, &json!({ "data": data, "meta": meta }))).await;
        let found = client(&server).accounts().find_by_email(address).await;
        assert!(found.as_ref().map_or_else(Error::is_decode, |_| true), "{data}: {found:?}");
        assert_eq!(found.ok().map(uuids), expected, "{address} in {data}");
    }
}

#[tokio::test]
async fn an_account_is_shown_or_absent_and_never_another() {
    for (response, is_absent) in [
        (StubResponse::json(404, &json!({ "message": "" })), true),
        (StubResponse::html(404), false),
        (StubResponse::json(200, &json!({ "uuid": Uuid::nil() })), false),
        (StubResponse::json(200, &json!({ "uuid": ACCOUNT, "success": false })), false),
        (StubResponse::json(206, &json!({ "uuid": ACCOUNT })), false),
    ] {
        let server = StubServer::always(response).await;
        let shown = client(&server).accounts().get(ACCOUNT).await;
        assert_eq!(shown.as_ref().ok().map(Option::is_none), is_absent.then_some(true), "{shown:?}");
    }
}

#[tokio::test]
async fn filters_narrow_a_list_of_accounts() {
    let mock = MockServer::builder().seed(SEED).start().await;
    let list = || mock.plannr().accounts().list();
    let cases: [(ListAccounts, &[u128]); 15] = [
        (list().name("AVA m"), &[3, 2]),
        (list().primary_email("TRUST@"), &[1]),
        (list().types([AccountTypeFilter::Employee]), &[3]),
        (list().roles([AccountRoleFilter::Trust, AccountRoleFilter::Joint]), &[1]),
        (list().created_after("2025-06-01").created_before("2025-06-03"), &[2]),
        (list().created_after("2024-02-29").created_before("2025-06-02"), &[1]),
        (list().inactive_after("2025-12-31"), &[1]),
        (list().inactive_before("2026-01-01"), &[]),
        (list().is_prospect(true), &[2]),
        (list().is_prospect(false).name("morgan"), &[1, 3]),
        (list().statuses(["new", "old"]), &[1]),
        (list().groups(["REVIEW"]), &[2]),
        (list().departments(["tax"]), &[3]),
        (list().custom_field("pet_name", "Rex"), &[2]),
        (list().custom_field("pet_name", "Rex").custom_field("other", "Rex"), &[]),
    ];
    for (at, (list, expected)) in cases.into_iter().enumerate() {
        let page = list.send().await.unwrap();
        assert_eq!(small(page.data.iter().map(|account| account.uuid).collect()), expected, "case {at}");
    }
    for date in ["2026-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-13-01", "2026-4-05", "+026-04-05"] {
        assert_refused(list().created_after(date).send().await, "filter[created_after]", date);
    }
    for field in ["", "a]"] {
        assert_refused(list().custom_field(field, "a").send().await, "filter[custom_field:{field}]", field);
    }
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
