//! Ensures every row with bounded concurrency, and derives the outcome of each from the SDK's result.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use plannr_sdk::{BatchOutcome, ContactDetail, Ensured, Error, Plannr, ServerState, Uuid};

use super::journal::Journal;
use super::report::{Outcome, RowResult};
use super::rows::{Reason, Request};

/// The run stops after this many consecutive failures that are not the row's fault.
const MAX_FAILURES: u32 = 20;

pub(crate) const PRIMARY_UNCHANGED: &str = "is_primary was not changed";

/// A row to send.
pub(crate) struct Item<'a> {
    /// The index of its row.
    pub(crate) row: usize,
    pub(crate) key: Uuid,
    pub(crate) request: &'a Request,
    /// Whether an earlier run started it without recording an outcome.
    pub(crate) was_begun: bool,
}

/// Imports the items and reports the result of each that was started. Returns the reason if it stopped early: because
/// `stop` completed, or because no further row could succeed. Requests in flight are finished first.
pub(crate) async fn import(
    plannr: &Plannr,
    items: &[Item<'_>],
    journal: &Journal,
    stop: impl Future<Output = String>,
    mut report: impl FnMut(&Item<'_>, RowResult),
) -> Option<String> {
    // The batch reads ahead: these rows are begun early. If a journal entry fails, the input ends.
    let begun = AtomicUsize::new(0);
    let input = items.iter().map_while(|item| {
        begun.fetch_add(1, Ordering::Relaxed);
        journal.begin(item.key).then(|| item.request.new.clone())
    });
    let mut batch = plannr.contact_details().ensure_all(input);
    let mut stop = pin!(stop);
    let mut stop_reason = None;
    let (mut failures, mut started) = (0, 0);
    loop {
        let outcome = tokio::select! {
            reason = &mut stop, if stop_reason.is_none() => {
                batch.stop();
                stop_reason = Some(reason);
                continue;
            }
            outcome = batch.next() => outcome,
        };
        let Some(BatchOutcome { index, result, .. }) = outcome else { break };
        started += 1;
        failures = count_failures(failures, &result);
        if failures >= MAX_FAILURES
            && let Err(error) = &result
        {
            batch.stop();
            stop_reason.get_or_insert(error.to_string());
        }
        let item = &items[index];
        let result = row_result(item, result);
        // An unknown outcome stays begun, so that the next run waits and then looks it up.
        if result.outcome != Outcome::UNKNOWN {
            journal.end(item.key, &result, item.request.is_primary);
        }
        report(item, result);
    }
    items[started..begun.load(Ordering::Relaxed)].iter().for_each(|item| journal.end_unsent(item.key));
    let failure = journal.finish();
    stop_reason.or(failure)
}

/// Counts the consecutive failures that are not the row's fault. A failure that affects every row counts as the maximum.
fn count_failures(failures: u32, result: &Result<Ensured, Error>) -> u32 {
    let Err(error) = result else { return 0 };
    let concerns_one_row = error.is_invalid_input() || error.is_validation() || error.is_unclear();
    let is_refused = error.is_unauthenticated() || error.is_redirect() || error.is_rate_limited();
    match error.is_config() || error.is_token() || is_refused {
        true => MAX_FAILURES,
        false if concerns_one_row => 0,
        false => failures + 1,
    }
}

fn row_result(item: &Item<'_>, result: Result<Ensured, Error>) -> RowResult {
    let uuid = match &result {
        Ok(ensured) => ensured.details().first().map(|detail| detail.uuid),
        Err(error) => error.uuid(),
    };
    let (outcome, reason) = match result {
        Ok(Ensured::Created(_)) => (Outcome::CREATED, Reason::default()),
        Ok(Ensured::CreatedAfterUnknown(_)) => (Outcome::PERHAPS_TWICE, Reason::default()),
        Ok(Ensured::Partial { lacking, .. }) => {
            let (lacking, owners) = (lacking.len(), item.request.new.owners().len());
            (Outcome::PARTIAL, Reason::new("", format!("{lacking} of {owners} owners do not have it")))
        }
        Ok(ensured) => existing(item, ensured.details()),
        Err(error) => {
            let outcome = match error.server_state() {
                ServerState::Applied { uuid: Some(_), .. } => Outcome::CREATED,
                ServerState::NotApplied if error.is_unclear() => Outcome::UNCLEAR,
                ServerState::NotApplied if error.is_invalid_input() => Outcome::INVALID,
                ServerState::NotApplied if error.is_validation() => Outcome::REFUSED,
                ServerState::NotApplied => Outcome::FAILED,
                _ => Outcome::UNKNOWN,
            };
            (outcome, Reason::from(&error))
        }
    };
    RowResult { outcome, reason, uuid }
}

/// Reports an existing contact detail: as `differs` if the row is marked primary and no contact detail is primary.
fn existing(item: &Item<'_>, details: &[ContactDetail]) -> (Outcome, Reason) {
    let origin = if item.was_begun { "an interrupted run may have created it" } else { "already in Plannr" };
    let primary: Vec<Uuid> = details
        .iter()
        .flat_map(|detail| detail.primary_accounts.iter().flatten())
        .map(|account| account.uuid)
        .collect();
    if item.request.is_primary && !item.request.new.owners().iter().all(|owner| primary.contains(owner)) {
        return (Outcome::DIFFERS, Reason::new("is_primary", format!("{origin}; {PRIMARY_UNCHANGED}")));
    }
    (Outcome::EXISTING, Reason::new("", if item.was_begun { origin } else { "" }))
}
