//! Values that break a rule of the spec are refused before anything is sent, and the error names the field.

use contract_tests::plannr::{OWNER, assert_refused, client};
use contract_tests::server::{StubResponse, StubServer};
use contract_tests::spec::Spec;
use plannr_sdk::{
    ContactDetailInclude, ContactDetailTypeFilter, ContactDetailValue, Error, ListContactDetails, NewContactDetail,
    UpdateContactDetail, Uuid,
};
use serde_json::{Value, json};

const NOBODY: [Uuid; 0] = [];

fn limit(schema: &Value, keyword: &str) -> u64 {
    schema[keyword].as_u64().unwrap_or_else(|| panic!("the spec has no {keyword}"))
}

fn is_allowed(schema: &str, value: &Value) -> bool {
    Spec::shipped().fits(Spec::shipped().schema(schema), value)
}

#[test]
fn a_name_is_measured_in_characters_not_bytes() {
    let most = limit(Spec::shipped().schema("ContactDetailName"), "maxLength");
    for (length, is_allowed) in [(1, true), (most, true), (most + 1, false)] {
        // Letters of one to four bytes, and one that is written with two characters.
        for letter in ["a", "\u{e9}", "\u{20ac}", "\u{1f4de}", "e\u{301}"] {
            let name: String = letter.chars().cycle().take(length as usize).collect();
            for outcome in requests_named(&name) {
                let about = format!("{length} characters, {} bytes", name.len());
                match is_allowed {
                    true => outcome.expect(&about),
                    false => drop(assert_refused(outcome, "name", &about)),
                }
            }
        }
    }
}

#[test]
fn a_blank_name_is_refused() {
    for name in ["", " ", "\t\r\n", "\u{a0}\u{2003}\u{3000}", "\u{feff}"] {
        for outcome in requests_named(name) {
            assert_eq!(assert_refused(outcome, "name", name).to_string(), "name is blank; nothing was sent");
        }
    }
    requests_named(" x ").into_iter().for_each(|outcome| outcome.expect("not blank"));
}

/// Makes a request with each constructor that takes a name.
fn requests_named(name: &str) -> [Result<(), Error>; 5] {
    let email = || ContactDetailValue::email("jo@example.com").unwrap();
    [
        NewContactDetail::email(name, "jo@example.com", [OWNER]).map(drop),
        NewContactDetail::phone_number(name, "020 7946 0123", [OWNER]).map(drop),
        NewContactDetail::phone_number_in(name, "AU", "02 3456 7890", [OWNER]).map(drop),
        UpdateContactDetail::new(name, email(), [OWNER]).map(drop),
        UpdateContactDetail::new("Work", email(), [OWNER]).unwrap().with_name(name).map(drop),
    ]
}

#[test]
fn an_email_address_is_refused_exactly_when_the_spec_forbids_it() {
    for address in ["jo@example.com", "jo.smith+work@mail.example.co.uk", "o'neil@example.org", "JO_1@EXAMPLE.COM"] {
        assert!(is_allowed("EmailAddress", &json!(address)), "{address}");
        NewContactDetail::email("Work", address, [OWNER]).unwrap_or_else(|error| panic!("{address}: {error}"));
    }
    for address in [
        "",
        " ",
        "jo",
        "@",
        "jo@",
        "@example.com",
        "jo@@example.com",
        "jo@example.com@example.com",
        "jo example.com",
        "jo smith@example.com",
        " jo@example.com",
        "jo@example.com ",
        "jo@example.com\n",
        "jo@exam ple.com",
        "jo@example.com,ann@example.com",
        "+442079460123",
        "020 7946 0123",
        "jo..smith@example.com",
        ".jo@example.com",
        "jo@example..com",
        "jo@-example.com",
        "jo@example.com.",
        "Jo <jo@example.com>",
    ] {
        assert!(!is_allowed("EmailAddress", &json!(address)), "the spec allows {address:?}");
        assert_refused(NewContactDetail::email("Work", address, [OWNER]), "value", address);
        assert_refused(ContactDetailValue::email(address), "value", address);
    }
}

#[test]
fn a_malformed_phone_number_is_refused() {
    for number in [
        "",
        "+",
        "phone",
        "0770O 900123",
        "020 7946 0123 ext. 5",
        "020 7946 0123\n",
        "tel:02079460123",
        "+44 20 7946 0123a",
        "+0 20 7946 0123",
        "++442079460123",
        "+44 77",
        "0770",
        "+1234567890123456",
        "012345678901",
        "020 7946 0123 4",
        "+44 20 7946 0123 4",
        "20 7946 0123",
        "0044 20 7946 0123",
        "jo@example.com",
        "\u{0660}\u{0667}\u{0667}\u{0660}\u{0660}900123",
    ] {
        assert!(!is_allowed("PhoneNumber", &json!(number)), "the spec allows {number:?}");
        assert_refused(NewContactDetail::phone_number("Mobile", number, [OWNER]), "value", number);
        assert_refused(ContactDetailValue::phone_number(number), "value", number);
    }
}

