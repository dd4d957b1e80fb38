//! Does the mock server take the requests that the API takes, keep what they say, and refuse all others?

use contract_tests::mock_server::{PATH, anonymous, assert_fits, call, created, email, get, phone, post, put, read};
use contract_tests::mock_server::{send, with};
use contract_tests::spec::{Spec, entries};
use plannr_sdk::mock::MockServer;
use plannr_sdk::reqwest::Method;
use serde_json::{Value, json};

const UNKNOWN: &str = "00000000-0000-4000-8000-0000000000ff";

#[tokio::test]
async fn a_new_contact_detail_is_stored_and_answered_with_wide_accounts() {
    let plannr = MockServer::start().await;
    let answer = created(&plannr, &email(&plannr)).await;
    assert_fits("ContactDetail", &answer);
    let mut names: Vec<_> = entries(&answer).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accounts", "created_at", "name", "type", "updated_at", "uuid", "value"]);
    let account = answer["accounts"][0].as_object().unwrap();
    let missing =
        entries(&Spec::shipped().schema("Account")["properties"]).find(|(name, _)| !account.contains_key(*name));
    assert_eq!(missing, None, "a wide account has all that the spec knows");

    let [stored] = &plannr.contact_details()[..] else { panic!("not one stored") };
    assert_eq!(stored["account_uuids"], json!([plannr.clients()[0]]));
    assert_eq!(stored["primary_account_uuids"], json!([]));
    for name in ["uuid", "created_at", "updated_at", "type", "name", "value"] {
        assert_eq!(stored[name], answer[name], "{name}");
    }
}

#[tokio::test]
async fn every_example_of_a_request_in_the_spec_is_accepted() {
    let plannr = MockServer::start().await;
    let operations = Spec::shipped().operations();
    let examples = |id: &str| operations.iter().find(|operation| operation.id() == id).unwrap().body_examples();
    let (new, updates) = (examples("createContactDetail"), examples("updateContactDetail"));
    assert!(!new.is_empty() && !updates.is_empty());
    for (_, example) in new {
        assert_fits("ContactDetail", &created(&plannr, example).await);
    }
    let stored = plannr.contact_details();
    for (name, example) in updates {
        let is_email = example["value"].as_str().is_some_and(|value| value.contains('@'));
        let other = stored.iter().find(|detail| (detail["type"] == "email") == is_email).unwrap();
        let (status, answer) = put(&plannr, &other["uuid"], example).await;
        assert_eq!(status, 200, "{name}: {answer}");
        assert_fits("ContactDetail", &answer);
    }
}

#[tokio::test]
async fn a_request_is_recorded_as_it_came_and_printed_without_its_secrets() {
    let plannr = MockServer::start().await;
    created(&plannr, &email(&plannr)).await;
    get(&plannr, "?filter%5Bvalue%5D=ava%40example.com").await;
    let [creating, listing] = &plannr.requests()[..] else { panic!("not two requests") };
    assert_eq!((creating.method(), creating.path(), creating.query()), ("POST", PATH, ""));
    assert_eq!(creating.header("authorization"), Some(format!("Bearer {}", plannr.access_token()).as_str()));
    assert_eq!(creating.json(), Some(email(&plannr)));
    assert_eq!((listing.method(), listing.query()), ("GET", "filter%5Bvalue%5D=ava%40example.com"));
    assert_eq!(listing.query_pairs(), [("filter[value]".to_owned(), "ava@example.com".to_owned())]);
    assert_eq!(format!("{creating:?}"), format!("ReceivedRequest {{ method: \"POST\", path: {PATH:?}, .. }}"));
}

