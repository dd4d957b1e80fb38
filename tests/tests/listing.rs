//! Pages and streams: each item once, in order, with one request for each page, and an end.

use std::collections::BTreeSet;
use std::ops::Range;

use contract_tests::plannr::{builder, client};
use contract_tests::server::{StubResponse, StubServer};
use contract_tests::spec::Spec;
use plannr_sdk::mock::{MockResponse, MockServer, MockServerBuilder, Quirk, ReceivedRequest};
use plannr_sdk::{
    ContactDetail, ContactDetailSort, ContactDetailTypeFilter, Error, ListStream, NewContactDetail, Uuid,
};
use serde_json::{Value, json};

const OWNER: &str = "5f0f7d0c-0000-4000-8000-000000000001";

fn uuid(at: usize) -> Uuid {
    Uuid::from_u128(0x3f2a_9c1e_7b64_4d0a_8a51_0000_0000_0000 + at as u128)
}

fn uuids(range: Range<usize>) -> Vec<Uuid> {
    range.map(uuid).collect()
}

fn filled(count: usize) -> MockServerBuilder {
    let detail = |at| {
        json!({
            "uuid": uuid(at), "type": "email", "name": format!("Number {at}"),
            "value": format!("number-{at}@example.com"), "account_uuids": [OWNER], "primary_account_uuids": [],
        })
    };
    let details: Vec<_> = (0..count).map(detail).collect();
    let seed = json!({ "accounts": [{ "uuid": OWNER, "name": "Ava Morgan" }], "contact_details": details });
    MockServer::builder().seed(&seed.to_string())
}

/// The items of a stream, and the error that ends it.
async fn collect(mut stream: ListStream<ContactDetail>) -> (Vec<Uuid>, Option<Error>) {
    let mut items = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(detail) => items.push(detail.uuid),
            Err(error) => {
                assert!(stream.next().await.is_none(), "the stream continues after {error}");
                return (items, Some(error));
            }
        }
        assert!(items.len() < 1000, "the stream does not end");
    }
    (items, None)
}

#[tokio::test]
async fn a_page_is_the_requested_one_and_has_meta_and_links() {
    let mock = filled(5).start().await;
    let page = mock.plannr().contact_details().list().per_page(2).page(2).send().await.unwrap();
    assert_eq!(page.data.iter().map(|detail| detail.uuid).collect::<Vec<_>>(), uuids(2..4));
    let (meta, links) = (page.meta.as_ref().unwrap(), page.links.as_ref().unwrap());
    assert_eq!((meta.current_page, meta.last_page, meta.per_page, meta.total), (Some(2), Some(3), Some(2), Some(5)));
    assert_eq!((meta.from, meta.to), (Some(3), Some(4)));
    for (link, end) in [(&links.prev, "page=1"), (&links.next, "page=3"), (&links.last, "page=3")] {
        assert!(link.as_ref().unwrap().ends_with(end), "{link:?}");
    }
    assert_eq!(page.into_inner().into_items().len(), 2);
}

#[tokio::test]
async fn a_stream_returns_every_item_once_and_in_order() {
    for quirks in std::iter::once(&[][..]).chain(Quirk::ALL.chunks(1)).chain([Quirk::ALL]) {
        for (count, per_page) in [(0, 2), (1, 2), (2, 2), (3, 2), (5, 2), (6, 2), (7, 3), (4, 500)] {
            let mock = quirks.iter().fold(filled(count), |builder, one| builder.quirk(*one)).start().await;
            let list = mock.plannr().contact_details().list().per_page(per_page);
            let (items, error) = collect(list.stream()).await;
            let about = format!("{count} by {per_page} {quirks:?}: {error:?}");
            assert!(error.is_none() && items == uuids(0..count), "{about}");
            // Without meta only an empty page marks the end.
            let has_meta = !quirks.contains(&Quirk::NoPagination);
            let filled = count.div_ceil(per_page as usize);
            assert_eq!(mock.requests().len(), if has_meta { filled.max(1) } else { filled + 1 }, "{about}");
        }
    }
}

