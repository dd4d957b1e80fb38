//! From a request's body to what is stored: everything that can be wrong with a body is found here.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::phone::Phone;
use super::problems::Problems;
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
    pub(super) fn to_create(spec: &Spec, store: &Store, body: Value) -> Result<Self, Problems> {
        spec.problems(CREATE, &body).into_result(())?;
        Self::read(store, body)
    }

    /// A contact detail keeps its type, and its new value must be one of that type.
    pub(super) fn to_update(spec: &Spec, store: &Store, detail: &Detail, mut body: Value) -> Result<Self, Problems> {
        spec.problems(UPDATE, &body).into_result(())?;
        body["type"] = detail.kind.as_str().into();
        spec.problems(CREATE, &body).of("value").into_result(())?;
        Self::read(store, body)
    }

    fn read(store: &Store, body: Value) -> Result<Self, Problems> {
        // The spec's schema leaves nothing to fail here, unless it is another spec than this crate's.
        let body: Body = serde_json::from_value(body)
            .map_err(|_| Problems::from_iter([("body", "The body field format is invalid.")]))?;
        let mut problems = Problems::default();
        let primary_accounts = body.primary_account_uuids.as_deref();
        for (field, accounts) in
            [("account_uuids", Some(body.account_uuids.as_slice())), ("primary_account_uuids", primary_accounts)]
        {
            for (at, account) in accounts.into_iter().flatten().enumerate() {
                let field = format!("{field}.{at}");
                match store.account(*account) {
                    Some(account) if account.is(CLIENT) => {}
                    Some(_) => problems.add(field, "The account must be a client account."),
                    None => problems.add(field.clone(), format!("The selected {field} is invalid.")),
                }
            }
        }
        let phone = (body.kind == PHONE_NUMBER).then(|| Phone::read(&body.value)).transpose();
        let phone = phone.unwrap_or_else(|(field, text)| {
            problems.add(field, text);
            None
        });
        let value =
            phone.as_ref().map(|phone| phone.e164.as_str()).or(body.value.as_str()).unwrap_or_default().to_owned();

        let owners = each_once(body.account_uuids);
        let as_owners = (body.is_primary == Some(true)).then(|| owners.clone());
        let primary_for = match (as_owners, body.primary_account_uuids) {
            (Some(owners), Some(named)) => Some([owners, named].concat()),
            (some, other) => some.or(other),
        };
        problems.into_result(Self {
            kind: body.kind,
            name: body.name,
            value,
            phone,
            owners,
            primary_for: primary_for.map(each_once),
        })
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
