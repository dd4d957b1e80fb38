//! No public type prints personal data or a secret. The table must name every public type.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use contract_tests::checkout::root;
use contract_tests::spec::Spec;
use plannr_sdk::mock::{MockResponse, MockServer, Quirk};
use plannr_sdk::models::*;
use plannr_sdk::reqwest::{Client, Proxy};
use plannr_sdk::{AccessToken, Error, Plannr, PlannrUser, SystemClock, UpdateContactDetail, Uuid};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// The markers, one for each form of text that a field may have. None may be printed.
const TEXT: &str = "Marker of jo.marker@example.com";
const EMAIL: &str = "jo.marker@example.com";
const PHONE: &str = "+442079460987";
const UK_PHONE: &str = "02079460987";
const COUNTRY: &str = "QZ";
const SECRETS: [&str; 5] = ["arker", "2079460987", "QZ", "s3cret", "%5B"];

fn assert_silent(what: &str, printed: &str) {
    let found = SECRETS.iter().find(|secret| printed.contains(*secret));
    assert!(found.is_none(), "{what} prints {found:?}: {printed}");
}

/// An instance of a schema with every property and a marker in every string.
fn marked(schema: &Value, depth: usize) -> Value {
    let schema = Spec::shipped().resolve(schema);
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        // The last branch of an open enumeration allows any text.
        let open = schema["anyOf"].is_array();
        return marked(if open { choices.last().unwrap() } else { &choices[0] }, depth);
    }
    match schema["type"].as_str() {
        Some("object") if depth == 0 => json!({ "uuid": Uuid::nil() }),
        Some("object") => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let mut object: Map<String, Value> =
                properties.map(|(name, property)| (name.clone(), marked(property, depth - 1))).collect();
            if schema["additionalProperties"] == json!({}) {
                object.insert(TEXT.to_owned(), TEXT.into());
            }
            object.into()
        }
        Some("array") => json!([marked(&schema["items"], depth)]),
        Some("integer") => json!(2079460987_i64),
        Some("number") => json!(2079460987.5),
        Some("boolean") => json!(true),
        _ => marked_text(schema),
    }
}

fn marked_text(schema: &Value) -> Value {
    if let Some(values) = schema["enum"].as_array() {
        return values[0].clone();
    }
    if schema["format"] == "uuid" {
        return json!(Uuid::nil());
    }
    let pattern = schema["pattern"].as_str().unwrap_or(".");
    let fits = |text: &&str| jsonschema::is_valid(&json!({ "pattern": pattern }), &json!(text));
    let format = schema["format"].as_str().unwrap_or_default();
    let texts = if format == "email" { [EMAIL; 5] } else { [TEXT, EMAIL, PHONE, UK_PHONE, COUNTRY] };
    texts.iter().find(|text| fits(text)).copied().unwrap_or_else(|| panic!("no marker fits {pattern}")).into()
}

fn printed<T: Debug + DeserializeOwned>(instance: Value) -> String {
    format!("{0:?} {0:#?}", serde_json::from_value::<T>(instance).unwrap())
}

/// Declares a table of models, each made from its schema and printed.
macro_rules! models {
    ($($name:ident),* $(,)?) => {
        fn models() -> Vec<(&'static str, String)> {
            vec![$((stringify!($name), printed::<$name>(marked(Spec::shipped().schema(stringify!($name)), 3)))),*]
        }
    };
}

models! {
    Account, AccountInclude, AccountPage, AccountRole, AccountRoleFilter, AccountSort, AccountType, AccountTypeFilter,
    Address, ChargeSplitSchema, Circle, ContactDetail, ContactDetailInclude, ContactDetailName,
    ContactDetailPage, ContactDetailSort, ContactDetailType, ContactDetailTypeFilter, ContactDetailValue, CountryCode,
    CustomFieldValue, EmailAddress, ExternalReference, Firm, Group, InternationalPhoneNumber, LinkedContactDetail, Login, LoginList,
    NewContactDetail, NewEmail, NewPhoneNumber, PageLinks, PageMeta, PageMetaLink, PhoneNumber, PhoneNumberInCountry,
    PhoneNumberMeta, Tag, TimeEntry, UkPhoneNumber, UpdateContactDetail,
}

/// Types that print content, because the caller asked for it by name.
const ASKED_FOR: [&str; 1] = ["Revealed"];