#[tokio::test]
async fn a_stream_requests_a_page_only_when_it_is_needed() {
    let mock = filled(5).start().await;
    let mut stream = mock.plannr().contact_details().list().per_page(2).stream();
    assert_eq!(mock.requests().len(), 0);
    for (at, requests) in [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3)] {
        assert_eq!(stream.next().await.unwrap().unwrap().uuid, uuid(at));
        assert_eq!(mock.requests().len(), requests, "after item {at}");
    }
    for _ in 0..3 {
        assert!(stream.next().await.is_none(), "the stream continues after its end");
    }
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn a_stream_starts_at_the_page_that_is_set() {
    let mock = filled(5).start().await;
    let (items, error) = collect(mock.plannr().contact_details().list().per_page(2).page(2).stream()).await;
    assert!(error.is_none() && items == uuids(2..5), "{items:?} {error:?}");
}

fn pairs(request: &ReceivedRequest, without: &str) -> Vec<(String, String)> {
    request.query_pairs().iter().filter(|(name, _)| name != without).cloned().collect()
}

#[tokio::test]
async fn every_page_is_requested_with_the_same_filters_and_order() {
    let mock = filled(5).start().await;
    let list = mock.plannr().contact_details().list().account_uuids([OWNER.parse().unwrap()]);
    let list = list.types([ContactDetailTypeFilter::Email]).values(["example"]).sort(ContactDetailSort::NameDescending);
    let (items, error) = collect(list.per_page(2).stream()).await;
    assert!(error.is_none() && items.into_iter().rev().eq((0..5).map(uuid)), "{error:?}");
    let requests = mock.requests();
    for (at, request) in requests.iter().enumerate() {
        assert!(request.query_pairs().contains(&("page".to_owned(), (at + 1).to_string())));
        assert_eq!(pairs(request, "page"), pairs(&requests[0], "page"));
    }
    assert_eq!(pairs(&requests[0], "page").len(), 5, "{:?}", requests[0].query());
}

#[tokio::test]
async fn a_stream_requests_the_largest_pages_and_a_single_page_has_the_default_size() {
    let mock = filled(1).start().await;
    let details = mock.plannr().contact_details();
    details.list().send().await.unwrap();
    collect(details.list().stream()).await;
    let requests = mock.requests();
    assert_eq!(requests[0].query(), "");
    let most = Spec::shipped().operation("listContactDetails").parameter("per_page").schema()["maximum"].to_string();
    assert_eq!(requests[1].query_pairs(), [("page", "1"), ("per_page", &most)].map(|(a, b)| (a.into(), b.into())));
}

fn page_of(range: Range<usize>, meta: Option<Value>) -> Value {
    let data: Vec<_> = range.map(|at| json!({ "uuid": uuid(at), "type": "phone_number" })).collect();
    meta.map_or(json!({ "data": data }), |meta| json!({ "data": data, "meta": meta }))
}

#[tokio::test]
async fn a_stream_that_gets_another_page_than_it_requested_ends_with_an_error() {
    for (about, meta, first_page, items) in [
        ("always the first page", Some(json!({ "current_page": 1, "last_page": 3 })), 1, 2),
        ("always the first page, as text", Some(json!({ "current_page": "1", "last_page": "3" })), 1, 2),
        ("always the same page, without meta", None, 1, 2),
        ("always the same page, with empty meta", Some(json!({})), 1, 2),
        ("always the same page, without its number", Some(json!({ "last_page": 3 })), 1, 2),
        ("the first page instead of the second", Some(json!({ "current_page": 1, "last_page": 3 })), 2, 0),
        ("the second page instead of the last", Some(json!({ "current_page": 2, "last_page": 3 })), 3, 0),
        ("page 0", Some(json!({ "current_page": 0, "last_page": 3 })), 1, 0),
        ("page -1", Some(json!({ "current_page": -1, "last_page": 3 })), 1, 0),
    ] {
        let server = StubServer::always(StubResponse::json(200, &page_of(0..2, meta))).await;
        let list = client(&server).contact_details().list().per_page(2).page(first_page);
        let (found, error) = collect(list.stream()).await;
        assert_eq!(found.len(), items, "{about}");
        let error = error.unwrap_or_else(|| panic!("{about}: no error"));
        assert!(error.is_decode() && error.to_string().contains("page"), "{about}: {error}");
        assert_eq!(server.requests().len(), if items == 0 { 1 } else { 2 }, "{about}");
    }
}

#[tokio::test]
async fn a_single_page_must_be_the_requested_one_and_knows_the_next() {
    for (page, next) in [(2, Some(3)), (3, None)] {
        let meta = json!({ "current_page": page, "last_page": 3 });
        let server = StubServer::always(StubResponse::json(200, &page_of(0..1, Some(meta)))).await;
        let list = client(&server).contact_details().list();
        assert_eq!(list.clone().page(page).send().await.unwrap().next_page(), next);
        assert!(list.page(page - 1).send().await.unwrap_err().is_decode());
    }
}

