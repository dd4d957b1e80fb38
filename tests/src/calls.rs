//! How each operation is called through the SDK: the one place to change when the spec gets a new operation or a new
//! parameter.

use std::collections::BTreeMap;

use plannr_sdk::reqwest::StatusCode;
use plannr_sdk::reqwest::header::HeaderMap;
use plannr_sdk::{
    ContactDetail, ContactDetailValue, Error, ListContactDetails, NewContactDetail, Page, Plannr, Response,
    UpdateContactDetail, Uuid,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::spec::{Operation, Parameter, entries};

/// What an operation is called with.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// What a finding calls it.
    pub label: String,
    /// The parameters by place (`path`, `query`, `header`) and name.
    pub parameters: BTreeMap<(String, String), Value>,
    /// The body.
    pub body: Option<Value>,
    /// The name of the example in the spec that the body is.
    pub example: Option<String>,
}

impl Call {
    /// With the required parameters only, by their examples, and the first example of a body.
    pub fn least(operation: &Operation<'_>) -> Self {
        let mut call = Self { label: "with as little as possible".to_owned(), ..Self::default() };
        for parameter in operation.parameters().iter().filter(|parameter| parameter.is_required()) {
            call.set(parameter, parameter.example().clone());
        }
        match operation.body_examples().first() {
            Some((name, example)) => call.with_example(name, example),
            None => call,
        }
    }

    /// Sets a parameter.
    pub fn set(&mut self, parameter: &Parameter<'_>, value: Value) {
        self.parameters.insert((parameter.place().to_owned(), parameter.name().to_owned()), value);
    }

    /// The same call with another label and one more parameter.
    #[must_use]
    pub fn with(&self, parameter: &Parameter<'_>, value: Value) -> Self {
        let mut call = Self { label: format!("with {} = {value}", parameter.name()), ..self.clone() };
        call.set(parameter, value);
        call
    }

    /// The same call with an example of the spec as its body.
    #[must_use]
    pub fn with_example(&self, name: &str, example: &Value) -> Self {
        let label = format!("with the body {name}");
        Self { label, body: Some(example.clone()), example: Some(name.to_owned()), ..self.clone() }
    }

    /// The same call with another body.
    #[must_use]
    pub fn with_body(&self, label: &str, body: &Value) -> Self {
        Self { label: label.to_owned(), body: Some(body.clone()), example: None, ..self.clone() }
    }

    /// The parameters of a place.
    pub fn parameters_in(&self, place: &str) -> Vec<(&str, &Value)> {
        let parameters = self.parameters.iter().filter(|((other, _), _)| other == place);
        parameters.map(|((_, name), value)| (name.as_str(), value)).collect()
    }
}

/// What the SDK gave back.
#[derive(Clone, Debug)]
pub enum Answered {
    /// A contact detail.
    Detail(Response<ContactDetail>),
    /// A page of them.
    Page(Response<Page>),
}

impl Answered {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Detail(response) => response.status(),
            Self::Page(response) => response.status(),
        }
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        match self {
            Self::Detail(response) => response.headers(),
            Self::Page(response) => response.headers(),
        }
    }

    /// The body of the answer.
    pub fn body(&self) -> &[u8] {
        match self {
            Self::Detail(response) => response.body(),
            Self::Page(response) => response.body(),
        }
    }

    /// The value written back as JSON.
    pub fn written(&self) -> Result<Value, String> {
        let written = match self {
            Self::Detail(response) => serde_json::to_value(&**response),
            Self::Page(response) if !response.failures().is_empty() => {
                return Err(format!("not all items could be read: {}", response.failures()[0]));
            }
            Self::Page(response) => serde_json::to_value(&***response),
        };
        written.map_err(|error| error.to_string())
    }
}

/// How a parameter is set that callers may leave out.
type Setter = fn(ListContactDetails, &Value) -> Result<ListContactDetails, String>;

