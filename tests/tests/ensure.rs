//! Does `ensure` create what is not there, and only that, however it is spelt and however it is shown?

use contract_tests::plannr::OWNER;
use plannr_sdk::mock::{MockResponse, MockServer, Quirk};
use plannr_sdk::{Ensured, Error, NewContactDetail, ServerState, Uuid};
use serde_json::{Value, json};

async fn ensure(mock: &MockServer, new: &NewContactDetail) -> Result<Ensured, Error> {
    mock.plannr().contact_details().ensure(new).await
}

fn email(address: &str, owners: &[Uuid]) -> NewContactDetail {
    NewContactDetail::email("Work", address, owners.iter().copied()).unwrap()
}

fn phone(number: &str, owners: &[Uuid]) -> NewContactDetail {
    NewContactDetail::phone_number("Mobile", number, owners.iter().copied()).unwrap()
}

fn phone_in(country: &str, number: &str, owners: &[Uuid]) -> NewContactDetail {
    NewContactDetail::phone_number_in("Mobile", country, number, owners.iter().copied()).unwrap()
}

fn email_spellings(owners: &[Uuid]) -> Vec<NewContactDetail> {
    ["jo.smith@example.com", "Jo.Smith@example.com", "JO.SMITH@EXAMPLE.COM"].map(|it| email(it, owners)).into()
}

fn phone_spellings(owners: &[Uuid]) -> Vec<NewContactDetail> {
    let numbers = ["07700 900123", "+44 7700 900123", "+44 (0)7700 900123", "(07700) 900-123", "+447700900123"];
    let mut spellings: Vec<_> = numbers.map(|number| phone(number, owners)).into();
    spellings.extend(["7700 900123", "07700900123"].map(|number| phone_in("GB", number, owners)));
    spellings
}

fn posts(mock: &MockServer) -> usize {
    mock.requests().iter().filter(|request| request.method() == "POST").count()
}

fn uuids(ensured: &Ensured) -> Vec<Value> {
    ensured.details().iter().map(|detail| json!(detail.uuid)).collect()
}

fn stored(mock: &MockServer) -> Vec<Value> {
    mock.contact_details().iter().map(|detail| detail["uuid"].clone()).collect()
}

#[tokio::test]
async fn what_is_not_there_is_created_and_what_is_there_is_found() {
    let mock = MockServer::start().await;
    let (jo, al) = (mock.add_client("Jo Smith"), mock.add_client("Al Smith"));
    let new = email("jo@example.com", &[jo]);

    let created = ensure(&mock, &new).await.unwrap();
    assert!(matches!(created, Ensured::Created(_)), "{created:?}");
    assert_eq!(uuids(&created), stored(&mock));

    let existing = ensure(&mock, &new).await.unwrap();
    assert!(matches!(existing, Ensured::Existing(_)) && !existing.is_created(), "{existing:?}");
    assert!(existing.lacking().is_empty() && created.lacking().is_empty());
    assert_eq!(uuids(&existing), stored(&mock));

    let partial = ensure(&mock, &email("jo@example.com", &[al, jo])).await.unwrap();
    let Ensured::Partial { details, lacking } = &partial else { panic!("{partial:?}") };
    assert_eq!(partial.lacking(), lacking);
    assert_eq!((details.len(), &lacking[..]), (1, &[al][..]));
    assert_eq!(uuids(&partial), stored(&mock));
    assert_eq!(posts(&mock), 1);
    assert!(mock.clock().passed().is_zero(), "there was nothing to wait for");
}

#[tokio::test]
async fn every_spelling_of_a_value_is_that_value() {
    let mock = MockServer::start().await;
    let owner = [mock.add_client("Jo Smith")];
    for spellings in [email_spellings(&owner), phone_spellings(&owner)] {
        for (at, first) in spellings.iter().enumerate() {
            mock.clear();
            assert!(ensure(&mock, first).await.unwrap().is_created());
            for (other_at, other) in spellings.iter().enumerate() {
                let ensured = ensure(&mock, other).await.unwrap();
                assert!(matches!(ensured, Ensured::Existing(_)), "spellings {at} and {other_at}: {ensured:?}");
            }
            assert_eq!(mock.contact_details().len(), 1);
        }
    }
}

