//! One run: plans which rows to send, imports them, and reports.

use std::collections::HashMap;
use std::fmt::Display;
use std::time::Duration;

use plannr_sdk::{NewContactDetail, Uuid};

use super::arguments::{Exit, Options};
use super::import::{Item, PRIMARY_UNCHANGED, import};
use super::journal::{Journal, State};
use super::owners::Directory;
use super::progress;
use super::report::{self, Outcome, RowResult};
use super::rows::{Entry, Reason, Request, Table};
use super::target::Target;
use super::{say, warn};

/// How long a request may still be applied after its process has ended: the default of `PlannrBuilder::settle_delay`.
const SETTLE_DELAY: Duration = Duration::from_secs(5);

/// Imports a table. Returns an error if nothing was started.
pub(crate) async fn run(
    options: &Options,
    table: &Table,
    server: Option<&Target>,
    stop: impl Future<Output = ()>,
) -> Result<Exit, String> {
    say(&table.summary);
    let entries = table.entries(&directory(options, table, server).await?, options);
    let rehearsal = if options.rehearse || options.dry_run { Some(Target::rehearsal(&entries).await) } else { None };
    let target = rehearsal.as_ref().or(server).ok_or("there is no server to write to")?;
    let (report_path, journal_path) = (options.report(), options.journal());
    let cannot_write = |problem: &dyn Display| format!("cannot write the report {}: {problem}", report_path.display());
    let keeps_journal = rehearsal.is_none();
    // The journal comes first: if it cannot be used, no empty report is left behind.
    let journal = if keeps_journal { Journal::open(&journal_path)? } else { Journal::none() };
    for (name, path) in [("imported file", &options.file), ("journal", &journal_path)] {
        if report_path.canonicalize().is_ok_and(|report| path.canonicalize().is_ok_and(|path| path == report)) {
            return Err(cannot_write(&format_args!("it is the {name}")));
        }
    }
    let report = report::open(&report_path).map_err(|error| cannot_write(&error))?;
    let mut plan = Plan::new(&entries, target, &journal);
    plan.show(&entries, target);
    let mut stop_reason = plan.carry_out(&journal, target, stop).await;
    for (row, original) in std::mem::take(&mut plan.duplicates) {
        plan.results[row].uuid = plan.results[original].uuid;
    }
    if options.dry_run {
        plan.forget_mock();
        stop_reason = stop_reason.or(check(server).await);
    }
    let written = report::write(&report, table.sheet.report_separator(), &entries, &plan.results);
    report::summarise(&entries, &plan.results);
    match &written {
        Ok(()) => say(format_args!("report: {}", report_path.display())),
        Err(error) => warn(format_args!("plannr-import: {}", cannot_write(error))),
    }
    if options.rehearse {
        say("this was a rehearsal: nothing was sent to Plannr");
    }
    if let Some(reason) = &stop_reason {
        let advice = if keeps_journal { "\nRun the same command to resume." } else { "" };
        warn(format_args!("plannr-import: not finished: {reason}{advice}"));
        return Ok(Exit::Unfinished);
    }
    let needs_review = written.is_err() || plan.results.iter().any(|result| result.outcome.needs_review);
    Ok(if needs_review { Exit::NeedsReview } else { Exit::Complete })
}

/// Returns the clients by their names: of the file that the options name, or of Plannr, all at once, if a row needs them.
async fn directory(options: &Options, table: &Table, server: Option<&Target>) -> Result<Directory, String> {
    match (&options.owners, server) {
        (Some(path), _) => Directory::read(path),
        (None, None) => Ok(Directory::Invented),
        (None, Some(_)) if options.rehearse => Ok(Directory::Invented),
        (None, Some(server)) if table.names_owners() => {
            let listed = Directory::list(&server.plannr).await;
            listed.map_err(|error| format!("cannot list the clients, whom rows name without a uuid: {error}"))
        }
        _ => Ok(Directory::new([])),
    }
}

/// Checks the token with one list request.
async fn check(server: Option<&Target>) -> Option<String> {
    let Some(server) = server else {
        say("the access token was not checked: PLANNR_ACCESS_TOKEN is not set");
        return None;
    };
    server.plannr.contact_details().list().per_page(1).send().await.err().map(|error| error.to_string())
}

struct Plan<'a> {
    /// The result of each row so far.
    results: Vec<RowResult>,
    items: Vec<Item<'a>>,
    /// The indexes of rows that repeat an earlier one, and of that row.
    duplicates: Vec<(usize, usize)>,
}