#[tokio::test]
async fn a_phone_number_is_kept_in_the_international_form() {
    let plannr = MockServer::start().await;
    for (sent, value, country, formatted) in [
        (json!("+443330903630"), "+443330903630", "GB", "0333 090 3630"),
        (json!("07539995949"), "+447539995949", "GB", "07539 995949"),
        (json!("(020) 7946 0018"), "+442079460018", "GB", "020 7946 0018"),
        // It is in no use, and taken nevertheless.
        (json!("+447700900123"), "+447700900123", "GB", "07700 900123"),
        (json!("+61 2 3456 7890"), "+61234567890", "AU", "(02) 3456 7890"),
        (json!({ "country": "AU", "number": "+61 2 3456 7890" }), "+61234567890", "AU", "(02) 3456 7890"),
        (json!({ "country": "AU", "number": "02 3456 7890" }), "+61234567890", "AU", "(02) 3456 7890"),
    ] {
        let answer = created(&plannr, &phone(&plannr, &sent)).await;
        assert_fits("ContactDetail", &answer);
        assert_eq!(answer["value"], value, "{sent}");
        assert_eq!(answer["phone_number_meta"], json!({ "country": country, "formatted": formatted }), "{sent}");
    }
}

#[tokio::test]
async fn an_account_has_one_primary_contact_detail_of_a_type() {
    let plannr = MockServer::start().await;
    let [ava, ben] = [plannr.clients()[0], plannr.clients()[1]];
    for (value, more, primary_for) in [
        ("one@example.com", json!({ "account_uuids": [ava, ben], "is_primary": true }), [json!([ava, ben]), json!([])]),
        ("two@example.com", json!({ "primary_account_uuids": [ava] }), [json!([ben]), json!([ava])]),
    ] {
        let new = with(with(email(&plannr), &more), &json!({ "value": value }));
        let answer = created(&plannr, &new).await;
        assert_eq!(answer["accounts"][0]["primary_email"]["value"], value);
        for (stored, expected) in plannr.contact_details().iter().zip(primary_for) {
            assert_eq!(stored["primary_account_uuids"], expected, "{stored}");
        }
    }
    let answer = created(&plannr, &with(phone(&plannr, &json!("07700900123")), &json!({ "is_primary": true }))).await;
    assert_eq!(answer["accounts"][0]["primary_phone_number"]["value"], "+447700900123");
    assert_eq!(answer["accounts"][0]["primary_email"]["value"], "two@example.com");
}

#[tokio::test]
async fn an_update_replaces_the_owners() {
    let plannr = MockServer::start().await;
    let [ava, ben] = [plannr.clients()[0], plannr.clients()[1]];
    let uuid = &created(&plannr, &with(email(&plannr), &json!({ "is_primary": true }))).await["uuid"];
    // Each with the owners and the primary accounts that it leaves.
    for (change, owners, primary_for) in [
        (json!({ "account_uuids": [ava, ben] }), json!([ava, ben]), json!([ava])),
        (json!({ "account_uuids": [ben, ben] }), json!([ben]), json!([])),
        (json!({ "account_uuids": [ben], "primary_account_uuids": [ava, ben] }), json!([ben]), json!([ava, ben])),
        (json!({ "account_uuids": [ben] }), json!([ben]), json!([ben])),
        (json!({ "account_uuids": [ben], "primary_account_uuids": [] }), json!([ben]), json!([])),
    ] {
        let update = with(json!({ "name": "Home", "value": "new@example.com" }), &change);
        let (status, answer) = put(&plannr, uuid, &update).await;
        assert_eq!(status, 200, "{answer}");
        assert_fits("ContactDetail", &answer);
        assert_eq!((&answer["name"], &answer["value"]), (&json!("Home"), &json!("new@example.com")));
        assert_eq!(answer["accounts"].as_array().unwrap().len(), owners.as_array().unwrap().len());
        let stored = &plannr.contact_details()[0];
        assert_eq!((&stored["account_uuids"], &stored["primary_account_uuids"]), (&owners, &primary_for), "{change}");
    }
}

