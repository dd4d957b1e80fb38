//! Calls each operation through the SDK. A new operation is a row of [`OPERATIONS`], a new parameter a row of its setters.

use std::collections::BTreeMap;
use std::pin::Pin;

use plannr_sdk::models::{
    AccountInclude, AccountPage, AccountRoleFilter, AccountSort, AccountTypeFilter, ContactDetailPage, LoginList,
};
use plannr_sdk::reqwest::StatusCode;
use plannr_sdk::reqwest::header::HeaderMap;
use plannr_sdk::{
    Account, ContactDetail, ContactDetailInclude, ContactDetailSort, ContactDetailTypeFilter, ContactDetailValue,
    Error, ListAccounts, ListContactDetails, NewContactDetail, Plannr, Response, UpdateContactDetail, Uuid,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::spec::{Operation, Parameter, entries};

/// Declares the methods that set the query parameters of a list, each with the type of its argument and, before it, the
/// caller's part of the name.
macro_rules! setters {
    ($($name:literal => $method:ident($($part:literal,)? $kind:ty),)*) => {
        &[$(Setter {
            name: $name,
            derive: derive::<$kind>,
            set: |list, value| Ok(list.$method($($part,)? read::<$kind>(value)?)),
        }),*]
    };
}

/// Sends a call, and takes the value of the response.
macro_rules! send {
    (|$call:ident| $sent:expr, |$response:ident| $value:expr) => {
        |$call| {
            Box::pin(async move {
                let $response = $sent.await?;
                Success::new(&$response, $value)
            })
        }
    };
}

/// The operations of the SDK.
pub const OPERATIONS: &[Row] = &[
    Row {
        id: "listContactDetails",
        send: send!(|call| call.set(call.plannr.contact_details().list(), CONTACT_DETAILS)?.send(), |page| &**page),
        result: Some(derive::<ContactDetailPage>),
        query: || parameters(CONTACT_DETAILS),
        ..NOTHING
    },
    Row {
        id: "createContactDetail",
        send: send!(|call| call.plannr.contact_details().create(&call.body()?), |created| &*created),
        result: Some(derive::<ContactDetail>),
        body: Some(Body::of::<NewContactDetail>()),
        ..NOTHING
    },
    Row {
        id: "updateContactDetail",
        send: send!(|call| call.plannr.contact_details().update(call.path("uuid")?, &call.body()?), |updated| {
            &*updated
        }),
        result: Some(derive::<ContactDetail>),
        body: Some(Body::of::<UpdateContactDetail>()),
        ..NOTHING
    },
    Row {
        id: "listAccounts",
        send: send!(|call| call.set(call.plannr.accounts().list(), ACCOUNTS)?.send(), |page| &**page),
        result: Some(derive::<AccountPage>),
        query: || parameters(ACCOUNTS),
        ..NOTHING
    },
    Row {
        id: "showAccount",
        send: |call| {
            Box::pin(async move {
                let shown = call.plannr.accounts().get(call.path("uuid")?).await?;
                shown.map_or_else(|| Ok(Success::absent()), |shown| Success::new(&shown, &*shown))
            })
        },
        result: Some(derive::<Account>),
        ..NOTHING
    },
    Row {
        id: "listLogins",
        send: send!(|call| call.plannr.logins(), |logins| &json!({ "data": **logins })),
        result: Some(derive::<LoginList>),
        ..NOTHING
    },
];

/// An operation that takes and returns nothing.
const NOTHING: Row = Row {
    id: "",
    send: |_| Box::pin(async { Err("it is not called".into()) }),
    result: None,
    body: None,
    query: Vec::new,
    errors: Vec::new,
};

const CONTACT_DETAILS: &[Setter<ListContactDetails>] = setters! {
    "filter[uuid]" => uuids(Vec<Uuid>),
    "filter[account_uuids]" => account_uuids(Vec<Uuid>),
    "filter[circle_uuids]" => circle_uuids(Vec<Uuid>),
    "filter[type]" => types(Vec<ContactDetailTypeFilter>),
    "filter[value]" => values(Vec<String>),
    "include" => include(Vec<ContactDetailInclude>),
    "sort" => sort(ContactDetailSort),
    "per_page" => per_page(u64),
    "page" => page(u64),
};

#[expect(deprecated, reason = "a filter that the spec deprecates is called, too")]
const ACCOUNTS: &[Setter<ListAccounts>] = setters! {
    "filter[name]" => name(String),
    "filter[primary_email]" => primary_email(String),
    "filter[primary_phone_number]" => primary_phone_number(String),
    "filter[email]" => email(String),
    "filter[type]" => types(Vec<AccountTypeFilter>),
    "filter[role]" => roles(Vec<AccountRoleFilter>),
    "filter[created_after]" => created_after(String),
    "filter[created_before]" => created_before(String),
    "filter[inactive_after]" => inactive_after(String),
    "filter[inactive_before]" => inactive_before(String),
    "filter[is_prospect]" => is_prospect(bool),
    "filter[status]" => statuses(Vec<String>),
    "filter[groups]" => groups(Vec<String>),
    "filter[departments]" => departments(Vec<String>),
    "filter[custom_field:pet_name]" => custom_field("pet_name", String),
    "include" => include(Vec<AccountInclude>),
    "sort" => sort(AccountSort),
    "per_page" => per_page(u64),
    "page" => page(u64),
};

/// Derives the schema of a type of the SDK.
pub type Derive = fn(&mut SchemaGenerator) -> Schema;

fn derive<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

type Sent<'a> = Pin<Box<dyn Future<Output = Result<Success, Failure>> + 'a>>;

/// An operation of the SDK: how it is called, and the types of its parts.
pub struct Row {
    /// The `operationId`.
    pub id: &'static str,
    send: for<'a> fn(Arguments<'a>) -> Sent<'a>,
    /// The type of the value that it returns.
    pub result: Option<Derive>,
    /// The type of the request body.
    pub body: Option<Body>,
    query: fn() -> Vec<(&'static str, Derive)>,
    /// The types of the error bodies that have more than a message and field errors, by their statuses.
    errors: fn() -> Vec<ErrorBody>,
}

impl Row {
    /// Returns the row of an operation, or the remedy if it has none.
    pub fn of(operation: &Operation<'_>) -> Result<&'static Self, String> {
        OPERATIONS.iter().find(|row| row.id == operation.id()).ok_or_else(|| {
            let remedy = "write one in the file of its resource, such as plannr-sdk/src/contact_details.rs, and add a row \
                          to OPERATIONS in tests/src/calls.rs";
            format!("{} has no wrapper: {remedy}", operation.name())
        })
    }

    /// The query parameters that it can set, and their types.
    pub fn parameters(&self) -> BTreeMap<&'static str, Derive> {
        (self.query)().into_iter().collect()
    }

    /// The type of the error body for a status, if it has one of its own.
    pub fn error(&self, status: u16) -> Option<ErrorBody> {
        (self.errors)().into_iter().find(|body| body.status == status)
    }
}

/// The type of a request body.
#[derive(Clone, Copy)]
pub struct Body {
    /// Derives its schema.
    pub derive: Derive,
    /// Reads a body as the type, and writes it again.
    pub reread: fn(&Value) -> Result<Value, String>,
    build: fn(&Value) -> Result<(), Failure>,
}

impl Body {
    const fn of<T: Request>() -> Self {
        let reread = |body: &Value| serde_json::to_value(read::<T>(body)?).map_err(|error| error.to_string());
        Self { derive: derive::<T>, reread, build: |body| T::build(body).map(drop) }
    }

    /// Builds a body with the constructors of the SDK, without sending it.
    pub fn build(&self, body: &Value) -> Result<Result<(), Error>, String> {
        split((self.build)(body))
    }
}

/// The type of an error body.
#[derive(Clone, Copy)]
pub struct ErrorBody {
    status: u16,
    /// Derives its schema.
    pub derive: Derive,
    /// Reads the body of an error as the type, and writes it again.
    pub reread: fn(&Error) -> Option<Value>,
}

impl ErrorBody {
    /// Takes the type of a status.
    pub const fn of<T: JsonSchema + Serialize + DeserializeOwned>(status: u16) -> Self {
        Self { status, derive: derive::<T>, reread: |error| serde_json::to_value(error.body_as::<T>()?).ok() }
    }
}

/// A query parameter of a list: its name, the type of its value, and the method that sets it.
struct Setter<L> {
    name: &'static str,
    derive: Derive,
    set: fn(L, &Value) -> Result<L, String>,
}

fn parameters<L>(setters: &[Setter<L>]) -> Vec<(&'static str, Derive)> {
    setters.iter().map(|setter| (setter.name, setter.derive)).collect()
}

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

    /// Takes the same, and the uuid of a resource for the one in the path.
    pub fn for_resource(operation: &Operation<'_>, resource: &Value) -> Self {
        let mut call = Self::least(operation);
        if let (Some(parameter), Some(uuid)) = (call.parameters.get_mut("uuid"), resource.get("uuid")) {
            parameter.clone_from(uuid);
        }
        call
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

    /// Returns the call without a parameter.
    #[must_use]
    pub fn without(&self, parameter: &str) -> Self {
        let mut call = Self { label: format!("without {parameter}"), ..self.clone() };
        call.parameters.remove(parameter);
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

/// What a row needs for a call.
struct Arguments<'a> {
    plannr: Plannr,
    operation: &'a Operation<'a>,
    call: &'a Call,
}

impl Arguments<'_> {
    /// Reads a parameter of the path.
    fn path<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        let value = self.call.parameters.get(name);
        Ok(read(value.ok_or_else(|| format!("{} is called without its {name}", self.operation.name()))?)?)
    }

    /// Builds the body with the constructors of the SDK.
    fn body<T: Request>(&self) -> Result<T, Failure> {
        let body = self.call.body.as_ref();
        T::build(body.ok_or_else(|| format!("{} has no example of a body in the spec", self.operation.name()))?)
    }

    /// Sets the query parameters.
    fn set<L>(&self, list: L, setters: &[Setter<L>]) -> Result<L, String> {
        let query = self.operation.query().filter_map(|it| Some((it.name(), self.call.parameters.get(it.name())?)));
        query.into_iter().try_fold(list, |list, (name, value)| {
            let setter = setters.iter().find(|setter| setter.name == name);
            setter.map_or(Err(unknown_parameter(self.operation, name)), |setter| (setter.set)(list, value))
        })
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
    /// Stands for a 404 that the SDK returns as `None`.
    fn absent() -> Self {
        let (status, headers) = (StatusCode::NOT_FOUND, HeaderMap::new());
        Self { status, headers, body: Vec::new(), value: Value::Null }
    }

    /// Whether the SDK returned `None`.
    pub fn is_absent(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

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

/// Calls an operation. The outer error is of a call that the SDK has no way to make.
pub async fn call(plannr: &Plannr, operation: &Operation<'_>, call: &Call) -> Result<Result<Success, Error>, String> {
    let (row, mut plannr) = (Row::of(operation)?, plannr.clone());
    for parameter in operation.parameters() {
        let (name, Some(value)) = (parameter.name(), call.parameters.get(parameter.name())) else { continue };
        match (parameter.place(), name) {
            // The account belongs to the client, not to its methods.
            ("header", "X-PLANNR-ACCOUNT-UUID") => plannr = plannr.with_account(read(value)?),
            ("path", _) => {}
            ("query", _) if row.parameters().contains_key(name) => {}
            _ => return Err(unknown_parameter(operation, name)),
        }
    }
    split((row.send)(Arguments { plannr, operation, call }).await)
}

fn unknown_parameter(operation: &Operation<'_>, parameter: &str) -> String {
    let name = operation.name();
    format!(
        "{name} cannot be called with `{parameter}`: write a method in plannr-sdk/src/, and add it in tests/src/calls.rs"
    )
}

/// A request body.
trait Request: JsonSchema + Serialize + DeserializeOwned {
    /// Calls the constructors of the SDK.
    fn build(body: &Value) -> Result<Self, Failure>;
}

impl Request for NewContactDetail {
    fn build(body: &Value) -> Result<Self, Failure> {
        only(body, &["type", "name", "value", "account_uuids", "is_primary", "primary_account_uuids"])?;
        let (name, owners): (String, Vec<Uuid>) = (read(&body["name"])?, read(&body["account_uuids"])?);
        let mut new = match (body["type"].as_str(), &body["value"]) {
            (Some("email"), Value::String(address)) => Self::email(name, address, owners)?,
            (Some("phone_number"), Value::String(number)) => Self::phone_number(name, number, owners)?,
            (Some("phone_number"), value @ Value::Object(_)) => {
                let (country, number) = country_and_number(value)?;
                Self::phone_number_in(name, country, number, owners)?
            }
            (kind, value) => {
                return Err(format!("no constructor makes a contact detail of type {kind:?} from {value}").into());
            }
        };
        let is_primary = optional(body, "is_primary")?;
        match &mut new {
            Self::Email(new) => new.is_primary = is_primary,
            Self::PhoneNumber(new) => new.is_primary = is_primary,
            _ => {}
        }
        let primary_for: Option<Vec<Uuid>> = optional(body, "primary_account_uuids")?;
        Ok(primary_for.into_iter().fold(new, Self::primary_for))
    }
}

impl Request for UpdateContactDetail {
    fn build(body: &Value) -> Result<Self, Failure> {
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
        let update = Self::new(name, value, owners)?;
        Ok(primary_for.into_iter().fold(update, Self::primary_for))
    }
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