#[tokio::test]
async fn other_values_are_others() {
    let mock = MockServer::start().await;
    let owner = [mock.add_client("Jo Smith")];
    let all = [
        email("jo@example.com", &owner),
        email("jo@example.org", &owner),
        email("jo.o@example.com", &owner),
        phone("07700 900123", &owner),
        phone("07700 900124", &owner),
        phone("+61 2 3456 7890", &owner),
        phone("+61 2 3456 7891", &owner),
    ];
    for (before, new) in all.iter().enumerate() {
        assert_eq!(mock.contact_details().len(), before);
        assert!(ensure(&mock, new).await.unwrap().is_created(), "the value {before}");
    }
    for new in &all {
        assert!(!ensure(&mock, new).await.unwrap().is_created());
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_not_the_same() {
    let mock = MockServer::start().await;
    let owner = [mock.add_client("Jo Smith")];
    let (wanted_email, wanted_phone) = (email("jo@example.com", &owner), phone("+447700900123", &owner));
    // The same value under the other type, as no server should show it.
    for (new, kind, value) in
        [(&wanted_email, "phone_number", "jo@example.com"), (&wanted_phone, "email", "+447700900123")]
    {
        mock.clear();
        let odd = json!({ "data": [{ "uuid": Uuid::nil(), "type": kind, "value": value }] });
        mock.next_response(MockResponse::json(200, &odd));
        assert!(ensure(&mock, new).await.unwrap().is_created(), "{kind}");
    }
}

#[tokio::test]
async fn a_number_of_another_country_is_found_in_its_international_form() {
    let mock = MockServer::start().await;
    let owner = [mock.add_client("Jo Smith")];
    assert!(ensure(&mock, &phone("+61 2 3456 7890", &owner)).await.unwrap().is_created());
    for spelling in ["+61234567890", "+61 2 3456 7890", "+61 (2) 3456-7890"] {
        assert!(!ensure(&mock, &phone(spelling, &owner)).await.unwrap().is_created(), "{spelling}");
    }
}

#[cfg(not(feature = "phonenumber"))]
#[tokio::test]
async fn a_national_number_of_another_country_is_refused_before_anything_is_sent() {
    let mock = MockServer::start().await;
    let owner = [mock.add_client("Jo Smith")];
    // Whether the 0 in parentheses belongs to the number differs from country to country, and no number of GB is so long.
    let unsure = ["+61 (0)2 3456 7890", "+44 7700 900123 456"].map(|number| phone(number, &owner));
    for new in unsure.into_iter().chain([phone_in("AU", "02 3456 7890", &owner)]) {
        let outcome = ensure(&mock, &new).await;
        let error = contract_tests::plannr::assert_refused(outcome, "value", "a national number");
        assert!(error.to_string().contains("phonenumber"), "what helps is not said: {error}");
    }
    assert!(mock.requests().is_empty());
}

#[cfg(feature = "phonenumber")]
#[tokio::test]
async fn a_national_number_of_another_country_is_the_same_as_its_international_form() {
    let mock = MockServer::start().await;
    let owner = [mock.add_client("Jo Smith")];
    assert!(ensure(&mock, &phone_in("AU", "02 3456 7890", &owner)).await.unwrap().is_created());
    assert!(!ensure(&mock, &phone("+61 2 3456 7890", &owner)).await.unwrap().is_created());
    assert!(!ensure(&mock, &phone_in("AU", "02 3456 7890", &owner)).await.unwrap().is_created());
}

#[tokio::test]
async fn no_quirk_makes_two_of_one() {
    for quirk in Quirk::ALL {
        let mock = MockServer::builder().quirk(*quirk).start().await;
        let (jo, al) = (mock.add_client("Jo Smith"), mock.add_client("Al Smith"));
        for owners in [&[jo][..], &[jo, al], &[al, jo]] {
            for spellings in [email_spellings(owners), phone_spellings(owners)] {
                mock.clear();
                let created = ensure(&mock, &spellings[0]).await;
                assert!(created.is_ok_and(|created| created.is_created()), "{quirk:?}");
                for new in &spellings {
                    let is_right = match ensure(&mock, new).await {
                        Ok(ensured) => matches!(ensured, Ensured::Existing(_)),
                        Err(error) => error.server_state() == ServerState::NotApplied,
                    };
                    assert!(is_right, "{quirk:?}");
                }
                assert_eq!((mock.contact_details().len(), posts(&mock)), (1, 1), "{quirk:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_single_owner_is_served_in_every_quirk() {
    for quirk in Quirk::ALL {
        let mock = MockServer::builder().quirk(*quirk).start().await;
        let (jo, al) = (mock.add_client("Jo Smith"), mock.add_client("Al Smith"));
        for new in [email("jo@example.com", &[jo]), phone("07700 900123", &[jo])] {
            assert!(ensure(&mock, &new).await.unwrap().is_created(), "{quirk:?}");
            assert!(matches!(ensure(&mock, &new).await.unwrap(), Ensured::Existing(_)), "{quirk:?}");
        }
        let partial = ensure(&mock, &email("jo@example.com", &[jo, al])).await.unwrap();
        assert!(matches!(partial, Ensured::Partial { ref lacking, .. } if *lacking == [al]), "{quirk:?}: {partial:?}");
    }
}

#[tokio::test]
async fn owners_may_each_have_their_own() {
    let mock = MockServer::start().await;
    let (jo, al) = (mock.add_client("Jo Smith"), mock.add_client("Al Smith"));
    for owner in [jo, al] {
        assert!(ensure(&mock, &phone("07700 900123", &[owner])).await.unwrap().is_created());
    }
    let existing = ensure(&mock, &phone("+44 7700 900123", &[jo, al])).await.unwrap();
    assert!(matches!(existing, Ensured::Existing(_)), "{existing:?}");
    assert_eq!(uuids(&existing), stored(&mock));
    assert_eq!(posts(&mock), 2);
}

#[tokio::test]
async fn what_owners_share_is_told_once() {
    let mock = MockServer::start().await;
    let owners = [mock.add_client("Jo Smith"), mock.add_client("Al Smith")];
    let new = phone("07700 900123", &owners);
    assert!(ensure(&mock, &new).await.unwrap().is_created());
    assert_eq!(ensure(&mock, &new).await.unwrap().details().len(), 1);
}

#[tokio::test]
async fn it_is_found_on_whichever_page_it_is() {
    let others = (0..500).map(|number| json!({ "type": "email", "name": "Old", "value": format!("{number}@example.com"), "account_uuids": [OWNER] }));
    let last = json!({ "type": "email", "name": "Old", "value": "Jo@Example.com", "account_uuids": [OWNER] });
    let details: Vec<_> = others.chain([last]).collect();
    let seed = json!({ "accounts": [{ "uuid": OWNER, "name": "Jo Smith" }], "contact_details": details });
    let mock = MockServer::builder().seed(&seed.to_string()).start().await;

    let ensured = ensure(&mock, &email("jo@example.com", &[OWNER])).await.unwrap();
    assert!(matches!(ensured, Ensured::Existing(_)), "{ensured:?}");
    assert_eq!(uuids(&ensured), stored(&mock)[500..]);
    assert_eq!((mock.requests().len(), posts(&mock)), (2, 0));

    assert!(ensure(&mock, &email("new@example.com", &[OWNER])).await.unwrap().is_created());
}

/// What a list would answer, with one contact detail in it.
fn page_of(detail: &Value) -> MockResponse {
    MockResponse::json(200, &json!({ "data": [detail] }))
}

#[tokio::test]
async fn what_only_others_own_is_an_error_and_not_there() {
    let mock = MockServer::start().await;
    let (jo, al) = (mock.add_client("Jo Smith"), mock.add_client("Al Smith"));
    for (new, kind, value) in [
        (email("jo@example.com", &[jo]), "email", "jo@example.com"),
        (phone("07700 900123", &[jo]), "phone_number", "+447700900123"),
    ] {
        let detail = json!({ "uuid": Uuid::nil(), "type": kind, "value": value, "accounts": [{ "uuid": al }] });
        mock.next_response(page_of(&detail));
        let error = ensure(&mock, &new).await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
        assert_eq!(error.server_state(), ServerState::NotApplied);
    }
    assert_eq!(posts(&mock), 0);
}

#[tokio::test]
async fn an_item_that_cannot_be_read_is_an_error_and_nothing_is_created() {
    let mock = MockServer::start().await;
    let owner = [mock.add_client("Jo Smith")];
    mock.next_response(page_of(&json!({ "type": "email", "value": "jo@example.com" })));
    assert!(ensure(&mock, &email("jo@example.com", &owner)).await.unwrap_err().is_decode());
    assert_eq!(posts(&mock), 0);
}

/// A phone number that is shown in national form, with the country beside it.
fn shown_nationally(country: &str, number: &str) -> MockResponse {
    let meta = json!({ "country": country, "formatted": number });
    page_of(&json!({ "uuid": OWNER, "type": "phone_number", "value": number, "phone_number_meta": meta }))
}

#[cfg(not(feature = "phonenumber"))]
#[tokio::test]
async fn a_number_that_may_be_the_same_is_unclear_and_nothing_is_created() {
    let mock = MockServer::start().await;
    let owner = [mock.add_client("Jo Smith")];
    mock.next_response(shown_nationally("AU", "02 3456 7890"));
    let error = ensure(&mock, &phone("+61 2 3456 7890", &owner)).await.unwrap_err();
    assert!(error.is_unclear() && error.uuid() == Some(OWNER), "{error:?}");
    assert_eq!(error.server_state(), ServerState::NotApplied);
    assert_eq!(posts(&mock), 0);

    // Without the leading 0 and the country it may be that of any country.
    mock.next_response(page_of(&json!({ "uuid": OWNER, "type": "phone_number", "value": "7700 900123" })));
    let error = ensure(&mock, &phone("07700 900123", &owner)).await.unwrap_err();
    assert!(error.is_unclear(), "{error:?}");

    // With other digits it cannot be the same.
    mock.next_response(shown_nationally("AU", "02 3456 7891"));
    assert!(ensure(&mock, &phone("+61 2 3456 7890", &owner)).await.unwrap().is_created());
}

#[cfg(feature = "phonenumber")]
#[tokio::test]
async fn a_number_that_is_shown_nationally_is_compared_by_its_country() {
    let mock = MockServer::start().await;
    let owner = [mock.add_client("Jo Smith")];
    mock.next_response(shown_nationally("AU", "02 3456 7890"));
    assert!(!ensure(&mock, &phone("+61 2 3456 7890", &owner)).await.unwrap().is_created());
}

#[tokio::test]
async fn a_number_of_gb_may_be_shown_in_any_way() {
    let mock = MockServer::start().await;
    let owner = [mock.add_client("Jo Smith")];
    for new in phone_spellings(&owner) {
        mock.next_response(shown_nationally("GB", "07700 900123"));
        assert!(!ensure(&mock, &new).await.unwrap().is_created());
        let alone = json!({ "uuid": OWNER, "type": "phone_number", "value": "07700 900123" });
        mock.next_response(page_of(&alone));
        assert!(!ensure(&mock, &new).await.unwrap().is_created());
    }
    assert_eq!(posts(&mock), 0);
}
