//! Does the probe's report say what is true of the server, whatever that is disguised as, and nothing personal?

use std::process::{Command, Output};
use std::sync::Mutex;

use contract_tests::probe::{self, Probed, Settings};
use plannr_sdk::Uuid;
use plannr_sdk::mock::{MockResponse, MockServer, Quirk};
use serde_json::{Value, json};

/// In every text of the seed, in one form or another.
const MARKERS: [&str; 5] = ["arker", "7700900987", "QZ", "%5B", "2001"];

/// Two clients: the first has contact details, the second none, and is there to be written for.
const OWNER: Uuid = Uuid::from_u128(0xfeed_0000_0000_4000_8000_0000_0000_0001);
const CLIENT: Uuid = Uuid::from_u128(0xfeed_0000_0000_4000_8000_0000_0000_0002);

fn seed() -> String {
    let account = |uuid: Uuid| {
        json!({
            "uuid": uuid, "name": "Jo Marker", "first_name": "Jomarker", "last_name": "Marker",
            "email": "jo@marker.example", "photo_url": "https://marker.example/jo.png", "referral_code": "MARKER",
            "first_contact_date": "2001-02-03", "nickname": "Marker", "Jo Marker": 1,
            "custom_fields": [{ "marker_key": "Marker", "jo@marker.example": "Marker" }],
            "created_at": "2001-02-03T04:05:06+00:00", "updated_at": "2001-02-03T04:05:06+00:00",
        })
    };
    let detail = |kind: &str, value: &str, day: u32| {
        let time = format!("2001-02-{day:02}T04:05:06+00:00");
        json!({
            "type": kind, "name": format!("Marker {day}"), "value": value, "account_uuids": [OWNER], "is_primary": true,
            "created_at": time, "updated_at": time,
        })
    };
    let details = [
        detail("email", "jo.marker@example.com", 1),
        detail("phone_number", "+447700900987", 2),
        detail("email", "mo.marker@example.com", 3),
    ];
    json!({ "accounts": [account(OWNER), account(CLIENT)], "contact_details": details }).to_string()
}

async fn start_in(quirks: &[Quirk]) -> MockServer {
    let builder = MockServer::builder().seed(&seed());
    quirks.iter().fold(builder, |builder, quirk| builder.quirk(*quirk)).start().await
}

fn settings(mock: &MockServer, write: Option<Uuid>) -> Settings {
    let (token, base_url) = (mock.access_token().to_owned(), mock.base_url());
    Settings { token, account: mock.account_uuid(), base_url, write }
}

async fn probed(mock: &MockServer, write: Option<Uuid>) -> Probed {
    let probed = probe::run(&settings(mock, write)).await.unwrap();
    assert_silent(mock, &probed.report);
    probed
}

async fn report_in(quirks: &[Quirk]) -> String {
    let mock = start_in(quirks).await;
    let probed = probed(&mock, Some(CLIENT)).await;
    assert_eq!((probed.made.uuids.len(), probed.made.in_doubt), (3, 0), "{quirks:?}");
    assert_eq!(mock.contact_details().len(), 6, "{quirks:?}");
    assert!(mock.requests().len() <= 45, "{quirks:?}: {} requests", mock.requests().len());
    probed.report
}

/// Fails when a text holds what is a client's business, or a secret.
fn assert_silent(mock: &MockServer, text: &str) {
    let details = mock.contact_details();
    let mut secrets: Vec<String> = MARKERS.map(str::to_owned).to_vec();
    secrets.extend(details.iter().map(|detail| detail["uuid"].as_str().unwrap().to_owned()));
    secrets.extend(mock.clients().iter().map(Uuid::to_string));
    secrets.extend([mock.account_uuid().to_string(), mock.access_token().to_owned()]);
    secrets.extend(["127.0.0.1", "@", "07700", "+447", "://", "feed0000"].map(str::to_owned));
    let found = secrets.iter().find(|secret| text.contains(*secret));
    assert!(found.is_none(), "{found:?} is in: {text}");
}

fn lines_of<'r>(report: &'r str, title: &str) -> Vec<&'r str> {
    let mut lines = report.lines().skip_while(|line| *line != title);
    assert!(lines.next().is_some(), "there is no {title}");
    lines.take_while(|line| !line.starts_with('#')).filter(|line| !line.is_empty()).collect()
}

