//! Does one bad item leave the others, and is a list read in every form that it may come in?

use contract_tests::assert_none;
use contract_tests::plannr::client;
use contract_tests::server::{Reply, Server};
use plannr_sdk::{Error, Page, Uuid};
use serde_json::{Value, json};

fn uuid(at: usize) -> Uuid {
    Uuid::from_u128(0x3f2a_9c1e_7b64_4d0a_8a51_0000_0000_0000 + at as u128)
}

fn items(count: usize) -> Vec<Value> {
    (0..count).map(|at| json!({ "uuid": uuid(at), "name": format!("Number {at}") })).collect()
}

fn meta(count: usize) -> Value {
    json!({ "current_page": 1, "last_page": 1, "per_page": 500, "total": count })
}

async fn page(body: &Value) -> Result<Page, Error> {
    let server = Server::answering(Reply::json(200, body)).await;
    client(&server).contact_details().list().send().await.map(plannr_sdk::Response::into_inner)
}

fn uuids(page: &Page) -> Vec<Uuid> {
    page.data.iter().map(|detail| detail.uuid).collect()
}

/// What makes an item unreadable, where in it, and whether its uuid can still be read.
fn bad_items(at: usize) -> Vec<(Value, &'static str, bool)> {
    vec![
        (json!({ "uuid": uuid(at), "accounts": 7 }), ".accounts", true),
        (json!({ "uuid": uuid(at), "accounts": [{ "uuid": "nobody" }] }), ".accounts[0].uuid", true),
        (json!({ "uuid": uuid(at), "name": {} }), ".name", true),
        (json!({ "uuid": "nobody", "name": "A" }), ".uuid", false),
        (json!({ "uuid": null, "name": "A" }), ".uuid", false),
        (json!({ "name": "A" }), "", false),
        (json!(7), "", false),
        (json!("A"), "", false),
        (Value::Null, "", false),
    ]
}

#[tokio::test]
async fn one_bad_item_in_a_page_of_500_leaves_the_other_499() {
    let mut findings = Vec::new();
    for at in [0, 250, 499] {
        for (bad, place, has_uuid) in bad_items(at) {
            let mut data = items(500);
            data[at] = bad.clone();
            let body = json!({ "data": data, "meta": meta(500), "links": { "first": "page 1" } });
            let finding = match page(&body).await {
                Err(error) => Some(error.to_string()),
                Ok(page) => wrong(&page, &body, at, place, has_uuid),
            };
            findings.extend(finding.map(|finding| format!("{bad} at {at}: {finding}")));
        }
    }
    assert_none(&findings);
}

fn wrong(page: &Page, body: &Value, at: usize, place: &str, has_uuid: bool) -> Option<String> {
    let others: Vec<_> = (0..500).filter(|other| *other != at).map(uuid).collect();
    let total = page.meta.as_ref().and_then(|meta| meta.total);
    let first = page.links.as_ref().and_then(|links| links.first.as_deref());
    let [failure] = page.failures() else { return Some(format!("{} failures", page.failures().len())) };
    let path = format!("data[{at}]{place}");
    let told =
        (failure.is_decode(), failure.json_path(), failure.uuid(), failure.status().map(|status| status.as_u16()));
    for (is_right, what) in [
        (uuids(page) == others, format!("{} others", page.data.len())),
        (total == Some(500) && first == Some("page 1"), "meta or links are lost".to_owned()),
        (told == (true, Some(path.as_str()), has_uuid.then(|| uuid(at)), Some(200)), format!("{told:?}")),
        (failure.body().is_some_and(|kept| kept == body.to_string().as_bytes()), "the body is lost".to_owned()),
    ] {
        if !is_right {
            return Some(what);
        }
    }
    None
}