#[tokio::test]
async fn a_failed_page_ends_the_stream_after_the_items_before_it() {
    let mock = filled(5).start().await;
    let second = ("page".to_owned(), "2".to_owned());
    mock.script(move |request| request.query_pairs().contains(&second).then(MockResponse::server_error));
    let (items, error) = collect(mock.plannr().with_max_retries(0).contact_details().list().per_page(2).stream()).await;
    assert_eq!(items, uuids(0..2));
    assert!(error.is_some_and(|error| error.is_server_error()));
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test]
async fn get_returns_one_contact_detail_with_its_accounts_or_none() {
    let mock = filled(5).start().await;
    let details = mock.plannr().contact_details();
    let found = details.get(uuid(3)).await.unwrap().expect("it is there").into_inner();
    assert_eq!((found.uuid, found.name.as_deref()), (uuid(3), Some("Number 3")));
    assert_eq!(found.accounts.unwrap()[0].uuid.to_string(), OWNER);
    assert_eq!(found.primary_accounts.map(|accounts| accounts.len()), Some(0));
    let mut sent = mock.requests()[0].query_pairs().to_vec();
    sent.sort();
    let filter = uuid(3).to_string();
    let due = [("filter[uuid]", filter.as_str()), ("include", "accounts,primary_accounts")];
    assert_eq!(sent, due.map(|(name, value)| (name.to_owned(), value.to_owned())));

    assert!(details.get(uuid(5)).await.unwrap().is_none());
    mock.next_response(MockResponse::forbidden());
    assert!(details.get(uuid(3)).await.unwrap_err().is_forbidden());
}

#[tokio::test]
async fn get_returns_no_other_contact_detail_if_the_server_ignores_the_filter() {
    let server = StubServer::always(StubResponse::json(200, &page_of(0..3, None))).await;
    let details = client(&server).contact_details();
    assert_eq!(details.get(uuid(2)).await.unwrap().map(|detail| detail.uuid), Some(uuid(2)));
    // It may be on another page.
    assert!(details.get(uuid(7)).await.unwrap_err().is_decode());
}

/// Pages as Laravel sends them, two items on each: their items, `last_page`, `total`, and whether there is a link to
/// the next.
fn laravel(pages: &[(Range<usize>, u64, u64, bool)]) -> Vec<Value> {
    let page = |(at, (items, last, total, has_next)): (usize, &(Range<usize>, u64, u64, bool))| {
        let meta = json!({ "current_page": at + 1, "last_page": last, "per_page": 2, "total": total });
        let mut page = page_of(items.clone(), Some(meta));
        page["links"] = json!({ "first": "/?page=1", "next": has_next.then(|| format!("/?page={}", at + 2)) });
        page
    };
    pages.iter().enumerate().map(page).collect()
}

fn new() -> NewContactDetail {
    NewContactDetail::email("Work", "jo@example.com", [OWNER.parse().unwrap()]).unwrap()
}

/// Checks that a stream requests each of the pages, has their items once, and ends with an error of these words or
/// well; and that neither `get` nor `ensure` takes a list whose end is uncertain for one without the contact detail.
async fn check(about: &str, problem: Option<&str>, pages: Vec<Value>) {
    let uuids = pages.iter().flat_map(|page| page["data"].as_array().unwrap()).map(|item| item["uuid"].to_string());
    let items: BTreeSet<Uuid> = uuids.map(|uuid| uuid.trim_matches('"').parse().unwrap()).collect();
    let requests = pages.len();
    let server = StubServer::scripted(move |request| match request.method().as_str() {
        "GET" => {
            let number: usize = request.parameter("page").map_or(1, |page| page.parse().unwrap());
            StubResponse::json(200, &pages[number.min(pages.len()) - 1])
        }
        _ => StubResponse::json(201, &json!({ "uuid": uuid(99) })),
    })
    .await;
    let details = client(&server).contact_details();
    let (found, error) = collect(details.list().per_page(2).stream()).await;
    assert!(found.iter().eq(&items), "{about}: {found:?}");
    assert_eq!((error.is_some(), server.take_requests().len()), (problem.is_some(), requests), "{about}: {error:?}");
    let is_expected = |error: Error| error.is_decode() && error.to_string().contains(problem.unwrap_or_default());
    assert!(error.is_none_or(is_expected), "{about}");

    // If there are other items, the filter was ignored.
    let got = details.get(uuid(98)).await;
    assert_eq!(got.is_err(), problem.is_some() || !items.is_empty(), "{about}: {got:?}");
    let ensured = details.ensure(&new()).await;
    let posts = server.requests().iter().filter(|request| request.method() == "POST").count();
    assert_eq!((ensured.is_err(), posts), (problem.is_some(), usize::from(problem.is_none())), "{about}: {ensured:?}");
}