#[tokio::test]
async fn an_update_keeps_the_type() {
    let plannr = MockServer::start().await;
    let mail = &created(&plannr, &email(&plannr)).await["uuid"];
    let number = &created(&plannr, &phone(&plannr, &json!("+443330903630"))).await["uuid"];
    let before = plannr.contact_details();
    for (uuid, more, field) in [
        (mail, json!({ "value": "+443330903630" }), "value"),
        (mail, json!({ "value": { "country": "AU", "number": "02 3456 7890" } }), "value"),
        (mail, json!({ "value": "new@example.com", "type": "email" }), "type"),
        (number, json!({ "value": "new@example.com" }), "value"),
        (number, json!({ "value": { "country": "AU", "number": "x" } }), "value.number"),
    ] {
        let update = with(json!({ "name": "Home", "account_uuids": [plannr.clients()[0]] }), &more);
        let (status, answer) = put(&plannr, uuid, &update).await;
        assert_eq!((status, answer["errors"][field].is_array()), (422, true), "{more}: {answer}");
    }
    assert_eq!(plannr.contact_details(), before);
}

/// Sends variations of a body, none of which may be accepted, and compares the first text about a field.
async fn assert_refused<const N: usize>(base: fn(&MockServer) -> Value, cases: [(Value, &str, &str); N]) {
    let plannr = MockServer::start().await;
    for (change, field, text) in cases {
        let (status, answer) = post(&plannr, &with(base(&plannr), &change)).await;
        assert_eq!((status, answer["errors"][field][0].as_str()), (422, Some(text)), "{change}: {answer:#}");
        assert_fits("ValidationErrors", &answer);
    }
    assert_eq!(plannr.contact_details(), [] as [Value; 0]);
}

