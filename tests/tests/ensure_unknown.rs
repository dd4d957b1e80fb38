//! `ensure` after a create whose outcome is unknown: what it sends, how long it waits and what it returns.

use std::time::Duration;

use contract_tests::validate;
use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::{Ensured, Error, NewContactDetail, Uuid};
use serde_json::json;

/// The variant of a success, or the kind of an error and the server state.
fn summary(outcome: &Result<Ensured, Error>) -> String {
    match outcome {
        Ok(Ensured::Created(_)) => "created".to_owned(),
        Ok(Ensured::CreatedAfterUnknown(_)) => "created after unknown".to_owned(),
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("{} {:?}", validate::kinds(error).join(" "), error.server_state()),
    }
}

/// Ensures a phone number on a server that has these responses for it, and checks the methods of all requests.
async fn check(
    about: &str,
    (retries, settle_seconds): (u32, u64),
    responses: Vec<MockResponse>,
    due: &str,
    methods: &str,
    waited_seconds: u64,
) {
    let mock = MockServer::start().await;
    responses.into_iter().for_each(|response| mock.next_response(response));
    let new = NewContactDetail::phone_number("Mobile", "020 7946 0123", [mock.clients()[0]]).unwrap();
    let builder = mock.plannr_builder().max_retries(retries).settle_delay(Duration::from_secs(settle_seconds));
    let outcome = builder.build().unwrap().contact_details().ensure(&new).await;
    assert_eq!(summary(&outcome), due, "{about}");
    let sent: Vec<_> = mock.requests().iter().map(|request| request.method().to_owned()).collect();
    assert_eq!(sent.join(" "), methods, "{about}");
    assert_eq!(mock.clock().elapsed(), Duration::from_secs(waited_seconds), "{about}");
    let stored: Vec<_> = mock.contact_details().iter().map(|detail| detail["uuid"].clone()).collect();
    let returned: Vec<_> = outcome.iter().flat_map(Ensured::details).map(|detail| json!(detail.uuid)).collect();
    assert_eq!(stored, returned, "{about}");
}

#[tokio::test]
async fn ensure_looks_again_after_an_unknown_create() {
    let post = |response: MockResponse| response.to("POST");
    let get = |response: MockResponse| response.to("GET");
    let (lost, applied) = (MockResponse::server_error, || MockResponse::server_error().after_applying());
    let unreadable = || MockResponse::json(201, &json!({ "made": true }));
    let nothing_there = || get(MockResponse::json(200, &json!({ "data": [] })));
    let forbidden = MockResponse::forbidden;
    let invalid = || post(MockResponse::invalid([("value", "The value is taken.")]));
    let defaults = (2, 5);

    let found = "GET POST GET";
    check("applied", defaults, vec![post(applied())], "created", found, 5).await;
    check("applied, another settle delay", (2, 17), vec![post(applied())], "created", found, 17).await;
    check("applied, no retries", (0, 5), vec![post(applied())], "created", found, 5).await;
    check("applied, unreadable", defaults, vec![post(unreadable().after_applying())], "created", found, 5).await;

    let twice = "GET POST GET POST";
    check("lost", defaults, vec![post(lost())], "created after unknown", twice, 5).await;
    let responses = vec![post(lost()), post(applied())];
    check("lost, then applied", defaults, responses, "created after unknown", &format!("{twice} GET"), 10).await;
    let responses = vec![post(lost()), post(forbidden())];
    check("lost, then forbidden", defaults, responses, "is_forbidden Unknown", twice, 5).await;

    // A claim of success may be true later, so nothing is created again; but what was not found is not "applied".
    for status in [200, 201, 202, 203, 207] {
        let mut claims = [
            json!({ "made": true }),
            json!([]),
            json!({ "message": "Queued." }),
            json!({ "uuid": Uuid::nil(), "value": {} }),
            json!({ "uuid": Uuid::nil(), "success": "0" }),
            json!({ "uuid": 5, "error": "Server Error" }),
            json!({ "uuid": Uuid::nil(), "errors": { "value": ["The value is taken."] } }),
        ]
        .map(|body| MockResponse::json(status, &body))
        .to_vec();
        // Laravel declares HTML for an empty response.
        let html = |text: &str| MockResponse::raw(status, &[("Content-Type", "text/html; charset=UTF-8")], text);
        claims.extend(["", " ", "OK", "Queued", "\u{feff}"].map(html));
        claims.extend((status != 200).then(|| html("<p>Queued</p>")));
        for (at, claim) in claims.into_iter().enumerate() {
            let about = format!("{status} {at}");
            check(&about, defaults, vec![post(claim)], "is_decode Unknown", found, 5).await;
        }
    }
    let page = post(MockResponse::raw(200, &[("Content-Type", "application/json")], " <html>Please wait</html>"));
    check("a page of a proxy", defaults, vec![page], "created after unknown", twice, 5).await;
    let responses = vec![post(MockResponse::html_from_proxy(502)), nothing_there(), get(forbidden())];
    check("lost, then no look-up", defaults, responses, "is_server_error Unknown", found, 5).await;

    check("no look-up", defaults, vec![get(forbidden())], "is_forbidden NotApplied", "GET", 0).await;
    check("refused", defaults, vec![invalid()], "is_validation NotApplied", "GET POST", 0).await;
    let limited = post(MockResponse::too_many_requests(Some(20)));
    check("rate limited", defaults, vec![limited], "created", "GET POST POST", 20).await;

    for retries in 0..=3 {
        let creates = retries as usize + 1;
        // A look-up follows each create, or an applied one would be reported as unknown.
        let methods = format!("GET{}", " POST GET".repeat(creates));
        let responses = vec![post(lost()); creates];
        let waited = 5 * creates as u64;
        check("always lost", (retries, 5), responses, "is_server_error Unknown", &methods, waited).await;
    }
}
