//! Is a value that breaks a rule of the spec refused before anything is sent, with the name of its field?

use contract_tests::plannr::{OWNER, assert_refused, client};
use contract_tests::server::{Reply, Server};
use contract_tests::spec::Spec;
use plannr_sdk::{
    ContactDetailInclude, ContactDetailTypeFilter, ContactDetailValue, ListContactDetails, NewContactDetail,
    UpdateContactDetail, Uuid,
};
use serde_json::{Value, json};

const NOBODY: [Uuid; 0] = [];

fn limit(schema: &Value, keyword: &str) -> u64 {
    schema[keyword].as_u64().unwrap_or_else(|| panic!("the spec has no {keyword}"))
}

/// Letters of one, two, three and four bytes, and two that are more than one code point to the eye.
fn names_of(characters: u64) -> Vec<String> {
    ["a", "\u{e9}", "\u{20ac}", "\u{1f4de}", "e\u{301}"]
        .iter()
        .map(|letter| letter.chars().cycle().take(characters as usize).collect())
        .collect()
}

#[test]
fn a_name_is_measured_in_characters_and_not_in_bytes() {
    let schema = Spec::shipped().schema("ContactDetailName");
    let (least, most) = (limit(schema, "minLength"), limit(schema, "maxLength"));
    let email = || ContactDetailValue::email("jo@example.com").unwrap();
    for (length, is_allowed) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
        for name in names_of(length) {
            let update = UpdateContactDetail::new("Work", email(), [OWNER]).unwrap();
            let outcomes = [
                NewContactDetail::email(&name, "jo@example.com", [OWNER]).map(drop),
                NewContactDetail::phone_number(&name, "07700 900123", [OWNER]).map(drop),
                NewContactDetail::phone_number_in(&name, "AU", "02 3456 7890", [OWNER]).map(drop),
                UpdateContactDetail::new(&name, email(), [OWNER]).map(drop),
                update.with_name(&name).map(drop),
            ];
            for outcome in outcomes {
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
fn a_malformed_email_address_is_refused() {
    let addresses = [
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
        "+447700900123",
        "07700 900123",
        "jo..smith@example.com",
        ".jo@example.com",
        "jo@example..com",
        "jo@-example.com",
        "jo@example.com.",
        "Jo <jo@example.com>",
    ];
    let schema = Spec::shipped().schema("EmailAddress");
    for address in addresses {
        assert!(!Spec::shipped().violations(schema, &json!(address)).is_empty(), "the spec allows {address:?}");
    }
    let mut let_through = Vec::new();
    for address in addresses {
        let new = NewContactDetail::email("Work", address, [OWNER]);
        let value = ContactDetailValue::email(address);
        if new.is_ok() || value.is_ok() {
            let_through.push(address);
            continue;
        }
        for error in [new.unwrap_err(), value.unwrap_err()] {
            let text = assert_refused(Err::<(), _>(error), "value", address).to_string();
            assert!(address.trim().len() < 3 || !text.contains(address), "the address is repeated: {text}");
        }
    }
    assert!(let_through.is_empty(), "the SDK lets through what the spec forbids: {let_through:?}");
}

#[test]
fn an_address_that_the_spec_allows_is_taken() {
    let schema = Spec::shipped().schema("EmailAddress");
    for address in ["jo@example.com", "jo.smith+work@mail.example.co.uk", "o'neil@example.org", "JO_1@EXAMPLE.COM"] {
        assert_eq!(Spec::shipped().violations(schema, &json!(address)), Vec::<String>::new(), "{address}");
        NewContactDetail::email("Work", address, [OWNER]).unwrap_or_else(|error| panic!("{address}: {error}"));
    }
}

#[test]
fn a_malformed_phone_number_is_refused() {
    let numbers = [
        "",
        "+",
        "phone",
        "0770O 900123",
        "07700 900123 ext. 5",
        "07700 900123\n",
        "tel:07700900123",
        "+44 7700 900123a",
        "+0 7700 900123",
        "++447700900123",
        "+44 77",
        "0770",
        "+1234567890123456",
        "012345678901234",
        "7700 900123",
        "0044 7700 900123",
        "jo@example.com",
        "\u{0660}\u{0667}\u{0667}\u{0660}\u{0660}900123",
    ];
    let schema = Spec::shipped().schema("PhoneNumber");
    for number in numbers {
        assert!(!Spec::shipped().violations(schema, &json!(number)).is_empty(), "the spec allows {number:?}");
        assert_refused(NewContactDetail::phone_number("Mobile", number, [OWNER]), "value", number);
        assert_refused(ContactDetailValue::phone_number(number), "value", number);
    }
}

#[test]
fn a_malformed_phone_number_in_a_country_is_refused_by_its_part() {
    for (country, number, field) in [
        ("", "02 3456 7890", "value.country"),
        ("A", "02 3456 7890", "value.country"),
        ("au", "02 3456 7890", "value.country"),
        ("AUS", "02 3456 7890", "value.country"),
        ("AU\n", "02 3456 7890", "value.country"),
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
fn an_email_detail_with_a_phone_value_is_refused_before_sending() {
    assert_refused(NewContactDetail::email("Work", "+443330903630", [OWNER]), "value", "a phone number");
    assert_refused(NewContactDetail::phone_number("Work", "jo@example.com", [OWNER]), "value", "an e-mail address");
    for (kind, value) in [
        (json!("email"), json!("+443330903630")),
        (json!("email"), json!({ "country": "AU", "number": "02 3456 7890" })),
        (json!("phone_number"), json!("jo@example.com")),
        (json!("fax"), json!("+443330903630")),
    ] {
        let body = json!({ "type": kind, "name": "Work", "value": value, "account_uuids": [OWNER] });
        assert!(!Spec::shipped().violations(Spec::shipped().schema("NewContactDetail"), &body).is_empty(), "{body}");
        assert!(serde_json::from_value::<NewContactDetail>(body.clone()).is_err(), "{body}");
    }
}

#[tokio::test]
async fn a_contact_detail_without_owners_is_refused_and_nothing_is_sent() {
    let server = Server::answering(Reply::hang_up()).await;
    let details = client(&server).contact_details();
    for refused in [
        NewContactDetail::email("Work", "jo@example.com", NOBODY),
        NewContactDetail::phone_number("Mobile", "07700 900123", NOBODY),
        NewContactDetail::phone_number_in("Sydney", "AU", "02 3456 7890", NOBODY),
    ] {
        assert_refused(refused, "account_uuids", "no owners");
    }
    // The fields are public: what was good when it was made is checked again when it is sent.
    let mut new = NewContactDetail::email("Work", "jo@example.com", [OWNER]).unwrap();
    if let NewContactDetail::Email(new) = &mut new {
        new.account_uuids.clear();
    }
    assert_refused(details.create(&new).await, "account_uuids", "no owners any more");
    let value = ContactDetailValue::email("jo@example.com").unwrap();
    let update = UpdateContactDetail::new("Work", value, [OWNER]).unwrap().with_owners(NOBODY);
    assert_refused(details.update(OWNER, &update).await, "account_uuids", "no owners");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_list_that_breaks_a_rule_is_refused_and_nothing_is_sent() {
    let spec = Spec::shipped();
    let list = spec.operations().into_iter().find(|operation| operation.id() == "listContactDetails").unwrap();
    let bound = |name: &str, keyword: &str| {
        let parameter = list.parameters().into_iter().find(|parameter| parameter.name() == name).unwrap();
        limit(parameter.schema(), keyword)
    };
    let (most, least, first) = (bound("per_page", "maximum"), bound("per_page", "minimum"), bound("page", "minimum"));
    type Change = Box<dyn Fn(ListContactDetails) -> ListContactDetails>;
    let no_texts = || Vec::<String>::new();
    let cases: Vec<(&str, Change)> = vec![
        ("per_page", Box::new(move |list| list.per_page(least - 1))),
        ("per_page", Box::new(move |list| list.per_page(most + 1))),
        ("per_page", Box::new(|list| list.per_page(u64::MAX))),
        ("page", Box::new(move |list| list.page(first - 1))),
        ("filter[uuid]", Box::new(|list| list.uuids(NOBODY))),
        ("filter[account_uuids]", Box::new(|list| list.account_uuids(NOBODY))),
        ("filter[circle_uuids]", Box::new(|list| list.circle_uuids(NOBODY))),
        ("filter[type]", Box::new(|list| list.types(Vec::<ContactDetailTypeFilter>::new()))),
        ("filter[value]", Box::new(move |list| list.values(no_texts()))),
        ("filter[value]", Box::new(|list| list.values([""]))),
        ("filter[value]", Box::new(|list| list.values(["example.com", ""]))),
        ("filter[value]", Box::new(|list| list.values(["a,b"]))),
        ("include", Box::new(|list| list.include(Vec::<ContactDetailInclude>::new()))),
    ];
    let server = Server::answering(Reply::hang_up()).await;
    for (at, (field, change)) in cases.iter().enumerate() {
        let list = || change(client(&server).contact_details().list());
        assert_refused(list().send().await, field, &format!("case {at}"));
        let mut stream = list().stream();
        assert_refused(stream.next().await.unwrap(), field, &format!("case {at}, streamed"));
        assert!(stream.next().await.is_none(), "case {at}: the stream goes on after its end");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_was_refused_is_not_repeated_in_the_message() {
    let marker = "m4rk3r";
    let server = Server::answering(Reply::hang_up()).await;
    let errors = [
        NewContactDetail::email(marker.repeat(50), "jo@example.com", [OWNER]).unwrap_err(),
        NewContactDetail::email("Work", marker, [OWNER]).unwrap_err(),
        NewContactDetail::phone_number("Work", marker, [OWNER]).unwrap_err(),
        NewContactDetail::phone_number_in("Work", marker, "02 3456 7890", [OWNER]).unwrap_err(),
        NewContactDetail::phone_number_in("Work", "AU", marker, [OWNER]).unwrap_err(),
        client(&server).contact_details().list().values([format!("{marker},")]).send().await.unwrap_err(),
    ];
    for error in errors {
        let printed = format!("{error} {error:?} {:?}", error.field_errors());
        assert!(!printed.contains(marker), "{printed}");
    }
}