#[tokio::test]
async fn a_list_is_read_for_as_long_as_it_announces_more() {
    for (about, pages) in [
        ("an empty page", &[(0..2, 3, 5, true), (0..0, 3, 5, true), (4..5, 3, 5, false)][..]),
        ("an empty first page", &[(0..0, 2, 3, true), (2..3, 2, 3, false)]),
        ("empty pages", &[(0..0, 4, 7, true), (0..0, 4, 7, true), (0..0, 4, 7, true), (6..7, 4, 7, false)]),
        ("short pages", &[(0..1, 3, 5, true), (3..4, 3, 5, true), (4..5, 3, 5, false)]),
    ] {
        let mut pages = laravel(pages);
        check(about, Some("fewer items"), pages.clone()).await;
        pages.iter_mut().for_each(|page| drop(page["meta"].as_object_mut().unwrap().remove("total")));
        check(&format!("{about}, without `total`"), None, pages).await;
    }
    for (about, pages) in [
        ("an item moves to the next page", &[(0..2, 2, 3, true), (1..3, 2, 4, false)][..]),
        ("an item is deleted before its page is read", &[(0..2, 2, 4, true), (2..3, 2, 3, false)]),
        ("an item is created before the last page is read", &[(0..2, 2, 3, true), (2..4, 2, 4, false)]),
        ("no items", &[(0..0, 1, 0, false)]),
        ("no items and no pages", &[(0..0, 0, 0, false)]),
    ] {
        check(about, None, laravel(pages)).await;
    }
    let linked = |items, next| {
        let mut page = page_of(items, None);
        page["links"] = json!({ "prev": "/?page=1", "next": next });
        page
    };
    let links = vec![linked(0..1, Some("/?page=2")), linked(0..0, Some("/?page=3")), linked(1..2, None)];
    check("links alone", None, links).await;
    let last = Some(json!({ "last_page": "2" }));
    check("`last_page` alone", None, vec![page_of(0..1, last.clone()), page_of(1..2, last)]).await;
    let frame = Some(json!({ "path": "/" }));
    for (about, pages) in [
        (
            "an empty page ends it",
            vec![page_of(0..2, None), page_of(2..3, None), page_of(3..5, None), page_of(0..0, None)],
        ),
        ("a short page that comes again ends it", vec![page_of(0..2, None), page_of(2..3, None), page_of(2..3, None)]),
        ("the only page comes again", vec![page_of(0..1, None), page_of(0..1, None)]),
        ("the only page comes again, with meta of no use", vec![page_of(0..1, frame.clone()), page_of(0..1, frame)]),
        (
            "an item twice on a page",
            vec![with_first_twice(page_of(0..2, None)), page_of(2..3, None), page_of(0..0, None)],
        ),
        (
            "an item twice on a page and in `total`",
            vec![with_first_twice(page_of(0..2, Some(json!({ "total": 3, "per_page": 3 }))))],
        ),
        (
            "links that do not say whether a page follows",
            vec![
                without_next(page_of(0..2, None)),
                without_next(page_of(2..3, None)),
                without_next(page_of(0..0, None)),
            ],
        ),
        (
            "links that do not say it, before the last page",
            vec![
                without_next(page_of(0..2, Some(json!({ "current_page": 1, "last_page": 2 })))),
                without_next(page_of(2..3, Some(json!({ "current_page": 2, "last_page": 2 })))),
            ],
        ),
        ("a paginator without resources", vec![bare(1, 0..2, json!(2)), bare(2, 2..3, json!(2))]),
        ("a simple paginator without resources", vec![bare(1, 0..2, Value::Null), bare(2, 2..3, Value::Null)]),
        ("the only page of a cursor", vec![cursor(0..1, json!(null)), cursor(0..1, json!(null))]),
    ] {
        check(about, None, pages).await;
    }
}

fn with_first_twice(mut page: Value) -> Value {
    page["data"].as_array_mut().unwrap().push(json!({ "uuid": uuid(0) }));
    page
}

fn without_next(mut page: Value) -> Value {
    page["links"] = json!({ "first": "/?page=1", "last": "/?page=2", "prev": null });
    page
}

