//! Exit codes, output and kills, which need a process.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Output, Stdio};

use plannr_sdk::Uuid;

use crate::fixture::Fixture;
use crate::program::arguments::Exit;
use crate::resume::{after_creates, assert_resumes};

pub(crate) fn child(arguments: &[&str]) -> Command {
    let mut child = Command::new(env!("CARGO_BIN_EXE_plannr-import"));
    child.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    for variable in ["PLANNR_ACCESS_TOKEN", "PLANNR_ACCOUNT_UUID", "PLANNR_BASE_URL"] {
        child.env_remove(variable);
    }
    child
}

/// Returns a child that writes to the fixture's server.
fn child_of(fixture: &Fixture) -> Command {
    let mut child = child(&[fixture.path("contacts.csv").to_str().unwrap()]);
    child.env("PLANNR_ACCESS_TOKEN", fixture.mock.access_token());
    child.env("PLANNR_ACCOUNT_UUID", fixture.mock.account_uuid().to_string());
    child.env("PLANNR_BASE_URL", fixture.mock.base_url());
    child
}

/// Runs a child to its end, and returns its output.
fn output(child: &mut Command, exit: Exit) -> String {
    let Output { status, stdout, stderr } = child.output().unwrap();
    let output = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert_eq!(status.code(), Some(exit as i32), "{output}");
    output
}

#[tokio::test]
async fn a_killed_run_resumes_without_a_duplicate() {
    let fixture = Fixture::new().await;
    fixture.write_addresses(60);
    let blocked = after_creates(&fixture, 20, true);
    let mut process = child_of(&fixture).spawn().unwrap();
    blocked.notified().await;
    process.kill().unwrap();
    assert_eq!(process.wait().unwrap().code(), None, "the run ended before it was killed");
    assert_resumes(&fixture, 60).await;
}

#[tokio::test]
async fn a_rehearsal_of_the_sample_shows_every_outcome_and_no_cell() {
    let fixture = Fixture::new().await;
    let file = fixture.path("contacts.csv");
    let file = file.to_str().unwrap();
    output(&mut child(&[file, "--sample"]), Exit::Complete);
    let sample = std::fs::read_to_string(file).unwrap();
    output(&mut child(&[file, "--sample"]), Exit::NotStarted);
    assert_eq!(std::fs::read_to_string(file).unwrap(), sample, "an existing file is not replaced");

    let printed = output(&mut child(&[file, "--rehearse"]), Exit::NeedsReview);
    for line in [
        "contacts.csv: 19 rows, UTF-8, separated by commas; ignored columns: Notes\n",
        "\n      8  created       new in Plannr\n",
        "\n      1  duplicate     repeats an earlier row\n",
        "\n      1  existing      its owners already had it\n",
        "\n      1  differs       in Plannr, but with another name or not as primary\n",
        "\n      7  invalid       a cell is wrong; not sent\n",
        "\n      1  refused       Plannr rejected it\n",
        "\nrow 11 (line 12): account_uuids has a word that is not a uuid\n",
        "\nthis was a rehearsal: nothing was sent to Plannr\n",
    ] {
        assert!(printed.contains(line), "{line}: {printed}");
    }
    assert!(!printed.contains(" rows, quota"), "the progress bar needs a terminal");
    assert!(!fixture.path("contacts.csv.journal").exists());
    let report = std::fs::read_to_string(fixture.path("contacts.csv.rehearsal.csv")).unwrap();
    // A uuid may contain the digits of a number by chance.
    let words = report.split([' ', ',', '\n']).filter(|word| word.parse::<Uuid>().is_err());
    let report = words.collect::<Vec<_>>().join(" ");
    for personal in ["example.", "ava", "0113", "7946", "1134960103", "555 0100"] {
        assert!(!printed.replace(file, "").contains(personal), "{personal}: {printed}");
        assert!(!report.contains(personal), "{personal}: {report}");
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_called_created() {
    let fixture = Fixture::new().await;
    fixture.write_addresses(3);
    let file = fixture.path("contacts.csv");
    let file = file.to_str().unwrap();
    let account = fixture.mock.account_uuid().to_string();
    for (variable, value) in
        [("NONE", "1"), ("PLANNR_BASE_URL", &fixture.mock.base_url()), ("PLANNR_ACCOUNT_UUID", &account)]
    {
        let printed = output(child(&[file]).env(variable, value), Exit::NotStarted);
        assert!(printed.contains("plannr-import: not set: PLANNR_ACCESS_TOKEN"), "{printed}");
        assert!(!printed.contains("created"), "{printed}");
    }
    let printed = output(child(&[file]).env("PLANNR_ACCESS_TOKEN", "a-token"), Exit::NotStarted);
    assert!(printed.contains("not set: PLANNR_ACCOUNT_UUID."), "{printed}");
    let printed = output(&mut child(&[file, "--dry-run"]), Exit::Complete);
    assert!(printed.contains("3  valid") && printed.contains("the access token was not checked"), "{printed}");
    let printed = output(&mut child(&[file, "--rehearse"]), Exit::Complete);
    assert!(printed.contains("nothing was sent to Plannr"), "{printed}");
    assert_eq!(fixture.requests(), 0);
}

#[tokio::test]
async fn a_reader_that_goes_away_stops_neither_the_rows_nor_the_report() {
    let fixture = Fixture::new().await;
    fixture.write_addresses(10);
    let mut process = child_of(&fixture).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("to http")), "the run ended before it began");
    drop(lines);
    assert_eq!(process.wait().unwrap().code(), Some(Exit::Complete as i32));
    assert_eq!(fixture.count("created"), 10);
}

#[tokio::test]
async fn the_environment_names_the_server_and_the_account() {
    let fixture = Fixture::new().await;
    fixture.write_addresses(100);
    let refused = output(child_of(&fixture).env("PLANNR_ACCESS_TOKEN", "an-old-token"), Exit::Unfinished);
    assert_eq!(
        refused.matches("plannr-import: not finished: list_contact_details: 401 Unauthorized").count(),
        1,
        "{refused}"
    );
    let refused = output(child_of(&fixture).env("PLANNR_ACCOUNT_UUID", "me"), Exit::NotStarted);
    assert!(refused.contains("plannr-import: PLANNR_ACCOUNT_UUID"), "{refused}");

    output(&mut child_of(&fixture), Exit::Complete);
    assert_eq!(fixture.count("created"), 100);
    let before = fixture.requests();
    assert_eq!(fixture.import().await, Exit::Complete);
    assert_eq!(fixture.requests(), before, "the journal counts in another process, for the same server");
}
