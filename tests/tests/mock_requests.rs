//! The mock server accepts the requests that the API accepts, stores their content, and refuses all others.

use contract_tests::mock_server::{PATH, anonymous, assert_fits, call, created, email, get, phone, post, put, read};
use contract_tests::mock_server::{send, with};
use contract_tests::spec::{Spec, entries};
use plannr_sdk::mock::MockServer;
use plannr_sdk::reqwest::Method;
use serde_json::{Value, json};

const UNKNOWN: &str = "00000000-0000-4000-8000-0000000000ff";

#[tokio::test]
async fn a_new_contact_detail_is_stored_and_returned_with_wide_accounts() {
    let mock = MockServer::start().await;
    let body = created(&mock, &email(&mock)).await;
    assert_fits("ContactDetail", &body);
    let mut names: Vec<_> = entries(&body).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accounts", "created_at", "name", "type", "updated_at", "uuid", "value"]);
    let account = body["accounts"][0].as_object().unwrap();
    let missing =
        entries(&Spec::shipped().schema("Account")["properties"]).find(|(name, _)| !account.contains_key(*name));
    assert_eq!(missing, None, "a wide account lacks a field of the spec");

    let [stored] = &mock.contact_details()[..] else { panic!("not one stored") };
    assert_eq!(stored["account_uuids"], json!([mock.clients()[0]]));
    assert_eq!(stored["primary_account_uuids"], json!([]));
    for name in ["uuid", "created_at", "updated_at", "type", "name", "value"] {
        assert_eq!(stored[name], body[name], "{name}");
    }
}

#[tokio::test]
async fn every_example_of_a_request_in_the_spec_is_accepted() {
    let mock = MockServer::start().await;
    let operations = Spec::shipped().operations();
    let examples = |id: &str| operations.iter().find(|operation| operation.id() == id).unwrap().body_examples();
    let (new, updates) = (examples("createContactDetail"), examples("updateContactDetail"));
    assert!(!new.is_empty() && !updates.is_empty());
    for (_, example) in new {
        assert_fits("ContactDetail", &created(&mock, example).await);
    }
    let stored = mock.contact_details();
    for (name, example) in updates {
        let is_email = example["value"].as_str().is_some_and(|value| value.contains('@'));
        let other = stored.iter().find(|detail| (detail["type"] == "email") == is_email).unwrap();
        let (status, body) = put(&mock, &other["uuid"], example).await;
        assert_eq!(status, 200, "{name}: {body}");
        assert_fits("ContactDetail", &body);
    }
}

#[tokio::test]
async fn a_request_is_recorded_exactly_and_printed_without_its_secrets() {
    let mock = MockServer::start().await;
    created(&mock, &email(&mock)).await;
    get(&mock, "?filter%5Bvalue%5D=ava%40example.com").await;
    let [create, list] = &mock.requests()[..] else { panic!("not two requests") };
    assert_eq!((create.method(), create.path(), create.query()), ("POST", PATH, ""));
    assert_eq!(create.header("authorization"), Some(format!("Bearer {}", mock.access_token()).as_str()));
    assert_eq!(create.json(), Some(email(&mock)));
    assert_eq!((list.method(), list.query()), ("GET", "filter%5Bvalue%5D=ava%40example.com"));
    assert_eq!(list.query_pairs(), [("filter[value]".to_owned(), "ava@example.com".to_owned())]);
    assert_eq!(format!("{create:?}"), format!("ReceivedRequest {{ method: \"POST\", path: {PATH:?}, .. }}"));
}

#[tokio::test]
async fn a_phone_number_is_stored_in_the_international_form() {
    let mock = MockServer::start().await;
    let australian = |number: &str| json!({ "country": "AU", "number": number });
    for (sent, value, country, formatted) in [
        (json!("+443330903630"), "+443330903630", "GB", "0333 090 3630"),
        (json!("07539995949"), "+447539995949", "GB", "07539 995949"),
        (json!("(020) 7946 0018"), "+442079460018", "GB", "020 7946 0018"),
        // Reserved for examples, but accepted.
        (json!("+442079460123"), "+442079460123", "GB", "020 7946 0123"),
        (json!("+61 2 3456 7890"), "+61234567890", "AU", "(02) 3456 7890"),
        (australian("+61 2 3456 7890"), "+61234567890", "AU", "(02) 3456 7890"),
        (australian("02 3456 7890"), "+61234567890", "AU", "(02) 3456 7890"),
    ] {
        let body = created(&mock, &phone(&mock, &sent)).await;
        assert_fits("ContactDetail", &body);
        assert_eq!(body["value"], value, "{sent}");
        assert_eq!(body["phone_number_meta"], json!({ "country": country, "formatted": formatted }), "{sent}");
    }
}

