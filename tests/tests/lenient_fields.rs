//! Responses are parsed leniently: every field is read in each form that keeps its meaning, at every place that the
//! spec names.

use contract_tests::arbitrary::UNKNOWN;
use contract_tests::calls::{self, Call, Success};
use contract_tests::instance::{self, Place};
use contract_tests::plannr::{OWNER, client};
use contract_tests::server::{StubResponse, StubServer};
use contract_tests::spec::{Operation, Spec};
use contract_tests::{assert_none, validate};
use plannr_sdk::models::LinkedContactDetail;
use plannr_sdk::{ContactDetail, ContactDetailType, Error, NewContactDetail, Plannr, ServerState, Timestamp};
use serde_json::{Map, Value, json};

/// An operation with a server, a response that has everything the spec names, and the places in it.
struct Reader {
    server: StubServer,
    plannr: Plannr,
    operation: Operation<'static>,
    full: Value,
    places: Vec<Place>,
}

impl Reader {
    async fn all() -> Vec<Self> {
        let mut readers = Vec::new();
        // An update has the response of a create, which must also show what was sent.
        let is_read = |one: &Operation| one.success().has_body() && one.method != "POST";
        for operation in Spec::shipped().operations().into_iter().filter(is_read) {
            let schema = operation.success().schema();
            let full = instance::full(Spec::shipped(), schema);
            assert_eq!(Spec::shipped().violations(schema, &full), Vec::<String>::new(), "{}", operation.name());
            let places = instance::places(Spec::shipped(), schema, &full);
            let server = StubServer::always(StubResponse::hang_up()).await;
            readers.push(Self { plannr: client(&server), server, operation, full, places });
        }
        readers
    }

    async fn read(&self, body: &Value) -> Result<Success, Error> {
        let status = self.operation.success().statuses()[0];
        self.server.set_response(StubResponse::json(status, body));
        calls::call(&self.plannr, &self.operation, &Call::for_resource(&self.operation, &self.full)).await.unwrap()
    }

    /// A finding, unless the body is read as the value that it means.
    async fn finding(&self, about: &str, body: &Value, meant: &Value) -> Option<String> {
        let about = format!("{} with {about}", self.operation.name());
        match self.read(body).await {
            Ok(success) => validate::difference(&success.value, meant).map(|text| format!("{about}: {text}")),
            Err(error) => Some(format!("{about}: {error}")),
        }
    }

    fn required(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(|place| place.is_required)
    }

    fn optional(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(|place| !place.is_required)
    }
}

#[tokio::test]
async fn a_field_that_the_spec_does_not_require_may_be_null_or_absent() {
    let mut findings = Vec::new();
    for reader in Reader::all().await {
        for place in reader.optional() {
            let without = place.remove(&reader.full);
            findings.extend(reader.finding(&format!("no {}", place.path), &without, &without).await);
            let null = place.set(&reader.full, Value::Null);
            findings.extend(reader.finding(&format!("null as {}", place.path), &null, &without).await);
        }
        let least = reader.optional().fold(reader.full.clone(), |value, place| place.remove(&value));
        findings.extend(reader.finding("required fields only", &least, &least).await);
    }
    assert_none(&findings);
}

#[tokio::test]
async fn unknown_fields_are_ignored_everywhere_and_kept_in_the_body() {
    let unknown = json!({ "a": [1, null, { "b": "c" }] });
    let mut findings = Vec::new();
    for reader in Reader::all().await {
        let body = with_unknown(&reader.full, &unknown);
        let success = reader.read(&body).await.unwrap();
        let known = instance::without_unknown(&success.value);
        findings.extend(validate::difference(&known, &reader.full));
        assert_eq!(success.body, body.to_string().as_bytes());
    }
    assert_none(&findings);
}

/// Adds a field to every object.
fn with_unknown(value: &Value, unknown: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| with_unknown(item, unknown)).collect(),
        Value::Object(fields) => {
            let mut all: Map<_, _> =
                fields.iter().map(|(name, value)| (name.clone(), with_unknown(value, unknown))).collect();
            all.insert(UNKNOWN.to_owned(), unknown.clone());
            Value::Object(all)
        }
        other => other.clone(),
    }
}

