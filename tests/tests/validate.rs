//! Does the validation of requests notice every deviation from the spec?

use contract_tests::calls::Call;
use contract_tests::checkout::text;
use contract_tests::server::{Request, StubResponse, StubServer};
use contract_tests::spec::Spec;
use contract_tests::validate::PREDICATES;
use contract_tests::{assert_none, plannr, validate};

#[tokio::test]
async fn a_request_that_deviates_from_the_spec_is_noticed() {
    let operation = Spec::shipped().operation("createContactDetail");
    let call = Call::least(&operation);
    let server = StubServer::always(StubResponse::hang_up()).await;
    contract_tests::calls::call(&plannr::client(&server), &operation, &call).await.unwrap().unwrap_err();
    let good = String::from_utf8(server.requests()[0].bytes.clone()).unwrap();
    let validate = |text: &str| validate::request(&operation, &call, &Request { bytes: text.as_bytes().to_vec() });
    assert_none(&validate(&good));
    for (from, to) in [
        ("POST ", "PUT "),
        ("/contact-details", "/contact-detail"),
        (" HTTP/1.1", "?include=accounts HTTP/1.1"),
        ("authorization: Bearer ", "authorization: Basic "),
        ("accept: application/json", "accept: */*"),
        ("accept: ", "accept-encoding: gzip\r\naccept: "),
        ("accept: ", "accept: application/json\r\naccept: "),
        ("x-plannr-account-uuid: ", "x-plannr-account-uuid: 0"),
        ("content-type: application/json", "content-type: text/json"),
        ("\"name\":\"", "\"name\":\"Not "),
        ("\"email\"", "\"phone_number\""),
        ("\"account_uuids\":[", "\"account_uuids\":[\"\","),
        ("{\"", "{\"colour\":\"red\",\""),
        ("{\"", "\""),
    ] {
        assert!(good.contains(from), "the request has no `{from}`: {good}");
        assert!(!validate(&good.replacen(from, to, 1)).is_empty(), "`{to}` in place of `{from}` was not noticed");
    }
}

#[tokio::test]
async fn a_filter_is_one_parameter_with_commas() {
    let server = StubServer::always(StubResponse::hang_up()).await;
    let (one, two) = (plannr::OWNER, plannr::ACCOUNT);
    let list = plannr::client(&server).contact_details().list().account_uuids([one, two]);
    list.send().await.unwrap_err();
    assert_eq!(server.requests()[0].query(), [("filter[account_uuids]".to_owned(), format!("{one},{two}"))]);
}

#[test]
fn every_predicate_of_an_error_is_validated() {
    let listing = text("plannr-sdk/public-api.txt");
    let names = listing.lines().filter_map(|line| line.split_once(" plannr_sdk::Error::is_")?.1.split_once('('));
    // `is_retryable` is not a kind of error: it follows from the others and the server state.
    let mut public: Vec<String> =
        names.map(|(name, _)| format!("is_{name}")).filter(|name| name != "is_retryable").collect();
    let mut known: Vec<&str> = PREDICATES.iter().map(|(name, ..)| *name).collect();
    public.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, public);
}
