//! One run: plans which rows to send, imports them, and reports.

use std::collections::HashMap;
use std::fmt::Display;
use std::time::Duration;

use plannr_sdk::Uuid;

use super::arguments::{Arguments, Exit};
use super::import::{Item, PRIMARY_UNCHANGED, import};
use super::journal::{Journal, State};
use super::progress;
use super::report::{self, Outcome, RowResult};
use super::rows::{Input, Reason, Request, Row};
use super::target::Target;
use super::{say, warn};

/// How long a request may still be applied after its process has ended: the default of `PlannrBuilder::settle_delay`.
const SETTLE_DELAY: Duration = Duration::from_secs(5);

/// Runs a command on a file. Returns an error if nothing was started.
pub(crate) async fn run(
    arguments: &Arguments,
    input: &Input,
    target: &Target,
    stop: impl Future<Output = ()>,
) -> Result<Exit, String> {
    say(&input.summary);
    say(format_args!("to {}", target.description));
    let (report_path, journal_path) = (arguments.report(target.is_rehearsal()), arguments.journal());
    let cannot_write = |problem: &dyn Display| format!("cannot write the report {}: {problem}", report_path.display());
    let keeps_journal = !arguments.dry_run && !target.is_rehearsal();
    // The journal comes first: if it cannot be used, no empty report is left behind.
    let journal = if keeps_journal { Journal::open(&journal_path)? } else { Journal::none() };
    for (name, path) in [("CSV file", &arguments.file), ("journal", &journal_path)] {
        if report_path.canonicalize().is_ok_and(|report| path.canonicalize().is_ok_and(|path| path == report)) {
            return Err(cannot_write(&format_args!("it is the {name}")));
        }
    }
    let report = report::open(&report_path).map_err(|error| cannot_write(&error))?;
    let mut plan = Plan::new(&input.rows, target, &journal);
    let stop_reason =
        if arguments.dry_run { plan.check(target).await } else { plan.carry_out(&journal, target, stop).await };
    for (row, original) in plan.duplicates {
        plan.results[row].uuid = plan.results[original].uuid;
    }
    let written = report::write(&report, input, &plan.results);
    report::summarise(input, &plan.results);
    match &written {
        Ok(()) => say(format_args!("report: {}", report_path.display())),
        Err(error) => warn(format_args!("import: {}", cannot_write(error))),
    }
    if target.is_rehearsal() {
        say("this was a rehearsal: nothing was sent to Plannr");
    }
    if let Some(reason) = &stop_reason {
        let advice = if keeps_journal { "\nRun the same command to resume." } else { "" };
        warn(format_args!("import: not finished: {reason}{advice}"));
        return Ok(Exit::Unfinished);
    }
    let needs_review = written.is_err() || plan.results.iter().any(|result| result.outcome.needs_review);
    Ok(if needs_review { Exit::NeedsReview } else { Exit::Complete })
}

struct Plan<'a> {
    /// The result of each row so far.
    results: Vec<RowResult>,
    items: Vec<Item<'a>>,
    /// The indexes of rows that repeat an earlier one, and of that row.
    duplicates: Vec<(usize, usize)>,
}

impl<'a> Plan<'a> {
    fn new(rows: &'a [Row], target: &Target, journal: &Journal) -> Self {
        let mut plan = Self { results: Vec::new(), items: Vec::new(), duplicates: Vec::new() };
        let mut seen = HashMap::new();
        for (row, Row { request, .. }) in rows.iter().enumerate() {
            let result = match request {
                Err(reason) => RowResult { outcome: Outcome::INVALID, reason: reason.clone(), uuid: None },
                Ok(request) => {
                    let key = Uuid::new_v5(&target.id, request.identity.as_bytes());
                    match (*seen.entry(key).or_insert((row, request)), journal.states.get(&key).copied()) {
                        ((original, first), _) if original != row => {
                            plan.duplicates.push((row, original));
                            duplicate(request, first, rows[original].line)
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

    /// The dry run: checks the token with one list request.
    async fn check(&mut self, target: &Target) -> Option<String> {
        self.items.iter().for_each(|item| self.results[item.row].outcome = Outcome::VALID);
        target.plannr.contact_details().list().per_page(1).send().await.err().map(|error| error.to_string())
    }

    async fn carry_out(
        &mut self,
        journal: &Journal,
        target: &Target,
        stop: impl Future<Output = ()>,
    ) -> Option<String> {
        let finished = self.results.iter().filter(|result| result.uuid.is_some()).count();
        if finished > 0 {
            say(format_args!("{finished} rows were finished by an earlier run"));
        }
        let in_flight = self.items.iter().filter(|item| item.was_begun).count();
        if in_flight > 0 {
            say(format_args!("{in_flight} rows were in flight when an earlier run ended: waiting {SETTLE_DELAY:?}"));
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

fn duplicate(request: &Request, first: &Request, line: u64) -> RowResult {
    let same =
        [("name", request.new.name() == first.new.name()), ("is_primary", request.is_primary == first.is_primary)];
    let (outcome, column, text) = match same.into_iter().find(|(_, is_same)| !is_same) {
        Some((column, _)) => (Outcome::DIFFERS, column, format!("repeats line {line} with another {column}; not sent")),
        None => (Outcome::DUPLICATE, "", format!("repeats line {line}")),
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
