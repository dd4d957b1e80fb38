//! Is an answer read in every form that keeps its meaning, at every place that the spec names?

use contract_tests::arbitrary::UNKNOWN;
use contract_tests::drive::{self, Answered, Call};
use contract_tests::instance::{self, Place};
use contract_tests::plannr::{OWNER, client};
use contract_tests::server::{Reply, Server};
use contract_tests::spec::{Operation, Spec};
use contract_tests::{assert_none, judge};
use plannr_sdk::models::{AccountRole, LinkedContactDetail};
use plannr_sdk::{ContactDetail, ContactDetailType, Error, NewContactDetail, Plannr, ServerState};
use serde_json::{Value, json};

/// An operation, a server for its answers, an answer with all that the spec knows, and the places in it.
struct Reader {
    server: Server,
    plannr: Plannr,
    operation: Operation<'static>,
    full: Value,
    places: Vec<Place>,
}

impl Reader {
    async fn all() -> Vec<Self> {
        let mut readers = Vec::new();
        for operation in Spec::shipped().operations() {
            let schema = operation.success().schema();
            let full = instance::full(Spec::shipped(), schema);
            assert_eq!(Spec::shipped().violations(schema, &full), Vec::<String>::new(), "{}", operation.name());
            let places = instance::places(Spec::shipped(), schema, &full);
            let server = Server::answering(Reply::hang_up()).await;
            readers.push(Self { plannr: client(&server), server, operation, full, places });
        }
        readers
    }

    async fn read(&self, body: &Value) -> Result<Answered, Error> {
        let status = self.operation.success().statuses()[0];
        self.server.answer_with(Reply::json(status, body));
        drive::call(&self.plannr, &self.operation, &Call::least(&self.operation)).await.unwrap()
    }

    /// The finding, if the value that is read is not, written back, the one that is meant.
    async fn finding(&self, about: &str, body: &Value, meant: &Value) -> Option<String> {
        let about = format!("{} with {about}", self.operation.name());
        match self.read(body).await.map(|answered| answered.written()) {
            Ok(Ok(written)) => judge::difference(&written, meant).map(|text| format!("{about}: {text}")),
            Ok(Err(problem)) => Some(format!("{about}: {problem}")),
            Err(error) => Some(format!("{about}: {error}")),
        }
    }

    /// The places that may be absent.
    fn optional(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(|place| !place.is_required)
    }
}

#[tokio::test]
async fn null_or_missing_is_read_for_every_field_but_those_that_the_spec_requires() {
    let mut findings = Vec::new();
    for reader in Reader::all().await {
        for place in reader.optional() {
            let without = place.remove(&reader.full);
            findings.extend(reader.finding(&format!("no {}", place.path), &without, &without).await);
            let null = place.set(&reader.full, Value::Null);
            findings.extend(reader.finding(&format!("null as {}", place.path), &null, &without).await);
        }
        let mut least = reader.full.clone();
        reader.optional().for_each(|place| least = place.remove(&least));
        findings.extend(reader.finding("required fields only", &least, &least).await);
    }
    assert_none(&findings);
}

#[tokio::test]
async fn unknown_fields_are_ignored_at_every_place_and_kept_in_the_body() {
    let unknown = json!({ "a": [1, null, { "b": "c" }] });
    let mut findings = Vec::new();
    for reader in Reader::all().await {
        let body = with_unknown(&reader.full, &unknown);
        let answered = reader.read(&body).await.unwrap();
        let known = instance::without_unknown(&answered.written().unwrap());
        findings.extend(judge::difference(&known, &reader.full));
        assert_eq!(answered.body(), body.to_string().as_bytes());
    }
    assert_none(&findings);
}

/// Adds a field to every object but those that the spec says nothing of.
fn with_unknown(value: &Value, unknown: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| with_unknown(item, unknown)).collect(),
        Value::Object(fields) => {
            let mut all: serde_json::Map<_, _> =
                fields.iter().map(|(name, value)| (name.clone(), with_unknown(value, unknown))).collect();
            all.insert(UNKNOWN.to_owned(), unknown.clone());
            Value::Object(all)
        }
        other => other.clone(),
    }
}

