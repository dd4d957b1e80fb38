//! Runs that are interrupted and resumed.

use std::collections::BTreeSet;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use plannr_sdk::Uuid;
use plannr_sdk::mock::{MockResponse, ReceivedRequest};
use tokio::sync::Notify;

use crate::fixture::{Fixture, is_create};
use crate::program::arguments::Exit;

/// The user agent of the run that resumes.
const SECOND: &str = "the second run";

fn is_second(request: &ReceivedRequest) -> bool {
    request.header("User-Agent") == Some(SECOND)
}

/// Notifies when the server has received `count` creates. With `block`, it then refuses the first run's creates, so that
/// requests left in its buffers are neither applied nor counted.
pub(crate) fn after_creates(fixture: &Fixture, count: usize, block: bool) -> Arc<Notify> {
    let (creates, reached) = (AtomicUsize::new(0), Arc::new(Notify::new()));
    let notify = Arc::clone(&reached);
    fixture.mock.script(move |request| {
        let is_due = is_create(request) && !is_second(request) && creates.fetch_add(1, Ordering::SeqCst) + 1 >= count;
        if is_due {
            notify.notify_one();
        }
        (is_due && block).then(|| MockResponse::too_many_requests(Some(50)))
    });
    reached
}

/// Resumes a blocked run: waits for requests in flight, looks up only unfinished rows, and completes the file.
pub(crate) async fn assert_resumes(fixture: &Fixture, rows: usize) {
    let finished = fixture.journal().lines().filter(|line| line.contains(" created ")).count();
    assert!((1..rows).contains(&finished), "{finished}");
    let start = fixture.mock.clock().elapsed();
    let target = fixture.target_with(fixture.mock.plannr_builder().user_agent(SECOND).build().unwrap());
    assert_eq!(fixture.run(&[], &target, pending()).await, Ok(Exit::Complete));
    assert!(fixture.mock.clock().elapsed() - start >= Duration::from_secs(5), "requests may still be in flight");
    let requests = fixture.mock.requests();
    let lists = requests.iter().filter(|request| is_second(request) && !is_create(request)).count();
    assert_eq!(lists, rows - finished, "finished rows are not looked up again");
    let done = fixture.count("created") + fixture.count("existing");
    assert_eq!((fixture.mock.contact_details().len(), done), (rows, rows));
}

#[tokio::test]
async fn a_stopped_run_finishes_its_requests_and_resumes_without_waiting() {
    let fixture = Fixture::new().await;
    fixture.write_addresses(60);
    let reached = after_creates(&fixture, 20, false);
    let exit = fixture.run(&[], &fixture.target(), reached.notified()).await;
    assert_eq!(exit, Ok(Exit::Unfinished));
    let created = fixture.mock.contact_details().len();
    assert!((20..60).contains(&created), "{created}");
    assert_eq!((fixture.count("created"), fixture.count("not_begun")), (created, 60 - created));
    let passed = fixture.mock.clock().elapsed();
    assert_eq!(fixture.import().await, Exit::Complete);
    assert_eq!(fixture.mock.clock().elapsed(), passed);
    assert_eq!((fixture.mock.contact_details().len(), fixture.creates()), (60, 60));
}

#[tokio::test]
async fn an_unknown_outcome_is_looked_up_by_the_next_run() {
    let fixture = Fixture::new().await;
    fixture.write_addresses(1);
    // The create is applied and its response lost; then every look-up fails.
    let is_applied = AtomicBool::new(false);
    fixture.mock.script(move |request| {
        if is_create(request) {
            is_applied.store(true, Ordering::SeqCst);
            return Some(MockResponse::server_error().after_applying());
        }
        is_applied.load(Ordering::SeqCst).then(MockResponse::server_error)
    });
    assert_eq!(fixture.import().await, Exit::NeedsReview);
    assert_eq!(fixture.count("unknown"), 1);
    fixture.mock.clear_script();
    let start = fixture.mock.clock().elapsed();
    assert_eq!(fixture.import().await, Exit::Complete);
    assert!(fixture.mock.clock().elapsed() - start >= Duration::from_secs(5));
    assert_eq!(fixture.report(), ["2 existing: an interrupted run may have created it"]);
    assert_eq!(fixture.creates(), 1);
}

#[tokio::test]
async fn a_corrected_file_resumes_wherever_its_rows_stand() {
    let fixture = Fixture::new().await;
    fixture.write_rows("email,Work,a@example.com,OWNER\nemail,Work,b at example.com,OWNER\n");
    assert_eq!(fixture.import().await, Exit::NeedsReview);
    let before = fixture.requests();
    fixture.write(
        "Name;Value;Type;Account UUIDs\n\
         Work;new@example.com;email;OWNER\n\
         Work;b@example.com;email;OWNER\n\
         Office;A@example.com;email;OWNER\n",
    );
    assert_eq!(fixture.import().await, Exit::Complete);
    let report = fixture.report_in("contacts.csv.report.csv", b';');
    assert_eq!(report, ["2 created", "3 created", "4 created: created by an earlier run"]);
    assert_eq!(fixture.requests() - before, 4, "two look-ups and two creates");
}

#[tokio::test]
async fn a_journal_is_for_one_server_and_holds_no_values() {
    let (fixture, other) = (Fixture::new().await, Fixture::new().await);
    let bad = "phone,Office,+999 555 0100,OWNER\n";
    fixture.write_rows(&format!("email,Work,jo@example.com,OWNER\nphone,Office,020 7946 0123,OWNER\n{bad}"));
    fixture.import().await;
    // A hash may contain the digits of a number by chance.
    let journal = fixture.journal();
    let words = journal.lines().skip(1).flat_map(|line| line.split(' ')).filter(|word| word.parse::<Uuid>().is_err());
    assert_eq!(words.collect::<BTreeSet<_>>(), ["begun", "created", "ended"].into());
    assert!(!journal.contains(&fixture.owner.to_string()));

    let before = fixture.requests();
    let target = other.target();
    assert_eq!(fixture.run(&[], &target, pending()).await, Ok(Exit::NeedsReview));
    assert_eq!((other.mock.contact_details().len(), fixture.requests()), (2, before));
    fixture.import().await;
    assert_eq!(fixture.requests() - before, 2, "only the refused row is sent again");
}

#[tokio::test]
async fn a_journal_that_is_in_use_or_is_another_file_stops_the_import() {
    let fixture = Fixture::new().await;
    fixture.write_addresses(10);
    let target = fixture.target();
    std::fs::write(fixture.path("contacts.csv.journal"), "Dear diary").unwrap();
    let problem = fixture.run(&[], &target, pending()).await.unwrap_err();
    assert!(problem.ends_with("is not a journal of this program"), "{problem}");
    assert_eq!(fixture.journal(), "Dear diary");
    assert!(!fixture.path("contacts.csv.report.csv").exists(), "no empty report is left behind");

    std::fs::remove_file(fixture.path("contacts.csv.journal")).unwrap();
    let reached = after_creates(&fixture, 2, false);
    let second = async {
        reached.notified().await;
        fixture.run(&[], &target, pending()).await
    };
    let (first, second) = tokio::join!(fixture.import(), second);
    assert_eq!(first, Exit::Complete);
    assert!(second.unwrap_err().starts_with("another import is using the journal"));
}