impl<'a> Plan<'a> {
    fn new(entries: &'a [Entry], target: &Target, journal: &Journal) -> Self {
        let mut plan = Self { results: Vec::new(), items: Vec::new(), duplicates: Vec::new() };
        let mut seen = HashMap::new();
        for (row, Entry { request, .. }) in entries.iter().enumerate() {
            let result = match request {
                Err((outcome, reason)) => RowResult { outcome: *outcome, reason: reason.clone(), uuid: None },
                Ok(request) => {
                    let key = Uuid::new_v5(&target.id, request.identity.as_bytes());
                    match (*seen.entry(key).or_insert((row, request)), journal.states.get(&key).copied()) {
                        ((original, first), _) if original != row => {
                            plan.duplicates.push((row, original));
                            duplicate(request, first, entries[original].row)
                        }
                        (_, Some(State::Finished { outcome, uuid, is_primary })) => {
                            let (outcome, reason) = finished(request, outcome, is_primary);
                            RowResult { outcome, reason, uuid: Some(uuid) }
                        }
                        (_, state) => {
                            plan.items.push(Item { row, key, request, was_begun: state.is_some() });
                            RowResult { outcome: Outcome::NOT_BEGUN, reason: Reason::default(), uuid: None }
                        }
                    }
                }
            };
            plan.results.push(result);
        }
        plan
    }

    /// Shows what the run will do, before it starts.
    fn show(&self, entries: &[Entry], target: &Target) {
        say(format_args!("to {}", target.description));
        let numbers =
            self.items.iter().filter(|item| matches!(item.request.new, NewContactDetail::PhoneNumber(_))).count();
        let addresses = self.items.len() - numbers;
        say(format_args!("to send: {addresses} e-mail addresses and {numbers} phone numbers"));
        let count =
            |outcome| self.results.iter().filter(|result| result.outcome == outcome && result.uuid.is_none()).count();
        let finished = self.results.iter().filter(|result| result.uuid.is_some()).count();
        let others = [
            (finished, "were finished by an earlier run"),
            (self.duplicates.len(), "repeat an earlier row"),
            (count(Outcome::INVALID), "have a wrong cell"),
            (count(Outcome::EMPTY), "have no contact detail"),
        ];
        let others = others.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        let others: Vec<String> = others.collect();
        if !others.is_empty() {
            say(format_args!("not sent: {}", others.join(", ")));
        }
        let repaired = entries.iter().filter(|entry| !entry.repairs.is_empty()).count();
        if repaired > 0 {
            say(format_args!("repaired: {repaired}, each named in the report"));
        }
        if let Some(quota) = target.plannr.requests_left().filter(|_| !target.is_rehearsal()) {
            let minutes =
                progress::time_left(0, self.items.len() as u64, Duration::ZERO, Some(quota)).as_secs() / 60 + 1;
            say(format_args!("takes about {minutes} min, at {quota} requests a minute"));
        }
    }

    /// Replaces what the mock server of a dry run says about good rows.
    fn forget_mock(&mut self) {
        for item in &self.items {
            let result = &mut self.results[item.row];
            result.uuid = None;
            if [Outcome::CREATED, Outcome::EXISTING, Outcome::DIFFERS].contains(&result.outcome) {
                *result = RowResult { outcome: Outcome::VALID, reason: Reason::default(), uuid: None };
            }
        }
        self.results.iter_mut().for_each(|result| result.uuid = None);
    }

    async fn carry_out(
        &mut self,
        journal: &Journal,
        target: &Target,
        stop: impl Future<Output = ()>,
    ) -> Option<String> {
        let in_flight = self.items.iter().filter(|item| item.was_begun).count();
        if in_flight > 0 {
            say(format_args!(
                "{in_flight} rows may have been in flight when an earlier run ended: waiting {SETTLE_DELAY:?}"
            ));
            target.clock.sleep(SETTLE_DELAY).await;
        }
        let bar = progress::start(self.items.len(), target);
        let stop = async {
            stop.await;
            bar.suspend(|| warn("finishing the requests in flight; press Ctrl-C again to exit at once"));
            "interrupted".to_owned()
        };
        let report = |item: &Item<'_>, result| {
            self.results[item.row] = result;
            bar.inc(1);
        };
        let stop_reason = import(&target.plannr, &self.items, journal, stop, report).await;
        bar.finish_and_clear();
        stop_reason
    }
}

fn duplicate(request: &Request, first: &Request, row: u64) -> RowResult {
    let same =
        [("name", request.new.name() == first.new.name()), ("is_primary", request.is_primary == first.is_primary)];
    let (outcome, column, text) = match same.into_iter().find(|(_, is_same)| !is_same) {
        Some((column, _)) => (Outcome::DIFFERS, column, format!("repeats row {row} with another {column}; not sent")),
        None => (Outcome::DUPLICATE, "", format!("repeats row {row}")),
    };
    RowResult { outcome, reason: Reason::new(column, text), uuid: None }
}

/// An earlier run may have finished a row that did not ask for a primary contact detail.
fn finished(request: &Request, outcome: Outcome, was_primary: bool) -> (Outcome, Reason) {
    let reason = format!("{} by an earlier run", outcome.word);
    match request.is_primary && !was_primary {
        true => (Outcome::DIFFERS, Reason::new("is_primary", format!("{reason}; {PRIMARY_UNCHANGED}"))),
        false => (outcome, Reason::new("", reason)),
    }
}