#[tokio::test]
async fn an_account_has_one_primary_contact_detail_of_a_type() {
    let mock = MockServer::start().await;
    let [ava, ben] = [mock.clients()[0], mock.clients()[1]];
    for (value, more, primary_for) in [
        ("one@example.com", json!({ "account_uuids": [ava, ben], "is_primary": true }), [json!([ava, ben]), json!([])]),
        ("two@example.com", json!({ "primary_account_uuids": [ava] }), [json!([ben]), json!([ava])]),
    ] {
        let new = with(with(email(&mock), &more), &json!({ "value": value }));
        assert_eq!(created(&mock, &new).await["accounts"][0]["primary_email"]["value"], value);
        for (stored, expected) in mock.contact_details().iter().zip(primary_for) {
            assert_eq!(stored["primary_account_uuids"], expected, "{stored}");
        }
    }
    let body = created(&mock, &with(phone(&mock, &json!("02079460123")), &json!({ "is_primary": true }))).await;
    assert_eq!(body["accounts"][0]["primary_phone_number"]["value"], "+442079460123");
    assert_eq!(body["accounts"][0]["primary_email"]["value"], "two@example.com");
}

#[tokio::test]
async fn an_update_replaces_the_owners() {
    let mock = MockServer::start().await;
    let [ava, ben] = [mock.clients()[0], mock.clients()[1]];
    let uuid = &created(&mock, &with(email(&mock), &json!({ "is_primary": true }))).await["uuid"];
    // Each change with the owners and the primary accounts that it results in.
    for (change, owners, primary_for) in [
        (json!({ "account_uuids": [ava, ben] }), json!([ava, ben]), json!([ava])),
        (json!({ "account_uuids": [ben, ben] }), json!([ben]), json!([])),
        (json!({ "account_uuids": [ben], "primary_account_uuids": [ava, ben] }), json!([ben]), json!([ava, ben])),
        (json!({ "account_uuids": [ben] }), json!([ben]), json!([ben])),
        (json!({ "account_uuids": [ben], "primary_account_uuids": [] }), json!([ben]), json!([])),
    ] {
        let update = with(json!({ "name": "Home", "value": "new@example.com" }), &change);
        let (status, body) = put(&mock, uuid, &update).await;
        assert_eq!(status, 200, "{body}");
        assert_fits("ContactDetail", &body);
        assert_eq!((&body["name"], &body["value"]), (&json!("Home"), &json!("new@example.com")));
        assert_eq!(body["accounts"].as_array().unwrap().len(), owners.as_array().unwrap().len());
        let stored = &mock.contact_details()[0];
        assert_eq!((&stored["account_uuids"], &stored["primary_account_uuids"]), (&owners, &primary_for), "{change}");
    }
}

#[tokio::test]
async fn an_update_cannot_change_the_type() {
    let mock = MockServer::start().await;
    let email = &created(&mock, &email(&mock)).await["uuid"];
    let phone = &created(&mock, &phone(&mock, &json!("+443330903630"))).await["uuid"];
    let before = mock.contact_details();
    for (uuid, more, field) in [
        (email, json!({ "value": "+443330903630" }), "value"),
        (email, json!({ "value": { "country": "AU", "number": "02 3456 7890" } }), "value"),
        (phone, json!({ "value": "new@example.com" }), "value"),
        (phone, json!({ "value": { "country": "AU", "number": "x" } }), "value.number"),
    ] {
        let update = with(json!({ "name": "Home", "account_uuids": [mock.clients()[0]] }), &more);
        let (status, body) = put(&mock, uuid, &update).await;
        assert_eq!((status, body["errors"][field].is_array()), (422, true), "{more}: {body}");
    }
    assert_eq!(mock.contact_details(), before);
}

