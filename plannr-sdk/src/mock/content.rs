//! The content of a request body, checked and normalised.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::field_errors::FieldErrors;
use super::phone::Phone;
use super::spec::{CREATE, Spec, UPDATE};
pub(super) use super::store::Content;
use super::store::{CLIENT, Detail, PHONE_NUMBER, Store};

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "type")]
    kind: String,
    name: String,
    value: Value,
    account_uuids: Vec<Uuid>,
    is_primary: Option<bool>,
    primary_account_uuids: Option<Vec<Uuid>>,
}

impl Content {
    pub(super) fn to_create(spec: &Spec, store: &Store, body: Value) -> Result<Self, FieldErrors> {
        spec.validate(CREATE, &body).into_result(())?;
        Self::read(store, body, &[])
    }

    /// An update cannot change the type of a contact detail.
    pub(super) fn to_update(spec: &Spec, store: &Store, detail: &Detail, mut body: Value) -> Result<Self, FieldErrors> {
        spec.validate(UPDATE, &body).into_result(())?;
        body["type"] = detail.content.kind.as_str().into();
        spec.validate(CREATE, &body).of("value").into_result(())?;
        Self::read(store, body, &detail.content.primary_for)
    }

    /// Without primary accounts in the body, remaining owners keep it as their primary contact detail.
    fn read(store: &Store, body: Value, primary_for: &[Uuid]) -> Result<Self, FieldErrors> {
        // The schema has accepted the body, so this fails only with a custom spec.
        let body: Body = serde_json::from_value(body)
            .map_err(|_| FieldErrors::from_iter([("body", "The body field format is invalid.")]))?;
        let mut errors = FieldErrors::default();
        let named = body.primary_account_uuids.as_deref().unwrap_or_default();
        for (field, accounts) in [("account_uuids", &*body.account_uuids), ("primary_account_uuids", named)] {
            for (at, account) in accounts.iter().enumerate() {
                let field = format!("{field}.{at}");
                match store.account(*account) {
                    Some(account) if account.is(CLIENT) => {}
                    Some(_) => errors.add(field, "The account must be a client account."),
                    None => errors.add(field.clone(), format!("The selected {field} is invalid.")),
                }
            }
        }
        let phone = (body.kind == PHONE_NUMBER).then(|| Phone::read(&body.value)).transpose();
        let phone = phone.unwrap_or_else(|(field, text)| {
            errors.add(field, text);
            None
        });
        let value = phone.as_ref().map(|phone| phone.e164.as_str()).or(body.value.as_str());
        let value = value.unwrap_or_default().to_owned();
        let owners = each_once(body.account_uuids);
        let primary_for = match (body.is_primary, body.primary_account_uuids) {
            (Some(true), named) => each_once([owners.clone(), named.unwrap_or_default()].concat()),
            (_, Some(named)) => each_once(named),
            _ => primary_for.iter().copied().filter(|account| owners.contains(account)).collect(),
        };
        errors.into_result(Self { kind: body.kind, name: body.name, value, phone, owners, primary_for })
    }
}

fn each_once(uuids: Vec<Uuid>) -> Vec<Uuid> {
    uuids.into_iter().fold(Vec::new(), |mut seen, uuid| {
        if !seen.contains(&uuid) {
            seen.push(uuid);
        }
        seen
    })
}