/// Types that contain only numbers or names of the spec.
const HARMLESS: [&str; 6] =
    ["NewEmailType", "NewPhoneNumberType", "ServerState", "Sameness", "Quirk", "ConversionError"];

/// An error of each kind, with markers wherever the SDK or the server could put them.
async fn errors(mock: &MockServer, plannr: &Plannr, new: &NewContactDetail) -> Vec<Error> {
    let body = json!({ "message": TEXT, "errors": { TEXT: [TEXT], "value": TEXT, "account_uuids.0": [PHONE] } });
    let bad = json!({ "uuid": "not one", "name": TEXT, "value": EMAIL, "jo.marker": [TEXT] });
    let invalid = format!("{{\"{EMAIL}\": {TEXT}");
    let refusals = [400, 401, 403, 404, 409, 418, 422, 429, 500, 503].map(|status| (status, body.clone()));
    let plain = [401, 403, 404, 429].map(|status| (status, json!({ "message": "Jo Marker is not yours." })));
    let undecodable = [
        json!({ "uuid": Uuid::nil(), "accounts": { UK_PHONE: 7 } }),
        json!({ "uuid": Uuid::nil(), "accounts": { "0": { "uuid": Uuid::nil() }, EMAIL: 7 } }),
        json!({ "uuid": Uuid::nil(), "value": { EMAIL: EMAIL } }),
        bad.clone(),
    ];
    let bodies = refusals.into_iter().chain(plain).chain(undecodable.map(|body| (201, body)));
    let mut responses: Vec<_> = bodies.map(|(status, body)| MockResponse::json(status, &body)).collect();
    responses.extend([
        MockResponse::raw(201, &[("content-type", "application/json")], invalid.into_bytes()),
        MockResponse::raw(302, &[("location", "https://elsewhere.example/?jo.marker")], Vec::new()),
        MockResponse::html_from_proxy(502),
    ]);
    let mut errors = Vec::new();
    for response in responses {
        mock.next_response(response);
        errors.push(plannr.contact_details().create(new).await.unwrap_err());
    }
    mock.next_response(MockResponse::json(200, &json!({ "data": [bad] })));
    let page = plannr.contact_details().list().values([EMAIL]).skip_bad_items().send().await.unwrap();
    errors.extend(page.failures().iter().cloned());
    let base_url = |url| Plannr::builder("s3cret", Uuid::nil()).base_url(url).build();
    let nowhere = base_url("http://127.0.0.1:1/Marker").unwrap();
    errors.extend([
        NewContactDetail::email(TEXT.repeat(100), EMAIL, [Uuid::nil()]).unwrap_err(),
        NewContactDetail::email("Work", format!("{EMAIL}@{EMAIL}"), [Uuid::nil()]).unwrap_err(),
        NewContactDetail::phone_number("Work", format!("{PHONE}x"), [Uuid::nil()]).unwrap_err(),
        NewContactDetail::phone_number_in("Work", "Marker", PHONE, [Uuid::nil()]).unwrap_err(),
        plannr.contact_details().list().values([format!("{EMAIL},")]).send().await.unwrap_err(),
        plannr.accounts().list().custom_field(format!("[{TEXT}]"), TEXT).send().await.unwrap_err(),
        plannr.accounts().list().created_after(TEXT).send().await.unwrap_err(),
        plannr.accounts().find_by_email(TEXT.split('@').next().unwrap()).await.unwrap_err(),
        nowhere.accounts().find_by_email(EMAIL).await.unwrap_err(),
        nowhere.accounts().find_by_name(TEXT).await.unwrap_err(),
        Plannr::builder("s3cret\n", Uuid::nil()).build().unwrap_err(),
        base_url("https://jo:s3cret@marker.example/").unwrap_err(),
        nowhere.contact_details().list().values([EMAIL]).send().await.unwrap_err(),
    ]);
    errors
}