#[tokio::test]
async fn an_invalid_body_is_refused_in_the_words_of_laravel() {
    let mock = MockServer::start().await;
    let (ava, adviser) = (mock.clients()[0], mock.account_uuid());
    let number = |value: Value| json!({ "type": "phone_number", "value": value });
    let longest = Spec::shipped().schema("ContactDetailName")["maxLength"].as_u64().unwrap() as usize;
    let too_long = format!("The name field must not be greater than {longest} characters.");
    let no_number = "Please give a valid phone number; one without a country is taken to be in GB.";
    let in_country = |country: &str| number(json!({ "country": country, "number": "1234567" }));
    // Each change of a valid e-mail address with the field that is wrong and its first message.
    for (change, field, text) in [
        (json!({ "type": "fax" }), "type", "The selected type is invalid."),
        (json!({ "type": null }), "type", "The type field is required."),
        (json!({ "type": ["email"] }), "type", "The selected type is invalid."),
        (json!({ "account_uuids": null }), "account_uuids", "The account uuids field is required."),
        (json!({ "account_uuids": {} }), "account_uuids", "The account uuids field is required."),
        (json!({ "name": "ä".repeat(longest + 1) }), "name", &too_long),
        (json!({ "name": " \t\u{a0}" }), "name", "The name field is required."),
        (json!({ "name": [] }), "name", "The name field is required."),
        (json!({ "name": null }), "name", "The name field is required."),
        (json!({ "name": 1 }), "name", "The name field must be a string."),
        (json!({ "is_primary": "yes" }), "is_primary", "The is primary field must be true or false."),
        (json!({ "is_primary": null }), "is_primary", "The is primary field must be true or false."),
        (json!({ "value": "" }), "value", "The value field is required."),
        (json!({ "value": "nope" }), "value", "The value field must be a valid email address."),
        (json!({ "account_uuids": [] }), "account_uuids", "The account uuids field is required."),
        (json!({ "account_uuids": ava }), "account_uuids", "The account uuids field must be an array."),
        (json!({ "account_uuids": [ava, "x"] }), "account_uuids.1", "The account_uuids.1 field must be a valid UUID."),
        (json!({ "account_uuids": [7] }), "account_uuids.0", "The account_uuids.0 field must be a valid UUID."),
        (json!({ "account_uuids": [UNKNOWN] }), "account_uuids.0", "The selected account_uuids.0 is invalid."),
        (json!({ "account_uuids": [adviser] }), "account_uuids.0", "The account must be a client account."),
        (json!({ "primary_account_uuids": null }), "primary_account_uuids", {
            "The primary account uuids field must be an array."
        }),
        (json!({ "primary_account_uuids": [adviser] }), "primary_account_uuids.0", {
            "The account must be a client account."
        }),
        (number(json!("letters")), "value", no_number),
        (number(json!("ava@example.com")), "value", no_number),
        (number(json!(7)), "value", no_number),
        (number(json!({})), "value", "The value field is required."),
        (number(json!({ "country": "AU", "number": "x" })), "value.number", no_number),
        (number(json!({ "country": " ", "number": "x" })), "value.country", "The value.country field is required."),
        (number(json!({ "country": "AU" })), "value.number", "The value.number field is required."),
        (in_country("Australia"), "value.country", "The selected value.country is invalid."),
        (in_country("XX"), "value.country", "The selected value.country is invalid."),
    ] {
        let (status, body) = post(&mock, &with(email(&mock), &change)).await;
        assert_eq!((status, body["errors"][field][0].as_str()), (422, Some(text)), "{change}: {body:#}");
        assert_fits("ValidationErrors", &body);
    }
    assert!(mock.contact_details().is_empty());
}

#[tokio::test]
async fn all_wrong_fields_are_listed_in_the_order_of_the_rules_and_their_items_last() {
    let mock = MockServer::start().await;
    let accounts = json!([mock.clients()[0], UNKNOWN, mock.account_uuid(), "x"]);
    for (body, message) in [
        (json!({}), "The type field is required. (and 3 more errors)"),
        (json!({ "type": "fax", "value": "x" }), "The selected type is invalid. (and 2 more errors)"),
        (json!({ "type": "email" }), "The name field is required. (and 2 more errors)"),
        (with(email(&mock), &json!({ "name": "", "value": "" })), "The name field is required. (and 1 more error)"),
        (with(email(&mock), &json!({ "name": "" })), "The name field is required."),
        (
            with(phone(&mock, &json!("x")), &json!({ "account_uuids": accounts, "is_primary": 2 })),
            "Please give a valid phone number; one without a country is taken to be in GB. (and 4 more errors)",
        ),
        (
            with(email(&mock), &json!({ "account_uuids": accounts, "is_primary": 2 })),
            "The is primary field must be true or false. (and 3 more errors)",
        ),
        (
            with(email(&mock), &json!({ "account_uuids": accounts })),
            "The selected account_uuids.1 is invalid. (and 2 more errors)",
        ),
    ] {
        assert_eq!(post(&mock, &body).await.1["message"], message, "{body}");
    }
    assert!(mock.contact_details().is_empty());
}