/// The kinds of values that the spec allows at a place, by the names in [`forms`].
fn kinds(place: &Place) -> Vec<&'static str> {
    let mut kinds: Vec<_> =
        ["boolean", "integer", "number", "array"].into_iter().filter(|kind| place.takes(kind)).collect();
    kinds.extend(match (place.takes("string"), place.takes("object")) {
        _ if place.has_format("uuid") => Some("uuid"),
        _ if place.has_format("date-time") => Some("date-time"),
        _ if place.is_enum() => Some("enum"),
        (true, true) => Some("string or object"),
        (true, false) => Some("string"),
        (false, true) => Some("object"),
        (false, false) => None,
    });
    kinds
}

/// The forms of a kind, each with its meaning, and values that mean nothing.
fn forms(kind: &str) -> (Value, Value) {
    let php = json!({ "date": "2025-04-02 10:00:00.000000", "timezone_type": 3, "timezone": "Europe/London" });
    let most = u64::MAX.to_string();
    match kind {
        "boolean" => (
            json!([["true", true], ["1", true], [1, true], ["false", false], ["0", false], [0, false], ["", null]]),
            json!(["perhaps", 2, 1.5, {}, { "a": 1 }, [true]]),
        ),
        "integer" => (
            json!([["12", 12], [12.0, 12], ["12.0", 12], ["-3", -3], ["03", 3], ["+5", 5], ["", null]]),
            json!(["seven", "\"7\"", 1.5, {}, { "a": { "b": [1] } }, true, [7]]),
        ),
        "number" => (
            json!([["2.5", 2.5], [2.5, 2.5], [-0.0, -0.0], [1e30, 1e30], [12, 12.0], ["", null]]),
            json!(["much", "NaN", {}, { "a": 1, "b": 2 }, true]),
        ),
        "array" => (json!([[[], []], ["SomeResource", null]]), json!([7, 1.5, true, "Forbidden", "The Resource", "0"])),
        "uuid" => (json!([]), json!(["nobody", 7, 1.5, {}, { "uuid": OWNER }, "", null])),
        "date-time" => (
            json!([
                ["2025-04-02", "2025-04-02"],
                ["2025-04-02T10:00:00.000000Z", "2025-04-02T10:00:00.000000Z"],
                ["2025-04-02 10:00:00", "2025-04-02 10:00:00"],
                ["02/04/2025", "02/04/2025"],
                ["soon", "soon"],
                [1_743_584_400, "1743584400"],
                [1_743_584_400.25, "1743584400.25"],
                [u64::MAX, most],
                [php, "2025-04-02 10:00:00.000000"],
            ]),
            json!([{ "timezone": "UTC" }, { "date": true }, ["a"]]),
        ),
        "enum" => (
            json!([["brand_new", "brand_new"], ["EMAIL", "EMAIL"], ["Client", "Client"]]),
            json!([1.5, { "a": 1 }, ["a"]]),
        ),
        "string" => (
            json!([
                ["", ""],
                ["text", "text"],
                ["true", "true"],
                ["7", "7"],
                [true, "true"],
                [false, "false"],
                [12, "12"],
                [2.5, "2.5"],
                [u64::MAX, most],
            ]),
            json!([{ "a": 1 }, { "a": { "b": 1 }, "c": 2 }, ["a"], ["a", "b"], [[]]]),
        ),
        "string or object" => (
            json!([["SomeResource", "SomeResource"], ["jo@example.com", "jo@example.com"], [[], null]]),
            json!([7, 1.5, true, [1]]),
        ),
        "object" => (
            json!([[[], null], ["SomeResource", null], ["App\\Http\\Resources\\SomeCollection", null], ["", null]]),
            json!([7, 1.5, true, [1], [1, 2], [{ "a": 1 }, {}], "Forbidden", "Not a Resource"]),
        ),
        _ => panic!("no forms of {kind}"),
    }
}

/// The value, and a fraction also as serde_json reads it if any crate of a program turns on `arbitrary_precision`.
fn readings(value: &Value) -> Vec<Value> {
    let fraction = value.as_number().filter(|number| number.is_f64());
    let object = fraction.map(|number| json!({ "$serde_json::private::Number": number.to_string() }));
    [Some(value.clone()), object].into_iter().flatten().collect()
}

