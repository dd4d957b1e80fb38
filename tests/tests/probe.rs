//! Does the probe's report describe the server, without a value of it?

use contract_tests::probe::{self, Settings};
use plannr_sdk::Uuid;
use plannr_sdk::mock::{MockResponse, MockServer, Quirk};
use serde_json::json;

/// Every text of the seed holds one of these.
const MARKERS: [&str; 5] = ["arker", "2079460987", "QZ", "%5B", "2001"];

/// A client with contact details, and one without.
const OWNER: Uuid = Uuid::from_u128(0xfeed_0000_0000_4000_8000_0000_0000_0001);
const CLIENT: Uuid = Uuid::from_u128(0xfeed_0000_0000_4000_8000_0000_0000_0002);

async fn start(quirks: &[Quirk]) -> MockServer {
    let account = |uuid: Uuid| {
        json!({
            "uuid": uuid, "name": "Jo Marker", "first_name": "Jomarker", "last_name": "Marker",
            "email": "jo@marker.example", "photo_url": "https://marker.example/jo.png", "referral_code": "MARKER",
            "nickname": "Marker", "Jo Marker": 1,
            "custom_fields": [{ "marker_key": "Marker", "jo@marker.example": "Marker" }],
            "created_at": "2001-02-03T04:05:06+00:00", "updated_at": "2001-02-03T04:05:06+00:00",
        })
    };
    let detail = |kind: &str, value: &str| json!({ "type": kind, "name": "Marker", "value": value, "account_uuids": [OWNER], "is_primary": true });
    let details = [detail("email", "jo.marker@example.com"), detail("phone_number", "+442079460987")];
    let seed = json!({ "accounts": [account(OWNER), account(CLIENT)], "contact_details": details });
    let builder = MockServer::builder().seed(&seed.to_string());
    quirks.iter().fold(builder, |builder, quirk| builder.quirk(*quirk)).start().await
}

/// Runs the probe, and fails if the report holds a value.
async fn report(mock: &MockServer, write: Option<Uuid>) -> String {
    let (token, base_url) = (mock.access_token().to_owned(), mock.base_url());
    let report = probe::run(&Settings { token, account: mock.account_uuid(), base_url, write }).await.unwrap();
    let details = mock.contact_details();
    let mut secrets: Vec<String> = MARKERS.map(str::to_owned).to_vec();
    secrets.extend(details.iter().map(|detail| detail["uuid"].as_str().unwrap().to_owned()));
    secrets.extend(mock.clients().iter().map(Uuid::to_string));
    secrets.extend([mock.account_uuid().to_string(), mock.access_token().to_owned()]);
    secrets.extend(["127.0.0.1", "@example", "02079", "+442", "://", "feed0000"].map(str::to_owned));
    let found = secrets.iter().find(|secret| report.contains(*secret));
    assert!(found.is_none(), "{found:?} is in: {report}");
    report
}

/// Fails unless the report has these texts.
fn assert_says(report: &str, texts: &[&str]) {
    let missing: Vec<_> = texts.iter().filter(|text| !report.contains(**text)).collect();
    assert!(missing.is_empty(), "{missing:#?} are not in: {report}");
}

#[tokio::test]
async fn the_report_describes_the_server() {
    let mock = start(&[]).await;
    let report = report(&mock, Some(CLIENT)).await;
    assert_eq!(mock.contact_details().len(), 5);
    assert_says(
        &report,
        &[
            "## GET /api/v2/contact-details?filter[value]=@ \n\n200, 1 items of 1, ",
            "## GET /api/v2/contact-details?filter[value]=@,unknown \n\n200, 1 items",
            "## GET /api/v2/contact-details?filter[value]=unknown \n\n200, 0 items",
            "## GET /api/v2/contact-details?per_page={more} \n\n422, x-ratelimit-limit is a number",
            "`next` has page",
            "## GET /api/v2/contact-details/{uuid} \n\n405, allows ",
            "## GET /api/v2/contact-details without an account\n\n403",
            "## GET /api/v1/account/{account} \n\n200",
            "## GET /api/v1/logins without an account\n\n200",
            "- `body.data[].account.uuid`: string",
            "- `body.accounts[].nickname`: string ×1",
            "- `body.accounts[].custom_fields[].?`: string ×2",
            "- `body.data[].phone_number_meta`: absent ×1, object ×1",
            "- the value is as sent, the uuid new",
            "- the value is changed, the uuid new",
            "## PUT /api/v2/contact-details/{made} without `primary_account_uuids`\n\n200",
        ],
    );
    assert!(!report.contains("violates"), "{report}");
}

