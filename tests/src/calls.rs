//! Calls each operation through the SDK. A new operation or parameter is added here.

use std::collections::BTreeMap;

use plannr_sdk::reqwest::StatusCode;
use plannr_sdk::reqwest::header::HeaderMap;
use plannr_sdk::{
    ContactDetailValue, Error, ListContactDetails, NewContactDetail, Plannr, Response, UpdateContactDetail, Uuid,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::spec::{Operation, Parameter, entries};

/// The parameters and the body of a call.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// The name for findings.
    pub label: String,
    /// The parameters by name.
    pub parameters: BTreeMap<String, Value>,
    /// The body.
    pub body: Option<Value>,
    /// The name of the body, if it is an example of the spec.
    pub example: Option<String>,
}

impl Call {
    /// Takes the examples of the required parameters and the first example of a body.
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
        self.parameters.insert(parameter.name().to_owned(), value);
    }

    /// Returns the call with one more parameter.
    #[must_use]
    pub fn with(&self, parameter: &Parameter<'_>, value: Value) -> Self {
        let mut call = Self { label: format!("with {} = {value}", parameter.name()), ..self.clone() };
        call.set(parameter, value);
        call
    }

    /// Returns the call with an example of the spec as its body.
    #[must_use]
    pub fn with_example(&self, name: &str, example: &Value) -> Self {
        let label = format!("with the body {name}");
        Self { label, body: Some(example.clone()), example: Some(name.to_owned()), ..self.clone() }
    }

    /// Returns the call with another body.
    #[must_use]
    pub fn with_body(&self, body: Option<&Value>) -> Self {
        let label = body.map_or("without a body".to_owned(), |body| format!("with the body {body}"));
        Self { label, body: body.cloned(), example: None, ..self.clone() }
    }
}

/// A response that the SDK returned.
#[derive(Clone, Debug)]
pub struct Success {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as received.
    pub body: Vec<u8>,
    /// The value, written back as JSON. A list lacks the items that could not be read.
    pub value: Value,
}

impl Success {
    fn new<T>(response: &Response<T>, value: &impl Serialize) -> Result<Self, Failure> {
        Ok(Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.body().to_vec(),
            value: serde_json::to_value(value)?,
        })
    }
}

/// Either an error of the SDK, or the words for a call that the SDK has no way to make.
type Failure = Box<dyn std::error::Error>;

fn split<T>(result: Result<T, Failure>) -> Result<Result<T, Error>, String> {
    match result.map_err(|failure| failure.downcast()) {
        Ok(value) => Ok(Ok(value)),
        Err(Ok(error)) => Ok(Err(*error)),
        Err(Err(problem)) => Err(problem.to_string()),
    }
}

type Setter = fn(ListContactDetails, &Value) -> Result<ListContactDetails, String>;

/// The optional parameters of the list, and the method of each.
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