#[tokio::test]
async fn what_laravel_reads_as_valid_is_stored_as_it_reads_it() {
    let mock = MockServer::start().await;
    let [ava, ben] = [mock.clients()[0], mock.clients()[1]];
    let longest = "n".repeat(Spec::shipped().schema("ContactDetailName")["maxLength"].as_u64().unwrap() as usize);
    let sydney = json!({ "country": " AU ", "number": " 02 3456 7890 ", "area": 1 });
    // Each change of a valid e-mail address with a stored field.
    for (change, field, stored) in [
        (json!({ "name": "  Work\u{200B} " }), "name", json!("Work")),
        (json!({ "name": format!(" {longest} ") }), "name", json!(longest)),
        (json!({ "type": " email " }), "type", json!("email")),
        (json!({ "value": " Ava@Example.com " }), "value", json!("Ava@Example.com")),
        (json!({ "value": "josé@bücher.example" }), "value", json!("josé@bücher.example")),
        (json!({ "type": "phone_number", "value": sydney }), "value", json!("+61234567890")),
        (json!({ "account_uuids": [format!(" {ben} ")] }), "account_uuids", json!([ben])),
        (json!({ "account_uuids": { "a": ben } }), "account_uuids", json!([ben])),
        (json!({ "is_primary": 1 }), "primary_account_uuids", json!([ava])),
        (json!({ "is_primary": "1" }), "primary_account_uuids", json!([ava])),
        (json!({ "is_primary": "0" }), "primary_account_uuids", json!([])),
        (json!({ "nick_name": "x" }), "name", email(&mock)["name"].clone()),
    ] {
        created(&mock, &with(email(&mock), &change)).await;
        assert_eq!(mock.contact_details().last().unwrap()[field], stored, "{change}");
    }
}

#[tokio::test]
async fn a_request_needs_the_token_and_the_account_of_an_employee() {
    let mock = MockServer::start().await;
    let [token, adviser] = [mock.access_token(), &mock.account_uuid().to_string()];
    let client = mock.clients()[0].to_string();
    for (authorization, account, expected) in [
        (String::new(), adviser, (401, "Unauthenticated.")),
        ("Bearer x".to_owned(), adviser, (401, "Unauthenticated.")),
        (format!("Basic {token}"), adviser, (401, "Unauthenticated.")),
        (format!("Bearer {token}"), "", (403, "This action is unauthorized.")),
        (format!("Bearer {token}"), UNKNOWN, (403, "This action is unauthorized.")),
        (format!("Bearer {token}"), &client, (403, "This action is unauthorized.")),
    ] {
        let headers = [("Authorization", authorization.as_str()), ("X-PLANNR-ACCOUNT-UUID", account)];
        let given = headers.iter().filter(|(_, value)| !value.is_empty());
        let request = anonymous(&mock, Method::GET, "");
        let (status, body) = read(given.fold(request, |request, (name, value)| request.header(*name, *value))).await;
        assert_eq!((status, body["message"].as_str().unwrap()), expected, "{headers:?}");
    }
}

#[tokio::test]
async fn only_the_paths_and_methods_of_the_spec_exist() {
    let mock = MockServer::start().await;
    let methods = |path: &str| {
        let on_path = Spec::shipped().operations().into_iter().filter(|operation| operation.path == path);
        Some(on_path.map(|operation| operation.method).collect::<Vec<_>>().join(", ").replace("GET", "GET, HEAD"))
    };
    let one = format!("/{UNKNOWN}");
    for (method, rest, status, allow) in [
        (Method::GET, "/", 200, None),
        (Method::GET, "/a/b", 404, None),
        (Method::PUT, &one, 404, None),
        (Method::PUT, "/x", 404, None),
        (Method::PATCH, "", 405, methods(PATH)),
        (Method::HEAD, "", 200, None),
        (Method::HEAD, &one, 405, methods(&format!("{PATH}/{{uuid}}"))),
        (Method::OPTIONS, "", 200, methods(PATH)),
        (Method::PATCH, &one, 405, methods(&format!("{PATH}/{{uuid}}"))),
    ] {
        let response = send(call(&mock, method.clone(), rest).body("{}")).await;
        let allowed = response.headers().get("allow").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!((response.status().as_u16(), allowed), (status, allow), "{method} {rest}");
    }
}

#[tokio::test]
async fn a_body_without_a_json_content_type_or_an_object_has_no_fields() {
    let mock = MockServer::start().await;
    let good = email(&mock).to_string();
    for (kind, body) in [("application/json", "{"), ("application/json", "[]"), ("text/plain", good.as_str())] {
        let request = anonymous(&mock, Method::POST, "").bearer_auth(mock.access_token());
        let request = request.header("X-PLANNR-ACCOUNT-UUID", mock.account_uuid().to_string());
        let (status, refusal) = read(request.header("Content-Type", kind).body(body.to_owned())).await;
        assert_eq!((status, refusal["errors"]["type"][0].as_str()), (422, Some("The type field is required.")));
    }
}