/// The second-last or last page as Laravel's paginators have it if no resource wraps it.
fn bare(page: u64, items: Range<usize>, last_page: Value) -> Value {
    let total = last_page.is_u64().then_some(3);
    let next = (page == 1).then_some("/?page=2");
    let links = [json!({ "url": next, "label": "Next", "active": false })];
    contract_tests::mock_server::with(
        page_of(items, None),
        &json!({
            "current_page": page, "first_page_url": "/?page=1", "from": 1, "last_page": last_page, "links": links,
            "next_page_url": next, "path": "/", "per_page": 2, "prev_page_url": null, "to": 2, "total": total,
        }),
    )
}

/// A page of Laravel's paginator by cursor, without a resource.
fn cursor(items: Range<usize>, next: Value) -> Value {
    let page = json!({ "path": "/", "per_page": 2, "next_cursor": next, "next_page_url": null, "prev_cursor": null });
    contract_tests::mock_server::with(page_of(items, None), &page)
}

#[tokio::test]
async fn the_meta_of_a_bare_paginator_is_shown() {
    let server = StubServer::always(StubResponse::json(200, &bare(1, 0..2, json!(2)))).await;
    let page = client(&server).contact_details().list().per_page(2).page(1).send().await.unwrap();
    assert_eq!((page.data.len(), page.next_page()), (2, Some(2)));
    assert_eq!(page.meta.as_ref().and_then(|meta| meta.total), Some(3));
    assert!(client(&server).contact_details().list().page(2).send().await.unwrap_err().is_decode());
}

#[tokio::test]
async fn a_list_that_contradicts_itself_or_does_not_end_is_an_error() {
    let (both, fewer, repeats) = ("announces both", "fewer items", "repeats");
    for (about, problem, pages) in [
        ("a link after the last page", both, &[(0..2, 1, 2, true)][..]),
        ("no link before the last page", both, &[(0..2, 2, 4, false)]),
        ("no link before the last page, on page 2", both, &[(0..2, 3, 5, true), (2..4, 3, 5, false)]),
        ("more items than pages", both, &[(0..2, 1, 3, false)]),
        ("more pages than items", both, &[(0..2, 2, 2, true)]),
        ("a link after an empty page", both, &[(0..0, 1, 0, true)]),
        ("no item of one", fewer, &[(0..0, 1, 1, false)]),
        ("no item of one, on page 2", fewer, &[(0..2, 2, 3, true), (0..0, 2, 3, false)]),
        ("one item of two", fewer, &[(0..1, 1, 2, false)]),
        ("an item of the page before instead of the last", fewer, &[(0..2, 2, 3, true), (1..2, 2, 3, false)]),
        ("the same page again", repeats, &[(0..2, 9, 18, true), (0..2, 9, 18, true)]),
        ("two pages in turn", repeats, &[(0..2, 9, 18, true), (2..4, 9, 18, true), (0..2, 9, 18, true)]),
        ("the last page is the first", repeats, &[(0..2, 3, 6, true), (2..4, 3, 6, true), (0..2, 3, 6, false)]),
        ("a part of the page before", repeats, &[(0..2, 9, 18, true), (1..2, 9, 18, true)]),
    ] {
        check(about, Some(problem), laravel(pages)).await;
    }
    check("`total` alone", Some(fewer), vec![page_of(0..0, Some(json!({ "total": "1" })))]).await;
    let ties = &[(0..2, 3, 6, true), (2..4, 3, 6, true), (3..5, 3, 6, false)];
    let mut pages = laravel(ties);
    pages[2]["data"][0] = pages[0]["data"][0].clone();
    check("an item of an earlier page instead of another", Some(fewer), pages).await;
    check("a full page again, of a server that ignores both parameters", Some(repeats), {
        vec![page_of(0..15, None), page_of(0..15, None)]
    })
    .await;
    for next in [json!("abc"), json!("/?cursor=abc")] {
        let pages = vec![cursor(0..2, next.clone()), cursor(0..2, next)];
        check("pages by a cursor", Some(repeats), pages).await;
    }
    let next = json!({ "next_page_url": "/?page=2" });
    let pages = vec![contract_tests::mock_server::with(laravel(&[(0..2, 1, 2, false)])[0].clone(), &next)];
    check("a link after the last page, at the top", Some(both), pages).await;
    let wrong = Some(json!({ "total": 1, "per_page": 2 }));
    let pages = [0..2, 2..4, 4..4].map(|items| page_of(items, wrong.clone()));
    check("a `total` that is smaller than the page is ignored", None, pages.into()).await;
}

