//! The calls of `--write`: invented contact details for a client account that was named for it. There is no documented
//! way to delete them.

use plannr_sdk::{ContactDetail, ContactDetailType, Error, Page, ServerState, Uuid};
use serde_json::{Value, json};

use super::Made;
use super::ask::Probe;
use super::notes::Topic;
use super::reads::{most, refused};
use super::reply::{About, Outcome};
use crate::calls::Answered;

const NAME: &str = "Probe of the SDK, to be removed";
const NEW_NAME: &str = "Probe of the SDK, updated, to be removed";
const EMAIL: &str = "Probe.Of.The.SDK@Example.com";
/// Ofcom keeps these numbers for fiction.
const PHONE: &str = "07700 900321";
const E164: &str = "+447700900321";
const NEW_PHONE: &str = "+44 7700 900654";

const RELATIONS: [&str; 2] = ["accounts", "primary_accounts"];

/// Makes all calls, for a client account.
pub(super) async fn run(probe: &mut Probe, client: Uuid, made: &mut Made) {
    // First, so that what the client has afterwards shows whether the filter finds what is the client's.
    phone(probe, client, made).await;
    let most = About::List.operation().map(|list| most(&list));
    let query = [("filter[account_uuids]", json!([client])), ("include", json!(RELATIONS)), ("per_page", json!(most))];
    let before = probe.list("of the client account of `--write`", &query).await;
    // What becomes primary takes that from another: only where there is certainly none, nothing of the client's is
    // changed.
    let is_phone = |detail: &ContactDetail| detail.type_ == Some(ContactDetailType::PhoneNumber);
    let is_sure = |page: &Page| page.failures().is_empty() && !page.data.is_empty() && page.data.iter().all(is_phone);
    let has_no_email = before.page().is_some_and(is_sure);
    email(probe, client, has_no_email, made).await;
}

async fn email(probe: &mut Probe, client: Uuid, is_primary: bool, made: &mut Made) {
    let plain = json!({ "type": "email", "name": NAME, "value": EMAIL, "account_uuids": [client] });
    let mut body = plain.clone();
    if is_primary {
        body["is_primary"] = true.into();
    }
    let created = create(probe, "an e-mail address with capitals", body, made).await;
    let Some(uuid) = created.uuid else { return };
    let forms = [(EMAIL.to_owned(), "kept as sent"), (EMAIL.to_lowercase(), "in small letters")];
    probe.notes.note(Topic::Values, "an e-mail address with capitals comes back", created.form(&forms));
    let finding = if is_primary {
        update_primary(probe, uuid, client).await
    } else {
        update_email(probe, uuid, client).await;
        "not tried: the client account has an e-mail address, whose primacy it would have taken".to_owned()
    };
    probe.notes.note(Topic::Primary, "update without `primary_account_uuids`", finding);

    let again = create(probe, "the same e-mail address again", plain, made).await;
    let finding = match again.uuid {
        Some(other) if other == uuid => "merged: the answer has the same uuid".to_owned(),
        Some(_) => "created once more".to_owned(),
        None => refused(&again.outcome),
    };
    probe.notes.note(Topic::Values, "the same e-mail address for the same account", finding);
}

async fn update_email(probe: &mut Probe, uuid: Uuid, client: Uuid) -> Outcome {
    let update = json!({ "name": NEW_NAME, "value": EMAIL, "account_uuids": [client] });
    probe.update("the e-mail address, without `primary_account_uuids`", uuid, update).await
}

/// Updates what is the client's primary one, and says whether it still is.
async fn update_primary(probe: &mut Probe, uuid: Uuid, client: Uuid) -> String {
    let before = is_primary_for(probe, uuid, client, "before its update").await;
    let updated = update_email(probe, uuid, client).await;
    let after = is_primary_for(probe, uuid, client, "after its update").await;
    let finding = match (before, after) {
        _ if !updated.is_success() => return refused(&updated),
        (None, _) | (_, None) => "cannot be told, they are not shown",
        (Some(false), _) => "cannot be told, `is_primary` did not make it primary",
        (Some(true), Some(true)) => "keeps them",
        (Some(true), Some(false)) => "clears them",
    };
    finding.to_owned()
}

async fn phone(probe: &mut Probe, client: Uuid, made: &mut Made) {
    let body = json!({ "type": "phone_number", "name": NAME, "value": PHONE, "account_uuids": [client] });
    let created = create(probe, "a phone number in the form of the UK", body, made).await;
    let Some(uuid) = created.uuid else { return };
    let forms = [(PHONE.to_owned(), "kept as sent"), (E164.to_owned(), "in E.164 form")];
    probe.notes.note(Topic::Values, "a phone number in the form of the UK comes back", created.form(&forms));
    let update = json!({ "name": NEW_NAME, "value": NEW_PHONE, "account_uuids": [client] });
    probe.update("the phone number", uuid, update).await;
}

/// What came of a create.
struct Created {
    outcome: Outcome,
    uuid: Option<Uuid>,
}

impl Created {
    /// Which of the known forms the value came back in.
    fn form(&self, known: &[(String, &'static str)]) -> &'static str {
        let value = match &self.outcome.read {
            Some(Answered::Detail(detail)) => detail.value.as_ref(),
            _ => None,
        };
        let Some(value) = value else { return "not at all" };
        known.iter().find(|(form, _)| form == value).map_or("in another form", |(_, words)| words)
    }
}

/// Creates, and remembers what is to be removed by hand.
async fn create(probe: &mut Probe, what: &str, body: Value, made: &mut Made) -> Created {
    let outcome = probe.create(what, body).await;
    let uuid = match (&outcome.read, &outcome.error) {
        (Some(Answered::Detail(detail)), _) => Some(detail.uuid),
        (_, error) => error.as_ref().and_then(Error::uuid),
    };
    let is_in_doubt = outcome.error.as_ref().is_some_and(|error| error.server_state() != ServerState::NotApplied);
    made.in_doubt += u32::from(is_in_doubt && uuid.is_none());
    if let Some(uuid) = uuid.filter(|uuid| !made.uuids.contains(uuid)) {
        // At once, and not where the report goes: whatever happens next, it is known what is to be removed.
        eprintln!("created, to be removed in Plannr: {uuid}");
        made.uuids.push(uuid);
    }
    Created { outcome, uuid }
}

/// Whether a contact detail is the client's primary one; `None` if the answer does not show it.
async fn is_primary_for(probe: &mut Probe, uuid: Uuid, client: Uuid, when: &str) -> Option<bool> {
    let query = [("filter[uuid]", json!([uuid])), ("include", json!(RELATIONS))];
    let outcome = probe.list(&format!("the e-mail address, {when}"), &query).await;
    let detail = outcome.page()?.data.iter().find(|detail| detail.uuid == uuid)?;
    Some(detail.primary_accounts.as_ref()?.iter().any(|account| account.uuid == client))
}
