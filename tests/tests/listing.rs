//! Pages and streams: each item once, in order, with one request for each page, and an end.

use std::ops::Range;

use contract_tests::plannr::{builder, client};
use contract_tests::server::{StubResponse, StubServer};
use plannr_sdk::mock::{MockResponse, MockServer, MockServerBuilder, Quirk, ReceivedRequest};
use plannr_sdk::{ContactDetailSort, ContactDetailStream, ContactDetailTypeFilter, Error, NewContactDetail, Uuid};
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
async fn collect(mut stream: ContactDetailStream) -> (Vec<Uuid>, Option<Error>) {
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
    assert_eq!(requests[1].query_pairs(), [("page", "1"), ("per_page", "500")].map(|(a, b)| (a.into(), b.into())));
}

fn page_of(range: Range<usize>, meta: Option<Value>) -> Value {
    let data: Vec<_> = range.map(|at| json!({ "uuid": uuid(at) })).collect();
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

/// A page with these items, `last_page`, `total` of a list with pages of two, and a link to the next page.
fn laravel(number: u64, items: Range<usize>, last: u64, total: u64, has_next: bool) -> Value {
    let data: Vec<_> = items.map(|at| json!({ "uuid": uuid(at) })).collect();
    let next = has_next.then(|| format!("https://api.example.com/?page={}", number + 1));
    json!({
        "data": data,
        "links": { "first": "https://api.example.com/?page=1", "next": next },
        "meta": { "current_page": number, "last_page": last, "per_page": 2, "total": total },
    })
}

/// A server with these pages; after the last it returns the last again.
async fn paged(pages: Vec<Value>) -> StubServer {
    StubServer::scripted(move |request| match request.method().as_str() {
        "GET" => {
            let number: usize = request.parameter("page").map_or(1, |page| page.parse().unwrap());
            StubResponse::json(200, &pages[number.min(pages.len()) - 1])
        }
        _ => StubResponse::json(201, &json!({ "uuid": uuid(99) })),
    })
    .await
}

fn new() -> NewContactDetail {
    NewContactDetail::email("Work", "jo@example.com", [OWNER.parse().unwrap()]).unwrap()
}

/// Checks the items of a stream, the words of its error and the number of requests; and that neither `get` nor `ensure`
/// takes a list whose end is uncertain for one without the contact detail.
async fn check(about: &str, pages: Vec<Value>, items: Vec<Uuid>, problem: Option<&str>, requests: usize) {
    let is_empty = items.is_empty();
    let server = paged(pages).await;
    let details = client(&server).contact_details();
    let (found, error) = collect(details.list().per_page(2).stream()).await;
    assert_eq!(found, items, "{about}");
    assert_eq!(error.is_some(), problem.is_some(), "{about}: {error:?}");
    let is_expected = |error: Error| error.is_decode() && error.to_string().contains(problem.unwrap_or_default());
    assert!(error.is_none_or(is_expected), "{about}");
    assert_eq!(server.take_requests().len(), requests, "{about}");

    let got = details.get(uuid(98)).await;
    // With other items on a page, the filter was ignored.
    assert_eq!(got.is_err(), problem.is_some() || !is_empty, "{about}: {got:?}");
    server.take_requests();
    let ensured = details.ensure(&new()).await;
    let posts = server.requests().iter().filter(|request| request.method() == "POST").count();
    assert_eq!((ensured.is_err(), posts), (problem.is_some(), usize::from(problem.is_none())), "{about}: {ensured:?}");
}

#[tokio::test]
async fn a_list_is_read_for_as_long_as_it_announces_more() {
    let page = laravel;
    for (about, pages, items) in [
        (
            "an empty page before the last",
            vec![page(1, 0..2, 3, 5, true), page(2, 0..0, 3, 5, true), page(3, 4..5, 3, 5, false)],
            [0, 1, 4].map(uuid).to_vec(),
        ),
        ("an empty first page", vec![page(1, 0..0, 2, 3, true), page(2, 2..3, 2, 3, false)], uuids(2..3)),
        (
            "several empty pages",
            vec![
                page(1, 0..0, 4, 7, true),
                page(2, 0..0, 4, 7, true),
                page(3, 0..0, 4, 7, true),
                page(4, 6..7, 4, 7, false),
            ],
            uuids(6..7),
        ),
        (
            "an empty page between others, announced by its link alone",
            vec![
                json!({ "data": [{ "uuid": uuid(0) }], "links": { "next": "/?page=2" } }),
                json!({ "data": [], "links": { "next": "/?page=3" } }),
                json!({ "data": [{ "uuid": uuid(1) }], "links": { "first": "/?page=1", "next": null } }),
            ],
            uuids(0..2),
        ),
        (
            "short pages, announced by `last_page` alone",
            vec![
                json!({ "data": [{ "uuid": uuid(0) }], "meta": { "last_page": 2 } }),
                json!({ "data": [{ "uuid": uuid(1) }], "meta": { "last_page": 2 } }),
            ],
            uuids(0..2),
        ),
        ("the last page is short", vec![page(1, 0..2, 2, 3, true), page(2, 2..3, 2, 3, false)], uuids(0..3)),
        ("an item moves to the next page", vec![page(1, 0..2, 2, 3, true), page(2, 1..3, 2, 4, false)], uuids(0..3)),
        (
            "all items of the last page have moved there",
            vec![page(1, 0..2, 2, 3, true), page(2, 1..2, 2, 3, false)],
            uuids(0..2),
        ),
        ("no items", vec![page(1, 0..0, 1, 0, false)], vec![]),
        ("no items and no pages", vec![page(1, 0..0, 0, 0, false)], vec![]),
    ] {
        let requests = pages.len();
        check(about, pages, items, None, requests).await;
    }
    for (about, pages, items, requests) in [
        (
            "an empty page",
            vec![page_of(0..2, None), page_of(2..3, None), page_of(3..5, None), page_of(0..0, None)],
            5,
            4,
        ),
        ("a short page that comes again", vec![page_of(0..2, None), page_of(2..3, None)], 3, 3),
        ("the only page comes again", vec![page_of(0..1, None)], 1, 2),
        (
            "the only page comes again, in an empty frame",
            vec![json!({ "data": [{ "uuid": uuid(0) }], "meta": {}, "links": {} })],
            1,
            2,
        ),
    ] {
        check(&format!("without meta and links: {about}"), pages, uuids(0..items), None, requests).await;
    }
}

#[tokio::test]
async fn a_list_that_contradicts_itself_is_an_error() {
    let (page, both, fewer) = (laravel, "announces both", "fewer items");
    for (about, pages, items, problem) in [
        ("a link after the last page", vec![page(1, 0..2, 1, 2, true)], 2, both),
        ("no link before the last page", vec![page(1, 0..2, 2, 4, false)], 2, both),
        (
            "no link before the last page, on page 2",
            vec![page(1, 0..2, 3, 5, true), page(2, 2..4, 3, 5, false)],
            4,
            both,
        ),
        ("more items than pages", vec![page(1, 0..2, 1, 3, false)], 2, both),
        ("more pages than items", vec![page(1, 0..2, 2, 2, true)], 2, both),
        ("a link after an empty last page", vec![page(1, 0..0, 1, 0, true)], 0, both),
        ("no item of one", vec![page(1, 0..0, 1, 1, false)], 0, fewer),
        ("no item of one, on page 2", vec![page(1, 0..2, 2, 3, true), page(2, 0..0, 2, 3, false)], 2, fewer),
        ("one item of two", vec![page(1, 0..1, 1, 2, false)], 1, fewer),
        ("no item of one, and nothing else", vec![json!({ "data": [], "meta": { "total": "1" } })], 0, fewer),
    ] {
        let requests = pages.len();
        check(about, pages, uuids(0..items), Some(problem), requests).await;
    }
}

#[tokio::test]
async fn a_list_that_does_not_end_is_an_error() {
    let page = laravel;
    let repeats = "repeats";
    for (about, pages, items, requests) in [
        ("the same page again", vec![page(1, 0..2, 9, 18, true), page(2, 0..2, 9, 18, true)], 2, 2),
        (
            "two pages in turn",
            vec![page(1, 0..2, 9, 18, true), page(2, 2..4, 9, 18, true), page(3, 0..2, 9, 18, true)],
            4,
            3,
        ),
        (
            "three pages in turn, and the last is the first",
            vec![
                page(1, 0..2, 4, 8, true),
                page(2, 2..4, 4, 8, true),
                page(3, 4..6, 4, 8, true),
                page(4, 0..2, 4, 8, false),
            ],
            6,
            4,
        ),
        ("a part of the page before", vec![page(1, 0..2, 9, 18, true), page(2, 1..2, 9, 18, true)], 2, 2),
    ] {
        check(about, pages, uuids(0..items), Some(repeats), requests).await;
    }
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
    let none = client(&paged(vec![json!({})]).await).contact_details().list().max_pages(0);
    assert!(collect(none.stream()).await.1.unwrap().is_invalid_input());
}
