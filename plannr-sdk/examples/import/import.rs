//! What an import does with the SDK: it ensures all rows, some at a time, and says what became of each.

use std::pin::pin;

use plannr_sdk::{BatchOutcome, ContactDetail, Ensured, Error, Plannr, ServerState, Uuid, stream_of};

use super::journal::Journal;
use super::report::{Outcome, Verdict};
use super::rows::{Problem, Request};

/// After so many failures in a row it is not the rows that are at fault.
const IN_A_ROW: u32 = 20;

/// What is said where a row asks for it, and it is not known.
pub(crate) const PRIMARY_UNCHANGED: &str = "whether it is primary was not changed";

/// A row to be imported.
pub(crate) struct Item<'a> {
    pub(crate) key: Uuid,
    pub(crate) request: &'a Request,
    /// Whether an earlier run began with it, and did not live to see what became of it.
    pub(crate) was_begun: bool,
}

/// Imports all items, and tells of each that was begun what became of it. It ends before the end, with the reason, when
/// `stop` comes or when nothing could go on; what is in flight is finished then.
pub(crate) async fn import(
    plannr: &Plannr,
    items: &[Item<'_>],
    journal: &Journal,
    stop: impl Future<Output = String>,
    mut tell: impl FnMut(usize, Verdict),
) -> Option<String> {
    // The batch takes an item when it begins with it; where the journal cannot be written, it gets no more.
    let begun = items.iter().map_while(|item| journal.begin(item.key).then(|| item.request.new.clone()));
    let mut batch = plannr.contact_details().ensure_all(stream_of(begun));
    let (mut stop, mut is_stopped) = (pin!(stop), false);
    let mut failures = 0;
    let mut why = None;
    loop {
        let outcome = tokio::select! {
            reason = &mut stop, if !is_stopped => {
                is_stopped = true;
                why.get_or_insert(reason);
                batch.stop();
                continue;
            }
            outcome = batch.next() => outcome,
        };
        let Some(BatchOutcome { index, result, .. }) = outcome else { break };
        failures = if result.as_ref().is_err_and(|error| !is_of_the_row(error)) { failures + 1 } else { 0 };
        if let Some(reason) = result.as_ref().err().and_then(|error| hopeless(error, failures)) {
            why.get_or_insert(reason);
            batch.stop();
        }
        let item = &items[index];
        let verdict = verdict(item, result);
        // What is unknown stays begun, so that the next run waits, and looks.
        if verdict.outcome != Outcome::Unknown {
            journal.end(item.key, verdict.outcome, verdict.uuid, item.request.is_primary);
        }
        tell(index, verdict);
    }
    why.or_else(|| journal.failure().map(|error| format!("the journal cannot be written: {error}")))
}

fn is_of_the_row(error: &Error) -> bool {
    error.is_invalid_input() || error.is_validation() || error.is_unclear()
}

/// Why all other rows would fail as well. A 403 or 404 may be about the owners of one row: no page says how Plannr answers
/// for an account that it does not know.
fn hopeless(error: &Error, failures: u32) -> Option<String> {
    let is_of_all = error.is_config()
        || error.is_token()
        || error.is_unauthenticated()
        || error.is_redirect()
        || error.is_rate_limited();
    if is_of_all {
        return Some(error.to_string());
    }
    (failures >= IN_A_ROW).then(|| format!("{failures} rows failed in a row, the last with: {error}"))
}

fn verdict(item: &Item<'_>, result: Result<Ensured, Error>) -> Verdict {
    match result {
        Ok(ensured) => {
            let uuid = ensured.details().first().map(|detail| detail.uuid);
            let (outcome, reason) = match &ensured {
                Ensured::Created(_) => (Outcome::Created, String::new().into()),
                Ensured::CreatedAfterUnknown(_) => (Outcome::PerhapsTwice, String::new().into()),
                Ensured::Partial { lacking, .. } => {
                    let owners = item.request.new.owners().len();
                    (Outcome::Partial, format!("lacking: {} of {owners} owners", lacking.len()).into())
                }
                _ => existing(item, ensured.details()),
            };
            Verdict::new(outcome, reason, uuid)
        }
        Err(error) => {
            let uuid = error.uuid();
            let outcome = match error.server_state() {
                ServerState::Applied { uuid: Some(_) } => Outcome::Created,
                ServerState::NotApplied if error.is_unclear() => Outcome::Unclear,
                ServerState::NotApplied if error.is_invalid_input() => Outcome::Invalid,
                ServerState::NotApplied if error.is_validation() => Outcome::Refused,
                ServerState::NotApplied => Outcome::Failed,
                _ => Outcome::Unknown,
            };
            Verdict::new(outcome, error, uuid)
        }
    }
}

/// What was there is left as it is, also if it was to be primary and is not.
fn existing(item: &Item<'_>, details: &[ContactDetail]) -> (Outcome, Problem) {
    let how = if item.was_begun { "an earlier run that was interrupted may have created it" } else { "it was there" };
    let is_primary_for = |owner: &Uuid| {
        let accounts = details.iter().flat_map(|detail| detail.primary_accounts.iter().flatten());
        accounts.map(|account| account.uuid).any(|uuid| uuid == *owner)
    };
    let is_as_wanted = !item.request.is_primary || item.request.new.owners().iter().all(is_primary_for);
    match (is_as_wanted, item.was_begun) {
        (false, _) => (Outcome::Differs, Problem::new("is_primary", format!("{how}; {PRIMARY_UNCHANGED}"))),
        (true, true) => (Outcome::Existing, how.to_owned().into()),
        (true, false) => (Outcome::Existing, String::new().into()),
    }
}
