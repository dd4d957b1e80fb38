//! The mock server's lists: filters, order, relations, pages and refusals.

use contract_tests::mock_server::{PATH, assert_fits, get};
use contract_tests::spec::{Operation, Spec};
use plannr_sdk::mock::MockServer;
use serde_json::{Value, json};

const ZOE: &str = "5f0f7d0c-0000-4000-8000-000000000001";
const BEN: &str = "5f0f7d0c-0000-4000-8000-000000000002";
const CIRCLE: &str = "5f0f7d0c-0000-4000-8000-0000000000cc";
const OLDEST: &str = "5f0f7d0c-0000-4000-8000-0000000000dd";

/// A server with 42 contact details: the oldest, of Zoe; 40 e-mail addresses of Ben, whose names are in the reverse
/// order of their values; and a phone number of both.
async fn filled() -> MockServer {
    let mut details = vec![json!({
        "uuid": OLDEST, "type": "email", "name": "z", "value": "Zoe@example.org", "account_uuids": [ZOE],
        "primary_account_uuids": [ZOE], "created_at": "2025-01-01T00:00:00+00:00",
    })];
    details.extend((0..40).map(|number| {
        json!({
            "type": "email", "name": format!("n{:02}", 40 - number), "value": format!("a{number:02}@example.com"),
            "account_uuids": [BEN], "created_at": format!("2025-04-02T10:00:{number:02}+01:00"),
        })
    }));
    details.push(json!({
        "type": "phone_number", "name": "Mobile", "value": "02079460123", "account_uuids": [BEN, ZOE],
        "created_at": "2025-04-02T10:01:00+01:00", "updated_at": "2025-01-01T00:00:00+00:00",
    }));
    let accounts =
        json!([{ "uuid": ZOE, "name": "Zoe", "circles": [{ "uuid": CIRCLE }] }, { "uuid": BEN, "name": "Ben" }]);
    let seed = json!({ "accounts": accounts, "contact_details": details }).to_string();
    MockServer::builder().seed(&seed).start().await
}

async fn page(mock: &MockServer, query: &str) -> Value {
    let (status, page) = get(mock, query).await;
    assert_eq!(status, 200, "{query}: {page}");
    assert_fits("ContactDetailPage", &page);
    page
}

#[tokio::test]
async fn a_list_without_parameters_returns_the_fifteen_oldest_without_accounts() {
    let page = page(&filled().await, "").await;
    let values: Vec<_> = page["data"].as_array().unwrap().iter().map(|detail| detail["value"].clone()).collect();
    let younger = (0..14).map(|number| format!("a{number:02}@example.com"));
    assert_eq!(values, Vec::from_iter(["Zoe@example.org".to_owned()].into_iter().chain(younger)));
    let times = [0, 1].map(|at| page["data"][at]["created_at"].clone());
    assert_eq!(times, ["2025-01-01T00:00:00+00:00", "2025-04-02T10:00:00+01:00"]);
    let relations = ["accounts", "primary_accounts"].map(|relation| page["data"][0].get(relation));
    assert_eq!(relations, [None, None]);
}

#[tokio::test]
async fn filters_narrow_a_list() {
    let mock = filled().await;
    for (query, total) in [
        ("", 42),
        ("?filter[value]=EXAMPLE.org", 1),
        ("?filter%5Bvalue%5D=a01,a02", 2),
        ("?filter[type]=phone_number", 1),
        ("?filter[type]=phone_number,email", 42),
        ("?filter[type]=email&filter[value]=a0", 10),
        ("?filter[circle_uuids]=5f0f7d0c-0000-4000-8000-0000000000CC", 2),
        ("?filter[account_uuids]=5f0f7d0c-0000-4000-8000-000000000001", 2),
        ("?filter[uuid]=5f0f7d0c-0000-4000-8000-0000000000dd", 1),
        ("?filter[uuid]=5f0f7d0c-0000-4000-8000-0000000000ee", 0),
        ("?filter[uuid]=", 42),
        ("?filter[uuid]=%20", 42),
        ("?filter[value]=%20a01+", 1),
        ("?filter[value]=a01&filter[value]=a0", 10),
        ("?unknown=1", 42),
    ] {
        assert_eq!(page(&mock, query).await["meta"]["total"], total, "{query}");
    }
}

