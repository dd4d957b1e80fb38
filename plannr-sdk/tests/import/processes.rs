//! What only a process shows: its exit code, what it prints, and that it can be killed.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use clap::Parser as _;
use plannr_sdk::Uuid;

use crate::desk::{Desk, counts};
use crate::example::arguments::{Arguments, Ending};
use crate::example::command;

const ARGUMENTS: &str = "ARGUMENTS_OF_THE_IMPORT";

/// The child: it is the command, and no test.
#[test]
#[ignore = "the tests of this file start it, as a process of its own"]
fn the_command_itself() {
    let Ok(arguments) = std::env::var(ARGUMENTS) else { return };
    let arguments = Arguments::parse_from(["import"].into_iter().chain(arguments.split('\n')));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    std::process::exit(runtime.block_on(command(&arguments)) as i32);
}

fn child(arguments: &[&str]) -> Command {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--ignored", "--exact", "--nocapture", "processes::the_command_itself"]);
    child.env(ARGUMENTS, arguments.join("\n")).stdout(Stdio::piped()).stderr(Stdio::piped());
    for variable in ["PLANNR_ACCESS_TOKEN", "PLANNR_ACCOUNT_UUID", "PLANNR_BASE_URL"] {
        child.env_remove(variable);
    }
    child
}

/// A child that goes to the Plannr of a desk.
fn child_of(desk: &Desk) -> Command {
    let mut child = child(&[desk.path("contacts.csv").to_str().unwrap()]);
    child.env("PLANNR_ACCESS_TOKEN", desk.mock.access_token());
    child.env("PLANNR_ACCOUNT_UUID", desk.mock.account_uuid().to_string());
    child.env("PLANNR_BASE_URL", desk.mock.base_url());
    child
}

fn printed(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).concat()
}

/// The lines that say how many rows came out how.
fn counts_in(text: &str) -> Vec<&str> {
    let begins_with_a_digit = |line: &str| line.trim_start().starts_with(|letter: char| letter.is_ascii_digit());
    text.lines().filter(|line| line.starts_with("    ") && begins_with_a_digit(line)).collect()
}

fn code(ending: Ending) -> Option<i32> {
    Some(ending as i32)
}

#[tokio::test]
async fn a_killed_run_goes_on_without_a_duplicate() {
    let desk = Desk::new().await;
    desk.put_addresses(0..60);
    let held = desk.hold_after(20);
    let mut process = child_of(&desk).spawn().unwrap();
    held.notified().await;
    process.kill().unwrap();
    assert_eq!(process.wait().unwrap().code(), None, "it came to its end before it was killed");
    desk.go_on_to(60).await;
}

#[tokio::test]
async fn the_sample_shows_what_can_come_out_and_nothing_personal_is_printed_or_kept() {
    let desk = Desk::new().await;
    let file = desk.path("contacts.csv");
    let file = file.to_str().unwrap();
    let sampled = child(&[file, "--sample"]).output().unwrap();
    assert_eq!(sampled.status.code(), code(Ending::Complete), "{}", printed(&sampled));
    let sample = std::fs::read_to_string(file).unwrap();
    assert_eq!(child(&[file, "--sample"]).output().unwrap().status.code(), code(Ending::Unusable));
    assert_eq!(std::fs::read_to_string(file).unwrap(), sample, "a file that is there is left alone");

    let output = child(&[file]).output().unwrap();
    assert_eq!(output.status.code(), code(Ending::NeedsALook), "{}", printed(&output));
    assert!(printed(&output).contains("a rehearsal"), "{}", printed(&output));
    assert!(!printed(&output).contains(" rows, quota"), "there is no bar without a terminal");
    let report = desk.report_at("contacts.csv.rehearsal.csv", b',');
    assert_eq!(report.len(), 1_000);
    let readme = include_str!("../../../README.md");
    assert_eq!(counts_in(&printed(&output)), counts_in(readme), "what README.md shows of it");
    let shown: Vec<&str> = readme.lines().filter(|line| line.starts_with("line ")).collect();
    assert!(!shown.is_empty());
    shown.iter().for_each(|line| assert!(printed(&output).contains(line), "{line}: {}", printed(&output)));
    assert!(!desk.path("contacts.csv.journal").exists(), "there is nothing to go on with");
    let kept = std::fs::read_to_string(desk.path("contacts.csv.rehearsal.csv")).unwrap();
    // By chance a uuid may have the digits of a number.
    let words = kept.split([' ', ',', '\n']).filter(|word| word.parse::<Uuid>().is_err());
    let kept = words.collect::<Vec<_>>().join(" ");
    for personal in ["example.", "ava", "07700", "900055", "900123", "555 0100"] {
        assert!(!printed(&output).replace(file, "").contains(personal), "{personal}: {}", printed(&output));
        assert!(!kept.contains(personal), "{personal}: {kept}");
    }
}

#[tokio::test]
async fn a_reader_that_goes_away_costs_neither_the_rows_nor_the_report() {
    let desk = Desk::new().await;
    desk.put_addresses(0..10);
    let gate = Arc::new(Mutex::new(()));
    let closed = gate.lock().unwrap();
    let at_the_gate = Arc::clone(&gate);
    desk.mock.script(move |_| {
        drop(at_the_gate.lock());
        None
    });
    let mut process = child_of(&desk).stderr(Stdio::null()).spawn().unwrap();
    let mut output = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("to http") {
        line.clear();
        assert!(output.read_line(&mut line).unwrap() > 0, "it ended before it began");
    }
    drop(output);
    drop(closed);
    assert_eq!(process.wait().unwrap().code(), code(Ending::Complete));
    assert_eq!(desk.outcomes(), counts([("created", 10)]));
}

#[tokio::test]
async fn a_token_that_is_refused_is_one_message_and_an_exit_code() {
    let desk = Desk::new().await;
    desk.put_addresses(0..100);
    let output = child_of(&desk).env("PLANNR_ACCESS_TOKEN", "an-old-token").output().unwrap();
    assert_eq!(output.status.code(), code(Ending::Unfinished), "{}", printed(&output));
    let message = "import: not finished: list_contact_details: 401 Unauthorized: Unauthenticated.";
    assert_eq!(String::from_utf8_lossy(&output.stderr).matches(message).count(), 1, "{}", printed(&output));
    let output = child_of(&desk).env("PLANNR_ACCOUNT_UUID", "me").output().unwrap();
    assert_eq!(output.status.code(), code(Ending::Unusable));
    assert!(printed(&output).contains("import: PLANNR_ACCOUNT_UUID is not a UUID"), "{}", printed(&output));
}

#[tokio::test]
async fn a_file_goes_to_the_server_that_the_environment_names() {
    let desk = Desk::new().await;
    desk.put_addresses(0..2);
    let output = child_of(&desk).output().unwrap();
    assert_eq!(output.status.code(), code(Ending::Complete), "{}", printed(&output));
    assert_eq!(desk.outcomes(), counts([("created", 2)]));
    // The journal of that process is believed by this one: it is the same place.
    let before = desk.requests();
    assert_eq!(desk.import().await, Ending::Complete);
    assert_eq!(desk.requests(), before);
}

#[test]
fn the_help_says_all_exit_codes() {
    let output = child(&["--help"]).output().unwrap();
    for ending in [Ending::Complete, Ending::NeedsALook, Ending::Unusable, Ending::Unfinished, Ending::Killed] {
        let line = format!("\n  {:<3}  ", ending as i32);
        assert!(printed(&output).contains(&line), "{ending:?}: {}", printed(&output));
    }
}