#[tokio::test]
async fn a_strict_list_fails_for_a_bad_item_and_names_its_place() {
    let mut findings = Vec::new();
    for (bad, place, _) in bad_items(1) {
        let mut data = items(3);
        data[1] = bad.clone();
        let server = Server::answering(Reply::json(200, &json!({ "data": data, "meta": meta(3) }))).await;
        let list = || client(&server).contact_details().list().strict();
        let outcome = list().send().await;
        let path = outcome.as_ref().err().filter(|error| error.is_decode()).and_then(Error::json_path);
        if path != Some(&format!("data[1]{place}")) {
            findings.push(format!("{bad} is at {path:?}: {:?}", outcome.as_ref().err()));
        }
        let mut stream = list().stream();
        let (first, second) = (stream.next().await, stream.next().await);
        if !matches!((&first, &second), (Some(Err(error)), None) if error.is_decode()) {
            findings.push(format!("{bad} is streamed as {first:?}, {second:?}"));
        }
    }
    assert_none(&findings);
}

#[tokio::test]
async fn a_bad_item_is_an_error_in_its_place_of_the_stream() {
    let mut data = items(4);
    data[1] = json!({ "uuid": uuid(1), "accounts": 7 });
    let server = Server::answering(Reply::json(200, &json!({ "data": data, "meta": meta(4) }))).await;
    let mut stream = client(&server).contact_details().list().stream();
    let mut came = Vec::new();
    while let Some(item) = stream.next().await {
        came.push(item.map(|detail| detail.uuid).map_err(|error| error.uuid()));
    }
    assert_eq!(came, [Ok(uuid(0)), Err(Some(uuid(1))), Ok(uuid(2)), Ok(uuid(3))]);
}

#[tokio::test]
async fn data_that_is_nested_once_more_is_the_same_list() {
    for data in [
        json!([items(3)]),
        json!([[items(3)[0], items(3)[1]], [items(3)[2]]]),
        json!([[], items(3), []]),
        json!([items(3)[0], [items(3)[1], items(3)[2]]]),
    ] {
        let page = page(&json!({ "data": data, "meta": meta(3) })).await.unwrap();
        assert_eq!(uuids(&page), [uuid(0), uuid(1), uuid(2)], "{data}");
        assert!(page.failures().is_empty(), "{data}");
    }
    let mut data = items(3);
    data[2] = json!({ "uuid": uuid(2), "name": [] , "value": { "a": 1 } });
    let page = page(&json!({ "data": [data] })).await.unwrap();
    assert_eq!(uuids(&page), [uuid(0), uuid(1)]);
    assert!(page.failures()[0].json_path().unwrap().starts_with("data[0][2]."), "{:?}", page.failures());
}

#[tokio::test]
async fn a_list_with_gaps_keeps_its_order_and_its_other_items() {
    let items = items(4);
    let whole = page(&json!({ "data": { "0": items[0], "2": items[1], "3": items[2] } })).await.unwrap();
    assert_eq!((uuids(&whole), whole.failures().len()), (vec![uuid(0), uuid(1), uuid(2)], 0));
    let bad = json!({ "uuid": uuid(7), "accounts": 7 });
    let rest = page(&json!({ "data": { "0": items[0], "2": bad, "3": items[2] } })).await.unwrap();
    assert_eq!(uuids(&rest), [uuid(0), uuid(2)]);
    let [failure] = rest.failures() else { panic!("{:?}", rest.failures()) };
    assert_eq!((failure.uuid(), failure.json_path()), (Some(uuid(7)), Some("data.2.accounts")));
}

#[tokio::test]
async fn an_answer_without_data_is_no_page() {
    let mut findings = Vec::new();
    for body in [
        json!({}),
        json!({ "meta": meta(0) }),
        json!({ "message": "OK" }),
        json!({ "data": 7 }),
        json!({ "data": true }),
        json!({ "data": "none" }),
        json!([]),
        json!(items(2)),
    ] {
        match page(&body).await {
            Err(error) if error.is_decode() && error.status().is_some_and(|status| status == 200) => {}
            other => findings.push(format!("{body} is read as {other:?}")),
        }
    }
    assert_none(&findings);
}

#[tokio::test]
async fn what_cannot_be_read_beside_the_items_does_not_lose_them() {
    for (name, value) in [
        ("meta", json!([])),
        ("meta", json!(7)),
        ("meta", json!({ "current_page": "one" })),
        ("links", json!([])),
        ("links", json!("none")),
        ("links", json!({ "first": {} })),
    ] {
        let mut body = json!({ "data": items(2) });
        body[name] = value;
        let page = page(&body).await.unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(uuids(&page), [uuid(0), uuid(1)], "{body}");
    }
}