#[tokio::test]
async fn a_list_is_sorted() {
    let mock = filled().await;
    for (query, first) in [
        ("?sort=created_at", "Zoe@example.org"),
        ("?sort=-created_at", "+442079460123"),
        ("?sort=-updated_at", "a39@example.com"),
        ("?sort=updated_at&page=2&per_page=1", "+442079460123"),
        ("?sort=name&page=3&per_page=1", "a38@example.com"),
        ("?sort=-name", "Zoe@example.org"),
        ("?sort=value", "+442079460123"),
        ("?sort=-value", "Zoe@example.org"),
    ] {
        assert_eq!(page(&mock, query).await["data"][0]["value"], first, "{query}");
    }
}

#[tokio::test]
async fn included_relations_are_slim_accounts() {
    let mock = filled().await;
    for (query, accounts, primary_accounts) in [
        ("?include=accounts", Some(json!([ZOE])), None),
        ("?include=primary_accounts", None, Some(json!([ZOE]))),
        ("?include=primary_accounts,accounts", Some(json!([ZOE])), Some(json!([ZOE]))),
    ] {
        let page = page(&mock, query).await;
        for (relation, expected) in [("accounts", accounts), ("primary_accounts", primary_accounts)] {
            let came = page["data"][0].get(relation).map(|accounts| accounts.as_array().unwrap());
            let uuids = came.map(|accounts| accounts.iter().map(|account| account["uuid"].clone()).collect::<Value>());
            assert_eq!(uuids, expected, "{query} {relation}");
            let is_slim = |account: &Value| account.as_object().unwrap().len() == 11;
            assert!(came.into_iter().flatten().all(is_slim), "{query} {relation}: an account is not slim");
        }
    }
}

#[tokio::test]
async fn a_page_has_meta_and_links_to_the_other_pages() {
    let mock = filled().await;
    let page = page(&mock, "?per_page=1&page=20&sort=name").await;
    let url = format!("{}{PATH}", mock.base_url());
    let to = |page: u64| format!("{url}?page={page}");
    assert_eq!(page["links"], json!({ "first": to(1), "last": to(42), "prev": to(19), "next": to(21) }));
    let mut meta = page["meta"].clone();
    let links = meta.as_object_mut().unwrap().remove("links").unwrap();
    let due = json!({
        "current_page": 20, "from": 20, "to": 20, "last_page": 42, "per_page": 1, "total": 42, "path": url,
    });
    assert_eq!(meta, due);
    let links = links.as_array().unwrap();
    let active: Vec<_> = links.iter().filter(|link| link["active"] == true).collect();
    assert_eq!(active, [&json!({ "url": to(20), "label": "20", "active": true })]);
}

#[tokio::test]
async fn a_page_links_to_up_to_thirteen_pages_or_to_a_window_of_them() {
    let mock = filled().await;
    for (query, due) in [
        ("?per_page=4&page=6", "1 2 3 4 5 6 7 8 9 10 11"),
        ("?filter[value]=a&per_page=3", "1 2 3 4 5 6 7 8 9 10 ... 13 14"),
        ("?filter[value]=a1&per_page=1", "1 2 3 4 5 6 7 8 9 10"),
        ("?per_page=1&page=7", "1 2 3 4 5 6 7 8 9 10 ... 41 42"),
        ("?per_page=1&page=8", "1 2 ... 5 6 7 8 9 10 11 ... 41 42"),
        ("?per_page=1&page=20", "1 2 ... 17 18 19 20 21 22 23 ... 41 42"),
        ("?per_page=1&page=35", "1 2 ... 32 33 34 35 36 37 38 ... 41 42"),
        ("?per_page=1&page=36", "1 2 ... 33 34 35 36 37 38 39 40 41 42"),
        ("?per_page=1&page=99", "1 2 ... 33 34 35 36 37 38 39 40 41 42"),
    ] {
        let page = page(&mock, query).await;
        let links = page["meta"]["links"].as_array().unwrap();
        let labels: Vec<_> = links.iter().map(|link| link["label"].as_str().unwrap()).collect();
        assert_eq!(labels.join(" "), format!("&laquo; Previous {due} Next &raquo;"), "{query}");
    }
}

