//! What is interrupted, and goes on.

use std::future::pending;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use plannr_sdk::Uuid;
use plannr_sdk::mock::MockResponse;
use tokio::sync::Notify;

use crate::desk::{Desk, counts};
use crate::example::arguments::Ending;

/// Comes when so many creates have been sent.
fn creates(desk: &Desk, count: usize) -> Arc<Notify> {
    let (reached, sent) = (Arc::new(Notify::new()), AtomicUsize::new(0));
    let told = Arc::clone(&reached);
    desk.mock.script(move |request| {
        let is_create = request.method() == "POST";
        if is_create && sent.fetch_add(1, Ordering::SeqCst) + 1 == count {
            told.notify_one();
        }
        None
    });
    reached
}

#[tokio::test]
async fn a_run_that_was_dropped_goes_on_without_a_duplicate_and_asks_for_nothing_finished() {
    let desk = Desk::new().await;
    desk.put_addresses(0..60);
    let held = desk.hold_after(20);
    tokio::select! {
        biased;
        () = held.notified() => {}
        ending = desk.import() => panic!("it was to be dropped, and came to its end: {ending:?}"),
    }
    desk.go_on_to(60).await;
    assert!(desk.report().iter().all(|line| !line.uuid.is_empty()));
}

#[tokio::test]
async fn a_corrected_file_goes_on_by_what_its_rows_say_wherever_they_stand() {
    let desk = Desk::new().await;
    desk.put("type,name,value,account_uuids\nemail,Work,a@example.com,OWNER\nemail,Work,b at example.com,OWNER\n");
    assert_eq!(desk.import().await, Ending::NeedsALook);
    let before = desk.requests();

    desk.put(concat!(
        "Name;Value;Type;Account UUIDs\n",
        "Work;new@example.com;email;OWNER\n",
        "Work;b@example.com;email;OWNER\n",
        "Office;A@example.com;email;OWNER\n",
    ));
    assert_eq!(desk.import().await, Ending::Complete);
    assert_eq!(desk.values(), ["a@example.com", "b@example.com", "new@example.com"]);
    assert_eq!(desk.requests() - before, 4, "two look-ups and two creates");
    let report = desk.report_at("contacts.csv.report.csv", b';');
    assert_eq!((report[2].outcome.as_str(), report[2].reason.as_str()), ("created", "by an earlier run"));
}

#[tokio::test]
async fn a_torn_journal_costs_look_ups_and_nothing_else() {
    let desk = Desk::new().await;
    desk.put_addresses(0..1);
    desk.import().await;
    let whole = desk.journal();
    for length in 0..whole.len() {
        std::fs::write(desk.path("contacts.csv.journal"), &whole[..length]).unwrap();
        assert_eq!(desk.import().await, Ending::Complete, "torn after {length} bytes");
        assert_eq!(desk.creates(), 1, "torn after {length} bytes");
        let before = desk.requests();
        assert_eq!(desk.import().await, Ending::Complete);
        assert_eq!(desk.requests(), before, "what was written after the tear at {length} is read");
    }
}

#[tokio::test]
async fn a_journal_of_another_server_is_not_believed_and_not_lost() {
    let (desk, other) = (Desk::new().await, Desk::new().await);
    desk.put_addresses(0..3);
    desk.import().await;
    let ending = desk.command(&desk.arguments(&[]), &other.target(), pending()).await;
    assert_eq!(ending, Ok(Ending::Complete));
    assert_eq!(other.values().len(), 3);
    let before = desk.requests();
    assert_eq!(desk.import().await, Ending::Complete);
    assert_eq!(desk.requests(), before);
}

#[tokio::test]
async fn a_file_that_is_no_journal_is_refused() {
    let desk = Desk::new().await;
    desk.put_addresses(0..1);
    std::fs::write(desk.path("contacts.csv.journal"), "Dear diary").unwrap();
    let problem = desk.command(&desk.arguments(&[]), &desk.target(), pending()).await.unwrap_err();
    assert!(problem.ends_with("is not a journal of this command"), "{problem}");
    assert_eq!(desk.journal(), "Dear diary");
    assert!(!desk.path("contacts.csv.report.csv").exists(), "no empty report is left behind");
}