#[tokio::test]
async fn no_public_type_prints_a_value_or_a_secret() {
    let mock = MockServer::start().await;
    let plannr = mock.plannr().with_max_retries(0);
    let owner = mock.add_client("Jo Marker");
    let new = NewContactDetail::email("Marker", EMAIL, [owner]).unwrap();
    let created = plannr.contact_details().create(&new).await.unwrap();
    let page = plannr.contact_details().list().include([ContactDetailInclude::Accounts]).send().await.unwrap();
    let errors = errors(&mock, &plannr, &new).await;
    let ensured = plannr.contact_details().ensure(&new).await.unwrap();
    let mut batch = plannr.contact_details().ensure_all([new.clone()]);

    let proxy = Proxy::all("http://s3cret:s3cret@marker.example").unwrap();
    let builder = Plannr::builder("s3cret", owner).base_url("https://marker.example").user_agent("Marker/1.0");
    let builder = builder.http(Client::builder().proxy(proxy));

    let mut table = models();
    table.extend([
        ("Response", format!("{created:?} {page:?}")),
        ("Page", format!("{:?}", page.clone().into_inner())),
        ("Timestamp", printed::<Timestamp>(json!(TEXT))),
        ("PhoneNumberInCountryNumber", printed::<PhoneNumberInCountryNumber>(json!(PHONE))),
        ("Plannr", format!("{:?}", Plannr::builder("s3cret", owner).build().unwrap())),
        ("PlannrBuilder", format!("{builder:?}")),
        ("ContactDetails", format!("{:?}", Plannr::builder("s3cret", owner).build().unwrap().contact_details())),
        ("Accounts", format!("{:?}", Plannr::builder("s3cret", owner).build().unwrap().accounts())),
        ("PlannrUser", format!("{:?} {:?}", PlannrUser::builder("s3cret"), PlannrUser::builder("s3cret").build())),
        ("Found", format!("{:?}", plannr.accounts().find_by_name("Jo Marker").await.unwrap())),
        ("List", format!("{:?}", plannr.contact_details().list().values([EMAIL]))),
        ("ListStream", format!("{:?}", plannr.contact_details().list().values([EMAIL]).stream())),
        ("Error", errors.iter().map(|error| format!("{error} {error:?} {error:#?}\n")).collect()),
        ("FieldError", errors.iter().map(|error| format!("{:?}", error.field_errors())).collect()),
        ("MockServer", format!("{mock:?}")),
        ("MockServerBuilder", format!("{:?}", MockServer::builder().seed("{}").quirk(Quirk::NestedData))),
        ("ReceivedRequest", format!("{:?}", mock.requests())),
        ("MockResponse", format!("{:?}", MockResponse::json(200, &json!(TEXT)))),
        ("AccessToken", format!("{:?}", AccessToken::new("s3cret"))),
        ("Ensured", format!("{ensured:?}")),
        ("Batch", format!("{batch:?}")),
        ("InFlight", format!("{:?}", batch.in_flight())),
        ("BatchOutcome", format!("{:?}", batch.next().await)),
        ("SimulatedClock", format!("{:?}", mock.clock())),
        ("SystemClock", format!("{SystemClock:?}")),
    ]);
    for (name, printed) in &table {
        assert_silent(name, printed);
    }
    assert!(errors.iter().all(|error| error.source().is_none()), "an error has a source, which may print anything");

    let named: BTreeSet<&str> = table.iter().map(|(name, _)| *name).chain(HARMLESS).chain(ASKED_FOR).collect();
    let missing: Vec<String> = public_types().into_iter().filter(|name| !named.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "add these public types to the table in this test: {missing:?}");
}

/// The names of all types that the SDK declares `pub`.
fn public_types() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files_below(&root().join("plannr-sdk/src")) {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines().map(str::trim_start) {
            let declared = ["pub struct ", "pub enum "].iter().find_map(|keyword| line.strip_prefix(keyword));
            let name =
                declared.map(|rest| rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default());
            // The generated client and what it knows of a list are in private modules; `$name` is in a macro.
            let is_private = |name: &str| ["", "Client", "ListOf"].contains(&name);
            found.extend(name.filter(|name| !is_private(name)).map(str::to_owned));
        }
        // A macro declares enumerations: `crate::string_enum::open! { #[doc = "..."] Name { ...`.
        let enumerations =
            ["string_enum::open! {", "string_enum::closed! {"].into_iter().flat_map(|start| text.split(start).skip(1));
        found.extend(
            enumerations.filter_map(|rest| rest.split('{').next()?.split_whitespace().last().map(str::to_owned)),
        );
    }
    assert!(found.len() > 30, "the sources were not found");
    found
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