#[tokio::test]
async fn a_list_that_is_incomplete_or_reports_a_failure_is_an_error() {
    let empty = |key: &str, value: Value| json!({ "data": [], key: value });
    for (status, page, is_list) in [
        (200, empty("success", json!(false)), false),
        (200, empty("success", json!("0")), false),
        (200, empty("error", json!("Server Error")), false),
        (200, empty("errors", json!({ "sort": ["The sort is invalid."] })), false),
        (200, empty("status", json!("error")), false),
        (200, empty("status", json!("fail")), false),
        (200, empty("status", json!(false)), false),
        (200, empty("status", json!(503)), false),
        (200, empty("statusCode", json!("404")), false),
        (200, empty("code", json!(422.0)), false),
        (200, json!({ "data": { "status": "error" } }), false),
        (202, page_of(0..0, None), false),
        (206, page_of(0..1, None), false),
        (207, page_of(0..1, None), false),
        (200, json!({ "error": true, "data": [{ "uuid": uuid(0) }] }), false),
        (200, empty("success", json!(true)), true),
        (200, empty("error", json!(null)), true),
        (200, empty("errors", json!([])), true),
        (200, empty("status", json!("success")), true),
        (200, empty("status", json!({ "name": "error" })), true),
        (200, empty("status", json!(200)), true),
        (200, empty("code", json!(0)), true),
        (200, json!({ "data": [{ "uuid": uuid(0), "value": "an \"error\"", "error": "x" }], "errors": {} }), true),
        (203, page_of(0..0, None), true),
    ] {
        let about = format!("{status} {page}");
        let server = StubServer::scripted(move |request| match request.method().as_str() {
            "GET" => StubResponse::json(status, &page),
            _ => StubResponse::json(201, &json!({ "uuid": uuid(99) })),
        })
        .await;
        let details = client(&server).contact_details();
        assert_eq!(details.list().send().await.is_ok(), is_list, "{about}");
        assert_eq!(details.get(uuid(0)).await.is_ok(), is_list, "{about}");
        assert_eq!(details.ensure(&new()).await.is_ok(), is_list, "{about}");
    }
}

#[tokio::test]
async fn a_page_of_bad_items_that_comes_again_ends_the_stream() {
    let page = json!({ "data": [{ "uuid": 1 }, 0], "meta": { "last_page": 9 } });
    let server = StubServer::always(StubResponse::json(200, &page)).await;
    let mut stream = client(&server).contact_details().list().stream();
    let mut errors = Vec::new();
    while let Some(item) = stream.next().await {
        errors.push(item.unwrap_err().to_string());
    }
    assert!(errors.len() == 3 && errors[2].contains("repeats"), "{errors:?}");
    assert_eq!(server.requests().len(), 2);
}

/// Each page has two new items, and announces another.
#[tokio::test]
async fn a_list_is_read_up_to_a_number_of_pages() {
    for announces in [0, 1, 2] {
        let server = StubServer::scripted(move |request| {
            let number: usize = request.parameter("page").unwrap().parse().unwrap();
            let items = 2 * number..2 * number + 2;
            StubResponse::json(
                200,
                &match announces {
                    0 => page_of(items, Some(json!({ "current_page": number, "last_page": number + 1 }))),
                    1 => page_of(items, Some(json!({ "current_page": number, "last_page": i64::MAX }))),
                    _ => page_of(items, None),
                },
            )
        })
        .await;
        let details = builder(&server).max_look_up_pages(7).build().unwrap().contact_details();
        for limit in [1, 3, 400] {
            let list = details.list().per_page(2).page(5).max_pages(limit);
            let (items, error) = collect(list.stream()).await;
            assert_eq!((items.len() as u64, server.take_requests().len() as u64), (2 * limit, limit));
            assert!(error.is_some_and(|error| error.to_string().contains("max_pages")), "{announces}");
        }
        assert!(details.ensure(&new()).await.unwrap_err().is_decode());
        assert_eq!(server.take_requests().len(), 7, "{announces}");
        client(&server).contact_details().ensure(&new()).await.unwrap_err();
        assert_eq!(server.take_requests().len(), 100, "{announces}");
    }
    let none = client(&StubServer::always(StubResponse::silence()).await).contact_details().list().max_pages(0);
    assert!(collect(none.stream()).await.1.unwrap().is_invalid_input());
}