const LIST_SETTERS: &[(&str, Setter)] = &[
    ("filter[uuid]", |list, value| Ok(list.uuids(read::<Vec<_>>(value)?))),
    ("filter[account_uuids]", |list, value| Ok(list.account_uuids(read::<Vec<_>>(value)?))),
    ("filter[circle_uuids]", |list, value| Ok(list.circle_uuids(read::<Vec<_>>(value)?))),
    ("filter[type]", |list, value| Ok(list.types(read::<Vec<_>>(value)?))),
    ("filter[value]", |list, value| Ok(list.values(read::<Vec<String>>(value)?))),
    ("include", |list, value| Ok(list.include(read::<Vec<_>>(value)?))),
    ("sort", |list, value| Ok(list.sort(read(value)?))),
    ("per_page", |list, value| Ok(list.per_page(read(value)?))),
    ("page", |list, value| Ok(list.page(read(value)?))),
];

/// The parameters of the query that the SDK can set for an operation.
pub fn settable(operation: &Operation<'_>) -> Vec<&'static str> {
    match operation.id() {
        "listContactDetails" => LIST_SETTERS.iter().map(|(name, _)| *name).collect(),
        _ => Vec::new(),
    }
}

/// Calls an operation.
pub async fn call(plannr: &Plannr, operation: &Operation<'_>, call: &Call) -> Result<Result<Answered, Error>, String> {
    let plannr = as_account(plannr, operation, call)?;
    let details = plannr.contact_details();
    match operation.id() {
        "listContactDetails" => {
            let mut list = details.list();
            for (name, value) in call.parameters_in("query") {
                let setter = LIST_SETTERS.iter().find(|(other, _)| *other == name);
                let (_, set) =
                    setter.ok_or_else(|| unknown_parameter(operation, name, "plannr-sdk/src/list/mod.rs"))?;
                list = set(list, value)?;
            }
            Ok(list.send().await.map(Answered::Page))
        }
        "createContactDetail" => Ok(match new_contact_detail(body(operation, call)?)? {
            Ok(new) => details.create(&new).await.map(Answered::Detail),
            Err(error) => Err(error),
        }),
        "updateContactDetail" => {
            let uuid = uuid(operation, call)?;
            Ok(match update_contact_detail(body(operation, call)?)? {
                Ok(update) => details.update(uuid, &update).await.map(Answered::Detail),
                Err(error) => Err(error),
            })
        }
        _ => Err(unknown_operation(operation)),
    }
}

/// Builds the body of a request, as far as it is before anything is sent.
pub fn build(operation: &Operation<'_>, body: &Value) -> Result<Result<(), Error>, String> {
    match operation.id() {
        "createContactDetail" => Ok(new_contact_detail(body)?.map(drop)),
        "updateContactDetail" => Ok(update_contact_detail(body)?.map(drop)),
        _ => Err(unknown_operation(operation)),
    }
}

/// The body of a request, read as the type that the SDK has for it, and written again.
pub fn reread(operation: &Operation<'_>, body: &Value) -> Result<Value, String> {
    let written = match operation.id() {
        "createContactDetail" => serde_json::to_value(read::<NewContactDetail>(body)?),
        "updateContactDetail" => serde_json::to_value(read::<UpdateContactDetail>(body)?),
        _ => return Err(unknown_operation(operation)),
    };
    written.map_err(|error| error.to_string())
}

fn unknown_operation(operation: &Operation<'_>) -> String {
    format!(
        "{} has no wrapper that the tests know: write one in plannr-sdk/src/contact_details.rs, and say in \
         tests/src/calls.rs how it is called",
        operation.name()
    )
}

/// The account is a setting of the client, and no parameter of its methods.
fn as_account(plannr: &Plannr, operation: &Operation<'_>, call: &Call) -> Result<Plannr, String> {
    let mut plannr = plannr.clone();
    for (name, value) in call.parameters_in("header") {
        plannr = match name {
            "X-PLANNR-ACCOUNT-UUID" => plannr.with_account(read(value)?),
            _ => return Err(unknown_parameter(operation, name, "plannr-sdk/src/client/")),
        };
    }
    Ok(plannr)
}

fn unknown_parameter(operation: &Operation<'_>, name: &str, file: &str) -> String {
    format!(
        "{} has the parameter `{name}`, which the tests cannot set: write a method for it in {file}, and say in \
         tests/src/calls.rs which one it is",
        operation.name()
    )
}

fn uuid(operation: &Operation<'_>, call: &Call) -> Result<Uuid, String> {
    match call.parameters_in("path").as_slice() {
        [("uuid", uuid)] => read(uuid),
        other => Err(format!("{} is called by its uuid, not by {other:?}", operation.name())),
    }
}

fn body<'c>(operation: &Operation<'_>, call: &'c Call) -> Result<&'c Value, String> {
    call.body.as_ref().ok_or_else(|| format!("{} has no example of a body in the spec", operation.name()))
}

/// Builds a new contact detail with the constructors of the SDK.
fn new_contact_detail(body: &Value) -> Result<Result<NewContactDetail, Error>, String> {
    let known = ["type", "name", "value", "account_uuids", "is_primary", "primary_account_uuids"];
    only(body, &known)?;
    let (name, owners): (String, Vec<Uuid>) = (read(&body["name"])?, read(&body["account_uuids"])?);
    let is_primary = optional(body, "is_primary")?;
    let primary_for: Option<Vec<Uuid>> = optional(body, "primary_account_uuids")?;
    let new = match (&body["type"], &body["value"]) {
        (Value::String(kind), Value::String(address)) if kind == "email" => {
            NewContactDetail::email(name, address, owners)
        }
        (Value::String(kind), Value::String(number)) if kind == "phone_number" => {
            NewContactDetail::phone_number(name, number, owners)
        }
        (Value::String(kind), value @ Value::Object(_)) if kind == "phone_number" => {
            let (country, number) = country_and_number(value)?;
            NewContactDetail::phone_number_in(name, country, number, owners)
        }
        (kind, value) => return Err(format!("no constructor makes a contact detail of type {kind} from {value}")),
    };
    Ok(new.map(|mut new| {
        match &mut new {
            NewContactDetail::Email(new) => new.is_primary = is_primary,
            NewContactDetail::PhoneNumber(new) => new.is_primary = is_primary,
            _ => {}
        }
        primary_for.into_iter().fold(new, NewContactDetail::primary_for)
    }))
}

/// Builds an update with the constructors of the SDK.
fn update_contact_detail(body: &Value) -> Result<Result<UpdateContactDetail, Error>, String> {
    only(body, &["name", "value", "account_uuids", "primary_account_uuids"])?;
    let (name, owners): (String, Vec<Uuid>) = (read(&body["name"])?, read(&body["account_uuids"])?);
    let primary_for: Option<Vec<Uuid>> = optional(body, "primary_account_uuids")?;
    let value = match &body["value"] {
        Value::String(address) if address.contains('@') => ContactDetailValue::email(address),
        Value::String(number) => ContactDetailValue::phone_number(number),
        value => {
            let (country, number) = country_and_number(value)?;
            ContactDetailValue::phone_number_in(country, number)
        }
    };
    let update = value.and_then(|value| UpdateContactDetail::new(name, value, owners));
    Ok(update.map(|update| primary_for.into_iter().fold(update, UpdateContactDetail::primary_for)))
}

fn only(body: &Value, known: &[&str]) -> Result<(), String> {
    match entries(body).find(|(name, _)| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some((unknown, _)) => Err(format!(
            "no constructor sets `{unknown}`: write one in plannr-sdk/src/requests.rs, and say in tests/src/calls.rs \
             which one it is"
        )),
    }
}

fn country_and_number(value: &Value) -> Result<(String, String), String> {
    only(value, &["country", "number"])?;
    Ok((read(&value["country"])?, read(&value["number"])?))
}

/// What is left out; null is not the same, and no constructor takes it.
fn optional<T: DeserializeOwned>(body: &Value, name: &str) -> Result<Option<T>, String> {
    body.get(name).map(read).transpose()
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| format!("{value} is not what the SDK takes there: {error}"))
}