#[tokio::test]
async fn every_quirk_is_reported_without_a_value() {
    let plain = report(&start(&[]).await, Some(CLIENT)).await;
    for quirk in Quirk::ALL {
        let mock = start(&[*quirk]).await;
        let report = report(&mock, Some(CLIENT)).await;
        // Microseconds fit the spec.
        assert!(report != plain || *quirk == Quirk::MicrosecondTimes, "{quirk:?} cannot be seen");
        assert_eq!(mock.contact_details().len(), 5, "{quirk:?}");
    }
    report(&start(Quirk::ALL).await, Some(CLIENT)).await;
}

#[tokio::test]
async fn reading_changes_nothing() {
    let mock = start(&[]).await;
    let before = mock.contact_details();
    report(&mock, None).await;
    assert_eq!(mock.contact_details(), before);
    assert!(mock.requests().iter().all(|request| request.method() == "GET"));
    let settings = Settings {
        token: mock.access_token().to_owned(),
        account: mock.account_uuid(),
        base_url: mock.base_url(),
        write: Some(OWNER),
    };
    assert!(probe::run(&settings).await.unwrap_err().contains("without contact details"));
    assert_eq!(mock.contact_details(), before);
}

#[tokio::test]
async fn failures_are_reported_without_what_they_quote() {
    let mock = start(&[]).await;
    let fields =
        json!({ "Jo Marker": ["Marker"], "jo@marker.example": "Marker", "value": ["Marker"], "marker": ["Marker"] });
    let body = json!({ "message": "Jo Marker", "errors": fields, "trace": [{ "marker": "Marker" }], "Jo Marker": 7 });
    let bad =
        json!({ "uuid": "marker", "name": { "marker": 7 }, "accounts": { "marker": { "marker": 7 } }, "marker 7": [] });
    mock.script(move |request| match request.query() {
        "include=accounts" => Some(MockResponse::json(500, &body).with_header("Retry-After", "1")),
        "include=primary_accounts" => Some(MockResponse::json(200, &json!({ "data": [bad], "marker 7": 1 }))),
        "per_page=500" => Some(MockResponse::raw(502, &[("Content-Type", "text/html")], "<p>Marker</p>")),
        "per_page=501" => Some(MockResponse::json(418, &json!("Marker")).with_header("Allow", "Marker")),
        _ => None,
    });
    let report = report(&mock, None).await;
    assert_says(
        &report,
        &[
            "500, retry-after is a number, ",
            "- `body.errors.?`: array ×2, string ×1\n",
            "- **`data[].uuid` violates `format`: string** ×1",
            "- **`data[].name` violates `type`: object** ×1",
            "502, no JSON",
            "- **the status is not in the spec** ×1",
        ],
    );
}

#[tokio::test]
async fn a_wrong_setting_is_explained_and_not_repeated() {
    let mock = start(&[]).await;
    let (url, account) = (mock.base_url(), mock.account_uuid().to_string());
    let base = ["--base-url", &url];
    let token = Some(mock.access_token());
    for (arguments, account, token, expected) in [
        (&base[..], &account, Some("marker"), "create a new PLANNR_ACCESS_TOKEN"),
        (&base[..], &OWNER.to_string(), token, "check PLANNR_ACCOUNT_UUID"),
        (&["--base-url", "http://127.0.0.1:1/marker"][..], &account, token, "no response"),
        (&base[..], &account, None, "PLANNR_ACCESS_TOKEN is not set"),
        (&["--base-url", "marker"][..], &account, token, "the base URL is not a URL"),
        (&["--write"][..], &account, token, "cargo xtask probe [--write"),
        (&["--write", "marker"][..], &account, token, "the value of --write is not a UUID"),
        (&["marker"][..], &account, token, "cargo xtask probe [--write"),
    ] {
        let variables = [("PLANNR_ACCESS_TOKEN", token), ("PLANNR_ACCOUNT_UUID", Some(account))];
        let variable = |name: &str| variables.iter().find(|(other, _)| *other == name)?.1.map(str::to_owned);
        let problem = match Settings::read(arguments.iter().map(|text| (*text).to_owned()), variable) {
            Ok(settings) => probe::run(&settings).await.unwrap_err(),
            Err(problem) => problem,
        };
        assert!(problem.contains(expected) && !problem.contains("marker"), "{arguments:?}: {problem}");
    }
}