/// The query parameters that the SDK can set for an operation.
pub fn settable(operation: &Operation<'_>) -> Vec<&'static str> {
    match operation.id() {
        "listContactDetails" => LIST_SETTERS.iter().map(|(name, _)| *name).collect(),
        _ => Vec::new(),
    }
}

/// The operations that can be called.
pub const OPERATIONS: [&str; 3] = ["listContactDetails", "createContactDetail", "updateContactDetail"];

/// Calls an operation. The outer error is of a call that the SDK has no way to make.
pub async fn call(plannr: &Plannr, operation: &Operation<'_>, call: &Call) -> Result<Result<Success, Error>, String> {
    split(send(plannr, operation, call).await)
}

async fn send(plannr: &Plannr, operation: &Operation<'_>, call: &Call) -> Result<Success, Failure> {
    let (mut plannr, mut uuid, mut query) = (plannr.clone(), None, Vec::new());
    for parameter in operation.parameters() {
        let (name, Some(value)) = (parameter.name(), call.parameters.get(parameter.name())) else { continue };
        match (parameter.place(), name) {
            // The account belongs to the client, not to its methods.
            ("header", "X-PLANNR-ACCOUNT-UUID") => plannr = plannr.with_account(read(value)?),
            ("path", "uuid") => uuid = Some(read(value)?),
            ("query", _) if settable(operation).contains(&name) => query.push((name, value)),
            _ => return Err(unknown_parameter(operation, name).into()),
        }
    }
    let details = plannr.contact_details();
    let body = call.body.as_ref().ok_or_else(|| format!("{} has no example of a body in the spec", operation.name()));
    match operation.id() {
        "listContactDetails" => {
            let mut list = details.list();
            for (name, value) in query {
                for (_, set) in LIST_SETTERS.iter().filter(|(other, _)| *other == name) {
                    list = set(list, value)?;
                }
            }
            let page = list.send().await?;
            Success::new(&page, &**page)
        }
        "createContactDetail" => {
            let created = details.create(&new_contact_detail(body?)?).await?;
            Success::new(&created, &*created)
        }
        "updateContactDetail" => {
            let uuid = uuid.ok_or_else(|| format!("{} is called without its uuid", operation.name()))?;
            let updated = details.update(uuid, &update_contact_detail(body?)?).await?;
            Success::new(&updated, &*updated)
        }
        _ => Err(unknown_operation(operation).into()),
    }
}

/// Builds a request body with the constructors of the SDK, without sending it.
pub fn build(operation: &Operation<'_>, body: &Value) -> Result<Result<(), Error>, String> {
    split(match operation.id() {
        "createContactDetail" => new_contact_detail(body).map(drop),
        "updateContactDetail" => update_contact_detail(body).map(drop),
        _ => Err(unknown_operation(operation).into()),
    })
}

/// Reads a request body as the type of the SDK, and writes it again.
pub fn reread(operation: &Operation<'_>, body: &Value) -> Result<Value, String> {
    let written = match operation.id() {
        "createContactDetail" => serde_json::to_value(read::<NewContactDetail>(body)?),
        "updateContactDetail" => serde_json::to_value(read::<UpdateContactDetail>(body)?),
        _ => return Err(unknown_operation(operation)),
    };
    written.map_err(|error| error.to_string())
}

fn unknown_operation(operation: &Operation<'_>) -> String {
    let name = operation.name();
    format!("{name} has no wrapper: write one in plannr-sdk/src/contact_details.rs, and call it in tests/src/calls.rs")
}

fn unknown_parameter(operation: &Operation<'_>, parameter: &str) -> String {
    let name = operation.name();
    format!(
        "{name} cannot be called with `{parameter}`: write a method in plannr-sdk/src/, and call it in tests/src/calls.rs"
    )
}

fn new_contact_detail(body: &Value) -> Result<NewContactDetail, Failure> {
    only(body, &["type", "name", "value", "account_uuids", "is_primary", "primary_account_uuids"])?;
    let (name, owners): (String, Vec<Uuid>) = (read(&body["name"])?, read(&body["account_uuids"])?);
    let mut new = match (body["type"].as_str(), &body["value"]) {
        (Some("email"), Value::String(address)) => NewContactDetail::email(name, address, owners)?,
        (Some("phone_number"), Value::String(number)) => NewContactDetail::phone_number(name, number, owners)?,
        (Some("phone_number"), value @ Value::Object(_)) => {
            let (country, number) = country_and_number(value)?;
            NewContactDetail::phone_number_in(name, country, number, owners)?
        }
        (kind, value) => {
            return Err(format!("no constructor makes a contact detail of type {kind:?} from {value}").into());
        }
    };
    let is_primary = optional(body, "is_primary")?;
    match &mut new {
        NewContactDetail::Email(new) => new.is_primary = is_primary,
        NewContactDetail::PhoneNumber(new) => new.is_primary = is_primary,
        _ => {}
    }
    let primary_for: Option<Vec<Uuid>> = optional(body, "primary_account_uuids")?;
    Ok(primary_for.into_iter().fold(new, NewContactDetail::primary_for))
}

fn update_contact_detail(body: &Value) -> Result<UpdateContactDetail, Failure> {
    only(body, &["name", "value", "account_uuids", "primary_account_uuids"])?;
    let (name, owners): (String, Vec<Uuid>) = (read(&body["name"])?, read(&body["account_uuids"])?);
    let primary_for: Option<Vec<Uuid>> = optional(body, "primary_account_uuids")?;
    let value = match &body["value"] {
        Value::String(address) if address.contains('@') => ContactDetailValue::email(address)?,
        Value::String(number) => ContactDetailValue::phone_number(number)?,
        value => {
            let (country, number) = country_and_number(value)?;
            ContactDetailValue::phone_number_in(country, number)?
        }
    };
    let update = UpdateContactDetail::new(name, value, owners)?;
    Ok(primary_for.into_iter().fold(update, UpdateContactDetail::primary_for))
}

fn only(body: &Value, known: &[&str]) -> Result<(), String> {
    match entries(body).find(|(name, _)| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some((unknown, _)) => Err(format!(
            "no constructor sets `{unknown}`: write one in plannr-sdk/src/requests.rs, and call it in tests/src/calls.rs"
        )),
    }
}

fn country_and_number(value: &Value) -> Result<(String, String), String> {
    only(value, &["country", "number"])?;
    Ok((read(&value["country"])?, read(&value["number"])?))
}

/// Absent is not null, which no constructor takes.
fn optional<T: DeserializeOwned>(body: &Value, name: &str) -> Result<Option<T>, String> {
    body.get(name).map(read).transpose()
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| format!("{value} is not what the SDK takes there: {error}"))
}