#[test]
fn a_malformed_phone_number_in_a_country_is_refused_with_the_part_that_is_wrong() {
    for (country, number, field) in [
        ("", "02 3456 7890", "value.country"),
        ("A", "02 3456 7890", "value.country"),
        ("au", "02 3456 7890", "value.country"),
        ("AUS", "02 3456 7890", "value.country"),
        ("AU\n", "02 3456 7890", "value.country"),
        ("UK", "020 7946 0123", "value.country"),
        ("+61", "02 3456 7890", "value.country"),
        ("AU", "", "value.number"),
        ("AU", "phone", "value.number"),
        ("AU", "02 3456 789O", "value.number"),
        ("AU", "123", "value.number"),
        ("AU", "1234567890123456", "value.number"),
        ("AU", "02 3456 7890\n", "value.number"),
    ] {
        let about = format!("{country:?} {number:?}");
        assert_refused(NewContactDetail::phone_number_in("Sydney", country, number, [OWNER]), field, &about);
        assert_refused(ContactDetailValue::phone_number_in(country, number), field, &about);
    }
}

#[test]
fn a_value_of_another_type_cannot_be_deserialized() {
    for (kind, value) in [
        ("email", json!("+443330903630")),
        ("email", json!({ "country": "AU", "number": "02 3456 7890" })),
        ("phone_number", json!("jo@example.com")),
        ("fax", json!("+443330903630")),
    ] {
        let body = json!({ "type": kind, "name": "Work", "value": value, "account_uuids": [OWNER] });
        assert!(!is_allowed("NewContactDetail", &body), "{body}");
        assert!(serde_json::from_value::<NewContactDetail>(body.clone()).is_err(), "{body}");
    }
}

#[tokio::test]
async fn a_contact_detail_without_owners_is_refused_before_sending() {
    let server = StubServer::always(StubResponse::hang_up()).await;
    let details = client(&server).contact_details();
    for refused in [
        NewContactDetail::email("Work", "jo@example.com", NOBODY),
        NewContactDetail::phone_number("Mobile", "020 7946 0123", NOBODY),
        NewContactDetail::phone_number_in("Sydney", "AU", "02 3456 7890", NOBODY),
    ] {
        assert_refused(refused, "account_uuids", "no owners");
    }
    // The fields are public, so a valid value can become invalid before it is sent.
    let mut new = NewContactDetail::email("Work", "jo@example.com", [OWNER]).unwrap();
    if let NewContactDetail::Email(new) = &mut new {
        new.account_uuids.clear();
    }
    assert_refused(details.create(&new).await, "account_uuids", "owners removed");
    let value = ContactDetailValue::email("jo@example.com").unwrap();
    let update = UpdateContactDetail::new("Work", value, [OWNER]).unwrap().with_owners(NOBODY);
    assert_refused(details.update(OWNER, &update).await, "account_uuids", "no owners");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_list_that_breaks_a_rule_is_refused_before_sending() {
    let operations = Spec::shipped().operations();
    let bound = |name: &str, keyword: &str| {
        let parameters = operations.iter().flat_map(|operation| operation.parameters());
        limit(parameters.into_iter().find(|parameter| parameter.name() == name).unwrap().schema(), keyword)
    };
    let (most, least, first) = (bound("per_page", "maximum"), bound("per_page", "minimum"), bound("page", "minimum"));
    let server = StubServer::always(StubResponse::hang_up()).await;
    let list = || client(&server).contact_details().list();
    let cases: [(&str, ListContactDetails); 13] = [
        ("per_page", list().per_page(least - 1)),
        ("per_page", list().per_page(most + 1)),
        ("per_page", list().per_page(u64::MAX)),
        ("page", list().page(first - 1)),
        ("filter[uuid]", list().uuids(NOBODY)),
        ("filter[account_uuids]", list().account_uuids(NOBODY)),
        ("filter[circle_uuids]", list().circle_uuids(NOBODY)),
        ("filter[type]", list().types(Vec::<ContactDetailTypeFilter>::new())),
        ("filter[value]", list().values(Vec::<String>::new())),
        ("filter[value]", list().values([""])),
        ("filter[value]", list().values(["example.com", ""])),
        ("filter[value]", list().values(["a,b"])),
        ("include", list().include(Vec::<ContactDetailInclude>::new())),
    ];
    for (at, (field, list)) in cases.into_iter().enumerate() {
        assert_refused(list.clone().send().await, field, &format!("case {at}"));
        let mut stream = list.stream();
        assert_refused(stream.next().await.unwrap(), field, &format!("case {at}, streamed"));
        assert!(stream.next().await.is_none(), "case {at}: the stream continues after its end");
    }
    assert!(server.requests().is_empty());
}