#[tokio::test]
async fn without_a_quirk_the_report_says_what_is_true() {
    let report = report_in(&[]).await;
    for sentence in [
        "another server, reading and writing, 4",
        "**Contact details created: 3.** They must be removed by hand in Plannr",
        "- answer of createContactDetail: bare ×3",
        "- update without `primary_account_uuids`: keeps them",
        "- `filter[account_uuids]`: takes effect\n",
        "- `filter[circle_uuids]`: takes effect; it was asked for what nobody has",
        "- `filter[type]`: takes effect\n",
        "- `filter[uuid]`: takes effect\n",
        "- `filter[value]`: takes effect\n",
        "- `filter[value]` with a comma: finds what has one of the two",
        "- 400: `{message: string}` ×3",
        "- 422: `{errors: {per_page: [string]}, message: string}`",
        "- not seen: 401, 404, 429, 5XX",
        "- an account that is not the user's: 403\n- missing: 403",
        "- of `email`: absent",
        "- of `phone_number`: object",
        "- GET of a contact detail that was seen: 405\n- methods of it that `Allow` names: PUT",
        "- `per_page=500`, the maximum: 200, as asked",
        "- `per_page=501`, above the maximum: refused with 422",
        "- an unknown filter: refused with 400\n- an unknown include: refused with 400\n",
        "- an unknown sort: refused with 400",
        "- `include` in a `next` link: lost",
        "- `page` in a `next` link: there",
        "- an e-mail address with capitals comes back: kept as sent",
        "- a phone number in the form of the UK comes back: in E.164 form",
        "- the same e-mail address for the same account: created once more",
        "- `CustomFieldValue`: 2 keys ×5",
        "- `can_be_deleted` in single resources: string ×5",
        "- `page=2`: heeded",
        "- `per_page=1`: heeded",
        "- `sort=value` and `-value`: takes effect",
        "- without `sort`, held against `sort=created_at`: the same order",
        "- `Account.nickname`: string ×5\n- a key in `Account` that is no plain name: integer ×5",
    ] {
        assert!(report.contains(sentence), "`{sentence}` is not in: {report}");
    }
    assert_eq!(lines_of(&report, "### Deviations from the spec"), ["- none"]);
    assert!(!report.contains("not read at"), "{report}");
}

/// By what a report tells each quirk. A new quirk needs a line.
fn sentence(quirk: Quirk) -> &'static str {
    use Quirk::*;

    match quirk {
        SlimAccounts => "- accounts in single resources: 11 of the",
        WideAccounts => "- accounts in lists: all",
        BooleansAsText => "- `accounts[].with_login`, createContactDetail 201: type, string found",
        PrimaryDetailsAsText => "- `LinkedContactDetail`: string",
        MicrosecondTimes => "- `ContactDetail.created_at`: `9999-99-99T99:99:99.999999Z`",
        SpacedTimes => "- `ContactDetail.created_at`: `9999-99-99 99:99:99`",
        DatesAlone => "- `ContactDetail.created_at`: `9999-99-99`",
        AccountsAsObject => "- `accounts` in lists that include it: object",
        AccountsNull => "- `accounts` in lists that include it: null",
        AccountsAbsent => "- `accounts` in lists that include it: absent",
        EmailMetaNull => "- of `email`: null",
        EmailMetaEmptyArray => "- of `email`: empty array",
        AbsentForNull => "- fields of an account that are null in single resources: none",
        WrappedInData => "- answer of createContactDetail: under `data`",
        NestedData => "- `data` of a list: an array in an array",
        NoPagination => "- `meta` of a list: absent",
        other => panic!("say by what the report of the probe tells {other:?}"),
    }
}

#[tokio::test]
async fn each_quirk_is_told_by_the_report() {
    let plain = report_in(&[]).await;
    for quirk in Quirk::ALL {
        let (report, sentence) = (report_in(&[*quirk]).await, sentence(*quirk));
        assert!(report.contains(sentence), "{quirk:?}: `{sentence}` is not in: {report}");
        assert!(!plain.contains(sentence), "`{sentence}` is true without {quirk:?}");
        assert!(!report.contains("not read at"), "{quirk:?}: {report}");
    }
}