/// The forms in which a value may come, and what each means.
fn forms(place: &Place, value: &Value) -> Vec<(Value, Value)> {
    let kept = |forms: &[&str]| forms.iter().map(|form| (json!(form), json!(form))).collect::<Vec<_>>();
    let mut forms = Vec::new();
    if place.takes("boolean") {
        for (truth, others) in
            [(true, [json!("true"), json!("1"), json!(1)]), (false, [json!("false"), json!("0"), json!(0)])]
        {
            forms.extend(others.map(|form| (form, json!(truth))));
        }
        forms.push((json!(""), Value::Null));
    }
    if place.takes("integer") {
        forms.extend([
            (json!("12"), json!(12)),
            (json!(12.0), json!(12)),
            (json!("12.0"), json!(12)),
            (json!("-3"), json!(-3)),
            (json!("03"), json!(3)),
            (json!("+5"), json!(5)),
            (json!(""), Value::Null),
        ]);
    }
    if place.takes("number") {
        forms.extend([(json!("2.5"), json!(2.5)), (json!(12), json!(12.0)), (json!(""), Value::Null)]);
    }
    if place.has_format("date-time") {
        forms.extend(kept(&["2025-04-02", "2025-04-02T10:00:00.000000Z", "2025-04-02 10:00:00", "02/04/2025", "soon"]));
        let php = json!({ "date": "2025-04-02 10:00:00.000000", "timezone_type": 3, "timezone": "Europe/London" });
        forms.extend([
            (json!(1_743_584_400), json!("1743584400")),
            (json!(1_743_584_400.25), json!("1743584400.25")),
            (json!(u64::MAX), json!(u64::MAX.to_string())),
            (php, json!("2025-04-02 10:00:00.000000")),
        ]);
    } else if place.is_enum() {
        forms.extend(kept(&["brand_new", "EMAIL", "Client"]));
    } else if place.takes("string") && !place.takes("object") {
        forms.extend(kept(&["", "text", "true", "7"]));
        forms.extend([
            (json!(true), json!("true")),
            (json!(false), json!("false")),
            (json!(12), json!("12")),
            (json!(2.5), json!("2.5")),
            (json!(u64::MAX), json!(u64::MAX.to_string())),
        ]);
    } else if place.takes("string") {
        forms.extend(kept(&["ContactDetailResource", "jo@example.com"]));
        forms.push((json!([]), Value::Null));
    } else if place.takes("object") {
        forms.extend([(json!([]), Value::Null), (json!("SomeResource"), Value::Null)]);
    }
    if place.takes("array") {
        forms.extend([(json!([]), json!([])), (json!("SomeResource"), Value::Null)]);
        forms.extend(value.is_array().then(|| (json!([value]), value.clone())));
        if let Some(first) = value.get(0).filter(|first| first.is_object()) {
            forms.push((first.clone(), json!([first])));
            // PHP's list with gaps.
            forms.push((json!({ "0": first, "2": first }), json!([first, first])));
            forms.push((json!({}), json!([])));
        }
    }
    forms
}

#[tokio::test]
async fn every_field_is_read_in_every_form_that_keeps_its_meaning() {
    let mut findings = Vec::new();
    for reader in Reader::all().await {
        for place in reader.optional() {
            let value = reader.full.pointer(&place.pointer).unwrap_or(&Value::Null);
            for (form, meaning) in forms(place, value) {
                let about = format!("{form} as {}", place.path);
                let (body, meant) = (place.set(&reader.full, form), place.set(&reader.full, meaning));
                findings.extend(reader.finding(&about, &body, &meant).await);
            }
        }
    }
    assert_none(&findings);
}

/// Forms that mean nothing at a place.
fn unfit(place: &Place) -> Vec<Value> {
    let mut unfit = Vec::new();
    if place.has_format("uuid") {
        return vec![json!("nobody"), json!(7), json!({}), json!(""), Value::Null];
    }
    if place.takes("boolean") {
        unfit.extend([json!("perhaps"), json!(2), json!({}), json!([true])]);
    }
    if place.takes("integer") {
        unfit.extend([json!("seven"), json!("\"7\""), json!(1.5), json!({}), json!(true), json!([7])]);
    }
    if place.takes("number") {
        unfit.extend([json!("much"), json!("NaN"), json!({}), json!(true)]);
    }
    if place.has_format("date-time") {
        unfit.push(json!({ "timezone": "UTC" }));
    }
    if place.takes("string") && !place.takes("object") {
        unfit.extend([json!({ "a": 1 }), json!(["a"])]);
    }
    if place.takes("object") {
        unfit.extend([json!(7), json!(true), json!([1])]);
    }
    if place.takes("array") {
        unfit.extend([json!(7), json!(true)]);
    }
    unfit
}

