//! What fails for one row, and what fails for all.

use plannr_sdk::mock::MockResponse;

use crate::desk::{Desk, counts};
use crate::example::arguments::Ending;

#[tokio::test]
async fn a_token_that_is_refused_stops_the_run_at_once() {
    let desk = Desk::new().await;
    desk.put_addresses(0..40);
    desk.mock.script(|_| Some(MockResponse::unauthenticated()));
    assert_eq!(desk.import().await, Ending::Unfinished);
    let failed = desk.outcomes()[0].1;
    assert!(failed < 20, "{failed} rows failed");
    assert_eq!(desk.outcomes(), counts([("failed", failed), ("not_begun", 40 - failed)]));
    desk.mock.clear_script();
    assert_eq!(desk.import().await, Ending::Complete);
    assert_eq!(desk.values().len(), 40);
}

#[tokio::test]
async fn what_fails_for_row_after_row_stops_the_run() {
    for answer in [MockResponse::html_from_proxy(503), MockResponse::forbidden(), MockResponse::not_found()] {
        let desk = Desk::new().await;
        desk.put_addresses(0..100);
        desk.mock.script(move |_| Some(answer.clone()));
        assert_eq!(desk.import().await, Ending::Unfinished);
        assert!((20..40).contains(&desk.outcomes()[0].1), "{:?}", desk.outcomes());
        desk.mock.clear_script();
        assert_eq!(desk.import().await, Ending::Complete);
        assert_eq!(desk.values().len(), 100);
    }
}

#[tokio::test]
async fn owners_of_one_row_that_are_not_known_or_not_for_us_leave_the_others_alone() {
    for answer in [MockResponse::forbidden(), MockResponse::not_found()] {
        let desk = Desk::new().await;
        let other = desk.mock.add_client("Ava Morgan").to_string();
        let owners = |number| if number == 7 { other.as_str() } else { "OWNER" };
        let rows = (0..40).map(|number| format!("email,Work,jo{number}@example.com,{}\n", owners(number)));
        desk.put(&format!("type,name,value,account_uuids\n{}", rows.collect::<String>()));
        let wanted = other.clone();
        desk.mock.script(move |request| request.query().contains(&wanted).then(|| answer.clone()));
        assert_eq!(desk.import().await, Ending::NeedsALook);
        assert_eq!(desk.outcomes(), counts([("created", 39), ("failed", 1)]));
    }
}

#[tokio::test]
async fn what_is_refused_for_row_after_row_does_not_and_is_asked_again() {
    let desk = Desk::new().await;
    desk.put_addresses(0..50);
    desk.mock.script(|request| {
        (request.method() == "POST")
            .then(|| MockResponse::invalid([("value", "jo@example.com has already been taken.")]))
    });
    assert_eq!(desk.import().await, Ending::NeedsALook);
    assert_eq!(desk.outcomes(), counts([("refused", 50)]));
    assert_eq!((desk.report()[0].column.as_str(), desk.report()[0].reason.contains("jo@")), ("value", false));
    desk.mock.clear_script();
    assert_eq!(desk.import().await, Ending::Complete);
    assert_eq!(desk.values().len(), 50);
}

#[tokio::test]
async fn a_failure_of_one_row_leaves_the_others_alone() {
    let desk = Desk::new().await;
    desk.put_addresses(0..5);
    desk.mock.script(|request| {
        let is_it = request.json().is_some_and(|body| body["value"] == "jo2@example.com");
        is_it.then(MockResponse::conflict)
    });
    assert_eq!(desk.import().await, Ending::NeedsALook);
    assert_eq!(desk.outcomes(), counts([("created", 4), ("failed", 1)]));
}
