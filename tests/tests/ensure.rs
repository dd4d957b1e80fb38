//! `ensure` creates a contact detail only if it does not exist, in any spelling and any form of the response.

use contract_tests::plannr::{OWNER, assert_refused};
use plannr_sdk::mock::{MockResponse, MockServer, Quirk};
use plannr_sdk::{ContactDetailValue, Ensured, Error, NewContactDetail, ServerState, Uuid};
use serde_json::{Value, json};

async fn ensure(mock: &MockServer, new: &NewContactDetail) -> Result<Ensured, Error> {
    mock.plannr().contact_details().ensure(new).await
}

async fn is_created(mock: &MockServer, new: &NewContactDetail) -> bool {
    ensure(mock, new).await.unwrap().is_created()
}

async fn start() -> (MockServer, Uuid, Uuid) {
    let mock = MockServer::start().await;
    let (jo, al) = (mock.add_client("Jo Smith"), mock.add_client("Al Smith"));
    (mock, jo, al)
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

/// Values, each in several spellings.
fn spellings(owners: &[Uuid]) -> [Vec<NewContactDetail>; 3] {
    let addresses = ["jo.smith@example.com", "Jo.Smith@example.com", "JO.SMITH@EXAMPLE.COM"];
    let numbers = ["020 7946 0123", "+44 20 7946 0123", "+44 (0)20 7946 0123", "(020) 7946-0123", "+442079460123"];
    let in_country = ["20 7946 0123", "02079460123"].map(|number| phone_in("GB", number, owners));
    let foreign = ["+61 2 3456 7890", "+61234567890", "+61 (2) 3456-7890"];
    [
        addresses.map(|address| email(address, owners)).into(),
        numbers.map(|number| phone(number, owners)).into_iter().chain(in_country).collect(),
        foreign.map(|number| phone(number, owners)).into(),
    ]
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
async fn a_missing_detail_is_created_and_an_existing_one_is_found() {
    let (mock, jo, al) = start().await;
    let new = email("jo@example.com", &[jo]);

    let created = ensure(&mock, &new).await.unwrap();
    assert!(matches!(created, Ensured::Created(_)), "{created:?}");
    assert_eq!(uuids(&created), stored(&mock));

    let existing = ensure(&mock, &new).await.unwrap();
    assert!(matches!(existing, Ensured::Existing(_)) && !existing.is_created(), "{existing:?}");
    assert!(existing.lacking().is_empty() && created.lacking().is_empty());
    assert_eq!(uuids(&existing), stored(&mock));

    let partial = ensure(&mock, &email("jo@example.com", &[al, jo])).await.unwrap();
    let Ensured::Partial { details, lacking, .. } = &partial else { panic!("{partial:?}") };
    assert_eq!(partial.lacking(), lacking);
    assert_eq!((details.len(), &lacking[..]), (1, &[al][..]));
    assert_eq!(uuids(&partial), stored(&mock));
    assert_eq!(posts(&mock), 1);
    assert!(mock.clock().elapsed().is_zero(), "it waited");
}

#[tokio::test]
async fn every_spelling_of_a_value_is_the_same_value() {
    let (mock, jo, _) = start().await;
    for spellings in spellings(&[jo]) {
        for (at, first) in spellings.iter().enumerate() {
            mock.clear();
            assert!(is_created(&mock, first).await);
            for (other_at, other) in spellings.iter().enumerate() {
                let ensured = ensure(&mock, other).await.unwrap();
                assert!(matches!(ensured, Ensured::Existing(_)), "spellings {at} and {other_at}: {ensured:?}");
            }
            assert_eq!(mock.contact_details().len(), 1);
        }
    }
}

#[tokio::test]
async fn different_values_are_created_separately() {
    let (mock, jo, _) = start().await;
    let all = [
        email("jo@example.com", &[jo]),
        email("jo@example.org", &[jo]),
        email("jo.o@example.com", &[jo]),
        phone("020 7946 0123", &[jo]),
        phone("020 7946 0124", &[jo]),
        phone("+61 2 3456 7890", &[jo]),
        phone("+61 2 3456 7891", &[jo]),
    ];
    for (before, new) in all.iter().enumerate() {
        assert_eq!(mock.contact_details().len(), before);
        assert!(is_created(&mock, new).await, "value {before}");
    }
    for new in &all {
        assert!(!is_created(&mock, new).await);
    }
}

#[tokio::test]
async fn quirks_never_lead_to_a_duplicate() {
    for quirk in Quirk::ALL {
        let mock = MockServer::builder().quirk(*quirk).start().await;
        let (jo, al) = (mock.add_client("Jo Smith"), mock.add_client("Al Smith"));
        for owners in [&[jo][..], &[jo, al], &[al, jo]] {
            for spellings in spellings(owners) {
                mock.clear();
                assert!(is_created(&mock, &spellings[0]).await, "{quirk:?}");
                for new in &spellings {
                    let is_right = match ensure(&mock, new).await {
                        Ok(ensured) => matches!(ensured, Ensured::Existing(_)) && ensured.details().len() == 1,
                        // Without accounts in a response, only a single owner can be looked up.
                        Err(error) => owners.len() > 1 && error.server_state() == ServerState::NotApplied,
                    };
                    assert!(is_right, "{quirk:?}");
                }
                assert_eq!((mock.contact_details().len(), posts(&mock)), (1, 1), "{quirk:?}");
            }
        }
        mock.clear();
        assert!(is_created(&mock, &email("jo@example.com", &[jo])).await, "{quirk:?}");
        let partial = ensure(&mock, &email("jo@example.com", &[jo, al])).await.unwrap();
        assert!(matches!(partial, Ensured::Partial { ref lacking, .. } if *lacking == [al]), "{quirk:?}: {partial:?}");
    }
}

#[tokio::test]
async fn each_owner_may_have_a_detail_of_its_own() {
    let (mock, jo, al) = start().await;
    for owner in [jo, al] {
        assert!(is_created(&mock, &phone("020 7946 0123", &[owner])).await);
    }
    let existing = ensure(&mock, &phone("+44 20 7946 0123", &[jo, al])).await.unwrap();
    assert!(matches!(existing, Ensured::Existing(_)), "{existing:?}");
    assert_eq!(uuids(&existing), stored(&mock));
    assert_eq!(posts(&mock), 2);
}

#[tokio::test]
async fn a_detail_is_found_on_the_second_page() {
    let detail = |value: String| json!({ "type": "email", "name": "Old", "value": value, "account_uuids": [OWNER] });
    let values = (0..500).map(|number| format!("{number}@example.com")).chain(["Jo@Example.com".to_owned()]);
    let details: Vec<_> = values.map(detail).collect();
    let seed = json!({ "accounts": [{ "uuid": OWNER, "name": "Jo Smith" }], "contact_details": details });
    let mock = MockServer::builder().seed(&seed.to_string()).start().await;

    let ensured = ensure(&mock, &email("jo@example.com", &[OWNER])).await.unwrap();
    assert!(matches!(ensured, Ensured::Existing(_)), "{ensured:?}");
    assert_eq!(uuids(&ensured), stored(&mock)[500..]);
    assert_eq!((mock.requests().len(), posts(&mock)), (2, 0));
    assert!(is_created(&mock, &email("new@example.com", &[OWNER])).await);
}

/// A page with one contact detail of `OWNER`.
fn page_of(kind: &str, value: &str, more: Value) -> MockResponse {
    let detail = json!({ "uuid": OWNER, "type": kind, "value": value });
    let data = [contract_tests::mock_server::with(detail, &more)];
    MockResponse::json(200, &json!({ "data": data, "meta": { "last_page": 1 } }))
}

/// A phone number in two forms, with its country.
fn number_of(country: &str, value: Option<&str>, formatted: &str) -> MockResponse {
    let meta = json!({ "country": country, "formatted": formatted });
    page_of("phone_number", "", json!({ "value": value, "phone_number_meta": meta }))
}

/// A phone number in national form, with its country.
fn national(country: &str, number: &str) -> MockResponse {
    number_of(country, Some(number), number)
}

#[tokio::test]
async fn a_value_of_another_type_is_not_the_same() {
    let (mock, jo, _) = start().await;
    for (new, kind, value) in [
        (email("jo@example.com", &[jo]), "phone_number", "jo@example.com"),
        (phone("+442079460123", &[jo]), "email", "+442079460123"),
        (email("jo@example.com", &[jo]), "phone_number", ""),
        (phone("+442079460123", &[jo]), "email", ""),
        (phone("+442079460123", &[jo]), "postal_address", ""),
        (email("jo@example.com", &[jo]), "work_email", "al@example.com"),
    ] {
        mock.next_response(page_of(kind, value, json!({})));
        assert!(is_created(&mock, &new).await, "{kind}");
    }
}

#[tokio::test]
async fn nothing_is_created_after_a_page_that_cannot_be_trusted() {
    let (mock, jo, al) = start().await;
    let others = json!({ "accounts": [{ "uuid": al }] });
    for (about, new, page) in [
        (
            "an address of another owner",
            email("jo@example.com", &[jo]),
            page_of("email", "jo@example.com", others.clone()),
        ),
        ("a number of another owner", phone("020 7946 0123", &[jo]), page_of("phone_number", "+442079460123", others)),
        ("an address of nobody", email("jo@example.com", &[jo]), {
            page_of("email", "jo@example.com", json!({ "accounts": [] }))
        }),
        ("no uuid", email("jo@example.com", &[jo]), page_of("email", "jo@example.com", json!({ "uuid": null }))),
    ] {
        mock.next_response(page);
        let error = ensure(&mock, &new).await.unwrap_err();
        assert!(error.is_decode() && error.server_state() == ServerState::NotApplied, "{about}: {error:?}");
    }
    assert_eq!(posts(&mock), 0);
}

#[tokio::test]
async fn a_british_number_is_compared_in_every_form() {
    let (mock, jo, _) = start().await;
    let [_, british, _] = spellings(&[jo]);
    for new in british {
        let forms = [Some("020 7946 0123"), Some("+44 20 7946 0123"), None];
        let both = forms.map(|value| number_of("GB", value, "(020) 7946 0123"));
        for page in both.into_iter().chain([page_of("phone_number", "020 7946 0123", json!({}))]) {
            mock.next_response(page);
            assert!(!is_created(&mock, &new).await);
        }
    }
    // The national form beside a number says nothing new, with and without its country.
    for (number, value, formatted) in [
        ("+61 2 3456 7890", "+61234567890", "(02) 3456 7890"),
        ("+33 1 99 00 12 34", "+33199001234", "+33 (0)1 99 00 12 34"),
        ("+39 0323 401234", "+390323401234", "0323 401234"),
    ] {
        for country in [json!(null), json!("FR"), json!("au"), json!("")] {
            let meta = json!({ "phone_number_meta": { "country": country, "formatted": formatted } });
            mock.next_response(page_of("phone_number", value, meta));
            assert!(!is_created(&mock, &phone(number, &[jo])).await, "{number} {country}");
        }
    }
    assert_eq!(posts(&mock), 0);
}

#[tokio::test]
async fn a_number_that_cannot_be_compared_is_refused_before_sending() {
    let (mock, jo, _) = start().await;
    let extension = ContactDetailValue::unchecked("020 7946 0123 ext 12");
    let extension = NewContactDetail::new("Work", extension, [jo]).unwrap();
    for new in [phone_in("AU", "02 3456 7890", &[jo]), phone_in("JE", "01534 456789", &[jo]), extension] {
        let error = assert_refused(ensure(&mock, &new).await, "value", "a national number");
        assert!(error.to_string().contains("phonenumber"), "it does not name the remedy: {error}");
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn nothing_is_created_beside_what_may_be_the_same() {
    let (mock, jo, _) = start().await;
    let (address, number) = ("jo@example.com", "020 7946 0123");
    for (new, page) in [
        ("+61 2 3456 7890", national("AU", "02 3456 7890")),
        // Whether the 0 is part of the number depends on the country.
        ("+61 (0)2 3456 7890", national("AU", "+61 2 3456 7890")),
        ("+33 01 99 00 12 34", national("FR", "+33199001234")),
        (number, national("GB", "020 7946 0123 x5")),
        // Without the leading 0 and a country, it may be of any country.
        (number, page_of("phone_number", "20 7946 0123", json!({}))),
        // No country code begins with 0.
        (number, page_of("phone_number", "+020 7946 0123", json!({}))),
        (number, national("GB", "+0044 20 7946 0123")),
        // In Germany the number has no country code.
        ("+44 7539 995949", national("DE", "4475 39995949")),
        // The two forms are not the same.
        (number, number_of("GB", Some("+442079460123"), "020 7946 0123 ext 5")),
        (number, number_of("GB", Some("020 7946 0123 x5"), number)),
        (number, number_of("GB", Some("+442079460124"), number)),
        ("+61 2 3456 7890", number_of("AU", Some("+61234567890"), "(02) 3456 7890 12")),
        // No form can be read, or not even the type.
        (number, number_of("GB", None, "\u{200b} ")),
        (address, page_of("email", "\u{a0}", json!({}))),
        (address, page_of("email", "", json!({ "value": null }))),
        (address, page_of("", "", json!({ "type": null, "value": null }))),
        (number, page_of("", "", json!({ "type": null, "value": null }))),
        // The type is none of the spec's.
        (address, page_of("work_email", "Jo@Example.com", json!({}))),
        (number, page_of("mobile", "+44 20 7946 0123", json!({}))),
        (number, page_of("mobile", "020 7946 0123 x5", json!({}))),
    ] {
        mock.next_response(page.clone());
        let new = if new.contains('@') { email(new, &[jo]) } else { phone(new, &[jo]) };
        let error = ensure(&mock, &new).await.expect_err(&format!("{page:?}"));
        assert!(error.is_unclear() && error.uuid() == Some(OWNER), "{error:?}");
        assert_eq!((error.server_state(), posts(&mock)), (ServerState::NotApplied, 0));
    }
    // Other digits are another number.
    for (new, page) in [
        ("+61 2 3456 7890", national("AU", "02 3456 7891")),
        ("+39 0323 401234", national("IT", "+39323401234")),
        ("+44 161 946 0123", national("GB", "+442079460123")),
        ("+61 2 3456 7890", number_of("AU", Some("+61334567890"), "(03) 3456 7890 x5")),
        (number, number_of("GB", None, "020 7946 0124")),
    ] {
        mock.next_response(page);
        assert!(is_created(&mock, &phone(new, &[jo])).await, "{new}");
    }
}