#[tokio::test]
async fn a_form_without_meaning_is_an_error_that_names_its_place() {
    let mut findings = Vec::new();
    for reader in Reader::all().await {
        for place in &reader.places {
            for form in unfit(place) {
                let about = format!("{} with {form} as {}", reader.operation.name(), place.path);
                match reader.read_strictly(&place.set(&reader.full, form)).await {
                    None => findings.push(format!("{about} is no error")),
                    Some(error) => {
                        // What is wrong inside a list may be named by its item.
                        let path = error.json_path().unwrap_or_default();
                        let rest = path.strip_prefix(&place.path).unwrap_or("?");
                        if !error.is_decode() || !(rest.is_empty() || rest.starts_with('[')) {
                            findings.push(format!("{about} is said to be at `{path}`: {error}"));
                        }
                        if !path.is_empty() && !error.to_string().contains(path) {
                            findings.push(format!("{about}: the message does not name the place: {error}"));
                        }
                    }
                }
            }
        }
    }
    assert_none(&findings);
}

impl Reader {
    /// A list is read strictly, for it would give the other items otherwise.
    async fn read_strictly(&self, body: &Value) -> Option<Error> {
        if self.operation.id() == "listContactDetails" {
            self.server.answer_with(Reply::json(200, body));
            return self.plannr.contact_details().list().strict().send().await.err();
        }
        self.read(body).await.err()
    }
}

#[tokio::test]
async fn a_missing_uuid_is_an_error_that_names_the_object_without_it() {
    let mut findings = Vec::new();
    for reader in Reader::all().await {
        for place in reader.places.iter().filter(|place| place.is_required) {
            let parent = place.path.strip_suffix(place.property()).unwrap().trim_end_matches('.');
            let error = reader.read_strictly(&place.remove(&reader.full)).await;
            let path = error.as_ref().and_then(Error::json_path).map(|path| path.trim_start_matches('.'));
            if error.is_none() || path.unwrap_or_default() != parent {
                findings.push(format!("{} without {}: {error:?}", reader.operation.name(), place.path));
            }
        }
    }
    assert_none(&findings);
}

#[tokio::test]
async fn a_single_resource_is_read_bare_or_under_data() {
    let mut findings = Vec::new();
    for reader in Reader::all().await.into_iter().filter(|reader| reader.operation.method != "GET") {
        for more in [json!({}), json!({ "links": {}, "meta": { "page": 1 } }), json!({ "uuid": null, "message": "OK" })]
        {
            let mut body = more;
            body["data"] = reader.full.clone();
            findings.extend(reader.finding(&format!("data beside {:?}", body["meta"]), &body, &reader.full).await);
        }
        for place in reader.places.iter().filter(|place| place.is_required) {
            let error = reader.read(&json!({ "data": place.set(&reader.full, json!(7)) })).await.unwrap_err();
            if error.json_path() != Some(&format!("data.{}", place.path)) {
                findings.push(format!("{} with 7 as data.{}: {error}", reader.operation.name(), place.path));
            }
        }
    }
    assert_none(&findings);
}

async fn created(body: &Value) -> Result<ContactDetail, Error> {
    let reader = Reader::all().await.into_iter().find(|reader| reader.operation.method == "POST").unwrap();
    match reader.read(body).await? {
        Answered::Detail(detail) => Ok(detail.into_inner()),
        Answered::Page(_) => panic!("a page"),
    }
}

#[tokio::test]
async fn absent_and_null_owners_are_unknown_and_an_empty_list_is_none_at_all() {
    let uuid = "3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01";
    let account = json!({ "uuid": uuid });
    for (accounts, count) in [
        (None, None),
        (Some(Value::Null), None),
        (Some(json!([])), Some(0)),
        (Some(account.clone()), Some(1)),
        (Some(json!([account])), Some(1)),
        (Some(json!([account, account])), Some(2)),
        (Some(json!([[account], [account]])), Some(2)),
    ] {
        for relation in ["accounts", "primary_accounts"] {
            let mut body = json!({ "uuid": uuid });
            body.as_object_mut().unwrap().extend(accounts.clone().map(|accounts| (relation.to_owned(), accounts)));
            let detail = created(&body).await.unwrap();
            let found = if relation == "accounts" { detail.accounts } else { detail.primary_accounts };
            assert_eq!(found.map(|accounts| accounts.len()), count, "{body}");
        }
    }
}