#[tokio::test]
async fn disguises_are_told_when_they_come_together() {
    use Quirk::*;

    // Some hide others: where there is no account, nothing is to be seen of it.
    let seen_of_all = vec![SpacedTimes, AccountsAbsent, EmailMetaEmptyArray, WrappedInData, NestedData, NoPagination];
    let compatible = vec![
        WideAccounts,
        PrimaryDetailsAsText,
        MicrosecondTimes,
        AccountsAsObject,
        EmailMetaNull,
        WrappedInData,
        NestedData,
        NoPagination,
    ];
    for (quirks, seen) in [(Quirk::ALL.to_vec(), seen_of_all), (compatible.clone(), compatible)] {
        let report = report_in(&quirks).await;
        for quirk in seen {
            let sentence = sentence(quirk);
            assert!(report.contains(sentence), "{quirk:?}: `{sentence}` is not in: {report}");
        }
    }
}

#[tokio::test]
async fn to_read_changes_nothing() {
    let mock = start_in(&[]).await;
    let before = mock.contact_details();
    let probed = probed(&mock, None).await;
    assert_eq!(mock.contact_details(), before);
    assert!(mock.requests().iter().all(|request| request.method() == "GET"));
    assert!(mock.requests().len() <= 40, "{} requests", mock.requests().len());
    assert!(probed.report.contains(&format!("reading only, {} requests", mock.requests().len())));
    assert!(probed.made.uuids.is_empty() && !probed.report.contains("removed by hand"));
    for title in ["### 2. Is a single resource bare", "### 11. Are duplicates refused, merged or created?"] {
        assert_eq!(lines_of(&probed.report, title)[0], "- not tried: needs `--write`");
    }
}

#[tokio::test]
async fn what_is_primary_for_a_client_is_left_alone() {
    let mock = start_in(&[]).await;
    let probed = probed(&mock, Some(OWNER)).await;
    assert!(probed.report.contains("- update without `primary_account_uuids`: not tried: the client account has an"));
    let primary = |detail: &&Value| detail["primary_account_uuids"] == json!([OWNER]);
    let names: Vec<_> = mock.contact_details().iter().filter(primary).map(|detail| detail["name"].clone()).collect();
    assert_eq!(names, ["Marker 2", "Marker 3"]);
}

#[tokio::test]
async fn what_may_have_been_created_is_told_and_not_created_again() {
    let mock = start_in(&[]).await;
    mock.script(|request| (request.method() == "POST").then(|| MockResponse::server_error().after_applying()));
    let probed = probed(&mock, Some(CLIENT)).await;
    assert_eq!((mock.contact_details().len(), probed.made.in_doubt), (5, 2));
    assert!(probed.report.contains("**Contact details created: 0.**") && probed.report.contains("2 more may exist"));
}

/// A server that fails now and then, each time with a client's data in the answer.
#[tokio::test]
async fn failures_are_reported_by_their_form_and_nothing_of_what_they_quote() {
    let mock = start_in(&[]).await;
    let keys =
        json!({ "Jo Marker": ["Marker"], "jo@marker.example": "Marker", "value": ["Marker"], "marker": ["Marker"] });
    let body = json!({ "message": "Jo Marker", "errors": keys, "trace": [{ "marker": "Marker" }], "Jo Marker": 7 });
    let bad =
        json!({ "uuid": "marker", "name": { "marker": 7 }, "accounts": { "marker": { "marker": 7 } }, "marker 7": [] });
    let html = |status| MockResponse::raw(status, &[("Content-Type", "text/html")], "<p>Marker</p>");
    let faults = [
        ("sort=created_at", MockResponse::json(500, &body)),
        ("sort=-created_at", html(502)),
        (
            "sort=updated_at",
            MockResponse::json(429, &body).with_header("Retry-After", "1").with_header("X-Ratelimit-Marks", "9"),
        ),
        ("sort=-updated_at", MockResponse::json(200, &json!({ "data": [bad], "marker 7": 1 }))),
        ("sort=name", MockResponse::json(200, &json!("Marker"))),
        ("sort=-name", html(200)),
        ("sort=value", MockResponse::json(404, &json!({ "marker": ["Marker"] }))),
        ("sort=-value", MockResponse::json(418, &body).with_header("Location", "https://marker.example")),
        ("per_page=501", MockResponse::json(422, &body)),
    ];
    let left = Mutex::new(faults.map(|(query, answer)| (query, Some(answer))));
    mock.script(move |request| {
        let mut left = left.lock().unwrap();
        let due = left.iter_mut().find(|(query, _)| request.query() == *query)?;
        due.1.take()
    });
    let report = probed(&mock, None).await.report;
    let shape = "{?: integer, errors: {?: [string], value: [string]}, message: string, trace: [{?: string}]}";
    let shape = format!("- 500: `{shape}`\n");
    for sentence in [
        "| list, `sort=created_at` | 500 | none |\n| list, `sort=created_at` | 200 | none |",
        "| list, `sort=-created_at` | 502 | 1 |\n| list, `sort=-created_at` | 200 | none |",
        "| list, `sort=updated_at` | 429 | none |\n| list, `sort=updated_at` | 200 | none |",
        shape.as_str(),
        "- 502: HTML or XML, no JSON\n",
        "- `retry-after` is a number with: 429\n",
        "- `x-ratelimit-marks` is a number with: 429\n",
        "- `data[].uuid`, listContactDetails 200: format, string found\n",
        "- `data[].name`, listContactDetails 200: type, object found\n",
        "- a key in `ContactDetail` that is no plain name: empty array\n",
        "- `Account`: 1 key\n",
        "- 404: `{?: [string]}`\n",
        "not read at `data[].",
        "- the status, listContactDetails 404: not in the spec",
        "- the body, listContactDetails 200: HTML or XML, no JSON; type, string found\n",
    ] {
        assert!(report.contains(sentence), "`{sentence}` is not in: {report}");
    }
}