/// The forms of an array with these items.
fn array_forms(value: &Value) -> Vec<(Value, Value)> {
    let mut forms: Vec<_> = value.is_array().then(|| (json!([value]), value.clone())).into_iter().collect();
    if let Some(first) = value.get(0).filter(|first| first.is_object()) {
        forms.extend([
            (first.clone(), json!([first])),
            (json!([[first], [first]]), json!([first, first])),
            // A PHP list with gaps.
            (json!({ "0": first, "2": first }), json!([first, first])),
            (json!({ "123456": first, "18446744073709551616": first }), json!([first, first])),
            (json!({}), json!([])),
        ]);
    }
    forms
}

#[tokio::test]
async fn a_field_is_read_in_every_form_that_keeps_its_meaning() {
    let mut findings = Vec::new();
    for reader in Reader::all().await {
        for place in reader.optional() {
            let value = reader.full.pointer(&place.pointer).unwrap_or(&Value::Null);
            let mut all = if place.takes("array") { array_forms(value) } else { Vec::new() };
            for kind in kinds(place) {
                let pairs = forms(kind).0;
                for pair in pairs.as_array().unwrap() {
                    all.extend(readings(&pair[0]).into_iter().map(|form| (form, pair[1].clone())));
                }
            }
            for (form, meaning) in all {
                let about = format!("{form} as {}", place.path);
                let (body, meant) = (place.set(&reader.full, form), place.set(&reader.full, meaning));
                findings.extend(reader.finding(&about, &body, &meant).await);
            }
        }
    }
    assert_none(&findings);
}

#[tokio::test]
async fn a_value_without_a_meaning_is_an_error_that_names_its_place() {
    let mut findings = Vec::new();
    for reader in Reader::all().await {
        // Without `meta` and `links` a list can still be read.
        let is_needed = |place: &&Place| !reader.operation.is_list() || place.path.starts_with("data");
        for place in reader.places.iter().filter(is_needed) {
            let bad: Vec<_> = kinds(place).iter().map(|kind| forms(kind).1).collect();
            for value in bad.iter().filter_map(Value::as_array).flatten().flat_map(readings) {
                let about = format!("{} with {value} as {}", reader.operation.name(), place.path);
                let Some(error) = reader.read(&place.set(&reader.full, value.clone())).await.err() else {
                    findings.push(format!("{about} is not an error"));
                    continue;
                };
                // The unfit part may be in PHP's form of a time, whose key the spec does not have.
                let path = error.json_path().unwrap_or_default();
                let rest = path.strip_prefix(&place.path).unwrap_or("?");
                if !error.is_decode() || rest != if value["date"].is_boolean() { ".*" } else { "" } {
                    findings.push(format!("{about} is reported at `{path}`: {error}"));
                }
                if !error.to_string().contains(path) {
                    findings.push(format!("{about}: the message does not name the place: {error}"));
                }
            }
        }
    }
    assert_none(&findings);
}

#[tokio::test]
async fn a_missing_uuid_is_an_error_that_names_the_object() {
    let mut findings = Vec::new();
    for reader in Reader::all().await {
        for place in reader.required() {
            let parent = place.path.strip_suffix(place.property()).unwrap().trim_end_matches('.');
            let error = reader.read(&place.remove(&reader.full)).await.err();
            let path = error.as_ref().and_then(Error::json_path).map(|path| path.trim_start_matches('.'));
            if error.is_none() || path.unwrap_or_default() != parent {
                findings.push(format!("{} without {}: {error:?}", reader.operation.name(), place.path));
            }
        }
    }
    assert_none(&findings);
}

#[tokio::test]
async fn a_single_resource_may_be_under_data() {
    let mut findings = Vec::new();
    for reader in Reader::all().await.into_iter().filter(|reader| !reader.operation.is_list()) {
        for mut body in
            [json!({}), json!({ "links": {}, "meta": { "page": 1 } }), json!({ "uuid": null, "message": "OK" })]
        {
            body["data"] = reader.full.clone();
            findings.extend(reader.finding(&format!("data beside {:?}", body["meta"]), &body, &reader.full).await);
        }
        for place in reader.required() {
            let error = reader.read(&json!({ "data": place.set(&reader.full, json!(7)) })).await.unwrap_err();
            if error.json_path() != Some(&format!("data.{}", place.path)) {
                findings.push(format!("{} with 7 as data.{}: {error}", reader.operation.name(), place.path));
            }
        }
    }
    assert_none(&findings);
}