#[tokio::test]
async fn the_last_page_is_short_and_later_pages_are_empty() {
    let mock = filled().await;
    for (query, length, from, to, has_next) in [
        ("?page=2", 15, json!(16), json!(30), true),
        ("?page=3", 12, json!(31), json!(42), false),
        ("?page=99", 0, Value::Null, Value::Null, false),
        ("?page=%202%20", 15, json!(16), json!(30), true),
        // No pages, instead of which Laravel sends the first.
        ("?page=0", 15, json!(1), json!(15), true),
        ("?page=-1", 15, json!(1), json!(15), true),
        ("?page=02", 15, json!(1), json!(15), true),
        ("?page=x&per_page=0", 15, json!(1), json!(15), true),
        ("?page=99999999999999999999&per_page=50", 42, json!(1), json!(42), false),
    ] {
        let page = page(&mock, query).await;
        assert_eq!(page["data"].as_array().unwrap().len(), length, "{query}");
        assert_eq!((&page["meta"]["from"], &page["meta"]["to"]), (&from, &to), "{query}");
        assert_eq!(page["links"]["next"].is_string(), has_next, "{query}");
    }
}

#[tokio::test]
async fn a_bad_parameter_is_refused_in_the_words_of_laravel() {
    let mock = filled().await;
    let not_allowed = |what: &str, sent: &str| {
        let values = allowed(what).join(", ");
        (400, format!("Requested {what}(s) `{sent}` are not allowed. Allowed {what}(s) are `{values}`."))
    };
    let invalid = |text: &str| (422, text.to_owned());
    let most = list().parameter("per_page").schema()["maximum"].as_u64().unwrap();
    for (query, expected) in [
        ("?sort=foo", not_allowed("sort", "foo")),
        ("?include=accounts,foo", not_allowed("include", "accounts,foo")),
        ("?filter[foo]=1", not_allowed("filter", "foo")),
        (&format!("?per_page={}", most + 1), invalid(&format!("The per page field must not be greater than {most}."))),
        ("?per_page=-1", invalid("The per page field must be at least 1.")),
        ("?per_page=x", invalid("The per page field must be an integer.")),
        ("?per_page=03", invalid("The per page field must be an integer.")),
        ("?filter[uuid]=x", invalid("The filter.uuid.0 field must be a valid UUID.")),
        ("?filter[type]=fax", invalid("The selected filter.type.0 is invalid.")),
    ] {
        let (status, body) = get(&mock, query).await;
        assert_eq!((status, body["message"].as_str().unwrap().to_owned()), expected, "{query}");
    }
}

fn list() -> Operation<'static> {
    Spec::shipped().operation("listContactDetails")
}

/// The filters of the spec, or the values of a parameter; without those that reverse a sort.
fn allowed(what: &str) -> Vec<&'static str> {
    let parameters = list().parameters();
    let filters = parameters.iter().filter_map(|one| one.name().strip_prefix("filter[")?.strip_suffix(']'));
    let values = parameters.iter().filter(|one| one.name() == what);
    let values = values.filter_map(|one| one.item_schema()["enum"].as_array()).flatten().filter_map(Value::as_str);
    if what == "filter" { filters.collect() } else { values.filter(|value| !value.starts_with('-')).collect() }
}