#[tokio::test]
async fn what_is_missing_is_said_in_the_words_of_laravel() {
    let cases = [
        (json!({}), "type", "The type field is required."),
        (json!({ "type": "fax" }), "type", "The selected type is invalid."),
        (json!({ "type": "email" }), "account_uuids", "The account uuids field is required."),
        (json!({ "type": "phone_number" }), "value", "The value field is required."),
    ];
    assert_refused(|_| json!({}), cases).await;
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_words_of_laravel() {
    let ava = MockServer::start().await.clients()[0];
    let cases = [
        (json!({ "name": "ä".repeat(256) }), "name", "The name field must not be greater than 255 characters."),
        (json!({ "name": "" }), "name", "The name field is required."),
        (json!({ "name": null }), "name", "The name field is required."),
        (json!({ "name": 1 }), "name", "The name field must be a string."),
        (json!({ "is_primary": "yes" }), "is_primary", "The is primary field must be true or false."),
        (json!({ "value": "nope" }), "value", "The value field must be a valid email address."),
        (json!({ "account_uuids": [] }), "account_uuids", "The account uuids field is required."),
        (json!({ "account_uuids": ava }), "account_uuids", "The account uuids field must be an array."),
        (json!({ "account_uuids": [ava, "x"] }), "account_uuids.1", "The account_uuids.1 field must be a valid UUID."),
        (json!({ "account_uuids": [UNKNOWN] }), "account_uuids.0", "The selected account_uuids.0 is invalid."),
        (json!({ "nick_name": 1 }), "nick_name", "The nick name field is prohibited."),
    ];
    assert_refused(email, cases).await;
    let adviser = MockServer::start().await.account_uuid();
    for field in ["account_uuids", "primary_account_uuids"] {
        let (place, text) = (format!("{field}.0"), "The account must be a client account.");
        assert_refused(email, [(json!({ field: [adviser] }), &place, text)]).await;
    }
}

#[tokio::test]
async fn a_wrong_phone_number_is_said_in_the_words_of_laravel() {
    let in_country = |country: &str| json!({ "value": { "country": country, "number": "1234567" } });
    let cases = [
        (json!({ "value": "letters" }), "value", "The value field format is invalid."),
        (json!({ "value": "ava@example.com" }), "value", "The value field format is invalid."),
        (json!({ "value": 7 }), "value", "The value field format is invalid."),
        (json!({ "value": { "country": "AU" } }), "value.number", "The value.number field is required."),
        (in_country("Australia"), "value.country", "The value.country field format is invalid."),
        (in_country("XX"), "value.country", "The selected value.country is invalid."),
    ];
    assert_refused(|plannr| phone(plannr, &Value::Null), cases).await;
}

#[tokio::test]
async fn the_message_of_a_refusal_is_the_first_text_and_counts_the_others() {
    let plannr = MockServer::start().await;
    for (body, message) in [
        (json!({ "type": "email" }), "The account uuids field is required. (and 2 more errors)"),
        (with(email(&plannr), &json!({ "name": "", "value": "" })), "The name field is required. (and 1 more error)"),
        (with(email(&plannr), &json!({ "name": "" })), "The name field is required."),
    ] {
        assert_eq!(post(&plannr, &body).await.1["message"], message, "{body}");
    }
}

#[tokio::test]
async fn who_calls_must_show_the_token_and_act_for_an_employee() {
    let plannr = MockServer::start().await;
    let [token, adviser] = [plannr.access_token(), &plannr.account_uuid().to_string()];
    let client = plannr.clients()[0].to_string();
    for (authorization, account, expected) in [
        (String::new(), adviser, (401, "Unauthenticated.")),
        ("Bearer x".to_owned(), adviser, (401, "Unauthenticated.")),
        (format!("Basic {token}"), adviser, (401, "Unauthenticated.")),
        (format!("Bearer {token}"), "", (403, "This action is unauthorized.")),
        (format!("Bearer {token}"), UNKNOWN, (403, "This action is unauthorized.")),
        (format!("Bearer {token}"), &client, (403, "This action is unauthorized.")),
    ] {
        let headers = [("Authorization", authorization.as_str()), ("X-PLANNR-ACCOUNT-UUID", account)];
        let request = anonymous(&plannr, Method::GET, "");
        let given = headers.iter().filter(|(_, value)| !value.is_empty());
        let (status, answer) = read(given.fold(request, |request, (name, value)| request.header(*name, *value))).await;
        assert_eq!((status, answer["message"].as_str().unwrap()), expected, "{headers:?}");
    }
}

#[tokio::test]
async fn paths_and_methods_are_those_of_the_spec() {
    let plannr = MockServer::start().await;
    let one = format!("/{UNKNOWN}");
    for (method, rest, status, allow) in [
        (Method::GET, "/", 200, None),
        (Method::GET, "/a/b", 404, None),
        (Method::PUT, &one, 404, None),
        (Method::PUT, "/x", 404, None),
        (Method::PATCH, "", 405, Some(methods(PATH))),
        (Method::PATCH, &one, 405, Some(methods(&format!("{PATH}/{{uuid}}")))),
    ] {
        let response = send(call(&plannr, method.clone(), rest).body("{}")).await;
        let allowed = response.headers().get("allow").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!((response.status().as_u16(), allowed), (status, allow), "{method} {rest}");
    }
}

/// The methods that the spec has for a path.
fn methods(path: &str) -> String {
    let on_path = Spec::shipped().operations().into_iter().filter(|operation| operation.path == path);
    on_path.map(|operation| operation.method).collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn a_body_that_is_not_said_to_be_json_or_is_none_has_no_fields() {
    let plannr = MockServer::start().await;
    let good = email(&plannr).to_string();
    for (kind, body) in [("application/json", "{"), ("application/json", "[]"), ("text/plain", good.as_str())] {
        let request = anonymous(&plannr, Method::POST, "").bearer_auth(plannr.access_token());
        let request = request.header("X-PLANNR-ACCOUNT-UUID", plannr.account_uuid().to_string());
        let (status, answer) = read(request.header("Content-Type", kind).body(body.to_owned())).await;
        assert_eq!(
            (status, &answer["errors"]["type"][0]),
            (422, &json!("The type field is required.")),
            "{kind} {body}"
        );
    }
}