#[tokio::test]
async fn a_journal_has_no_cell_in_it() {
    let desk = Desk::new().await;
    desk.put(concat!(
        "type,name,value,account_uuids\n",
        "email,Work,jo@example.com,OWNER\n",
        "phone,Mobile,07700 900123,OWNER\n",
        "phone,Mobile,+999 555 0100,OWNER\n",
    ));
    desk.import().await;
    // By chance a hash may have the digits of a number.
    let journal = desk.journal();
    let words = journal.lines().skip(1).flat_map(|line| line.split(' ')).filter(|word| word.parse::<Uuid>().is_err());
    let words: std::collections::BTreeSet<&str> = words.collect();
    assert_eq!(words, ["begun", "created", "ended"].into());
    assert!(!journal.contains(&desk.owner.to_string()));
}

#[tokio::test]
async fn two_imports_of_a_file_at_a_time_are_refused() {
    let desk = Desk::new().await;
    desk.put_addresses(0..10);
    let reached = creates(&desk, 2);
    let second = async {
        reached.notified().await;
        desk.command(&desk.arguments(&[]), &desk.target(), pending()).await
    };
    let (first, second) = tokio::join!(desk.import(), second);
    assert_eq!(first, Ending::Complete);
    assert!(second.unwrap_err().starts_with("another import is under way"));
}

#[tokio::test]
async fn a_stop_finishes_what_is_in_flight_and_the_next_run_does_the_rest() {
    let desk = Desk::new().await;
    desk.put_addresses(0..60);
    let reached = creates(&desk, 20);
    assert_eq!(desk.import_until(reached.notified()).await, Ending::Unfinished);
    let created = desk.values().len();
    assert!((20..60).contains(&created), "{created}");
    assert_eq!(desk.outcomes(), counts([("created", created), ("not_begun", 60 - created)]));
    let passed = desk.mock.clock().passed();
    assert_eq!(desk.import().await, Ending::Complete);
    assert_eq!(desk.mock.clock().passed(), passed, "nothing was in flight, so that nothing was waited for");
    assert_eq!((desk.values().len(), desk.creates()), (60, 60));
}

#[tokio::test]
async fn an_unknown_outcome_stays_open_and_is_looked_after_by_the_next_run() {
    let desk = Desk::new().await;
    desk.put_addresses(0..1);
    // What is written first must not become a part of a line that was torn.
    std::fs::write(desk.path("contacts.csv.journal"), "plannr-sdk import journal 1\n0a6e9f1c-").unwrap();
    // The create is applied and its answer lost, and then nothing can be looked up.
    let is_applied = AtomicBool::new(false);
    desk.mock.script(move |request| match request.method() {
        "POST" => {
            is_applied.store(true, Ordering::SeqCst);
            Some(MockResponse::server_error().after_applying())
        }
        _ => is_applied.load(Ordering::SeqCst).then(MockResponse::server_error),
    });
    assert_eq!(desk.import().await, Ending::NeedsALook);
    assert_eq!(desk.outcomes(), counts([("unknown", 1)]));
    desk.mock.clear_script();
    let passed = desk.mock.clock().passed();
    assert_eq!(desk.import().await, Ending::Complete);
    assert!(desk.mock.clock().passed() - passed >= Duration::from_secs(5));
    assert_eq!(desk.outcomes(), counts([("existing", 1)]));
    assert!(desk.report()[0].reason.contains("an earlier run"), "{:?}", desk.report());
    assert_eq!(desk.creates(), 1);
}

#[tokio::test]
async fn a_journal_that_cannot_be_read_to_its_end_is_gone_on_with() {
    let desk = Desk::new().await;
    desk.put_addresses(0..2);
    desk.import().await;
    let mut journal = std::fs::File::options().append(true).open(desk.path("contacts.csv.journal")).unwrap();
    journal.write_all(b"not a line of it\n\xff\xfe\nffffffff begun\n").unwrap();
    drop(journal);
    let before = desk.requests();
    assert_eq!(desk.import().await, Ending::Complete);
    assert_eq!(desk.requests(), before);
}
