//! The content of a request body, checked and normalised.

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::field_errors::FieldErrors;
use super::phone::Phone;
use super::rules;
use super::spec::{CREATE, Field, Spec, UPDATE};
pub(super) use super::store::Content;
use super::store::{CLIENT, Detail, PHONE_NUMBER, Store, uuid_in};

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
        let fields = spec.fields(CREATE, body["type"].as_str().unwrap_or_default());
        Self::read(spec, store, fields.iter(), body, &[])
    }

    /// An update cannot change the type of a contact detail, which decides what a value is.
    pub(super) fn to_update(spec: &Spec, store: &Store, detail: &Detail, mut body: Value) -> Result<Self, FieldErrors> {
        let Content { kind, primary_for, .. } = &detail.content;
        let of_type = |field| spec.fields(CREATE, kind).iter().find(|own| own.name == "value" && own.name == field);
        let fields = spec.fields(UPDATE, kind).iter().map(|field| of_type(field.name).unwrap_or(field));
        body["type"] = json!(kind);
        body["is_primary"] = Value::Null;
        Self::read(spec, store, fields, body, primary_for)
    }

    /// Checks the fields in their order, and ignores others. Without primary accounts in the body, remaining owners keep
    /// it as their primary contact detail.
    fn read<'f>(
        spec: &Spec,
        store: &Store,
        fields: impl Iterator<Item = &'f Field>,
        mut body: Value,
        primary_for: &[Uuid],
    ) -> Result<Self, FieldErrors> {
        let (mut errors, is_phone) = (FieldErrors::default(), body["type"] == PHONE_NUMBER);
        for field in fields {
            if field.is_required && !errors.require(field.name, body.get(field.name)) {
                continue;
            }
            let Some(value) = body.get_mut(field.name) else { continue };
            convert(field.schema, value);
            let of_schema = || rules::errors(spec, field.schema, value, field.name);
            match field.name {
                "value" if errors.has("type") => {}
                "value" if is_phone => errors.extend(Phone::read(value).err().unwrap_or_else(of_schema)),
                _ if field.schema["type"] == "array" => {
                    errors.extend(of_schema().of(field.name));
                    check_clients(store, field.name, value, &mut errors);
                }
                _ => errors.extend(of_schema()),
            }
        }
        errors.into_result(())?;
        // The fields are valid, so this fails only with a custom spec.
        let body: Body = serde_json::from_value(body)
            .map_err(|_| FieldErrors::from_iter([("body", "The body field format is invalid.")]))?;
        let phone = Phone::read(&body.value).ok().filter(|_| is_phone);
        let value = phone.as_ref().map(|phone| phone.e164.as_str()).or(body.value.as_str());
        let value = value.unwrap_or_default().to_owned();
        let owners = each_once(body.account_uuids);
        let primary_for = match (body.is_primary, body.primary_account_uuids) {
            (Some(true), named) => each_once([owners.clone(), named.unwrap_or_default()].concat()),
            (_, Some(named)) => each_once(named),
            _ => primary_for.iter().copied().filter(|account| owners.contains(account)).collect(),
        };
        Ok(Self { kind: body.kind, name: body.name, value, phone, owners, primary_for })
    }
}

/// Converts what Laravel takes for a boolean or an array.
fn convert(schema: &Value, value: &mut Value) {
    let converted = match (schema["type"].as_str(), &*value) {
        (Some("boolean"), value) if *value == 1 || *value == "1" => json!(true),
        (Some("boolean"), value) if *value == 0 || *value == "0" => json!(false),
        (Some("array"), Value::Object(entries)) => entries.values().cloned().collect(),
        _ => return,
    };
    *value = converted;
}

fn check_clients(store: &Store, field: &str, accounts: &Value, errors: &mut FieldErrors) {
    for (at, account) in accounts.as_array().into_iter().flatten().enumerate() {
        let item = format!("{field}.{at}");
        match uuid_in(account).map(|uuid| store.account(uuid)) {
            None => errors.add(&*item, format!("The {item} field must be a valid UUID.")),
            Some(None) => errors.add(&*item, format!("The selected {item} is invalid.")),
            Some(Some(account)) if !account.is(CLIENT) => errors.add(item, "The account must be a client account."),
            Some(Some(_)) => {}
        }
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
