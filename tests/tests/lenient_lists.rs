//! One bad item does not lose the others, and a list is read in every form in which it may come.

use contract_tests::assert_none;
use contract_tests::plannr::client;
use contract_tests::server::{StubResponse, StubServer};
use plannr_sdk::{ContactDetail, Error, Page, Uuid};
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

async fn page(body: &Value) -> Result<Page<ContactDetail>, Error> {
    let server = StubServer::always(StubResponse::json(200, body)).await;
    client(&server).contact_details().list().skip_bad_items().send().await.map(plannr_sdk::Response::into_inner)
}

fn uuids(page: &Page<ContactDetail>) -> Vec<Uuid> {
    page.data.iter().map(|detail| detail.uuid).collect()
}

/// Unreadable items, each with the place of the problem and whether the uuid can still be read.
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
async fn a_bad_item_is_a_failure_beside_the_other_items_of_its_page() {
    for at in [0, 250, 499] {
        for (bad, place, has_uuid) in bad_items(at) {
            let about = format!("{bad} at {at}");
            let mut data = items(500);
            data[at] = bad;
            let body = json!({ "data": data, "meta": meta(500), "links": { "first": "page 1" } });
            let page = page(&body).await.unwrap_or_else(|error| panic!("{about}: {error}"));
            assert!(uuids(&page).into_iter().eq((0..500).filter(|other| *other != at).map(uuid)), "{about}");
            assert_eq!(page.meta.as_ref().and_then(|meta| meta.total), Some(500), "{about}");
            assert_eq!(page.links.as_ref().and_then(|links| links.first.as_deref()), Some("page 1"), "{about}");
            let [failure] = page.failures() else { panic!("{about}: {:?}", page.failures()) };
            let path = format!("data[{at}]{place}");
            assert_eq!((failure.is_decode(), failure.json_path()), (true, Some(path.as_str())), "{about}");
            assert_eq!(failure.uuid(), has_uuid.then(|| uuid(at)), "{about}");
            assert!(failure.status().is_some_and(|status| status == 200), "{about}");
            assert!(failure.body().is_some_and(|kept| kept == body.to_string().as_bytes()), "{about}");
        }
    }
}

#[tokio::test]
async fn a_page_with_a_bad_item_is_an_error_that_names_it() {
    for (bad, place, has_uuid) in bad_items(1) {
        let about = bad.to_string();
        let mut data = items(4);
        (data[1], data[3]) = (bad.clone(), bad);
        let server = StubServer::always(StubResponse::json(200, &json!({ "data": data, "meta": meta(4) }))).await;
        let error = client(&server).contact_details().list().send().await.expect_err(&about);
        assert!(error.is_decode() && error.json_path() == Some(&format!("data[1]{place}")), "{about}: {error}");
        assert_eq!(error.uuid(), has_uuid.then(|| uuid(1)), "{about}");
    }
}

#[tokio::test]
async fn a_stream_returns_a_bad_item_as_an_error_in_its_place() {
    let mut data = items(4);
    data[1] = json!({ "uuid": uuid(1), "accounts": 7 });
    let server = StubServer::always(StubResponse::json(200, &json!({ "data": data, "meta": meta(4) }))).await;
    let mut stream = client(&server).contact_details().list().stream();
    let mut came = Vec::new();
    while let Some(item) = stream.next().await {
        came.push(item.map(|detail| detail.uuid).map_err(|error| error.uuid()));
    }
    assert_eq!(came, [Ok(uuid(0)), Err(Some(uuid(1))), Ok(uuid(2)), Ok(uuid(3))]);
}

#[tokio::test]
async fn data_may_be_nested_or_a_list_with_gaps() {
    let [one, two, three] = [0, 1, 2].map(|at| items(3)[at].clone());
    for data in [
        json!([items(3)]),
        json!([[one, two], [three]]),
        json!([[], items(3), []]),
        json!([one, [two, three]]),
        json!({ "0": one, "2": two, "3": three }),
    ] {
        let page = page(&json!({ "data": data, "meta": meta(3) })).await.unwrap();
        assert_eq!(uuids(&page), [uuid(0), uuid(1), uuid(2)], "{data}");
        assert!(page.failures().is_empty(), "{data}");
    }
    let bad = json!({ "uuid": uuid(7), "accounts": 7 });
    for (data, path) in [
        (json!([[one, bad, three]]), "data[0][1].accounts"),
        (json!({ "0": one, "2": bad, "3": three }), "data.2.accounts"),
    ] {
        let page = page(&json!({ "data": data })).await.unwrap();
        assert_eq!(uuids(&page), [uuid(0), uuid(2)], "{data}");
        let [failure] = page.failures() else { panic!("{:?}", page.failures()) };
        assert_eq!((failure.uuid(), failure.json_path()), (Some(uuid(7)), Some(path)));
    }
}

#[tokio::test]
async fn a_response_without_data_is_an_error() {
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
async fn unreadable_meta_and_links_do_not_lose_the_items() {
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