/// An update replaces the owners: if reading skipped one, the update would remove it.
#[test]
fn an_unreadable_owner_is_not_skipped() {
    let account = json!({ "uuid": OWNER });
    let bad = [json!("AccountResource"), json!(""), Value::Null, json!(7), json!({}), json!({ "uuid": "nobody" })];
    for bad in bad {
        for accounts in [json!([bad]), json!([account, bad]), json!([[bad], [account]])] {
            let detail = serde_json::from_value::<ContactDetail>(json!({ "uuid": OWNER, "accounts": accounts }));
            assert!(!detail.is_ok_and(|detail| detail.accounts.is_some()), "{accounts} is read");
        }
    }
}

#[test]
fn an_unknown_value_of_an_enumeration_is_kept() {
    let linked = json!({ "uuid": OWNER, "type": "pager" });
    let account = json!({ "uuid": OWNER, "primary_email": linked, "primary_phone_number": "0333 090 3630" });
    let detail = json!({ "uuid": OWNER, "type": "fax", "created_at": "in spring", "accounts": [account] });
    let detail: ContactDetail = serde_json::from_value(detail).unwrap();
    assert_eq!(detail.type_, Some(ContactDetailType::Other("fax".to_owned())));
    let created_at = detail.created_at.unwrap();
    assert!(created_at.as_str() == "in spring" && created_at.parse::<u64>().is_err());
    let account = &detail.accounts.unwrap()[0];
    let Some(LinkedContactDetail::ContactDetail(email)) = &account.primary_email else { panic!("no object") };
    assert_eq!(email.type_.as_ref().map(ContactDetailType::as_str), Some("pager"));
    let Some(LinkedContactDetail::String(phone)) = &account.primary_phone_number else { panic!("no string") };
    assert_eq!(phone, "0333 090 3630");
}

/// One of the two values would be lost, and it is not known which one counts.
#[tokio::test]
async fn a_duplicate_field_is_an_error() {
    let server = StubServer::always(StubResponse::hang_up()).await;
    let new = NewContactDetail::email("Work", "jo@example.com", [OWNER]).unwrap();
    const CREATED: &str = "3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01";
    let twice = r#""value":"jo@example.com","value":null"#;
    for (field, is_applied) in [(r#""uuid":"0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40""#, false), (twice, true)] {
        let body = format!(r#"{{"uuid":"{CREATED}",{field}}}"#);
        server.set_response(StubResponse::new(201, "application/json", body));
        let error = client(&server).contact_details().create(&new).await.unwrap_err();
        assert!(error.is_decode(), "{error}");
        assert_eq!(matches!(error.server_state(), ServerState::Applied { .. }), is_applied, "{error}");
        let body = format!(r#"{{"data":[{{"uuid":"{OWNER}",{field}}}]}}"#);
        server.set_response(StubResponse::new(200, "application/json", body));
        let details = client(&server).contact_details();
        assert!(details.list().send().await.is_err_and(|error| error.is_decode()), "{field}");
        assert!(details.get(OWNER).await.is_err_and(|error| error.is_decode()), "{field}");
    }
}

#[test]
fn a_model_can_be_deserialized_alone_and_flattened() {
    #[derive(serde::Deserialize)]
    struct Row {
        #[serde(flatten)]
        detail: ContactDetail,
        #[serde(flatten)]
        rest: Map<String, Value>,
    }

    let row: Row = serde_json::from_value(json!({ "uuid": OWNER, "name": "Work", "note": "mine" })).unwrap();
    assert_eq!((row.detail.uuid, row.detail.name.as_deref()), (OWNER, Some("Work")));
    assert_eq!(Value::Object(row.rest), json!({ "note": "mine" }));
    let error = serde_json::from_str::<ContactDetail>("{}").unwrap_err().to_string();
    assert_eq!(error, "missing field `uuid` at line 1 column 2");
}

#[test]
fn a_date_of_any_length_keeps_its_text() {
    for text in ["", "2026-01-14", &"0".repeat(30), &"0".repeat(31), &"é".repeat(15), &"é".repeat(16)] {
        let date: Timestamp = serde_json::from_value(json!(text)).unwrap();
        assert_eq!((date.as_str(), json!(date), date.clone() == date), (text, json!(text), true));
    }
}