/// An update replaces the owners: one that was skipped while reading would be taken away by it.
#[tokio::test]
async fn an_owner_that_cannot_be_read_is_not_skipped() {
    let uuid = "3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01";
    let account = json!({ "uuid": uuid });
    let mut findings = Vec::new();
    for unreadable in
        [json!("AccountResource"), json!(""), Value::Null, json!(7), json!({}), json!({ "uuid": "nobody" })]
    {
        for accounts in [json!([unreadable]), json!([account, unreadable]), json!([[unreadable], [account]])] {
            let detail = created(&json!({ "uuid": uuid, "accounts": accounts })).await;
            let count = detail.map(|detail| detail.accounts.map(|accounts| accounts.len()));
            if let Ok(Some(count)) = count {
                findings.push(format!("{accounts} is read as {count} owners"));
            }
        }
    }
    assert_none(&findings);
}

#[tokio::test]
async fn a_value_that_the_spec_does_not_know_is_kept_under_its_own_name() {
    let uuid = "3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01";
    let email = json!({ "uuid": uuid, "type": "pager" });
    let account =
        json!({ "uuid": uuid, "role": "client", "primary_email": email, "primary_phone_number": "0333 090 3630" });
    let detail = created(&json!({
        "uuid": uuid, "type": "fax", "created_at": "in spring", "accounts": [account],
    }))
    .await
    .unwrap();
    let account = &detail.accounts.as_ref().unwrap()[0];
    assert_eq!(detail.type_, Some(ContactDetailType::Other("fax".to_owned())));
    assert_eq!(account.role.as_ref().map(AccountRole::as_str), Some("client"));
    assert_eq!(detail.created_at.as_ref().unwrap().as_str(), "in spring");
    assert!(detail.created_at.as_ref().unwrap().parse::<u64>().is_err());
    assert!(
        matches!(&account.primary_phone_number, Some(LinkedContactDetail::String(text)) if text == "0333 090 3630")
    );
    let Some(LinkedContactDetail::ContactDetail(email)) = &account.primary_email else { panic!("no object") };
    assert_eq!(email.type_.as_ref().map(ContactDetailType::as_str), Some("pager"));
}

/// Of two values one would be lost, and nobody knows which one counts.
#[tokio::test]
async fn a_field_that_comes_twice_and_a_date_that_is_none_are_errors() {
    let server = Server::answering(Reply::hang_up()).await;
    let new = NewContactDetail::email("Work", "jo@example.com", [OWNER]).unwrap();
    for fields in [
        r#""uuid":"0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40""#,
        r#""value":"jo@example.com","value":null"#,
        r#""created_at":{"date":true}"#,
    ] {
        let body = format!(r#"{{"uuid":"{OWNER}",{fields}}}"#);
        server.answer_with(Reply::new(201, "application/json", body));
        let error = client(&server).contact_details().create(&new).await.unwrap_err();
        assert!(error.is_decode() && matches!(error.server_state(), ServerState::Applied { .. }), "{error}");
    }
}

/// Who stores answers reads them without the client, and who puts a model into a type of their own has it there once.
#[test]
fn a_model_is_read_by_serde_alone_and_flattened() {
    #[derive(serde::Deserialize)]
    struct Row {
        #[serde(flatten)]
        detail: ContactDetail,
        #[serde(flatten)]
        rest: serde_json::Map<String, Value>,
    }

    let row: Row = serde_json::from_value(json!({ "uuid": OWNER, "name": "Work", "note": "mine" })).unwrap();
    assert_eq!((row.detail.uuid, row.detail.name.as_deref()), (OWNER, Some("Work")));
    assert_eq!(Value::Object(row.rest), json!({ "note": "mine" }));
    let told = serde_json::from_str::<ContactDetail>("{}").unwrap_err().to_string();
    assert_eq!(told, "missing field `uuid` at line 1 column 2");
}