async fn run(mock: Option<&MockServer>, arguments: &[&str], token: Option<&str>) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_probe"));
    child.env_remove("PLANNR_ACCESS_TOKEN").env_remove("PLANNR_ACCOUNT_UUID").args(arguments);
    child.envs(token.map(|token| ("PLANNR_ACCESS_TOKEN", token)));
    let account = mock.map_or(Uuid::nil(), MockServer::account_uuid);
    child.env("PLANNR_ACCOUNT_UUID", account.to_string());
    tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap()
}

fn texts(output: &Output) -> (String, String) {
    (String::from_utf8(output.stdout.clone()).unwrap(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_prints_the_report_and_beside_it_what_is_to_be_removed() {
    let mock = start_in(&[]).await;
    let (url, client, token) = (mock.base_url(), CLIENT.to_string(), mock.access_token().to_owned());
    let output = run(Some(&mock), &["--base-url", &url, "--write", &client], Some(&token)).await;
    let (out, err) = texts(&output);
    assert!(output.status.success(), "{err}");
    assert_silent(&mock, &out);
    let details = mock.contact_details();
    let made = details[3..].iter().map(|detail| detail["uuid"].as_str().unwrap());
    let due: Vec<_> = made.map(|uuid| format!("created, to be removed in Plannr: {uuid}")).collect();
    assert_eq!(err.lines().collect::<Vec<_>>(), due);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stops_it_is_said_with_what_to_do() {
    let mock = start_in(&[]).await;
    let url = mock.base_url();
    let base = ["--base-url", url.as_str()];
    let token = Some(mock.access_token());
    let nowhere = ["--base-url", "http://127.0.0.1:1/marker"];
    for (known, arguments, token, expected) in [
        (true, &base[..], Some("marker"), "the API does not take PLANNR_ACCESS_TOKEN: make a new one in Plannr"),
        (false, &base[..], token, "PLANNR_ACCOUNT_UUID must be the `uuid` of the `account` inside one of your logins"),
        (true, &nowhere[..], token, "there is no answer from the API (no connection): see to the network"),
        (true, &base[..], None, "PLANNR_ACCESS_TOKEN is not set"),
        (true, &["--base-url", "marker"][..], token, "the base URL is not a URL"),
        (true, &["--write"][..], token, "--write needs the uuid of a client account"),
        (true, &["--write", "--base-url"][..], token, "--write needs the uuid of a client account"),
        (true, &["--write", "marker"][..], token, "--write: that is no uuid"),
        (true, &["marker"][..], token, "cargo xtask probe [--write <uuid of a client account>]"),
    ] {
        let output = run(known.then_some(&mock), arguments, token).await;
        let (out, err) = texts(&output);
        assert_eq!((output.status.code(), out.as_str()), (Some(1), ""), "{err}");
        assert!(err.contains(expected) && !err.contains("marker") && !err.contains(&url), "{arguments:?}: {err}");
    }
    assert_eq!(mock.contact_details().len(), 3);
}
